/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerDecoderClock:
 *
 * Returns: microseconds since some moment
 */
typedef gint64 (*FoyerDecoderClock) (gpointer user_data);

/**
 * FoyerBudget:
 * @clock: what time it is
 * @clock_data: handed to @clock
 * @deadline: when the budget is spent
 *
 * How long the decoder may still work on a frame. Long steps ask between their parts.
 */
typedef struct {
  FoyerDecoderClock clock;
  gpointer clock_data;
  gint64 deadline;
} FoyerBudget;

static inline gboolean
foyer_budget_is_spent (const FoyerBudget *self)
{
  return self->clock (self->clock_data) >= self->deadline;
}

G_END_DECLS
