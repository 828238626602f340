/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-error.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-query.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-judge.h"
#include "model/foyer-permission.h"

G_BEGIN_DECLS

/* Inside the room: what foyer-db-undo.c and foyer-db-override.c have in common. */

typedef struct _FoyerDbAmendment FoyerDbAmendment;

/**
 * FoyerDbAmendmentKind:
 * @name: how a request of this kind is remembered, and what the audit log calls it
 * @permission: what its author needs
 * @action: what the log says that was done
 * @change: what devices are told
 * @audited: whether the audit log has a row of it, besides the verification log
 * @check: whether it can be done to the scan that was found
 * @amend: brings `state` to what it is afterwards, and says which rows it stands on
 * @write_ticket: changes the ticket, and returns its status and version
 * @settle: (nullable): what it settles besides
 */
typedef struct {
  const char *name;
  FoyerPermission permission;
  FoyerAction action;
  FoyerChangeKind change;
  gboolean audited;
  gboolean (*check) (FoyerDbAmendment *self, GError **error);
  gboolean (*amend) (FoyerDbAmendment *self, GError **error);
  PGresult *(*write_ticket) (FoyerDbAmendment *self, GError **error);
  gboolean (*settle) (FoyerDbAmendment *self, GError **error);
} FoyerDbAmendmentKind;

struct _FoyerDbAmendment {
  const FoyerDbAmendmentKind *kind;
  FoyerDbConnection *connection;
  const char *event_id;
  const char *scan_id;
  const char *reason;
  const FoyerDbActor *actor;

  gint64 seq;
  gint64 log_no;
  gint64 epoch;
  guint8 log_hash[FOYER_DB_CHAIN_BYTES];

  /* The scan: its answer's log row, that of its override, and that of the desk that let them in
   * although the answer was another one, where there are such. */
  char *answer_id;
  char *override_id;
  char *reconciled_id;
  FoyerOutcome outcome;
  gboolean undone;
  char *ticket_id;
  char *list_id;
  guint8 scan_hash[FOYER_DB_CHAIN_BYTES];

  /* The new log row, and the one that it is about. */
  char *log_id;
  const char *about_id;
  FoyerTime now;

  /* What the ticket's state is, and which log row holds the last scan and the last admission. */
  gboolean has_state;
  FoyerTicketState state;
  const char *last_scan;
  const char *last_admission;
  char *earlier_id;
  gint64 moved_admitted;
  gint64 moved_inside;
  FoyerTicketStatus status;
  gint64 version;
};

gboolean foyer_db_amend (const FoyerDbAmendmentKind *kind,
                         FoyerDbConnection *connection,
                         const char *request_id,
                         const char *event_id,
                         const char *scan_id,
                         const char *reason,
                         const FoyerDbActor *actor,
                         FoyerChangeBatch **batch,
                         GError **error);

gboolean foyer_db_amend_within (const FoyerDbAmendmentKind *kind,
                                FoyerDbConnection *connection,
                                const char *event_id,
                                const char *scan_id,
                                const char *reason,
                                const FoyerDbActor *actor,
                                FoyerChangeBatch **batch,
                                GError **error);

gboolean foyer_db_amend_fail (GError **error, FoyerError code, const char *message);

G_END_DECLS
