# SPDX-License-Identifier: GPL-3.0-or-later
"""The drill: the database is restored to an older state while desks work, each desk offers what it
has scanned again, and nothing that a desk saw admitted is missing."""

import unittest
import uuid

from relay_bed import Client
from sync_bed import ALREADY, SyncCase, make_scan

DESKS = ("one", "two", "three")


class Desk:
    """What a desk keeps: every scan with what was said at its door, until the event is closed."""

    def __init__(self, client, event):
        self.client, self.event = client, event
        self.kept = []

    def scan(self, code, direction="entry"):
        """At the door, with a relay."""
        scan = make_scan(code, "exited" if direction == "exit" else "admitted", seconds_ago=0)
        said = self.client.verify(self.event, code, scan_id=scan["scan_id"], direction=direction)
        verdict = {name: said[name] for name in ("outcome", "reason") if said[name] is not None}
        self.kept.append({**scan, "device_verdict": verdict})
        return said

    def decide(self, scan):
        """At the door, without one."""
        self.kept.append(scan)

    def let_in(self, scan_id):
        """A supervisor admits whom the relay refused: the desk hears of it."""
        for scan in self.kept:
            if scan["scan_id"] == scan_id:
                scan["device_verdict"] = {"outcome": "admitted"}

    def offer(self, client, sync):
        """All of it, in its order."""
        verdicts = []
        for at in range(0, len(self.kept), 100):
            verdicts += sync(client, self.event, *self.kept[at:at + 100])
        return verdicts

    def get_admitted(self):
        return [scan["scan_id"] for scan in self.kept
                if scan["device_verdict"]["outcome"] == "admitted"]


class TestDrill(SyncCase):
    def setUp(self):
        self.event, issued = self.installation.make_event(40)
        self.codes = [code for _, code in issued]
        self.desks = [Desk(self.connect(name, number % 2), self.event)
                      for number, name in enumerate(DESKS)]

    def override(self, scan):
        client = self.connect("supervisor")
        client.send(type="override", id="let", request_id=str(uuid.uuid4()), event_id=self.event,
                    scan_id=scan, reason="on the list")
        self.assertEqual(client.receive(re="let")["type"], "done")

    def work_before(self):
        """What the copy has."""
        for number, code in enumerate(self.codes[:12]):
            self.desks[number % 3].scan(code)
        self.desks[0].scan(self.codes[0])

    def work_after(self):
        """What it has not: live scans, an override, exits, and what was decided without a relay."""
        for number, code in enumerate(self.codes[12:24]):
            self.desks[number % 3].scan(code)
        self.desks[1].scan(self.codes[3], "exit")
        refused = self.desks[1].scan(self.codes[0])
        self.assertEqual(refused["reason"], ALREADY)
        self.override(refused["scan_id"])
        self.desks[1].let_in(refused["scan_id"])
        for number, code in enumerate(self.codes[24:30]):
            self.desks[number % 3].decide(make_scan(code, seconds_ago=5))
        self.sync(self.desks[0].client, self.event, self.desks[0].kept[-1])

    def count_standing(self, other):
        """Scans of which the record says that they admitted, and that nobody took back."""
        return set(other.ask(
            "SELECT scan_id FROM verification_logs l WHERE"
            f" event_id = '{self.event}' AND outcome = 'admitted' AND action <> 'undone' AND NOT"
            " EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"
            " AND u.scan_id = l.scan_id AND u.action = 'undone')").split())

    def test_nothing_that_a_desk_saw_admitted_is_missing(self):
        self.work_before()
        copy = self.installation.back_up()
        self.work_after()
        epoch = self.desks[0].client.join(self.event)["epoch"]
        other = self.installation.restore(copy)
        self.addCleanup(other.close)
        relay = other.start_relay()
        clients = [Client(relay, self.tokens[name]) for name in DESKS]
        for client in clients:
            self.addCleanup(client.close)
        joined = clients[0].join(self.event, epoch=epoch, since=20)
        self.assertNotEqual(joined["epoch"], epoch)
        self.assertIsNotNone(joined["snapshot"])
        # A guest whose admission the restored record does not know comes again.
        twice = str(uuid.uuid4())
        self.assertEqual(clients[2].verify(self.event, self.codes[12], scan_id=twice)["outcome"],
                         "admitted")
        for desk, client in zip(self.desks, clients):
            verdicts = desk.offer(client, self.sync)
            self.assertEqual([verdict.get("outcome") for verdict in verdicts],
                             [scan["device_verdict"]["outcome"] for scan in desk.kept])
            # Once more: the answer was lost.
            self.assertEqual(desk.offer(client, self.sync), verdicts)
        seen = {scan for desk in self.desks for scan in desk.get_admitted()}
        self.assertEqual(self.count_standing(other), seen | {twice})
        named = other.ask("SELECT unnest (scans) FROM conflicts WHERE kind = 'too_many'"
                          f" AND event_id = '{self.event}'").split()
        self.assertIn(twice, named)
        inside = other.ask("SELECT inside FROM list_counters c JOIN check_in_lists l"
                           f" ON l.id = c.list_id WHERE event_id = '{self.event}'")
        # 30 tickets, one that came again, one that was let in anyway, one that went out.
        self.assertEqual(inside, "31")
        other.ctl("audit", "verify", "--event", self.event)


