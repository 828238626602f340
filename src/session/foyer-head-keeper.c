/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-head-keeper"

#include "config.h"

#include "session/foyer-head-keeper.h"

#include "base/foyer-limits.h"
#include "base/foyer-worker.h"
#include "wire/foyer-wire-heads.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* Where the logs of events ended, kept beyond the reach of whoever has the database. A file of the
 * profile has a `signed_heads` for each event in a line of its own, the one that changed last at
 * the end; foyerctl reads it too. It is no secret, and stays when somebody signs out. */

#define FILE_NAME "heads.ndjson"

struct _FoyerHeadKeeper {
  GObject parent_instance;

  FoyerProfile *profile;
  FoyerWorker *worker;
  /* (element-type FoyerSignedHeads) */
  GPtrArray *events;
};

G_DEFINE_FINAL_TYPE (FoyerHeadKeeper, foyer_head_keeper, G_TYPE_OBJECT)

/* A file that is being written. */
typedef struct {
  FoyerProfile *profile;
  GString *text;
} Write;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_object_unref (write->profile);
  g_string_free (write->text, TRUE);
  g_free (write);
}

static void
write_in_worker (GTask *task, gpointer handle)
{
  const Write *write = g_task_get_task_data (task);
  GError *error = NULL;

  if (foyer_profile_write (write->profile, FILE_NAME, write->text->str, write->text->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("Where the logs ended was not kept: %s", error->message);
}

static void
save (FoyerHeadKeeper *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_written, NULL);
  Write *write = g_new0 (Write, 1);

  write->profile = g_object_ref (self->profile);
  write->text = g_string_new (NULL);
  for (guint i = 0; i < self->events->len; i++) {
    foyer_wire_write_signed_heads (write->text, g_ptr_array_index (self->events, i));
    g_string_append_c (write->text, '\n');
  }
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, write, write_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), write_in_worker);
}

/* It may show that a log was cut off, as far as somebody can still read it. */
static void
put_aside (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  if (g_rename (path, aside) == 0)
    g_warning ("%s cannot be read in full; it is kept as %s.damaged", FILE_NAME, FILE_NAME);
  else
    g_warning ("%s cannot be read in full: %s", FILE_NAME, g_strerror (errno));
}

/* Whether nothing of @text is lost. */
static gboolean
read_lines (FoyerHeadKeeper *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean is_whole = TRUE;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (FoyerMessage) message =
        foyer_message_parse (lines[i], strlen (lines[i]), FOYER_SENDER_RELAY, NULL, NULL);

    if (message != NULL && message->kind == FOYER_MESSAGE_KIND_SIGNED_HEADS)
      g_ptr_array_add (self->events, foyer_wire_read_heads (message));
    else
      is_whole = is_whole && *lines[i] == '\0';
  }
  return is_whole;
}

/* A file that can be read in part only is put aside before it is written again. */
static void
load (FoyerHeadKeeper *self)
{
  g_autofree char *path = foyer_profile_get_path (self->profile, FILE_NAME);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_get_contents (path, &text, NULL, &error)) {
    if (!read_lines (self, text))
      put_aside (path);
  } else if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_warning ("%s cannot be read: %s", FILE_NAME, error->message);
    put_aside (path);
  }
}

static void
foyer_head_keeper_finalize (GObject *object)
{
  FoyerHeadKeeper *self = FOYER_HEAD_KEEPER (object);

  /* Waits for what is still being written. */
  g_object_unref (self->worker);
  g_object_unref (self->profile);
  g_ptr_array_unref (self->events);

  G_OBJECT_CLASS (foyer_head_keeper_parent_class)->finalize (object);
}

static void
foyer_head_keeper_class_init (FoyerHeadKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_head_keeper_finalize;
}

static void
foyer_head_keeper_init (FoyerHeadKeeper *self)
{
  self->worker = foyer_worker_new ("heads", NULL, NULL);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_heads_unref);
}

/**
 * foyer_head_keeper_new:
 *
 * Returns: (transfer full): what is kept in @profile
 */
FoyerHeadKeeper *
foyer_head_keeper_new (FoyerProfile *profile)
{
  FoyerHeadKeeper *self = g_object_new (FOYER_TYPE_HEAD_KEEPER, NULL);

  self->profile = g_object_ref (profile);
  load (self);
  return self;
}

static gboolean
find (FoyerHeadKeeper *self, const char *event_id, guint *position)
{
  for (guint i = 0; i < self->events->len; i++) {
    const FoyerSignedHeads *heads = g_ptr_array_index (self->events, i);

    if (g_str_equal (heads->event_id, event_id)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * foyer_head_keeper_get:
 *
 * Returns: (transfer none) (nullable): what is kept of that event
 */
FoyerSignedHeads *
foyer_head_keeper_get (FoyerHeadKeeper *self, const char *event_id)
{
  guint position;

  g_return_val_if_fail (FOYER_IS_HEAD_KEEPER (self), NULL);

  return find (self, event_id, &position) ? g_ptr_array_index (self->events, position) : NULL;
}

/**
 * foyer_head_keeper_take:
 * @heads: what a relay has handed out
 *
 * Keeps what is newer than what is kept already.
 */
void
foyer_head_keeper_take (FoyerHeadKeeper *self, const FoyerSignedHeads *heads)
{
  FoyerSignedHeads *kept;
  g_autoptr (FoyerSignedHeads) merged = NULL;
  guint position;

  g_return_if_fail (FOYER_IS_HEAD_KEEPER (self));

  kept = foyer_head_keeper_get (self, heads->event_id);
  merged = foyer_signed_heads_merge (kept, heads);
  if (merged == kept || merged->heads->len == 0)
    return;
  if (find (self, heads->event_id, &position))
    g_ptr_array_remove_index (self->events, position);
  g_ptr_array_add (self->events, g_steal_pointer (&merged));
  if (self->events->len > FOYER_LIMIT_EVENTS_KEPT)
    g_ptr_array_remove_index (self->events, 0);
  save (self);
}
