/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-cluster"

#include "config.h"

#include "db/foyer-db-cluster.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-server.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A private PostgreSQL in a folder, shared by every program that opens it:
 *
 *   DIR/postgresql/     the cluster
 *   DIR/postgresql.log  what it says; bounded
 *   DIR/run             a link to the folder with its socket, which lies where paths are short
 *   DIR/start.lock      held exclusively while somebody starts or stops it
 *   DIR/users.lock      held shared by everybody who uses it; the last one out stops it
 *
 * Locks are flock()s: the kernel drops them with the process, however that ends, and a server that
 * is left running is simply used again. Nobody reaches the socket but through its folder, which is
 * closed to other users, so within it every role is trusted. */

struct _FoyerDbCluster {
  FoyerDbServer server;
  char *link_path;
  int users_lock;
  char *socket_dir;
  char *uris[FOYER_DB_ROLE_RELAY + 1];
};

#define DATABASE              "foyer"
#define RECOVERY_WAIT_STEPS   1200
#define RECOVERY_WAIT_STEP_US (50 * 1000)

static const char *const role_names[] = {
  [FOYER_DB_ROLE_OWNER] = "foyer_owner",
  [FOYER_DB_ROLE_RELAY] = "foyer_relay",
};

static int
open_lock (const char *data_dir, const char *name, int operation, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code;

  if (fd >= 0) {
    while (flock (fd, operation) != 0) {
      if (errno != EINTR) {
        close (fd);
        fd = -1;
        break;
      }
    }
  }
  code = errno;
  if (fd < 0)
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "Cannot lock %s: %s.",
                 path,
                 g_strerror (code));
  return fd;
}

static gboolean
make_data_dir (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0 && access (path, R_OK | W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "Cannot use the folder %s: %s.",
               path,
               g_strerror (errno));
  return FALSE;
}

static void
set_socket_dir (FoyerDbCluster *self, const char *socket_dir)
{
  g_free (self->socket_dir);
  self->socket_dir = g_strdup (socket_dir);
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++) {
    g_autofree char *host = g_uri_escape_string (socket_dir, NULL, FALSE);

    g_free (self->uris[i]);
    self->uris[i] = g_strdup_printf ("postgresql://%s@%s:5432/" DATABASE "?connect_timeout=2",
                                     role_names[i],
                                     host);
  }
}

/* A server that rejects connections is recovering from the crash of one of its sessions. */
static gboolean
answers (const char *socket_dir)
{
  const char *const keywords[] = { "host", "port", "dbname", "user", "connect_timeout", NULL };
  const char *const values[] = { socket_dir, "5432", "postgres", "postgres", "2", NULL };
  PGPing ping = PQpingParams (keywords, values, 0);

  for (guint i = 0; ping == PQPING_REJECT && i < RECOVERY_WAIT_STEPS; i++) {
    g_usleep (RECOVERY_WAIT_STEP_US);
    ping = PQpingParams (keywords, values, 0);
  }
  return ping == PQPING_OK;
}

/* A server that somebody else started, or that a crash left running. */
static gboolean
adopt_server (FoyerDbCluster *self)
{
  g_autofree char *socket_dir = g_file_read_link (self->link_path, NULL);

  if (socket_dir == NULL || !foyer_db_server_is_running (&self->server) || !answers (socket_dir))
    return FALSE;
  set_socket_dir (self, socket_dir);
  return TRUE;
}

