/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-desk-bar"

#include "config.h"

#include "app/foyer-desk-bar.h"

#include <glib/gi18n.h>

/* How the desk stands, above the scanner. It is not seen while there is nothing to say. What
 * changes is read out; numbers that only count up are not, because nobody could hear anything else.
 */

/* How often it is counted anew what may be missed. */
#define TICK_SECONDS 10
/* Online, a scan or two always wait for their verdicts; more are a queue that is delivered. */
#define FEW_WAITING 5

struct _FoyerDeskBar {
  GtkWidget parent_instance;

  FoyerSession *session;
  guint tick_source;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *details;
  GtkProgressBar *progress;
  GtkWidget *aside;
};

G_DEFINE_FINAL_TYPE (FoyerDeskBar, foyer_desk_bar, GTK_TYPE_WIDGET)

static const char *
get_time_zone (FoyerDeskBar *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

static guint
count_waiting (FoyerDeskBar *self)
{
  guint n = foyer_session_get_waiting (self->session);

  return foyer_session_get_mode (self->session) != FOYER_DESK_MODE_ONLINE || n >= FEW_WAITING ? n
                                                                                              : 0;
}

/* Before there is an event there is nothing that a desk could do. */
static void
update (FoyerDeskBar *self)
{
  gboolean is_alone = foyer_session_get_mode (self->session) != FOYER_DESK_MODE_ONLINE;
  g_autoptr (GPtrArray) unheard = is_alone ? foyer_session_list_unheard (self->session) : NULL;
  const FoyerEvent *event = foyer_session_get_event (self->session);
  FoyerDeskState state = {
    .is_closed = event != NULL && event->policy.closed,
    .mode = foyer_session_get_mode (self->session),
    .n_waiting = count_waiting (self),
    .n_aside = foyer_session_get_aside (self->session),
    .knows_tickets = foyer_session_get_copy (self->session) == FOYER_DESK_COPY_ALL,
    .progress = foyer_session_get_copy_progress (self->session),
    .unheard = unheard,
    .clock_is_off = foyer_session_get_clock_is_off (self->session),
    .has_twin = foyer_session_get_has_twin (self->session),
    .store_problem = foyer_session_get_store_problem (self->session),
    .may_let_in = foyer_session_can (self->session, FOYER_PERMISSION_OVERRIDE),
  };

  state.n_heard = foyer_session_get_desks_heard (self->session, &state.n_desks);
  if (is_alone)
    state.exposure = foyer_session_get_exposure (self->session, &state.since);
  if (event != NULL)
    foyer_desk_bar_show (self, &state, get_time_zone (self));
  else
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
on_tick_timeout (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
on_session_notify (FoyerSession *session, GParamSpec *pspec, FoyerDeskBar *self)
{
  update (self);
}

static void
foyer_desk_bar_dispose (GObject *object)
{
  FoyerDeskBar *self = FOYER_DESK_BAR (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_desk_bar_parent_class)->dispose (object);
}

static void
foyer_desk_bar_class_init (FoyerDeskBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_desk_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-desk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, headline);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, details);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, progress);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, aside);
}

static void
foyer_desk_bar_init (FoyerDeskBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A label that says the same again would be read out again. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/**
 * foyer_desk_bar_set_session:
 * @session: of whoever is at the desk; it is set once
 */
void
foyer_desk_bar_set_session (FoyerDeskBar *self, FoyerSession *session)
{
  static const char *const heard[] = {
    "notify::mode",          "notify::waiting",      "notify::aside",       "notify::copy",
    "notify::copy-progress", "notify::clock-is-off", "notify::event",       "notify::store-problem",
    "notify::staff",         "notify::desks",        "notify::desks-heard", "notify::has-twin"
  };

  g_return_if_fail (FOYER_IS_DESK_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (session, heard[i], G_CALLBACK (on_session_notify), self, 0);
  self->tick_source = g_timeout_add_seconds (TICK_SECONDS, on_tick_timeout, self);
  update (self);
}

/**
 * foyer_desk_bar_show:
 * @state: how the desk stands now
 * @time_zone: (nullable): the event's zone
 */
void
foyer_desk_bar_show (FoyerDeskBar *self, const FoyerDeskState *state, const char *time_zone)
{
  g_autofree char *headline = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (FOYER_IS_DESK_BAR (self));
  g_return_if_fail (state != NULL);

  headline = foyer_desk_text_headline (state);
  details = foyer_desk_text_details (state, time_zone, g_get_real_time ());
  gtk_image_set_from_icon_name (self->icon, foyer_desk_text_icon (state));
  set_text (self->headline, headline);
  set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), foyer_desk_text_is_fetching (state));
  gtk_progress_bar_set_fraction (self->progress, CLAMP (state->progress, 0, 1));
  gtk_widget_set_visible (self->aside, state->n_aside > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), headline != NULL || *details != '\0');
}
