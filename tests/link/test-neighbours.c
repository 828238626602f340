/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-neighbours"

#include "config.h"

#include "base/foyer-limits.h"
#include "base/foyer-network.h"
#include "base/foyer-uuid.h"
#include "link/foyer-neighbours-private.h"
#include "model/foyer-desk.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-neighbours.h"

#include <string.h>

/* Desks on one machine, and strangers that speak TLS themselves. */

#define DESKS_MAX 3
#define PATIENCE  60

typedef struct {
  char *event_id;
  char *device_id;
  FoyerSigningKey key;
  FoyerNeighbours *neighbours;
  guint n_connected;
  guint n_disconnected;
  GString *heard;
} Desk;

typedef struct {
  Desk desks[DESKS_MAX];
  guint n_desks;
  GPtrArray *known;
} Bed;

static gboolean
on_out_of_patience (gpointer user_data)
{
  g_error ("waited in vain");
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                    \
  G_STMT_START                                                                   \
  {                                                                              \
    guint patience = g_timeout_add_seconds (PATIENCE, on_out_of_patience, NULL); \
    while (!(condition))                                                         \
      g_main_context_iteration (NULL, TRUE);                                     \
    g_source_remove (patience);                                                  \
  }                                                                              \
  G_STMT_END

static void
on_connected (FoyerNeighbour *neighbour, gpointer user_data)
{
  ((Desk *)user_data)->n_connected++;
}

static void
on_message (FoyerNeighbour *neighbour, FoyerMessage *message, gpointer user_data)
{
  Desk *desk = user_data;
  g_auto (FoyerGossipMessage) gossip = { 0 };

  g_assert_true (foyer_wire_read_gossip (message, desk->event_id, &gossip));
  for (guint i = 0; gossip.runs != NULL && i < gossip.runs->len; i++)
    g_string_append_printf (desk->heard,
                            "%d ",
                            (int)g_array_index (gossip.runs, FoyerGossipRun, i).last);
}

static void
on_disconnected (FoyerNeighbour *neighbour, gpointer user_data)
{
  ((Desk *)user_data)->n_disconnected++;
}

static const FoyerNeighboursFuncs funcs = {
  .connected = on_connected,
  .message = on_message,
  .disconnected = on_disconnected,
};

static FoyerDesk *
describe (const Desk *desk, GStrv addresses)
{
  FoyerDesk fields = {
    .device_id = desk->device_id,
    .name = (char *)"Desk",
    .has_key = TRUE,
    .addresses = addresses,
  };

  memcpy (fields.public_key, desk->key.public_key, sizeof fields.public_key);
  return foyer_desk_new (&fields);
}

static void
start (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  desk->neighbours =
      foyer_neighbours_new (desk->event_id, desk->device_id, &desk->key, &funcs, desk);
  foyer_neighbours_start (desk->neighbours, TRUE, &error);
  g_assert_no_error (error);
}

static Bed *
bed_new (guint n_desks)
{
  g_autofree char *event_id = foyer_uuid_new ();
  Bed *bed = g_new0 (Bed, 1);

  bed->n_desks = n_desks;
  bed->known = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  for (guint i = 0; i < n_desks; i++) {
    Desk *desk = &bed->desks[i];

    desk->event_id = g_strdup (event_id);
    desk->device_id = foyer_uuid_new ();
    desk->heard = g_string_new (NULL);
    foyer_signing_key_generate (&desk->key, 0);
  }
  return bed;
}

/* Everybody listens, and knows where everybody does. */
static void
open_bed (Bed *bed)
{
  for (guint i = 0; i < bed->n_desks; i++) {
    g_auto (GStrv) addresses = NULL;

    start (&bed->desks[i]);
    addresses = foyer_neighbours_list_addresses (bed->desks[i].neighbours);
    g_assert_cmpuint (g_strv_length (addresses), ==, 1);
    g_ptr_array_add (bed->known, describe (&bed->desks[i], addresses));
  }
  for (guint i = 0; i < bed->n_desks; i++)
    foyer_neighbours_set_desks (bed->desks[i].neighbours, bed->known);
}

static void
stop (Desk *desk)
{
  if (desk->neighbours == NULL)
    return;
  g_object_run_dispose (G_OBJECT (desk->neighbours));
  g_clear_object (&desk->neighbours);
}

static void
bed_free (Bed *bed)
{
  for (guint i = 0; i < bed->n_desks; i++) {
    Desk *desk = &bed->desks[i];

    stop (desk);
    g_free (desk->event_id);
    g_free (desk->device_id);
    g_string_free (desk->heard, TRUE);
    foyer_signing_key_clear (&desk->key);
  }
  /* What was on its way ends. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (bed->known);
  g_free (bed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bed, bed_free)

static gboolean
hear_each_other (Bed *bed)
{
  for (guint i = 0; i < bed->n_desks; i++) {
    if (foyer_neighbours_get_n_connected (bed->desks[i].neighbours) != bed->n_desks - 1)
      return FALSE;
  }
  return TRUE;
}

static void
say (Desk *from, const Desk *to, gint64 last)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (FoyerGossipRun));
  FoyerGossipMessage gossip = { .kind = FOYER_GOSSIP_KNOWLEDGE, .runs = runs };
  FoyerGossipRun run = { .last = last };
  g_autofree char *text = NULL;

  g_strlcpy (run.device_id, from->device_id, sizeof run.device_id);
  g_strlcpy (run.run_id, from->device_id, sizeof run.run_id);
  g_array_append_val (runs, run);
  text = foyer_wire_encode_gossip (&gossip);
  foyer_neighbour_send (foyer_neighbours_find (from->neighbours, to->device_id), text);
}

static void
test_desks_find_each_other (void)
{
  g_autoptr (Bed) bed = bed_new (3);

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  say (&bed->desks[0], &bed->desks[1], 7);
  say (&bed->desks[1], &bed->desks[0], 8);
  WAIT_UNTIL (bed->desks[1].heard->len > 0 && bed->desks[0].heard->len > 0);
  g_assert_cmpstr (bed->desks[1].heard->str, ==, "7 ");
  g_assert_cmpstr (bed->desks[0].heard->str, ==, "8 ");
  g_assert_cmpstr (bed->desks[2].heard->str, ==, "");
}

static void
test_a_desk_that_comes_back_is_heard_again (void)
{
  g_autoptr (Bed) bed = bed_new (2);
  g_auto (GStrv) addresses = NULL;
  g_autoptr (GPtrArray) moved = NULL;

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  stop (&bed->desks[1]);
  WAIT_UNTIL (foyer_neighbours_get_n_connected (bed->desks[0].neighbours) == 0);
  g_assert_cmpuint (bed->desks[0].n_disconnected, ==, bed->desks[0].n_connected);
  start (&bed->desks[1]);
  foyer_neighbours_set_desks (bed->desks[1].neighbours, bed->known);
  WAIT_UNTIL (hear_each_other (bed));
}

/* Somebody who shows the id of a desk but not its key, and one who is no desk. */
static void
test_strangers_are_not_heard (void)
{
  g_autoptr (Bed) bed = bed_new (3);
  g_autoptr (GPtrArray) two = g_ptr_array_new ();

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  stop (&bed->desks[2]);
  WAIT_UNTIL (foyer_neighbours_get_n_connected (bed->desks[0].neighbours) == 1);
  foyer_signing_key_generate (&bed->desks[2].key, 0);
  start (&bed->desks[2]);
  foyer_neighbours_set_desks (bed->desks[2].neighbours, bed->known);
  bed->desks[0].n_connected = bed->desks[1].n_connected = 0;
  /* It hears the others, for their keys are right; they do not hear it, and hang up. */
  WAIT_UNTIL (bed->desks[2].n_disconnected >= 3);
  g_assert_cmpuint (bed->desks[0].n_connected, ==, 0);
  g_assert_cmpuint (bed->desks[1].n_connected, ==, 0);
}

static void
test_a_revoked_desk_is_cut_off (void)
{
  g_autoptr (Bed) bed = bed_new (2);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  g_ptr_array_add (one, g_ptr_array_index (bed->known, 0));
  foyer_neighbours_set_desks (bed->desks[0].neighbours, one);
  g_assert_cmpuint (foyer_neighbours_get_n_connected (bed->desks[0].neighbours), ==, 0);
  bed->desks[0].n_connected = 0;
  bed->desks[1].n_disconnected = 0;
  /* It tries again, and again. */
  WAIT_UNTIL (bed->desks[1].n_disconnected >= 2);
  g_assert_cmpuint (bed->desks[0].n_connected, ==, 0);
}

static void
test_desks_of_another_event_are_not_heard (void)
{
  g_autoptr (Bed) bed = bed_new (2);

  g_free (bed->desks[1].event_id);
  bed->desks[1].event_id = foyer_uuid_new ();
  open_bed (bed);
  WAIT_UNTIL (foyer_neighbours_get_n_refused (bed->desks[0].neighbours) >= 2 &&
              foyer_neighbours_get_n_refused (bed->desks[1].neighbours) >= 2);
  g_assert_cmpuint (bed->desks[0].n_connected, ==, 0);
  g_assert_cmpuint (bed->desks[1].n_connected, ==, 0);
}

/* Somebody without a key of a desk who speaks TLS. */
typedef struct {
  GTlsConnection *tls;
  gboolean is_ready;
  gboolean is_over;
  GString *heard;
  char piece[4096];
} Stranger;

static void
on_stranger_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stranger *stranger = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (size <= 0) {
    stranger->is_over = TRUE;
    return;
  }
  g_string_append_len (stranger->heard, stranger->piece, size);
  g_input_stream_read_async (G_INPUT_STREAM (source),
                             stranger->piece,
                             sizeof stranger->piece,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             on_stranger_read,
                             stranger);
}

static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *shown, GTlsCertificateFlags errors)
{
  return TRUE;
}

