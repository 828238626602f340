/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-scans"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-pairing.h"
#include "session/foyer-identity-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Scans as people see them: who waits for a verdict, and what became of the newest ones. How a
 * verdict is come by is the courier's. Whoever the relay is asked as is who gets the credit, so
 * that a scan without a verdict is kept for who scanned it, until they are back on this desk. */

/* @owner: (nullable): who scanned it, and on which device; %NULL: whoever the next hello is for */
typedef struct {
  FoyerRecentScan *recent;
  char *owner;
  GTask *task;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_clear_object (&pending->task);
  g_object_unref (pending->recent);
  g_free (pending->owner);
  g_free (pending);
}

static char *
make_owner (const char *device_id, const char *email)
{
  return g_strconcat (device_id, " ", email, NULL);
}

/* Before the relay has said hello, it is who was signed in here last. */
static char *
get_owner (FoyerSession *self)
{
  g_autofree char *device = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_DEVICE);
  g_autoptr (GPtrArray) people = foyer_identity_dup_people (self->identity);

  if (self->hello != NULL)
    return make_owner (self->hello->device->id, self->hello->staff->email);
  if (device == NULL || people->len == 0)
    return NULL;
  return make_owner (device, ((FoyerStaff *)g_ptr_array_index (people, 0))->email);
}

static gboolean
is_own (FoyerSession *self, const Pending *pending)
{
  g_autofree char *owner = get_owner (self);

  return pending->owner == NULL || g_strcmp0 (pending->owner, owner) == 0;
}

static void
limit_recent (FoyerSession *self)
{
  guint length = g_list_model_get_n_items (G_LIST_MODEL (self->recent));

  if (length > FOYER_LIMIT_RECENT_SCANS)
    g_list_store_splice (self->recent,
                         FOYER_LIMIT_RECENT_SCANS,
                         length - FOYER_LIMIT_RECENT_SCANS,
                         NULL,
                         0);
}

static void
add_recent (FoyerSession *self, FoyerRecentScan *recent)
{
  g_list_store_insert (self->recent, 0, recent);
  limit_recent (self);
}

static void
submit (FoyerSession *self, FoyerScan *scan, GTask *task)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->recent = foyer_recent_scan_new (scan);
  pending->owner = get_owner (self);
  pending->task = task;
  g_hash_table_insert (self->pending, g_strdup (scan->id), pending);
  add_recent (self, pending->recent);
  foyer_session_notify (self, FOYER_SESSION_PROP_WAITING);
  foyer_session_courier_submit (self, scan);
}

static const char *
find_obstacle (FoyerSession *self, const char *code)
{
  if (self->link == NULL)
    return _ ("Nobody is signed in.");
  if (self->event_id == NULL)
    return _ ("Choose an event first.");
  if (code != NULL &&
      (*code == '\0' || strlen (code) > FOYER_LIMIT_CODE || !g_utf8_validate (code, -1, NULL)))
    return _ ("This is too long or too strange to be the code of a ticket.");
  /* Either is a secret, which must not end up among scans. */
  if (code != NULL && foyer_pairing_is_meant (code))
    return _ ("This is a pairing code for a new desk, not a ticket.");
  if (code != NULL && foyer_invitation_is_meant (code))
    return _ ("This is an invitation for a staff member, not a ticket.");
  return NULL;
}

static void
submit_async (FoyerSession *self, FoyerScan *fields, GTask *task)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (FoyerScan) scan = NULL;
  const char *obstacle = find_obstacle (self, fields->code);

  if (obstacle != NULL) {
    g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_FAILED, "%s", obstacle);
    g_object_unref (task);
    return;
  }
  fields->id = id;
  fields->event_id = self->event_id;
  fields->list_id = self->list_id;
  fields->scanned_at = g_get_real_time ();
  scan = foyer_scan_new (fields);
  submit (self, scan, task);
}

/**
 * foyer_session_submit_async:
 * @code: what a barcode said
 *
 * Asks for the verdict on a scan: the relay's, or where that takes too long the desk's own. It
 * fails with %FOYER_ERROR_UNAVAILABLE where there is none after ten seconds, because the desk has
 * no list of tickets; the scan then stays pending in foyer_session_get_recent().
 */
void
foyer_session_submit_async (FoyerSession *self,
                            const char *code,
                            FoyerDirection direction,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  FoyerScan fields = { .code = (char *)code, .direction = direction };
  GTask *task;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_submit_async);
  submit_async (self, &fields, task);
}

/**
 * foyer_session_submit_ticket_async:
 * @ticket_id: a ticket that a search found
 *
 * The same as foyer_session_submit_async() for a ticket without its code.
 */
