/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-verify.h"
#include "model/foyer-activity.h"

G_BEGIN_DECLS

GPtrArray *foyer_relay_activities_of_batch (GPtrArray *requests,
                                            const FoyerDbBatchResult *result,
                                            gint64 told,
                                            gboolean *is_whole);

G_END_DECLS
