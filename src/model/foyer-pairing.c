/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pairing"

#include "config.h"

#include "model/foyer-pairing.h"

#include "base/foyer-base32.h"
#include "base/foyer-uuid.h"

#include <sodium.h>
#include <string.h>

/* What pairing QR codes and invitations hold. All of it fits a QR code's alphanumeric mode:
 *
 *   FOYER:PAIR/CODE/FINGERPRINT/EVENT/HOST:PORT/HOST:PORT…
 *   FOYER:INVITE/CODE
 *
 * FINGERPRINT and EVENT are base 32, or `-` where there is none. A star before a host says that
 * there is no TLS, which only loopback may do. CODE is the base 32 of the first 8 bytes of the
 * fingerprint (zeros where there is none) and 7 random ones: who types it instead of scanning it
 * has typed enough of the fingerprint to know the right relay from any other. */

#define PAIR_PREFIX   "FOYER:PAIR/"
#define INVITE_PREFIX "FOYER:INVITE/"
#define NOTHING       "-"
#define GROUP         4
/* Far more than any that is well formed. */
#define TEXT_MAX 1000

G_STATIC_ASSERT (FOYER_BASE32_LENGTH (FOYER_PAIRING_CODE_BYTES) == FOYER_PAIRING_CODE_LENGTH);
G_STATIC_ASSERT (FOYER_BASE32_LENGTH (FOYER_INVITATION_BYTES) == FOYER_INVITATION_LENGTH);

G_DEFINE_BOXED_TYPE (FoyerPairing, foyer_pairing, foyer_pairing_ref, foyer_pairing_unref)

/**
 * foyer_pairing_new:
 * @fields: what the pairing holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerPairing *
foyer_pairing_new (const FoyerPairing *fields)
{
  FoyerPairing *self = g_atomic_rc_box_new0 (FoyerPairing);

  self->code = g_strdup (fields->code);
  self->fingerprint = g_memdup2 (fields->fingerprint, FOYER_FINGERPRINT_BYTES);
  self->event_id = g_strdup (fields->event_id);
  self->addresses = g_strdupv (fields->addresses);
  return self;
}

/**
 * foyer_pairing_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerPairing *
foyer_pairing_ref (FoyerPairing *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerPairing *self = data;

  g_free (self->code);
  g_free (self->fingerprint);
  g_free (self->event_id);
  g_strfreev (self->addresses);
}

void
foyer_pairing_unref (FoyerPairing *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

static void
write_address (GString *text, const char *address)
{
  gboolean is_plain = g_str_has_prefix (address, "ws://");
  g_autofree char *host = g_ascii_strup (strstr (address, "://") + 3, -1);

  g_string_append_printf (text, "/%s%s", is_plain ? "*" : "", host);
}

/**
 * foyer_pairing_write:
 *
 * Returns: (transfer full): the text of its QR code
 */
char *
foyer_pairing_write (const FoyerPairing *self)
{
  GString *text = g_string_new (PAIR_PREFIX);
  guint8 event[FOYER_UUID_BYTES];

  g_string_append_printf (text, "%s/", self->code);
  if (self->fingerprint != NULL)
    foyer_base32_append (text, self->fingerprint, FOYER_FINGERPRINT_BYTES);
  else
    g_string_append (text, NOTHING);
  g_string_append_c (text, '/');
  if (self->event_id != NULL && foyer_uuid_parse (self->event_id, event))
    foyer_base32_append (text, event, sizeof event);
  else
    g_string_append (text, NOTHING);
  for (guint i = 0; self->addresses[i] != NULL; i++)
    write_address (text, self->addresses[i]);
  return g_string_free (text, FALSE);
}

/* Returns FALSE where @text is neither nothing nor the base 32 of so many bytes. */
static gboolean
read_bytes (const char *text, guint8 *bytes, gsize n_bytes, gboolean *is_there)
{
  *is_there = !g_str_equal (text, NOTHING);
  return !*is_there || foyer_base32_decode (text, bytes, n_bytes);
}

static gboolean
is_host_and_port (const char *text)
{
  const char *colon = strrchr (text, ':');
  guint64 port;

  return colon != NULL && colon > text &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == strlen (text) &&
         g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL);
}

static char *
read_address (const char *text)
{
  gboolean is_plain = *text == '*';
  g_autofree char *host = NULL;

  if (!is_host_and_port (text + is_plain))
    return NULL;
  host = g_ascii_strdown (text + is_plain, -1);
  return g_strconcat (is_plain ? "ws://" : "wss://", host, NULL);
}

static gboolean
read_addresses (char **parts, GPtrArray *addresses)
{
  for (guint i = 0; parts[i] != NULL; i++) {
    char *address = read_address (parts[i]);

    if (address == NULL || addresses->len == FOYER_PAIRING_ADDRESSES) {
      g_free (address);
      return FALSE;
    }
    g_ptr_array_add (addresses, address);
  }
  if (addresses->len == 0)
    return FALSE;
  g_ptr_array_add (addresses, NULL);
  return TRUE;
}

/**
 * foyer_pairing_read:
 * @text: what was scanned or pasted; anything
 *
 * Returns: (transfer full) (nullable): the pairing, or %NULL where @text is none
 */
