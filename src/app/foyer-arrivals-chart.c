/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-arrivals-chart"

#include "config.h"

#include "app/foyer-arrivals-chart.h"

#include "app/foyer-time-text.h"

#include <glib/gi18n.h>

/* Arrivals over the last hour: one bar a minute, the newest at the right. */

#define N_BARS         FOYER_ARRIVALS_CHART_MINUTES
#define MINUTE         (60 * FOYER_TIME_SECOND)
#define AXIS_GAP       6
#define MOST_GRID      4
#define MINIMUM_WIDTH  200
#define MINIMUM_HEIGHT 180
/* Minutes from one label of the time axis to the next. */
#define LABEL_MINUTES 15

struct _FoyerArrivalsChart {
  GtkWidget parent_instance;

  guint counts[N_BARS];
  FoyerTime now;
  char *time_zone;
};

G_DEFINE_FINAL_TYPE (FoyerArrivalsChart, foyer_arrivals_chart, GTK_TYPE_WIDGET)

/* Where the bars stand: the axes' labels lie left of it and below. */
typedef struct {
  graphene_rect_t area;
  guint step;
  guint top;
  GdkRGBA text;
  GdkRGBA grid;
  GdkRGBA bar;
} Drawing;

static guint
find_highest (FoyerArrivalsChart *self)
{
  guint highest = 0;

  for (guint i = 0; i < N_BARS; i++)
    highest = MAX (highest, self->counts[i]);
  return highest;
}

static char *
bar_clock (FoyerArrivalsChart *self, guint bar)
{
  FoyerTime time = self->now - (FoyerTime)(N_BARS - 1 - bar) * MINUTE;

  return foyer_time_text_clock (time, self->time_zone, time);
}

static void
snapshot_text (FoyerArrivalsChart *self,
               GtkSnapshot *snapshot,
               const Drawing *drawing,
               const char *text,
               float x,
               float y,
               float align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x - align * (float)width,
                                                y - (float)height / 2.0f));
  gtk_snapshot_append_layout (snapshot, layout, &drawing->text);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_grid (FoyerArrivalsChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  const graphene_rect_t *area = &drawing->area;

  for (guint value = 0; value <= drawing->top; value += drawing->step) {
    g_autofree char *text = g_strdup_printf ("%u", value);
    float part = (float)value / (float)drawing->top;
    float y = area->origin.y + area->size.height * (1 - part);

    gtk_snapshot_append_color (snapshot,
                               &drawing->grid,
                               &GRAPHENE_RECT_INIT (area->origin.x,
                                                    (float)(int)y,
                                                    area->size.width,
                                                    1));
    snapshot_text (self, snapshot, drawing, text, area->origin.x - AXIS_GAP, y, 1);
  }
}

static void
snapshot_bars (FoyerArrivalsChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  const graphene_rect_t *area = &drawing->area;
  float slot = area->size.width / N_BARS;
  float gap = slot > 4 ? 2 : 1;

  for (guint i = 0; i < N_BARS; i++) {
    float height = area->size.height * (float)self->counts[i] / (float)drawing->top;

    if (self->counts[i] == 0)
      continue;
    gtk_snapshot_append_color (snapshot,
                               &drawing->bar,
                               &GRAPHENE_RECT_INIT (area->origin.x + slot * (float)i + gap / 2,
                                                    area->origin.y + area->size.height - height,
                                                    slot - gap,
                                                    height));
  }
}

static void
snapshot_times (FoyerArrivalsChart *self, GtkSnapshot *snapshot, const Drawing *drawing)
{
  const graphene_rect_t *area = &drawing->area;
  float slot = area->size.width / N_BARS;
  float y = area->origin.y + area->size.height + AXIS_GAP +
            (float)(gtk_widget_get_height (GTK_WIDGET (self)) -
                    (area->origin.y + area->size.height + AXIS_GAP)) /
                2;

  for (int bar = N_BARS - 1; bar >= 0; bar -= LABEL_MINUTES) {
    g_autofree char *clock = bar_clock (self, (guint)bar);

    snapshot_text (self,
                   snapshot,
                   drawing,
                   clock,
                   area->origin.x + slot * ((float)bar + 0.5f),
                   y,
                   bar == N_BARS - 1 ? 1 : 0.5f);
  }
}

static void
measure_labels (FoyerArrivalsChart *self, guint top, int *width, int *height)
{
  g_autofree char *text = g_strdup_printf ("%u", top);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_get_pixel_size (layout, width, height);
}

