/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-deliver"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "session/foyer-identity-private.h"
#include "wire/foyer-wire-sync.h"

/* What waits where nobody is signed in: after a shift, and on a device that was revoked. The device
 * itself brings it, with a proof of its key, a few scans at a time; each names the session that it
 * was made in. Where the relay cannot be reached it is tried again. What it refuses is left, event
 * by event, until somebody has been signed in or the program starts again. */

static void deliver (FoyerSession *self);

/* @device_id, @reports: what is brought; the reports are not signed. */
typedef struct {
  char *device_id;
  GPtrArray *reports;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_free (delivery->device_id);
  g_ptr_array_unref (delivery->reports);
  g_free (delivery);
}

static char *
encode (FoyerIdentity *identity, const char *challenge, gpointer data)
{
  const Delivery *delivery = data;
  const FoyerReport *first = g_ptr_array_index (delivery->reports, 0);
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  guint n_taken;

  for (guint i = 0; i < delivery->reports->len; i++) {
    const FoyerReport *report = g_ptr_array_index (delivery->reports, i);

    g_ptr_array_add (reports, foyer_report_new_signed (report, identity->key));
  }
  return foyer_wire_encode_deliver_scans (delivery->device_id,
                                          identity->key,
                                          challenge,
                                          first->scan->event_id,
                                          reports,
                                          &n_taken);
}

static gboolean
may_deliver (FoyerSession *self)
{
  return self->link == NULL && self->store != NULL &&
         foyer_identity_get_state (self->identity) != FOYER_IDENTITY_STATE_NEW;
}

static gboolean
on_deliver_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->deliver_timeout = 0;
  deliver (self);
  return G_SOURCE_REMOVE;
}

static void
deliver_later (FoyerSession *self)
{
  g_clear_handle_id (&self->deliver_timeout, g_source_remove);
  self->deliver_timeout =
      g_timeout_add_seconds (FOYER_LIMIT_DELIVER_SECONDS, on_deliver_timeout, self);
}

static void
on_delivered_settled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  gboolean is_done = foyer_store_settle_finish (FOYER_STORE (source), result, &error);

  if (self == NULL)
    return;
  foyer_session_store_count (self);
  if (is_done)
    deliver (self);
  else
    deliver_later (self);
}

/* The relay will not hear of that event from this device. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED);
}

static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
}

/* A relay that was restored knows no session of since: whoever signs in brings those scans. */
static gboolean
is_for_somebody (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
}

/* @is_left: (out): whether only somebody who signs in can bring what is left of these
 *
 * Returns: (transfer full): what the relay will never say anything else about */
static GPtrArray *
read_settlements (const FoyerMessage *message, gboolean *is_left)
{
  g_autoptr (GPtrArray) synced = foyer_wire_read_scans_synced (message);
  GPtrArray *settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  gboolean may_come = FALSE;

  for (guint i = 0; i < synced->len; i++) {
    const FoyerSynced *item = g_ptr_array_index (synced, i);
    g_autofree char *trouble = item->error != NULL ? foyer_error_to_text (item->error) : NULL;
    FoyerStoreSettlement *settlement;

    if (item->error != NULL && may_pass (item->error))
      may_come = TRUE;
    if (item->error != NULL && (may_pass (item->error) || is_for_somebody (item->error)))
      continue;
    settlement = foyer_store_settlement_new (item->scan_id,
                                             item->error == NULL ? item->verdict->seq : 0,
                                             trouble);
    settlement->has_override = item->error == NULL && item->verdict->overridden;
    g_ptr_array_add (settlements, settlement);
  }
  *is_left = !may_come && settlements->len == 0 && synced->len > 0;
  return settlements;
}

