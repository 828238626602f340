/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-presence"

#include "config.h"

#include "relay/foyer-relay-presence.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-devices.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-relay.h"

/* Which devices are there, for admins: those of this relay as it sees them, those of other relays
 * as the database has them. Who watches is told of all devices once and then of what is new, a
 * moment later and together. */

#define SOON_MS 200
/* A device's last activity alone is news only so often. */
#define ACTIVITY_STEP (10 * FOYER_TIME_SECOND)

struct _FoyerRelayPresence {
  GObject parent_instance;

  FoyerWorker *worker;
  GPtrArray *peers;
  /* Peers that watch, and whether they were told of all devices. */
  GHashTable *watchers;
  /* What they were told last, by the device's id. */
  GHashTable *told;
  /* The devices whose reports are not noted in the database yet. */
  GHashTable *reported;
  guint soon_source;
  gboolean is_looking;
};

G_DEFINE_FINAL_TYPE (FoyerRelayPresence, foyer_relay_presence, G_TYPE_OBJECT)

/* Nobody waits for it: that the database was away shows elsewhere. */
static void
touch_in_worker (GTask *task, gpointer handle)
{
  const GArray *touches = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection == NULL || !foyer_db_devices_touch (connection, touches, &error))
    g_debug ("Devices were not noted: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

static GArray *
new_touches (void)
{
  GArray *touches = g_array_new (FALSE, TRUE, sizeof (FoyerDbDeviceTouch));

  g_array_set_clear_func (touches, (GDestroyNotify)foyer_db_device_touch_clear);
  return touches;
}

static void
add_touch (GArray *touches, FoyerRelayPeer *peer, gboolean is_active)
{
  const FoyerDevice *device = foyer_relay_peer_get_session (peer)->device;
  FoyerDbDeviceTouch touch = { .approved_at = device->approved_at, .is_active = is_active };

  touch.device_id = g_strdup (device->id);
  touch.gate = foyer_relay_peer_take_gate_news (peer);
  touch.joined_event_id = g_strdup (foyer_relay_peer_get_event (peer));
  foyer_device_report_copy (foyer_relay_peer_get_report (peer), &touch.report);
  g_array_append_val (touches, touch);
}

static void
write_touches (FoyerRelayPresence *self, GArray *touches)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, write_touches);
  g_task_set_task_data (task, g_array_ref (touches), (GDestroyNotify)g_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), touch_in_worker);
}

static void
touch_one (FoyerRelayPresence *self, FoyerRelayPeer *peer, gboolean is_active)
{
  g_autoptr (GArray) touches = new_touches ();

  add_touch (touches, peer, is_active);
  write_touches (self, touches);
}

/* By the device's id. */
static GHashTable *
index_peers (FoyerRelayPresence *self)
{
  GHashTable *here = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->peers->len; i++) {
    FoyerRelayPeer *peer = g_ptr_array_index (self->peers, i);

    g_hash_table_insert (here, foyer_relay_peer_get_session (peer)->device->id, peer);
  }
  return here;
}

static FoyerDevice *
describe_here (const FoyerDevice *known, FoyerRelayPeer *peer)
{
  const FoyerDeviceReport *report = foyer_relay_peer_get_report (peer);
  FoyerDevice fields = *known;

  fields.online = TRUE;
  fields.staff_email = foyer_relay_peer_get_session (peer)->staff->email;
  fields.gate = (char *)foyer_relay_peer_get_gate (peer);
  fields.last_active = foyer_relay_peer_get_last_active (peer);
  fields.pending_scans = report->pending_scans;
  fields.battery = report->battery;
  fields.camera_state = report->camera_state;
  fields.camera_name = report->camera_name;
  fields.clock_known = report->clock_known;
  fields.clock_offset_ms = report->clock_offset_ms;
  if (report->app_version != NULL)
    fields.app_version = report->app_version;
  return foyer_device_new (&fields);
}

static FoyerDevice *
describe (GHashTable *here, const FoyerDevice *known)
{
  FoyerRelayPeer *peer = g_hash_table_lookup (here, known->id);
  FoyerDevice fields = *known;

  if (peer != NULL)
    return describe_here (known, peer);
  /* A relay that crashed has said goodbye for none of its devices. */
  fields.online = known->online && g_get_real_time () - known->last_active <
                                       FOYER_LIMIT_ABSENT_SECONDS * FOYER_TIME_SECOND;
  return foyer_device_new (&fields);
}

