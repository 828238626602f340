/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-admin"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-people.h"

/* What an admin asks about devices and people, at a relay that the test plays. */

static void
say_done (Stage *stage, const char *re)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_done (text, re, 0);
  fake_relay_say (stage->relay, text->str);
}

static void
answer_accesses (Stage *stage, const char *re, gint64 first, guint n)
{
  g_autoptr (GPtrArray) accesses =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_access_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    FoyerDeviceAccess fields = { .number = first - i,
                                 .kind = FOYER_ACCESS_CONNECTED,
                                 .staff_email = (char *)"mara@example.org",
                                 .at = g_get_real_time () };

    g_ptr_array_add (accesses, foyer_device_access_new (&fields));
  }
  foyer_wire_write_device_accesses (text, re, accesses);
  fake_relay_say (stage->relay, text->str);
}

/* Returns the number of the last line. */
static gint64
read_page (Stage *stage, gint64 before, guint n, gboolean expects_more)
{
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) accesses = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more = !expects_more;

  foyer_session_list_accesses_async (stage->session, DEVICE, before, NULL, stage_on_ready, stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_DEVICE_ACCESSES);
  g_assert_cmpstr (foyer_message_get_string (asked, "device_id"), ==, DEVICE);
  g_assert_cmpint (foyer_message_get_integer (asked, "before", -1), ==, before);
  answer_accesses (stage, asked->id, before > 0 ? before - 1 : 100, n);
  result = stage_await (stage);
  accesses = foyer_session_list_accesses_finish (stage->session, result, &more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accesses->len, ==, n);
  g_assert_cmpint (more, ==, expects_more);
  return ((FoyerDeviceAccess *)g_ptr_array_index (accesses, n - 1))->number;
}

static void
test_a_history_comes_in_pages (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  gint64 last = read_page (stage, 0, 30, TRUE);

  g_assert_cmpint (last, ==, 71);
  read_page (stage, last, 2, FALSE);
}

static void
test_a_device_is_paired_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  g_autoptr (FoyerMessage) again = NULL;
  g_autoptr (FoyerMessage) anew = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) gone = NULL;

  foyer_session_create_pairing_async (stage->session, DEVICE, TRUE, NULL, stage_on_ready, stage);
  again = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  g_assert_cmpstr (foyer_message_get_string (again, "device_id"), ==, DEVICE);
  g_assert_false (foyer_message_has (again, "event_id"));
  g_assert_true (foyer_message_get_boolean (again, "approve"));
  stage_say_error (stage, again->id, FOYER_ERROR_NOT_FOUND);
  refused = stage_await (stage);
  foyer_session_create_pairing_async (stage->session, NULL, FALSE, NULL, stage_on_ready, stage);
  anew = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  g_assert_false (foyer_message_has (anew, "device_id"));
  g_assert_cmpstr (foyer_message_get_string (anew, "event_id"), ==, EVENT);
  foyer_session_sign_out (stage->session);
  gone = stage_await (stage);
}

static void
answer_staff (Stage *stage, const char *re, const char *email, gboolean more)
{
  FoyerStaff fields = { .email = (char *)email, .role = FOYER_ROLE_STAFF };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);
  g_autoptr (FoyerRights) rights = foyer_rights_new ("- " EVENT ":supervisor");
  g_autoptr (FoyerMember) member = foyer_member_new (staff, rights, TRUE, FALSE);
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (members, member);
  foyer_wire_write_staff_listed (text, re, members, more);
  fake_relay_say (stage->relay, text->str);
}

static void
test_all_staff_members_are_listed (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  const FoyerMember *last;

  foyer_session_list_staff_async (stage->session, NULL, stage_on_ready, stage);
  first = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_STAFF);
  g_assert_false (foyer_message_has (first, "after"));
  answer_staff (stage, first->id, "ana@example.org", TRUE);
  second = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_STAFF);
  g_assert_cmpstr (foyer_message_get_string (second, "after"), ==, "ana@example.org");
  answer_staff (stage, second->id, "bo@example.org", FALSE);
  result = stage_await (stage);
  members = foyer_session_list_staff_finish (stage->session, result, NULL);
  g_assert_cmpuint (members->len, ==, 2);
  last = g_ptr_array_index (members, 1);
  g_assert_cmpstr (last->staff->email, ==, "bo@example.org");
  g_assert_false (last->rights->all_events);
  g_assert_true (last->signed_in);
}

