/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "store/bed.h"
#include "store/foyer-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* killed-desk PATH SEED: a desk that scans without end, and copies all tickets again without end;
 * of those that it refuses a supervisor lets every second one in. It says each verdict, and each
 * override, on its standard output once it has it, until somebody kills it. */

#define N_TICKETS 1000
#define N_GUESTS  200

typedef struct {
  FoyerStore *store;
  GPtrArray *lines;
  FoyerStoreCopy copy;
  char *refused;
  guint n_refused;
} KilledDesk;

static void begin_copy (KilledDesk *self);
static void scan (KilledDesk *self);

static void
fail (const GError *error)
{
  fprintf (stderr, "killed-desk: %s\n", error->message);
  exit (1);
}

static const FoyerStoreDesk desk = { .staff_email = "ann@example.org", .device_name = "Desk 1" };

static void
say (const char *scan_id, const char *what, const char *why)
{
  g_autofree char *line = g_strdup_printf ("%s %s %s\n", scan_id, what, why != NULL ? why : "-");
  gssize size = (gssize)strlen (line);

  if (write (STDOUT_FILENO, line, (gsize)size) != size)
    exit (1);
}

static void
on_override_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autofree char *scan_id = g_steal_pointer (&self->refused);
  g_autoptr (GError) error = NULL;

  if (!foyer_store_override_finish (self->store, result, &error))
    fail (error);
  say (scan_id, "overridden", "checked");
  scan (self);
}

static void
let_in (KilledDesk *self, const char *scan_id)
{
  self->refused = g_strdup (scan_id);
  foyer_store_override_async (self->store,
                              scan_id,
                              "checked",
                              BED_NOW,
                              &desk,
                              NULL,
                              on_override_ready,
                              self);
}

static void
on_judge_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict = foyer_store_judge_finish (self->store, result, &error);

  if (verdict == NULL)
    fail (error);
  say (verdict->scan_id,
       foyer_outcome_to_nick (verdict->outcome),
       foyer_reason_to_nick (verdict->reason));
  if (verdict->outcome == FOYER_OUTCOME_REFUSED && self->n_refused++ % 2 == 0)
    let_in (self, verdict->scan_id);
  else
    scan (self);
}

static void
scan (KilledDesk *self)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *code = g_strdup_printf ("code-%d", g_random_int_range (1, N_GUESTS));
  g_autoptr (FoyerScan) value = foyer_scan_new (
      &(FoyerScan){ .id = id, .event_id = (char *)BED_EVENT, .code = code, .scanned_at = BED_NOW });

  foyer_store_judge_async (self->store, value, &desk, NULL, on_judge_ready, self);
}

static void
on_copy_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!foyer_store_finish_copy_finish (self->store, result, &error))
    fail (error);
  begin_copy (self);
}

static void
on_tickets_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!foyer_store_add_tickets_finish (self->store, result, &error))
    fail (error);
  foyer_store_finish_copy_async (self->store, &self->copy, NULL, on_copy_finished, self);
}

static void
on_copy_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!foyer_store_begin_copy_finish (self->store, result, &self->copy.copy, &error))
    fail (error);
  foyer_store_add_tickets_async (self->store,
                                 self->copy.copy,
                                 self->lines,
                                 NULL,
                                 on_tickets_added,
                                 self);
}

static void
begin_copy (KilledDesk *self)
{
  foyer_store_begin_copy_async (self->store, NULL, on_copy_begun, self);
}

static void
on_open_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KilledDesk *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!foyer_store_open_finish (self->store, result, &error))
    fail (error);
  scan (self);
  begin_copy (self);
}

int
main (int argc, char *argv[])
{
  KilledDesk self = {
    .lines = g_ptr_array_new (),
    .copy = { .event_id = BED_EVENT, .epoch = BED_EPOCH, .seq = BED_SEQ, .whole = TRUE }
  };

  if (argc != 3)
    return 2;
  g_random_set_seed ((guint32)g_ascii_strtoll (argv[2], NULL, 10));
  for (guint i = 1; i <= N_TICKETS; i++)
    g_ptr_array_add (self.lines, bed_make_line (i, NULL, NULL, NULL));
  self.store = foyer_store_new (argv[1], bed_make_seal (1));
  foyer_store_open_async (self.store, NULL, on_open_ready, &self);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
