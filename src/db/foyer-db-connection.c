/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-connection"

#include "config.h"

#include "db/foyer-db-connection.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* One connection to PostgreSQL. It belongs to one thread at a time, usually that of a FoyerWorker,
 * and everything here blocks. */

struct _FoyerDbConnection {
  PGconn *handle;
  /* A notice said that a commit may not be safe, see on_notice(). */
  gboolean has_doubts;
  gboolean is_prepared;
  guint patience;
};

/* What every session runs with. A relay that freezes in the middle of a transaction must not keep
 * the head row of an event for longer than a guest at the door waits. */
#define SESSION_SETUP                                                             \
  "SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;"          \
  "SET timezone = 'UTC'; SET client_encoding = 'UTF8'; SET bytea_output = 'hex';" \
  "SET standard_conforming_strings = on; SET default_transaction_isolation = 'read committed'"

/* When the wait for a synchronous standby is cancelled, PostgreSQL answers COMMIT as if all were
 * well and says in a warning (SQLSTATE class 57) that the standby may not have it. */
static void
on_notice (void *user_data, const PGresult *notice)
{
  FoyerDbConnection *self = user_data;
  const char *state = PQresultErrorField (notice, PG_DIAG_SQLSTATE);

  if (state != NULL && g_str_has_prefix (state, "57"))
    self->has_doubts = TRUE;
}

/* What PostgreSQL says over several lines, in one: advice, which stands behind a tab, is left out.
 * Where libpq tried several hosts there is a line for each. */
static char *
take_lines (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message != NULL ? message : "", -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] == '\t' || *g_strstrip (lines[i]) == '\0')
      continue;
    if (text->len > 0)
      g_string_append (text, "; ");
    g_string_append (text, g_strdelimit (lines[i], "\t", ' '));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* SQLSTATEs after which the same request may well succeed: lost connections, no resources (a full
 * disk too), locks, an operator's intervention, a server that is starting or not the primary. */
static gboolean
is_passing_state (const char *state)
{
  static const char *const prefixes[] = { "08", "40",    "53",    "55P03", "57",
                                          "58", "25006", "25P03", "XX" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (state, prefixes[i]))
      return TRUE;
  }
  return FALSE;
}

static void
set_unreachable (FoyerDbConnection *self, GError **error)
{
  g_autofree char *message = take_lines (PQerrorMessage (self->handle));

  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_UNAVAILABLE,
               "The database does not answer: %s%s",
               *message != '\0' ? message : "the connection was lost",
               g_str_has_suffix (message, ".") ? "" : ".");
}

/**
 * foyer_db_check_result:
 * @result: (nullable): what the server answered
 *
 * Says in Foyer's words what went wrong. What passes (a lost connection, a lock that took too long,
 * a full disk) is %FOYER_ERROR_UNAVAILABLE, what does not is %FOYER_ERROR_FAILED. PostgreSQL quotes
 * the data that it could not take (SQLSTATE class 22), which may be private, so it is not repeated.
 *
 * Returns: whether @result is no error
 */
gboolean
foyer_db_check_result (FoyerDbConnection *self, const PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  g_autofree char *message = NULL;

  switch (result != NULL ? PQresultStatus (result) : PGRES_FATAL_ERROR) {
  case PGRES_BAD_RESPONSE:
  case PGRES_NONFATAL_ERROR:
  case PGRES_FATAL_ERROR:
  case PGRES_PIPELINE_ABORTED:
    break;
  default:
    return TRUE;
  }
  if (state == NULL) {
    set_unreachable (self, error);
    return FALSE;
  }
  message = g_str_has_prefix (state, "22")
                ? g_strdup ("a value does not fit")
                : take_lines (PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
  g_set_error (error,
               FOYER_ERROR,
               is_passing_state (state) ? FOYER_ERROR_UNAVAILABLE : FOYER_ERROR_FAILED,
               "The database refused: %s (%s)",
               message,
               state);
  return FALSE;
}

/**
 * foyer_db_error_is_about_data:
 *
 * Returns: whether the same statements with other data might have succeeded
 */
gboolean
foyer_db_error_is_about_data (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_FAILED);
}

static gboolean
set_up_session (FoyerDbConnection *self, GError **error)
{
  g_autofree char *sql = g_strdup_printf (SESSION_SETUP,
                                          FOYER_LIMIT_LOCK_TIMEOUT_MS,
                                          FOYER_LIMIT_IDLE_IN_TRANSACTION_MS);

  return foyer_db_run_script (self, sql, error);
}

/**
 * foyer_db_connection_open:
 * @uri: a libpq connection URI or string
 *
 * Returns: (transfer full) (nullable): a connection, or %NULL with %FOYER_ERROR_UNAVAILABLE
 */
