/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device.h"

G_BEGIN_DECLS

#define FOYER_TYPE_ENROLMENT (foyer_enrolment_get_type ())

typedef struct _FoyerEnrolment FoyerEnrolment;

/**
 * FoyerEnrolment:
 * @device: the device; only its id, name, status and gate are known
 * @event_id: (nullable): the event that it is to work for
 * @event_name: (nullable): what people call that event
 * @list_id: (nullable): the check-in list that it is to scan for
 * @installation_id: which installation it belongs to: whatever address its relays have
 * @relay: what the relay calls itself
 *
 * How a device stands with an installation. A value: its fields never change.
 */
struct _FoyerEnrolment {
  FoyerDevice *device;
  char *event_id;
  char *event_name;
  char *list_id;
  char *installation_id;
  char *relay;
};

GType foyer_enrolment_get_type (void);
FoyerEnrolment *foyer_enrolment_new (const FoyerEnrolment *fields);
FoyerEnrolment *foyer_enrolment_ref (FoyerEnrolment *self);
void foyer_enrolment_unref (FoyerEnrolment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerEnrolment, foyer_enrolment_unref)

G_END_DECLS
