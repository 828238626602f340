/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-source.h"
#include "db/foyer-db-tickets.h"
#include "db/foyer-db-verify.h"

#include <stdlib.h>

/* How many verifications a second one connection makes in batches, without a relay in between:
 *
 *   verify-rate --data-dir DIR [--tickets N] [--batch N] [--batches N]
 *
 * The folder is kept, with an event that verify.pgbench.sql can then be run on. */

static int n_tickets = 100000;
static int batch_size = 50;
static int n_batches = 400;

static const GOptionEntry entries[] = {
  { "tickets", 0, 0, G_OPTION_ARG_INT, &n_tickets, "How many tickets the event has", "N" },
  { "batch", 0, 0, G_OPTION_ARG_INT, &batch_size, "How many scans are committed together", "N" },
  { "batches", 0, 0, G_OPTION_ARG_INT, &n_batches, "How many batches are run", "N" },
  G_OPTION_ENTRY_NULL,
};

static const FoyerDbActor actor = { .staff_email = "bench@example.org", .device_name = "Bench" };

static void
check (const GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("verify-rate: %s\n", error->message);
  exit (1);
}

static GPtrArray *
make_tickets (FoyerDbSource *source, char **event_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConnection) owner =
      foyer_db_source_connect (source, FOYER_DB_ROLE_OWNER, &error);
  FoyerEvent fields = { .name = (char *)"Bench", .time_zone = (char *)"UTC" };
  const FoyerDbSeal *seal = foyer_db_source_get_seal (source);
  GPtrArray *tickets;
  gint64 start;

  check (error);
  foyer_db_migrate (owner, seal, NULL, &error);
  check (error);
  fields.policy.code_kind = FOYER_CODE_KIND_SHORT;
  *event_id = foyer_db_event_create (owner, seal, &fields, &actor, &error);
  check (error);
  start = g_get_monotonic_time ();
  tickets = foyer_db_tickets_issue (owner,
                                    seal,
                                    *event_id,
                                    &(FoyerTicket){ .paid = TRUE, .allowed_entries = 1000 },
                                    (guint)n_tickets,
                                    &actor,
                                    &error);
  check (error);
  g_print ("%d tickets issued in %.1f s, event %s\n",
           n_tickets,
           (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC,
           *event_id);
  return tickets;
}

static void
free_request (gpointer data)
{
  FoyerDbScanRequest *request = data;

  foyer_scan_unref (request->scan);
  g_free (request);
}

static GPtrArray *
make_batch (GPtrArray *tickets, const char *event_id)
{
  GPtrArray *batch = g_ptr_array_new_with_free_func (free_request);

  for (int i = 0; i < batch_size; i++) {
    guint number = (guint)g_random_int_range (0, (gint32)tickets->len);
    const FoyerDbTicketCode *ticket = g_ptr_array_index (tickets, number);
    g_autofree char *id = foyer_uuid_new ();
    FoyerDbScanRequest *request = g_new0 (FoyerDbScanRequest, 1);

    request->scan = foyer_scan_new (
        &(FoyerScan){ .id = id, .event_id = (char *)event_id, .code = ticket->code });
    request->actor = actor;
    g_ptr_array_add (batch, request);
  }
  return batch;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  return (*(const gint64 *)a > *(const gint64 *)b) - (*(const gint64 *)a < *(const gint64 *)b);
}

static void
measure (FoyerDbSource *source, const char *event_id, GPtrArray *tickets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbConnection) relay =
      foyer_db_source_connect (source, FOYER_DB_ROLE_RELAY, &error);
  g_autoptr (FoyerDbEventCache) cache = foyer_db_event_cache_new ();
  g_autofree gint64 *times = g_new (gint64, (gsize)n_batches);
  gint64 total = 0;

  check (error);
  for (int i = 0; i < n_batches; i++) {
    g_autoptr (GPtrArray) batch = make_batch (tickets, event_id);
    g_autoptr (FoyerDbBatchResult) result = NULL;
    gint64 start = g_get_monotonic_time ();

    result = foyer_db_verify_batch (relay, cache, event_id, batch, &error);
    check (error);
    times[i] = g_get_monotonic_time () - start;
    total += times[i];
  }
  qsort (times, (gsize)n_batches, sizeof *times, compare_times);
  g_print ("%d batches of %d: %.0f verifications/s; a batch takes %.2f ms (median), %.2f ms "
           "(p99)\n",
           n_batches,
           batch_size,
           (double)n_batches * batch_size * G_USEC_PER_SEC / (double)total,
           (double)times[n_batches / 2] / 1000,
           (double)times[n_batches * 99 / 100] / 1000);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (FoyerDbSourceOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSource) source = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  g_autofree char *event_id = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  foyer_db_source_options_add (&options, context);
  g_option_context_parse (context, &argc, &argv, &error);
  check (error);
  source = foyer_db_source_open (&options, &error);
  check (error);
  tickets = make_tickets (source, &event_id);
  measure (source, event_id, tickets);
  return 0;
}
