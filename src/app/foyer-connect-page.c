/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-connect-page"

#include "config.h"

#include "app/foyer-connect-page.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Signs a desk in with the address of a relay and a token that an operator made for it. */

struct _FoyerConnectPage {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;

  GtkWidget *content;
  GtkWidget *address;
  GtkWidget *token;
  GtkSwitch *remember;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (FoyerConnectPage, foyer_connect_page, GTK_TYPE_WIDGET)

static void
show_sentence (FoyerConnectPage *self, const char *sentence)
{
  gtk_label_set_label (self->error_label, sentence);
  gtk_revealer_set_reveal_child (self->error_revealer, sentence[0] != '\0');
}

static void
mark_row (GtkWidget *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

/* The protocol says that a relay beyond this computer is reached by TLS only. */
static const char *
check_address (const char *address)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (*address == '\0')
    return _ ("Enter the address of the relay.");
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (g_strcmp0 (scheme, "ws") != 0 && g_strcmp0 (scheme, "wss") != 0))
    return _ ("The address should look like wss://checkin.example.org:8443.");
  return NULL;
}

static const char *
check_token (const char *token)
{
  if (*token == '\0')
    return _ ("Enter the token.");
  if (strlen (token) > FOYER_LIMIT_TOKEN || strpbrk (token, " \t\r\n") != NULL)
    return _ ("This is not a token. A token has no spaces and is a single line.");
  return NULL;
}

/* What is typed stays as it is meanwhile, and the keyboard where it is. */
static void
set_busy (FoyerConnectPage *self, gboolean busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.submit", !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->address), !busy);
  gtk_editable_set_editable (GTK_EDITABLE (self->token), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
on_signed_in (FoyerConnectPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->token), "");
  set_busy (self, FALSE);
}

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerConnectPage) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_sign_in_finish (FOYER_SESSION (source), result, &error)) {
    on_signed_in (self);
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  foyer_connect_page_show_error (self, error);
}

static void
on_submit_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerConnectPage *self = FOYER_CONNECT_PAGE (widget);
  g_autofree char *address = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  g_autofree char *token = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->token)));
  const char *wrong_address = check_address (g_strstrip (address));
  const char *wrong_token = check_token (g_strstrip (token));

  mark_row (self->address, wrong_address != NULL);
  mark_row (self->token, wrong_address == NULL && wrong_token != NULL);
  if (wrong_address != NULL || wrong_token != NULL) {
    show_sentence (self, wrong_address != NULL ? wrong_address : wrong_token);
    gtk_widget_grab_focus (wrong_address != NULL ? self->address : self->token);
    return;
  }
  show_sentence (self, "");
  set_busy (self, TRUE);
  foyer_session_sign_in_async (self->session,
                               address,
                               token,
                               gtk_switch_get_active (self->remember),
                               self->cancellable,
                               on_sign_in_ready,
                               g_object_ref (self));
}

static void
on_row_entry_activated (GtkWidget *row, FoyerConnectPage *self)
{
  if (row == self->address && *gtk_editable_get_text (GTK_EDITABLE (self->token)) == '\0')
    gtk_widget_grab_focus (self->token);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "connect.submit", NULL);
}

static void
on_row_changed (GtkWidget *row, FoyerConnectPage *self)
{
  mark_row (row, FALSE);
}

/* What was not used is typed again by whoever comes back: a token opens the desk to anybody. */
static void
foyer_connect_page_unmap (GtkWidget *widget)
{
  FoyerConnectPage *self = FOYER_CONNECT_PAGE (widget);

  GTK_WIDGET_CLASS (foyer_connect_page_parent_class)->unmap (widget);
  gtk_editable_set_text (GTK_EDITABLE (self->token), "");
}

static void
foyer_connect_page_dispose (GObject *object)
{
  FoyerConnectPage *self = FOYER_CONNECT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_connect_page_parent_class)->dispose (object);
}

static void
foyer_connect_page_class_init (FoyerConnectPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = foyer_connect_page_dispose;
  widget_class->unmap = foyer_connect_page_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-connect-page.ui");
  gtk_widget_class_install_action (widget_class, "connect.submit", NULL, on_submit_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, address);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, token);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, remember);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, FoyerConnectPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_row_changed);
}

static void
foyer_connect_page_init (FoyerConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_connect_page_new:
 * @session: what is signed in
 *
 * Returns: (transfer floating): a page that knows the address that was used last, if any
 */
FoyerConnectPage *
foyer_connect_page_new (FoyerSession *session)
{
  FoyerConnectPage *self = g_object_new (FOYER_TYPE_CONNECT_PAGE, NULL);
  const char *address;

  self->session = g_object_ref (session);
  address = foyer_session_get_address (session);
  if (address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), address);
  return self;
}

/**
 * foyer_connect_page_show_problem:
 * @sentence: why nobody is signed in
 */
void
foyer_connect_page_show_problem (FoyerConnectPage *self, const char *sentence)
{
  g_return_if_fail (FOYER_IS_CONNECT_PAGE (self));

  show_sentence (self, sentence);
}

/**
 * foyer_connect_page_show_error:
 * @error: why signing in failed
 *
 * Says it in words that help.
 */
void
foyer_connect_page_show_error (FoyerConnectPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (FOYER_IS_CONNECT_PAGE (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT))
    sentence = g_strdup (_ ("The relay does not accept this token. It may be mistyped, or its "
                            "session has ended: ask for a new one."));
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED))
    sentence = g_strdup (_ ("This device was revoked. Ask whoever runs your event."));
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_VERSION))
    sentence = g_strdup (_ ("The relay speaks another version of the protocol. Update Foyer, or "
                            "the relay."));
  else if (error->domain == FOYER_ERROR && error->code != FOYER_ERROR_UNAVAILABLE)
    /* Translators: %s is a sentence that says what failed. */
    sentence = g_strdup_printf (_ ("Signing in failed: %s"), error->message);
  else
    /* Translators: %s is a technical sentence of a library. */
    sentence = g_strdup_printf (_ ("The relay cannot be reached. Check the address and the "
                                   "network. (%s)"),
                                error->message);
  show_sentence (self, sentence);
}
