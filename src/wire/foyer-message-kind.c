/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-message-kind"

#include "config.h"

#include "wire/foyer-message-kind.h"

#include "wire/foyer-fields.h"

/* The protocol, once: which messages there are, who says them, and what is needed to be permitted
 * to. The tables of their fields are in the files foyer-fields-*.c. Everything that is read is
 * checked against all of them, on either side, and PROTOCOL.md is their prose. */

static const struct {
  const char *nick;
  FoyerSender sender;
  const FoyerField *fields;
  /* What a device needs to be permitted before it may say that. */
  FoyerPermission permission;
} kinds[FOYER_N_MESSAGE_KINDS] = {
  { "hello", FOYER_SENDER_RELAY, foyer_fields_hello },
  { "join_verification_room", FOYER_SENDER_DEVICE, foyer_fields_join, FOYER_PERMISSION_SCAN },
  { "room_joined", FOYER_SENDER_RELAY, foyer_fields_room_joined },
  { "verify_ticket", FOYER_SENDER_DEVICE, foyer_fields_verify, FOYER_PERMISSION_SCAN },
  { "verdict", FOYER_SENDER_RELAY, foyer_fields_verdict },
  { "ticket_verified", FOYER_SENDER_RELAY, foyer_fields_ticket_verified },
  { "event_changed", FOYER_SENDER_RELAY, foyer_fields_event_changed },
  { "staff_activity", FOYER_SENDER_RELAY, foyer_fields_staff_activity },
  { "device_status", FOYER_SENDER_RELAY, foyer_fields_device_status },
  { "device_report", FOYER_SENDER_DEVICE, foyer_fields_device_report, FOYER_PERMISSION_SELF },
  { "undo_verification", FOYER_SENDER_DEVICE, foyer_fields_undo, FOYER_PERMISSION_UNDO },
  { "search_tickets", FOYER_SENDER_DEVICE, foyer_fields_search, FOYER_PERMISSION_SEARCH },
  { "done", FOYER_SENDER_RELAY, foyer_fields_done },
  { "tickets_found", FOYER_SENDER_RELAY, foyer_fields_tickets_found },
  { "error", FOYER_SENDER_RELAY, foyer_fields_error },
  { "get_challenge", FOYER_SENDER_VISITOR, foyer_fields_get_challenge },
  { "challenge", FOYER_SENDER_RELAY, foyer_fields_challenge },
  { "get_sign_in_ways", FOYER_SENDER_VISITOR, foyer_fields_get_sign_in_ways },
  { "sign_in_ways", FOYER_SENDER_RELAY, foyer_fields_sign_in_ways },
  { "begin_sign_in", FOYER_SENDER_VISITOR, foyer_fields_begin_sign_in },
  { "sign_in_begun", FOYER_SENDER_RELAY, foyer_fields_sign_in_begun },
  { "finish_sign_in", FOYER_SENDER_VISITOR, foyer_fields_finish_sign_in },
  { "signed_in", FOYER_SENDER_RELAY, foyer_fields_signed_in },
  { "prove_key", FOYER_SENDER_DEVICE, foyer_fields_prove_key, FOYER_PERMISSION_SELF },
  { "token_renewed", FOYER_SENDER_RELAY, foyer_fields_token_renewed },
  { "sign_in_with_passphrase", FOYER_SENDER_VISITOR, foyer_fields_sign_in_with_passphrase },
  { "accept_invitation", FOYER_SENDER_VISITOR, foyer_fields_accept_invitation },
  { "list_sessions", FOYER_SENDER_DEVICE, foyer_fields_list_sessions, FOYER_PERMISSION_SELF },
  { "sessions_listed", FOYER_SENDER_RELAY, foyer_fields_sessions_listed },
  { "end_session", FOYER_SENDER_DEVICE, foyer_fields_end_session, FOYER_PERMISSION_SELF },
  { "end_all_sessions", FOYER_SENDER_DEVICE, foyer_fields_end_all_sessions, FOYER_PERMISSION_SELF },
  { "invite_staff", FOYER_SENDER_DEVICE, foyer_fields_invite_staff, FOYER_PERMISSION_STAFF },
  { "staff_invited", FOYER_SENDER_RELAY, foyer_fields_staff_invited },
  { "list_staff", FOYER_SENDER_DEVICE, foyer_fields_list_staff, FOYER_PERMISSION_STAFF },
  { "staff_listed", FOYER_SENDER_RELAY, foyer_fields_staff_listed },
  { "remove_staff", FOYER_SENDER_DEVICE, foyer_fields_remove_staff, FOYER_PERMISSION_STAFF },
  { "set_staff_role", FOYER_SENDER_DEVICE, foyer_fields_set_staff_role, FOYER_PERMISSION_STAFF },
  { "enrol_device", FOYER_SENDER_VISITOR, foyer_fields_enrol_device },
  { "get_device_status", FOYER_SENDER_VISITOR, foyer_fields_get_device_status },
  { "device_wiped", FOYER_SENDER_VISITOR, foyer_fields_device_wiped },
  { "device_enrolled", FOYER_SENDER_RELAY, foyer_fields_device_enrolled },
  { "noted", FOYER_SENDER_RELAY, foyer_fields_noted },
  { "create_pairing", FOYER_SENDER_DEVICE, foyer_fields_create_pairing, FOYER_PERMISSION_DEVICES },
  { "pairing_created", FOYER_SENDER_RELAY, foyer_fields_pairing_created },
  { "approve_device", FOYER_SENDER_DEVICE, foyer_fields_approve_device, FOYER_PERMISSION_DEVICES },
  { "revoke_device", FOYER_SENDER_DEVICE, foyer_fields_revoke_device, FOYER_PERMISSION_DEVICES },
  { "list_device_accesses",
    FOYER_SENDER_DEVICE,
    foyer_fields_list_device_accesses,
    FOYER_PERMISSION_DEVICES },
  { "device_accesses_listed", FOYER_SENDER_RELAY, foyer_fields_device_accesses_listed },
  { "signed_heads", FOYER_SENDER_RELAY, foyer_fields_signed_heads },
  { "show_heads", FOYER_SENDER_DEVICE, foyer_fields_show_heads, FOYER_PERMISSION_SCAN },
  { "override", FOYER_SENDER_DEVICE, foyer_fields_override, FOYER_PERMISSION_OVERRIDE },
  { "edit_ticket", FOYER_SENDER_DEVICE, foyer_fields_edit_ticket, FOYER_PERMISSION_EDIT },
  { "void_ticket", FOYER_SENDER_DEVICE, foyer_fields_void_ticket, FOYER_PERMISSION_EDIT },
  { "set_policy", FOYER_SENDER_DEVICE, foyer_fields_set_policy, FOYER_PERMISSION_RULES },
  { "pause_entry", FOYER_SENDER_DEVICE, foyer_fields_pause_entry, FOYER_PERMISSION_RULES },
  { "broadcast_message",
    FOYER_SENDER_DEVICE,
    foyer_fields_broadcast_message,
    FOYER_PERMISSION_RULES },
  { "emergency", FOYER_SENDER_RELAY, foyer_fields_emergency },
  { "alert_raised", FOYER_SENDER_RELAY, foyer_fields_alert_raised },
  { "alert_cleared", FOYER_SENDER_RELAY, foyer_fields_alert_cleared },
  { "acknowledge_alert",
    FOYER_SENDER_DEVICE,
    foyer_fields_acknowledge_alert,
    FOYER_PERMISSION_ALERTS },
  { "sync_scans", FOYER_SENDER_DEVICE, foyer_fields_sync_scans, FOYER_PERMISSION_SCAN },
  { "scans_synced", FOYER_SENDER_RELAY, foyer_fields_scans_synced },
  { "measure_clock", FOYER_SENDER_DEVICE, foyer_fields_measure_clock, FOYER_PERMISSION_SELF },
  { "clock_measured", FOYER_SENDER_RELAY, foyer_fields_clock_measured },
  { "conflict_opened", FOYER_SENDER_RELAY, foyer_fields_conflict_told },
  { "conflict_resolved", FOYER_SENDER_RELAY, foyer_fields_conflict_told },
  { "resolve_conflict",
    FOYER_SENDER_DEVICE,
    foyer_fields_resolve_conflict,
    FOYER_PERMISSION_RESOLVE },
  { "list_conflicts", FOYER_SENDER_DEVICE, foyer_fields_list_conflicts, FOYER_PERMISSION_RESOLVE },
  { "conflicts_listed", FOYER_SENDER_RELAY, foyer_fields_conflicts_listed },
  { "list_ticket_activities",
    FOYER_SENDER_DEVICE,
    foyer_fields_list_ticket_activities,
    FOYER_PERMISSION_RESOLVE },
  { "ticket_activities_listed", FOYER_SENDER_RELAY, foyer_fields_ticket_activities_listed },
  { "desks_changed", FOYER_SENDER_RELAY, foyer_fields_desks_changed },
  { "greet_neighbour", FOYER_SENDER_NEIGHBOUR, foyer_fields_greet_neighbour },
  { "gossip_knowledge", FOYER_SENDER_NEIGHBOUR, foyer_fields_gossip_runs },
  { "gossip_question", FOYER_SENDER_NEIGHBOUR, foyer_fields_gossip_runs },
  { "gossip_answer", FOYER_SENDER_NEIGHBOUR, foyer_fields_gossip_items },
  { "gossip_news", FOYER_SENDER_NEIGHBOUR, foyer_fields_gossip_items },
  { "deliver_scans", FOYER_SENDER_VISITOR, foyer_fields_deliver_scans },
  { "scans_delivered", FOYER_SENDER_RELAY, foyer_fields_scans_delivered },
};

