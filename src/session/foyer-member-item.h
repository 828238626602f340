/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-member.h"

G_BEGIN_DECLS

#define FOYER_TYPE_MEMBER_ITEM (foyer_member_item_get_type ())
G_DECLARE_FINAL_TYPE (FoyerMemberItem, foyer_member_item, FOYER, MEMBER_ITEM, GObject)

FoyerMemberItem *foyer_member_item_new (FoyerMember *member);

FoyerMember *foyer_member_item_get_member (FoyerMemberItem *self);
void foyer_member_item_set_member (FoyerMemberItem *self, FoyerMember *member);

G_END_DECLS
