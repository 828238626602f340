/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-waiting-page"

#include "config.h"

#include "app/foyer-waiting-page.h"

#include "app/foyer-problem-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What there is to know while the relay has to be heard: until an admin approves this device, or
 * until the relay knows that a revoked one has wiped its data. */

#define TICK_SECONDS 10

struct _FoyerWaitingPage {
  GtkWidget parent_instance;

  FoyerIdentity *identity;
  guint tick_source;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *advice;
  GtkLabel *waited;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerWaitingPage, foyer_waiting_page, GTK_TYPE_WIDGET)

static char *
describe_wait (FoyerTime since)
{
  gint64 minutes = (g_get_real_time () - since) / FOYER_TIME_SECOND / 60;

  if (minutes < 1)
    return g_strdup (_ ("Waiting for less than a minute"));
  if (minutes < 120)
    return g_strdup_printf (ngettext ("Waiting for %u minute", "Waiting for %u minutes", minutes),
                            (guint)minutes);
  minutes /= 60;
  return g_strdup_printf (ngettext ("Waiting for %u hour", "Waiting for %u hours", minutes),
                          (guint)minutes);
}

static void
show_pending (FoyerWaitingPage *self)
{
  g_autofree char *name = foyer_identity_get_device_name (self->identity);
  /* Translators: %s is the name of this device. */
  g_autofree char *advice =
      g_strdup_printf (_ ("The relay knows this device as “%s”. An admin has to approve it on "
                          "their dashboard; then people can sign in here. Nothing is left for you "
                          "to do: this page goes on by itself."),
                       name != NULL ? name : "");
  g_autofree char *waited = describe_wait (foyer_identity_get_waiting_since (self->identity));

  gtk_image_set_from_icon_name (self->icon, "foyer-checking-symbolic");
  gtk_label_set_label (self->title, _ ("Waiting for Approval"));
  gtk_label_set_label (self->advice, advice);
  gtk_label_set_label (self->waited, waited);
}

static void
show_revoked (FoyerWaitingPage *self)
{
  gtk_image_set_from_icon_name (self->icon, "foyer-refused-symbolic");
  gtk_label_set_label (self->title, _ ("This Device Was Revoked"));
  gtk_label_set_label (self->advice,
                       _ ("What it knew of the event has been wiped. It goes on telling the relay "
                          "so until it is heard."));
  gtk_label_set_label (self->waited, "");
}

static void
update (FoyerWaitingPage *self)
{
  FoyerIdentityState state = foyer_identity_get_state (self->identity);

  if (state == FOYER_IDENTITY_STATE_REVOKED)
    show_revoked (self);
  else if (state == FOYER_IDENTITY_STATE_PENDING)
    show_pending (self);
  foyer_problem_box_show (self->problem, foyer_identity_get_problem (self->identity));
}

static gboolean
on_tick_timeout (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
on_identity_notify (FoyerIdentity *identity, GParamSpec *pspec, FoyerWaitingPage *self)
{
  update (self);
}

static void
on_check_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_identity_check (FOYER_WAITING_PAGE (widget)->identity);
}

static void
foyer_waiting_page_map (GtkWidget *widget)
{
  FoyerWaitingPage *self = FOYER_WAITING_PAGE (widget);

  update (self);
  self->tick_source = g_timeout_add_seconds (TICK_SECONDS, on_tick_timeout, self);
  GTK_WIDGET_CLASS (foyer_waiting_page_parent_class)->map (widget);
}

static void
foyer_waiting_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&FOYER_WAITING_PAGE (widget)->tick_source, g_source_remove);
  GTK_WIDGET_CLASS (foyer_waiting_page_parent_class)->unmap (widget);
}

static void
foyer_waiting_page_dispose (GObject *object)
{
  FoyerWaitingPage *self = FOYER_WAITING_PAGE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_waiting_page_parent_class)->dispose (object);
}

static void
foyer_waiting_page_class_init (FoyerWaitingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_waiting_page_dispose;
  widget_class->map = foyer_waiting_page_map;
  widget_class->unmap = foyer_waiting_page_unmap;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-waiting-page.ui");
  gtk_widget_class_install_action (widget_class, "waiting.check", NULL, on_check_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, waited);
  gtk_widget_class_bind_template_child (widget_class, FoyerWaitingPage, problem);
}

static void
foyer_waiting_page_init (FoyerWaitingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_waiting_page_new:
 * @identity: what waits
 *
 * Returns: (transfer floating): a page that says so
 */
FoyerWaitingPage *
foyer_waiting_page_new (FoyerIdentity *identity)
{
  FoyerWaitingPage *self = g_object_new (FOYER_TYPE_WAITING_PAGE, NULL);

  self->identity = g_object_ref (identity);
  g_signal_connect_object (identity, "notify", G_CALLBACK (on_identity_notify), self, 0);
  return self;
}
