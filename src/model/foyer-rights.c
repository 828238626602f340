/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-rights"

#include "config.h"

#include "model/foyer-rights.h"

#include "base/foyer-uuid.h"

#include <string.h>

/* The role that counts at an event is the one that is said for it. Where none is, it is the role
 * for the whole installation, which only those have who are for all events. The text is a word for
 * that role, or a dash, and then EVENT-ID:ROLE for each event that is named, with blanks between.
 */

G_DEFINE_BOXED_TYPE (FoyerRights, foyer_rights, foyer_rights_ref, foyer_rights_unref)

static void
add_event (FoyerRights *self, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 2);
  g_autofree char *event_id = foyer_uuid_canonical (parts[0]);
  FoyerRole role;

  if (event_id == NULL || parts[1] == NULL || !foyer_role_from_nick (parts[1], &role))
    return;
  /* Most people have none, and a relay holds very many of these. */
  if (self->by_event == NULL)
    self->by_event = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->by_event, g_steal_pointer (&event_id), GINT_TO_POINTER (role));
}

/**
 * foyer_rights_new:
 * @text: the rights; what cannot be read gives none
 *
 * Returns: (transfer full): a new value
 */
FoyerRights *
foyer_rights_new (const char *text)
{
  FoyerRights *self = g_atomic_rc_box_new0 (FoyerRights);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  self->text = g_strdup (text);
  self->role = FOYER_ROLE_STAFF;
  self->all_events = words[0] != NULL && foyer_role_from_nick (words[0], &self->role);
  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    add_event (self, words[i]);
  return self;
}

/**
 * foyer_rights_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerRights *
foyer_rights_ref (FoyerRights *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerRights *self = data;

  g_free (self->text);
  g_clear_pointer (&self->by_event, g_hash_table_unref);
}

void
foyer_rights_unref (FoyerRights *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_rights_get_role:
 * @event_id: (nullable): an event, in lower case, or %NULL for what concerns no single one
 * @role: (out): untouched where there is none
 *
 * Returns: whether they have a role there
 */
gboolean
foyer_rights_get_role (const FoyerRights *self, const char *event_id, FoyerRole *role)
{
  gpointer value;

  if (event_id != NULL && self->by_event != NULL &&
      g_hash_table_lookup_extended (self->by_event, event_id, NULL, &value)) {
    *role = (FoyerRole)GPOINTER_TO_INT (value);
    return TRUE;
  }
  if (!self->all_events)
    return FALSE;
  *role = self->role;
  return TRUE;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * foyer_rights_list_events:
 *
 * Returns: (transfer full): the ids of the events that are named, in order
 */
GStrv
foyer_rights_list_events (const FoyerRights *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  if (self->by_event != NULL) {
    g_hash_table_iter_init (&iter, self->by_event);
    while (g_hash_table_iter_next (&iter, &id, NULL))
      g_ptr_array_add (ids, g_strdup (id));
  }
  g_ptr_array_sort (ids, compare);
  g_ptr_array_add (ids, NULL);
  return (GStrv)g_ptr_array_free (ids, FALSE);
}

/**
 * foyer_rights_include:
 * @event_id: (nullable): where; %NULL for what concerns no single event
 *
 * What is for the whole installation is not included by a role at one event, and what concerns only
 * who asks is included always.
 *
 * Returns: whether they may do that there
 */
gboolean
foyer_rights_include (const FoyerRights *self, const char *event_id, FoyerPermission permission)
{
  FoyerRole role;

  if (!foyer_permission_is_about_event (permission))
    event_id = NULL;
  if (foyer_rights_get_role (self, event_id, &role))
    return foyer_role_includes (role, permission);
  return permission == FOYER_PERMISSION_SELF;
}

/**
 * foyer_rights_include_somewhere:
 *
 * Returns: whether they may do that at any event, or everywhere
 */
gboolean
foyer_rights_include_somewhere (const FoyerRights *self, FoyerPermission permission)
{
  g_auto (GStrv) events = foyer_rights_list_events (self);

  for (guint i = 0; events[i] != NULL; i++) {
    if (foyer_rights_include (self, events[i], permission))
      return TRUE;
  }
  return foyer_rights_include (self, NULL, permission);
}
