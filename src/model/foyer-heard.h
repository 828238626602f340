/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-enums.h"
#include "model/foyer-signing-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HEARD (foyer_heard_get_type ())

typedef struct _FoyerHeard FoyerHeard;

/**
 * FoyerHeard:
 * @device_id: the device at whose door it happened
 * @run_id: a UUID that the device made when it began to count; one that forgets where it was begins
 *   another run, and never gives a number twice
 * @number: of the run: 1, 2, 3, …
 * @event_id: the event
 * @scan_id: the scan
 * @ticket_id: whose guest it was
 * @list_id: for which check-in list
 * @outcome: %FOYER_OUTCOME_ADMITTED or %FOYER_OUTCOME_EXITED
 * @time: when, by the relay's clock as far as the device knew it
 * @error_ms: by how much that may be wrong
 * @epoch: the event's epoch then
 * @seq: the change that the relay made of it; 0 where the device has decided by itself, so that the
 *   relay may not know of it
 * @signature: by the device's key
 * @overridden: whether a supervisor let in whom the judge refused
 * @override_signature: (nullable): by the device's key, that one did; %NULL where @overridden is
 * not set. It is one by itself, so that desks of before this field do not find @signature wrong
 *
 * That a guest came in or went out at a door, as desks tell each other. A value: its fields never
 * change.
 */
struct _FoyerHeard {
  char *device_id;
  char *run_id;
  gint64 number;
  char *event_id;
  char *scan_id;
  char *ticket_id;
  char *list_id;
  FoyerOutcome outcome;
  FoyerTime time;
  gint64 error_ms;
  gint64 epoch;
  gint64 seq;
  char *signature;
  gboolean overridden;
  char *override_signature;
};

GType foyer_heard_get_type (void);
FoyerHeard *foyer_heard_new (const FoyerHeard *fields);
FoyerHeard *foyer_heard_new_signed (const FoyerHeard *fields, const FoyerSigningKey *key);
FoyerHeard *foyer_heard_ref (FoyerHeard *self);
void foyer_heard_unref (FoyerHeard *self);

gboolean foyer_heard_check (const FoyerHeard *self,
                            const guint8 public_key[FOYER_PUBLIC_KEY_BYTES]);
gboolean foyer_heard_is_after (const FoyerHeard *self, FoyerTime time, GTimeSpan error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerHeard, foyer_heard_unref)

G_END_DECLS
