/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-signing-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerCodeKind:
 * @FOYER_CODE_KIND_FOREIGN: any text; another system made it
 * @FOYER_CODE_KIND_SIGNED: `F1`: a desk can tell a real one by itself
 * @FOYER_CODE_KIND_SHORT: `F0`: random, means nothing without the list
 */
typedef enum {
  FOYER_CODE_KIND_FOREIGN,
  FOYER_CODE_KIND_SIGNED,
  FOYER_CODE_KIND_SHORT,
} FoyerCodeKind;

/**
 * FoyerOfflineMode:
 * @FOYER_OFFLINE_INHERIT: as the event says; an event that says nothing allows it
 * @FOYER_OFFLINE_ALLOW: a desk without a relay admits by what it knows
 * @FOYER_OFFLINE_HOLD: the same, until it may have missed too many admissions elsewhere
 * @FOYER_OFFLINE_SIGNED: it admits signed codes only
 *
 * What a desk may do that hears of no relay.
 */
typedef enum {
  FOYER_OFFLINE_INHERIT,
  FOYER_OFFLINE_ALLOW,
  FOYER_OFFLINE_HOLD,
  FOYER_OFFLINE_SIGNED,
} FoyerOfflineMode;

const char *foyer_offline_mode_to_nick (FoyerOfflineMode mode);
gboolean foyer_offline_mode_from_nick (const char *nick, FoyerOfflineMode *mode);

/**
 * FoyerOfflinePolicy:
 * @mode: what a desk may do
 * @max_exposure: how many admissions elsewhere it may have missed, for %FOYER_OFFLINE_HOLD
 */
typedef struct {
  FoyerOfflineMode mode;
  guint max_exposure;
} FoyerOfflinePolicy;

/**
 * FoyerTicketType:
 * @number: its number within the event, from 1; signed codes carry it
 * @name: such as "Day pass"
 * @offline: what a desk without a relay does with its tickets
 */
typedef struct {
  guint number;
  char *name;
  FoyerOfflinePolicy offline;
} FoyerTicketType;

/**
 * FoyerCheckInList:
 * @id: a UUID
 * @name: such as "Friday"
 * @is_default: whether scans that name no list mean this one
 * @type_numbers: (array length=n_type_numbers): the ticket types that it lets in; none means all
 * @starts: from when it lets in; 0 is open
 * @ends: until when it lets in; 0 is open
 * @reentry: whether guests who went out may come back in
 * @reentry_delay: microseconds that must pass between going out and coming back; 0 is none
 *
 * Which ticket types are let in, where and when.
 */
typedef struct {
  char *id;
  char *name;
  gboolean is_default;
  guint *type_numbers;
  guint n_type_numbers;
  FoyerTime starts;
  FoyerTime ends;
  gboolean reentry;
  GTimeSpan reentry_delay;
} FoyerCheckInList;

/**
 * FoyerGate:
 * @id: a UUID
 * @name: such as "North entrance"
 * @list_id: (nullable): the only check-in list that its desks may scan for
 */
typedef struct {
  char *id;
  char *name;
  char *list_id;
} FoyerGate;

/**
 * FoyerPolicy:
 * @closed: the event is over for good: nobody is admitted, and desks keep nothing of it that the
 *   relay has
 * @entry_paused: nobody is admitted while this is set
 * @message: (nullable): what the desks show meanwhile
 * @code_kind: what new tickets get; %FOYER_CODE_KIND_SIGNED or %FOYER_CODE_KIND_SHORT
 * @offline: what a desk without a relay does, where a ticket type does not say
 */
typedef struct {
  gboolean closed;
  gboolean entry_paused;
  char *message;
  FoyerCodeKind code_kind;
  FoyerOfflinePolicy offline;
} FoyerPolicy;

/**
 * FoyerListCounts:
 * @list_id: (nullable): the check-in list
 * @tickets: tickets that it lets in and that are not void
 * @admitted: tickets that were admitted at least once
 * @inside: guests who are in now
 */
typedef struct {
  char *list_id;
  gint64 tickets;
  gint64 admitted;
  gint64 inside;
} FoyerListCounts;

#define FOYER_TYPE_EVENT (foyer_event_get_type ())

typedef struct _FoyerEvent FoyerEvent;

/**
 * FoyerEvent:
 * @id: a UUID
 * @name: what people call it
 * @time_zone: an IANA name, such as "Europe/Berlin"
 * @starts: 0 is open
 * @ends: 0 is open
 * @created_at: when it was made; 0 where that is not known
 * @epoch: new after a restore or a forced promotion
 * @policy: its rules
 * @lists: (element-type FoyerCheckInList): at least one, the default one first
 * @gates: (element-type FoyerGate): may be empty
 * @ticket_types: (element-type FoyerTicketType): by number
 * @keys: the public keys that its signed codes may bear
 *
 * How an event is set up, as it was at one moment; not its tickets. A value: its fields never
 * change.
 */
struct _FoyerEvent {
  char *id;
  char *name;
  char *time_zone;
  FoyerTime starts;
  FoyerTime ends;
  FoyerTime created_at;
  gint64 epoch;
  FoyerPolicy policy;
  GPtrArray *lists;
  GPtrArray *gates;
  GPtrArray *ticket_types;
  FoyerKeyRing *keys;
};

GType foyer_event_get_type (void);
FoyerEvent *foyer_event_new (const FoyerEvent *fields);
FoyerEvent *foyer_event_ref (FoyerEvent *self);
void foyer_event_unref (FoyerEvent *self);

const FoyerCheckInList *foyer_event_get_list (const FoyerEvent *self, const char *list_id);
const FoyerGate *foyer_event_get_gate (const FoyerEvent *self, const char *name);
gboolean foyer_event_permits (const FoyerEvent *self,
                              const char *gate_name,
                              const FoyerCheckInList *list);
const char *foyer_event_get_type_name (const FoyerEvent *self, guint number);
FoyerOfflinePolicy foyer_event_get_offline (const FoyerEvent *self, guint type_number);

FoyerTicketType *foyer_ticket_type_new (guint number, const char *name);
void foyer_ticket_type_free (FoyerTicketType *self);

FoyerCheckInList *foyer_check_in_list_copy (const FoyerCheckInList *fields);
void foyer_check_in_list_free (FoyerCheckInList *self);
gboolean foyer_check_in_list_lets_in (const FoyerCheckInList *self, guint type_number);

FoyerGate *foyer_gate_copy (const FoyerGate *fields);
void foyer_gate_free (FoyerGate *self);

void foyer_list_counts_clear (FoyerListCounts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerEvent, foyer_event_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTicketType, foyer_ticket_type_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerCheckInList, foyer_check_in_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerGate, foyer_gate_free)

G_END_DECLS