/**
 * foyer_message_kind_to_nick:
 *
 * Returns: (transfer none): what `type` says, such as `verify_ticket`
 */
const char *
foyer_message_kind_to_nick (FoyerMessageKind kind)
{
  return kinds[kind].nick;
}

/**
 * foyer_message_kind_from_nick:
 * @nick: (nullable): what `type` says
 * @kind: (out): untouched where there is none of that name
 *
 * Returns: whether there is a message of that name
 */
gboolean
foyer_message_kind_from_nick (const char *nick, FoyerMessageKind *kind)
{
  for (guint i = 0; i < FOYER_N_MESSAGE_KINDS; i++) {
    if (g_strcmp0 (kinds[i].nick, nick) == 0) {
      *kind = (FoyerMessageKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * foyer_message_kind_get_sender:
 *
 * Returns: the only side that sends messages of this kind
 */
FoyerSender
foyer_message_kind_get_sender (FoyerMessageKind kind)
{
  return kinds[kind].sender;
}

/**
 * foyer_message_kind_get_fields:
 *
 * Returns: (transfer none): its fields besides `type`; one without a name ends them
 */
const FoyerField *
foyer_message_kind_get_fields (FoyerMessageKind kind)
{
  return kinds[kind].fields;
}

/**
 * foyer_message_kind_get_permission:
 * @kind: what devices say
 *
 * Returns: what who is signed in must be permitted before they may say that
 */
FoyerPermission
foyer_message_kind_get_permission (FoyerMessageKind kind)
{
  return kinds[kind].permission;
}

/**
 * foyer_snapshot_line_get_fields:
 *
 * Returns: (transfer none): its fields; one without a name ends them
 */
const FoyerField *
foyer_snapshot_line_get_fields (FoyerSnapshotLine line)
{
  static const FoyerField *const lines[] = { foyer_fields_snapshot_head,
                                             foyer_fields_snapshot_ticket,
                                             foyer_fields_snapshot_end };

  return lines[line];
}
