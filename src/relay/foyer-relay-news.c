/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-news"

#include "config.h"

#include "relay/foyer-relay-news.h"

#include "relay/foyer-relay-doorbell.h"

/* What this relay should look at now, because somebody changed it: another relay, foyerctl, or
 * whoever writes to the tables by hand. Triggers of the database ring; every relay hears it,
 * whatever bus carries the changes of events. */

#define CHANNEL "foyer_news"

struct _FoyerRelayNews {
  GObject parent_instance;

  FoyerRelayDoorbell *doorbell;
};

enum {
  SIGNAL_NEWS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const topics[] = { "sessions", "devices", "alerts",
                                      "settings", "events",  "conflicts" };

G_DEFINE_FINAL_TYPE (FoyerRelayNews, foyer_relay_news, G_TYPE_OBJECT)

static void
on_doorbell_rung (FoyerRelayDoorbell *doorbell, const char *payload, FoyerRelayNews *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++) {
    if (g_str_equal (topics[i], payload))
      g_signal_emit (self, signals[SIGNAL_NEWS], g_quark_from_static_string (topics[i]), topics[i]);
  }
}

/* While nobody listened anything may have happened. */
static void
on_doorbell_opened (FoyerRelayDoorbell *doorbell, FoyerRelayNews *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    on_doorbell_rung (doorbell, topics[i], self);
}

static void
foyer_relay_news_dispose (GObject *object)
{
  FoyerRelayNews *self = FOYER_RELAY_NEWS (object);

  if (self->doorbell != NULL)
    g_object_run_dispose (G_OBJECT (self->doorbell));
  g_clear_object (&self->doorbell);

  G_OBJECT_CLASS (foyer_relay_news_parent_class)->dispose (object);
}

static void
foyer_relay_news_class_init (FoyerRelayNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_relay_news_dispose;

  /**
   * FoyerRelayNews::news:
   * @topic: what may be another thing than before: `sessions`, `devices`, `alerts`,
   *   `settings`, `events` or `conflicts`
   *
   * The topic is the signal's detail too.
   */
  signals[SIGNAL_NEWS] = g_signal_new ("news",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
}

static void
foyer_relay_news_init (FoyerRelayNews *self)
{
}

/**
 * foyer_relay_news_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 *
 * Returns: (transfer full): the news from now on
 */
FoyerRelayNews *
foyer_relay_news_new (FoyerWorker *worker)
{
  FoyerRelayNews *self = g_object_new (FOYER_TYPE_RELAY_NEWS, NULL);

  self->doorbell = foyer_relay_doorbell_new (worker, CHANNEL);
  g_signal_connect_object (self->doorbell, "opened", G_CALLBACK (on_doorbell_opened), self, 0);
  g_signal_connect_object (self->doorbell, "rung", G_CALLBACK (on_doorbell_rung), self, 0);
  return self;
}
