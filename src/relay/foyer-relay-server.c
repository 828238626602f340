/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-server"

#include "config.h"

#include "relay/foyer-relay-server.h"

#include "base/foyer-beacon.h"
#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-migrate.h"
#include "relay/foyer-relay-auth.h"
#include "relay/foyer-relay-bus-postgres.h"
#include "relay/foyer-relay-bus-redis.h"
#include "relay/foyer-relay-certificate-watch.h"
#include "relay/foyer-relay-certificate.h"
#include "relay/foyer-relay-devices.h"
#include "relay/foyer-relay-http.h"
#include "relay/foyer-relay-hub.h"
#include "relay/foyer-relay-listener.h"
#include "relay/foyer-relay-place.h"
#include "relay/foyer-relay-register.h"
#include "relay/foyer-relay-snapshots.h"
#include "relay/foyer-relay-upgrade.h"

#include <stdio.h>
#include <unistd.h>
#ifdef FOYER_WITH_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

/* The whole relay: puts the parts together, and takes them apart in the right order. */

struct _FoyerRelayServer {
  GObject parent_instance;

  FoyerDbSource *source;
  FoyerRelayCertificateWatch *certificate;
  SoupServer *soup;
  FoyerRelayListener *listener;
  FoyerRelayBus *bus;
  FoyerRelayHub *hub;
  FoyerRelaySnapshots *snapshots;
  FoyerRelayRegister *reg;
  FoyerBeacon *beacon;
  GInetSocketAddress *place;
  GStrv public_addresses;
  char *address;
  guint drain_source;
  gint64 drain_until;
};

enum {
  SIGNAL_DRAINED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerRelayServer, foyer_relay_server, G_TYPE_OBJECT)

static gboolean
open_source (FoyerRelayServer *self, const FoyerRelayOptions *options, GError **error)
{
  self->source = foyer_db_source_open (&options->source, error);
  return self->source != NULL;
}

static gboolean
migrate (FoyerRelayServer *self, const FoyerRelayOptions *options, GError **error)
{
  g_autoptr (FoyerDbConnection) connection =
      foyer_db_source_connect (self->source, FOYER_DB_ROLE_OWNER, error);

  return connection != NULL &&
         foyer_db_migrate (connection, foyer_db_source_get_seal (self->source), NULL, error);
}

/* A database that stands still for a moment, or that is about to start, is waited for; a server of
 * somebody else's that answers, and yet lets the relay do nothing twice, is not. */
static gboolean
insist (FoyerRelayServer *self,
        const FoyerRelayOptions *options,
        gboolean (*act) (FoyerRelayServer *, const FoyerRelayOptions *, GError **),
        GError **error)
{
  gint64 until = g_get_monotonic_time () + FOYER_LIMIT_DATABASE_START_SECONDS * G_TIME_SPAN_SECOND;
  gboolean is_told = FALSE, has_answered = FALSE;

  while (TRUE) {
    g_autoptr (GError) inner = NULL;
    gboolean answers;

    if (act (self, options, &inner))
      return TRUE;
    answers = foyer_db_source_options_answer (&options->source);
    if (!g_error_matches (inner, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
        (answers && has_answered) || g_get_monotonic_time () > until) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
    if (!answers && !is_told)
      fprintf (stderr, "foyer-relay: %s The relay waits for it.\n", inner->message);
    is_told = is_told || !answers;
    has_answered = answers;
    g_usleep (FOYER_LIMIT_DATABASE_LOOK_MS * 1000);
  }
}

/* Known before anything is made: without a data folder there is no place for an own certificate. */
static gboolean
check_certificate (const FoyerRelayOptions *options, GInetSocketAddress *address, GError **error)
{
  if (options->certificate != NULL || options->source.database == NULL ||
      foyer_relay_options_is_loopback (address))
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "beyond this machine the relay speaks TLS only: give it --certificate and "
                       "--key, or a --data-dir to make its own in");
  return FALSE;
}

static FoyerRelayCertificateWatch *
load_own_certificate (FoyerRelayServer *self, GError **error)
{
  const char *data_dir = foyer_db_source_get_data_dir (self->source);
  g_autofree char *certificate_file = NULL;
  g_autofree char *key_file = NULL;
  g_autofree char *fingerprint = NULL;
  FoyerRelayCertificateWatch *certificate;

  certificate_file = g_build_filename (data_dir, "relay.crt", NULL);
  key_file = g_build_filename (data_dir, "relay.key", NULL);
  if (!foyer_relay_certificate_ensure (certificate_file, key_file, error))
    return NULL;
  certificate = foyer_relay_certificate_watch_new (certificate_file, key_file, error);
  if (certificate == NULL)
    return NULL;
  fingerprint =
      foyer_relay_certificate_get_fingerprint (foyer_relay_certificate_watch_get (certificate));
  fprintf (stderr, "foyer-relay: the certificate's fingerprint is %s\n", fingerprint);
  return certificate;
}

