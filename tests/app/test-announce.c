/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-entry-bar.h"
#include "app/foyer-verdict-card.h"

#include "bed.h"
#include "session/foyer-session-private.h"

/* A verdict reaches whoever cannot see it: another program hears it on the accessibility bus. */

#define REFUSAL "REFUSED | This ticket has already been used. | Ada Lovelace\n"

typedef struct {
  GDataInputStream *lines;
  GString *heard;
  /* What is waited for. */
  const char *expected;
} Listener;

static void
on_line_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Listener *listener = data;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  if (line == NULL)
    return;
  g_string_append_printf (listener->heard, "%s\n", line);
  g_data_input_stream_read_line_async (listener->lines,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       on_line_ready,
                                       listener);
}

static gboolean
has_heard (gpointer data)
{
  Listener *listener = data;

  return strstr (listener->heard->str, listener->expected) != NULL;
}

/* What was heard before does not count any more. */
static void
wait_until_heard (Listener *listener, const char *expected)
{
  listener->expected = expected;
  bed_wait (has_heard, listener);
  g_string_truncate (listener->heard, 0);
}

static GSubprocess *
begin_to_listen (Listener *listener)
{
  g_autofree char *helper = g_test_build_filename (G_TEST_DIST, "app", "hear-names.py", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, helper, NULL);

  g_assert_no_error (error);
  listener->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_data_input_stream_read_line_async (listener->lines,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       on_line_ready,
                                       listener);
  wait_until_heard (listener, "listening\n");
  return process;
}

static void
end_listening (Listener *listener, GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (listener->lines);
  g_string_free (listener->heard, TRUE);
}

static void
is_heard_on_the_accessibility_bus (void)
{
  g_autoptr (GSubprocess) process = NULL;
  FoyerVerdictCard *card = foyer_verdict_card_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (card), 700, 300);
  Listener listener = { .heard = g_string_new (NULL) };
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){
      .id = (char *)"t",
      .name = (char *)"Ada Lovelace",
      .allowed_entries = 1,
  });
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&(FoyerVerdict){
      .scan_id = (char *)"s",
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = FOYER_REASON_ALREADY_ADMITTED,
      .ticket = ticket,
  });

  process = begin_to_listen (&listener);
  foyer_verdict_card_show_verdict (card, verdict, NULL);
  wait_until_heard (&listener, ": " REFUSAL);
  foyer_verdict_card_mark_alone (card, TRUE);
  wait_until_heard (&listener, ": This desk only: " REFUSAL);
  /* The relay has it. */
  foyer_verdict_card_mark_alone (card, FALSE);
  wait_until_heard (&listener, ": " REFUSAL);

  end_listening (&listener, process);
  gtk_window_destroy (window);
}

static void
set_policy (FoyerSession *session, gboolean paused, const char *message)
{
  const FoyerEvent fields = { .id = (char *)"e",
                              .name = (char *)"Gala",
                              .policy = { .entry_paused = paused, .message = (char *)message } };
  g_autoptr (FoyerEvent) event = foyer_event_new (&fields);

  foyer_session_set_event (session, event);
}

/* Also the first time, when nothing of it was there before. */
static void
what_admins_say_is_heard_too (void)
{
  g_autoptr (GSubprocess) process = NULL;
  FoyerSession *session = foyer_session_new ("announce");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  FoyerEntryBar *bar = g_object_new (FOYER_TYPE_ENTRY_BAR, NULL);
  Listener listener = { .heard = g_string_new (NULL) };
  GtkWindow *window;

  gtk_box_append (GTK_BOX (box), gtk_label_new ("The rest of the window"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  foyer_entry_bar_set_session (bar, session);
  window = bed_show (box, 400, 300);
  process = begin_to_listen (&listener);
  set_policy (session, TRUE, "Fire drill.");
  wait_until_heard (&listener,
                    ": Entry is paused | Fire drill. | Let nobody in. Guests may still go out.\n");
  set_policy (session, TRUE, NULL);
  wait_until_heard (&listener, ": Entry is paused | Let nobody in. Guests may still go out.\n");
  set_policy (session, FALSE, NULL);
  set_policy (session, FALSE, "The bar is open.");
  wait_until_heard (&listener, ": Message to all desks | The bar is open.\n");
  end_listening (&listener, process);
  gtk_window_destroy (window);
  g_assert_finalize_object (session);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/announce/is-heard-on-the-accessibility-bus",
                   is_heard_on_the_accessibility_bus);
  g_test_add_func ("/app/announce/what-admins-say-is-heard-too", what_admins_say_is_heard_too);
  return g_test_run ();
}
