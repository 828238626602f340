/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-pin"

#include "config.h"

#include "fake-relay.h"

#include "base/foyer-error.h"
#include "link/foyer-link.h"

#include <string.h>

/* Whom a link trusts over TLS: the certificate that its address names, or the system's store. */

static FoyerLink *
make_link (const char *address, const char *token)
{
  g_autoptr (GError) error = NULL;
  FoyerLink *link = foyer_link_new (address, token, &error);

  g_assert_no_error (error);
  return link;
}

#define WAIT_FOR(link, state) WAIT_UNTIL (foyer_link_get_state (link) == (state))

static GTlsCertificate *
load_certificate (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "link", "relay.pem", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static char *
get_pin (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static void
test_the_right_pin_is_taken (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (FakeRelay) relay = fake_relay_new (certificate);
  g_autofree char *pin = get_pin (certificate);
  g_autofree char *upper = g_ascii_strup (pin, -1);
  g_autofree char *address = g_strconcat (fake_relay_get_address (relay), "#", upper, NULL);
  g_autoptr (FoyerLink) link = make_link (address, "good-token");

  foyer_link_start (link);
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
}

static void
check_untrusted (const char *fragment, const char *sentence)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (FakeRelay) relay = fake_relay_new (certificate);
  g_autofree char *address = g_strconcat (fake_relay_get_address (relay), fragment, NULL);
  g_autoptr (FoyerLink) link = make_link (address, "good-token");

  foyer_link_start (link);
  WAIT_FOR (link, FOYER_LINK_STATE_OFFLINE);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, FOYER_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (foyer_link_get_last_error (link)->message, sentence));
  /* The token was not even shown. */
  g_assert_cmpuint (fake_relay_get_n_connections (relay), ==, 0);
  g_assert_cmpuint (fake_relay_get_n_refused (relay), ==, 0);
}

static void
test_a_wrong_pin_is_refused (void)
{
  check_untrusted ("#0000000000000000000000000000000000000000000000000000000000000000",
                   "another certificate");
}

static void
test_an_unknown_certificate_is_refused (void)
{
  check_untrusted ("", "Nobody whom this computer trusts");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/pin/the-right-pin-is-taken", test_the_right_pin_is_taken);
  g_test_add_func ("/link/pin/a-wrong-pin-is-refused", test_a_wrong_pin_is_refused);
  g_test_add_func ("/link/pin/an-unknown-certificate-is-refused",
                   test_an_unknown_certificate_is_refused);
  return g_test_run ();
}
