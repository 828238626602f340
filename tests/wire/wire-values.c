/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "wire-values"

#include "config.h"

#include "wire-values.h"

#include "base/foyer-uuid.h"

#include <string.h>

char *
wire_random_text (gsize most)
{
  static const gunichar letters[] = { '"', '\\', '\n', 1,      31,     127,    'a',
                                      '/', 'z',  0xe9, 0x2028, 0xfffd, 0x1f389 };
  GString *text = g_string_new (NULL);
  gint length = g_test_rand_int_range (0, 20);

  for (gint i = 0; i < length && text->len + 4 <= most; i++) {
    gint kind = g_test_rand_int_range (0, 2 * (gint)G_N_ELEMENTS (letters));

    g_string_append_unichar (text,
                             kind < (gint)G_N_ELEMENTS (letters)
                                 ? letters[kind]
                                 : (gunichar)g_test_rand_int_range (1, 0xd800));
  }
  return g_string_free (text, FALSE);
}

gboolean
wire_random_boolean (void)
{
  return g_test_rand_bit ();
}

char *
wire_maybe_text (void)
{
  return wire_random_boolean () ? wire_random_text (200) : NULL;
}

char *
wire_maybe_uuid (void)
{
  return wire_random_boolean () ? foyer_uuid_new () : NULL;
}

FoyerTime
wire_random_time (void)
{
  return (FoyerTime)(g_test_rand_double_range (1, FOYER_TIME_MAX / 1000)) * 1000;
}

FoyerTime
wire_maybe_time (void)
{
  return wire_random_boolean () ? wire_random_time () : 0;
}

gint64
wire_random_count (void)
{
  return (gint64)g_test_rand_double_range (1, 9e15);
}

FoyerMessage *
wire_read_back (const char *text, FoyerSender sender)
{
  g_autoptr (GError) error = NULL;
  FoyerMessage *message = foyer_message_parse (text, strlen (text), sender, NULL, &error);

  if (message == NULL)
    g_error ("%s: %s", error->message, text);
  return message;
}

FoyerTicket *
wire_random_ticket (gboolean whole)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *type = wire_maybe_text ();
  g_autofree char *order = wire_maybe_text ();
  g_autofree char *name = wire_maybe_text ();
  g_autofree char *email = wire_maybe_text ();
  g_autofree char *attention = wire_maybe_text ();
  FoyerTicket ticket = { .id = id,
                         .ticket_type = type,
                         .order_code = order,
                         .name = name,
                         .attention = attention };

  if (whole) {
    ticket.email = email;
    ticket.type_number = (guint)g_test_rand_int_range (0, 65536);
    ticket.status = (FoyerTicketStatus)g_test_rand_int_range (0, 4);
    ticket.paid = wire_random_boolean ();
    ticket.valid_from = wire_maybe_time ();
    ticket.valid_until = wire_maybe_time ();
    ticket.allowed_entries = (guint)g_test_rand_int_range (1, 1000);
    ticket.version = wire_random_count ();
  }
  return foyer_ticket_new (&ticket);
}

void
wire_assert_same_ticket (const FoyerTicket *a, const FoyerTicket *b)
{
  g_assert_cmpint (a == NULL, ==, b == NULL);
  if (a == NULL)
    return;
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->ticket_type, ==, b->ticket_type);
  g_assert_cmpstr (a->order_code, ==, b->order_code);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->email, ==, b->email);
  g_assert_cmpstr (a->attention, ==, b->attention);
  g_assert_cmpuint (a->type_number, ==, b->type_number);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpint (a->paid, ==, b->paid);
  g_assert_cmpint (a->valid_from, ==, b->valid_from);
  g_assert_cmpint (a->valid_until, ==, b->valid_until);
  g_assert_cmpuint (a->allowed_entries, ==, b->allowed_entries);
  g_assert_cmpint (a->version, ==, b->version);
}

FoyerEarlier
wire_random_earlier (void)
{
  if (wire_random_boolean ())
    return (FoyerEarlier){ 0 };
  return (FoyerEarlier){ .verified_by = wire_maybe_text (),
                         .device = wire_maybe_text (),
                         .timestamp = wire_random_time () };
}

void
wire_assert_same_earlier (const FoyerEarlier *a, const FoyerEarlier *b)
{
  g_assert_cmpstr (a->verified_by, ==, b->verified_by);
  g_assert_cmpstr (a->device, ==, b->device);
  g_assert_cmpint (a->timestamp, ==, b->timestamp);
}

void
wire_clear_earlier (FoyerEarlier *earlier)
{
  g_free (earlier->verified_by);
  g_free (earlier->device);
}

FoyerCounts *
wire_random_counts (void)
{
  guint n_lists = (guint)g_test_rand_int_range (0, 4);
  FoyerListCounts lists[4] = { 0 };
  FoyerCounts fields = { .tickets = wire_random_count (),
                         .admitted = wire_random_count (),
                         .inside = wire_random_count (),
                         .lists = lists,
                         .n_lists = n_lists };
  FoyerCounts *counts;

  for (guint i = 0; i < n_lists; i++) {
    lists[i].list_id = foyer_uuid_new ();
    lists[i].tickets = wire_random_count ();
    lists[i].admitted = wire_random_count ();
    lists[i].inside = wire_random_count ();
  }
  counts = foyer_counts_new (&fields);
  for (guint i = 0; i < n_lists; i++)
    foyer_list_counts_clear (&lists[i]);
  return counts;
}

void
wire_assert_same_counts (const FoyerCounts *a, const FoyerCounts *b)
{
  g_assert_cmpint (a->tickets, ==, b->tickets);
  g_assert_cmpint (a->admitted, ==, b->admitted);
  g_assert_cmpint (a->inside, ==, b->inside);
  g_assert_cmpuint (a->n_lists, ==, b->n_lists);
  for (guint i = 0; i < a->n_lists; i++) {
    g_assert_cmpstr (a->lists[i].list_id, ==, b->lists[i].list_id);
    g_assert_cmpint (a->lists[i].tickets, ==, b->lists[i].tickets);
    g_assert_cmpint (a->lists[i].admitted, ==, b->lists[i].admitted);
    g_assert_cmpint (a->lists[i].inside, ==, b->lists[i].inside);
  }
}
