/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-entry-group"

#include "config.h"

#include "app/foyer-entry-group.h"

#include "app/foyer-entry-acts.h"

#include <glib/gi18n.h>

/* Whether guests are let in, on the dashboard of an admin, and what can be done about that. */

struct _FoyerEntryGroup {
  FoyerPane parent_instance;

  FoyerSession *session;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *detail;
  GtkButton *pause;
};

G_DEFINE_FINAL_TYPE (FoyerEntryGroup, foyer_entry_group, FOYER_TYPE_PANE)

/* Returns: (transfer full) (nullable) */
static char *
describe (FoyerEntryGroup *self, const FoyerPolicy *policy)
{
  if (!foyer_entry_acts_are_possible (self->session))
    return g_strdup (
        _ ("The relay is out of reach: until it is back, this cannot be changed here."));
  if (policy->message != NULL)
    /* Translators: %s is what an admin has written. */
    return g_strdup_printf (_ ("All desks are told: %s"), policy->message);
  return NULL;
}

static void
show (FoyerEntryGroup *self, const FoyerPolicy *policy)
{
  gboolean paused = policy->entry_paused;
  g_autofree char *detail = describe (self, policy);

  gtk_image_set_from_icon_name (self->icon,
                                paused ? "media-playback-pause-symbolic"
                                       : "foyer-admitted-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), paused ? "admitted" : "problem");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), paused ? "problem" : "admitted");
  gtk_label_set_label (self->state, paused ? _ ("Entry is paused") : _ ("Guests are let in"));
  gtk_label_set_label (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL);
  gtk_button_set_label (self->pause, paused ? _ ("_Resume Entry…") : _ ("_Pause Entry…"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause),
                               paused ? _ ("Let guests in again (Ctrl+Shift+P)")
                                      : _ ("Let nobody in at any desk (Ctrl+Shift+P)"));
}

static void
update (FoyerEntryGroup *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  gboolean is_shown = event != NULL && !event->policy.closed &&
                      foyer_session_can (self->session, FOYER_PERMISSION_RULES);

  if (is_shown)
    show (self, &event->policy);
  gtk_widget_set_visible (GTK_WIDGET (self), is_shown);
}

static void
on_session_notify (FoyerSession *session, GParamSpec *pspec, FoyerEntryGroup *self)
{
  update (self);
}

static void
foyer_entry_group_dispose (GObject *object)
{
  FoyerEntryGroup *self = FOYER_ENTRY_GROUP (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_entry_group_parent_class)->dispose (object);
}

static void
foyer_entry_group_class_init (FoyerEntryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_entry_group_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-entry-group.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryGroup, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryGroup, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryGroup, state);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryGroup, detail);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntryGroup, pause);
}

static void
foyer_entry_group_init (FoyerEntryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_entry_group_set_session:
 * @session: of whoever watches; it is set once
 */
void
foyer_entry_group_set_session (FoyerEntryGroup *self, FoyerSession *session)
{
  static const char *const heard[] = { "notify::event",
                                       "notify::staff",
                                       "notify::state",
                                       "notify::mode" };

  g_return_if_fail (FOYER_IS_ENTRY_GROUP (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (session, heard[i], G_CALLBACK (on_session_notify), self, 0);
  update (self);
}
