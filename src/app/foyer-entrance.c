/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-entrance"

#include "config.h"

#include "app/foyer-entrance.h"

#include "app/foyer-host-page.h"
#include "app/foyer-pair-page.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-sign-in-page.h"
#include "app/foyer-waiting-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What is seen while nobody is signed in. Which page it is follows from how this device stands with
 * its relay; the token page is beside that, for kiosks and trials. Above all of them it says what
 * is left of guests that should be wiped, for as long as it is. */

#define PAGE_WELCOME "welcome"
#define PAGE_HOST    "host"
#define PAGE_PAIR    "pair"
#define PAGE_WAITING "waiting"
#define PAGE_SIGN_IN "sign-in"
#define PAGE_TOKEN   "token"

struct _FoyerEntrance {
  GtkWidget parent_instance;

  FoyerSession *session;
  FoyerHostPage *host_page;
  FoyerPairPage *pair_page;
  FoyerSignInPage *sign_in_page;
  FoyerConnectPage *connect_page;
  gboolean is_open;

  GtkWidget *content;
  GtkWidget *back;
  GtkStack *pages;
  GtkWidget *scan;
  GtkWidget *hosting;
  FoyerProblemBox *problem;
  FoyerProblemBox *unwiped;
};

G_DEFINE_FINAL_TYPE (FoyerEntrance, foyer_entrance, GTK_TYPE_WIDGET)

static FoyerIdentity *
get_identity (FoyerEntrance *self)
{
  return foyer_session_get_identity (self->session);
}

static gboolean
is_on (FoyerEntrance *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

static void
go (FoyerEntrance *self, const char *page)
{
  if (!g_str_equal (page, PAGE_PAIR))
    foyer_pair_page_close (self->pair_page);
  if (!g_str_equal (page, PAGE_SIGN_IN))
    foyer_sign_in_page_close (self->sign_in_page);
  if (!g_str_equal (page, PAGE_HOST))
    foyer_host_page_close (self->host_page);
  gtk_stack_set_visible_child_name (self->pages, page);
  gtk_widget_set_visible (self->back,
                          g_str_equal (page, PAGE_PAIR) || g_str_equal (page, PAGE_TOKEN) ||
                              g_str_equal (page, PAGE_HOST));
}

static void
go_home (FoyerEntrance *self)
{
  switch (foyer_identity_get_state (get_identity (self))) {
  case FOYER_IDENTITY_STATE_PENDING:
  case FOYER_IDENTITY_STATE_REVOKED:
    go (self, PAGE_WAITING);
    break;
  case FOYER_IDENTITY_STATE_APPROVED:
    go (self, PAGE_SIGN_IN);
    foyer_sign_in_page_open (self->sign_in_page);
    break;
  case FOYER_IDENTITY_STATE_NEW:
  default:
    foyer_problem_box_show (self->problem, foyer_identity_get_problem (get_identity (self)));
    go (self, PAGE_WELCOME);
    gtk_widget_grab_focus (self->scan);
    break;
  }
}

/* While an event begins here this device is paired and signed in to by itself. */
static gboolean
is_hosting_begun (FoyerEntrance *self)
{
  FoyerHostState state = foyer_host_get_state (foyer_session_get_host (self->session));

  return is_on (self, PAGE_HOST) &&
         (state == FOYER_HOST_STATE_OPENING || state == FOYER_HOST_STATE_CLOSING);
}

static void
on_identity_notify_state (FoyerIdentity *identity, GParamSpec *pspec, FoyerEntrance *self)
{
  if (self->is_open && !is_hosting_begun (self))
    go_home (self);
}

static void
on_identity_notify_problem (FoyerIdentity *identity, GParamSpec *pspec, FoyerEntrance *self)
{
  const char *problem = foyer_identity_get_problem (identity);

  foyer_problem_box_show (self->problem, problem);
  if (problem != NULL && is_on (self, PAGE_SIGN_IN))
    foyer_sign_in_page_show_problem (self->sign_in_page, problem);
}

static void
update_unwiped (FoyerEntrance *self)
{
  foyer_problem_box_show (self->unwiped, foyer_session_get_wipe_problem (self->session));
}

static void
on_session_notify_store_problem (FoyerSession *session, GParamSpec *pspec, FoyerEntrance *self)
{
  update_unwiped (self);
}

static void
on_back_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  go_home (FOYER_ENTRANCE (widget));
}

static void
on_scan_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEntrance *self = FOYER_ENTRANCE (widget);

  go (self, PAGE_PAIR);
  foyer_pair_page_open (self->pair_page, TRUE);
}

static void
on_type_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEntrance *self = FOYER_ENTRANCE (widget);

  go (self, PAGE_PAIR);
  foyer_pair_page_open (self->pair_page, FALSE);
}

static void
on_host_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEntrance *self = FOYER_ENTRANCE (widget);

  go (self, PAGE_HOST);
  foyer_host_page_open (self->host_page);
}

static void
on_demo_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEntrance *self = FOYER_ENTRANCE (widget);

  go (self, PAGE_HOST);
  foyer_host_page_open_demo (self->host_page);
}