static void
on_stranger_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stranger *stranger = user_data;

  stranger->is_ready = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL);
  stranger->is_over = !stranger->is_ready;
  if (stranger->is_ready)
    g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (stranger->tls)),
                               stranger->piece,
                               sizeof stranger->piece,
                               G_PRIORITY_DEFAULT,
                               NULL,
                               on_stranger_read,
                               stranger);
}

static Stranger *
stranger_new (GTlsConnection *tls)
{
  Stranger *stranger = g_new0 (Stranger, 1);

  stranger->heard = g_string_new (NULL);
  stranger->tls = tls;
  g_tls_connection_set_require_close_notify (tls, FALSE);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), NULL);
  g_tls_connection_handshake_async (tls, 0, NULL, on_stranger_handshake, stranger);
  return stranger;
}

static Stranger *
stranger_call (const char *endpoint)
{
  g_autoptr (GSocketAddress) address = foyer_network_parse_endpoint (endpoint);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  GTlsConnection *tls;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  tls = (GTlsConnection *)g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
  return stranger_new (tls);
}

static void
stranger_free (Stranger *stranger)
{
  g_io_stream_close (G_IO_STREAM (stranger->tls), NULL, NULL);
  WAIT_UNTIL (stranger->is_over);
  g_object_unref (stranger->tls);
  g_string_free (stranger->heard, TRUE);
  g_free (stranger);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stranger, stranger_free)

