/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FoyerInvitationCard:
 * @person: who is invited
 * @place: (nullable): the event that it is for
 * @text: what the QR code holds; private
 * @code: what a person may type instead, in groups; private
 * @validity: until when it can be accepted, as a sentence
 *
 * What is on a printed invitation.
 */
typedef struct {
  char *person;
  char *place;
  char *text;
  char *code;
  char *validity;
} FoyerInvitationCard;

void foyer_invitation_card_free (FoyerInvitationCard *self);
gboolean foyer_invitation_card_draw (const FoyerInvitationCard *self,
                                     cairo_t *cr,
                                     PangoLayout *layout,
                                     double width,
                                     double dots_per_mm);
GtkPrintOperation *foyer_invitation_print_new (const FoyerInvitationCard *card);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerInvitationCard, foyer_invitation_card_free)

G_END_DECLS
