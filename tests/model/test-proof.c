/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-proof.h"

#include <string.h>

static const FoyerProofPurpose purposes[] = {
  FOYER_PROOF_ENROL,     FOYER_PROOF_STATUS,  FOYER_PROOF_SIGN_IN, FOYER_PROOF_SESSION,
  FOYER_PROOF_WIPED,     FOYER_PROOF_EXPORT,  FOYER_PROOF_SCAN,    FOYER_PROOF_HEARD,
  FOYER_PROOF_NEIGHBOUR, FOYER_PROOF_DELIVER,
};

static void
test_challenges (void)
{
  g_autofree char *one = foyer_challenge_new ();
  g_autofree char *other = foyer_challenge_new ();
  g_autofree char *longer = g_strconcat (one, "A", NULL);
  g_autofree char *padded = g_strconcat (one, "=", NULL);
  g_autofree char *shorter = g_strndup (one, FOYER_CHALLENGE_LENGTH - 1);

  g_assert_cmpuint (strlen (one), ==, FOYER_CHALLENGE_LENGTH);
  g_assert_cmpstr (one, !=, other);
  g_assert_true (foyer_challenge_is_well_formed (one));
  g_assert_false (foyer_challenge_is_well_formed (longer));
  g_assert_false (foyer_challenge_is_well_formed (padded));
  g_assert_false (foyer_challenge_is_well_formed (shorter));
  g_assert_false (foyer_challenge_is_well_formed (""));
}

static void
test_one_purpose (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autofree char *challenge = foyer_challenge_new ();

  foyer_signing_key_generate (&key, 0);
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++) {
    g_autofree char *proof = foyer_proof_sign (&key, purposes[i], challenge);

    g_assert_cmpuint (strlen (proof), ==, FOYER_PROOF_LENGTH);
    for (guint j = 0; j < G_N_ELEMENTS (purposes); j++)
      g_assert_cmpint (foyer_proof_check (key.public_key, purposes[j], challenge, proof),
                       ==,
                       i == j);
  }
}

static void
test_another_key_or_text (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *other_challenge = foyer_challenge_new ();
  g_autofree char *proof = NULL;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  proof = foyer_proof_sign (&key, FOYER_PROOF_SESSION, challenge);
  g_assert_false (foyer_proof_check (other.public_key, FOYER_PROOF_SESSION, challenge, proof));
  g_assert_false (foyer_proof_check (key.public_key, FOYER_PROOF_SESSION, other_challenge, proof));
  g_assert_true (foyer_proof_check (key.public_key, FOYER_PROOF_SESSION, challenge, proof));
}

/* Every character is altered: what decodes to other bytes is refused, and so is another spelling.
 */
static void
test_every_character (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *proof = NULL;

  foyer_signing_key_generate (&key, 0);
  proof = foyer_proof_sign (&key, FOYER_PROOF_SIGN_IN, challenge);
  for (gsize i = 0; i < FOYER_PROOF_LENGTH; i++) {
    g_autofree char *altered = g_strdup (proof);

    altered[i] = proof[i] == 'A' ? 'B' : 'A';
    g_assert_false (foyer_proof_check (key.public_key, FOYER_PROOF_SIGN_IN, challenge, altered));
    altered[i] = '\0';
    g_assert_false (foyer_proof_check (key.public_key, FOYER_PROOF_SIGN_IN, challenge, altered));
  }
  g_assert_false (foyer_proof_check (key.public_key, FOYER_PROOF_SIGN_IN, challenge, ""));
  g_assert_false (foyer_proof_check (key.public_key, FOYER_PROOF_SIGN_IN, challenge, "\xff"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/proof/a-challenge-has-one-spelling", test_challenges);
  g_test_add_func ("/model/proof/a-proof-serves-one-purpose", test_one_purpose);
  g_test_add_func ("/model/proof/another-key-or-text-is-refused", test_another_key_or_text);
  g_test_add_func ("/model/proof/every-altered-character-is-refused", test_every_character);
  return g_test_run ();
}
