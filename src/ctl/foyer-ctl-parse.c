/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-parse"

#include "config.h"

#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "ctl/foyer-ctl-call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Makes a call of a command line: the program's options, the words of a command, its options and
 * its argument. The options that say where the database is, and --json, may stand before and after
 * the command. */

typedef struct {
  FoyerDbSourceOptions source;
  gboolean json;
} CommonOptions;

static GOptionContext *
create_context (const char *parameters, CommonOptions *common)
{
  GOptionContext *context = g_option_context_new (parameters);
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &common->json, "Print one JSON document", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, NULL);
  foyer_db_source_options_add (&common->source, context);
  return context;
}

static void
take_text (char **text, char **other)
{
  if (*other == NULL)
    return;
  g_free (*text);
  *text = g_steal_pointer (other);
}

/* What stands after the command counts more than what stands before it. */
static void
take_common (FoyerCtlCall *self, CommonOptions *common)
{
  take_text (&self->source_options.data_dir, &common->source.data_dir);
  take_text (&self->source_options.database, &common->source.database);
  take_text (&self->source_options.secret_file, &common->source.secret_file);
  self->json = self->json || common->json;
}

static gboolean
check_number (const FoyerCtlOption *option, const char *text, GError **error)
{
  guint64 value;

  if (g_ascii_string_to_unsigned (text, 10, 1, option->maximum, &value, NULL))
    return TRUE;
  g_set_error (error,
               FOYER_CTL_USAGE_ERROR,
               "--%s takes a whole number from 1 to %u",
               option->name,
               option->maximum);
  return FALSE;
}

static gboolean
check_text (const char *what, const char *text, gsize maximum, GError **error)
{
  gboolean is_clean = foyer_text_is_clean (text, maximum) && *text != '\0';

  if (is_clean && !foyer_text_is_blank (text))
    return TRUE;
  if (is_clean) {
    g_set_error (error, FOYER_CTL_USAGE_ERROR, "%s takes a text that is more than blanks", what);
    return FALSE;
  }
  g_set_error (error,
               FOYER_CTL_USAGE_ERROR,
               "%s takes a text of 1 to %" G_GSIZE_FORMAT " bytes of UTF-8 without control "
               "characters",
               what,
               maximum);
  return FALSE;
}

static gboolean
check_id (const char *what, char **text, GError **error)
{
  char *id = foyer_uuid_canonical (*text);

  if (id == NULL) {
    g_set_error (error, FOYER_CTL_USAGE_ERROR, "%s takes an id as foyerctl prints it", what);
    return FALSE;
  }
  g_free (*text);
  *text = id;
  return TRUE;
}

static gboolean
check_value (const FoyerCtlOption *option, char **value, GError **error)
{
  g_autofree char *what = g_strdup_printf ("--%s", option->name);

  switch (option->kind) {
  case FOYER_CTL_KIND_NUMBER:
    return check_number (option, *value, error);
  case FOYER_CTL_KIND_ID:
    return check_id (what, value, error);
  case FOYER_CTL_KIND_TEXT:
  case FOYER_CTL_KIND_TEXTS:
    return check_text (what, *value, option->maximum, error);
  case FOYER_CTL_KIND_PATH:
  case FOYER_CTL_KIND_FLAG:
  default:
    return TRUE;
  }
}

/* Takes over the values of an option; none were given where @values is %NULL. */
static gboolean
take_values (FoyerCtlCall *self, const FoyerCtlOption *option, GStrv values, GError **error)
{
  if (values == NULL && option->required) {
    g_set_error (error, FOYER_CTL_USAGE_ERROR, "--%s is missing", option->name);
    return FALSE;
  }
  if (values == NULL)
    return TRUE;
  g_hash_table_insert (self->values, (gpointer)option->name, values);
  if (option->kind != FOYER_CTL_KIND_TEXTS && g_strv_length (values) > 1) {
    g_set_error (error, FOYER_CTL_USAGE_ERROR, "--%s is given more than once", option->name);
    return FALSE;
  }
  for (guint i = 0; values[i] != NULL; i++) {
    if (!check_value (option, &values[i], error))
      return FALSE;
  }
  return TRUE;
}

/* Room for what GOption reads of one option. */
typedef struct {
  GStrv values;
  gboolean flag;
} Slot;

static guint
count_options (const FoyerCtlCommand *command)
{
  guint n = 0;

  while (command->options != NULL && command->options[n].name != NULL)
    n++;
  return n;
}

static void
add_entries (GOptionContext *context, const FoyerCtlCommand *command, Slot *slots)
{
  guint n_options = count_options (command);

  for (guint i = 0; i < n_options; i++) {
    const FoyerCtlOption *option = &command->options[i];
    gboolean is_flag = option->kind == FOYER_CTL_KIND_FLAG;
    const GOptionEntry entries[] = {
      { option->name,
        0,
        0,
        is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_FILENAME_ARRAY,
        is_flag ? (gpointer)&slots[i].flag : (gpointer)&slots[i].values,
        option->help,
        option->placeholder },
      G_OPTION_ENTRY_NULL,
    };

    g_option_context_add_main_entries (context, entries, NULL);
  }
}

static gboolean
take_slots (FoyerCtlCall *self, Slot *slots, GError **error)
{
  guint n_options = count_options (self->command);
  gboolean good = TRUE;

  for (guint i = 0; i < n_options; i++) {
    const FoyerCtlOption *option = &self->command->options[i];
    GStrv values = g_steal_pointer (&slots[i].values);

    if (slots[i].flag)
      values = g_new0 (char *, 1);
    if (good)
      good = take_values (self, option, values, error);
    else
      g_strfreev (values);
  }
  return good;
}

