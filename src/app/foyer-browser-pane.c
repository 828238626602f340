/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-browser-pane"

#include "config.h"

#include "app/foyer-browser-pane.h"

#include <glib/gi18n.h>

/* Sends the system's browser to the provider that people sign in with, and waits until they are
 * back or change their mind. */

struct _FoyerBrowserPane {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  char *url;

  GtkWidget *content;
  GtkLabel *advice;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (FoyerBrowserPane, foyer_browser_pane, GTK_TYPE_WIDGET)

enum {
  SIGNAL_OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
let_go (FoyerBrowserPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->url, g_free);
}

static void
finish (FoyerBrowserPane *self, const char *sentence)
{
  g_autofree char *copy = g_strdup (sentence);

  let_go (self);
  g_signal_emit (self, signals[SIGNAL_OVER], 0, copy);
}

static void
on_enter_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerBrowserPane) self = data;
  g_autoptr (GError) error = NULL;

  foyer_session_enter_finish (FOYER_SESSION (source), result, &error);
  /* The browser is in front now. */
  if (error == NULL)
    gtk_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish (self, error != NULL ? error->message : NULL);
}

static void
on_uri_shown (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerBrowserPane) self = data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) || self->url == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("No browser: %s", error->message);
  finish (self, _ ("This computer has no browser that could be opened."));
}

static void
show_browser (FoyerBrowserPane *self)
{
  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                     self->url,
                     GDK_CURRENT_TIME,
                     self->cancellable,
                     on_uri_shown,
                     g_object_ref (self));
}

static gboolean
on_open (const char *url, gpointer data, GError **error)
{
  FoyerBrowserPane *self = data;

  g_free (self->url);
  self->url = g_strdup (url);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "browser.again", TRUE);
  show_browser (self);
  return TRUE;
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  show_browser (FOYER_BROWSER_PANE (widget));
}

static void
on_cancel_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  finish (FOYER_BROWSER_PANE (widget), NULL);
}

static void
foyer_browser_pane_dispose (GObject *object)
{
  FoyerBrowserPane *self = FOYER_BROWSER_PANE (object);

  let_go (self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_browser_pane_parent_class)->dispose (object);
}

static void
foyer_browser_pane_class_init (FoyerBrowserPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_browser_pane_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-browser-pane.ui");
  gtk_widget_class_install_action (widget_class, "browser.again", NULL, on_again_activated);
  gtk_widget_class_install_action (widget_class, "browser.cancel", NULL, on_cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "browser.cancel", NULL);
  gtk_widget_class_bind_template_child (widget_class, FoyerBrowserPane, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerBrowserPane, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerBrowserPane, cancel);
  /**
   * FoyerBrowserPane::over:
   * @sentence: (nullable): why nobody is signed in; %NULL where somebody is, or where the person
   *   changed their mind
   */
  signals[SIGNAL_OVER] = g_signal_new ("over",
                                       FOYER_TYPE_BROWSER_PANE,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
}

static void
foyer_browser_pane_init (FoyerBrowserPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_browser_pane_new:
 * @session: what is signed in
 *
 * Returns: (transfer floating): a pane that waits for nothing yet
 */
FoyerBrowserPane *
foyer_browser_pane_new (FoyerSession *session)
{
  FoyerBrowserPane *self = g_object_new (FOYER_TYPE_BROWSER_PANE, NULL);

  self->session = g_object_ref (session);
  return self;
}

/**
 * foyer_browser_pane_start:
 * @provider: what people call the provider
 *
 * Sends the browser there. FoyerBrowserPane::over tells what came of it.
 */
void
foyer_browser_pane_start (FoyerBrowserPane *self, const char *provider)
{
  g_autofree char *advice = NULL;

  g_return_if_fail (FOYER_IS_BROWSER_PANE (self));

  let_go (self);
  self->cancellable = g_cancellable_new ();
  /* Translators: %s is the name of a provider, such as Google. */
  advice = g_strdup_printf (_ ("Sign in with %s there, and then come back here."), provider);
  gtk_label_set_label (self->advice, advice);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "browser.again", FALSE);
  gtk_widget_grab_focus (self->cancel);
  foyer_session_enter_with_provider_async (self->session,
                                           on_open,
                                           self,
                                           self->cancellable,
                                           on_enter_ready,
                                           g_object_ref (self));
}

/**
 * foyer_browser_pane_stop:
 *
 * Waits no more, and tells nobody.
 */
void
foyer_browser_pane_stop (FoyerBrowserPane *self)
{
  g_return_if_fail (FOYER_IS_BROWSER_PANE (self));

  let_go (self);
}