static gboolean
choose_certificate (FoyerRelayServer *self,
                    const FoyerRelayOptions *options,
                    GInetSocketAddress *address,
                    GError **error)
{
  if (options->certificate != NULL)
    self->certificate =
        foyer_relay_certificate_watch_new (options->certificate, options->key, error);
  else if (foyer_relay_options_is_loopback (address))
    return TRUE;
  else
    self->certificate = load_own_certificate (self, error);
  return self->certificate != NULL;
}

static gboolean
make_hub (FoyerRelayServer *self, const FoyerRelayOptions *options, GError **error)
{
  if (options->redis != NULL)
    self->bus = foyer_relay_bus_redis_new (options->redis, error);
  else
    self->bus = foyer_relay_bus_postgres_new (self->source);
  if (self->bus == NULL)
    return FALSE;
  self->hub = foyer_relay_hub_new (self->source, self->bus, error);
  return self->hub != NULL;
}

static GTlsCertificate *
get_certificate (FoyerRelayServer *self)
{
  return self->certificate != NULL ? foyer_relay_certificate_watch_get (self->certificate) : NULL;
}

static gboolean
listen_at (FoyerRelayServer *self,
           const FoyerRelayOptions *options,
           GInetSocketAddress *address,
           const char *host,
           GError **error)
{
  gboolean is_tls = self->certificate != NULL;

  self->soup = soup_server_new ("server-header", "foyer-relay", NULL);
  self->listener = foyer_relay_listener_new (self->soup, get_certificate (self));
  foyer_relay_listener_trust (self->listener, (const char *const *)options->trusted_proxies);
  foyer_relay_http_add (self->soup, self->hub, self->listener);
  foyer_relay_auth_add (self->soup, self->hub);
  foyer_relay_devices_add (self->soup, self->hub);
  foyer_relay_upgrade_add (self->soup, self->hub, self->listener, is_tls);
  self->snapshots = foyer_relay_snapshots_new (self->soup, self->source, self->hub, self->listener);
  if (!foyer_relay_listener_listen (self->listener, address, error)) {
    g_prefix_error (error, "cannot listen on %s: ", host);
    return FALSE;
  }
  self->address = g_strdup_printf ("%s://%s:%u",
                                   is_tls ? "wss" : "ws",
                                   host,
                                   foyer_relay_listener_get_port (self->listener));
  self->place = G_INET_SOCKET_ADDRESS (
      g_inet_socket_address_new (g_inet_socket_address_get_address (address),
                                 foyer_relay_listener_get_port (self->listener)));
  return TRUE;
}

/* Returns: (transfer full): where devices find the relay; @pin is what they know it by. */
static GStrv
find_place (FoyerRelayServer *self, char **pin)
{
  FoyerRelayPlace place = {
    .address = self->place,
    .certificate = get_certificate (self),
    .public_addresses = (const char *const *)self->public_addresses,
  };

  *pin = foyer_relay_place_get_pin (&place);
  return foyer_relay_place_list_addresses (&place);
}

static void
put_beacon_out (FoyerRelayServer *self)
{
  if (self->beacon != NULL)
    g_object_run_dispose (G_OBJECT (self->beacon));
  g_clear_object (&self->beacon);
}

static FoyerBeacon *
new_beacon (guint16 port, const char *text)
{
  char host[40] = "";
  g_autofree char *name = NULL;

  gethostname (host, sizeof host - 1);
  name = g_strdup_printf ("Foyer %s %u", host, port);
  return foyer_beacon_new ("_foyer._tcp", name, port, text);
}

/* Who finds a relay by its name on the local network knows it by its certificate alone. */
static void
light_beacon (FoyerRelayServer *self, const char *pin)
{
  g_autofree char *text = g_strconcat ("fingerprint=", pin, NULL);

  if (foyer_relay_options_is_loopback (self->place))
    return;
  if (pin == NULL)
    put_beacon_out (self);
  else if (self->beacon != NULL)
    foyer_beacon_set_text (self->beacon, text);
  else
    self->beacon = new_beacon (g_inet_socket_address_get_port (self->place), text);
}

static void
on_certificate_changed (FoyerRelayCertificateWatch *certificate, FoyerRelayServer *self)
{
  g_autofree char *pin = NULL;
  g_auto (GStrv) addresses = find_place (self, &pin);

  foyer_relay_listener_set_certificate (self->listener, get_certificate (self));
  foyer_relay_register_move (self->reg, (const char *const *)addresses, pin);
  light_beacon (self, pin);
}

static gboolean
enter_register (FoyerRelayServer *self, const FoyerRelayOptions *options, GError **error)
{
  g_autofree char *pin = NULL;
  g_auto (GStrv) addresses = find_place (self, &pin);

  self->reg = foyer_relay_register_new (self->source,
                                        foyer_relay_hub_get_sessions (self->hub),
                                        (const char *const *)addresses,
                                        pin,
                                        error);
  if (self->reg == NULL)
    return FALSE;
  light_beacon (self, pin);
  if (self->certificate != NULL)
    g_signal_connect (self->certificate, "changed", G_CALLBACK (on_certificate_changed), self);
  return TRUE;
}

