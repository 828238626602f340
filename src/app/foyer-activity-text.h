/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-activity.h"

G_BEGIN_DECLS

const char *foyer_activity_text_title (const FoyerActivity *activity);
const char *foyer_activity_text_icon (const FoyerActivity *activity);
const char *foyer_activity_text_css_class (const FoyerActivity *activity);
const char *foyer_activity_text_word (const FoyerActivity *activity);
char *foyer_activity_text_who (const FoyerActivity *activity);
char *foyer_activity_text_where (const FoyerActivity *activity,
                                 const char *time_zone,
                                 FoyerTime now);

G_END_DECLS
