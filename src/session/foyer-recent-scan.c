/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-recent-scan"

#include "config.h"

#include "session/foyer-recent-scan.h"

/* A scan of this desk and what became of it: pending until it has a verdict or a problem. */

struct _FoyerRecentScan {
  GObject parent_instance;

  FoyerScan *scan;
  FoyerVerdict *verdict;
  char *problem;
  gboolean local;
  gboolean undone;
  char *overridden_by;
  char *override_reason;
};

enum {
  PROP_0,
  PROP_SCAN,
  PROP_AT,
  PROP_VERDICT,
  PROP_PROBLEM,
  PROP_PENDING,
  PROP_LOCAL,
  PROP_UNDONE,
  PROP_OVERRIDDEN_BY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerRecentScan, foyer_recent_scan, G_TYPE_OBJECT)

static void
foyer_recent_scan_finalize (GObject *object)
{
  FoyerRecentScan *self = FOYER_RECENT_SCAN (object);

  foyer_scan_unref (self->scan);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_free (self->problem);
  g_free (self->overridden_by);
  g_free (self->override_reason);

  G_OBJECT_CLASS (foyer_recent_scan_parent_class)->finalize (object);
}

static void
foyer_recent_scan_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerRecentScan *self = FOYER_RECENT_SCAN (object);

  switch (prop_id) {
  case PROP_SCAN:
    g_value_set_boxed (value, self->scan);
    break;
  case PROP_AT:
    g_value_set_int64 (value, self->scan->scanned_at);
    break;
  case PROP_VERDICT:
    g_value_set_boxed (value, self->verdict);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case PROP_PENDING:
    g_value_set_boolean (value, foyer_recent_scan_get_pending (self));
    break;
  case PROP_LOCAL:
    g_value_set_boolean (value, self->local);
    break;
  case PROP_UNDONE:
    g_value_set_boolean (value, self->undone);
    break;
  case PROP_OVERRIDDEN_BY:
    g_value_set_string (value, self->overridden_by);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_recent_scan_class_init (FoyerRecentScanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = foyer_recent_scan_finalize;
  object_class->get_property = foyer_recent_scan_get_property;

  properties[PROP_SCAN] = g_param_spec_boxed ("scan", NULL, NULL, FOYER_TYPE_SCAN, flags);
  properties[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_VERDICT] = g_param_spec_boxed ("verdict", NULL, NULL, FOYER_TYPE_VERDICT, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, TRUE, flags);
  properties[PROP_LOCAL] = g_param_spec_boolean ("local", NULL, NULL, FALSE, flags);
  properties[PROP_UNDONE] = g_param_spec_boolean ("undone", NULL, NULL, FALSE, flags);
  properties[PROP_OVERRIDDEN_BY] = g_param_spec_string ("overridden-by", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_recent_scan_init (FoyerRecentScan *self)
{
}

/**
 * foyer_recent_scan_new:
 *
 * Returns: (transfer full): a pending scan
 */
FoyerRecentScan *
foyer_recent_scan_new (FoyerScan *scan)
{
  FoyerRecentScan *self = g_object_new (FOYER_TYPE_RECENT_SCAN, NULL);

  self->scan = foyer_scan_ref (scan);
  return self;
}

/**
 * foyer_recent_scan_get_scan:
 *
 * Returns: (transfer none): what was scanned
 */
FoyerScan *
foyer_recent_scan_get_scan (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), NULL);

  return self->scan;
}

/**
 * foyer_recent_scan_get_at:
 *
 * Returns: when it was scanned, by this device's clock
 */
FoyerTime
foyer_recent_scan_get_at (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), 0);

  return self->scan->scanned_at;
}

/**
 * foyer_recent_scan_get_verdict:
 *
 * Returns: (transfer none) (nullable): the answer, once there is one
 */
FoyerVerdict *
foyer_recent_scan_get_verdict (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), NULL);

  return self->verdict;
}

/**
 * foyer_recent_scan_get_problem:
 *
 * Returns: (transfer none) (nullable): a sentence that says why there will be no answer
 */
