/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-scans"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-pairing.h"
#include "session/foyer-identity-private.h"
#include "wire/foyer-wire-device.h"

#include <glib/gi18n.h>
#include <string.h>

/* Scans on their way to a verdict. A scan is sent with the same id until it is answered, whatever
 * breaks in between: the relay gives the answer that it gave before. Who submitted it waits for ten
 * seconds; a verdict that comes later still reaches the list of recent scans. The relay credits a
 * scan to whoever is signed in, so that one without an answer is kept for who scanned it, until
 * they are back on this desk. */

#define RECENT_MAX   200
#define WAIT_SECONDS 10
#define RETRY_MS     1000

/* @owner: (nullable): who scanned it, and on which device; %NULL: whoever the next hello is for */
typedef struct {
  FoyerSession *session;
  FoyerRecentScan *recent;
  char *owner;
  GTask *task;
  guint wait_timeout;
  guint retry_timeout;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_clear_handle_id (&pending->wait_timeout, g_source_remove);
  g_clear_handle_id (&pending->retry_timeout, g_source_remove);
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

/* The relay has said hello. */
static void
send_now (Pending *pending)
{
  FoyerScan *scan = foyer_recent_scan_get_scan (pending->recent);
  g_autofree char *text = foyer_wire_encode_verify (scan->id, scan);

  if (is_own (pending->session, pending))
    foyer_link_send (pending->session->link, text);
}

static void
send_scan (Pending *pending)
{
  if (pending->session->state == FOYER_SESSION_STATE_ONLINE)
    send_now (pending);
}

static gboolean
on_retry_timeout (gpointer data)
{
  Pending *pending = data;

  pending->retry_timeout = 0;
  send_scan (pending);
  return G_SOURCE_REMOVE;
}

/* Every ten seconds without an answer: the first time nobody waits any longer, and every time the
 * scan is sent again, because an answer that was lost on an open connection will not come back. */
static gboolean
on_wait_timeout (gpointer data)
{
  Pending *pending = data;
  g_autoptr (GTask) task = g_steal_pointer (&pending->task);

  send_scan (pending);
  if (task != NULL)
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             "%s",
                             _ ("There is no answer yet. It will show among the recent scans."));
  return G_SOURCE_CONTINUE;
}

static void
add_recent (FoyerSession *self, FoyerRecentScan *recent)
{
  guint length;

  g_list_store_insert (self->recent, 0, recent);
  length = g_list_model_get_n_items (G_LIST_MODEL (self->recent));
  if (length > RECENT_MAX)
    g_list_store_splice (self->recent, RECENT_MAX, length - RECENT_MAX, NULL, 0);
}

static void
submit (FoyerSession *self, FoyerScan *scan, GTask *task)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->session = self;
  pending->recent = foyer_recent_scan_new (scan);
  pending->owner = get_owner (self);
  pending->task = task;
  pending->wait_timeout = g_timeout_add_seconds (WAIT_SECONDS, on_wait_timeout, pending);
  g_hash_table_insert (self->pending, g_strdup (scan->id), pending);
  add_recent (self, pending->recent);
  foyer_session_notify (self, FOYER_SESSION_PROP_WAITING);
  send_scan (pending);
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
 * Asks for the verdict on a scan. It fails with %FOYER_ERROR_UNAVAILABLE where there is none after
 * ten seconds; the scan then stays pending in foyer_session_get_recent().
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
 * Sends again what has no answer: the connection is a new one. Whoever is back sees what they are
 * waiting for.
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
    send_now (pending);
  }
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
 * foyer_session_scans_take:
 * @message: a `verdict`
 */
void
foyer_session_scans_take (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerVerdict) verdict = foyer_wire_read_verdict (message);
  g_autoptr (FoyerRecentScan) recent = NULL;
  g_autoptr (GTask) task = settle (self, verdict->scan_id, &recent);

  if (recent == NULL)
    return;
  foyer_recent_scan_answer (recent, verdict);
  if (task != NULL)
    g_task_return_pointer (task, foyer_verdict_ref (verdict), (GDestroyNotify)foyer_verdict_unref);
}

/**
 * foyer_session_scans_take_error:
 * @re: the request that @error answers
 * @error: its message is a sentence for people
 *
 * Returns: whether it was about a scan
 */
gboolean
foyer_session_scans_take_error (FoyerSession *self, const char *re, const GError *error)
{
  Pending *pending = g_hash_table_lookup (self->pending, re);
  g_autoptr (FoyerRecentScan) recent = NULL;
  g_autoptr (GTask) task = NULL;

  if (pending == NULL)
    return FALSE;
  /* The relay could not say: the same scan is asked about again. */
  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
      g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED)) {
    if (pending->retry_timeout == 0)
      pending->retry_timeout = g_timeout_add (RETRY_MS, on_retry_timeout, pending);
    return TRUE;
  }
  task = settle (self, re, &recent);
  foyer_recent_scan_fail (recent, error->message);
  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
  return TRUE;
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
  g_autoptr (FoyerRecentScan) recent =
      change->scan_id != NULL ? foyer_session_get_recent_scan (self, change->scan_id) : NULL;

  if (recent == NULL)
    return;
  if (change->kind == FOYER_CHANGE_KIND_UNDONE)
    foyer_recent_scan_undo (recent);
  else if (change->kind == FOYER_CHANGE_KIND_VERIFIED && change->verified_by != NULL)
    foyer_recent_scan_override (recent, change->verified_by, reason);
}
