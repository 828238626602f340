/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scan-facts"

#include "config.h"

#include "app/foyer-scan-facts.h"

#include "app/foyer-conflict-text.h"
#include "app/foyer-verdict-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What happened at the doors, scan by scan in the order of the relay's time, and which of the
 * admissions are taken back. That is proposed where it follows from what was behind it: a wrong
 * clock or a mistake let in more than the ticket allows. What somebody chose stays as they did. */

struct _FoyerScanFacts {
  GtkWidget parent_instance;

  FoyerConflict *conflict;
  gboolean is_chosen;
  gboolean is_proposing;

  GtkWidget *content;
  AdwPreferencesGroup *group;
  /* (element-type GtkCheckButton): for each scan, or %NULL where nothing can be taken back. */
  GPtrArray *checks;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerScanFacts, foyer_scan_facts, GTK_TYPE_WIDGET)

static void
on_check_toggled (GtkCheckButton *check, FoyerScanFacts *self)
{
  if (self->is_proposing)
    return;
  self->is_chosen = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
can_be_taken_back (const FoyerConflict *conflict, const FoyerConflictScan *scan)
{
  return conflict->resolved_at == 0 && scan->outcome == FOYER_OUTCOME_ADMITTED && scan->standing;
}

/* Each says what it is about: there are several of one kind. */
static GtkWidget *
new_check (FoyerScanFacts *self, AdwActionRow *row, const char *where)
{
  GtkWidget *check = gtk_check_button_new_with_label (_ ("Take Back"));
  /* Translators: %s is where, by whom and when somebody was admitted. */
  g_autofree char *name = g_strdup_printf (_ ("Take back: %s"), where);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_check_toggled), self, 0);
  return check;
}

static void
add_scan (FoyerScanFacts *self, const FoyerConflictScan *scan, const char *time_zone)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *icon = gtk_image_new_from_icon_name (foyer_verdict_text_icon (scan->outcome));
  g_autofree char *said = foyer_conflict_text_said (scan);
  g_autofree char *where = foyer_conflict_text_where (scan, time_zone, g_get_real_time ());
  GtkWidget *check = NULL;

  gtk_widget_add_css_class (icon, foyer_verdict_text_css_class (scan->outcome));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), said);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle (row, where);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_prefix (row, icon);
  if (can_be_taken_back (self->conflict, scan))
    check = new_check (self, row, where);
  g_ptr_array_add (self->checks, check);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
}

static gboolean
is_taken_back (const char *const *ids, const char *scan_id)
{
  return ids != NULL && g_strv_contains (ids, scan_id);
}

static void
choose (FoyerScanFacts *self, const char *const *ids)
{
  self->is_proposing = TRUE;
  for (guint i = 0; i < self->checks->len; i++) {
    const FoyerConflictScan *scan = g_ptr_array_index (self->conflict->scans, i);
    GtkCheckButton *check = g_ptr_array_index (self->checks, i);

    if (check != NULL)
      gtk_check_button_set_active (check, is_taken_back (ids, scan->scan_id));
  }
  self->is_proposing = FALSE;
}

static void
make_group (FoyerScanFacts *self)
{
  if (self->group != NULL)
    gtk_box_remove (GTK_BOX (self->content), GTK_WIDGET (self->group));
  g_ptr_array_set_size (self->checks, 0);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("What Happened"));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->group));
}

static void
foyer_scan_facts_dispose (GObject *object)
{
  FoyerScanFacts *self = FOYER_SCAN_FACTS (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->conflict, foyer_conflict_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  G_OBJECT_CLASS (foyer_scan_facts_parent_class)->dispose (object);
}

static void
foyer_scan_facts_class_init (FoyerScanFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_scan_facts_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_SCAN_FACTS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_scan_facts_init (FoyerScanFacts *self)
{
  self->checks = g_ptr_array_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

/**
 * foyer_scan_facts_show:
 * @conflict: what it is about; one that has grown keeps what was chosen
 * @time_zone: (nullable): the event's zone
 */
void
foyer_scan_facts_show (FoyerScanFacts *self, const FoyerConflict *conflict, const char *time_zone)
{
  g_auto (GStrv) chosen = NULL;
  FoyerConflict *former;

  g_return_if_fail (FOYER_IS_SCAN_FACTS (self));
  g_return_if_fail (conflict != NULL);

  chosen = self->conflict != NULL ? foyer_scan_facts_get_taken_back (self) : NULL;
  former = self->conflict;
  self->conflict = foyer_conflict_ref ((FoyerConflict *)conflict);
  if (former != NULL)
    foyer_conflict_unref (former);
  make_group (self);
  for (guint i = 0; i < conflict->scans->len; i++)
    add_scan (self, g_ptr_array_index (conflict->scans, i), time_zone);
  choose (self, (const char *const *)chosen);
}

/* Of too many, as many stay as the ticket allows: those that came first. */
static guint
count_right_ones (const FoyerConflict *conflict)
{
  if (conflict->kind != FOYER_CONFLICT_TOO_MANY || conflict->ticket == NULL)
    return 0;
  return conflict->ticket->allowed_entries;
}

/**
 * foyer_scan_facts_propose:
 * @resolution: what is said to be behind it
 *
 * Proposes what is taken back, unless somebody has chosen it.
 */
void
foyer_scan_facts_propose (FoyerScanFacts *self, FoyerConflictResolution resolution)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint n_standing = 0;

  g_return_if_fail (FOYER_IS_SCAN_FACTS (self));
  g_return_if_fail (self->conflict != NULL);

  if (self->is_chosen)
    return;
  for (guint i = 0; i < self->checks->len; i++) {
    const FoyerConflictScan *scan = g_ptr_array_index (self->conflict->scans, i);

    if (g_ptr_array_index (self->checks, i) != NULL &&
        n_standing++ >= count_right_ones (self->conflict))
      g_ptr_array_add (ids, scan->scan_id);
  }
  if (resolution != FOYER_CONFLICT_CLOCK && resolution != FOYER_CONFLICT_STAFF_ERROR)
    g_ptr_array_set_size (ids, 0);
  g_ptr_array_add (ids, NULL);
  choose (self, (const char *const *)ids->pdata);
}

/**
 * foyer_scan_facts_get_taken_back:
 *
 * Returns: (transfer full) (array zero-terminated=1): the scans whose admissions are taken back
 */
char **
foyer_scan_facts_get_taken_back (FoyerScanFacts *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (FOYER_IS_SCAN_FACTS (self), NULL);

  for (guint i = 0; i < self->checks->len; i++) {
    const FoyerConflictScan *scan = g_ptr_array_index (self->conflict->scans, i);
    GtkCheckButton *check = g_ptr_array_index (self->checks, i);

    if (check != NULL && gtk_check_button_get_active (check))
      g_strv_builder_add (ids, scan->scan_id);
  }
  return g_strv_builder_end (ids);
}
