/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-identity"

#include "config.h"

#include "wire/foyer-fields.h"

/* The fields of the messages that are about who is at a desk: signing in, devices, sessions. */

const FoyerField foyer_fields_get_challenge[] = {
  END_OF_FIELDS,
};

const FoyerField foyer_fields_challenge[] = {
  FIELD_CHALLENGE ("challenge", REQUIRED),
  FIELD_TIME ("expires", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_part_own_session[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TIME ("expires", OPTIONAL),
  FIELD_BOOLEAN ("key_bound", REQUIRED),
  FIELD_TEXT ("method", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_prove_key[] = {
  FIELD_REQUEST,
  FIELD_PROOF ("proof", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_token_renewed[] = {
  FIELD_TEXT ("token", REQUIRED, FOYER_LIMIT_TOKEN),
  FIELD_TIME ("expires", OPTIONAL),
  END_OF_FIELDS,
};
