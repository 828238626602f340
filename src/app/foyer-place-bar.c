/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-place-bar"

#include "config.h"

#include "app/foyer-place-bar.h"

#include "app/foyer-desk-text.h"
#include "app/foyer-number-text.h"
#include "app/foyer-place-popover.h"

#include <glib/gi18n.h>

/* Where this desk stands, how many came so far as it knows, and what is the matter, if something
 * is. Where guests are scanned the desk bar says how a desk without its relay goes on, and this bar
 * does not say it again. */

struct _FoyerPlaceBar {
  FoyerPane parent_instance;

  FoyerSession *session;
  gboolean scanning;

  GtkWidget *content;
  GtkMenuButton *place_button;
  FoyerPlacePopover *place;
  GtkLabel *place_label;
  GtkLabel *counts_label;
  GtkProgressBar *progress;
  GtkRevealer *problem_revealer;
  GtkLabel *problem_label;
};

G_DEFINE_FINAL_TYPE (FoyerPlaceBar, foyer_place_bar, FOYER_TYPE_PANE)

enum {
  PROP_0,
  PROP_SCANNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
describe_place (const FoyerEvent *event, const FoyerCheckInList *list, const char *gate)
{
  if (list != NULL && gate != NULL)
    /* Translators: names of an event, a check-in list and a gate. */
    return g_strdup_printf (_ ("%s · %s · %s"), event->name, list->name, gate);
  if (list != NULL)
    /* Translators: names of an event and a check-in list. */
    return g_strdup_printf (_ ("%s · %s"), event->name, list->name);
  return g_strdup (event->name);
}

static void
update_place (FoyerPlaceBar *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const FoyerCheckInList *list = NULL;
  g_autofree char *place = NULL;

  if (event != NULL) {
    list = foyer_event_get_list (event, foyer_session_get_list_id (self->session));
    place = describe_place (event, list, foyer_session_get_gate (self->session));
  }
  gtk_label_set_label (self->place_label, place != NULL ? place : _ ("Choose an event"));
}

static char *
describe_counts (FoyerPlaceBar *self, gint64 n_admitted, gint64 n_tickets)
{
  g_autofree char *admitted = foyer_number_text (n_admitted);
  g_autofree char *tickets = foyer_number_text (n_tickets);

  if (foyer_pane_get_narrow (FOYER_PANE (self)))
    /* Translators: how many tickets were admitted, of how many; there is little room. */
    return g_strdup_printf (_ ("%s of %s"), admitted, tickets);
  /* Translators: how many tickets were admitted, of how many. */
  return g_strdup_printf (_ ("%s of %s admitted"), admitted, tickets);
}

static void
update_counts (FoyerPlaceBar *self)
{
  const FoyerCounts *counts = foyer_session_get_counts (self->session);
  const char *list_id = foyer_session_get_list_id (self->session);
  const FoyerListCounts *list = NULL;
  gint64 admitted, tickets;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->counts_label), counts != NULL);
  if (counts == NULL)
    return;
  if (list_id != NULL)
    list = foyer_counts_get_list (counts, list_id);
  admitted = foyer_session_get_admitted (self->session);
  tickets = list != NULL ? list->tickets : counts->tickets;
  text = describe_counts (self, admitted, tickets);
  gtk_label_set_label (self->counts_label, text);
  gtk_progress_bar_set_fraction (self->progress,
                                 tickets > 0 ? (double)admitted / (double)tickets : 0);
}

/* Without an event a desk decides nothing, and has no bar that says so. */
static gboolean
has_desk_bar (FoyerPlaceBar *self)
{
  return self->scanning && foyer_session_get_event (self->session) != NULL &&
         foyer_session_get_mode (self->session) != FOYER_DESK_MODE_ONLINE;
}

static void
update_problem (FoyerPlaceBar *self)
{
  const char *problem = foyer_session_get_problem (self->session);

  if (!has_desk_bar (self))
    problem = foyer_desk_text_link (foyer_session_get_state (self->session), problem);
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
on_session_notify_place (FoyerSession *session, GParamSpec *pspec, FoyerPlaceBar *self)
{
  update_place (self);
  update_counts (self);
  update_problem (self);
}

static void
on_session_notify_counts (FoyerSession *session, GParamSpec *pspec, FoyerPlaceBar *self)
{
  update_counts (self);
}

static void
on_session_notify_link (FoyerSession *session, GParamSpec *pspec, FoyerPlaceBar *self)
{
  update_problem (self);
}

/* The counts are told in fewer words where there is little width. */
static void
on_notify_narrow (FoyerPlaceBar *self, GParamSpec *pspec, gpointer data)
{
  if (self->session != NULL)
    update_counts (self);
}

static void
foyer_place_bar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id) {
  case PROP_SCANNING:
    g_value_set_boolean (value, FOYER_PLACE_BAR (object)->scanning);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_place_bar_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  FoyerPlaceBar *self = FOYER_PLACE_BAR (object);

  switch (property_id) {
  case PROP_SCANNING:
    if (self->scanning == g_value_get_boolean (value))
      return;
    self->scanning = g_value_get_boolean (value);
    if (self->session != NULL)
      update_problem (self);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_place_bar_dispose (GObject *object)
{
  FoyerPlaceBar *self = FOYER_PLACE_BAR (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_place_bar_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-place-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, place_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, place);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, place_label);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, counts_label);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, progress);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, FoyerPlaceBar, problem_label);
}

static void
foyer_place_bar_class_init (FoyerPlaceBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = foyer_place_bar_get_property;
  object_class->set_property = foyer_place_bar_set_property;
  object_class->dispose = foyer_place_bar_dispose;
  /* Whether guests are scanned below, where the desk bar is. */
  properties[PROP_SCANNING] =
      g_param_spec_boolean ("scanning",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (FOYER_TYPE_PLACE_POPOVER);
  bind_template (widget_class);
}

static void
foyer_place_bar_init (FoyerPlaceBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::narrow", G_CALLBACK (on_notify_narrow), NULL);
}

/**
 * foyer_place_bar_set_session:
 * @session: what the bar is about; it is set once
 */
void
foyer_place_bar_set_session (FoyerPlaceBar *self, FoyerSession *session)
{
  static const struct {
    const char *signal;
    GCallback callback;
  } heard[] = {
    { "notify::event", G_CALLBACK (on_session_notify_place) },
    { "notify::list-id", G_CALLBACK (on_session_notify_place) },
    { "notify::gate", G_CALLBACK (on_session_notify_place) },
    { "notify::counts", G_CALLBACK (on_session_notify_counts) },
    { "notify::admitted", G_CALLBACK (on_session_notify_counts) },
    { "notify::problem", G_CALLBACK (on_session_notify_link) },
    { "notify::state", G_CALLBACK (on_session_notify_link) },
    { "notify::mode", G_CALLBACK (on_session_notify_link) },
  };

  g_return_if_fail (FOYER_IS_PLACE_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  foyer_place_popover_set_session (self->place, session);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (session, heard[i].signal, heard[i].callback, self, 0);
  update_place (self);
  update_counts (self);
  update_problem (self);
}

/**
 * foyer_place_bar_choose:
 *
 * Opens the choice of event, check-in list and gate.
 */
void
foyer_place_bar_choose (FoyerPlaceBar *self)
{
  g_return_if_fail (FOYER_IS_PLACE_BAR (self));

  gtk_menu_button_popup (self->place_button);
}
