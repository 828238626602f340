/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-devices"

#include "config.h"

#include "relay/foyer-relay-devices.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-accesses.h"
#include "db/foyer-db-deliver.h"
#include "db/foyer-db-devices.h"
#include "db/foyer-db-enrol.h"
#include "db/foyer-db-pairings.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-sync.h"

/* How devices come to be known, what they say of themselves without being signed in, and what
 * admins ask about them. */

static gboolean
answer_enrolment (FoyerEnrolment *found, GString *out)
{
  g_autoptr (FoyerEnrolment) unnamed = found;
  g_autoptr (FoyerEnrolment) named = NULL;
  FoyerEnrolment fields;

  if (unnamed == NULL)
    return FALSE;
  fields = *unnamed;
  fields.relay = (char *)FOYER_RELAY_NAME;
  named = foyer_enrolment_new (&fields);
  foyer_wire_write_device_enrolled (out, named);
  return TRUE;
}

static gboolean
enrol (FoyerDbConnection *connection,
       const FoyerMessage *message,
       const FoyerDbActor *actor,
       GString *out,
       GError **error)
{
  FoyerDbNewcomer newcomer = {
    .code = foyer_message_get_string (message, "code"),
    .public_key = foyer_message_get_string (message, "public_key"),
    .name = foyer_message_get_string (message, "name"),
    .app_version = foyer_message_get_string (message, "app_version"),
    .proof = foyer_message_get_string (message, "proof"),
  };

  return answer_enrolment (foyer_db_enrol (connection, &newcomer, actor, error), out);
}

static FoyerDbProof
read_proof (const FoyerMessage *message)
{
  return (FoyerDbProof){
    .device_id = foyer_message_get_string (message, "device_id"),
    .challenge = foyer_message_get_string (message, "challenge"),
    .proof = foyer_message_get_string (message, "proof"),
  };
}

static gboolean
get_status (FoyerDbConnection *connection,
            const FoyerMessage *message,
            const FoyerDbActor *actor,
            GString *out,
            GError **error)
{
  FoyerDbProof proof = read_proof (message);

  return answer_enrolment (foyer_db_enrolment_get (connection, &proof, error), out);
}

static gboolean
note_wiped (FoyerDbConnection *connection,
            const FoyerMessage *message,
            const FoyerDbActor *actor,
            GString *out,
            GError **error)
{
  FoyerDbProof proof = read_proof (message);

  if (!foyer_db_device_wiped (connection, &proof, actor, error))
    return FALSE;
  foyer_wire_write_noted (out);
  return TRUE;
}

/* In the order of the scans; those that could not be read have their errors. */
static GPtrArray *
make_answers (GPtrArray *all, const FoyerDbBatchResult *result)
{
  GPtrArray *synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  guint next = 0;

  for (guint i = 0; i < all->len; i++) {
    const FoyerReported *reported = g_ptr_array_index (all, i);
    const FoyerDbScanAnswer *answer = NULL;

    if (reported->report != NULL)
      answer = &g_array_index (result->answers, FoyerDbScanAnswer, next++);
    g_ptr_array_add (synced,
                     answer != NULL && answer->verdict != NULL
                         ? foyer_synced_new (reported->scan_id, answer->verdict)
                         : foyer_synced_new_error (reported->scan_id,
                                                   answer != NULL ? answer->error
                                                                  : reported->error));
  }
  return synced;
}

static gboolean
deliver (FoyerDbConnection *connection,
         const FoyerMessage *message,
         const FoyerDbActor *actor,
         GString *out,
         GError **error)
{
  FoyerDbProof proof = read_proof (message);
  g_autoptr (GPtrArray) all = foyer_wire_read_sync_scans (message);
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GPtrArray) synced = NULL;

  for (guint i = 0; i < all->len; i++) {
    const FoyerReported *reported = g_ptr_array_index (all, i);

    if (reported->report != NULL)
      g_ptr_array_add (reports, reported->report);
  }
  result = foyer_db_deliver (connection,
                             &proof,
                             foyer_message_get_string (message, "event_id"),
                             reports,
                             actor,
                             error);
  if (result == NULL)
    return FALSE;
  synced = make_answers (all, result);
  foyer_wire_write_scans_delivered (out, synced);
  return TRUE;
}

