/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-neighbours"

#include "config.h"

#include "link/foyer-neighbours-private.h"

#include "base/foyer-certificate.h"
#include "base/foyer-limits.h"
#include "base/foyer-network.h"

#include <string.h>

/* The desks of an event that this one hears directly. It listens, and looks for the others where
 * the relay last knew them and where the local network says that some are, again and again. Of two
 * connections to the same desk one stays: both sides choose the same. */

#define SERVICE_TYPE "_foyer-desk._tcp"
#define BACKLOG      32

G_DEFINE_FINAL_TYPE (FoyerNeighbours, foyer_neighbours, G_TYPE_OBJECT)

static const guint8 *
on_find_key (const char *device_id, gpointer user_data)
{
  FoyerNeighbours *self = user_data;
  const FoyerDesk *desk = foyer_neighbours_find_desk (self, device_id);

  /* A desk that finds itself is no neighbour. */
  return desk != NULL && !g_str_equal (device_id, self->me.device_id) ? desk->public_key : NULL;
}

/* Both sides have to choose the same one. */
static gboolean
is_preferred (FoyerNeighbours *self, FoyerNeighbour *neighbour)
{
  gboolean is_smaller = strcmp (self->me.device_id, foyer_neighbour_get_device_id (neighbour)) < 0;

  return foyer_neighbour_is_client (neighbour) == is_smaller;
}

static void
forget_greeted (FoyerNeighbours *self, FoyerNeighbour *neighbour)
{
  const char *device_id = foyer_neighbour_get_device_id (neighbour);

  if (device_id == NULL || g_hash_table_lookup (self->greeted, device_id) != neighbour)
    return;
  g_hash_table_remove (self->greeted, device_id);
  self->funcs.disconnected (neighbour, self->user_data);
}

static void
on_greeted (FoyerNeighbour *neighbour, gpointer user_data)
{
  FoyerNeighbours *self = user_data;
  const char *device_id = foyer_neighbour_get_device_id (neighbour);
  FoyerNeighbour *former = g_hash_table_lookup (self->greeted, device_id);
  Place *place = foyer_neighbours_find_place_of (self, neighbour);

  if (place != NULL) {
    g_free (place->device_id);
    place->device_id = g_strdup (device_id);
    place->n_failures = 0;
  }
  if (former != NULL && foyer_neighbour_get_why_closed (former) == NULL &&
      (is_preferred (self, former) || !is_preferred (self, neighbour))) {
    foyer_neighbour_close (neighbour, "there is another connection to it");
    return;
  }
  if (former != NULL) {
    forget_greeted (self, former);
    foyer_neighbour_close (former, "there is a better connection to it");
  }
  /* The key lies in the value. */
  g_hash_table_insert (self->greeted, (gpointer)device_id, neighbour);
  self->funcs.connected (neighbour, self->user_data);
}

static void
on_message (FoyerNeighbour *neighbour, FoyerMessage *message, gpointer user_data)
{
  FoyerNeighbours *self = user_data;

  if (g_hash_table_lookup (self->greeted, foyer_neighbour_get_device_id (neighbour)) == neighbour)
    self->funcs.message (neighbour, message, self->user_data);
}

static void
on_closed (FoyerNeighbour *neighbour, gpointer user_data)
{
  FoyerNeighbours *self = user_data;
  Place *place = foyer_neighbours_find_place_of (self, neighbour);

  if (place != NULL) {
    place->neighbour = NULL;
    foyer_neighbours_try_later (place);
  }
  self->n_refused += foyer_neighbour_get_device_id (neighbour) == NULL;
  forget_greeted (self, neighbour);
  g_ptr_array_remove_fast (self->connections, neighbour);
}

static const FoyerNeighbourFuncs neighbour_funcs = {
  .find_key = on_find_key,
  .greeted = on_greeted,
  .message = on_message,
  .closed = on_closed,
};

