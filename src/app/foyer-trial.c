/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-trial"

#include "config.h"

#include "app/foyer-trial.h"

#include "app/foyer-problem-box.h"
#include "app/foyer-qr-code.h"

#include <glib/gi18n.h>

/* The tickets of a demo, to be tried: on the screen, for a phone to take a picture that is held up
 * to the camera, or scanned without one. */

struct _FoyerTrial {
  GtkWidget parent_instance;

  GCancellable *cancellable;
  FoyerTicketTable *table;
  guint position;

  GtkWidget *content;
  FoyerQrCode *qr_code;
  GtkLabel *number;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerTrial, foyer_trial, GTK_TYPE_WIDGET)

static const FoyerTicketRow *
get_ticket (FoyerTrial *self)
{
  return g_ptr_array_index (self->table->rows, self->position);
}

static void
show_ticket (FoyerTrial *self)
{
  g_autofree char *text = NULL;

  /* Translators: which one of how many tickets is shown. */
  text = g_strdup_printf (_ ("Ticket %u of %u"), self->position + 1, self->table->rows->len);
  gtk_label_set_label (self->number, text);
  foyer_qr_code_set_text (self->qr_code, get_ticket (self)->code);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.scan", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.next", TRUE);
}

static void
on_tickets_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerTrial) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerTicketTable) table =
      foyer_host_list_tickets_finish (FOYER_HOST (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (table == NULL || table->rows->len == 0) {
    foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
    return;
  }
  self->table = g_steal_pointer (&table);
  show_ticket (self);
}

static void
on_next_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerTrial *self = FOYER_TRIAL (widget);

  self->position = (self->position + 1) % self->table->rows->len;
  show_ticket (self);
}

/* The verdict is seen in the window behind. */
static void
on_scan_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerTrial *self = FOYER_TRIAL (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWindow *parent = gtk_window_get_transient_for (window);

  if (parent == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.scan", "s", get_ticket (self)->code);
  gtk_window_close (window);
}

static void
foyer_trial_dispose (GObject *object)
{
  FoyerTrial *self = FOYER_TRIAL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->table, foyer_ticket_table_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_trial_parent_class)->dispose (object);
}

static void
foyer_trial_class_init (FoyerTrialClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_trial_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_QR_CODE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-trial.ui");
  gtk_widget_class_install_action (widget_class, "trial.next", NULL, on_next_activated);
  gtk_widget_class_install_action (widget_class, "trial.scan", NULL, on_scan_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerTrial, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerTrial, qr_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerTrial, number);
  gtk_widget_class_bind_template_child (widget_class, FoyerTrial, problem);
}

static void
foyer_trial_init (FoyerTrial *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.scan", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.next", FALSE);
}

/**
 * foyer_trial_open:
 * @host: whose tickets are shown
 */
void
foyer_trial_open (FoyerTrial *self, FoyerHost *host)
{
  g_return_if_fail (FOYER_IS_TRIAL (self));

  foyer_host_list_tickets_async (host, self->cancellable, on_tickets_listed, g_object_ref (self));
}
