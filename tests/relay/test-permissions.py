# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message that devices send, said by everybody: refused exactly where the tables say so."""

import json
import os
import subprocess
import unittest
import uuid
from collections import namedtuple

from relay_bed import Client, Installation

NOTHING = "00000000-0000-4000-8000-000000000000"
ROLES = ("staff", "supervisor", "admin")
# What no single field can say must be there: one of two.
ONE_OF_TWO = {"verify_ticket": {"code": "nobody's"}, "search_tickets": {"text": "nobody"}}

Kind = namedtuple("Kind", "name has_event about_event staff supervisor admin is_self least")


def read_kinds():
    said = subprocess.run([os.environ["MESSAGE_KINDS"]], capture_output=True, text=True, check=True)
    for line in said.stdout.splitlines():
        name, *flags, least = line.split("\t")
        yield Kind(name, *(flag == "1" for flag in flags), json.loads(least))


class TestPermissions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.event, _ = cls.installation.make_event(1)
        cls.other, _ = cls.installation.make_event(1)
        cls.kinds = list(read_kinds())
        cls.tokens = {}
        for role in ROLES:
            email = f"{role}@example.org"
            cls.tokens[role] = cls.installation.make_session(email, role, "Desk")
            cls.tokens[f"one {role}"] = cls.make_limited(role)

    @classmethod
    def make_limited(cls, role):
        """Somebody who has a role at one event, and none elsewhere."""
        email = f"one-{role}@example.org"
        token = cls.installation.make_session(email, "admin", "Desk")
        cls.installation.ctl("staff", "role", email, "--role", "none")
        cls.installation.ctl("staff", "role", email, "--role", role, "--event", cls.event)
        return token

    def is_refused(self, who, kind, event=None):
        """Whether the relay refuses it for what they are, before it looks at its other fields."""
        client = Client(self.relay, self.tokens[who])
        self.addCleanup(client.close)
        request = str(uuid.uuid4())
        fields = {} if event is None else {"event_id": event}
        client.send(type=kind.name, id=request, **fields)
        # What has no answer is followed by something that has one.
        client.send(type="make_coffee", id="after")
        while True:
            answer = client.receive()
            if answer.get("re") == request:
                return answer.get("code") == "not_permitted"
            if answer.get("re") == "after":
                return False

    def test_the_tables_are_told(self):
        names = [kind.name for kind in self.kinds]
        self.assertIn("verify_ticket", names)
        self.assertIn("remove_staff", names)
        self.assertFalse(all(kind.staff for kind in self.kinds))
        self.assertTrue(all(kind.admin for kind in self.kinds))

    def test_roles_for_the_whole_installation(self):
        for kind in self.kinds:
            for role in ROLES:
                for event in (None, self.event) if kind.has_event else (None,):
                    with self.subTest(kind=kind.name, role=role, event=event):
                        self.assertEqual(self.is_refused(role, kind, event),
                                         not getattr(kind, role))

    def test_roles_for_one_event(self):
        """What is for the whole installation is not had by them, and nothing at another event."""
        for kind in self.kinds:
            for role in ROLES:
                may = kind.is_self or (kind.about_event and getattr(kind, role))
                with self.subTest(kind=kind.name, role=role):
                    self.assertEqual(self.is_refused(f"one {role}", kind), not may)

    def test_well_formed_requests_about_one_event(self):
        for kind in self.kinds:
            if not kind.has_event or not kind.about_event:
                continue
            for role in ROLES:
                for event in (self.event, self.other):
                    may = getattr(kind, role) and event == self.event
                    with self.subTest(kind=kind.name, role=role, here=event == self.event):
                        self.assertEqual(self.is_refused_in_full(f"one {role}", kind, event),
                                         not may)

    def is_refused_in_full(self, who, kind, event):
        """The same with a message that can be read, which is the only kind whose event counts."""
        more = ONE_OF_TWO.get(kind.name, {})
        client = Client(self.relay, self.tokens[who])
        self.addCleanup(client.close)
        # Each time about something that nobody has heard of.
        least = json.loads(json.dumps(kind.least).replace(NOTHING, str(uuid.uuid4())))
        client.send(**{**least, **more, "type": kind.name, "id": "1", "event_id": event})
        answer = client.receive(re="1")
        self.assertNotEqual(answer.get("code"), "bad_request", kind.least)
        return answer.get("code") == "not_permitted"


if __name__ == "__main__":
    unittest.main(verbosity=2)
