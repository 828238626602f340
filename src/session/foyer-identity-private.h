/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-enrolment.h"
#include "model/foyer-signing-key.h"
#include "model/foyer-staff.h"
#include "session/foyer-identity.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-store.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What the files of FoyerIdentity and FoyerSession share. */

/* What the profile remembers of the relay that the device was paired with. */
#define FOYER_IDENTITY_DEVICE       "device"
#define FOYER_IDENTITY_STATUS       "device-status"
#define FOYER_IDENTITY_NAME         "device-name"
#define FOYER_IDENTITY_GATE         "device-gate"
#define FOYER_IDENTITY_EVENT_NAME   "device-event"
#define FOYER_IDENTITY_INSTALLATION "installation"
#define FOYER_IDENTITY_ADDRESSES    "addresses"
#define FOYER_IDENTITY_WAITING      "waiting-since"
#define FOYER_IDENTITY_PEOPLE       "people"

/**
 * FoyerIdentity:
 * @key: (nullable): the key of the device, once it was needed
 * @check: (nullable): cancels the question that is under way
 * @delay_ms: the next pause between two questions
 * @is_held: whether somebody still needs the key
 * @is_unknown: whether the relay said that it does not know this device
 * @is_told: whether the relay knows that this device was wiped, so that the key may go
 */
struct _FoyerIdentity {
  GObject parent_instance;

  FoyerProfile *profile;
  FoyerSecretStore *secrets;
  FoyerSigningKey *key;

  FoyerIdentityState state;
  char *problem;

  GCancellable *check;
  guint check_timeout;
  guint delay_ms;
  gboolean is_held;
  gboolean is_told;
  gboolean is_unknown;
};

FoyerIdentity *foyer_identity_new (FoyerProfile *profile, FoyerSecretStore *secrets);
void foyer_identity_set_state (FoyerIdentity *self, FoyerIdentityState state);
void foyer_identity_set_unknown (FoyerIdentity *self, gboolean unknown);
void foyer_identity_set_problem (FoyerIdentity *self, const char *problem);
void foyer_identity_take (FoyerIdentity *self, const FoyerEnrolment *enrolment, GStrv addresses);
void foyer_identity_wipe (FoyerIdentity *self);
void foyer_identity_hold (FoyerIdentity *self);
void foyer_identity_let_go (FoyerIdentity *self);
void foyer_identity_stop (FoyerIdentity *self);
void foyer_identity_remember_person (FoyerIdentity *self, const FoyerStaff *person);
void foyer_identity_watch (FoyerIdentity *self, gboolean now);
void foyer_identity_unwatch (FoyerIdentity *self);

/**
 * FoyerIdentityEncode:
 * @challenge: (nullable): what the relay wants to have signed
 * @data: what the question came with
 *
 * Returns: (transfer full): a message for the relay
 */
typedef char *(*FoyerIdentityEncode) (FoyerIdentity *self, const char *challenge, gpointer data);

/**
 * FoyerIdentityQuestion:
 * @path: where the relay answers it
 * @answer: the kind of the answer
 * @is_proved: whether it comes with a proof, for which the relay gives a challenge first
 * @encode: writes it
 * @data: for @encode
 * @free_data: (nullable): frees @data
 */
typedef struct {
  const char *path;
  FoyerMessageKind answer;
  gboolean is_proved;
  FoyerIdentityEncode encode;
  gpointer data;
  GDestroyNotify free_data;
} FoyerIdentityQuestion;

void foyer_identity_visit_async (FoyerIdentity *self,
                                 GStrv addresses,
                                 const char *code,
                                 const FoyerIdentityQuestion *question,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
FoyerMessage *foyer_identity_visit_finish (FoyerIdentity *self,
                                           GAsyncResult *result,
                                           char **address,
                                           GError **error);
GStrv foyer_identity_dup_addresses (FoyerIdentity *self);
GStrv foyer_identity_sort_addresses (GStrv addresses, const char *answered);
void foyer_identity_keep_addresses (FoyerIdentity *self, GStrv addresses);
void foyer_identity_remember_address (FoyerIdentity *self, const char *answered);

void foyer_identity_key_async (FoyerIdentity *self,
                               gboolean may_make,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
const FoyerSigningKey *foyer_identity_key_finish (FoyerIdentity *self,
                                                  GAsyncResult *result,
                                                  GError **error);

G_END_DECLS
