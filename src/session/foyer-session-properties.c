/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-properties"

#include "config.h"

#include "session/foyer-session-private.h"

/* What of a session can be watched. */

static GParamSpec *properties[FOYER_SESSION_N_PROPS];

/* How the desk does. */
static void
get_desk_property (FoyerSession *self, FoyerSessionProperty property, GValue *value)
{
  guint n_desks;

  switch ((guint)property) {
  case FOYER_SESSION_PROP_WAITING:
    g_value_set_uint (value, foyer_session_get_waiting (self));
    break;
  case FOYER_SESSION_PROP_SECRETS_IN_FILE:
    g_value_set_boolean (value, foyer_session_get_secrets_in_file (self));
    break;
  case FOYER_SESSION_PROP_CLOCK_IS_OFF:
    g_value_set_boolean (value, self->clock_is_off);
    break;
  case FOYER_SESSION_PROP_MODE:
    g_value_set_enum (value, (gint)foyer_session_get_mode (self));
    break;
  case FOYER_SESSION_PROP_ASIDE:
    g_value_set_uint (value, foyer_session_get_aside (self));
    break;
  case FOYER_SESSION_PROP_COPY:
    g_value_set_enum (value, (gint)self->copy);
    break;
  case FOYER_SESSION_PROP_COPY_PROGRESS:
    g_value_set_double (value, self->copy_progress);
    break;
  case FOYER_SESSION_PROP_DESKS:
    foyer_session_get_desks_heard (self, &n_desks);
    g_value_set_uint (value, n_desks);
    break;
  case FOYER_SESSION_PROP_DESKS_HEARD:
    g_value_set_uint (value, foyer_session_get_desks_heard (self, NULL));
    break;
  case FOYER_SESSION_PROP_HAS_TWIN:
    g_value_set_boolean (value, self->has_twin);
    break;
  case FOYER_SESSION_PROP_STORE_PROBLEM:
    g_value_set_string (value, self->store_problem);
    break;
  case FOYER_SESSION_PROP_STORE_ASIDE:
    g_value_set_string (value, self->store_aside);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerSession *self = FOYER_SESSION (object);

  switch ((FoyerSessionProperty)prop_id) {
  case FOYER_SESSION_PROP_STATE:
    g_value_set_enum (value, (gint)self->state);
    break;
  case FOYER_SESSION_PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case FOYER_SESSION_PROP_STAFF:
    g_value_set_boxed (value, foyer_session_get_staff (self));
    break;
  case FOYER_SESSION_PROP_DEVICE:
    g_value_set_boxed (value, foyer_session_get_device (self));
    break;
  case FOYER_SESSION_PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case FOYER_SESSION_PROP_EVENTS:
    g_value_set_object (value, self->events);
    break;
  case FOYER_SESSION_PROP_EVENT:
    g_value_set_boxed (value, self->event);
    break;
  case FOYER_SESSION_PROP_LIST_ID:
    g_value_set_string (value, self->list_id);
    break;
  case FOYER_SESSION_PROP_GATE:
    g_value_set_string (value, self->gate);
    break;
  case FOYER_SESSION_PROP_COUNTS:
    g_value_set_boxed (value, self->counts);
    break;
  case FOYER_SESSION_PROP_ADMITTED:
    g_value_set_int64 (value, foyer_session_get_admitted (self));
    break;
  case FOYER_SESSION_PROP_RECENT:
    g_value_set_object (value, self->recent);
    break;
  case FOYER_SESSION_PROP_ACTIVITIES:
    g_value_set_object (value, self->activities);
    break;
  case FOYER_SESSION_PROP_DEVICES:
    g_value_set_object (value, self->devices);
    break;
  case FOYER_SESSION_PROP_ARRIVALS:
    g_value_set_object (value, self->arrivals);
    break;
  default:
    get_desk_property (self, (FoyerSessionProperty)prop_id, value);
  }
}

static void
make_desk_properties (void)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[FOYER_SESSION_PROP_WAITING] =
      g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[FOYER_SESSION_PROP_SECRETS_IN_FILE] =
      g_param_spec_boolean ("secrets-in-file", NULL, NULL, FALSE, flags);
  properties[FOYER_SESSION_PROP_CLOCK_IS_OFF] =
      g_param_spec_boolean ("clock-is-off", NULL, NULL, FALSE, flags);
  properties[FOYER_SESSION_PROP_HAS_TWIN] =
      g_param_spec_boolean ("has-twin", NULL, NULL, FALSE, flags);
  properties[FOYER_SESSION_PROP_MODE] =
      g_param_spec_enum ("mode", NULL, NULL, FOYER_TYPE_DESK_MODE, FOYER_DESK_MODE_OFFLINE, flags);
  properties[FOYER_SESSION_PROP_ASIDE] =
      g_param_spec_uint ("aside", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[FOYER_SESSION_PROP_COPY] =
      g_param_spec_enum ("copy", NULL, NULL, FOYER_TYPE_DESK_COPY, FOYER_DESK_COPY_NONE, flags);
  properties[FOYER_SESSION_PROP_COPY_PROGRESS] =
      g_param_spec_double ("copy-progress", NULL, NULL, -1, 1, -1, flags);
  properties[FOYER_SESSION_PROP_DESKS] =
      g_param_spec_uint ("desks", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[FOYER_SESSION_PROP_DESKS_HEARD] =
      g_param_spec_uint ("desks-heard", NULL, NULL, 0, G_MAXUINT, 0, flags);
}

/**
 * foyer_session_install_properties:
 */
void
foyer_session_install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  static const struct {
    FoyerSessionProperty property;
    const char *name;
  } texts[] = {
    { FOYER_SESSION_PROP_PROBLEM, "problem" },
    { FOYER_SESSION_PROP_ADDRESS, "address" },
    { FOYER_SESSION_PROP_LIST_ID, "list-id" },
    { FOYER_SESSION_PROP_GATE, "gate" },
    { FOYER_SESSION_PROP_STORE_PROBLEM, "store-problem" },
    { FOYER_SESSION_PROP_STORE_ASIDE, "store-aside" },
  };
  static const struct {
    FoyerSessionProperty property;
    const char *name;
  } models[] = {
    { FOYER_SESSION_PROP_EVENTS, "events" },
    { FOYER_SESSION_PROP_RECENT, "recent" },
    { FOYER_SESSION_PROP_ACTIVITIES, "activities" },
    { FOYER_SESSION_PROP_DEVICES, "devices" },
  };

  object_class->get_property = get_property;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    properties[texts[i].property] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, flags);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    properties[models[i].property] =
        g_param_spec_object (models[i].name, NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[FOYER_SESSION_PROP_STATE] = g_param_spec_enum ("state",
                                                            NULL,
                                                            NULL,
                                                            FOYER_TYPE_SESSION_STATE,
                                                            FOYER_SESSION_STATE_SIGNED_OUT,
                                                            flags);
  properties[FOYER_SESSION_PROP_STAFF] =
      g_param_spec_boxed ("staff", NULL, NULL, FOYER_TYPE_STAFF, flags);
  properties[FOYER_SESSION_PROP_DEVICE] =
      g_param_spec_boxed ("device", NULL, NULL, FOYER_TYPE_DEVICE, flags);
  properties[FOYER_SESSION_PROP_EVENT] =
      g_param_spec_boxed ("event", NULL, NULL, FOYER_TYPE_EVENT, flags);
  properties[FOYER_SESSION_PROP_COUNTS] =
      g_param_spec_boxed ("counts", NULL, NULL, FOYER_TYPE_COUNTS, flags);
  properties[FOYER_SESSION_PROP_ADMITTED] =
      g_param_spec_int64 ("admitted", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[FOYER_SESSION_PROP_ARRIVALS] =
      g_param_spec_object ("arrivals", NULL, NULL, FOYER_TYPE_ARRIVALS, flags);
  make_desk_properties ();
  g_object_class_install_properties (object_class, FOYER_SESSION_N_PROPS, properties);
}

/**
 * foyer_session_notify:
 *
 * Tells who watches that @property is another one now.
 */
void
foyer_session_notify (FoyerSession *self, FoyerSessionProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * foyer_session_set_event:
 * @event: (nullable): how the event is set up that the desk works for
 */
void
foyer_session_set_event (FoyerSession *self, FoyerEvent *event)
{
  g_clear_pointer (&self->event, foyer_event_unref);
  self->event = event != NULL ? foyer_event_ref (event) : NULL;
  foyer_session_notify (self, FOYER_SESSION_PROP_EVENT);
}

/**
 * foyer_session_get_copy:
 *
 * Returns: which tickets of the event this desk knows
 */
FoyerDeskCopy
foyer_session_get_copy (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FOYER_DESK_COPY_NONE);

  return self->copy;
}

/**
 * foyer_session_get_copy_progress:
 *
 * Returns: how much of the tickets was fetched, from 0 to 1; negative where none are being fetched
 */
double
foyer_session_get_copy_progress (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), -1);

  return self->copy_progress;
}
