/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-inquiries"

#include "config.h"

#include "relay/foyer-relay-inquiries.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-activities.h"
#include "db/foyer-db-conflicts.h"
#include "wire/foyer-wire-activities.h"
#include "wire/foyer-wire-conflicts.h"

/* What whoever decides a conflict looks up: which ones there are, and all that was done with a
 * ticket. Nothing is written. */

/* How many are told where it is not said. */
#define LIMIT 50

static gboolean
list_conflicts (FoyerDbConnection *connection,
                const FoyerMessage *message,
                const FoyerDbActor *actor,
                GString *out,
                GError **error)
{
  gboolean more;
  g_autoptr (GPtrArray) conflicts =
      foyer_db_conflicts_list (connection,
                               foyer_message_get_string (message, "event_id"),
                               foyer_message_get_boolean (message, "resolved"),
                               (guint)foyer_message_get_integer (message, "limit", LIMIT),
                               actor,
                               &more,
                               error);

  if (conflicts == NULL)
    return FALSE;
  foyer_wire_write_conflicts_listed (out, message->id, conflicts, more);
  return TRUE;
}

static gboolean
list_ticket_activities (FoyerDbConnection *connection,
                        const FoyerMessage *message,
                        const FoyerDbActor *actor,
                        GString *out,
                        GError **error)
{
  gboolean more;
  g_autoptr (GPtrArray) activities =
      foyer_db_activities_of_ticket (connection,
                                     foyer_message_get_string (message, "event_id"),
                                     foyer_message_get_string (message, "ticket_id"),
                                     foyer_message_get_string (message, "list_id"),
                                     (guint)foyer_message_get_integer (message, "limit", LIMIT),
                                     actor,
                                     &more,
                                     error);

  if (activities == NULL)
    return FALSE;
  foyer_wire_write_ticket_activities_listed (out, message->id, activities, more);
  return TRUE;
}

static const FoyerRelayWorkEntry works[] = {
  { FOYER_MESSAGE_KIND_LIST_CONFLICTS, list_conflicts },
  { FOYER_MESSAGE_KIND_LIST_TICKET_ACTIVITIES, list_ticket_activities },
};

/**
 * foyer_relay_inquiries_get_work:
 *
 * Returns: (nullable): what answers such a request, if it looks something up
 */
FoyerRelayWork
foyer_relay_inquiries_get_work (FoyerMessageKind kind)
{
  return foyer_relay_work_find (works, G_N_ELEMENTS (works), kind);
}
