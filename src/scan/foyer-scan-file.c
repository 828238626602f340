/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scan-file"

#include "config.h"

#include "scan/foyer-decoder.h"
#include "scan/foyer-picture-file.h"
#include "scan/foyer-zbar.h"

#include <gst/gst.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* foyer-scan-file: what the decoder reads in pictures, and what it costs, for benchmarks. */

/* Enough for a page full of codes; an empty picture takes a twentieth of it. */
static const gint64 BUDGET_US = 200 * 1000;
static const int MOST_FRAMES = 1000;

static int n_frames = 1;
static gboolean zbar_defaults = FALSE;
static char **paths = NULL;

static const GOptionEntry entries[] = {
  { "frames",
    0,
    0,
    G_OPTION_ARG_INT,
    &n_frames,
    "Hand each picture over as N frames of one scene; the time is per frame",
    "N" },
  { "zbar-defaults",
    0,
    0,
    G_OPTION_ARG_NONE,
    &zbar_defaults,
    "Use zbar as it comes, every symbology, to compare with",
    NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "FILE…" },
  { NULL },
};

static double
read_clock_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static gboolean
is_known (GPtrArray *symbols, const FoyerSymbol *symbol)
{
  for (guint i = 0; i < symbols->len; i++) {
    const FoyerSymbol *known = g_ptr_array_index (symbols, i);

    if (strcmp (known->text, symbol->text) == 0 && known->symbology == symbol->symbology)
      return TRUE;
  }
  return FALSE;
}

static void
add_new (GPtrArray *symbols, GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    FoyerSymbol *symbol = g_ptr_array_index (found, i);

    if (!is_known (symbols, symbol))
      g_ptr_array_add (symbols, foyer_symbol_ref (symbol));
  }
}

static GPtrArray *
scan_with_defaults (FoyerZbar *zbar, FoyerFrame *frame)
{
  g_auto (FoyerPlane) plane = { NULL };

  foyer_plane_resize (&plane, frame->width, frame->height);
  for (guint y = 0; y < frame->height; y++)
    memcpy (plane.pixels + (gsize)y * frame->width, foyer_frame_get_row (frame, y), frame->width);
  return foyer_zbar_scan (zbar, &plane);
}

/* Code texts are UTF-8 and are printed as such in every locale: g_print() would put a question mark
 * in place of what the locale lacks. A name may hold anything, and yet there is one line per code.
 */
static void
print_line (const char *path, double ms, const char *symbology, const char *text)
{
  for (const char *at = path; *at != '\0'; at++) {
    if (g_ascii_iscntrl (*at))
      printf ("\\%03o", (guint)*at);
    else
      putchar (*at);
  }
  printf ("\t%.2f\t%s\t%s\n", ms, symbology, text);
}

static void
print_symbols (const char *path, double ms, GPtrArray *symbols)
{
  if (symbols->len == 0)
    print_line (path, ms, "-", "-");
  for (guint i = 0; i < symbols->len; i++) {
    const FoyerSymbol *symbol = g_ptr_array_index (symbols, i);

    print_line (path, ms, foyer_symbology_to_nick (symbol->symbology), symbol->text);
  }
  fflush (stdout);
}

static gboolean
scan_file (FoyerDecoder *decoder, FoyerZbar *zbar, const char *path, GError **error)
{
  g_autoptr (FoyerFrame) frame = foyer_picture_file_load (path, error);
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);
  double start;

  if (frame == NULL)
    return FALSE;
  foyer_decoder_reset (decoder);
  start = read_clock_ms ();
  for (int i = 0; i < n_frames; i++) {
    g_autoptr (GPtrArray) found = zbar_defaults ? scan_with_defaults (zbar, frame)
                                                : foyer_decoder_decode (decoder, frame, BUDGET_US);

    add_new (symbols, found);
  }
  print_symbols (path, (read_clock_ms () - start) / n_frames, symbols);
  return TRUE;
}

static gboolean
parse (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE… - read barcodes in pictures");
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context,
      "Prints one line per code: file, milliseconds of CPU time, symbology and text, with tabs\n"
      "between; a picture without a code has - for the last two. Pictures larger than 1280×720\n"
      "are scaled down into that box first. Loading and scaling is not counted. Control "
      "characters\n"
      "in a file's name are printed as \\ and three octal digits.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("foyer-scan-file: %s\n", error->message);
    return FALSE;
  }
  if (paths == NULL || n_frames < 1 || n_frames > MOST_FRAMES) {
    g_printerr ("foyer-scan-file: Name at least one file, and 1 to %d frames.\n", MOST_FRAMES);
    return FALSE;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (FoyerZbar) zbar = foyer_zbar_new_with_defaults ();
  int status = EXIT_SUCCESS;

  if (!parse (argc, argv))
    return 2;
  gst_init (NULL, NULL);
  for (char **path = paths; *path != NULL; path++) {
    g_autoptr (GError) error = NULL;

    if (!scan_file (decoder, zbar, *path, &error)) {
      g_printerr ("foyer-scan-file: %s: %s\n", *path, error->message);
      status = EXIT_FAILURE;
    }
  }
  g_strfreev (paths);
  return status;
}
