/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-store"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-store-opener.h"
#include "wire/foyer-wire-relay.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a session keeps: who was greeted last, the event as it is set up, how many scans wait. Where
 * the store cannot be opened the desk works as long as it has a relay. */

#define GREETING_FILE "greeting.json"
/* The setting that says with which token that was. Tokens are random: what they hash to tells
 * nothing of them, and no relay knows it. */
#define GREETED_TOKEN "greeted-token"
#define TOKEN_PURPOSE "foyer-greeted-token\n"

/* Remembering who was greeted. */

/**
 * foyer_session_store_remember:
 *
 * Keeps who was greeted, so that they can go on without a network the next time.
 */
void
foyer_session_store_remember (FoyerSession *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  foyer_wire_write_hello (text, self->hello);
  if (!foyer_profile_write (self->profile, GREETING_FILE, text->str, text->len, &error))
    g_debug ("The greeting was not kept: %s", error->message);
  foyer_profile_set_setting (self->profile, GREETED_TOKEN, self->token_hash);
}

static char *
hash_token (const char *token)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *)TOKEN_PURPOSE, -1);
  g_checksum_update (checksum, (const guchar *)token, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * foyer_session_store_use_token:
 * @token: what the relay is going to know this session by
 *
 * Remembers which token it was, and not the token.
 */
void
foyer_session_store_use_token (FoyerSession *self, const char *token)
{
  g_free (self->token_hash);
  self->token_hash = hash_token (token);
}

/**
 * foyer_session_store_knows_anybody:
 *
 * Returns: whether somebody was greeted last, and not forgotten
 */
gboolean
foyer_session_store_knows_anybody (FoyerSession *self)
{
  g_autofree char *path = foyer_profile_get_path (self->profile, GREETING_FILE);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * foyer_session_store_knows_token:
 *
 * Returns: whether it is with @token that somebody was greeted last
 */
gboolean
foyer_session_store_knows_token (FoyerSession *self, const char *token)
{
  g_autofree char *hash = hash_token (token);
  g_autofree char *known = foyer_profile_get_setting (self->profile, GREETED_TOKEN);

  return known != NULL && g_str_equal (known, hash) && foyer_session_store_knows_anybody (self);
}

/**
 * foyer_session_store_recall:
 *
 * Goes on as who was greeted last, until the relay says something else.
 */
void
foyer_session_store_recall (FoyerSession *self)
{
  g_autofree char *path = foyer_profile_get_path (self->profile, GREETING_FILE);
  g_autofree char *text = NULL;
  g_autoptr (FoyerMessage) message = NULL;
  gsize length;

  if (self->hello != NULL || !g_file_get_contents (path, &text, &length, NULL))
    return;
  message = foyer_message_parse (text, length, FOYER_SENDER_RELAY, NULL, NULL);
  if (message == NULL || message->kind != FOYER_MESSAGE_KIND_HELLO)
    return;
  self->hello = foyer_wire_read_hello (message);
  foyer_session_room_recall (self);
  foyer_session_notify (self, FOYER_SESSION_PROP_STAFF);
  foyer_session_notify (self, FOYER_SESSION_PROP_DEVICE);
}

/**
 * foyer_session_store_forget:
 *
 * Forgets who was greeted.
 */
void
foyer_session_store_forget (FoyerSession *self)
{
  g_autofree char *path = foyer_profile_get_path (self->profile, GREETING_FILE);

  g_unlink (path);
  foyer_profile_set_setting (self->profile, GREETED_TOKEN, NULL);
}

/* What is wrong with it. */

/**
 * foyer_session_store_take_error:
 * @error: (nullable): why something was not kept; %NULL where it was
 *
 * Whoever works here has to know before the relay is gone that the desk could not go on alone. What
 * it merely does not know is nothing wrong.
 */
void
foyer_session_store_take_error (FoyerSession *self, const GError *error)
{
  static const FoyerError harmless[] = {
    FOYER_ERROR_BAD_REQUEST,    FOYER_ERROR_NOT_FOUND,   FOYER_ERROR_CHANGED_MEANWHILE,
    FOYER_ERROR_SCAN_ID_REUSED, FOYER_ERROR_UNAVAILABLE,
  };
  const char *problem = error != NULL ? error->message : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++) {
    if (g_error_matches (error, FOYER_ERROR, (int)harmless[i]))
      return;
  }
  foyer_session_mending_take_error (self, error);
  if (g_strcmp0 (self->store_problem, problem) == 0)
    return;
  if (problem != NULL)
    g_warning ("%s", problem);
  g_free (self->store_problem);
  self->store_problem = g_strdup (problem);
  foyer_session_notify (self, FOYER_SESSION_PROP_STORE_PROBLEM);
}

/**
 * foyer_session_get_store_problem:
 *
 * Returns: (nullable): why this desk keeps nothing, so that it decides nothing by itself
 */
const char *
foyer_session_get_store_problem (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->store_problem;
}

/**
 * foyer_session_store_set_aside:
 * @aside: where a file is now that was damaged
 */
void
foyer_session_store_set_aside (FoyerSession *self, const char *aside)
{
  g_free (self->store_aside);
  self->store_aside = g_strdup (aside);
  foyer_session_notify (self, FOYER_SESSION_PROP_STORE_ASIDE);
}

/**
 * foyer_session_get_store_aside:
 *
 * Returns: (nullable): where the file is that was found damaged last
 */
const char *
foyer_session_get_store_aside (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->store_aside;
}

/* Opening the store, and looking what is in it. */

static void
on_recent_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recent =
      foyer_store_list_recent_finish (FOYER_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (recent == NULL)
    g_debug ("The recent scans were not read: %s", error->message);
  else if (self != NULL)
    foyer_session_scans_recall (self, recent);
}

/* What whoever is signed in has scanned here before. */
static void
list_recent (FoyerSession *self)
{
  if (self->hello != NULL)
    foyer_store_list_recent_async (self->store,
                                   self->event_id,
                                   self->hello->staff->email,
                                   FOYER_LIMIT_RECENT_SCANS,
                                   self->looking,
                                   on_recent_listed,
                                   foyer_session_lend (self));
}

static void
on_event_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_there = foyer_store_load_event_finish (FOYER_STORE (source), result, &event, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_looking = FALSE;
  foyer_session_copy_find (self, is_there ? &event : NULL);
  foyer_session_counts_recall (self);
  list_recent (self);
}

static void
look (FoyerSession *self)
{
  if (self->store == NULL || self->event_id == NULL) {
    self->is_looking = FALSE;
    foyer_session_copy_find (self, NULL);
    return;
  }
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  foyer_store_load_event_async (self->store,
                                self->event_id,
                                self->looking,
                                on_event_loaded,
                                foyer_session_lend (self));
}

/**
 * foyer_session_store_take:
 * @store: (transfer full) (nullable): what is open, with nothing in it that is to be wiped; %NULL
 *   where it cannot be had now
 * @error: (nullable): why not
 *
 * Goes on with it, or without.
 */
void
foyer_session_store_take (FoyerSession *self, FoyerStore *store, const GError *error)
{
  gboolean is_late = self->store_problem != NULL && store != NULL;

  foyer_session_store_take_error (self, error);
  self->store = store;
  self->is_opening = FALSE;
  if (self->store != NULL) {
    foyer_session_courier_look (self);
    foyer_session_store_count (self);
    foyer_session_doubt_look (self);
    foyer_session_deliver_start (self);
  } else {
    foyer_identity_let_go (self->identity);
    foyer_session_wiping_try_again (self);
  }
  foyer_session_hearing_begin (self);
  if (self->is_looking)
    look (self);
  else if (is_late)
    foyer_session_store_look (self);
}

static void
on_store_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (FoyerStore) store =
      foyer_store_opener_open_finish (FOYER_PROFILE (source), result, &aside, &error);

  if (self == NULL)
    return;
  if (aside != NULL)
    foyer_session_store_set_aside (self, aside);
  if (store != NULL && foyer_profile_is_wipe_due (self->profile))
    foyer_session_wiping_begin (self, g_steal_pointer (&store));
  else if (foyer_profile_is_wipe_due (self->profile))
    foyer_session_wiping_fail (self, error);
  else
    foyer_session_store_take (self, g_steal_pointer (&store), error);
}

