# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: everything that raises one, provoked; who hears of it; and that somebody has looked."""

import base64
import json
import unittest
import uuid

from relay_bed import Client, DeviceKey, Installation, wait_until
from sync_bed import make_scan, write_time

LIMITS = {"refusals": 4, "forgeries": 2, "sign_in_failures": 2, "overrides": 2, "searches": 3,
          "unknown_devices": 2, "clock_seconds": 20}
ELSEWHERE = "127.0.0.9"


def forge(code):
    """The same ticket with another signature."""
    text = code[2:]
    said = bytearray(base64.b32decode(text + "=" * (-len(text) % 8)))
    said[-1] ^= 1
    return code[:2] + base64.b32encode(said).decode().rstrip("=")


class Bed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay()]
        cls.event, cls.tickets = cls.installation.make_event(12)
        cls.admin_token = cls.installation.make_session("admin@example.org", "admin", "Office")
        for name, limit in LIMITS.items():
            cls.installation.ctl("setting", "set", f"alert.{name}", str(limit))

    def setUp(self):
        self.installation.ask("DELETE FROM alerts; DELETE FROM alert_counts; DELETE FROM throttles")
        self.name = uuid.uuid4().hex[:8]
        self.email = f"{self.name}@example.org"

    def connect(self, token, relay=0, **more):
        client = Client(self.relays[relay], token, **more)
        self.addCleanup(client.close)
        return client

    def make_desk(self, role="supervisor", relay=0):
        """A staff member and a device that nobody else is, connected."""
        self.token = self.installation.make_session(self.email, role, f"Desk {self.name}")
        return self.connect(self.token, relay)

    def watch(self, relay=0):
        return self.connect(self.admin_token, relay)

    def hear(self, watcher, kind, **wanted):
        """An alert of a kind that says that; others are heard later."""
        others = []
        while True:
            message = watcher.receive("alert_raised")
            alert = message["alert"]
            if alert["kind"] == kind and all(alert[name] == wanted[name] for name in wanted):
                watcher.inbox += others
                return alert
            others.append(message)

    def count(self, where="true"):
        return int(self.installation.ask(f"SELECT count (*) FROM alerts WHERE {where}"))

    def acknowledge(self, client, alert, request=None):
        request = request or str(uuid.uuid4())
        client.send(type="acknowledge_alert", id="a", request_id=request, alert_id=alert)
        return client.receive(re="a")

    def visit(self, path, key, purpose, relay=0, **fields):
        """What a device asks before it is signed in."""
        _, asked = self.relays[relay].post("/v1/auth/challenge", {"type": "get_challenge"})
        proof = key.sign(purpose, asked["challenge"])
        return self.relays[relay].post(path, {"challenge": asked["challenge"], "proof": proof,
                                              **fields})


