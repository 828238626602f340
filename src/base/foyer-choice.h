/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CHOICE (foyer_choice_get_type ())
G_DECLARE_DERIVABLE_TYPE (FoyerChoice, foyer_choice, FOYER, CHOICE, GObject)

struct _FoyerChoiceClass {
  GObjectClass parent_class;
};

FoyerChoice *foyer_choice_new (const char *id, const char *name);

const char *foyer_choice_get_id (FoyerChoice *self);
const char *foyer_choice_get_name (FoyerChoice *self);

G_END_DECLS
