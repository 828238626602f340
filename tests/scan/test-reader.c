/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "scan/foyer-reader.h"

/* A decoder that takes as long as the test wants, and says which frames it was given. */
typedef struct {
  GMutex lock;
  GCond changed;
  gint64 reading; /* the frame that is being read, or 0 */
  gint64 allowed; /* up to this frame it may finish */
} Gate;

typedef struct {
  Gate *gate;
  FoyerReader *reader;
  GArray *times;
  gboolean is_freed;
} Fixture;

static GPtrArray *
read_slowly (FoyerFrame *frame, gpointer handle)
{
  Fixture *fixture = handle;
  Gate *gate = fixture->gate;
  const float corners[4][2] = { 0 };
  GPtrArray *symbols = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);

  g_mutex_lock (&gate->lock);
  gate->reading = frame->time;
  g_cond_broadcast (&gate->changed);
  while (gate->allowed < frame->time)
    g_cond_wait (&gate->changed, &gate->lock);
  gate->reading = 0;
  g_mutex_unlock (&gate->lock);
  g_ptr_array_add (symbols, foyer_symbol_new ("code", FOYER_SYMBOLOGY_QR, corners));
  return symbols;
}

static void
wait_until_reading (Gate *gate, gint64 time)
{
  g_mutex_lock (&gate->lock);
  while (gate->reading != time)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
allow (Gate *gate, gint64 time)
{
  g_mutex_lock (&gate->lock);
  gate->allowed = time;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
offer (Fixture *fixture, gint64 time)
{
  g_autoptr (GBytes) pixels = g_bytes_new_static ("0123", 4);
  g_autoptr (FoyerFrame) frame = foyer_frame_new (pixels, 2, 2, 2, time);

  foyer_reader_offer (fixture->reader, frame);
}

static void
on_read (FoyerReader *reader, GPtrArray *symbols, FoyerFrame *frame, Fixture *fixture)
{
  g_assert_cmpuint (symbols->len, ==, 1);
  g_array_append_val (fixture->times, frame->time);
}

static void
note_free (gpointer handle)
{
  ((Fixture *)handle)->is_freed = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->gate = g_new0 (Gate, 1);
  g_mutex_init (&fixture->gate->lock);
  g_cond_init (&fixture->gate->changed);
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->reader = foyer_reader_new (read_slowly, fixture, note_free);
  g_signal_connect (fixture->reader, "read", G_CALLBACK (on_read), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  allow (fixture->gate, G_MAXINT64);
  g_assert_finalize_object (fixture->reader);
  g_assert_true (fixture->is_freed);
  g_array_unref (fixture->times);
  g_mutex_clear (&fixture->gate->lock);
  g_cond_clear (&fixture->gate->changed);
  g_free (fixture->gate);
}

static void
wait_for_readings (Fixture *fixture, guint n)
{
  while (fixture->times->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
get_time (Fixture *fixture, guint i)
{
  return g_array_index (fixture->times, gint64, i);
}

static void
test_old_frames_are_dropped (Fixture *fixture, gconstpointer data)
{
  offer (fixture, 1);
  wait_until_reading (fixture->gate, 1);
  for (gint64 time = 2; time <= 50; time++)
    offer (fixture, time);
  allow (fixture->gate, G_MAXINT64);
  wait_for_readings (fixture, 2);
  g_assert_cmpint (get_time (fixture, 0), ==, 1);
  g_assert_cmpint (get_time (fixture, 1), ==, 50);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (fixture->times->len, ==, 2);
}

static void
test_nothing_is_read_ahead (Fixture *fixture, gconstpointer data)
{
  /* The main thread does not run: what was read is not overtaken by what comes next. */
  allow (fixture->gate, 1);
  offer (fixture, 1);
  while (!g_main_context_pending (NULL))
    g_thread_yield ();
  offer (fixture, 2);
  offer (fixture, 3);
  wait_for_readings (fixture, 1);
  g_assert_cmpint (get_time (fixture, 0), ==, 1);
  allow (fixture->gate, 3);
  wait_for_readings (fixture, 2);
  g_assert_cmpint (get_time (fixture, 1), ==, 3);
}

static void
test_cleared_frames_are_not_heard_of (Fixture *fixture, gconstpointer data)
{
  offer (fixture, 1);
  wait_until_reading (fixture->gate, 1);
  offer (fixture, 2);
  foyer_reader_clear (fixture->reader);
  offer (fixture, 3);
  allow (fixture->gate, G_MAXINT64);
  wait_for_readings (fixture, 1);
  g_assert_cmpint (get_time (fixture, 0), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/scan/reader/old-frames-are-dropped",
              Fixture,
              NULL,
              set_up,
              test_old_frames_are_dropped,
              tear_down);
  g_test_add ("/scan/reader/nothing-is-read-ahead",
              Fixture,
              NULL,
              set_up,
              test_nothing_is_read_ahead,
              tear_down);
  g_test_add ("/scan/reader/cleared-frames-are-not-heard-of",
              Fixture,
              NULL,
              set_up,
              test_cleared_frames_are_not_heard_of,
              tear_down);
  return g_test_run ();
}
