/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_STAFF (foyer_staff_get_type ())

typedef struct _FoyerStaff FoyerStaff;

/**
 * FoyerStaff:
 * @email: how the installation knows the person; private
 * @name: (nullable): what people call them; private
 * @role: what they may do
 *
 * A staff member. A value: its fields never change.
 */
struct _FoyerStaff {
  char *email;
  char *name;
  FoyerRole role;
};

GType foyer_staff_get_type (void);
FoyerStaff *foyer_staff_new (const FoyerStaff *fields);
FoyerStaff *foyer_staff_ref (FoyerStaff *self);
void foyer_staff_unref (FoyerStaff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStaff, foyer_staff_unref)

G_END_DECLS
