/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-identity"

#include "config.h"

#include "session/foyer-identity-private.h"

#include "session/foyer-device-key.h"

#include <string.h>

/* Which device this is: the relay that it was paired with, and how it stands there. What is known
 * lasts over restarts, in the settings of the profile. The files of the same stem hold how that
 * comes about. */

/* All of it, so that nothing of a relay stays when it is forgotten. */
static const char *const keys[] = {
  FOYER_IDENTITY_DEVICE,    FOYER_IDENTITY_STATUS,     FOYER_IDENTITY_NAME,
  FOYER_IDENTITY_GATE,      FOYER_IDENTITY_EVENT_NAME, FOYER_IDENTITY_INSTALLATION,
  FOYER_IDENTITY_ADDRESSES, FOYER_IDENTITY_WAITING,    FOYER_IDENTITY_LAST_PERSON,
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
                                       FOYER_IDENTITY_LAST_PERSON };

  if (self->state == FOYER_IDENTITY_STATE_NEW)
    return;
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
 * foyer_identity_get_last_person:
 *
 * Returns: (transfer full) (nullable): who was signed in here last
 */
char *
foyer_identity_get_last_person (FoyerIdentity *self)
{
  g_return_val_if_fail (FOYER_IS_IDENTITY (self), NULL);

  return foyer_profile_get_setting (self->profile, FOYER_IDENTITY_LAST_PERSON);
}
