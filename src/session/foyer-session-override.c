/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-override"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"

#include <glib/gi18n.h>

/* Letting in whom the judge refused. The relay does it where it knows of the refusal and can be
 * asked; otherwise this desk does, on its own disk, and the courier tells the relay of it later. */

/* What is being written. @task: who waits for it. */
typedef struct {
  char *scan_id;
  char *by;
  char *reason;
  GTask *task;
} Override;

static void
override_free (Override *self)
{
  g_free (self->scan_id);
  g_free (self->by);
  g_free (self->reason);
  g_object_unref (self->task);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Override, override_free)

/* Whether only this desk can do it: the relay is out of reach, or has not heard of the scan yet. */
static gboolean
is_up_to_this_desk (FoyerSession *self, const char *scan_id)
{
  g_autoptr (FoyerRecentScan) recent = foyer_session_get_recent_scan (self, scan_id);

  return self->store != NULL && self->hello != NULL &&
         (foyer_session_get_mode (self) == FOYER_DESK_MODE_OFFLINE ||
          (recent != NULL && foyer_recent_scan_get_local (recent)));
}

/* A sentence for people. */
static GError *
explain (const GError *error)
{
  const char *sentence = _ ("It could not be kept on this computer.");

  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE))
    sentence = _ ("This guest was let in already.");
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST))
    sentence = _ ("Only who was refused with a ticket can be let in anyway.");
  return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_FAILED, sentence);
}

/* It is on the disk: now it may be said. */
static void
take_effect (FoyerSession *self, const Override *override)
{
  g_autoptr (FoyerRecentScan) recent = foyer_session_get_recent_scan (self, override->scan_id);

  if (recent != NULL) {
    foyer_recent_scan_override (recent, override->by, override->reason);
    foyer_recent_scan_set_local (recent, TRUE);
  }
  foyer_session_courier_override (self, override->scan_id);
  foyer_session_hearing_note_scan (self);
  foyer_session_store_count (self);
}

static void
on_overridden (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Override) override = data;
  FoyerSession *self = g_task_get_source_object (override->task);
  g_autoptr (GError) error = NULL;

  if (foyer_store_override_finish (FOYER_STORE (source), result, &error)) {
    take_effect (self, override);
    g_task_return_boolean (override->task, TRUE);
  } else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND)) {
    /* It was never kept here: the relay alone knows it. */
    foyer_session_requests_override (self,
                                     override->scan_id,
                                     override->reason,
                                     g_object_ref (override->task));
  } else {
    g_debug ("An override was not kept: %s", error->message);
    g_task_return_error (override->task, explain (error));
  }
}

static void
override_here (FoyerSession *self, const char *scan_id, const char *reason, GTask *task)
{
  Override *override = g_new0 (Override, 1);
  FoyerStoreDesk desk;

  foyer_session_courier_describe_desk (self, &desk);
  override->scan_id = g_strdup (scan_id);
  override->by = g_strdup (desk.staff_email);
  override->reason = g_strdup (reason);
  override->task = task;
  foyer_store_override_async (self->store,
                              scan_id,
                              reason,
                              g_get_real_time (),
                              &desk,
                              NULL,
                              on_overridden,
                              override);
}

/* What the relay would never take must not be promised at the door. */
static const char *
find_obstacle (FoyerSession *self, const char *reason)
{
  if (!foyer_session_can (self, FOYER_PERMISSION_OVERRIDE))
    return _ ("Only supervisors and admins may let somebody in anyway.");
  if (foyer_text_is_blank (reason))
    return _ ("Say why.");
  if (!foyer_text_is_clean (reason, FOYER_LIMIT_NOTE))
    return _ ("This is too long.");
  return NULL;
}

/**
 * foyer_session_override_async:
 * @scan_id: a scan that was refused
 * @reason: why; it is kept in the log
 *
 * Lets the guest in anyway. Where the relay is out of reach this desk does so by itself.
 */
void
foyer_session_override_async (FoyerSession *self,
                              const char *scan_id,
                              const char *reason,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  const char *obstacle;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (scan_id != NULL);
  g_return_if_fail (reason != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_override_async);
  if (!is_up_to_this_desk (self, scan_id)) {
    foyer_session_requests_override (self, scan_id, reason, task);
    return;
  }
  obstacle = find_obstacle (self, reason);
  if (obstacle == NULL) {
    override_here (self, scan_id, reason, task);
    return;
  }
  g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_FAILED, "%s", obstacle);
  g_object_unref (task);
}
