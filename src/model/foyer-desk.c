/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-desk"

#include "config.h"

#include "model/foyer-desk.h"

#include <string.h>

/* A rate is another one from so much on, of itself and per minute: nobody needs every digit. */
#define RATE_PART 0.2
#define RATE_STEP 1.0

G_DEFINE_BOXED_TYPE (FoyerDesk, foyer_desk, foyer_desk_ref, foyer_desk_unref)

/**
 * foyer_desk_new:
 * @fields: what the desk holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerDesk *
foyer_desk_new (const FoyerDesk *fields)
{
  FoyerDesk *self = g_atomic_rc_box_new0 (FoyerDesk);

  *self = *fields;
  self->device_id = g_strdup (fields->device_id);
  self->name = g_strdup (fields->name);
  self->addresses = fields->addresses != NULL ? g_strdupv (fields->addresses) : g_new0 (char *, 1);
  return self;
}

/**
 * foyer_desk_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerDesk *
foyer_desk_ref (FoyerDesk *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerDesk *self = data;

  g_free (self->device_id);
  g_free (self->name);
  g_strfreev (self->addresses);
}

void
foyer_desk_unref (FoyerDesk *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

static gboolean
is_same_rate (double a, double b)
{
  double step = MAX (RATE_STEP, RATE_PART * MAX (a, b));

  return a == b || (a > 0 && b > 0 && ABS (a - b) < step);
}

/* While a desk is heard, when it was heard last moves all the time. */
static gboolean
is_heard_the_same (const FoyerDesk *a, const FoyerDesk *b)
{
  return a->online == b->online && (a->online || a->last_heard == b->last_heard);
}

/**
 * foyer_desk_is_same:
 *
 * Returns: whether nothing of it is news to who knows the other one
 */
gboolean
foyer_desk_is_same (const FoyerDesk *a, const FoyerDesk *b)
{
  return g_str_equal (a->device_id, b->device_id) && g_str_equal (a->name, b->name) &&
         a->has_key == b->has_key &&
         (!a->has_key || memcmp (a->public_key, b->public_key, sizeof a->public_key) == 0) &&
         is_heard_the_same (a, b) && is_same_rate (a->rate, b->rate) &&
         g_strv_equal ((const char *const *)a->addresses, (const char *const *)b->addresses);
}

/**
 * foyer_desks_find:
 * @desks: (element-type FoyerDesk): some desks
 *
 * Returns: (transfer none) (nullable): the one that is that device
 */
FoyerDesk *
foyer_desks_find (const GPtrArray *desks, const char *device_id)
{
  for (guint i = 0; i < desks->len; i++) {
    FoyerDesk *desk = g_ptr_array_index (desks, i);

    if (g_str_equal (desk->device_id, device_id))
      return desk;
  }
  return NULL;
}

/**
 * foyer_desks_change:
 * @desks: (element-type FoyerDesk): all desks as they were
 * @news: (element-type FoyerDesk): desks of which something is new
 * @gone: the ids of devices that are none any more
 *
 * Returns: (transfer full) (element-type FoyerDesk): all desks as they are
 */
GPtrArray *
foyer_desks_change (const GPtrArray *desks, const GPtrArray *news, GStrv gone)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);

  for (guint i = 0; i < news->len; i++)
    g_ptr_array_add (all, foyer_desk_ref (g_ptr_array_index (news, i)));
  for (guint i = 0; i < desks->len; i++) {
    FoyerDesk *desk = g_ptr_array_index (desks, i);

    if (foyer_desks_find (news, desk->device_id) == NULL &&
        !g_strv_contains ((const char *const *)gone, desk->device_id))
      g_ptr_array_add (all, foyer_desk_ref (desk));
  }
  return all;
}
