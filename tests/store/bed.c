/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/bed.h"

#include "base/foyer-uuid.h"
#include "model/foyer-code.h"
#include "store/foyer-store-changes.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

#include <glib/gstdio.h>
#include <string.h>

FoyerSeal *
bed_make_seal (guint8 fill)
{
  g_autoptr (GError) error = NULL;
  guint8 key[FOYER_SEAL_KEY_BYTES];
  FoyerSeal *seal;

  memset (key, fill, sizeof key);
  seal = foyer_seal_new (key, &error);
  g_assert_no_error (error);
  return seal;
}

FoyerEvent *
bed_make_event (Bed *self, const char *event_id, gint64 epoch)
{
  FoyerCheckInList lists[] = {
    { .id = (char *)BED_FRIDAY, .name = (char *)"Friday", .is_default = TRUE },
    { .id = (char *)BED_SATURDAY,
      .name = (char *)"Saturday",
      .reentry = TRUE,
      .reentry_delay = 60 * FOYER_TIME_SECOND },
  };
  FoyerGate gate = { .id = (char *)BED_SESSION,
                     .name = (char *)"North",
                     .list_id = (char *)BED_SATURDAY };
  FoyerEvent fields = {
    .id = (char *)event_id,
    .name = (char *)"Summer party",
    .time_zone = (char *)"Europe/Berlin",
    .epoch = epoch,
    .policy = { .code_kind = FOYER_CODE_KIND_SIGNED, .offline = { FOYER_OFFLINE_HOLD, 1000 } },
    .lists = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free),
    .gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free),
    .ticket_types = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free),
    .keys = foyer_key_ring_new (),
  };
  FoyerEvent *event;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_ptr_array_add (fields.lists, foyer_check_in_list_copy (&lists[i]));
  g_ptr_array_add (fields.gates, foyer_gate_copy (&gate));
  g_ptr_array_add (fields.ticket_types, foyer_ticket_type_new (1, "Day pass"));
  g_ptr_array_add (fields.ticket_types, foyer_ticket_type_new (2, "VIP"));
  ((FoyerTicketType *)g_ptr_array_index (fields.ticket_types, 1))->offline =
      (FoyerOfflinePolicy){ FOYER_OFFLINE_SIGNED, 0 };
  foyer_key_ring_add (fields.keys, self->key.number, self->key.public_key);
  event = foyer_event_new (&fields);
  g_ptr_array_unref (fields.lists);
  g_ptr_array_unref (fields.gates);
  g_ptr_array_unref (fields.ticket_types);
  foyer_key_ring_unref (fields.keys);
  return event;
}

void
bed_init (Bed *self)
{
  g_autoptr (GError) error = NULL;

  *self = (Bed){ .now = BED_NOW };
  self->folder = g_dir_make_tmp ("foyer-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "store.sqlite", NULL);
  self->seal = bed_make_seal (1);
  foyer_signing_key_generate (&self->key, 3);
  self->desk = (FoyerStoreDesk){ .staff_email = "ann@example.org",
                                 .device_name = "Desk 1",
                                 .session_id = BED_SESSION };
  self->event = bed_make_event (self, BED_EVENT, BED_EPOCH);
  bed_reopen (self);
  g_assert_true (foyer_store_save_event (self->file, self->event, &error));
  g_assert_no_error (error);
}

void
bed_reopen (Bed *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->file, foyer_store_file_close);
  self->file = foyer_store_file_open (self->path, self->seal, &error);
  g_assert_no_error (error);
}

void
bed_clear (Bed *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_clear_pointer (&self->file, foyer_store_file_close);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  foyer_event_unref (self->event);
  foyer_seal_free (self->seal);
  foyer_signing_key_clear (&self->key);
  g_free (self->path);
  g_free (self->folder);
}

char *
bed_get_ticket_id (guint number)
{
  return g_strdup_printf ("00000000-0000-4000-8000-%012u", number);
}

/* What @fields leaves open is filled in. */
FoyerTicket *
bed_make_ticket (guint number, const FoyerTicket *fields)
{
  g_autofree char *id = bed_get_ticket_id (number);
  g_autofree char *name = g_strdup_printf ("Guest Number%u", number);
  g_autofree char *email = g_strdup_printf ("guest%u@secret.example", number);
  g_autofree char *order = g_strdup_printf ("ORDER%u", number / 2);
  FoyerTicket ticket = fields != NULL ? *fields : (FoyerTicket){ .paid = TRUE, .version = 1 };

  ticket.id = id;
  ticket.event_id = (char *)BED_EVENT;
  ticket.type_number = MAX (1, ticket.type_number);
  ticket.name = ticket.name != NULL ? ticket.name : name;
  ticket.email = ticket.email != NULL ? ticket.email : email;
  ticket.order_code = ticket.order_code != NULL ? ticket.order_code : order;
  return foyer_ticket_new (&ticket);
}

/* @scan_ids: (nullable): what the state is made of */
FoyerSnapshotTicket *
bed_make_line_of_scans (guint number,
                        const FoyerTicket *fields,
                        const char *list_id,
                        const FoyerTicketState *state,
                        const char *const *scan_ids)
{
  g_autoptr (FoyerTicket) ticket = bed_make_ticket (number, fields);
  g_autoptr (GArray) states = g_array_new (FALSE, TRUE, sizeof (FoyerListState));
  g_autofree char *code = g_strdup_printf ("code-%u", number);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, code, -1);

  g_array_set_clear_func (states, (GDestroyNotify)foyer_list_state_clear);
  if (state != NULL) {
    FoyerListState line = { .list_id = g_strdup (list_id), .state = *state };

    line.state.last_admission.verified_by = g_strdup (state->last_admission.verified_by);
    line.state.last_admission.device = g_strdup (state->last_admission.device);
    line.scan_ids = g_strdupv ((char **)scan_ids);
    g_array_append_val (states, line);
  }
  return foyer_snapshot_ticket_new (ticket, hash, states);
}

