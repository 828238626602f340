/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-place"

#include "config.h"

#include "app/foyer-device-place.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* What a device is called, and where it is to work: what an admin may say of it. Nothing here can
 * be taken back to nothing, only be changed to something else. */

struct _FoyerDevicePlace {
  GtkWidget parent_instance;

  FoyerDevice *device;
  FoyerEvent *event;
  gboolean changed;
  gboolean too_long;
  gboolean is_showing;

  GtkWidget *content;
  GtkWidget *name;
  AdwComboRow *gates;
  AdwComboRow *lists;
  /* What each line of the two means: a gate's name, a list's id, or %NULL. */
  GPtrArray *gate_names;
  GPtrArray *list_ids;
};

enum {
  PROP_0,
  PROP_CHANGED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerDevicePlace, foyer_device_place, GTK_TYPE_WIDGET)

static const char *
get_selected (AdwComboRow *row, const GPtrArray *values)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected < values->len ? g_ptr_array_index (values, selected) : NULL;
}

/* Returns @chosen where it is another one than before. */
static const char *
get_news (const char *chosen, const char *before)
{
  return g_strcmp0 (chosen, before) != 0 ? chosen : NULL;
}

static const char *
get_known_list (FoyerDevicePlace *self)
{
  return self->event != NULL && g_strcmp0 (self->device->event_id, self->event->id) == 0
             ? self->device->list_id
             : NULL;
}

/* Whoever typed it must learn why it cannot be saved. */
static void
show_name (FoyerDevicePlace *self, gboolean too_long)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name),
                                 too_long ? _ ("This name is too long.") : _ ("Name"));
  if (too_long)
    gtk_widget_add_css_class (self->name, "error");
  else
    gtk_widget_remove_css_class (self->name, "error");
}

static void
update_changed (FoyerDevicePlace *self)
{
  gboolean too_long = strlen (gtk_editable_get_text (GTK_EDITABLE (self->name))) > FOYER_LIMIT_NAME;
  gboolean changed = too_long || foyer_device_place_get_name (self) != NULL ||
                     foyer_device_place_get_gate (self) != NULL ||
                     foyer_device_place_get_list_id (self) != NULL;

  if (self->is_showing || (self->changed == changed && self->too_long == too_long))
    return;
  self->changed = changed;
  self->too_long = too_long;
  show_name (self, too_long);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

static void
on_name_changed (GtkEditable *name, FoyerDevicePlace *self)
{
  update_changed (self);
}

static void
on_row_notify_selected (AdwComboRow *row, GParamSpec *pspec, FoyerDevicePlace *self)
{
  update_changed (self);
}

static void
add_choice (GtkStringList *names, GPtrArray *values, const char *name, const char *value)
{
  gtk_string_list_append (names, name);
  g_ptr_array_add (values, g_strdup (value));
}

static void
choose (AdwComboRow *row, GtkStringList *names, const GPtrArray *values, const char *value)
{
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  for (guint i = 0; i < values->len; i++) {
    if (g_strcmp0 (g_ptr_array_index (values, i), value) == 0)
      adw_combo_row_set_selected (row, i);
  }
}

/* A gate that the event does not know is one that somebody typed. */
static void
show_gates (FoyerDevicePlace *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *gate = self->device->gate;

  g_ptr_array_set_size (self->gate_names, 0);
  if (gate == NULL)
    add_choice (names, self->gate_names, _ ("Not Set"), NULL);
  else if (self->event == NULL || foyer_event_get_gate (self->event, gate) == NULL)
    add_choice (names, self->gate_names, gate, gate);
  for (guint i = 0; self->event != NULL && i < self->event->gates->len; i++) {
    const FoyerGate *known = g_ptr_array_index (self->event->gates, i);

    add_choice (names, self->gate_names, known->name, known->name);
  }
  choose (self->gates, names, self->gate_names, gate);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gates), self->gate_names->len > 1);
}

static void
show_lists (FoyerDevicePlace *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *list_id = get_known_list (self);

  g_ptr_array_set_size (self->list_ids, 0);
  if (list_id == NULL)
    add_choice (names, self->list_ids, _ ("Not Set"), NULL);
  for (guint i = 0; self->event != NULL && i < self->event->lists->len; i++) {
    const FoyerCheckInList *known = g_ptr_array_index (self->event->lists, i);

    add_choice (names, self->list_ids, known->name, known->id);
  }
  choose (self->lists, names, self->list_ids, list_id);
  gtk_widget_set_sensitive (GTK_WIDGET (self->lists), self->list_ids->len > 1);
}

