/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* JSON of others, which may hold what is private: wiped when it goes. */
typedef json_t FoyerRelayJson;

FoyerRelayJson *foyer_relay_json_parse (gconstpointer bytes, gsize size);
void foyer_relay_json_free (FoyerRelayJson *self);

FoyerRelayJson *foyer_relay_jose_open (const char *token,
                                       const json_t *keys,
                                       const char *const *algorithms,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayJson, foyer_relay_json_free)

G_END_DECLS
