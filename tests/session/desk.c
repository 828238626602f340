/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "desk"

#include "config.h"

#include "session/foyer-courier-private.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-session-private.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A desk without a window, for tests that start, break and kill one. It takes a line at a time on
 * its standard input and says on its standard output what happens, as it happens:
 *   sign-in ADDRESS TOKEN     signed-in, or failed SENTENCE
 *   kiosk ADDRESS TOKEN       signed-in, or failed SENTENCE: the token is handed in at every start
 *   pair ADDRESS CODE         paired, or failed SENTENCE
 *   accept CODE PASSPHRASE    signed-in, or failed SENTENCE: an invitation
 *   restore                   restored, or failed SENTENCE
 *   scan CODE [exit]          scanned CODE OUTCOME REASON here|relay, or unanswered CODE
 *   let-in CODE REASON…       let-in CODE here|relay, or failed SENTENCE
 *   search TEXT               found N NAME…
 *   to-come                   to-come ID=N…: how often each ticket may still come
 *   key                       key HEX: the public key of its device, which is made if need be
 *   patience SECONDS          a relay that is connected is waited for so long, at least
 *   settled                   settled yes where it is connected, knows what it missed, and the
 *                             relay knows what it did: then the relay is asked about new scans
 *   busy                      busy MS CPU: for how long its main loop did not look for anything
 *                             new at most since the last time, and how long it computed at most
 *   missed SECONDS            missed N: how many guests other desks may have let in by then, if it
 *                             heard nobody from now on
 *   nearby                    from then on the desks of this computer are heard directly
 *   sign-out                  signed-out
 *   quit                      ends as an application does
 * and of itself: state, mode, copy, waiting, aside, event, entry paused, entry open, admitted N,
 * shown N, delivered CODE, hears N of M, heard. */

typedef struct {
  FoyerSession *session;
  GDataInputStream *input;
  GMainLoop *loop;
  /* What was said last of it. */
  gboolean entry_paused;
} Desk;

typedef struct {
  Desk *desk;
  char *code;
} Scan;

G_GNUC_PRINTF (1, 2)
static void
say (const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s\n", text);
}

/* Between what the main loop waits for: whoever does something then stops a window. */
static struct {
  gint64 woken_at;
  gint64 woken_cpu;
  gint64 longest;
  gint64 longest_cpu;
} busy;

static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint
poll_and_note (GPollFD *fds, guint n_fds, gint timeout)
{
  gint n_ready;

  if (busy.woken_at != 0) {
    busy.longest = MAX (busy.longest, g_get_monotonic_time () - busy.woken_at);
    busy.longest_cpu = MAX (busy.longest_cpu, get_cpu_time () - busy.woken_cpu);
  }
  n_ready = g_poll (fds, n_fds, timeout);
  busy.woken_at = g_get_monotonic_time ();
  busy.woken_cpu = get_cpu_time ();
  return n_ready;
}

static void
say_busy (void)
{
  say ("busy %.1f %.1f", (double)busy.longest / 1000, (double)busy.longest_cpu / 1000);
  busy.longest = busy.longest_cpu = 0;
}

static const char *
get_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

static void
on_heard (FoyerHearing *hearing, GPtrArray *items, gpointer data)
{
  say ("heard");
}

static void
say_who_is_heard (FoyerSession *session)
{
  guint n_desks;
  guint n_heard = foyer_session_get_desks_heard (session, &n_desks);

  if (session->hearing != NULL) {
    g_signal_handlers_disconnect_by_func (session->hearing, on_heard, NULL);
    g_signal_connect (session->hearing, "heard", G_CALLBACK (on_heard), NULL);
  }
  say ("hears %u of %u", n_heard, n_desks);
}

static void
say_event (FoyerSession *session, Desk *desk)
{
  const FoyerEvent *event = foyer_session_get_event (session);
  gboolean paused = event != NULL && event->policy.entry_paused;

  say ("event %s", event != NULL ? event->name : "-");
  if (paused != desk->entry_paused)
    say ("entry %s", paused ? "paused" : "open");
  desk->entry_paused = paused;
}

static void
on_notify (FoyerSession *session, GParamSpec *pspec, Desk *desk)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "state"))
    say ("state %s", get_nick (FOYER_TYPE_SESSION_STATE, (int)foyer_session_get_state (session)));
  else if (g_str_equal (name, "mode"))
    say ("mode %s", get_nick (FOYER_TYPE_DESK_MODE, (int)foyer_session_get_mode (session)));
  else if (g_str_equal (name, "copy"))
    say ("copy %s", get_nick (FOYER_TYPE_DESK_COPY, (int)foyer_session_get_copy (session)));
  else if (g_str_equal (name, "waiting"))
    say ("waiting %u", foyer_session_get_waiting (session));
  else if (g_str_equal (name, "aside"))
    say ("aside %u", foyer_session_get_aside (session));
  else if (g_str_equal (name, "desks-heard") || g_str_equal (name, "desks"))
    say_who_is_heard (session);
  else if (g_str_equal (name, "counts") && foyer_session_get_counts (session) != NULL)
    say ("admitted %" G_GINT64_FORMAT, foyer_session_get_counts (session)->admitted);
  else if (g_str_equal (name, "admitted"))
    say ("shown %" G_GINT64_FORMAT, foyer_session_get_admitted (session));
  else if (g_str_equal (name, "event"))
    say_event (session, desk);
}

