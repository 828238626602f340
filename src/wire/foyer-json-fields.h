/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "wire/foyer-message-kind.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean foyer_json_fields_check (JsonObject *object, const FoyerField *fields, GError **error);

gboolean foyer_json_fields_has (JsonObject *object, const char *name);
const char *foyer_json_fields_get_string (JsonObject *object, const char *name);
gint64 foyer_json_fields_get_integer (JsonObject *object, const char *name, gint64 otherwise);
gboolean foyer_json_fields_get_boolean (JsonObject *object, const char *name);
FoyerTime foyer_json_fields_get_time (JsonObject *object, const char *name);
JsonObject *foyer_json_fields_get_object (JsonObject *object, const char *name);
JsonArray *foyer_json_fields_get_array (JsonObject *object, const char *name);
char **foyer_json_fields_get_texts (JsonObject *object, const char *name);

G_END_DECLS
