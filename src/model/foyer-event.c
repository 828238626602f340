/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-event"

#include "config.h"

#include "model/foyer-event.h"

#include "base/foyer-nick.h"

/* How an event is set up: its check-in lists, gates, ticket types, keys and policy. */

static const char *const offline_modes[] = {
  [FOYER_OFFLINE_INHERIT] = "inherit",
  [FOYER_OFFLINE_ALLOW] = "allow",
  [FOYER_OFFLINE_HOLD] = "hold",
  [FOYER_OFFLINE_SIGNED] = "signed",
};

G_DEFINE_BOXED_TYPE (FoyerEvent, foyer_event, foyer_event_ref, foyer_event_unref)

static GPtrArray *
ref_or_make (GPtrArray *array, GDestroyNotify free_item)
{
  return array != NULL ? g_ptr_array_ref (array) : g_ptr_array_new_with_free_func (free_item);
}

/**
 * foyer_event_new:
 * @fields: what the event holds; texts are copied, arrays and keys are shared and must not be
 *   changed any more; a missing array is an empty one
 *
 * Returns: (transfer full): a new event
 */
FoyerEvent *
foyer_event_new (const FoyerEvent *fields)
{
  FoyerEvent *self = g_atomic_rc_box_new0 (FoyerEvent);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->name = g_strdup (fields->name);
  self->time_zone = g_strdup (fields->time_zone);
  self->policy.message = g_strdup (fields->policy.message);
  self->lists = ref_or_make (fields->lists, (GDestroyNotify)foyer_check_in_list_free);
  self->gates = ref_or_make (fields->gates, (GDestroyNotify)foyer_gate_free);
  self->ticket_types = ref_or_make (fields->ticket_types, (GDestroyNotify)foyer_ticket_type_free);
  self->keys = fields->keys != NULL ? foyer_key_ring_ref (fields->keys) : foyer_key_ring_new ();
  return self;
}

/**
 * foyer_event_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerEvent *
foyer_event_ref (FoyerEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerEvent *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->time_zone);
  g_free (self->policy.message);
  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->gates);
  g_ptr_array_unref (self->ticket_types);
  foyer_key_ring_unref (self->keys);
}

void
foyer_event_unref (FoyerEvent *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_event_get_list:
 * @list_id: (nullable): a check-in list's id, or %NULL for the default list
 *
 * Returns: (transfer none) (nullable): the list, or %NULL where the event has none of that id
 */
const FoyerCheckInList *
foyer_event_get_list (const FoyerEvent *self, const char *list_id)
{
  for (guint i = 0; i < self->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (self->lists, i);

    if (list_id == NULL ? list->is_default : g_str_equal (list->id, list_id))
      return list;
  }
  return NULL;
}

/**
 * foyer_event_get_gate:
 * @name: (nullable): a gate's name
 *
 * Returns: (transfer none) (nullable): the gate, or %NULL where the event has none of that name
 */
const FoyerGate *
foyer_event_get_gate (const FoyerEvent *self, const char *name)
{
  for (guint i = 0; i < self->gates->len; i++) {
    const FoyerGate *gate = g_ptr_array_index (self->gates, i);

    if (g_strcmp0 (gate->name, name) == 0)
      return gate;
  }
  return NULL;
}

static const FoyerTicketType *
find_type (const FoyerEvent *self, guint number)
{
  for (guint i = 0; i < self->ticket_types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (self->ticket_types, i);

    if (type->number == number)
      return type;
  }
  return NULL;
}

/**
 * foyer_event_permits:
 * @gate_name: (nullable): where the desk stands, if at a gate
 * @list: (nullable): a check-in list of the event
 *
 * A gate that names a list is for that list only; one that the event does not have says nothing.
 *
 * Returns: whether a desk there may scan for @list
 */
