/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-people"

#include "config.h"

#include "model/foyer-enums.h"
#include "wire/foyer-fields.h"

/* The fields of the messages that are about staff members and their sessions. */

DEFINE_HAS_NICK (FoyerRole, foyer_role)

#define FIELD_EMAIL(name, required) FIELD_CLEAN (name, required, 3, FOYER_LIMIT_EMAIL)
#define FIELD_PASSPHRASE                                                      \
  {                                                                           \
    "passphrase", FOYER_FIELD_TEXT, REQUIRED, 1, FOYER_LIMIT_PASSPHRASE_BYTES \
  }

const FoyerField foyer_fields_sign_in_with_passphrase[] = {
  PROOF_FIELDS,
  FIELD_EMAIL ("email", REQUIRED),
  FIELD_PASSPHRASE,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_accept_invitation[] = {
  PROOF_FIELDS,
  FIELD_CLEAN ("code", REQUIRED, 1, FOYER_LIMIT_NAME),
  FIELD_PASSPHRASE,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_list_sessions[] = {
  FIELD_REQUEST,
  FIELD_EMAIL ("staff_email", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField session_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("staff_email", REQUIRED, SAID_MAX),
  FIELD_UUID ("device_id", REQUIRED),
  FIELD_TEXT ("device", REQUIRED, SAID_MAX),
  FIELD_TEXT ("method", REQUIRED, SAID_MAX),
  FIELD_TIME ("created_at", REQUIRED),
  FIELD_TIME ("last_used", OPTIONAL),
  FIELD_TEXT ("address", OPTIONAL, SAID_MAX),
  FIELD_BOOLEAN ("current", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_sessions_listed[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("sessions", REQUIRED, session_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_end_session[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_UUID ("session_id", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_end_all_sessions[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_EMAIL ("staff_email", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_invite_staff[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_EMAIL ("email", REQUIRED),
  FIELD_CLEAN ("name", OPTIONAL, 1, FOYER_LIMIT_NAME),
  FIELD_NICK ("role", REQUIRED, foyer_role_has),
  FIELD_UUID ("event_id", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_staff_invited[] = {
  FIELD_ANSWERED,
  FIELD_TEXT ("code", REQUIRED, SAID_MAX),
  FIELD_TEXT ("text", REQUIRED, SAID_MAX),
  FIELD_TIME ("expires", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_list_staff[] = {
  FIELD_REQUEST,
  FIELD_EMAIL ("after", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField event_role_fields[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_NICK ("role", REQUIRED, foyer_role_has),
  END_OF_FIELDS,
};

static const FoyerField member_fields[] = {
  FIELD_TEXT ("email", REQUIRED, SAID_MAX),
  FIELD_TEXT ("name", OPTIONAL, SAID_MAX),
  FIELD_NICK ("role", REQUIRED, foyer_role_has),
  FIELD_BOOLEAN ("all_events", REQUIRED),
  FIELD_OBJECTS ("events", REQUIRED, event_role_fields),
  FIELD_BOOLEAN ("signed_in", REQUIRED),
  FIELD_BOOLEAN ("invited", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_staff_listed[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("staff", REQUIRED, member_fields),
  FIELD_BOOLEAN ("more", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_remove_staff[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_EMAIL ("email", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_set_staff_role[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_EMAIL ("email", REQUIRED),
  FIELD_NICK ("role", OPTIONAL, foyer_role_has),
  FIELD_UUID ("event_id", OPTIONAL),
  END_OF_FIELDS,
};
