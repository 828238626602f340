/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean foyer_text_is_clean (const char *text, gsize max_bytes);
gboolean foyer_text_is_blank (const char *text);
gboolean foyer_text_is_email (const char *text);
char *foyer_text_fold (const char *text);
GStrv foyer_text_words (const char *text);
char *foyer_text_cut (const char *text, gsize max_bytes);

G_END_DECLS
