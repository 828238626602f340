/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-pairing"

#include "config.h"

#include "model/foyer-device-access.h"
#include "model/foyer-pairing.h"
#include "wire/foyer-fields.h"

/* The fields of the messages by which devices come to be known, and are no more. */

DEFINE_HAS_NICK (FoyerAccessKind, foyer_access_kind)

#define PROOF_FIELDS                                                           \
  FIELD_UUID ("device_id", REQUIRED), FIELD_CHALLENGE ("challenge", REQUIRED), \
      FIELD_PROOF ("proof", REQUIRED)
#define DEVICE_REQUEST_FIELDS \
  FIELD_REQUEST, FIELD_UUID ("request_id", REQUIRED), FIELD_UUID ("device_id", REQUIRED)
/* Where a device is to work. */
#define POST_FIELDS                                                    \
  FIELD_UUID ("event_id", OPTIONAL), FIELD_UUID ("list_id", OPTIONAL), \
      FIELD_CLEAN ("gate", OPTIONAL, 1, FOYER_LIMIT_NAME),             \
      FIELD_CLEAN ("device_name", OPTIONAL, 1, FOYER_LIMIT_NAME)

static const FoyerField event_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

static const FoyerField access_fields[] = {
  FIELD_COUNT ("number", REQUIRED),
  FIELD_NICK ("kind", REQUIRED, foyer_access_kind_has),
  FIELD_TEXT ("staff_email", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("address", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("user_agent", OPTIONAL, SAID_MAX),
  FIELD_TIME ("at", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_enrol_device[] = {
  FIELD_CLEAN ("code", REQUIRED, FOYER_PAIRING_CODE_LENGTH, FOYER_PAIRING_CODE_LENGTH),
  FIELD_KEY ("public_key", REQUIRED),
  FIELD_CLEAN ("name", REQUIRED, 1, FOYER_LIMIT_NAME),
  FIELD_CLEAN ("app_version", OPTIONAL, 0, FOYER_LIMIT_APP_VERSION),
  FIELD_PROOF ("proof", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_get_device_status[] = {
  PROOF_FIELDS,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_device_wiped[] = {
  PROOF_FIELDS,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_device_enrolled[] = {
  FIELD_OBJECT ("device", REQUIRED, foyer_fields_part_own_device),
  FIELD_OBJECT ("event", OPTIONAL, event_fields),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_UUID ("installation_id", REQUIRED),
  FIELD_TEXT ("relay", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_noted[] = {
  END_OF_FIELDS,
};

const FoyerField foyer_fields_create_pairing[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  POST_FIELDS,
  FIELD_UUID ("device_id", OPTIONAL),
  FIELD_BOOLEAN ("approve", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_pairing_created[] = {
  FIELD_ANSWERED,
  FIELD_TEXT ("text", REQUIRED, SAID_MAX),
  FIELD_TEXT ("code", REQUIRED, SAID_MAX),
  FIELD_TIME ("expires", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_approve_device[] = {
  DEVICE_REQUEST_FIELDS,
  POST_FIELDS,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_revoke_device[] = {
  DEVICE_REQUEST_FIELDS,
  FIELD_CLEAN ("reason", OPTIONAL, 0, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_list_device_accesses[] = {
  FIELD_REQUEST,
  FIELD_UUID ("device_id", REQUIRED),
  FIELD_COUNT ("before", OPTIONAL),
  FIELD_INTEGER ("limit", OPTIONAL, 1, FOYER_LIMIT_ACCESSES_LISTED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_device_accesses_listed[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("accesses", REQUIRED, access_fields),
  END_OF_FIELDS,
};
