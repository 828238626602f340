/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-gossip"

#include "config.h"

#include "model/foyer-gossip-private.h"

#include "base/foyer-limits.h"

/* How desks that hear each other come to know the same, also of desks that only some of them hear.
 *
 * Every device numbers what happens at its door, so that a desk's knowledge is one number for each
 * run of numbers. Desks tell each other these, at most once a second and only what is new, and ask
 * for what they miss: one neighbour for one run, and the next one when it does not answer. What has
 * just happened is said at once, by the desk where it did, to its neighbours. So everything is sent
 * to a desk about once, however many others it hears.
 *
 * Nothing counts that is not signed by the device whose number it has. It knows neither sockets nor
 * clocks: neighbours are pointers, and time is handed in. */

static void
neighbour_free (gpointer data)
{
  Neighbour *neighbour = data;

  g_hash_table_unref (neighbour->theirs);
  g_hash_table_unref (neighbour->told);
  g_free (neighbour);
}

static gint64
get_number (GHashTable *table, const Run *run)
{
  return (gint64)GPOINTER_TO_SIZE (g_hash_table_lookup (table, run));
}

static void
set_number (GHashTable *table, Run *run, gint64 number)
{
  g_hash_table_insert (table, run, GSIZE_TO_POINTER ((gsize)number));
}

static void
raise_number (GHashTable *table, Run *run, gint64 number)
{
  if (number > get_number (table, run))
    set_number (table, run, number);
}

static void
add_run (GArray *runs, const Run *run, gint64 last)
{
  FoyerGossipRun entry = { .last = last };

  g_strlcpy (entry.device_id, run->device_id, sizeof entry.device_id);
  g_strlcpy (entry.run_id, run->run_id, sizeof entry.run_id);
  g_array_append_val (runs, entry);
}

static void
send_runs (FoyerGossip *self, Neighbour *neighbour, FoyerGossipKind kind, GArray *runs)
{
  FoyerGossipMessage message = { .kind = kind, .runs = runs };

  self->funcs.send (neighbour->pointer, &message, self->user_data);
}

static void
send_items (FoyerGossip *self, Neighbour *neighbour, FoyerGossipKind kind, GPtrArray *items)
{
  FoyerGossipMessage message = { .kind = kind, .items = items };

  self->funcs.send (neighbour->pointer, &message, self->user_data);
}

/* Whoever made the numbers need not hear of them, but for once: how far a neighbour is, so that
 * news fit. */
static gboolean
is_worth_telling (const Neighbour *neighbour, const Run *run)
{
  gint64 last = run->items->len;

  if (last == 0)
    return FALSE;
  if (neighbour->told_at == 0)
    return TRUE;
  return !g_str_equal (run->device_id, neighbour->device_id) &&
         last > get_number (neighbour->theirs, run) && last > get_number (neighbour->told, run);
}

static gboolean
has_something_to_tell (FoyerGossip *self, const Neighbour *neighbour)
{
  if (neighbour->told_at == 0)
    return TRUE;
  for (guint i = 0; i < self->runs->len; i++) {
    if (is_worth_telling (neighbour, g_ptr_array_index (self->runs, i)))
      return TRUE;
  }
  return FALSE;
}

static void
tell_knowledge (FoyerGossip *self, Neighbour *neighbour, gint64 now)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (FoyerGossipRun));

  for (guint i = 0; i < self->runs->len; i++) {
    Run *run = g_ptr_array_index (self->runs, i);

    if (!is_worth_telling (neighbour, run))
      continue;
    add_run (runs, run, run->items->len);
    set_number (neighbour->told, run, run->items->len);
    if (runs->len < FOYER_LIMIT_RUNS_TOLD)
      continue;
    send_runs (self, neighbour, FOYER_GOSSIP_KNOWLEDGE, runs);
    g_array_set_size (runs, 0);
  }
  neighbour->told_at = MAX (now, 1);
  send_runs (self, neighbour, FOYER_GOSSIP_KNOWLEDGE, runs);
}

static gboolean
is_missed (FoyerGossip *self, const Neighbour *neighbour, const Run *run)
{
  return run->asked == NULL && get_number (neighbour->theirs, run) > run->items->len &&
         foyer_gossip_find_desk (self, run->device_id) != NULL;
}

static gboolean
has_something_missed (FoyerGossip *self, const Neighbour *neighbour)
{
  for (guint i = 0; i < self->runs->len; i++) {
    if (is_missed (self, neighbour, g_ptr_array_index (self->runs, i)))
      return TRUE;
  }
  return FALSE;
}

