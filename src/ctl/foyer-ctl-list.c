/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-list"

#include "config.h"

#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-events.h"
#include "wire/foyer-json-writer.h"

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

/* The numbers of the ticket types that --type names. A list may well be made before its first
 * ticket; a type that was mistyped would keep everybody out. */
static gboolean
read_types (FoyerCtlCall *call, const FoyerEvent *event, GArray *numbers, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  const char *const *names = foyer_ctl_call_get_texts (call, "type");

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    guint number;

    if (!foyer_db_ticket_type_ensure (connection, event->id, names[i], &number, error))
      return FALSE;
    if (!has_type (event, names[i]))
      foyer_ctl_call_add_note (call, "“%s” is a new ticket type of this event.", names[i]);
    g_array_append_val (numbers, number);
  }
  return TRUE;
}

gboolean
foyer_ctl_list_create (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
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
      !foyer_ctl_call_get_span (call,
                                zone,
                                "starts",
                                "ends",
                                &fields.starts,
                                &fields.ends,
                                error) ||
      !read_types (call, event, numbers, error))
    return FALSE;
  fields.type_numbers = (guint *)(gpointer)numbers->data;
  fields.n_type_numbers = numbers->len;
  id = foyer_db_list_create (foyer_ctl_call_connect (call, error),
                             event->id,
                             &fields,
                             foyer_ctl_call_get_actor (call),
                             error);
  if (id == NULL)
    return FALSE;
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
write_list (FoyerJsonWriter *writer, const FoyerCheckInList *list)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", list->id);
  foyer_json_writer_add_string (writer, "name", list->name);
  foyer_json_writer_add_boolean (writer, "default", list->is_default);
  foyer_json_writer_end_object (writer);
}

static void
write_gate (FoyerJsonWriter *writer, const FoyerGate *gate)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", gate->id);
  foyer_json_writer_add_string (writer, "name", gate->name);
  foyer_json_writer_add_string (writer, "list", gate->list_id);
  foyer_json_writer_end_object (writer);
}

static void
begin_document (FoyerJsonWriter *writer, const char *name)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_begin_array (writer, name);
}

static void
end_document (FoyerJsonWriter *writer)
{
  foyer_json_writer_end_array (writer);
  foyer_json_writer_end_object (writer);
  g_string_append_c (writer->out, '\n');
}

gboolean
foyer_ctl_list_list (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);
  FoyerJsonWriter writer = { .out = call->out };

  if (event == NULL)
    return FALSE;
  if (call->json)
    begin_document (&writer, "lists");
  for (guint i = 0; i < event->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (event->lists, i);

    if (call->json)
      write_list (&writer, list);
    else
      g_string_append_printf (call->out,
                              "%s\t%s\t%s\n",
                              list->id,
                              list->name,
                              list->is_default ? "default" : "");
  }
  if (call->json)
    end_document (&writer);
  return TRUE;
}

gboolean
foyer_ctl_gate_list (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);
  FoyerJsonWriter writer = { .out = call->out };

  if (event == NULL)
    return FALSE;
  if (call->json)
    begin_document (&writer, "gates");
  for (guint i = 0; i < event->gates->len; i++) {
    const FoyerGate *gate = g_ptr_array_index (event->gates, i);

    if (call->json)
      write_gate (&writer, gate);
    else
      g_string_append_printf (call->out,
                              "%s\t%s\t%s\n",
                              gate->id,
                              gate->name,
                              gate->list_id != NULL ? gate->list_id : "");
  }
  if (call->json)
    end_document (&writer);
  return TRUE;
}
