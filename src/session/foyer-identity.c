/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-identity"

#include "config.h"

#include "session/foyer-identity-private.h"

#include "session/foyer-device-key.h"

#include <string.h>

/* Which device this is: the relay that it was paired with, and how it stands there. What is known
 * lasts over restarts, in the settings of the profile. The files of the same stem hold how that
 * comes about. */

/* How many people of one desk are offered when the next one signs in. */
#define MOST_PEOPLE 4

/* How many places are known where the relay may be. */
#define MOST_ADDRESSES 8

/* All of it, so that nothing of a relay stays when it is forgotten. */
static const char *const keys[] = {
  FOYER_IDENTITY_DEVICE,    FOYER_IDENTITY_STATUS,     FOYER_IDENTITY_NAME,
  FOYER_IDENTITY_GATE,      FOYER_IDENTITY_EVENT_NAME, FOYER_IDENTITY_INSTALLATION,
  FOYER_IDENTITY_ADDRESSES, FOYER_IDENTITY_WAITING,    FOYER_IDENTITY_PEOPLE,
};

static const char *const states[] = {
  [FOYER_IDENTITY_STATE_PENDING] = "pending",
  [FOYER_IDENTITY_STATE_APPROVED] = "approved",
  [FOYER_IDENTITY_STATE_REVOKED] = "revoked",
};