static void
ask (FoyerGossip *self, Neighbour *neighbour, gint64 now)
{
  g_autoptr (GArray) runs = NULL;

  if (neighbour->asked_at != 0 || now < neighbour->slow_until)
    return;
  runs = g_array_new (FALSE, FALSE, sizeof (FoyerGossipRun));
  for (guint i = 0; i < self->runs->len && runs->len < FOYER_LIMIT_RUNS_ASKED; i++) {
    Run *run = g_ptr_array_index (self->runs, i);

    if (!is_missed (self, neighbour, run))
      continue;
    add_run (runs, run, run->items->len);
    run->asked = neighbour;
    run->n_before = run->items->len;
  }
  if (runs->len == 0)
    return;
  neighbour->asked_at = MAX (now, 1);
  send_runs (self, neighbour, FOYER_GOSSIP_QUESTION, runs);
}

static void
ask_everybody (FoyerGossip *self, gint64 now)
{
  for (guint i = 0; i < self->neighbours->len; i++)
    ask (self, g_ptr_array_index (self->neighbours, i), now);
}

/* Nothing is expected of @neighbour any more. Where it had nothing that it said it has, it is not
 * asked before it says so again. */
static void
end_question (FoyerGossip *self, Neighbour *neighbour, gboolean was_in_vain)
{
  neighbour->asked_at = 0;
  for (guint i = 0; i < self->runs->len; i++) {
    Run *run = g_ptr_array_index (self->runs, i);

    if (run->asked != neighbour)
      continue;
    run->asked = NULL;
    if (was_in_vain && run->items->len > 0)
      set_number (neighbour->theirs, run, run->items->len);
    else if (was_in_vain)
      g_hash_table_remove (neighbour->theirs, run);
  }
  if (was_in_vain)
    foyer_gossip_forget_empty (self);
}

/* Whether this desk has heard nothing yet of what it asked @neighbour for. */
static gboolean
is_none_the_wiser (FoyerGossip *self, const Neighbour *neighbour)
{
  for (guint i = 0; i < self->runs->len; i++) {
    const Run *run = g_ptr_array_index (self->runs, i);

    if (run->asked == neighbour && run->items->len > run->n_before)
      return FALSE;
  }
  return TRUE;
}

typedef enum {
  TAKEN,
  KNOWN,
  FORGED,
} Taking;

static Taking
take_item (FoyerGossip *self, Neighbour *neighbour, const FoyerHeard *item)
{
  const FoyerDesk *desk;
  Run *run;

  if (g_strcmp0 (item->event_id, self->event_id) != 0)
    return FORGED;
  run = foyer_gossip_note_claim (self, neighbour, item->device_id, item->run_id, item->number);
  if (run == NULL)
    return KNOWN;
  desk = foyer_gossip_find_desk (self, item->device_id);
  if (desk == NULL || item->number != (gint64)run->items->len + 1)
    return KNOWN;
  if (!foyer_heard_check (item, desk->public_key))
    return FORGED;
  return foyer_gossip_append (self, run, item) ? TAKEN : KNOWN;
}

/* Returns whether all of them may be believed; what came before a forged one may. */
static gboolean
take_items (FoyerGossip *self, Neighbour *neighbour, const GPtrArray *items)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  Taking taking = KNOWN;

  for (guint i = 0; i < items->len && taking != FORGED; i++) {
    taking = take_item (self, neighbour, g_ptr_array_index (items, i));
    if (taking == TAKEN)
      g_ptr_array_add (fresh, g_ptr_array_index (items, i));
  }
  if (fresh->len > 0)
    self->funcs.heard (fresh, self->user_data);
  return taking != FORGED;
}

static void
take_knowledge (FoyerGossip *self, Neighbour *neighbour, const GArray *runs)
{
  neighbour->has_spoken = TRUE;
  for (guint i = 0; i < runs->len; i++) {
    const FoyerGossipRun *entry = &g_array_index (runs, FoyerGossipRun, i);

    foyer_gossip_note_claim (self,
                             neighbour,
                             entry->device_id,
                             entry->run_id,
                             MIN (entry->last, FOYER_LIMIT_HEARD_OF_DEVICE));
  }
}

static void
answer (FoyerGossip *self, Neighbour *neighbour, const GArray *runs)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);

  for (guint i = 0; i < runs->len; i++) {
    const FoyerGossipRun *entry = &g_array_index (runs, FoyerGossipRun, i);
    Run *run = foyer_gossip_find_run (self, entry->device_id, entry->run_id);
    gint64 last = entry->last;

    if (run == NULL || last < 0)
      continue;
    while (items->len < FOYER_LIMIT_HEARD_PER_MESSAGE && last < run->items->len)
      g_ptr_array_add (items, foyer_gossip_unpack (self, run, ++last));
    raise_number (neighbour->theirs, run, MIN (last, (gint64)run->items->len));
  }
  send_items (self, neighbour, FOYER_GOSSIP_ANSWER, items);
}