gboolean
foyer_event_permits (const FoyerEvent *self, const char *gate_name, const FoyerCheckInList *list)
{
  const FoyerGate *gate = gate_name != NULL ? foyer_event_get_gate (self, gate_name) : NULL;

  return gate == NULL || gate->list_id == NULL ||
         (list != NULL && g_str_equal (gate->list_id, list->id));
}

/**
 * foyer_event_get_type_name:
 *
 * Returns: (transfer none) (nullable): the name of the ticket type with that number
 */
const char *
foyer_event_get_type_name (const FoyerEvent *self, guint number)
{
  const FoyerTicketType *type = find_type (self, number);

  return type != NULL ? type->name : NULL;
}

/**
 * foyer_event_get_offline:
 * @type_number: the number of a ticket type; of one that the event does not have, the event's own
 *   policy counts
 *
 * Returns: what a desk without a relay does with tickets of that type; never %FOYER_OFFLINE_INHERIT
 */
FoyerOfflinePolicy
foyer_event_get_offline (const FoyerEvent *self, guint type_number)
{
  const FoyerTicketType *type = find_type (self, type_number);
  FoyerOfflinePolicy policy = self->policy.offline;

  if (type != NULL && type->offline.mode != FOYER_OFFLINE_INHERIT)
    policy = type->offline;
  if (policy.mode == FOYER_OFFLINE_INHERIT)
    policy.mode = FOYER_OFFLINE_ALLOW;
  return policy;
}

const char *
foyer_offline_mode_to_nick (FoyerOfflineMode mode)
{
  return foyer_nick_get (offline_modes, G_N_ELEMENTS (offline_modes), mode);
}

/**
 * foyer_offline_mode_from_nick:
 * @mode: (out): untouched where @nick is none
 */
gboolean
foyer_offline_mode_from_nick (const char *nick, FoyerOfflineMode *mode)
{
  guint found;

  if (!foyer_nick_find (offline_modes, G_N_ELEMENTS (offline_modes), nick, &found))
    return FALSE;
  *mode = (FoyerOfflineMode)found;
  return TRUE;
}

FoyerTicketType *
foyer_ticket_type_new (guint number, const char *name)
{
  FoyerTicketType *self = g_new0 (FoyerTicketType, 1);

  self->number = number;
  self->name = g_strdup (name);
  return self;
}

void
foyer_ticket_type_free (FoyerTicketType *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * foyer_check_in_list_copy:
 *
 * Returns: (transfer full): a list of its own with the same fields
 */
FoyerCheckInList *
foyer_check_in_list_copy (const FoyerCheckInList *fields)
{
  FoyerCheckInList *self = g_memdup2 (fields, sizeof (FoyerCheckInList));

  self->id = g_strdup (fields->id);
  self->name = g_strdup (fields->name);
  self->type_numbers = g_memdup2 (fields->type_numbers, sizeof (guint) * fields->n_type_numbers);
  return self;
}

void
foyer_check_in_list_free (FoyerCheckInList *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->type_numbers);
  g_free (self);
}

/**
 * foyer_check_in_list_lets_in:
 *
 * Returns: whether tickets of the type with that number are let in here
 */
gboolean
foyer_check_in_list_lets_in (const FoyerCheckInList *self, guint type_number)
{
  if (self->n_type_numbers == 0)
    return TRUE;
  for (guint i = 0; i < self->n_type_numbers; i++) {
    if (self->type_numbers[i] == type_number)
      return TRUE;
  }
  return FALSE;
}

/**
 * foyer_gate_copy:
 *
 * Returns: (transfer full): a gate of its own with the same fields
 */
FoyerGate *
foyer_gate_copy (const FoyerGate *fields)
{
  FoyerGate *self = g_new0 (FoyerGate, 1);

  self->id = g_strdup (fields->id);
  self->name = g_strdup (fields->name);
  self->list_id = g_strdup (fields->list_id);
  return self;
}

void
foyer_gate_free (FoyerGate *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->list_id);
  g_free (self);
}

void
foyer_list_counts_clear (FoyerListCounts *self)
{
  g_clear_pointer (&self->list_id, g_free);
}
