/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-found-row"

#include "config.h"

#include "app/foyer-found-row.h"

#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* A ticket that a search found, how far it is used, and a button that checks it in. The button
 * asks the judge like any scan; nothing is decided here. */

struct _FoyerFoundRow {
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *status;
  GtkButton *edit;
  GtkButton *check_in;
};

G_DEFINE_FINAL_TYPE (FoyerFoundRow, foyer_found_row, GTK_TYPE_WIDGET)

static char *
describe_status (const FoyerFoundTicket *found, const char *time_zone)
{
  const FoyerTicket *ticket = found->ticket;

  if (ticket->status == FOYER_TICKET_STATUS_VOID)
    return g_strdup (foyer_verdict_text_reason (FOYER_REASON_VOID));
  if (!ticket->paid)
    return g_strdup (foyer_verdict_text_reason (FOYER_REASON_UNPAID));
  if (found->earlier.timestamp != 0)
    return foyer_verdict_text_earlier (&found->earlier, time_zone, g_get_real_time ());
  return g_strdup (_ ("Not checked in yet."));
}

static void
foyer_found_row_dispose (GObject *object)
{
  FoyerFoundRow *self = FOYER_FOUND_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_found_row_parent_class)->dispose (object);
}

static void
foyer_found_row_class_init (FoyerFoundRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_found_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-found-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, status);
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, edit);
  gtk_widget_class_bind_template_child (widget_class, FoyerFoundRow, check_in);
}

static void
foyer_found_row_init (FoyerFoundRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_found_row_new:
 *
 * Returns: (transfer floating): a row for whichever ticket it is given
 */
FoyerFoundRow *
foyer_found_row_new (void)
{
  return g_object_new (FOYER_TYPE_FOUND_ROW, NULL);
}

/**
 * foyer_found_row_set_found:
 * @found: what the row shows from now on
 * @time_zone: (nullable): the event's zone
 * @may_edit: whether the ticket may be edited here
 */
void
foyer_found_row_set_found (FoyerFoundRow *self,
                           FoyerFoundTicket *found,
                           const char *time_zone,
                           gboolean may_edit)
{
  const FoyerTicket *ticket;
  g_autofree char *details = NULL;
  g_autofree char *status = NULL;
  const char *title;

  g_return_if_fail (FOYER_IS_FOUND_ROW (self));
  g_return_if_fail (found != NULL);

  ticket = found->ticket;
  details = foyer_verdict_text_details (ticket);
  status = describe_status (found, time_zone);
  title = ticket->name != NULL ? ticket->name : ticket->email;
  gtk_label_set_label (self->title, title != NULL ? title : _ ("Unnamed guest"));
  gtk_label_set_label (self->subtitle, details != NULL ? details : "");
  gtk_label_set_label (self->status, status);
  /* The target first: the action takes no activation without one. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->check_in), "s", ticket->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->check_in), "scanner.check-in");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "s", ticket->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->edit), "scanner.edit-ticket");
  gtk_widget_set_visible (GTK_WIDGET (self->edit), may_edit);
}