class TestKinds(Bed):
    """What raises alerts."""

    def test_refused_codes_at_one_desk(self):
        watcher, desk = self.watch(), self.make_desk("staff")
        for _ in range(LIMITS["refusals"]):
            desk.verify(self.event, "nobody's")
        alert = self.hear(watcher, "refused_codes")
        self.assertEqual((alert["severity"], alert["times"]), ("warning", LIMITS["refusals"]))
        self.assertEqual((alert["device"], alert["event_id"]), (f"Desk {self.name}", self.event))
        self.assertEqual(alert["device_id"], desk.hello["device"]["id"])
        self.assertNotIn("nobody", str(alert))
        # It goes on.
        desk.verify(self.event, "nobody's")
        again = self.hear(watcher, "refused_codes", times=LIMITS["refusals"] + 1)
        self.assertEqual(again["id"], alert["id"])
        self.assertGreater(again["last_at"], again["at"])

    def test_refusals_at_several_relays_count_together(self):
        watcher, desk = self.watch(), self.make_desk("staff")
        other = self.connect(self.token, 1)
        for number in range(LIMITS["refusals"]):
            (desk, other)[number % 2].verify(self.event, "nobody's")
        self.hear(watcher, "refused_codes", times=LIMITS["refusals"])

    def test_what_is_no_fault_of_the_code_does_not_count(self):
        watcher, desk = self.watch(), self.make_desk("staff")
        paused = self.installation.make_event(LIMITS["refusals"])
        self.installation.ask(f"UPDATE events SET entry_paused = true WHERE id = '{paused[0]}'")
        scan = str(uuid.uuid4())
        for _, code in paused[1]:
            self.assertEqual(desk.verify(paused[0], code)["reason"], "entry_paused")
            # Nor does the same answer to the same scan.
            desk.verify(self.event, "nobody's", scan_id=scan)
        # What comes after it is told after it.
        for _ in range(LIMITS["searches"]):
            desk.send(type="search_tickets", id="s", event_id=self.event, text="x")
        self.hear(watcher, "search_burst")
        self.assertEqual(self.count("kind = 'refused_codes'"), 0)

    def test_forged_signatures(self):
        watcher, desk = self.watch(), self.make_desk("staff")
        for _, code in self.tickets[: LIMITS["forgeries"]]:
            self.assertEqual(desk.verify(self.event, forge(code))["reason"], "bad_signature")
        alert = self.hear(watcher, "forged_codes", severity="critical")
        self.assertEqual((alert["device"], alert["times"]),
                         (f"Desk {self.name}", LIMITS["forgeries"]))

    def test_failed_sign_ins(self):
        watcher, key, device = self.watch(), DeviceKey(), str(uuid.uuid4())
        self.installation.ctl("staff", "add", self.email, "--role", "staff")
        self.installation.ask(
            "INSERT INTO staff_devices (id, device_name, status, public_key) VALUES"
            f" ('{device}', 'Laptop', 'approved', decode ('{key.public.hex()}', 'hex'))"
        )
        for relay in range(LIMITS["sign_in_failures"]):
            status, _ = self.visit("/v1/auth/passphrase", key, "sign-in", relay, device_id=device,
                                   type="sign_in_with_passphrase", email=self.email.upper(),
                                   passphrase="a guess of mine")
            self.assertEqual(status, 401)
        self.hear(watcher, "sign_in_failures", subject=self.email)
        self.hear(watcher, "sign_in_failures", subject="127.0.0.1")
        self.assertEqual(self.count(), 2)

    def test_guests_are_not_named_as_accounts(self):
        watcher, key, device = self.watch(), DeviceKey(), str(uuid.uuid4())
        for _ in range(LIMITS["sign_in_failures"]):
            self.visit("/v1/auth/passphrase", key, "sign-in", device_id=device,
                       type="sign_in_with_passphrase", email="guest@example.org",
                       passphrase="a guess of mine")
        self.hear(watcher, "sign_in_failures", subject="127.0.0.1")
        kept = "SELECT count (*) FROM alert_counts WHERE subject LIKE '%guest%'"
        self.assertEqual(self.installation.ask(kept), "0")

    def test_an_unknown_device(self):
        watcher, key = self.watch(), DeviceKey()
        code = "A" * 24
        for _ in range(LIMITS["unknown_devices"] - 1):
            status, _ = self.relays[0].post("/v1/devices/enrol", {
                "type": "enrol_device", "code": code, "name": "Intruder", "app_version": "1",
                "public_key": base64.b64encode(key.public).decode(),
                "proof": key.sign("enrol", code)})
            self.assertEqual(status, 401)
        status, _ = self.visit("/v1/devices/status", key, "status", device_id=str(uuid.uuid4()),
                               type="get_device_status")
        self.assertEqual(status, 401)
        alert = self.hear(watcher, "unknown_device")
        self.assertEqual((alert["subject"], alert["device_id"]), ("127.0.0.1", None))

    def test_a_reused_token(self):
        watcher, key = self.watch(), DeviceKey()
        self.installation.ctl("staff", "add", self.email, "--role", "staff")
        token = self.installation.make_key_session(self.email, key)
        self.installation.ask("UPDATE sessions SET token_made_at = now () - interval '2 h'"
                              " WHERE key_bound")
        following = self.connect(token, key=key).receive("token_renewed")["token"]
        device = self.connect(following, key=key).hello["device"]["id"]
        self.assertEqual(self.connect(token, greeted=False).status, 401)
        self.hear(watcher, "token_reused", device_id=device, severity="critical")

    def test_one_session_from_two_addresses(self):
        watcher, here = self.watch(), self.make_desk("staff")
        there = self.connect(self.token, 1, source=ELSEWHERE)
        # Whoever moves to another place does not go on at the one before.
        there.verify(self.event, "nobody's")
        self.assertEqual(self.count("kind = 'session_two_addresses'"), 0)
        here.verify(self.event, "nobody's")
        alert = self.hear(watcher, "session_two_addresses", severity="critical")
        self.assertEqual(alert["device"], f"Desk {self.name}")

    def test_a_clock_that_is_off(self):
        watcher, desk = self.watch(), self.make_desk("staff")
        limit = LIMITS["clock_seconds"] * 1000
        desk.send(type="device_report", pending_scans=0, clock_offset_ms=limit)
        # What comes after it is added up with it, or later.
        desk.send(type="search_tickets", id="s", event_id=self.event, text="x")
        counted = "SELECT count (*) FROM alert_counts"
        wait_until(lambda: self.installation.ask(counted) == "1", "what was seen is added up")
        self.assertEqual(self.count(), 0)
        desk.send(type="device_report", pending_scans=0, clock_offset_ms=-limit - 1000)
        alert = self.hear(watcher, "clock_off")
        self.assertEqual((alert["device"], alert["severity"]), (f"Desk {self.name}", "warning"))

    def test_a_burst_of_overrides(self):
        watcher, desk = self.watch(1), self.make_desk()
        for _, code in self.tickets[-LIMITS["overrides"]:]:
            scan = str(uuid.uuid4())
            desk.verify(self.event, code)
            desk.verify(self.event, code, scan_id=scan)
            request = str(uuid.uuid4())
            for _ in range(2):
                desk.send(type="override", id="o", request_id=request, event_id=self.event,
                          scan_id=scan, reason="a friend")
                self.assertEqual(desk.receive(re="o")["type"], "done")
        alert = self.hear(watcher, "override_burst")
        self.assertEqual((alert["subject"], alert["times"]), (self.email, LIMITS["overrides"]))

    def test_a_burst_of_late_overrides(self):
        watcher, desk = self.watch(1), self.make_desk()
        for _, code in self.tickets[:LIMITS["overrides"]]:
            scan = make_scan(code, "refused", "rule",
                             override={"at": write_time(30), "reason": "a friend"})
            for _ in range(2):
                desk.send(type="sync_scans", id="s", event_id=self.event, scans=[scan])
                self.assertTrue(desk.receive(re="s")["verdicts"][0]["overridden"])
        alert = self.hear(watcher, "override_burst")
        self.assertEqual((alert["subject"], alert["times"]), (self.email, LIMITS["overrides"]))

    def test_a_burst_of_searches(self):
        watcher, desk = self.watch(), self.make_desk()
        for _ in range(LIMITS["searches"]):
            desk.send(type="search_tickets", id="s", event_id=self.event, text="secret word")
        alert = self.hear(watcher, "search_burst")
        self.assertEqual((alert["subject"], alert["device"]), (self.email, f"Desk {self.name}"))
        self.assertNotIn("secret", str(alert))

    def test_a_search_at_no_event_silences_nothing(self):
        watcher, desk = self.watch(), self.make_desk()
        for _ in range(LIMITS["searches"]):
            desk.send(type="search_tickets", id="s", event_id=str(uuid.uuid4()), text="x")
        alert = self.hear(watcher, "search_burst")
        self.assertEqual((alert["subject"], alert["event_id"]), (self.email, None))
        for _, code in self.tickets[: LIMITS["forgeries"]]:
            desk.verify(self.event, forge(code))
        self.hear(watcher, "forged_codes")

    def test_two_computers_that_are_one_device(self):
        watcher, key = self.watch(1), DeviceKey()
        self.installation.ctl("staff", "add", self.email, "--role", "staff")
        one = self.connect(self.installation.make_key_session(self.email, key), key=key)
        device = one.hello["device"]["id"]
        other = self.connect(self.installation.make_key_session(self.email, key, device), key=key)

        def go_on():
            for client in (watcher, one, other):
                client.verify(self.event, "nobody's")
            return self.count("kind = 'twin_device'")

        wait_until(go_on, "two computers are noticed")
        alert = self.hear(watcher, "twin_device", device_id=device, severity="critical")
        self.assertEqual((alert["subject"], alert["times"]), (device, 1))
        other.close()
        cleared = watcher.receive("alert_cleared")
        self.assertEqual((cleared["alert_id"], cleared["cleared_by"]), (alert["id"], "relay"))
        one.verify(self.event, "nobody's")

    def test_whatever_anybody_raises(self):
        """Other parts of Foyer, and the operator by hand, need only write to the table."""
        watcher = self.watch(1)
        self.installation.ask(
            "INSERT INTO alerts (id, kind, severity, \"text\") VALUES (gen_random_uuid (),"
            " 'of_tomorrow', 'critical', 'Look here.')"
        )
        self.assertEqual(self.hear(watcher, "of_tomorrow")["text"], "Look here.")


