/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-bus"

#include "config.h"

#include "relay/foyer-relay-bus.h"

#include "base/foyer-uuid.h"

#include <string.h>

/* The doorbell between relays: `EVENT-ID:SEQ`, never data. It may be lost or late; who hears it
 * reads the changes from the database, and looks there every now and then anyway. */

enum {
  SIGNAL_RUNG,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE (FoyerRelayBus, foyer_relay_bus, G_TYPE_OBJECT)

static void
foyer_relay_bus_class_init (FoyerRelayBusClass *klass)
{
  /**
   * FoyerRelayBus::rung:
   * @event_id: the event
   * @seq: it has changes up to this one
   */
  signals[SIGNAL_RUNG] = g_signal_new ("rung",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       2,
                                       G_TYPE_STRING,
                                       G_TYPE_INT64);
}

static void
foyer_relay_bus_init (FoyerRelayBus *self)
{
}

/**
 * foyer_relay_bus_ring:
 *
 * Says that @event_id has changes up to @seq, after they were committed.
 */
void
foyer_relay_bus_ring (FoyerRelayBus *self, const char *event_id, gint64 seq)
{
  g_autofree char *payload = NULL;

  g_return_if_fail (FOYER_IS_RELAY_BUS (self));

  payload = g_strdup_printf ("%s:%" G_GINT64_FORMAT, event_id, seq);
  FOYER_RELAY_BUS_GET_CLASS (self)->send (self, payload);
}

/**
 * foyer_relay_bus_hear:
 * @payload: what came; anything that is no doorbell is ignored
 *
 * For implementations: emits #FoyerRelayBus::rung.
 */
void
foyer_relay_bus_hear (FoyerRelayBus *self, const char *payload)
{
  const char *colon = strchr (payload, ':');
  g_autofree char *text = NULL;
  g_autofree char *event_id = NULL;
  gint64 seq;

  g_return_if_fail (FOYER_IS_RELAY_BUS (self));

  if (colon == NULL)
    return;
  text = g_strndup (payload, (gsize)(colon - payload));
  event_id = foyer_uuid_canonical (text);
  if (event_id != NULL && g_ascii_string_to_signed (colon + 1, 10, 0, G_MAXINT64, &seq, NULL))
    g_signal_emit (self, signals[SIGNAL_RUNG], 0, event_id, seq);
}