/**
 * foyer_session_store_open:
 *
 * Opens what this desk keeps, unless it is open, and wipes it first where that is due. Where that
 * fails, every scan is an occasion to try again: whoever works here may have cleared away what
 * stood in the way.
 */
void
foyer_session_store_open (FoyerSession *self)
{
  if (self->store != NULL || self->is_opening)
    return;
  if (self->unwiped != NULL) {
    foyer_session_wiping_begin (self, g_steal_pointer (&self->unwiped));
    return;
  }
  self->is_opening = TRUE;
  foyer_store_opener_open_async (self->profile,
                                 self->secrets,
                                 NULL,
                                 on_store_open,
                                 foyer_session_lend (self));
}

/**
 * foyer_session_store_look:
 *
 * Finds out what this desk knows of its event; foyer_session_copy_find() hears of it.
 */
void
foyer_session_store_look (FoyerSession *self)
{
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  if (!self->is_opening)
    look (self);
}

/**
 * foyer_session_store_look_away:
 *
 * Whatever is being looked for is of no interest any more: it is another event, another person, or
 * to be wiped.
 */
void
foyer_session_store_look_away (FoyerSession *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->is_looking = FALSE;
}

/* Keeping. */

static void
on_event_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  foyer_store_save_event_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  foyer_session_store_take_error (self, error);
  foyer_session_store_count (self);
}

