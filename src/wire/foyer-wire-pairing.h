/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device-access.h"
#include "model/foyer-enrolment.h"
#include "model/foyer-signing-key.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* How devices come to be known, and are no more. Those of these messages that are flat are read
 * with foyer_message_get_string() and the like. */

/**
 * FoyerWirePost:
 * @event_id: (nullable): the event that it works for
 * @list_id: (nullable): the check-in list that it scans for
 * @gate: (nullable): the gate where it stands, by name
 * @device_name: (nullable): what people call it
 *
 * Where a device is to work. Borrowed texts.
 */
typedef struct {
  const char *event_id;
  const char *list_id;
  const char *gate;
  const char *device_name;
} FoyerWirePost;

/* What a device asks over HTTP. */
char *foyer_wire_encode_enrol (const char *code,
                               const FoyerSigningKey *key,
                               const char *name,
                               const char *app_version);
char *foyer_wire_encode_device_status (const char *device_id,
                                       const FoyerSigningKey *key,
                                       const char *challenge);
char *foyer_wire_encode_wiped (const char *device_id,
                               const FoyerSigningKey *key,
                               const char *challenge);
void foyer_wire_write_device_enrolled (GString *out, const FoyerEnrolment *enrolment);
FoyerEnrolment *foyer_wire_read_device_enrolled (const FoyerMessage *message);
void foyer_wire_write_noted (GString *out);

/* What an admin asks. */
char *foyer_wire_encode_create_pairing (const char *id,
                                        const char *request_id,
                                        const FoyerWirePost *post,
                                        const char *device_id,
                                        gboolean approve);
void foyer_wire_write_pairing_created (GString *out,
                                       const char *re,
                                       const char *text,
                                       const char *code,
                                       FoyerTime expires);
char *foyer_wire_encode_approve_device (const char *id,
                                        const char *request_id,
                                        const char *device_id,
                                        const FoyerWirePost *post);
char *foyer_wire_encode_revoke_device (const char *id,
                                       const char *request_id,
                                       const char *device_id,
                                       const char *reason);
char *foyer_wire_encode_list_device_accesses (const char *id,
                                              const char *device_id,
                                              gint64 before,
                                              guint limit);
void foyer_wire_write_device_accesses (GString *out, const char *re, const GPtrArray *accesses);
GPtrArray *foyer_wire_read_device_accesses (const FoyerMessage *message);

G_END_DECLS
