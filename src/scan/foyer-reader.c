/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-reader"

#include "config.h"

#include "scan/foyer-reader.h"

#include "base/foyer-limits.h"
#include "scan/foyer-decoder.h"
#include "scan/foyer-newest.h"

/* Reads codes on a thread of its own, always from the newest frame: a frame that comes while
 * another is being read replaces the one that waits. The next one is taken when the main thread has
 * seen what was read in the last, so that nothing that was read is lost and nothing queues up. */

typedef struct {
  FoyerFrame *frame;
  GPtrArray *symbols;
} Reading;

struct _FoyerReader {
  GObject parent_instance;

  GThread *thread;
  FoyerReaderFunc read;
  gpointer handle;
  GDestroyNotify free_handle;
  FoyerNewest *readings;

  /* Below the lock. */
  GMutex lock;
  GCond changed;
  FoyerFrame *waiting;
  guint generation; /* goes up with foyer_reader_clear () */
  gboolean is_handing;
  gboolean is_over;
};

enum {
  SIGNAL_READ,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerReader, foyer_reader, G_TYPE_OBJECT)

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  foyer_frame_unref (reading->frame);
  g_ptr_array_unref (reading->symbols);
  g_free (reading);
}

static FoyerFrame *
wait_for_frame_in_worker (FoyerReader *self, guint *generation)
{
  FoyerFrame *frame;

  g_mutex_lock (&self->lock);
  while (!self->is_over && (self->waiting == NULL || self->is_handing))
    g_cond_wait (&self->changed, &self->lock);
  frame = self->is_over ? NULL : g_steal_pointer (&self->waiting);
  *generation = self->generation;
  g_mutex_unlock (&self->lock);
  return frame;
}

static void
hand_over_in_worker (FoyerReader *self, Reading *reading, guint generation)
{
  gboolean is_wanted;

  g_mutex_lock (&self->lock);
  is_wanted = generation == self->generation;
  if (is_wanted) {
    self->is_handing = TRUE;
    foyer_newest_put (self->readings, reading);
  }
  g_mutex_unlock (&self->lock);
  if (!is_wanted)
    reading_free (reading);
}

static gpointer
read_in_worker (gpointer data)
{
  FoyerReader *self = data;
  FoyerFrame *frame;
  guint generation;

  while ((frame = wait_for_frame_in_worker (self, &generation)) != NULL) {
    Reading *reading = g_new0 (Reading, 1);

    reading->frame = frame;
    reading->symbols = self->read (frame, self->handle);
    hand_over_in_worker (self, reading, generation);
  }
  if (self->free_handle != NULL)
    self->free_handle (self->handle);
  return NULL;
}

static void
go_on (FoyerReader *self)
{
  g_mutex_lock (&self->lock);
  self->is_handing = FALSE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
on_reading (gpointer value, gpointer user_data)
{
  g_autoptr (FoyerReader) self = g_object_ref (user_data);
  Reading *reading = value;

  go_on (self);
  g_signal_emit (self, signals[SIGNAL_READ], 0, reading->symbols, reading->frame);
  reading_free (reading);
}

static void
foyer_reader_finalize (GObject *object)
{
  FoyerReader *self = FOYER_READER (object);

  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_clear_pointer (&self->waiting, foyer_frame_unref);
  foyer_newest_free (self->readings);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (foyer_reader_parent_class)->finalize (object);
}

static void
foyer_reader_class_init (FoyerReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_reader_finalize;

  /**
   * FoyerReader::read:
   * @symbols: (element-type FoyerSymbol): what was read in the frame, maybe nothing
   * @frame: the frame
   */
  signals[SIGNAL_READ] = g_signal_new ("read",
                                       FOYER_TYPE_READER,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       2,
                                       G_TYPE_PTR_ARRAY,
                                       FOYER_TYPE_FRAME);
}

static void
foyer_reader_init (FoyerReader *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->readings = foyer_newest_new (on_reading, self, reading_free);
}

/**
 * foyer_reader_new:
 * @read: reads one frame, on the reader's thread
 * @handle: (transfer full) (nullable): what the thread owns from now on
 * @free_handle: (nullable): frees @handle, on the thread
 *
 * Returns: (transfer full): a reader whose thread waits for frames
 */
FoyerReader *
foyer_reader_new (FoyerReaderFunc read, gpointer handle, GDestroyNotify free_handle)
{
  FoyerReader *self = g_object_new (FOYER_TYPE_READER, NULL);

  self->read = read;
  self->handle = handle;
  self->free_handle = free_handle;
  self->thread = g_thread_new ("foyer-reader", read_in_worker, self);
  return self;
}

static GPtrArray *
decode_in_worker (FoyerFrame *frame, gpointer handle)
{
  return foyer_decoder_decode (handle,
                               frame,
                               FOYER_LIMIT_DECODE_BUDGET_MS * G_TIME_SPAN_MILLISECOND);
}

static void
free_decoder_in_worker (gpointer handle)
{
  foyer_decoder_free (handle);
}

/**
 * foyer_reader_new_for_symbologies:
 * @symbologies: the kinds of barcode to look for
 *
 * Returns: (transfer full): a reader with a #FoyerDecoder
 */
FoyerReader *
foyer_reader_new_for_symbologies (FoyerSymbologies symbologies)
{
  return foyer_reader_new (decode_in_worker,
                           foyer_decoder_new (symbologies),
                           free_decoder_in_worker);
}

/**
 * foyer_reader_offer:
 * @frame: the newest frame; a reference is taken
 *
 * Replaces a frame that waits to be read. To be called on any thread.
 */
void
foyer_reader_offer (FoyerReader *self, FoyerFrame *frame)
{
  FoyerFrame *replaced;

  g_return_if_fail (FOYER_IS_READER (self));
  g_return_if_fail (frame != NULL);

  g_mutex_lock (&self->lock);
  replaced = g_steal_pointer (&self->waiting);
  self->waiting = foyer_frame_ref (frame);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&replaced, foyer_frame_unref);
}

/**
 * foyer_reader_clear:
 *
 * Nothing is heard any more of the frames that were offered so far. To be called on the main
 * thread.
 */
void
foyer_reader_clear (FoyerReader *self)
{
  g_return_if_fail (FOYER_IS_READER (self));

  g_mutex_lock (&self->lock);
  self->generation++;
  g_clear_pointer (&self->waiting, foyer_frame_unref);
  foyer_newest_clear (self->readings);
  g_mutex_unlock (&self->lock);
  go_on (self);
}
