/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-rules"

#include "config.h"

#include "relay/foyer-relay-rules.h"

#include "db/foyer-db-entry.h"
#include "db/foyer-db-policy.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"

/* The rules of an event, as admins set them from a desk. Every desk of the event is told by the
 * trigger that rings when its set-up changes. */

static gboolean
set_policy (FoyerDbConnection *connection,
            const FoyerMessage *message,
            const FoyerDbActor *actor,
            GString *out,
            GError **error)
{
  const FoyerOfflinePolicy policy = foyer_wire_read_set_policy (message);

  if (!foyer_db_event_set_offline (connection,
                                   foyer_message_get_string (message, "request_id"),
                                   foyer_message_get_string (message, "event_id"),
                                   foyer_message_get_string (message, "ticket_type"),
                                   &policy,
                                   actor,
                                   error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
pause_entry (FoyerDbConnection *connection,
             const FoyerMessage *message,
             const FoyerDbActor *actor,
             GString *out,
             GError **error)
{
  if (!foyer_db_event_pause_entry (connection,
                                   foyer_message_get_string (message, "request_id"),
                                   foyer_message_get_string (message, "event_id"),
                                   foyer_message_get_boolean (message, "paused"),
                                   foyer_message_get_string (message, "message"),
                                   actor,
                                   error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
broadcast_message (FoyerDbConnection *connection,
                   const FoyerMessage *message,
                   const FoyerDbActor *actor,
                   GString *out,
                   GError **error)
{
  if (!foyer_db_event_broadcast (connection,
                                 foyer_message_get_string (message, "request_id"),
                                 foyer_message_get_string (message, "event_id"),
                                 foyer_message_get_string (message, "message"),
                                 actor,
                                 error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static const FoyerRelayWorkEntry works[] = {
  { FOYER_MESSAGE_KIND_SET_POLICY, set_policy },
  { FOYER_MESSAGE_KIND_PAUSE_ENTRY, pause_entry },
  { FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, broadcast_message },
};

/**
 * foyer_relay_rules_get_work:
 *
 * Returns: (nullable): what answers such a request, if it is about an event's rules
 */
FoyerRelayWork
foyer_relay_rules_get_work (FoyerMessageKind kind)
{
  return foyer_relay_work_find (works, G_N_ELEMENTS (works), kind);
}
