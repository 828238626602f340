/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-source"

#include "config.h"

#include "db/foyer-db-source.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-conninfo.h"
#include "db/foyer-db-query.h"

#include <string.h>
#include <unistd.h>

/* Where the database is, by the options that foyer-relay and foyerctl share, and connections to it.
 * Connections may be asked for on any thread.
 *
 * In a private cluster the relay logs in as foyer_relay. On another server it logs in with what the
 * URI says and then works as foyer_relay, where that role exists and the user is a member of it;
 * where it is not (somebody who may not create roles migrated), it works as that user. */

struct _FoyerDbSource {
  char *data_dir;
  char *uris[FOYER_DB_ROLE_RELAY + 1];
  FoyerDbCluster *cluster;
  FoyerDbSeal *seal;
  GMutex lock;
};

/* Where a private cluster lies when nobody says where. */
#define SYSTEM_DIR "/var/lib/foyer"
#define USER_DIR   "foyer-relay"

/* What libpq does not do by itself: give up on a dead host soon, and pass by a standby. */
static const struct {
  const char *keyword;
  const char *value;
} uri_defaults[] = {
  { "target_session_attrs", "read-write" },
  { "connect_timeout", "2" },
  { "tcp_user_timeout", "3000" },
};

/**
 * foyer_db_source_options_add:
 * @options: where the values go; it must live as long as @context
 *
 * Adds the options that say where the database is.
 */
void
foyer_db_source_options_add (FoyerDbSourceOptions *options, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "data-dir",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->data_dir,
      "The folder of Foyer's own PostgreSQL (" SYSTEM_DIR " for root)",
      "DIR" },
    { "database",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->database,
      "A PostgreSQL that is there already; needs --secret-file",
      "URI" },
    { "secret-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->secret_file,
      "Where the secret key lies (DIR/secret.key)",
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

void
foyer_db_source_options_clear (FoyerDbSourceOptions *options)
{
  g_clear_pointer (&options->data_dir, g_free);
  g_clear_pointer (&options->database, g_free);
  g_clear_pointer (&options->secret_file, g_free);
}

/**
 * foyer_db_source_options_get_data_dir:
 *
 * Returns: (transfer full) (nullable): the folder of the private PostgreSQL, made or not; %NULL
 * where the database is elsewhere
 */
char *
foyer_db_source_options_get_data_dir (const FoyerDbSourceOptions *options)
{
  if (options->database != NULL)
    return NULL;
  if (options->data_dir != NULL)
    return g_canonicalize_filename (options->data_dir, NULL);
  if (geteuid () == 0)
    return g_strdup (SYSTEM_DIR);
  return g_build_filename (g_get_user_data_dir (), USER_DIR, NULL);
}

/**
 * foyer_db_source_options_get_secret_file:
 *
 * Returns: (transfer full): where the secret key lies, made or not
 */
char *
foyer_db_source_options_get_secret_file (const FoyerDbSourceOptions *options)
{
  g_autofree char *data_dir = NULL;

  if (options->secret_file != NULL)
    return g_canonicalize_filename (options->secret_file, NULL);
  data_dir = foyer_db_source_options_get_data_dir (options);
  return g_build_filename (data_dir, "secret.key", NULL);
}

static gboolean
has_keyword (const PQconninfoOption *options, const char *keyword)
{
  for (const PQconninfoOption *at = options; at->keyword != NULL; at++) {
    if (g_str_equal (at->keyword, keyword))
      return at->val != NULL;
  }
  return FALSE;
}

/* libpq's own message may quote the URI, which may hold a password. */
static PQconninfoOption *
parse_uri (const char *uri)
{
  char *message = NULL;
  PQconninfoOption *options = PQconninfoParse (uri, &message);

  PQfreemem (message);
  return options;
}

static char *
complete_uri (const char *uri)
{
  PQconninfoOption *options = parse_uri (uri);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const PQconninfoOption *at = options; at->keyword != NULL; at++) {
    if (at->val != NULL)
      foyer_db_conninfo_append (text, at->keyword, at->val);
  }
  for (guint i = 0; i < G_N_ELEMENTS (uri_defaults); i++) {
    if (!has_keyword (options, uri_defaults[i].keyword))
      foyer_db_conninfo_append (text, uri_defaults[i].keyword, uri_defaults[i].value);
  }
  PQconninfoFree (options);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * foyer_db_source_options_answer:
 *
 * Returns: whether the options name a server that says something now, be it that it lets nobody in
 */
gboolean
foyer_db_source_options_answer (const FoyerDbSourceOptions *options)
{
  const char *const keywords[] = { "dbname", NULL };
  g_autofree char *uri = options->database != NULL ? complete_uri (options->database) : NULL;
  const char *const values[] = { uri, NULL };

  return uri != NULL && PQpingParams (keywords, values, TRUE) == PQPING_OK;
}

static const char *
find_misuse (const FoyerDbSourceOptions *options)
{
  PQconninfoOption *parsed;

  if (options->data_dir != NULL && *options->data_dir == '\0')
    return "--data-dir takes a folder";
  if (options->secret_file != NULL && *options->secret_file == '\0')
    return "--secret-file takes a file";
  if (options->database == NULL)
    return NULL;
  if (options->data_dir != NULL)
    return "--data-dir and --database exclude each other";
  if (options->secret_file == NULL)
    return "--database needs --secret-file: the secret key is not kept in the database";
  parsed = parse_uri (options->database);
  PQconninfoFree (parsed);
  if (parsed == NULL || *options->database == '\0')
    return "--database is no connection URI, such as postgresql://USER@HOST/DATABASE";
  return NULL;
}

/**
 * foyer_db_source_options_check:
 *
 * Returns: whether the options make sense together; what makes none is a #G_OPTION_ERROR, whose
 *   message is to stand in a sentence about how the program is used
 */
gboolean
foyer_db_source_options_check (const FoyerDbSourceOptions *options, GError **error)
{
  const char *misuse = find_misuse (options);

  if (misuse != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, misuse);
  return misuse == NULL;
}

static void
use_server (FoyerDbSource *self, const FoyerDbSourceOptions *options)
{
  self->uris[FOYER_DB_ROLE_OWNER] = complete_uri (options->database);
  self->uris[FOYER_DB_ROLE_RELAY] = g_strdup (self->uris[FOYER_DB_ROLE_OWNER]);
}

static void
take_uris (FoyerDbSource *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->uris); i++) {
    g_free (self->uris[i]);
    self->uris[i] = g_strdup (foyer_db_cluster_get_uri (self->cluster, (FoyerDbRole)i));
  }
}

