/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FOYER_UUID_BYTES 16
/* 36 characters and the final NUL. */
#define FOYER_UUID_TEXT_SIZE 37

char *foyer_uuid_new (void);
char *foyer_uuid_canonical (const char *text);
gboolean foyer_uuid_parse (const char *text, guint8 bytes[FOYER_UUID_BYTES]);
void foyer_uuid_write (const guint8 bytes[FOYER_UUID_BYTES], char text[FOYER_UUID_TEXT_SIZE]);
char *foyer_uuid_format (const guint8 bytes[FOYER_UUID_BYTES]);

G_END_DECLS
