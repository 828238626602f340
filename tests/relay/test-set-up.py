# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever sets an event up anew, the desks there know at once."""

import time
import unittest
import uuid

from relay_bed import Client, Installation, assert_no_poll
from sync_bed import make_scan


class TestSetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        # A bus that is not there: news of set-ups come another way.
        bus = ("--redis", "unix:///nonexistent/redis")
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay(*bus)]
        cls.event, cls.tickets = cls.installation.make_event(3)
        cls.other, _ = cls.installation.make_event(1)
        cls.token = cls.installation.make_session("desk@example.org", "staff", "Desk")

    def setUp(self):
        self.desks = [Client(relay, self.token) for relay in self.relays]
        self.elsewhere = Client(self.relays[0], self.token)
        for desk in self.desks:
            self.addCleanup(desk.close)
            self.assertEqual(desk.join(self.event)["type"], "room_joined")
        self.addCleanup(self.elsewhere.close)
        self.elsewhere.join(self.other)

    def change(self, sql):
        self.installation.ask(sql)
        return self.hear()

    def rename(self):
        """How long it takes until all have heard of another name."""
        begun, name = time.monotonic(), uuid.uuid4().hex
        told = self.change(f"UPDATE events SET name = '{name}' WHERE id = '{self.event}'")
        self.assertEqual(told["event"]["name"], name)
        return time.monotonic() - begun

    def hear(self):
        told = [desk.receive("event_changed") for desk in self.desks]
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0]["event_id"], self.event)
        return told[0]

    def test_every_part_of_it_is_told(self):
        here = f"event_id = '{self.event}'"
        self.installation.ctl("list", "create", "--event", self.event, "--name", "Lounge")
        lists = {each["name"]: each["id"] for each in self.hear()["lists"]}
        self.installation.ctl("gate", "create", "--event", self.event, "--name", "North")
        self.assertEqual([gate["name"] for gate in self.hear()["gates"]], ["North"])
        told = self.change(f"UPDATE gates SET list_id = '{lists['Lounge']}' WHERE {here}")
        self.assertEqual(told["gates"][0]["list_id"], lists["Lounge"])
        told = self.change(f"UPDATE check_in_lists SET name = 'Bar' WHERE id = '{lists['Lounge']}'")
        self.assertIn("Bar", [each["name"] for each in told["lists"]])
        told = self.change(f"UPDATE events SET name = 'Ball' WHERE id = '{self.event}'")
        self.assertEqual(told["event"]["name"], "Ball")
        told = self.change(f"UPDATE ticket_types SET name = 'Guest' WHERE {here}")
        self.assertEqual(told["event"]["ticket_types"][0]["name"], "Guest")
        told = self.change(f"UPDATE events SET entry_paused = true WHERE id = '{self.event}'")
        self.assertTrue(told["policy"]["entry_paused"])
        # What is judged is that set-up, too.
        self.assertEqual(self.desks[0].verify(self.event, self.tickets[0][1])["reason"],
                         "entry_paused")
        told = self.change(f"UPDATE events SET entry_paused = false WHERE id = '{self.event}'")
        self.assertFalse(told["policy"]["entry_paused"])
        told = self.change(f"DELETE FROM gates WHERE {here}")
        self.assertEqual(told["gates"], [])
        assert_no_poll(self.rename)
        # Who works elsewhere hears nothing of it.
        self.elsewhere.send(type="dance", id="d")
        self.assertEqual(self.elsewhere.receive("error")["re"], "d")
        kinds = [message["type"] for message in self.elsewhere.inbox]
        self.assertNotIn("event_changed", kinds)

    def test_keys_are_told_everywhere(self):
        told = []
        before = len(self.desks[0].join(self.event)["keys"])
        self.installation.ask(
            "INSERT INTO signing_keys (number, public_key, sealed_secret)"
            " SELECT max (number) + 1, sha256 ('new'), 'x' FROM signing_keys"
        )
        for desk in (*self.desks, self.elsewhere):
            told.append(desk.receive("event_changed")["keys"])
        self.assertEqual([len(keys) for keys in told], [before + 1] * 3)

    def test_many_changes_at_once_end_with_the_last(self):
        rename = f"UPDATE events SET name = 'Name %d' WHERE id = '{self.event}';"
        self.installation.ask("".join(rename % number for number in range(50)))
        for number in range(50, 60):
            self.installation.ask(rename % number)
        for desk in self.desks:
            while desk.receive("event_changed")["event"]["name"] != "Name 59":
                pass

    def set_policy(self, client, request=None, **fields):
        request = request or str(uuid.uuid4())
        fields.update(type="set_policy", id=request, request_id=request, event_id=self.event)
        client.send(**fields)
        return client.receive(re=request)

    def test_admins_say_what_desks_do_by_themselves(self):
        admin = Client(self.relays[0], self.installation.make_session(
            "admin@example.org", "admin", "Office"))
        self.addCleanup(admin.close)
        request = str(uuid.uuid4())
        hold = {"mode": "hold", "max_exposure": 20}
        for _ in range(2):
            self.assertEqual(self.set_policy(admin, request, offline=hold)["type"], "done")
        self.assertEqual(self.hear()["policy"]["offline"], hold)
        name = self.installation.ask(
            f"SELECT name FROM ticket_types WHERE event_id = '{self.event}'")
        signed = {"mode": "signed"}
        self.assertEqual(self.set_policy(admin, ticket_type=name, offline=signed)["type"], "done")
        self.assertEqual(self.hear()["event"]["ticket_types"][0]["offline"], signed)
        inherit = {"mode": "inherit"}
        self.assertEqual(self.set_policy(admin, ticket_type=name, offline=inherit)["type"], "done")
        self.assertNotIn("offline", self.hear()["event"]["ticket_types"][0])
        for code, fields in (
            ("bad_request", {"offline": inherit}),
            ("bad_request", {"offline": {"mode": "hold", "max_exposure": 1000001}}),
            ("not_found", {"offline": hold, "ticket_type": "Nobody's"}),
        ):
            self.assertEqual(self.set_policy(admin, **fields)["code"], code)
        refused = self.set_policy(self.desks[0], offline={"mode": "allow"})
        self.assertEqual(refused["code"], "not_permitted")
        acts = self.installation.ask(
            "SELECT count (*) FROM audit_log WHERE act = 'offline_policy'"
            f" AND event_id = '{self.event}'")
        self.assertEqual(acts, "3")

    def test_closed_event_lets_nobody_in_and_takes_what_was_late(self):
        self.installation.ctl("event", "close", "--event", self.event)
        self.assertTrue(self.hear()["policy"]["closed"])
        code = self.tickets[1][1]
        refused = self.desks[0].verify(self.event, code)
        self.assertEqual((refused["reason"], refused["explanation"]),
                         ("entry_paused", "The event is closed."))
        late = make_scan(code)
        self.desks[1].send(type="sync_scans", id="late", event_id=self.event, scans=[late])
        said, = self.desks[1].receive(re="late")["verdicts"]
        self.assertEqual((said["scan_id"], said["outcome"]), (late["scan_id"], "admitted"))
        conflicts = f"SELECT count (*) FROM conflicts WHERE event_id = '{self.event}'"
        self.assertEqual(self.installation.ask(conflicts), "0")
        self.installation.ctl("event", "reopen", "--event", self.event)
        self.assertNotIn("closed", self.hear()["policy"])
        self.assertEqual(self.desks[0].verify(self.event, self.tickets[2][1])["outcome"],
                         "admitted")
        acts = self.installation.ask(
            "SELECT string_agg (act, ' ' ORDER BY audit_no) FROM audit_log"
            f" WHERE act LIKE 'event_%open' OR act = 'event_close' AND event_id = '{self.event}'")
        self.assertEqual(acts, "event_close event_reopen")
        self.installation.ctl("audit", "verify", "--event", self.event)


if __name__ == "__main__":
    unittest.main(verbosity=2)
