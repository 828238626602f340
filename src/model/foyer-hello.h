/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-device.h"
#include "model/foyer-staff.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* The version of the protocol, as PROTOCOL.md describes it. */
#define FOYER_PROTOCOL 1

/**
 * FoyerEventHead:
 * @id: a UUID
 * @name: what people call it
 * @seq: the number of its newest change; 0 where there is none
 * @epoch: what @seq counts in
 * @role: what who is signed in may do there
 * @closed: whether it is over, where that was asked for
 *
 * An event in a list of events.
 */
typedef struct {
  char *id;
  char *name;
  gint64 seq;
  gint64 epoch;
  FoyerRole role;
  gboolean closed;
} FoyerEventHead;

FoyerEventHead *foyer_event_head_new (const char *id, const char *name, gint64 seq, gint64 epoch);
void foyer_event_head_free (FoyerEventHead *self);

#define FOYER_TYPE_HELLO (foyer_hello_get_type ())

typedef struct _FoyerHello FoyerHello;

/**
 * FoyerHello:
 * @protocol: the version of the protocol that the relay speaks: %FOYER_PROTOCOL
 * @relay: the name and version of the relay
 * @server_time: the relay's clock
 * @staff: who is signed in
 * @device: which device this is
 * @events: (element-type FoyerEventHead): the events that they may work for
 * @session_id: (nullable): a UUID; %NULL where the relay is too old to say
 * @session_expires: when the session ends in any case; 0 for never
 * @key_bound: whether the session is bound to the device's key
 * @method: (nullable): how they signed in: `token`, `provider`, `passphrase` or `invitation`
 *
 * The first message of every connection. A value: its fields never change.
 */
struct _FoyerHello {
  int protocol;
  char *relay;
  FoyerTime server_time;
  FoyerStaff *staff;
  FoyerDevice *device;
  GPtrArray *events;
  char *session_id;
  FoyerTime session_expires;
  gboolean key_bound;
  char *method;
};

GType foyer_hello_get_type (void);
FoyerHello *foyer_hello_new (const FoyerHello *fields);
FoyerHello *foyer_hello_ref (FoyerHello *self);
void foyer_hello_unref (FoyerHello *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerHello, foyer_hello_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerEventHead, foyer_event_head_free)

G_END_DECLS
