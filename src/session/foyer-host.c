/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host"

#include "config.h"

#include "session/foyer-host-private.h"

#include "base/foyer-error.h"
#include "session/foyer-host-tool.h"
#include "session/foyer-identity-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* An event that this computer hosts: a relay of its own, with its private database, which this
 * program starts, watches and ends. The desk on this computer is one of its desks, and knows it as
 * every other one does. The files of the same stem hold its beginning and its end. */

#define FOLDER     "host"
#define EVERYWHERE "0.0.0.0"

G_DEFINE_ENUM_TYPE (FoyerHostState,
                    foyer_host_state,
                    G_DEFINE_ENUM_VALUE (FOYER_HOST_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (FOYER_HOST_STATE_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (FOYER_HOST_STATE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (FOYER_HOST_STATE_TROUBLED, "troubled"),
                    G_DEFINE_ENUM_VALUE (FOYER_HOST_STATE_CLOSING, "closing"))
G_DEFINE_FINAL_TYPE (FoyerHost, foyer_host, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_STEP,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
let_relay_go (FoyerHost *self)
{
  if (self->relay == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->relay, self);
  g_object_run_dispose (G_OBJECT (self->relay));
  g_clear_object (&self->relay);
}

static void
foyer_host_dispose (GObject *object)
{
  let_relay_go (FOYER_HOST (object));

  G_OBJECT_CLASS (foyer_host_parent_class)->dispose (object);
}

static void
foyer_host_finalize (GObject *object)
{
  FoyerHost *self = FOYER_HOST (object);

  g_free (self->step);
  g_free (self->folder);

  G_OBJECT_CLASS (foyer_host_parent_class)->finalize (object);
}

static void
foyer_host_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerHost *self = FOYER_HOST (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (gint)self->state);
    break;
  case PROP_STEP:
    g_value_set_string (value, self->step);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, foyer_host_get_problem (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_host_class_init (FoyerHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = foyer_host_dispose;
  object_class->finalize = foyer_host_finalize;
  object_class->get_property = foyer_host_get_property;
  properties[PROP_STATE] = g_param_spec_enum ("state",
                                              NULL,
                                              NULL,
                                              FOYER_TYPE_HOST_STATE,
                                              FOYER_HOST_STATE_CLOSED,
                                              flags);
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_host_init (FoyerHost *self)
{
}

/**
 * foyer_host_new:
 * @session: the session of the desk on this computer; it owns what is returned
 *
 * Returns: (transfer full): what hosts nothing yet; foyer_host_resume_async() goes on
 */
FoyerHost *
foyer_host_new (FoyerSession *session)
{
  FoyerHost *self = g_object_new (FOYER_TYPE_HOST, NULL);

  self->session = session;
  self->folder = foyer_profile_get_path (session->profile, FOLDER);
  return self;
}

/**
 * foyer_host_set_state:
 */
void
foyer_host_set_state (FoyerHost *self, FoyerHostState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * foyer_host_set_step:
 * @step: (nullable): a sentence for people
 */
void
foyer_host_set_step (FoyerHost *self, const char *step)
{
  if (g_strcmp0 (self->step, step) == 0)
    return;
  g_free (self->step);
  self->step = g_strdup (step);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

/**
 * foyer_host_keep:
 * @value: (nullable): what is remembered over restarts
 */
void
foyer_host_keep (FoyerHost *self, const char *key, const char *value)
{
  foyer_profile_set_setting (self->session->profile, key, value);
}

/**
 * foyer_host_get_kept:
 *
 * Returns: (transfer full) (nullable): what is remembered
 */
char *
foyer_host_get_kept (FoyerHost *self, const char *key)
{
  return foyer_profile_get_setting (self->session->profile, key);
}

/**
 * foyer_host_dup_folder:
 *
 * Returns: (transfer full): where the database is
 */
char *
foyer_host_dup_folder (FoyerHost *self)
{
  char *demo = foyer_host_get_kept (self, FOYER_HOST_DEMO);

  return demo != NULL ? demo : g_strdup (self->folder);
}

/**
 * foyer_host_dup_event_id:
 *
 * Returns: (transfer full) (nullable): the event that is hosted, or was hosted last
 */
char *
foyer_host_dup_event_id (FoyerHost *self)
{
  return foyer_host_get_kept (self,
                              foyer_host_is_demo (self) ? FOYER_HOST_DEMO_EVENT : FOYER_HOST_EVENT);
}

/**
 * foyer_host_task_new:
 * @tag: the function that it is for
 *
 * Returns: (transfer full): a task that keeps the session too, which owns @self
 */
GTask *
foyer_host_task_new (FoyerHost *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data,
                     gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_object_set_data_full (G_OBJECT (task), "session", g_object_ref (self->session), g_object_unref);
  return task;
}

/**
 * foyer_host_forget_desk:
 *
 * Lets this desk forget the relay that it hosted. One that works for another relay by now is left
 * alone.
 */
void
foyer_host_forget_desk (FoyerHost *self)
{
  g_autofree char *addresses = foyer_host_get_kept (self, FOYER_IDENTITY_ADDRESSES);

  if (addresses != NULL && strstr (addresses, "://" FOYER_HOST_OWN_ADDRESS ":") != NULL)
    foyer_session_forget (self->session);
}

/* The relay, for as long as something is hosted. */

static void
on_relay_notify (FoyerHostRelay *relay, GParamSpec *pspec, FoyerHost *self)
{
  gboolean is_running = foyer_host_relay_get_running (relay);

  if (self->state == FOYER_HOST_STATE_OPEN && !is_running)
    foyer_host_set_state (self, FOYER_HOST_STATE_TROUBLED);
  else if (self->state == FOYER_HOST_STATE_TROUBLED && is_running)
    foyer_host_set_state (self, FOYER_HOST_STATE_OPEN);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_relay_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  g_autofree char *port = NULL;
  GError *error = NULL;

  if (!foyer_host_relay_start_finish (FOYER_HOST_RELAY (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  port = g_strdup_printf ("%u", foyer_host_relay_get_port (FOYER_HOST_RELAY (source)));
  if (!foyer_host_is_demo (self))
    foyer_host_keep (self, FOYER_HOST_PORT, port);
  g_task_return_boolean (task, TRUE);
}

static FoyerHostRelay *
make_relay (FoyerHost *self)
{
  g_autofree char *demo = foyer_host_get_kept (self, FOYER_HOST_DEMO);
  g_autofree char *port = foyer_host_get_kept (self, FOYER_HOST_PORT);
  guint64 number = 0;

  if (demo != NULL)
    return foyer_host_relay_new (demo, FOYER_HOST_OWN_ADDRESS, 0);
  if (port != NULL)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  return foyer_host_relay_new (self->folder, EVERYWHERE, (guint16)number);
}

/**
 * foyer_host_start_async:
 *
 * Starts the relay, where it does not run, and keeps it running.
 */
void
foyer_host_start_async (FoyerHost *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task =
      foyer_host_task_new (self, cancellable, callback, user_data, foyer_host_start_async);

  if (self->relay != NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  foyer_host_set_step (self, _ ("Starting the relay…"));
  self->relay = make_relay (self);
  g_signal_connect (self->relay, "notify", G_CALLBACK (on_relay_notify), self);
  foyer_host_relay_start_async (self->relay,
                                cancellable,
                                on_relay_started,
                                g_steal_pointer (&task));
}

/**
 * foyer_host_start_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether the relay runs
 */
gboolean
foyer_host_start_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_relay_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  g_autofree char *demo = foyer_host_get_kept (self, FOYER_HOST_DEMO);

  foyer_host_relay_stop_finish (FOYER_HOST_RELAY (source), result, NULL);
  if (demo != NULL)
    foyer_host_folder_remove (demo);
  foyer_host_keep (self, FOYER_HOST_DEMO, NULL);
  foyer_host_keep (self, FOYER_HOST_DEMO_EVENT, NULL);
  foyer_host_set_step (self, NULL);
  foyer_host_set_state (self, FOYER_HOST_STATE_CLOSED);
  g_task_return_boolean (task, TRUE);
}

/**
 * foyer_host_stop_async:
 *
 * Ends the relay and its database. Of a demo nothing stays.
 */
void
foyer_host_stop_async (FoyerHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (FoyerHostRelay) relay = g_steal_pointer (&self->relay);
  GTask *task = foyer_host_task_new (self, NULL, callback, user_data, foyer_host_stop_async);

  if (relay == NULL)
    relay = make_relay (self);
  g_signal_handlers_disconnect_by_data (relay, self);
  foyer_host_relay_stop_async (relay, on_relay_stopped, task);
}

/**
 * foyer_host_stop_finish:
 *
 * Returns: whether the relay has ended
 */
gboolean
foyer_host_stop_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_failed_one_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = g_object_steal_data (G_OBJECT (task), "error");

  foyer_host_stop_finish (FOYER_HOST (source), result, NULL);
  g_task_return_error (task, error);
}

/**
 * foyer_host_fail:
 * @error: (transfer full): why it does not open
 *
 * Ends the relay where it runs, and then answers whoever waits.
 */
void
foyer_host_fail (FoyerHost *self, GTask *task, GError *error)
{
  foyer_host_set_state (self, FOYER_HOST_STATE_CLOSING);
  g_object_set_data_full (G_OBJECT (task), "error", error, (GDestroyNotify)g_error_free);
  foyer_host_stop_async (self, on_failed_one_stopped, g_object_ref (task));
}

/* Going on after a restart of this program. */

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  GError *error = NULL;

  if (!foyer_host_start_finish (self, result, &error)) {
    foyer_host_fail (self, task, error);
    return;
  }
  foyer_host_set_step (self, NULL);
  foyer_host_set_state (self, FOYER_HOST_STATE_OPEN);
  g_task_return_boolean (task, TRUE);
}

/* A demo whose program was killed. */
static void
clear_demo (FoyerHost *self, const char *folder)
{
  foyer_host_folder_remove (folder);
  foyer_host_keep (self, FOYER_HOST_DEMO, NULL);
  foyer_host_forget_desk (self);
}

/* An event that never came about, and a database with nothing else in it. */
static void
clear_begun (FoyerHost *self)
{
  static const char *const kept[] = { FOYER_HOST_PORT,
                                      FOYER_HOST_EVENT,
                                      FOYER_HOST_EVENT_NAME,
                                      FOYER_HOST_BEGUN };

  foyer_host_folder_remove (self->folder);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    foyer_host_keep (self, kept[i], NULL);
  foyer_host_forget_desk (self);
}

/**
 * foyer_host_resume_async:
 *
 * Goes on with what was hosted when the program ended.
 */
void
foyer_host_resume_async (FoyerHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *demo = NULL;
  g_autofree char *open = NULL;
  g_autofree char *begun = NULL;

  g_return_if_fail (FOYER_IS_HOST (self));

  task = foyer_host_task_new (self, NULL, callback, user_data, foyer_host_resume_async);
  demo = foyer_host_get_kept (self, FOYER_HOST_DEMO);
  open = foyer_host_get_kept (self, FOYER_HOST_OPEN);
  begun = foyer_host_get_kept (self, FOYER_HOST_BEGUN);
  if (demo != NULL)
    clear_demo (self, demo);
  if (begun != NULL && self->state == FOYER_HOST_STATE_CLOSED)
    clear_begun (self);
  if (self->state != FOYER_HOST_STATE_CLOSED || g_strcmp0 (open, FOYER_HOST_YES) != 0) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  foyer_host_set_state (self, FOYER_HOST_STATE_OPENING);
  foyer_host_start_async (self, NULL, on_resumed, g_steal_pointer (&task));
}

/**
 * foyer_host_resume_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether all that was hosted is hosted again
 */
gboolean
foyer_host_resume_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What can be seen of it. */

/**
 * foyer_session_get_host:
 *
 * Returns: (transfer none): the event that this computer hosts
 */
FoyerHost *
foyer_session_get_host (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->host;
}

/**
 * foyer_host_is_possible:
 *
 * Returns: whether the programs are there that hosting needs
 */
gboolean
foyer_host_is_possible (void)
{
  g_autofree char *relay = foyer_host_tool_find ("foyer-relay");
  g_autofree char *tool = foyer_host_tool_find ("foyerctl");

  return relay != NULL && tool != NULL;
}

FoyerHostState
foyer_host_get_state (FoyerHost *self)
{
  g_return_val_if_fail (FOYER_IS_HOST (self), FOYER_HOST_STATE_CLOSED);

  return self->state;
}

/**
 * foyer_host_get_step:
 *
 * Returns: (transfer none) (nullable): what is under way, a sentence for people
 */
const char *
foyer_host_get_step (FoyerHost *self)
{
  g_return_val_if_fail (FOYER_IS_HOST (self), NULL);

  return self->step;
}

/**
 * foyer_host_get_problem:
 *
 * Returns: (transfer none) (nullable): what the relay said before it ended by itself, in English
 */
const char *
foyer_host_get_problem (FoyerHost *self)
{
  g_return_val_if_fail (FOYER_IS_HOST (self), NULL);

  return self->relay != NULL ? foyer_host_relay_get_problem (self->relay) : NULL;
}

/**
 * foyer_host_get_event_name:
 *
 * Returns: (transfer full) (nullable): the event that is hosted, or was hosted last
 */
char *
foyer_host_get_event_name (FoyerHost *self)
{
  g_return_val_if_fail (FOYER_IS_HOST (self), NULL);

  if (foyer_host_is_demo (self))
    return g_strdup (_ ("Demo"));
  return foyer_host_get_kept (self, FOYER_HOST_EVENT_NAME);
}

/**
 * foyer_host_is_demo:
 *
 * Returns: whether what is hosted is thrown away at the end
 */
gboolean
foyer_host_is_demo (FoyerHost *self)
{
  g_autofree char *demo = NULL;

  g_return_val_if_fail (FOYER_IS_HOST (self), FALSE);

  demo = foyer_host_get_kept (self, FOYER_HOST_DEMO);
  return demo != NULL;
}
