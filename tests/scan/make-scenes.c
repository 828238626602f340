/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-make-scenes"

#include "config.h"

#include "foyer-scene.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* make-scenes DIR N [KIND]: writes N pictures of each kind of scene, or of one, into DIR, and
 * codes.tsv with the name of each picture and the text of each code in it. */

static void
write_scene (const char *folder, FoyerSceneKind kind, guint seed, FILE *list)
{
  g_autoptr (FoyerScene) scene = foyer_scene_new (kind, seed);
  g_autofree char *name = g_strdup_printf ("%s-%03u.png", foyer_scene_kind_to_nick (kind), seed);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  png_image image = {
    .version = PNG_IMAGE_VERSION,
    .width = scene->frame->width,
    .height = scene->frame->height,
    .format = PNG_FORMAT_GRAY,
  };

  if (!png_image_write_to_file (&image, path, 0, foyer_frame_get_row (scene->frame, 0), 0, NULL)) {
    fprintf (stderr, "make-scenes: %s: %s\n", path, image.message);
    exit (EXIT_FAILURE);
  }
  for (guint i = 0; i < scene->codes->len; i++) {
    const FoyerSceneCode *code = g_ptr_array_index (scene->codes, i);

    fprintf (list, "%s\t%s\n", name, code->text);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  FILE *list;

  if (argc < 3 || argc > 4) {
    fprintf (stderr, "Usage: make-scenes DIR N [KIND]\n");
    return 2;
  }
  path = g_build_filename (argv[1], "codes.tsv", NULL);
  list = fopen (path, "w");
  if (list == NULL) {
    perror (path);
    return EXIT_FAILURE;
  }
  for (guint kind = 0; kind < FOYER_N_SCENES; kind++) {
    if (argc == 4 && strcmp (argv[3], foyer_scene_kind_to_nick (kind)) != 0)
      continue;
    for (guint seed = 0; seed < (guint)atoi (argv[2]); seed++)
      write_scene (argv[1], kind, seed, list);
  }
  return fclose (list) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
