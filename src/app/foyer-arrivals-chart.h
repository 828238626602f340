/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How many bars the chart has, one a minute. */
#define FOYER_ARRIVALS_CHART_MINUTES 60

#define FOYER_TYPE_ARRIVALS_CHART    (foyer_arrivals_chart_get_type ())
G_DECLARE_FINAL_TYPE (FoyerArrivalsChart, foyer_arrivals_chart, FOYER, ARRIVALS_CHART, GtkWidget)

FoyerArrivalsChart *foyer_arrivals_chart_new (void);
void foyer_arrivals_chart_set_counts (FoyerArrivalsChart *self,
                                      const guint counts[FOYER_ARRIVALS_CHART_MINUTES],
                                      FoyerTime now,
                                      const char *time_zone);
char *foyer_arrivals_chart_describe (FoyerArrivalsChart *self);
guint foyer_arrivals_chart_get_step (guint highest);

G_END_DECLS