FoyerNeighbour *
foyer_neighbours_add_connection (FoyerNeighbours *self,
                                 GSocketConnection *connection,
                                 gboolean is_client)
{
  g_autoptr (GError) error = NULL;
  FoyerNeighbour *neighbour =
      foyer_neighbour_new (connection, is_client, &self->me, &neighbour_funcs, self, &error);

  if (neighbour == NULL)
    g_debug ("No TLS: %s", error->message);
  else
    g_ptr_array_add (self->connections, neighbour);
  return neighbour;
}

static char *
get_remote (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return foyer_network_of (NULL);
  text = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return foyer_network_of (text);
}

/* Strangers must not take the room of desks. */
static gboolean
has_room_for (FoyerNeighbours *self, const char *remote)
{
  guint n_ungreeted = 0;
  guint n_of_remote = 0;

  for (guint i = 0; i < self->connections->len; i++) {
    FoyerNeighbour *neighbour = g_ptr_array_index (self->connections, i);

    if (foyer_neighbour_get_device_id (neighbour) != NULL || foyer_neighbour_is_client (neighbour))
      continue;
    n_ungreeted++;
    n_of_remote += g_strcmp0 (g_object_get_data (G_OBJECT (neighbour), "remote"), remote) == 0;
  }
  return n_ungreeted < FOYER_LIMIT_NEIGHBOURS_UNGREETED &&
         n_of_remote < FOYER_LIMIT_NEIGHBOURS_PER_ADDRESS &&
         g_hash_table_size (self->greeted) < FOYER_LIMIT_NEIGHBOURS;
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             FoyerNeighbours *self)
{
  char *remote = get_remote (connection);
  FoyerNeighbour *neighbour = NULL;

  if (has_room_for (self, remote))
    neighbour = foyer_neighbours_add_connection (self, connection, FALSE);
  if (neighbour != NULL)
    g_object_set_data_full (G_OBJECT (neighbour), "remote", remote, g_free);
  else
    g_free (remote);
  return TRUE;
}

/* Beside others that say so, perhaps this desk itself. */
static void
on_hint_found (FoyerHints *hints, const char *endpoint, FoyerNeighbours *self)
{
  g_auto (GStrv) own = foyer_neighbours_list_addresses (self);

  if (!g_strv_contains ((const char *const *)own, endpoint) &&
      foyer_neighbours_add_place (self, endpoint, NULL) != NULL)
    foyer_neighbours_dial_due (self);
}

static void
stop_listening_to_hints (FoyerNeighbours *self)
{
  if (self->hints == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->hints, self);
  g_object_run_dispose (G_OBJECT (self->hints));
  g_clear_object (&self->hints);
}

static char *
name_event (FoyerNeighbours *self)
{
  g_autofree char *text = g_strdup_printf ("foyer-desk\n%s\n", self->me.event_id);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strconcat ("event=", hash, NULL);
}

static gboolean
is_somebody_missing (FoyerNeighbours *self)
{
  GHashTableIter iter;
  gpointer device_id;

  g_hash_table_iter_init (&iter, self->desks);
  while (g_hash_table_iter_next (&iter, &device_id, NULL)) {
    if (on_find_key (device_id, self) != NULL && !g_hash_table_contains (self->greeted, device_id))
      return TRUE;
  }
  return FALSE;
}

static void
listen_to_hints (FoyerNeighbours *self)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (self->is_local || !is_somebody_missing (self) ||
      (self->hints_at != 0 &&
       now - self->hints_at < FOYER_LIMIT_NEIGHBOUR_HINT_SECONDS * G_TIME_SPAN_SECOND))
    return;
  stop_listening_to_hints (self);
  text = name_event (self);
  self->hints_at = now;
  self->hints = foyer_hints_new (SERVICE_TYPE, text);
  g_signal_connect (self->hints, "found", G_CALLBACK (on_hint_found), self);
  foyer_hints_start (self->hints);
}

