/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-place-popover"

#include "config.h"

#include "app/foyer-place-popover.h"

#include "app/foyer-chooser.h"

#include <glib/gi18n.h>

/* Where this desk stands: the choice of event, check-in list and gate. */

struct _FoyerPlacePopover {
  GtkPopover parent_instance;

  FoyerSession *session;
  FoyerChooser *chooser;
  /* Set while what the session says is shown, which is no choice of the person's. */
  gboolean showing;

  GtkDropDown *events;
  GtkDropDown *lists;
  GtkDropDown *gates;
};

G_DEFINE_FINAL_TYPE (FoyerPlacePopover, foyer_place_popover, GTK_TYPE_POPOVER)

static void
show_lists (FoyerPlacePopover *self, const FoyerEvent *event)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *chosen = foyer_session_get_list_id (self->session);
  guint selected = 0;

  for (guint i = 0; event != NULL && i < event->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (event->lists, i);

    gtk_string_list_append (names, list->name);
    if (g_strcmp0 (list->id, chosen) == 0)
      selected = i;
  }
  gtk_drop_down_set_model (self->lists, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->lists, selected);
}

/* The first choice is to stand at no gate. */
static void
show_gates (FoyerPlacePopover *self, const FoyerEvent *event)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *chosen = foyer_session_get_gate (self->session);
  guint selected = 0;

  gtk_string_list_append (names, _ ("None"));
  for (guint i = 0; event != NULL && i < event->gates->len; i++) {
    const FoyerGate *gate = g_ptr_array_index (event->gates, i);

    gtk_string_list_append (names, gate->name);
    if (g_strcmp0 (gate->name, chosen) == 0)
      selected = i + 1;
  }
  gtk_drop_down_set_model (self->gates, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->gates, selected);
}

static void
show_place (FoyerPlacePopover *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  self->showing = TRUE;
  foyer_chooser_show (self->chooser, event != NULL ? event->id : NULL);
  show_lists (self, event);
  show_gates (self, event);
  gtk_widget_set_sensitive (GTK_WIDGET (self->lists), event != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gates), event != NULL && event->gates->len > 0);
  self->showing = FALSE;
}

static void
on_session_notify_place (FoyerSession *session, GParamSpec *pspec, FoyerPlacePopover *self)
{
  show_place (self);
}

static void
on_chooser_chosen (FoyerChooser *chooser, const char *id, FoyerPlacePopover *self)
{
  foyer_session_choose_event (self->session, id);
}

static void
on_lists_notify_selected (GtkDropDown *lists, GParamSpec *pspec, FoyerPlacePopover *self)
{
  const FoyerEvent *event;
  const FoyerCheckInList *list;
  guint selected = gtk_drop_down_get_selected (lists);

  if (self->showing || self->session == NULL)
    return;
  event = foyer_session_get_event (self->session);
  if (event == NULL || selected >= event->lists->len)
    return;
  list = g_ptr_array_index (event->lists, selected);
  foyer_session_choose_list (self->session, list->id);
}

static void
on_gates_notify_selected (GtkDropDown *gates, GParamSpec *pspec, FoyerPlacePopover *self)
{
  const FoyerEvent *event;
  const FoyerGate *gate = NULL;
  guint selected = gtk_drop_down_get_selected (gates);

  if (self->showing || self->session == NULL)
    return;
  event = foyer_session_get_event (self->session);
  if (event == NULL || selected > event->gates->len)
    return;
  if (selected > 0)
    gate = g_ptr_array_index (event->gates, selected - 1);
  foyer_session_choose_gate (self->session, gate != NULL ? gate->name : NULL);
}

static void
foyer_place_popover_dispose (GObject *object)
{
  FoyerPlacePopover *self = FOYER_PLACE_POPOVER (object);

  self->showing = TRUE;
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_place_popover_parent_class)->dispose (object);
}

static void
foyer_place_popover_class_init (FoyerPlacePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_place_popover_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-place-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerPlacePopover, events);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlacePopover, lists);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlacePopover, gates);
  gtk_widget_class_bind_template_callback (widget_class, on_lists_notify_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_gates_notify_selected);
}

static void
foyer_place_popover_init (FoyerPlacePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_place_popover_set_session:
 * @session: whose place is chosen; it is set once
 */
void
foyer_place_popover_set_session (FoyerPlacePopover *self, FoyerSession *session)
{
  static const char *const signals[] = { "notify::event", "notify::list-id", "notify::gate" };

  g_return_if_fail (FOYER_IS_PLACE_POPOVER (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->chooser = foyer_chooser_new (self->events, foyer_session_get_events (session));
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (on_chooser_chosen), self, 0);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (session, signals[i], G_CALLBACK (on_session_notify_place), self, 0);
  show_place (self);
}