static void
on_notify_local (FoyerRecentScan *recent, GParamSpec *pspec, gpointer data)
{
  if (!foyer_recent_scan_get_local (recent))
    say ("delivered %s", foyer_recent_scan_get_scan (recent)->code);
}

static void
on_recent_changed (GListModel *recent, guint position, guint removed, guint added, Desk *desk)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FoyerRecentScan) scan = g_list_model_get_item (recent, i);

    g_signal_connect (scan, "notify::local", G_CALLBACK (on_notify_local), NULL);
  }
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (foyer_session_sign_in_finish (FOYER_SESSION (source), result, &error))
    say ("signed-in");
  else
    say ("failed %s", error->message);
}

static void
on_paired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (foyer_identity_pair_finish (FOYER_IDENTITY (source), result, &error))
    say ("paired");
  else
    say ("failed %s", error->message);
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (foyer_session_enter_finish (FOYER_SESSION (source), result, &error))
    say ("signed-in");
  else
    say ("failed %s", error->message);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (foyer_session_restore_finish (FOYER_SESSION (source), result, &error))
    say ("restored");
  else
    say ("failed %s", error->message);
}

static gboolean
is_local (FoyerSession *session, const char *scan_id)
{
  g_autoptr (FoyerRecentScan) recent = foyer_session_get_recent_scan (session, scan_id);

  return recent != NULL && foyer_recent_scan_get_local (recent);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer data)
{
  Scan *scan = data;
  FoyerSession *session = FOYER_SESSION (source);
  g_autoptr (FoyerVerdict) verdict = foyer_session_submit_finish (session, result, NULL);

  if (verdict == NULL)
    say ("unanswered %s", scan->code);
  else
    say ("scanned %s %s %s %s",
         scan->code,
         foyer_outcome_to_nick (verdict->outcome),
         verdict->reason != FOYER_REASON_NONE ? foyer_reason_to_nick (verdict->reason) : "-",
         is_local (session, verdict->scan_id) ? "here" : "relay");
  g_free (scan->code);
  g_free (scan);
}

static void
submit (Desk *desk, const char *code, gboolean is_exit)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->desk = desk;
  scan->code = g_strdup (code);
  foyer_session_submit_async (desk->session,
                              code,
                              is_exit ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY,
                              NULL,
                              on_scanned,
                              scan);
}

static FoyerRecentScan *
find_newest (FoyerSession *session, const char *code)
{
  GListModel *recent = foyer_session_get_recent (session);

  for (guint i = 0; i < g_list_model_get_n_items (recent); i++) {
    g_autoptr (FoyerRecentScan) scan = g_list_model_get_item (recent, i);

    if (g_strcmp0 (foyer_recent_scan_get_scan (scan)->code, code) == 0)
      return g_steal_pointer (&scan);
  }
  return NULL;
}

static void
on_let_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerRecentScan) recent = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_amend_finish (FOYER_SESSION (source), result, &error))
    say ("let-in %s %s",
         foyer_recent_scan_get_scan (recent)->code,
         foyer_recent_scan_get_local (recent) ? "here" : "relay");
  else
    say ("failed %s", error->message);
}

static void
let_in (Desk *desk, const char *code, char **reason)
{
  g_autoptr (FoyerRecentScan) recent = find_newest (desk->session, code);
  g_autofree char *words = g_strjoinv (" ", reason);

  if (recent == NULL) {
    say ("failed nothing was scanned");
    return;
  }
  foyer_session_override_async (desk->session,
                                foyer_recent_scan_get_scan (recent)->id,
                                words,
                                NULL,
                                on_let_in,
                                g_object_ref (recent));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
      foyer_session_search_finish (FOYER_SESSION (source), result, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; found != NULL && i < found->len; i++) {
    const FoyerFoundTicket *ticket = g_ptr_array_index (found, i);

    g_string_append_printf (names, " %s", ticket->ticket->name);
  }
  if (found != NULL)
    say ("found %u%s", found->len, names->str);
  else
    say ("failed %s", error->message);
}

