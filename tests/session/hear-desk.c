/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "hear-desk"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "model/foyer-desk.h"
#include "model/foyer-found-ticket.h"
#include "session/foyer-hearing.h"

#include <gio/gunixinputstream.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A desk without a window and without a relay, for tests: it has a store with tickets, judges what
 * it is told to scan, and hears other desks.
 *
 *   hear-desk FOLDER NUMBER [local] [stranger]
 *
 * The ids and keys of desks follow from their numbers; a stranger has another key. Lines that it
 * reads:
 *
 *   desks N=ADDRESS,… N=…      which desks there are, and where they may be
 *   scan CODE                  → verdict CODE OUTCOME REASON, and where the guest was admitted
 *   where                      → where ADDRESS …
 *   to-come                    → to-come NUMBER …: the tickets with which somebody may still come
 *
 * Without being asked it says how many desks it hears (`hears N of M`), that something was heard
 * (`heard`), that another one works as this desk now (`twin`), and what is the matter (`failed …`).
 */

#define EVENT     "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define LIST      "11111111-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define N_TICKETS 50

typedef struct {
  FoyerStore *store;
  FoyerHearing *hearing;
  FoyerEvent *event;
  FoyerSigningKey key;
  char *device_id;
  FoyerClock clock;
  GMainLoop *loop;
  gboolean is_local;
} Desk;

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
  fflush (stdout);
}

static void
must (const GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static char *
name_device (guint number)
{
  return g_strdup_printf ("%08x-43a8-4d0c-9a2e-3f8a3f1f9b11", number + 1);
}

static void
make_key (guint number, FoyerSigningKey *key)
{
  guint8 seed[crypto_sign_SEEDBYTES];

  memset (seed, (int)number + 1, sizeof seed);
  *key = (FoyerSigningKey){ 0 };
  crypto_sign_seed_keypair (key->public_key, key->secret_key, seed);
}

static FoyerEvent *
make_event (void)
{
  FoyerCheckInList list = { .id = (char *)LIST, .name = (char *)"Main", .is_default = TRUE };
  g_autoptr (GPtrArray) lists =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  FoyerEvent event = { .id = (char *)EVENT,
                       .name = (char *)"Hall",
                       .time_zone = (char *)"UTC",
                       .epoch = 1,
                       .lists = lists,
                       .gates = none,
                       .ticket_types = none,
                       .keys = keys };

  g_ptr_array_add (lists, foyer_check_in_list_copy (&list));
  return foyer_event_new (&event);
}

static GPtrArray *
make_tickets (void)
{
  GPtrArray *tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);

  for (guint i = 0; i < N_TICKETS; i++) {
    g_autofree char *id = g_strdup_printf ("%08x-0000-4d0c-9a2e-3f8a3f1f9b11", i);
    g_autofree char *code = g_strdup_printf ("code-%u", i);
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, code, -1);
    FoyerTicket ticket = { .id = id,
                           .event_id = (char *)EVENT,
                           .paid = TRUE,
                           .allowed_entries = 1,
                           .version = 1 };
    GArray *states = g_array_new (FALSE, FALSE, sizeof (FoyerListState));

    g_ptr_array_add (tickets, foyer_snapshot_ticket_new (foyer_ticket_new (&ticket), hash, states));
  }
  return tickets;
}

static void
on_changed (FoyerHearing *hearing, Desk *desk)
{
  say ("hears %u of %u", foyer_hearing_get_n_heard (hearing), foyer_hearing_get_n_desks (hearing));
}

static void
on_heard (FoyerHearing *hearing, GPtrArray *items, Desk *desk)
{
  say ("heard");
}

static void
on_twin (FoyerHearing *hearing, Desk *desk)
{
  say ("twin");
}

static void
on_failed (FoyerHearing *hearing, const GError *error, Desk *desk)
{
  say ("failed %s", error->message);
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict =
      foyer_store_judge_finish (FOYER_STORE (source), result, &error);

  must (error);
  say ("verdict %s %s %s",
       foyer_outcome_to_nick (verdict->outcome),
       verdict->reason != FOYER_REASON_NONE ? foyer_reason_to_nick (verdict->reason) : "-",
       verdict->earlier.device != NULL ? verdict->earlier.device : "-");
  foyer_hearing_note_scan (desk->hearing);
}

static void
scan (Desk *desk, const char *code)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerScan fields = { .id = id,
                       .event_id = (char *)EVENT,
                       .code = (char *)code,
                       .scanned_at = g_get_real_time () };
  g_autoptr (FoyerScan) read = foyer_scan_new (&fields);
  FoyerStoreDesk by = { .staff_email = "ann@example.org", .device_name = desk->device_id };

  foyer_store_judge_async (desk->store, read, &by, NULL, on_judged, desk);
}

static void
on_to_come_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets =
      foyer_store_list_to_come_finish (FOYER_STORE (source), result, &error);
  g_autoptr (GString) numbers = g_string_new (NULL);

  must (error);
  for (guint i = 0; i < tickets->len; i++) {
    const FoyerFoundTicket *found = g_ptr_array_index (tickets, i);

    if (found->entries_used < found->ticket->allowed_entries)
      g_string_append_printf (numbers,
                              " %" G_GUINT64_FORMAT,
                              g_ascii_strtoull (found->ticket->id, NULL, 16));
  }
  say ("to-come%s", numbers->str);
}