static gboolean
set_up (FoyerRelayServer *self, const FoyerRelayOptions *options, GError **error)
{
  g_autofree char *host = NULL;
  g_autoptr (GInetSocketAddress) address = foyer_relay_options_get_address (options, &host, error);

  if (address == NULL || !check_certificate (options, address, error))
    return FALSE;
  self->public_addresses = g_strdupv (options->public_addresses);
  return insist (self, options, open_source, error) &&
         choose_certificate (self, options, address, error) &&
         insist (self, options, migrate, error) && make_hub (self, options, error) &&
         listen_at (self, options, address, host, error) &&
         insist (self, options, enter_register, error);
}

static gboolean
on_draining (gpointer user_data)
{
  FoyerRelayServer *self = user_data;

  if (foyer_relay_hub_get_n_peers (self->hub) > 0 && g_get_monotonic_time () < self->drain_until)
    return G_SOURCE_CONTINUE;
  self->drain_source = 0;
  g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
  return G_SOURCE_REMOVE;
}

/* The database goes last, after the workers that have connections to it. */
static void
foyer_relay_server_dispose (GObject *object)
{
  FoyerRelayServer *self = FOYER_RELAY_SERVER (object);

  g_clear_handle_id (&self->drain_source, g_source_remove);
  if (self->certificate != NULL)
    g_signal_handlers_disconnect_by_data (self->certificate, self);
  g_clear_object (&self->certificate);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  if (self->snapshots != NULL)
    g_object_run_dispose (G_OBJECT (self->snapshots));
  g_clear_object (&self->snapshots);
  g_clear_object (&self->soup);
  g_clear_object (&self->listener);
  put_beacon_out (self);
  g_clear_object (&self->reg);
  if (self->hub != NULL)
    g_object_run_dispose (G_OBJECT (self->hub));
  g_clear_object (&self->hub);
  if (self->bus != NULL)
    g_object_run_dispose (G_OBJECT (self->bus));
  g_clear_object (&self->bus);
  g_clear_pointer (&self->source, foyer_db_source_close);
  g_clear_object (&self->place);
  g_clear_pointer (&self->public_addresses, g_strfreev);
  g_clear_pointer (&self->address, g_free);

  G_OBJECT_CLASS (foyer_relay_server_parent_class)->dispose (object);
}

static void
foyer_relay_server_class_init (FoyerRelayServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_relay_server_dispose;

  /**
   * FoyerRelayServer::drained:
   *
   * All devices have left after foyer_relay_server_drain().
   */
  signals[SIGNAL_DRAINED] = g_signal_new ("drained",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
}

static void
foyer_relay_server_init (FoyerRelayServer *self)
{
}

/**
 * foyer_relay_server_new:
 * @options: what the command line says
 *
 * Starts or finds the database, brings its tables up to date and begins to accept connections. It
 * may take seconds.
 *
 * Returns: (transfer full) (nullable): a relay, or %NULL with a sentence for the operator
 */
FoyerRelayServer *
foyer_relay_server_new (const FoyerRelayOptions *options, GError **error)
{
  g_autoptr (FoyerRelayServer) self = g_object_new (FOYER_TYPE_RELAY_SERVER, NULL);

  return set_up (self, options, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * foyer_relay_server_announce:
 *
 * Says on standard output, and to systemd, that the relay is there.
 */
void
foyer_relay_server_announce (FoyerRelayServer *self)
{
  g_return_if_fail (FOYER_IS_RELAY_SERVER (self));

  printf ("foyer-relay: listening on %s\n", self->address);
  fflush (stdout);
#ifdef FOYER_WITH_SYSTEMD
  sd_notify (0, "READY=1");
#endif
}

/**
 * foyer_relay_server_reload:
 *
 * Reads the certificate again.
 */
void
foyer_relay_server_reload (FoyerRelayServer *self)
{
  g_return_if_fail (FOYER_IS_RELAY_SERVER (self));

  if (self->certificate != NULL)
    foyer_relay_certificate_watch_reload (self->certificate);
}

/**
 * foyer_relay_server_drain:
 *
 * Lets nobody in any more and says goodbye to who is there. #FoyerRelayServer::drained follows.
 */
void
foyer_relay_server_drain (FoyerRelayServer *self)
{
  g_return_if_fail (FOYER_IS_RELAY_SERVER (self));

  if (self->drain_source != 0)
    return;
#ifdef FOYER_WITH_SYSTEMD
  sd_notify (0, "STOPPING=1");
#endif
  put_beacon_out (self);
  foyer_relay_listener_stop (self->listener);
  foyer_relay_hub_drain (self->hub);
  self->drain_until =
      g_get_monotonic_time () + (FOYER_LIMIT_CLOSE_SECONDS + 1) * G_TIME_SPAN_SECOND;
  self->drain_source = g_timeout_add (20, on_draining, self);
}
