/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-certificate-watch"

#include "config.h"

#include "relay/foyer-relay-certificate-watch.h"

#include "relay/foyer-relay-certificate.h"

#include <stdio.h>

/* The certificate that the relay shows, and the files that it comes from: when they change, new
 * connections get the new one. Files that make no certificate together change nothing. */

/* Certificate and key are two files: who changes one is about to change the other. */
#define SETTLE_MS 300

struct _FoyerRelayCertificateWatch {
  GObject parent_instance;

  char *certificate_file;
  char *key_file;
  GTlsCertificate *certificate;
  GFileMonitor *monitors[2];
  guint settle_source;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerRelayCertificateWatch, foyer_relay_certificate_watch, G_TYPE_OBJECT)

static gboolean
on_settled (gpointer user_data)
{
  FoyerRelayCertificateWatch *self = user_data;

  self->settle_source = 0;
  foyer_relay_certificate_watch_reload (self);
  return G_SOURCE_REMOVE;
}

static void
on_file_changed (GFileMonitor *monitor,
                 GFile *file,
                 GFile *other_file,
                 GFileMonitorEvent event,
                 FoyerRelayCertificateWatch *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

/* Where files cannot be watched there is still the signal. */
static GFileMonitor *
watch (FoyerRelayCertificateWatch *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor == NULL) {
    g_debug ("A certificate cannot be watched: %s", error->message);
    return NULL;
  }
  g_signal_connect (monitor, "changed", G_CALLBACK (on_file_changed), self);
  return monitor;
}

static void
foyer_relay_certificate_watch_dispose (GObject *object)
{
  FoyerRelayCertificateWatch *self = FOYER_RELAY_CERTIFICATE_WATCH (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++) {
    if (self->monitors[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->monitors[i], self);
    g_clear_object (&self->monitors[i]);
  }
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (foyer_relay_certificate_watch_parent_class)->dispose (object);
}

static void
foyer_relay_certificate_watch_finalize (GObject *object)
{
  FoyerRelayCertificateWatch *self = FOYER_RELAY_CERTIFICATE_WATCH (object);

  g_free (self->certificate_file);
  g_free (self->key_file);

  G_OBJECT_CLASS (foyer_relay_certificate_watch_parent_class)->finalize (object);
}

static void
foyer_relay_certificate_watch_class_init (FoyerRelayCertificateWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_certificate_watch_dispose;
  object_class->finalize = foyer_relay_certificate_watch_finalize;

  /**
   * FoyerRelayCertificateWatch::changed:
   *
   * There is another certificate from now on.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
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
foyer_relay_certificate_watch_init (FoyerRelayCertificateWatch *self)
{
}

/**
 * foyer_relay_certificate_watch_new:
 * @certificate_file: where the certificate is, with its chain
 * @key_file: where its private key is
 *
 * Returns: (transfer full) (nullable): the certificate, and what watches over it
 */
FoyerRelayCertificateWatch *
foyer_relay_certificate_watch_new (const char *certificate_file,
                                   const char *key_file,
                                   GError **error)
{
  g_autoptr (FoyerRelayCertificateWatch) self =
      g_object_new (FOYER_TYPE_RELAY_CERTIFICATE_WATCH, NULL);

  self->certificate_file = g_strdup (certificate_file);
  self->key_file = g_strdup (key_file);
  self->certificate = foyer_relay_certificate_load (certificate_file, key_file, error);
  if (self->certificate == NULL)
    return NULL;
  self->monitors[0] = watch (self, certificate_file);
  self->monitors[1] = watch (self, key_file);
  return g_steal_pointer (&self);
}

/**
 * foyer_relay_certificate_watch_get:
 *
 * Returns: (transfer none): the certificate as it is now
 */
GTlsCertificate *
foyer_relay_certificate_watch_get (FoyerRelayCertificateWatch *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_CERTIFICATE_WATCH (self), NULL);

  return self->certificate;
}

/**
 * foyer_relay_certificate_watch_reload:
 *
 * Reads the files again. What has become of it is said in one line on standard error, unless they
 * are what they were.
 */
void
foyer_relay_certificate_watch_reload (FoyerRelayCertificateWatch *self)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = NULL;

  g_return_if_fail (FOYER_IS_RELAY_CERTIFICATE_WATCH (self));

  certificate = foyer_relay_certificate_load (self->certificate_file, self->key_file, &error);
  if (certificate == NULL) {
    fprintf (stderr, "foyer-relay: the certificate stays as it was: %s\n", error->message);
    return;
  }
  if (g_tls_certificate_is_same (certificate, self->certificate))
    return;
  fingerprint = foyer_relay_certificate_get_fingerprint (certificate);
  fprintf (stderr, "foyer-relay: the certificate’s fingerprint is now %s\n", fingerprint);
  g_set_object (&self->certificate, certificate);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
