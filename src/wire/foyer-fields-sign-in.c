/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-sign-in"

#include "config.h"

#include "wire/foyer-fields.h"

/* The fields of the messages with which a session begins. */

static const FoyerField provider_fields[] = {
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_get_sign_in_ways[] = {
  END_OF_FIELDS,
};

const FoyerField foyer_fields_sign_in_ways[] = {
  FIELD_TEXT ("relay", REQUIRED, SAID_MAX), FIELD_UUID ("installation_id", REQUIRED),
  FIELD_TIME ("server_time", REQUIRED),     FIELD_OBJECT ("provider", OPTIONAL, provider_fields),
  FIELD_BOOLEAN ("passphrase", REQUIRED),   END_OF_FIELDS,
};

const FoyerField foyer_fields_begin_sign_in[] = {
  PROOF_FIELDS,
  FIELD_CLEAN ("redirect_uri", REQUIRED, 1, FOYER_LIMIT_REDIRECT_URI),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_sign_in_begun[] = {
  FIELD_CLEAN ("url", REQUIRED, 1, SAID_MAX),
  FIELD_CLEAN ("state", REQUIRED, FOYER_CHALLENGE_LENGTH, FOYER_CHALLENGE_LENGTH),
  FIELD_TIME ("expires", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_finish_sign_in[] = {
  PROOF_FIELDS,
  FIELD_CLEAN ("state", REQUIRED, FOYER_CHALLENGE_LENGTH, FOYER_CHALLENGE_LENGTH),
  FIELD_CLEAN ("code", REQUIRED, 1, FOYER_LIMIT_PROVIDER_CODE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_signed_in[] = {
  FIELD_CLEAN ("token", REQUIRED, 1, SAID_MAX),
  FIELD_UUID ("session_id", REQUIRED),
  FIELD_TIME ("expires", REQUIRED),
  FIELD_OBJECT ("staff", REQUIRED, foyer_fields_part_staff),
  END_OF_FIELDS,
};
