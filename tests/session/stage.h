/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-relay.h"

#include "session/foyer-session.h"
#include "wire/foyer-wire-relay.h"

G_BEGIN_DECLS

/* A session at a relay that does what the test says. */

#define EVENT  "6d1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e4f"
#define LIST   "0b8f6a1e-7c1d-4f6a-8a55-9d2f0c3b1a77"
#define TICKET "f3a1c9d2-5b7e-4d61-b0c8-1e2f3a4b5c6d"
#define DEVICE "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"

/* @elsewhere: (nullable): where else a pairing says that the relay may be
 * @certificate: (nullable): what relays of this stage show
 * @other_event: (nullable): another event that the relay has, in its epoch 2 or a later one */
typedef struct {
  FakeRelay *relay;
  const char *elsewhere;
  GTlsCertificate *certificate;
  const char *other_event;
  gint64 other_epoch;
  FoyerSession *session;
  char *profile;
  FoyerRole role;
  const char *email;
  GAsyncResult *result;
} Stage;

Stage *stage_new (FoyerRole role);
Stage *stage_new_secure (FoyerRole role, GTlsCertificate *certificate);
Stage *stage_new_joined (FoyerRole role);
void stage_free (Stage *self);
void stage_end_session (Stage *self);
void stage_end (FoyerSession **session, const char *profile);

void stage_say_hello (Stage *self, gint64 seq, gint64 epoch);
void stage_say_joined (Stage *self, gint64 seq, gint64 epoch, gint64 admitted);
void stage_say_snapshot (Stage *self, gint64 seq, gint64 epoch, gint64 admitted);
void stage_say_changes (Stage *self, gint64 from, gint64 to, FoyerChangeKind kind, gint64 admitted);
void stage_say_amendment (Stage *self, gint64 seq, FoyerChangeKind kind, const char *scan_id);
void stage_say_verdict (Stage *self, const char *scan_id, FoyerOutcome outcome);
void stage_say_error (Stage *self, const char *re, FoyerError code);

int stage_run_tests (void);

void stage_on_ready (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *stage_await (Stage *self);
FoyerRecentScan *stage_peek_recent (Stage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

G_END_DECLS
