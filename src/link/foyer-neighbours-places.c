/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-neighbours"

#include "config.h"

#include "link/foyer-neighbours-private.h"

#include "base/foyer-limits.h"
#include "base/foyer-network.h"

#include <string.h>

/* Where desks may be, and looking for them there: less often where nobody is. */

void
foyer_neighbours_place_free (gpointer data)
{
  Place *place = data;

  g_free (place->endpoint);
  g_free (place->device_id);
  g_free (place);
}

const FoyerDesk *
foyer_neighbours_find_desk (FoyerNeighbours *self, const char *device_id)
{
  const FoyerDesk *desk = g_hash_table_lookup (self->desks, device_id);

  return desk != NULL && desk->has_key ? desk : NULL;
}

Place *
foyer_neighbours_find_place_of (FoyerNeighbours *self, FoyerNeighbour *neighbour)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place)) {
    if (((Place *)place)->neighbour == neighbour)
      return place;
  }
  return NULL;
}

void
foyer_neighbours_try_later (Place *place)
{
  gint64 wait = FOYER_LIMIT_NEIGHBOUR_TRY_MS << MIN (place->n_failures, 4);

  place->n_failures++;
  wait = MIN (wait, FOYER_LIMIT_NEIGHBOUR_TRY_MAX_MS) + g_random_int_range (0, 200);
  place->next_try = g_get_monotonic_time () + wait * G_TIME_SPAN_MILLISECOND;
}

typedef struct {
  FoyerNeighbours *self;
  char *endpoint;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->self);
  g_free (call->endpoint);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
on_connect_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  FoyerNeighbours *self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  Place *place;

  self->n_dialling--;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  place = g_hash_table_lookup (self->places, call->endpoint);
  if (place == NULL)
    return;
  place->is_dialled = FALSE;
  /* The timeout was for connecting; beats tell of the rest. */
  if (connection != NULL)
    g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  if (connection != NULL)
    place->neighbour = foyer_neighbours_add_connection (self, connection, TRUE);
  if (place->neighbour == NULL)
    foyer_neighbours_try_later (place);
}

static void
dial (FoyerNeighbours *self, Place *place)
{
  g_autoptr (GSocketAddress) address = foyer_network_parse_endpoint (place->endpoint);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  Call *call = g_new0 (Call, 1);

  call->self = g_object_ref (self);
  call->endpoint = g_strdup (place->endpoint);
  place->is_dialled = TRUE;
  self->n_dialling++;
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, FOYER_LIMIT_NEIGHBOUR_SECONDS);
  g_socket_client_connect_async (client,
                                 G_SOCKET_CONNECTABLE (address),
                                 self->cancellable,
                                 on_connect_ready,
                                 call);
}

/* Whoever is asked by nobody asks; the one with the greater id waits a moment for the other one. */
static gboolean
is_to_be_dialled (FoyerNeighbours *self, Place *place, gint64 now)
{
  if (place->is_dialled || place->neighbour != NULL || now < place->next_try)
    return FALSE;
  if (place->device_id == NULL)
    return TRUE;
  if (foyer_neighbours_find_desk (self, place->device_id) == NULL ||
      g_hash_table_contains (self->greeted, place->device_id) ||
      g_str_equal (place->device_id, self->me.device_id))
    return FALSE;
  if (place->next_try == 0 && strcmp (self->me.device_id, place->device_id) > 0) {
    place->next_try = now + FOYER_LIMIT_NEIGHBOUR_TRY_MS * G_TIME_SPAN_MILLISECOND;
    return FALSE;
  }
  return TRUE;
}

void
foyer_neighbours_dial_due (FoyerNeighbours *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place)) {
    if (self->n_dialling >= FOYER_LIMIT_NEIGHBOURS_UNGREETED ||
        self->n_dialling + g_hash_table_size (self->greeted) >= FOYER_LIMIT_NEIGHBOURS)
      return;
    if (is_to_be_dialled (self, place, now))
      dial (self, place);
  }
}

/* Which one is missed less: what merely anybody has said, then where nobody was for the longest. */
static gboolean
is_worth_less (const Place *place, const Place *other)
{
  if ((place->device_id == NULL) != (other->device_id == NULL))
    return place->device_id == NULL;
  return place->n_failures > other->n_failures;
}

/* Makes room for one of @device_id, or of nobody knows whom, where there is none: the local network
 * may say anything, and desks are told of where they are now. */
static gboolean
make_room (FoyerNeighbours *self, const char *device_id)
{
  const Place *worst = NULL;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->places) < FOYER_NEIGHBOURS_PLACES_MAX)
    return TRUE;
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Place *place = value;

    if (place->neighbour == NULL && !place->is_dialled &&
        (device_id != NULL || (place->device_id == NULL && place->n_failures > 0)) &&
        (worst == NULL || is_worth_less (place, worst)))
      worst = place;
  }
  return worst != NULL && g_hash_table_remove (self->places, worst->endpoint);
}

Place *
foyer_neighbours_add_place (FoyerNeighbours *self, const char *endpoint, const char *device_id)
{
  Place *place = g_hash_table_lookup (self->places, endpoint);
  g_autoptr (GSocketAddress) address = foyer_network_parse_endpoint (endpoint);

  if (address == NULL || g_inet_address_get_is_loopback (g_inet_socket_address_get_address (
                             G_INET_SOCKET_ADDRESS (address))) != self->is_local)
    return NULL;
  if (place == NULL && !make_room (self, device_id))
    return NULL;
  if (place == NULL) {
    place = g_new0 (Place, 1);
    place->endpoint = g_strdup (endpoint);
    g_hash_table_insert (self->places, place->endpoint, place);
  }
  if (device_id != NULL && place->neighbour == NULL &&
      g_strcmp0 (place->device_id, device_id) != 0) {
    g_free (place->device_id);
    place->device_id = g_strdup (device_id);
    place->next_try = 0;
    place->n_failures = 0;
  }
  return place;
}
