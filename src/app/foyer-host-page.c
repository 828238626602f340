/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-page"

#include "config.h"

#include "app/foyer-host-page.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-ticket-preview.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "session/foyer-ticket-file.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Asks what has to be known to host an event on this computer, and shows how it begins. */

#define PAGE_FORM    "form"
#define PAGE_STEPS   "steps"

#define DEMO_EMAIL   "demo@example.org"
#define DEMO_TICKETS 12

struct _FoyerHostPage {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  GBytes *table;
  gboolean is_reading;

  GtkWidget *content;
  GtkStack *stack;
  GtkWidget *again_group;
  AdwActionRow *again;
  GtkWidget *event_name;
  GtkMenuButton *date_button;
  GtkCalendar *calendar;
  GtkWidget *time_zone;
  GtkCheckButton *from_file;
  AdwActionRow *file;
  FoyerTicketPreview *preview;
  GtkWidget *ticket_type;
  GtkSpinButton *count;
  GtkWidget *email;
  GtkWidget *passphrase;
  FoyerProblemBox *problem;
  GtkLabel *step;
};

G_DEFINE_FINAL_TYPE (FoyerHostPage, foyer_host_page, GTK_TYPE_WIDGET)

static FoyerHost *
get_host (FoyerHostPage *self)
{
  return foyer_session_get_host (self->session);
}

/* Text without the space around it, which nobody means. */
static char *
get_text (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static char *
get_date (FoyerHostPage *self, const char *format)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  return g_date_time_format (date, format);
}

static void
show_date (FoyerHostPage *self)
{
  /* Translators: a date, as strftime() writes it. */
  g_autofree char *text = get_date (self, _ ("%e %B %Y"));

  gtk_menu_button_set_label (self->date_button, g_strstrip (text));
}

static void
on_day_selected (FoyerHostPage *self)
{
  show_date (self);
  gtk_menu_button_popdown (self->date_button);
}

/* Where there is a problem it is shown, and its field has the keyboard. */
static void
fail (FoyerHostPage *self, const char *sentence, GtkWidget *field)
{
  gtk_stack_set_visible_child_name (self->stack, PAGE_FORM);
  foyer_problem_box_show (self->problem, sentence);
  if (field != NULL)
    gtk_widget_grab_focus (field);
}

static void
on_host_notify_step (FoyerHost *host, GParamSpec *pspec, FoyerHostPage *self)
{
  const char *step = foyer_host_get_step (host);

  gtk_label_set_label (self->step, step != NULL ? step : "");
}

/* What is under way answers that it was cancelled. */
static void
cancel (FoyerHostPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_reading = FALSE;
}

/* The tickets. */

static void
on_source_toggled (FoyerHostPage *self)
{
  gboolean from_file = gtk_check_button_get_active (self->from_file);

  gtk_widget_set_visible (GTK_WIDGET (self->file), from_file);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), from_file && self->table != NULL);
  gtk_widget_set_visible (self->ticket_type, !from_file);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->count), ADW_TYPE_ACTION_ROW),
                          !from_file);
}

static void
on_table_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostPage) self = data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerTicketTable) table = foyer_ticket_file_finish (result, &bytes, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  foyer_ticket_preview_show (self->preview, table);
  foyer_problem_box_show (self->problem, table == NULL ? error->message : NULL);
  if (table != NULL && table->rows->len > 0)
    self->table = g_steal_pointer (&bytes);
  on_source_toggled (self);
}

static void
on_file_chosen (GFile *file, gpointer data)
{
  FoyerHostPage *self = data;
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *zone = get_text (self->time_zone);

  cancel (self);
  g_clear_pointer (&self->table, g_bytes_unref);
  self->is_reading = TRUE;
  adw_action_row_set_subtitle (self->file, valid);
  foyer_ticket_file_read_async (file, zone, self->cancellable, on_table_read, g_object_ref (self));
}

