/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-heard.h"
#include "model/foyer-proof.h"

#include <string.h>

#define ID    "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define OTHER "4b5c1d7e-3d9a-4b06-9a2f-0f6a1a2b3c07"

static FoyerHeard
make_fields (void)
{
  return (FoyerHeard){ .device_id = (char *)ID,
                       .run_id = (char *)ID,
                       .number = 7,
                       .event_id = (char *)ID,
                       .scan_id = (char *)ID,
                       .ticket_id = (char *)ID,
                       .list_id = (char *)ID,
                       .outcome = FOYER_OUTCOME_ADMITTED,
                       .time = 1000 * FOYER_TIME_SECOND,
                       .error_ms = 3 };
}

static void
expect (const FoyerHeard *fields, const FoyerSigningKey *key, const char *signature, gboolean holds)
{
  FoyerHeard altered = *fields;
  g_autoptr (FoyerHeard) heard = NULL;

  altered.signature = (char *)signature;
  heard = foyer_heard_new (&altered);
  g_assert_cmpint (foyer_heard_check (heard, key->public_key), ==, holds);
}

static void
test_every_field_is_signed (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  FoyerHeard fields = make_fields ();
  char **texts[] = { &fields.device_id, &fields.run_id,    &fields.event_id,
                     &fields.scan_id,   &fields.ticket_id, &fields.list_id };
  g_autoptr (FoyerHeard) heard = NULL;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  heard = foyer_heard_new_signed (&fields, &key);
  g_assert_cmpuint (strlen (heard->signature), ==, FOYER_PROOF_LENGTH);
  expect (&fields, &key, heard->signature, TRUE);
  expect (&fields, &other, heard->signature, FALSE);
  expect (&fields, &key, NULL, FALSE);
  expect (&fields, &key, "x", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    *texts[i] = (char *)OTHER;
    expect (&fields, &key, heard->signature, FALSE);
    *texts[i] = (char *)ID;
  }
  fields.number = 8;
  expect (&fields, &key, heard->signature, FALSE);
  fields = make_fields ();
  fields.outcome = FOYER_OUTCOME_EXITED;
  expect (&fields, &key, heard->signature, FALSE);
  fields = make_fields ();
  fields.time += FOYER_TIME_SECOND;
  expect (&fields, &key, heard->signature, FALSE);
  fields = make_fields ();
  fields.error_ms = 4;
  expect (&fields, &key, heard->signature, FALSE);
  fields = make_fields ();
  fields.epoch = 2;
  expect (&fields, &key, heard->signature, FALSE);
  fields = make_fields ();
  fields.seq = 1;
  expect (&fields, &key, heard->signature, FALSE);
}

/* A desk that does not know of it finds the rest as it was. */
static void
test_an_override_is_signed_besides (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  FoyerHeard fields = make_fields ();
  g_autoptr (FoyerHeard) plain = NULL;
  g_autoptr (FoyerHeard) heard = NULL;

  foyer_signing_key_generate (&key, 0);
  plain = foyer_heard_new_signed (&fields, &key);
  g_assert_null (plain->override_signature);
  fields.overridden = TRUE;
  heard = foyer_heard_new_signed (&fields, &key);
  g_assert_cmpstr (heard->signature, ==, plain->signature);
  g_assert_true (foyer_heard_check (heard, key.public_key));
  expect (&fields, &key, heard->signature, FALSE);
  fields.override_signature = heard->signature;
  expect (&fields, &key, heard->signature, FALSE);
  fields.override_signature = heard->override_signature;
  expect (&fields, &key, heard->signature, TRUE);
  fields.time += FOYER_TIME_SECOND;
  expect (&fields, &key, heard->signature, FALSE);
}

/* Both of the times may be wrong. */
static void
test_what_is_certainly_later_is_after (void)
{
  FoyerHeard fields = make_fields ();
  FoyerTime then = fields.time;

  fields.error_ms = 3000;
  g_assert_false (foyer_heard_is_after (&fields, then, 0));
  g_assert_false (foyer_heard_is_after (&fields, then - 3 * FOYER_TIME_SECOND, 0));
  g_assert_true (foyer_heard_is_after (&fields, then - 3 * FOYER_TIME_SECOND - 1, 0));
  g_assert_false (foyer_heard_is_after (&fields, then - 4 * FOYER_TIME_SECOND, FOYER_TIME_SECOND));
  g_assert_true (
      foyer_heard_is_after (&fields, then - 4 * FOYER_TIME_SECOND - 1, FOYER_TIME_SECOND));
  /* What others say may be any number. */
  fields.error_ms = G_MAXINT64;
  g_assert_false (foyer_heard_is_after (&fields, then - 4 * FOYER_TIME_SECOND, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/heard/every-field-is-signed", test_every_field_is_signed);
  g_test_add_func ("/model/heard/an-override-is-signed-besides",
                   test_an_override_is_signed_besides);
  g_test_add_func ("/model/heard/what-is-certainly-later-is-after",
                   test_what_is_certainly_later_is_after);
  return g_test_run ();
}
