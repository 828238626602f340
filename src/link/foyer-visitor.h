/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire/foyer-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_VISITOR (foyer_visitor_get_type ())
G_DECLARE_FINAL_TYPE (FoyerVisitor, foyer_visitor, FOYER, VISITOR, GObject)

FoyerVisitor *foyer_visitor_new (const char *address, GError **error);
void foyer_visitor_trust_code (FoyerVisitor *self, const char *code);
const char *foyer_visitor_get_pin (FoyerVisitor *self);

void foyer_visitor_ask_async (FoyerVisitor *self,
                              const char *path,
                              const char *body,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
FoyerMessage *foyer_visitor_ask_finish (FoyerVisitor *self, GAsyncResult *result, GError **error);

G_END_DECLS
