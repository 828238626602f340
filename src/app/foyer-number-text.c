/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-number-text"

#include "config.h"

#include "app/foyer-number-text.h"

/* Counts as people read them. Sentences take them as text, because translators' tools cannot read
 * a format whose length depends on the machine. */

/**
 * foyer_number_text:
 *
 * Returns: (transfer full): @number with its digits grouped as the language does
 */
char *
foyer_number_text (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}