class TestAdmins(Bed):
    """Who hears of alerts, and what they do about them."""

    def raise_one(self, subject="x"):
        self.installation.ask(
            "INSERT INTO alerts (id, kind, severity, \"text\", subject) VALUES"
            f" (gen_random_uuid (), 'log_cut', 'critical', 'Look.', '{subject}')"
        )

    def test_those_who_come_later_hear_what_is_open(self):
        self.raise_one("first")
        self.raise_one("second")
        for relay in (0, 1):
            watcher = self.watch(relay)
            said = [watcher.receive("alert_raised")["alert"]["subject"] for _ in range(2)]
            self.assertEqual(said, ["first", "second"])

    def test_only_admins_hear_of_it(self):
        self.raise_one("before")
        supervisor = self.make_desk("supervisor")
        self.installation.ctl("staff", "add", "one@example.org", "--role", "admin")
        one = self.installation.make_session("one@example.org", "admin", "One")
        self.installation.ctl("staff", "role", "one@example.org", "--role", "none")
        self.installation.ctl("staff", "role", "one@example.org", "--role", "admin", "--event",
                              self.event)
        others = [supervisor, self.connect(one)]
        self.raise_one("after")
        watcher = self.watch()
        self.hear(watcher, "log_cut", subject="after")
        for other in others:
            other.verify(self.event, "nobody's")
            self.assertNotIn("alert_raised", [message["type"] for message in other.inbox])
            alert = self.installation.ask("SELECT id FROM alerts LIMIT 1")
            self.assertEqual(self.acknowledge(other, alert)["code"], "not_permitted")

    def test_everybody_hears_that_somebody_has_looked(self):
        here, there = self.watch(0), self.watch(1)
        self.raise_one()
        alert = self.hear(there, "log_cut")
        self.hear(here, "log_cut")
        request = str(uuid.uuid4())
        for _ in range(2):
            self.assertEqual(self.acknowledge(here, alert["id"], request)["type"], "done")
        for client in (here, there):
            cleared = client.receive("alert_cleared")
            self.assertEqual(cleared["alert_id"], alert["id"])
            self.assertEqual(cleared["cleared_by"], "admin@example.org")
        # Somebody who was late has done nothing wrong, and nothing more.
        self.assertEqual(self.acknowledge(there, alert["id"])["type"], "done")
        acts = "SELECT count (*) FROM audit_log WHERE act = 'alert_acknowledged' AND details LIKE"
        self.assertEqual(self.installation.ask(f"{acts} '%{alert['id']}%'"), "1")
        self.assertEqual(self.acknowledge(here, str(uuid.uuid4()))["code"], "not_found")

    def test_what_was_acknowledged_is_raised_anew(self):
        watcher, desk = self.watch(), self.make_desk()

        def search(times):
            for _ in range(times):
                desk.send(type="search_tickets", id="s", event_id=self.event, text="x")
                desk.receive(re="s")

        search(LIMITS["searches"])
        first = self.hear(watcher, "search_burst", times=LIMITS["searches"])
        self.acknowledge(watcher, first["id"])
        watcher.receive("alert_cleared")
        search(LIMITS["searches"])
        second = self.hear(watcher, "search_burst", times=LIMITS["searches"])
        self.assertNotEqual(first["id"], second["id"])

    def test_the_operator_acknowledges_too(self):
        watcher = self.watch()
        self.raise_one()
        alert = self.hear(watcher, "log_cut")
        listed = json.loads(self.installation.ctl("--json", "alert", "list"))["alerts"]
        self.assertEqual(listed, [alert])
        said = self.installation.ctl("alert", "list").split("\t")
        self.assertEqual([*said[:3], *said[4:]],
                         [alert["id"], "critical", "log_cut", "1", "x", "Look."])
        for _ in range(2):
            self.installation.ctl("alert", "acknowledge", alert["id"])
        self.assertEqual(watcher.receive("alert_cleared")["cleared_by"], "foyerctl")
        self.assertEqual(self.installation.ctl("alert", "list"), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
