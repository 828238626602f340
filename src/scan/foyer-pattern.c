/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pattern"

#include "config.h"

#include "scan/foyer-pattern.h"

/* The modules of a QR code that are the same in every code of its size: finder patterns with
 * their separators, timing patterns, alignment patterns, version (ISO/IEC 18004). */

static void
add (GArray *cells, guint column, guint row, gboolean is_dark)
{
  FoyerPatternCell cell = { (guint8)column, (guint8)row, is_dark };

  g_array_append_val (cells, cell);
}

/* Rings around a middle at (@column, @row): their number says whether they are dark. */
static void
add_rings (GArray *cells, guint size, int column, int row, int reach, const gboolean *is_dark)
{
  for (int y = -reach; y <= reach; y++) {
    for (int x = -reach; x <= reach; x++) {
      int at_column = column + x;
      int at_row = row + y;

      if (at_column >= 0 && at_row >= 0 && at_column < (int)size && at_row < (int)size)
        add (cells, (guint)at_column, (guint)at_row, is_dark[MAX (ABS (x), ABS (y))]);
    }
  }
}

static void
add_finders (GArray *cells, guint size)
{
  static const gboolean is_dark[] = { TRUE, TRUE, FALSE, TRUE, FALSE };

  add_rings (cells, size, 3, 3, 4, is_dark);
  add_rings (cells, size, (int)size - 4, 3, 4, is_dark);
  add_rings (cells, size, 3, (int)size - 4, 4, is_dark);
}

static void
add_timing (GArray *cells, guint size)
{
  for (guint i = 8; i < size - 8; i++) {
    add (cells, i, 6, i % 2 == 0);
    add (cells, 6, i, i % 2 == 0);
  }
  add (cells, 8, size - 8, TRUE);
}

/* Alignment patterns stand at equal distances from the last row back, and at 6. */
static void
add_alignment (GArray *cells, guint size)
{
  static const gboolean is_dark[] = { TRUE, FALSE, TRUE };
  guint version = (size - 17) / 4;
  guint n = version / 7 + 2;
  guint step = version == 32 ? 26 : (version * 4 + n * 2 + 1) / (n * 2 - 2) * 2;
  guint places[8] = { 6 };

  if (version < 2)
    return;
  for (guint i = n - 1; i > 0; i--)
    places[i] = size - 7 - (n - 1 - i) * step;
  for (guint i = 0; i < n; i++) {
    for (guint j = 0; j < n; j++) {
      gboolean under_finder =
          (i == 0 && j == 0) || (i == 0 && j == n - 1) || (i == n - 1 && j == 0);

      if (!under_finder)
        add_rings (cells, size, (int)places[i], (int)places[j], 2, is_dark);
    }
  }
}

/* Six bits and the twelve of their Golay code, twice, from version 7 on. */
static void
add_version (GArray *cells, guint size)
{
  guint version = (size - 17) / 4;
  guint rest = version;

  if (version < 7)
    return;
  for (guint i = 0; i < 12; i++)
    rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  rest |= version << 12;
  for (guint i = 0; i < 18; i++) {
    gboolean is_dark = ((rest >> i) & 1) != 0;

    add (cells, size - 11 + i % 3, i / 3, is_dark);
    add (cells, i / 3, size - 11 + i % 3, is_dark);
  }
}

/**
 * foyer_pattern_is_size:
 *
 * Returns: whether there are QR codes of @size modules a side
 */
gboolean
foyer_pattern_is_size (int size)
{
  return size >= FOYER_PATTERN_SMALLEST && size <= FOYER_PATTERN_LARGEST && size % 4 == 1;
}

/**
 * foyer_pattern_get_cells:
 * @size: modules a side, as foyer_pattern_is_size() allows
 *
 * Returns: (transfer full) (element-type FoyerPatternCell): all modules that are known
 */
GArray *
foyer_pattern_get_cells (guint size)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (FoyerPatternCell));

  g_return_val_if_fail (foyer_pattern_is_size ((int)size), cells);

  add_finders (cells, size);
  add_timing (cells, size);
  add_alignment (cells, size);
  add_version (cells, size);
  return cells;
}
