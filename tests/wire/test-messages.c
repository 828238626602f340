/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-messages"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "wire/foyer-message.h"

#include <string.h>

/* What foyer_message_parse () takes from a device and what it refuses, and how it says so. */

#define EVENT  "6d1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e4f"
#define SCAN   "0b8f6a1e-7c1d-4f6a-8a55-9d2f0c3b1a77"
#define TICKET "f3a1c9d2-5b7e-4d61-b0c8-1e2f3a4b5c6d"

#define VERIFY(more)                                                                         \
  "{\"type\":\"verify_ticket\",\"id\":\"q1\",\"scan_id\":\"" SCAN "\",\"event_id\":\"" EVENT \
  "\"" more "}"

static FoyerMessage *
parse (const char *text, char **id, GError **error)
{
  return foyer_message_parse (text, strlen (text), FOYER_SENDER_DEVICE, id, error);
}

static void
assert_refused (const char *text, FoyerError code, const char *expected_id, const char *names)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (FoyerMessage) message = parse (text, &id, &error);

  g_assert_null (message);
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_cmpstr (id, ==, expected_id);
  if (names != NULL && strstr (error->message, names) == NULL)
    g_error ("\"%s\" does not name %s", error->message, names);
}

static void
test_fields_are_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (FoyerMessage) message =
      parse (VERIFY (",\"code\":\"A\\u00e9\\n\",\"direction\":\"exit\",\"list_id\":null,"
                     "\"scanned_at\":\"2026-05-01T20:02:33.5+02:00\",\"unheard_of\":[{}]"),
             &id,
             &error);

  g_assert_no_error (error);
  g_assert_cmpint (message->kind, ==, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  g_assert_cmpstr (message->id, ==, "q1");
  g_assert_cmpstr (id, ==, "q1");
  g_assert_null (message->re);
  g_assert_cmpstr (foyer_message_get_string (message, "code"), ==, "A\303\251\n");
  g_assert_cmpstr (foyer_message_get_string (message, "direction"), ==, "exit");
  g_assert_false (foyer_message_has (message, "list_id"));
  g_assert_cmpint (foyer_message_get_time (message, "scanned_at"),
                   ==,
                   G_GINT64_CONSTANT (1777658553500000));
}

static void
test_uuids_are_kept_in_lower_case (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      parse ("{\"type\":\"verify_ticket\",\"id\":\"\",\"scan_id\":\"0B8F6A1E-7C1D-4F6A-8A55-"
             "9D2F0C3B1A77\",\"event_id\":\"" EVENT "\",\"code\":\"x\"}",
             NULL,
             &error);

  g_assert_no_error (error);
  g_assert_cmpstr (foyer_message_get_string (message, "scan_id"), ==, SCAN);
}

static void
test_wrong_types_name_their_field (void)
{
  assert_refused (VERIFY (",\"code\":7"), FOYER_ERROR_BAD_REQUEST, "q1", "code");
  assert_refused (VERIFY (",\"code\":[]"), FOYER_ERROR_BAD_REQUEST, "q1", "code");
  assert_refused (VERIFY (",\"code\":\"\""), FOYER_ERROR_BAD_REQUEST, "q1", "code");
  assert_refused (VERIFY (",\"code\":\"x\",\"direction\":\"up\""),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "direction");
  assert_refused (VERIFY (",\"code\":\"x\",\"list_id\":\"7\""),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "list_id");
  assert_refused (VERIFY (",\"code\":\"x\",\"scanned_at\":\"10000-01-01T00:00:00Z\""),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "scanned_at");
  assert_refused (VERIFY (",\"code\":\"x\",\"scanned_at\":1777658553"),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "scanned_at");
  assert_refused ("{\"type\":\"verify_ticket\",\"id\":\"q1\",\"event_id\":\"" EVENT "\"}",
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "scan_id");
  assert_refused ("{\"type\":\"join_verification_room\",\"id\":\"j\",\"event_id\":\"" EVENT
                  "\",\"since\":-1}",
                  FOYER_ERROR_BAD_REQUEST,
                  "j",
                  "since");
  assert_refused ("{\"type\":\"join_verification_room\",\"id\":\"j\",\"event_id\":\"" EVENT
                  "\",\"since\":1.0}",
                  FOYER_ERROR_BAD_REQUEST,
                  "j",
                  "since");
  assert_refused ("{\"type\":\"join_verification_room\",\"id\":\"j\",\"event_id\":\"" EVENT
                  "\",\"activity\":1}",
                  FOYER_ERROR_BAD_REQUEST,
                  "j",
                  "activity");
  assert_refused ("{\"type\":\"search_tickets\",\"id\":\"s\",\"event_id\":\"" EVENT
                  "\",\"text\":\"a\\u0007\"}",
                  FOYER_ERROR_BAD_REQUEST,
                  "s",
                  "text");
  assert_refused ("{\"type\":\"device_report\",\"camera\":\"on\"}",
                  FOYER_ERROR_BAD_REQUEST,
                  NULL,
                  "camera");
}

