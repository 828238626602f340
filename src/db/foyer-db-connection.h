/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerDbConnection FoyerDbConnection;

FoyerDbConnection *foyer_db_connection_open (const char *uri, GError **error);
void foyer_db_connection_close (FoyerDbConnection *self);
gboolean foyer_db_connection_set_patience (FoyerDbConnection *self, guint seconds, GError **error);
gboolean foyer_db_connection_is_usable (FoyerDbConnection *self);

/* Doorbells: LISTEN and NOTIFY, outside of any transaction. */
gboolean foyer_db_listen (FoyerDbConnection *self, const char *channel, GError **error);
gboolean foyer_db_notify (FoyerDbConnection *self,
                          const char *channel,
                          const char *payload,
                          GError **error);
int foyer_db_connection_get_fd (FoyerDbConnection *self);
GPtrArray *foyer_db_connection_take_notifications (FoyerDbConnection *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbConnection, foyer_db_connection_close)

G_END_DECLS