/* Only who stood at the door has news. */
static gboolean
are_news (const Neighbour *neighbour, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const FoyerHeard *item = g_ptr_array_index (items, i);

    if (!g_str_equal (item->device_id, neighbour->device_id))
      return FALSE;
  }
  return TRUE;
}

static Neighbour *
find_neighbour (FoyerGossip *self, gconstpointer pointer, guint *position)
{
  for (guint i = 0; i < self->neighbours->len; i++) {
    Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    if (neighbour->pointer != pointer)
      continue;
    if (position != NULL)
      *position = i;
    return neighbour;
  }
  return NULL;
}

/**
 * foyer_gossip_new:
 * @event_id: what it is about
 * @funcs: what it does; copied
 *
 * Returns: (transfer full): a desk that has heard nothing
 */
FoyerGossip *
foyer_gossip_new (const char *event_id, const FoyerGossipFuncs *funcs, gpointer user_data)
{
  FoyerGossip *self = g_new0 (FoyerGossip, 1);

  self->event_id = g_strdup (event_id);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->desks =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)foyer_desk_unref);
  self->runs = g_ptr_array_new_with_free_func (foyer_gossip_run_free);
  self->runs_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->neighbours = g_ptr_array_new_with_free_func (neighbour_free);
  return self;
}

void
foyer_gossip_free (FoyerGossip *self)
{
  g_free (self->event_id);
  g_ptr_array_unref (self->neighbours);
  g_hash_table_unref (self->runs_by_name);
  g_ptr_array_unref (self->runs);
  g_hash_table_unref (self->desks);
  g_free (self);
}

/**
 * foyer_gossip_set_desks:
 * @desks: (element-type FoyerDesk): all desks of the event, with their keys
 *
 * Of other devices nothing new is taken. What was taken before stays: it has happened.
 */
void
foyer_gossip_set_desks (FoyerGossip *self, const GPtrArray *desks, gint64 now)
{
  g_hash_table_remove_all (self->desks);
  for (guint i = 0; i < desks->len; i++) {
    FoyerDesk *desk = g_ptr_array_index (desks, i);

    /* The key lies in the value. */
    g_hash_table_replace (self->desks, desk->device_id, foyer_desk_ref (desk));
  }
  ask_everybody (self, now);
}

/**
 * foyer_gossip_restore:
 * @items: (element-type FoyerHeard): what this desk has kept, in the order of the numbers of each
 *   run; it was checked when it was heard
 */
void
foyer_gossip_restore (FoyerGossip *self, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    const FoyerHeard *item = g_ptr_array_index (items, i);
    Run *run = foyer_gossip_make_run (self, item->device_id, item->run_id);

    foyer_gossip_append (self, run, item);
  }
}

/**
 * foyer_gossip_add_own:
 * @item: what has happened at this desk's door, signed, and durable: its number must never be given
 *   to something else
 *
 * Tells the neighbours; not where there was more of it than anybody keeps.
 *
 * Returns: whether it is the next one of its run; where it is not, the desk has lost count and has
 * to begin another run
 */
gboolean
foyer_gossip_add_own (FoyerGossip *self, const FoyerHeard *item)
{
  Run *run = foyer_gossip_make_run (self, item->device_id, item->run_id);
  g_autoptr (GPtrArray) items = NULL;

  if (foyer_gossip_is_full (self, item->device_id))
    return TRUE;
  if (!foyer_gossip_append (self, run, item))
    return FALSE;
  items = g_ptr_array_new ();
  g_ptr_array_add (items, (gpointer)item);
  for (guint i = 0; i < self->neighbours->len; i++) {
    Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    if (!neighbour->has_spoken || get_number (neighbour->theirs, run) != item->number - 1)
      continue;
    set_number (neighbour->theirs, run, item->number);
    send_items (self, neighbour, FOYER_GOSSIP_NEWS, items);
  }
  return TRUE;
}

/**
 * foyer_gossip_connect:
 * @neighbour: whom this desk hears directly from now on
 * @device_id: which device it has proven to be
 */
void
foyer_gossip_connect (FoyerGossip *self, gpointer neighbour, const char *device_id, gint64 now)
{
  Neighbour *new = g_new0 (Neighbour, 1);

  new->pointer = neighbour;
  g_strlcpy (new->device_id, device_id, sizeof new->device_id);
  new->theirs = g_hash_table_new (NULL, NULL);
  new->told = g_hash_table_new (NULL, NULL);
  g_ptr_array_add (self->neighbours, new);
  tell_knowledge (self, new, now);
}

