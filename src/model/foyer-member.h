/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-rights.h"
#include "model/foyer-staff.h"

G_BEGIN_DECLS

#define FOYER_TYPE_MEMBER (foyer_member_get_type ())

typedef struct _FoyerMember FoyerMember;

/**
 * FoyerMember:
 * @staff: who it is, with their role for the whole installation
 * @rights: what they may do, and where
 * @signed_in: whether they have a session that lasts
 * @invited: whether they have an invitation that was not used yet
 *
 * A staff member in a list of them. A value: its fields never change.
 */
struct _FoyerMember {
  FoyerStaff *staff;
  FoyerRights *rights;
  gboolean signed_in;
  gboolean invited;
};

GType foyer_member_get_type (void);
FoyerMember *foyer_member_new (FoyerStaff *staff,
                               FoyerRights *rights,
                               gboolean signed_in,
                               gboolean invited);
FoyerMember *foyer_member_ref (FoyerMember *self);
void foyer_member_unref (FoyerMember *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerMember, foyer_member_unref)

G_END_DECLS