static void
on_deliver_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, deliver);
}

static void
on_enrol_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, enrol);
}

static void
on_status_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, get_status);
}

static void
on_wiped_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, note_wiped);
}

/**
 * foyer_relay_devices_add:
 *
 * Opens the paths by which devices enrol.
 */
void
foyer_relay_devices_add (SoupServer *server, FoyerRelayHub *hub)
{
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/devices/enrol",
                         FOYER_MESSAGE_KIND_ENROL_DEVICE,
                         on_enrol_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/devices/status",
                         FOYER_MESSAGE_KIND_GET_DEVICE_STATUS,
                         on_status_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/devices/wiped",
                         FOYER_MESSAGE_KIND_DEVICE_WIPED,
                         on_wiped_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/devices/deliver",
                         FOYER_MESSAGE_KIND_DELIVER_SCANS,
                         on_deliver_visit);
}

static FoyerDbDevicePost
read_post (const FoyerMessage *message)
{
  return (FoyerDbDevicePost){
    .device_name = foyer_message_get_string (message, "device_name"),
    .event_id = foyer_message_get_string (message, "event_id"),
    .list_id = foyer_message_get_string (message, "list_id"),
    .gate = foyer_message_get_string (message, "gate"),
  };
}

static gboolean
create_pairing (FoyerDbConnection *connection,
                const FoyerMessage *message,
                const FoyerDbActor *actor,
                GString *out,
                GError **error)
{
  FoyerDbPairing pairing = {
    .post = read_post (message),
    .device_id = foyer_message_get_string (message, "device_id"),
    .approve = foyer_message_get_boolean (message, "approve"),
  };
  g_autoptr (FoyerDbPairingCode) code =
      foyer_db_pairing_create (connection,
                               foyer_message_get_string (message, "request_id"),
                               &pairing,
                               actor,
                               error);

  if (code == NULL)
    return FALSE;
  foyer_wire_write_pairing_created (out, message->id, code->text, code->code, code->expires);
  return TRUE;
}

static gboolean
approve_device (FoyerDbConnection *connection,
                const FoyerMessage *message,
                const FoyerDbActor *actor,
                GString *out,
                GError **error)
{
  FoyerDbDevicePost post = read_post (message);

  if (!foyer_db_device_approve (connection,
                                foyer_message_get_string (message, "request_id"),
                                foyer_message_get_string (message, "device_id"),
                                &post,
                                actor,
                                error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
revoke_device (FoyerDbConnection *connection,
               const FoyerMessage *message,
               const FoyerDbActor *actor,
               GString *out,
               GError **error)
{
  if (!foyer_db_device_revoke (connection,
                               foyer_message_get_string (message, "request_id"),
                               foyer_message_get_string (message, "device_id"),
                               foyer_message_get_string (message, "reason"),
                               actor,
                               error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
list_accesses (FoyerDbConnection *connection,
               const FoyerMessage *message,
               const FoyerDbActor *actor,
               GString *out,
               GError **error)
{
  gint64 limit = foyer_message_get_integer (message, "limit", FOYER_LIMIT_ACCESSES_LISTED);
  g_autoptr (GPtrArray) accesses =
      foyer_db_accesses_list (connection,
                              foyer_message_get_string (message, "device_id"),
                              foyer_message_get_integer (message, "before", 0),
                              (guint)limit,
                              error);

  if (accesses == NULL)
    return FALSE;
  foyer_wire_write_device_accesses (out, message->id, accesses);
  return TRUE;
}

static const FoyerRelayWorkEntry works[] = {
  { FOYER_MESSAGE_KIND_CREATE_PAIRING, create_pairing },
  { FOYER_MESSAGE_KIND_APPROVE_DEVICE, approve_device },
  { FOYER_MESSAGE_KIND_REVOKE_DEVICE, revoke_device },
  { FOYER_MESSAGE_KIND_LIST_DEVICE_ACCESSES, list_accesses },
};

/**
 * foyer_relay_devices_get_work:
 *
 * Returns: (nullable): what answers such a request, if it is about devices
 */
FoyerRelayWork
foyer_relay_devices_get_work (FoyerMessageKind kind)
{
  return foyer_relay_work_find (works, G_N_ELEMENTS (works), kind);
}
