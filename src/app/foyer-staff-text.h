/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-member.h"
#include "model/foyer-session-info.h"

#include <gio/gio.h>

G_BEGIN_DECLS

const char *foyer_staff_text_role (FoyerRole role);
const char *foyer_staff_text_name (const FoyerMember *member);
char *foyer_staff_text_rights (const FoyerMember *member, GListModel *events);
const char *foyer_staff_text_state (const FoyerMember *member);
const char *foyer_staff_text_icon (const FoyerMember *member);
const char *foyer_staff_text_method (const char *method);
gboolean foyer_staff_text_matches (const FoyerMember *member, const char *words);

G_END_DECLS
