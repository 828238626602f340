/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "store/bed.h"
#include "store/foyer-store-scans.h"

/* Codes that speak for themselves: what a desk knows of a ticket that its list does not have. */

static void
assert_unavailable (Bed *bed, const char *code)
{
  g_autoptr (FoyerScan) scan = bed_make_scan (bed, code, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_store_judge (bed->file, scan, &bed->desk, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
}

/* Without any list, and with the one of void tickets alone. */
static void
test_signed_codes_speak_for_themselves (void)
{
  FoyerTicket fields = { .paid = TRUE, .status = FOYER_TICKET_STATUS_VOID };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  first = bed_sign (&bed, 1, 2);
  second = bed_sign (&bed, 2, 1);
  third = bed_sign (&bed, 3, 1);
  verdict = bed_judge (&bed, first, NULL);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpstr (verdict->ticket->ticket_type, ==, "VIP");
  bed_assert_judged (&bed, first, FOYER_REASON_ALREADY_ADMITTED);
  assert_unavailable (&bed, "code-1");
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (2, &fields, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, FALSE);
  bed_assert_judged (&bed, second, FOYER_REASON_VOID);
  bed_assert_judged (&bed, third, FOYER_REASON_NONE);
  assert_unavailable (&bed, "code-2");
  bed_clear (&bed);
}

/* After a restore the void tickets are there first, and the relay may be gone before the others
 * are: they say nothing of whom this desk let in. A change does. */
static void
test_void_tickets_make_nobody_forgotten (void)
{
  g_autoptr (FoyerVerdict) first = NULL;
  g_autofree char *code = NULL;
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerTicketState nobody = { 0 };
  FoyerChange undone = { .seq = BED_SEQ + 1,
                         .kind = FOYER_CHANGE_KIND_UNDONE,
                         .ticket_id = id,
                         .list_id = (char *)BED_FRIDAY,
                         .state = &nobody };
  Bed bed;

  bed_init (&bed);
  code = bed_sign (&bed, 1, 1);
  first = bed_judge (&bed, code, NULL);
  bed_finish_copy (&bed, bed_begin_copy (&bed), BED_SEQ, FALSE);
  bed_settle (&bed, first->scan_id, BED_SEQ - 1, NULL);
  bed_assert_judged (&bed, code, FOYER_REASON_ALREADY_ADMITTED);
  undone.scan_id = first->scan_id;
  bed_apply (&bed, &undone);
  bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  bed_clear (&bed);
}

static void
test_a_signed_code_says_when_it_is_valid (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerSignedCode signed_code = { .type_number = 1, .valid_from = BED_NOW + G_TIME_SPAN_HOUR };
  g_autofree char *code = NULL;
  Bed bed;

  bed_init (&bed);
  signed_code.key_number = bed.key.number;
  g_assert_true (foyer_uuid_parse (id, signed_code.ticket_id));
  code = foyer_code_sign (&signed_code, BED_EVENT, &bed.key);
  bed_assert_judged (&bed, code, FOYER_REASON_TOO_EARLY);
  bed.now += G_TIME_SPAN_HOUR;
  bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  code[60] = code[60] == 'A' ? 'B' : 'A';
  bed_assert_judged (&bed, code, FOYER_REASON_BAD_SIGNATURE);
  bed_clear (&bed);
}

/* It was sold after this desk had heard of the relay for the last time. */
static void
test_a_signed_ticket_that_is_newer_than_the_list_is_real (void)
{
  g_autofree char *code = NULL;
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 1);
  code = bed_sign (&bed, 2, 1);
  bed_assert_judged (&bed, code, FOYER_REASON_NONE);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/judge-signed/" name, func)
  ADD ("signed-codes-speak-for-themselves", test_signed_codes_speak_for_themselves);
  ADD ("void-tickets-make-nobody-forgotten", test_void_tickets_make_nobody_forgotten);
  ADD ("a-signed-code-says-when-it-is-valid", test_a_signed_code_says_when_it_is_valid);
  ADD ("a-signed-ticket-that-is-newer-than-the-list-is-real",
       test_a_signed_ticket_that_is_newer_than_the_list_is_real);
  return g_test_run ();
}
