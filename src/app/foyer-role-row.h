/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-enums.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: chosen: a person chose another role. */
#define FOYER_TYPE_ROLE_ROW (foyer_role_row_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRoleRow, foyer_role_row, FOYER, ROLE_ROW, AdwComboRow)

FoyerRoleRow *foyer_role_row_new (const char *title, const char *none);
void foyer_role_row_set_none (FoyerRoleRow *self, const char *none);
void foyer_role_row_show (FoyerRoleRow *self, const FoyerRole *role);
const char *foyer_role_row_get_label (FoyerRoleRow *self);
const FoyerRole *foyer_role_row_get_role (FoyerRoleRow *self);

G_END_DECLS
