/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-entry-bar"

#include "config.h"

#include "app/foyer-entry-bar.h"

#include <glib/gi18n.h>

/* What admins say to all desks: that nobody is to be let in, or something else. It stays for as
 * long as that holds. Whoever has read a message can put it away here; a pause cannot be put away.
 */

struct _FoyerEntryBar {
  GtkWidget parent_instance;

  FoyerSession *session;
  /* The message that was read here. */
  char *dismissed;
  /* What was read out last. */
  char *said;
  gboolean is_paused;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *message;
  GtkWidget *long_area;
  GtkLabel *long_message;
  GtkWidget *hint;
  GtkWidget *resume;
  GtkWidget *dismiss;
};

G_DEFINE_FINAL_TYPE (FoyerEntryBar, foyer_entry_bar, GTK_TYPE_WIDGET)

/* What has more letters scrolls, so that it leaves room in a small window. */
#define LONG_MESSAGE 160

/* GTK 4.8 cannot announce: a change of an alert's name is what assistive technology hears, of one
 * that is there already. */
static void
announce (FoyerEntryBar *self, const char *text)
{
  if (g_strcmp0 (self->said, text) == 0)
    return;
  g_free (self->said);
  self->said = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static char *
describe (FoyerEntryBar *self, const char *message)
{
  GString *text = g_string_new (gtk_label_get_label (self->headline));

  if (message != NULL)
    g_string_append_printf (text, "\n%s", message);
  if (self->is_paused)
    g_string_append_printf (text, "\n%s", gtk_label_get_label (GTK_LABEL (self->hint)));
  return g_string_free (text, FALSE);
}

static void
set_class (FoyerEntryBar *self, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (self->content, name);
  else
    gtk_widget_remove_css_class (self->content, name);
}

static void
show_message (FoyerEntryBar *self, const char *message)
{
  gboolean is_long = message != NULL && g_utf8_strlen (message, -1) > LONG_MESSAGE;

  gtk_label_set_label (is_long ? self->long_message : self->message,
                       message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL && !is_long);
  gtk_widget_set_visible (self->long_area, is_long);
}

static void
show (FoyerEntryBar *self, const char *message)
{
  g_autofree char *text = NULL;

  gtk_image_set_from_icon_name (self->icon,
                                self->is_paused ? "media-playback-pause-symbolic"
                                                : "dialog-information-symbolic");
  gtk_label_set_label (self->headline,
                       self->is_paused ? _ ("Entry is paused") : _ ("Message to all desks"));
  show_message (self, message);
  gtk_widget_set_visible (self->hint, self->is_paused);
  gtk_widget_set_visible (self->resume,
                          self->is_paused &&
                              foyer_session_can (self->session, FOYER_PERMISSION_RULES));
  gtk_widget_set_visible (self->dismiss, !self->is_paused);
  set_class (self, "paused", self->is_paused);
  set_class (self, "told", !self->is_paused);
  gtk_widget_set_visible (self->content, TRUE);
  text = describe (self, message);
  announce (self, text);
}

static void
hide (FoyerEntryBar *self)
{
  gtk_widget_set_visible (self->content, FALSE);
  announce (self, "");
}

/* A message that was put away comes back with a pause, and one that says something else is new. An
 * event that is closed says so elsewhere. */
static void
update (FoyerEntryBar *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  gboolean is_open = event != NULL && !event->policy.closed;
  const char *message = is_open ? event->policy.message : NULL;
  gboolean was_paused = self->is_paused;

  self->is_paused = is_open && event->policy.entry_paused;
  if (self->is_paused || g_strcmp0 (message, self->dismissed) != 0)
    g_clear_pointer (&self->dismissed, g_free);
  if (self->is_paused || (message != NULL && self->dismissed == NULL))
    show (self, message);
  else
    hide (self);
  if (was_paused && is_open && !self->is_paused)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.tell",
                                "s",
                                _ ("Entry is resumed. Guests are let in again."));
}

static void
on_session_notify (FoyerSession *session, GParamSpec *pspec, FoyerEntryBar *self)
{
  update (self);
}

static void
on_dismiss_clicked (GtkButton *button, FoyerEntryBar *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  g_free (self->dismissed);
  self->dismissed = event != NULL ? g_strdup (event->policy.message) : NULL;
  update (self);
}

static void
foyer_entry_bar_dispose (GObject *object)
{
  FoyerEntryBar *self = FOYER_ENTRY_BAR (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->dismissed, g_free);
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_entry_bar_parent_class)->dispose (object);
}

static void
foyer_entry_bar_class_init (FoyerEntryBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_entry_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-entry-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, headline);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, message);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, long_area);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, long_message);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, hint);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, resume);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryBar, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
}

static void
foyer_entry_bar_init (FoyerEntryBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_entry_bar_set_session:
 * @session: of whoever is at the desk; it is set once
 */
void
foyer_entry_bar_set_session (FoyerEntryBar *self, FoyerSession *session)
{
  g_return_if_fail (FOYER_IS_ENTRY_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::event", G_CALLBACK (on_session_notify), self, 0);
  g_signal_connect_object (session, "notify::staff", G_CALLBACK (on_session_notify), self, 0);
  update (self);
}
