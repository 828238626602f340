/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-neighbours"

#include "config.h"

#include "wire-values.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-neighbours.h"

#include <string.h>

static char *
random_proof (void)
{
  char *proof = g_strnfill (FOYER_PROOF_LENGTH, 'A');

  proof[0] = (char)('a' + g_test_rand_int_range (0, 26));
  return proof;
}

static FoyerHeard *
random_item (const char *event_id)
{
  g_autofree char *device = foyer_uuid_new ();
  g_autofree char *run = foyer_uuid_new ();
  g_autofree char *scan = foyer_uuid_new ();
  g_autofree char *ticket = foyer_uuid_new ();
  g_autofree char *list = foyer_uuid_new ();
  g_autofree char *signature = random_proof ();
  g_autofree char *override_signature = wire_random_boolean () ? random_proof () : NULL;
  FoyerHeard item = { .device_id = device,
                      .run_id = run,
                      .number = wire_random_count (),
                      .event_id = (char *)event_id,
                      .scan_id = scan,
                      .ticket_id = ticket,
                      .list_id = list,
                      .outcome =
                          wire_random_boolean () ? FOYER_OUTCOME_ADMITTED : FOYER_OUTCOME_EXITED,
                      .time = wire_random_time (),
                      .error_ms = wire_random_count (),
                      .epoch = wire_random_count (),
                      .seq = wire_random_count (),
                      .signature = signature,
                      .overridden = override_signature != NULL,
                      .override_signature = override_signature };

  return foyer_heard_new (&item);
}

static void
assert_same (const FoyerHeard *a, const FoyerHeard *b)
{
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_cmpstr (a->run_id, ==, b->run_id);
  g_assert_cmpint (a->number, ==, b->number);
  g_assert_cmpstr (a->event_id, ==, b->event_id);
  g_assert_cmpstr (a->scan_id, ==, b->scan_id);
  g_assert_cmpstr (a->ticket_id, ==, b->ticket_id);
  g_assert_cmpstr (a->list_id, ==, b->list_id);
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->time, ==, b->time);
  g_assert_cmpint (a->error_ms, ==, b->error_ms);
  g_assert_cmpint (a->epoch, ==, b->epoch);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpstr (a->signature, ==, b->signature);
  g_assert_cmpint (a->overridden, ==, b->overridden);
  g_assert_cmpstr (a->override_signature, ==, b->override_signature);
}

static void
test_items (void)
{
  g_autofree char *event = foyer_uuid_new ();

  for (guint kind = FOYER_GOSSIP_ANSWER; kind <= FOYER_GOSSIP_NEWS; kind++) {
    g_autoptr (GPtrArray) items =
        g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
    FoyerGossipMessage gossip = { .kind = (FoyerGossipKind)kind, .items = items };
    g_auto (FoyerGossipMessage) read = { 0 };
    g_autofree char *text = NULL;
    g_autoptr (FoyerMessage) message = NULL;

    for (guint i = 0; i < FOYER_LIMIT_HEARD_PER_MESSAGE; i++)
      g_ptr_array_add (items, random_item (event));
    text = foyer_wire_encode_gossip (&gossip);
    /* As many as there may be at once do fit. */
    message = wire_read_back (text, FOYER_SENDER_NEIGHBOUR);
    g_assert_true (foyer_wire_read_gossip (message, event, &read));
    g_assert_cmpint (read.kind, ==, kind);
    g_assert_null (read.runs);
    g_assert_cmpuint (read.items->len, ==, items->len);
    for (guint i = 0; i < items->len; i++)
      assert_same (g_ptr_array_index (items, i), g_ptr_array_index (read.items, i));
  }
}

static void
test_runs (void)
{
  for (guint kind = FOYER_GOSSIP_KNOWLEDGE; kind <= FOYER_GOSSIP_QUESTION; kind++) {
    g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (FoyerGossipRun));
    FoyerGossipMessage gossip = { .kind = (FoyerGossipKind)kind, .runs = runs };
    g_auto (FoyerGossipMessage) read = { 0 };
    g_autofree char *text = NULL;
    g_autoptr (FoyerMessage) message = NULL;

    for (guint i = 0; i < FOYER_LIMIT_RUNS_TOLD; i++) {
      g_autofree char *device = foyer_uuid_new ();
      FoyerGossipRun run = { .last = wire_random_count () };

      g_strlcpy (run.device_id, device, sizeof run.device_id);
      g_strlcpy (run.run_id, device, sizeof run.run_id);
      g_array_append_val (runs, run);
    }
    text = foyer_wire_encode_gossip (&gossip);
    message = wire_read_back (text, FOYER_SENDER_NEIGHBOUR);
    g_assert_true (foyer_wire_read_gossip (message, "e", &read));
    g_assert_cmpint (read.kind, ==, kind);
    g_assert_null (read.items);
    g_assert_cmpmem (read.runs->data,
                     read.runs->len * sizeof (FoyerGossipRun),
                     runs->data,
                     runs->len * sizeof (FoyerGossipRun));
  }
}

static void
test_greetings (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *proof = random_proof ();
  g_autofree char *text = foyer_wire_encode_greeting (id, id, proof);
  g_autoptr (FoyerMessage) message = wire_read_back (text, FOYER_SENDER_NEIGHBOUR);
  g_auto (FoyerGossipMessage) read = { 0 };

  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, id);
  g_assert_cmpstr (foyer_message_get_string (message, "device_id"), ==, id);
  g_assert_cmpstr (foyer_message_get_string (message, "proof"), ==, proof);
  g_assert_false (foyer_wire_read_gossip (message, id, &read));
  /* It is nothing that a relay listens to. */
  g_assert_null (foyer_message_parse (text, strlen (text), FOYER_SENDER_DEVICE, NULL, NULL));
  g_assert_null (foyer_message_parse (text, strlen (text), FOYER_SENDER_RELAY, NULL, NULL));
}

/* Nothing that is refused changes who is in. */
static void
test_refusals_are_not_told (void)
{
  g_autofree char *event = foyer_uuid_new ();
  g_autoptr (FoyerHeard) item = random_item (event);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  FoyerGossipMessage gossip = { .kind = FOYER_GOSSIP_NEWS, .items = items };
  g_autofree char *text = NULL;

  item->outcome = FOYER_OUTCOME_REFUSED;
  g_ptr_array_add (items, item);
  text = foyer_wire_encode_gossip (&gossip);
  g_assert_null (foyer_message_parse (text, strlen (text), FOYER_SENDER_NEIGHBOUR, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/neighbours/items-are-read-as-written", test_items);
  g_test_add_func ("/wire/neighbours/runs-are-read-as-written", test_runs);
  g_test_add_func ("/wire/neighbours/greetings-are-read-as-written", test_greetings);
  g_test_add_func ("/wire/neighbours/refusals-are-not-told", test_refusals_are_not_told);
  return g_test_run ();
}