static gboolean
take_argument (FoyerCtlCall *self, int argc, char **argv, GError **error)
{
  const FoyerCtlCommand *command = self->command;
  int first = argc > 1 && g_str_equal (argv[1], "--") ? 2 : 1;
  int n_expected = command->argument != NULL ? 1 : 0;
  int n_most = n_expected + (command->value != NULL ? 1 : 0);

  if (argc - first > n_most) {
    g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "there are too many arguments");
    return FALSE;
  }
  if (argc - first < n_expected) {
    g_set_error (error, FOYER_CTL_USAGE_ERROR, "%s is missing", command->argument);
    return FALSE;
  }
  if (n_expected == 0)
    return TRUE;
  self->argument = g_strdup (argv[first]);
  self->value = argc - first > 1 ? g_strdup (argv[first + 1]) : NULL;
  if (command->argument_kind == FOYER_CTL_KIND_ID)
    return check_id (command->argument, &self->argument, error);
  return command->argument_kind != FOYER_CTL_KIND_TEXT ||
         check_text (command->argument, self->argument, 254, error);
}

static char *
describe_arguments (const FoyerCtlCommand *command)
{
  if (command->value == NULL)
    return g_strdup (command->argument);
  return g_strdup_printf ("%s [%s]", command->argument, command->value);
}

static gboolean
parse_command (FoyerCtlCall *self, int argc, char **argv, GError **error)
{
  g_autofree Slot *slots = g_new0 (Slot, count_options (self->command) + 1);
  g_autofree char *name = g_strdup_printf ("foyerctl %s", self->command->words);
  CommonOptions common = { 0 };
  g_autofree char *arguments = describe_arguments (self->command);
  g_autoptr (GOptionContext) context = create_context (arguments, &common);
  gboolean good;

  g_set_prgname (name);
  g_option_context_set_summary (context, self->command->summary);
  if (self->command->description != NULL)
    g_option_context_set_description (context, self->command->description);
  add_entries (context, self->command, slots);
  good = g_option_context_parse (context, &argc, &argv, error);
  take_common (self, &common);
  return take_slots (self, slots, good ? error : NULL) && good &&
         take_argument (self, argc, argv, error) &&
         foyer_db_source_options_check (&self->source_options, error);
}

static FoyerCtlCall *
create_call (void)
{
  FoyerCtlCall *self = g_new0 (FoyerCtlCall, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_strfreev);
  self->out = g_string_new (NULL);
  self->notes = g_string_new (NULL);
  return self;
}

static void
print_group (const char *group)
{
  g_autofree char *commands = foyer_ctl_command_list (group);

  printf ("Usage:\n  foyerctl [OPTION…] %s COMMAND …\n\n%s\n"
          "“foyerctl %s COMMAND --help” says more.\n",
          group,
          commands,
          group);
}

/* "foyerctl ticket", with or without --help. */
static gboolean
take_group (char **words, gboolean *done, GError **error)
{
  g_autofree char *name = g_strdup_printf ("foyerctl %s", words[0] != NULL ? words[0] : "");

  if (words[0] != NULL && foyer_ctl_command_is_group (words[0])) {
    if (g_strcmp0 (words[1], "--help") == 0 || g_strcmp0 (words[1], "-h") == 0) {
      print_group (words[0]);
      *done = TRUE;
      return TRUE;
    }
    g_set_prgname (name);
    g_set_error (error,
                 FOYER_CTL_USAGE_ERROR,
                 words[1] != NULL ? "there is no such %s command"
                                  : "a command is missing after “%s”",
                 words[0]);
    return FALSE;
  }
  g_set_error_literal (error,
                       FOYER_CTL_USAGE_ERROR,
                       words[0] != NULL ? "there is no such command" : "a command is missing");
  return FALSE;
}

/* The options before the command; @argv is left with the name of the program and the words. */
static gboolean
parse_program (FoyerCtlCall *self, int *argc, char ***argv, gboolean *done, GError **error)
{
  CommonOptions common = { 0 };
  g_autoptr (GOptionContext) context = create_context ("COMMAND …", &common);
  g_autofree char *commands = foyer_ctl_command_list (NULL);
  g_autofree char *text =
      g_strconcat (commands, "\n“foyerctl COMMAND --help” says more. foyerctl(1) says all.", NULL);
  gboolean version = FALSE;
  gboolean good;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_set_prgname ("foyerctl");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, "The command line of Foyer's operator.");
  g_option_context_set_description (context, text);
  good = g_option_context_parse (context, argc, argv, error);
  take_common (self, &common);
  if (good && version) {
    printf ("foyerctl %s\n", FOYER_VERSION);
    *done = TRUE;
  }
  return good;
}

/**
 * foyer_ctl_call_parse:
 * @argc: how many arguments there are, the name of the program included
 * @argv: the arguments; changed
 * @done: (out): whether nothing is left to be done, because it was asked for help or the version
 *
 * Returns: (transfer full) (nullable): what was asked for; %NULL where @done is set, and with
 *   @error set where it makes no sense
 */
FoyerCtlCall *
foyer_ctl_call_parse (int argc, char **argv, gboolean *done, GError **error)
{
  g_autoptr (FoyerCtlCall) self = create_call ();
  guint n_words = 0;

  *done = FALSE;
  if (!parse_program (self, &argc, &argv, done, error) || *done)
    return NULL;
  if (argc > 1)
    self->command = foyer_ctl_command_find ((const char *const *)argv + 1, &n_words);
  if (self->command == NULL) {
    take_group (argv + 1, done, error);
    return NULL;
  }
  /* GOption passes over the first one, whatever it is. */
  if (!parse_command (self, argc - (int)n_words, argv + n_words, error))
    return NULL;
  return g_steal_pointer (&self);
}
