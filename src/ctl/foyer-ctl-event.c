/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-event"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-entry.h"
#include "db/foyer-db-event-close.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-migrate.h"
#include "db/foyer-db-policy.h"

/* foyerctl migrate and event: what has to be there before anything else. */

gboolean
foyer_ctl_migrate (FoyerCtlCall *call, GError **error)
{
  FoyerJsonWriter writer = { .out = call->out };

  if (foyer_ctl_call_connect (call, error) == NULL)
    return FALSE;
  if (!call->json) {
    g_string_append_printf (call->out,
                            "The database has version %u.\n",
                            foyer_db_migrate_get_known_version ());
    return TRUE;
  }
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_integer (&writer, "version", foyer_db_migrate_get_known_version ());
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
  return TRUE;
}

static gboolean
read_code_kind (FoyerCtlCall *call, FoyerCodeKind *kind, GError **error)
{
  const char *text = foyer_ctl_call_get_text (call, "codes");

  if (text == NULL || g_str_equal (text, "signed")) {
    *kind = FOYER_CODE_KIND_SIGNED;
    return TRUE;
  }
  if (g_str_equal (text, "short")) {
    *kind = FOYER_CODE_KIND_SHORT;
    return TRUE;
  }
  g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "--codes takes signed or short");
  return FALSE;
}

/* Two events may have one name, which is easily a command that ran twice. */
static gboolean
note_same_name (FoyerCtlCall *call, const char *name, GError **error)
{
  g_autoptr (GPtrArray) events = foyer_db_events_list (foyer_ctl_call_connect (call, error), error);

  for (guint i = 0; events != NULL && i < events->len; i++) {
    const FoyerEventHead *event = g_ptr_array_index (events, i);

    if (!g_str_equal (event->name, name))
      continue;
    foyer_ctl_call_add_note (call, "Another event is called “%s” too: %s.", name, event->id);
    return TRUE;
  }
  return events != NULL;
}

gboolean
foyer_ctl_event_create (FoyerCtlCall *call, GError **error)
{
  const char *time_zone = foyer_ctl_call_get_text (call, "time-zone");
  FoyerEvent fields = {
    .name = (char *)foyer_ctl_call_get_text (call, "name"),
    .time_zone = (char *)(time_zone != NULL ? time_zone : "UTC"),
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (fields.time_zone);
  FoyerDbConnection *connection;
  g_autofree char *id = NULL;

  if (zone == NULL) {
    g_set_error_literal (error,
                         FOYER_CTL_USAGE_ERROR,
                         "--time-zone takes a name such as Europe/Berlin");
    return FALSE;
  }
  if (!foyer_ctl_call_get_span (call,
                                zone,
                                "starts",
                                "ends",
                                &fields.starts,
                                &fields.ends,
                                error) ||
      !read_code_kind (call, &fields.policy.code_kind, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !note_same_name (call, fields.name, error))
    return FALSE;
  id = foyer_db_event_create (connection,
                              foyer_ctl_call_get_seal (call),
                              &fields,
                              foyer_ctl_call_get_actor (call),
                              error);
  if (id == NULL)
    return FALSE;
  foyer_ctl_call_print_member (call, "id", id);
  return TRUE;
}

static void
fill_event (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerEventHead *event = item;

  foyer_ctl_row_add (row, "id", event->id);
  foyer_ctl_row_add (row, "name", event->name);
  if (event->closed)
    foyer_ctl_row_add_cell (row, "closed");
  if (row->writer == NULL)
    return;
  foyer_json_writer_add_boolean (row->writer, "closed", event->closed);
  foyer_json_writer_add_integer (row->writer, "seq", event->seq);
  foyer_json_writer_add_integer (row->writer, "epoch", event->epoch);
}

gboolean
foyer_ctl_event_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) events = NULL;

  if (connection != NULL)
    events = foyer_db_events_list (connection, error);
  return foyer_ctl_rows_print (call, "events", events, fill_event);
}

/* A word, or hold and behind a colon how many admissions may be missed. */
static gboolean
read_offline (FoyerCtlCall *call, FoyerOfflinePolicy *policy, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (foyer_ctl_call_get_text (call, "offline"), ":", 2);
  guint64 exposure = 0;

  if (foyer_offline_mode_from_nick (parts[0], &policy->mode) &&
      (policy->mode == FOYER_OFFLINE_HOLD) == (parts[1] != NULL) &&
      (parts[1] == NULL ||
       g_ascii_string_to_unsigned (parts[1], 10, 0, FOYER_LIMIT_EXPOSURE, &exposure, NULL)) &&
      (policy->mode != FOYER_OFFLINE_INHERIT || foyer_ctl_call_has (call, "type"))) {
    policy->max_exposure = (guint)exposure;
    return TRUE;
  }
  g_set_error (error,
               FOYER_CTL_USAGE_ERROR,
               "--offline takes allow, hold:N (N up to %d), signed, or with --type inherit",
               FOYER_LIMIT_EXPOSURE);
  return FALSE;
}

gboolean
foyer_ctl_event_policy (FoyerCtlCall *call, GError **error)
{
  FoyerOfflinePolicy policy = { FOYER_OFFLINE_ALLOW, 0 };
  FoyerDbConnection *connection;

  if (!read_offline (call, &policy, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !foyer_db_event_set_offline (connection,
                                                         NULL,
                                                         foyer_ctl_call_get_text (call, "event"),
                                                         foyer_ctl_call_get_text (call, "type"),
                                                         &policy,
                                                         foyer_ctl_call_get_actor (call),
                                                         error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

static gboolean
set_closed (FoyerCtlCall *call, gboolean closed, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_event_set_closed (connection,
                                                        foyer_ctl_call_get_text (call, "event"),
                                                        closed,
                                                        foyer_ctl_call_get_actor (call),
                                                        error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_event_close (FoyerCtlCall *call, GError **error)
{
  return set_closed (call, TRUE, error);
}

gboolean
foyer_ctl_event_reopen (FoyerCtlCall *call, GError **error)
{
  return set_closed (call, FALSE, error);
}

static gboolean
set_paused (FoyerCtlCall *call, gboolean paused, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_event_pause_entry (connection,
                                                         NULL,
                                                         foyer_ctl_call_get_text (call, "event"),
                                                         paused,
                                                         foyer_ctl_call_get_text (call, "message"),
                                                         foyer_ctl_call_get_actor (call),
                                                         error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_event_pause (FoyerCtlCall *call, GError **error)
{
  return set_paused (call, TRUE, error);
}

gboolean
foyer_ctl_event_resume (FoyerCtlCall *call, GError **error)
{
  return set_paused (call, FALSE, error);
}

gboolean
foyer_ctl_event_tell (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_event_broadcast (connection,
                                                       NULL,
                                                       foyer_ctl_call_get_text (call, "event"),
                                                       foyer_ctl_call_get_text (call, "message"),
                                                       foyer_ctl_call_get_actor (call),
                                                       error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}