static void
test_somebody_is_invited (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  FoyerStaff staff = { (char *)"bo@example.org", (char *)"Bo", FOYER_ROLE_SUPERVISOR };
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *code = NULL;
  FoyerTime expires = 0;

  foyer_session_invite_staff_async (stage->session, &staff, EVENT, NULL, stage_on_ready, stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_INVITE_STAFF);
  g_assert_cmpstr (foyer_message_get_string (asked, "email"), ==, "bo@example.org");
  g_assert_cmpstr (foyer_message_get_string (asked, "name"), ==, "Bo");
  g_assert_cmpstr (foyer_message_get_string (asked, "role"), ==, "supervisor");
  g_assert_cmpstr (foyer_message_get_string (asked, "event_id"), ==, EVENT);
  foyer_wire_write_staff_invited (answer, asked->id, "ABCDEFGH23456722", 1777658553500000);
  fake_relay_say (stage->relay, answer->str);
  result = stage_await (stage);
  g_assert_true (
      foyer_session_invite_staff_finish (stage->session, result, &text, &code, &expires, NULL));
  g_assert_cmpstr (text, ==, "FOYER:INVITE/ABCDEFGH23456722");
  g_assert_cmpstr (code, ==, "ABCDEFGH23456722");
  g_assert_cmpint (expires, ==, 1777658553500000);
}

static void
test_roles_change_and_people_go (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  FoyerRole role = FOYER_ROLE_ADMIN;
  g_autoptr (FoyerMessage) lifted = NULL;
  g_autoptr (FoyerMessage) removed = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_set_staff_role_async (stage->session,
                                      "bo@example.org",
                                      NULL,
                                      &role,
                                      NULL,
                                      stage_on_ready,
                                      stage);
  lifted = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SET_STAFF_ROLE);
  g_assert_cmpstr (foyer_message_get_string (lifted, "role"), ==, "admin");
  g_assert_false (foyer_message_has (lifted, "event_id"));
  say_done (stage, lifted->id);
  done = stage_await (stage);
  g_assert_true (foyer_session_staff_finish (stage->session, done, NULL));
  foyer_session_remove_staff_async (stage->session, "bo@example.org", NULL, stage_on_ready, stage);
  removed = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_REMOVE_STAFF);
  stage_say_error (stage, removed->id, FOYER_ERROR_NOT_FOUND);
  refused = stage_await (stage);
  g_assert_false (foyer_session_staff_finish (stage->session, refused, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static void
test_sessions_of_others_end (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_ADMIN);
  FoyerSessionInfo fields = { .id = (char *)EVENT,
                              .staff_email = (char *)"bo@example.org",
                              .device_id = (char *)DEVICE,
                              .device = (char *)"Door 1",
                              .method = (char *)"passphrase",
                              .created_at = 1777658553500000 };
  g_autoptr (FoyerSessionInfo) info = foyer_session_info_new (&fields);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (FoyerMessage) one = NULL;
  g_autoptr (FoyerMessage) all = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  foyer_session_list_sessions_async (stage->session, "bo@example.org", NULL, stage_on_ready, stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_SESSIONS);
  g_assert_cmpstr (foyer_message_get_string (asked, "staff_email"), ==, "bo@example.org");
  g_ptr_array_add (sessions, info);
  foyer_wire_write_sessions_listed (text, asked->id, sessions);
  fake_relay_say (stage->relay, text->str);
  listed = stage_await (stage);
  read = foyer_session_list_sessions_finish (stage->session, listed, NULL);
  g_assert_cmpuint (read->len, ==, 1);

  foyer_session_end_session_async (stage->session, EVENT, NULL, stage_on_ready, stage);
  one = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_SESSION);
  say_done (stage, one->id);
  first = stage_await (stage);
  g_assert_true (foyer_session_end_sessions_finish (stage->session, first, NULL));
  foyer_session_end_all_sessions_async (stage->session,
                                        "bo@example.org",
                                        NULL,
                                        stage_on_ready,
                                        stage);
  all = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_ALL_SESSIONS);
  g_assert_cmpstr (foyer_message_get_string (all, "staff_email"), ==, "bo@example.org");
  say_done (stage, all->id);
  second = stage_await (stage);
  g_assert_true (foyer_session_end_sessions_finish (stage->session, second, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/admin/a-history-comes-in-pages", test_a_history_comes_in_pages);
  g_test_add_func ("/session/admin/a-device-is-paired-again", test_a_device_is_paired_again);
  g_test_add_func ("/session/admin/all-staff-members-are-listed",
                   test_all_staff_members_are_listed);
  g_test_add_func ("/session/admin/somebody-is-invited", test_somebody_is_invited);
  g_test_add_func ("/session/admin/roles-change-and-people-go", test_roles_change_and_people_go);
  g_test_add_func ("/session/admin/sessions-of-others-end", test_sessions_of_others_end);
  return stage_run_tests ();
}
