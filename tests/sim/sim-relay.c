/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-relay.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-sync.h"

#define POLL         (2 * G_TIME_SPAN_SECOND)
#define FRAME        64
#define FAR_BEHIND   2000
#define COMMIT_LEAST G_TIME_SPAN_MILLISECOND
#define COMMIT_MOST  (25 * G_TIME_SPAN_MILLISECOND)
#define ANSWER_MOST  (3 * G_TIME_SPAN_MILLISECOND)

/* @cursor: the change that the desk has, as far as this relay has said it
 * @has_joined: whether it is told of changes */
typedef struct {
  gatomicrefcount references;
  SimRelay *relay;
  SimLine *line;
  char *device;
  gint64 cursor;
  gboolean has_joined;
} Peer;

/* @peers: (element-type Peer)
 * @life: how often it was started; what an earlier life has begun comes to nothing
 * @seq: up to where this relay has read */
struct _SimRelay {
  SimDatabase *database;
  GPtrArray *peers;
  guint life;
  gboolean is_up;
  gint64 seq;
};

/* A request on its way through the relay. */
typedef struct {
  Peer *peer;
  guint life;
  FoyerMessage *message;
  GString *answer;
} Work;

static Peer *
peer_ref (Peer *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
peer_unref (gpointer data)
{
  Peer *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  sim_line_unref (self->line);
  g_free (self->device);
  g_free (self);
}

static void
work_free (gpointer data)
{
  Work *self = data;

  peer_unref (self->peer);
  foyer_message_unref (self->message);
  g_string_free (self->answer, TRUE);
  g_free (self);
}

static gboolean
is_alive (const Work *work)
{
  return work->peer->relay != NULL && work->peer->relay->is_up &&
         work->peer->relay->life == work->life;
}

static void
tell_changes (Peer *peer)
{
  const SimLedger *ledger = peer->relay->database->ledger;

  while (peer->has_joined && peer->cursor < peer->relay->seq) {
    guint limit = (guint)MIN (peer->relay->seq - peer->cursor, FRAME);
    g_autoptr (FoyerChangeBatch) batch = sim_ledger_list_changes (ledger, peer->cursor, limit);
    g_autoptr (GString) text = g_string_new (NULL);

    foyer_wire_write_ticket_verified (text, batch);
    sim_line_send (peer->line, SIM_SIDE_RELAY, text->str);
    peer->cursor = batch->to;
  }
}

/* Reads what is new, and tells the desks. */
static void
read_news (SimRelay *self)
{
  if (!self->is_up)
    return;
  self->seq = sim_ledger_get_seq (self->database->ledger);
  for (guint i = 0; i < self->peers->len; i++)
    tell_changes (g_ptr_array_index (self->peers, i));
}

static void
on_doorbell (gpointer data)
{
  read_news (data);
}

static void
on_poll (gpointer data)
{
  SimRelay *self = data;

  read_news (self);
  sim_world_in (self->database->world, POLL, on_poll, self, NULL);
}

void
sim_relay_poll (SimRelay *self)
{
  sim_world_in (self->database->world, POLL, on_poll, self, NULL);
}

static void
ring (SimRelay *self)
{
  SimDatabase *database = self->database;

  read_news (self);
  for (guint i = 0; i < database->relays->len; i++) {
    SimRelay *other = g_ptr_array_index (database->relays, i);
    GTimeSpan delay = sim_world_delay (database->world, G_TIME_SPAN_MILLISECOND, POLL / 10);

    if (other != self && !sim_world_chance (database->world, database->lost_doorbells))
      sim_world_in (database->world, delay, on_doorbell, other, NULL);
  }
}

static void
send_answer (gpointer data)
{
  Work *work = data;

  if (!is_alive (work))
    return;
  if (work->answer->len > 0)
    sim_line_send (work->peer->line, SIM_SIDE_RELAY, work->answer->str);
  ring (work->peer->relay);
}

static void
refuse (Work *work, const GError *error)
{
  foyer_wire_write_error (work->answer, work->message->id, (FoyerError)error->code, error->message);
}

static void
verify (Work *work, SimLedger *ledger, FoyerTime now)
{
  g_autoptr (FoyerScan) scan = foyer_wire_read_scan (work->message);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict =
      sim_ledger_verify (ledger, scan, work->peer->device, now, &error);

  if (verdict != NULL)
    foyer_wire_write_verdict (work->answer, work->message->id, verdict);
  else
    refuse (work, error);
}

static FoyerSynced *
sync_one (Work *work, SimLedger *ledger, const FoyerReported *reported, FoyerTime now)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  if (reported->report == NULL)
    return foyer_synced_new_error (reported->scan_id, reported->error);
  verdict = sim_ledger_reconcile (ledger, reported->report, work->peer->device, now, &error);
  if (verdict == NULL)
    return foyer_synced_new_error (reported->scan_id, error);
  return foyer_synced_new (reported->scan_id, verdict);
}

