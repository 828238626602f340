/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-jose.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FoyerRelayFetched:
 * @status: the HTTP status
 * @json: the object that was the body
 * @keep_seconds: how long it may be kept, within the bounds that hold here
 *
 * What another server answered.
 */
typedef struct {
  guint status;
  FoyerRelayJson *json;
  guint keep_seconds;
} FoyerRelayFetched;

SoupSession *foyer_relay_fetch_new_session (void);
void foyer_relay_fetch_async (SoupSession *session,
                              SoupMessage *message,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
FoyerRelayFetched *foyer_relay_fetch_finish (SoupSession *session,
                                             GAsyncResult *result,
                                             GError **error);
guint foyer_relay_fetch_get_keep_seconds (SoupMessageHeaders *headers);
void foyer_relay_fetched_free (FoyerRelayFetched *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayFetched, foyer_relay_fetched_free)

G_END_DECLS
