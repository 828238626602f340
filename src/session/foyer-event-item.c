/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-event-item"

#include "config.h"

#include "session/foyer-event-item.h"

/* An event that can be chosen, in the list of those. */

struct _FoyerEventItem {
  GObject parent_instance;

  char *id;
  char *name;
};

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerEventItem, foyer_event_item, G_TYPE_OBJECT)

static void
foyer_event_item_finalize (GObject *object)
{
  FoyerEventItem *self = FOYER_EVENT_ITEM (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (foyer_event_item_parent_class)->finalize (object);
}

static void
foyer_event_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerEventItem *self = FOYER_EVENT_ITEM (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_event_item_class_init (FoyerEventItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_event_item_finalize;
  object_class->get_property = foyer_event_item_get_property;

  properties[PROP_ID] =
      g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_event_item_init (FoyerEventItem *self)
{
}

/**
 * foyer_event_item_new:
 * @id: a UUID
 * @name: what people call the event
 *
 * Returns: (transfer full): a new item
 */
FoyerEventItem *
foyer_event_item_new (const char *id, const char *name)
{
  FoyerEventItem *self = g_object_new (FOYER_TYPE_EVENT_ITEM, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

/**
 * foyer_event_item_get_id:
 *
 * Returns: (transfer none): the event's UUID
 */
const char *
foyer_event_item_get_id (FoyerEventItem *self)
{
  g_return_val_if_fail (FOYER_IS_EVENT_ITEM (self), NULL);

  return self->id;
}

/**
 * foyer_event_item_get_name:
 *
 * Returns: (transfer none): what people call the event
 */
const char *
foyer_event_item_get_name (FoyerEventItem *self)
{
  g_return_val_if_fail (FOYER_IS_EVENT_ITEM (self), NULL);

  return self->name;
}
