# SPDX-License-Identifier: GPL-3.0-or-later
"""All that was done with a ticket, for who decides a conflict."""

import unittest
import uuid

from sync_bed import ALREADY, SyncCase, make_scan


class TestTicketLog(SyncCase):
    def look_up(self, client, event, ticket, **more):
        client.send(type="list_ticket_activities", id="log", event_id=event, ticket_id=ticket,
                    **more)
        return client.receive(re="log")

    def amend(self, kind, event, scan):
        request, supervisor = str(uuid.uuid4()), self.connect("supervisor")
        supervisor.send(type=kind, id=request, request_id=request, event_id=event, scan_id=scan,
                        reason="I know them.")
        self.assertEqual(supervisor.receive(re=request)["type"], "done")

    def make_history(self):
        """A ticket of two with which everything happens that can."""
        event, tickets = self.installation.make_event(2)
        (ticket, code), (_, other) = tickets
        desk = self.connect("one")
        desk.verify(event, other)
        desk.verify(event, code)
        desk.verify(event, code, direction="exit")
        refused = self.connect("two", 1).verify(event, code)
        self.assertEqual(refused["reason"], ALREADY)
        self.amend("override", event, refused["scan_id"])
        self.amend("undo_verification", event, refused["scan_id"])
        # It happened before all that, and is heard of last.
        self.sync(self.connect("three"), event, make_scan(code, seconds_ago=600))
        return event, ticket, code

    def test_every_line_is_told_by_when_it_happened(self):
        event, ticket, _ = self.make_history()
        answer = self.look_up(self.connect("supervisor"), event, ticket)
        self.assertEqual((answer["type"], answer["more"]), ("ticket_activities_listed", False))
        told = [(line["action"], line["outcome"], line["reason"], line["device"],
                 line["staff_email"], line.get("offline", False), line.get("error_ms"))
                for line in answer["activities"]]
        self.assertEqual(told, [
            ("undone", None, None, "Tablet", "supervisor@example.org", False, None),
            ("overridden", "admitted", None, "Tablet", "supervisor@example.org", False, None),
            ("attempted", "refused", ALREADY, "Desk 2", "two@example.org", False, None),
            ("exited", "exited", None, "Desk 1", "one@example.org", False, None),
            ("verified", "admitted", None, "Desk 1", "one@example.org", False, None),
            ("verified", "admitted", None, "Desk 3", "three@example.org", True, 3),
        ])
        times = [line["timestamp"] for line in answer["activities"]]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual({line["ticket_id"] for line in answer["activities"]}, {ticket})

    def test_it_is_bounded_and_of_one_list(self):
        event, ticket, _ = self.make_history()
        supervisor = self.connect("supervisor", 1)
        few = self.look_up(supervisor, event, ticket, limit=2)
        self.assertEqual(([line["action"] for line in few["activities"]], few["more"]),
                         (["undone", "overridden"], True))
        for limit in (0, 101, -1, "2", 1.5):
            answer = self.look_up(supervisor, event, ticket, limit=limit)
            self.assertEqual(answer["code"], "bad_request", limit)
        default = self.ask(f"SELECT id FROM check_in_lists WHERE event_id = '{event}'")
        here = self.look_up(supervisor, event, ticket, list_id=default)
        self.assertEqual(len(here["activities"]), 6)
        other = self.installation.ctl("list", "create", "--event", event, "--name", "Lounge")
        self.assertEqual(self.look_up(supervisor, event, ticket, list_id=other)["activities"], [])

    def test_nobody_else_sees_it(self):
        event, ticket, _ = self.make_history()
        elsewhere, _ = self.installation.make_event(1)
        supervisor = self.connect("supervisor")
        self.assertEqual(self.look_up(self.connect("one"), event, ticket)["code"], "not_permitted")
        # A ticket belongs to its event, whatever is asked for.
        self.assertEqual(self.look_up(supervisor, elsewhere, ticket)["activities"], [])
        self.assertEqual(self.look_up(supervisor, event, str(uuid.uuid4()))["activities"], [])
        for wrong in (None, "", "x", 7, ticket + "'", [ticket]):
            self.assertEqual(self.look_up(supervisor, event, wrong)["code"], "bad_request", wrong)
        supervisor.send(type="list_ticket_activities", id="none", event_id=event)
        self.assertEqual(supervisor.receive(re="none")["code"], "bad_request")

    def test_a_ticket_that_was_tried_very_often(self):
        """What is told stays small, and is found by an index."""
        event, ticket, code = self.make_history()
        desk = self.connect("one")
        for _ in range(2):
            self.sync(desk, event, *[make_scan(code, "refused", ALREADY, seconds_ago=ago)
                                     for ago in range(100)])
        answer = self.look_up(self.connect("supervisor"), event, ticket, limit=100)
        self.assertEqual((len(answer["activities"]), answer["more"]), (100, True))
        plan = self.ask("SET enable_seqscan = off; EXPLAIN SELECT FROM verification_logs l"
                        f" WHERE l.event_id = '{event}' AND l.ticket_id = '{ticket}'")
        self.assertIn("verification_logs_of_ticket", plan)


if __name__ == "__main__":
    unittest.main(verbosity=2)
