/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* SHA-256 of a certificate in DER form. */
#define FOYER_FINGERPRINT_BYTES 32
/* A pairing code: 24 characters of base 32, which begin with the certificate's. */
#define FOYER_PAIRING_CODE_BYTES       15
#define FOYER_PAIRING_CODE_LENGTH      24
#define FOYER_PAIRING_CODE_FINGERPRINT 8
#define FOYER_PAIRING_ADDRESSES        8
/* An invitation's code: 16 characters of base 32. */
#define FOYER_INVITATION_BYTES  10
#define FOYER_INVITATION_LENGTH 16

#define FOYER_TYPE_PAIRING      (foyer_pairing_get_type ())

typedef struct _FoyerPairing FoyerPairing;

/**
 * FoyerPairing:
 * @code: what lets one device enrol, once; private
 * @fingerprint: (nullable): the %FOYER_FINGERPRINT_BYTES of the relay's own certificate; %NULL
 * where the system's store of authorities knows it, or where there is no TLS
 * @event_id: (nullable): the event that the device is to work for
 * @addresses: (array zero-terminated=1): where the relay may be, as `wss://HOST:PORT`, the
 *   likeliest first; `ws://` on loopback
 *
 * What a device needs to find its relay and be let in: the contents of a pairing QR code. A value:
 * its fields never change.
 */
struct _FoyerPairing {
  char *code;
  guint8 *fingerprint;
  char *event_id;
  GStrv addresses;
};

GType foyer_pairing_get_type (void);
FoyerPairing *foyer_pairing_new (const FoyerPairing *fields);
FoyerPairing *foyer_pairing_ref (FoyerPairing *self);
void foyer_pairing_unref (FoyerPairing *self);

char *foyer_pairing_write (const FoyerPairing *self);
FoyerPairing *foyer_pairing_read (const char *text);

/* Codes that people may have to type. */
char *foyer_pairing_code_new (const guint8 *fingerprint);
char *foyer_pairing_code_tidy (const char *typed);
char *foyer_pairing_code_group (const char *code);
gboolean foyer_pairing_code_fits (const char *code, const guint8 *fingerprint);
char *foyer_invitation_new (void);
char *foyer_invitation_tidy (const char *typed);
char *foyer_invitation_write (const char *code);

/* Whether a text is meant as one or the other, well made or not: it may hold a secret. */
gboolean foyer_pairing_is_meant (const char *text);
gboolean foyer_invitation_is_meant (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerPairing, foyer_pairing_unref)

G_END_DECLS
