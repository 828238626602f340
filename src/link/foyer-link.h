/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "link/foyer-download.h"
#include "wire/foyer-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerLinkState:
 * @FOYER_LINK_STATE_OFFLINE: not connected; unless it was stopped it tries again by itself
 * @FOYER_LINK_STATE_CONNECTING: on the way
 * @FOYER_LINK_STATE_ONLINE: connected
 * @FOYER_LINK_STATE_REFUSED: the relay does not take this token; it is not tried again
 */
typedef enum {
  FOYER_LINK_STATE_OFFLINE,
  FOYER_LINK_STATE_CONNECTING,
  FOYER_LINK_STATE_ONLINE,
  FOYER_LINK_STATE_REFUSED,
} FoyerLinkState;

#define FOYER_TYPE_LINK_STATE (foyer_link_state_get_type ())
GType foyer_link_state_get_type (void);

#define FOYER_TYPE_LINK (foyer_link_get_type ())
G_DECLARE_FINAL_TYPE (FoyerLink, foyer_link, FOYER, LINK, GObject)

FoyerLink *foyer_link_new (const char *address, const char *token, GError **error);

void foyer_link_start (FoyerLink *self);
void foyer_link_stop (FoyerLink *self);
gboolean foyer_link_set_address (FoyerLink *self, const char *address, GError **error);
void foyer_link_set_token (FoyerLink *self, const char *token);
gboolean foyer_link_send (FoyerLink *self, const char *text);

gboolean foyer_link_guide (FoyerLink *self, FoyerDownload *download);

FoyerLinkState foyer_link_get_state (FoyerLink *self);
const GError *foyer_link_get_last_error (FoyerLink *self);
void foyer_link_set_ping_interval (FoyerLink *self, guint seconds);

G_END_DECLS
