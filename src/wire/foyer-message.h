/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "wire/foyer-message-kind.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_MESSAGE (foyer_message_get_type ())

typedef struct _FoyerMessage FoyerMessage;

/**
 * FoyerMessage:
 * @kind: what it is
 * @id: (nullable): what its answer carries as `re`; only requests have one
 * @re: (nullable): the request that it answers
 *
 * One message as it came: checked, so that every field of its table is what the table says. A
 * value: its fields never change.
 */
struct _FoyerMessage {
  FoyerMessageKind kind;
  char *id;
  char *re;
  /*< private >*/
  gpointer fields;
};

GType foyer_message_get_type (void);
FoyerMessage *foyer_message_parse (const char *text,
                                   gsize length,
                                   FoyerSender sender,
                                   char **id,
                                   GError **error);
gboolean foyer_message_peek_kind (const char *text,
                                  gsize length,
                                  FoyerSender sender,
                                  FoyerMessageKind *kind);
FoyerMessage *foyer_message_ref (FoyerMessage *self);
void foyer_message_unref (FoyerMessage *self);

gboolean foyer_message_has (const FoyerMessage *self, const char *name);
const char *foyer_message_get_string (const FoyerMessage *self, const char *name);
gint64 foyer_message_get_integer (const FoyerMessage *self, const char *name, gint64 otherwise);
gboolean foyer_message_get_boolean (const FoyerMessage *self, const char *name);
FoyerTime foyer_message_get_time (const FoyerMessage *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerMessage, foyer_message_unref)

G_END_DECLS
