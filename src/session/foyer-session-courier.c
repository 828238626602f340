/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-courier"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "session/foyer-identity-private.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-sync.h"

/* The session's courier, with a link, a store and a clock. What became of scans that waited is
 * written together, because each time the disk is waited for. */

static void after (FoyerSession *self);

/* A scan that the store is asked about. */
typedef struct {
  gpointer session;
  char *scan_id;
} Question;

static Question *
question_new (FoyerSession *self, const char *scan_id)
{
  Question *question = g_new0 (Question, 1);

  question->session = foyer_session_lend (self);
  question->scan_id = g_strdup (scan_id);
  return question;
}

static gint64
get_now (void)
{
  return g_get_monotonic_time ();
}

/**
 * foyer_session_courier_describe_desk:
 * @desk: (out caller-allocates): who scans here now, for what the store keeps; borrowed
 */
void
foyer_session_courier_describe_desk (FoyerSession *self, FoyerStoreDesk *desk)
{
  FoyerClockEstimate clock = { .error = FOYER_LIMIT_CLOCK_UNKNOWN_MS * G_TIME_SPAN_MILLISECOND };

  foyer_session_clock_estimate (self, &clock);
  *desk = (FoyerStoreDesk){
    .staff_email = self->hello != NULL ? self->hello->staff->email : NULL,
    .device_name = self->hello != NULL ? self->hello->device->name : NULL,
    .gate = self->gate,
    .session_id = self->hello != NULL ? self->hello->session_id : NULL,
    .clock_offset_ms = clock.offset / G_TIME_SPAN_MILLISECOND,
    .clock_error_ms = clock.error / G_TIME_SPAN_MILLISECOND + 1,
    .exposure = foyer_session_get_exposure (self, NULL),
  };
}

static gboolean
ask (const FoyerScan *scan, gpointer data)
{
  FoyerSession *self = data;
  g_autofree char *text = NULL;

  if (self->link == NULL || !foyer_session_scans_is_own (self, scan->id))
    return FALSE;
  text = foyer_wire_encode_verify (scan->id, scan);
  return foyer_link_send (self->link, text);
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autofree char *scan_id = question->scan_id;
  g_autoptr (FoyerSession) self = foyer_session_take_back (question->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict =
      foyer_store_judge_finish (FOYER_STORE (source), result, &error);

  if (self == NULL)
    return;
  if (error != NULL)
    g_debug ("The desk decided nothing: %s", error->message);
  foyer_session_store_take_error (self, error);
  foyer_courier_take_ruling (self->courier, scan_id, verdict, error, get_now ());
  foyer_session_hearing_note_scan (self);
  foyer_session_store_count (self);
  after (self);
}

static void
judge (const FoyerScan *scan, gpointer data)
{
  FoyerSession *self = data;
  FoyerStoreDesk desk;

  foyer_session_courier_describe_desk (self, &desk);
  if (self->store != NULL && desk.staff_email != NULL) {
    foyer_store_judge_async (self->store,
                             (FoyerScan *)scan,
                             &desk,
                             NULL,
                             on_judged,
                             question_new (self, scan->id));
  } else {
    g_autoptr (GError) error =
        g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "There is no store.");

    foyer_courier_take_ruling (self->courier, scan->id, NULL, error, get_now ());
    foyer_session_store_open (self);
  }
}

static void
tell (const FoyerScan *scan, const FoyerVerdict *verdict, gboolean is_local, gpointer data)
{
  foyer_session_scans_tell (data, scan->id, (FoyerVerdict *)verdict, is_local);
}

static void
tell_trouble (const FoyerScan *scan, const GError *error, gboolean is_final, gpointer data)
{
  foyer_session_scans_tell_trouble (data, scan->id, is_final ? error : NULL);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  /* The relay has it; what is lost is that it can be offered again after a restore. */
  foyer_store_note_verdict_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  foyer_session_store_take_error (self, error);
  if (error == NULL)
    foyer_session_hearing_note_scan (self);
}

static void
note (const FoyerScan *scan, const FoyerVerdict *verdict, gpointer data)
{
  FoyerSession *self = data;
  FoyerStoreDesk desk;

  foyer_session_courier_describe_desk (self, &desk);
  if (self->store == NULL)
    foyer_session_store_open (self);
  if (self->store == NULL || desk.staff_email == NULL)
    return;
  foyer_store_note_verdict_async (self->store,
                                  (FoyerScan *)scan,
                                  (FoyerVerdict *)verdict,
                                  &desk,
                                  foyer_session_room_get_epoch (self, scan->event_id),
                                  NULL,
                                  on_noted,
                                  foyer_session_lend (self));
}

static void
settle (const FoyerVerdict *record, gpointer data)
{
  FoyerSession *self = data;
  FoyerStoreSettlement *settlement =
      foyer_store_settlement_new (record->scan_id, record->seq, NULL);

  settlement->has_override = record->overridden;
  g_ptr_array_add (self->settlements, settlement);
  foyer_session_scans_deliver (self, record);
}

