/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerTime:
 *
 * A moment: microseconds since 1970-01-01T00:00:00Z, as g_get_real_time() gives them. 0 stands
 * for "not set". PostgreSQL keeps the same resolution, the wire one of milliseconds.
 */
typedef gint64 FoyerTime;

#define FOYER_TIME_SECOND G_TIME_SPAN_SECOND
/* 9999-12-31T23:59:59.999Z, the last moment that RFC 3339 can write. */
#define FOYER_TIME_MAX G_GINT64_CONSTANT (253402300799999000)
/* The length of a written time, with the final NUL: 2026-05-01T18:02:33.123Z. */
#define FOYER_TIME_TEXT_SIZE 25

gint64 foyer_time_get_steady (void);
gboolean foyer_time_parse (const char *text, FoyerTime *time);
void foyer_time_write (FoyerTime time, char text[FOYER_TIME_TEXT_SIZE]);
char *foyer_time_format (FoyerTime time);

G_END_DECLS
