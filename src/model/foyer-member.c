/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-member"

#include "config.h"

#include "model/foyer-member.h"

G_DEFINE_BOXED_TYPE (FoyerMember, foyer_member, foyer_member_ref, foyer_member_unref)

/**
 * foyer_member_new:
 *
 * Returns: (transfer full): a new value
 */
FoyerMember *
foyer_member_new (FoyerStaff *staff, FoyerRights *rights, gboolean signed_in, gboolean invited)
{
  FoyerMember *self = g_atomic_rc_box_new0 (FoyerMember);

  self->staff = foyer_staff_ref (staff);
  self->rights = foyer_rights_ref (rights);
  self->signed_in = signed_in;
  self->invited = invited;
  return self;
}

/**
 * foyer_member_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerMember *
foyer_member_ref (FoyerMember *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerMember *self = data;

  foyer_staff_unref (self->staff);
  foyer_rights_unref (self->rights);
}

void
foyer_member_unref (FoyerMember *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
