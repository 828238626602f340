/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

/**
 * FOYER_DEFINE_VALUE:
 * @Type: a struct that is allocated with g_atomic_rc_box_new0()
 * @prefix: what its functions begin with
 * @free_fields: a #GDestroyNotify for what the fields hold, called when nobody has a reference
 *
 * Defines what every value has: get_type(), ref() and unref().
 */
#define FOYER_DEFINE_VALUE(Type, prefix, free_fields)              \
  G_DEFINE_BOXED_TYPE (Type, prefix, prefix##_ref, prefix##_unref) \
                                                                   \
  Type *prefix##_ref (Type *self)                                  \
  {                                                                \
    return g_atomic_rc_box_acquire (self);                         \
  }                                                                \
                                                                   \
  void prefix##_unref (Type *self)                                 \
  {                                                                \
    g_atomic_rc_box_release_full (self, free_fields);              \
  }
