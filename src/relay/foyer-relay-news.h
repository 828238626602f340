/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_NEWS (foyer_relay_news_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayNews, foyer_relay_news, FOYER, RELAY_NEWS, GObject)

FoyerRelayNews *foyer_relay_news_new (FoyerWorker *worker);

G_END_DECLS
