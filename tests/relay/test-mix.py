# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything at once, by chance: live and late scans of three desks at two relays, in messages that
name a ticket several times, with undoing, overrides, edits, voids and resolving in between. Each
desk remembers what it saw; at the end the record, what was told and what is counted agree."""

import csv
import io
import os
import random
import sys
import unittest
import uuid

from relay_bed import wait_until
from sync_bed import ALREADY, SyncCase, make_scan

DESKS = ("one", "two", "three")
N_TICKETS = 7
N_ACTS = 140
REASONS = (ALREADY, ALREADY, "void", "unknown_code", "wrong_list", "rule")
PASSED = ("admitted", "exited")


class Event:
    """What the organiser has set up, and what desks saw there: scan id → what was said last."""

    def __init__(self, installation):
        self.id, self.tickets = installation.make_event(N_TICKETS)
        make = ("list", "create", "--event", self.id, "--name")
        self.lists = [None, installation.ctl(*make, "Again", "--reentry"),
                      installation.ctl(*make, "Later", "--reentry", "--reentry-delay", "600")]
        installation.ask("UPDATE tickets SET allowed_entries = 2"
                         f" WHERE id = '{self.tickets[0][0]}'")
        self.seen = {}
        self.scans = {}


def pump(client):
    """Reads all that has come until now."""
    client.send(type="measure_clock", id="pump", device_time="2001-02-03T04:05:06.007Z")
    client.receive(re="pump")


class TestMix(SyncCase):
    def setUp(self):
        seed = int(os.environ.get("FOYER_TEST_SEED", random.getrandbits(32)))
        print(f"{self.id()}: FOYER_TEST_SEED={seed}", file=sys.stderr, flush=True)
        self.chance = random.Random(seed)
        self.events = [Event(self.installation) for _ in range(2)]
        self.desks = {name: [self.connect(name, relay) for relay in (0, 1)] for name in DESKS}
        self.watchers = []
        for event in self.events:
            self.watchers.append(self.connect("supervisor", self.chance.randrange(2)))
            self.watchers[-1].join(event.id)
        token = self.installation.make_session("idle@example.org", "staff", "Desk without scans")
        self.tokens["idle"] = token
        self.idle = self.connect("idle", 1)
        self.idle.join(self.events[0].id)
        self.supervisor = self.connect("supervisor")

    def choose(self, *those):
        return self.chance.choice(those[0] if len(those) == 1 else those)

    def request(self, kind, **fields):
        """Also where the answer is lost, and it is asked again."""
        request = str(uuid.uuid4())
        answers = []
        for number in range(self.choose(1, 2)):
            self.supervisor.send(type=kind, id=f"{request[:8]}-{number}", request_id=request,
                                 **fields)
            answers.append(self.supervisor.receive(re=f"{request[:8]}-{number}"))
        self.assertEqual(len({answer["type"] for answer in answers}), 1, answers)
        return answers[0]

    def scan_live(self, event):
        name, code = self.choose(DESKS), self.choose(event.tickets)[1]
        scan = make_scan(code, self.choose("admitted", "admitted", "exited"), seconds_ago=0)
        more = {"list_id": self.choose(event.lists), "direction": scan["direction"]}
        desk = self.choose(self.desks[name])
        answer = desk.verify(event.id, code, scan_id=scan["scan_id"], **more)
        self.assertEqual(answer["type"], "verdict", answer)
        event.scans[scan["scan_id"]] = (name, {**scan, **more})
        # The answer may be lost, and the desk does something else.
        event.seen[scan["scan_id"]] = answer["outcome"]

    def say(self, event, name):
        """What a desk did by itself: with a new scan, or with one whose answer was lost."""
        known = [scan for by, scan in event.scans.values() if by == name]
        outcome = self.choose("admitted", "admitted", "exited", "refused", "refused")
        reason = self.choose(REASONS) if outcome == "refused" else None
        if known and self.chance.random() < 0.3:
            scan = {**self.choose(known)}
            passed = "exited" if scan["direction"] == "exit" else "admitted"
            outcome = outcome if outcome == "refused" else passed
        else:
            scan = make_scan(self.choose([code for _, code in event.tickets] + ["NOBODY"]), outcome,
                             seconds_ago=self.chance.randrange(5, 1800))
            scan["list_id"] = self.choose(event.lists)
        scan["clock_error_ms"] = self.choose(0, 20, 60000)
        scan["device_verdict"] = {"outcome": outcome, **({"reason": reason} if reason else {})}
        if scan["list_id"] is None:
            del scan["list_id"]
        return scan

    def sync_some(self, event):
        name = self.choose(DESKS)
        said = {}
        for _ in range(self.choose(1, 3, 10, 40)):
            scan = self.say(event, name)
            said.setdefault(scan["scan_id"], scan)
        scans = list(said.values())
        # Of an older message, and word for word twice.
        scans += [self.choose(scans)] if self.chance.random() < 0.3 else []
        verdicts = self.sync(self.choose(self.desks[name]), event.id, *scans)
        for scan, verdict in zip(scans, verdicts):
            self.assertNotIn("error", verdict)
            event.scans.setdefault(scan["scan_id"], (name, {"list_id": None, **scan}))
            if scan["scan_id"] not in event.seen:
                self.assertEqual(verdict["outcome"], scan["device_verdict"]["outcome"])
            event.seen[scan["scan_id"]] = verdict["outcome"]

    def amend(self, event, kind):
        if event.scans:
            self.request(kind, event_id=event.id, scan_id=self.choose(list(event.scans)),
                         reason="Looked at it.")

    def edit(self, event):
        ticket = self.choose(event.tickets)[0]
        version = int(self.ask(f"SELECT version FROM tickets WHERE id = '{ticket}'"))
        kind = self.choose("edit_ticket", "edit_ticket", "edit_ticket", "void_ticket")
        more = {} if kind == "void_ticket" else {
            "type_number": 1, "paid": self.choose(True, True, False),
            "allowed_entries": self.choose(1, 2, 3)}
        answer = self.request(kind, event_id=event.id, ticket_id=ticket,
                              version=version - self.choose(0, 0, 1), **more)
        self.assertIn(answer.get("code"), (None, "changed_meanwhile", "bad_request"))

    def resolve_one(self, event):
        listed = self.list_conflicts(self.supervisor, event.id)["conflicts"]
        if not listed:
            return
        conflict = self.choose(listed)
        taken_back = [scan["scan_id"] for scan in conflict["scans"] if self.chance.random() < 0.4]
        answer = self.request("resolve_conflict", conflict_id=conflict["id"], resolution="other",
                              reason="Looked at it.", taken_back=taken_back)
        self.assertIn(answer.get("code"), (None, "changed_meanwhile"))

    def act(self):
        event = self.choose(self.events)
        kind = self.chance.randrange(20)
        if kind < 7:
            self.scan_live(event)
        elif kind < 13:
            self.sync_some(event)
        elif kind < 15:
            self.amend(event, "undo_verification")
        elif kind < 17:
            self.amend(event, "override")
        elif kind < 18:
            self.edit(event)
        else:
            self.resolve_one(event)

    def assert_each_once(self, event):
        """Every scan is in the record once, and what stands there is what the desk was told."""
        rows = self.ask("SELECT scan_id || ' ' || string_agg (outcome, ' ' ORDER BY log_no) FROM"
                        f" verification_logs WHERE event_id = '{event.id}' AND action NOT IN"
                        " ('undone', 'overridden') GROUP BY scan_id")
        found = {line.split()[0]: line.split()[1:] for line in rows.splitlines()}
        self.assertEqual(set(found), set(event.seen))
        for scan, outcomes in found.items():
            self.assertLessEqual(len(outcomes), 2)
            self.assertEqual(outcomes[-1], event.seen[scan], scan)
        twice = self.ask("SELECT count (*) FROM (SELECT FROM verification_logs WHERE action"
                         f" IN ('overridden', 'undone', 'reconciled') AND event_id = '{event.id}'"
                         " GROUP BY scan_id, action HAVING count (*) > 1) AS more")
        self.assertEqual(twice, "0")

    def assert_counts_agree(self, event):
        joined = self.connect("admin", self.chance.randrange(2)).join(event.id)
        said = {each["list_id"]: (each["admitted"], each["inside"])
                for each in joined["counts"]["lists"]}
        names = {each["name"]: each["id"] for each in joined["lists"]}
        told = {id: [0, 0] for id in said}
        exported = self.installation.ctl("ticket", "export", "--event", event.id)
        for row in csv.DictReader(io.StringIO(exported)):
            if row["list"]:
                told[names[row["list"]]][0] += int(row["entries_used"]) > 0
                told[names[row["list"]]][1] += int(row["inside"])
        self.assertEqual({id: tuple(counts) for id, counts in told.items()}, said)
        self.assertEqual(str(joined["seq"]), self.ask(
            f"SELECT count (*) FROM changes WHERE event_id = '{event.id}'"))

    def find_conflicts(self, event):
        return set(self.ask(f"SELECT id FROM conflicts WHERE event_id = '{event.id}'").split())

    def listen(self):
        """Whoever does nothing for long still answers the relay's pings."""
        for client in (*self.watchers, self.idle, *sum(self.desks.values(), [])):
            pump(client)

    def assert_hears(self, client, whom, wanted, among):
        """Of all that concern it, and of no others."""

        def get_heard():
            pump(client)
            return {message["conflict"]["id"] for message in client.inbox
                    if message["type"].startswith("conflict_")}

        wait_until(lambda: wanted <= get_heard(), f"{whom} hears of the conflicts")
        self.assertEqual(get_heard() & among, wanted, whom)

    def find_named(self, event, name):
        device = self.desks[name][0].hello["device"]["id"]
        return set(self.ask(
            "SELECT DISTINCT c.id FROM conflicts c, unnest (c.scans) AS s, verification_logs l"
            " WHERE l.event_id = c.event_id AND l.scan_id = s AND l.action NOT IN"
            f" ('undone', 'overridden') AND c.event_id = '{event.id}'"
            f" AND l.device_id = '{device}'").split())

    def assert_who_is_concerned_heard(self):
        here, there = (self.find_conflicts(event) for event in self.events)
        self.assert_hears(self.watchers[0], "who watches the first", here, here | there)
        self.assert_hears(self.watchers[1], "who watches the second", there, here | there)
        for name, clients in self.desks.items():
            named = set().union(*(self.find_named(event, name) for event in self.events))
            for client in clients:
                self.assert_hears(client, name, named, here | there)
        self.assert_hears(self.idle, "who did nothing", set(), here | there)

    def test_the_record_is_what_desks_saw(self):
        for _ in range(N_ACTS):
            self.act()
            self.listen()
        for event in self.events:
            self.assert_each_once(event)
            self.assert_counts_agree(event)
            self.assert_sound(event.id)
        self.assert_who_is_concerned_heard()


if __name__ == "__main__":
    unittest.main()
