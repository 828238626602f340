/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-source"

#include "config.h"

#include "db/foyer-db-source.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
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
      "The folder of Foyer's own PostgreSQL",
      "DIR" },
    { "database",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->database,
      "A PostgreSQL that is there already",
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

static char *
choose_data_dir (const FoyerDbSourceOptions *options)
{
  if (options->data_dir != NULL)
    return g_canonicalize_filename (options->data_dir, NULL);
  if (geteuid () == 0)
    return g_strdup ("/var/lib/foyer");
  return g_build_filename (g_get_user_data_dir (), "foyer-relay", NULL);
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

static void
append_pair (GString *text, const char *keyword, const char *value)
{
  g_string_append_printf (text, "%s='", keyword);
  for (const char *at = value; *at != '\0'; at++) {
    if (*at == '\'' || *at == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append (text, "' ");
}

static char *
complete_uri (const char *uri, GError **error)
{
  char *message = NULL;
  PQconninfoOption *options = PQconninfoParse (uri, &message);
  g_autoptr (GString) text = g_string_new (NULL);

  if (options == NULL) {
    /* The message may quote the URI, which may hold a password. */
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "--database is no connection URI, such as "
                         "postgresql://USER@HOST/DATABASE.");
    PQfreemem (message);
    return NULL;
  }
  for (const PQconninfoOption *at = options; at->keyword != NULL; at++) {
    if (at->val != NULL)
      append_pair (text, at->keyword, at->val);
  }
  for (guint i = 0; i < G_N_ELEMENTS (uri_defaults); i++) {
    if (!has_keyword (options, uri_defaults[i].keyword))
      append_pair (text, uri_defaults[i].keyword, uri_defaults[i].value);
  }
  PQconninfoFree (options);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
use_server (FoyerDbSource *self, const FoyerDbSourceOptions *options, GError **error)
{
  if (options->secret_file == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "--database needs --secret-file: the secret key is not kept in the "
                         "database.");
    return FALSE;
  }
  self->uris[FOYER_DB_ROLE_OWNER] = complete_uri (options->database, error);
  self->uris[FOYER_DB_ROLE_RELAY] = g_strdup (self->uris[FOYER_DB_ROLE_OWNER]);
  return self->uris[FOYER_DB_ROLE_OWNER] != NULL;
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
  self->data_dir = choose_data_dir (options);
  self->cluster = foyer_db_cluster_open (self->data_dir, options->cluster_flags, error);
  if (self->cluster == NULL)
    return FALSE;
  take_uris (self);
  return TRUE;
}

/**
 * foyer_db_source_open:
 * @options: what the command line said
 *
 * Starts or joins the private cluster, or remembers where the other server is; makes or reads the
 * secret key. It connects nowhere.
 *
 * Returns: (transfer full) (nullable): the source
 */
FoyerDbSource *
foyer_db_source_open (const FoyerDbSourceOptions *options, GError **error)
{
  g_autoptr (FoyerDbSource) self = g_new0 (FoyerDbSource, 1);
  g_autofree char *secret_file = NULL;

  g_mutex_init (&self->lock);
  if (options->data_dir != NULL && options->database != NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "--data-dir and --database exclude each other.");
    return NULL;
  }
  if (options->database != NULL ? !use_server (self, options, error)
                                : !use_cluster (self, options, error))
    return NULL;
  secret_file = options->secret_file != NULL
                    ? g_strdup (options->secret_file)
                    : g_build_filename (self->data_dir, "secret.key", NULL);
  self->seal = foyer_db_seal_open (secret_file, error);
  return self->seal != NULL ? g_steal_pointer (&self) : NULL;
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