static gboolean
use_cluster (FoyerDbSource *self, const FoyerDbSourceOptions *options, GError **error)
{
  self->data_dir = foyer_db_source_options_get_data_dir (options);
  if (options->only_existing && !foyer_db_cluster_exists (self->data_dir)) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_NOT_FOUND,
                 "There is no Foyer data folder at %s; foyerctl migrate makes one.",
                 self->data_dir);
    return FALSE;
  }
  self->cluster = foyer_db_cluster_open (self->data_dir, options->cluster_flags, error);
  if (self->cluster == NULL)
    return FALSE;
  take_uris (self);
  return TRUE;
}

/**
 * foyer_db_source_close:
 * @self: (transfer full):
 *
 * Its connections must have been closed. The last user of a private cluster stops it by this.
 */
void
foyer_db_source_close (FoyerDbSource *self)
{
  g_clear_pointer (&self->cluster, foyer_db_cluster_close);
  g_clear_pointer (&self->seal, foyer_db_seal_close);
  for (guint i = 0; i < G_N_ELEMENTS (self->uris); i++)
    g_free (self->uris[i]);
  g_free (self->data_dir);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static char *
copy_uri (FoyerDbSource *self, FoyerDbRole role)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->uris[role]);
}

static gboolean
revive_cluster (FoyerDbSource *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!foyer_db_cluster_ensure_running (self->cluster, error))
    return FALSE;
  take_uris (self);
  return TRUE;
}

/* On a server of somebody else's the relay gives up what it does not need, if it can. */
static gboolean
take_role (FoyerDbSource *self, FoyerDbConnection *connection, FoyerDbRole role, GError **error)
{
  if (self->cluster != NULL || role != FOYER_DB_ROLE_RELAY)
    return TRUE;
  return foyer_db_run_script (connection,
                              "SELECT set_config ('role', rolname, false) FROM pg_roles"
                              " WHERE rolname = 'foyer_relay'"
                              " AND pg_has_role (current_user, oid, 'MEMBER')",
                              error);
}

/* Who runs a command waits for as long as it takes; devices wait for a relay's answers. */
static gboolean
set_patience (FoyerDbConnection *connection, FoyerDbRole role, GError **error)
{
  return role != FOYER_DB_ROLE_RELAY ||
         foyer_db_connection_set_patience (connection, FOYER_LIMIT_DATABASE_SECONDS, error);
}

