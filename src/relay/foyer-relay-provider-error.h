/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayProviderError:
 * @FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE: it does not answer, or not as one may expect
 * @FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED: it and the installation do not fit
 * @FOYER_RELAY_PROVIDER_ERROR_OVER: the code was redeemed before, or is too old
 * @FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED: its word for who somebody is does not hold
 * @FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY: its word is signed with a key that is none of its own
 * @FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED: it does not vouch for the address
 * @FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN: the account is of another domain than the one allowed
 *
 * What can go wrong between a relay and an OpenID provider. The messages are for the log of who
 * looks for a mistake: they hold no token, no code, no name and no address.
 */
typedef enum {
  FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE,
  FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
  FOYER_RELAY_PROVIDER_ERROR_OVER,
  FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED,
  FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY,
  FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED,
  FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN,
} FoyerRelayProviderError;

#define FOYER_RELAY_PROVIDER_ERROR (foyer_relay_provider_error_quark ())
GQuark foyer_relay_provider_error_quark (void);

GError *foyer_relay_provider_error_explain (const GError *error);

G_END_DECLS
