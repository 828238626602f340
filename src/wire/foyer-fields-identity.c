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