/* A server that was killed leaves its socket behind. */
static void
remove_socket_dir (const char *path)
{
  static const char *const names[] = { ".s.PGSQL.5432", ".s.PGSQL.5432.lock" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_build_filename (path, names[i], NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

static gboolean
replace_link (FoyerDbCluster *self, const char *target, GError **error)
{
  g_autofree char *old = g_file_read_link (self->link_path, NULL);

  if (old != NULL) {
    g_unlink (self->link_path);
    remove_socket_dir (old);
  }
  if (symlink (target, self->link_path) == 0)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "Cannot make the link %s: %s.",
               self->link_path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
has_socket (FoyerDbCluster *self)
{
  g_autofree char *path = g_build_filename (self->link_path, ".s.PGSQL.5432", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A server that lives and yet does not answer is somebody else's concern: it may be frozen for a
 * moment, and others are connected to it. Only one that nobody can reach any more, because its
 * socket's folder was cleaned up, is stopped to be started again. */
static gboolean
stop_lost_server (FoyerDbCluster *self, GError **error)
{
  if (!foyer_db_server_is_running (&self->server) || !has_socket (self))
    return foyer_db_server_stop (&self->server, error);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_UNAVAILABLE,
               "PostgreSQL runs in %s, but it does not answer now.",
               self->server.data_dir);
  return FALSE;
}

static gboolean
start_server (FoyerDbCluster *self, GError **error)
{
  g_autofree char *socket_dir = NULL;

  if (!stop_lost_server (self, error))
    return FALSE;
  socket_dir = foyer_db_server_make_socket_dir (&self->server, error);
  if (socket_dir == NULL || !replace_link (self, socket_dir, error) ||
      !foyer_db_server_start (&self->server, socket_dir, error))
    return FALSE;
  set_socket_dir (self, socket_dir);
  return TRUE;
}

static FoyerDbConnection *
connect_as_superuser (FoyerDbCluster *self, GError **error)
{
  g_autofree char *host = g_uri_escape_string (self->socket_dir, NULL, FALSE);
  g_autofree char *uri = g_strdup_printf ("postgresql://postgres@%s:5432/postgres", host);

  return foyer_db_connection_open (uri, error);
}

static gboolean
exists (FoyerDbConnection *connection,
        const char *sql,
        const char *name,
        gboolean *found,
        GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, FOYER_DB_PARAMS (name), error);

  if (result == NULL)
    return FALSE;
  *found = PQntuples (result) > 0;
  return TRUE;
}

/* The superuser is used for nothing else: the owner owns the database, the relay only works in
 * it. */
static gboolean
make_roles_and_database (FoyerDbCluster *self, GError **error)
{
  g_autoptr (FoyerDbConnection) connection = connect_as_superuser (self, error);
  gboolean found;

  if (connection == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++) {
    g_autofree char *sql = g_strdup_printf ("CREATE ROLE %s LOGIN", role_names[i]);

    if (!exists (connection,
                 "SELECT FROM pg_roles WHERE rolname = $1",
                 role_names[i],
                 &found,
                 error) ||
        (!found && !foyer_db_run_script (connection, sql, error)))
      return FALSE;
  }
  return exists (connection,
                 "SELECT FROM pg_database WHERE datname = $1",
                 DATABASE,
                 &found,
                 error) &&
         (found || foyer_db_run_script (connection,
                                        "CREATE DATABASE " DATABASE " OWNER foyer_owner",
                                        error));
}

static gboolean
bring_up (FoyerDbCluster *self, GError **error)
{
  if (adopt_server (self)) {
    foyer_db_server_trim_log (&self->server);
    return TRUE;
  }
  return start_server (self, error);
}

/**
 * foyer_db_cluster_exists:
 *
 * Returns: whether somebody has made the PostgreSQL of a folder, as far as one may see: where the
 *   folder is closed to us, foyer_db_cluster_open() says so
 */
gboolean
foyer_db_cluster_exists (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "postgresql", NULL);

  return access (path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/**
 * foyer_db_cluster_open:
 * @data_dir: the folder; made where it is missing
 *
 * Makes, starts or joins the PostgreSQL of a folder. It stays until the last one who opened it has
 * closed it.
 *
 * Returns: (transfer full) (nullable): the cluster, with its server running
 */
FoyerDbCluster *
foyer_db_cluster_open (const char *data_dir, FoyerDbClusterFlags flags, GError **error)
{
  g_autoptr (FoyerDbCluster) self = g_new0 (FoyerDbCluster, 1);
  g_autofree char *path = g_canonicalize_filename (data_dir, NULL);
  int start_lock;
  gboolean done;

  self->users_lock = -1;
  self->link_path = g_build_filename (path, "run", NULL);
  if (!make_data_dir (path, error) ||
      !foyer_db_server_init (&self->server,
                             path,
                             (flags & FOYER_DB_CLUSTER_THROW_AWAY) != 0,
                             error))
    return NULL;
  start_lock = open_lock (path, "start.lock", LOCK_EX, error);
  if (start_lock < 0)
    return NULL;
  self->users_lock = open_lock (path, "users.lock", LOCK_SH, error);
  done = self->users_lock >= 0 && foyer_db_server_make_cluster (&self->server, error) &&
         bring_up (self, error) && make_roles_and_database (self, error);
  close (start_lock);
  return done ? g_steal_pointer (&self) : NULL;
}

/* Nobody can come in while the start lock is held, so who gets the users' lock alone is the last.
 */
static void
leave (FoyerDbCluster *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *socket_dir = NULL;
  int start_lock = open_lock (self->server.data_dir, "start.lock", LOCK_EX, &error);

  if (start_lock >= 0 && flock (self->users_lock, LOCK_EX | LOCK_NB) == 0) {
    socket_dir = g_file_read_link (self->link_path, NULL);
    if (!foyer_db_server_stop (&self->server, &error)) {
      g_debug ("PostgreSQL stays: %s", error->message);
    } else if (socket_dir != NULL) {
      remove_socket_dir (socket_dir);
      g_unlink (self->link_path);
    }
  }
  close (self->users_lock);
  if (start_lock >= 0)
    close (start_lock);
}

/**
 * foyer_db_cluster_close:
 * @self: (transfer full):
 *
 * Lets go of the cluster. The last one out stops PostgreSQL and waits for it.
 */
void
foyer_db_cluster_close (FoyerDbCluster *self)
{
  if (self->users_lock >= 0)
    leave (self);
  foyer_db_server_clear (&self->server);
  g_free (self->link_path);
  g_free (self->socket_dir);
  for (guint i = 0; i < G_N_ELEMENTS (self->uris); i++)
    g_free (self->uris[i]);
  g_free (self);
}

/**
 * foyer_db_cluster_get_uri:
 *
 * Returns: (transfer none): where to connect as @role; good until the next call of
 *   foyer_db_cluster_ensure_running()
 */
const char *
foyer_db_cluster_get_uri (FoyerDbCluster *self, FoyerDbRole role)
{
  return self->uris[role];
}

/**
 * foyer_db_cluster_ensure_running:
 *
 * Starts the server again where it has died. Who cannot connect calls this and tries once more.
 */
gboolean
foyer_db_cluster_ensure_running (FoyerDbCluster *self, GError **error)
{
  int start_lock = open_lock (self->server.data_dir, "start.lock", LOCK_EX, error);
  gboolean done;

  if (start_lock < 0)
    return FALSE;
  done = bring_up (self, error);
  close (start_lock);
  return done;
}
