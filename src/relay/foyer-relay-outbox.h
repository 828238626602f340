/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerRelayOutbox:
 * @frames: (element-type GBytes): what is not sent yet, the first of them perhaps in part
 * @first_sent: how many bytes of the first are sent
 * @queued: how many bytes wait
 *
 * What waits to be sent to one peer. All zero is an empty one.
 */
typedef struct {
  GQueue frames;
  gsize first_sent;
  gsize queued;
} FoyerRelayOutbox;

void foyer_relay_outbox_push (FoyerRelayOutbox *self, GBytes *frame);
void foyer_relay_outbox_clear (FoyerRelayOutbox *self);
void foyer_relay_outbox_take_back (FoyerRelayOutbox *self);
gssize foyer_relay_outbox_write (FoyerRelayOutbox *self, int fd);
gssize foyer_relay_outbox_write_tls (FoyerRelayOutbox *self, GIOStream *stream);

G_END_DECLS