FoyerPairing *
foyer_pairing_read (const char *text)
{
  g_autofree char *upper = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *event_id = NULL;
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  guint8 event[FOYER_UUID_BYTES];
  guint8 code[FOYER_PAIRING_CODE_BYTES];
  gboolean has_fingerprint, has_event;
  FoyerPairing fields = { 0 };

  if (strnlen (text, TEXT_MAX + 1) > TEXT_MAX)
    return NULL;
  upper = g_ascii_strup (text, -1);
  g_strstrip (upper);
  if (!g_str_has_prefix (upper, PAIR_PREFIX))
    return NULL;
  parts = g_strsplit (upper + strlen (PAIR_PREFIX), "/", -1);
  if (g_strv_length (parts) < 4 || !foyer_base32_decode (parts[0], code, sizeof code) ||
      !read_bytes (parts[1], fingerprint, sizeof fingerprint, &has_fingerprint) ||
      !read_bytes (parts[2], event, sizeof event, &has_event) ||
      !read_addresses (parts + 3, addresses))
    return NULL;
  fields.code = parts[0];
  fields.addresses = (GStrv)addresses->pdata;
  fields.fingerprint = has_fingerprint ? fingerprint : NULL;
  if (!foyer_pairing_code_fits (fields.code, fields.fingerprint))
    return NULL;
  event_id = has_event ? foyer_uuid_format (event) : NULL;
  fields.event_id = event_id;
  return foyer_pairing_new (&fields);
}

/**
 * foyer_pairing_code_new:
 * @fingerprint: (nullable): the relay's certificate
 *
 * Returns: (transfer full): a new code
 */
char *
foyer_pairing_code_new (const guint8 *fingerprint)
{
  guint8 bytes[FOYER_PAIRING_CODE_BYTES] = { 0 };
  GString *text = g_string_new (NULL);

  if (fingerprint != NULL)
    memcpy (bytes, fingerprint, FOYER_PAIRING_CODE_FINGERPRINT);
  randombytes_buf (bytes + FOYER_PAIRING_CODE_FINGERPRINT,
                   sizeof bytes - FOYER_PAIRING_CODE_FINGERPRINT);
  foyer_base32_append (text, bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/* Case, spaces and dashes do not count, and digits that base 32 lacks are the letters that they
 * look like. */
static char *
tidy (const char *typed, gsize n_bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree guint8 *bytes = g_malloc (n_bytes);

  for (const char *at = typed; *at != '\0'; at++) {
    static const char digits[] = "018";
    const char *digit = strchr (digits, *at);

    if (strchr (" -\t\r\n", *at) != NULL)
      continue;
    if (text->len == FOYER_BASE32_LENGTH (n_bytes))
      return NULL;
    g_string_append_c (text, digit != NULL ? "OIB"[digit - digits] : g_ascii_toupper (*at));
  }
  if (!foyer_base32_decode (text->str, bytes, n_bytes))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * foyer_pairing_code_tidy:
 * @typed: what a person typed
 *
 * Returns: (transfer full) (nullable): the pairing code that it means
 */
char *
foyer_pairing_code_tidy (const char *typed)
{
  return tidy (typed, FOYER_PAIRING_CODE_BYTES);
}

/**
 * foyer_pairing_code_group:
 * @code: a code, of pairing or of an invitation
 *
 * Returns: (transfer full): it as people like to read it, in groups of four
 */
char *
foyer_pairing_code_group (const char *code)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; code[i] != '\0'; i++) {
    if (i > 0 && i % GROUP == 0)
      g_string_append_c (text, '-');
    g_string_append_c (text, code[i]);
  }
  return g_string_free (text, FALSE);
}

/**
 * foyer_pairing_code_fits:
 * @code: a pairing code
 * @fingerprint: (nullable): the certificate that a relay shows; %NULL for one that the system's
 *   store knows, or for none
 *
 * Returns: whether the code was made for a relay with that certificate
 */
gboolean
foyer_pairing_code_fits (const char *code, const guint8 *fingerprint)
{
  static const guint8 none[FOYER_PAIRING_CODE_FINGERPRINT];
  guint8 bytes[FOYER_PAIRING_CODE_BYTES];

  return foyer_base32_decode (code, bytes, sizeof bytes) &&
         memcmp (bytes, fingerprint != NULL ? fingerprint : none, FOYER_PAIRING_CODE_FINGERPRINT) ==
             0;
}

/**
 * foyer_invitation_new:
 *
 * Returns: (transfer full): a new code that lets one person in, once
 */
char *
foyer_invitation_new (void)
{
  guint8 bytes[FOYER_INVITATION_BYTES];
  GString *text = g_string_new (NULL);

  randombytes_buf (bytes, sizeof bytes);
  foyer_base32_append (text, bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/**
 * foyer_invitation_tidy:
 * @typed: what a person typed, or scanned
 *
 * Returns: (transfer full) (nullable): the invitation's code that it means
 */
char *
foyer_invitation_tidy (const char *typed)
{
  g_autofree char *start = g_ascii_strup (typed, strnlen (typed, strlen (INVITE_PREFIX)));

  if (g_str_equal (start, INVITE_PREFIX))
    typed += strlen (INVITE_PREFIX);
  return tidy (typed, FOYER_INVITATION_BYTES);
}

/**
 * foyer_invitation_write:
 *
 * Returns: (transfer full): the text of an invitation's QR code
 */
char *
foyer_invitation_write (const char *code)
{
  return g_strconcat (INVITE_PREFIX, code, NULL);
}

static gboolean
begins_with (const char *text, const char *prefix)
{
  while (g_ascii_isspace (*text))
    text++;
  return g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

/**
 * foyer_pairing_is_meant:
 * @text: what a QR code holds
 *
 * Returns: whether it is, or is meant as, a pairing
 */
gboolean
foyer_pairing_is_meant (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return begins_with (text, PAIR_PREFIX);
}

/**
 * foyer_invitation_is_meant:
 * @text: what a QR code holds
 *
 * Returns: whether it is, or is meant as, an invitation
 */
gboolean
foyer_invitation_is_meant (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return begins_with (text, INVITE_PREFIX);
}
