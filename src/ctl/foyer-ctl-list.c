/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-list"

#include "config.h"

#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-events.h"

/* foyerctl list and gate: who is let in where. */

static gboolean
has_type (const FoyerEvent *event, const char *name)
{
  for (guint i = 0; i < event->ticket_types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (event->ticket_types, i);

    if (g_str_equal (type->name, name))
      return TRUE;
  }
  return FALSE;
}

/* A list may well be made before its first ticket; a type that was mistyped keeps everybody out. */
static void
note_new_types (FoyerCtlCall *call, const FoyerEvent *event)
{
  const char *const *names = foyer_ctl_call_get_texts (call, "type");

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    if (!has_type (event, names[i]))
      foyer_ctl_call_add_note (call, "“%s” is a new ticket type of this event.", names[i]);
  }
}

gboolean
foyer_ctl_list_create (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (FoyerEvent) event = NULL;
  g_autofree char *id = NULL;
  FoyerCheckInList fields = {
    .name = (char *)foyer_ctl_call_get_text (call, "name"),
    .reentry = foyer_ctl_call_has (call, "reentry"),
    .reentry_delay = foyer_ctl_call_get_number (call, "reentry-delay", 0) * G_TIME_SPAN_MINUTE,
  };

  if (fields.reentry_delay > 0 && !fields.reentry) {
    g_set_error_literal (error,
                         FOYER_CTL_USAGE_ERROR,
                         "--reentry-delay says nothing without --reentry");
    return FALSE;
  }
  event = foyer_ctl_call_load_event (call, &zone, error);
  if (event == NULL ||
      !foyer_ctl_call_get_span (call, zone, "starts", "ends", &fields.starts, &fields.ends, error))
    return FALSE;
  id = foyer_db_list_create (foyer_ctl_call_connect (call, error),
                             event->id,
                             &fields,
                             foyer_ctl_call_get_texts (call, "type"),
                             foyer_ctl_call_get_actor (call),
                             error);
  if (id == NULL)
    return FALSE;
  note_new_types (call, event);
  foyer_ctl_call_print_member (call, "id", id);
  return TRUE;
}

gboolean
foyer_ctl_gate_create (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autofree char *id = NULL;
  FoyerGate fields = {
    .name = (char *)foyer_ctl_call_get_text (call, "name"),
    .list_id = (char *)foyer_ctl_call_get_text (call, "list"),
  };

  if (connection != NULL)
    id = foyer_db_gate_create (connection,
                               foyer_ctl_call_get_text (call, "event"),
                               &fields,
                               foyer_ctl_call_get_actor (call),
                               error);
  if (id == NULL)
    return FALSE;
  foyer_ctl_call_print_member (call, "id", id);
  return TRUE;
}

static void
fill_list (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerCheckInList *list = item;

  foyer_ctl_row_add (row, "id", list->id);
  foyer_ctl_row_add (row, "name", list->name);
  foyer_ctl_row_add_cell (row, list->is_default ? "default" : NULL);
  if (row->writer != NULL)
    foyer_json_writer_add_boolean (row->writer, "default", list->is_default);
}

gboolean
foyer_ctl_list_list (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);

  return foyer_ctl_rows_print (call, "lists", event != NULL ? event->lists : NULL, fill_list);
}

static void
fill_gate (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerGate *gate = item;

  foyer_ctl_row_add (row, "id", gate->id);
  foyer_ctl_row_add (row, "name", gate->name);
  foyer_ctl_row_add (row, "list", gate->list_id);
}

gboolean
foyer_ctl_gate_list (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);

  return foyer_ctl_rows_print (call, "gates", event != NULL ? event->gates : NULL, fill_gate);
}
