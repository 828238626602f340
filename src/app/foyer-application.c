/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-application"

#include "config.h"

#include "app/foyer-application.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-paint-watch.h"
#include "app/foyer-settings.h"
#include "app/foyer-window.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "foyer-app-resources.h"

#include <glib/gi18n.h>

/* The program: its command line, its session and its window. Each profile is a program of its own
 * with its own data, so that several run beside each other. */

#define DEFAULT_PROFILE "default"
/* Profiles become names of folders and of D-Bus. */
#define PROFILE_LENGTH 40

struct _FoyerApplication {
  AdwApplication parent_instance;

  gint64 started_at;
  char *profile;
  char *address;
  char *token_file;
  char *camera_source;
  gboolean print_verdicts;
  gboolean print_timing;

  FoyerSession *session;
  FoyerCamera *camera;
  FoyerWindow *window;
};

G_DEFINE_FINAL_TYPE (FoyerApplication, foyer_application, ADW_TYPE_APPLICATION)

static void
on_verdict_painted (FoyerScannerPage *page,
                    FoyerVerdict *verdict,
                    gint64 took,
                    FoyerApplication *self)
{
  const char *reason = foyer_reason_to_nick (verdict->reason);

  if (self->print_verdicts)
    g_print ("verdict\t%s\t%s\t%s\n",
             foyer_outcome_to_nick (verdict->outcome),
             reason != NULL ? reason : "-",
             verdict->scan_id);
  if (self->print_timing)
    g_print ("timing\tverdict-painted\t%.1f\n", (double)took / 1000);
}

static void
on_first_frame (GtkWidget *widget, gpointer data)
{
  FoyerApplication *self = data;

  g_print ("timing\tfirst-frame\t%.1f\n",
           (double)(g_get_monotonic_time () - self->started_at) / 1000);
}

static void
show_connect_page (FoyerApplication *self, const GError *error)
{
  if (self->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  foyer_window_show_connect_page (self->window);
  foyer_connect_page_show_error (foyer_window_get_connect_page (self->window), error);
}

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!foyer_session_sign_in_finish (FOYER_SESSION (source), result, &error))
    show_connect_page (self, error);
}

/* Where nothing was kept the entrance knows what comes next. */
static void
on_restore_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_restore_finish (FOYER_SESSION (source), result, &error))
    return;
  if (!g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND))
    show_connect_page (self, error);
  else if (self->window != NULL)
    foyer_window_show_entrance (self->window);
}

static void on_resume_reply (const char *text, gpointer data);

/* The other laptops wait for this one, so that it does not pass by. */
static void
finish_resuming (FoyerApplication *self, FoyerHost *host, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (!foyer_host_resume_finish (host, result, &error) && self->window != NULL)
    foyer_dialogs_offer (GTK_WINDOW (self->window),
                         _ ("Your Event Is Not Hosted Now"),
                         error->message,
                         _ ("_Try Again"),
                         on_resume_reply,
                         g_object_ref (self),
                         g_object_unref);
}

static void
on_resumed_at_last (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerApplication) self = data;

  finish_resuming (self, FOYER_HOST (source), result);
}

static void
on_resume_reply (const char *text, gpointer data)
{
  FoyerApplication *self = data;

  foyer_host_resume_async (foyer_session_get_host (self->session),
                           on_resumed_at_last,
                           g_object_ref (self));
}

/* What was hosted here comes first: the desk on this computer needs its relay. */
static void
on_resumed (GObject *source, GAsyncResult *result, gpointer data)
{
  FoyerApplication *self = data;

  finish_resuming (self, FOYER_HOST (source), result);
  foyer_session_restore_async (self->session, NULL, on_restore_ready, self);
}

/* A token never stands on a command line, where every user of the computer could read it. */
static char *
read_token (const char *path, GError **error)
{
  g_autofree char *token = NULL;
  gsize length;

  if (!g_file_get_contents (path, &token, &length, error))
    return NULL;
  g_strstrip (token);
  if (*token == '\0' || strlen (token) > FOYER_LIMIT_TOKEN) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("“%s” holds no token"), path);
    return NULL;
  }
  return g_steal_pointer (&token);
}

static void
sign_in (FoyerApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  if (self->address == NULL) {
    foyer_host_resume_async (foyer_session_get_host (self->session),
                             on_resumed,
                             g_object_ref (self));
    return;
  }
  token = read_token (self->token_file, &error);
  if (token == NULL) {
    g_printerr ("foyer: %s\n", error->message);
    g_application_quit (G_APPLICATION (self));
    return;
  }
  foyer_session_sign_in_again_async (self->session,
                                     self->address,
                                     token,
                                     NULL,
                                     on_sign_in_ready,
                                     g_object_ref (self));
}