static void
on_visited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_identity_visit_finish (FOYER_IDENTITY (source), result, NULL, &error);
  gboolean is_left = FALSE;
  g_autoptr (GPtrArray) settlements = message != NULL ? read_settlements (message, &is_left) : NULL;

  if (self == NULL)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->delivering);
  if (error != NULL)
    g_debug ("What waits was not delivered: %s", error->message);
  if (is_refusal (error) || is_left) {
    g_hash_table_add (self->undeliverable, g_strdup (self->batch_event));
    deliver (self);
    return;
  }
  if (settlements != NULL && settlements->len > 0 && self->store != NULL)
    foyer_store_settle_async (self->store,
                              settlements,
                              NULL,
                              on_delivered_settled,
                              foyer_session_lend (self));
  else
    deliver_later (self);
}

static void
visit (FoyerSession *self, GPtrArray *reports)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  FoyerIdentityQuestion question = { .path = "/v1/devices/deliver",
                                     .answer = FOYER_MESSAGE_KIND_SCANS_DELIVERED,
                                     .is_proved = TRUE,
                                     .encode = encode,
                                     .data = delivery,
                                     .free_data = delivery_free };
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self->identity);
  const FoyerReport *first = g_ptr_array_index (reports, 0);

  g_free (self->batch_event);
  self->batch_event = g_strdup (first->scan->event_id);
  delivery->device_id = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_DEVICE);
  delivery->reports = g_ptr_array_ref (reports);
  self->delivering = g_cancellable_new ();
  foyer_identity_visit_async (self->identity,
                              addresses,
                              NULL,
                              &question,
                              self->delivering,
                              on_visited,
                              foyer_session_lend (self));
}

/* A delivery is of one event. */
static GPtrArray *
choose (const GPtrArray *waiting)
{
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);

  for (guint i = 0; i < waiting->len; i++) {
    FoyerReport *report = ((const FoyerStoreScan *)g_ptr_array_index (waiting, i))->report;
    const FoyerReport *first = reports->len > 0 ? g_ptr_array_index (reports, 0) : report;

    if (g_str_equal (report->scan->event_id, first->scan->event_id))
      g_ptr_array_add (reports, foyer_report_ref (report));
  }
  return reports;
}

static void
on_waiting_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GPtrArray) waiting =
      foyer_store_list_deliverable_finish (FOYER_STORE (source), result, NULL);
  g_autoptr (GPtrArray) reports = waiting != NULL ? choose (waiting) : NULL;

  if (self == NULL || self->delivering != NULL)
    return;
  if (reports != NULL && reports->len > 0 && may_deliver (self))
    visit (self, reports);
  else
    foyer_identity_let_go (self->identity);
}

/* Only what names a session can be credited to anybody; the others wait for who signs in. */
static void
deliver (FoyerSession *self)
{
  g_autofree const char **left_out = NULL;

  if (!may_deliver (self) || self->delivering != NULL)
    return;
  left_out = (const char **)g_hash_table_get_keys_as_array (self->undeliverable, NULL);
  foyer_store_list_deliverable_async (self->store,
                                      left_out,
                                      TRUE,
                                      FOYER_LIMIT_SYNC_SCANS,
                                      NULL,
                                      on_waiting_listed,
                                      foyer_session_lend (self));
}

/**
 * foyer_session_deliver_start:
 *
 * Nobody is signed in: what waits is delivered all the same.
 */
void
foyer_session_deliver_start (FoyerSession *self)
{
  if (self->link != NULL || foyer_identity_get_state (self->identity) == FOYER_IDENTITY_STATE_NEW)
    return;
  g_hash_table_remove_all (self->undeliverable);
  foyer_identity_hold (self->identity);
  foyer_session_store_open (self);
  deliver (self);
}

/**
 * foyer_session_deliver_stop:
 *
 * Somebody signs in and delivers what waits, or the device's key is about to go.
 */
void
foyer_session_deliver_stop (FoyerSession *self)
{
  g_clear_handle_id (&self->deliver_timeout, g_source_remove);
  g_cancellable_cancel (self->delivering);
  g_clear_object (&self->delivering);
}
