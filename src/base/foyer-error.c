/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-error"

#include "config.h"

#include "base/foyer-error.h"

#include "base/foyer-nick.h"

#include <string.h>

/* The nicks are the error codes of the wire; what never travels has one all the same. */
static const char *const nicks[] = {
  [FOYER_ERROR_BAD_REQUEST] = "bad_request",
  [FOYER_ERROR_UNKNOWN_TYPE] = "unknown_type",
  [FOYER_ERROR_NOT_PERMITTED] = "not_permitted",
  [FOYER_ERROR_NOT_FOUND] = "not_found",
  [FOYER_ERROR_RATE_LIMITED] = "rate_limited",
  [FOYER_ERROR_CHANGED_MEANWHILE] = "changed_meanwhile",
  [FOYER_ERROR_SCAN_ID_REUSED] = "scan_id_reused",
  [FOYER_ERROR_UNAVAILABLE] = "unavailable",
  [FOYER_ERROR_VERSION] = "version",
  [FOYER_ERROR_SIGNED_OUT] = "signed_out",
  [FOYER_ERROR_REVOKED] = "revoked",
  [FOYER_ERROR_UNTRUSTED] = "untrusted",
  [FOYER_ERROR_DAMAGED] = "damaged",
  [FOYER_ERROR_FAILED] = "failed",
};

/* What an error knows besides its sentence. */
typedef struct {
  guint wait_seconds;
} FoyerErrorPrivate;

static void
foyer_error_private_init (FoyerErrorPrivate *self)
{
}

static void
foyer_error_private_copy (const FoyerErrorPrivate *self, FoyerErrorPrivate *copy)
{
  if (self != NULL && copy != NULL)
    *copy = *self;
}

static void
foyer_error_private_clear (FoyerErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (FoyerError, foyer_error)

/**
 * foyer_error_to_nick:
 *
 * Returns: (transfer none): the name of @code on the wire, such as `bad_request`
 */
const char *
foyer_error_to_nick (FoyerError code)
{
  return foyer_nick_get (nicks, G_N_ELEMENTS (nicks), code);
}

/**
 * foyer_error_from_nick:
 * @nick: (nullable): what the wire says
 * @code: (out): the code of that name; untouched where there is none
 *
 * Returns: whether there is a code of that name
 */
gboolean
foyer_error_from_nick (const char *nick, FoyerError *code)
{
  guint value;

  if (!foyer_nick_find (nicks, G_N_ELEMENTS (nicks), nick, &value))
    return FALSE;
  *code = (FoyerError)value;
  return TRUE;
}

/**
 * foyer_error_set_wait:
 * @error: (nullable): one of %FOYER_ERROR
 * @seconds: after which it is of use to ask again
 *
 * Says so in a way that programs understand; its sentence says it to people.
 */
void
foyer_error_set_wait (GError *error, guint seconds)
{
  FoyerErrorPrivate *extra = NULL;

  if (error != NULL && error->domain == FOYER_ERROR)
    extra = foyer_error_get_private (error);
  if (extra != NULL)
    extra->wait_seconds = seconds;
}

/**
 * foyer_error_get_wait:
 *
 * Returns: the seconds after which it is of use to ask again; 0 where @error does not say
 */
guint
foyer_error_get_wait (const GError *error)
{
  const FoyerErrorPrivate *extra =
      error->domain == FOYER_ERROR ? foyer_error_get_private (error) : NULL;

  return extra != NULL ? extra->wait_seconds : 0;
}

/**
 * foyer_error_to_text:
 *
 * Returns: (transfer full): the error as a text to be kept: the name of its code, where it is one
 * of Foyer's, and its message
 */
char *
foyer_error_to_text (const GError *error)
{
  return error->domain == FOYER_ERROR
             ? g_strdup_printf ("%s: %s", foyer_error_to_nick (error->code), error->message)
             : g_strdup (error->message);
}

/**
 * foyer_error_from_text:
 * @text: what foyer_error_to_text() has made, or a message alone
 * @code: (out): its code; %FOYER_ERROR_FAILED where it has none
 *
 * Returns: (transfer none): its message
 */
const char *
foyer_error_from_text (const char *text, FoyerError *code)
{
  const char *end = strstr (text, ": ");
  g_autofree char *nick = end != NULL ? g_strndup (text, (gsize)(end - text)) : NULL;

  *code = FOYER_ERROR_FAILED;
  return foyer_error_from_nick (nick, code) ? end + strlen (": ") : text;
}
