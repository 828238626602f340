/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-counts.h"
#include "model/foyer-ticket.h"
#include "model/foyer-verdict.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* Random values, and comparisons, for the tests of this room. */

char *wire_random_text (gsize most);
gboolean wire_random_boolean (void);
char *wire_maybe_text (void);
char *wire_maybe_uuid (void);
FoyerTime wire_random_time (void);
FoyerTime wire_maybe_time (void);
gint64 wire_random_count (void);
FoyerMessage *wire_read_back (const char *text, FoyerSender sender);
FoyerTicket *wire_random_ticket (gboolean whole);
void wire_assert_same_ticket (const FoyerTicket *a, const FoyerTicket *b);
FoyerEarlier wire_random_earlier (void);
void wire_assert_same_earlier (const FoyerEarlier *a, const FoyerEarlier *b);
void wire_clear_earlier (FoyerEarlier *earlier);
FoyerCounts *wire_random_counts (void);
void wire_assert_same_counts (const FoyerCounts *a, const FoyerCounts *b);

G_END_DECLS