/**
 * foyer_gossip_disconnect:
 * @neighbour: whom this desk hears no more
 */
void
foyer_gossip_disconnect (FoyerGossip *self, gpointer neighbour, gint64 now)
{
  guint position;
  Neighbour *gone = find_neighbour (self, neighbour, &position);

  if (gone == NULL)
    return;
  end_question (self, gone, FALSE);
  g_ptr_array_remove_index_fast (self->neighbours, position);
  foyer_gossip_forget_empty (self);
  ask_everybody (self, now);
}

/* Who gives what is known already lets others answer for a while. Returns whether it may be
 * believed. */
static gboolean
take_answer (FoyerGossip *self, Neighbour *neighbour, const GPtrArray *items, gint64 now)
{
  gboolean was_asked = neighbour->asked_at != 0;
  gboolean is_believed = take_items (self, neighbour, items);

  neighbour->slow_until = 0;
  if (was_asked && items->len > 0 && is_none_the_wiser (self, neighbour))
    neighbour->slow_until = now + FOYER_LIMIT_GOSSIP_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  if (was_asked)
    end_question (self, neighbour, items->len == 0);
  ask_everybody (self, now);
  return is_believed;
}

/* Returns whether it may be believed. */
static gboolean
take_news (FoyerGossip *self, Neighbour *neighbour, const GPtrArray *items, gint64 now)
{
  if (!are_news (neighbour, items) || !take_items (self, neighbour, items))
    return FALSE;
  ask (self, neighbour, now);
  return TRUE;
}

/**
 * foyer_gossip_take:
 * @neighbour: one that is connected
 * @message: what it says; anything
 */
void
foyer_gossip_take (FoyerGossip *self,
                   gpointer neighbour,
                   const FoyerGossipMessage *message,
                   gint64 now)
{
  Neighbour *from = find_neighbour (self, neighbour, NULL);
  gboolean is_believed = TRUE;

  g_return_if_fail (from != NULL);

  switch (message->kind) {
  case FOYER_GOSSIP_KNOWLEDGE:
    take_knowledge (self, from, message->runs);
    ask (self, from, now);
    break;
  case FOYER_GOSSIP_QUESTION:
    answer (self, from, message->runs);
    break;
  case FOYER_GOSSIP_ANSWER:
    is_believed = take_answer (self, from, message->items, now);
    break;
  case FOYER_GOSSIP_NEWS:
    is_believed = take_news (self, from, message->items, now);
    break;
  }
  if (!is_believed)
    self->funcs.distrust (neighbour, self->user_data);
}

/**
 * foyer_gossip_tick:
 *
 * Does what it is time for. Called at the time that it has returned, and after anything else.
 *
 * Returns: when there is more to do; %G_MAXINT64 where there is nothing
 */
gint64
foyer_gossip_tick (FoyerGossip *self, gint64 now)
{
  const gint64 pause = FOYER_LIMIT_GOSSIP_MS * G_TIME_SPAN_MILLISECOND;
  const gint64 patience = FOYER_LIMIT_GOSSIP_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->neighbours->len; i++) {
    Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    if (neighbour->asked_at != 0 && now - neighbour->asked_at >= patience) {
      end_question (self, neighbour, FALSE);
      neighbour->slow_until = now + patience;
    }
    if (now - neighbour->told_at >= pause && has_something_to_tell (self, neighbour))
      tell_knowledge (self, neighbour, now);
  }
  ask_everybody (self, now);
  for (guint i = 0; i < self->neighbours->len; i++) {
    const Neighbour *neighbour = g_ptr_array_index (self->neighbours, i);

    if (neighbour->asked_at != 0)
      next = MIN (next, neighbour->asked_at + patience);
    else if (now < neighbour->slow_until && has_something_missed (self, neighbour))
      next = MIN (next, neighbour->slow_until);
    if (has_something_to_tell (self, neighbour))
      next = MIN (next, neighbour->told_at + pause);
  }
  return next;
}

/**
 * foyer_gossip_get_last:
 *
 * Returns: up to which number that run was heard
 */
gint64
foyer_gossip_get_last (FoyerGossip *self, const char *device_id, const char *run_id)
{
  const Run *run = foyer_gossip_find_run (self, device_id, run_id);

  return run != NULL ? run->items->len : 0;
}

/**
 * foyer_gossip_get_size:
 *
 * Returns: how much was heard, what happened at this desk's door included
 */
guint
foyer_gossip_get_size (FoyerGossip *self)
{
  return self->n_items;
}
