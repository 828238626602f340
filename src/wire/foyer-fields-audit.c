/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-audit"

#include "config.h"

#include "model/foyer-signed-head.h"
#include "wire/foyer-fields.h"

/* The fields of the messages by which desks keep where the logs ended. */

DEFINE_HAS_NICK (FoyerChain, foyer_chain)

/* Characters of an Ed25519 signature in base64. */
#define SIGNATURE_LENGTH 88

static const FoyerField head_fields[] = {
  FIELD_NICK ("chain", REQUIRED, foyer_chain_has),
  FIELD_COUNT ("row_no", REQUIRED),
  FIELD_SHA256 ("row_hash", REQUIRED),
  FIELD_TIME ("signed_at", REQUIRED),
  FIELD_INTEGER ("key_number", REQUIRED, 1, G_MAXUINT32),
  FIELD_CLEAN ("signature", REQUIRED, SIGNATURE_LENGTH, SIGNATURE_LENGTH),
  END_OF_FIELDS,
};

#define FIELD_HEADS                                                                           \
  {                                                                                           \
    "heads", FOYER_FIELD_OBJECTS, REQUIRED, 0, FOYER_LIMIT_HEADS_SHOWN, .fields = head_fields \
  }

const FoyerField foyer_fields_signed_heads[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_HEADS,
  FIELD_OBJECTS ("keys", REQUIRED, foyer_fields_part_key),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_show_heads[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_HEADS,
  END_OF_FIELDS,
};
