/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "base/foyer-uuid.h"
#include "model/foyer-event.h"
#include "model/foyer-signing-key.h"

G_BEGIN_DECLS

/* SHA-256 of a code's text: how codes are looked up. */
#define FOYER_CODE_HASH_BYTES 32

/**
 * FoyerSignedCode:
 * @key_number: the key that signed it
 * @ticket_id: the ticket's UUID
 * @type_number: the number of its ticket type, at most 65,535
 * @valid_from: from when it admits, in whole seconds; 0 is open
 * @valid_until: until when it admits, in whole seconds; 0 is open
 *
 * What a signed code says.
 */
typedef struct {
  guint32 key_number;
  guint8 ticket_id[FOYER_UUID_BYTES];
  guint type_number;
  FoyerTime valid_from;
  FoyerTime valid_until;
} FoyerSignedCode;

/**
 * FoyerCodeCheck:
 * @FOYER_CODE_CHECK_UNSIGNED: it claims no signature: only the list knows it
 * @FOYER_CODE_CHECK_VALID: signed by the installation for this event
 * @FOYER_CODE_CHECK_OTHER_EVENT: signed by the installation for another event
 * @FOYER_CODE_CHECK_BAD: it claims a signature and has none
 */
typedef enum {
  FOYER_CODE_CHECK_UNSIGNED,
  FOYER_CODE_CHECK_VALID,
  FOYER_CODE_CHECK_OTHER_EVENT,
  FOYER_CODE_CHECK_BAD,
} FoyerCodeCheck;

FoyerCodeKind foyer_code_get_kind (const char *text);
void foyer_code_hash (const char *text, guint8 hash[FOYER_CODE_HASH_BYTES]);
gboolean foyer_code_hash_parse (const char *hex, guint8 hash[FOYER_CODE_HASH_BYTES]);

char *foyer_code_new_short (void);
char *foyer_code_sign (const FoyerSignedCode *code,
                       const char *event_id,
                       const FoyerSigningKey *key);
FoyerCodeCheck foyer_code_check (const char *text,
                                 const char *event_id,
                                 const FoyerKeyRing *keys,
                                 FoyerSignedCode *code);

G_END_DECLS