/**
 * foyer_session_store_save_event:
 *
 * Keeps how the event is set up now.
 */
void
foyer_session_store_save_event (FoyerSession *self)
{
  if (self->store != NULL && self->event != NULL)
    foyer_store_save_event_async (self->store,
                                  self->event,
                                  NULL,
                                  on_event_saved,
                                  foyer_session_lend (self));
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  FoyerStoreCounts counts;

  if (!foyer_store_count_scans_finish (FOYER_STORE (source), result, &counts, NULL) || self == NULL)
    return;
  if (self->n_waiting != counts.waiting) {
    self->n_waiting = counts.waiting;
    foyer_session_notify (self, FOYER_SESSION_PROP_WAITING);
  }
  if (self->n_aside != counts.aside) {
    self->n_aside = counts.aside;
    foyer_session_notify (self, FOYER_SESSION_PROP_ASIDE);
  }
  if (counts.waiting == 0)
    foyer_session_wiping_take_delivered (self);
}

/**
 * foyer_session_store_count:
 *
 * Counts again what waits, and who came in.
 */
void
foyer_session_store_count (FoyerSession *self)
{
  if (self->store != NULL)
    foyer_store_count_scans_async (self->store, NULL, on_counted, foyer_session_lend (self));
  foyer_session_counts_reckon (self);
}

/* Searching. */

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *found = foyer_store_search_finish (FOYER_STORE (source), result, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_session_store_search:
 * @task: (transfer full): gets what is found
 *
 * Looks for tickets among those that this desk knows.
 */
void
foyer_session_store_search (FoyerSession *self, GTask *task, const char *text)
{
  foyer_store_search_async (self->store,
                            self->event_id,
                            self->list_id,
                            text,
                            FOYER_LIMIT_FOUND_TICKETS,
                            g_task_get_cancellable (task),
                            on_found,
                            task);
}

/* Scans that were set aside. */

void
foyer_aside_scan_free (FoyerAsideScan *self)
{
  foyer_verdict_unref (self->verdict);
  g_free (self->trouble);
  g_free (self);
}

/* What is shown of them has nothing to do with how they are kept. */
static GPtrArray *
describe_aside (const GPtrArray *scans)
{
  GPtrArray *aside = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_aside_scan_free);

  for (guint i = 0; i < scans->len; i++) {
    const FoyerStoreScan *scan = g_ptr_array_index (scans, i);
    FoyerAsideScan *one = g_new0 (FoyerAsideScan, 1);

    one->verdict = foyer_verdict_ref (scan->verdict);
    one->at = scan->report->scan->scanned_at;
    /* A damaged file may have lost it. */
    one->trouble =
        g_strdup (foyer_error_from_text (scan->trouble != NULL ? scan->trouble : "", &one->code));
    g_ptr_array_add (aside, one);
  }
  return aside;
}

static void
on_aside_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) scans =
      foyer_store_list_aside_finish (FOYER_STORE (source), result, &error);

  if (scans != NULL)
    g_task_return_pointer (task, describe_aside (scans), (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_session_list_aside_async:
 *
 * Asks for the scans that the relay can never store.
 */
void
foyer_session_list_aside_async (FoyerSession *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_list_aside_async);
  if (self->store == NULL)
    g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify)g_ptr_array_unref);
  else
    foyer_store_list_aside_async (self->store,
                                  self->event != NULL ? self->event->id : NULL,
                                  FOYER_LIMIT_SYNC_SCANS,
                                  cancellable,
                                  on_aside_listed,
                                  g_steal_pointer (&task));
}

/**
 * foyer_session_list_aside_finish:
 *
 * Returns: (transfer full) (nullable) (element-type FoyerAsideScan): the oldest ones, or %NULL with
 *   @error set
 */
GPtrArray *
foyer_session_list_aside_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_session_get_aside:
 *
 * Returns: how many scans the relay can never store
 */
guint
foyer_session_get_aside (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  return (guint)self->n_aside;
}
