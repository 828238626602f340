/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-conflict"

#include "config.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-conflicts.h"
#include "wire/foyer-wire-conflicts.h"

/* foyerctl conflict: what desks decided by themselves and what contradicts the record. */

static void
fill_conflict (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerConflict *conflict = item;

  foyer_ctl_row_add (row, "id", conflict->id);
  foyer_ctl_row_add (row, "kind", foyer_conflict_kind_to_nick (conflict->kind));
  foyer_ctl_row_add_time (row, "opened_at", conflict->opened_at);
  foyer_ctl_row_add (row, "ticket_id", conflict->ticket != NULL ? conflict->ticket->id : NULL);
  foyer_ctl_row_add (row, "resolution", foyer_conflict_resolution_to_nick (conflict->resolution));
  foyer_ctl_row_add (row, "resolved_by", conflict->resolved_by);
  if (row->writer == NULL) {
    for (guint i = 0; i < conflict->scans->len; i++) {
      const FoyerConflictScan *scan = g_ptr_array_index (conflict->scans, i);

      foyer_ctl_row_add_cell (row, scan->scan_id);
    }
    return;
  }
  foyer_json_writer_add_string (row->writer, "list_id", conflict->list_id);
  foyer_json_writer_add_time (row->writer, "resolved_at", conflict->resolved_at);
  foyer_json_writer_add_string (row->writer, "reason", conflict->reason);
  foyer_wire_write_conflict_scans (row->writer, conflict);
}

gboolean
foyer_ctl_conflict_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (FoyerEvent) event =
      connection != NULL ? foyer_ctl_call_load_event (call, NULL, error) : NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  gboolean more = FALSE;

  if (event != NULL)
    conflicts = foyer_db_conflicts_list (connection,
                                         event->id,
                                         foyer_ctl_call_has (call, "resolved"),
                                         FOYER_LIMIT_CONFLICTS_LISTED,
                                         foyer_ctl_call_get_actor (call),
                                         &more,
                                         error);
  if (more)
    foyer_ctl_call_add_note (call,
                             "There are more: only the newest %d are printed.",
                             FOYER_LIMIT_CONFLICTS_LISTED);
  return foyer_ctl_rows_print (call, "conflicts", conflicts, fill_conflict);
}

static gboolean
read_resolution (FoyerCtlCall *call, FoyerConflictResolution *resolution, GError **error)
{
  if (foyer_conflict_resolution_from_nick (foyer_ctl_call_get_text (call, "resolution"),
                                           resolution) &&
      *resolution != FOYER_CONFLICT_EXPLAINED)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_CTL_USAGE_ERROR,
                       "--resolution takes shared_screenshot, swapped_tickets, clock, staff_error, "
                       "fraud or other");
  return FALSE;
}

static char **
read_taken_back (FoyerCtlCall *call, GError **error)
{
  const char *const *texts = foyer_ctl_call_get_texts (call, "take-back");
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_autofree char *id = foyer_uuid_canonical (texts[i]);

    if (id == NULL) {
      g_set_error_literal (error,
                           FOYER_CTL_USAGE_ERROR,
                           "--take-back takes a scan’s id as foyerctl prints it");
      return NULL;
    }
    g_strv_builder_add (ids, id);
  }
  return g_strv_builder_end (ids);
}

static void
ring (FoyerDbConnection *connection, const GPtrArray *batches)
{
  const FoyerChangeBatch *last =
      batches->len > 0 ? g_ptr_array_index (batches, batches->len - 1) : NULL;

  if (last != NULL)
    foyer_db_changes_ring (connection, last->event_id, last->to);
}

gboolean
foyer_ctl_conflict_resolve (FoyerCtlCall *call, GError **error)
{
  g_auto (GStrv) taken_back = read_taken_back (call, error);
  g_autoptr (GPtrArray) batches = NULL;
  FoyerDbResolution resolution = {
    .conflict_id = call->argument,
    .reason = foyer_ctl_call_get_text (call, "reason"),
    .taken_back = (const char *const *)taken_back,
  };
  FoyerDbConnection *connection;

  if (taken_back == NULL || !read_resolution (call, &resolution.resolution, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !foyer_db_conflict_resolve (connection,
                                                        &resolution,
                                                        foyer_ctl_call_get_actor (call),
                                                        &batches,
                                                        error))
    return FALSE;
  ring (connection, batches);
  foyer_ctl_call_print_done (call);
  return TRUE;
}
