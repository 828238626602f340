/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pin"

#include "config.h"

#include "link/foyer-pin.h"

/* Whom a desk trusts: with a pin the certificate of that fingerprint, whoever signed it, and no
 * other; without one whom the system's store of authorities knows. There is no third way. */

/**
 * foyer_pin_fits:
 * @pin: (nullable): a SHA-256 in lower-case hexadecimal
 * @certificate: (nullable): what somebody shows
 *
 * Returns: whether that is the certificate of the pin; never without one
 */
gboolean
foyer_pin_fits (const char *pin, GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *fingerprint = NULL;

  if (pin == NULL || certificate == NULL)
    return FALSE;
  g_object_get (certificate, "certificate", &der, NULL);
  fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  return g_str_equal (fingerprint, pin);
}

/**
 * foyer_pin_explain:
 * @pin: (nullable): what the certificate should have been
 * @address: who showed another one
 *
 * Returns: (transfer full): a sentence for who is not let through
 */
GError *
foyer_pin_explain (const char *pin, const char *address)
{
  if (pin != NULL)
    return g_error_new (G_TLS_ERROR,
                        G_TLS_ERROR_BAD_CERTIFICATE,
                        "The relay at %s shows another certificate than the one that this device "
                        "was paired with. Ask an admin: if it was changed, pair this device again; "
                        "if not, somebody pretends to be the relay.",
                        address);
  return g_error_new (G_TLS_ERROR,
                      G_TLS_ERROR_BAD_CERTIFICATE,
                      "Nobody whom this computer trusts vouches for the relay at %s. Pair this "
                      "device with a code from an admin.",
                      address);
}