const char *
foyer_recent_scan_get_problem (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), NULL);

  return self->problem;
}

/**
 * foyer_recent_scan_get_pending:
 *
 * Returns: whether the answer is still to come
 */
gboolean
foyer_recent_scan_get_pending (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), FALSE);

  return self->verdict == NULL && self->problem == NULL;
}

/**
 * foyer_recent_scan_get_local:
 *
 * Returns: whether only this desk knows the verdict: no other desk has heard of it yet
 */
gboolean
foyer_recent_scan_get_local (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), FALSE);

  return self->local;
}

/**
 * foyer_recent_scan_get_undone:
 *
 * Returns: whether the admission was taken back
 */
gboolean
foyer_recent_scan_get_undone (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), FALSE);

  return self->undone;
}

/**
 * foyer_recent_scan_get_overridden_by:
 *
 * Returns: (transfer none) (nullable): the supervisor who let in whom the judge refused
 */
const char *
foyer_recent_scan_get_overridden_by (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), NULL);

  return self->overridden_by;
}

/**
 * foyer_recent_scan_get_override_reason:
 *
 * Returns: (transfer none) (nullable): why, where it was done from here
 */
const char *
foyer_recent_scan_get_override_reason (FoyerRecentScan *self)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), NULL);

  return self->override_reason;
}

/**
 * foyer_recent_scan_get_outcome:
 * @outcome: (out): what became of it in the end: of a refusal that was overridden, that the guest
 * is admitted
 *
 * Returns: whether there is a verdict
 */
gboolean
foyer_recent_scan_get_outcome (FoyerRecentScan *self, FoyerOutcome *outcome)
{
  g_return_val_if_fail (FOYER_IS_RECENT_SCAN (self), FALSE);

  if (self->verdict == NULL)
    return FALSE;
  *outcome = self->overridden_by != NULL ? FOYER_OUTCOME_ADMITTED : self->verdict->outcome;
  return TRUE;
}

/**
 * foyer_recent_scan_answer:
 * @verdict: the answer; a scan keeps its first one
 */
void
foyer_recent_scan_answer (FoyerRecentScan *self, FoyerVerdict *verdict)
{
  g_return_if_fail (FOYER_IS_RECENT_SCAN (self));
  g_return_if_fail (verdict != NULL);

  if (!foyer_recent_scan_get_pending (self))
    return;
  self->verdict = foyer_verdict_ref (verdict);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERDICT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/**
 * foyer_recent_scan_set_local:
 * @is_local: whether only this desk knows the verdict
 */
void
foyer_recent_scan_set_local (FoyerRecentScan *self, gboolean is_local)
{
  g_return_if_fail (FOYER_IS_RECENT_SCAN (self));

  if (self->local == is_local)
    return;
  self->local = is_local;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCAL]);
}

/**
 * foyer_recent_scan_fail:
 * @problem: a sentence for people that says why there will be no answer
 */
void
foyer_recent_scan_fail (FoyerRecentScan *self, const char *problem)
{
  g_return_if_fail (FOYER_IS_RECENT_SCAN (self));
  g_return_if_fail (problem != NULL);

  if (!foyer_recent_scan_get_pending (self))
    return;
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/**
 * foyer_recent_scan_undo:
 *
 * Notes that the admission was taken back.
 */
void
foyer_recent_scan_undo (FoyerRecentScan *self)
{
  g_return_if_fail (FOYER_IS_RECENT_SCAN (self));

  if (self->undone)
    return;
  self->undone = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDONE]);
}

/**
 * foyer_recent_scan_override:
 * @by: the supervisor who let the guest in, although the judge refused them
 * @reason: (nullable): why, where it is known
 */
void
foyer_recent_scan_override (FoyerRecentScan *self, const char *by, const char *reason)
{
  g_return_if_fail (FOYER_IS_RECENT_SCAN (self));
  g_return_if_fail (by != NULL);

  if (self->overridden_by != NULL)
    return;
  self->overridden_by = g_strdup (by);
  self->override_reason = g_strdup (reason);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVERRIDDEN_BY]);
}
