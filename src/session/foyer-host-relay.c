/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-relay"

#include "config.h"

#include "session/foyer-host-relay.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "session/foyer-host-tool.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* One foyer-relay on this machine, which lives as long as it is wanted: it says where it listens,
 * and is started again, at the same port, when it ends by itself. It ends with this program. */

#define LOG_FILE "relay.log"
#define READY    "foyer-relay: listening on "

struct _FoyerHostRelay {
  GObject parent_instance;

  char *data_dir;
  char *host;
  guint16 port;

  GSubprocess *process;
  GDataInputStream *output;
  gboolean is_running;
  char *problem;

  GTask *start;
  GTask *stop;
  guint n_tries;
  guint delay_ms;
  guint restart_timeout;
  guint kill_timeout;
};

G_DEFINE_FINAL_TYPE (FoyerHostRelay, foyer_host_relay, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_RUNNING,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static gboolean launch (FoyerHostRelay *self, GError **error);

static void
set_running (FoyerHostRelay *self, gboolean is_running)
{
  if (self->is_running == is_running)
    return;
  self->is_running = is_running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
set_problem (FoyerHostRelay *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* The last thing that it said is why it ended. */
static char *
read_last_line (FoyerHostRelay *self)
{
  g_autofree char *path = g_build_filename (self->data_dir, LOG_FILE, NULL);
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  valid = g_utf8_make_valid (g_strchomp (text), -1);
  line = strrchr (valid, '\n');
  line = line != NULL ? line + 1 : valid;
  return g_strdup (g_str_has_prefix (line, "foyer-relay: ") ? strchr (line, ' ') + 1 : line);
}

static void
fail_to_start (FoyerHostRelay *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->start);

  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_FAILED,
                           /* Translators: %s is what a program said, in English. */
                           _ ("The relay does not start: %s"),
                           self->problem);
}

static gboolean
on_restart_timeout (gpointer data)
{
  FoyerHostRelay *self = data;
  g_autoptr (GError) error = NULL;

  self->restart_timeout = 0;
  if (!launch (self, &error)) {
    set_problem (self, error->message);
    self->restart_timeout = g_timeout_add (self->delay_ms, on_restart_timeout, self);
  }
  return G_SOURCE_REMOVE;
}

/* Who has never had a port can fail for no reason that passes; otherwise the one before may still
 * be about to leave. */
static gboolean
is_hopeless (FoyerHostRelay *self)
{
  return self->start != NULL &&
         (self->port == 0 || ++self->n_tries == FOYER_LIMIT_HOST_START_TRIES);
}

static void
on_exited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostRelay) self = data;
  g_autofree char *problem = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->process != G_SUBPROCESS (source))
    return;
  g_clear_object (&self->process);
  g_clear_object (&self->output);
  set_running (self, FALSE);
  g_clear_handle_id (&self->kill_timeout, g_source_remove);
  if (self->stop != NULL) {
    g_autoptr (GTask) task = g_steal_pointer (&self->stop);

    g_task_return_boolean (task, TRUE);
    return;
  }
  problem = read_last_line (self);
  set_problem (self, problem);
  if (is_hopeless (self)) {
    fail_to_start (self);
    return;
  }
  self->restart_timeout = g_timeout_add (self->delay_ms, on_restart_timeout, self);
  self->delay_ms = MIN (self->delay_ms * 2, FOYER_LIMIT_HOST_RESTART_MAX_MS);
}

static gboolean
take_line (FoyerHostRelay *self, const char *line)
{
  const char *colon = line != NULL ? strrchr (line, ':') : NULL;
  guint64 port;

  if (colon == NULL || !g_str_has_prefix (line, READY) ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  self->port = (guint16)port;
  return TRUE;
}

/* Where there is no such line the end of the process follows. */
static void
on_line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostRelay) self = data;
  GDataInputStream *output = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (output, result, NULL, NULL);
  g_autoptr (GTask) task = NULL;

  if (self->output != output || self->stop != NULL || !take_line (self, line))
    return;
  self->delay_ms = FOYER_LIMIT_HOST_RESTART_MS;
  set_problem (self, NULL);
  set_running (self, TRUE);
  task = g_steal_pointer (&self->start);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

/* Between fork and exec: nobody hosts without the program that shows it. */
static void
tie_to_this_program (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != GPOINTER_TO_INT (data))
    _exit (1);
}

static GSubprocess *
spawn (FoyerHostRelay *self, const char *program, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *log = g_build_filename (self->data_dir, LOG_FILE, NULL);
  g_autofree char *listen = g_strdup_printf ("%s:%u", self->host, self->port);

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_subprocess_launcher_set_child_setup (launcher,
                                         tie_to_this_program,
                                         GINT_TO_POINTER (getpid ()),
                                         NULL);
  return g_subprocess_launcher_spawn (launcher,
                                      error,
                                      program,
                                      "--data-dir",
                                      self->data_dir,
                                      "--listen",
                                      listen,
                                      NULL);
}

