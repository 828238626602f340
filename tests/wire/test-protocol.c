/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "wire/foyer-message.h"
#include "wire/foyer-wire-snapshot.h"

#include <string.h>

/* Runs the examples of PROTOCOL.md. A fence ```json SENDER [ERROR] begins one; the sender says who
 * says it, the error how it is refused. Within a fence ```ndjson snapshot each line is one of a
 * snapshot's. */

typedef struct {
  FoyerSender sender;
  char *refused_as;
  GString *text;
} Example;

static GPtrArray *examples;
static GPtrArray *snapshot;

static void
free_example (gpointer data)
{
  Example *example = data;

  g_free (example->refused_as);
  g_string_free (example->text, TRUE);
  g_free (example);
}

static FoyerSender
read_sender (const char *word)
{
  static const char *const words[] = { "device", "visitor", "relay", "neighbour" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i], word))
      return (FoyerSender)i;
  }
  g_assert_not_reached ();
}

static Example *
begin_example (const char *fence)
{
  g_auto (GStrv) words = g_strsplit (fence, " ", -1);
  Example *example = g_new0 (Example, 1);

  g_assert_cmpstr (words[0], ==, "```json");
  g_assert_nonnull (words[1]);
  example->sender = read_sender (words[1]);
  example->refused_as = g_strdup (words[2]);
  example->text = g_string_new (NULL);
  return example;
}

static void
read_examples (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "src", "wire", "PROTOCOL.md", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  Example *example = NULL;

  g_file_get_contents (path, &page, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (page, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_equal (lines[i], "```ndjson snapshot")) {
      for (i++; !g_str_equal (lines[i], "```"); i++)
        g_ptr_array_add (snapshot, g_strdup (lines[i]));
    } else if (example == NULL && g_str_has_prefix (lines[i], "```")) {
      example = begin_example (lines[i]);
    } else if (example != NULL && g_str_equal (lines[i], "```")) {
      g_ptr_array_add (examples, g_steal_pointer (&example));
    } else if (example != NULL) {
      g_string_append (example->text, lines[i]);
      g_string_append_c (example->text, '\n');
    }
  }
  g_assert_null (example);
}

static void
test_every_example_is_read_as_the_page_says (void)
{
  for (guint i = 0; i < examples->len; i++) {
    const Example *example = g_ptr_array_index (examples, i);
    g_autoptr (GError) error = NULL;
    g_autofree char *id = NULL;
    g_autoptr (FoyerMessage) message =
        foyer_message_parse (example->text->str, example->text->len, example->sender, &id, &error);

    g_test_message ("%s", example->text->str);
    if (example->refused_as == NULL) {
      g_assert_no_error (error);
      g_assert_nonnull (message);
      continue;
    }
    g_assert_null (message);
    g_assert_true (error->domain == FOYER_ERROR);
    g_assert_cmpstr (foyer_error_to_nick (error->code), ==, example->refused_as);
    g_assert_nonnull (id);
  }
}

static FoyerSnapshotLine
get_snapshot_line (guint number)
{
  if (number == 0)
    return FOYER_SNAPSHOT_LINE_HEAD;
  return number + 1 < snapshot->len ? FOYER_SNAPSHOT_LINE_TICKET : FOYER_SNAPSHOT_LINE_END;
}

static void
test_snapshot_is_as_the_page_says (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *end;

  g_assert_cmpuint (snapshot->len, >=, 3);
  for (guint i = 0; i < snapshot->len; i++) {
    const char *line = g_ptr_array_index (snapshot, i);
    g_autoptr (GError) error = NULL;

    g_assert_true (
        foyer_wire_check_snapshot_line (get_snapshot_line (i), line, strlen (line), &error));
    g_assert_no_error (error);
    /* No line can be taken for one of another kind. */
    for (int kind = 0; kind <= FOYER_SNAPSHOT_LINE_END; kind++)
      g_assert_cmpint (foyer_wire_check_snapshot_line ((FoyerSnapshotLine)kind,
                                                       line,
                                                       strlen (line),
                                                       NULL),
                       ==,
                       kind == (int)get_snapshot_line (i));
    if (i + 1 == snapshot->len)
      break;
    g_checksum_update (checksum, (const guchar *)line, (gssize)strlen (line));
    g_checksum_update (checksum, (const guchar *)"\n", 1);
  }
  end = g_ptr_array_index (snapshot, snapshot->len - 1);
  g_test_message ("sha256 %s", g_checksum_get_string (checksum));
  g_assert_nonnull (strstr (end, g_checksum_get_string (checksum)));
}

static void
test_every_kind_has_an_example (void)
{
  gboolean is_shown[FOYER_N_MESSAGE_KINDS] = { FALSE };

  for (guint i = 0; i < examples->len; i++) {
    const Example *example = g_ptr_array_index (examples, i);
    g_autoptr (FoyerMessage) message = NULL;

    if (example->refused_as != NULL)
      continue;
    message =
        foyer_message_parse (example->text->str, example->text->len, example->sender, NULL, NULL);
    g_assert_nonnull (message);
    is_shown[message->kind] = TRUE;
  }
  for (guint kind = 0; kind < FOYER_N_MESSAGE_KINDS; kind++)
    g_assert_true (is_shown[kind]);
}

/* Cutting an example anywhere, or changing any one byte of it, is survived: it is refused, or read
 * as something else. */
static void
test_damaged_examples_do_no_harm (void)
{
  guint n_refused = 0;

  for (guint i = 0; i < examples->len; i++) {
    const Example *example = g_ptr_array_index (examples, i);

    for (gsize at = 0; at < example->text->len; at++) {
      g_autofree char *damaged = g_strndup (example->text->str, example->text->len);
      g_autoptr (FoyerMessage) cut = foyer_message_parse (damaged, at, example->sender, NULL, NULL);
      g_autoptr (FoyerMessage) changed = NULL;

      if (at < example->text->len - 1)
        g_assert_null (cut);
      damaged[at] = (char)(g_test_rand_int () & 0xff);
      changed = foyer_message_parse (damaged, example->text->len, example->sender, NULL, NULL);
      if (changed == NULL)
        n_refused++;
    }
  }
  g_assert_cmpuint (n_refused, >, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  examples = g_ptr_array_new_with_free_func (free_example);
  snapshot = g_ptr_array_new_with_free_func (g_free);
  read_examples ();
  g_test_add_func ("/wire/protocol/every-example-is-read-as-the-page-says",
                   test_every_example_is_read_as_the_page_says);
  g_test_add_func ("/wire/protocol/every-kind-has-an-example", test_every_kind_has_an_example);
  g_test_add_func ("/wire/protocol/damaged-examples-do-no-harm", test_damaged_examples_do_no_harm);
  g_test_add_func ("/wire/protocol/snapshot-is-as-the-page-says",
                   test_snapshot_is_as_the_page_says);
  status = g_test_run ();
  g_ptr_array_unref (examples);
  g_ptr_array_unref (snapshot);
  return status;
}