static void
set_aside (const char *scan_id, const GError *error, gpointer data)
{
  FoyerSession *self = data;
  g_autofree char *trouble = foyer_error_to_text (error);

  g_ptr_array_add (self->settlements, foyer_store_settlement_new (scan_id, 0, trouble));
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  /* They are delivered again then, which does no harm after a while. */
  foyer_store_settle_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  self->cannot_settle = error != NULL;
  foyer_session_store_take_error (self, error);
  foyer_session_store_count (self);
}

static void
write_settlements (FoyerSession *self)
{
  g_autoptr (GPtrArray) settlements = NULL;

  if (self->settlements->len == 0)
    return;
  settlements = g_steal_pointer (&self->settlements);
  self->settlements = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  if (self->store != NULL)
    foyer_store_settle_async (self->store,
                              settlements,
                              NULL,
                              on_settled,
                              foyer_session_lend (self));
}

/* A batch is of one event, and of none that the relay does not take from here. What was scanned
 * with the device's key at hand is signed by it. */
static GPtrArray *
choose_batch (FoyerSession *self, GPtrArray *waiting)
{
  GPtrArray *batch = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  const FoyerSigningKey *key = self->identity->key;

  for (guint i = 0; i < waiting->len; i++) {
    FoyerReport *report = ((const FoyerStoreScan *)g_ptr_array_index (waiting, i))->report;
    const FoyerReport *first = batch->len > 0 ? g_ptr_array_index (batch, 0) : report;

    if (!g_str_equal (report->scan->event_id, first->scan->event_id) ||
        g_hash_table_contains (self->undeliverable, report->scan->event_id))
      continue;
    g_ptr_array_add (batch,
                     key != NULL ? foyer_report_new_signed (report, key)
                                 : foyer_report_ref (report));
  }
  return batch;
}

/* Where what became of them cannot be written, the same ones wait again: not without a pause. */
static void
take_waiting (FoyerSession *self, GPtrArray *batch)
{
  foyer_courier_take_waiting (self->courier, self->cannot_settle ? NULL : batch, get_now ());
  self->cannot_settle = FALSE;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) waiting =
      foyer_store_list_deliverable_finish (FOYER_STORE (source), result, &error);
  g_autoptr (GPtrArray) batch =
      self != NULL && waiting != NULL ? choose_batch (self, waiting) : NULL;

  if (self == NULL)
    return;
  if (error != NULL)
    g_debug ("What waits cannot be read: %s", error->message);
  take_waiting (self, batch);
  foyer_session_store_count (self);
  after (self);
}

/* Those of the event that the desk works for go first: nothing of another one may hold them up. */
static void
on_own_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GPtrArray) waiting =
      foyer_store_list_waiting_finish (FOYER_STORE (source), result, NULL);
  g_autoptr (GPtrArray) batch =
      self != NULL && waiting != NULL ? choose_batch (self, waiting) : NULL;
  g_autofree const char **left_out = NULL;

  if (self == NULL)
    return;
  if (self->store == NULL || (batch != NULL && batch->len > 0)) {
    take_waiting (self, batch);
    after (self);
    return;
  }
  left_out = (const char **)g_hash_table_get_keys_as_array (self->undeliverable, NULL);
  foyer_store_list_deliverable_async (self->store,
                                      left_out,
                                      FALSE,
                                      FOYER_LIMIT_SYNC_SCANS,
                                      NULL,
                                      on_listed,
                                      foyer_session_lend (self));
}

static void
list_waiting (guint limit, gpointer data)
{
  FoyerSession *self = data;

  write_settlements (self);
  if (self->store != NULL) {
    foyer_store_list_waiting_async (self->store,
                                    self->event_id,
                                    limit,
                                    NULL,
                                    on_own_listed,
                                    foyer_session_lend (self));
  } else {
    g_autoptr (GPtrArray) none = g_ptr_array_new ();

    foyer_courier_take_waiting (self->courier, none, get_now ());
  }
}

static guint
deliver (const char *id, const GPtrArray *reports, gpointer data)
{
  FoyerSession *self = data;
  const FoyerReport *first = g_ptr_array_index (reports, 0);
  guint n_taken = 0;
  g_autofree char *text = NULL;

  if (self->link == NULL)
    return 0;
  g_free (self->batch_id);
  self->batch_id = g_strdup (id);
  g_free (self->batch_event);
  self->batch_event = g_strdup (first->scan->event_id);
  text = foyer_wire_encode_sync_scans (id, first->scan->event_id, reports, &n_taken);
  return foyer_link_send (self->link, text) ? n_taken : 0;
}

static void
probe (gpointer data)
{
  FoyerSession *self = data;

  if (self->link != NULL)
    foyer_session_clock_measure (self);
}

static void
mode_changed (FoyerDeskMode mode, gpointer data)
{
  foyer_session_notify (data, FOYER_SESSION_PROP_MODE);
}

/**
 * foyer_session_courier_new:
 *
 * Returns: (transfer full): a courier that works with what @self has
 */
