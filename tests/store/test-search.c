/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-found-ticket.h"
#include "store/bed.h"
#include "store/foyer-store-search.h"

static GPtrArray *
run (Bed *bed, FoyerStoreSearch *search)
{
  g_autoptr (GError) error = NULL;
  gboolean is_over = FALSE;

  while (!is_over) {
    g_assert_true (foyer_store_search_step (search, bed->file, &is_over, &error));
    g_assert_no_error (error);
  }
  return foyer_store_search_end (search);
}

static GPtrArray *
find (Bed *bed, const char *text, guint limit)
{
  g_autoptr (FoyerStoreSearch) search = foyer_store_search_new (BED_EVENT, NULL, text, limit);

  return run (bed, search);
}

static void
assert_found (Bed *bed, const char *text, const char *names)
{
  g_autoptr (GPtrArray) found = find (bed, text, 20);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++) {
    const FoyerFoundTicket *ticket = g_ptr_array_index (found, i);

    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", ticket->ticket->name);
  }
  g_assert_cmpstr (all->str, ==, names);
}

static void
copy_guests (Bed *bed)
{
  static const char *const names[] = { "Zoë Ångström", "José Müller", "anna Müller", "Émile Zola" };
  gint64 copy = bed_begin_copy (bed);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    FoyerTicket fields = { .paid = TRUE,
                           .name = (char *)names[i],
                           .email = (char *)(i == 0 ? "zoe@north.example" : "b@south.example"),
                           .order_code = (char *)(i < 2 ? "AB-77" : "CD-9") };

    bed_add (bed, copy, bed_make_line (i + 1, &fields, NULL, NULL));
  }
  bed_finish_copy (bed, copy, BED_SEQ, TRUE);
}

static void
test_beginnings_of_words_find (void)
{
  Bed bed;

  bed_init (&bed);
  copy_guests (&bed);
  assert_found (&bed, "jose", "José Müller");
  assert_found (&bed, "MUL", "anna Müller, José Müller");
  assert_found (&bed, "muller j", "José Müller");
  assert_found (&bed, "uller", "");
  assert_found (&bed, "zo", "Émile Zola, Zoë Ångström");
  assert_found (&bed, "north", "Zoë Ångström");
  assert_found (&bed, "ab-77 ang", "Zoë Ångström");
  assert_found (&bed, "ab 78", "");
  assert_found (&bed, " .- ", "");
  bed_clear (&bed);
}

static void
test_what_was_found_says_how_far_it_is_used (void)
{
  g_autoptr (GPtrArray) found = NULL;
  const FoyerFoundTicket *ticket;
  Bed bed;

  bed_init (&bed);
  copy_guests (&bed);
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  found = find (&bed, "jose", 20);
  ticket = g_ptr_array_index (found, 0);
  g_assert_cmpuint (ticket->entries_used, ==, 1);
  g_assert_cmpuint (ticket->inside, ==, 1);
  g_assert_cmpstr (ticket->earlier.device, ==, "Desk 1");
  bed_clear (&bed);
}

static void
test_a_search_looks_through_all (void)
{
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) few = NULL;
  g_autofree char *last = g_strdup_printf ("number%u", 2 * FOYER_LIMIT_STORE_READ);
  Bed bed;

  bed_init (&bed);
  bed_copy_tickets (&bed, 2 * FOYER_LIMIT_STORE_READ);
  one = find (&bed, last, 20);
  g_assert_cmpuint (one->len, ==, 1);
  few = find (&bed, "guest", 20);
  g_assert_cmpuint (few->len, ==, 20);
  bed_clear (&bed);
}

static const FoyerFoundTicket *
get_found (const GPtrArray *found, guint position)
{
  return g_ptr_array_index (found, position);
}

static void
assert_to_come (Bed *bed, const char *list_id, const char *names)
{
  g_autoptr (FoyerStoreSearch) search = foyer_store_search_new_to_come (BED_EVENT, list_id);
  g_autoptr (GPtrArray) tickets = run (bed, search);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < tickets->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", get_found (tickets, i)->ticket->name);
  g_assert_cmpstr (all->str, ==, names);
}

/* Of a group some may be in already: the others are still to come. */
static void
test_a_group_is_still_to_come_in_part (void)
{
  const FoyerTicket group = { .paid = TRUE, .version = 1, .allowed_entries = 3 };
  g_autoptr (FoyerStoreSearch) search = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, &group, NULL, NULL));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  search = foyer_store_search_new_to_come (BED_EVENT, NULL);
  tickets = run (&bed, search);
  g_assert_cmpuint (tickets->len, ==, 1);
  g_assert_cmpuint (get_found (tickets, 0)->ticket->allowed_entries, ==, 3);
  g_assert_cmpuint (get_found (tickets, 0)->entries_used, ==, 1);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  bed_assert_judged (&bed, "code-1", FOYER_REASON_NONE);
  assert_to_come (&bed, NULL, "");
  bed_clear (&bed);
}

