# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty desks race for two thousand tickets, on one relay and on two: nothing comes out wrong."""

import json
import os
import subprocess
import threading
import unittest
import uuid

from relay_bed import Client, Installation

N_TICKETS = 2000
N_DESKS = 50


class TestRace(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay()]
        cls.token = cls.installation.make_session("desk@example.org", "supervisor", "Desk")

    def connect(self, relay):
        client = Client(relay, self.token)
        self.addCleanup(client.close)
        return client

    def write(self, name, text):
        path = self.installation.folder / name
        path.write_text(text + "\n")
        return str(path)

    def race(self, relays):
        event, tickets = self.installation.make_event(N_TICKETS)
        command = [os.environ["FOYER_LOAD"], "--once", "--duplicates", "20", "--event", event]
        command += ["--in-flight", str(N_DESKS), "--listeners", str(N_DESKS)]
        command += ["--token-file", self.write("token", self.token)]
        command += ["--code-file", self.write("codes", "\n".join(code for _, code in tickets))]
        for relay in relays:
            command += ["--url", relay.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return event, json.loads(done.stdout)

    def assert_nothing_is_wrong(self, event, seen):
        n_scans = N_TICKETS * 12 // 10
        self.assertEqual(seen["admitted"], N_TICKETS)
        self.assertEqual(seen["refused"], n_scans - N_TICKETS)
        self.assertEqual((seen["errors"], seen["gaps"]), (0, 0))
        logs = f"FROM verification_logs WHERE event_id = '{event}'"
        ask = self.installation.ask
        counted = ask(f"SELECT count (*), count (DISTINCT scan_id) {logs}")
        self.assertEqual(counted, f"{n_scans}|{n_scans}")
        self.assertEqual(ask(f"SELECT min (log_no), max (log_no) {logs}"), f"1|{n_scans}")
        admitted = f"SELECT count (DISTINCT ticket_id), count (*) {logs} AND outcome = 'admitted'"
        self.assertEqual(ask(admitted), f"{N_TICKETS}|{N_TICKETS}")
        changes = f"FROM changes WHERE event_id = '{event}' AND kind = 'verified'"
        counted = ask(f"SELECT count (*), count (DISTINCT seq) {changes}")
        self.assertEqual(counted, f"{N_TICKETS}|{N_TICKETS}")

    def test_one_relay(self):
        self.assert_nothing_is_wrong(*self.race(self.relays[:1]))

    def test_two_relays(self):
        self.assert_nothing_is_wrong(*self.race(self.relays))

    def test_desk_that_comes_and_goes_misses_nothing(self):
        event, tickets = self.installation.make_event(600)
        scanner = self.connect(self.relays[0])
        away = self.connect(self.relays[1])
        start = away.join(event)["seq"]
        scanning = threading.Thread(
            target=lambda: [scanner.verify(event, code) for _, code in tickets], daemon=True
        )
        scanning.start()
        seen = away.follow(0, start)
        while scanning.is_alive():
            seen = away.follow(seen, seen + 1)
            away.close()
            away = self.connect(self.relays[len(tickets) % 2])
            away.join(event, seen)
            tickets = tickets[1:]
        scanning.join()
        newest = int(
            self.installation.ask(f"SELECT seq FROM event_heads WHERE event_id = '{event}'")
        )
        away.follow(seen, newest)

    def test_activity_is_told_to_those_who_ask(self):
        event, tickets = self.installation.make_event(3)
        watcher = self.connect(self.relays[1])
        scanner = self.connect(self.relays[0])
        here = self.connect(self.relays[1])
        watcher.join(event, activity=True)
        here.join(event)
        scanner.verify(event, tickets[0][1])
        told = watcher.receive("staff_activity")["activities"]
        self.assertEqual([each["action"] for each in told], ["verified"])
        self.assertEqual([each["outcome"] for each in told], ["admitted"])
        here.verify(event, "no such code")
        told = watcher.receive("staff_activity")["activities"]
        self.assertEqual([each["reason"] for each in told], ["unknown_code"])
        self.assertNotIn("staff_activity", {message["type"] for message in here.inbox})

    def test_devices_of_both_relays_are_seen_by_admins(self):
        token = self.installation.make_session("admin@example.org", "admin", "Office")
        other = self.installation.make_session("door@example.org", "staff", "Door")
        event, _ = self.installation.make_event(1)
        admin = Client(self.relays[0], token)
        self.addCleanup(admin.close)
        admin.join(event)

        def wait_for(**wanted):
            while True:
                for device in admin.receive("device_status")["devices"]:
                    if all(device[name] == value for name, value in wanted.items()):
                        return

        wait_for(name="Office", online=True)
        door = Client(self.relays[1], other)
        wait_for(name="Door", online=True)
        door.close()
        wait_for(name="Door", online=False)
        door = Client(self.relays[0], other)
        self.addCleanup(door.close)
        door.send(type="device_report", pending_scans=7, battery=42)
        wait_for(name="Door", online=True, pending_scans=7, battery=42)

    def test_scan_repeated_at_the_other_relay_has_the_same_answer(self):
        event, tickets = self.installation.make_event(1)
        scan = str(uuid.uuid4())
        first = self.connect(self.relays[0]).verify(event, tickets[0][1], scan_id=scan)
        again = self.connect(self.relays[1]).verify(event, tickets[0][1], scan_id=scan)
        del first["re"], again["re"]
        self.assertEqual(first, again)


if __name__ == "__main__":
    unittest.main(verbosity=2)
