/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-sighting"

#include "config.h"

#include "scan/foyer-sighting.h"

#include "base/foyer-limits.h"

/* Tells a code that is held to the camera from one that comes. A held code is read many times a
 * second and missed now and then; it counts once, until it was out of sight for
 * FOYER_LIMIT_SIGHTING_GAP_MS. Several codes in view are each followed by itself. */

typedef struct {
  char *text;
  gint64 seen;
} Sighting;

struct _FoyerSighting {
  /* The codes in view, the one seen longest ago first. */
  GQueue in_view;
};

static void
sighting_free (gpointer data)
{
  Sighting *sighting = data;

  g_free (sighting->text);
  g_free (sighting);
}

/**
 * foyer_sighting_new:
 *
 * Returns: (transfer full): a memory with nothing in it
 */
FoyerSighting *
foyer_sighting_new (void)
{
  FoyerSighting *self = g_new0 (FoyerSighting, 1);

  g_queue_init (&self->in_view);
  return self;
}

void
foyer_sighting_free (FoyerSighting *self)
{
  foyer_sighting_forget (self);
  g_free (self);
}

static void
forget_what_is_gone (FoyerSighting *self, gint64 now_us)
{
  const gint64 gap = FOYER_LIMIT_SIGHTING_GAP_MS * G_TIME_SPAN_MILLISECOND;
  Sighting *oldest;

  while ((oldest = g_queue_peek_head (&self->in_view)) != NULL && now_us - oldest->seen >= gap)
    sighting_free (g_queue_pop_head (&self->in_view));
}

static int
compare_text (gconstpointer sighting, gconstpointer text)
{
  return g_strcmp0 (((const Sighting *)sighting)->text, text);
}

static Sighting *
remember (FoyerSighting *self, const char *text)
{
  Sighting *sighting = g_new0 (Sighting, 1);

  if (g_queue_get_length (&self->in_view) >= FOYER_LIMIT_SIGHTINGS)
    sighting_free (g_queue_pop_head (&self->in_view));
  sighting->text = g_strdup (text);
  g_queue_push_tail (&self->in_view, sighting);
  return sighting;
}

/**
 * foyer_sighting_is_new:
 * @text: what was read just now
 * @now_us: the time in microseconds of a clock that never goes back
 *
 * To be called for every code in every frame, because it also notes that the code is still there.
 *
 * Returns: whether the code came into view, so that it counts as a scan
 */
gboolean
foyer_sighting_is_new (FoyerSighting *self, const char *text, gint64 now_us)
{
  Sighting *sighting;
  GList *link;
  gboolean is_new;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  forget_what_is_gone (self, now_us);
  link = g_queue_find_custom (&self->in_view, text, compare_text);
  is_new = link == NULL;
  if (is_new) {
    sighting = remember (self, text);
  } else {
    sighting = link->data;
    g_queue_unlink (&self->in_view, link);
    g_queue_push_tail_link (&self->in_view, link);
  }
  sighting->seen = now_us;
  return is_new;
}

/**
 * foyer_sighting_forget:
 *
 * Makes every code count again, also one that is in view.
 */
void
foyer_sighting_forget (FoyerSighting *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->in_view, sighting_free);
}
