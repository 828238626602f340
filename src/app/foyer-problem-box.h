/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PROBLEM_BOX (foyer_problem_box_get_type ())
G_DECLARE_FINAL_TYPE (FoyerProblemBox, foyer_problem_box, FOYER, PROBLEM_BOX, GtkWidget)

void foyer_problem_box_show (FoyerProblemBox *self, const char *sentence);
const char *foyer_problem_box_get_sentence (FoyerProblemBox *self);

G_END_DECLS