FoyerSnapshotTicket *
bed_make_line (guint number,
               const FoyerTicket *fields,
               const char *list_id,
               const FoyerTicketState *state)
{
  return bed_make_line_of_scans (number, fields, list_id, state, NULL);
}

gint64
bed_begin_copy (Bed *self)
{
  g_autoptr (GError) error = NULL;
  gint64 copy;

  g_assert_true (foyer_store_begin_copy (self->file, &copy, &error));
  g_assert_no_error (error);
  return copy;
}

/* Takes @line. */
void
bed_add (Bed *self, gint64 copy, FoyerSnapshotTicket *line)
{
  g_autoptr (GPtrArray) lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (lines, line);
  g_assert_true (foyer_store_add_tickets (self->file, copy, lines, 0, 1, &error));
  g_assert_no_error (error);
}

void
bed_finish_copy (Bed *self, gint64 copy, gint64 seq, gboolean whole)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (foyer_store_finish_copy (self->file,
                                          &(FoyerStoreCopy){ .copy = copy,
                                                             .event_id = BED_EVENT,
                                                             .epoch = self->event->epoch,
                                                             .seq = seq,
                                                             .whole = whole },
                                          &error));
  g_assert_no_error (error);
}

/* Tickets 1 to @n_tickets, of which nothing is used. */
void
bed_copy_tickets (Bed *self, guint n_tickets)
{
  gint64 copy = bed_begin_copy (self);

  for (guint i = 1; i <= n_tickets; i++)
    bed_add (self, copy, bed_make_line (i, NULL, NULL, NULL));
  bed_finish_copy (self, copy, BED_SEQ, TRUE);
}

FoyerScan *
bed_make_scan (Bed *self, const char *code, const char *list_id)
{
  g_autofree char *id = foyer_uuid_new ();

  self->now += FOYER_TIME_SECOND;
  return foyer_scan_new (&(FoyerScan){ .id = id,
                                       .event_id = (char *)BED_EVENT,
                                       .list_id = (char *)list_id,
                                       .code = (char *)code,
                                       .scanned_at = self->now });
}

FoyerVerdict *
bed_judge (Bed *self, const char *code, const char *list_id)
{
  g_autoptr (FoyerScan) scan = bed_make_scan (self, code, list_id);
  g_autoptr (GError) error = NULL;
  FoyerVerdict *verdict = foyer_store_judge (self->file, scan, &self->desk, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (verdict->scan_id, ==, scan->id);
  return verdict;
}

/* On the default list; without a reason it is admitted. */
void
bed_assert_judged (Bed *self, const char *code, FoyerReason reason)
{
  g_autoptr (FoyerVerdict) verdict = bed_judge (self, code, NULL);

  g_assert_cmpstr (foyer_reason_to_nick (verdict->reason), ==, foyer_reason_to_nick (reason));
  g_assert_cmpint (verdict->outcome,
                   ==,
                   reason == FOYER_REASON_NONE ? FOYER_OUTCOME_ADMITTED : FOYER_OUTCOME_REFUSED);
}

/* A signed code of ticket @number. */
char *
bed_sign (Bed *self, guint number, guint type_number)
{
  g_autofree char *id = bed_get_ticket_id (number);
  FoyerSignedCode code = { .key_number = self->key.number, .type_number = type_number };

  g_assert_true (foyer_uuid_parse (id, code.ticket_id));
  return foyer_code_sign (&code, BED_EVENT, &self->key);
}

gboolean
bed_try_batch (Bed *self, gint64 epoch, const FoyerChange *changes, guint n, GError **error)
{
  g_autoptr (GPtrArray) array = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&(FoyerCounts){ 0 });
  g_autoptr (FoyerChangeBatch) batch = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (array, foyer_change_new (&changes[i]));
  batch = foyer_change_batch_new (&(FoyerChangeBatch){ .event_id = (char *)BED_EVENT,
                                                       .epoch = epoch,
                                                       .from = changes[0].seq,
                                                       .to = changes[n - 1].seq,
                                                       .changes = array,
                                                       .counts = counts });
  return foyer_store_apply (self->file, batch, error);
}

/* @sql: static text of a query that has one row */
gint64
bed_read_number (Bed *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  g_assert_true (foyer_store_read_number (self->file, sql, &number, &error));
  g_assert_no_error (error);
  return number;
}

/* What became of a scan that waits. @trouble: (nullable): why the relay can never store it */
void
bed_settle (Bed *self, const char *scan_id, gint64 seq, const char *trouble)
{
  g_autoptr (GPtrArray) settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (settlements, foyer_store_settlement_new (scan_id, seq, trouble));
  g_assert_true (foyer_store_settle (self->file, settlements, &error));
  g_assert_no_error (error);
}

void
bed_apply (Bed *self, const FoyerChange *fields)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bed_try_batch (self, self->event->epoch, fields, 1, &error));
  g_assert_no_error (error);
}
