/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-verdict.h"

G_BEGIN_DECLS

const char *foyer_verdict_text_word (FoyerOutcome outcome);
gboolean foyer_verdict_text_is_held (const FoyerVerdict *verdict);
const char *foyer_verdict_text_icon (FoyerOutcome outcome);
const char *foyer_verdict_text_css_class (FoyerOutcome outcome);
const char *foyer_verdict_text_reason (FoyerReason reason);
char *foyer_verdict_text_sentence (const FoyerVerdict *verdict);
char *foyer_verdict_text_override (const char *by, const char *reason);
char *foyer_verdict_text_details (const FoyerTicket *ticket);
char *foyer_verdict_text_earlier (const FoyerEarlier *earlier,
                                  const char *time_zone,
                                  FoyerTime now);
char *foyer_verdict_text_announcement (const FoyerVerdict *verdict,
                                       const char *time_zone,
                                       FoyerTime now);

G_END_DECLS