static gboolean
on_tick (gpointer user_data)
{
  FoyerNeighbours *self = user_data;

  listen_to_hints (self);
  foyer_neighbours_dial_due (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
make_certificate (FoyerNeighbours *self, GError **error)
{
  g_autofree char *certificate = NULL;
  g_autofree char *both = NULL;
  char *key = NULL;

  if (!foyer_certificate_make ("Foyer desk", NULL, NULL, &certificate, &key, error))
    return FALSE;
  both = g_strconcat (certificate, key, NULL);
  self->me.certificate = g_tls_certificate_new_from_pem (both, -1, error);
  foyer_certificate_wipe (key);
  foyer_certificate_wipe (g_steal_pointer (&both));
  return self->me.certificate != NULL;
}

static gboolean
listen (FoyerNeighbours *self, GError **error)
{
  GSocketListener *listener = G_SOCKET_LISTENER (self->service);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  g_socket_listener_set_backlog (listener, BACKLOG);
  if (!self->is_local) {
    self->port = g_socket_listener_add_any_inet_port (listener, NULL, error);
    return self->port != 0;
  }
  own = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  if (!g_socket_listener_add_address (listener,
                                      own,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      &address,
                                      error))
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return TRUE;
}

static void
foyer_neighbours_dispose (GObject *object)
{
  FoyerNeighbours *self = FOYER_NEIGHBOURS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  stop_listening_to_hints (self);
  if (self->beacon != NULL)
    g_object_run_dispose (G_OBJECT (self->beacon));
  g_clear_object (&self->beacon);
  if (self->service != NULL) {
    g_signal_handlers_disconnect_by_data (self->service, self);
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  }
  g_clear_object (&self->service);
  g_hash_table_remove_all (self->greeted);
  g_hash_table_remove_all (self->places);
  for (guint i = 0; i < self->connections->len; i++)
    foyer_neighbour_leave (g_ptr_array_index (self->connections, i));
  g_ptr_array_set_size (self->connections, 0);

  G_OBJECT_CLASS (foyer_neighbours_parent_class)->dispose (object);
}

static void
foyer_neighbours_finalize (GObject *object)
{
  FoyerNeighbours *self = FOYER_NEIGHBOURS (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->connections);
  g_hash_table_unref (self->greeted);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->desks);
  g_clear_object (&self->me.certificate);
  g_free (self->me.event_id);
  g_free (self->me.device_id);
  foyer_signing_key_clear (&self->me.key);

  G_OBJECT_CLASS (foyer_neighbours_parent_class)->finalize (object);
}

static void
foyer_neighbours_class_init (FoyerNeighboursClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_neighbours_dispose;
  object_class->finalize = foyer_neighbours_finalize;
}

static void
foyer_neighbours_init (FoyerNeighbours *self)
{
  self->cancellable = g_cancellable_new ();
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->greeted = g_hash_table_new (g_str_hash, g_str_equal);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, foyer_neighbours_place_free);
  self->desks =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)foyer_desk_unref);
}

/**
 * foyer_neighbours_new:
 * @event_id: what this desk speaks about
 * @device_id: which device it is
 * @key: its key
 * @funcs: what hears of the others
 *
 * Returns: (transfer full): nobody, before it is started; run its dispose
 */
FoyerNeighbours *
foyer_neighbours_new (const char *event_id,
                      const char *device_id,
                      const FoyerSigningKey *key,
                      const FoyerNeighboursFuncs *funcs,
                      gpointer user_data)
{
  FoyerNeighbours *self = g_object_new (FOYER_TYPE_NEIGHBOURS, NULL);

  self->me.event_id = g_strdup (event_id);
  self->me.device_id = g_strdup (device_id);
  self->me.key = *key;
  self->funcs = *funcs;
  self->user_data = user_data;
  return self;
}

/**
 * foyer_neighbours_start:
 * @is_local: whether only this machine counts, otherwise only other ones
 *
 * Listens, tells the local network so, and looks for the others from now on.
 */
gboolean
foyer_neighbours_start (FoyerNeighbours *self, gboolean is_local, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (FOYER_IS_NEIGHBOURS (self), FALSE);
  g_return_val_if_fail (self->service == NULL, FALSE);

  self->is_local = is_local;
  self->service = g_socket_service_new ();
  if (!make_certificate (self, error) || !listen (self, error))
    return FALSE;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  if (!is_local) {
    /* What says nothing of who is there. */
    name = g_strdup_printf ("Foyer desk %08x", g_random_int ());
    text = name_event (self);
    self->beacon = foyer_beacon_new (SERVICE_TYPE, name, self->port, text);
  }
  self->tick_source = g_timeout_add (FOYER_LIMIT_NEIGHBOUR_TRY_MS, on_tick, self);
  foyer_neighbours_dial_due (self);
  return TRUE;
}

