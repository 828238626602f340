/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-alerts"

#include "config.h"

#include "model/foyer-alert.h"
#include "wire/foyer-fields.h"

/* The fields of what is said about alerts. Their kinds are no closed set: a desk shows the text of
 * what it does not know. */

DEFINE_HAS_NICK (FoyerAlertSeverity, foyer_alert_severity)

static const FoyerField alert_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("kind", REQUIRED, SAID_MAX),
  FIELD_NICK ("severity", REQUIRED, foyer_alert_severity_has),
  FIELD_TEXT ("text", REQUIRED, SAID_MAX),
  FIELD_TEXT ("subject", OPTIONAL, SAID_MAX),
  FIELD_UUID ("device_id", OPTIONAL),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_UUID ("event_id", OPTIONAL),
  FIELD_TIME ("at", REQUIRED),
  FIELD_TIME ("last_at", OPTIONAL),
  FIELD_COUNT ("times", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_alert_raised[] = {
  FIELD_OBJECT ("alert", REQUIRED, alert_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_alert_cleared[] = {
  FIELD_UUID ("alert_id", REQUIRED),
  FIELD_TEXT ("cleared_by", OPTIONAL, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_acknowledge_alert[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_UUID ("alert_id", REQUIRED),
  END_OF_FIELDS,
};
