/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-verdicts"

#include "config.h"

#include "relay/foyer-relay-verdicts.h"

#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-suspicions.h"
#include "wire/foyer-wire-relay.h"

/* Scans on their way through a batch, and what their senders are told afterwards. */

/* The database's part comes first: an array of these is an array of those. */
typedef struct {
  FoyerDbScanRequest request;
  FoyerRelayPeer *peer;
  char *re;
  char *gate;
  /* Of a late scan: the message that brought it, and which of its scans it is. */
  FoyerRelaySync *sync;
  guint position;
} ScanRequest;

/**
 * foyer_relay_scan_request_new:
 * @re: the request's id
 *
 * Returns: (transfer full): a scan for a batch; it keeps @peer
 */
FoyerDbScanRequest *
foyer_relay_scan_request_new (FoyerRelayPeer *peer, const char *re, FoyerScan *scan)
{
  ScanRequest *self = g_new0 (ScanRequest, 1);

  self->peer = g_object_ref (peer);
  self->re = g_strdup (re);
  self->gate = g_strdup (foyer_relay_peer_get_gate (peer));
  self->request.scan = foyer_scan_ref (scan);
  self->request.gate = self->gate;
  foyer_relay_peer_get_actor (peer, &self->request.actor);
  return &self->request;
}

/**
 * foyer_relay_scan_request_new_late:
 * @report: what @peer says that it decided
 * @sync: the message that brought it
 * @position: which of its scans it is
 *
 * Returns: (transfer full): a scan for a batch; it keeps @peer and @sync
 */
FoyerDbScanRequest *
foyer_relay_scan_request_new_late (FoyerRelayPeer *peer,
                                   FoyerReport *report,
                                   FoyerRelaySync *sync,
                                   guint position)
{
  FoyerDbScanRequest *request = foyer_relay_scan_request_new (peer, NULL, report->scan);
  ScanRequest *self = (ScanRequest *)request;

  request->report = foyer_report_ref (report);
  self->sync = foyer_relay_sync_ref (sync);
  self->position = position;
  return request;
}

void
foyer_relay_scan_request_free (gpointer request)
{
  ScanRequest *self = request;

  g_clear_pointer (&self->request.report, foyer_report_unref);
  g_clear_pointer (&self->sync, foyer_relay_sync_unref);
  foyer_scan_unref (self->request.scan);
  g_object_unref (self->peer);
  g_free (self->re);
  g_free (self->gate);
  g_free (self);
}

/**
 * foyer_relay_verdicts_send:
 * @requests: a batch of foyer_relay_scan_request_new()
 * @result: what became of it
 *
 * Tells each sender its verdict.
 */
void
foyer_relay_verdicts_send (GPtrArray *requests,
                           const FoyerDbBatchResult *result,
                           FoyerRelayMetrics *metrics)
{
  g_autoptr (GString) text = g_string_sized_new (512);

  for (guint i = 0; i < requests->len; i++) {
    const ScanRequest *self = g_ptr_array_index (requests, i);
    const FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, i);

    if (self->sync != NULL) {
      foyer_relay_sync_take (self->sync, self->position, answer);
      continue;
    }
    if (answer->verdict == NULL) {
      foyer_relay_answer_error (self->peer, self->re, answer->error, metrics);
      continue;
    }
    metrics->verdicts[answer->verdict->outcome]++;
    g_string_truncate (text, 0);
    foyer_wire_write_verdict (text, self->re, answer->verdict);
    foyer_relay_peer_send_text (self->peer, text);
  }
}

/**
 * foyer_relay_verdicts_suspect:
 *
 * Counts what was refused, or let in anyway, and was not answered before.
 */
void
foyer_relay_verdicts_suspect (GPtrArray *requests,
                              const FoyerDbBatchResult *result,
                              FoyerRelayAlerts *alerts)
{
  for (guint i = 0; i < requests->len; i++) {
    const ScanRequest *self = g_ptr_array_index (requests, i);
    const FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, i);

    if (answer->verdict == NULL || answer->repeated)
      continue;
    if (self->request.report != NULL)
      foyer_relay_suspect_late (alerts, &self->request);
    if (answer->verdict->overridden)
      foyer_relay_suspect_act (alerts,
                               FOYER_ALERT_OVERRIDE_BURST,
                               &self->request.actor,
                               self->request.scan->event_id);
    /* Of what is over, only forgeries are worth looking at now. */
    if (self->request.report == NULL || answer->verdict->reason == FOYER_REASON_BAD_SIGNATURE)
      foyer_relay_suspect_verdict (alerts,
                                   &self->request.actor,
                                   self->request.scan->event_id,
                                   answer->verdict);
  }
}

/**
 * foyer_relay_verdicts_refuse:
 * @error: why it is not known what became of the batch
 *
 * Tells each sender to ask again.
 */
void
foyer_relay_verdicts_refuse (GPtrArray *requests, const GError *error, FoyerRelayMetrics *metrics)
{
  for (guint i = 0; i < requests->len; i++) {
    const ScanRequest *self = g_ptr_array_index (requests, i);

    if (self->sync != NULL)
      foyer_relay_sync_refuse (self->sync, self->position, error);
    else
      foyer_relay_answer_error (self->peer, self->re, error, metrics);
  }
}
