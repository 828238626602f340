/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-sign-in-page"

#include "config.h"

#include "app/foyer-sign-in-page.h"

#include "app/foyer-browser-pane.h"
#include "app/foyer-invitation-scanner.h"
#include "app/foyer-number-text.h"
#include "app/foyer-people-box.h"
#include "app/foyer-problem-box.h"

#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Signs a person in on a device that the relay knows: with the provider that the relay names, with
 * their passphrase, or, the first time, with an invitation, for which they choose one. */

#define PAGE_FORM    "form"
#define PAGE_BROWSER "browser"

/* The pauses between two questions for the provider, while the relay does not answer. */
#define FIRST_DELAY_MS   2000
#define LONGEST_DELAY_MS 30000

struct _FoyerSignInPage {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  gboolean is_invitation;
  gboolean is_open;
  char *provider;
  GCancellable *asking;
  guint ask_timeout;
  guint delay_ms;

  GtkStack *content;
  FoyerBrowserPane *browser_pane;
  GtkLabel *title;
  GtkLabel *where;
  GtkLabel *waiting;
  FoyerPeopleBox *people_box;
  gboolean has_people;
  GtkWidget *provider_box;
  GtkLabel *provider_label;
  GtkWidget *email;
  GtkWidget *passphrase;
  FoyerInvitationScanner *scanner;
  GtkWidget *invitation;
  GtkWidget *chosen;
  GtkWidget *again;
  GtkWidget *hint;
  FoyerProblemBox *problem;
  GtkWidget *submit;
  GtkButton *switch_button;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (FoyerSignInPage, foyer_sign_in_page, GTK_TYPE_WIDGET)

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
clear_secrets (FoyerSignInPage *self)
{
  GtkWidget *secrets[] = { self->passphrase, self->invitation, self->chosen, self->again };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    gtk_editable_set_text (GTK_EDITABLE (secrets[i]), "");
}

static void
set_busy (FoyerSignInPage *self, gboolean busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.submit", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.switch", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.provider", !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
show_way (FoyerSignInPage *self)
{
  gboolean invited = self->is_invitation;
  gboolean with_provider = self->provider != NULL && !invited;

  gtk_widget_set_visible (self->provider_box, with_provider);
  gtk_widget_set_visible (GTK_WIDGET (self->people_box), self->has_people && !invited);
  /* One way is suggested, and no more. */
  if (with_provider)
    gtk_widget_remove_css_class (self->submit, "suggested-action");
  else
    gtk_widget_add_css_class (self->submit, "suggested-action");
  gtk_label_set_label (self->title, invited ? _ ("Use an Invitation") : _ ("Sign In"));
  gtk_widget_set_visible (self->email, !invited);
  gtk_widget_set_visible (self->passphrase, !invited);
  gtk_widget_set_visible (self->invitation, invited);
  gtk_widget_set_visible (self->chosen, invited);
  gtk_widget_set_visible (self->again, invited);
  gtk_widget_set_visible (self->hint, invited);
  gtk_button_set_label (self->switch_button,
                        invited ? _ ("I Have a Passphrase") : _ ("I Have an Invitation"));
  /* One that was scanned already is not looked for again when something else changes. */
  foyer_invitation_scanner_set_active (self->scanner,
                                       invited && self->is_open &&
                                           *get_text (self->invitation) == '\0');
}

/* Whoever left them here wants to know that they get there without them. */
static void
show_waiting (FoyerSignInPage *self)
{
  guint n = foyer_session_get_waiting (self->session);
  g_autofree char *number = foyer_number_text (n);
  g_autofree char *sentence =
      g_strdup_printf (ngettext ("%s scan of this desk waits for the relay. It is delivered "
                                 "without anybody signed in.",
                                 "%s scans of this desk wait for the relay. They are delivered "
                                 "without anybody signed in.",
                                 n),
                       number);

  gtk_label_set_label (self->waiting, n > 0 ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), n > 0);
}

static void
on_session_notify_waiting (FoyerSession *session, GParamSpec *pspec, FoyerSignInPage *self)
{
  show_waiting (self);
}

static void ask_provider (FoyerSignInPage *self);

static gboolean
on_ask_timeout (gpointer data)
{
  FoyerSignInPage *self = data;

  self->ask_timeout = 0;
  ask_provider (self);
  return G_SOURCE_REMOVE;
}

static void
take_provider (FoyerSignInPage *self, char *provider)
{
  g_autofree char *label = NULL;

  g_free (self->provider);
  self->provider = provider;
  /* Translators: %s is the name of a provider, such as Google. */
  label = provider != NULL ? g_strdup_printf (_ ("Sign in with %s"), provider) : NULL;
  gtk_label_set_label (self->provider_label, label != NULL ? label : "");
  show_way (self);
}

static void
on_provider_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  char *provider = foyer_session_ask_provider_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  if (error == NULL) {
    take_provider (self, provider);
    return;
  }
  g_debug ("The relay does not say how people sign in: %s", error->message);
  self->ask_timeout = g_timeout_add (self->delay_ms, on_ask_timeout, self);
  self->delay_ms = MIN (self->delay_ms * 3 / 2, LONGEST_DELAY_MS);
}

