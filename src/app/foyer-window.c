/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-window"

#include "config.h"

#include "app/foyer-window-private.h"

#include "app/foyer-desk-text.h"
#include "app/foyer-window-camera.h"

#include <glib/gi18n.h>

/* The window: signing in, and then the views that the role of who signed in opens. */

/* Below this width, in pixels, everything is in one column. */
#define NARROW_WIDTH  760

#define PAGE_ENTRANCE "entrance"
#define PAGE_DESK     "desk"

G_DEFINE_FINAL_TYPE (FoyerWindow, foyer_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_NARROW,
  PROP_SCANNING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

typedef struct {
  const char *icon;
  const char *word;
} StateText;

static const StateText state_texts[] = {
  [FOYER_SESSION_STATE_SIGNED_OUT] = { "network-offline-symbolic", N_ ("Signed out") },
  [FOYER_SESSION_STATE_CONNECTING] = { "emblem-synchronizing-symbolic", N_ ("Connecting…") },
  [FOYER_SESSION_STATE_ONLINE] = { "emblem-ok-symbolic", N_ ("Online") },
  [FOYER_SESSION_STATE_OFFLINE] = { "network-offline-symbolic", N_ ("Offline") },
  [FOYER_SESSION_STATE_REFUSED] = { "network-error-symbolic", N_ ("Refused") },
};

static gboolean
is_admin (FoyerWindow *self)
{
  return foyer_session_can (self->session, FOYER_PERMISSION_WATCH);
}

static gboolean
is_view (FoyerWindow *self, const char *name)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), name) == 0;
}

/* While codes are scanned the camera runs, the screen stays on and the laptop awake. */
static void
update_scanning (FoyerWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean desk = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), PAGE_DESK) == 0;
  gboolean scanning = desk && is_view (self, VIEW_SCANNER);

  foyer_wedge_keys_set_enabled (self->wedge_keys, desk);
  if (self->scanning == scanning)
    return;
  self->scanning = scanning;
  foyer_camera_set_active (self->camera, scanning);
  if (scanning && application != NULL)
    self->inhibit_cookie =
        gtk_application_inhibit (application,
                                 GTK_WINDOW (self),
                                 GTK_APPLICATION_INHIBIT_IDLE | GTK_APPLICATION_INHIBIT_SUSPEND,
                                 _ ("Tickets are being scanned"));
  if (!scanning && application != NULL && self->inhibit_cookie != 0) {
    gtk_application_uninhibit (application, self->inhibit_cookie);
    self->inhibit_cookie = 0;
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCANNING]);
}

static void
update_switcher (FoyerWindow *self)
{
  gboolean admin = is_admin (self);

  gtk_stack_set_visible_child_name (self->title_stack,
                                    admin && !self->narrow ? "switcher" : "title");
  adw_view_switcher_bar_set_reveal (self->switcher_bar, admin && self->narrow);
}

static void
update_connection (FoyerWindow *self)
{
  FoyerSessionState state = foyer_session_get_state (self->session);

  /* A relay falls silent before its connection is known to be dead. */
  if (state == FOYER_SESSION_STATE_ONLINE &&
      foyer_session_get_mode (self->session) == FOYER_DESK_MODE_OFFLINE)
    state = FOYER_SESSION_STATE_OFFLINE;
  gtk_image_set_from_icon_name (self->connection_icon, state_texts[state].icon);
  gtk_label_set_label (self->connection_label, _ (state_texts[state].word));
  gtk_widget_set_tooltip_text (self->connection,
                               foyer_desk_text_link (state,
                                                     foyer_session_get_problem (self->session)));
}

/* The role opens a view once per person; after that the choice is theirs. */
static void
open_view (FoyerWindow *self)
{
  const FoyerStaff *staff = foyer_session_get_staff (self->session);
  gboolean admin = is_admin (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-view", admin);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "win.conflicts",
                                 foyer_session_can (self->session, FOYER_PERMISSION_RESOLVE));
  /* Names by the thousand are for those who may also change them. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "win.paper-list",
                                 foyer_session_can (self->session, FOYER_PERMISSION_EDIT));
  adw_view_stack_page_set_visible (adw_view_stack_get_page (self->views,
                                                            GTK_WIDGET (self->dashboard_page)),
                                   admin);
  if (staff != NULL && g_strcmp0 (self->opened_for, staff->email) != 0) {
    g_free (self->opened_for);
    self->opened_for = g_strdup (staff->email);
    adw_view_stack_set_visible_child_name (self->views, admin ? VIEW_DASHBOARD : VIEW_SCANNER);
  }
  if (!admin)
    adw_view_stack_set_visible_child_name (self->views, VIEW_SCANNER);
}

static void
open_desk (FoyerWindow *self)
{
  gboolean first = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), PAGE_DESK) != 0;

  open_view (self);
  foyer_entrance_close (self->entrance);
  gtk_stack_set_visible_child_name (self->pages, PAGE_DESK);
  /* A widget that is not seen would take the focus too, and then no key would do anything. */
  if (first && is_view (self, VIEW_SCANNER))
    gtk_widget_grab_focus (GTK_WIDGET (self->scanner_page));
}

