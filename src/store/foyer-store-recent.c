/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-recent"

#include "config.h"

#include "base/foyer-error.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-scan-row.h"
#include "store/foyer-store-ticket-row.h"

/* Looking back at the scans of this desk: whoever made them sees them again after a restart, with
 * what became of them meanwhile. */

/* Whoever else was at this desk is nobody's business, so more rows may be read than are told. */
#define LIST                                                              \
  "SELECT" FOYER_STORE_SCAN_COLUMNS ", standing, amended, amended_sealed" \
  " FROM scans WHERE event = ? ORDER BY number DESC LIMIT ?"
#define AT_STANDING (FOYER_STORE_SCAN_N_COLUMNS)
#define AT_AMENDED  (FOYER_STORE_SCAN_N_COLUMNS + 1)
#define AT_AMENDER  (FOYER_STORE_SCAN_N_COLUMNS + 2)
#define FIND_TICKET \
  "SELECT" FOYER_STORE_TICKET_COLUMNS " FROM tickets t WHERE t.copy = ? AND t.id = ?"

void
foyer_store_recent_free (FoyerStoreRecent *self)
{
  g_clear_pointer (&self->scan, foyer_store_scan_free);
  g_free (self->overridden_by);
  g_free (self);
}

/* Returns: (transfer full) (nullable): who let the guest in, here or as the relay told */
static char *
find_overrider (FoyerStoreFile *file, sqlite3_stmt *row, const FoyerStoreScan *scan)
{
  const char *amended = (const char *)sqlite3_column_text (row, AT_AMENDED);
  g_autoptr (GVariant) private = NULL;
  char *person = NULL;

  if (scan->report->override != NULL)
    return g_strdup (scan->overridden_by);
  if (g_strcmp0 (amended, "overridden") != 0)
    return NULL;
  private = foyer_store_unseal (file,
                                FOYER_STORE_AMENDMENT_KIND,
                                scan->report->scan->id,
                                FOYER_STORE_AMENDMENT_PRIVATE,
                                row,
                                AT_AMENDER,
                                NULL);
  if (private != NULL)
    g_variant_get (private, FOYER_STORE_AMENDMENT_PRIVATE, &person);
  return person;
}

/* Returns: (transfer full) (nullable): a scan, where it is one of @staff_email and can be read */
static FoyerStoreRecent *
read_recent (FoyerStoreFile *file, sqlite3_stmt *row, const char *staff_email)
{
  g_autoptr (FoyerStoreScan) scan = foyer_store_read_scan (file, row, NULL);
  FoyerStoreRecent *self;

  if (scan == NULL || g_strcmp0 (scan->staff_email, staff_email) != 0)
    return NULL;
  self = g_new0 (FoyerStoreRecent, 1);
  self->is_local =
      g_strcmp0 ((const char *)sqlite3_column_text (row, AT_STANDING), "delivered") != 0;
  self->is_undone = g_strcmp0 ((const char *)sqlite3_column_text (row, AT_AMENDED), "undone") == 0;
  self->overridden_by = find_overrider (file, row, scan);
  self->scan = g_steal_pointer (&scan);
  return self;
}

/* @ticket: (out) (transfer full) (nullable): %NULL where this desk does not know it */
static gboolean
find_ticket (FoyerStoreFile *file,
             const FoyerStoreEvent *event,
             const char *ticket_id,
             FoyerTicket **ticket,
             GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND_TICKET, error);
  FoyerStoreStep step;

  *ticket = NULL;
  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, event->copy);
  foyer_store_bind_uuid (row, 2, ticket_id);
  step = foyer_store_step (file, row, error);
  if (step == FOYER_STORE_ROW)
    *ticket = foyer_store_read_ticket (file, row, event->event, NULL);
  sqlite3_reset (row);
  return step != FOYER_STORE_FAILED;
}

static gboolean
add_ticket (FoyerStoreFile *file,
            const FoyerStoreEvent *event,
            FoyerStoreScan *scan,
            GError **error)
{
  g_autoptr (FoyerTicket) ticket = NULL;
  g_autoptr (FoyerVerdict) bare = NULL;
  FoyerVerdict fields;

  if (scan->verdict->ticket == NULL)
    return TRUE;
  if (!find_ticket (file, event, scan->verdict->ticket->id, &ticket, error))
    return FALSE;
  if (ticket == NULL)
    return TRUE;
  bare = g_steal_pointer (&scan->verdict);
  fields = *bare;
  fields.ticket = ticket;
  scan->verdict = foyer_verdict_new (&fields);
  return TRUE;
}

