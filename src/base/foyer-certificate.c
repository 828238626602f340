/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-certificate"

#include "config.h"

#include "base/foyer-certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

/* A certificate that no authority has signed, by GnuTLS. Whoever is shown it has to know it by its
 * fingerprint, or its owner by something else; that it is long-lived costs nothing. */

#define CERTIFICATE_DAYS 3650

typedef struct gnutls_x509_crt_int x509_crt;
typedef struct gnutls_x509_privkey_int x509_privkey;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (x509_crt, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (x509_privkey, gnutls_x509_privkey_deinit)

static gboolean
check (int code, GError **error)
{
  if (code >= 0)
    return TRUE;
  g_set_error (error,
               G_TLS_ERROR,
               G_TLS_ERROR_MISC,
               "a certificate could not be made: %s",
               gnutls_strerror (code));
  return FALSE;
}

static gboolean
add_names (gnutls_x509_crt_t certificate,
           const char *name,
           const char *const *hosts,
           const GPtrArray *addresses,
           GError **error)
{
  if (!check (gnutls_x509_crt_set_dn_by_oid (certificate,
                                             GNUTLS_OID_X520_COMMON_NAME,
                                             0,
                                             name,
                                             (guint)strlen (name)),
              error))
    return FALSE;
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++) {
    if (!check (gnutls_x509_crt_set_subject_alt_name (certificate,
                                                      GNUTLS_SAN_DNSNAME,
                                                      hosts[i],
                                                      (guint)strlen (hosts[i]),
                                                      GNUTLS_FSAN_APPEND),
                error))
      return FALSE;
  }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++) {
    GInetAddress *address = g_ptr_array_index (addresses, i);

    if (!check (gnutls_x509_crt_set_subject_alt_name (certificate,
                                                      GNUTLS_SAN_IPADDRESS,
                                                      g_inet_address_to_bytes (address),
                                                      (guint)g_inet_address_get_native_size (
                                                          address),
                                                      GNUTLS_FSAN_APPEND),
                error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fill_in (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, GError **error)
{
  guint32 random = g_random_int ();
  guint8 serial[9] = { 1 };
  time_t now = time (NULL);

  memcpy (serial + 1, &now, MIN (sizeof now, 4));
  memcpy (serial + 5, &random, sizeof random);
  return check (gnutls_x509_crt_set_version (certificate, 3), error) &&
         check (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial), error) &&
         check (gnutls_x509_crt_set_activation_time (certificate, now - 86400), error) &&
         check (gnutls_x509_crt_set_expiration_time (certificate,
                                                     now + (time_t)CERTIFICATE_DAYS * 86400),
                error) &&
         check (gnutls_x509_crt_set_key (certificate, key), error) &&
         check (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1), error) &&
         check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE), error) &&
         check (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
                error);
}

static char *
take_text (gnutls_datum_t *datum)
{
  char *text = g_strndup ((const char *)datum->data, datum->size);

  gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
  return text;
}

static gboolean export(gnutls_x509_crt_t certificate,
                       gnutls_x509_privkey_t key,
                       char **certificate_pem,
                       char **key_pem,
                       GError **error)
{
  gnutls_datum_t text = { NULL, 0 };

  if (!check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &text), error))
    return FALSE;
  *certificate_pem = take_text (&text);
  if (!check (gnutls_x509_privkey_export2_pkcs8 (key,
                                                 GNUTLS_X509_FMT_PEM,
                                                 NULL,
                                                 GNUTLS_PKCS_PLAIN,
                                                 &text),
              error)) {
    g_clear_pointer (certificate_pem, g_free);
    return FALSE;
  }
  *key_pem = take_text (&text);
  return TRUE;
}

/**
 * foyer_certificate_make:
 * @name: its common name
 * @hosts: (nullable): the host names that it is for
 * @addresses: (nullable) (element-type GInetAddress): the addresses that it is for
 * @certificate_pem: (out) (transfer full): the certificate
 * @key_pem: (out) (transfer full): its private key; wipe it with foyer_certificate_wipe()
 *
 * Makes a self-signed certificate (EC P-256).
 */
gboolean
foyer_certificate_make (const char *name,
                        const char *const *hosts,
                        const GPtrArray *addresses,
                        char **certificate_pem,
                        char **key_pem,
                        GError **error)
{
  g_autoptr (x509_crt) certificate = NULL;
  g_autoptr (x509_privkey) key = NULL;

  return check (gnutls_x509_crt_init (&certificate), error) &&
         check (gnutls_x509_privkey_init (&key), error) &&
         check (gnutls_x509_privkey_generate (key,
                                              GNUTLS_PK_ECDSA,
                                              GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                              0),
                error) &&
         fill_in (certificate, key, error) &&
         add_names (certificate, name, hosts, addresses, error) &&
         check (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0),
                error) &&
         export(certificate, key, certificate_pem, key_pem, error);
}

/**
 * foyer_certificate_wipe:
 * @key_pem: (transfer full) (nullable): a private key
 *
 * Frees it, so that nothing of it stays in memory.
 */
void
foyer_certificate_wipe (char *key_pem)
{
  if (key_pem != NULL)
    gnutls_memset (key_pem, 0, strlen (key_pem));
  g_free (key_pem);
}
