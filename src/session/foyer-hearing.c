/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-hearing"

#include "config.h"

#include "session/foyer-hearing.h"

#include "base/foyer-limits.h"
#include "link/foyer-neighbours.h"
#include "model/foyer-desk.h"
#include "model/foyer-gossip.h"
#include "wire/foyer-wire-neighbours.h"

/* What a desk of an event hears from the others directly, with a relay or without one: whom it may
 * listen to, what they say, and what it says itself. Everything goes by way of the store: what was
 * heard counts for the judge from the moment that it is kept, and what happened here is told when
 * its number is durable. */

struct _FoyerHearing {
  GObject parent_instance;

  FoyerStore *store;
  char *event_id;
  char *device_id;
  FoyerSigningKey key;
  const FoyerClock *clock;
  gint64 began_at;
  gboolean is_local;

  FoyerGossip *gossip;
  FoyerNeighbours *neighbours;
  GPtrArray *desks;
  GCancellable *cancellable;
  guint tick_source;
  gboolean knows_desks;
  gboolean is_ready;
  /* What is on its way to the store. */
  GQueue keeping;
  gboolean is_numbering;
  gboolean is_to_number;
};

enum {
  SIGNAL_READY,
  SIGNAL_CHANGED,
  SIGNAL_HEARD,
  SIGNAL_TWIN,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerHearing, foyer_hearing, G_TYPE_OBJECT)

static void
fail (FoyerHearing *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void tick (FoyerHearing *self);

static gboolean
on_tick_due (gpointer user_data)
{
  FoyerHearing *self = user_data;

  self->tick_source = 0;
  tick (self);
  return G_SOURCE_REMOVE;
}

static void
tick (FoyerHearing *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 next;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  next = foyer_gossip_tick (self->gossip, now);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (next != G_MAXINT64)
    self->tick_source = g_timeout_add ((guint)(MAX (0, next - now) / G_TIME_SPAN_MILLISECOND) + 1,
                                       on_tick_due,
                                       self);
}

static void
on_send (gpointer neighbour, const FoyerGossipMessage *message, gpointer user_data)
{
  g_autofree char *text = foyer_wire_encode_gossip (message);

  foyer_neighbour_send (neighbour, text);
}

static void
on_add_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GPtrArray) items = g_queue_pop_head (&self->keeping);
  g_autoptr (GError) error = NULL;

  if (foyer_store_add_heard_finish (FOYER_STORE (source), result, &error))
    g_signal_emit (self, signals[SIGNAL_HEARD], 0, items);
  else
    fail (self, error);
}

/* What this desk did and does not remember comes back from others, whatever it was called then and
 * wherever its profile was. What it has not done since it began to listen somebody else has. */
static void
check_own (FoyerHearing *self, const GPtrArray *items)
{
  FoyerClockEstimate clock = { .error = FOYER_LIMIT_CLOCK_UNKNOWN_MS * G_TIME_SPAN_MILLISECOND };
  FoyerTime real = g_get_real_time ();
  gint64 steady = foyer_time_get_steady ();
  FoyerTime beginning;

  foyer_clock_estimate (self->clock, real, steady, &clock);
  beginning = real - clock.offset - (steady - self->began_at);
  for (guint i = 0; i < items->len; i++) {
    const FoyerHeard *item = g_ptr_array_index (items, i);

    if (!g_str_equal (item->device_id, self->device_id) ||
        !foyer_heard_is_after (item, beginning, clock.error))
      continue;
    g_signal_emit (self, signals[SIGNAL_TWIN], 0);
    return;
  }
}

static void
on_heard (const GPtrArray *items, gpointer user_data)
{
  FoyerHearing *self = user_data;
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (kept, foyer_heard_ref (g_ptr_array_index (items, i)));
  g_queue_push_tail (&self->keeping, kept);
  foyer_store_add_heard_async (self->store, kept, NULL, on_add_ready, g_object_ref (self));
  check_own (self, items);
}

static void
on_distrust (gpointer neighbour, gpointer user_data)
{
  foyer_neighbour_close (neighbour, "what it passes on is not signed");
}

static const FoyerGossipFuncs gossip_funcs = {
  .send = on_send,
  .heard = on_heard,
  .distrust = on_distrust,
};

