/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-browser-page"

#include "config.h"

#include "link/foyer-browser-page.h"

#include <glib/gi18n.h>

/* The page that people see in their browser when they come back from signing in. It runs nothing,
 * loads nothing and can be put into no other page. */

#define STYLE                                                           \
  ":root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}" \
  "main{max-width:30rem;margin:20vh auto 0;padding:0 1.5rem;text-align:center}"

/* The style is the only one that this page may have. */
static char *
make_policy (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;
  g_autofree char *encoded = NULL;

  g_checksum_update (checksum, (const guchar *)STYLE, sizeof STYLE - 1);
  g_checksum_get_digest (checksum, digest, &size);
  encoded = g_base64_encode (digest, size);
  return g_strdup_printf ("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
                          "form-action 'none'; frame-ancestors 'none'",
                          encoded);
}

static char *
make_page (const char *title, const char *text)
{
  /* Translators: the code of the language that this is translated into. */
  return g_markup_printf_escaped ("<!DOCTYPE html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n"
                                  "<meta name=\"viewport\" content=\"width=device-width\">\n"
                                  "<title>%s</title>\n<style>" STYLE "</style>\n"
                                  "<main>\n<h1>%s</h1>\n<p>%s</p>\n</main>\n</html>\n",
                                  _ ("en"),
                                  title,
                                  title,
                                  text);
}

/**
 * foyer_browser_page_show:
 * @status: an HTTP status
 * @title: what it is about
 * @text: a sentence or two
 *
 * Answers a browser, and ends the connection.
 */
void
foyer_browser_page_show (SoupServerMessage *message,
                         guint status,
                         const char *title,
                         const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *policy = make_policy ();
  g_autofree char *page = make_page (title, text);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Content-Security-Policy", policy);
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message,
                                    "text/html; charset=utf-8",
                                    SOUP_MEMORY_COPY,
                                    page,
                                    strlen (page));
}
