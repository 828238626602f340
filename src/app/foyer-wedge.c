/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wedge"

#include "config.h"

#include "app/foyer-wedge.h"

#include "base/foyer-limits.h"

/* Tells a scanner that types (a keyboard wedge) from a person who types, by how fast the keys
 * follow each other: scanners send a key every 1 to 30 ms and end with Enter or Tab; a person
 * needs 60 ms and more, but may roll two keys at once. So it is the mean over a whole code that
 * decides, and no single gap. A key that is held down repeats as fast as a scanner types: one
 * character repeated is no code. A Tab may end a code or be in its middle: that shows only when
 * nothing follows it. */

/* A longer gap ends a burst. */
#define LONGEST_GAP (FOYER_WEDGE_PAUSE_MS * G_TIME_SPAN_MILLISECOND)
/* The longest mean gap of a scanner's burst, and the fewest characters that a code has. */
#define LONGEST_MEAN_GAP (35 * G_TIME_SPAN_MILLISECOND)
#define FEWEST_KEYS      4
/* Scanners that send CR and LF press twice at the end. */
#define ECHO_GAP (150 * G_TIME_SPAN_MILLISECOND)

struct _FoyerWedge {
  GString *burst;
  glong n_keys;
  gint64 first_time;
  gint64 last_time;
  gboolean varied;
  gunichar first_key;
  gboolean ended;
  /* Tabs that were pressed since the last character. */
  guint n_tabs;
};

/**
 * foyer_wedge_new:
 *
 * Returns: (transfer full): a recogniser that has heard no key yet
 */
FoyerWedge *
foyer_wedge_new (void)
{
  FoyerWedge *self = g_new0 (FoyerWedge, 1);

  self->burst = g_string_new (NULL);
  return self;
}

void
foyer_wedge_free (FoyerWedge *self)
{
  g_string_free (self->burst, TRUE);
  g_free (self);
}

/**
 * foyer_wedge_reset:
 *
 * Forgets the burst, as after a key that no scanner presses.
 */
void
foyer_wedge_reset (FoyerWedge *self)
{
  g_string_truncate (self->burst, 0);
  self->n_keys = 0;
  self->varied = FALSE;
  self->ended = FALSE;
  self->n_tabs = 0;
}

static gboolean
is_scanner (FoyerWedge *self, gint64 time_us)
{
  return self->n_keys >= FEWEST_KEYS && self->varied && time_us - self->last_time <= LONGEST_GAP &&
         time_us - self->first_time <= self->n_keys * LONGEST_MEAN_GAP;
}

static FoyerWedgeAnswer
press_end (FoyerWedge *self, gunichar character, gint64 time_us)
{
  gboolean scanner;

  if (self->ended && time_us - self->last_time <= ECHO_GAP) {
    self->last_time = time_us;
    return FOYER_WEDGE_SWALLOW;
  }
  scanner = is_scanner (self, time_us);
  if (!scanner)
    foyer_wedge_reset (self);
  self->last_time = time_us;
  if (scanner && character == FOYER_WEDGE_TAB) {
    self->n_tabs++;
    return FOYER_WEDGE_HELD;
  }
  self->ended = scanner;
  self->n_tabs = 0;
  return scanner ? FOYER_WEDGE_SCANNED : FOYER_WEDGE_PASS;
}

static void
append (FoyerWedge *self, gunichar character)
{
  /* What is over the limit shows that the code is too long; more of it is of no use. */
  if (self->burst->len <= FOYER_LIMIT_CODE)
    g_string_append_unichar (self->burst, character);
  self->n_keys++;
}

/**
 * foyer_wedge_press:
 * @character: what the key means: a character, %FOYER_WEDGE_ENTER or %FOYER_WEDGE_TAB
 * @time_us: when the key was pressed, in microseconds of any clock that does not go back
 *
 * Returns: what to do with the key
 */
FoyerWedgeAnswer
foyer_wedge_press (FoyerWedge *self, gunichar character, gint64 time_us)
{
  gboolean joined;

  g_return_val_if_fail (self != NULL, FOYER_WEDGE_PASS);

  if (character == FOYER_WEDGE_ENTER || character == FOYER_WEDGE_TAB)
    return press_end (self, character, time_us);
  joined = self->n_keys > 0 && !self->ended && time_us - self->last_time <= LONGEST_GAP;
  if (!joined) {
    foyer_wedge_reset (self);
    self->first_time = time_us;
    self->first_key = character;
  }
  for (; self->n_tabs > 0; self->n_tabs--)
    append (self, FOYER_WEDGE_TAB);
  append (self, character);
  self->varied = self->varied || character != self->first_key;
  self->last_time = time_us;
  return joined ? FOYER_WEDGE_JOINED : FOYER_WEDGE_PASS;
}

/**
 * foyer_wedge_is_running:
 *
 * Returns: whether a scanner is in the middle of a code, so that a key that people press for other
 *   things belongs to it too
 */
gboolean
foyer_wedge_is_running (FoyerWedge *self, gint64 time_us)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->ended && is_scanner (self, time_us);
}

/**
 * foyer_wedge_settle:
 *
 * Says that nothing followed %FOYER_WEDGE_HELD for as long as keys of a code do.
 *
 * Returns: whether a code has ended with it, which foyer_wedge_get_code() has
 */
gboolean
foyer_wedge_settle (FoyerWedge *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_tabs == 0)
    return FALSE;
  self->n_tabs = 0;
  self->ended = TRUE;
  return TRUE;
}

/**
 * foyer_wedge_get_code:
 *
 * Returns: (transfer none): the code, after %FOYER_WEDGE_SCANNED and until the next call
 */
const char *
foyer_wedge_get_code (FoyerWedge *self)
{
  return self->burst->str;
}
