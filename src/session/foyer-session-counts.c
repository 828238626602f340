/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-counts"

#include "config.h"

#include "session/foyer-session-private.h"

/* How many guests came in. The relay counts those that it knows of; this desk adds whom it let in
 * itself, or has heard of, and whom the relay does not count yet. Both are of the same change, so
 * that nobody is counted twice while scans are being delivered: the store is asked after it was
 * told of the changes that the relay's counts come after, and until it has answered the number
 * stays as it was. */

/* What the store is asked, and the counts of the relay that its answer is to be added to. */
typedef struct {
  gpointer session;
  char *event_id;
  char *list_id;
  FoyerCounts *counts;
} Question;

static void
question_free (Question *self)
{
  g_free (self->event_id);
  g_free (self->list_id);
  foyer_counts_unref (self->counts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* Returns: (nullable): the check-in list that guests come in on here */
static const char *
get_list_id (FoyerSession *self)
{
  const FoyerCheckInList *list =
      self->event != NULL ? foyer_event_get_list (self->event, self->list_id) : NULL;

  return list != NULL ? list->id : NULL;
}

static void
show (FoyerSession *self, FoyerCounts *counts, const char *list_id, gint64 n_more)
{
  gint64 before = foyer_session_get_admitted (self);
  FoyerCounts *former = self->reckoned;

  self->reckoned = counts != NULL ? foyer_counts_ref (counts) : NULL;
  g_clear_pointer (&former, foyer_counts_unref);
  g_free (self->more_list_id);
  self->more_list_id = g_strdup (list_id);
  self->n_more = n_more;
  if (foyer_session_get_admitted (self) != before)
    foyer_session_notify (self, FOYER_SESSION_PROP_ADMITTED);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (FoyerSession) self = foyer_session_take_back (question->session);
  gint64 n_more = 0;

  foyer_store_count_admitted_finish (FOYER_STORE (source), result, &n_more, NULL);
  if (self == NULL)
    return;
  self->is_reckoning = FALSE;
  if (self->counts != NULL && g_strcmp0 (self->event_id, question->event_id) == 0)
    show (self, question->counts, question->list_id, n_more);
  if (self->reckons_again)
    foyer_session_counts_reckon (self);
}

/* As long as changes are missing the relay's counts are ahead of what this desk knows. */
static FoyerCounts *
get_known_counts (FoyerSession *self)
{
  return self->seq >= self->replayed_to || self->reckoned == NULL ? self->counts : self->reckoned;
}

static void
ask (FoyerSession *self, const char *list_id)
{
  Question *question = g_new0 (Question, 1);
  FoyerStorePlace place = { .event_id = self->event_id,
                            .list_id = list_id,
                            .seq = self->knows_seq ? self->seq : self->copy_seq };

  question->session = foyer_session_lend (self);
  question->event_id = g_strdup (self->event_id);
  question->list_id = g_strdup (list_id);
  question->counts = foyer_counts_ref (get_known_counts (self));
  self->is_reckoning = TRUE;
  foyer_store_count_admitted_async (self->store, &place, NULL, on_counted, question);
}

/**
 * foyer_session_counts_reckon:
 *
 * Guests may have come in, or may be counted by the relay now.
 */
void
foyer_session_counts_reckon (FoyerSession *self)
{
  const char *list_id = get_list_id (self);

  self->reckons_again = self->is_reckoning;
  if (self->counts == NULL || self->store == NULL || list_id == NULL) {
    show (self, self->counts, NULL, 0);
    return;
  }
  if (self->reckoned == NULL)
    show (self, self->counts, NULL, 0);
  if (!self->is_reckoning)
    ask (self, list_id);
}

/**
 * foyer_session_counts_set:
 * @counts: (nullable): how full the event is, as the relay says
 *
 * Who adds to that counts is asked with foyer_session_counts_reckon(), once the store knows of the
 * changes before.
 */
void
foyer_session_counts_set (FoyerSession *self, FoyerCounts *counts)
{
  g_clear_pointer (&self->counts, foyer_counts_unref);
  self->counts = counts != NULL ? foyer_counts_ref (counts) : NULL;
  if (counts == NULL)
    show (self, NULL, NULL, 0);
  foyer_session_notify (self, FOYER_SESSION_PROP_COUNTS);
}

static void
on_recalled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerCounts) counts =
      foyer_store_count_copy_finish (FOYER_STORE (source), result, &error);

  if (error != NULL)
    g_debug ("The tickets were not counted: %s", error->message);
  if (self == NULL || counts == NULL || self->counts != NULL)
    return;
  foyer_session_counts_set (self, counts);
  foyer_session_counts_reckon (self);
}

/**
 * foyer_session_counts_recall:
 *
 * Before the relay has said how full the event is, what the desk's own copy says is shown.
 */
void
foyer_session_counts_recall (FoyerSession *self)
{
  if (self->counts == NULL && self->store != NULL && self->copy == FOYER_DESK_COPY_ALL &&
      self->state != FOYER_SESSION_STATE_ONLINE)
    foyer_store_count_copy_async (self->store,
                                  self->event_id,
                                  self->looking,
                                  on_recalled,
                                  foyer_session_lend (self));
}

/**
 * foyer_session_get_counts:
 *
 * Returns: (transfer none) (nullable): how full the event is, as the relay said last
 */
FoyerCounts *
foyer_session_get_counts (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->counts;
}

/**
 * foyer_session_get_admitted:
 *
 * Returns: how many tickets have come in on the chosen check-in list, as far as this desk knows,
 * with a relay or without; 0 where there are no counts
 */
gint64
foyer_session_get_admitted (FoyerSession *self)
{
  const FoyerListCounts *list = NULL;
  gint64 n_more;

  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  if (self->reckoned == NULL)
    return 0;
  if (self->list_id != NULL)
    list = foyer_counts_get_list (self->reckoned, self->list_id);
  n_more = self->more_list_id != NULL && g_strcmp0 (self->more_list_id, get_list_id (self)) == 0
               ? self->n_more
               : 0;
  return (list != NULL ? list->admitted : self->reckoned->admitted) + n_more;
}
