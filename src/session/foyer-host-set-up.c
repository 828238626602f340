/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-set-up"

#include "config.h"

#include "session/foyer-host-private.h"

#include "base/foyer-error.h"
#include "session/foyer-host-tool.h"
#include "wire/foyer-wire-answer.h"

#include <glib/gi18n.h>
#include <string.h>

/* How an event begins that this computer hosts: its relay, the event, the tickets, whoever runs it,
 * and this computer as its first desk, which they are signed in to at the end. Where a step fails
 * the relay ends again, and the database goes where there was none before. */

typedef struct {
  char *event_name;
  char *time_zone;
  char *date;
  char *email;
  char *passphrase;
  char *ticket_type;
  char *invitation;
  GBytes *table;
  guint n_tickets;
  gboolean is_demo;
  gboolean is_new;
  /* What could be opened again before. */
  char *last_event;
  char *last_event_name;
  GError *error;
} SetUp;

static void
set_up_free (gpointer data)
{
  SetUp *set_up = data;

  g_free (set_up->event_name);
  g_free (set_up->time_zone);
  g_free (set_up->date);
  g_free (set_up->email);
  foyer_secret_free (set_up->passphrase);
  g_free (set_up->ticket_type);
  foyer_secret_free (set_up->invitation);
  g_clear_pointer (&set_up->table, g_bytes_unref);
  g_free (set_up->last_event);
  g_free (set_up->last_event_name);
  g_clear_error (&set_up->error);
  g_free (set_up);
}

static SetUp *
copy_plan (const FoyerHostPlan *plan)
{
  SetUp *set_up = g_new0 (SetUp, 1);

  set_up->event_name = g_strdup (plan->event_name);
  set_up->time_zone = g_strdup (plan->time_zone);
  set_up->date = g_strdup (plan->date);
  set_up->email = g_strstrip (g_strdup (plan->email));
  set_up->passphrase = g_strdup (plan->passphrase);
  set_up->ticket_type = g_strdup (plan->ticket_type);
  set_up->table = plan->table != NULL ? g_bytes_ref (plan->table) : NULL;
  set_up->n_tickets = plan->n_tickets;
  set_up->is_demo = plan->is_demo;
  return set_up;
}

/* Nobody is offered to go on with an event that did not come about. */
static void
restore_last (FoyerHost *self, const SetUp *set_up)
{
  foyer_host_keep (self, FOYER_HOST_EVENT, set_up->last_event);
  foyer_host_keep (self, FOYER_HOST_EVENT_NAME, set_up->last_event_name);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  SetUp *set_up = g_task_get_task_data (task);

  foyer_host_stop_finish (self, result, NULL);
  if (!set_up->is_demo)
    restore_last (self, set_up);
  if (set_up->is_new && !set_up->is_demo) {
    foyer_host_folder_remove (self->folder);
    foyer_host_keep (self, FOYER_HOST_PORT, NULL);
    foyer_host_keep (self, FOYER_HOST_BEGUN, NULL);
  }
  g_task_return_error (task, g_steal_pointer (&set_up->error));
}

/* @error is taken over. */
static void
give_up (GTask *task, GError *error)
{
  FoyerHost *self = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);

  set_up->error = error;
  foyer_host_forget_desk (self);
  foyer_host_set_state (self, FOYER_HOST_STATE_CLOSING);
  foyer_host_stop_async (self, on_stopped, g_object_ref (task));
}

/* A step of foyerctl. */
static void
run (GTask *task, const char *const *words, GBytes *input, GAsyncReadyCallback callback)
{
  g_autofree char *folder = foyer_host_dup_folder (g_task_get_source_object (task));

  foyer_host_tool_run_async (folder,
                             words,
                             input,
                             g_task_get_cancellable (task),
                             callback,
                             g_object_ref (task));
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;

  if (!foyer_session_enter_finish (FOYER_SESSION (source), result, &error)) {
    give_up (task, error);
    return;
  }
  foyer_host_set_step (self, NULL);
  foyer_host_keep (self, FOYER_HOST_BEGUN, NULL);
  if (!set_up->is_demo)
    foyer_host_keep (self, FOYER_HOST_OPEN, FOYER_HOST_YES);
  foyer_host_set_state (self, FOYER_HOST_STATE_OPEN);
  g_task_return_boolean (task, TRUE);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;

  if (!foyer_host_join_finish (self, result, &error)) {
    give_up (task, error);
    return;
  }
  foyer_host_set_step (self, _ ("Signing in…"));
  foyer_session_accept_async (self->session,
                              set_up->invitation,
                              set_up->passphrase,
                              g_task_get_cancellable (task),
                              on_signed_in,
                              g_object_ref (task));
}

static void
on_invited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) document = foyer_host_tool_run_finish (result, &error);

  if (document != NULL)
    set_up->invitation = foyer_wire_read_answer (document, "code", &error);
  if (set_up->invitation == NULL)
    give_up (task, error);
  else
    foyer_host_join_async (self, g_task_get_cancellable (task), on_joined, g_object_ref (task));
}

