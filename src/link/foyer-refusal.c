/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-refusal"

#include "config.h"

#include "link/foyer-refusal.h"

#include "base/foyer-error.h"
#include "link/foyer-pin.h"

#include <libsoup/soup.h>

/* What it means that a relay does not take a connection. */

/**
 * foyer_refusal_explain_stranger:
 *
 * Returns: (transfer full): %FOYER_ERROR_UNTRUSTED, of whoever shows another certificate
 */
GError *
foyer_refusal_explain_stranger (const FoyerAddress *address)
{
  g_autoptr (GError) stranger = foyer_pin_explain (address->pin, address->uri);

  return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNTRUSTED, stranger->message);
}

/**
 * foyer_refusal_explain:
 * @status: what it answered; 0 where it did not
 * @error: what libsoup says about it
 *
 * Returns: (transfer full): why a socket was not opened
 */
GError *
foyer_refusal_explain (const FoyerAddress *address, guint status, const GError *error)
{
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return foyer_refusal_explain_stranger (address);
  switch (status) {
  case SOUP_STATUS_UNAUTHORIZED:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_SIGNED_OUT,
                                "The relay does not know this token.");
  case SOUP_STATUS_FORBIDDEN:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_UNAVAILABLE,
                                "The relay does not take this connection.");
  case FOYER_STATUS_TOO_MANY:
    return g_error_new_literal (FOYER_ERROR,
                                FOYER_ERROR_RATE_LIMITED,
                                "The relay takes no more connections from here for now.");
  default:
    return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, error->message);
  }
}
