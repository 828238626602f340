/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-permission.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RIGHTS (foyer_rights_get_type ())

typedef struct _FoyerRights FoyerRights;

/**
 * FoyerRights:
 * @text: what they are, as foyer_rights_new() takes it; the same rights have the same text
 * @role: the role for the whole installation; %FOYER_ROLE_STAFF where there is none
 * @all_events: whether @role counts at events that are not named
 *
 * What one staff member may do, and where. A value: its fields never change.
 */
struct _FoyerRights {
  char *text;
  FoyerRole role;
  gboolean all_events;
  /*< private >*/
  GHashTable *by_event;
};

GType foyer_rights_get_type (void);
FoyerRights *foyer_rights_new (const char *text);
FoyerRights *foyer_rights_ref (FoyerRights *self);
void foyer_rights_unref (FoyerRights *self);

gboolean foyer_rights_get_role (const FoyerRights *self, const char *event_id, FoyerRole *role);
GStrv foyer_rights_list_events (const FoyerRights *self);
gboolean foyer_rights_include (const FoyerRights *self,
                               const char *event_id,
                               FoyerPermission permission);
gboolean foyer_rights_include_somewhere (const FoyerRights *self, FoyerPermission permission);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRights, foyer_rights_unref)

G_END_DECLS
