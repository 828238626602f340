/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-enums.h"
#include "model/foyer-event.h"

/* Every value from @first to @last has a nick that leads back to it, and no stranger does. */
#define CHECK_SET(Type, prefix, first, last)                                   \
  G_STMT_START                                                                 \
  {                                                                            \
    Type stays = last;                                                         \
                                                                               \
    for (guint i = first; i <= last; i++) {                                    \
      Type value = last;                                                       \
                                                                               \
      g_assert_nonnull (prefix##_to_nick ((Type)i));                           \
      g_assert_true (prefix##_from_nick (prefix##_to_nick ((Type)i), &value)); \
      g_assert_cmpuint (value, ==, i);                                         \
    }                                                                          \
    g_assert_false (prefix##_from_nick ("no_such", &stays));                   \
    g_assert_false (prefix##_from_nick ("", &stays));                          \
    g_assert_false (prefix##_from_nick (NULL, &stays));                        \
    g_assert_cmpuint (stays, ==, last);                                        \
  }                                                                            \
  G_STMT_END

static void
test_sets (void)
{
  CHECK_SET (FoyerDirection, foyer_direction, FOYER_DIRECTION_ENTRY, FOYER_DIRECTION_EXIT);
  CHECK_SET (FoyerOutcome, foyer_outcome, FOYER_OUTCOME_ADMITTED, FOYER_OUTCOME_REFUSED);
  CHECK_SET (FoyerOfflineMode, foyer_offline_mode, FOYER_OFFLINE_INHERIT, FOYER_OFFLINE_SIGNED);
  CHECK_SET (FoyerReason, foyer_reason, FOYER_REASON_BAD_SIGNATURE, FOYER_REASON_RULE);
  CHECK_SET (FoyerTicketStatus,
             foyer_ticket_status,
             FOYER_TICKET_STATUS_GENERATED,
             FOYER_TICKET_STATUS_VOID);
  CHECK_SET (FoyerChangeKind,
             foyer_change_kind,
             FOYER_CHANGE_KIND_VERIFIED,
             FOYER_CHANGE_KIND_RELOAD);
  CHECK_SET (FoyerAction, foyer_action, FOYER_ACTION_VERIFIED, FOYER_ACTION_RECONCILED);
  CHECK_SET (FoyerRole, foyer_role, FOYER_ROLE_STAFF, FOYER_ROLE_ADMIN);
  CHECK_SET (FoyerDeviceStatus,
             foyer_device_status,
             FOYER_DEVICE_STATUS_PENDING,
             FOYER_DEVICE_STATUS_REVOKED);
}

static void
test_no_reason (void)
{
  g_assert_null (foyer_reason_to_nick (FOYER_REASON_NONE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/enums/every-value-has-a-nick-that-leads-back", test_sets);
  g_test_add_func ("/model/enums/no-reason-has-no-nick", test_no_reason);
  return g_test_run ();
}
