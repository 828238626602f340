/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-sounds.h"

#include "bed.h"

/* Sounds that are heard: a recorder listens to the only sound card. */

/* Seconds; only a test that fails listens for so long. */
#define LISTENED "90"

typedef struct {
  GDataInputStream *lines;
  GString *heard;
  gboolean has_ended;
  gboolean is_played;
} Recorder;

static void
on_line_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Recorder *recorder = data;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  recorder->has_ended = line == NULL;
  if (line == NULL)
    return;
  g_string_append_printf (recorder->heard, "%s\n", line);
  g_data_input_stream_read_line_async (recorder->lines,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       on_line_ready,
                                       recorder);
}

static gboolean
is_listening (gpointer data)
{
  return strstr (((Recorder *)data)->heard->str, "listening\n") != NULL;
}

static gboolean
has_heard (gpointer data)
{
  const char *heard = ((Recorder *)data)->heard->str;

  g_assert_null (strstr (heard, "silence"));
  return strstr (heard, "sound ") != NULL;
}

static gboolean
is_over (gpointer data)
{
  return ((Recorder *)data)->has_ended && ((Recorder *)data)->is_played;
}

static void
on_play_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  foyer_sounds_play_finish (FOYER_SOUNDS (source), result, &error);
  g_assert_no_error (error);
  ((Recorder *)data)->is_played = TRUE;
}

static void
come_out_of_the_computer (void)
{
  g_autofree char *helper = g_test_build_filename (G_TEST_DIST, "desktop", "record-sound", NULL);
  g_autoptr (FoyerSounds) sounds = foyer_sounds_new ();

  for (guint sound = FOYER_SOUND_ADMITTED; sound <= FOYER_SOUND_REFUSED; sound++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) process = NULL;
    Recorder recorder = { .heard = g_string_new (NULL) };

    process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                &error,
                                helper,
                                "--within",
                                LISTENED,
                                NULL);
    g_assert_no_error (error);
    recorder.lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
    g_data_input_stream_read_line_async (recorder.lines,
                                         G_PRIORITY_DEFAULT,
                                         NULL,
                                         on_line_ready,
                                         &recorder);
    bed_wait (is_listening, &recorder);
    foyer_sounds_play_async (sounds, sound, NULL, on_play_ready, &recorder);
    bed_wait (has_heard, &recorder);
    g_subprocess_wait_check (process, NULL, &error);
    g_assert_no_error (error);
    bed_wait (is_over, &recorder);
    g_object_unref (recorder.lines);
    g_string_free (recorder.heard, TRUE);
  }
}

static void
differ_by_outcome (void)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (
      &(FoyerTicket){ .id = (char *)"t", .attention = (char *)"Look!", .allowed_entries = 1 });
  FoyerVerdict verdict = { .outcome = FOYER_OUTCOME_ADMITTED };

  g_assert_cmpuint (foyer_sounds_choose (&verdict, FALSE), ==, FOYER_SOUND_ADMITTED);
  g_assert_cmpuint (foyer_sounds_choose (&verdict, TRUE), ==, FOYER_SOUND_ALONE);
  verdict.ticket = ticket;
  /* Who has to look at the screen sees there who decided it. */
  g_assert_cmpuint (foyer_sounds_choose (&verdict, TRUE), ==, FOYER_SOUND_ATTENTION);
  g_assert_cmpuint (foyer_sounds_choose (&verdict, FALSE), ==, FOYER_SOUND_ATTENTION);
  verdict.outcome = FOYER_OUTCOME_REFUSED;
  g_assert_cmpuint (foyer_sounds_choose (&verdict, FALSE), ==, FOYER_SOUND_REFUSED);
  g_assert_cmpuint (foyer_sounds_choose (&verdict, TRUE), ==, FOYER_SOUND_REFUSED);
  verdict.outcome = FOYER_OUTCOME_EXITED;
  g_assert_cmpuint (foyer_sounds_choose (&verdict, FALSE), ==, FOYER_SOUND_EXITED);
}

/* How often the tone changes is what an ear tells apart first: at each change the sound fades. */
static guint
count_notes (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/io/github/foyer_app/Foyer/%s.wav", name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  const gint16 *samples;
  gboolean is_loud = FALSE;
  guint n_notes = 0;
  gsize size;

  g_assert_no_error (error);
  samples = (const gint16 *)((const char *)g_bytes_get_data (bytes, &size) + 44);
  /* In pieces of 3 ms, longer than half a turn of the lowest tone. */
  for (gsize i = 0; i + 66 <= (size - 44) / 2; i += 66) {
    int peak = 0;

    for (gsize k = i; k < i + 66; k++)
      peak = MAX (peak, ABS (GINT16_FROM_LE (samples[k])));
    if (!is_loud && peak > 9000)
      n_notes++;
    is_loud = peak > (is_loud ? 6000 : 9000);
  }
  return n_notes;
}

static void
are_told_apart_by_ear (void)
{
  g_assert_cmpuint (count_notes ("admitted"), ==, 2);
  g_assert_cmpuint (count_notes ("alone"), ==, 3);
  g_assert_cmpuint (count_notes ("attention"), ==, 4);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add_func ("/app/sounds/differ-by-outcome", differ_by_outcome);
  g_test_add_func ("/app/sounds/are-told-apart-by-ear", are_told_apart_by_ear);
  g_test_add_func ("/app/sounds/come-out-of-the-computer", come_out_of_the_computer);
  return g_test_run ();
}
