/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-provider-error"

#include "config.h"

#include "relay/foyer-relay-provider-error.h"

#include "base/foyer-error.h"

G_DEFINE_QUARK (foyer_relay_provider_error, foyer_relay_provider_error)

#define NO_TRUST                                                                                    \
  "The provider’s word for who you are does not hold. Sign in again; if that fails too, tell an " \
  "admin."

static const struct {
  FoyerError code;
  const char *sentence;
} explanations[] = {
  [FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE] = { FOYER_ERROR_UNAVAILABLE,
                                               "The provider does not answer now. Try again in a "
                                               "moment." },
  [FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED] = { FOYER_ERROR_UNAVAILABLE,
                                                 "The provider and this relay are not set up for "
                                                 "each other. Tell an admin." },
  [FOYER_RELAY_PROVIDER_ERROR_OVER] = { FOYER_ERROR_SIGNED_OUT,
                                        "This sign-in took too long or was finished before. Begin "
                                        "it again." },
  [FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED] = { FOYER_ERROR_SIGNED_OUT, NO_TRUST },
  [FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY] = { FOYER_ERROR_SIGNED_OUT, NO_TRUST },
  [FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED] = { FOYER_ERROR_NOT_PERMITTED,
                                               "The provider has not confirmed your e-mail "
                                               "address. Confirm it there, then sign in again." },
  [FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN] = { FOYER_ERROR_NOT_PERMITTED,
                                                "Only accounts of the organisation’s own domain "
                                                "may sign in here." },
};

/**
 * foyer_relay_provider_error_explain:
 * @error: a #FoyerRelayProviderError
 *
 * Returns: (transfer full): the same in a sentence for the person who signs in
 */
GError *
foyer_relay_provider_error_explain (const GError *error)
{
  g_assert (error->domain == FOYER_RELAY_PROVIDER_ERROR);

  return g_error_new_literal (FOYER_ERROR,
                              (int)explanations[error->code].code,
                              explanations[error->code].sentence);
}
