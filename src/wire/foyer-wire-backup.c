/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-backup"

#include "config.h"

#include "wire/foyer-wire-backup.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "wire/foyer-fields.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* The manifest of a copy of the database: one line of JSON, which is no message. `foyer_backup` is
 * the number of this form. */

#define FORM      1
#define MARK_HEX  64
#define FORM_NAME "foyer_backup"

static const FoyerField form_fields[] = {
  FIELD_INTEGER (FORM_NAME, REQUIRED, 1, COUNT_MAX),
  END_OF_FIELDS,
};

static const FoyerField fields[] = {
  FIELD_TIME ("made_at", REQUIRED),
  FIELD_CLEAN ("program", REQUIRED, 1, FOYER_LIMIT_APP_VERSION),
  FIELD_INTEGER ("schema", REQUIRED, 1, G_MAXINT32),
  FIELD_INTEGER ("server", REQUIRED, 1, G_MAXINT32),
  FIELD_COUNT ("events", REQUIRED),
  FIELD_COUNT ("tickets", REQUIRED),
  FIELD_COUNT ("scans", REQUIRED),
  FIELD_COUNT ("acts", REQUIRED),
  FIELD_COUNT ("staff", REQUIRED),
  FIELD_COUNT ("devices", REQUIRED),
  FIELD_CLEAN ("secret_key", REQUIRED, 1, MARK_HEX),
  FIELD_COUNT ("size", REQUIRED),
  FIELD_SHA256 ("sha256", REQUIRED),
  END_OF_FIELDS,
};

/**
 * foyer_wire_write_backup_counts:
 *
 * Writes a member for each thing that is counted in a copy.
 */
void
foyer_wire_write_backup_counts (FoyerJsonWriter *writer, const FoyerBackup *backup)
{
  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++)
    foyer_json_writer_add_integer (writer,
                                   foyer_backup_count_to_nick ((FoyerBackupCount)i),
                                   backup->counts[i]);
}

/**
 * foyer_wire_encode_backup:
 *
 * Returns: (transfer full): what a copy says of itself, without a line's end
 */
char *
foyer_wire_encode_backup (const FoyerBackup *backup)
{
  FoyerJsonWriter writer = { .out = g_string_new (NULL) };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_integer (&writer, FORM_NAME, FORM);
  foyer_json_writer_add_time (&writer, "made_at", backup->made_at);
  foyer_json_writer_add_string (&writer, "program", backup->program);
  foyer_json_writer_add_integer (&writer, "schema", backup->schema);
  foyer_json_writer_add_integer (&writer, "server", backup->server);
  foyer_wire_write_backup_counts (&writer, backup);
  foyer_json_writer_add_string (&writer, "secret_key", backup->secret_key);
  foyer_json_writer_add_integer (&writer, "size", backup->size);
  foyer_json_writer_add_string (&writer, "sha256", backup->sha256);
  foyer_json_writer_end_object (&writer);
  return g_string_free (writer.out, FALSE);
}

static void
take (JsonObject *object, FoyerBackup *backup)
{
  backup->made_at = foyer_json_fields_get_time (object, "made_at");
  backup->program = g_strdup (foyer_json_fields_get_string (object, "program"));
  backup->schema = (guint)foyer_json_fields_get_integer (object, "schema", 0);
  backup->server = (guint)foyer_json_fields_get_integer (object, "server", 0);
  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++)
    backup->counts[i] =
        foyer_json_fields_get_integer (object, foyer_backup_count_to_nick ((FoyerBackupCount)i), 0);
  backup->secret_key = g_strdup (foyer_json_fields_get_string (object, "secret_key"));
  backup->size = foyer_json_fields_get_integer (object, "size", 0);
  g_strlcpy (backup->sha256,
             foyer_json_fields_get_string (object, "sha256"),
             sizeof backup->sha256);
}

/**
 * foyer_wire_decode_backup:
 * @text: what foyer_wire_encode_backup() made, of @length bytes
 * @backup: (out caller-allocates): what it says; to be cleared
 * @error: %FOYER_ERROR_VERSION where a newer Foyer made it, %FOYER_ERROR_BAD_REQUEST where it is
 * none
 */
gboolean
foyer_wire_decode_backup (const char *text, gsize length, FoyerBackup *backup, GError **error)
{
  g_autoptr (JsonObject) object = foyer_wire_parse_object (text, length, error);

  if (object == NULL || !foyer_json_fields_check (object, form_fields, error))
    return FALSE;
  if (foyer_json_fields_get_integer (object, FORM_NAME, 0) != FORM) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_VERSION,
                         "A newer Foyer made this copy; it is needed to read it.");
    return FALSE;
  }
  if (!foyer_json_fields_check (object, fields, error))
    return FALSE;
  take (object, backup);
  return TRUE;
}
