/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire/foyer-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A relay on loopback that does what a test tells it, in the test's own thread. */

typedef struct _FakeRelay FakeRelay;

FakeRelay *fake_relay_new (GTlsCertificate *certificate);
void fake_relay_free (FakeRelay *self);

const char *fake_relay_get_address (FakeRelay *self);
guint fake_relay_get_n_connections (FakeRelay *self);
guint fake_relay_get_n_refused (FakeRelay *self);
gboolean fake_relay_is_connected (FakeRelay *self);

void fake_relay_expect_token (FakeRelay *self, const char *token);
void fake_relay_refuse_with (FakeRelay *self, guint status);
void fake_relay_say (FakeRelay *self, const char *text);
void fake_relay_close (FakeRelay *self, guint code);
FoyerMessage *fake_relay_await (FakeRelay *self, FoyerMessageKind kind);

/* What devices ask over HTTP, one after the other. */
FoyerMessage *fake_relay_await_visit (FakeRelay *self, FoyerMessageKind kind);
void fake_relay_answer (FakeRelay *self, guint status, const char *text);
void fake_relay_retry_after (FakeRelay *self, const char *seconds);
guint fake_relay_get_n_visits (FakeRelay *self);

/* What it gives to whoever fetches tickets: nothing, until it is told what. */
void fake_relay_give_snapshot (FakeRelay *self, const char *text);
guint fake_relay_get_n_snapshots (FakeRelay *self);

/* Iterates the main context until the condition holds; the test's time limit bounds it. */
#define WAIT_UNTIL(condition)                \
  G_STMT_START                               \
  {                                          \
    while (!(condition))                     \
      g_main_context_iteration (NULL, TRUE); \
  }                                          \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeRelay, fake_relay_free)

G_END_DECLS
