/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "link/foyer-address.h"

G_BEGIN_DECLS

/* RFC 6585; libsoup has no name for it. */
#define FOYER_STATUS_TOO_MANY 429

GError *foyer_refusal_explain (const FoyerAddress *address, guint status, const GError *error);
GError *foyer_refusal_explain_stranger (const FoyerAddress *address);

G_END_DECLS