G_DEFINE_ENUM_TYPE (FoyerIdentityState,
                    foyer_identity_state,
                    G_DEFINE_ENUM_VALUE (FOYER_IDENTITY_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (FOYER_IDENTITY_STATE_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (FOYER_IDENTITY_STATE_APPROVED, "approved"),
                    G_DEFINE_ENUM_VALUE (FOYER_IDENTITY_STATE_REVOKED, "revoked"))
G_DEFINE_FINAL_TYPE (FoyerIdentity, foyer_identity, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum {
  UNKNOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
foyer_identity_dispose (GObject *object)
{
  foyer_identity_stop (FOYER_IDENTITY (object));

  G_OBJECT_CLASS (foyer_identity_parent_class)->dispose (object);
}

static void
foyer_identity_finalize (GObject *object)
{
  FoyerIdentity *self = FOYER_IDENTITY (object);

  g_object_unref (self->profile);
  g_object_unref (self->secrets);
  foyer_device_key_free (self->key);
  g_free (self->problem);

  G_OBJECT_CLASS (foyer_identity_parent_class)->finalize (object);
}

static void
foyer_identity_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerIdentity *self = FOYER_IDENTITY (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (gint)self->state);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_identity_class_init (FoyerIdentityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = foyer_identity_dispose;
  object_class->finalize = foyer_identity_finalize;
  object_class->get_property = foyer_identity_get_property;
  properties[PROP_STATE] = g_param_spec_enum ("state",
                                              NULL,
                                              NULL,
                                              FOYER_TYPE_IDENTITY_STATE,
                                              FOYER_IDENTITY_STATE_NEW,
                                              flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /* The relay does not know a device that it had approved. */
  signals[UNKNOWN] = g_signal_new ("unknown",
                                   FOYER_TYPE_IDENTITY,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
foyer_identity_init (FoyerIdentity *self)
{
}

static FoyerIdentityState
read_state (FoyerProfile *profile)
{
  g_autofree char *device = foyer_profile_get_setting (profile, FOYER_IDENTITY_DEVICE);
  g_autofree char *addresses = foyer_profile_get_setting (profile, FOYER_IDENTITY_ADDRESSES);
  g_autofree char *status = foyer_profile_get_setting (profile, FOYER_IDENTITY_STATUS);

  for (guint i = FOYER_IDENTITY_STATE_PENDING; i < G_N_ELEMENTS (states); i++) {
    if (device != NULL && addresses != NULL && g_strcmp0 (status, states[i]) == 0)
      return (FoyerIdentityState)i;
  }
  return FOYER_IDENTITY_STATE_NEW;
}

/**
 * foyer_identity_new:
 * @profile: whose identity it is
 * @secrets: where its key is kept
 *
 * Returns: (transfer full): the identity as it was left; what was waited for is waited for again
 */
FoyerIdentity *
foyer_identity_new (FoyerProfile *profile, FoyerSecretStore *secrets)
{
  FoyerIdentity *self = g_object_new (FOYER_TYPE_IDENTITY, NULL);

  self->profile = g_object_ref (profile);
  self->secrets = g_object_ref (secrets);
  self->state = read_state (profile);
  foyer_identity_check (self);
  return self;
}

/**
 * foyer_identity_set_state:
 *
 * Remembers how the device stands.
 */
void
foyer_identity_set_state (FoyerIdentity *self, FoyerIdentityState state)
{
  foyer_profile_set_setting (self->profile,
                             FOYER_IDENTITY_STATUS,
                             state != FOYER_IDENTITY_STATE_NEW ? states[state] : NULL);
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * foyer_identity_set_unknown:
 * @unknown: whether the relay does not know this device; where it had, it was restored to a state
 *   of before
 */
void
foyer_identity_set_unknown (FoyerIdentity *self, gboolean unknown)
{
  if (self->is_unknown == unknown)
    return;
  self->is_unknown = unknown;
  if (unknown)
    g_signal_emit (self, signals[UNKNOWN], 0);
}

/**
 * foyer_identity_set_problem:
 * @problem: (nullable): a sentence for people
 */
void
foyer_identity_set_problem (FoyerIdentity *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * foyer_identity_dup_addresses:
 *
 * Returns: (transfer full): where the relay may be, the address that answered last before others;
 *   none where there is no relay
 */
GStrv
foyer_identity_dup_addresses (FoyerIdentity *self)
{
  g_autofree char *addresses = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_ADDRESSES);

  return g_strsplit (addresses != NULL ? addresses : "", " ", -1);
}

/**
 * foyer_identity_sort_addresses:
 * @addresses: where a relay may be
 * @answered: where it answered
 *
 * Returns: (transfer full): both, the address that answered before the others; not too many
 */
GStrv
foyer_identity_sort_addresses (GStrv addresses, const char *answered)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  gsize length = strcspn (answered, "#");

  g_ptr_array_add (sorted, g_strdup (answered));
  for (guint i = 0; addresses[i] != NULL && sorted->len < MOST_ADDRESSES; i++) {
    if (strcspn (addresses[i], "#") != length || strncmp (addresses[i], answered, length) != 0)
      g_ptr_array_add (sorted, g_strdup (addresses[i]));
  }
  g_ptr_array_add (sorted, NULL);
  return (GStrv)g_ptr_array_steal (sorted, NULL);
}

/**
 * foyer_identity_keep_addresses:
 */
void
foyer_identity_keep_addresses (FoyerIdentity *self, GStrv addresses)
{
  g_autofree char *joined = g_strjoinv (" ", addresses);

  foyer_profile_set_setting (self->profile, FOYER_IDENTITY_ADDRESSES, joined);
}

/**
 * foyer_identity_remember_address:
 * @answered: where the relay of this device answered
 *
 * Asks there first from now on.
 */
void
foyer_identity_remember_address (FoyerIdentity *self, const char *answered)
{
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self);
  g_auto (GStrv) sorted = foyer_identity_sort_addresses (addresses, answered);

  /* It may have been forgotten while it was asked. */
  if (self->state != FOYER_IDENTITY_STATE_NEW)
    foyer_identity_keep_addresses (self, sorted);
}

static void
forget_settings (FoyerIdentity *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    foyer_profile_set_setting (self->profile, keys[i], NULL);
}

/**
 * foyer_identity_wipe:
 *
 * Wipes everything but what the relay still has to be told with: which device this is, its key, and
 * where the relay is.
 */
void
foyer_identity_wipe (FoyerIdentity *self)
{
  static const char *const wiped[] = { FOYER_IDENTITY_NAME,
                                       FOYER_IDENTITY_GATE,
                                       FOYER_IDENTITY_EVENT_NAME,
                                       FOYER_IDENTITY_WAITING,
                                       FOYER_IDENTITY_PEOPLE };

  if (self->state == FOYER_IDENTITY_STATE_NEW)
    return;
  /* Before anything says that it was revoked, which ends with the receipt. */
  if (self->state != FOYER_IDENTITY_STATE_REVOKED)
    foyer_profile_set_wipe_due (self->profile, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (wiped); i++)
    foyer_profile_set_setting (self->profile, wiped[i], NULL);
  foyer_identity_set_problem (self, NULL);
  foyer_identity_set_state (self, FOYER_IDENTITY_STATE_REVOKED);
  foyer_identity_check (self);
}

/**
 * foyer_identity_forget:
 *
 * Forgets the relay and the key that it knew. The relay is not told.
 */
void
foyer_identity_forget (FoyerIdentity *self)
{
  g_return_if_fail (FOYER_IS_IDENTITY (self));

  foyer_identity_stop (self);
  self->is_told = FALSE;
  self->is_unknown = FALSE;
  forget_settings (self);
  g_clear_pointer (&self->key, foyer_device_key_free);
  foyer_secret_store_forget (self->secrets, FOYER_SECRET_DEVICE_KEY);
  foyer_identity_set_problem (self, NULL);
  foyer_identity_set_state (self, FOYER_IDENTITY_STATE_NEW);
}

/**
 * foyer_identity_get_state:
 *
 * Returns: how the device stands with its relay
 */
FoyerIdentityState
foyer_identity_get_state (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), FOYER_IDENTITY_STATE_NEW);

  return self->state;
}

/**
 * foyer_identity_get_problem:
 *
 * Returns: (transfer none) (nullable): a sentence for people that says why nothing is heard
 */
const char *
foyer_identity_get_problem (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return self->problem;
}

/**
 * foyer_identity_get_waiting_since:
 *
 * Returns: since when an admin is waited for; 0 where none is
 */
FoyerTime
foyer_identity_get_waiting_since (FoyerIdentity *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (FOYER_IS_IDENTITY (self), 0);

  text = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_WAITING);
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * foyer_identity_get_device_id:
 *
 * Returns: (transfer full) (nullable): how the relay knows this device: a UUID
 */
char *
foyer_identity_get_device_id (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return foyer_profile_get_setting (self->profile, FOYER_IDENTITY_DEVICE);
}

/**
 * foyer_identity_get_key_in_file:
 *
 * Returns: whether the key of this device is kept in a file instead of a keyring
 */
gboolean
foyer_identity_get_key_in_file (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), FALSE);

  return foyer_secret_file_exists (self->profile, FOYER_SECRET_DEVICE_KEY);
}

/**
 * foyer_identity_get_device_name:
 *
 * Returns: (transfer full) (nullable): what the relay calls this device
 */
char *
foyer_identity_get_device_name (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return foyer_profile_get_setting (self->profile, FOYER_IDENTITY_NAME);
}

/**
 * foyer_identity_get_gate:
 *
 * Returns: (transfer full) (nullable): the gate where it stands
 */
char *
foyer_identity_get_gate (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return foyer_profile_get_setting (self->profile, FOYER_IDENTITY_GATE);
}

/**
 * foyer_identity_get_event_name:
 *
 * Returns: (transfer full) (nullable): what people call the event that it is to work for
 */
char *
foyer_identity_get_event_name (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return foyer_profile_get_setting (self->profile, FOYER_IDENTITY_EVENT_NAME);
}

/**
 * foyer_identity_get_address:
 *
 * Returns: (transfer full) (nullable): where the relay answered last, with its fingerprint
 */
char *
foyer_identity_get_address (FoyerIdentity *self)
{
  g_auto (GStrv) addresses = NULL;

  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  addresses = foyer_identity_dup_addresses (self);
  return g_strdup (addresses[0]);
}

/**
 * foyer_identity_get_fingerprint:
 *
 * Returns: (transfer full) (nullable): that of the relay's certificate, in hexadecimal; %NULL where
 *   the system's store vouches for it
 */
char *
foyer_identity_get_fingerprint (FoyerIdentity *self)
{
  g_autofree char *address = foyer_identity_get_address (self);
  const char *fragment = address != NULL ? strchr (address, '#') : NULL;

  return fragment != NULL ? g_ascii_strdown (fragment + 1, -1) : NULL;
}

/**
 * foyer_identity_dup_people:
 *
 * Returns: (transfer full) (element-type FoyerStaff): who was signed in here, the last one first
 */
GPtrArray *
foyer_identity_dup_people (FoyerIdentity *self)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_staff_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (FOYER_IS_IDENTITY (self), people);

  text = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_PEOPLE);
  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], "\t", 2);
    FoyerStaff fields = { .email = words[0], .name = words[0] != NULL ? words[1] : NULL };

    if (words[0] != NULL && *words[0] != '\0')
      g_ptr_array_add (people, foyer_staff_new (&fields));
  }
  return people;
}

static void
add_person (GString *text, const FoyerStaff *person)
{
  g_autofree char *name = g_strdup (person->name);

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, person->email);
  if (name != NULL)
    g_string_append_printf (text, "\t%s", g_strdelimit (name, "\t\n", ' '));
}

/**
 * foyer_identity_remember_person:
 * @person: who is signed in here now
 *
 * Remembers whose turn it was, and of the ones before them a few.
 */
void
foyer_identity_remember_person (FoyerIdentity *self, const FoyerStaff *person)
{
  g_autoptr (GPtrArray) people = foyer_identity_dup_people (self);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 1;

  add_person (text, person);
  for (guint i = 0; i < people->len && n < MOST_PEOPLE; i++) {
    const FoyerStaff *other = g_ptr_array_index (people, i);

    if (g_ascii_strcasecmp (other->email, person->email) == 0)
      continue;
    add_person (text, other);
    n++;
  }
  foyer_profile_set_setting (self->profile, FOYER_IDENTITY_PEOPLE, text->str);
}