/**
 * foyer_db_source_connect:
 *
 * Connects, and starts a private cluster again that has died. Blocks; any thread.
 *
 * Returns: (transfer full) (nullable): a new connection
 */
FoyerDbConnection *
foyer_db_source_connect (FoyerDbSource *self, FoyerDbRole role, GError **error)
{
  g_autofree char *uri = copy_uri (self, role);
  g_autoptr (GError) inner = NULL;
  g_autoptr (FoyerDbConnection) connection = foyer_db_connection_open (uri, &inner);

  if (connection == NULL && self->cluster == NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return NULL;
  }
  if (connection == NULL) {
    if (!revive_cluster (self, error))
      return NULL;
    g_free (uri);
    uri = copy_uri (self, role);
    connection = foyer_db_connection_open (uri, error);
  }
  if (connection == NULL || !set_patience (connection, role, error) ||
      !take_role (self, connection, role, error))
    return NULL;
  return g_steal_pointer (&connection);
}

/* Whether a secret key has ever been used with the database. */
static gboolean
find_secret (FoyerDbConnection *connection, gboolean *found, GError **error)
{
  g_autoptr (PGresult) table = foyer_db_query (connection,
                                               "SELECT to_regclass ('installation') IS NULL",
                                               FOYER_DB_NO_PARAMS,
                                               error);
  g_autoptr (PGresult) secret = NULL;

  if (table == NULL)
    return FALSE;
  *found = FALSE;
  if (foyer_db_get_bool (table, 0, 0))
    return TRUE;
  secret = foyer_db_query (connection,
                           "SELECT FROM installation WHERE secret_check IS NOT NULL",
                           FOYER_DB_NO_PARAMS,
                           error);
  *found = secret != NULL && PQntuples (secret) > 0;
  return secret != NULL;
}

/* A new installation gets a key. One that has used a key has lost it, or another place is meant:
 * a new key could open nothing, and who finds it later takes it for the right one. */
static gboolean
may_make_secret (FoyerDbSource *self, const char *path, gboolean only_existing, GError **error)
{
  g_autoptr (FoyerDbConnection) connection =
      foyer_db_source_connect (self, FOYER_DB_ROLE_OWNER, error);
  gboolean found;

  if (connection == NULL || !find_secret (connection, &found, error))
    return FALSE;
  if (found)
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_NOT_FOUND,
                 "There is no secret key at %s, and this database was set up with one: name its "
                 "file with --secret-file.",
                 path);
  else if (only_existing)
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_NOT_FOUND,
                 "There is no secret key at %s; foyerctl migrate makes one.",
                 path);
  return !found && !only_existing;
}

/**
 * foyer_db_source_open:
 * @options: what the command line said
 *
 * Starts or joins the private cluster, or remembers where the other server is, and reads the secret
 * key. Where there is none yet it connects to find out whether the installation is new, and makes
 * one for a new one.
 *
 * Returns: (transfer full) (nullable): the source; a #G_OPTION_ERROR where the options make no
 *   sense, %FOYER_ERROR_NOT_FOUND where something should be there already
 */
FoyerDbSource *
foyer_db_source_open (const FoyerDbSourceOptions *options, GError **error)
{
  g_autoptr (FoyerDbSource) self = g_new0 (FoyerDbSource, 1);
  g_autofree char *secret_file = NULL;

  g_mutex_init (&self->lock);
  if (!foyer_db_source_options_check (options, error))
    return NULL;
  if (options->database != NULL)
    use_server (self, options);
  else if (!use_cluster (self, options, error))
    return NULL;
  secret_file = foyer_db_source_options_get_secret_file (options);
  if (!g_file_test (secret_file, G_FILE_TEST_EXISTS) &&
      !may_make_secret (self, secret_file, options->only_existing, error))
    return NULL;
  self->seal = foyer_db_seal_open (secret_file, error);
  return self->seal != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * foyer_db_source_get_seal:
 *
 * Returns: (transfer none): what seals private data; any thread may use it
 */
const FoyerDbSeal *
foyer_db_source_get_seal (FoyerDbSource *self)
{
  return self->seal;
}

/**
 * foyer_db_source_get_uri:
 *
 * Returns: (transfer none): what libpq's own programs (pg_dump) connect with
 */
const char *
foyer_db_source_get_uri (FoyerDbSource *self, FoyerDbRole role)
{
  return self->uris[role];
}

/**
 * foyer_db_source_get_data_dir:
 *
 * Returns: (transfer none) (nullable): the folder of the private cluster
 */
const char *
foyer_db_source_get_data_dir (FoyerDbSource *self)
{
  return self->data_dir;
}