static void
update_page (FoyerWindow *self)
{
  const char *problem = foyer_session_get_problem (self->session);

  switch (foyer_session_get_state (self->session)) {
  case FOYER_SESSION_STATE_REFUSED:
  case FOYER_SESSION_STATE_SIGNED_OUT:
    foyer_window_show_entrance (self);
    if (problem != NULL)
      foyer_entrance_show_problem (self->entrance, problem);
    break;
  case FOYER_SESSION_STATE_CONNECTING:
    /* Where it is the first time, whoever waits for it already shows that. */
    if (foyer_session_get_staff (self->session) != NULL)
      open_desk (self);
    break;
  case FOYER_SESSION_STATE_ONLINE:
  case FOYER_SESSION_STATE_OFFLINE:
  default:
    open_desk (self);
  }
  update_connection (self);
  update_switcher (self);
  update_scanning (self);
}

static void
on_session_notify_aside (FoyerWindow *self)
{
  g_autofree char *name = g_path_get_basename (foyer_session_get_store_aside (self->session));
  /* Translators: %s is the name of a file. */
  g_autofree char *sentence = g_strdup_printf (_ ("What this desk kept was damaged. It is now %s; "
                                                  "the scans that could be read go on."),
                                               name);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

/* Whether there is a keyring that is open shows only after somebody has signed in. */
static void
on_session_notify_secrets (FoyerWindow *self)
{
  if (foyer_session_get_secrets_in_file (self->session))
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.tell",
                                "s",
                                _ ("There is no keyring here, or it is locked: the token is kept "
                                   "in a sealed file."));
}

static void
on_session_notify_event (FoyerWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  gtk_window_set_title (GTK_WINDOW (self), event != NULL ? event->name : _ ("Foyer"));
}

static void
on_views_notify_visible_child (AdwViewStack *views, GParamSpec *pspec, FoyerWindow *self)
{
  update_scanning (self);
}

static void
on_wedge_keys_scanned (FoyerWedgeKeys *keys, const char *code, FoyerWindow *self)
{
  foyer_window_scan (self, code);
}

static void
set_narrow (FoyerWindow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  update_switcher (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/* GTK 4.8 has no breakpoints. The surface knows its new width before anything is laid out. */
static void
on_surface_notify_width (GdkSurface *surface, GParamSpec *pspec, FoyerWindow *self)
{
  set_narrow (self, gdk_surface_get_width (surface) < NARROW_WIDTH);
}

static void
foyer_window_realize (GtkWidget *widget)
{
  GdkSurface *surface;

  GTK_WIDGET_CLASS (foyer_window_parent_class)->realize (widget);
  surface = gtk_native_get_surface (GTK_NATIVE (widget));
  g_signal_connect_object (surface,
                           "notify::width",
                           G_CALLBACK (on_surface_notify_width),
                           widget,
                           0);
}

static gboolean
foyer_window_close_request (GtkWindow *window)
{
  FoyerWindow *self = FOYER_WINDOW (window);
  int width, height;

  if (self->settings != NULL) {
    gtk_window_get_default_size (window, &width, &height);
    g_settings_set (self->settings, "window-size", "(ii)", width, height);
    g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  }
  return GTK_WINDOW_CLASS (foyer_window_parent_class)->close_request (window);
}

static void
foyer_window_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FoyerWindow *self = FOYER_WINDOW (object);

  switch (property_id) {
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  case PROP_SCANNING:
    g_value_set_boolean (value, self->scanning);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_window_dispose (GObject *object)
{
  FoyerWindow *self = FOYER_WINDOW (object);

  g_clear_object (&self->wedge_keys);
  if (self->camera != NULL)
    foyer_camera_set_active (self->camera, FALSE);
  g_clear_object (&self->camera);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->opened_for, g_free);
  G_OBJECT_CLASS (foyer_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, connection);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, connection_icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, connection_label);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, account_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, place_bar);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, entry_bar);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, views);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, FoyerWindow, host_bar);
}

