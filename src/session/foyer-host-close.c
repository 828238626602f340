/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-close"

#include "config.h"

#include "session/foyer-host-private.h"

#include "base/foyer-error.h"
#include "session/foyer-host-tool.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* The end of an event that this computer hosts: a copy of the database, which counts once it was
 * read back, and then everything lets go. */

#define COPIES "copies"

typedef struct {
  char *copy;
} Closing;

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_free (closing->copy);
  g_free (closing);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  foyer_host_stop_finish (FOYER_HOST (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
let_go (GTask *task)
{
  FoyerHost *self = g_task_get_source_object (task);

  foyer_host_set_step (self, _ ("Ending the relay…"));
  foyer_host_keep (self, FOYER_HOST_OPEN, NULL);
  foyer_host_forget_desk (self);
  foyer_host_stop_async (self, on_stopped, g_object_ref (task));
}

/* Nothing is closed without a copy that holds. @error is taken over. */
static void
stay_open (GTask *task, GError *error)
{
  FoyerHost *self = g_task_get_source_object (task);
  gboolean is_running = self->relay != NULL && foyer_host_relay_get_running (self->relay);

  foyer_host_set_step (self, NULL);
  foyer_host_set_state (self, is_running ? FOYER_HOST_STATE_OPEN : FOYER_HOST_STATE_TROUBLED);
  g_task_return_error (task, error);
}

static void
on_copy_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GBytes) said = foyer_host_tool_run_finish (result, &error);

  if (said != NULL)
    let_go (task);
  else
    stay_open (task, error);
}

static void
on_copy_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  const Closing *closing = g_task_get_task_data (task);
  const char *words[] = { "--json", "backup", "verify", closing->copy, NULL };
  g_autofree char *folder = foyer_host_dup_folder (self);
  GError *error = NULL;
  g_autoptr (GBytes) said = foyer_host_tool_run_finish (result, &error);

  if (said == NULL) {
    stay_open (task, error);
    return;
  }
  foyer_host_set_step (self, _ ("Reading the copy back…"));
  foyer_host_tool_run_async (folder, words, NULL, NULL, on_copy_verified, g_object_ref (task));
}

/* Returns: (transfer full) (nullable): a file that is not there yet */
static char *
choose_copy (FoyerHost *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *folder = foyer_profile_get_path (self->session->profile, COPIES);
  g_autofree char *name = g_strdup_printf ("foyer-%s.backup", time);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_build_filename (folder, name, NULL);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               _ ("The folder “%s” cannot be made: %s"),
               folder,
               g_strerror (errno));
  return NULL;
}

static void
write_copy (GTask *task)
{
  FoyerHost *self = g_task_get_source_object (task);
  Closing *closing = g_task_get_task_data (task);
  const char *words[] = { "--json", "backup", "create", NULL, NULL };
  g_autofree char *folder = foyer_host_dup_folder (self);
  GError *error = NULL;

  closing->copy = choose_copy (self, &error);
  if (closing->copy == NULL) {
    stay_open (task, error);
    return;
  }
  words[3] = closing->copy;
  foyer_host_set_step (self, _ ("Writing a copy of the database…"));
  foyer_host_tool_run_async (folder, words, NULL, NULL, on_copy_written, g_object_ref (task));
}

/**
 * foyer_host_close_async:
 * @with_copy: whether a copy of the database is written and read back first; where that fails it
 *   stays open. Of a demo nothing is kept
 *
 * Ends what is hosted here, and signs out.
 */
void
foyer_host_close_async (FoyerHost *self,
                        gboolean with_copy,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_HOST (self));

  task = foyer_host_task_new (self, NULL, callback, user_data, foyer_host_close_async);
  g_task_set_task_data (task, g_new0 (Closing, 1), closing_free);
  if (self->state != FOYER_HOST_STATE_OPEN && self->state != FOYER_HOST_STATE_TROUBLED) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_FAILED,
                             "%s",
                             _ ("Nothing is hosted here now."));
    return;
  }
  foyer_host_set_state (self, FOYER_HOST_STATE_CLOSING);
  if (with_copy && !foyer_host_is_demo (self))
    write_copy (task);
  else
    let_go (task);
}

/**
 * foyer_host_close_finish:
 * @copy: (out) (optional) (nullable) (transfer full): the copy that was written
 * @error: a sentence for people says why it stays open
 *
 * Returns: whether it is closed
 */
gboolean
foyer_host_close_finish (FoyerHost *self, GAsyncResult *result, char **copy, GError **error)
{
  Closing *closing;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  closing = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (copy != NULL)
    *copy = g_strdup (closing->copy);
  return TRUE;
}
