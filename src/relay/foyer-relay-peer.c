/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-peer"

#include "config.h"

#include "relay/foyer-relay-peer.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"

/* One device that is signed in: its socket, its session, and how much it may ask. */

struct _FoyerRelayPeer {
  GObject parent_instance;

  FoyerRelaySocket *socket;
  FoyerDbSession *session;
  char *address;
  char *user_agent;
  char *gate;
  gboolean gate_is_news;
  /* The event whose room it has joined, shared with all others there. */
  GRefString *event_id;
  FoyerDeviceReport report;
  FoyerTime last_active;
  /* When somebody did something there last, by the monotonic clock; 0 where that was noted. */
  gint64 used_at;

  /* What it may ask; NULL where it may ask whatever it likes. */
  FoyerRelayQuota *device_quota;
  FoyerRelayQuota *session_quota;
  guint n_waiting;

  const FoyerRelayPeerFuncs *funcs;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (FoyerRelayPeer, foyer_relay_peer, G_TYPE_OBJECT)

/* Other sockets of the device count as well, and so do its other sessions. */
static gboolean
may_ask (FoyerRelayPeer *self, gint64 now, gint64 *wait)
{
  return self->device_quota == NULL ||
         (foyer_relay_quota_take (self->device_quota, FOYER_RELAY_ALLOWANCE_DEVICE, now, wait) &&
          foyer_relay_quota_take (self->session_quota, FOYER_RELAY_ALLOWANCE_SESSION, now, wait));
}

static gboolean
may_do (FoyerRelayPeer *self, FoyerRelayAllowance allowance, gint64 *wait)
{
  return self->session->no_rate_limit ||
         foyer_relay_quota_take (self->device_quota, allowance, g_get_monotonic_time (), wait);
}

/* One request too many is refused; who does not stop then is cut off. */
static void
on_socket_message (FoyerRelaySocket *socket, const char *text, gsize length, gpointer user_data)
{
  FoyerRelayPeer *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 wait;

  if (self->funcs == NULL)
    return;
  self->last_active = g_get_real_time ();
  if (may_ask (self, now, &wait))
    self->funcs->request (self, text, length, self->user_data);
  else if (foyer_relay_quota_take (self->device_quota, FOYER_RELAY_ALLOWANCE_REFUSALS, now, NULL))
    self->funcs->refuse (self, text, length, wait, self->user_data);
  else
    foyer_relay_socket_close (socket, FOYER_RELAY_CLOSE_TOO_MUCH, "too many requests");
}

static void
on_socket_closed (FoyerRelaySocket *socket, gpointer user_data)
{
  FoyerRelayPeer *self = user_data;
  const FoyerRelayPeerFuncs *funcs = g_steal_pointer (&self->funcs);

  if (funcs != NULL)
    funcs->gone (self, self->user_data);
}

static const FoyerRelaySocketFuncs socket_funcs = {
  .message = on_socket_message,
  .closed = on_socket_closed,
};

static void
foyer_relay_peer_finalize (GObject *object)
{
  FoyerRelayPeer *self = FOYER_RELAY_PEER (object);

  g_object_unref (self->socket);
  g_clear_pointer (&self->device_quota, foyer_relay_quota_leave);
  g_clear_pointer (&self->session_quota, foyer_relay_quota_leave);
  foyer_db_session_free (self->session);
  foyer_device_report_clear (&self->report);
  g_free (self->address);
  g_free (self->user_agent);
  g_free (self->gate);
  g_clear_pointer (&self->event_id, g_ref_string_release);

  G_OBJECT_CLASS (foyer_relay_peer_parent_class)->finalize (object);
}

static void
foyer_relay_peer_class_init (FoyerRelayPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_peer_finalize;
}

static void
foyer_relay_peer_init (FoyerRelayPeer *self)
{
  self->report = (FoyerDeviceReport)FOYER_DEVICE_REPORT_NONE;
  self->last_active = g_get_real_time ();
}

/**
 * foyer_relay_peer_new:
 * @session: (transfer full): who is signed in, and on which device
 * @address: where it connects from
 * @user_agent: (nullable): with what
 * @quotas: how much it may ask
 *
 * Returns: (transfer full): a peer that is not heard yet
 */
FoyerRelayPeer *
foyer_relay_peer_new (FoyerRelaySocket *socket,
                      FoyerDbSession *session,
                      const char *address,
                      const char *user_agent,
                      FoyerRelayQuotas *quotas)
{
  FoyerRelayPeer *self = g_object_new (FOYER_TYPE_RELAY_PEER, NULL);

  self->socket = g_object_ref (socket);
  self->session = session;
  /* Where it stood before, or an admin has put it, until it says otherwise. */
  self->gate = g_strdup (session->device->gate);
  self->address = g_strdup (address);
  self->user_agent = foyer_text_cut (user_agent, FOYER_LIMIT_USER_AGENT);
  if (session->no_rate_limit)
    return self;
  self->device_quota =
      foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_DEVICE, session->device->id);
  self->session_quota = foyer_relay_quotas_enter (quotas, FOYER_RELAY_QUOTA_SESSION, session->id);
  return self;
}

