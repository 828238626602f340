/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-staff-text"

#include "config.h"

#include "app/foyer-staff-text.h"

#include "base/foyer-choice.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is said of staff members. */

static const char *const roles[] = {
  [FOYER_ROLE_STAFF] = N_ ("Staff"),
  [FOYER_ROLE_SUPERVISOR] = N_ ("Supervisor"),
  [FOYER_ROLE_ADMIN] = N_ ("Admin"),
};

static const struct {
  const char *method;
  const char *words;
} methods[] = {
  { "provider", N_ ("Signed in with a provider") },
  { "passphrase", N_ ("Signed in with a passphrase") },
  { "invitation", N_ ("Signed in with an invitation") },
  { "token", N_ ("Signed in with a token of the operator") },
};

/**
 * foyer_staff_text_role:
 *
 * Returns: (transfer none): what people call it
 */
const char *
foyer_staff_text_role (FoyerRole role)
{
  return _ (roles[role]);
}

/**
 * foyer_staff_text_name:
 *
 * Returns: (transfer none): the name, or the address where there is none
 */
const char *
foyer_staff_text_name (const FoyerMember *member)
{
  return member->staff->name != NULL ? member->staff->name : member->staff->email;
}

static char *
find_event_name (GListModel *events, const char *event_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (FoyerChoice) choice = g_list_model_get_item (events, i);

    if (g_str_equal (foyer_choice_get_id (choice), event_id))
      return g_strdup (foyer_choice_get_name (choice));
  }
  return NULL;
}

/**
 * foyer_staff_text_rights:
 * @events: (element-type FoyerChoice): the events and their names
 *
 * Returns: (transfer full): what somebody may do, and where
 */
char *
foyer_staff_text_rights (const FoyerMember *member, GListModel *events)
{
  g_auto (GStrv) ids = foyer_rights_list_events (member->rights);
  guint n = g_strv_length (ids);
  const char *everywhere = foyer_staff_text_role (member->rights->role);
  g_autofree char *name = NULL;
  FoyerRole role = FOYER_ROLE_STAFF;

  if (n == 0)
    return g_strdup (member->rights->all_events ? everywhere : _ ("No event"));
  if (member->rights->all_events)
    return g_strdup_printf (
        /* Translators: a role; a number of events. */
        ngettext ("%s, another role at %u event", "%s, another role at %u events", n),
        everywhere,
        n);
  if (n > 1)
    return g_strdup_printf (ngettext ("At %u event only", "At %u events only", n), n);
  foyer_rights_get_role (member->rights, ids[0], &role);
  name = find_event_name (events, ids[0]);
  /* Translators: a role; the name of an event. */
  return g_strdup_printf (_ ("%s, only at %s"),
                          foyer_staff_text_role (role),
                          name != NULL ? name : _ ("one event"));
}

/**
 * foyer_staff_text_state:
 *
 * Returns: (transfer none): whether they are there
 */
const char *
foyer_staff_text_state (const FoyerMember *member)
{
  if (member->signed_in)
    return _ ("Signed in");
  return member->invited ? _ ("Invited") : _ ("Not signed in");
}

/**
 * foyer_staff_text_icon:
 *
 * Returns: (transfer none): the name of an icon that says so too
 */
const char *
foyer_staff_text_icon (const FoyerMember *member)
{
  if (member->signed_in)
    return "foyer-admitted-symbolic";
  return member->invited ? "mail-unread-symbolic" : "avatar-default-symbolic";
}

/**
 * foyer_staff_text_method:
 * @method: how somebody signed in, as #FoyerSessionInfo has it
 *
 * Returns: (transfer none): the same for people
 */
const char *
foyer_staff_text_method (const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    if (g_strcmp0 (methods[i].method, method) == 0)
      return _ (methods[i].words);
  }
  return _ ("Signed in");
}

/**
 * foyer_staff_text_matches:
 * @words: what is looked for, in any order and case
 *
 * Returns: whether each of the words is in the name or the address
 */
gboolean
foyer_staff_text_matches (const FoyerMember *member, const char *words)
{
  g_autofree char *all = g_strjoin (" ", member->staff->email, member->staff->name, NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_autofree char *wanted = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (wanted, " \t", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    if (strstr (folded, parts[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}
