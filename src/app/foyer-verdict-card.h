/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-pane.h"
#include "model/foyer-verdict.h"

G_BEGIN_DECLS

/**
 * FoyerVerdictCardState:
 * @FOYER_VERDICT_CARD_READY: nothing was scanned yet
 * @FOYER_VERDICT_CARD_CHECKING: a scan waits for its verdict
 * @FOYER_VERDICT_CARD_VERDICT: a verdict
 * @FOYER_VERDICT_CARD_PROBLEM: there is no verdict, and what to do about that
 */
typedef enum {
  FOYER_VERDICT_CARD_READY,
  FOYER_VERDICT_CARD_CHECKING,
  FOYER_VERDICT_CARD_VERDICT,
  FOYER_VERDICT_CARD_PROBLEM,
} FoyerVerdictCardState;

#define FOYER_TYPE_VERDICT_CARD (foyer_verdict_card_get_type ())
G_DECLARE_FINAL_TYPE (FoyerVerdictCard, foyer_verdict_card, FOYER, VERDICT_CARD, FoyerPane)

FoyerVerdictCard *foyer_verdict_card_new (void);
FoyerVerdictCardState foyer_verdict_card_get_state (FoyerVerdictCard *self);
gboolean foyer_verdict_card_get_receded (FoyerVerdictCard *self);
void foyer_verdict_card_set_recede_after (FoyerVerdictCard *self, guint milliseconds);
void foyer_verdict_card_show_ready (FoyerVerdictCard *self);
void foyer_verdict_card_show_checking (FoyerVerdictCard *self);
void foyer_verdict_card_show_verdict (FoyerVerdictCard *self,
                                      FoyerVerdict *verdict,
                                      const char *time_zone);
FoyerVerdict *foyer_verdict_card_get_verdict (FoyerVerdictCard *self);
void foyer_verdict_card_mark_alone (FoyerVerdictCard *self, gboolean alone);
void foyer_verdict_card_show_held (FoyerVerdictCard *self,
                                   FoyerVerdict *verdict,
                                   gboolean may_let_in);
void foyer_verdict_card_offer_override (FoyerVerdictCard *self);
void foyer_verdict_card_offer_edit (FoyerVerdictCard *self);
void foyer_verdict_card_show_override (FoyerVerdictCard *self, const char *by, const char *reason);
void foyer_verdict_card_show_problem (FoyerVerdictCard *self,
                                      const char *word,
                                      const char *sentence,
                                      const char *advice);

G_END_DECLS
