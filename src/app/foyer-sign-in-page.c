/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-sign-in-page"

#include "config.h"

#include "app/foyer-sign-in-page.h"

#include "app/foyer-invitation-scanner.h"
#include "app/foyer-problem-box.h"

#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Signs a person in on a device that the relay knows: with their passphrase, or, the first time,
 * with an invitation, for which they choose one. */

struct _FoyerSignInPage {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  gboolean is_invitation;
  gboolean is_open;

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *where;
  GtkLabel *last_person;
  GtkWidget *email;
  GtkWidget *passphrase;
  FoyerInvitationScanner *scanner;
  GtkWidget *invitation;
  GtkWidget *chosen;
  GtkWidget *again;
  GtkWidget *hint;
  FoyerProblemBox *problem;
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
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
show_way (FoyerSignInPage *self)
{
  gboolean invited = self->is_invitation;

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
  foyer_problem_box_show (self->problem, NULL);
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
  gtk_widget_grab_focus (self->is_invitation ? self->invitation : self->email);
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

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_sign_in_page_parent_class)->dispose (object);
}

static void
foyer_sign_in_page_class_init (FoyerSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_sign_in_page_dispose;
  g_type_ensure (FOYER_TYPE_INVITATION_SCANNER);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-sign-in-page.ui");
  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, on_submit_activated);
  gtk_widget_class_install_action (widget_class, "sign-in.switch", NULL, on_switch_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, where);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, last_person);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, scanner);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, invitation);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, chosen);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, again);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, hint);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, switch_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
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
  foyer_invitation_scanner_set_camera (self->scanner, camera);
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
  g_autofree char *person = NULL;
  g_autofree char *last = NULL;

  g_return_if_fail (FOYER_IS_SIGN_IN_PAGE (self));

  identity = foyer_session_get_identity (self->session);
  device = describe_device (identity);
  person = foyer_identity_get_last_person (identity);
  if (person != NULL)
    /* Translators: %s is a person. */
    last = g_strdup_printf (_ ("Here last: %s"), person);
  gtk_label_set_label (self->where, device != NULL ? device : "");
  gtk_label_set_label (self->last_person, last != NULL ? last : "");
  gtk_widget_set_visible (GTK_WIDGET (self->last_person), last != NULL);
  self->is_open = TRUE;
  clear_secrets (self);
  show_way (self);
  gtk_editable_set_text (GTK_EDITABLE (self->email), "");
  foyer_problem_box_show (self->problem, NULL);
  gtk_widget_grab_focus (self->is_invitation ? self->invitation : self->email);
}

/**
 * foyer_sign_in_page_close:
 *
 * Lets go of the camera.
 */
void
foyer_sign_in_page_close (FoyerSignInPage *self)
{
  g_return_if_fail (FOYER_IS_SIGN_IN_PAGE (self));

  self->is_open = FALSE;
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
