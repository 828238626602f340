/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_FRAME (foyer_frame_get_type ())

/* The longest side that a frame may have. */
#define FOYER_FRAME_MAX_SIDE 8192

typedef struct _FoyerFrame FoyerFrame;

/**
 * FoyerFrame:
 * @pixels: GRAY8, row after row, @stride bytes from one row to the next
 * @width: in pixels; at least 1
 * @height: in pixels; at least 1
 * @stride: in bytes; at least @width
 * @time: when it was taken, by g_get_monotonic_time(), or 0
 *
 * One picture of a camera, in shades of grey. A value: its fields never change.
 */
struct _FoyerFrame {
  GBytes *pixels;
  guint width;
  guint height;
  guint stride;
  gint64 time;
};

GType foyer_frame_get_type (void);
FoyerFrame *foyer_frame_new (GBytes *pixels, guint width, guint height, guint stride, gint64 time);
FoyerFrame *foyer_frame_ref (FoyerFrame *self);
void foyer_frame_unref (FoyerFrame *self);

const guint8 *foyer_frame_get_row (FoyerFrame *self, guint y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerFrame, foyer_frame_unref)

G_END_DECLS