static gboolean
is_news (const FoyerDevice *told, const FoyerDevice *device)
{
  return told == NULL || told->online != device->online || told->status != device->status ||
         told->wiped_at != device->wiped_at || told->pending_scans != device->pending_scans ||
         told->battery != device->battery || told->clock_known != device->clock_known ||
         told->clock_offset_ms / 1000 != device->clock_offset_ms / 1000 ||
         g_strcmp0 (told->name, device->name) != 0 ||
         g_strcmp0 (told->staff_email, device->staff_email) != 0 ||
         g_strcmp0 (told->gate, device->gate) != 0 ||
         g_strcmp0 (told->event_id, device->event_id) != 0 ||
         g_strcmp0 (told->list_id, device->list_id) != 0 ||
         g_strcmp0 (told->camera_state, device->camera_state) != 0 ||
         g_strcmp0 (told->camera_name, device->camera_name) != 0 ||
         g_strcmp0 (told->app_version, device->app_version) != 0 ||
         device->last_active - told->last_active >= ACTIVITY_STEP;
}

static GPtrArray *
take_news (FoyerRelayPresence *self, const GPtrArray *known)
{
  GPtrArray *news = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_unref);
  g_autoptr (GHashTable) here = index_peers (self);

  for (guint i = 0; i < known->len; i++) {
    FoyerDevice *device = describe (here, g_ptr_array_index (known, i));

    if (is_news (g_hash_table_lookup (self->told, device->id), device)) {
      /* The key lies in the value, so both are replaced. */
      g_hash_table_replace (self->told, device->id, foyer_device_ref (device));
      g_ptr_array_add (news, device);
    } else {
      foyer_device_unref (device);
    }
  }
  return news;
}

static GBytes *
write_status (const GPtrArray *devices)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_device_status (text, devices);
  return foyer_relay_answer_frame (text);
}

/* In pieces, because a frame has a limit and an installation many devices. */
static void
send_all (FoyerRelayPresence *self, FoyerRelayPeer *peer)
{
  g_autoptr (GPtrArray) piece = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer device;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, NULL, &device)) {
    g_ptr_array_add (piece, device);
    if (piece->len == FOYER_LIMIT_CHANGES_PER_FRAME / 2) {
      g_autoptr (GBytes) frame = write_status (piece);

      foyer_relay_peer_send (peer, frame);
      g_ptr_array_set_size (piece, 0);
    }
  }
  if (piece->len > 0) {
    g_autoptr (GBytes) frame = write_status (piece);

    foyer_relay_peer_send (peer, frame);
  }
}

static void
tell_watchers (FoyerRelayPresence *self, const GPtrArray *known)
{
  g_autoptr (GPtrArray) news = take_news (self, known);
  gboolean fits_one_frame = news->len <= FOYER_LIMIT_CHANGES_PER_FRAME / 2;
  g_autoptr (GBytes) frame = news->len > 0 && fits_one_frame ? write_status (news) : NULL;
  GHashTableIter iter;
  gpointer peer;
  gpointer was_told;

  g_hash_table_iter_init (&iter, self->watchers);
  while (g_hash_table_iter_next (&iter, &peer, &was_told)) {
    if (!GPOINTER_TO_INT (was_told) || !fits_one_frame)
      send_all (self, peer);
    else if (frame != NULL)
      foyer_relay_peer_send (peer, frame);
    g_hash_table_iter_replace (&iter, GINT_TO_POINTER (TRUE));
  }
}

static void
list_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *devices = NULL;

  if (connection != NULL)
    devices = foyer_db_devices_list (connection, &error);
  if (devices != NULL)
    g_task_return_pointer (task, devices, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_list_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayPresence *self = FOYER_RELAY_PRESENCE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) known = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_looking = FALSE;
  if (known != NULL)
    tell_watchers (self, known);
  else
    g_debug ("Devices were not listed: %s", error->message);
}

static gboolean
on_soon_is_now (gpointer user_data)
{
  FoyerRelayPresence *self = user_data;

  self->soon_source = 0;
  foyer_relay_presence_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (FoyerRelayPresence *self)
{
  if (self->soon_source == 0 && g_hash_table_size (self->watchers) > 0)
    self->soon_source = g_timeout_add (SOON_MS, on_soon_is_now, self);
}

static void
foyer_relay_presence_finalize (GObject *object)
{
  FoyerRelayPresence *self = FOYER_RELAY_PRESENCE (object);

  g_clear_handle_id (&self->soon_source, g_source_remove);
  g_object_unref (self->worker);
  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->watchers);
  g_hash_table_unref (self->told);
  g_hash_table_unref (self->reported);

  G_OBJECT_CLASS (foyer_relay_presence_parent_class)->finalize (object);
}

