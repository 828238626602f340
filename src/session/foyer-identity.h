/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerIdentityState:
 * @FOYER_IDENTITY_STATE_NEW: no relay knows this device
 * @FOYER_IDENTITY_STATE_PENDING: a relay knows it, and an admin has yet to approve it
 * @FOYER_IDENTITY_STATE_APPROVED: staff members can sign in here
 * @FOYER_IDENTITY_STATE_REVOKED: it was revoked, and what it knew is wiped; the relay has yet to
 *   be told so
 *
 * How this device stands with the relay that it was paired with.
 */
typedef enum {
  FOYER_IDENTITY_STATE_NEW,
  FOYER_IDENTITY_STATE_PENDING,
  FOYER_IDENTITY_STATE_APPROVED,
  FOYER_IDENTITY_STATE_REVOKED,
} FoyerIdentityState;

#define FOYER_TYPE_IDENTITY_STATE (foyer_identity_state_get_type ())
GType foyer_identity_state_get_type (void);

/* Properties, all readable and notified when they change:
 *   state (FoyerIdentityState), problem (string: a sentence for people, or NULL). */
#define FOYER_TYPE_IDENTITY (foyer_identity_get_type ())
G_DECLARE_FINAL_TYPE (FoyerIdentity, foyer_identity, FOYER, IDENTITY, GObject)

FoyerIdentityState foyer_identity_get_state (FoyerIdentity *self);
const char *foyer_identity_get_problem (FoyerIdentity *self);
FoyerTime foyer_identity_get_waiting_since (FoyerIdentity *self);
char *foyer_identity_get_device_id (FoyerIdentity *self);
char *foyer_identity_get_device_name (FoyerIdentity *self);
char *foyer_identity_get_gate (FoyerIdentity *self);
char *foyer_identity_get_event_name (FoyerIdentity *self);
char *foyer_identity_get_address (FoyerIdentity *self);
char *foyer_identity_get_fingerprint (FoyerIdentity *self);
gboolean foyer_identity_get_key_in_file (FoyerIdentity *self);
GPtrArray *foyer_identity_dup_people (FoyerIdentity *self);

/* Becoming known to a relay. */
void foyer_identity_pair_async (FoyerIdentity *self,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void foyer_identity_pair_by_code_async (FoyerIdentity *self,
                                        const char *address,
                                        const char *code,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean foyer_identity_pair_finish (FoyerIdentity *self, GAsyncResult *result, GError **error);
void foyer_identity_check (FoyerIdentity *self);
void foyer_identity_forget (FoyerIdentity *self);

G_END_DECLS
