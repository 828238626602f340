/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-desks"

#include "config.h"

#include "wire/foyer-fields.h"

/* The fields of what desks are told of each other. */

const FoyerField foyer_fields_part_desk[] = {
  FIELD_UUID ("device_id", REQUIRED),      FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_KEY ("public_key", OPTIONAL),      FIELD_BOOLEAN ("online", REQUIRED),
  FIELD_TIME ("last_heard", OPTIONAL),     FIELD_COUNT ("hourly_rate", OPTIONAL),
  FIELD_ENDPOINTS ("addresses", OPTIONAL), END_OF_FIELDS,
};

const FoyerField foyer_fields_desks_changed[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_OBJECTS ("desks", REQUIRED, foyer_fields_part_desk),
  FIELD_UUIDS ("gone", OPTIONAL, ITEMS_MAX),
  END_OF_FIELDS,
};
