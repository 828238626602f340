/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "stage"

#include "config.h"

#include "stage.h"

#include "base/foyer-uuid.h"

#include <glib/gstdio.h>

Stage *
stage_new (FoyerRole role)
{
  return stage_new_secure (role, NULL);
}

/* The same over TLS. */
Stage *
stage_new_secure (FoyerRole role, GTlsCertificate *certificate)
{
  Stage *self = g_new0 (Stage, 1);

  self->certificate = certificate;
  self->relay = fake_relay_new (certificate);
  self->profile = foyer_uuid_new ();
  self->session = foyer_session_new (self->profile);
  self->role = role;
  self->email = "mara@example.org";
  return self;
}

void
stage_free (Stage *self)
{
  g_assert_null (self->result);
  g_clear_object (&self->session);
  fake_relay_free (self->relay);
  g_free (self->profile);
  g_free (self);
}

/* Whether this process has a file of the profile's store open. */
static gboolean
is_store_open (const char *profile)
{
  g_autofree char *store =
      g_build_filename (g_get_user_data_dir (), "foyer", profile, "store.db", NULL);
  g_autoptr (GDir) files = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
    g_autofree char *target = g_file_read_link (path, NULL);

    if (target != NULL && g_str_has_prefix (target, store))
      return TRUE;
  }
  return FALSE;
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets go of a session as the end of the program does: from then on another one may use what it
 * kept, whose last work a thread of its own still did. */
void
stage_end (FoyerSession **session, const char *profile)
{
  gpointer weak = *session;
  guint tick = g_timeout_add (10, on_tick, NULL);

  g_object_add_weak_pointer (G_OBJECT (*session), &weak);
  g_clear_object (session);
  WAIT_UNTIL (weak == NULL && !is_store_open (profile));
  g_source_remove (tick);
}

void
stage_end_session (Stage *self)
{
  stage_end (&self->session, self->profile);
}

/* Signed in, and in the room of the event, whose last change is 10. */
Stage *
stage_new_joined (FoyerRole role)
{
  Stage *self = stage_new (role);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_sign_in_async (self->session,
                               fake_relay_get_address (self->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               self);
  WAIT_UNTIL (fake_relay_is_connected (self->relay));
  stage_say_hello (self, 10, 1);
  result = stage_await (self);
  foyer_session_sign_in_finish (self->session, result, &error);
  g_assert_no_error (error);
  stage_say_joined (self, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (self->session) != NULL);
  stage_say_changes (self, 1, 10, FOYER_CHANGE_KIND_EDITED, 4);
  WAIT_UNTIL (foyer_session_get_counts (self->session)->admitted == 4);
  return self;
}

void
stage_say_hello (Stage *self, gint64 seq, gint64 epoch)
{
  FoyerStaff staff_fields = { .email = (char *)self->email, .role = self->role };
  FoyerDevice device_fields = { .id = (char *)DEVICE,
                                .name = (char *)"Desk 1",
                                .status = FOYER_DEVICE_STATUS_APPROVED };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&staff_fields);
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);
  FoyerHello hello = { .protocol = FOYER_PROTOCOL,
                       .relay = (char *)"fake",
                       .server_time = g_get_real_time (),
                       .staff = staff,
                       .device = device,
                       .session_id = (char *)EVENT,
                       .key_bound = foyer_identity_get_state (foyer_session_get_identity (
                                        self->session)) == FOYER_IDENTITY_STATE_APPROVED,
                       .method = (char *)"token",
                       .events = events };
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (events, foyer_event_head_new (EVENT, "Gala", seq, epoch));
  if (self->other_event != NULL)
    g_ptr_array_add (events,
                     foyer_event_head_new (self->other_event,
                                           "Fair",
                                           0,
                                           MAX (self->other_epoch, 2)));
  foyer_wire_write_hello (text, &hello);
  fake_relay_say (self->relay, text->str);
}

