/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerTriple:
 * @corner: the finder pattern between the two others
 * @right: the next one clockwise
 * @below: the next one counter-clockwise
 * @size: about how many modules a side the code has
 * @strain: how far they are from where those of an upright code would be; 0 fits
 *
 * Three of a picture's finder patterns, by number, that may belong to one code.
 */
typedef struct {
  guint corner;
  guint right;
  guint below;
  float size;
  float strain;
} FoyerTriple;

void foyer_triple_find (GArray *finders, GArray *triples);

G_END_DECLS