static void
test_the_end_of_time_is_a_time (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      parse (VERIFY (",\"code\":\"x\",\"scanned_at\":\"9999-12-31T23:59:59.999Z\""), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (foyer_message_get_time (message, "scanned_at"), ==, FOYER_TIME_MAX);
}

static void
test_exactly_one_of_code_and_ticket (void)
{
  assert_refused (VERIFY (""), FOYER_ERROR_BAD_REQUEST, "q1", "code");
  assert_refused (VERIFY (",\"code\":null,\"ticket_id\":null"),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "ticket_id");
  assert_refused (VERIFY (",\"code\":\"x\",\"ticket_id\":\"" TICKET "\""),
                  FOYER_ERROR_BAD_REQUEST,
                  "q1",
                  "ticket_id");
}

static void
test_unknown_types (void)
{
  assert_refused ("{\"type\":\"make_coffee\",\"id\":\"c\"}", FOYER_ERROR_UNKNOWN_TYPE, "c", NULL);
  /* Only a relay sends these. */
  assert_refused ("{\"type\":\"verdict\",\"id\":\"c\"}", FOYER_ERROR_UNKNOWN_TYPE, "c", NULL);
  assert_refused ("{\"id\":\"c\"}", FOYER_ERROR_BAD_REQUEST, "c", "type");
  assert_refused ("{\"type\":null,\"id\":\"c\"}", FOYER_ERROR_BAD_REQUEST, "c", "type");
}

static void
test_the_id_is_read_where_it_can_be (void)
{
  g_autofree char *longest = g_strnfill (FOYER_LIMIT_REQUEST_ID, 'x');
  g_autofree char *good = g_strdup_printf ("{\"type\":\"?\",\"id\":\"%s\"}", longest);
  g_autofree char *longer = g_strdup_printf ("{\"type\":\"?\",\"id\":\"%sx\"}", longest);

  assert_refused (good, FOYER_ERROR_UNKNOWN_TYPE, longest, NULL);
  assert_refused (longer, FOYER_ERROR_UNKNOWN_TYPE, NULL, NULL);
  assert_refused ("{\"type\":\"?\",\"id\":7}", FOYER_ERROR_UNKNOWN_TYPE, NULL, NULL);
  assert_refused ("{\"id\":\"a\",\"id\":\"a\"}", FOYER_ERROR_BAD_REQUEST, NULL, "twice");
  assert_refused ("{\"id\":\"a\"", FOYER_ERROR_BAD_REQUEST, NULL, NULL);
}

static void
test_sizes_are_bounded (void)
{
  g_autofree char *code = g_strnfill (FOYER_LIMIT_CODE, 'c');
  g_autofree char *longest = g_strdup_printf (VERIFY (",\"code\":\"%s\""), code);
  g_autofree char *longer = g_strdup_printf (VERIFY (",\"code\":\"%sc\""), code);
  g_autoptr (GString) padded = g_string_new (VERIFY (",\"code\":\"x\""));
  g_autoptr (FoyerMessage) message = parse (longest, NULL, NULL);
  g_autoptr (FoyerMessage) largest = NULL;

  g_assert_nonnull (message);
  assert_refused (longer, FOYER_ERROR_BAD_REQUEST, "q1", "code");
  while (padded->len < FOYER_LIMIT_MESSAGE_TO_RELAY)
    g_string_append_c (padded, ' ');
  largest = parse (padded->str, NULL, NULL);
  g_assert_nonnull (largest);
  g_string_append_c (padded, ' ');
  assert_refused (padded->str, FOYER_ERROR_BAD_REQUEST, NULL, "longer");
}

static void
test_traps_are_refused (void)
{
  g_autofree char *arrays = g_strnfill (10000, '[');
  g_autofree char *deep = g_strdup_printf ("{\"type\":\"verify_ticket\",\"x\":%s", arrays);
  static const char with_nul[] = "{\"type\":\"device_report\"\0}";
  g_autoptr (GError) error = NULL;

  assert_refused (deep, FOYER_ERROR_BAD_REQUEST, NULL, "deep");
  assert_refused ("{'type':'verify_ticket'}", FOYER_ERROR_BAD_REQUEST, NULL, NULL);
  assert_refused ("var x={\"type\":\"device_report\"}", FOYER_ERROR_BAD_REQUEST, NULL, NULL);
  assert_refused ("{\"type\":\"device_report\",\"battery\":01}",
                  FOYER_ERROR_BAD_REQUEST,
                  NULL,
                  NULL);
  assert_refused ("{\"type\":\"device_report\",\"battery\":12345678901234567890}",
                  FOYER_ERROR_BAD_REQUEST,
                  NULL,
                  "2^53");
  assert_refused (VERIFY (",\"code\":\"a\\u0000b\""), FOYER_ERROR_BAD_REQUEST, NULL, "NUL");
  assert_refused (VERIFY (",\"code\":\"\\ud800\""), FOYER_ERROR_BAD_REQUEST, NULL, "surrogate");
  assert_refused (VERIFY (",\"code\":\"\xff\""), FOYER_ERROR_BAD_REQUEST, NULL, "UTF-8");
  assert_refused ("\xef\xbb\xbf{\"type\":\"device_report\"}", FOYER_ERROR_BAD_REQUEST, NULL, NULL);
  assert_refused ("{\"type\":\"device_report\"} x", FOYER_ERROR_BAD_REQUEST, NULL, "follows");
  assert_refused ("[]", FOYER_ERROR_BAD_REQUEST, NULL, "object");
  assert_refused ("", FOYER_ERROR_BAD_REQUEST, NULL, NULL);
  g_assert_null (
      foyer_message_parse (with_nul, sizeof with_nul - 1, FOYER_SENDER_DEVICE, NULL, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
}

/* As many keys as 64 KiB can hold, a hundred times: a quadratic search would compare a few billion
 * pairs of them and not end within the test's time limit. */
static void
test_many_keys_cost_little (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"device_report\"");
  guint n = 0;

  while (text->len < FOYER_LIMIT_MESSAGE_TO_RELAY - 20)
    g_string_append_printf (text, ",\"%x\":0", n++);
  g_string_append_c (text, '}');
  for (int i = 0; i < 100; i++) {
    g_autoptr (FoyerMessage) message = parse (text->str, NULL, NULL);

    g_assert_nonnull (message);
  }
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"\\u0030\":0}");
  assert_refused (text->str, FOYER_ERROR_BAD_REQUEST, NULL, "twice");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/message/fields-are-read", test_fields_are_read);
  g_test_add_func ("/wire/message/uuids-are-kept-in-lower-case", test_uuids_are_kept_in_lower_case);
  g_test_add_func ("/wire/message/wrong-types-name-their-field", test_wrong_types_name_their_field);
  g_test_add_func ("/wire/message/the-end-of-time-is-a-time", test_the_end_of_time_is_a_time);
  g_test_add_func ("/wire/message/exactly-one-of-code-and-ticket",
                   test_exactly_one_of_code_and_ticket);
  g_test_add_func ("/wire/message/unknown-types-are-refused", test_unknown_types);
  g_test_add_func ("/wire/message/the-id-is-read-where-it-can-be",
                   test_the_id_is_read_where_it_can_be);
  g_test_add_func ("/wire/message/sizes-are-bounded", test_sizes_are_bounded);
  g_test_add_func ("/wire/message/traps-are-refused", test_traps_are_refused);
  g_test_add_func ("/wire/message/many-keys-cost-little", test_many_keys_cost_little);
  return g_test_run ();
}