/**
 * foyer_relay_peer_start:
 * @hellos: (element-type GString): what it is told first
 *
 * Begins to read. The caller keeps @self until it hears that the peer is gone, which may be before
 * this returns.
 */
void
foyer_relay_peer_start (FoyerRelayPeer *self,
                        const GPtrArray *hellos,
                        const FoyerRelayPeerFuncs *funcs,
                        gpointer user_data)
{
  g_autoptr (FoyerRelayPeer) alive = NULL;

  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  alive = g_object_ref (self);
  self->funcs = funcs;
  self->user_data = user_data;
  /* Where it had to prove something, somebody has listened to it already. */
  if (!foyer_relay_socket_hand_over (self->socket, &socket_funcs, self))
    foyer_relay_socket_start (self->socket, &socket_funcs, self);
  for (guint i = 0; i < hellos->len; i++)
    foyer_relay_peer_send_text (self, g_ptr_array_index (hellos, i));
  foyer_relay_socket_read (self->socket);
}

const FoyerDbSession *
foyer_relay_peer_get_session (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  return self->session;
}

/**
 * foyer_relay_peer_get_actor:
 * @actor: (out caller-allocates): whom the logs are to name; it lives as long as @self
 */
void
foyer_relay_peer_get_actor (FoyerRelayPeer *self, FoyerDbActor *actor)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  *actor = (FoyerDbActor){
    .staff_email = self->session->staff->email,
    .device_id = self->session->device->id,
    .device_name = self->session->device->name,
    .session_id = self->session->id,
    .ip_address = self->address,
    .user_agent = self->user_agent,
  };
}

/**
 * foyer_relay_peer_get_last_active:
 *
 * Returns: when its last message came
 */
FoyerTime
foyer_relay_peer_get_last_active (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), 0);

  return self->last_active;
}

/**
 * foyer_relay_peer_note_use:
 *
 * Somebody does something there; what a device reports by itself does not count.
 */
void
foyer_relay_peer_note_use (FoyerRelayPeer *self)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  self->used_at = g_get_monotonic_time ();
}

/**
 * foyer_relay_peer_take_use:
 * @use: (out caller-allocates): what is to be noted; clear it with foyer_db_session_use_clear()
 *
 * Returns: whether somebody did something there since this was asked last
 */
gboolean
foyer_relay_peer_take_use (FoyerRelayPeer *self, FoyerDbSessionUse *use)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), FALSE);

  if (self->used_at == 0)
    return FALSE;
  *use = (FoyerDbSessionUse){
    .session_id = g_strdup (self->session->id),
    .address = g_strdup (self->address),
    .age_ms = (g_get_monotonic_time () - self->used_at) / 1000,
  };
  self->used_at = 0;
  return TRUE;
}

FoyerRelaySocket *
foyer_relay_peer_get_socket (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  return self->socket;
}

/**
 * foyer_relay_peer_send:
 * @frame: a whole frame; the same one may go to many
 */
void
foyer_relay_peer_send (FoyerRelayPeer *self, GBytes *frame)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  foyer_relay_socket_send (self->socket, frame);
}