static void
drop_strangers (FoyerNeighbours *self, GHashTable *former)
{
  GHashTableIter iter;
  gpointer device_id, neighbour;
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();

  g_hash_table_iter_init (&iter, self->greeted);
  while (g_hash_table_iter_next (&iter, &device_id, &neighbour)) {
    const FoyerDesk *desk = foyer_neighbours_find_desk (self, device_id);
    const FoyerDesk *was = g_hash_table_lookup (former, device_id);

    if (desk == NULL || was == NULL ||
        memcmp (desk->public_key, was->public_key, sizeof desk->public_key) != 0)
      g_ptr_array_add (gone, neighbour);
  }
  for (guint i = 0; i < gone->len; i++) {
    forget_greeted (self, g_ptr_array_index (gone, i));
    foyer_neighbour_close (g_ptr_array_index (gone, i), "it is no desk of the event any more");
  }
}

/**
 * foyer_neighbours_set_desks:
 * @desks: (element-type FoyerDesk): all desks of the event, this one too
 *
 * Speaks with these, and with others no more.
 */
void
foyer_neighbours_set_desks (FoyerNeighbours *self, const GPtrArray *desks)
{
  g_autoptr (GHashTable) former = NULL;

  g_return_if_fail (FOYER_IS_NEIGHBOURS (self));

  former = self->desks;
  self->desks =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)foyer_desk_unref);
  for (guint i = 0; i < desks->len; i++) {
    FoyerDesk *desk = g_ptr_array_index (desks, i);

    g_hash_table_replace (self->desks, desk->device_id, foyer_desk_ref (desk));
    for (guint j = 0; desk->has_key && desk->addresses[j] != NULL; j++)
      foyer_neighbours_add_place (self, desk->addresses[j], desk->device_id);
  }
  drop_strangers (self, former);
  if (self->service != NULL)
    foyer_neighbours_dial_due (self);
}

/**
 * foyer_neighbours_list_addresses:
 *
 * Returns: (transfer full): where other desks may find this one, as `IP:PORT`
 */
GStrv
foyer_neighbours_list_addresses (FoyerNeighbours *self)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) endpoints = NULL;

  g_return_val_if_fail (FOYER_IS_NEIGHBOURS (self), NULL);

  all = foyer_network_list_addresses ();
  endpoints = g_ptr_array_new ();
  for (guint i = 0; i < all->len && endpoints->len < FOYER_LIMIT_DESK_ADDRESSES; i++) {
    GInetAddress *address = g_ptr_array_index (all, i);
    gboolean is_ipv6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

    if (g_inet_address_get_is_loopback (address) != self->is_local ||
        (is_ipv6 && (self->is_local || g_inet_address_get_is_link_local (address))))
      continue;
    g_ptr_array_add (endpoints, foyer_network_write_endpoint (address, self->port));
  }
  g_ptr_array_add (endpoints, NULL);
  return (GStrv)g_ptr_array_free (g_steal_pointer (&endpoints), FALSE);
}

/**
 * foyer_neighbours_find:
 *
 * Returns: (transfer none) (nullable): the desk, where it is heard directly
 */
FoyerNeighbour *
foyer_neighbours_find (FoyerNeighbours *self, const char *device_id)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOURS (self), NULL);

  return g_hash_table_lookup (self->greeted, device_id);
}

/**
 * foyer_neighbours_get_n_connected:
 *
 * Returns: how many desks are heard directly
 */
guint
foyer_neighbours_get_n_connected (FoyerNeighbours *self)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOURS (self), 0);

  return g_hash_table_size (self->greeted);
}

/**
 * foyer_neighbours_get_n_refused:
 *
 * Returns: how many connections have ended without a proof that counts
 */
guint
foyer_neighbours_get_n_refused (FoyerNeighbours *self)
{
  g_return_val_if_fail (FOYER_IS_NEIGHBOURS (self), 0);

  return self->n_refused;
}
