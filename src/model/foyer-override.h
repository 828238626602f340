/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-signing-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_OVERRIDE (foyer_override_get_type ())

typedef struct _FoyerOverride FoyerOverride;

/**
 * FoyerOverride:
 * @at: when, by the device's own clock
 * @reason: why, in the supervisor's words
 * @session_id: (nullable): the supervisor's session
 * @clock_offset_ms: how far that clock is ahead of the relay's
 * @clock_error_ms: how much that may be off
 * @signature: (nullable): foyer_override_sign() by the device's key
 *
 * That a supervisor let in whom a desk had refused, where no relay could be asked. A value: its
 * fields never change.
 */
struct _FoyerOverride {
  FoyerTime at;
  char *reason;
  char *session_id;
  gint64 clock_offset_ms;
  gint64 clock_error_ms;
  char *signature;
};

GType foyer_override_get_type (void);
FoyerOverride *foyer_override_new (const FoyerOverride *fields);
FoyerOverride *foyer_override_ref (FoyerOverride *self);
void foyer_override_unref (FoyerOverride *self);

FoyerTime foyer_override_get_time (const FoyerOverride *self);
FoyerOverride *foyer_override_new_signed (const FoyerOverride *self,
                                          const char *scan_id,
                                          const char *event_id,
                                          const FoyerSigningKey *key);
gboolean foyer_override_check (const FoyerOverride *self,
                               const char *scan_id,
                               const char *event_id,
                               const guint8 public_key[FOYER_PUBLIC_KEY_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerOverride, foyer_override_unref)

G_END_DECLS
