/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *foyer_csv_text_read (GBytes *bytes, const char **mark, GError **error);
char *foyer_csv_text_from_windows (const char *bytes);

G_END_DECLS