/* What this desk knows of the event, if anything.
 * @known: (out caller-allocates): whether there is something */
static gboolean
load_known_event (FoyerStoreFile *file,
                  const char *event_id,
                  FoyerStoreEvent *event,
                  gboolean *known,
                  GError **error)
{
  g_autoptr (GError) problem = NULL;

  *known = foyer_store_load_event (file, event_id, event, &problem);
  if (*known || g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
add_tickets (FoyerStoreFile *file, const char *event_id, const GPtrArray *recent, GError **error)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  gboolean known;

  if (!load_known_event (file, event_id, &event, &known, error))
    return FALSE;
  for (guint i = 0; known && i < recent->len; i++) {
    FoyerStoreRecent *one = g_ptr_array_index (recent, i);

    if (!add_ticket (file, &event, one->scan, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_list_recent:
 * @staff_email: whose scans are wanted
 * @limit: how far back it goes, in scans of the event
 *
 * Returns: (transfer full) (element-type FoyerStoreRecent) (nullable): the newest first; those that
 *   cannot be read any more are left out
 */
GPtrArray *
foyer_store_list_recent (FoyerStoreFile *file,
                         const char *event_id,
                         const char *staff_email,
                         guint limit,
                         GError **error)
{
  g_autoptr (GPtrArray) recent =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_recent_free);
  sqlite3_stmt *row = foyer_store_prepare (file, LIST, error);
  FoyerStoreStep step;

  if (row == NULL)
    return NULL;
  foyer_store_bind_uuid (row, 1, event_id);
  sqlite3_bind_int64 (row, 2, limit);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW) {
    FoyerStoreRecent *one = read_recent (file, row, staff_email);

    if (one != NULL)
      g_ptr_array_add (recent, one);
  }
  if (step == FOYER_STORE_FAILED || !add_tickets (file, event_id, recent, error))
    return NULL;
  return g_steal_pointer (&recent);
}

/**
 * foyer_store_name_guests:
 * @event_id: an event
 * @scans: (element-type FoyerStoreScan): scans of any event
 *
 * Tells of the tickets of that event what this desk knows of them.
 */
gboolean
foyer_store_name_guests (FoyerStoreFile *file,
                         const char *event_id,
                         const GPtrArray *scans,
                         GError **error)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  gboolean known;

  if (!load_known_event (file, event_id, &event, &known, error))
    return FALSE;
  for (guint i = 0; known && i < scans->len; i++) {
    FoyerStoreScan *scan = g_ptr_array_index (scans, i);

    if (g_str_equal (scan->report->scan->event_id, event_id) &&
        !add_ticket (file, &event, scan, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_note_amendment:
 * @change: what happened at the relay; what no supervisor did about a scan of this desk is nothing
 *
 * Keeps it with the scan that it is about.
 */
gboolean
foyer_store_note_amendment (FoyerStoreFile *file, const FoyerChange *change, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  sqlite3_stmt *statement;

  if (!change->amends || change->scan_id == NULL || change->kind == FOYER_CHANGE_KIND_EXITED)
    return TRUE;
  statement = foyer_store_prepare (file,
                                   "UPDATE scans SET amended = ?, amended_sealed = ? WHERE id = ?",
                                   error);
  if (statement == NULL)
    return FALSE;
  sealed = foyer_store_seal (file,
                             FOYER_STORE_AMENDMENT_KIND,
                             change->scan_id,
                             g_variant_new (FOYER_STORE_AMENDMENT_PRIVATE, change->verified_by));
  foyer_store_bind_text (statement,
                         1,
                         change->kind == FOYER_CHANGE_KIND_UNDONE ? "undone" : "overridden");
  foyer_store_bind_bytes (statement, 2, sealed);
  foyer_store_bind_uuid (statement, 3, change->scan_id);
  return foyer_store_execute (file, statement, error);
}
