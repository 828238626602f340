/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-alerts"

#include "config.h"

#include "relay/foyer-relay-alerts.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-alerts.h"

/* What admins should look at. What this relay sees is counted here, in memory, and a moment later
 * added up in the database with what other relays have seen: nothing that a desk waits for is
 * slower for it. Which alerts are open is read from the database whenever its doorbell rings, and
 * admins are told of what is new. */

struct _FoyerRelayAlerts {
  GObject parent_instance;

  FoyerWorker *worker;
  /* Peers of admins, and whether they were told of all that is open. */
  GHashTable *watchers;
  /* What they were told last, by the alert's id. */
  GHashTable *told;
  gboolean is_looking;
  gboolean is_to_look_again;
  /* What was seen and is not added up yet. */
  GHashTable *counts;
  guint count_source;
  gboolean is_counting;
};

G_DEFINE_FINAL_TYPE (FoyerRelayAlerts, foyer_relay_alerts, G_TYPE_OBJECT)

/* The texts of a count, kept for as long as it waits. */
typedef struct {
  FoyerDbAlertCount count;
  char *subject;
  char *device_id;
  char *event_id;
} Count;

static void
count_free (gpointer data)
{
  Count *self = data;

  g_free (self->subject);
  g_free (self->device_id);
  g_free (self->event_id);
  g_free (self);
}

static Count *
count_new (const FoyerDbAlertCount *fields)
{
  Count *self = g_new0 (Count, 1);

  self->subject = g_strdup (fields->subject);
  self->device_id = g_strdup (fields->device_id);
  self->event_id = g_strdup (fields->event_id);
  self->count = *fields;
  self->count.subject = self->subject;
  self->count.device_id = self->device_id;
  self->count.event_id = self->event_id;
  return self;
}

static guint
count_hash (gconstpointer data)
{
  const Count *self = data;

  return g_str_hash (self->subject) ^ (guint)self->count.kind;
}

static gboolean
count_equal (gconstpointer a, gconstpointer b)
{
  const Count *one = a;
  const Count *other = b;

  return one->count.kind == other->count.kind && g_str_equal (one->subject, other->subject);
}

static GHashTable *
new_counts (void)
{
  return g_hash_table_new_full (count_hash, count_equal, count_free, NULL);
}

static void
count_in_worker (GTask *task, gpointer handle)
{
  GHashTable *counts = g_task_get_task_data (task);
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (FoyerDbAlertCount));
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GHashTableIter iter;
  gpointer count;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &count, NULL))
    g_array_append_val (array, ((Count *)count)->count);
  if (connection != NULL &&
      foyer_db_alerts_count (connection, (FoyerDbAlertCount *)array->data, array->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void count_soon (FoyerRelayAlerts *self);

static void
add_count (FoyerRelayAlerts *self, const FoyerDbAlertCount *fields)
{
  const Count key = { .count = *fields, .subject = (char *)fields->subject };
  Count *known = g_hash_table_lookup (self->counts, &key);

  if (known == NULL) {
    if (g_hash_table_size (self->counts) < FOYER_LIMIT_ALERT_COUNTS)
      g_hash_table_add (self->counts, count_new (fields));
  } else if (fields->kind == FOYER_ALERT_CLOCK_OFF) {
    known->count.amount = fields->amount;
  } else {
    known->count.amount += fields->amount;
  }
}

/* What could not be added up now is counted with what comes next. */
static void
take_back (FoyerRelayAlerts *self, GHashTable *counts)
{
  GHashTableIter iter;
  gpointer count;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &count, NULL))
    add_count (self, &((Count *)count)->count);
}

static void
on_count_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayAlerts *self = FOYER_RELAY_ALERTS (source);
  g_autoptr (GError) error = NULL;

  self->is_counting = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_debug ("What was seen was not added up: %s", error->message);
    /* What would fail again takes nothing down with it. */
    if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE))
      take_back (self, g_task_get_task_data (G_TASK (result)));
  }
  if (g_hash_table_size (self->counts) > 0)
    count_soon (self);
}

static gboolean
on_count_now (gpointer user_data)
{
  FoyerRelayAlerts *self = user_data;
  g_autoptr (GTask) task = g_task_new (self, NULL, on_count_ready, NULL);

  self->count_source = 0;
  self->is_counting = TRUE;
  g_task_set_source_tag (task, on_count_now);
  g_task_set_task_data (task, self->counts, (GDestroyNotify)g_hash_table_unref);
  self->counts = new_counts ();
  foyer_worker_push (self->worker, g_steal_pointer (&task), count_in_worker);
  return G_SOURCE_REMOVE;
}

static void
count_soon (FoyerRelayAlerts *self)
{
  if (self->count_source == 0 && !self->is_counting)
    self->count_source = g_timeout_add (FOYER_LIMIT_ALERT_COUNT_AFTER_MS, on_count_now, self);
}

static void
list_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *alerts = NULL;

  if (connection != NULL)
    alerts = foyer_db_alerts_list (connection, g_task_get_task_data (task), &error);
  if (alerts != NULL)
    g_task_return_pointer (task, alerts, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static GBytes *
write_frame (const FoyerAlert *alert)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (alert->cleared_at == 0)
    foyer_wire_write_alert_raised (text, alert);
  else
    foyer_wire_write_alert_cleared (text, alert->id, alert->cleared_by);
  return foyer_relay_answer_frame (text);
}