static void
lay_out (FoyerArrivalsChart *self, Drawing *drawing)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  guint highest = find_highest (self);
  int label_width, label_height;

  drawing->step = foyer_arrivals_chart_get_step (highest);
  drawing->top = MAX (drawing->step, (highest + drawing->step - 1) / drawing->step * drawing->step);
  measure_labels (self, drawing->top, &label_width, &label_height);
  drawing->area = GRAPHENE_RECT_INIT ((float)(label_width + AXIS_GAP),
                                      (float)label_height / 2.0f,
                                      (float)MAX (1,
                                                  gtk_widget_get_width (GTK_WIDGET (self)) -
                                                      label_width - AXIS_GAP),
                                      (float)MAX (1,
                                                  gtk_widget_get_height (GTK_WIDGET (self)) -
                                                      label_height * 2 - AXIS_GAP));
  gtk_style_context_get_color (style, &drawing->text);
  drawing->grid = drawing->text;
  drawing->grid.alpha *= 0.15f;
  drawing->bar = drawing->text;
  gtk_style_context_lookup_color (style, "accent_bg_color", &drawing->bar);
  drawing->text.alpha *= 0.75f;
}

static void
foyer_arrivals_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FoyerArrivalsChart *self = FOYER_ARRIVALS_CHART (widget);
  Drawing drawing;

  lay_out (self, &drawing);
  snapshot_grid (self, snapshot, &drawing);
  snapshot_bars (self, snapshot, &drawing);
  if (self->now != 0)
    snapshot_times (self, snapshot, &drawing);
}

static void
foyer_arrivals_chart_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = across ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  *natural = *minimum;
}

static void
foyer_arrivals_chart_finalize (GObject *object)
{
  FoyerArrivalsChart *self = FOYER_ARRIVALS_CHART (object);

  g_free (self->time_zone);
  G_OBJECT_CLASS (foyer_arrivals_chart_parent_class)->finalize (object);
}

static void
foyer_arrivals_chart_class_init (FoyerArrivalsChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = foyer_arrivals_chart_finalize;
  widget_class->snapshot = foyer_arrivals_chart_snapshot;
  widget_class->measure = foyer_arrivals_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "arrivalschart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
foyer_arrivals_chart_init (FoyerArrivalsChart *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Arrivals per minute"),
                                  -1);
}

/**
 * foyer_arrivals_chart_new:
 *
 * Returns: (transfer floating): a chart of nothing
 */
FoyerArrivalsChart *
foyer_arrivals_chart_new (void)
{
  return g_object_new (FOYER_TYPE_ARRIVALS_CHART, NULL);
}

/**
 * foyer_arrivals_chart_set_counts:
 * @counts: admissions per minute, the oldest first; the last one is the minute of @now
 * @now: a moment of the last minute
 * @time_zone: (nullable): the event's zone, in which the axis is labelled
 */
void
foyer_arrivals_chart_set_counts (FoyerArrivalsChart *self,
                                 const guint counts[FOYER_ARRIVALS_CHART_MINUTES],
                                 FoyerTime now,
                                 const char *time_zone)
{
  g_autofree char *description = NULL;

  g_return_if_fail (FOYER_IS_ARRIVALS_CHART (self));

  memcpy (self->counts, counts, sizeof self->counts);
  self->now = now;
  if (g_strcmp0 (self->time_zone, time_zone) != 0) {
    g_free (self->time_zone);
    self->time_zone = g_strdup (time_zone);
  }
  description = foyer_arrivals_chart_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * foyer_arrivals_chart_describe:
 *
 * Returns: (transfer full): what the chart shows, in a sentence
 */
char *
foyer_arrivals_chart_describe (FoyerArrivalsChart *self)
{
  g_autofree char *clock = NULL;
  guint total = 0;
  guint busiest = 0;

  for (guint i = 0; i < N_BARS; i++) {
    total += self->counts[i];
    busiest = self->counts[i] > self->counts[busiest] ? i : busiest;
  }
  if (total == 0)
    return g_strdup (_ ("Nobody arrived in the last hour."));
  clock = bar_clock (self, busiest);
  /* Translators: a number of guests, then a time of day and the number of guests then. */
  return g_strdup_printf (ngettext ("%u guest arrived in the last hour; the busiest minute was "
                                    "%s, with %u.",
                                    "%u guests arrived in the last hour; the busiest minute was "
                                    "%s, with %u.",
                                    total),
                          total,
                          clock,
                          self->counts[busiest]);
}

/**
 * foyer_arrivals_chart_get_step:
 * @highest: the highest bar
 *
 * Returns: the smallest of 1, 2, 5, 10, 20, 50, … that needs at most four lines to pass @highest
 */
guint
foyer_arrivals_chart_get_step (guint highest)
{
  static const guint multiples[] = { 1, 2, 5 };
  guint magnitude = 1;

  for (guint i = 0;; i++) {
    guint step = multiples[i % 3] * magnitude;

    if (highest / step < MOST_GRID || highest == MOST_GRID * step)
      return step;
    if (i % 3 == 2)
      magnitude *= 10;
  }
}
