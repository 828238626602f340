/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-work.h"

G_BEGIN_DECLS

FoyerRelayWork foyer_relay_inquiries_get_work (FoyerMessageKind kind);

G_END_DECLS