static void
on_to_come_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets =
      foyer_session_list_to_come_finish (FOYER_SESSION (source), result, &error);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; tickets != NULL && i < tickets->len; i++) {
    const FoyerFoundTicket *found = g_ptr_array_index (tickets, i);

    g_string_append_printf (rest,
                            " %s=%u",
                            found->ticket->id,
                            found->ticket->allowed_entries - found->entries_used);
  }
  if (tickets != NULL)
    say ("to-come%s", rest->str);
  else
    say ("failed %s", error->message);
}

static void
on_key_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  const FoyerSigningKey *key = foyer_identity_key_finish (FOYER_IDENTITY (source), result, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; key != NULL && i < sizeof key->public_key; i++)
    g_string_append_printf (text, "%02x", key->public_key[i]);
  if (key != NULL)
    say ("key %s", text->str);
  else
    say ("failed %s", error->message);
}

static void
say_missed (Desk *desk, const char *seconds)
{
  FoyerTime then =
      g_get_real_time () + g_ascii_strtoll (seconds, NULL, 10) * (gint64)FOYER_TIME_SECOND;

  foyer_session_get_exposure (desk->session, NULL);
  say ("missed %u", foyer_exposure_estimate (desk->session->exposure, then, NULL));
}

static gboolean
is_settled (const FoyerCourier *courier)
{
  return courier->pace.is_connected && courier->has_caught_up && !courier->has_backlog &&
         courier->queue == FOYER_QUEUE_IDLE && courier->queue_at == G_MAXINT64;
}

static void
obey (Desk *desk, char **words)
{
  if (g_str_equal (words[0], "sign-in"))
    foyer_session_sign_in_async (desk->session, words[1], words[2], TRUE, NULL, on_signed_in, desk);
  else if (g_str_equal (words[0], "kiosk"))
    foyer_session_sign_in_again_async (desk->session, words[1], words[2], NULL, on_signed_in, desk);
  else if (g_str_equal (words[0], "pair"))
    foyer_identity_pair_by_code_async (foyer_session_get_identity (desk->session),
                                       words[1],
                                       words[2],
                                       NULL,
                                       on_paired,
                                       desk);
  else if (g_str_equal (words[0], "accept"))
    foyer_session_accept_async (desk->session, words[1], words[2], NULL, on_entered, desk);
  else if (g_str_equal (words[0], "restore"))
    foyer_session_restore_async (desk->session, NULL, on_restored, desk);
  else if (g_str_equal (words[0], "scan"))
    submit (desk, words[1], words[2] != NULL);
  else if (g_str_equal (words[0], "let-in"))
    let_in (desk, words[1], &words[2]);
  else if (g_str_equal (words[0], "search"))
    foyer_session_search_async (desk->session, words[1], NULL, on_found, desk);
  else if (g_str_equal (words[0], "to-come"))
    foyer_session_list_to_come_async (desk->session, NULL, on_to_come_listed, desk);
  else if (g_str_equal (words[0], "key"))
    foyer_identity_key_async (desk->session->identity, TRUE, NULL, on_key_ready, desk);
  else if (g_str_equal (words[0], "patience"))
    desk->session->courier->pace.least = g_ascii_strtoll (words[1], NULL, 10) * G_TIME_SPAN_SECOND;
  else if (g_str_equal (words[0], "settled"))
    say ("settled %s", is_settled (desk->session->courier) ? "yes" : "no");
  else if (g_str_equal (words[0], "busy"))
    say_busy ();
  else if (g_str_equal (words[0], "missed"))
    say_missed (desk, words[1]);
  else if (g_str_equal (words[0], "nearby"))
    foyer_profile_set_setting (desk->session->profile, "desks-nearby", "this-computer");
  else if (g_str_equal (words[0], "sign-out")) {
    foyer_session_sign_out (desk->session);
    say ("signed-out");
  } else {
    g_main_loop_quit (desk->loop);
  }
}

static void
on_line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *desk = data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  g_auto (GStrv) words = NULL;

  if (line == NULL) {
    g_main_loop_quit (desk->loop);
    return;
  }
  words = g_strsplit (line, " ", -1);
  obey (desk, words);
  g_data_input_stream_read_line_async (desk->input, G_PRIORITY_DEFAULT, NULL, on_line_read, desk);
}

int
main (int argc, char **argv)
{
  Desk desk = { 0 };
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_main_context_set_poll_func (NULL, poll_and_note);
  desk.session = foyer_session_new (argv[1]);
  desk.input = g_data_input_stream_new (stream);
  desk.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (desk.session, "notify", G_CALLBACK (on_notify), &desk);
  g_signal_connect (foyer_session_get_recent (desk.session),
                    "items-changed",
                    G_CALLBACK (on_recent_changed),
                    &desk);
  g_data_input_stream_read_line_async (desk.input, G_PRIORITY_DEFAULT, NULL, on_line_read, &desk);
  g_main_loop_run (desk.loop);
  g_clear_object (&desk.session);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (desk.input);
  g_main_loop_unref (desk.loop);
  return 0;
}