static void
ask_provider (FoyerSignInPage *self)
{
  self->asking = g_cancellable_new ();
  foyer_session_ask_provider_async (self->session,
                                    self->asking,
                                    on_provider_told,
                                    g_object_ref (self));
}

static void
stop_asking (FoyerSignInPage *self)
{
  g_clear_handle_id (&self->ask_timeout, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
on_browser_pane_over (FoyerBrowserPane *pane, const char *sentence, FoyerSignInPage *self)
{
  gtk_stack_set_visible_child_name (self->content, PAGE_FORM);
  foyer_problem_box_show (self->problem, sentence);
  /* Where somebody is signed in the keyboard is elsewhere already. */
  if (foyer_session_get_state (self->session) != FOYER_SESSION_STATE_ONLINE)
    gtk_widget_grab_focus (self->email);
}

static void
on_provider_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerSignInPage *self = FOYER_SIGN_IN_PAGE (widget);

  foyer_problem_box_show (self->problem, NULL);
  gtk_stack_set_visible_child_name (self->content, PAGE_BROWSER);
  foyer_browser_pane_start (self->browser_pane, self->provider);
}

static void
on_enter_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean entered = foyer_session_enter_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (entered) {
    clear_secrets (self);
    /* The next time they have a passphrase. */
    self->is_invitation = FALSE;
    return;
  }
  foyer_problem_box_show (self->problem, error->message);
  gtk_widget_grab_focus (self->is_invitation ? self->invitation : self->passphrase);
}

static const char *
check_invitation (FoyerSignInPage *self, GtkWidget **wrong)
{
  const char *chosen = get_text (self->chosen);

  *wrong = self->invitation;
  if (*get_text (self->invitation) == '\0')
    return _ ("Enter the code of the invitation.");
  *wrong = self->chosen;
  if (g_utf8_strlen (chosen, -1) < FOYER_LIMIT_PASSPHRASE_LEAST)
    return _ ("The passphrase is too short: it needs at least six characters.");
  if (g_utf8_strlen (chosen, -1) > FOYER_LIMIT_PASSPHRASE_MOST)
    return _ ("The passphrase is too long.");
  *wrong = self->again;
  if (!g_str_equal (chosen, get_text (self->again)))
    return _ ("The two passphrases are not the same.");
  return NULL;
}

static const char *
check_words (FoyerSignInPage *self, GtkWidget **wrong)
{
  if (self->is_invitation)
    return check_invitation (self, wrong);
  *wrong = self->email;
  if (*get_text (self->email) == '\0')
    return _ ("Enter your e-mail address.");
  *wrong = self->passphrase;
  if (*get_text (self->passphrase) == '\0')
    return _ ("Enter your passphrase.");
  return NULL;
}

static void
on_submit_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerSignInPage *self = FOYER_SIGN_IN_PAGE (widget);
  GtkWidget *wrong = NULL;
  const char *sentence = check_words (self, &wrong);

  foyer_problem_box_show (self->problem, sentence);
  if (sentence != NULL) {
    gtk_widget_grab_focus (wrong);
    return;
  }
  set_busy (self, TRUE);
  if (self->is_invitation)
    foyer_session_accept_async (self->session,
                                get_text (self->invitation),
                                get_text (self->chosen),
                                self->cancellable,
                                on_enter_ready,
                                g_object_ref (self));
  else
    foyer_session_enter_async (self->session,
                               get_text (self->email),
                               get_text (self->passphrase),
                               self->cancellable,
                               on_enter_ready,
                               g_object_ref (self));
}

static void
on_switch_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerSignInPage *self = FOYER_SIGN_IN_PAGE (widget);

  self->is_invitation = !self->is_invitation;
  show_way (self);
  foyer_problem_box_show (self->problem, NULL);
  gtk_widget_grab_focus (self->is_invitation ? self->invitation : self->email);
}

static void
on_people_box_chosen (FoyerPeopleBox *box, const char *email, FoyerSignInPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->email), email);
  gtk_widget_grab_focus (self->passphrase);
}

/* Enter goes to the next field that is empty, and then signs in. */
static void
on_row_entry_activated (GtkWidget *row, FoyerSignInPage *self)
{
  GtkWidget *rows[] = { self->email,
                        self->passphrase,
                        self->invitation,
                        self->chosen,
                        self->again };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (gtk_widget_get_visible (rows[i]) && *get_text (rows[i]) == '\0') {
      gtk_widget_grab_focus (rows[i]);
      return;
    }
  }
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.submit", NULL);
}

/* Who is not seen needs to know nothing. */
static void
foyer_sign_in_page_unmap (GtkWidget *widget)
{
  stop_asking (FOYER_SIGN_IN_PAGE (widget));
  GTK_WIDGET_CLASS (foyer_sign_in_page_parent_class)->unmap (widget);
}

