# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry is paused and resumed, and desks are told what an admin has to say, at every relay."""

import time
import unittest
import uuid

from relay_bed import Client, Installation, assert_no_poll
from sync_bed import make_scan

TEXT = "Fire drill: please wait outside."


class TestEntry(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        # A bus that is not there: news of set-ups come another way.
        bus = ("--redis", "unix:///nonexistent/redis")
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay(*bus)]
        cls.desk_token = cls.installation.make_session("desk@example.org", "staff", "Desk")
        cls.tokens = {role: cls.installation.make_session(f"{role}@example.org", role, "Office")
                      for role in ("staff", "supervisor", "admin")}

    def setUp(self):
        self.event, self.tickets = self.installation.make_event(4)
        self.desks = [self.open_desk(relay) for relay in self.relays]
        self.admin = Client(self.relays[0], self.tokens["admin"])
        self.addCleanup(self.admin.close)

    def open_desk(self, relay):
        desk = Client(relay, self.desk_token)
        self.addCleanup(desk.close)
        self.joined = desk.join(self.event)
        self.assertEqual(self.joined["type"], "room_joined")
        return desk

    def ask(self, kind, client=None, request=None, **fields):
        client = client or self.admin
        fields = {"id": str(uuid.uuid4()), "request_id": request or str(uuid.uuid4()),
                  "event_id": self.event, **fields}
        client.send(type=kind, **fields)
        return client.receive(re=fields["id"])

    def pause(self, paused=True, message=TEXT, **fields):
        self.assertEqual(self.ask("pause_entry", paused=paused, message=message, **fields)["type"],
                         "done")

    def say(self, message, **fields):
        self.assertEqual(self.ask("broadcast_message", message=message, **fields)["type"], "done")

    def assert_heard(self, paused, message, desks=None):
        """All are told the same, first by itself and then as a part of the set-up."""
        for desk in desks or self.desks:
            told = desk.receive("emergency")
            self.assertEqual(told, {"type": "emergency", "event_id": self.event,
                                    "entry_paused": paused, "message": message})
            policy = desk.receive("event_changed")["policy"]
            self.assertEqual((policy["entry_paused"], policy["message"]), (paused, message))

    def assert_hears_nothing(self, client):
        client.send(type="make_coffee", id="after")
        self.assertEqual(client.receive("error")["re"], "after")
        self.assertNotIn("emergency", [message["type"] for message in client.inbox])

    def count(self, what):
        return self.installation.ask(f"SELECT count (*) FROM {what} AND event_id = '{self.event}'")

    def test_nobody_is_let_in_at_any_relay(self):
        code = self.tickets[0][1]
        self.pause()
        # What was done holds, whether a relay has told of it yet or not.
        for desk in self.desks:
            refused = desk.verify(self.event, self.tickets[1][1])
            self.assertEqual((refused["outcome"], refused["reason"], refused["explanation"]),
                             ("refused", "entry_paused", TEXT))
        self.assert_heard(True, TEXT)
        self.pause(False, None)
        self.assert_heard(False, None)
        self.assertEqual(self.desks[1].verify(self.event, code)["outcome"], "admitted")
        self.pause()
        left = self.desks[0].verify(self.event, code, direction="exit")
        self.assertEqual(left["outcome"], "exited")
        acts = self.installation.ask(
            "SELECT string_agg (concat_ws (' ', act, staff_email, details::json ->> 'message'),"
            f" '|' ORDER BY audit_no) FROM audit_log WHERE event_id = '{self.event}'"
            " AND act LIKE 'entry_%'")
        self.assertEqual(acts, f"entry_pause admin@example.org {TEXT}"
                               "|entry_resume admin@example.org"
                               f"|entry_pause admin@example.org {TEXT}")
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_who_joins_later_is_told_when_joining(self):
        self.pause()
        self.assert_heard(True, TEXT)
        for relay in self.relays:
            late = self.open_desk(relay)
            policy = self.joined["policy"]
            self.assertEqual((policy["entry_paused"], policy["message"]), (True, TEXT))
            self.assert_hears_nothing(late)
        # A relay that starts now knows of it, too.
        relay = self.installation.start_relay()
        desk = self.open_desk(relay)
        self.assertTrue(self.joined["policy"]["entry_paused"])
        self.assertEqual(desk.verify(self.event, self.tickets[0][1])["reason"], "entry_paused")
        relay.stop()

    def test_messages_leave_the_entry_as_it_is(self):
        self.say("The north gate closes at nine.")
        self.assert_heard(False, "The north gate closes at nine.")
        self.assertEqual(self.desks[0].verify(self.event, self.tickets[0][1])["outcome"],
                         "admitted")
        self.pause()
        self.assert_heard(True, TEXT)
        self.say("Five minutes more.")
        self.assert_heard(True, "Five minutes more.")
        self.assertEqual(self.desks[1].verify(self.event, self.tickets[1][1])["explanation"],
                         "Five minutes more.")
        self.say("")
        self.assert_heard(True, None)
        # What stands already is not told again.
        self.say(None)
        for desk in self.desks:
            self.assert_hears_nothing(desk)

    def test_requests_are_done_once(self):
        request = str(uuid.uuid4())
        self.pause(request=request)
        self.assert_heard(True, TEXT)
        self.pause(False, None)
        self.assert_heard(False, None)
        self.pause(request=request)
        other = Client(self.relays[1], self.tokens["admin"])
        self.addCleanup(other.close)
        self.pause(client=other, request=request)
        for desk in self.desks:
            self.assert_hears_nothing(desk)
        self.assertEqual(self.count("audit_log WHERE act LIKE 'entry_%'"), "2")
        for fields in ({"paused": False, "message": TEXT}, {"paused": True, "message": "Other."}):
            answer = self.ask("pause_entry", request=request, **fields)
            self.assertEqual(answer["code"], "bad_request")

    def test_only_admins_may(self):
        for role in ("staff", "supervisor"):
            client = Client(self.relays[0], self.tokens[role])
            self.addCleanup(client.close)
            for kind, fields in (("pause_entry", {"paused": True}), ("pause_entry", {"paused": 7}),
                                 ("broadcast_message", {"message": "Hello."}),
                                 ("broadcast_message", {"message": "x" * 501})):
                self.assertEqual(self.ask(kind, client, **fields)["code"], "not_permitted")
        for kind, fields in (("pause_entry", {"message": TEXT}),
                             ("pause_entry", {"paused": True, "message": "x" * 501}),
                             ("broadcast_message", {"message": "one\ntwo"}),
                             ("broadcast_message", {"message": 7})):
            self.assertEqual(self.ask(kind, **fields)["code"], "bad_request")
        nowhere = self.ask("pause_entry", paused=True, event_id=str(uuid.uuid4()))
        self.assertEqual(nowhere["code"], "not_found")
        self.assertEqual(self.count("audit_log WHERE act IN ('entry_pause', 'message_broadcast')"),
                         "0")
        for desk in self.desks:
            self.assert_hears_nothing(desk)

    def test_others_hear_nothing_of_it(self):
        other, _ = self.installation.make_event(1)
        elsewhere = Client(self.relays[1], self.desk_token)
        self.addCleanup(elsewhere.close)
        elsewhere.join(other)
        self.pause()
        self.assert_heard(True, TEXT)
        self.assert_hears_nothing(elsewhere)

    def test_what_is_not_the_entry_is_no_emergency(self):
        self.installation.ctl("gate", "create", "--event", self.event, "--name", "North")
        for desk in self.desks:
            self.assertEqual(desk.receive("event_changed")["gates"][0]["name"], "North")
            self.assert_hears_nothing(desk)

    def test_what_a_desk_could_not_know_of_is_a_fact(self):
        self.pause()
        code = self.tickets[2][1]
        late = make_scan(code)
        self.desks[1].send(type="sync_scans", id="late", event_id=self.event, scans=[late])
        said, = self.desks[1].receive(re="late")["verdicts"]
        self.assertEqual(said["outcome"], "admitted")
        self.assertEqual(self.count("conflicts WHERE true"), "0")
        self.assertEqual(self.desks[0].verify(self.event, code)["reason"], "entry_paused")

    def test_nobody_waits_for_it(self):
        def play():
            begun = time.monotonic()
            for paused in (True, False):
                self.pause(paused, None)
                self.assert_heard(paused, None)
            return time.monotonic() - begun

        assert_no_poll(play)


if __name__ == "__main__":
    unittest.main(verbosity=2)