/**
 * foyer_relay_peer_send_text:
 * @text: a message for this peer alone
 */
void
foyer_relay_peer_send_text (FoyerRelayPeer *self, const GString *text)
{
  g_autoptr (GBytes) frame = NULL;

  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  if (!foyer_relay_socket_is_open (self->socket))
    return;
  frame = foyer_relay_frame_new (FOYER_RELAY_OPCODE_TEXT, text->str, text->len);
  foyer_relay_socket_send (self->socket, frame);
}

void
foyer_relay_peer_close (FoyerRelayPeer *self, FoyerRelayClose code, const char *reason)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  foyer_relay_socket_close (self->socket, code, reason);
}

/**
 * foyer_relay_peer_may_search:
 * @wait: (out): where it may not, in how many microseconds it may
 *
 * Returns: whether another search is not one too many
 */
gboolean
foyer_relay_peer_may_search (FoyerRelayPeer *self, gint64 *wait)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), FALSE);

  return may_do (self, FOYER_RELAY_ALLOWANCE_SEARCHES, wait);
}

/**
 * foyer_relay_peer_may_sync:
 * @wait: (out): where it may not, in how many microseconds it may
 *
 * Returns: whether another message with late scans is not one too many
 */
gboolean
foyer_relay_peer_may_sync (FoyerRelayPeer *self, gint64 *wait)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), FALSE);

  return may_do (self, FOYER_RELAY_ALLOWANCE_SYNCS, wait);
}

/**
 * foyer_relay_peer_begin_request:
 *
 * Counts a request that waits for the database.
 *
 * Returns: %FALSE where too many of this peer wait already
 */
gboolean
foyer_relay_peer_begin_request (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), FALSE);

  if (self->n_waiting >= FOYER_LIMIT_REQUESTS_WAITING)
    return FALSE;
  self->n_waiting++;
  return TRUE;
}

void
foyer_relay_peer_end_request (FoyerRelayPeer *self)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));
  g_return_if_fail (self->n_waiting > 0);

  self->n_waiting--;
}

/**
 * foyer_relay_peer_get_gate:
 *
 * Returns: (transfer none) (nullable): the name of the gate where the desk stands
 */
const char *
foyer_relay_peer_get_gate (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  return self->gate;
}

/**
 * foyer_relay_peer_set_gate:
 * @gate: (nullable): the name of the gate where the desk stands
 */
void
foyer_relay_peer_set_gate (FoyerRelayPeer *self, const char *gate)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  g_free (self->gate);
  self->gate = g_strdup (gate);
  self->gate_is_news = TRUE;
}

/**
 * foyer_relay_peer_take_gate_news:
 *
 * Returns: (transfer full) (nullable): the gate that the desk has named since this was asked last;
 *   empty for none, %NULL where it has named none: an admin may have given it another one meanwhile
 */
char *
foyer_relay_peer_take_gate_news (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  if (!self->gate_is_news)
    return NULL;
  self->gate_is_news = FALSE;
  return g_strdup (self->gate != NULL ? self->gate : "");
}

/**
 * foyer_relay_peer_get_event:
 *
 * Returns: (transfer none) (nullable): the event whose room the desk has joined last
 */
const char *
foyer_relay_peer_get_event (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  return self->event_id;
}

void
foyer_relay_peer_set_event (FoyerRelayPeer *self, const char *event_id)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  g_clear_pointer (&self->event_id, g_ref_string_release);
  self->event_id = g_ref_string_new_intern (event_id);
}

const FoyerDeviceReport *
foyer_relay_peer_get_report (FoyerRelayPeer *self)
{
  g_return_val_if_fail (FOYER_IS_RELAY_PEER (self), NULL);

  return &self->report;
}

/**
 * foyer_relay_peer_take_report:
 * @report: what the device says of itself; its contents are taken
 */
void
foyer_relay_peer_take_report (FoyerRelayPeer *self, FoyerDeviceReport *report)
{
  g_return_if_fail (FOYER_IS_RELAY_PEER (self));

  foyer_device_report_clear (&self->report);
  self->report = *report;
  *report = (FoyerDeviceReport)FOYER_DEVICE_REPORT_NONE;
}