static void
on_about_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  foyer_dialogs_show_about (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
on_shortcuts_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  foyer_dialogs_show_shortcuts (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
on_quit_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FoyerApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
foyer_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = on_about_activated },
    { .name = "shortcuts", .activate = on_shortcuts_activated },
    { .name = "quit", .activate = on_quit_activated },
  };
  FoyerApplication *self = FOYER_APPLICATION (application);

  /* First: the parent looks for styles, icons and menus among them. */
  foyer_app_register_resource ();
  G_APPLICATION_CLASS (foyer_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (FOYER_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self),
                                         "app.quit",
                                         (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self),
                                         "app.shortcuts",
                                         (const char *[]){ "<Control>question", NULL });
  self->session = foyer_session_new (self->profile);
  self->camera = foyer_camera_new (self->camera_source, FOYER_SYMBOLOGY_QR);
}

static void
open_window (FoyerApplication *self)
{
  g_autoptr (GSettings) settings = foyer_settings_new (self->profile);

  self->window = foyer_window_new (GTK_APPLICATION (self), self->session, self->camera, settings);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  g_signal_connect_object (foyer_window_get_scanner_page (self->window),
                           "verdict-painted",
                           G_CALLBACK (on_verdict_painted),
                           self,
                           0);
  gtk_widget_realize (GTK_WIDGET (self->window));
  if (self->print_timing)
    foyer_paint_watch_once (GTK_WIDGET (self->window), on_first_frame, self, NULL);
  sign_in (self);
}

static void
foyer_application_activate (GApplication *application)
{
  FoyerApplication *self = FOYER_APPLICATION (application);

  if (self->window == NULL)
    open_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
foyer_application_shutdown (GApplication *application)
{
  FoyerApplication *self = FOYER_APPLICATION (application);

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->camera);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (foyer_application_parent_class)->shutdown (application);
}

static gboolean
is_profile (const char *profile)
{
  if (!g_ascii_isalpha (profile[0]) || strlen (profile) > PROFILE_LENGTH)
    return FALSE;
  for (const char *at = profile; *at != '\0'; at++) {
    if (!g_ascii_isalnum (*at) && *at != '-' && *at != '_')
      return FALSE;
  }
  return TRUE;
}

static const char *
check_options (FoyerApplication *self)
{
  if (self->profile != NULL && !is_profile (self->profile))
    return _ ("A profile’s name has letters, digits, “-” and “_” only, and starts with a letter");
  if ((self->address == NULL) != (self->token_file == NULL))
    return _ ("--connect and --token-file go together");
  return NULL;
}

static int
foyer_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  FoyerApplication *self = FOYER_APPLICATION (application);
  const char *wrong = check_options (self);
  g_autofree char *id = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("foyer %s\n", FOYER_VERSION);
    return 0;
  }
  if (wrong != NULL) {
    g_printerr ("foyer: %s\n", wrong);
    return 2;
  }
  if (self->profile == NULL)
    self->profile = g_strdup (DEFAULT_PROFILE);
  if (g_strcmp0 (self->profile, DEFAULT_PROFILE) != 0) {
    id = g_strdup_printf ("%s.%s", FOYER_APPLICATION_ID, self->profile);
    g_application_set_application_id (application, id);
  }
  return -1;
}

static void
foyer_application_finalize (GObject *object)
{
  FoyerApplication *self = FOYER_APPLICATION (object);

  g_free (self->profile);
  g_free (self->address);
  g_free (self->token_file);
  g_free (self->camera_source);
  G_OBJECT_CLASS (foyer_application_parent_class)->finalize (object);
}

static void
foyer_application_class_init (FoyerApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = foyer_application_finalize;
  application_class->startup = foyer_application_startup;
  application_class->activate = foyer_application_activate;
  application_class->shutdown = foyer_application_shutdown;
  application_class->handle_local_options = foyer_application_handle_local_options;
}

static void
foyer_application_init (FoyerApplication *self)
{
  const GOptionEntry options[] = {
    { "profile",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->profile,
      N_ ("Keep the data of this desk apart under NAME"),
      N_ ("NAME") },
    { "connect",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->address,
      N_ ("Sign in to the relay at URL"),
      N_ ("URL") },
    { "token-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->token_file,
      N_ ("Sign in with the token in FILE"),
      N_ ("FILE") },
    { "camera",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->camera_source,
      N_ ("Take pictures from SOURCE instead of a camera"),
      N_ ("SOURCE") },
    { "print-verdicts",
      0,
      0,
      G_OPTION_ARG_NONE,
      &self->print_verdicts,
      N_ ("Print a line per verdict"),
      NULL },
    { "print-timing",
      0,
      0,
      G_OPTION_ARG_NONE,
      &self->print_timing,
      N_ ("Print how long things took"),
      NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL },
  };

  self->started_at = g_get_monotonic_time ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Checks guests in at the door of an event."));
}

/**
 * foyer_application_new:
 *
 * Returns: (transfer full): the program, before it has read its command line
 */
FoyerApplication *
foyer_application_new (void)
{
  return g_object_new (FOYER_TYPE_APPLICATION,
                       "application-id",
                       FOYER_APPLICATION_ID,
                       "resource-base-path",
                       "/io/github/foyer_app/Foyer",
                       NULL);
}