void
foyer_session_submit_ticket_async (FoyerSession *self,
                                   const char *ticket_id,
                                   FoyerDirection direction,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  FoyerScan fields = { .ticket_id = (char *)ticket_id, .direction = direction };
  GTask *task;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (ticket_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_submit_ticket_async);
  submit_async (self, &fields, task);
}

/**
 * foyer_session_submit_finish:
 * @error: a sentence for people says why there is no verdict
 *
 * Returns: (transfer full) (nullable): the verdict, or %NULL with @error set
 */
FoyerVerdict *
foyer_session_submit_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_session_scans_new:
 *
 * Returns: (transfer full): a table for scans without an answer
 */
GHashTable *
foyer_session_scans_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, pending_free);
}

/**
 * foyer_session_scans_send:
 *
 * The connection is a new one: whoever is back sees what they are waiting for, and the relay is
 * asked about it.
 */
void
foyer_session_scans_send (FoyerSession *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Pending *pending = value;

    if (!is_own (self, pending))
      continue;
    if (pending->owner == NULL)
      pending->owner = get_owner (self);
    if (!g_list_store_find (self->recent, pending->recent, NULL))
      add_recent (self, pending->recent);
  }
  foyer_session_courier_connect (self);
}

/**
 * foyer_session_scans_is_own:
 *
 * Returns: whether who is signed in scanned it
 */
gboolean
foyer_session_scans_is_own (FoyerSession *self, const char *scan_id)
{
  const Pending *pending = g_hash_table_lookup (self->pending, scan_id);

  return pending != NULL && is_own (self, pending);
}

/* Takes the scan out of the table; who waits for it is returned. */
static GTask *
settle (FoyerSession *self, const char *id, FoyerRecentScan **recent)
{
  Pending *pending = g_hash_table_lookup (self->pending, id);
  GTask *task;

  *recent = NULL;
  if (pending == NULL)
    return NULL;
  task = g_steal_pointer (&pending->task);
  *recent = g_object_ref (pending->recent);
  g_hash_table_remove (self->pending, id);
  foyer_session_notify (self, FOYER_SESSION_PROP_WAITING);
  return task;
}

/**
 * foyer_session_scans_tell:
 * @verdict: what is said at the door
 * @is_local: whether this desk alone says so
 */
void
foyer_session_scans_tell (FoyerSession *self,
                          const char *scan_id,
                          FoyerVerdict *verdict,
                          gboolean is_local)
{
  g_autoptr (FoyerRecentScan) recent = NULL;
  g_autoptr (GTask) task = settle (self, scan_id, &recent);

  if (recent == NULL)
    return;
  foyer_recent_scan_set_local (recent, is_local);
  foyer_recent_scan_answer (recent, verdict);
  if (task != NULL)
    g_task_return_pointer (task, foyer_verdict_ref (verdict), (GDestroyNotify)foyer_verdict_unref);
}

/* Nobody waits any longer; a verdict that comes later reaches the list of recent scans. */
static void
let_go_of_task (FoyerSession *self, const char *scan_id)
{
  Pending *pending = g_hash_table_lookup (self->pending, scan_id);
  g_autoptr (GTask) task = pending != NULL ? g_steal_pointer (&pending->task) : NULL;

  if (task != NULL)
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             "%s",
                             _ ("There is no answer yet. It will show among the recent scans."));
}

/**
 * foyer_session_scans_tell_trouble:
 * @error: (nullable): why there will never be a verdict, in a sentence for people; %NULL where
 * there is none yet
 */
void
foyer_session_scans_tell_trouble (FoyerSession *self, const char *scan_id, const GError *error)
{
  g_autoptr (FoyerRecentScan) recent = NULL;
  g_autoptr (GTask) task = NULL;

  if (error == NULL) {
    let_go_of_task (self, scan_id);
    return;
  }
  task = settle (self, scan_id, &recent);
  if (recent != NULL)
    foyer_recent_scan_fail (recent, error->message);
  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
}

static FoyerRecentScan *
new_recalled (const FoyerStoreRecent *fields)
{
  FoyerRecentScan *recent = foyer_recent_scan_new (fields->scan->report->scan);
  const FoyerOverride *override = fields->scan->report->override;

  foyer_recent_scan_set_local (recent, fields->is_local);
  foyer_recent_scan_answer (recent, fields->scan->verdict);
  if (fields->overridden_by != NULL)
    foyer_recent_scan_override (recent,
                                fields->overridden_by,
                                override != NULL ? override->reason : NULL);
  if (fields->is_undone)
    foyer_recent_scan_undo (recent);
  return recent;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b, gpointer unused)
{
  FoyerTime one = foyer_recent_scan_get_at ((FoyerRecentScan *)a);
  FoyerTime other = foyer_recent_scan_get_at ((FoyerRecentScan *)b);

  return one == other ? 0 : one > other ? -1 : 1;
}