static FoyerDesk *
read_desk (const char *word)
{
  g_auto (GStrv) halves = g_strsplit (word, "=", 2);
  g_auto (GStrv) addresses = g_strsplit (halves[1], ",", -1);
  guint number = (guint)g_ascii_strtoull (halves[0], NULL, 10);
  g_autofree char *device_id = name_device (number);
  g_autofree char *name = g_strdup_printf ("desk-%u", number);
  g_auto (FoyerSigningKey) key = { 0 };
  FoyerDesk desk = { .device_id = device_id,
                     .name = name,
                     .has_key = TRUE,
                     .addresses = *halves[1] != '\0' ? addresses : NULL };

  make_key (number, &key);
  memcpy (desk.public_key, key.public_key, sizeof desk.public_key);
  return foyer_desk_new (&desk);
}

static void
take_desks (Desk *desk, GStrv words)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);

  for (guint i = 1; words[i] != NULL; i++)
    g_ptr_array_add (desks, read_desk (words[i]));
  foyer_hearing_set_desks (desk->hearing, desks);
}

static void
obey (Desk *desk, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (g_str_equal (words[0], "scan"))
    scan (desk, words[1]);
  else if (g_str_equal (words[0], "desks"))
    take_desks (desk, words);
  else if (g_str_equal (words[0], "to-come"))
    foyer_store_list_to_come_async (desk->store, EVENT, LIST, NULL, on_to_come_listed, desk);
  else if (g_str_equal (words[0], "where")) {
    g_auto (GStrv) addresses = foyer_hearing_list_addresses (desk->hearing);
    g_autofree char *all = g_strjoinv (" ", addresses);

    say ("where %s", all);
  }
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL) {
    g_main_loop_quit (desk->loop);
    return;
  }
  obey (desk, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), 0, NULL, on_line, desk);
}

static void
hear (Desk *desk)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  GDataInputStream *lines = g_data_input_stream_new (input);
  FoyerClockMeasurement clock = { 0 };

  /* Its clock is right, and it knows that. */
  clock.sent = clock.returned = foyer_time_get_steady ();
  clock.received = clock.answered = g_get_real_time ();
  foyer_clock_add (&desk->clock, &clock);
  desk->hearing = foyer_hearing_new (desk->store, EVENT, desk->device_id, &desk->key, &desk->clock);
  g_signal_connect (desk->hearing, "changed", G_CALLBACK (on_changed), desk);
  g_signal_connect (desk->hearing, "heard", G_CALLBACK (on_heard), desk);
  g_signal_connect (desk->hearing, "twin", G_CALLBACK (on_twin), desk);
  g_signal_connect (desk->hearing, "failed", G_CALLBACK (on_failed), desk);
  foyer_hearing_start (desk->hearing, desk->is_local);
  g_data_input_stream_read_line_async (lines, 0, NULL, on_line, desk);
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  foyer_store_finish_copy_finish (FOYER_STORE (source), result, &error);
  must (error);
  hear (user_data);
}

static void
on_copy_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;
  g_autoptr (GPtrArray) tickets = make_tickets ();
  g_autoptr (GError) error = NULL;
  FoyerStoreCopy copy = { .event_id = EVENT, .epoch = 1, .seq = 1, .whole = TRUE };

  foyer_store_begin_copy_finish (desk->store, result, &copy.copy, &error);
  must (error);
  foyer_store_add_tickets_async (desk->store, copy.copy, tickets, NULL, NULL, NULL);
  foyer_store_finish_copy_async (desk->store, &copy, NULL, on_copied, desk);
}

/* What a desk has that it had before. */
static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;
  g_auto (FoyerStoreEvent) event = { 0 };

  if (foyer_store_load_event_finish (desk->store, result, &event, NULL)) {
    hear (desk);
    return;
  }
  foyer_store_save_event_async (desk->store, desk->event, NULL, NULL, NULL);
  foyer_store_begin_copy_async (desk->store, NULL, on_copy_begun, desk);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Desk *desk = user_data;
  g_autoptr (GError) error = NULL;

  foyer_store_open_finish (desk->store, result, &error);
  must (error);
  foyer_store_load_event_async (desk->store, EVENT, NULL, on_loaded, desk);
}

static FoyerSeal *
make_seal (void)
{
  guint8 secret[FOYER_SEAL_KEY_BYTES] = { 1 };
  g_autoptr (GError) error = NULL;
  FoyerSeal *seal = foyer_seal_new (secret, &error);

  must (error);
  return seal;
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  Desk desk = { 0 };
  guint number;

  if (argc < 3 || sodium_init () < 0)
    return 2;
  number = (guint)g_ascii_strtoull (argv[2], NULL, 10);
  path = g_build_filename (argv[1], "desk.sqlite", NULL);
  make_key (number, &desk.key);
  for (int i = 3; i < argc; i++) {
    desk.is_local |= g_str_equal (argv[i], "local");
    if (g_str_equal (argv[i], "stranger"))
      foyer_signing_key_generate (&desk.key, 0);
  }
  desk.device_id = name_device (number);
  desk.event = make_event ();
  desk.store = foyer_store_new (path, make_seal ());
  desk.loop = g_main_loop_new (NULL, FALSE);
  foyer_store_open_async (desk.store, NULL, on_opened, &desk);
  g_main_loop_run (desk.loop);
  if (desk.hearing != NULL)
    g_object_run_dispose (G_OBJECT (desk.hearing));
  return 0;
}
