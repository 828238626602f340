/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-pairing.h"

#include <string.h>

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"

static FoyerPairing *
make_pairing (gboolean pinned, const char *event_id)
{
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  const char *addresses[] = { "wss://192.168.1.20:8443",
                              "wss://[fe80::1]:8443",
                              "wss://foyer.local:8443",
                              NULL };
  g_autofree char *code = NULL;
  FoyerPairing fields = { .event_id = (char *)event_id, .addresses = (GStrv)addresses };

  for (guint i = 0; i < sizeof fingerprint; i++)
    fingerprint[i] = (guint8)(i * 7 + 3);
  fields.fingerprint = pinned ? fingerprint : NULL;
  code = foyer_pairing_code_new (fields.fingerprint);
  fields.code = code;
  return foyer_pairing_new (&fields);
}

static void
check_round_trip (FoyerPairing *pairing)
{
  g_autofree char *text = foyer_pairing_write (pairing);
  g_autoptr (FoyerPairing) read = foyer_pairing_read (text);

  g_test_message ("%s", text);
  g_assert_nonnull (read);
  g_assert_cmpstr (read->code, ==, pairing->code);
  g_assert_cmpstr (read->event_id, ==, pairing->event_id);
  g_assert_true (
      g_strv_equal ((const char *const *)read->addresses, (const char *const *)pairing->addresses));
  g_assert_cmpint (read->fingerprint != NULL, ==, pairing->fingerprint != NULL);
  if (read->fingerprint != NULL)
    g_assert_cmpmem (read->fingerprint,
                     FOYER_FINGERPRINT_BYTES,
                     pairing->fingerprint,
                     FOYER_FINGERPRINT_BYTES);
}

static void
test_round_trip (void)
{
  g_autoptr (FoyerPairing) full = make_pairing (TRUE, EVENT);
  g_autoptr (FoyerPairing) bare = make_pairing (FALSE, NULL);
  const char *plain[] = { "ws://127.0.0.1:8090", NULL };
  FoyerPairing fields = { .code = bare->code, .addresses = (GStrv)plain };
  g_autoptr (FoyerPairing) loopback = foyer_pairing_new (&fields);

  check_round_trip (full);
  check_round_trip (bare);
  check_round_trip (loopback);
}

static void
test_fits_a_small_code (void)
{
  g_autoptr (FoyerPairing) pairing = make_pairing (TRUE, EVENT);
  g_autofree char *text = foyer_pairing_write (pairing);

  /* All but the brackets of an IPv6 address, which make it longer by a few modules only. */
  g_assert_cmpuint (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:[]"),
                    ==,
                    strlen (text));
  g_assert_cmpuint (strlen (text), <, 200);
}

static void
test_nonsense (void)
{
  static const char *const texts[] = {
    "",
    "FOYER:PAIR/",
    "FOYER:PAIR////",
    "https://example.org/",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/HOST",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/HOST:0",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/HOST:65536",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/US@HOST:1",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAA/-/-/HOST:1",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/A/-/HOST:1",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/A/HOST:1",
    "FOYER:PAIR/BAAAAAAAAAAAAAAAAAAAAAAA/-/-/HOST:1",
    "FOYER:PAIR/AAAAAAAAAAAAAAAAAAAAAAAA/-/-/A:1/A:1/A:1/A:1/A:1/A:1/A:1/A:1/A:1",
  };
  g_autofree char *longest = g_strnfill (100000, 'A');
  g_autoptr (FoyerPairing) lower =
      foyer_pairing_read (" foyer:pair/aaaaaaaaaaaaaaaaaaaaaaaa/-/-/host:1\n");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (foyer_pairing_read (texts[i]));
  g_assert_null (foyer_pairing_read (longest));
  g_assert_nonnull (lower);
}

/* Every character of the text is altered: none is taken for the same pairing. */
static void
test_alterations (void)
{
  g_autoptr (FoyerPairing) pairing = make_pairing (TRUE, EVENT);
  g_autofree char *text = foyer_pairing_write (pairing);

  for (gsize i = 0; text[i] != '\0'; i++) {
    g_autofree char *altered = g_strdup (text);
    g_autoptr (FoyerPairing) read = NULL;
    g_autofree char *again = NULL;

    altered[i] = altered[i] == 'Q' ? 'R' : 'Q';
    read = foyer_pairing_read (altered);
    again = read != NULL ? foyer_pairing_write (read) : NULL;
    g_assert_cmpstr (again, !=, text);
  }
}

static void
test_typed_codes (void)
{
  g_autoptr (FoyerPairing) pairing = make_pairing (TRUE, NULL);
  g_autofree char *grouped = foyer_pairing_code_group (pairing->code);
  g_autofree char *lower = g_ascii_strdown (grouped, -1);
  g_autofree char *tidied = foyer_pairing_code_tidy (lower);
  g_autofree char *mistaken = foyer_pairing_code_tidy ("0IB1-8AAA-AAAA-AAAA-AAAA-AAAA");
  g_autofree char *longer = g_strconcat (pairing->code, "A", NULL);
  guint8 other[FOYER_FINGERPRINT_BYTES] = { 9 };

  g_assert_cmpuint (strlen (grouped), ==, FOYER_PAIRING_CODE_LENGTH + 5);
  g_assert_cmpstr (tidied, ==, pairing->code);
  g_assert_cmpstr (mistaken, ==, "OIBIBAAAAAAAAAAAAAAAAAAA");
  g_assert_null (foyer_pairing_code_tidy (longer));
  g_assert_null (foyer_pairing_code_tidy (""));
  g_assert_null (foyer_pairing_code_tidy ("9AAAAAAAAAAAAAAAAAAAAAAA"));
  g_assert_true (foyer_pairing_code_fits (pairing->code, pairing->fingerprint));
  g_assert_false (foyer_pairing_code_fits (pairing->code, other));
  g_assert_false (foyer_pairing_code_fits (pairing->code, NULL));
}

static void
test_invitations (void)
{
  g_autofree char *code = foyer_invitation_new ();
  g_autofree char *other = foyer_invitation_new ();
  g_autofree char *text = foyer_invitation_write (code);
  g_autofree char *grouped = foyer_pairing_code_group (code);
  g_autofree char *from_text = foyer_invitation_tidy (text);
  g_autofree char *from_typed = foyer_invitation_tidy (grouped);

  g_assert_cmpuint (strlen (code), ==, FOYER_INVITATION_LENGTH);
  g_assert_cmpstr (code, !=, other);
  g_assert_cmpstr (from_text, ==, code);
  g_assert_cmpstr (from_typed, ==, code);
  g_assert_null (foyer_invitation_tidy ("FOYER:INVITE/"));
  g_assert_null (foyer_invitation_tidy (""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/pairing/what-is-written-is-read-again", test_round_trip);
  g_test_add_func ("/model/pairing/it-fits-a-small-code", test_fits_a_small_code);
  g_test_add_func ("/model/pairing/nonsense-is-no-pairing", test_nonsense);
  g_test_add_func ("/model/pairing/no-altered-text-is-the-same-pairing", test_alterations);
  g_test_add_func ("/model/pairing/codes-can-be-typed", test_typed_codes);
  g_test_add_func ("/model/pairing/invitations-can-be-typed-and-scanned", test_invitations);
  return g_test_run ();
}
