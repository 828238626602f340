# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks that have decided about scans by themselves, at two relays."""

import datetime
import hashlib
import unittest
import uuid

from relay_bed import Client, Installation, wait_until

ALREADY = "already_admitted"


def write_time(seconds_ago):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds_ago)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def make_scan(code, outcome="admitted", reason=None, seconds_ago=60, **more):
    verdict = {"outcome": outcome} if reason is None else {"outcome": outcome, "reason": reason}
    return {"scan_id": str(uuid.uuid4()), "code": code, "scanned_at": write_time(seconds_ago),
            "direction": "exit" if outcome == "exited" else "entry", "device_verdict": verdict,
            "clock_offset_ms": 0, "clock_error_ms": 3, **more}


def sign(scan, event, key):
    lines = [scan["scan_id"], event, scan.get("list_id") or "",
             "code:" + hashlib.sha256(scan["code"].encode()).hexdigest(), scan["direction"],
             scan["scanned_at"], scan["device_verdict"]["outcome"],
             scan["device_verdict"].get("reason") or "", scan.get("session_id") or "",
             str(scan["clock_offset_ms"]), str(scan["clock_error_ms"])]
    return key.sign("scan", "".join(line + "\n" for line in lines))


class SyncCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relays = [cls.installation.start_relay(), cls.installation.start_relay()]
        make = cls.installation.make_session
        cls.tokens = {"one": make("one@example.org", "staff", "Desk 1"),
                      "two": make("two@example.org", "staff", "Desk 2"),
                      "three": make("three@example.org", "staff", "Desk 3"),
                      "supervisor": make("supervisor@example.org", "supervisor", "Tablet"),
                      "admin": make("admin@example.org", "admin", "Office")}

    def connect(self, who="one", relay=0):
        client = Client(self.relays[relay], self.tokens[who])
        self.addCleanup(client.close)
        return client

    def sync(self, client, event, *scans):
        """What the relay says of each, asked again where it cannot, as desks do."""
        answers = []

        def is_answered():
            request = str(uuid.uuid4())
            client.send(type="sync_scans", id=request, event_id=event, scans=scans)
            answers.append(client.receive(re=request))
            items = answers[-1].get("verdicts", [])
            said = [answers[-1], *(item.get("error", {}) for item in items)]
            return "unavailable" not in [each.get("code") for each in said]

        wait_until(is_answered, "the relay can say")
        answer = answers[-1]
        self.assertEqual(answer["type"], "scans_synced", answer)
        self.assertEqual([verdict["scan_id"] for verdict in answer["verdicts"]],
                         [scan["scan_id"].lower() for scan in scans])
        return answer["verdicts"]

    def ask(self, sql):
        return self.installation.ask(sql)

    def count(self, table, event, condition="true"):
        return int(self.ask(f"SELECT count (*) FROM {table} WHERE event_id = '{event}'"
                            f" AND {condition}"))

    def resolve(self, client, conflict, **more):
        request = more.pop("request", None) or str(uuid.uuid4())
        fields = {"resolution": "other", "reason": "Looked at it.", "taken_back": [], **more}
        client.send(type="resolve_conflict", id=request, request_id=request, conflict_id=conflict,
                    **fields)
        return client.receive(re=request)

    def list_conflicts(self, client, event, **more):
        client.send(type="list_conflicts", id="list", event_id=event, **more)
        return client.receive(re="list")

    def assert_sound(self, event):
        self.installation.ctl("audit", "verify", "--event", event)
