/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

G_BEGIN_DECLS

char *foyer_time_text_clock (FoyerTime time, const char *time_zone, FoyerTime now);
char *foyer_time_text_exact (FoyerTime time, gint64 error_ms, const char *time_zone, FoyerTime now);
char *foyer_time_text_ago (FoyerTime time, FoyerTime now);

G_END_DECLS