static void
on_token_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  go (FOYER_ENTRANCE (widget), PAGE_TOKEN);
}

static void
foyer_entrance_dispose (GObject *object)
{
  FoyerEntrance *self = FOYER_ENTRANCE (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_entrance_parent_class)->dispose (object);
}

static void
foyer_entrance_class_init (FoyerEntranceClass *klass)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "entrance.back", on_back_activated }, { "entrance.scan", on_scan_activated },
    { "entrance.type", on_type_activated }, { "entrance.token", on_token_activated },
    { "entrance.host", on_host_activated }, { "entrance.demo", on_demo_activated },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_entrance_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-entrance.ui");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, back);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, pages);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, scan);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, hosting);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerEntrance, unwiped);
}

static void
foyer_entrance_init (FoyerEntrance *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_page (FoyerEntrance *self, gpointer page, const char *name)
{
  gtk_stack_add_named (self->pages, GTK_WIDGET (page), name);
}

/**
 * foyer_entrance_new:
 * @session: what is signed in
 * @camera: what pairing codes and invitations are scanned with
 *
 * Returns: (transfer floating): an entrance that is not open yet
 */
FoyerEntrance *
foyer_entrance_new (FoyerSession *session, FoyerCamera *camera)
{
  FoyerEntrance *self = g_object_new (FOYER_TYPE_ENTRANCE, NULL);
  FoyerIdentity *identity = foyer_session_get_identity (session);

  self->session = g_object_ref (session);
  self->host_page = foyer_host_page_new (session);
  self->pair_page = foyer_pair_page_new (identity, camera);
  self->sign_in_page = foyer_sign_in_page_new (session, camera);
  self->connect_page = foyer_connect_page_new (session);
  add_page (self, self->host_page, PAGE_HOST);
  add_page (self, self->pair_page, PAGE_PAIR);
  add_page (self, foyer_waiting_page_new (identity), PAGE_WAITING);
  add_page (self, self->sign_in_page, PAGE_SIGN_IN);
  add_page (self, self->connect_page, PAGE_TOKEN);
  /* An application without its server, such as from a Flatpak, has nothing to host with. */
  gtk_widget_set_visible (self->hosting, foyer_host_is_possible ());
  g_signal_connect_object (identity,
                           "notify::state",
                           G_CALLBACK (on_identity_notify_state),
                           self,
                           0);
  g_signal_connect_object (identity,
                           "notify::problem",
                           G_CALLBACK (on_identity_notify_problem),
                           self,
                           0);
  g_signal_connect_object (session,
                           "notify::store-problem",
                           G_CALLBACK (on_session_notify_store_problem),
                           self,
                           0);
  update_unwiped (self);
  return self;
}

/**
 * foyer_entrance_open:
 *
 * Opens the page that comes next for this device. Who signed out of a relay with a token finds its
 * address again.
 */
void
foyer_entrance_open (FoyerEntrance *self)
{
  g_return_if_fail (FOYER_IS_ENTRANCE (self));

  if (self->is_open)
    return;
  self->is_open = TRUE;
  if (foyer_identity_get_state (get_identity (self)) == FOYER_IDENTITY_STATE_NEW &&
      foyer_session_get_address (self->session) != NULL)
    go (self, PAGE_TOKEN);
  else
    go_home (self);
}

/**
 * foyer_entrance_open_token:
 *
 * Opens the page that asks for an address and a token.
 */
void
foyer_entrance_open_token (FoyerEntrance *self)
{
  g_return_if_fail (FOYER_IS_ENTRANCE (self));

  self->is_open = TRUE;
  go (self, PAGE_TOKEN);
}

/**
 * foyer_entrance_close:
 *
 * Somebody is signed in.
 */
void
foyer_entrance_close (FoyerEntrance *self)
{
  g_return_if_fail (FOYER_IS_ENTRANCE (self));

  self->is_open = FALSE;
  foyer_pair_page_close (self->pair_page);
  foyer_sign_in_page_close (self->sign_in_page);
}

/**
 * foyer_entrance_show_problem:
 * @sentence: why nobody is signed in
 */
void
foyer_entrance_show_problem (FoyerEntrance *self, const char *sentence)
{
  g_return_if_fail (FOYER_IS_ENTRANCE (self));

  if (is_on (self, PAGE_TOKEN))
    foyer_connect_page_show_problem (self->connect_page, sentence);
  else if (is_on (self, PAGE_SIGN_IN))
    foyer_sign_in_page_show_problem (self->sign_in_page, sentence);
  else if (is_on (self, PAGE_WELCOME))
    foyer_problem_box_show (self->problem, sentence);
}

/**
 * foyer_entrance_get_connect_page:
 *
 * Returns: (transfer none): the page that asks for an address and a token
 */
FoyerConnectPage *
foyer_entrance_get_connect_page (FoyerEntrance *self)
{
  g_return_val_if_fail (FOYER_IS_ENTRANCE (self), NULL);

  return self->connect_page;
}
