/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-text"

#include "config.h"

#include "app/foyer-device-text.h"

#include "app/foyer-number-text.h"
#include "app/foyer-time-text.h"
#include "base/foyer-limits.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is said of a device and of its history: a word, a shape and a colour for each, so that
 * nothing hangs on the colour. */

/* A scan or two always wait for their verdicts. */
#define MANY_WAITING 5
/* In percent: what is left of it does not last until somebody brings a cable. */
#define LOW_BATTERY 20

typedef enum {
  STANDING_ONLINE,
  STANDING_OFFLINE,
  STANDING_PENDING,
  STANDING_REVOKED,
  STANDING_WIPED,
} Standing;

static const struct {
  const char *word;
  const char *icon;
  const char *css_class;
} standings[] = {
  [STANDING_ONLINE] = { N_ ("Online"), "foyer-admitted-symbolic", "admitted" },
  [STANDING_OFFLINE] = { N_ ("Offline"), "network-offline-symbolic", "dim-label" },
  [STANDING_PENDING] = { N_ ("Waits for approval"), "foyer-attention-symbolic", "problem" },
  [STANDING_REVOKED] = { N_ ("Revoked"), "foyer-refused-symbolic", "refused" },
  [STANDING_WIPED] = { N_ ("Revoked and wiped"), "edit-clear-all-symbolic", "dim-label" },
};

static const struct {
  const char *word;
  const char *icon;
} accesses[] = {
  [FOYER_ACCESS_ENROLLED] = { N_ ("Paired"), "list-add-symbolic" },
  [FOYER_ACCESS_APPROVED] = { N_ ("Approved"), "emblem-ok-symbolic" },
  [FOYER_ACCESS_SIGNED_IN] = { N_ ("Signed in"), "avatar-default-symbolic" },
  [FOYER_ACCESS_CONNECTED] = { N_ ("Connected"), "network-transmit-receive-symbolic" },
  [FOYER_ACCESS_REFUSED] = { N_ ("Not let in"), "action-unavailable-symbolic" },
  [FOYER_ACCESS_SIGNED_OUT] = { N_ ("Signed out"), "system-log-out-symbolic" },
  [FOYER_ACCESS_REVOKED] = { N_ ("Revoked"), "foyer-refused-symbolic" },
  [FOYER_ACCESS_WIPED] = { N_ ("Data wiped"), "edit-clear-all-symbolic" },
};

/* The words that Foyer's own desks say of their cameras. */
static const struct {
  const char *state;
  const char *word;
} cameras[] = {
  { "off", N_ ("Off") },           { "asking", N_ ("Waits for permission") },
  { "starting", N_ ("Starting") }, { "running", N_ ("Running") },
  { "silent", N_ ("No picture") }, { "refused", N_ ("Not allowed") },
  { "missing", N_ ("No camera") },
};

static Standing
get_standing (const FoyerDevice *device)
{
  switch (device->status) {
  case FOYER_DEVICE_STATUS_PENDING:
    return STANDING_PENDING;
  case FOYER_DEVICE_STATUS_REVOKED:
    return device->wiped_at != 0 ? STANDING_WIPED : STANDING_REVOKED;
  case FOYER_DEVICE_STATUS_APPROVED:
  default:
    return device->online ? STANDING_ONLINE : STANDING_OFFLINE;
  }
}

/* One that is out of reach said it last. */
static gboolean
has_waiting (const FoyerDevice *device)
{
  return device->pending_scans >= (device->online ? MANY_WAITING : 1);
}

static gboolean
has_wrong_clock (const FoyerDevice *device)
{
  return device->clock_known && ABS (device->clock_offset_ms) > FOYER_LIMIT_CLOCK_OFF_MS;
}

static gboolean
has_low_battery (const FoyerDevice *device)
{
  return device->online && device->battery != FOYER_BATTERY_UNKNOWN &&
         device->battery <= LOW_BATTERY;
}

static gboolean
is_troubled (const FoyerDevice *device)
{
  Standing standing = get_standing (device);

  return (standing == STANDING_ONLINE || standing == STANDING_OFFLINE) &&
         (has_waiting (device) || has_wrong_clock (device) || has_low_battery (device));
}

/**
 * foyer_device_text_word:
 *
 * Returns: (transfer none): how the device stands
 */
const char *
foyer_device_text_word (const FoyerDevice *device)
{
  return _ (standings[get_standing (device)].word);
}

/**
 * foyer_device_text_icon:
 *
 * Returns: (transfer none): the name of an icon that says so too
 */
