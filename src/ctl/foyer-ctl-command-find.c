/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-command-find"

#include "config.h"

#include "ctl/foyer-ctl-command.h"

#include <string.h>

/* The table of commands, by their words. */

/**
 * foyer_ctl_command_find:
 * @words: (array zero-terminated=1): what follows the options of the program
 * @n_words: (out): how many of them name the command
 *
 * Returns: (transfer none) (nullable): the command that they name
 */
const FoyerCtlCommand *
foyer_ctl_command_find (const char *const *words, guint *n_words)
{
  const FoyerCtlCommand *command;

  for (guint i = 0; (command = foyer_ctl_command_get (i)) != NULL; i++) {
    g_auto (GStrv) names = g_strsplit (command->words, " ", -1);
    guint n = 0;

    while (names[n] != NULL && words[n] != NULL && g_str_equal (names[n], words[n]))
      n++;
    if (names[n] == NULL) {
      *n_words = n;
      return command;
    }
  }
  return NULL;
}

static gboolean
is_in_group (const FoyerCtlCommand *command, const char *group)
{
  gsize length = strlen (group);

  return strncmp (command->words, group, length) == 0 && command->words[length] == ' ';
}

/**
 * foyer_ctl_command_is_group:
 *
 * Returns: whether commands start with @word and go on
 */
gboolean
foyer_ctl_command_is_group (const char *word)
{
  const FoyerCtlCommand *command;

  for (guint i = 0; (command = foyer_ctl_command_get (i)) != NULL; i++) {
    if (is_in_group (command, word))
      return TRUE;
  }
  return FALSE;
}

/**
 * foyer_ctl_command_list:
 * @group: (nullable): the word that they start with, or %NULL for all
 *
 * Returns: (transfer full): a line per command, for the help
 */
char *
foyer_ctl_command_list (const char *group)
{
  GString *text = g_string_new ("Commands:\n");
  const FoyerCtlCommand *command;

  for (guint i = 0; (command = foyer_ctl_command_get (i)) != NULL; i++) {
    if (group == NULL || is_in_group (command, group))
      g_string_append_printf (text, "  %-18s %s\n", command->words, command->summary);
  }
  return g_string_free (text, FALSE);
}
