/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-neighbours"

#include "config.h"

#include "model/foyer-enums.h"
#include "wire/foyer-fields.h"

/* The fields of what desks say to each other. What they say is bounded as tightly as what a device
 * says to a relay. */

static gboolean
is_passage (const char *nick)
{
  FoyerOutcome outcome;

  return foyer_outcome_from_nick (nick, &outcome) && outcome != FOYER_OUTCOME_REFUSED;
}

/* How far somebody has heard a device. */
#define RUN_FIELDS FIELD_UUID ("device_id", REQUIRED), FIELD_UUID ("run_id", REQUIRED)

static const FoyerField run_fields[] = {
  RUN_FIELDS,
  FIELD_COUNT ("last", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField item_fields[] = {
  RUN_FIELDS,
  FIELD_INTEGER ("number", REQUIRED, 1, COUNT_MAX),
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_UUID ("ticket_id", REQUIRED),
  FIELD_UUID ("list_id", REQUIRED),
  FIELD_NICK ("outcome", REQUIRED, is_passage),
  FIELD_TIME ("time", REQUIRED),
  FIELD_COUNT ("error_ms", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_PROOF ("signature", REQUIRED),
  FIELD_PROOF ("override_signature", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_greet_neighbour[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_UUID ("device_id", REQUIRED),
  FIELD_PROOF ("proof", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_gossip_runs[] = {
  FIELD_OBJECTS ("runs", REQUIRED, run_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_gossip_items[] = {
  { "items",
    FOYER_FIELD_OBJECTS,
    REQUIRED,
    0,
    FOYER_LIMIT_HEARD_PER_MESSAGE,
    .fields = item_fields },
  END_OF_FIELDS,
};