FoyerCourier *
foyer_session_courier_new (FoyerSession *self)
{
  static const FoyerCourierEffects effects = {
    .ask = ask,
    .judge = judge,
    .tell = tell,
    .tell_trouble = tell_trouble,
    .note = note,
    .settle = settle,
    .set_aside = set_aside,
    .list_waiting = list_waiting,
    .deliver = deliver,
    .probe = probe,
    .mode_changed = mode_changed,
  };

  return foyer_courier_new (&effects, self);
}

static gboolean
on_courier_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->courier_timeout = 0;
  foyer_courier_tick (self->courier, get_now ());
  after (self);
  return G_SOURCE_REMOVE;
}

/* Something has happened: what is to be written is, and the next turn may be another one. */
static void
after (FoyerSession *self)
{
  gint64 deadline = foyer_courier_get_deadline (self->courier);
  gint64 wait = MAX (0, deadline - get_now ());

  write_settlements (self);
  g_clear_handle_id (&self->courier_timeout, g_source_remove);
  if (deadline != G_MAXINT64)
    self->courier_timeout =
        g_timeout_add ((guint)MIN (wait / G_TIME_SPAN_MILLISECOND + (wait > 0 ? 1 : 0), G_MAXINT),
                       on_courier_timeout,
                       self);
}

/**
 * foyer_session_courier_submit:
 */
void
foyer_session_courier_submit (FoyerSession *self, FoyerScan *scan)
{
  foyer_courier_submit (self->courier, scan, get_now ());
  after (self);
}

/**
 * foyer_session_courier_override:
 * @scan_id: a scan whose guest a supervisor let in here
 */
void
foyer_session_courier_override (FoyerSession *self, const char *scan_id)
{
  foyer_courier_override (self->courier, scan_id, get_now ());
  after (self);
}

/**
 * foyer_session_courier_connect:
 *
 * The relay has said hello.
 */
void
foyer_session_courier_connect (FoyerSession *self)
{
  g_hash_table_remove_all (self->undeliverable);
  foyer_courier_connect (self->courier, get_now ());
  after (self);
}

/**
 * foyer_session_courier_disconnect:
 *
 * The relay is out of reach.
 */
void
foyer_session_courier_disconnect (FoyerSession *self)
{
  foyer_courier_disconnect (self->courier, get_now ());
  after (self);
}

/**
 * foyer_session_courier_catch_up:
 *
 * What was missed is here, where it is.
 */
void
foyer_session_courier_catch_up (FoyerSession *self)
{
  if (self->has_caught_up || self->seq < self->replayed_to)
    return;
  self->has_caught_up = TRUE;
  foyer_courier_catch_up (self->courier, get_now ());
  after (self);
}

/**
 * foyer_session_courier_look:
 *
 * The store is open: what waits in it waits to be delivered.
 */
void
foyer_session_courier_look (FoyerSession *self)
{
  foyer_courier_look (self->courier);
  after (self);
}

/**
 * foyer_session_courier_hear:
 *
 * The relay has said something.
 */
void
foyer_session_courier_hear (FoyerSession *self)
{
  foyer_courier_hear (self->courier, get_now ());
  after (self);
}

/**
 * foyer_session_courier_take_probe:
 * @latency: how long the relay took to say what time it is
 */
void
foyer_session_courier_take_probe (FoyerSession *self, gint64 latency)
{
  foyer_courier_take_probe (self->courier, latency, get_now ());
  after (self);
}

/**
 * foyer_session_courier_take:
 *
 * Returns: whether @message is about scans, and was taken
 */
gboolean
foyer_session_courier_take (FoyerSession *self, FoyerMessage *message)
{
  if (message->kind == FOYER_MESSAGE_KIND_VERDICT) {
    g_autoptr (FoyerVerdict) verdict = foyer_wire_read_verdict (message);

    foyer_courier_take_verdict (self->courier, verdict, get_now ());
  } else if (message->kind == FOYER_MESSAGE_KIND_SCANS_SYNCED) {
    g_autoptr (GPtrArray) synced = foyer_wire_read_scans_synced (message);

    foyer_courier_take_synced (self->courier, message->re, synced, get_now ());
  } else {
    return FALSE;
  }
  after (self);
  return TRUE;
}

/**
 * foyer_session_courier_take_error:
 * @re: the request that @error answers
 *
 * Returns: whether it was about scans
 */
gboolean
foyer_session_courier_take_error (FoyerSession *self, const char *re, const GError *error)
{
  gboolean is_taken;

  /* Who is signed in may not deliver for that event: somebody else will. Or the relay can make
   * nothing of it, which must not hold up the others. */
  if (g_strcmp0 (re, self->batch_id) == 0 &&
      (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED) ||
       g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND) ||
       g_error_matches (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST)))
    g_hash_table_add (self->undeliverable, g_strdup (self->batch_event));
  is_taken = foyer_courier_take_error (self->courier, re, error, get_now ());
  after (self);
  return is_taken;
}

/**
 * foyer_session_get_mode:
 *
 * Returns: how this desk comes by its verdicts now
 */
FoyerDeskMode
foyer_session_get_mode (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FOYER_DESK_MODE_OFFLINE);

  return foyer_courier_get_mode (self->courier);
}
