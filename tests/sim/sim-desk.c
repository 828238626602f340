/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-desk-private.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-sync.h"

#include <glib/gstdio.h>

#define JOIN_AGAIN    (5 * G_TIME_SPAN_SECOND)
#define CONNECT_LEAST (300 * G_TIME_SPAN_MILLISECOND)
#define CONNECT_MOST  (6 * G_TIME_SPAN_SECOND)
#define CLOCK_AGAIN   (60 * G_TIME_SPAN_SECOND)
/* A clock of which nothing is known. */
#define CLOCK_ERROR_MS (10 * 60 * 1000)

/* What is to happen at this desk, as long as it lives. */
typedef struct {
  SimDesk *desk;
  guint life;
  SimJobFunc func;
  gpointer data;
  GDestroyNotify free;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  if (self->free != NULL)
    self->free (self->data);
  g_free (self);
}

static void
run_job (gpointer data)
{
  Job *job = data;

  if (!job->desk->is_running || job->desk->life != job->life)
    return;
  job->func (job->desk, job->data);
  sim_desk_wake (job->desk);
}

static guint
add_job (SimDesk *self, FoyerTime when, SimJobFunc func, gpointer data, GDestroyNotify free)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){ self, self->life, func, data, free };
  return sim_world_at (self->database->world, when, run_job, job, job_free);
}

void
sim_desk_later (SimDesk *self, GTimeSpan after, SimJobFunc func, gpointer data, GDestroyNotify free)
{
  add_job (self, sim_world_now (self->database->world) + after, func, data, free);
}

guint
sim_desk_at (SimDesk *self, FoyerTime when, SimJobFunc func)
{
  return add_job (self, when, func, NULL, NULL);
}

/* One after the other, as on the thread that has the file. */
void
sim_desk_in_store (SimDesk *self, SimJobFunc func, gpointer data, GDestroyNotify free)
{
  SimWorld *world = self->database->world;
  FoyerTime when = MAX (sim_world_now (world), self->store_free_at);

  self->store_free_at = when + sim_world_delay (world, 0, 6 * G_TIME_SPAN_MILLISECOND);
  add_job (self, self->store_free_at, func, data, free);
}

/* What the courier's steady clock says. */
gint64
sim_desk_now (const SimDesk *self)
{
  return sim_world_now (self->database->world);
}

/* What its own clock says. */
FoyerTime
sim_desk_get_real_time (const SimDesk *self)
{
  return sim_world_now (self->database->world) + self->ahead;
}

FoyerStoreDesk
sim_desk_get_store_desk (const SimDesk *self)
{
  FoyerStoreDesk desk = { .staff_email = self->name,
                          .device_name = self->name,
                          .clock_error_ms = CLOCK_ERROR_MS };
  FoyerClockEstimate estimate;

  if (foyer_clock_estimate (&self->clock,
                            sim_desk_get_real_time (self),
                            sim_desk_now (self),
                            &estimate)) {
    desk.clock_offset_ms = estimate.offset / G_TIME_SPAN_MILLISECOND;
    desk.clock_error_ms = estimate.error / G_TIME_SPAN_MILLISECOND + 1;
  }
  return desk;
}

void
sim_desk_send (SimDesk *self, const char *text)
{
  if (self->line != NULL)
    sim_line_send (self->line, SIM_SIDE_DESK, text);
}

static void
on_tick (SimDesk *self, gpointer data)
{
  self->tick = 0;
  foyer_courier_tick (self->courier, sim_desk_now (self));
}

/* After everything that may have changed what the courier waits for. */
void
sim_desk_wake (SimDesk *self)
{
  gint64 deadline;

  sim_world_cancel (self->database->world, self->tick);
  self->tick = 0;
  if (!self->is_running)
    return;
  deadline = foyer_courier_get_deadline (self->courier);
  if (deadline != G_MAXINT64)
    self->tick = add_job (self, MAX (deadline, sim_desk_now (self)), on_tick, NULL, NULL);
}

static void
ask_clock (SimDesk *self)
{
  g_autofree char *text = foyer_wire_encode_measure_clock ("clock", sim_desk_now (self));

  self->asked_clock_at = sim_desk_now (self);
  sim_desk_send (self, text);
}

static void
on_join_due (SimDesk *self, gpointer data)
{
  self->retry = 0;
  if (self->line != NULL && self->goal < 0 && !self->is_copying)
    return;
  sim_desk_join (self, FALSE);
}

/* @anew: whether what the desk has is of no use */
void
sim_desk_join (SimDesk *self, gboolean anew)
{
  gboolean knows = self->has_tickets && !anew;
  g_autofree char *text = foyer_wire_encode_join ("join",
                                                  sim_hall_get ()->event->id,
                                                  knows ? self->seq : 0,
                                                  knows ? self->epoch : 0,
                                                  NULL,
                                                  NULL,
                                                  FALSE,
                                                  FALSE);

  if (self->line == NULL)
    return;
  self->goal = G_MAXINT64;
  sim_desk_send (self, text);
  sim_world_cancel (self->database->world, self->retry);
  self->retry = add_job (self, sim_desk_now (self) + JOIN_AGAIN, on_join_due, NULL, NULL);
}

