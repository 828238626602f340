/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-server"

#include "config.h"

#include "db/foyer-db-server.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"
#include "db/foyer-db-process.h"
#include "db/foyer-db-program.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* PostgreSQL's own programs, run for a private cluster: initdb once, pg_ctl to start and stop.
 * pg_ctl puts the server into a session of its own, so that it outlives who started it and hears
 * nothing of a Ctrl-C on the terminal. As root everything runs as the user postgres. */

#define ORDINARY_USER "postgres"
#define MAJOR_VERSION 15
#define MAJOR_TEXT    G_STRINGIFY (MAJOR_VERSION)
/* The log is cut when somebody opens the cluster and finds it larger; one older part is kept. */
#define LOG_BYTES (4 * 1024 * 1024)

/* sockaddr_un.sun_path holds 107 bytes and a NUL; the socket's own name takes the end of them. */
#define SOCKET_PATH_BYTES 107
#define SOCKET_NAME       "/.s.PGSQL.5432"

static char *
find_programs (void)
{
  g_autofree char *program = foyer_db_program_find (MAJOR_VERSION, "pg_ctl");

  return program != NULL ? g_path_get_dirname (program) : NULL;
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error, FOYER_ERROR, FOYER_ERROR_FAILED, "%s %s: %s.", what, path, g_strerror (code));
  return FALSE;
}

/* Root hands over what PostgreSQL works in; anybody else owns it already. */
static gboolean
give_to_ordinary_user (const char *path, GError **error)
{
  const struct passwd *user;

  if (geteuid () != 0)
    return TRUE;
  user = getpwnam (ORDINARY_USER);
  if (user == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "PostgreSQL does not run as root, and there is no user “" ORDINARY_USER
                         "” to run it as.");
    return FALSE;
  }
  if (chown (path, user->pw_uid, user->pw_gid) != 0)
    return fail (error, "Cannot give away", path);
  return TRUE;
}

/**
 * foyer_db_server_init:
 * @self: (out caller-allocates):
 * @data_dir: an absolute path
 */
gboolean
foyer_db_server_init (FoyerDbServer *self,
                      const char *data_dir,
                      gboolean throw_away,
                      GError **error)
{
  *self = (FoyerDbServer){ .programs = find_programs (), .throw_away = throw_away };
  self->data_dir = g_strdup (data_dir);
  self->cluster_dir = g_build_filename (data_dir, "postgresql", NULL);
  if (self->programs == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "PostgreSQL is not installed: on Debian, install postgresql-" MAJOR_TEXT
                         ", or name another server with --database.");
    return FALSE;
  }
  return TRUE;
}

void
foyer_db_server_clear (FoyerDbServer *self)
{
  g_clear_pointer (&self->programs, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->cluster_dir, g_free);
}

/* Whether a folder above DIR is closed to everybody but root, as mktemp -d makes them. */
static gboolean
is_way_closed (const char *data_dir)
{
  g_autofree char *folder = g_path_get_dirname (data_dir);

  while (TRUE) {
    char *above = g_path_get_dirname (folder);
    gboolean is_root = g_str_equal (folder, above);
    struct stat info;

    if (stat (folder, &info) != 0 || (info.st_mode & 0001) == 0) {
      g_free (above);
      return TRUE;
    }
    g_free (folder);
    folder = above;
    if (is_root)
      return FALSE;
  }
}

/* Root gives up being root. Where the way to DIR is closed, the one thing kept is to pass through
 * folders of others (CAP_DAC_READ_SEARCH): opening what root has closed would open it to all. */
static void
add_change_of_user (FoyerDbServer *self, GPtrArray *argv)
{
  g_ptr_array_add (argv, g_strdup ("setpriv"));
  g_ptr_array_add (argv, g_strdup ("--reuid=" ORDINARY_USER));
  g_ptr_array_add (argv, g_strdup ("--regid=" ORDINARY_USER));
  g_ptr_array_add (argv, g_strdup ("--init-groups"));
  if (is_way_closed (self->data_dir)) {
    g_ptr_array_add (argv, g_strdup ("--inh-caps=+dac_read_search"));
    g_ptr_array_add (argv, g_strdup ("--ambient-caps=+dac_read_search"));
  }
}

