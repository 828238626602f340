/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pair-window"

#include "config.h"

#include "app/foyer-pair-window.h"

#include "app/foyer-problem-box.h"
#include "app/foyer-qr-code.h"
#include "model/foyer-pairing.h"

#include <glib/gi18n.h>

/* Shows a code with which one device can be paired, or one that is known can be so again: to be
 * scanned, or to be typed. */

struct _FoyerPairWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  char *device_id;
  GCancellable *cancellable;
  FoyerTime expires;
  guint tick_source;

  GtkLabel *advice;
  GtkStack *stack;
  FoyerQrCode *qr_code;
  GtkLabel *code;
  GtkLabel *countdown;
  GtkSwitch *approve;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerPairWindow, foyer_pair_window, ADW_TYPE_WINDOW)

/* Whole minutes until the last one, so that screen readers are not told every second. */
static gboolean
show_countdown (FoyerPairWindow *self)
{
  gint64 seconds = (self->expires - g_get_real_time () + FOYER_TIME_SECOND / 2) / FOYER_TIME_SECOND;
  g_autofree char *text = NULL;

  if (seconds <= 0) {
    gtk_stack_set_visible_child_name (self->stack, "over");
    return FALSE;
  }
  if (seconds >= 60)
    text = g_strdup_printf (ngettext ("Good for %u more minute",
                                      "Good for %u more minutes",
                                      (gulong)(seconds / 60)),
                            (guint)(seconds / 60));
  else
    text = g_strdup_printf (ngettext ("Good for %u more second",
                                      "Good for %u more seconds",
                                      (gulong)seconds),
                            (guint)seconds);
  gtk_label_set_label (self->countdown, text);
  return TRUE;
}

static gboolean
on_tick_timeout (gpointer data)
{
  FoyerPairWindow *self = data;

  if (show_countdown (self))
    return G_SOURCE_CONTINUE;
  self->tick_source = 0;
  return G_SOURCE_REMOVE;
}

static void
show_code (FoyerPairWindow *self, const char *text, const char *code)
{
  g_autofree char *grouped = foyer_pairing_code_group (code);

  if (!foyer_qr_code_set_text (self->qr_code, text))
    gtk_widget_set_visible (GTK_WIDGET (self->qr_code), FALSE);
  gtk_label_set_label (self->code, grouped);
  gtk_stack_set_visible_child_name (self->stack, "code");
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (show_countdown (self))
    self->tick_source = g_timeout_add_seconds (1, on_tick_timeout, self);
}

static void
on_pairing_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPairWindow) self = data;
  g_autofree char *text = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;

  if (foyer_session_create_pairing_finish (FOYER_SESSION (source),
                                           result,
                                           &text,
                                           &code,
                                           &self->expires,
                                           &error)) {
    show_code (self, text, code);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    foyer_problem_box_show (self->problem, error->message);
    gtk_stack_set_visible_child_name (self->stack, "over");
  }
}

static void
ask (FoyerPairWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->tick_source, g_source_remove);
  foyer_problem_box_show (self->problem, NULL);
  gtk_stack_set_visible_child_name (self->stack, "asking");
  foyer_session_create_pairing_async (self->session,
                                      self->device_id,
                                      gtk_switch_get_active (self->approve),
                                      self->cancellable,
                                      on_pairing_ready,
                                      g_object_ref (self));
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (FOYER_PAIR_WINDOW (widget));
}

static void
on_approve_notify_active (FoyerPairWindow *self)
{
  if (self->session != NULL)
    ask (self);
}

static void
foyer_pair_window_dispose (GObject *object)
{
  FoyerPairWindow *self = FOYER_PAIR_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->device_id, g_free);
  G_OBJECT_CLASS (foyer_pair_window_parent_class)->dispose (object);
}

static void
foyer_pair_window_class_init (FoyerPairWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_pair_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_QR_CODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-pair-window.ui");
  gtk_widget_class_install_action (widget_class, "pairing.again", NULL, on_again_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, qr_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, code);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, countdown);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, approve);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_approve_notify_active);
}

static void
foyer_pair_window_init (FoyerPairWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Who lost a device wants it to work again, and not to be a second one in all lists. */
static void
show_again (FoyerPairWindow *self, const FoyerDevice *device)
{
  /* Translators: %s is the name of a device. */
  g_autofree char *title = g_strdup_printf (_ ("Pair “%s” Again"), device->name);

  self->device_id = g_strdup (device->id);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->advice,
                       _ ("Choose “Scan the Pairing Code” on the computer that is to be this "
                          "device "
                          "again, and hold its camera in front of this. Whoever is signed in on it "
                          "is signed out then."));
  gtk_switch_set_active (self->approve, TRUE);
}

/**
 * foyer_pair_window_new:
 * @session: an admin's
 * @device: (nullable): the device that is to be paired again; %NULL for a new one
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that asks for a code at once
 */
FoyerPairWindow *
foyer_pair_window_new (FoyerSession *session, const FoyerDevice *device, GtkWindow *parent)
{
  FoyerPairWindow *self = g_object_new (FOYER_TYPE_PAIR_WINDOW, "transient-for", parent, NULL);

  if (device != NULL)
    show_again (self, device);
  self->session = g_object_ref (session);
  ask (self);
  return self;
}