static void
sync_scans (Work *work, SimLedger *ledger, FoyerTime now)
{
  g_autoptr (GPtrArray) reported = foyer_wire_read_sync_scans (work->message);
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);

  for (guint i = 0; i < reported->len; i++)
    g_ptr_array_add (synced, sync_one (work, ledger, g_ptr_array_index (reported, i), now));
  foyer_wire_write_scans_synced (work->answer, work->message->id, synced);
}

static void
amend (Work *work, SimLedger *ledger, FoyerTime now)
{
  const FoyerMessage *message = work->message;
  const SimAmendment amendment = {
    .request_id = (char *)foyer_message_get_string (message, "request_id"),
    .scan_id = (char *)foyer_message_get_string (message, "scan_id"),
    .is_undo = message->kind == FOYER_MESSAGE_KIND_UNDO_VERIFICATION,
    .staff = work->peer->device,
    .now = now,
  };
  g_autoptr (GError) error = NULL;

  if (sim_ledger_amend (ledger, &amendment, &error))
    foyer_wire_write_done (work->answer, message->id, sim_ledger_get_seq (ledger));
  else
    refuse (work, error);
}

static void
write_record (Work *work, SimLedger *ledger, FoyerTime now)
{
  if (work->message->kind == FOYER_MESSAGE_KIND_VERIFY_TICKET)
    verify (work, ledger, now);
  else if (work->message->kind == FOYER_MESSAGE_KIND_SYNC_SCANS)
    sync_scans (work, ledger, now);
  else
    amend (work, ledger, now);
}

static void
schedule (Work *work, GTimeSpan after, SimAct act)
{
  sim_world_in (work->peer->relay->database->world, after, act, work, work_free);
}

/* The transaction: what is done here is done, whoever still hears of it. */
static void
commit (gpointer data)
{
  Work *work = data;
  SimDatabase *database;
  FoyerTime now;
  Work *rest;

  if (!is_alive (work))
    return;
  database = work->peer->relay->database;
  now = sim_world_now (database->world);
  if (now < database->down_until) {
    g_autoptr (GError) error =
        g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "no database");

    refuse (work, error);
  } else {
    write_record (work, database->ledger, now);
  }
  rest = g_new0 (Work, 1);
  *rest = (Work){ peer_ref (work->peer), work->life, foyer_message_ref (work->message), NULL };
  rest->answer = g_steal_pointer (&work->answer);
  work->answer = g_string_new (NULL);
  schedule (rest, sim_world_delay (database->world, 0, ANSWER_MOST), send_answer);
}

static void
begin_work (Peer *peer, FoyerMessage *message)
{
  Work *work = g_new0 (Work, 1);

  work->peer = peer_ref (peer);
  work->life = peer->relay->life;
  work->message = foyer_message_ref (message);
  work->answer = g_string_new (NULL);
  schedule (work,
            sim_world_delay (peer->relay->database->world, COMMIT_LEAST, COMMIT_MOST),
            commit);
}

static FoyerEvent *
copy_event (SimRelay *self, const FoyerEvent *event)
{
  FoyerEvent fields = *event;

  fields.epoch = sim_ledger_get_epoch (self->database->ledger);
  return foyer_event_new (&fields);
}

static void
join (Peer *peer, const FoyerMessage *message)
{
  SimRelay *self = peer->relay;
  const SimLedger *ledger = self->database->ledger;
  g_autoptr (FoyerEvent) event = copy_event (self, sim_hall_get ()->event);
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&(FoyerCounts){ .tickets = SIM_N_TICKETS });
  gint64 since = foyer_message_get_integer (message, "since", 0);
  gint64 epoch = foyer_message_get_integer (message, "epoch", 0);
  gboolean knows;
  g_autoptr (GString) text = g_string_new (NULL);
  FoyerRoom fields = { .event = event, .counts = counts };
  g_autoptr (FoyerRoom) room = NULL;

  self->seq = sim_ledger_get_seq (ledger);
  knows = epoch == event->epoch && since <= self->seq && self->seq - since <= FAR_BEHIND;
  fields.seq = self->seq;
  fields.snapshot_url = knows ? NULL : (char *)"/v1/snapshot";
  room = foyer_room_new (&fields);
  foyer_wire_write_room_joined (text, message->id, room);
  sim_line_send (peer->line, SIM_SIDE_RELAY, text->str);
  peer->cursor = knows ? since : self->seq;
  peer->has_joined = TRUE;
  tell_changes (peer);
}