static void
say_joined (Stage *self, gint64 seq, gint64 epoch, gint64 admitted, char *snapshot_url)
{
  g_autoptr (FoyerMessage) join =
      fake_relay_await (self->relay, FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM);
  g_autoptr (GPtrArray) lists =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  FoyerCheckInList list = { .id = (char *)LIST, .name = (char *)"All", .is_default = TRUE };
  FoyerEvent event_fields = { .id = (char *)EVENT,
                              .name = (char *)"Gala",
                              .epoch = epoch,
                              .lists = lists };
  FoyerCounts counts_fields = { .tickets = 100, .admitted = admitted };
  g_autoptr (FoyerEvent) event = NULL;
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&counts_fields);
  FoyerRoom room = { .seq = seq, .counts = counts, .snapshot_url = snapshot_url };
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpstr (foyer_message_get_string (join, "event_id"), ==, EVENT);
  g_ptr_array_add (lists, foyer_check_in_list_copy (&list));
  event = foyer_event_new (&event_fields);
  room.event = event;
  foyer_wire_write_room_joined (text, join->id, &room);
  fake_relay_say (self->relay, text->str);
}

/* Answers the join that came or will come. */
void
stage_say_joined (Stage *self, gint64 seq, gint64 epoch, gint64 admitted)
{
  say_joined (self, seq, epoch, admitted, NULL);
}

/* The same, where too much was missed. */
void
stage_say_snapshot (Stage *self, gint64 seq, gint64 epoch, gint64 admitted)
{
  say_joined (self, seq, epoch, admitted, (char *)"/v1/events/" EVENT "/snapshot");
}

/* What a relay says of changes @from to @to, which are all like @template. */
static void
say_changes (Stage *self, gint64 from, gint64 to, const FoyerChange *template, gint64 admitted)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  FoyerCounts counts_fields = { .tickets = 100, .admitted = admitted };
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&counts_fields);
  FoyerChangeBatch batch = { .event_id = (char *)EVENT,
                             .epoch = 1,
                             .from = from,
                             .to = to,
                             .changes = changes,
                             .counts = counts };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint64 seq = from; seq <= to; seq++) {
    FoyerChange change = *template;

    change.seq = seq;
    change.ticket_id = (char *)TICKET;
    change.timestamp = g_get_real_time ();
    g_ptr_array_add (changes, foyer_change_new (&change));
  }
  foyer_wire_write_ticket_verified (text, &batch);
  fake_relay_say (self->relay, text->str);
}

void
stage_say_changes (Stage *self, gint64 from, gint64 to, FoyerChangeKind kind, gint64 admitted)
{
  say_changes (self, from, to, &(FoyerChange){ .kind = kind }, admitted);
}

/* A supervisor elsewhere did something about a scan. */
void
stage_say_amendment (Stage *self, gint64 seq, FoyerChangeKind kind, const char *scan_id)
{
  say_changes (self,
               seq,
               seq,
               &(FoyerChange){ .kind = kind,
                               .scan_id = (char *)scan_id,
                               .amends = TRUE,
                               .verified_by = (char *)"eve@example.org" },
               3);
}

void
stage_say_verdict (Stage *self, const char *scan_id, FoyerOutcome outcome)
{
  FoyerTicket ticket_fields = { .id = (char *)TICKET, .name = (char *)"Ana" };
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&ticket_fields);
  FoyerVerdict verdict = { .scan_id = (char *)scan_id, .outcome = outcome, .ticket = ticket };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_verdict (text, scan_id, &verdict);
  fake_relay_say (self->relay, text->str);
}

void
stage_say_error (Stage *self, const char *re, FoyerError code)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_error (text, re, code, "No.");
  fake_relay_say (self->relay, text->str);
}

/* The callback of whatever the test awaits next. */
void
stage_on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Stage *self = data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

GAsyncResult *
stage_await (Stage *self)
{
  WAIT_UNTIL (self->result != NULL);
  return g_steal_pointer (&self->result);
}

FoyerRecentScan *
stage_peek_recent (Stage *self)
{
  g_autoptr (FoyerRecentScan) recent =
      g_list_model_get_item (foyer_session_get_recent (self->session), 0);

  g_assert_nonnull (recent);
  return recent;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

/* Runs the tests with a folder of their own for what the program keeps. (GLib can do that by
 * itself, but leaks a little each time.) */
int
stage_run_tests (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("foyer-session-XXXXXX", &error);
  int status;

  g_assert_no_error (error);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  status = g_test_run ();
  remove_folder (folder);
  return status;
}