static void
take_clock (SimDesk *self, const FoyerMessage *message)
{
  gint64 now = sim_desk_now (self);
  gint64 asked = foyer_message_get_time (message, "device_time");

  if (g_strcmp0 (message->re, "probe") == 0)
    foyer_courier_take_probe (self->courier, now - asked, now);
  else if (asked / G_TIME_SPAN_MILLISECOND == self->asked_clock_at / G_TIME_SPAN_MILLISECOND)
    foyer_clock_add (&self->clock,
                     &(FoyerClockMeasurement){
                         .sent = self->asked_clock_at,
                         .returned = now,
                         .received = foyer_message_get_time (message, "received"),
                         .answered = foyer_message_get_time (message, "sent") });
}

static void
take_verdict (SimDesk *self, const FoyerMessage *message)
{
  g_autoptr (FoyerVerdict) verdict = foyer_wire_read_verdict (message);

  foyer_courier_take_verdict (self->courier, verdict, sim_desk_now (self));
}

static void
take_synced (SimDesk *self, const FoyerMessage *message)
{
  g_autoptr (GPtrArray) synced = foyer_wire_read_scans_synced (message);

  foyer_courier_take_synced (self->courier, message->re, synced, sim_desk_now (self));
}

static void
take_error (SimDesk *self, const FoyerMessage *message)
{
  g_autoptr (GError) error = foyer_wire_read_error (message);

  foyer_courier_take_error (self->courier, message->re, error, sim_desk_now (self));
}