/* Runs one of PostgreSQL's programs and waits for it; @arguments is used up. */
static gboolean
run_program (FoyerDbServer *self, const char *program, GPtrArray *arguments, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  if (geteuid () == 0)
    add_change_of_user (self, argv);
  g_ptr_array_add (argv, g_build_filename (self->programs, program, NULL));
  for (guint i = 0; i < arguments->len; i++)
    g_ptr_array_add (argv, g_strdup (g_ptr_array_index (arguments, i)));
  g_ptr_array_add (argv, NULL);
  g_ptr_array_unref (arguments);

  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "PGDATA");
  /* pg_ctl tries whether the server answers, as a user that there is. */
  g_subprocess_launcher_setenv (launcher, "PGUSER", "postgres", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, error);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error))
    return FALSE;
  if (!g_subprocess_get_successful (process))
    return foyer_db_program_report (program, output, error);
  return TRUE;
}

static GPtrArray *
make_arguments (const char *first, ...)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);
  va_list rest;

  va_start (rest, first);
  for (const char *at = first; at != NULL; at = va_arg (rest, const char *))
    g_ptr_array_add (arguments, g_strdup (at));
  va_end (rest);
  return arguments;
}

static gboolean
check_version (FoyerDbServer *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->cluster_dir, "PG_VERSION", NULL);
  g_autofree char *version = NULL;

  if (!g_file_get_contents (path, &version, NULL, error))
    return FALSE;
  if (g_str_equal (g_strstrip (version), MAJOR_TEXT))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_VERSION,
               "%s was made by PostgreSQL %s, and this is PostgreSQL " MAJOR_TEXT
               ": upgrade it with pg_upgradecluster or restore a backup.",
               self->cluster_dir,
               version);
  return FALSE;
}

/* DIR itself is opened for passing through, for the ordinary user who works below it. */
static gboolean
open_way_for_ordinary_user (FoyerDbServer *self, GError **error)
{
  struct stat info;

  if (geteuid () != 0)
    return TRUE;
  if (stat (self->data_dir, &info) != 0 || chmod (self->data_dir, info.st_mode | 0011) != 0)
    return fail (error, "Cannot use", self->data_dir);
  return TRUE;
}

/**
 * foyer_db_server_make_cluster:
 *
 * Makes the cluster where there is none. It is made under another name and then renamed, so that a
 * kill leaves nothing half-made: only a folder that the next attempt removes.
 */
gboolean
foyer_db_server_make_cluster (FoyerDbServer *self, GError **error)
{
  g_autofree char *unfinished = g_strconcat (self->cluster_dir, ".new", NULL);
  GPtrArray *arguments;

  if (!open_way_for_ordinary_user (self, error))
    return FALSE;
  if (g_file_test (self->cluster_dir, G_FILE_TEST_EXISTS))
    return check_version (self, error);
  if (!foyer_folder_remove (unfinished, error))
    return FALSE;
  if (g_mkdir (unfinished, 0700) != 0)
    return fail (error, "Cannot make", unfinished);
  if (!give_to_ordinary_user (unfinished, error))
    return FALSE;
  arguments = make_arguments ("--pgdata",
                              unfinished,
                              "--username=postgres",
                              "--auth=trust",
                              "--encoding=UTF8",
                              "--locale=C.UTF-8",
                              "--data-checksums",
                              self->throw_away ? "--no-sync" : NULL,
                              NULL);
  if (!run_program (self, "initdb", arguments, error))
    return FALSE;
  if (g_rename (unfinished, self->cluster_dir) != 0)
    return fail (error, "Cannot make", self->cluster_dir);
  return foyer_folder_sync (self->data_dir, error);
}

/**
 * foyer_db_server_make_socket_dir:
 *
 * Returns: (transfer full) (nullable): a new folder for the socket, open to the server's user only
 */
char *
foyer_db_server_make_socket_dir (FoyerDbServer *self, GError **error)
{
  const char *runtime = geteuid () != 0 ? g_getenv ("XDG_RUNTIME_DIR") : NULL;
  g_autofree char *path = NULL;

  if (runtime != NULL && g_path_is_absolute (runtime) && access (runtime, W_OK) == 0 &&
      strlen (runtime) + strlen ("/foyer-XXXXXX" SOCKET_NAME) <= SOCKET_PATH_BYTES &&
      strpbrk (runtime, " ,'\"\\") == NULL)
    path = g_build_filename (runtime, "foyer-XXXXXX", NULL);
  else
    path = g_strdup ("/tmp/foyer-XXXXXX");
  if (g_mkdtemp_full (path, 0700) == NULL) {
    fail (error, "Cannot make a folder for PostgreSQL's socket, such as", path);
    return NULL;
  }
  if (!give_to_ordinary_user (path, error))
    return NULL;
  return g_steal_pointer (&path);
}