static gboolean
launch (FoyerHostRelay *self, GError **error)
{
  g_autofree char *program = foyer_host_tool_find ("foyer-relay");

  if (program == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_FOUND,
                         _ ("The programs foyer-relay and foyerctl are not installed here."));
    return FALSE;
  }
  if (g_mkdir_with_parents (self->data_dir, 0700) != 0) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 _ ("The folder “%s” cannot be made: %s"),
                 self->data_dir,
                 g_strerror (errno));
    return FALSE;
  }
  self->process = spawn (self, program, error);
  if (self->process == NULL)
    return FALSE;
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (self->output,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       on_line_read,
                                       g_object_ref (self));
  g_subprocess_wait_async (self->process, NULL, on_exited, g_object_ref (self));
  return TRUE;
}

static void
foyer_host_relay_dispose (GObject *object)
{
  FoyerHostRelay *self = FOYER_HOST_RELAY (object);

  g_clear_handle_id (&self->kill_timeout, g_source_remove);
  g_clear_handle_id (&self->restart_timeout, g_source_remove);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  g_clear_object (&self->output);

  G_OBJECT_CLASS (foyer_host_relay_parent_class)->dispose (object);
}

static void
foyer_host_relay_finalize (GObject *object)
{
  FoyerHostRelay *self = FOYER_HOST_RELAY (object);

  g_free (self->data_dir);
  g_free (self->host);
  g_free (self->problem);

  G_OBJECT_CLASS (foyer_host_relay_parent_class)->finalize (object);
}

static void
foyer_host_relay_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerHostRelay *self = FOYER_HOST_RELAY (object);

  switch (prop_id) {
  case PROP_RUNNING:
    g_value_set_boolean (value, self->is_running);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_host_relay_class_init (FoyerHostRelayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = foyer_host_relay_dispose;
  object_class->finalize = foyer_host_relay_finalize;
  object_class->get_property = foyer_host_relay_get_property;
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_host_relay_init (FoyerHostRelay *self)
{
  self->delay_ms = FOYER_LIMIT_HOST_RESTART_MS;
}

/**
 * foyer_host_relay_new:
 * @data_dir: the folder of its database; made where it is missing
 * @host: where it listens
 * @port: at which port; 0: at one that is free, and then always at that one
 *
 * Returns: (transfer full): a relay that is not started yet
 */
FoyerHostRelay *
foyer_host_relay_new (const char *data_dir, const char *host, guint16 port)
{
  FoyerHostRelay *self = g_object_new (FOYER_TYPE_HOST_RELAY, NULL);

  self->data_dir = g_strdup (data_dir);
  self->host = g_strdup (host);
  self->port = port;
  return self;
}

/**
 * foyer_host_relay_start_async:
 *
 * Starts it, and from then on keeps it running. The first time that takes seconds.
 */
void
foyer_host_relay_start_async (FoyerHostRelay *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (FOYER_IS_HOST_RELAY (self));
  g_return_if_fail (self->process == NULL && self->start == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_host_relay_start_async);
  self->n_tries = 0;
  self->start = task;
  if (launch (self, &error))
    return;
  self->start = NULL;
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * foyer_host_relay_start_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it listens
 */
gboolean
foyer_host_relay_start_finish (FoyerHostRelay *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A relay that hangs must not keep the window open. Whoever uses its database next adopts it. */
static gboolean
on_kill_timeout (gpointer data)
{
  FoyerHostRelay *self = data;

  self->kill_timeout = 0;
  g_subprocess_force_exit (self->process);
  return G_SOURCE_REMOVE;
}

/**
 * foyer_host_relay_stop_async:
 *
 * Lets it say goodbye and stop its database; and ends it where it does not within
 * %FOYER_LIMIT_HOST_STOP_SECONDS.
 */
void
foyer_host_relay_stop_async (FoyerHostRelay *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  g_autoptr (GTask) start = NULL;

  g_return_if_fail (FOYER_IS_HOST_RELAY (self));
  g_return_if_fail (self->stop == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, foyer_host_relay_stop_async);
  g_clear_handle_id (&self->restart_timeout, g_source_remove);
  start = g_steal_pointer (&self->start);
  if (start != NULL)
    g_task_return_new_error (start, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  if (self->process == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  self->stop = task;
  self->kill_timeout = g_timeout_add_seconds (FOYER_LIMIT_HOST_STOP_SECONDS, on_kill_timeout, self);
  g_subprocess_send_signal (self->process, SIGTERM);
}

/**
 * foyer_host_relay_stop_finish:
 *
 * Returns: whether it has ended
 */
gboolean
foyer_host_relay_stop_finish (FoyerHostRelay *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
foyer_host_relay_get_running (FoyerHostRelay *self)
{
  g_return_val_if_fail (FOYER_IS_HOST_RELAY (self), FALSE);

  return self->is_running;
}

/**
 * foyer_host_relay_get_problem:
 *
 * Returns: (transfer none) (nullable): what it said before it ended by itself, in English
 */
const char *
foyer_host_relay_get_problem (FoyerHostRelay *self)
{
  g_return_val_if_fail (FOYER_IS_HOST_RELAY (self), NULL);

  return self->problem;
}

/**
 * foyer_host_relay_get_port:
 *
 * Returns: at which port it listens; 0 where it never has
 */
guint16
foyer_host_relay_get_port (FoyerHostRelay *self)
{
  g_return_val_if_fail (FOYER_IS_HOST_RELAY (self), 0);

  return self->port;
}
