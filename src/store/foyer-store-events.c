/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-events"

#include "config.h"

#include "store/foyer-store-events.h"

#include "base/foyer-error.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

#include <glib/gi18n.h>

/* How an event is set up, kept as a serialised GVariant: nothing asks for a part of it. */

#define FIND    "SELECT id, epoch, seq, coalesce (copy, 0), whole, set_up, closed FROM events"

#define OFFLINE "(uu)"
#define POLICY  "(bmsu" OFFLINE ")"
#define LISTS   "a(ssbauxxbx)"
#define GATES   "a(ssms)"
#define TYPES   "a(us" OFFLINE ")"
#define KEYS    "a(uay)"
#define SET_UP  "(smsxx" POLICY LISTS GATES TYPES KEYS ")"

void
foyer_store_event_clear (FoyerStoreEvent *self)
{
  g_clear_pointer (&self->event, foyer_event_unref);
}

static GVariant *
pack_lists (const FoyerEvent *event)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (LISTS));

  for (guint i = 0; i < event->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (event->lists, i);

    g_variant_builder_add (&builder,
                           "(ssb@auxxbx)",
                           list->id,
                           list->name,
                           list->is_default,
                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32,
                                                      list->type_numbers,
                                                      list->n_type_numbers,
                                                      sizeof *list->type_numbers),
                           list->starts,
                           list->ends,
                           list->reentry,
                           list->reentry_delay);
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_gates (const FoyerEvent *event)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (GATES));

  for (guint i = 0; i < event->gates->len; i++) {
    const FoyerGate *gate = g_ptr_array_index (event->gates, i);

    g_variant_builder_add (&builder, "(ssms)", gate->id, gate->name, gate->list_id);
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_types (const FoyerEvent *event)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (TYPES));

  for (guint i = 0; i < event->ticket_types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (event->ticket_types, i);

    g_variant_builder_add (&builder,
                           "(us(uu))",
                           type->number,
                           type->name,
                           type->offline.mode,
                           type->offline.max_exposure);
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_keys (const FoyerEvent *event)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (KEYS));

  for (guint i = 0; i < foyer_key_ring_get_size (event->keys); i++) {
    guint32 number = foyer_key_ring_get_number (event->keys, i);

    g_variant_builder_add (&builder,
                           "(u@ay)",
                           number,
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                                      foyer_key_ring_get (event->keys, number),
                                                      FOYER_PUBLIC_KEY_BYTES,
                                                      1));
  }
  return g_variant_builder_end (&builder);
}

static GBytes *
pack (const FoyerEvent *event)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new ("(smsxx@" POLICY "@" LISTS "@" GATES "@" TYPES "@" KEYS ")",
                     event->name,
                     event->time_zone,
                     event->starts,
                     event->ends,
                     g_variant_new (POLICY,
                                    event->policy.entry_paused,
                                    event->policy.message,
                                    event->policy.code_kind,
                                    event->policy.offline.mode,
                                    event->policy.offline.max_exposure),
                     pack_lists (event),
                     pack_gates (event),
                     pack_types (event),
                     pack_keys (event)));

  return g_variant_get_data_as_bytes (variant);
}

static GPtrArray *
unpack_lists (GVariant *variant)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  FoyerCheckInList list = { 0 };
  GVariantIter iter;
  GVariant *numbers;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter,
                              "(&s&sb@auxxbx)",
                              &list.id,
                              &list.name,
                              &list.is_default,
                              &numbers,
                              &list.starts,
                              &list.ends,
                              &list.reentry,
                              &list.reentry_delay)) {
    gsize n;

    list.type_numbers = (guint *)g_variant_get_fixed_array (numbers, &n, sizeof *list.type_numbers);
    list.n_type_numbers = (guint)n;
    g_ptr_array_add (lists, foyer_check_in_list_copy (&list));
    g_variant_unref (numbers);
  }
  return lists;
}

static GPtrArray *
unpack_gates (GVariant *variant)
{
  GPtrArray *gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free);
  FoyerGate gate;
  GVariantIter iter;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&sm&s)", &gate.id, &gate.name, &gate.list_id))
    g_ptr_array_add (gates, foyer_gate_copy (&gate));
  return gates;
}

static GPtrArray *
unpack_types (GVariant *variant)
{
  GPtrArray *types = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free);
  FoyerOfflinePolicy offline;
  GVariantIter iter;
  const char *name;
  guint number;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter,
                              "(u&s(uu))",
                              &number,
                              &name,
                              &offline.mode,
                              &offline.max_exposure)) {
    FoyerTicketType *type = foyer_ticket_type_new (number, name);

    type->offline = offline;
    g_ptr_array_add (types, type);
  }
  return types;
}

static FoyerKeyRing *
unpack_keys (GVariant *variant)
{
  FoyerKeyRing *keys = foyer_key_ring_new ();
  GVariantIter iter;
  GVariant *bytes;
  guint32 number;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(u@ay)", &number, &bytes)) {
    gsize size;
    const guint8 *key = g_variant_get_fixed_array (bytes, &size, 1);

    if (size == FOYER_PUBLIC_KEY_BYTES)
      foyer_key_ring_add (keys, number, key);
    g_variant_unref (bytes);
  }
  return keys;
}

