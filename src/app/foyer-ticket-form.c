/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-form"

#include "config.h"

#include "app/foyer-ticket-form.h"

#include "app/foyer-field-text.h"
#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* The fields of a ticket, to be typed in. What nobody touched stays exactly as it was, also where
 * it cannot be shown in full. */

struct _FoyerTicketForm {
  GtkWidget parent_instance;

  FoyerTicket *ticket;
  char *time_zone;
  gboolean is_showing;

  GtkWidget *content;
  GtkEditable *name;
  GtkEditable *email;
  GtkEditable *order_code;
  GtkEditable *attention;
  AdwComboRow *type;
  GtkSwitch *paid;
  GtkSpinButton *entries;
  GtkEditable *valid_from;
  GtkEditable *valid_until;
  /* (element-type guint): the number of the ticket type in each line of the choice. */
  GArray *type_numbers;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerTicketForm, foyer_ticket_form, GTK_TYPE_WIDGET)

static void
tell_changed (FoyerTicketForm *self)
{
  if (!self->is_showing)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_editable_changed (GtkEditable *editable, FoyerTicketForm *self)
{
  tell_changed (self);
}

static void
on_control_notify (GObject *control, GParamSpec *pspec, FoyerTicketForm *self)
{
  tell_changed (self);
}

static void
on_row_entry_activated (GtkWidget *row, FoyerTicketForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
add_type (FoyerTicketForm *self, GtkStringList *names, guint number, const char *name)
{
  gtk_string_list_append (names, name);
  g_array_append_val (self->type_numbers, number);
}

/* A type that the event does not tell of is one that came after the desk has joined. */
static void
show_types (FoyerTicketForm *self, const FoyerEvent *event)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const FoyerTicket *ticket = self->ticket;
  const GPtrArray *types = event != NULL ? event->ticket_types : NULL;

  g_array_set_size (self->type_numbers, 0);
  if (event == NULL || foyer_event_get_type_name (event, ticket->type_number) == NULL)
    add_type (self,
              names,
              ticket->type_number,
              ticket->ticket_type != NULL ? ticket->ticket_type : "");
  for (guint i = 0; types != NULL && i < types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (types, i);

    add_type (self, names, type->number, type->name);
  }
  adw_combo_row_set_model (self->type, G_LIST_MODEL (names));
  for (guint i = 0; i < self->type_numbers->len; i++) {
    if (g_array_index (self->type_numbers, guint, i) == ticket->type_number)
      adw_combo_row_set_selected (self->type, i);
  }
}

static void
show_text (GtkEditable *editable, const char *text)
{
  gtk_editable_set_text (editable, text != NULL ? text : "");
}

static void
show_moment (FoyerTicketForm *self, GtkEditable *editable, FoyerTime time)
{
  g_autofree char *text = foyer_field_text_moment (time, self->time_zone);

  gtk_editable_set_text (editable, text);
}

/* Fails where more is typed than a ticket can hold. */
static gboolean
read_text (FoyerTicketForm *self,
           GtkEditable *editable,
           gsize max_bytes,
           char **text,
           const char **problem)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  if (strlen (typed) > max_bytes) {
    *problem = _ ("This is too long.");
    gtk_widget_grab_focus (GTK_WIDGET (editable));
    return FALSE;
  }
  *text = *typed != '\0' ? g_steal_pointer (&typed) : NULL;
  return TRUE;
}

static gboolean
read_moment (FoyerTicketForm *self,
             GtkEditable *editable,
             gboolean is_end,
             FoyerTime *time,
             const char **problem)
{
  g_autofree char *shown = foyer_field_text_moment (*time, self->time_zone);
  const char *typed = gtk_editable_get_text (editable);

  if (g_str_equal (typed, shown) ||
      foyer_field_text_read_moment (typed, self->time_zone, is_end, time))
    return TRUE;
  *problem = _ ("Write a date and a time, such as 2026-05-01 18:00, or nothing for any time.");
  gtk_widget_grab_focus (GTK_WIDGET (editable));
  return FALSE;
}

static gboolean
read_moments (FoyerTicketForm *self, FoyerTicket *fields, const char **problem)
{
  if (!read_moment (self, self->valid_from, FALSE, &fields->valid_from, problem) ||
      !read_moment (self, self->valid_until, TRUE, &fields->valid_until, problem))
    return FALSE;
  if (fields->valid_from == 0 || fields->valid_until == 0 ||
      fields->valid_from < fields->valid_until)
    return TRUE;
  *problem = _ ("A ticket is valid until a time after that from which it is.");
  gtk_widget_grab_focus (GTK_WIDGET (self->valid_until));
  return FALSE;
}

