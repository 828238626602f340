/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-conflicts"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-activities.h"
#include "wire/foyer-wire-conflicts.h"

/* What contradicts the record: the conflicts that are open, as the relay tells of them. A desk
 * hears of those that name it, whoever may resolve them of all, and both of them again after each
 * join. */

static FoyerConflictItem *
find (FoyerSession *self, const char *conflict_id, guint *position)
{
  GListModel *conflicts = G_LIST_MODEL (self->conflicts);

  for (guint i = 0; i < g_list_model_get_n_items (conflicts); i++) {
    g_autoptr (FoyerConflictItem) item = g_list_model_get_item (conflicts, i);

    if (g_str_equal (foyer_conflict_item_get_conflict (item)->id, conflict_id)) {
      *position = i;
      return g_steal_pointer (&item);
    }
  }
  return NULL;
}

/* What is open for longest comes first. */
static int
compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  const FoyerConflict *one = foyer_conflict_item_get_conflict ((FoyerConflictItem *)a);
  const FoyerConflict *other = foyer_conflict_item_get_conflict ((FoyerConflictItem *)b);

  if (one->opened_at != other->opened_at)
    return one->opened_at < other->opened_at ? -1 : 1;
  return g_strcmp0 (one->id, other->id);
}

/* What has grown keeps its item: somebody may be looking at it. */
static void
take_opened (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerConflict) conflict = foyer_wire_read_conflict (message);
  g_autoptr (FoyerConflictItem) item = NULL;
  guint position;

  item = find (self, conflict->id, &position);
  if (item != NULL) {
    foyer_conflict_item_set_conflict (item, conflict);
    return;
  }
  item = foyer_conflict_item_new (conflict);
  g_list_store_insert_sorted (self->conflicts, item, compare, NULL);
}

static void
take_resolved (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerConflict) conflict = foyer_wire_read_conflict (message);
  g_autoptr (FoyerConflictItem) item = NULL;
  guint position;

  item = find (self, conflict->id, &position);
  if (item == NULL)
    return;
  foyer_conflict_item_set_conflict (item, conflict);
  g_list_store_remove (self->conflicts, position);
}

/**
 * foyer_session_conflicts_take:
 * @message: what may be about conflicts
 *
 * Returns: whether it was
 */
gboolean
foyer_session_conflicts_take (FoyerSession *self, FoyerMessage *message)
{
  if (message->kind == FOYER_MESSAGE_KIND_CONFLICT_OPENED)
    take_opened (self, message);
  else if (message->kind == FOYER_MESSAGE_KIND_CONFLICT_RESOLVED)
    take_resolved (self, message);
  else
    return FALSE;
  return TRUE;
}

/**
 * foyer_session_get_conflicts:
 *
 * Returns: (transfer none) (element-type FoyerConflictItem): the open conflicts that this desk or
 *   who is signed in here is told of; the oldest ones come first
 */
GListModel *
foyer_session_get_conflicts (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->conflicts);
}

/* Whoever decides has seen those that were told; of very many scans not all are.
 *
 * Returns: (transfer full): none where it is not known which there were */
static GStrv
list_seen (FoyerSession *self, const char *conflict_id)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  guint position = 0;
  g_autoptr (FoyerConflictItem) item = find (self, conflict_id, &position);
  const GPtrArray *scans = item != NULL ? foyer_conflict_item_get_conflict (item)->scans : NULL;

  for (guint i = 0; scans != NULL && scans->len < FOYER_LIMIT_CONFLICT_SCANS && i < scans->len; i++)
    g_strv_builder_add (ids, ((FoyerConflictScan *)g_ptr_array_index (scans, i))->scan_id);
  return g_strv_builder_end (ids);
}

/**
 * foyer_session_resolve_conflict_async:
 * @resolution: what was behind it
 * @reason: the same in words
 * @taken_back: (array zero-terminated=1): the scans of it whose admissions count no more
 *
 * Resolves a conflict as it is in the list; it is gone from there when the relay says so.
 */
void
foyer_session_resolve_conflict_async (FoyerSession *self,
                                      const char *conflict_id,
                                      FoyerConflictResolution resolution,
                                      const char *reason,
                                      const char *const *taken_back,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  g_auto (GStrv) seen = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (conflict_id != NULL);
  g_return_if_fail (reason != NULL);

  id = foyer_uuid_new ();
  seen = list_seen (self, conflict_id);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_resolve_conflict_async);
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_DONE,
                              id,
                              foyer_wire_encode_resolve_conflict (id,
                                                                  request_id,
                                                                  conflict_id,
                                                                  resolution,
                                                                  reason,
                                                                  taken_back,
                                                                  (const char *const *)seen));
}

/**
 * foyer_session_resolve_conflict_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it is resolved
 */
gboolean
foyer_session_resolve_conflict_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  return foyer_session_requests_finish_done (self, result, error);
}

/**
 * foyer_session_list_conflicts_async:
 *
 * Asks for the conflicts of the event that were resolved lately.
 */
void
foyer_session_list_conflicts_async (FoyerSession *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_conflicts_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  id = foyer_uuid_new ();
  foyer_session_requests_ask (self,
                              g_steal_pointer (&task),
                              FOYER_MESSAGE_KIND_CONFLICTS_LISTED,
                              id,
                              foyer_wire_encode_list_conflicts (id,
                                                                self->event_id,
                                                                TRUE,
                                                                FOYER_LIMIT_CONFLICTS_LISTED));
}

/**
 * foyer_session_list_conflicts_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (element-type FoyerConflict) (nullable): the newest ones first
 */
GPtrArray *
foyer_session_list_conflicts_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  message = g_task_propagate_pointer (G_TASK (result), error);
  return message != NULL ? foyer_wire_read_conflicts_listed (message) : NULL;
}

/**
 * foyer_session_list_ticket_activities_async:
 * @ticket_id: a ticket of the event
 * @list_id: (nullable): only what was done for this check-in list
 *
 * Asks for what was done with a ticket at the doors.
 */
void
foyer_session_list_ticket_activities_async (FoyerSession *self,
                                            const char *ticket_id,
                                            const char *list_id,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *id;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (ticket_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_ticket_activities_async);
  if (!foyer_session_requests_check_event (self, task))
    return;
  id = foyer_uuid_new ();
  foyer_session_requests_ask (
      self,
      g_steal_pointer (&task),
      FOYER_MESSAGE_KIND_TICKET_ACTIVITIES_LISTED,
      id,
      foyer_wire_encode_list_ticket_activities (id,
                                                self->event_id,
                                                ticket_id,
                                                list_id,
                                                FOYER_LIMIT_ACTIVITIES_LISTED));
}

/**
 * foyer_session_list_ticket_activities_finish:
 * @more: (out): whether there are older ones
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (element-type FoyerActivity) (nullable): the newest ones first
 */
GPtrArray *
foyer_session_list_ticket_activities_finish (FoyerSession *self,
                                             GAsyncResult *result,
                                             gboolean *more,
                                             GError **error)
{
  g_autoptr (FoyerMessage) message = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  message = g_task_propagate_pointer (G_TASK (result), error);
  if (message == NULL)
    return NULL;
  *more = foyer_message_get_boolean (message, "more");
  return foyer_wire_read_activities (message);
}
