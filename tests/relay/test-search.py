# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking for guests: little comes back, and the audit log says who looked, but not for whom."""

import json
import unittest
import uuid

from relay_bed import Client, Installation

MOST = 20
SECRET = "Wintergreen"


class TestSearch(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.event = cls.installation.ctl("event", "create", "--name", "Test")
        guests = cls.installation.folder / "guests.csv"
        lines = [f"Guest {SECRET} {number:02},guest{number}@example.org" for number in range(30)]
        guests.write_text("\n".join(["name,email", *lines]) + "\n")
        guests.chmod(0o644)
        cls.installation.ctl("ticket", "import", "--event", cls.event, str(guests))
        cls.token = cls.installation.make_session("desk@example.org", "staff", "Desk")

    def setUp(self):
        self.client = Client(self.relay, self.token)
        self.addCleanup(self.client.close)

    def search(self, text, client=None, **more):
        number = str(uuid.uuid4())
        client = client or self.client
        client.send(type="search_tickets", id=number, event_id=self.event, text=text, **more)
        return client.receive(re=number)

    def read_audit(self):
        rows = self.installation.ask(
            "SELECT json_agg (a ORDER BY audit_no) FROM audit_log a WHERE act = 'tickets_searched'"
        )
        return json.loads(rows) if rows else []

    def test_little_comes_back(self):
        for more, number in (({}, MOST), ({"limit": 50}, MOST), ({"limit": 3}, 3)):
            self.assertEqual(len(self.search(SECRET, **more)["tickets"]), number)
        self.assertEqual(len(self.search(f"{SECRET} 07")["tickets"]), 1)
        for text, more in ((SECRET, {"limit": 51}), (SECRET, {"limit": 0}), ("x" * 101, {}),
                           ("", {}), (7, {}), (None, {})):
            self.assertEqual(self.search(text, **more)["code"], "bad_request")

    def test_who_looked_is_known_but_not_for_whom(self):
        before = len(self.read_audit())
        self.search(f"{SECRET} guest1")
        self.search("Nobody Ofthatname")
        rows = self.read_audit()[before:]
        # What is asked first is in it first.
        details = [json.loads(row["details"]) for row in rows]
        self.assertEqual(details, [{"length": len(SECRET) + 7, "found": 11},
                                   {"length": 17, "found": 0}])
        for row in rows:
            self.assertEqual((row["staff_email"], row["ip_address"]),
                             ("desk@example.org", "127.0.0.1"))
            self.assertEqual(row["device_id"], self.client.hello["device"]["id"])
            self.assertEqual(row["event_id"], self.event)
        self.assertNotIn("nobody", json.dumps(self.read_audit()).lower())
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_what_finds_no_answer_is_not_said(self):
        before = len(self.read_audit())
        for more in ({"event_id": str(uuid.uuid4())}, {"list_id": str(uuid.uuid4())}):
            self.client.send(**{"type": "search_tickets", "id": "s", "event_id": self.event,
                                "text": SECRET, **more})
            self.assertEqual(self.client.receive(re="s")["code"], "not_found")
        # There is no word in it.
        self.assertEqual(self.search("–")["tickets"], [])
        self.assertEqual(len(self.read_audit()), before)

    def test_who_is_signed_out_sees_nothing(self):
        """Also where the relay does not know it yet: the trigger that rings is away."""
        token = self.installation.make_session("gone@example.org", "staff", "Gone")
        client = Client(self.relay, token)
        self.addCleanup(client.close)
        before = len(self.read_audit())
        self.installation.ask("ALTER TABLE sessions DISABLE TRIGGER ring")
        self.addCleanup(self.installation.ask, "ALTER TABLE sessions ENABLE TRIGGER ring")
        session = client.hello["session"]["id"]
        self.installation.ask(f"UPDATE sessions SET ended_at = now () WHERE id = '{session}'")
        number = str(uuid.uuid4())
        client.send(type="search_tickets", id=number, event_id=self.event, text=SECRET)
        self.assertEqual(client.read_close(), 4401)
        self.assertEqual([message["type"] for message in client.inbox], [])
        self.assertEqual(len(self.read_audit()), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
