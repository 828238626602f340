# SPDX-License-Identifier: GPL-3.0-or-later
"""Supervisors let in whom the judge refused: once, whoever asks, and everybody hears of it."""

import threading
import unittest
import uuid

from relay_bed import Client, Installation

ROLES = ("staff", "supervisor", "admin")
N_RACES = 12


class TestOverride(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay()]
        cls.tokens = {
            role: cls.installation.make_session(f"{role}@example.org", role, f"Desk of {role}")
            for role in ROLES
        }

    def connect(self, role="supervisor", relay=0):
        client = Client(self.relays[relay], self.tokens[role])
        self.addCleanup(client.close)
        return client

    def refuse(self, client, event, code):
        """A second scan of what the first one let in."""
        scan = str(uuid.uuid4())
        client.verify(event, code)
        again = client.verify(event, code, scan_id=scan)
        self.assertEqual(again["reason"], "already_admitted")
        return scan

    def override(self, client, event, scan, request=None, reason="on the guest list"):
        request = request or str(uuid.uuid4())
        client.send(type="override", id=request, request_id=request, event_id=event, scan_id=scan,
                    reason=reason)
        return client.receive(re=request)

    def count_admissions(self, event):
        return self.installation.ask(
            "SELECT count (*) FILTER (WHERE action = 'verified'),"
            " count (*) FILTER (WHERE action = 'overridden'),"
            f" (SELECT sum (inside) FROM list_counters c JOIN check_in_lists l ON l.id = c.list_id"
            f" WHERE l.event_id = '{event}')"
            f" FROM verification_logs WHERE event_id = '{event}'"
        )

    def test_everybody_hears_who_was_let_in_and_by_whom(self):
        event, tickets = self.installation.make_event(1)
        client, watcher = self.connect("staff"), self.connect("admin", 1)
        scan = self.refuse(client, event, tickets[0][1])
        joined = watcher.join(event, since=0, activity=True)
        answer = self.override(self.connect(), event, scan)
        self.assertEqual((answer["type"], answer["seq"]), ("done", joined["seq"] + 1))
        while True:
            told = watcher.receive("ticket_verified")
            if told["to"] == answer["seq"]:
                break
        change = told["changes"][-1]
        self.assertEqual((change["kind"], change["ticket_id"]), ("verified", tickets[0][0]))
        self.assertEqual((change["scan_id"], change["amends"]), (scan, True))
        self.assertEqual(change["verified_by"], "supervisor@example.org")
        self.assertEqual((told["counts"]["admitted"], told["counts"]["inside"]), (1, 2))
        done = watcher.receive("staff_activity")["activities"][-1]
        self.assertEqual((done["action"], done["outcome"]), ("overridden", "admitted"))
        # The scan keeps its verdict.
        self.assertEqual(client.verify(event, tickets[0][1], scan_id=scan)["outcome"], "refused")

    def test_roles(self):
        event, tickets = self.installation.make_event(1)
        scan = self.refuse(self.connect(), event, tickets[0][1])
        staff = self.override(self.connect("staff"), event, scan)
        self.assertEqual(staff["code"], "not_permitted")
        self.assertEqual(self.count_admissions(event), "1|0|1")
        self.assertEqual(self.override(self.connect("admin"), event, scan)["type"], "done")
        self.assertEqual(self.count_admissions(event), "1|1|2")

    def test_a_reason_is_needed(self):
        event, tickets = self.installation.make_event(1)
        client = self.connect()
        scan = self.refuse(client, event, tickets[0][1])
        for reason in (None, "", "   ", "x" * 501):
            answer = self.override(client, event, scan, reason=reason)
            self.assertEqual(answer.get("code"), "bad_request", reason)
        self.assertEqual(self.count_admissions(event), "1|0|1")

    def test_only_refused_tickets_of_the_event(self):
        event, tickets = self.installation.make_event(1)
        other, _ = self.installation.make_event(1)
        client = self.connect()
        admitted, unknown = str(uuid.uuid4()), str(uuid.uuid4())
        client.verify(event, tickets[0][1], scan_id=admitted)
        client.verify(event, "nobody's", scan_id=unknown)
        for where, scan, code in (
            (event, admitted, "bad_request"),
            (event, unknown, "bad_request"),
            (event, str(uuid.uuid4()), "not_found"),
            (other, admitted, "not_found"),
            (str(uuid.uuid4()), admitted, "not_found"),
        ):
            self.assertEqual(self.override(client, where, scan)["code"], code)

    def test_the_same_request_at_another_relay_does_nothing_twice(self):
        event, tickets = self.installation.make_event(1)
        scan = self.refuse(self.connect(), event, tickets[0][1])
        request = str(uuid.uuid4())
        first = self.override(self.connect(), event, scan, request)
        again = self.override(self.connect("supervisor", 1), event, scan, request)
        self.assertEqual((again["type"], again["seq"]), ("done", None))
        self.assertIsNotNone(first["seq"])
        changed = self.override(self.connect(), event, scan, request, "something else")
        self.assertEqual(changed["code"], "bad_request")
        self.assertEqual(self.count_admissions(event), "1|1|2")

    def test_two_supervisors_at_once_let_in_one_guest(self):
        event, tickets = self.installation.make_event(N_RACES)
        desk = self.connect()
        scans = [self.refuse(desk, event, code) for _, code in tickets]
        racers = [self.connect("supervisor", 0), self.connect("admin", 1)]
        answers = [[], []]

        def run(number):
            for scan in scans:
                line.wait()
                answers[number].append(self.override(racers[number], event, scan))

        line = threading.Barrier(2)
        threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for pair in zip(*answers):
            said = sorted(answer.get("code", "done") for answer in pair)
            self.assertEqual(said, ["changed_meanwhile", "done"])
        self.assertEqual(self.count_admissions(event), f"{N_RACES}|{N_RACES}|{2 * N_RACES}")

    def test_an_override_can_be_undone(self):
        event, tickets = self.installation.make_event(1)
        client = self.connect()
        scan = self.refuse(client, event, tickets[0][1])
        self.override(client, event, scan)
        client.send(type="undo_verification", id="u", request_id=str(uuid.uuid4()), event_id=event,
                    scan_id=scan)
        self.assertEqual(client.receive(re="u")["type"], "done")
        self.assertEqual(self.count_admissions(event), "1|1|1")
        self.assertEqual(self.override(client, event, scan)["code"], "changed_meanwhile")

    def test_it_is_audited_without_the_guest(self):
        event, tickets = self.installation.make_event(1)
        scan = self.refuse(self.connect(), event, tickets[0][1])
        self.override(self.connect(), event, scan)
        row = self.installation.ask(
            "SELECT staff_email, details::json ->> 'scan_id' FROM audit_log"
            f" WHERE act = 'override' AND event_id = '{event}'"
        )
        self.assertEqual(row, f"supervisor@example.org|{scan}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
