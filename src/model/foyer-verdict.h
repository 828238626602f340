/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"
#include "model/foyer-ticket.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerEarlier:
 * @verified_by: (nullable): the staff member
 * @device: (nullable): the name of the device
 * @timestamp: when; 0 where there is no earlier admission
 *
 * The admission that stands in the way of another one.
 */
typedef struct {
  char *verified_by;
  char *device;
  FoyerTime timestamp;
} FoyerEarlier;

#define FOYER_TYPE_VERDICT (foyer_verdict_get_type ())

typedef struct _FoyerVerdict FoyerVerdict;

/**
 * FoyerVerdict:
 * @scan_id: the scan that it answers
 * @outcome: what to do
 * @reason: why not; %FOYER_REASON_NONE unless refused
 * @explanation: (nullable): the reason in a sentence
 * @ticket: (nullable): the ticket, where the code is one
 * @earlier: the earlier admission; its timestamp is 0 where there is none
 * @seq: the number of the change that it made; 0 where it changed nothing
 * @overridden: whether the relay knows that a supervisor let in whom it refuses; said only of what
 * a desk decided by itself
 *
 * The judge's answer to a scan. A value: its fields never change.
 */
struct _FoyerVerdict {
  char *scan_id;
  FoyerOutcome outcome;
  FoyerReason reason;
  char *explanation;
  FoyerTicket *ticket;
  FoyerEarlier earlier;
  gint64 seq;
  gboolean overridden;
};

GType foyer_verdict_get_type (void);
FoyerVerdict *foyer_verdict_new (const FoyerVerdict *fields);
FoyerVerdict *foyer_verdict_ref (FoyerVerdict *self);
void foyer_verdict_unref (FoyerVerdict *self);

FoyerAction foyer_verdict_get_action (const FoyerVerdict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerVerdict, foyer_verdict_unref)

G_END_DECLS