class TestDrillAgain(SyncCase):
    """Two events, much that supervisors did after the copy was made, a desk that never comes back,
    and a second restore right after the first one."""

    def setUp(self):
        self.events, self.codes = [], []
        for _ in range(2):
            event, issued = self.installation.make_event(20)
            self.events.append(event)
            self.codes.append([code for _, code in issued])
        clients = {name: self.connect(name, number % 2) for number, name in enumerate(DESKS)}
        self.desks = {(name, which): Desk(clients[name], self.events[which])
                      for name in DESKS for which in range(2)}
        self.supervisor = self.connect("supervisor")

    def work(self, which, first):
        """Nine guests come in, three at each desk."""
        for number, code in enumerate(self.codes[which][first:first + 9]):
            said = self.desks[DESKS[number % 3], which].scan(code)
            self.assertEqual(said["outcome"], "admitted")

    def ask_supervisor(self, kind, **fields):
        request = str(uuid.uuid4())
        self.supervisor.send(type=kind, id=request, request_id=request, **fields)
        answer = self.supervisor.receive(re=request)
        self.assertEqual(answer["type"], "done", answer)

    def admit_twice(self, which, code):
        """At two desks without a relay, which both tell of it later."""
        scans = []
        for name in DESKS[:2]:
            scans.append(make_scan(code, seconds_ago=9 - len(scans)))
            self.desks[name, which].decide(scans[-1])
            self.sync(self.desks[name, which].client, self.events[which], scans[-1])
        return scans

    def disagree(self, which):
        """A conflict is opened and resolved, and another one is opened."""
        code = self.codes[which][18]
        twice = self.admit_twice(which, code)
        conflict = self.ask(f"SELECT id FROM conflicts WHERE '{twice[1]['scan_id']}' = ANY (scans)")
        self.ask_supervisor("resolve_conflict", conflict_id=conflict, resolution="fraud",
                            reason="The second one left.", taken_back=[twice[1]["scan_id"]])
        self.admit_twice(which, self.codes[which][19])

    def change_verdicts(self, which):
        """One who was refused is let in, and one who was let in is not any more."""
        event, desk = self.events[which], self.desks["two", which]
        refused = desk.scan(self.codes[which][0])
        self.assertEqual(refused["reason"], ALREADY)
        self.ask_supervisor("override", event_id=event, scan_id=refused["scan_id"], reason="Known.")
        desk.let_in(refused["scan_id"])
        self.ask_supervisor("undo_verification", event_id=event, reason="A mistake.",
                            scan_id=self.desks["one", which].kept[-1]["scan_id"])

    def offer_all(self, relay, epochs):
        """The desks that come back are told of other epochs, and offer what they have."""
        clients = {}
        for name in DESKS[:2]:
            clients[name] = Client(relay, self.tokens[name])
            self.addCleanup(clients[name].close)
            heads = {head["id"]: head["epoch"] for head in clients[name].hello["events"]}
            self.assertTrue(all(heads[event] > epochs[event] for event in self.events))
            epochs = {**epochs, **{event: heads[event] - 1 for event in self.events}}
        for which in (1, 0, 1):
            for name in DESKS[:2]:
                desk = self.desks[name, which]
                verdicts = desk.offer(clients[name], self.sync)
                self.assertEqual([verdict.get("outcome") for verdict in verdicts],
                                 [scan["device_verdict"]["outcome"] for scan in desk.kept])
        return {event: epochs[event] + 1 for event in self.events}

    def assert_is_as_seen(self, other, which, lost):
        event = self.events[which]
        seen = {scan for name in DESKS for scan in self.desks[name, which].get_admitted()} - lost
        standing = set(other.ask(
            "SELECT scan_id FROM verification_logs l WHERE"
            f" event_id = '{event}' AND outcome = 'admitted' AND action <> 'undone' AND NOT"
            " EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"
            " AND u.scan_id = l.scan_id AND u.action = 'undone')").split())
        self.assertEqual(standing, seen)
        named = other.ask("SELECT unnest (scans) FROM conflicts WHERE kind = 'too_many'"
                          f" AND resolved_at IS NULL AND event_id = '{event}'").split()
        # Both pairs, and the guest whom the relay of before had let in anyway, with the first one.
        self.assertEqual(len(set(named)), 6)
        open_at = other.ask("SELECT count (*) FROM conflicts WHERE resolved_at IS NULL"
                            f" AND event_id = '{event}'")
        self.assertEqual(open_at, "3")
        inside = other.ask("SELECT inside FROM list_counters c JOIN check_in_lists l"
                           f" ON l.id = c.list_id WHERE event_id = '{event}'")
        self.assertEqual(inside, str(len(seen)))
        other.ctl("audit", "verify", "--event", event)

    def test_whoever_comes_back_brings_what_they_saw(self):
        for which in range(2):
            self.work(which, 0)
        copy = self.installation.back_up()
        had = {which: set(self.desks["three", which].get_admitted()) for which in range(2)}
        for which in range(2):
            self.work(which, 9)
            self.change_verdicts(which)
            self.disagree(which)
        joined = {event: self.desks["one", 0].client.join(event)["epoch"] for event in self.events}
        epochs = joined
        for _ in range(2):
            other = self.installation.restore(copy)
            self.addCleanup(other.close)
            before = epochs
            epochs = self.offer_all(other.start_relay(), epochs)
            self.assertTrue(all(epochs[event] > before[event] for event in self.events))
            for which in range(2):
                lost = set(self.desks["three", which].get_admitted()) - had[which]
                self.assertEqual(len(lost), 3)
                self.assert_is_as_seen(other, which, lost)


if __name__ == "__main__":
    unittest.main()