static void
on_choose_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_dialogs_open_table (GTK_WINDOW (gtk_widget_get_root (widget)),
                            on_file_chosen,
                            g_object_ref (widget),
                            g_object_unref);
}

/* Beginning. */

static void
show_steps (FoyerHostPage *self)
{
  foyer_problem_box_show (self->problem, NULL);
  gtk_label_set_label (self->step, "");
  gtk_stack_set_visible_child_name (self->stack, PAGE_STEPS);
}

/* Whoever gave it up knows that. */
static void
show_form (FoyerHostPage *self, const GError *error)
{
  gboolean is_told = error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fail (self, is_told ? error->message : NULL, NULL);
}

static void
on_set_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostPage) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_host_set_up_finish (FOYER_HOST (source), result, &error))
    gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  show_form (self, error);
}

static void
set_up (FoyerHostPage *self, const FoyerHostPlan *plan)
{
  show_steps (self);
  foyer_host_set_up_async (get_host (self),
                           plan,
                           self->cancellable,
                           on_set_up,
                           g_object_ref (self));
}

static const char *
check_event (FoyerHostPage *self, const FoyerHostPlan *plan, GtkWidget **wrong)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (plan->time_zone);

  *wrong = self->event_name;
  if (!foyer_text_is_clean (plan->event_name, FOYER_LIMIT_NAME) || *plan->event_name == '\0')
    return _ ("Give the event a name.");
  *wrong = self->time_zone;
  if (zone == NULL)
    return _ ("There is no such time zone. They are called like Europe/Berlin.");
  *wrong = GTK_WIDGET (self->from_file);
  if (gtk_check_button_get_active (self->from_file) && self->is_reading)
    return _ ("The file is still being read.");
  if (gtk_check_button_get_active (self->from_file) && plan->table == NULL)
    return _ ("Choose a file with tickets, or have new ones made.");
  return NULL;
}

static const char *
check_person (FoyerHostPage *self, const FoyerHostPlan *plan, GtkWidget **wrong)
{
  glong length = g_utf8_strlen (plan->passphrase, -1);

  *wrong = self->email;
  if (!foyer_text_is_email (plan->email))
    return _ ("Enter your e-mail address.");
  *wrong = self->passphrase;
  if (length < FOYER_LIMIT_PASSPHRASE_LEAST)
    return _ ("The passphrase is too short: it needs at least six characters.");
  if (length > FOYER_LIMIT_PASSPHRASE_MOST)
    return _ ("The passphrase is too long.");
  return NULL;
}

static void
on_begin_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerHostPage *self = FOYER_HOST_PAGE (widget);
  gboolean from_file = gtk_check_button_get_active (self->from_file);
  g_autofree char *name = get_text (self->event_name);
  g_autofree char *zone = get_text (self->time_zone);
  g_autofree char *date = get_date (self, "%Y-%m-%d");
  g_autofree char *type = get_text (self->ticket_type);
  g_autofree char *email = get_text (self->email);
  FoyerHostPlan plan = {
    .event_name = name,
    .time_zone = zone,
    .date = date,
    .email = email,
    .passphrase = gtk_editable_get_text (GTK_EDITABLE (self->passphrase)),
    .table = from_file ? self->table : NULL,
    .ticket_type = *type != '\0' ? type : NULL,
    .n_tickets = (guint)gtk_spin_button_get_value_as_int (self->count),
  };
  GtkWidget *wrong = NULL;
  const char *sentence = check_event (self, &plan, &wrong);

  if (sentence == NULL)
    sentence = check_person (self, &plan, &wrong);
  if (sentence != NULL)
    fail (self, sentence, wrong);
  else
    set_up (self, &plan);
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_open = foyer_host_reopen_finish (FOYER_HOST (source), result, &error);

  show_form (self, error);
  if (is_open)
    gtk_widget_activate_action (GTK_WIDGET (self), "entrance.back", NULL);
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerHostPage *self = FOYER_HOST_PAGE (widget);

  show_steps (self);
  foyer_host_reopen_async (get_host (self), self->cancellable, on_reopened, g_object_ref (self));
}

