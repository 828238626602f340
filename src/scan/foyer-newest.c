/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-newest"

#include "config.h"

#include "scan/foyer-newest.h"

/* Hands values from any thread to the main thread: at most one per turn of its loop, the newest.
 * What comes faster than it is taken is dropped, so that nothing is ever late. */

struct _FoyerNewest {
  GMutex lock;
  GMainContext *context;
  GSource *source;
  gpointer value;
  FoyerNewestFunc take;
  gpointer user_data;
  GDestroyNotify free_value;
};

static gboolean
on_turn (gpointer data)
{
  FoyerNewest *self = data;
  gpointer value;

  g_mutex_lock (&self->lock);
  value = g_steal_pointer (&self->value);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);

  if (value != NULL)
    self->take (value, self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * foyer_newest_new:
 * @take: is called on the thread, and its default main context, that calls this
 * @free_value: frees a value that was replaced before it was taken
 *
 * Returns: (transfer full): an empty place for one value
 */
FoyerNewest *
foyer_newest_new (FoyerNewestFunc take, gpointer user_data, GDestroyNotify free_value)
{
  FoyerNewest *self = g_new0 (FoyerNewest, 1);

  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->take = take;
  self->user_data = user_data;
  self->free_value = free_value;
  return self;
}

/**
 * foyer_newest_free:
 *
 * To be called on the thread that takes, when nobody puts any more. Nothing is taken afterwards.
 */
void
foyer_newest_free (FoyerNewest *self)
{
  foyer_newest_clear (self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Before the next redraw, but after what people do. */
static void
attach_source (FoyerNewest *self)
{
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_HIGH_IDLE);
  g_source_set_callback (self->source, on_turn, self, NULL);
  g_source_attach (self->source, self->context);
}

/**
 * foyer_newest_put:
 * @value: (transfer full): replaces one that was not taken yet
 *
 * To be called on any thread.
 */
void
foyer_newest_put (FoyerNewest *self, gpointer value)
{
  gpointer replaced;

  g_return_if_fail (self != NULL && value != NULL);

  g_mutex_lock (&self->lock);
  replaced = g_steal_pointer (&self->value);
  self->value = value;
  if (self->source == NULL)
    attach_source (self);
  g_mutex_unlock (&self->lock);

  if (replaced != NULL)
    self->free_value (replaced);
}

/**
 * foyer_newest_clear:
 *
 * Drops a value that was not taken yet.
 */
void
foyer_newest_clear (FoyerNewest *self)
{
  gpointer dropped;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  dropped = g_steal_pointer (&self->value);
  g_mutex_unlock (&self->lock);

  if (dropped != NULL)
    self->free_value (dropped);
}
