/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-backup"

#include "config.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-backup-file.h"
#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-backup.h"
#include "wire/foyer-wire-backup.h"

#include <signal.h>
#include <unistd.h>

/* foyerctl backup: all there is, in one file, and back again. The secret key is never in it. */

/* Whoever is interrupted cleans up first: there are guests' names in what is unfinished. */
static void
on_signal (int number)
{
  foyer_db_backup_interrupt ();
}

static void
hold_signals (void)
{
  const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
}

static gboolean
check_path (const FoyerCtlCall *call, GError **error)
{
  if (*call->argument != '\0' && !g_str_equal (call->argument, "-"))
    return TRUE;
  g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "FILE is a file");
  return FALSE;
}

static void
print_counts (GString *out, const FoyerBackup *backup)
{
  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++)
    g_string_append_printf (out,
                            "%s%s %" G_GINT64_FORMAT,
                            i > 0 ? ", " : "",
                            foyer_backup_count_to_nick ((FoyerBackupCount)i),
                            backup->counts[i]);
  g_string_append_c (out, '\n');
}

static void
print_document (FoyerCtlCall *call, const FoyerBackup *backup, const char *secret_file)
{
  FoyerJsonWriter writer = { .out = call->out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "file", call->argument);
  foyer_json_writer_add_time (&writer, "made_at", backup->made_at);
  foyer_wire_write_backup_counts (&writer, backup);
  foyer_json_writer_add_integer (&writer, "size", backup->size);
  foyer_json_writer_add_string (&writer, "sha256", backup->sha256);
  foyer_json_writer_begin_object (&writer, "secret_key");
  foyer_json_writer_add_string (&writer, "file", secret_file);
  foyer_json_writer_add_string (&writer, "mark", backup->secret_key);
  foyer_json_writer_end_object (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
}

/* @done: what became of the copy; @before, @after: a sentence around the path of the secret key. */
static void
print_result (FoyerCtlCall *call,
              const FoyerBackup *backup,
              const char *done,
              const char *before,
              const char *after)
{
  g_autofree char *secret_file = foyer_db_source_options_get_secret_file (&call->source_options);
  char made_at[FOYER_TIME_TEXT_SIZE];

  foyer_time_write (backup->made_at, made_at);
  if (call->json) {
    print_document (call, backup, secret_file);
    return;
  }
  g_string_append_printf (call->out, "%s: %s %s: ", call->argument, done, made_at);
  print_counts (call->out, backup);
  g_string_append_printf (call->out, "%s%s%s\n", before, secret_file, after);
}

gboolean
foyer_ctl_backup_create (FoyerCtlCall *call, GError **error)
{
  g_auto (FoyerCtlBackupDraft) draft = { .fd = -1 };
  g_auto (FoyerBackup) backup = { 0 };
  FoyerDbConnection *connection;

  hold_signals ();
  if (!check_path (call, error) || (connection = foyer_ctl_call_connect (call, error)) == NULL ||
      !foyer_ctl_backup_draft_begin (&draft, call->argument, error) ||
      !foyer_db_backup_dump (call->source, connection, draft.fd, &backup, error) ||
      !foyer_ctl_backup_draft_seal (&draft, foyer_ctl_call_get_seal (call), &backup, error) ||
      !foyer_db_backup_note (connection, &backup, foyer_ctl_call_get_actor (call), error) ||
      !foyer_ctl_backup_draft_publish (&draft, error))
    return FALSE;
  print_result (call,
                &backup,
                "a copy of",
                "The secret key is not in it. Keep a copy of ",
                " too, in another place: without that key this copy cannot be restored.");
  return TRUE;
}

/* The key of an installation that need not be there; it is never made. */
static FoyerDbSeal *
open_seal (const FoyerCtlCall *call, GError **error)
{
  g_autofree char *path = foyer_db_source_options_get_secret_file (&call->source_options);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return foyer_db_seal_open (path, error);
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_NOT_FOUND,
               "There is no secret key at %s: put the one that belongs to the copy there, or name "
               "it "
               "with --secret-file.",
               path);
  return NULL;
}

static int
open_copy (const FoyerCtlCall *call, const FoyerDbSeal *seal, FoyerBackup *backup, GError **error)
{
  return foyer_ctl_backup_file_open (call->argument, seal, backup, error);
}

gboolean
foyer_ctl_backup_verify (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerDbSeal) seal = NULL;
  g_auto (FoyerBackup) backup = { 0 };
  gboolean good;
  int in;

  hold_signals ();
  if (!check_path (call, error) || (seal = open_seal (call, error)) == NULL ||
      (in = open_copy (call, seal, &backup, error)) < 0)
    return FALSE;
  good = foyer_db_backup_verify (&backup, seal, in, error);
  close (in);
  if (good)
    print_result (call,
                  &backup,
                  "whole and can be restored, as all was at",
                  "Its secret key is ",
                  ".");
  return good;
}

/* What an attempt before this one may have left in a folder, and the key. */
static gboolean
is_expected (const char *name)
{
  static const char *const names[] = { "secret.key",     "start.lock",     "users.lock", "run",
                                       "postgresql.log", "postgresql.new", "lost+found", NULL };

  return g_strv_contains (names, name);
}

/* Somebody else's folder is no place for a database. What is in a database is looked at later. */
static gboolean
check_folder (const FoyerCtlCall *call, GError **error)
{
  g_autofree char *path = foyer_db_source_options_get_data_dir (&call->source_options);
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (path == NULL || foyer_db_cluster_exists (path))
    return TRUE;
  folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    if (is_expected (name))
      continue;
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "%s is not empty: a copy is restored into a folder with nothing in it but the "
                 "secret key.",
                 path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
restore (FoyerCtlCall *call, const FoyerBackup *backup, int in, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_open (call, error);

  return connection != NULL && foyer_db_backup_restore (call->source,
                                                        connection,
                                                        backup,
                                                        in,
                                                        foyer_ctl_call_get_actor (call),
                                                        error);
}

gboolean
foyer_ctl_backup_restore (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerDbSeal) seal = NULL;
  g_auto (FoyerBackup) backup = { 0 };
  gboolean good;
  int in;

  hold_signals ();
  if (!check_path (call, error) || (seal = open_seal (call, error)) == NULL ||
      !check_folder (call, error) || (in = open_copy (call, seal, &backup, error)) < 0)
    return FALSE;
  good = restore (call, &backup, in, error);
  close (in);
  if (good)
    print_result (call,
                  &backup,
                  "restored, as all was at",
                  "Desks take everything anew. Who was signed out or revoked after that moment is "
                  "not any more: do so again. The secret key is ",
                  ".");
  return good;
}