static void
foyer_relay_presence_class_init (FoyerRelayPresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_presence_finalize;
}

static void
foyer_relay_presence_init (FoyerRelayPresence *self)
{
  self->watchers = g_hash_table_new (NULL, NULL);
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)foyer_device_unref);
}

/**
 * foyer_relay_presence_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @peers: (element-type FoyerRelayPeer): the peers of this relay, as they come and go
 *
 * Returns: (transfer full): a presence that nobody watches
 */
FoyerRelayPresence *
foyer_relay_presence_new (FoyerWorker *worker, GPtrArray *peers)
{
  FoyerRelayPresence *self = g_object_new (FOYER_TYPE_RELAY_PRESENCE, NULL);

  self->worker = g_object_ref (worker);
  self->peers = g_ptr_array_ref (peers);
  return self;
}

/**
 * foyer_relay_presence_come:
 *
 * @peer is there.
 */
void
foyer_relay_presence_come (FoyerRelayPresence *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  touch_one (self, peer, TRUE);
  look_soon (self);
}

/**
 * foyer_relay_presence_go:
 *
 * @peer is gone, and no longer among the peers.
 */
void
foyer_relay_presence_go (FoyerRelayPresence *self, FoyerRelayPeer *peer)
{
  g_autoptr (GHashTable) here = NULL;

  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  g_hash_table_remove (self->watchers, peer);
  here = index_peers (self);
  if (!g_hash_table_contains (here, foyer_relay_peer_get_session (peer)->device->id))
    touch_one (self, peer, FALSE);
  look_soon (self);
}

/**
 * foyer_relay_presence_notice:
 *
 * @peer has news of itself.
 */
void
foyer_relay_presence_notice (FoyerRelayPresence *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  g_hash_table_add (self->reported, g_strdup (foyer_relay_peer_get_session (peer)->device->id));

  look_soon (self);
}

/**
 * foyer_relay_presence_watch:
 *
 * @peer wants to know of all devices, until it goes.
 */
void
foyer_relay_presence_watch (FoyerRelayPresence *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  g_hash_table_insert (self->watchers, peer, GINT_TO_POINTER (FALSE));
  foyer_relay_presence_look (self);
}

/**
 * foyer_relay_presence_look:
 *
 * Tells who watches what is new. Called every now and then.
 */
void
foyer_relay_presence_look (FoyerRelayPresence *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  if (self->is_looking || g_hash_table_size (self->watchers) == 0)
    return;
  self->is_looking = TRUE;
  task = g_task_new (self, NULL, on_list_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_presence_look);
  foyer_worker_push (self->worker, g_steal_pointer (&task), list_in_worker);
}

/* One per device, whatever has several connections. */
static void
touch_peers (FoyerRelayPresence *self, GHashTable *devices)
{
  g_autoptr (GArray) touches = new_touches ();
  g_autoptr (GHashTable) here = index_peers (self);
  GHashTableIter iter;
  gpointer id, peer;

  g_hash_table_iter_init (&iter, here);
  while (g_hash_table_iter_next (&iter, &id, &peer)) {
    if (devices == NULL || g_hash_table_contains (devices, id))
      add_touch (touches, peer, TRUE);
  }
  if (touches->len > 0)
    write_touches (self, touches);
}

/**
 * foyer_relay_presence_note_reports:
 *
 * Notes in the database, for admins at other relays, what devices have said of themselves since the
 * last time. Called every now and then.
 */
void
foyer_relay_presence_note_reports (FoyerRelayPresence *self)
{
  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  if (g_hash_table_size (self->reported) > 0)
    touch_peers (self, self->reported);
  g_hash_table_remove_all (self->reported);
}

/**
 * foyer_relay_presence_touch_all:
 *
 * Notes in the database that all peers are still there. Called every
 * %FOYER_LIMIT_TOUCH_SECONDS.
 */
void
foyer_relay_presence_touch_all (FoyerRelayPresence *self)
{
  g_return_if_fail (FOYER_IS_RELAY_PRESENCE (self));

  touch_peers (self, NULL);
}