const char *
foyer_device_text_icon (const FoyerDevice *device)
{
  return is_troubled (device) ? "foyer-attention-symbolic" : standings[get_standing (device)].icon;
}

/**
 * foyer_device_text_css_class:
 *
 * Returns: (transfer none): the style class that colours the icon; a literal
 */
const char *
foyer_device_text_css_class (const FoyerDevice *device)
{
  return is_troubled (device) ? "problem" : standings[get_standing (device)].css_class;
}

static char *
describe_waiting (const FoyerDevice *device)
{
  g_autofree char *number = foyer_number_text (device->pending_scans);

  return g_strdup_printf (ngettext ("%s scan waits", "%s scans wait", (guint)device->pending_scans),
                          number);
}

/**
 * foyer_device_text_trouble:
 *
 * Returns: (transfer full) (nullable): what somebody should see to at that desk, from what it says
 *   of itself
 */
char *
foyer_device_text_trouble (const FoyerDevice *device)
{
  g_autoptr (GStrvBuilder) troubles = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (!is_troubled (device))
    return NULL;
  if (has_waiting (device)) {
    g_autofree char *waiting = describe_waiting (device);

    g_strv_builder_add (troubles, waiting);
  }
  if (has_wrong_clock (device))
    g_strv_builder_add (troubles, _ ("Wrong clock"));
  if (has_low_battery (device)) {
    /* Translators: a number of percent. */
    g_autofree char *battery = g_strdup_printf (_ ("Battery at %d %%"), device->battery);

    g_strv_builder_add (troubles, battery);
  }
  parts = g_strv_builder_end (troubles);
  return g_strjoinv (" · ", parts);
}

/**
 * foyer_device_text_waiting:
 *
 * Returns: (transfer full) (nullable): how many scans the desk has not delivered, as it said last;
 *   %NULL where it never said
 */
char *
foyer_device_text_waiting (const FoyerDevice *device)
{
  return device->pending_scans == FOYER_PENDING_UNKNOWN ? NULL
                                                        : foyer_number_text (device->pending_scans);
}

/**
 * foyer_device_text_battery:
 *
 * Returns: (transfer full) (nullable): how full its battery is; %NULL where nobody knows now
 */
char *
foyer_device_text_battery (const FoyerDevice *device)
{
  if (!device->online || device->battery == FOYER_BATTERY_UNKNOWN)
    return NULL;
  /* Translators: a number of percent. */
  return g_strdup_printf (_ ("%d %%"), device->battery);
}

static const char *
get_camera_word (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cameras); i++) {
    if (g_str_equal (cameras[i].state, state))
      return _ (cameras[i].word);
  }
  return state;
}

/**
 * foyer_device_text_camera:
 *
 * That there is none is no trouble by itself: some desks have a hand-held scanner.
 *
 * Returns: (transfer full) (nullable): how its camera is; %NULL where nobody knows now
 */
char *
foyer_device_text_camera (const FoyerDevice *device)
{
  if (!device->online || device->camera_state == NULL)
    return NULL;
  return g_strdup (get_camera_word (device->camera_state));
}

/* A computer whose own battery is empty is off by years. */
static char *
describe_span (guint64 seconds)
{
  guint minutes = (guint)MIN (seconds / 60, G_MAXUINT);
  guint hours = minutes / 60;
  guint days = hours / 24;

  if (minutes < 2)
    return g_strdup_printf (ngettext ("%u second", "%u seconds", (guint)seconds), (guint)seconds);
  if (hours < 2)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  if (days < 2)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
  return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
}

/**
 * foyer_device_text_clock:
 *
 * Returns: (transfer full) (nullable): how far its clock is off, in whole units; %NULL where nobody
 *   knows now
 */
char *
foyer_device_text_clock (const FoyerDevice *device)
{
  guint64 seconds = (guint64)ABS (device->clock_offset_ms) / 1000;
  g_autofree char *span = NULL;

  if (!device->online || !device->clock_known)
    return NULL;
  if (seconds == 0)
    return g_strdup (_ ("Right"));
  span = describe_span (seconds);
  /* Translators: of a clock; %s is such as “3 minutes”. */
  return g_strdup_printf (device->clock_offset_ms > 0 ? _ ("%s ahead") : _ ("%s behind"), span);
}

