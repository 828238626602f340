/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-tickets.h"
#include "db/foyer-db-verify.h"
#include "model/foyer-signed-heads.h"
#include "support/foyer-test-database.h"

G_BEGIN_DECLS

/* An event with tickets and one desk at its door. */
typedef struct {
  FoyerTestDatabase *database;
  FoyerDbConnection *relay;
  FoyerDbEventCache *cache;
  char *event_id;
  char *list_id;
  char *device_id;
  char *session_id;
  FoyerDbActor actor;
  /* (element-type FoyerDbTicketCode) */
  GPtrArray *tickets;
} FoyerTestDoor;

void foyer_test_door_init (FoyerTestDoor *self, FoyerTestDatabase *database, guint n_tickets);
void foyer_test_door_clear (FoyerTestDoor *self);

GPtrArray *foyer_test_door_issue (FoyerTestDoor *self, const FoyerTicket *template, guint n);
const char *foyer_test_door_get_code (FoyerTestDoor *self, guint number);
const char *foyer_test_door_get_ticket (FoyerTestDoor *self, guint number);

GPtrArray *foyer_test_door_new_batch (void);
void foyer_test_door_add (FoyerTestDoor *self, GPtrArray *batch, const FoyerScan *fields);
FoyerDbBatchResult *foyer_test_door_verify (FoyerTestDoor *self, GPtrArray *batch);
FoyerVerdict *foyer_test_door_scan (FoyerTestDoor *self, const FoyerScan *fields);

GPtrArray *foyer_test_door_audit (FoyerTestDoor *self, FoyerSignedHeads *kept);
void foyer_test_door_assert_sound (FoyerTestDoor *self);

G_END_DECLS
