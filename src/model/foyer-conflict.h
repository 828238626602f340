/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"
#include "model/foyer-ticket.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerConflictKind:
 * @FOYER_CONFLICT_TOO_MANY: a ticket has more admissions on a list than it allows
 * @FOYER_CONFLICT_SHOULD_REFUSE: the door admitted whom the judge would have refused
 * @FOYER_CONFLICT_SHOULD_ADMIT: the door refused whom the judge would have admitted
 *
 * What contradicts what.
 */
typedef enum {
  FOYER_CONFLICT_TOO_MANY,
  FOYER_CONFLICT_SHOULD_REFUSE,
  FOYER_CONFLICT_SHOULD_ADMIT,
} FoyerConflictKind;

/**
 * FoyerConflictResolution:
 * @FOYER_CONFLICT_NONE: it is open
 * @FOYER_CONFLICT_SHARED_SCREENSHOT: several guests showed the same code
 * @FOYER_CONFLICT_SWAPPED_TICKETS: guests showed each other's tickets
 * @FOYER_CONFLICT_CLOCK: a desk's clock was wrong
 * @FOYER_CONFLICT_STAFF_ERROR: somebody at a desk made a mistake
 * @FOYER_CONFLICT_FRAUD: somebody cheated
 * @FOYER_CONFLICT_EXPLAINED: what was missing arrived later; only the relay itself says that
 * @FOYER_CONFLICT_OTHER: the reason says what
 *
 * What was behind it.
 */
typedef enum {
  FOYER_CONFLICT_NONE,
  FOYER_CONFLICT_SHARED_SCREENSHOT,
  FOYER_CONFLICT_SWAPPED_TICKETS,
  FOYER_CONFLICT_CLOCK,
  FOYER_CONFLICT_STAFF_ERROR,
  FOYER_CONFLICT_FRAUD,
  FOYER_CONFLICT_EXPLAINED,
  FOYER_CONFLICT_OTHER,
} FoyerConflictResolution;

/**
 * FoyerConflictScan:
 * @scan_id: the scan
 * @device_id: (nullable): the desk
 * @device: (nullable): its name
 * @staff_email: (nullable): who scanned
 * @timestamp: when, by the relay's clock
 * @error_ms: how much that may be off; 0 where the relay itself judged
 * @offline: whether the desk decided by itself
 * @outcome: what was said at the door
 * @reason: why not
 * @standing: whether it counts as an admission: not one that was taken back
 *
 * One of the scans that a conflict names.
 */
typedef struct {
  char *scan_id;
  char *device_id;
  char *device;
  char *staff_email;
  FoyerTime timestamp;
  gint64 error_ms;
  gboolean offline;
  FoyerOutcome outcome;
  FoyerReason reason;
  gboolean standing;
} FoyerConflictScan;

FoyerConflictScan *foyer_conflict_scan_copy (const FoyerConflictScan *fields);
void foyer_conflict_scan_free (FoyerConflictScan *self);

#define FOYER_TYPE_CONFLICT (foyer_conflict_get_type ())

typedef struct _FoyerConflict FoyerConflict;

/**
 * FoyerConflict:
 * @id: a UUID
 * @event_id: the event
 * @kind: what contradicts what
 * @ticket: (nullable): the ticket, where the code is one
 * @list_id: (nullable): the check-in list
 * @opened_at: since when it is known
 * @scans: (element-type FoyerConflictScan): what it names, by time
 * @resolved_at: when it was resolved; 0: it is open
 * @resolved_by: (nullable): who did; %NULL where it explained itself
 * @resolution: what was behind it
 * @reason: (nullable): the same in the words of who resolved it
 *
 * Scans that contradict each other, or the record. A value: its fields never change.
 */
struct _FoyerConflict {
  char *id;
  char *event_id;
  FoyerConflictKind kind;
  FoyerTicket *ticket;
  char *list_id;
  FoyerTime opened_at;
  GPtrArray *scans;
  FoyerTime resolved_at;
  char *resolved_by;
  FoyerConflictResolution resolution;
  char *reason;
};

GType foyer_conflict_get_type (void);
FoyerConflict *foyer_conflict_new (const FoyerConflict *fields);
FoyerConflict *foyer_conflict_ref (FoyerConflict *self);
void foyer_conflict_unref (FoyerConflict *self);

gboolean foyer_conflict_names_device (const FoyerConflict *self, const char *device_id);

const char *foyer_conflict_kind_to_nick (FoyerConflictKind kind);
gboolean foyer_conflict_kind_from_nick (const char *nick, FoyerConflictKind *kind);
const char *foyer_conflict_resolution_to_nick (FoyerConflictResolution resolution);
gboolean foyer_conflict_resolution_from_nick (const char *nick,
                                              FoyerConflictResolution *resolution);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerConflictScan, foyer_conflict_scan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerConflict, foyer_conflict_unref)

G_END_DECLS