static FoyerEvent *
unpack (const char *event_id, gint64 epoch, gboolean closed, GBytes *bytes)
{
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (SET_UP), bytes, FALSE));
  g_autoptr (GVariant) lists = NULL;
  g_autoptr (GVariant) gates = NULL;
  g_autoptr (GVariant) types = NULL;
  g_autoptr (GVariant) keys = NULL;
  FoyerEvent fields = { .id = (char *)event_id, .epoch = epoch, .policy.closed = closed };
  FoyerEvent *event;

  g_variant_get (variant,
                 "(&sm&sxx(bm&su(uu))@" LISTS "@" GATES "@" TYPES "@" KEYS ")",
                 &fields.name,
                 &fields.time_zone,
                 &fields.starts,
                 &fields.ends,
                 &fields.policy.entry_paused,
                 &fields.policy.message,
                 &fields.policy.code_kind,
                 &fields.policy.offline.mode,
                 &fields.policy.offline.max_exposure,
                 &lists,
                 &gates,
                 &types,
                 &keys);
  fields.lists = unpack_lists (lists);
  fields.gates = unpack_gates (gates);
  fields.ticket_types = unpack_types (types);
  fields.keys = unpack_keys (keys);
  event = foyer_event_new (&fields);
  g_ptr_array_unref (fields.lists);
  g_ptr_array_unref (fields.gates);
  g_ptr_array_unref (fields.ticket_types);
  foyer_key_ring_unref (fields.keys);
  return event;
}

static gboolean
write_event (FoyerStoreFile *file, const FoyerEvent *event, GError **error)
{
  g_autoptr (GBytes) set_up = pack (event);
  sqlite3_stmt *statement;

  g_clear_pointer (&file->event, foyer_event_unref);
  statement =
      foyer_store_prepare (file,
                           "INSERT INTO events (id, epoch, seq, set_up, closed)"
                           " VALUES (?1, ?2, 0, ?3, ?4) ON CONFLICT (id) DO UPDATE"
                           " SET set_up = excluded.set_up, epoch = excluded.epoch,"
                           " closed = excluded.closed,"
                           " seq = CASE WHEN epoch = excluded.epoch AND NOT excluded.closed"
                           " THEN seq ELSE 0 END,"
                           " copy = CASE WHEN epoch = excluded.epoch AND NOT excluded.closed"
                           " THEN copy END,"
                           " whole = CASE WHEN epoch = excluded.epoch AND NOT excluded.closed"
                           " THEN whole ELSE 0 END",
                           error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, event->id);
  sqlite3_bind_int64 (statement, 2, event->epoch);
  foyer_store_bind_bytes (statement, 3, set_up);
  sqlite3_bind_int (statement, 4, event->policy.closed);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_save_event:
 * @event: how it is set up now
 *
 * Keeps that. In another epoch the copy of the tickets means nothing any more and is let go of;
 * what was delivered in the old one waits again, because the relay may have lost it. Of an event
 * that is closed only the scans stay that the relay does not have; what was heard of other desks
 * goes with its tickets.
 */
gboolean
foyer_store_save_event (FoyerStoreFile *file, const FoyerEvent *event, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  return foyer_store_begin (file, error) && write_event (file, event, error) &&
         foyer_store_offer_again (file, event->id, event->epoch, error) &&
         foyer_store_forget_closed (file, event->id, error) && foyer_store_commit (file, error);
}

/* The columns are FIND's. */
static FoyerEvent *
read_set_up (sqlite3_stmt *row)
{
  g_autofree char *id = foyer_store_get_uuid (row, 0);
  g_autoptr (GBytes) bytes =
      g_bytes_new (sqlite3_column_blob (row, 5), (gsize)sqlite3_column_bytes (row, 5));

  return unpack (id, sqlite3_column_int64 (row, 1), sqlite3_column_int (row, 6) != 0, bytes);
}

static gboolean
is_remembered (const FoyerStoreFile *file, const char *event_id)
{
  return file->event != NULL && g_ascii_strcasecmp (file->event->id, event_id) == 0;
}

static void
read_event (FoyerStoreFile *file, const char *event_id, sqlite3_stmt *row, FoyerStoreEvent *event)
{
  event->seq = sqlite3_column_int64 (row, 2);
  event->copy = sqlite3_column_int64 (row, 3);
  if (event->copy == 0)
    event->tickets = FOYER_STORE_TICKETS_NONE;
  else
    event->tickets =
        sqlite3_column_int (row, 4) != 0 ? FOYER_STORE_TICKETS_ALL : FOYER_STORE_TICKETS_VOID;
  if (!is_remembered (file, event_id)) {
    g_clear_pointer (&file->event, foyer_event_unref);
    file->event = read_set_up (row);
  }
  event->event = foyer_event_ref (file->event);
}

/**
 * foyer_store_load_event:
 * @event: (out caller-allocates): what there is of it; free it with foyer_store_event_clear()
 *
 * Returns: %FALSE with %FOYER_ERROR_NOT_FOUND where this desk never worked for the event
 */
gboolean
foyer_store_load_event (FoyerStoreFile *file,
                        const char *event_id,
                        FoyerStoreEvent *event,
                        GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND " WHERE id = ?", error);
  FoyerStoreStep step;

  *event = (FoyerStoreEvent){ 0 };
  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, event_id);
  step = foyer_store_step (file, row, error);
  if (step == FOYER_STORE_DONE)
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_FOUND,
                         _ ("This desk has not worked for that event yet."));
  if (step != FOYER_STORE_ROW)
    return FALSE;
  read_event (file, event_id, row, event);
  sqlite3_reset (row);
  return TRUE;
}

/**
 * foyer_store_load_other_events:
 *
 * Returns: (transfer full) (element-type FoyerEvent) (nullable): all events of this desk but one
 */
GPtrArray *
foyer_store_load_other_events (FoyerStoreFile *file, const char *event_id, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_unref);
  sqlite3_stmt *row = foyer_store_prepare (file, FIND " WHERE id <> ?", error);
  FoyerStoreStep step;

  if (row == NULL)
    return NULL;
  foyer_store_bind_uuid (row, 1, event_id);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW)
    g_ptr_array_add (events, read_set_up (row));
  return step == FOYER_STORE_DONE ? g_steal_pointer (&events) : NULL;
}