/* Whoever was told of all that was open hears of @alert, and whoever was not, where it is open. */
static void
tell (FoyerRelayAlerts *self, const FoyerAlert *alert, gboolean is_news)
{
  g_autoptr (GBytes) frame = write_frame (alert);
  GHashTableIter iter;
  gpointer peer;
  gpointer was_told;

  g_hash_table_iter_init (&iter, self->watchers);
  while (g_hash_table_iter_next (&iter, &peer, &was_told)) {
    if (GPOINTER_TO_INT (was_told) ? is_news : alert->cleared_at == 0)
      foyer_relay_peer_send (peer, frame);
  }
}

static void
take_alert (FoyerRelayAlerts *self, FoyerAlert *alert)
{
  const FoyerAlert *known = g_hash_table_lookup (self->told, alert->id);
  gboolean is_open = alert->cleared_at == 0;

  tell (self,
        alert,
        is_open ? known == NULL || known->times != alert->times || known->last_at != alert->last_at
                : known != NULL);
  if (is_open)
    g_hash_table_replace (self->told, alert->id, foyer_alert_ref (alert));
  else
    g_hash_table_remove (self->told, alert->id);
}

static void
on_list_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayAlerts *self = FOYER_RELAY_ALERTS (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) alerts = g_task_propagate_pointer (G_TASK (result), &error);
  GHashTableIter iter;

  self->is_looking = FALSE;
  if (alerts == NULL)
    g_debug ("Alerts were not listed: %s", error->message);
  /* What happened last is told last. */
  for (guint i = alerts != NULL ? alerts->len : 0; i > 0; i--)
    take_alert (self, g_ptr_array_index (alerts, i - 1));
  g_hash_table_iter_init (&iter, self->watchers);
  while (alerts != NULL && g_hash_table_iter_next (&iter, NULL, NULL))
    g_hash_table_iter_replace (&iter, GINT_TO_POINTER (TRUE));
  if (self->is_to_look_again)
    foyer_relay_alerts_look (self);
}

static void
on_news (FoyerRelayNews *news, const char *topic, FoyerRelayAlerts *self)
{
  foyer_relay_alerts_look (self);
}

static void
foyer_relay_alerts_finalize (GObject *object)
{
  FoyerRelayAlerts *self = FOYER_RELAY_ALERTS (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_object_unref (self->worker);
  g_hash_table_unref (self->watchers);
  g_hash_table_unref (self->told);
  g_hash_table_unref (self->counts);

  G_OBJECT_CLASS (foyer_relay_alerts_parent_class)->finalize (object);
}

static void
foyer_relay_alerts_class_init (FoyerRelayAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_alerts_finalize;
}

static void
foyer_relay_alerts_init (FoyerRelayAlerts *self)
{
  self->watchers = g_hash_table_new (NULL, NULL);
  self->told =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)foyer_alert_unref);
  self->counts = new_counts ();
}

/**
 * foyer_relay_alerts_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @news: tells when to look
 *
 * Returns: (transfer full): the alerts of an installation, as its admins here see them
 */
FoyerRelayAlerts *
foyer_relay_alerts_new (FoyerWorker *worker, FoyerRelayNews *news)
{
  FoyerRelayAlerts *self = g_object_new (FOYER_TYPE_RELAY_ALERTS, NULL);

  self->worker = g_object_ref (worker);
  g_signal_connect_object (news, "news::alerts", G_CALLBACK (on_news), self, 0);
  return self;
}

/**
 * foyer_relay_alerts_come:
 *
 * @peer is there: an admin is told of what is open, and of what is new until they go.
 */
void
foyer_relay_alerts_come (FoyerRelayAlerts *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_ALERTS (self));

  if (!foyer_rights_include (foyer_relay_peer_get_session (peer)->rights,
                             NULL,
                             FOYER_PERMISSION_ALERTS))
    return;
  g_hash_table_insert (self->watchers, peer, GINT_TO_POINTER (FALSE));
  foyer_relay_alerts_look (self);
}

/**
 * foyer_relay_alerts_go:
 *
 * @peer is gone.
 */
void
foyer_relay_alerts_go (FoyerRelayAlerts *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_ALERTS (self));

  g_hash_table_remove (self->watchers, peer);
  if (g_hash_table_size (self->watchers) == 0)
    g_hash_table_remove_all (self->told);
}

/**
 * foyer_relay_alerts_look:
 *
 * Tells admins what is new. Called when there is news, and every now and then.
 */
void
foyer_relay_alerts_look (FoyerRelayAlerts *self)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) also = NULL;
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (FOYER_IS_RELAY_ALERTS (self));

  /* What an answer that is on its way tells may be from before the news. */
  self->is_to_look_again = self->is_looking;
  if (self->is_looking || g_hash_table_size (self->watchers) == 0)
    return;
  self->is_looking = TRUE;
  also = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (also, g_strdup (id));
  task = g_task_new (self, NULL, on_list_ready, NULL);
  g_task_set_source_tag (task, foyer_relay_alerts_look);
  g_task_set_task_data (task, g_steal_pointer (&also), (GDestroyNotify)g_ptr_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), list_in_worker);
}

/**
 * foyer_relay_alerts_count:
 * @count: what was seen; it is copied
 *
 * Counts it, and raises an alert a moment later where it is too much.
 */
void
foyer_relay_alerts_count (FoyerRelayAlerts *self, const FoyerDbAlertCount *count)
{
  g_return_if_fail (FOYER_IS_RELAY_ALERTS (self));
  g_return_if_fail (count->subject != NULL);

  add_count (self, count);
  count_soon (self);
}
