/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-certificate"

#include "config.h"

#include "relay/foyer-relay-certificate.h"

#include "base/foyer-certificate.h"
#include "base/foyer-network.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <unistd.h>

/* A certificate of the relay's own, for installations that have none from an authority. Desks pin
 * its fingerprint, so it is made once and kept; that it is long-lived costs nothing. */

typedef struct gnutls_x509_crt_int x509_crt;
typedef struct gnutls_x509_privkey_int x509_privkey;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (x509_crt, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (x509_privkey, gnutls_x509_privkey_deinit)

static gboolean
save (const char *file, const char *text, GError **error)
{
  return g_file_set_contents_full (file,
                                   text,
                                   -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
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
  char host[256] = "localhost";
  const char *hosts[] = { "localhost", host, NULL };
  g_autoptr (GPtrArray) addresses = NULL;
  g_autofree char *certificate = NULL;
  char *key = NULL;
  gboolean is_saved;

  if (g_file_test (certificate_file, G_FILE_TEST_EXISTS) &&
      g_file_test (key_file, G_FILE_TEST_EXISTS))
    return TRUE;
  gethostname (host, sizeof host - 1);
  addresses = foyer_network_list_addresses ();
  if (!foyer_certificate_make ("Foyer relay", hosts, addresses, &certificate, &key, error))
    return FALSE;
  is_saved = save (key_file, key, error) && save (certificate_file, certificate, error);
  foyer_certificate_wipe (key);
  return is_saved;
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