FoyerDbConnection *
foyer_db_connection_open (const char *uri, GError **error)
{
  /* What the URI says wins, because it comes later. */
  const char *const keywords[] = { "connect_timeout", "dbname", NULL };
  const char *const values[] = { G_STRINGIFY (FOYER_LIMIT_CONNECT_SECONDS), uri, NULL };
  g_autoptr (FoyerDbConnection) self = g_new0 (FoyerDbConnection, 1);

  self->handle = PQconnectdbParams (keywords, values, TRUE);
  if (PQstatus (self->handle) != CONNECTION_OK) {
    set_unreachable (self, error);
    return NULL;
  }
  PQsetNoticeReceiver (self->handle, on_notice, self);
  if (!set_up_session (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
foyer_db_connection_close (FoyerDbConnection *self)
{
  PQfinish (self->handle);
  g_free (self);
}

/**
 * foyer_db_connection_set_patience:
 * @seconds: how long an answer may take; 0: for ever
 *
 * From now on a server that takes longer is given up: what was asked fails as if the connection had
 * been lost, which it then is.
 */
gboolean
foyer_db_connection_set_patience (FoyerDbConnection *self, guint seconds, GError **error)
{
  self->patience = seconds;
  if (PQsetnonblocking (self->handle, seconds > 0) == 0)
    return TRUE;
  set_unreachable (self, error);
  return FALSE;
}

/* Returns whether something may have come, or was sent, before @deadline. */
static gboolean
poll_socket (FoyerDbConnection *self, gboolean is_sending, gint64 deadline)
{
  struct pollfd entry = { .fd = PQsocket (self->handle),
                          .events = POLLIN | (is_sending ? POLLOUT : 0) };
  gint64 left = (deadline - g_get_monotonic_time () + 999) / 1000;

  return left > 0 && (poll (&entry, 1, (int)left) > 0 || errno == EINTR);
}

/**
 * foyer_db_connection_await:
 *
 * Returns when the next PQgetResult () does not wait: because there is an answer, or because there
 * will be none.
 */
void
foyer_db_connection_await (FoyerDbConnection *self)
{
  gint64 deadline = g_get_monotonic_time () + self->patience * G_TIME_SPAN_SECOND;
  int unsent = PQflush (self->handle);

  if (self->patience == 0)
    return;
  while (unsent == 1 || (unsent == 0 && PQisBusy (self->handle))) {
    errno = 0;
    if (!poll_socket (self, unsent == 1, deadline)) {
      /* libpq finds the end of the stream, and says so to whoever asks. */
      shutdown (PQsocket (self->handle), SHUT_RDWR);
      return;
    }
    if (PQconsumeInput (self->handle) == 0)
      return;
    unsent = PQflush (self->handle);
  }
}

/**
 * foyer_db_connection_take_result:
 *
 * Returns: (transfer full) (nullable): the answer to what was sent: the last of several results, or
 *   the first that is an error
 */
FoyerDbResult *
foyer_db_connection_take_result (FoyerDbConnection *self)
{
  PGresult *last = NULL;

  while (TRUE) {
    PGresult *result;
    ExecStatusType status;

    foyer_db_connection_await (self);
    result = PQgetResult (self->handle);
    if (result == NULL)
      return last;
    PQclear (last);
    last = result;
    status = PQresultStatus (result);
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
        PQstatus (self->handle) != CONNECTION_OK)
      return last;
  }
}

/**
 * foyer_db_connection_is_usable:
 *
 * Returns: whether the connection still stands, as far as is known; one that does not is closed and
 *   another one opened
 */
gboolean
foyer_db_connection_is_usable (FoyerDbConnection *self)
{
  return PQstatus (self->handle) == CONNECTION_OK &&
         PQpipelineStatus (self->handle) == PQ_PIPELINE_OFF;
}

PGconn *
foyer_db_connection_get_handle (FoyerDbConnection *self)
{
  return self->handle;
}

void
foyer_db_connection_forget_doubts (FoyerDbConnection *self)
{
  self->has_doubts = FALSE;
}

gboolean
foyer_db_connection_has_doubts (FoyerDbConnection *self)
{
  return self->has_doubts;
}

gboolean
foyer_db_connection_is_prepared (FoyerDbConnection *self)
{
  return self->is_prepared;
}

void
foyer_db_connection_set_prepared (FoyerDbConnection *self)
{
  self->is_prepared = TRUE;
}

/**
 * foyer_db_listen:
 * @channel: what to hear of; an SQL name
 *
 * From now on foyer_db_connection_take_notifications() returns what others say on @channel.
 */
gboolean
foyer_db_listen (FoyerDbConnection *self, const char *channel, GError **error)
{
  g_autofree char *name = PQescapeIdentifier (self->handle, channel, strlen (channel));
  g_autofree char *sql = g_strconcat ("LISTEN ", name, NULL);

  return foyer_db_run_script (self, sql, error);
}

/**
 * foyer_db_notify:
 * @payload: below 8,000 bytes
 *
 * Rings a doorbell. It takes a lock of the whole cluster, so it belongs into no transaction.
 */
gboolean
foyer_db_notify (FoyerDbConnection *self, const char *channel, const char *payload, GError **error)
{
  return foyer_db_execute (self,
                           "SELECT pg_notify ($1, $2)",
                           FOYER_DB_PARAMS (channel, payload),
                           error);
}

/**
 * foyer_db_connection_get_fd:
 *
 * Returns: what becomes readable when notifications arrive or the connection is lost; it changes
 *   only by opening another connection
 */
int
foyer_db_connection_get_fd (FoyerDbConnection *self)
{
  return PQsocket (self->handle);
}

/**
 * foyer_db_connection_take_notifications:
 *
 * Never waits.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): the payloads that arrived, perhaps none,
 *   or %NULL where the connection is lost
 */
GPtrArray *
foyer_db_connection_take_notifications (FoyerDbConnection *self, GError **error)
{
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func (g_free);
  PGnotify *notification;

  if (PQconsumeInput (self->handle) == 0) {
    set_unreachable (self, error);
    return NULL;
  }
  while ((notification = PQnotifies (self->handle)) != NULL) {
    g_ptr_array_add (payloads, g_strdup (notification->extra));
    PQfreemem (notification);
  }
  return g_steal_pointer (&payloads);
}
