/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-feed"

#include "config.h"

#include "relay/foyer-relay-feed.h"

/* Brings the changes of one event into their order, wherever they come from: this relay's own
 * batches as they are committed, those of other relays as they are read from the database, some of
 * them twice. What comes out begins at the number after the last one, always. The newest are
 * remembered, for devices that were away for a moment. */

#define REMEMBERED_CHANGES 4096

typedef struct {
  FoyerChangeBatch *batch;
  gboolean is_own;
} Held;

struct _FoyerRelayFeed {
  gint64 epoch;
  gint64 seq;
  /* There is something up to here, as far as is known. */
  gint64 expected;
  /* What is not out yet, by its first number. */
  GQueue held;
  /* Batches that are out, oldest first, and how many changes they hold. */
  GQueue recent;
  guint n_recent;
};

/**
 * foyer_relay_feed_new:
 * @epoch: what the numbers count in
 * @seq: the number after which it begins
 *
 * Returns: (transfer full): a feed
 */
FoyerRelayFeed *
foyer_relay_feed_new (gint64 epoch, gint64 seq)
{
  FoyerRelayFeed *self = g_new0 (FoyerRelayFeed, 1);

  self->epoch = epoch;
  self->seq = seq;
  self->expected = seq;
  return self;
}

static void
held_free (gpointer data)
{
  Held *held = data;

  foyer_change_batch_unref (held->batch);
  g_free (held);
}

void
foyer_relay_feed_free (FoyerRelayFeed *self)
{
  g_queue_clear_full (&self->held, held_free);
  g_queue_clear_full (&self->recent, (GDestroyNotify)foyer_change_batch_unref);
  g_free (self);
}

gint64
foyer_relay_feed_get_epoch (const FoyerRelayFeed *self)
{
  return self->epoch;
}

/**
 * foyer_relay_feed_get_seq:
 *
 * Returns: the number of the last change that came out
 */
gint64
foyer_relay_feed_get_seq (const FoyerRelayFeed *self)
{
  return self->seq;
}

static int
compare_held (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const FoyerChangeBatch *left = ((const Held *)a)->batch;
  const FoyerChangeBatch *right = ((const Held *)b)->batch;

  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;
  return (left->to < right->to) - (left->to > right->to);
}

/**
 * foyer_relay_feed_put:
 * @batch: changes of this event and epoch; one without changes is ignored
 * @is_own: whether this relay made them; otherwise they were read from the database
 */
void
foyer_relay_feed_put (FoyerRelayFeed *self, FoyerChangeBatch *batch, gboolean is_own)
{
  Held *held;

  g_return_if_fail (batch->epoch == self->epoch);

  if (batch->changes->len == 0 || batch->to <= self->seq)
    return;
  held = g_new0 (Held, 1);
  held->batch = foyer_change_batch_ref (batch);
  held->is_own = is_own;
  g_queue_insert_sorted (&self->held, held, compare_held, NULL);
  foyer_relay_feed_expect (self, batch->to);
}

/**
 * foyer_relay_feed_expect:
 * @seq: somebody says that there are changes up to this one
 */
void
foyer_relay_feed_expect (FoyerRelayFeed *self, gint64 seq)
{
  self->expected = MAX (self->expected, seq);
}

/**
 * foyer_relay_feed_cut:
 * @after: the number after which the part begins
 * @until: the last number that it has
 *
 * Returns: (transfer full) (nullable): the part of @batch between the two, or %NULL where there is
 *   none
 */
FoyerChangeBatch *
foyer_relay_feed_cut (FoyerChangeBatch *batch, gint64 after, gint64 until)
{
  gint64 from = MAX (batch->from, after + 1);
  gint64 to = MIN (batch->to, until);
  FoyerChangeBatch fields = *batch;
  g_autoptr (GPtrArray) changes = NULL;

  if (batch->changes->len == 0 || from > to)
    return NULL;
  if (from == batch->from && to == batch->to)
    return foyer_change_batch_ref (batch);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  for (gint64 seq = from; seq <= to; seq++)
    g_ptr_array_add (changes,
                     foyer_change_ref (g_ptr_array_index (batch->changes, seq - batch->from)));
  fields.from = from;
  fields.to = to;
  fields.changes = changes;
  return foyer_change_batch_new (&fields);
}

static void
remember (FoyerRelayFeed *self, FoyerChangeBatch *batch)
{
  g_queue_push_tail (&self->recent, foyer_change_batch_ref (batch));
  self->n_recent += batch->changes->len;
  while (self->n_recent > REMEMBERED_CHANGES) {
    g_autoptr (FoyerChangeBatch) oldest = g_queue_pop_head (&self->recent);

    self->n_recent -= oldest->changes->len;
  }
}

static void
drop_old (FoyerRelayFeed *self)
{
  GList *next;

  for (GList *link = self->held.head; link != NULL; link = next) {
    Held *held = link->data;

    next = link->next;
    if (held->batch->to <= self->seq) {
      held_free (held);
      g_queue_delete_link (&self->held, link);
    }
  }
}

/* Own changes come out as own ones, even where they have been read from the database too. */
static const Held *
choose (const FoyerRelayFeed *self, gint64 *until)
{
  const Held *chosen = NULL;

  *until = G_MAXINT64;
  for (GList *link = self->held.head; link != NULL; link = link->next) {
    const Held *held = link->data;

    if (held->is_own && held->batch->from <= self->seq + 1)
      return held;
    if (held->is_own)
      *until = MIN (*until, held->batch->from - 1);
    else if (chosen == NULL && held->batch->from <= self->seq + 1)
      chosen = held;
  }
  return chosen;
}

/**
 * foyer_relay_feed_next:
 * @is_own: (out): whether this relay made them
 *
 * Returns: (transfer full) (nullable): the changes that follow the last ones that came out, or
 *   %NULL where they are not known yet
 */
FoyerChangeBatch *
foyer_relay_feed_next (FoyerRelayFeed *self, gboolean *is_own)
{
  FoyerChangeBatch *part;
  const Held *held;
  gint64 until;

  drop_old (self);
  held = choose (self, &until);
  if (held == NULL)
    return NULL;
  *is_own = held->is_own;
  part = foyer_relay_feed_cut (held->batch, self->seq, held->is_own ? G_MAXINT64 : until);
  self->seq = part->to;
  remember (self, part);
  return part;
}

/**
 * foyer_relay_feed_has_gap:
 *
 * Returns: whether there are changes that nobody has put in yet
 */
gboolean
foyer_relay_feed_has_gap (const FoyerRelayFeed *self)
{
  return self->expected > self->seq;
}

/**
 * foyer_relay_feed_recall:
 * @since: the last number that somebody has
 *
 * Returns: (transfer full) (element-type FoyerChangeBatch) (nullable): what came out since then, or
 *   %NULL where it is not remembered
 */
GPtrArray *
foyer_relay_feed_recall (const FoyerRelayFeed *self, gint64 since)
{
  const FoyerChangeBatch *oldest = g_queue_peek_head ((GQueue *)&self->recent);
  GPtrArray *batches;

  if (since < self->seq && (oldest == NULL || since < oldest->from - 1))
    return NULL;
  batches = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_batch_unref);
  for (GList *link = self->recent.head; link != NULL; link = link->next) {
    FoyerChangeBatch *part = foyer_relay_feed_cut (link->data, since, G_MAXINT64);

    if (part != NULL)
      g_ptr_array_add (batches, part);
  }
  return batches;
}
