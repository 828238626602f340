/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-host-relay.h"
#include "session/foyer-host.h"
#include "session/foyer-session-private.h"

G_BEGIN_DECLS

/* What the files of FoyerHost share. */

/* Where the desk on this computer finds its relay, whatever the network. */
#define FOYER_HOST_OWN_ADDRESS "127.0.0.1"

/* What the profile remembers. */
#define FOYER_HOST_OPEN "host-open"
/* While the first event of a new database is set up. */
#define FOYER_HOST_BEGUN      "host-begun"
#define FOYER_HOST_PORT       "host-port"
#define FOYER_HOST_EVENT      "host-event"
#define FOYER_HOST_EVENT_NAME "host-event-name"
#define FOYER_HOST_DEMO       "host-demo"
#define FOYER_HOST_DEMO_EVENT "host-demo-event"
#define FOYER_HOST_YES        "yes"

/**
 * FoyerHost:
 * @session: whose session it is; it owns this
 * @folder: where the database is
 */
struct _FoyerHost {
  GObject parent_instance;

  FoyerSession *session;
  FoyerHostState state;
  char *step;
  char *folder;
  FoyerHostRelay *relay;
};

FoyerHost *foyer_host_new (FoyerSession *session);
void foyer_host_set_state (FoyerHost *self, FoyerHostState state);
void foyer_host_set_step (FoyerHost *self, const char *step);
void foyer_host_keep (FoyerHost *self, const char *key, const char *value);
char *foyer_host_get_kept (FoyerHost *self, const char *key);
char *foyer_host_dup_folder (FoyerHost *self);
char *foyer_host_dup_event_id (FoyerHost *self);
GTask *foyer_host_task_new (FoyerHost *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data,
                            gpointer tag);

void foyer_host_start_async (FoyerHost *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean foyer_host_start_finish (FoyerHost *self, GAsyncResult *result, GError **error);
void foyer_host_stop_async (FoyerHost *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean foyer_host_stop_finish (FoyerHost *self, GAsyncResult *result, GError **error);
void foyer_host_forget_desk (FoyerHost *self);
void foyer_host_fail (FoyerHost *self, GTask *task, GError *error);
void foyer_host_join_async (FoyerHost *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean foyer_host_join_finish (FoyerHost *self, GAsyncResult *result, GError **error);

void foyer_host_folder_remove (const char *path);

G_END_DECLS
