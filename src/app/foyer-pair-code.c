/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pair-code"

#include "config.h"

#include "app/foyer-pair-code.h"

#include "app/foyer-problem-box.h"
#include "app/foyer-qr-code.h"
#include "model/foyer-pairing.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* A code with which one device can be paired: to be scanned, or to be typed. Once a new device has
 * used it the next one is shown. */

struct _FoyerPairCode {
  GtkWidget parent_instance;

  FoyerSession *session;
  char *device_id;
  GCancellable *cancellable;
  FoyerTime expires;
  guint tick_source;
  guint n_devices;

  GtkWidget *content;
  GtkLabel *advice;
  GtkStack *stack;
  FoyerQrCode *qr_code;
  GtkLabel *code;
  GtkLabel *address;
  GtkLabel *countdown;
  GtkSwitch *approve;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerPairCode, foyer_pair_code, GTK_TYPE_WIDGET)

/* Whole minutes until the last one, so that screen readers are not told every second. */
static gboolean
show_countdown (FoyerPairCode *self)
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
  FoyerPairCode *self = data;

  if (show_countdown (self))
    return G_SOURCE_CONTINUE;
  self->tick_source = 0;
  return G_SOURCE_REMOVE;
}

/* Who types the code types this too. */
static void
show_address (FoyerPairCode *self, const char *text)
{
  g_autoptr (FoyerPairing) pairing = foyer_pairing_read (text);
  const char *address = pairing != NULL ? pairing->addresses[0] : NULL;
  const char *host = address != NULL ? strstr (address, "://") : NULL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->address), host != NULL);
  if (host == NULL)
    return;
  /* Translators: %s is a host and a port. */
  label = g_strdup_printf (_ ("Address: %s"), host + strlen ("://"));
  gtk_label_set_label (self->address, label);
}

static void
show_code (FoyerPairCode *self, const char *text, const char *code)
{
  g_autofree char *grouped = foyer_pairing_code_group (code);

  show_address (self, text);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_code), foyer_qr_code_set_text (self->qr_code, text));
  gtk_label_set_label (self->code, grouped);
  gtk_stack_set_visible_child_name (self->stack, "code");
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (show_countdown (self))
    self->tick_source = g_timeout_add_seconds (1, on_tick_timeout, self);
}

static void
on_pairing_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPairCode) self = data;
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
ask (FoyerPairCode *self)
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

/* The code is used up as soon as there is a device more. */
static void
on_devices_changed (GListModel *devices,
                    guint position,
                    guint removed,
                    guint added,
                    FoyerPairCode *self)
{
  guint n_devices = g_list_model_get_n_items (devices);
  gboolean is_more = n_devices > self->n_devices && self->n_devices > 0;

  self->n_devices = n_devices;
  if (is_more)
    ask (self);
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (FOYER_PAIR_CODE (widget));
}

static void
on_approve_notify_active (FoyerPairCode *self)
{
  if (self->session != NULL)
    ask (self);
}

static void
foyer_pair_code_dispose (GObject *object)
{
  FoyerPairCode *self = FOYER_PAIR_CODE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_pair_code_parent_class)->dispose (object);
}

static void
foyer_pair_code_class_init (FoyerPairCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_pair_code_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_QR_CODE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-pair-code.ui");
  gtk_widget_class_install_action (widget_class, "pairing.again", NULL, on_again_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, address);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, qr_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, code);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, countdown);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, approve);
  gtk_widget_class_bind_template_child (widget_class, FoyerPairCode, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_approve_notify_active);
}

static void
foyer_pair_code_init (FoyerPairCode *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_pair_code_set_advice:
 * @advice: what is to be done with the code
 */
void
foyer_pair_code_set_advice (FoyerPairCode *self, const char *advice)
{
  g_return_if_fail (FOYER_IS_PAIR_CODE (self));

  gtk_label_set_label (self->advice, advice);
}

/**
 * foyer_pair_code_open:
 * @session: an admin's
 * @device_id: (nullable): the device that is to be paired again; %NULL for new ones
 * @approve: whether a device may work at once, unless they say otherwise
 *
 * Asks for a code.
 */
void
foyer_pair_code_open (FoyerPairCode *self,
                      FoyerSession *session,
                      const char *device_id,
                      gboolean approve)
{
  GListModel *devices;

  g_return_if_fail (FOYER_IS_PAIR_CODE (self));
  g_return_if_fail (self->session == NULL);

  gtk_switch_set_active (self->approve, approve);
  self->session = g_object_ref (session);
  self->device_id = g_strdup (device_id);
  devices = foyer_session_get_devices (session);
  self->n_devices = g_list_model_get_n_items (devices);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (on_devices_changed), self, 0);
  ask (self);
}
