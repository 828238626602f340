# SPDX-License-Identifier: GPL-3.0-or-later
"""Two desks edit the same ticket at once: one is told what the other did, and nothing is lost."""

import json
import threading
import unittest
import uuid

from relay_bed import Client, Installation

ROLES = ("staff", "supervisor", "admin")
N_RACES = 12


class TestEdit(unittest.TestCase):
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

    def edit(self, client, event, ticket, kind="edit_ticket", **more):
        request = str(uuid.uuid4())
        fields = {"request_id": request, "event_id": event, "ticket_id": ticket, "version": 1}
        if kind == "edit_ticket":
            fields.update({"type_number": 1, "paid": True, "allowed_entries": 1})
        client.send(**{"type": kind, "id": request, **fields, **more})
        return client.receive(re=request)

    def find(self, client, event, **what):
        request = str(uuid.uuid4())
        client.send(type="search_tickets", id=request, event_id=event, **what)
        return client.receive(re=request)

    def test_every_desk_hears_of_it(self):
        event, tickets = self.installation.make_event(1)
        watchers = [self.connect("staff", relay) for relay in (0, 1)]
        seq = [watcher.join(event, since=0)["seq"] for watcher in watchers][0]
        answer = self.edit(self.connect(), event, tickets[0][0], name="Zoë Example",
                           email="zoe@example.org", attention="Wheelchair",
                           valid_until="2031-05-03T22:00:00.000Z")
        self.assertEqual((answer["type"], answer["seq"]), ("done", seq + 1))
        for watcher in watchers:
            while True:
                told = watcher.receive("ticket_verified")
                if told["to"] == answer["seq"]:
                    break
            change = told["changes"][-1]
            self.assertEqual((change["kind"], change["version"]), ("edited", 2))
            ticket = change["ticket"]
            self.assertEqual((ticket["name"], ticket["email"]), ("Zoë Example", "zoe@example.org"))
            self.assertEqual(ticket["valid_until"], "2031-05-03T22:00:00.000Z")
            self.assertIsNone(ticket["valid_from"])
        # Who scans it hears what it says now.
        verdict = watchers[1].verify(event, tickets[0][1])
        self.assertEqual((verdict["outcome"], verdict["ticket"]["attention"]),
                         ("admitted", "Wheelchair"))

    def test_the_second_sees_what_the_first_did(self):
        event, tickets = self.installation.make_event(1)
        ticket = tickets[0][0]
        first, second = self.connect(), self.connect("admin", 1)
        self.assertEqual(self.edit(first, event, ticket, name="Zoë")["type"], "done")
        refused = self.edit(second, event, ticket, name="Zoe", order_code="A7")
        self.assertEqual(refused["code"], "changed_meanwhile")
        self.assertEqual((refused["ticket"]["name"], refused["ticket"]["version"]), ("Zoë", 2))
        again = self.edit(second, event, ticket, name="Zoë", order_code="A7", version=2)
        self.assertEqual(again["type"], "done")
        now = self.find(first, event, ticket_id=ticket)["tickets"][0]
        self.assertEqual((now["name"], now["order_code"], now["version"]), ("Zoë", "A7", 3))

    def test_two_at_once(self):
        """Whoever is second is told; after that both have their way."""
        event, tickets = self.installation.make_event(N_RACES)
        desks = [(self.connect("supervisor", 0), {"name": "Zoë"}),
                 (self.connect("admin", 1), {"order_code": "A7"})]
        for ticket, _ in tickets:
            ready = threading.Barrier(len(desks))
            answers = [None, None]

            def race(number, ticket=ticket, ready=ready, answers=answers):
                ready.wait()
                client, fields = desks[number]
                answers[number] = self.edit(client, event, ticket, **fields)

            threads = [threading.Thread(target=race, args=(number,)) for number in (0, 1)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(answer["type"] for answer in answers), ["done", "error"])
            loser = 0 if answers[0]["type"] == "error" else 1
            current = answers[loser]["ticket"]
            self.assertEqual(current["version"], 2)
            client, fields = desks[loser]
            merged = {"name": current["name"], "order_code": current["order_code"], **fields}
            answer = self.edit(client, event, ticket, version=2, **merged)
            self.assertEqual(answer["type"], "done")
        rows = self.installation.ask(
            "SELECT DISTINCT name || '|' || order_code || '|' || version FROM tickets"
            f" WHERE event_id = '{event}'"
        )
        self.assertEqual(rows, "Zoë|A7|3")
        self.installation.ctl("audit", "verify", "--event", event)

    def test_who_may(self):
        event, tickets = self.installation.make_event(1)
        staff = self.connect("staff")
        for kind in ("edit_ticket", "void_ticket"):
            answer = self.edit(staff, event, tickets[0][0], kind, name="x")
            self.assertEqual(answer.get("code"), "not_permitted")
        version = self.installation.ask(f"SELECT version FROM tickets WHERE event_id = '{event}'")
        self.assertEqual(version, "1")

    def test_what_is_too_much(self):
        event, tickets = self.installation.make_event(1)
        client = self.connect()
        for wrong in ({"name": "ü" * 101}, {"email": "x" * 255}, {"order_code": "x" * 65},
                      {"attention": "x" * 501}, {"allowed_entries": 0}, {"allowed_entries": 1001},
                      {"type_number": 65536}, {"version": 0}, {"paid": None},
                      dict.fromkeys(("valid_from", "valid_until"), "2031-05-03T22:00:00Z")):
            with self.subTest(wrong=wrong):
                answer = self.edit(client, event, tickets[0][0], **wrong)
                self.assertEqual(answer.get("code"), "bad_request")
        unknown = self.edit(client, event, str(uuid.uuid4()))
        self.assertEqual(unknown["code"], "not_found")

    def test_a_cancelled_ticket_admits_nobody(self):
        event, tickets = self.installation.make_event(2)
        watcher = self.connect("staff", 1)
        watcher.join(event, since=0)
        answer = self.edit(self.connect(), event, tickets[0][0], "void_ticket")
        while True:
            told = watcher.receive("ticket_verified")
            if told["to"] == answer["seq"]:
                break
        self.assertEqual(told["changes"][-1]["kind"], "voided")
        self.assertEqual(told["counts"]["tickets"], 1)
        self.assertEqual(watcher.verify(event, tickets[0][1])["reason"], "void")

    def test_one_ticket_is_looked_for(self):
        event, tickets = self.installation.make_event(2)
        client = self.connect("staff")
        found = self.find(client, event, ticket_id=tickets[1][0])["tickets"]
        self.assertEqual([ticket["id"] for ticket in found], [tickets[1][0]])
        self.assertEqual(self.find(client, event, ticket_id=str(uuid.uuid4()))["tickets"], [])
        for wrong in ({}, {"ticket_id": tickets[1][0], "text": "x"}):
            self.assertEqual(self.find(client, event, **wrong)["code"], "bad_request")
        row = self.installation.ask(
            "SELECT details FROM audit_log WHERE act = 'tickets_searched'"
            f" AND event_id = '{event}' ORDER BY audit_no LIMIT 1"
        )
        self.assertEqual(json.loads(row), {"ticket_id": tickets[1][0]})


if __name__ == "__main__":
    unittest.main(verbosity=2)
