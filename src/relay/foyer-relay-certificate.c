/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-certificate"

#include "config.h"

#include "relay/foyer-relay-certificate.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <ifaddrs.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A certificate of the relay's own, for installations that have none from an authority. Desks pin
 * its fingerprint, so it is made once and kept; that it is long-lived costs nothing. */

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
               "the relay's own certificate could not be made: %s",
               gnutls_strerror (code));
  return FALSE;
}

static void
add_interface_addresses (gnutls_x509_crt_t certificate)
{
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return;
  for (struct ifaddrs *at = interfaces; at != NULL; at = at->ifa_next) {
    const void *bytes = NULL;
    guint n_bytes = 0;

    if (at->ifa_addr != NULL && at->ifa_addr->sa_family == AF_INET) {
      bytes = &((const struct sockaddr_in *)(const void *)at->ifa_addr)->sin_addr;
      n_bytes = sizeof (struct in_addr);
    } else if (at->ifa_addr != NULL && at->ifa_addr->sa_family == AF_INET6) {
      bytes = &((const struct sockaddr_in6 *)(const void *)at->ifa_addr)->sin6_addr;
      n_bytes = sizeof (struct in6_addr);
    }
    if (bytes != NULL)
      gnutls_x509_crt_set_subject_alt_name (certificate,
                                            GNUTLS_SAN_IPADDRESS,
                                            bytes,
                                            n_bytes,
                                            GNUTLS_FSAN_APPEND);
  }
  freeifaddrs (interfaces);
}

static gboolean
add_names (gnutls_x509_crt_t certificate, GError **error)
{
  char host[256] = "localhost";

  gethostname (host, sizeof host - 1);
  if (!check (gnutls_x509_crt_set_dn_by_oid (certificate,
                                             GNUTLS_OID_X520_COMMON_NAME,
                                             0,
                                             "Foyer relay",
                                             (guint)strlen ("Foyer relay")),
              error) ||
      !check (gnutls_x509_crt_set_subject_alt_name (certificate,
                                                    GNUTLS_SAN_DNSNAME,
                                                    "localhost",
                                                    (guint)strlen ("localhost"),
                                                    GNUTLS_FSAN_SET),
              error) ||
      !check (gnutls_x509_crt_set_subject_alt_name (certificate,
                                                    GNUTLS_SAN_DNSNAME,
                                                    host,
                                                    (guint)strlen (host),
                                                    GNUTLS_FSAN_APPEND),
              error))
    return FALSE;
  add_interface_addresses (certificate);
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
                error) &&
         add_names (certificate, error) &&
         check (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), error);
}

static gboolean
save (const char *file, gnutls_datum_t *text, GError **error)
{
  gboolean saved =
      g_file_set_contents_full (file,
                                (const char *)text->data,
                                (gssize)text->size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600,
                                error);

  gnutls_memset (text->data, 0, text->size);
  gnutls_free (text->data);
  return saved;
}

/**
 * foyer_relay_certificate_ensure:
 * @certificate_file: where the certificate is, or will be
 * @key_file: where its private key is, or will be
 *
 * Makes a self-signed certificate (EC P-256) for this machine's names and addresses, unless there
 * is one already.
 *
 * Returns: whether there is one now
 */
gboolean
foyer_relay_certificate_ensure (const char *certificate_file, const char *key_file, GError **error)
{
  g_autoptr (x509_crt) certificate = NULL;
  g_autoptr (x509_privkey) key = NULL;
  gnutls_datum_t certificate_text = { NULL, 0 };
  gnutls_datum_t key_text = { NULL, 0 };

  if (g_file_test (certificate_file, G_FILE_TEST_EXISTS) &&
      g_file_test (key_file, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!check (gnutls_x509_crt_init (&certificate), error) ||
      !check (gnutls_x509_privkey_init (&key), error) ||
      !check (gnutls_x509_privkey_generate (key,
                                            GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                            0),
              error) ||
      !fill_in (certificate, key, error) ||
      !check (gnutls_x509_privkey_export2_pkcs8 (key,
                                                 GNUTLS_X509_FMT_PEM,
                                                 NULL,
                                                 GNUTLS_PKCS_PLAIN,
                                                 &key_text),
              error))
    return FALSE;
  if (!save (key_file, &key_text, error))
    return FALSE;
  return check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_text),
                error) &&
         save (certificate_file, &certificate_text, error);
}

static gboolean
read_file (const char *file, gnutls_datum_t *text, GError **error)
{
  char *content;
  gsize length;

  if (!g_file_get_contents (file, &content, &length, error))
    return FALSE;
  text->data = (unsigned char *)content;
  text->size = (guint)length;
  return TRUE;
}

/* GnuTLS itself would say so at the first handshake only. */
static gboolean
check_pair (const gnutls_datum_t *certificate_text, const gnutls_datum_t *key_text, GError **error)
{
  g_autoptr (x509_crt) certificate = NULL;
  g_autoptr (x509_privkey) key = NULL;
  guint8 of_certificate[64];
  guint8 of_key[64];
  size_t size = sizeof of_certificate;
  size_t key_size = sizeof of_key;

  if (gnutls_x509_crt_init (&certificate) < 0 || gnutls_x509_privkey_init (&key) < 0 ||
      gnutls_x509_crt_import (certificate, certificate_text, GNUTLS_X509_FMT_PEM) < 0 ||
      gnutls_x509_privkey_import2 (key, key_text, GNUTLS_X509_FMT_PEM, NULL, 0) < 0 ||
      gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, of_certificate, &size) <
          0 ||
      gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) < 0) {
    g_set_error_literal (error,
                         G_TLS_ERROR,
                         G_TLS_ERROR_BAD_CERTIFICATE,
                         "the files hold no certificate and private key in PEM");
    return FALSE;
  }
  if (size == key_size && memcmp (of_certificate, of_key, size) == 0)
    return TRUE;
  g_set_error_literal (error,
                       G_TLS_ERROR,
                       G_TLS_ERROR_BAD_CERTIFICATE,
                       "the private key is not that of the certificate");
  return FALSE;
}

/**
 * foyer_relay_certificate_load:
 *
 * Returns: (transfer full) (nullable): the certificate of these files, with its private key, which
 *   fits
 */
GTlsCertificate *
foyer_relay_certificate_load (const char *certificate_file, const char *key_file, GError **error)
{
  gnutls_datum_t certificate = { NULL, 0 };
  gnutls_datum_t key = { NULL, 0 };
  gboolean is_pair;

  is_pair = read_file (certificate_file, &certificate, error) &&
            read_file (key_file, &key, error) && check_pair (&certificate, &key, error);
  if (key.data != NULL)
    gnutls_memset (key.data, 0, key.size);
  g_free (key.data);
  g_free (certificate.data);
  return is_pair ? g_tls_certificate_new_from_files (certificate_file, key_file, error) : NULL;
}

/**
 * foyer_relay_certificate_get_fingerprint:
 *
 * Returns: (transfer full): the SHA-256 of the certificate's DER form, in hexadecimal: what desks
 *   pin
 */
char *
foyer_relay_certificate_get_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}
