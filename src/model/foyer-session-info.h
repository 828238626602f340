/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_SESSION_INFO (foyer_session_info_get_type ())

typedef struct _FoyerSessionInfo FoyerSessionInfo;

/**
 * FoyerSessionInfo:
 * @id: a UUID
 * @staff_email: who is signed in
 * @device_id: on which device: a UUID
 * @device: what people call that device
 * @method: how they signed in: `token`, `provider`, `passphrase` or `invitation`
 * @created_at: since when
 * @last_used: when something was last done in it, within a minute or so; 0 for never
 * @address: (nullable): from where it was used last
 * @current: whether who asks, asks in it
 *
 * A session in a list of sessions. A value: its fields never change.
 */
struct _FoyerSessionInfo {
  char *id;
  char *staff_email;
  char *device_id;
  char *device;
  char *method;
  FoyerTime created_at;
  FoyerTime last_used;
  char *address;
  gboolean current;
};

GType foyer_session_info_get_type (void);
FoyerSessionInfo *foyer_session_info_new (const FoyerSessionInfo *fields);
FoyerSessionInfo *foyer_session_info_ref (FoyerSessionInfo *self);
void foyer_session_info_unref (FoyerSessionInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSessionInfo, foyer_session_info_unref)

G_END_DECLS
