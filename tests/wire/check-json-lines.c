/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "check-json-lines"

#include "config.h"

#include "wire/foyer-json-check.h"
#include "wire/foyer-message.h"

#include <stdio.h>
#include <string.h>

/* Reads texts in hexadecimal, one a line, and prints for each whether foyer_json_check () takes it
 * (1) or not (0). Every text is read as a message of either side as well, which must do no harm,
 * and must fail where the check fails. */

static GBytes *
unhex (const char *line, gsize length)
{
  guint8 *bytes = g_malloc (length / 2 + 1);

  for (gsize i = 0; i + 1 < length; i += 2)
    bytes[i / 2] =
        (guint8)(g_ascii_xdigit_value (line[i]) << 4 | g_ascii_xdigit_value (line[i + 1]));
  return g_bytes_new_take (bytes, length / 2);
}

static gboolean
can_be_parsed (const char *text, gsize length, FoyerSender sender)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message = foyer_message_parse (text, length, sender, &id, &error);

  g_assert_cmpint (message == NULL, ==, error != NULL);
  return message != NULL;
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  ssize_t length;

  while ((length = getline (&line, &size, stdin)) >= 0) {
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    const char *text;
    gsize n;
    gboolean taken;

    if (length > 0 && line[length - 1] == '\n')
      length--;
    bytes = unhex (line, (gsize)length);
    text = g_bytes_get_data (bytes, &n);
    taken = foyer_json_check (text != NULL ? text : "", n, &error);
    g_assert_cmpint (taken, ==, error == NULL);
    if (text != NULL && (can_be_parsed (text, n, FOYER_SENDER_DEVICE) ||
                         can_be_parsed (text, n, FOYER_SENDER_RELAY)))
      g_assert_true (taken);
    puts (taken ? "1" : "0");
  }
  return 0;
}