static char *
get_log_path (FoyerDbServer *self)
{
  return g_build_filename (self->data_dir, "postgresql.log", NULL);
}

static gboolean
make_log (FoyerDbServer *self, GError **error)
{
  g_autofree char *path = get_log_path (self);
  int fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, "Cannot write", path);
  close (fd);
  return give_to_ordinary_user (path, error);
}

/**
 * foyer_db_server_trim_log:
 *
 * Keeps postgresql.log bounded. A running server appends to it, so it is copied and emptied, not
 * renamed; what is written between the two is lost.
 */
void
foyer_db_server_trim_log (FoyerDbServer *self)
{
  g_autofree char *path = get_log_path (self);
  g_autofree char *older = g_strconcat (path, ".1", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (older);
  struct stat info;

  if (stat (path, &info) != 0 || info.st_size < LOG_BYTES)
    return;
  if (g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL) &&
      truncate (path, 0) != 0)
    g_debug ("The log of PostgreSQL cannot be emptied: %s", g_strerror (errno));
}

/* Statements and their values stay out of the log: they hold guests' names. */
static char *
make_options (FoyerDbServer *self, const char *socket_dir)
{
  return g_strdup_printf ("-c listen_addresses='' -c port=5432 -c unix_socket_directories='%s' "
                          "-c unix_socket_permissions=0700 -c cluster_name=foyer "
                          "-c max_connections=100 -c fsync=%s -c full_page_writes=%s "
                          "-c log_min_error_statement=panic -c log_error_verbosity=terse "
                          "-c log_statement=none -c log_checkpoints=off "
                          "-c log_parameter_max_length=0 -c log_timezone=UTC",
                          socket_dir,
                          self->throw_away ? "off" : "on",
                          self->throw_away ? "off" : "on");
}

static char *
read_end_of_log (FoyerDbServer *self)
{
  g_autofree char *path = get_log_path (self);
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, NULL))
    return g_strdup ("");
  return g_utf8_make_valid (text + (size > 1000 ? size - 1000 : 0), -1);
}

/**
 * foyer_db_server_start:
 * @socket_dir: where the socket shall lie
 *
 * Starts the server and waits until it accepts connections, recovery after a crash included. What a
 * crash left behind is dealt with first.
 */
gboolean
foyer_db_server_start (FoyerDbServer *self, const char *socket_dir, GError **error)
{
  g_autofree char *log_path = get_log_path (self);
  g_autofree char *options = make_options (self, socket_dir);
  g_autofree char *end_of_log = NULL;
  g_autoptr (GError) inner = NULL;

  if (!foyer_db_process_clear_leftovers (self->cluster_dir, error) || !make_log (self, error))
    return FALSE;
  foyer_db_server_trim_log (self);
  if (run_program (self,
                   "pg_ctl",
                   make_arguments ("start",
                                   "--pgdata",
                                   self->cluster_dir,
                                   "--log",
                                   log_path,
                                   "--options",
                                   options,
                                   "--wait",
                                   "--timeout=120",
                                   "--silent",
                                   NULL),
                   &inner))
    return TRUE;
  end_of_log = read_end_of_log (self);
  if (strstr (end_of_log, "No space left on device") != NULL)
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "PostgreSQL does not start: the disk is full.");
  else
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "PostgreSQL does not start; %s says: %s",
                 log_path,
                 end_of_log);
  return FALSE;
}

/**
 * foyer_db_server_stop:
 *
 * Stops the server the quick and clean way: transactions under way are rolled back.
 */
gboolean
foyer_db_server_stop (FoyerDbServer *self, GError **error)
{
  if (!foyer_db_server_is_running (self))
    return TRUE;
  return run_program (self,
                      "pg_ctl",
                      make_arguments ("stop",
                                      "--pgdata",
                                      self->cluster_dir,
                                      "--mode=fast",
                                      "--wait",
                                      "--timeout=60",
                                      "--silent",
                                      NULL),
                      error);
}

/**
 * foyer_db_server_is_running:
 *
 * Returns: whether the server that the cluster names lives
 */
gboolean
foyer_db_server_is_running (FoyerDbServer *self)
{
  return foyer_db_process_find (self->cluster_dir) > 0;
}
