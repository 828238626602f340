/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a scanner that types presses at the end of a code. */
#define FOYER_WEDGE_ENTER '\r'
#define FOYER_WEDGE_TAB   '\t'
/* How long after a Tab another key still belongs to the same code. */
#define FOYER_WEDGE_PAUSE_MS 100

/**
 * FoyerWedgeAnswer:
 * @FOYER_WEDGE_PASS: the key is none of the scanner's business; a burst may begin with it
 * @FOYER_WEDGE_JOINED: the key follows so fast on the one before that it belongs to a burst
 * @FOYER_WEDGE_SWALLOW: the key is a scanner's, and must reach nobody else
 * @FOYER_WEDGE_HELD: the same, and it may end a code: foyer_wedge_settle() tells, unless another
 *   key follows as fast
 * @FOYER_WEDGE_SCANNED: the key ends a code, which foyer_wedge_get_code() has
 */
typedef enum {
  FOYER_WEDGE_PASS,
  FOYER_WEDGE_JOINED,
  FOYER_WEDGE_SWALLOW,
  FOYER_WEDGE_HELD,
  FOYER_WEDGE_SCANNED,
} FoyerWedgeAnswer;

typedef struct _FoyerWedge FoyerWedge;

FoyerWedge *foyer_wedge_new (void);
void foyer_wedge_free (FoyerWedge *self);
void foyer_wedge_reset (FoyerWedge *self);
FoyerWedgeAnswer foyer_wedge_press (FoyerWedge *self, gunichar character, gint64 time_us);
gboolean foyer_wedge_is_running (FoyerWedge *self, gint64 time_us);
gboolean foyer_wedge_settle (FoyerWedge *self);
const char *foyer_wedge_get_code (FoyerWedge *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerWedge, foyer_wedge_free)

G_END_DECLS