/**
 * foyer_session_scans_recall:
 * @recent: (element-type FoyerStoreRecent): what this desk kept of who is signed in
 *
 * Shows it among the recent scans, where it is not there already.
 */
void
foyer_session_scans_recall (FoyerSession *self, const GPtrArray *recent)
{
  for (guint i = 0; i < recent->len; i++) {
    const FoyerStoreRecent *one = g_ptr_array_index (recent, i);
    g_autoptr (FoyerRecentScan) known =
        foyer_session_get_recent_scan (self, one->scan->report->scan->id);
    g_autoptr (FoyerRecentScan) recalled = NULL;

    if (known != NULL)
      continue;
    recalled = new_recalled (one);
    g_list_store_insert_sorted (self->recent, recalled, compare_newest_first, NULL);
  }
  limit_recent (self);
}

/**
 * foyer_session_scans_deliver:
 * @record: what the relay has of a scan that this desk decided
 *
 * Others know of it now, unless a supervisor let the guest in here and that is still to be told.
 */
void
foyer_session_scans_deliver (FoyerSession *self, const FoyerVerdict *record)
{
  g_autoptr (FoyerRecentScan) recent = foyer_session_get_recent_scan (self, record->scan_id);

  if (recent != NULL &&
      (record->overridden || foyer_recent_scan_get_overridden_by (recent) == NULL))
    foyer_recent_scan_set_local (recent, FALSE);
}

/**
 * foyer_session_get_waiting:
 *
 * Returns: how many scans have no answer of the relay yet
 */
guint
foyer_session_get_waiting (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  return g_hash_table_size (self->pending) + (guint)self->n_waiting;
}

/**
 * foyer_session_get_waiting_own:
 *
 * Returns: how many scans of who is signed in have no answer yet
 */
guint
foyer_session_get_waiting_own (FoyerSession *self)
{
  GHashTableIter iter;
  gpointer pending;
  guint n = 0;

  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &pending))
    n += is_own (self, pending) ? 1 : 0;
  return n;
}

/**
 * foyer_session_scans_keep:
 *
 * Lets nobody wait any longer; the scans are kept for who scanned them.
 */
void
foyer_session_scans_keep (FoyerSession *self)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Pending *pending = value;

    if (pending->task != NULL)
      g_ptr_array_add (tasks, g_steal_pointer (&pending->task));
  }
  foyer_courier_keep (self->courier);
  foyer_session_courier_disconnect (self);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_new_error (g_ptr_array_index (tasks, i),
                             G_IO_ERROR,
                             G_IO_ERROR_CANCELLED,
                             "signed out");
}

/**
 * foyer_session_scans_abandon:
 *
 * Gives up on all answers: there is no relay that could give them.
 */
void
foyer_session_scans_abandon (FoyerSession *self)
{
  g_autoptr (GHashTable) former = g_steal_pointer (&self->pending);
  GHashTableIter iter;
  gpointer value;

  self->pending = foyer_session_scans_new ();
  foyer_courier_clear (self->courier);
  g_hash_table_iter_init (&iter, former);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Pending *pending = value;
    g_autoptr (GTask) task = g_steal_pointer (&pending->task);

    foyer_recent_scan_fail (pending->recent, _ ("The relay was forgotten before the answer came."));
    if (task != NULL)
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
  }
  if (g_hash_table_size (former) > 0)
    foyer_session_notify (self, FOYER_SESSION_PROP_WAITING);
}

/**
 * foyer_session_get_recent_scan:
 *
 * Returns: (transfer full) (nullable): a scan that this desk made lately
 */
FoyerRecentScan *
foyer_session_get_recent_scan (FoyerSession *self, const char *scan_id)
{
  GListModel *model;

  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  model = G_LIST_MODEL (self->recent);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (FoyerRecentScan) recent = g_list_model_get_item (model, i);

    if (g_strcmp0 (foyer_recent_scan_get_scan (recent)->id, scan_id) == 0)
      return g_steal_pointer (&recent);
  }
  return NULL;
}

/**
 * foyer_session_scans_amend:
 * @change: what a supervisor did about a scan, here or elsewhere; others change nothing
 * @reason: (nullable): why
 *
 * Marks the scan, where it is one of this desk.
 */
void
foyer_session_scans_amend (FoyerSession *self, const FoyerChange *change, const char *reason)
{
  g_autoptr (FoyerRecentScan) recent = change->amends && change->scan_id != NULL
                                           ? foyer_session_get_recent_scan (self, change->scan_id)
                                           : NULL;

  if (recent == NULL)
    return;
  if (change->kind == FOYER_CHANGE_KIND_UNDONE)
    foyer_recent_scan_undo (recent);
  else if (change->kind == FOYER_CHANGE_KIND_VERIFIED && change->verified_by != NULL)
    foyer_recent_scan_override (recent, change->verified_by, reason);
}