static void
on_connected (FoyerNeighbour *neighbour, gpointer user_data)
{
  FoyerHearing *self = user_data;

  foyer_gossip_connect (self->gossip,
                        neighbour,
                        foyer_neighbour_get_device_id (neighbour),
                        g_get_monotonic_time ());
  tick (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_message (FoyerNeighbour *neighbour, FoyerMessage *message, gpointer user_data)
{
  FoyerHearing *self = user_data;
  g_auto (FoyerGossipMessage) gossip = { 0 };

  if (!foyer_wire_read_gossip (message, self->event_id, &gossip))
    return;
  foyer_gossip_take (self->gossip, neighbour, &gossip, g_get_monotonic_time ());
  tick (self);
}

static void
on_disconnected (FoyerNeighbour *neighbour, gpointer user_data)
{
  FoyerHearing *self = user_data;

  foyer_gossip_disconnect (self->gossip, neighbour, g_get_monotonic_time ());
  tick (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const FoyerNeighboursFuncs neighbours_funcs = {
  .connected = on_connected,
  .message = on_message,
  .disconnected = on_disconnected,
};

static void number_own (FoyerHearing *self);

static void
on_run_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_numbering = FALSE;
  if (foyer_store_begin_run_finish (FOYER_STORE (source), result, &error))
    number_own (self);
  else
    fail (self, error);
}

/* Others know more of this desk's run than it does itself: its memory is an older one. */
static void
begin_run (FoyerHearing *self)
{
  self->is_numbering = TRUE;
  foyer_store_begin_run_async (self->store,
                               self->event_id,
                               self->device_id,
                               self->cancellable,
                               on_run_begun,
                               g_object_ref (self));
}

static gboolean
tell_own (FoyerHearing *self, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    if (!foyer_gossip_add_own (self->gossip, g_ptr_array_index (items, i)))
      return FALSE;
  }
  return TRUE;
}

static void
on_numbered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items =
      foyer_store_number_own_finish (FOYER_STORE (source), result, &error);

  self->is_numbering = FALSE;
  if (items == NULL) {
    fail (self, error);
    return;
  }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!tell_own (self, items))
    begin_run (self);
  else if (self->is_to_number)
    number_own (self);
  tick (self);
}

static void
number_own (FoyerHearing *self)
{
  self->is_to_number = self->is_numbering || !self->is_ready;
  if (self->is_to_number)
    return;
  self->is_numbering = TRUE;
  foyer_store_number_own_async (self->store,
                                self->event_id,
                                self->device_id,
                                &self->key,
                                self->cancellable,
                                on_numbered,
                                g_object_ref (self));
}

static void
listen (FoyerHearing *self)
{
  g_autoptr (GError) error = NULL;

  self->is_ready = TRUE;
  number_own (self);
  if (!foyer_neighbours_start (self->neighbours, self->is_local, &error))
    fail (self, error);
  foyer_neighbours_set_desks (self->neighbours, self->desks);
  tick (self);
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
on_heard_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items =
      foyer_store_load_heard_finish (FOYER_STORE (source), result, &error);

  if (items == NULL) {
    fail (self, error);
    return;
  }
  foyer_gossip_restore (self->gossip, items);
  listen (self);
}

static void
take_desks (FoyerHearing *self, GPtrArray *desks)
{
  g_ptr_array_unref (self->desks);
  self->desks = g_ptr_array_ref (desks);
  foyer_gossip_set_desks (self->gossip, desks, g_get_monotonic_time ());
  foyer_neighbours_set_desks (self->neighbours, desks);
  tick (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What the relay has said meanwhile is newer. */
static void
on_desks_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) desks =
      foyer_store_load_desks_finish (FOYER_STORE (source), result, &error);

  if (desks == NULL) {
    fail (self, error);
    return;
  }
  if (!self->knows_desks)
    take_desks (self, desks);
  foyer_store_load_heard_async (self->store,
                                self->event_id,
                                self->cancellable,
                                on_heard_loaded,
                                g_object_ref (self));
}

static void
on_desks_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerHearing) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!foyer_store_save_desks_finish (FOYER_STORE (source), result, &error))
    fail (self, error);
}

static void
foyer_hearing_dispose (GObject *object)
{
  FoyerHearing *self = FOYER_HEARING (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->neighbours != NULL)
    g_object_run_dispose (G_OBJECT (self->neighbours));
  g_clear_object (&self->neighbours);

  G_OBJECT_CLASS (foyer_hearing_parent_class)->dispose (object);
}

static void
foyer_hearing_finalize (GObject *object)
{
  FoyerHearing *self = FOYER_HEARING (object);

  foyer_gossip_free (self->gossip);
  g_ptr_array_unref (self->desks);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self->event_id);
  g_free (self->device_id);
  foyer_signing_key_clear (&self->key);

  G_OBJECT_CLASS (foyer_hearing_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name,
                       FOYER_TYPE_HEARING,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       argument != G_TYPE_NONE ? 1 : 0,
                       argument);
}

static void
foyer_hearing_class_init (FoyerHearingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_hearing_dispose;
  object_class->finalize = foyer_hearing_finalize;

  /**
   * FoyerHearing::ready:
   *
   * It listens, and can be told to others.
   */
  signals[SIGNAL_READY] = add_signal ("ready", G_TYPE_NONE);

  /**
   * FoyerHearing::changed:
   *
   * Other desks are heard directly than before, or there are other ones, or it may be found
   * elsewhere.
   */
  signals[SIGNAL_CHANGED] = add_signal ("changed", G_TYPE_NONE);

  /**
   * FoyerHearing::heard:
   * @items: (element-type FoyerHeard): something new from another desk, which the store has now
   */
  signals[SIGNAL_HEARD] = add_signal ("heard", G_TYPE_PTR_ARRAY);

  /**
   * FoyerHearing::twin:
   *
   * Somebody else works as this very device, with a copy of what it keeps: it has let somebody in
   * or out while this one listened.
   */
  signals[SIGNAL_TWIN] = add_signal ("twin", G_TYPE_NONE);

  /**
   * FoyerHearing::failed:
   * @error: what is the matter; something was not heard or not told
   */
  signals[SIGNAL_FAILED] = add_signal ("failed", G_TYPE_ERROR);
}