static void
stranger_say (Stranger *stranger, const char *text, gsize length)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stranger->tls)),
                             text,
                             length,
                             NULL,
                             NULL,
                             NULL);
}

static void
test_who_does_not_greet_is_cut_off (void)
{
  static const char *const texts[] = {
    "x\n",
    "{\"type\":\"gossip_news\",\"items\":[]}\n",
    "{\"type\":\"hello\"}\n",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
    "{\"type\":\"greet_neighbour\"}\n",
    "",
  };
  g_autoptr (Bed) bed = bed_new (1);

  open_bed (bed);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (Stranger) stranger =
        stranger_call (((FoyerDesk *)g_ptr_array_index (bed->known, 0))->addresses[0]);

    WAIT_UNTIL (stranger->is_ready);
    stranger_say (stranger, texts[i], strlen (texts[i]));
    WAIT_UNTIL (stranger->is_over);
  }
  g_assert_cmpuint (bed->desks[0].n_connected, ==, 0);
}

static void
test_a_line_without_an_end_is_cut_off (void)
{
  g_autoptr (Bed) bed = bed_new (1);
  g_autofree char *text = g_strnfill (FOYER_LIMIT_NEIGHBOUR_GREETING + 100, ' ');
  g_autoptr (Stranger) stranger = NULL;

  open_bed (bed);
  stranger = stranger_call (((FoyerDesk *)g_ptr_array_index (bed->known, 0))->addresses[0]);
  WAIT_UNTIL (stranger->is_ready);
  stranger_say (stranger, text, strlen (text));
  WAIT_UNTIL (stranger->is_over);
}

static gboolean
on_stranger_called (GSocketService *service,
                    GSocketConnection *connection,
                    GObject *source,
                    gpointer user_data)
{
  Stranger **stranger = user_data;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "link", "stranger.pem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  if (*stranger == NULL)
    *stranger =
        stranger_new ((GTlsConnection *)g_tls_server_connection_new (G_IO_STREAM (connection),
                                                                     certificate,
                                                                     &error));
  g_assert_no_error (error);
  return TRUE;
}

