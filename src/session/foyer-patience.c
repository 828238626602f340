/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-patience"

#include "config.h"

#include "session/foyer-patience.h"

#include "base/foyer-error.h"

#include <glib/gi18n.h>

/* What is said to somebody who has tried too often: when to try again, as far as that is known. */

/* From here on nobody counts seconds. */
#define MANY_SECONDS 120

static char *
describe (guint seconds)
{
  guint minutes = (seconds + 59) / 60;

  if (seconds == 0)
    return g_strdup (_ ("Too many attempts. Wait a few minutes, then try again."));
  if (seconds < MANY_SECONDS)
    return g_strdup_printf (ngettext ("Too many attempts. Try again in %u second.",
                                      "Too many attempts. Try again in %u seconds.",
                                      seconds),
                            seconds);
  return g_strdup_printf (ngettext ("Too many attempts. Try again in %u minute.",
                                    "Too many attempts. Try again in %u minutes.",
                                    minutes),
                          minutes);
}

/**
 * foyer_patience_explain:
 * @error: %FOYER_ERROR_RATE_LIMITED, as a relay said it
 *
 * Returns: (transfer full): the same error with a sentence for who has to wait
 */
GError *
foyer_patience_explain (const GError *error)
{
  g_autofree char *sentence = describe (foyer_error_get_wait (error));
  GError *explained = g_error_new_literal (FOYER_ERROR, error->code, sentence);

  foyer_error_set_wait (explained, foyer_error_get_wait (error));
  return explained;
}
