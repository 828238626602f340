/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire/foyer-message-kind.h"

#include <stdio.h>

/* Prints every message that devices send, with what the tables of the wire and of the permissions
 * say of it: whether it is about an event, whether a role at one event is enough, and for each role
 * whether it is permitted. A new message is tested without anybody thinking of it. */

static gboolean
has_event (FoyerMessageKind kind)
{
  const FoyerField *fields = foyer_message_kind_get_fields (kind);

  for (guint i = 0; fields[i].name != NULL; i++) {
    if (g_str_equal (fields[i].name, "event_id"))
      return TRUE;
  }
  return FALSE;
}

static void
print_kind (FoyerMessageKind kind)
{
  FoyerPermission permission = foyer_message_kind_get_permission (kind);

  printf ("%s\t%d\t%d",
          foyer_message_kind_to_nick (kind),
          has_event (kind),
          foyer_permission_is_about_event (permission));
  for (guint role = FOYER_ROLE_STAFF; role <= FOYER_ROLE_ADMIN; role++)
    printf ("\t%d", foyer_role_includes ((FoyerRole)role, permission));
  printf ("\t%d\n", permission == FOYER_PERMISSION_SELF);
}

int
main (void)
{
  for (guint kind = 0; kind < FOYER_N_MESSAGE_KINDS; kind++) {
    if (foyer_message_kind_get_sender ((FoyerMessageKind)kind) == FOYER_SENDER_DEVICE)
      print_kind ((FoyerMessageKind)kind);
  }
  return 0;
}
