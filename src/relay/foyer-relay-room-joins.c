/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room-private.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-answer.h"
#include "wire/foyer-wire-relay.h"

/* Who is let into a room, and from which change on they are told. */

/* What the member has is void, because it belongs to another epoch or to the future, or there is
 * more to tell than can be told one by one. */
static gboolean
needs_snapshot (FoyerRelayRoom *self, const FoyerRelayJoin *join)
{
  gint64 seq = foyer_relay_feed_get_seq (self->feed);
  gboolean is_void = join->since > seq ||
                     (join->epoch != 0 && join->epoch != foyer_relay_feed_get_epoch (self->feed));

  return (join->since > 0 && is_void) || seq - join->since > FOYER_LIMIT_CHANGES_BEHIND;
}

/* They go when nobody walks along the members any more. */
static void
replace_earlier (FoyerRelayRoom *self, const FoyerRelayMember *member)
{
  for (guint i = 0; i < self->members->len; i++) {
    FoyerRelayMember *other = g_ptr_array_index (self->members, i);

    if (other != member && other->peer == member->peer && other->is_welcome)
      other->is_replaced = TRUE;
  }
}

static void
remove_replaced (FoyerRelayRoom *self)
{
  for (guint i = self->members->len; i > 0; i--) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);

    if (member->is_replaced)
      foyer_relay_room_remove_member (self, i - 1);
  }
}

static void
welcome (FoyerRelayRoom *self, FoyerRelayMember *member)
{
  const FoyerRelayJoin *join = &member->join;
  gint64 seq = foyer_relay_feed_get_seq (self->feed);
  g_autofree char *url = needs_snapshot (self, join)
                             ? g_strdup_printf ("/v1/events/%s/snapshot", self->event_id)
                             : NULL;
  FoyerRoom fields = {
    .event = self->event,
    .seq = seq,
    .counts = self->counts,
    .snapshot_url = url,
    .desks = join->desks ? self->desks : NULL,
  };
  g_autoptr (FoyerRoom) room = foyer_room_new (&fields);
  g_autoptr (GString) text = g_string_new (NULL);

  replace_earlier (self, member);
  member->is_welcome = TRUE;
  foyer_relay_peer_set_event (member->peer, self->event_id);
  if (join->gate != NULL)
    foyer_relay_peer_set_gate (member->peer, *join->gate != '\0' ? join->gate : NULL);
  foyer_wire_write_room_joined (text, join->re, room);
  foyer_relay_peer_send_text (member->peer, text);
  member->cursor = url != NULL ? seq : join->since;
  foyer_relay_room_settle (self, member->peer, TRUE);
  foyer_relay_room_catch_up (self, member);
  foyer_relay_room_tell_heads (self, member);
}

static gboolean
has_list (FoyerRelayRoom *self, const char *list_id)
{
  return list_id == NULL || foyer_event_get_list (self->event, list_id) != NULL;
}

/* Where the event names its gates, a desk stands at one of them: a slip of the pen must not let it
 * scan for lists that its gate does not. */
static gboolean
has_gate (FoyerRelayRoom *self, const char *gate)
{
  return gate == NULL || *gate == '\0' || self->event->gates->len == 0 ||
         foyer_event_get_gate (self->event, gate) != NULL;
}

static gboolean
must_wait (FoyerRelayRoom *self, const FoyerRelayMember *member)
{
  gboolean needs_watch = member->join.activity && !self->is_watched;
  gboolean needs_desks = member->join.desks && self->desks == NULL;

  if (needs_watch)
    foyer_relay_room_begin_watch (self);
  if (needs_desks)
    foyer_relay_room_mind_desks (self);
  return needs_watch || needs_desks;
}

/* A newcomer does not get in, and stays where it was. */
static void
refuse (FoyerRelayRoom *self, guint position, FoyerError code, const char *message)
{
  FoyerRelayMember *member = g_ptr_array_index (self->members, position);
  g_autoptr (FoyerRelayPeer) peer = g_object_ref (member->peer);

  foyer_relay_answer_refusal (peer, member->join.re, code, message, self->metrics);
  foyer_relay_room_remove_member (self, position);
  foyer_relay_room_settle (self, peer, FALSE);
}

void
foyer_relay_room_welcome_newcomers (FoyerRelayRoom *self)
{
  for (guint i = self->members->len; i > 0; i--) {
    FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);

    if (member->is_welcome || must_wait (self, member))
      continue;
    if (!has_list (self, member->join.list_id))
      refuse (self, i - 1, FOYER_ERROR_NOT_FOUND, "The event has no such check-in list.");
    else if (!has_gate (self, member->join.gate))
      refuse (self, i - 1, FOYER_ERROR_NOT_FOUND, "The event has no such gate.");
    else
      welcome (self, member);
    if (self->feed == NULL)
      return;
  }
  remove_replaced (self);
}

void
foyer_relay_room_refuse_newcomers (FoyerRelayRoom *self, const GError *error)
{
  for (guint i = self->members->len; i > 0; i--) {
    FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);
    g_autoptr (FoyerRelayPeer) peer = NULL;

    if (member->is_welcome)
      continue;
    peer = g_object_ref (member->peer);
    foyer_relay_answer_error (peer, member->join.re, error, self->metrics);
    foyer_relay_room_remove_member (self, i - 1);
    foyer_relay_room_settle (self, peer, FALSE);
  }
}

/**
 * foyer_relay_room_forget_join:
 *
 * @peer asks for something else before it was answered; it is told so.
 */
void
foyer_relay_room_forget_join (FoyerRelayRoom *self, FoyerRelayPeer *peer)
{
  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  for (guint i = self->members->len; i > 0; i--) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i - 1);

    if (member->peer == peer && !member->is_welcome)
      refuse (self,
              i - 1,
              FOYER_ERROR_CHANGED_MEANWHILE,
              "Another join came before this one was answered.");
  }
}
