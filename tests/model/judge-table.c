/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/judge-table.h"

#include <string.h>

static const char *const known_settings =
    " direction code ticket other_event type status paid allowed valid_from valid_until list "
    "types starts ends reentry delay used inside last_exit permitted paused closed ";

static const char *
get_setting (GHashTable *settings, const char *name, const char *otherwise)
{
  const char *value = g_hash_table_lookup (settings, name);

  return value != NULL ? value : otherwise;
}

static gint64
get_number (GHashTable *settings, const char *name, gint64 otherwise)
{
  const char *value = get_setting (settings, name, NULL);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

static gboolean
is_set (GHashTable *settings, const char *name, const char *value)
{
  return g_str_equal (get_setting (settings, name, ""), value);
}

static FoyerCodeCheck
get_code_check (GHashTable *settings)
{
  static const char *const names[] = {
    [FOYER_CODE_CHECK_UNSIGNED] = "unsigned",
    [FOYER_CODE_CHECK_VALID] = "valid",
    [FOYER_CODE_CHECK_OTHER_EVENT] = "other",
    [FOYER_CODE_CHECK_BAD] = "bad",
  };
  const char *name = get_setting (settings, "code", "unsigned");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i], name))
      return (FoyerCodeCheck)i;
  }
  g_assert_not_reached ();
}

static void
read_ticket (JudgeCase *self, GHashTable *settings)
{
  self->has_ticket = !is_set (settings, "ticket", "no");
  self->other_event = is_set (settings, "other_event", "yes");
  self->type_number = (guint)get_number (settings, "type", 1);
  self->paid = !is_set (settings, "paid", "no");
  self->allowed_entries = (guint)get_number (settings, "allowed", 1);
  self->valid_from = get_number (settings, "valid_from", 0);
  self->valid_until = get_number (settings, "valid_until", 0);
  g_assert_true (
      foyer_ticket_status_from_nick (get_setting (settings, "status", "generated"), &self->status));
}

static void
read_list (JudgeCase *self, GHashTable *settings)
{
  g_auto (GStrv) types = g_strsplit (get_setting (settings, "types", ""), ",", -1);

  self->has_list = !is_set (settings, "list", "none");
  self->starts = get_number (settings, "starts", 0);
  self->ends = get_number (settings, "ends", 0);
  self->reentry = is_set (settings, "reentry", "yes");
  self->delay = get_number (settings, "delay", 0);
  for (guint i = 0; types[i] != NULL; i++) {
    g_assert_cmpuint (self->n_type_numbers, <, JUDGE_TABLE_TYPES);
    self->type_numbers[self->n_type_numbers++] = (guint)g_ascii_strtoull (types[i], NULL, 10);
  }
}

static GHashTable *
parse_settings (const char *text)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) words = g_strsplit (g_str_equal (text, "-") ? "" : text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (words[i], "=", 2);
    g_autofree char *word = NULL;

    g_assert_cmpuint (g_strv_length (pair), ==, 2);
    word = g_strdup_printf (" %s ", pair[0]);
    g_assert_nonnull (strstr (known_settings, word));
    g_assert_true (g_hash_table_insert (settings, g_strdup (pair[0]), g_strdup (pair[1])));
  }
  return settings;
}

static JudgeCase *
read_case (const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", -1);
  g_autoptr (GHashTable) settings = NULL;
  JudgeCase *self = g_new0 (JudgeCase, 1);

  g_assert_cmpuint (g_strv_length (fields), ==, 4);
  settings = parse_settings (fields[1]);
  self->name = g_strdup (fields[0]);
  g_assert_true (
      foyer_direction_from_nick (get_setting (settings, "direction", "entry"), &self->direction));
  self->code_check = get_code_check (settings);
  read_ticket (self, settings);
  read_list (self, settings);
  self->entries_used = (guint)get_number (settings, "used", 0);
  self->inside = (guint)get_number (settings, "inside", 0);
  self->last_exit = get_number (settings, "last_exit", 0);
  self->permitted = !is_set (settings, "permitted", "no");
  self->paused = is_set (settings, "paused", "yes");
  self->closed = is_set (settings, "closed", "yes");
  g_assert_true (foyer_outcome_from_nick (fields[2], &self->outcome));
  if (!g_str_equal (fields[3], "-"))
    g_assert_true (foyer_reason_from_nick (fields[3], &self->reason));
  return self;
}

static void
free_case (gpointer data)
{
  JudgeCase *self = data;

  g_free (self->name);
  g_free (self);
}

/* Returns: (transfer full) (element-type JudgeCase): all of them */
GPtrArray *
judge_table_read (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "judge-cases.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *cases = g_ptr_array_new_with_free_func (free_case);

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '#' && lines[i][0] != '\0')
      g_ptr_array_add (cases, read_case (lines[i]));
  }
  g_assert_cmpuint (cases->len, >, 150);
  return cases;
}

/* Where the table's second lies when the scan is at @now; @unit is as long as a second of it. */
FoyerTime
judge_table_time (gint64 second, FoyerTime now, GTimeSpan unit)
{
  return second == 0 ? 0 : now + (second - JUDGE_TABLE_SECOND) * unit;
}

gboolean
judge_case_was_used (const JudgeCase *self)
{
  return self->entries_used > 0 || self->last_exit > 0;
}

void
judge_case_assert (const JudgeCase *self,
                   FoyerOutcome outcome,
                   FoyerReason reason,
                   const char *explanation)
{
  g_assert_cmpstr (foyer_outcome_to_nick (outcome), ==, foyer_outcome_to_nick (self->outcome));
  g_assert_cmpstr (foyer_reason_to_nick (reason), ==, foyer_reason_to_nick (self->reason));
  g_assert_true ((outcome == FOYER_OUTCOME_REFUSED) == (explanation != NULL));
}