static void
foyer_window_class_init (FoyerWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = foyer_window_get_property;
  object_class->dispose = foyer_window_dispose;
  widget_class->realize = foyer_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = foyer_window_close_request;
  /* Whether there is so little width that everything is in one column. */
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* Whether the camera runs and the computer is kept awake. */
  properties[PROP_SCANNING] = g_param_spec_boolean ("scanning",
                                                    NULL,
                                                    NULL,
                                                    FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (FOYER_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (FOYER_TYPE_ENTRY_BAR);
  g_type_ensure (FOYER_TYPE_HOST_BAR);
  g_type_ensure (FOYER_TYPE_PLACE_BAR);
  bind_template (widget_class);
  foyer_window_install_actions (widget_class);
}

static void
foyer_window_init (FoyerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->wedge_keys = foyer_wedge_keys_new (GTK_WINDOW (self));
  /* A token may come as fast as a code, and belongs into its field. */
  foyer_wedge_keys_set_enabled (self->wedge_keys, FALSE);
  g_signal_connect_object (self->wedge_keys,
                           "scanned",
                           G_CALLBACK (on_wedge_keys_scanned),
                           self,
                           0);
}

static void
add_pages (FoyerWindow *self)
{
  self->entrance = foyer_entrance_new (self->session, self->camera);
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->entrance), PAGE_ENTRANCE);
  self->scanner_page = foyer_scanner_page_new (self->session, self->camera);
  adw_view_stack_add_titled_with_icon (self->views,
                                       GTK_WIDGET (self->scanner_page),
                                       VIEW_SCANNER,
                                       _ ("Scanner"),
                                       "foyer-scan-symbolic");
  self->dashboard_page = foyer_dashboard_page_new (self->session);
  adw_view_stack_add_titled_with_icon (self->views,
                                       GTK_WIDGET (self->dashboard_page),
                                       VIEW_DASHBOARD,
                                       _ ("Dashboard"),
                                       "foyer-dashboard-symbolic");
  g_object_bind_property (self, "narrow", self->place_bar, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "scanning", self->place_bar, "scanning", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "narrow", self->scanner_page, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "narrow", self->dashboard_page, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->views,
                           "notify::visible-child",
                           G_CALLBACK (on_views_notify_visible_child),
                           self,
                           0);
}

static void
use_settings (FoyerWindow *self, GSettings *settings)
{
  g_autoptr (GAction) sounds = g_settings_create_action (settings, "sounds");
  int width, height;

  self->settings = g_object_ref (settings);
  g_action_map_add_action (G_ACTION_MAP (self), sounds);
  g_settings_bind (settings, "sounds", self->scanner_page, "sounding", G_SETTINGS_BIND_GET);
  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  else
    /* Before there is a surface GTK measures: two columns would not fit and make it wider. */
    set_narrow (self, width < NARROW_WIDTH);
}

static void
watch_session (FoyerWindow *self)
{
  static const struct {
    const char *signal;
    GCallback callback;
  } heard[] = {
    { "notify::state", G_CALLBACK (update_page) },
    { "notify::staff", G_CALLBACK (update_page) },
    { "notify::problem", G_CALLBACK (update_connection) },
    { "notify::mode", G_CALLBACK (update_connection) },
    { "notify::event", G_CALLBACK (on_session_notify_event) },
    { "notify::event", G_CALLBACK (foyer_window_update_entry_acts) },
    { "notify::state", G_CALLBACK (foyer_window_update_entry_acts) },
    { "notify::staff", G_CALLBACK (foyer_window_update_entry_acts) },
    { "notify::mode", G_CALLBACK (foyer_window_update_entry_acts) },
    { "notify::secrets-in-file", G_CALLBACK (on_session_notify_secrets) },
    { "notify::store-aside", G_CALLBACK (on_session_notify_aside) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (self->session,
                             heard[i].signal,
                             heard[i].callback,
                             self,
                             G_CONNECT_SWAPPED);
  foyer_window_update_entry_acts (self);
}

/**
 * foyer_window_new:
 * @session: what the window shows
 * @camera: what it scans with
 * @settings: (nullable): what it remembers
 *
 * Returns: (transfer floating): a window that waits for the session to say where it stands
 */
FoyerWindow *
foyer_window_new (GtkApplication *application,
                  FoyerSession *session,
                  FoyerCamera *camera,
                  GSettings *settings)
{
  FoyerWindow *self = g_object_new (FOYER_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  self->camera = g_object_ref (camera);
  add_pages (self);
  if (settings != NULL)
    use_settings (self, settings);
  watch_session (self);
  foyer_account_button_set_session (self->account_button, session);
  foyer_place_bar_set_session (self->place_bar, session);
  foyer_entry_bar_set_session (self->entry_bar, session);
  foyer_host_bar_set_session (self->host_bar, session);
  foyer_window_camera_tie (camera, session);
  return self;
}

/**
 * foyer_window_show_entrance:
 *
 * Shows what comes next where nobody is signed in.
 */
void
foyer_window_show_entrance (FoyerWindow *self)
{
  g_return_if_fail (FOYER_IS_WINDOW (self));

  g_clear_pointer (&self->opened_for, g_free);
  gtk_stack_set_visible_child_name (self->pages, PAGE_ENTRANCE);
  update_scanning (self);
  foyer_entrance_open (self->entrance);
}

/**
 * foyer_window_show_connect_page:
 *
 * Asks for an address and a token.
 */
void
foyer_window_show_connect_page (FoyerWindow *self)
{
  g_return_if_fail (FOYER_IS_WINDOW (self));

  foyer_window_show_entrance (self);
  foyer_entrance_open_token (self->entrance);
}

/**
 * foyer_window_get_connect_page:
 *
 * Returns: (transfer none): where errors of signing in are shown
 */
FoyerConnectPage *
foyer_window_get_connect_page (FoyerWindow *self)
{
  return foyer_entrance_get_connect_page (self->entrance);
}

/**
 * foyer_window_get_scanner_page:
 *
 * Returns: (transfer none): where verdicts are shown
 */
FoyerScannerPage *
foyer_window_get_scanner_page (FoyerWindow *self)
{
  return self->scanner_page;
}