static char *
describe_offline (const FoyerDevice *device, const char *time_zone, FoyerTime now)
{
  g_autofree char *clock = NULL;

  if (device->last_active == 0)
    return g_strdup (_ ("Offline · never seen"));
  clock = foyer_time_text_clock (device->last_active, time_zone, now);
  /* Translators: %s is a time of day. */
  return g_strdup_printf (_ ("Offline · last seen at %s"), clock);
}

static char *
describe_standing (const FoyerDevice *device, const char *time_zone, FoyerTime now)
{
  g_autofree char *clock = NULL;

  switch (get_standing (device)) {
  case STANDING_ONLINE:
    /* Translators: %s is the address of a staff member. */
    return g_strdup_printf (_ ("Online · %s"),
                            device->staff_email != NULL ? device->staff_email
                                                        : _ ("nobody signed in"));
  case STANDING_WIPED:
    clock = foyer_time_text_clock (device->wiped_at, time_zone, now);
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_ ("Revoked · data wiped at %s"), clock);
  case STANDING_REVOKED:
    return g_strdup (_ ("Revoked · not confirmed as wiped yet"));
  case STANDING_PENDING:
    return g_strdup (_ ("Waits for approval"));
  case STANDING_OFFLINE:
  default:
    return describe_offline (device, time_zone, now);
  }
}

/**
 * foyer_device_text_detail:
 * @time_zone: (nullable): the event's IANA zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): what is wrong there, how the device stands, and who is there or since
 *   when
 */
char *
foyer_device_text_detail (const FoyerDevice *device, const char *time_zone, FoyerTime now)
{
  g_autofree char *trouble = foyer_device_text_trouble (device);
  g_autofree char *standing = describe_standing (device, time_zone, now);

  return trouble != NULL ? g_strdup_printf ("%s · %s", trouble, standing)
                         : g_steal_pointer (&standing);
}

/**
 * foyer_device_text_note:
 * @time_zone: (nullable): the event's IANA zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): what the word alone does not say; empty where there is nothing
 */
char *
foyer_device_text_note (const FoyerDevice *device, const char *time_zone, FoyerTime now)
{
  g_autofree char *trouble = foyer_device_text_trouble (device);
  g_autofree char *clock = NULL;

  switch (get_standing (device)) {
  case STANDING_WIPED:
    clock = foyer_time_text_clock (device->wiped_at, time_zone, now);
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_ ("It confirmed at %s that its data are wiped."), clock);
  case STANDING_REVOKED:
    return g_strdup (_ ("It wipes its data when it is online next, and confirms that."));
  case STANDING_PENDING:
    return g_strdup (_ ("Nobody can sign in on it before it is approved."));
  case STANDING_ONLINE:
  case STANDING_OFFLINE:
  default:
    return trouble != NULL ? g_steal_pointer (&trouble) : g_strdup ("");
  }
}

/**
 * foyer_device_text_compare:
 *
 * Returns: how two devices are sorted: those that wait, those that may work, those that may not, by
 *   name
 */
int
foyer_device_text_compare (const FoyerDevice *a, const FoyerDevice *b)
{
  static const int ranks[] = { 1, 1, 0, 2, 2 };
  int rank_a = ranks[get_standing (a)];
  int rank_b = ranks[get_standing (b)];
  g_autofree char *key_a = NULL;
  g_autofree char *key_b = NULL;

  if (rank_a != rank_b)
    return rank_a - rank_b;
  /* As file names are: Desk 2 comes before Desk 10. */
  key_a = g_utf8_collate_key_for_filename (a->name, -1);
  key_b = g_utf8_collate_key_for_filename (b->name, -1);
  return strcmp (key_a, key_b);
}

/**
 * foyer_device_text_access:
 *
 * Returns: (transfer none): what happened
 */
const char *
foyer_device_text_access (FoyerAccessKind kind)
{
  return _ (accesses[kind].word);
}

/**
 * foyer_device_text_access_icon:
 *
 * Returns: (transfer none): the name of an icon that says so too
 */
const char *
foyer_device_text_access_icon (FoyerAccessKind kind)
{
  return accesses[kind].icon;
}

/**
 * foyer_device_text_access_detail:
 *
 * Returns: (transfer full): who it was, from where, and with which program, as far as that is known
 */
char *
foyer_device_text_access_detail (const FoyerDeviceAccess *access)
{
  const char *facts[] = { access->staff_email, access->address, access->user_agent };
  g_autoptr (GStrvBuilder) known = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    if (facts[i] != NULL && *facts[i] != '\0')
      g_strv_builder_add (known, facts[i]);
  }
  parts = g_strv_builder_end (known);
  return g_strjoinv (" · ", parts);
}
