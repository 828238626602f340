# SPDX-License-Identifier: GPL-3.0-or-later
"""What admins see of devices, whichever relay those are connected to."""

import unittest

from relay_bed import Client, Installation

REPORT = {
    "pending_scans": 3,
    "battery": 50,
    "camera": {"state": "running", "name": "Lid"},
    "clock_offset_ms": -1500,
    "app_version": "0.9",
}


class TestPresence(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.relays = [self.installation.start_relay() for _ in range(2)]
        self.event, _ = self.installation.make_event(1)
        self.desk = self.installation.make_session("desk@example.org", "staff", "Desk")
        admin = self.installation.make_session("admin@example.org", "admin", "Office")
        self.admin = Client(self.relays[0], admin)
        self.addCleanup(self.admin.close)

    def watch(self, **expected):
        """Waits until the desk is told to be like that."""
        while True:
            for device in self.admin.receive("device_status")["devices"]:
                if device["name"] == "Desk" and expected.items() <= device.items():
                    return device

    def join(self):
        self.admin.send(type="join_verification_room", id="j", event_id=self.event)
        self.assertEqual(self.admin.receive(re="j")["type"], "room_joined")

    def test_a_report_reaches_admins_at_every_relay(self):
        self.join()
        for relay in self.relays:
            desk = Client(relay, self.desk)
            desk.send(type="device_report", **REPORT)
            self.watch(online=True, **REPORT)
            desk.send(type="device_report", pending_scans=0)
            self.watch(online=True, pending_scans=0, battery=None)
            desk.close()
            self.watch(online=False)

    def test_what_was_not_said_is_not_known(self):
        self.join()
        desk = Client(self.relays[1], self.desk)
        self.assertIsNone(self.watch(online=True)["pending_scans"])
        desk.close()

    def test_devices_of_a_relay_that_was_killed_are_offline(self):
        self.join()
        desk = Client(self.relays[1], self.desk)
        self.watch(online=True)
        self.relays[1].process.kill()
        self.watch(online=False)
        desk.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