static void
read_type (FoyerTicketForm *self, FoyerTicket *fields)
{
  guint selected = adw_combo_row_get_selected (self->type);
  GtkStringList *names = GTK_STRING_LIST (adw_combo_row_get_model (self->type));

  if (selected >= self->type_numbers->len)
    return;
  fields->type_number = g_array_index (self->type_numbers, guint, selected);
  fields->ticket_type = (char *)gtk_string_list_get_string (names, selected);
}

static void
foyer_ticket_form_dispose (GObject *object)
{
  FoyerTicketForm *self = FOYER_TICKET_FORM (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_clear_pointer (&self->time_zone, g_free);
  g_clear_pointer (&self->type_numbers, g_array_unref);
  G_OBJECT_CLASS (foyer_ticket_form_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name,
                       FOYER_TYPE_TICKET_FORM,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       0);
}

static void
foyer_ticket_form_class_init (FoyerTicketFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_ticket_form_dispose;
  signals[SIGNAL_CHANGED] = add_signal ("changed");
  signals[SIGNAL_ACTIVATED] = add_signal ("activated");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-ticket-form.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, name);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, order_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, attention);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, type);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, paid);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, entries);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, valid_from);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketForm, valid_until);
  gtk_widget_class_bind_template_callback (widget_class, on_editable_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_control_notify);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
}

static void
foyer_ticket_form_init (FoyerTicketForm *self)
{
  self->type_numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_spin_button_set_range (self->entries, 1, FOYER_LIMIT_ALLOWED_ENTRIES);
  gtk_spin_button_set_increments (self->entries, 1, 10);
}

/**
 * foyer_ticket_form_show:
 * @ticket: what is to be edited
 * @event: (nullable): whose ticket it is
 *
 * Shows a ticket; whatever was typed before is gone.
 */
void
foyer_ticket_form_show (FoyerTicketForm *self, const FoyerTicket *ticket, const FoyerEvent *event)
{
  g_return_if_fail (FOYER_IS_TICKET_FORM (self));
  g_return_if_fail (ticket != NULL);

  self->is_showing = TRUE;
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_free (self->time_zone);
  self->ticket = foyer_ticket_new (ticket);
  self->time_zone = event != NULL ? g_strdup (event->time_zone) : NULL;
  show_text (self->name, ticket->name);
  show_text (self->email, ticket->email);
  show_text (self->order_code, ticket->order_code);
  show_text (self->attention, ticket->attention);
  show_types (self, event);
  gtk_switch_set_active (self->paid, ticket->paid);
  gtk_spin_button_set_value (self->entries, ticket->allowed_entries);
  show_moment (self, self->valid_from, ticket->valid_from);
  show_moment (self, self->valid_until, ticket->valid_until);
  self->is_showing = FALSE;
}

/**
 * foyer_ticket_form_read:
 * @problem: (out) (transfer none): a sentence for people, where something cannot be; it has the
 *   focus then
 *
 * Returns: (transfer full) (nullable): the ticket that was shown, with what was typed
 */
FoyerTicket *
foyer_ticket_form_read (FoyerTicketForm *self, const char **problem)
{
  g_autofree char *name = NULL;
  g_autofree char *email = NULL;
  g_autofree char *order_code = NULL;
  g_autofree char *attention = NULL;
  FoyerTicket fields;

  g_return_val_if_fail (FOYER_IS_TICKET_FORM (self), NULL);
  g_return_val_if_fail (self->ticket != NULL, NULL);

  fields = *self->ticket;
  if (!read_text (self, self->name, FOYER_LIMIT_NAME, &name, problem) ||
      !read_text (self, self->email, FOYER_LIMIT_EMAIL, &email, problem) ||
      !read_text (self, self->order_code, FOYER_LIMIT_ORDER_CODE, &order_code, problem) ||
      !read_text (self, self->attention, FOYER_LIMIT_NOTE, &attention, problem) ||
      !read_moments (self, &fields, problem))
    return NULL;
  fields.name = name;
  fields.email = email;
  fields.order_code = order_code;
  fields.attention = attention;
  fields.paid = gtk_switch_get_active (self->paid);
  gtk_spin_button_update (self->entries);
  fields.allowed_entries = (guint)gtk_spin_button_get_value_as_int (self->entries);
  read_type (self, &fields);
  return foyer_ticket_new (&fields);
}
