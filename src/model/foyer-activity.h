/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ACTIVITY (foyer_activity_get_type ())

typedef struct _FoyerActivity FoyerActivity;

/**
 * FoyerActivity:
 * @staff_email: (nullable): the staff member who did it
 * @device: (nullable): the name of the device that it was done on
 * @action: what was done
 * @outcome: what the judge said; means nothing for %FOYER_ACTION_UNDONE
 * @reason: why not; %FOYER_REASON_NONE unless refused
 * @ticket_id: (nullable): the ticket, where there was one
 * @timestamp: when; of what a desk decided by itself, by the relay's clock
 * @offline: whether the desk decided by itself
 * @error_ms: how much @timestamp may be off then
 *
 * One line of what staff do at the doors, as admins watch it. A value: its fields never change.
 */
struct _FoyerActivity {
  char *staff_email;
  char *device;
  FoyerAction action;
  FoyerOutcome outcome;
  FoyerReason reason;
  char *ticket_id;
  FoyerTime timestamp;
  gboolean offline;
  gint64 error_ms;
};

GType foyer_activity_get_type (void);
FoyerActivity *foyer_activity_new (const FoyerActivity *fields);
FoyerActivity *foyer_activity_ref (FoyerActivity *self);
void foyer_activity_unref (FoyerActivity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerActivity, foyer_activity_unref)

G_END_DECLS