static void
on_tickets_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SetUp *set_up = g_task_get_task_data (task);
  const char *words[] = { "--json", "staff", "invite", "-", "--role=admin", NULL };
  GError *error = NULL;
  g_autoptr (GBytes) document = foyer_host_tool_run_finish (result, &error);
  g_autoptr (GBytes) email = g_bytes_new (set_up->email, strlen (set_up->email));

  if (document == NULL)
    give_up (task, error);
  else
    run (task, words, email, on_invited);
}

static void
make_tickets (GTask *task, const char *event)
{
  FoyerHost *self = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  g_autofree char *count = g_strdup_printf ("--count=%u", set_up->n_tickets);
  g_autofree char *type = g_strconcat ("--type=", set_up->ticket_type, NULL);
  const char *issue[] = { "--json", "ticket", "issue",
                          event,    count,    set_up->ticket_type != NULL ? type : NULL,
                          NULL };
  const char *import[] = { "--json", "ticket", "import", event, "--keep-going", "-", NULL };

  if (set_up->table != NULL)
    foyer_host_set_step (self, _ ("Taking in the tickets…"));
  else
    foyer_host_set_step (self, _ ("Making the tickets…"));
  run (task, set_up->table != NULL ? import : issue, set_up->table, on_tickets_made);
}

static void
on_event_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = g_task_get_source_object (task);
  SetUp *set_up = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) document = foyer_host_tool_run_finish (result, &error);
  g_autofree char *id = NULL;
  g_autofree char *event = NULL;

  if (document != NULL)
    id = foyer_wire_read_answer (document, "id", &error);
  if (id == NULL) {
    give_up (task, error);
    return;
  }
  foyer_host_keep (self, set_up->is_demo ? FOYER_HOST_DEMO_EVENT : FOYER_HOST_EVENT, id);
  if (!set_up->is_demo)
    foyer_host_keep (self, FOYER_HOST_EVENT_NAME, set_up->event_name);
  event = g_strconcat ("--event=", id, NULL);
  make_tickets (task, event);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerHost *self = FOYER_HOST (source);
  SetUp *set_up = g_task_get_task_data (task);
  g_autofree char *name = g_strconcat ("--name=", set_up->event_name, NULL);
  g_autofree char *zone = g_strconcat ("--time-zone=", set_up->time_zone, NULL);
  g_autofree char *starts = g_strconcat ("--starts=", set_up->date, NULL);
  const char *words[] = { "--json", "event", "create",
                          name,     zone,    set_up->date != NULL ? starts : NULL,
                          NULL };
  GError *error = NULL;

  if (!foyer_host_start_finish (self, result, &error)) {
    give_up (task, error);
    return;
  }
  foyer_host_set_step (self, _ ("Making the event…"));
  run (task, words, NULL, on_event_made);
}

static gboolean
choose_folder (FoyerHost *self, SetUp *set_up, GError **error)
{
  g_autofree char *demo = NULL;

  set_up->is_new = !g_file_test (self->folder, G_FILE_TEST_EXISTS);
  set_up->last_event = foyer_host_get_kept (self, FOYER_HOST_EVENT);
  set_up->last_event_name = foyer_host_get_kept (self, FOYER_HOST_EVENT_NAME);
  if (!set_up->is_demo) {
    /* Where this program ends on the way the next one clears up. */
    foyer_host_keep (self, FOYER_HOST_BEGUN, set_up->is_new ? FOYER_HOST_YES : NULL);
    return TRUE;
  }
  demo = g_dir_make_tmp ("foyer-demo-XXXXXX", error);
  if (demo == NULL)
    return FALSE;
  foyer_host_keep (self, FOYER_HOST_DEMO, demo);
  return TRUE;
}

/**
 * foyer_host_set_up_async:
 * @plan: what is to be hosted
 *
 * Hosts an event: it takes seconds. At the end whoever runs it is signed in here.
 */
void
foyer_host_set_up_async (FoyerHost *self,
                         const FoyerHostPlan *plan,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SetUp *set_up;
  GError *error = NULL;

  g_return_if_fail (FOYER_IS_HOST (self));
  g_return_if_fail (plan->event_name != NULL && plan->time_zone != NULL);
  g_return_if_fail (plan->email != NULL && plan->passphrase != NULL);

  task = foyer_host_task_new (self, cancellable, callback, user_data, foyer_host_set_up_async);
  set_up = copy_plan (plan);
  g_task_set_task_data (task, set_up, set_up_free);
  if (self->state != FOYER_HOST_STATE_CLOSED) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_FAILED,
                             "%s",
                             _ ("An event is hosted here already."));
  } else if (!choose_folder (self, set_up, &error)) {
    g_task_return_error (task, error);
  } else {
    foyer_host_set_state (self, FOYER_HOST_STATE_OPENING);
    foyer_host_start_async (self, cancellable, on_started, g_steal_pointer (&task));
  }
}

/**
 * foyer_host_set_up_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether it is hosted
 */
gboolean
foyer_host_set_up_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
