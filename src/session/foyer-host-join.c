/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-join"

#include "config.h"

#include "session/foyer-host-private.h"

#include "base/foyer-error.h"
#include "model/foyer-pairing.h"
#include "session/foyer-host-tool.h"
#include "wire/foyer-wire-answer.h"

#include <glib/gi18n.h>

/* The desk on the computer that hosts joins as every desk does, with a pairing that is approved
 * beforehand. Only where its relay is, it knows better: on this machine, whatever the network. */

/* Returns: (transfer full) (nullable): the text of a pairing code */
static char *
move_home (FoyerHost *self, const char *text)
{
  g_autoptr (FoyerPairing) pairing = foyer_pairing_read (text);
  guint port = foyer_host_relay_get_port (self->relay);
  g_autofree char *address = NULL;
  char *addresses[2] = { NULL, NULL };
  FoyerPairing fields;
  g_autoptr (FoyerPairing) own = NULL;

  if (pairing == NULL)
    return NULL;
  address = g_strdup_printf ("%s://" FOYER_HOST_OWN_ADDRESS ":%u",
                             pairing->fingerprint != NULL ? "wss" : "ws",
                             port);
  addresses[0] = address;
  fields = *pairing;
  fields.addresses = addresses;
  own = foyer_pairing_new (&fields);
  return foyer_pairing_write (own);
}

static void
on_paired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (foyer_identity_pair_finish (FOYER_IDENTITY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_pairing_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) document = foyer_host_tool_run_finish (result, &error);
  g_autofree char *text = NULL;
  g_autofree char *own = NULL;

  if (document != NULL)
    text = foyer_wire_read_answer (document, "text", &error);
  if (text != NULL && self->relay != NULL)
    own = move_home (self, text);
  if (own == NULL) {
    if (error == NULL)
      error = g_error_new_literal (FOYER_ERROR,
                                   FOYER_ERROR_VERSION,
                                   _ ("The relay and this application are of different versions."));
    g_task_return_error (task, error);
    return;
  }
  foyer_identity_pair_async (self->session->identity,
                             own,
                             g_task_get_cancellable (task),
                             on_paired,
                             g_object_ref (task));
}

/**
 * foyer_host_join_async:
 *
 * Makes this computer a desk of the relay that it hosts.
 */
void
foyer_host_join_async (FoyerHost *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = foyer_host_task_new (self, cancellable, callback, user_data, foyer_host_join_async);
  g_autofree char *folder = foyer_host_dup_folder (self);
  g_autofree char *event_id = foyer_host_dup_event_id (self);
  g_autofree char *event = g_strconcat ("--event=", event_id, NULL);
  const char *words[] = { "--json", "device", "pair", "--approve", event_id != NULL ? event : NULL,
                          NULL };

  foyer_host_set_step (self, _ ("Pairing this laptop…"));
  foyer_host_tool_run_async (folder, words, NULL, cancellable, on_pairing_made, task);
}

/**
 * foyer_host_join_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether somebody can sign in on it now
 */
gboolean
foyer_host_join_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Opening again what was closed, or coming back to what is open. */

/* The other desks of what is open already go on. @error is taken over. */
static void
give_up (FoyerHost *self, GTask *task, GError *error)
{
  if (self->state == FOYER_HOST_STATE_OPENING) {
    foyer_host_fail (self, task, error);
    return;
  }
  foyer_host_set_step (self, NULL);
  g_task_return_error (task, error);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  GError *error = NULL;

  if (!foyer_host_join_finish (self, result, &error)) {
    give_up (self, task, error);
    return;
  }
  foyer_host_set_step (self, NULL);
  if (!foyer_host_is_demo (self))
    foyer_host_keep (self, FOYER_HOST_OPEN, FOYER_HOST_YES);
  if (self->state == FOYER_HOST_STATE_OPENING)
    foyer_host_set_state (self, FOYER_HOST_STATE_OPEN);
  g_task_return_boolean (task, TRUE);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  GError *error = NULL;

  if (foyer_host_start_finish (self, result, &error))
    foyer_host_join_async (self, g_task_get_cancellable (task), on_joined, g_object_ref (task));
  else
    give_up (self, task, error);
}

/**
 * foyer_host_reopen_async:
 *
 * Goes on with the event that was hosted here last, or that still is where this desk has forgotten
 * its relay. Whoever runs it can sign in then.
 */
void
foyer_host_reopen_async (FoyerHost *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_HOST (self));

  task = foyer_host_task_new (self, cancellable, callback, user_data, foyer_host_reopen_async);
  if (self->state == FOYER_HOST_STATE_OPEN) {
    foyer_host_join_async (self, cancellable, on_joined, g_steal_pointer (&task));
  } else if (self->state != FOYER_HOST_STATE_CLOSED) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_FAILED,
                             "%s",
                             _ ("An event is hosted here already."));
  } else {
    foyer_host_set_state (self, FOYER_HOST_STATE_OPENING);
    foyer_host_start_async (self, cancellable, on_started, g_steal_pointer (&task));
  }
}

/**
 * foyer_host_reopen_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it is hosted again
 */
gboolean
foyer_host_reopen_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
