/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-ticket-field.h"

static const FoyerTicket one = {
  .id = (char *)"5e0c2f7a-8b54-4c39-b1f1-0a6f1d2a9c11",
  .name = (char *)"Ada Lovelace",
  .attention = NULL,
  .type_number = 1,
  .ticket_type = (char *)"Day pass",
  .paid = TRUE,
  .allowed_entries = 1,
  .version = 3,
};

/* The same ticket with everything that can be edited changed. */
static const FoyerTicket other = {
  .id = (char *)"5e0c2f7a-8b54-4c39-b1f1-0a6f1d2a9c11",
  .name = (char *)"Ada King",
  .email = (char *)"ada@example.org",
  .order_code = (char *)"B-7",
  .attention = (char *)"Check the student card",
  .type_number = 2,
  .ticket_type = (char *)"VIP",
  .paid = FALSE,
  .valid_from = 1000000,
  .valid_until = 2000000,
  .allowed_entries = 4,
  .version = 9,
};

static void
test_what_is_empty_is_not_said (void)
{
  FoyerTicket same = one;

  same.email = (char *)"";
  same.attention = (char *)"";
  same.version = 8;
  same.status = FOYER_TICKET_STATUS_VERIFIED;
  same.paid = 2;
  g_assert_cmpuint (foyer_ticket_compare (&one, &same), ==, 0);
}

/* A field that is compared and not merged, or the other way round, would be lost in silence. */
static void
test_every_field_is_compared_and_merged (void)
{
  g_assert_cmpuint (foyer_ticket_compare (&one, &other), ==, (1u << FOYER_N_TICKET_FIELDS) - 1);
  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    FoyerTicketFields bit = FOYER_TICKET_FIELD_BIT (field);
    g_autoptr (FoyerTicket) merged = foyer_ticket_merge (&one, &other, bit);

    g_assert_nonnull (foyer_ticket_field_to_nick ((FoyerTicketField)field));
    g_assert_cmpuint (foyer_ticket_compare (&one, merged), ==, bit);
    g_assert_cmpuint (foyer_ticket_compare (&other, merged),
                      ==,
                      ((1u << FOYER_N_TICKET_FIELDS) - 1) & ~bit);
    g_assert_cmpint (merged->version, ==, one.version);
  }
}

static void
test_a_type_comes_with_its_name (void)
{
  g_autoptr (FoyerTicket) merged =
      foyer_ticket_merge (&one, &other, FOYER_TICKET_FIELD_BIT (FOYER_TICKET_FIELD_TYPE));

  g_assert_cmpstr (merged->ticket_type, ==, "VIP");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/ticket-field/what-is-empty-is-not-said", test_what_is_empty_is_not_said);
  g_test_add_func ("/model/ticket-field/every-field-is-compared-and-merged",
                   test_every_field_is_compared_and_merged);
  g_test_add_func ("/model/ticket-field/a-type-comes-with-its-name",
                   test_a_type_comes_with_its_name);
  return g_test_run ();
}
