/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-aside-window"

#include "config.h"

#include "app/foyer-aside-window.h"

#include "app/foyer-problem-box.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-time-text.h"
#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* Scans that the relay can never store: whom each is about, when it was, what is wrong with it, and
 * what somebody can do so that the count is right. They hold nothing up and are not forgotten
 * either. */

struct _FoyerAsideWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;

  AdwPreferencesGroup *group;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerAsideWindow, foyer_aside_window, ADW_TYPE_WINDOW)

/* What sets the record right is said of each one by itself: nobody reads a manual at a door. */
static const char *
advise (const FoyerVerdict *verdict)
{
  gboolean is_known = verdict->ticket != NULL && verdict->ticket->name != NULL;

  switch (verdict->outcome) {
  case FOYER_OUTCOME_ADMITTED:
    return is_known ? _ ("They came in and are not counted. Find them by name and check them in.")
                    : _ ("Somebody came in and is not counted. Tell the organisers the time.");
  case FOYER_OUTCOME_EXITED:
    return is_known ? _ ("They went out and still count as inside. Choose “Going Out” and find "
                         "them by name.")
                    : _ ("Somebody went out and still counts as inside. Tell the organisers the "
                         "time.");
  case FOYER_OUTCOME_REFUSED:
  default:
    return _ ("They were not let in: the count is right.");
  }
}

/* The relay says it in English; what it means is known by its code. */
static const char *
explain (const FoyerAsideScan *scan)
{
  switch (scan->code) {
  case FOYER_ERROR_BAD_REQUEST:
    return _ ("The relay cannot read this scan.");
  case FOYER_ERROR_SCAN_ID_REUSED:
    return _ ("The relay has another scan under the number of this one.");
  case FOYER_ERROR_NOT_PERMITTED:
    return _ ("It is not signed as it has to be.");
  case FOYER_ERROR_NOT_FOUND:
    return _ ("The relay has no such event.");
  case FOYER_ERROR_DAMAGED:
    return _ ("What this desk kept of it is damaged.");
  default:
    return scan->trouble;
  }
}

/* A line each: what was said and to whom, when and what is wrong, what to do. */
static char *
describe (FoyerAsideWindow *self, const FoyerAsideScan *scan)
{
  const char *word = foyer_verdict_text_word (scan->verdict->outcome);
  g_autofree char *ticket = foyer_verdict_text_details (scan->verdict->ticket);
  const FoyerEvent *event = foyer_session_get_event (self->session);
  g_autofree char *clock = foyer_time_text_exact (scan->at,
                                                  0,
                                                  event != NULL ? event->time_zone : NULL,
                                                  g_get_real_time ());

  return g_strdup_printf ("%s%s%s\n%s · %s\n%s",
                          word,
                          ticket != NULL ? " · " : "",
                          ticket != NULL ? ticket : "",
                          clock,
                          explain (scan),
                          advise (scan->verdict));
}

static void
add_scan (FoyerAsideWindow *self, const FoyerAsideScan *scan)
{
  const FoyerTicket *ticket = scan->verdict->ticket;
  const char *word = foyer_verdict_text_word (scan->verdict->outcome);
  GtkWidget *icon = gtk_image_new_from_icon_name (foyer_verdict_text_icon (scan->verdict->outcome));
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = describe (self, scan);

  gtk_widget_add_css_class (icon, foyer_verdict_text_css_class (scan->verdict->outcome));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 ticket != NULL && ticket->name != NULL
                                     ? ticket->name
                                     : _ ("Guest unknown to this desk"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (self->group, row);
}

/* Of some nothing can be read any more, but that they were; and very many are not shown at once. */
static void
tell_rest (FoyerAsideWindow *self, guint n_shown)
{
  guint n = foyer_session_get_aside (self->session);
  guint n_more = n > n_shown ? n - n_shown : 0;
  g_autofree char *sentence =
      g_strdup_printf (ngettext ("%u more cannot be shown.", "%u more cannot be shown.", n_more),
                       n_more);

  if (n_more > 0)
    adw_preferences_group_set_description (self->group, sentence);
}

static void
on_list_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerAsideWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) scans =
      foyer_session_list_aside_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  if (scans != NULL)
    foyer_aside_window_show (self, scans);
}

static void
foyer_aside_window_dispose (GObject *object)
{
  FoyerAsideWindow *self = FOYER_ASIDE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_aside_window_parent_class)->dispose (object);
}

static void
foyer_aside_window_class_init (FoyerAsideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_aside_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-aside-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerAsideWindow, group);
  gtk_widget_class_bind_template_child (widget_class, FoyerAsideWindow, problem);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
foyer_aside_window_init (FoyerAsideWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_aside_window_new:
 * @session: of whoever is at the desk
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window with what the desk has set aside
 */
FoyerAsideWindow *
foyer_aside_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerAsideWindow *self = g_object_new (FOYER_TYPE_ASIDE_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  foyer_session_list_aside_async (session, self->cancellable, on_list_ready, g_object_ref (self));
  return self;
}

/**
 * foyer_aside_window_show:
 * @scans: (element-type FoyerAsideScan): what was set aside
 */
void
foyer_aside_window_show (FoyerAsideWindow *self, const GPtrArray *scans)
{
  g_return_if_fail (FOYER_IS_ASIDE_WINDOW (self));

  for (guint i = 0; i < scans->len; i++)
    add_scan (self, g_ptr_array_index (scans, i));
  tell_rest (self, scans->len);
}
