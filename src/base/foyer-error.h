/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerError:
 * @FOYER_ERROR_BAD_REQUEST: the input cannot be read as what it should be
 * @FOYER_ERROR_UNKNOWN_TYPE: a message of a kind that nobody here knows
 * @FOYER_ERROR_NOT_PERMITTED: the role of who asks does not include this
 * @FOYER_ERROR_NOT_FOUND: what was named is not there
 * @FOYER_ERROR_RATE_LIMITED: too many requests; wait and ask again
 * @FOYER_ERROR_CHANGED_MEANWHILE: somebody else changed it first
 * @FOYER_ERROR_SCAN_ID_REUSED: the scan id already stands for another code
 * @FOYER_ERROR_UNAVAILABLE: whether it happened is unknown: ask again with the same id
 * @FOYER_ERROR_VERSION: the two sides speak different versions
 * @FOYER_ERROR_SIGNED_OUT: the token is wrong or its session has ended
 * @FOYER_ERROR_REVOKED: the device was revoked
 * @FOYER_ERROR_UNTRUSTED: whoever answers is not known to be the relay: its certificate is another
 * @FOYER_ERROR_DAMAGED: what was kept cannot be read any more, or with another key only
 * @FOYER_ERROR_FAILED: anything else; the message says what
 *
 * What can go wrong in Foyer. Those up to @FOYER_ERROR_REVOKED travel on the wire under their
 * nicks (see foyer_error_to_nick()).
 */
typedef enum {
  FOYER_ERROR_BAD_REQUEST,
  FOYER_ERROR_UNKNOWN_TYPE,
  FOYER_ERROR_NOT_PERMITTED,
  FOYER_ERROR_NOT_FOUND,
  FOYER_ERROR_RATE_LIMITED,
  FOYER_ERROR_CHANGED_MEANWHILE,
  FOYER_ERROR_SCAN_ID_REUSED,
  FOYER_ERROR_UNAVAILABLE,
  FOYER_ERROR_VERSION,
  FOYER_ERROR_SIGNED_OUT,
  FOYER_ERROR_REVOKED,
  FOYER_ERROR_UNTRUSTED,
  FOYER_ERROR_DAMAGED,
  FOYER_ERROR_FAILED,
} FoyerError;

#define FOYER_ERROR (foyer_error_quark ())
GQuark foyer_error_quark (void);

const char *foyer_error_to_nick (FoyerError code);
gboolean foyer_error_from_nick (const char *nick, FoyerError *code);

void foyer_error_set_wait (GError *error, guint seconds);
guint foyer_error_get_wait (const GError *error);

char *foyer_error_to_text (const GError *error);
const char *foyer_error_from_text (const char *text, FoyerError *code);

G_END_DECLS