static void
foyer_device_place_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  if (property_id == PROP_CHANGED)
    g_value_set_boolean (value, FOYER_DEVICE_PLACE (object)->changed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
foyer_device_place_dispose (GObject *object)
{
  FoyerDevicePlace *self = FOYER_DEVICE_PLACE (object);

  self->is_showing = TRUE;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->device, foyer_device_unref);
  g_clear_pointer (&self->event, foyer_event_unref);
  g_clear_pointer (&self->gate_names, g_ptr_array_unref);
  g_clear_pointer (&self->list_ids, g_ptr_array_unref);
  G_OBJECT_CLASS (foyer_device_place_parent_class)->dispose (object);
}

static void
foyer_device_place_class_init (FoyerDevicePlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = foyer_device_place_get_property;
  object_class->dispose = foyer_device_place_dispose;
  properties[PROP_CHANGED] =
      g_param_spec_boolean ("changed",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-device-place.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDevicePlace, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerDevicePlace, name);
  gtk_widget_class_bind_template_child (widget_class, FoyerDevicePlace, gates);
  gtk_widget_class_bind_template_child (widget_class, FoyerDevicePlace, lists);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_notify_selected);
}

static void
foyer_device_place_init (FoyerDevicePlace *self)
{
  self->is_showing = TRUE;
  self->gate_names = g_ptr_array_new_with_free_func (g_free);
  self->list_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_device_place_show:
 * @event: (nullable): the event whose gates and lists can be chosen
 *
 * Shows where the device is to work now; what was chosen and not said is forgotten.
 */
void
foyer_device_place_show (FoyerDevicePlace *self, const FoyerDevice *device, const FoyerEvent *event)
{
  g_return_if_fail (FOYER_IS_DEVICE_PLACE (self));

  self->is_showing = TRUE;
  g_clear_pointer (&self->device, foyer_device_unref);
  g_clear_pointer (&self->event, foyer_event_unref);
  self->device = foyer_device_ref ((FoyerDevice *)device);
  self->event = event != NULL ? foyer_event_ref ((FoyerEvent *)event) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->name), device->name);
  show_gates (self);
  show_lists (self);
  self->is_showing = FALSE;
  update_changed (self);
}

/**
 * foyer_device_place_get_changed:
 *
 * Returns: whether something was chosen that is not so yet
 */
gboolean
foyer_device_place_get_changed (FoyerDevicePlace *self)
{
  g_return_val_if_fail (FOYER_IS_DEVICE_PLACE (self), FALSE);

  return self->changed;
}

/**
 * foyer_device_place_get_valid:
 *
 * Returns: whether what was chosen can be saved; where it cannot, the row says why
 */
gboolean
foyer_device_place_get_valid (FoyerDevicePlace *self)
{
  g_return_val_if_fail (FOYER_IS_DEVICE_PLACE (self), FALSE);

  return !self->too_long;
}

/**
 * foyer_device_place_get_name:
 *
 * Returns: (transfer none) (nullable): what it is to be called, if that is something else
 */
const char *
foyer_device_place_get_name (FoyerDevicePlace *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));

  if (self->device == NULL || foyer_text_is_blank (name) || strlen (name) > FOYER_LIMIT_NAME)
    return NULL;
  return get_news (name, self->device->name);
}

/**
 * foyer_device_place_get_gate:
 *
 * Returns: (transfer none) (nullable): the gate where it is to stand, if that is another one
 */
const char *
foyer_device_place_get_gate (FoyerDevicePlace *self)
{
  if (self->device == NULL)
    return NULL;
  return get_news (get_selected (self->gates, self->gate_names), self->device->gate);
}

/**
 * foyer_device_place_get_list_id:
 *
 * Returns: (transfer none) (nullable): the list that it is to scan for, if that is another one
 */
const char *
foyer_device_place_get_list_id (FoyerDevicePlace *self)
{
  if (self->device == NULL)
    return NULL;
  return get_news (get_selected (self->lists, self->list_ids), get_known_list (self));
}