static void
foyer_hearing_init (FoyerHearing *self)
{
  self->cancellable = g_cancellable_new ();
  self->desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
}

/**
 * foyer_hearing_new:
 * @store: a store that is open
 * @event_id: the event that it is about
 * @device_id: which device this is
 * @key: its key
 * @clock: what is known of the relay's clock, now and later; it must outlive this
 *
 * Returns: (transfer full): what hears and says nothing yet; run its dispose
 */
FoyerHearing *
foyer_hearing_new (FoyerStore *store,
                   const char *event_id,
                   const char *device_id,
                   const FoyerSigningKey *key,
                   const FoyerClock *clock)
{
  FoyerHearing *self = g_object_new (FOYER_TYPE_HEARING, NULL);

  self->store = g_object_ref (store);
  self->event_id = g_strdup (event_id);
  self->device_id = g_strdup (device_id);
  self->key = *key;
  self->clock = clock;
  self->began_at = foyer_time_get_steady ();
  self->gossip = foyer_gossip_new (event_id, &gossip_funcs, self);
  self->neighbours = foyer_neighbours_new (event_id, device_id, key, &neighbours_funcs, self);
  return self;
}

/**
 * foyer_hearing_start:
 * @is_local: whether only desks on this machine count, otherwise only those on other ones
 *
 * Takes up what the store has kept, and listens from then on.
 */
void
foyer_hearing_start (FoyerHearing *self, gboolean is_local)
{
  g_return_if_fail (FOYER_IS_HEARING (self));

  self->is_local = is_local;
  foyer_store_load_desks_async (self->store,
                                self->event_id,
                                self->cancellable,
                                on_desks_loaded,
                                g_object_ref (self));
}

/**
 * foyer_hearing_set_desks:
 * @desks: (element-type FoyerDesk): all desks of the event, as the relay says
 *
 * Listens to these, and keeps them for a start without a relay.
 */
void
foyer_hearing_set_desks (FoyerHearing *self, GPtrArray *desks)
{
  g_return_if_fail (FOYER_IS_HEARING (self));

  self->knows_desks = TRUE;
  take_desks (self, desks);
  foyer_store_save_desks_async (self->store,
                                self->event_id,
                                desks,
                                NULL,
                                on_desks_saved,
                                g_object_ref (self));
}

/**
 * foyer_hearing_note_scan:
 *
 * The store has another scan of this desk: where somebody came in or went out the others are told.
 */
void
foyer_hearing_note_scan (FoyerHearing *self)
{
  g_return_if_fail (FOYER_IS_HEARING (self));

  number_own (self);
}

/**
 * foyer_hearing_list_addresses:
 *
 * Returns: (transfer full): where other desks may find this one, for the relay to tell them
 */
GStrv
foyer_hearing_list_addresses (FoyerHearing *self)
{
  g_return_val_if_fail (FOYER_IS_HEARING (self), NULL);

  return self->is_ready ? foyer_neighbours_list_addresses (self->neighbours) : g_new0 (char *, 1);
}

/**
 * foyer_hearing_get_desks:
 *
 * Returns: (transfer none) (element-type FoyerDesk): all desks of the event, this one too
 */
GPtrArray *
foyer_hearing_get_desks (FoyerHearing *self)
{
  g_return_val_if_fail (FOYER_IS_HEARING (self), NULL);

  return self->desks;
}

/**
 * foyer_hearing_hears:
 *
 * Returns: whether that desk is heard directly
 */
gboolean
foyer_hearing_hears (FoyerHearing *self, const char *device_id)
{
  g_return_val_if_fail (FOYER_IS_HEARING (self), FALSE);

  return foyer_neighbours_find (self->neighbours, device_id) != NULL;
}

/**
 * foyer_hearing_get_n_heard:
 *
 * Returns: how many desks are heard directly
 */
guint
foyer_hearing_get_n_heard (FoyerHearing *self)
{
  g_return_val_if_fail (FOYER_IS_HEARING (self), 0);

  return foyer_neighbours_get_n_connected (self->neighbours);
}

/**
 * foyer_hearing_get_n_desks:
 *
 * Returns: how many other desks there are
 */
guint
foyer_hearing_get_n_desks (FoyerHearing *self)
{
  g_return_val_if_fail (FOYER_IS_HEARING (self), 0);

  return self->desks->len - (foyer_desks_find (self->desks, self->device_id) != NULL ? 1 : 0);
}