/* Somebody in between passes on what a desk proves to them: it holds for no other connection. */
static void
test_a_proof_serves_for_one_connection (void)
{
  g_autoptr (Bed) bed = bed_new (2);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) own = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GPtrArray) misled = NULL;
  g_autoptr (Stranger) called = NULL;
  g_autoptr (Stranger) calling = NULL;
  g_autofree char *endpoint = NULL;
  char *addresses[2] = { NULL, NULL };

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  endpoint = g_strdup (((FoyerDesk *)g_ptr_array_index (bed->known, 1))->addresses[0]);
  stop (&bed->desks[0]);
  WAIT_UNTIL (foyer_neighbours_get_n_connected (bed->desks[1].neighbours) == 0);
  bed->desks[0].n_connected = bed->desks[1].n_connected = 0;
  g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                 own,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &address,
                                 NULL);
  g_signal_connect (service, "incoming", G_CALLBACK (on_stranger_called), &called);
  addresses[0] = g_strdup_printf ("127.0.0.1:%u",
                                  g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  misled = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  g_ptr_array_add (misled, describe (&bed->desks[0], NULL));
  g_ptr_array_add (misled, describe (&bed->desks[1], addresses));
  start (&bed->desks[0]);
  foyer_neighbours_set_desks (bed->desks[0].neighbours, misled);
  WAIT_UNTIL (called != NULL && strchr (called->heard->str, '\n') != NULL);
  calling = stranger_call (endpoint);
  WAIT_UNTIL (calling->is_ready);
  stranger_say (calling, called->heard->str, called->heard->len);
  WAIT_UNTIL (calling->is_over);
  g_assert_cmpuint (bed->desks[1].n_connected, ==, 0);
  /* And what it greets with itself is no greeting of the one who called. */
  stranger_say (called, called->heard->str, called->heard->len);
  WAIT_UNTIL (called->is_over);
  g_assert_cmpuint (bed->desks[0].n_connected, ==, 0);
  g_socket_service_stop (service);
  g_free (addresses[0]);
}

/* Whoever says much at once waits; nothing is lost, and nothing comes before something else. */
static void
test_a_flood_is_taken_slowly (void)
{
  g_autoptr (Bed) bed = bed_new (2);
  g_autoptr (GString) said = g_string_new (NULL);

  open_bed (bed);
  WAIT_UNTIL (hear_each_other (bed));
  for (int i = 0; i < 2 * FOYER_LIMIT_NEIGHBOUR_PER_SECOND; i++) {
    say (&bed->desks[0], &bed->desks[1], i);
    g_string_append_printf (said, "%d ", i);
  }
  WAIT_UNTIL (bed->desks[1].heard->len >= said->len);
  g_assert_cmpstr (bed->desks[1].heard->str, ==, said->str);
}

/* Whatever the local network says: where the relay says that a desk is, it is looked for. */
static void
test_hints_do_not_crowd_out_desks (void)
{
  g_autoptr (Bed) bed = bed_new (2);
  Desk *desk = &bed->desks[0];
  char *told[] = { (char *)"198.51.100.7:7", NULL };
  GHashTable *places;

  desk->neighbours =
      foyer_neighbours_new (desk->event_id, desk->device_id, &desk->key, &funcs, desk);
  places = desk->neighbours->places;
  for (guint i = 1; i <= FOYER_NEIGHBOURS_PLACES_MAX; i++) {
    g_autofree char *hint = g_strdup_printf ("192.0.2.7:%u", i);

    g_assert_nonnull (foyer_neighbours_add_place (desk->neighbours, hint, NULL));
  }
  g_assert_null (foyer_neighbours_add_place (desk->neighbours, "192.0.2.8:8", NULL));
  g_ptr_array_add (bed->known, describe (&bed->desks[1], told));
  foyer_neighbours_set_desks (desk->neighbours, bed->known);
  g_assert_true (g_hash_table_contains (places, told[0]));
  g_assert_cmpuint (g_hash_table_size (places), ==, FOYER_NEIGHBOURS_PLACES_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/neighbours/desks-find-each-other", test_desks_find_each_other);
  g_test_add_func ("/link/neighbours/a-desk-that-comes-back-is-heard-again",
                   test_a_desk_that_comes_back_is_heard_again);
  g_test_add_func ("/link/neighbours/strangers-are-not-heard", test_strangers_are_not_heard);
  g_test_add_func ("/link/neighbours/a-revoked-desk-is-cut-off", test_a_revoked_desk_is_cut_off);
  g_test_add_func ("/link/neighbours/desks-of-another-event-are-not-heard",
                   test_desks_of_another_event_are_not_heard);
  g_test_add_func ("/link/neighbours/who-does-not-greet-is-cut-off",
                   test_who_does_not_greet_is_cut_off);
  g_test_add_func ("/link/neighbours/a-line-without-an-end-is-cut-off",
                   test_a_line_without_an_end_is_cut_off);
  g_test_add_func ("/link/neighbours/a-proof-serves-for-one-connection",
                   test_a_proof_serves_for_one_connection);
  g_test_add_func ("/link/neighbours/hints-do-not-crowd-out-desks",
                   test_hints_do_not_crowd_out_desks);
  g_test_add_func ("/link/neighbours/a-flood-is-taken-slowly", test_a_flood_is_taken_slowly);
  return g_test_run ();
}
