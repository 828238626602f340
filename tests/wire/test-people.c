/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-values.h"

#include "base/foyer-limits.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-people.h"

/* What is said about staff members and their sessions is read back as it was written. */

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define ID    "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define PROOF \
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw"
#define STRING "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"

static const FoyerProofShown shown = { ID, STRING, PROOF };

/* Takes the text. */
static FoyerMessage *
read_back (char *text, FoyerSender sender)
{
  g_autofree char *owned = text;

  return wire_read_back (owned, sender);
}

static void
assert_says (const FoyerMessage *message, const char *name, const char *value)
{
  g_assert_cmpstr (foyer_message_get_string (message, name), ==, value);
}

static void
test_visitors (void)
{
  g_autoptr (FoyerMessage) sign_in =
      read_back (foyer_wire_encode_sign_in_with_passphrase (&shown, "a@b.org", "pass \"phrase"),
                 FOYER_SENDER_VISITOR);
  g_autoptr (FoyerMessage) accept =
      read_back (foyer_wire_encode_accept_invitation (&shown, "abcd", "123456"),
                 FOYER_SENDER_VISITOR);

  g_assert_cmpint (sign_in->kind, ==, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  assert_says (sign_in, "device_id", ID);
  assert_says (sign_in, "challenge", STRING);
  assert_says (sign_in, "proof", PROOF);
  assert_says (sign_in, "email", "a@b.org");
  assert_says (sign_in, "passphrase", "pass \"phrase");
  assert_says (accept, "code", "abcd");
}

static void
test_requests (void)
{
  FoyerStaff staff = { (char *)"bo@example.org", NULL, FOYER_ROLE_ADMIN };
  g_autoptr (FoyerMessage) prove =
      read_back (foyer_wire_encode_prove_key ("1", PROOF), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) own =
      read_back (foyer_wire_encode_list_sessions ("2", NULL), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) end =
      read_back (foyer_wire_encode_end_session ("3", ID, EVENT), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) all =
      read_back (foyer_wire_encode_end_all_sessions ("4", ID, "a@b.org"), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) invite =
      read_back (foyer_wire_encode_invite_staff ("5", ID, &staff, EVENT), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) list =
      read_back (foyer_wire_encode_list_staff ("6", "a@b.org"), FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) gone =
      read_back (foyer_wire_encode_remove_staff ("7", ID, "a@b.org"), FOYER_SENDER_DEVICE);
  FoyerRole role = FOYER_ROLE_SUPERVISOR;
  g_autoptr (FoyerMessage) lifted =
      read_back (foyer_wire_encode_set_staff_role ("8", ID, "a@b.org", EVENT, &role),
                 FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) dropped =
      read_back (foyer_wire_encode_set_staff_role ("9", ID, "a@b.org", NULL, NULL),
                 FOYER_SENDER_DEVICE);

  assert_says (lifted, "role", "supervisor");
  assert_says (lifted, "event_id", EVENT);
  g_assert_false (foyer_message_has (dropped, "role"));
  assert_says (prove, "proof", PROOF);
  g_assert_false (foyer_message_has (own, "staff_email"));
  assert_says (end, "session_id", EVENT);
  assert_says (end, "request_id", ID);
  assert_says (all, "staff_email", "a@b.org");
  assert_says (invite, "role", "admin");
  assert_says (invite, "event_id", EVENT);
  g_assert_false (foyer_message_has (invite, "name"));
  assert_says (list, "after", "a@b.org");
  assert_says (gone, "email", "a@b.org");
}

static void
test_sessions (void)
{
  g_autoptr (GPtrArray) sessions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_session_info_unref);
  FoyerSessionInfo fields = { (char *)ID,
                              (char *)"a@b.org",
                              (char *)EVENT,
                              (char *)"Desk",
                              (char *)"token",
                              1777658553500000,
                              0,
                              NULL,
                              TRUE };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerSessionInfo *session;

  g_ptr_array_add (sessions, foyer_session_info_new (&fields));
  foyer_wire_write_sessions_listed (out, "8", sessions);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_sessions_listed (message);
  g_assert_cmpstr (message->re, ==, "8");
  g_assert_cmpuint (read->len, ==, 1);
  session = g_ptr_array_index (read, 0);
  g_assert_cmpstr (session->id, ==, ID);
  g_assert_cmpstr (session->staff_email, ==, "a@b.org");
  g_assert_cmpstr (session->device_id, ==, EVENT);
  g_assert_cmpstr (session->device, ==, "Desk");
  g_assert_cmpstr (session->method, ==, "token");
  g_assert_cmpint (session->created_at, ==, fields.created_at);
  g_assert_cmpint (session->last_used, ==, 0);
  g_assert_null (session->address);
  g_assert_true (session->current);
}

static void
test_members (void)
{
  static const char *const texts[] = { "admin",
                                       "- " EVENT ":supervisor",
                                       "staff " EVENT ":admin " ID ":staff" };
  g_autoptr (GPtrArray) members =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (FoyerRights) rights = foyer_rights_new (texts[i]);
    FoyerStaff fields = { (char *)"a@b.org", i == 0 ? NULL : (char *)"Añ", rights->role };
    g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);

    g_ptr_array_add (members, foyer_member_new (staff, rights, i == 1, i == 2));
  }
  foyer_wire_write_staff_listed (out, "9", members, TRUE);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_true (foyer_message_get_boolean (message, "more"));
  read = foyer_wire_read_staff_listed (message);
  g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < read->len; i++) {
    const FoyerMember *member = g_ptr_array_index (read, i);
    const FoyerMember *written = g_ptr_array_index (members, i);

    g_assert_cmpstr (member->rights->text, ==, texts[i]);
    g_assert_cmpint (member->staff->role, ==, written->staff->role);
    g_assert_cmpstr (member->staff->name, ==, written->staff->name);
    g_assert_cmpint (member->signed_in, ==, i == 1);
    g_assert_cmpint (member->invited, ==, i == 2);
  }
}

static void
test_secrets (void)
{
  g_autoptr (GString) invited = g_string_new (NULL);
  g_autoptr (GString) renewed = g_string_new (NULL);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;

  foyer_wire_write_staff_invited (invited, "1", "ABCDEFGH23456722", 1777658553500000);
  first = wire_read_back (invited->str, FOYER_SENDER_RELAY);
  assert_says (first, "code", "ABCDEFGH23456722");
  assert_says (first, "text", "FOYER:INVITE/ABCDEFGH23456722");
  g_assert_cmpint (foyer_message_get_time (first, "expires"), ==, 1777658553500000);
  foyer_wire_write_token_renewed (renewed, "token", 1777658553500000);
  second = wire_read_back (renewed->str, FOYER_SENDER_RELAY);
  assert_says (second, "token", "token");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/people/visitors", test_visitors);
  g_test_add_func ("/wire/people/requests", test_requests);
  g_test_add_func ("/wire/people/sessions", test_sessions);
  g_test_add_func ("/wire/people/members", test_members);
  g_test_add_func ("/wire/people/secrets", test_secrets);
  return g_test_run ();
}