static void
on_cancel_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  cancel (FOYER_HOST_PAGE (widget));
}

/* Enter goes to the next field, and begins at the last. */
static void
on_row_entry_activated (GtkWidget *row, FoyerHostPage *self)
{
  if (row == self->passphrase)
    gtk_widget_activate_action (GTK_WIDGET (self), "host.begin", NULL);
  else
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (row)), GTK_DIR_TAB_FORWARD);
}

static void
foyer_host_page_dispose (GObject *object)
{
  FoyerHostPage *self = FOYER_HOST_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->table, g_bytes_unref);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_host_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-host-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, again_group);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, again);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, event_name);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, date_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, calendar);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, time_zone);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, from_file);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, file);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, preview);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, ticket_type);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, count);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostPage, step);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_source_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
}

static void
foyer_host_page_class_init (FoyerHostPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_host_page_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_TICKET_PREVIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "host.choose", NULL, on_choose_activated);
  gtk_widget_class_install_action (widget_class, "host.begin", NULL, on_begin_activated);
  gtk_widget_class_install_action (widget_class, "host.again", NULL, on_again_activated);
  gtk_widget_class_install_action (widget_class, "host.cancel", NULL, on_cancel_activated);
}

static void
foyer_host_page_init (FoyerHostPage *self)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  const char *zone = g_time_zone_get_identifier (here);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->time_zone), zone != NULL ? zone : "UTC");
  gtk_editable_set_text (GTK_EDITABLE (self->ticket_type), _ ("Day pass"));
  show_date (self);
  on_source_toggled (self);
}

/**
 * foyer_host_page_new:
 * @session: the session of this desk
 *
 * Returns: (transfer floating): a page that is not open yet
 */
FoyerHostPage *
foyer_host_page_new (FoyerSession *session)
{
  FoyerHostPage *self = g_object_new (FOYER_TYPE_HOST_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (foyer_session_get_host (session),
                           "notify::step",
                           G_CALLBACK (on_host_notify_step),
                           self,
                           0);
  return self;
}

/**
 * foyer_host_page_open:
 *
 * Asks what is to be hosted.
 */
void
foyer_host_page_open (FoyerHostPage *self)
{
  g_autofree char *last = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (FOYER_IS_HOST_PAGE (self));

  last = foyer_host_get_event_name (get_host (self));
  gtk_widget_set_visible (self->again_group, last != NULL);
  if (last != NULL) {
    /* Translators: %s is the name of an event. */
    title = g_strdup_printf (_ ("Go On with “%s”"), last);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->again), title);
  }
  fail (self, NULL, self->event_name);
}

/**
 * foyer_host_page_open_demo:
 *
 * Asks nothing: begins an event that is thrown away at the end.
 */
void
foyer_host_page_open_demo (FoyerHostPage *self)
{
  g_autofree char *passphrase = foyer_uuid_new ();
  g_autofree char *zone = NULL;
  FoyerHostPlan plan = { .event_name = _ ("Demo"),
                         .email = DEMO_EMAIL,
                         .passphrase = passphrase,
                         .ticket_type = _ ("Day pass"),
                         .n_tickets = DEMO_TICKETS,
                         .is_demo = TRUE };

  g_return_if_fail (FOYER_IS_HOST_PAGE (self));

  zone = get_text (self->time_zone);
  plan.time_zone = zone;
  set_up (self, &plan);
}

/**
 * foyer_host_page_close:
 *
 * Gives up what is not hosted yet, and keeps no passphrase.
 */
void
foyer_host_page_close (FoyerHostPage *self)
{
  g_return_if_fail (FOYER_IS_HOST_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  if (foyer_host_get_state (get_host (self)) == FOYER_HOST_STATE_OPENING)
    cancel (self);
}
