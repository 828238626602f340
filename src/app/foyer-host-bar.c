/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-bar"

#include "config.h"

#include "app/foyer-host-bar.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-host-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Says in the window what this computer hosts, and how that stands; leads to what can be done with
 * it. While it hosts the computer does not suspend, and the window does not close by accident. */

struct _FoyerHostBar {
  GtkWidget parent_instance;

  FoyerSession *session;
  FoyerHostState state;
  guint inhibit_cookie;
  gulong close_handler;

  GtkWidget *revealer;
  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (FoyerHostBar, foyer_host_bar, GTK_TYPE_WIDGET)

static FoyerHost *
get_host (FoyerHostBar *self)
{
  return foyer_session_get_host (self->session);
}

static GtkWindow *
get_window (FoyerHostBar *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static gboolean
is_hosting (FoyerHostState state)
{
  return state == FOYER_HOST_STATE_OPEN || state == FOYER_HOST_STATE_TROUBLED ||
         state == FOYER_HOST_STATE_CLOSING;
}

/* Returns: (transfer full): what this computer does */
static char *
describe (FoyerHostBar *self)
{
  FoyerHost *host = get_host (self);
  g_autofree char *name = foyer_host_get_event_name (host);

  if (foyer_host_get_state (host) == FOYER_HOST_STATE_TROUBLED)
    return g_strdup (_ ("The relay on this laptop has ended by itself. It is being started "
                        "again."));
  if (foyer_host_is_demo (host))
    return g_strdup (_ ("This is a demo. Nothing of it is kept."));
  /* Translators: %s is the name of an event. */
  return g_strdup_printf (_ ("This laptop hosts “%s”."), name);
}

/* The other laptops need this one awake, whatever its own screen shows. */
static void
update_inhibition (FoyerHostBar *self, gboolean hosting)
{
  GtkWindow *window = get_window (self);
  GtkApplication *application = window != NULL ? gtk_window_get_application (window) : NULL;

  if (application == NULL)
    return;
  if (hosting && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (application,
                                                    window,
                                                    GTK_APPLICATION_INHIBIT_SUSPEND,
                                                    _ ("An event is hosted on this laptop"));
  if (!hosting && self->inhibit_cookie != 0) {
    gtk_application_uninhibit (application, self->inhibit_cookie);
    self->inhibit_cookie = 0;
  }
}

static void
show_window (FoyerHostBar *self)
{
  gtk_window_present (GTK_WINDOW (foyer_host_window_new (self->session, get_window (self))));
}

/* What slides away says what it said last. */
static void
show_words (FoyerHostBar *self)
{
  gboolean is_troubled = self->state == FOYER_HOST_STATE_TROUBLED;
  g_autofree char *text = describe (self);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), foyer_host_get_problem (get_host (self)));
  gtk_image_set_from_icon_name (self->icon,
                                is_troubled ? "dialog-warning-symbolic"
                                            : "network-server-symbolic");
  gtk_button_set_label (GTK_BUTTON (self->button),
                        foyer_host_is_demo (get_host (self)) ? _ ("Demo…") : _ ("Hosting…"));
}

/* Who has just set it up is shown the code for the other laptops. */
static void
update (FoyerHostBar *self)
{
  FoyerHostState former = self->state;

  self->state = foyer_host_get_state (get_host (self));
  if (is_hosting (self->state))
    show_words (self);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), is_hosting (self->state));
  gtk_widget_set_sensitive (self->button, self->state != FOYER_HOST_STATE_CLOSING);
  update_inhibition (self, is_hosting (self->state));
  if (former == FOYER_HOST_STATE_OPENING && self->state == FOYER_HOST_STATE_OPEN &&
      foyer_session_get_state (self->session) == FOYER_SESSION_STATE_ONLINE)
    show_window (self);
}

static void
on_host_notify (FoyerHost *host, GParamSpec *pspec, FoyerHostBar *self)
{
  update (self);
}

static void
on_button_clicked (FoyerHostBar *self)
{
  show_window (self);
}

/* Closing the window. */

static void
on_demo_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWindow) window = data;

  foyer_host_close_finish (FOYER_HOST (source), result, NULL, NULL);
  gtk_window_destroy (window);
}

static void
on_leave_reply (const char *text, gpointer data)
{
  gtk_window_destroy (data);
}

static gboolean
on_window_close_request (GtkWindow *window, FoyerHostBar *self)
{
  switch (foyer_host_get_state (get_host (self))) {
  case FOYER_HOST_STATE_OPEN:
  case FOYER_HOST_STATE_TROUBLED:
    break;
  case FOYER_HOST_STATE_CLOSING:
    return TRUE;
  case FOYER_HOST_STATE_CLOSED:
  case FOYER_HOST_STATE_OPENING:
  default:
    return FALSE;
  }
  if (foyer_host_is_demo (get_host (self)))
    foyer_host_close_async (get_host (self), FALSE, on_demo_ended, g_object_ref (window));
  else
    foyer_dialogs_confirm (window,
                           _ ("Stop Hosting for Now?"),
                           _ ("The other laptops are cut off until Foyer is opened here again. To "
                              "end with a copy of the database, choose “End Hosting” instead."),
                           _ ("_Stop"),
                           on_leave_reply,
                           g_object_ref (window),
                           g_object_unref);
  return TRUE;
}

static void
foyer_host_bar_root (GtkWidget *widget)
{
  FoyerHostBar *self = FOYER_HOST_BAR (widget);

  GTK_WIDGET_CLASS (foyer_host_bar_parent_class)->root (widget);
  self->close_handler = g_signal_connect (get_window (self),
                                          "close-request",
                                          G_CALLBACK (on_window_close_request),
                                          self);
}

static void
foyer_host_bar_unroot (GtkWidget *widget)
{
  FoyerHostBar *self = FOYER_HOST_BAR (widget);

  update_inhibition (self, FALSE);
  g_clear_signal_handler (&self->close_handler, get_window (self));
  GTK_WIDGET_CLASS (foyer_host_bar_parent_class)->unroot (widget);
}

static void
foyer_host_bar_dispose (GObject *object)
{
  FoyerHostBar *self = FOYER_HOST_BAR (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_host_bar_parent_class)->dispose (object);
}

static void
foyer_host_bar_class_init (FoyerHostBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_host_bar_dispose;
  widget_class->root = foyer_host_bar_root;
  widget_class->unroot = foyer_host_bar_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_box (FoyerHostBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);

  self->icon = GTK_IMAGE (icon);
  self->label = GTK_LABEL (label);
  self->button = gtk_button_new ();
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "host-bar");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->button);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button_clicked), self);
  return box;
}

static void
foyer_host_bar_init (FoyerHostBar *self)
{
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), make_box (self));
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

/**
 * foyer_host_bar_set_session:
 * @session: the session of this desk
 */
void
foyer_host_bar_set_session (FoyerHostBar *self, FoyerSession *session)
{
  g_return_if_fail (FOYER_IS_HOST_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (get_host (self), "notify", G_CALLBACK (on_host_notify), self, 0);
  update (self);
}
