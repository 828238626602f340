/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-found-ticket.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FoyerPaperList:
 * @event_name: the event
 * @list_name: (nullable): the check-in list
 * @time_zone: (nullable): the event's zone
 * @printed_at: when what is printed was so
 * @tickets: (element-type FoyerTicket): who is still to come, in the order in which it is printed;
 * each allows as many entries as are left of it
 * @out: (element-type FoyerTicket): who went out and may come back in; each allows as many entries
 * as guests are out with it
 *
 * What a desk needs on paper when no computer works any more.
 */
typedef struct {
  char *event_name;
  char *list_name;
  char *time_zone;
  FoyerTime printed_at;
  GPtrArray *tickets;
  GPtrArray *out;
} FoyerPaperList;

FoyerPaperList *foyer_paper_list_new (const char *event_name,
                                      const char *list_name,
                                      const char *time_zone,
                                      FoyerTime printed_at);
void foyer_paper_list_add (FoyerPaperList *self, const FoyerFoundTicket *found, gboolean reentry);
void foyer_paper_list_free (FoyerPaperList *self);

typedef struct _FoyerPaperSheet FoyerPaperSheet;

FoyerPaperSheet *foyer_paper_sheet_new (FoyerPaperList *list,
                                        PangoLayout *layout,
                                        double width,
                                        double height,
                                        gboolean mirrored);
void foyer_paper_sheet_free (FoyerPaperSheet *self);

gboolean foyer_paper_sheet_paginate (FoyerPaperSheet *self, PangoLayout *layout, guint most);
guint foyer_paper_sheet_get_n_pages (FoyerPaperSheet *self);
void foyer_paper_sheet_draw (FoyerPaperSheet *self,
                             cairo_t *cairo,
                             PangoLayout *layout,
                             guint page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerPaperList, foyer_paper_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerPaperSheet, foyer_paper_sheet_free)

G_END_DECLS