static void
measure (Peer *peer, const FoyerMessage *message)
{
  FoyerTime now = sim_world_now (peer->relay->database->world);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_clock_measured (text,
                                   message->id,
                                   foyer_message_get_time (message, "device_time"),
                                   now,
                                   now);
  sim_line_send (peer->line, SIM_SIDE_RELAY, text->str);
}

static void
on_receive (gpointer data, const char *text)
{
  Peer *peer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, strlen (text), FOYER_SENDER_DEVICE, NULL, &error);

  g_assert_no_error (error);
  switch ((int)message->kind) {
  case FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM:
    join (peer, message);
    break;
  case FOYER_MESSAGE_KIND_VERIFY_TICKET:
  case FOYER_MESSAGE_KIND_SYNC_SCANS:
  case FOYER_MESSAGE_KIND_UNDO_VERIFICATION:
  case FOYER_MESSAGE_KIND_OVERRIDE:
    begin_work (peer, message);
    break;
  case FOYER_MESSAGE_KIND_MEASURE_CLOCK:
    measure (peer, message);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
forget (Peer *peer)
{
  SimRelay *self = peer->relay;

  if (self == NULL)
    return;
  peer->relay = NULL;
  g_ptr_array_remove_fast (self->peers, peer);
}

static void
on_closed (gpointer data)
{
  forget (data);
}

/* The line was made by a desk. */
void
sim_relay_accept (SimRelay *self, SimLine *line, const char *device)
{
  Peer *peer = g_new0 (Peer, 1);

  g_atomic_ref_count_init (&peer->references);
  peer->relay = self;
  peer->line = sim_line_ref (line);
  peer->device = g_strdup (device);
  g_ptr_array_add (self->peers, peer);
  sim_line_attach (line, SIM_SIDE_RELAY, &(SimEnd){ on_receive, on_closed, peer });
}

gboolean
sim_relay_is_up (const SimRelay *self)
{
  return self->is_up;
}

static void
start (gpointer data)
{
  SimRelay *self = data;

  self->is_up = TRUE;
  self->seq = sim_ledger_get_seq (self->database->ledger);
}

/* As a crash: what it was doing is done or not, and nobody is told. */
void
sim_relay_stop (SimRelay *self, GTimeSpan down_for)
{
  self->is_up = FALSE;
  self->life++;
  while (self->peers->len > 0) {
    Peer *peer = g_ptr_array_index (self->peers, self->peers->len - 1);
    g_autoptr (SimLine) line = sim_line_ref (peer->line);

    sim_line_leave (line, SIM_SIDE_RELAY);
    forget (peer);
  }
  sim_world_in (self->database->world, down_for, start, self, NULL);
}

SimRelay *
sim_relay_new (SimDatabase *database)
{
  SimRelay *self = g_new0 (SimRelay, 1);

  self->database = database;
  self->peers = g_ptr_array_new_with_free_func (peer_unref);
  self->is_up = TRUE;
  return self;
}

void
sim_relay_free (SimRelay *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    ((Peer *)g_ptr_array_index (self->peers, i))->relay = NULL;
  g_ptr_array_unref (self->peers);
  g_free (self);
}

void
sim_database_init (SimDatabase *self, SimWorld *world, const SimHall *hall)
{
  *self = (SimDatabase){ .world = world };
  self->ledger = sim_ledger_new (hall, 1);
  self->relays = g_ptr_array_new_with_free_func ((GDestroyNotify)sim_relay_free);
}

void
sim_database_clear (SimDatabase *self)
{
  g_ptr_array_unref (self->relays);
  sim_ledger_free (self->ledger);
}

/* Everything is as it was after the first @part of it; all relays begin anew. */
void
sim_database_restore (SimDatabase *self, double part)
{
  SimLedger *older = sim_ledger_restore (self->ledger, part);

  sim_ledger_free (self->ledger);
  self->ledger = older;
  for (guint i = 0; i < self->relays->len; i++)
    sim_relay_stop (g_ptr_array_index (self->relays, i), G_TIME_SPAN_SECOND);
}