static void
take (SimDesk *self, FoyerMessage *message)
{
  switch ((int)message->kind) {
  case FOYER_MESSAGE_KIND_ROOM_JOINED:
    sim_desk_take_room (self, message);
    break;
  case FOYER_MESSAGE_KIND_TICKET_VERIFIED:
    foyer_courier_hear (self->courier, sim_desk_now (self));
    sim_desk_take_changes (self, message);
    break;
  case FOYER_MESSAGE_KIND_VERDICT:
    take_verdict (self, message);
    break;
  case FOYER_MESSAGE_KIND_SCANS_SYNCED:
    take_synced (self, message);
    break;
  case FOYER_MESSAGE_KIND_CLOCK_MEASURED:
    take_clock (self, message);
    break;
  case FOYER_MESSAGE_KIND_ERROR:
    take_error (self, message);
    break;
  case FOYER_MESSAGE_KIND_DONE:
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
on_receive (gpointer data, const char *text)
{
  SimDesk *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, strlen (text), FOYER_SENDER_RELAY, NULL, &error);

  g_assert_no_error (error);
  take (self, message);
  if (sim_desk_now (self) > self->asked_clock_at + CLOCK_AGAIN)
    ask_clock (self);
  sim_desk_wake (self);
}

static void try_to_connect (SimDesk *self, gpointer data);

static void
connect_later (SimDesk *self)
{
  SimWorld *world = self->database->world;

  sim_world_cancel (world, self->retry);
  self->retry =
      add_job (self,
               sim_world_now (world) + sim_world_delay (world, CONNECT_LEAST, CONNECT_MOST),
               try_to_connect,
               NULL,
               NULL);
}

static void
lose_line (SimDesk *self)
{
  g_clear_pointer (&self->line, sim_line_unref);
  self->goal = -1;
  self->is_copying = FALSE;
  foyer_courier_disconnect (self->courier, sim_desk_now (self));
}

static void
on_closed (gpointer data)
{
  SimDesk *self = data;

  lose_line (self);
  connect_later (self);
  sim_desk_wake (self);
}

static void
try_to_connect (SimDesk *self, gpointer data)
{
  GPtrArray *relays = self->database->relays;
  SimRelay *relay = g_ptr_array_index (relays, sim_world_pick (self->database->world, relays->len));

  self->retry = 0;
  if (self->is_cut_off || !sim_relay_is_up (relay)) {
    connect_later (self);
    return;
  }
  self->line = sim_line_new (self->database->world, &self->weather);
  sim_line_attach (self->line, SIM_SIDE_DESK, &(SimEnd){ on_receive, on_closed, self });
  sim_relay_accept (relay, self->line, self->name);
  foyer_courier_connect (self->courier, sim_desk_now (self));
  ask_clock (self);
  sim_desk_join (self, FALSE);
}

static void
open_file (SimDesk *self)
{
  g_autoptr (GError) error = NULL;

  self->file = foyer_store_file_open (self->path, sim_hall_get ()->seal, &error);
  g_assert_no_error (error);
  sim_desk_read_position (self);
}

static void
start (SimDesk *self)
{
  self->is_running = TRUE;
  self->goal = -1;
  self->is_copying = FALSE;
  self->store_free_at = 0;
  self->clock = (FoyerClock){ 0 };
  open_file (self);
  self->courier = foyer_courier_new (&sim_desk_effects, self);
  if (self->hears)
    sim_desk_begin_hearing (self);
  foyer_courier_look (self->courier);
  connect_later (self);
  sim_desk_wake (self);
}

static void
stop (SimDesk *self)
{
  SimWorld *world = self->database->world;

  self->is_running = FALSE;
  self->life++;
  sim_world_cancel (world, self->tick);
  sim_world_cancel (world, self->retry);
  self->tick = 0;
  self->retry = 0;
  if (self->line != NULL)
    sim_line_leave (self->line, SIM_SIDE_DESK);
  g_clear_pointer (&self->line, sim_line_unref);
  if (self->hears)
    sim_desk_end_hearing (self);
  g_clear_pointer (&self->courier, foyer_courier_free);
  g_clear_pointer (&self->file, foyer_store_file_close);
}

SimDesk *
sim_desk_new (SimDatabase *database, const SimDeskSettings *settings)
{
  SimDesk *self = g_new0 (SimDesk, 1);
  g_autoptr (GFile) template = g_file_new_for_path (settings->template);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  self->database = database;
  self->number = settings->number;
  self->name = g_strdup_printf ("desk-%02u", settings->number);
  self->path = g_build_filename (settings->folder, self->name, NULL);
  self->weather = settings->weather;
  self->doors = settings->doors;
  self->ahead = settings->clock;
  self->hears = settings->hears;
  file = g_file_new_for_path (self->path);
  g_file_copy (template, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  start (self);
  return self;
}

void
sim_desk_free (SimDesk *self)
{
  if (self->is_running)
    stop (self);
  g_remove (self->path);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/* Somebody shows a ticket. At a desk that is just starting they come again later. */
void
sim_desk_scan (SimDesk *self,
               const char *code,
               const char *ticket_id,
               const char *list_id,
               FoyerDirection direction)
{
  g_autofree char *id = sim_world_uuid (self->database->world);
  g_autoptr (FoyerScan) scan = NULL;

  if (!self->is_running)
    return;
  scan = foyer_scan_new (&(FoyerScan){ .id = id,
                                       .event_id = sim_hall_get ()->event->id,
                                       .list_id = (char *)list_id,
                                       .code = (char *)code,
                                       .ticket_id = (char *)ticket_id,
                                       .direction = direction,
                                       .scanned_at = sim_desk_get_real_time (self) });
  foyer_courier_submit (self->courier, scan, sim_desk_now (self));
  sim_desk_wake (self);
}

static void
begin_anew (gpointer data)
{
  SimDesk *self = data;

  if (!self->is_running)
    start (self);
}

/* As a kill: what is not on the disk is gone. */
void
sim_desk_crash (SimDesk *self, GTimeSpan down_for)
{
  if (!self->is_running)
    return;
  stop (self);
  sim_world_in (self->database->world, down_for, begin_anew, self, NULL);
}

static void
mend (gpointer data)
{
  ((SimDesk *)data)->is_cut_off = FALSE;
}

/* Nothing goes through; both sides find that out later. */
void
sim_desk_cut (SimDesk *self, GTimeSpan noticed_after, GTimeSpan down_for)
{
  if (self->line != NULL)
    sim_line_cut (self->line, noticed_after);
  self->is_cut_off = TRUE;
  sim_world_in (self->database->world, down_for, mend, self, NULL);
}

void
sim_desk_set_clock (SimDesk *self, GTimeSpan ahead)
{
  self->ahead = ahead;
}

/* From the next connection on. */
void
sim_desk_set_weather (SimDesk *self, const SimWeather *weather)
{
  self->weather = *weather;
}

static gint64
count_waiting (SimDesk *self)
{
  FoyerStoreCounts counts;
  g_autoptr (GError) error = NULL;

  foyer_store_count_scans (self->file, &counts, &error);
  g_assert_no_error (error);
  return counts.waiting;
}

/* Whether it has nothing left to do. */
gboolean
sim_desk_is_quiet (SimDesk *self)
{
  return self->is_running && self->line != NULL && self->goal < 0 && !self->is_copying &&
         foyer_courier_get_n_open (self->courier) == 0 && count_waiting (self) == 0 &&
         self->epoch == sim_ledger_get_epoch (self->database->ledger) &&
         self->seq == sim_ledger_get_seq (self->database->ledger);
}

char *
sim_desk_describe (SimDesk *self)
{
  if (!self->is_running)
    return g_strdup_printf ("%s: not running", self->name);
  return g_strdup_printf ("%s: %s, %u open, %d waiting, change %d of %d in epoch %d of %d%s",
                          self->name,
                          self->line != NULL ? "connected" : "alone",
                          foyer_courier_get_n_open (self->courier),
                          (int)count_waiting (self),
                          (int)self->seq,
                          (int)sim_ledger_get_seq (self->database->ledger),
                          (int)self->epoch,
                          (int)sim_ledger_get_epoch (self->database->ledger),
                          self->goal >= 0 ? ", behind" : "");
}

FoyerStoreFile *
sim_desk_get_file (SimDesk *self)
{
  return self->file;
}