/* Where the list lets them back in, those who are out are expected too. */
static void
test_who_went_out_may_come_back (void)
{
  const FoyerTicketState inside = { .entries_used = 1, .inside = 1 };
  const FoyerTicketState out = { .entries_used = 1, .last_exit = BED_NOW - 1 };
  g_autoptr (FoyerStoreSearch) search = foyer_store_search_new_to_come (BED_EVENT, BED_SATURDAY);
  g_autoptr (FoyerStoreSearch) friday = foyer_store_search_new_to_come (BED_EVENT, BED_FRIDAY);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) on_friday = NULL;
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  copy = bed_begin_copy (&bed);
  bed_add (&bed, copy, bed_make_line (1, NULL, BED_SATURDAY, &inside));
  bed_add (&bed, copy, bed_make_line (2, NULL, BED_SATURDAY, &out));
  bed_add (&bed, copy, bed_make_line (3, NULL, BED_FRIDAY, &out));
  bed_finish_copy (&bed, copy, BED_SEQ, TRUE);
  found = run (&bed, search);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (get_found (found, 0)->ticket->name, ==, "Guest Number2");
  g_assert_cmpuint (get_found (found, 0)->entries_used, ==, 1);
  g_assert_cmpuint (get_found (found, 0)->inside, ==, 0);
  g_assert_cmpuint (get_found (found, 1)->entries_used, ==, 0);
  on_friday = run (&bed, friday);
  g_assert_cmpuint (on_friday->len, ==, 2);
  g_assert_cmpstr (get_found (on_friday, 1)->ticket->name, ==, "Guest Number2");
  bed_clear (&bed);
}

static void
test_who_is_still_to_come_is_listed_by_name (void)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerChange elsewhere = { .seq = BED_SEQ + 1,
                            .kind = FOYER_CHANGE_KIND_VERIFIED,
                            .ticket_id = id,
                            .list_id = (char *)BED_FRIDAY,
                            .status = FOYER_TICKET_STATUS_VERIFIED,
                            .timestamp = BED_NOW };
  FoyerChange voided = { .seq = BED_SEQ + 2,
                         .kind = FOYER_CHANGE_KIND_VOIDED,
                         .ticket_id = id,
                         .status = FOYER_TICKET_STATUS_VOID };
  Bed bed;

  bed_init (&bed);
  copy_guests (&bed);
  assert_to_come (&bed, NULL, "anna Müller, Émile Zola, José Müller, Zoë Ångström");
  bed_assert_judged (&bed, "code-2", FOYER_REASON_NONE);
  bed_apply (&bed, &elsewhere);
  assert_to_come (&bed, NULL, "anna Müller, Émile Zola");
  assert_to_come (&bed, BED_SATURDAY, "anna Müller, Émile Zola, José Müller, Zoë Ångström");
  bed_apply (&bed, &voided);
  assert_to_come (&bed, BED_SATURDAY, "anna Müller, Émile Zola, José Müller");
  bed_clear (&bed);
}

static void
assert_fails (Bed *bed, const char *list_id, FoyerError code)
{
  g_autoptr (FoyerStoreSearch) search = foyer_store_search_new (BED_EVENT, list_id, "x", 5);
  g_autoptr (GError) error = NULL;
  gboolean is_over;

  g_assert_false (foyer_store_search_step (search, bed->file, &is_over, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static void
test_without_a_list_nothing_is_not_taken_for_none (void)
{
  Bed bed;
  gint64 copy;

  bed_init (&bed);
  assert_fails (&bed, NULL, FOYER_ERROR_UNAVAILABLE);
  copy = bed_begin_copy (&bed);
  bed_finish_copy (&bed, copy, BED_SEQ, FALSE);
  assert_fails (&bed, NULL, FOYER_ERROR_UNAVAILABLE);
  bed_copy_tickets (&bed, 1);
  assert_fails (&bed, BED_SESSION, FOYER_ERROR_NOT_FOUND);
  bed_clear (&bed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/store/search/" name, func)
  ADD ("beginnings-of-words-find", test_beginnings_of_words_find);
  ADD ("what-was-found-says-how-far-it-is-used", test_what_was_found_says_how_far_it_is_used);
  ADD ("a-search-looks-through-all", test_a_search_looks_through_all);
  ADD ("a-group-is-still-to-come-in-part", test_a_group_is_still_to_come_in_part);
  ADD ("who-went-out-may-come-back", test_who_went_out_may_come_back);
  ADD ("who-is-still-to-come-is-listed-by-name", test_who_is_still_to_come_is_listed_by_name);
  ADD ("without-a-list-nothing-is-not-taken-for-none",
       test_without_a_list_nothing_is_not_taken_for_none);
  return g_test_run ();
}
