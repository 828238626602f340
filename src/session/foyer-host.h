/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-table.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerHostState:
 * @FOYER_HOST_STATE_CLOSED: nothing is hosted here
 * @FOYER_HOST_STATE_OPENING: the relay is started, and what it needs is made
 * @FOYER_HOST_STATE_OPEN: desks can work
 * @FOYER_HOST_STATE_TROUBLED: the relay has ended by itself, and is started again
 * @FOYER_HOST_STATE_CLOSING: the copy is written, and the relay ends
 *
 * How it stands with an event that this computer hosts.
 */
typedef enum {
  FOYER_HOST_STATE_CLOSED,
  FOYER_HOST_STATE_OPENING,
  FOYER_HOST_STATE_OPEN,
  FOYER_HOST_STATE_TROUBLED,
  FOYER_HOST_STATE_CLOSING,
} FoyerHostState;

#define FOYER_TYPE_HOST_STATE (foyer_host_state_get_type ())
GType foyer_host_state_get_type (void);

/**
 * FoyerHostPlan:
 * @event_name: what people call the event
 * @time_zone: where it takes place
 * @date: (nullable): the day on which it starts, as 2026-05-01
 * @email: who runs it
 * @passphrase: what they sign in with from now on
 * @table: (nullable): a file of tickets; rows that make no sense are left out
 * @ticket_type: (nullable): without a file, the type of the tickets that are made
 * @n_tickets: without a file, how many are made
 * @is_demo: whether it is thrown away at the end
 *
 * What is to be hosted.
 */
typedef struct {
  const char *event_name;
  const char *time_zone;
  const char *date;
  const char *email;
  const char *passphrase;
  GBytes *table;
  const char *ticket_type;
  guint n_tickets;
  gboolean is_demo;
} FoyerHostPlan;

/* Properties, all readable and notified when they change:
 *   state (FoyerHostState), step (string: what is under way, a sentence, or NULL),
 *   problem (string: what the relay said before it ended by itself, or NULL). */
#define FOYER_TYPE_HOST (foyer_host_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHost, foyer_host, FOYER, HOST, GObject)

gboolean foyer_host_is_possible (void);

/* What is hosted. */
FoyerHostState foyer_host_get_state (FoyerHost *self);
const char *foyer_host_get_step (FoyerHost *self);
const char *foyer_host_get_problem (FoyerHost *self);
char *foyer_host_get_event_name (FoyerHost *self);
gboolean foyer_host_is_demo (FoyerHost *self);

/* Its beginning and its end. */
void foyer_host_set_up_async (FoyerHost *self,
                              const FoyerHostPlan *plan,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_host_set_up_finish (FoyerHost *self, GAsyncResult *result, GError **error);
void foyer_host_resume_async (FoyerHost *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean foyer_host_resume_finish (FoyerHost *self, GAsyncResult *result, GError **error);
void foyer_host_reopen_async (FoyerHost *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_host_reopen_finish (FoyerHost *self, GAsyncResult *result, GError **error);
void foyer_host_close_async (FoyerHost *self,
                             gboolean with_copy,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean foyer_host_close_finish (FoyerHost *self,
                                  GAsyncResult *result,
                                  char **copy,
                                  GError **error);

/* Its tickets. */
void foyer_host_list_tickets_async (FoyerHost *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
FoyerTicketTable *foyer_host_list_tickets_finish (FoyerHost *self,
                                                  GAsyncResult *result,
                                                  GError **error);

G_END_DECLS
