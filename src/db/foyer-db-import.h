/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

/**
 * FoyerDbImportRow:
 * @code: (nullable): its code; %NULL gives it one by the event's policy
 * @copy: for a row without a code: the how many-th of its order, address, name and type it is, from
 *   1, by which it is known again; 0 makes a ticket that is always new
 * @ticket_type: (nullable): the name of its ticket type; made where the event has none of it
 * @says_paid: whether @paid is to change what is known already
 * @paid: whether it is paid for
 * @is_void: whether it is cancelled; a ticket that is void stays so
 * @allowed_entries: 0 where the file says nothing; a ticket that was used more often allows that
 * @private_data: (nullable): whatever else the file says of the guest; kept sealed
 *
 * A ticket of a file. Texts may be %NULL or empty where the file says nothing: what is known
 * already then stays. Texts are clean and within their limits.
 */
typedef struct {
  const char *code;
  guint copy;
  const char *name;
  const char *email;
  const char *ticket_type;
  const char *order_code;
  const char *attention;
  gboolean says_paid;
  gboolean paid;
  gboolean is_void;
  FoyerTime valid_from;
  FoyerTime valid_until;
  guint allowed_entries;
  const char *private_data;
} FoyerDbImportRow;

/**
 * FoyerDbImportSummary:
 * @added: tickets that are new
 * @changed: tickets that were there and differ now
 * @unchanged: tickets that were there already, just so
 */
typedef struct {
  guint added;
  guint changed;
  guint unchanged;
} FoyerDbImportSummary;

typedef struct _FoyerDbImport FoyerDbImport;

FoyerDbImport *foyer_db_import_begin (FoyerDbConnection *connection,
                                      const FoyerDbSeal *seal,
                                      const char *event_id,
                                      const FoyerDbActor *actor,
                                      GError **error);
gboolean foyer_db_import_add (FoyerDbImport *self, const FoyerDbImportRow *row, GError **error);
gboolean foyer_db_import_preview (FoyerDbImport *self,
                                  FoyerDbImportSummary *summary,
                                  GError **error);
gboolean foyer_db_import_merge (FoyerDbImport *self, FoyerDbImportSummary *summary, GError **error);
GPtrArray *foyer_db_import_get_codes (FoyerDbImport *self, GError **error);
void foyer_db_import_free (FoyerDbImport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbImport, foyer_db_import_free)

G_END_DECLS
