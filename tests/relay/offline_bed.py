# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks, each with a network of its own that can be broken, at one relay."""

import json
import os
import random
import sys
import unittest

from desk_bed import Desk
from fault_proxy import FaultProxy
from relay_bed import Installation


class OfflineCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()

    def setUp(self):
        self.event, tickets = self.installation.make_event(40)
        self.codes = [code for _, code in tickets]
        self.only_event()

    def only_event(self):
        """A desk works for the first event that it is told of: the others are another test's."""
        where = f"id <> '{self.event}'"
        self.installation.ask(f"UPDATE events SET name = 'zz-' || name WHERE {where}")
        self.installation.ask(f"UPDATE events SET name = 'Aa' WHERE id = '{self.event}'")

    def make_chance(self):
        """What is left to chance, and how to have it again; when a process gets a turn is not."""
        seed = int(os.environ.get("FOYER_TEST_SEED", random.getrandbits(32)))
        print(f"{self.id()}: FOYER_TEST_SEED={seed}", file=sys.stderr, flush=True)
        return random.Random(seed)

    def make_desk(self, name, by_frames=False, role="staff", is_patient=True):
        email = f"{name.lower()}-{self.event[:8]}@example.org"
        token = self.installation.make_session(email, role, f"{name}-{self.event[:8]}")
        proxy = FaultProxy(self.relay.port, by_frames)
        self.addCleanup(proxy.close)
        desk = Desk(name, is_patient)
        self.addCleanup(desk.close)
        desk.sign_in(f"ws://127.0.0.1:{proxy.port}", token)
        desk.wait_for("copy all")
        return desk, proxy

    def count(self, what, where):
        sql = f"SELECT count (*) FROM {what} WHERE event_id = '{self.event}' AND {where}"
        return int(self.installation.ask(sql))

    def count_admitted(self):
        return self.count("verification_logs", "outcome = 'admitted'")

    def make_keyed_desk(self, name, role="staff"):
        proxy = FaultProxy(self.relay.port)
        self.addCleanup(proxy.close)
        desk = Desk(name)
        self.addCleanup(desk.close)
        pairing = json.loads(self.installation.ctl("--json", "device", "pair", "--approve"))
        email = f"{name.lower()}-{self.event[:8]}@example.org"
        invited = self.installation.ctl("--json", "staff", "invite", email, "--role", role)
        desk.tell("pair", f"ws://127.0.0.1:{proxy.port}", pairing["code"])
        desk.wait_for("paired")
        desk.tell("accept", json.loads(invited)["code"], "seven-green-umbrellas")
        desk.wait_for("signed-in")
        desk.wait_for("copy all")
        return desk, proxy
