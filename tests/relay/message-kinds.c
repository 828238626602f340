/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire/foyer-message-kind.h"

#include <stdio.h>

/* Prints every message that devices send, with what the tables of the wire and of the permissions
 * say of it: whether it names an event, whether a role at one event is enough, for each role
 * whether it is permitted, whether everybody is, and the least that can be said. A new message is
 * tested without anybody thinking of it. */

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

static void print_fields (const FoyerField *fields);

static const char *
choose_nick (const FoyerField *field)
{
  static const char *const nicks[] = { "staff", "entry", "admitted", "signed", "verified" };

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++) {
    if (field->has_nick (nicks[i]))
      return nicks[i];
  }
  return "?";
}

static void
print_value (const FoyerField *field)
{
  g_autofree char *text = NULL;

  switch (field->type) {
  case FOYER_FIELD_TEXT:
  case FOYER_FIELD_CLEAN:
    text = g_strnfill ((gsize)MAX (field->minimum, 1), 'x');
    printf ("\"%s\"", text);
    break;
  case FOYER_FIELD_NICK:
    printf ("\"%s\"", choose_nick (field));
    break;
  case FOYER_FIELD_UUID:
    printf ("\"00000000-0000-4000-8000-000000000000\"");
    break;
  case FOYER_FIELD_TIME:
    printf ("\"2026-05-01T18:02:33.123Z\"");
    break;
  case FOYER_FIELD_KEY:
    printf ("\"8g3KIAgsWMOu3NZXbIyjJjjA1fvQ8g419a2KoIhWIAU=\"");
    break;
  case FOYER_FIELD_INTEGER:
    printf ("%" G_GINT64_FORMAT, MAX (field->minimum, 0));
    break;
  case FOYER_FIELD_BOOLEAN:
    printf ("false");
    break;
  case FOYER_FIELD_OBJECT:
    print_fields (field->fields);
    break;
  case FOYER_FIELD_OBJECTS:
  case FOYER_FIELD_NUMBERS:
  default:
    printf ("[]");
    break;
  }
}

/* An object with what has to be there. */
static void
print_fields (const FoyerField *fields)
{
  const char *comma = "";

  printf ("{");
  for (guint i = 0; fields[i].name != NULL; i++) {
    if (!fields[i].required)
      continue;
    printf ("%s\"%s\": ", comma, fields[i].name);
    print_value (&fields[i]);
    comma = ", ";
  }
  printf ("}");
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
  printf ("\t%d\t", permission == FOYER_PERMISSION_SELF);
  print_fields (foyer_message_kind_get_fields (kind));
  printf ("\n");
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
