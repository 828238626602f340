# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desks of an event are told of each other, whichever relay they are connected to."""

import base64
import unittest

from relay_bed import Client, DeviceKey, Installation

ADDRESSES = ["192.0.2.7:4000", "[2001:db8::7]:4000"]


class TestDesks(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.relays = [self.installation.start_relay() for _ in range(2)]
        self.event, self.tickets = self.installation.make_event(200)
        token = self.installation.make_session("watcher@example.org", "staff", "Watcher")
        self.watcher = Client(self.relays[0], token)
        self.addCleanup(self.watcher.close)
        self.known = {}

    def watch(self):
        joined = self.watcher.join(self.event, desks=True)
        self.known = {desk["device_id"]: desk for desk in joined["desks"]}

    def hear(self):
        """Takes one message in."""
        news = self.watcher.receive("desks_changed")
        self.assertEqual(news["event_id"], self.event)
        self.known.update({desk["device_id"]: desk for desk in news["desks"]})
        for gone in news["gone"]:
            del self.known[gone]

    def await_desk(self, device, **expected):
        while not expected.items() <= self.known.get(device, {}).items():
            self.hear()

    def await_gone(self, device):
        while device in self.known:
            self.hear()

    def make_desk(self, relay=1, name="Desk", **more):
        token = self.installation.make_session("desk@example.org", "staff", name)
        desk = Client(self.relays[relay], token)
        self.addCleanup(desk.close)
        if more.pop("joins", True):
            self.assertEqual(desk.join(self.event, **more)["type"], "room_joined")
        return desk, desk.hello["device"]["id"]

    def test_desks_of_every_relay_are_told(self):
        self.watch()
        for relay in range(2):
            desk, device = self.make_desk(relay, f"Desk {relay}")
            self.await_desk(device, name=f"Desk {relay}", online=True, addresses=[])
            desk.send(type="device_report", addresses=ADDRESSES)
            self.await_desk(device, addresses=ADDRESSES)
            # What is not said again is where others look when it is gone.
            desk.send(type="device_report")
            desk.close()
            self.await_desk(device, online=False, addresses=ADDRESSES)
            self.assertIsNotNone(self.known[device]["last_heard"])

    def test_who_joins_is_told_of_all_desks(self):
        desk, device = self.make_desk(name="Early")
        self.watch()
        self.await_desk(device, name="Early", online=True, public_key=None)
        second, _ = self.make_desk(name="Second", desks=True)
        desk.close()
        second.receive("desks_changed")

    def test_who_did_not_ask_is_told_nothing(self):
        desk, device = self.make_desk(name="Early")
        self.assertNotIn("desks", desk.join(self.event))
        self.watch()
        self.await_desk(device, online=True)
        desk.verify(self.event, self.tickets[0][1])
        self.assertNotIn("desks_changed", [message["type"] for message in desk.inbox])

    def test_a_key_is_told(self):
        key = DeviceKey()
        self.installation.ctl("staff", "add", "keyed@example.org", "--role", "staff")
        token = self.installation.make_key_session("keyed@example.org", key)
        desk = Client(self.relays[1], token, key=key)
        self.addCleanup(desk.close)
        desk.join(self.event)
        self.watch()
        self.await_desk(desk.hello["device"]["id"],
                        public_key=base64.b64encode(key.public).decode())

    def test_a_revoked_device_is_gone_and_comes_back_when_approved(self):
        self.watch()
        desk, device = self.make_desk()
        self.await_desk(device, online=True)
        self.installation.ctl("device", "revoke", device)
        self.await_gone(device)
        desk.close()
        self.installation.ctl("device", "approve", device)
        self.await_desk(device, online=False)

    def test_who_joins_another_event_is_gone(self):
        self.watch()
        desk, device = self.make_desk()
        self.await_desk(device, online=True)
        other = self.installation.ctl("event", "create", "--name", "Other")
        desk.join(other)
        self.await_gone(device)

    def test_who_was_put_there_is_known_before_it_joins(self):
        _, device = self.make_desk(joins=False)
        self.watch()
        self.assertNotIn(device, self.known)
        self.installation.ctl("device", "approve", device, "--event", self.event)
        self.await_desk(device, online=True)

    def test_the_rate_is_that_of_admissions(self):
        self.watch()
        desk, device = self.make_desk()
        for _, code in self.tickets[:20]:
            self.assertEqual(desk.verify(self.event, code)["outcome"], "admitted")
            self.assertEqual(desk.verify(self.event, code)["outcome"], "refused")
        while self.known.get(device, {}).get("hourly_rate", 0) == 0:
            self.hear()
        # Twenty in ten minutes.
        self.assertEqual(self.known[device]["hourly_rate"], 120)


if __name__ == "__main__":
    unittest.main(verbosity=2)
