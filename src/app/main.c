/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer"

#include "config.h"

#include "app/foyer-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char *argv[])
{
  g_autoptr (FoyerApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (FOYER_GETTEXT_DOMAIN, FOYER_LOCALE_DIR);
  bind_textdomain_codeset (FOYER_GETTEXT_DOMAIN, "UTF-8");
  textdomain (FOYER_GETTEXT_DOMAIN);
  application = foyer_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