static void
on_scanner_scanned (FoyerInvitationScanner *scanner, const char *code, FoyerSignInPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->invitation), code);
  foyer_problem_box_show (self->problem, NULL);
  gtk_widget_grab_focus (self->chosen);
}

static void
foyer_sign_in_page_dispose (GObject *object)
{
  FoyerSignInPage *self = FOYER_SIGN_IN_PAGE (object);

  stop_asking (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer ((GtkWidget **)&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_sign_in_page_parent_class)->dispose (object);
}

static void
foyer_sign_in_page_finalize (GObject *object)
{
  g_free (FOYER_SIGN_IN_PAGE (object)->provider);
  G_OBJECT_CLASS (foyer_sign_in_page_parent_class)->finalize (object);
}

static void
foyer_sign_in_page_class_init (FoyerSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_sign_in_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = foyer_sign_in_page_finalize;
  widget_class->unmap = foyer_sign_in_page_unmap;
  g_type_ensure (FOYER_TYPE_INVITATION_SCANNER);
  g_type_ensure (FOYER_TYPE_PEOPLE_BOX);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-sign-in-page.ui");
  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, on_submit_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.switch", NULL, on_switch_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.provider", NULL, on_provider_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, where);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, people_box);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, provider_box);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, provider_label);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, scanner);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, invitation);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, chosen);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, again);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, hint);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, submit);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, switch_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_people_box_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_scanner_scanned);
}

static void
foyer_sign_in_page_init (FoyerSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  show_way (self);
}

/**
 * foyer_sign_in_page_new:
 * @session: what is signed in
 * @camera: what invitations are scanned with
 *
 * Returns: (transfer floating): a page
 */
FoyerSignInPage *
foyer_sign_in_page_new (FoyerSession *session, FoyerCamera *camera)
{
  FoyerSignInPage *self = g_object_new (FOYER_TYPE_SIGN_IN_PAGE, NULL);

  self->session = g_object_ref (session);
  self->browser_pane = foyer_browser_pane_new (session);
  gtk_stack_add_named (self->content, GTK_WIDGET (self->browser_pane), PAGE_BROWSER);
  g_signal_connect_object (self->browser_pane, "over", G_CALLBACK (on_browser_pane_over), self, 0);
  foyer_invitation_scanner_set_camera (self->scanner, camera);
  g_signal_connect_object (session,
                           "notify::waiting",
                           G_CALLBACK (on_session_notify_waiting),
                           self,
                           0);
  show_waiting (self);
  return self;
}

static char *
describe_device (FoyerIdentity *identity)
{
  g_autofree char *name = foyer_identity_get_device_name (identity);
  g_autofree char *event = foyer_identity_get_event_name (identity);

  if (event == NULL)
    return g_steal_pointer (&name);
  /* Translators: the name of an event, and that of this device. */
  return g_strdup_printf (_ ("%s · %s"), event, name != NULL ? name : "");
}

/**
 * foyer_sign_in_page_open:
 *
 * Says where this is and who was here last, and waits for somebody.
 */
void
foyer_sign_in_page_open (FoyerSignInPage *self)
{
  FoyerIdentity *identity;
  g_autofree char *device = NULL;
  g_autoptr (GPtrArray) people = NULL;

  g_return_if_fail (FOYER_IS_SIGN_IN_PAGE (self));

  identity = foyer_session_get_identity (self->session);
  device = describe_device (identity);
  people = foyer_identity_dup_people (identity);
  foyer_people_box_show (self->people_box, people);
  self->has_people = people->len > 0;
  /* An invitation is for once, and the next one is another person. */
  self->is_invitation = FALSE;
  gtk_label_set_label (self->where, device != NULL ? device : "");
  self->is_open = TRUE;
  clear_secrets (self);
  show_way (self);
  gtk_editable_set_text (GTK_EDITABLE (self->email), "");
  foyer_problem_box_show (self->problem, NULL);
  foyer_browser_pane_stop (self->browser_pane);
  gtk_stack_set_visible_child_name (self->content, PAGE_FORM);
  stop_asking (self);
  self->delay_ms = FIRST_DELAY_MS;
  ask_provider (self);
  gtk_widget_grab_focus (self->email);
}

/**
 * foyer_sign_in_page_close:
 *
 * Lets go of the camera, and of what was typed and is secret.
 */
void
foyer_sign_in_page_close (FoyerSignInPage *self)
{
  g_return_if_fail (FOYER_IS_SIGN_IN_PAGE (self));

  self->is_open = FALSE;
  clear_secrets (self);
  foyer_invitation_scanner_set_active (self->scanner, FALSE);
}

/**
 * foyer_sign_in_page_show_problem:
 * @sentence: why nobody is signed in
 */
void
foyer_sign_in_page_show_problem (FoyerSignInPage *self, const char *sentence)
{
  g_return_if_fail (FOYER_IS_SIGN_IN_PAGE (self));

  foyer_problem_box_show (self->problem, sentence);
}
