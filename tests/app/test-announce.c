/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-verdict-card.h"

#include "bed.h"

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

static void
is_heard_on_the_accessibility_bus (void)
{
  g_autofree char *helper = g_test_build_filename (G_TEST_DIST, "app", "hear-names.py", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
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

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, helper, NULL);
  g_assert_no_error (error);
  listener.lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_data_input_stream_read_line_async (listener.lines,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       on_line_ready,
                                       &listener);
  wait_until_heard (&listener, "listening\n");
  foyer_verdict_card_show_verdict (card, verdict, NULL);
  wait_until_heard (&listener, ": " REFUSAL);
  foyer_verdict_card_mark_alone (card, TRUE);
  wait_until_heard (&listener, ": This desk only: " REFUSAL);
  /* The relay has it. */
  foyer_verdict_card_mark_alone (card, FALSE);
  wait_until_heard (&listener, ": " REFUSAL);

  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  gtk_window_destroy (window);
  g_object_unref (listener.lines);
  g_string_free (listener.heard, TRUE);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/announce/is-heard-on-the-accessibility-bus",
                   is_heard_on_the_accessibility_bus);
  return g_test_run ();
}
