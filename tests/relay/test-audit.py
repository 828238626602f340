# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks are told where logs end; who cuts a log off is found when a desk shows what it has."""

import base64
import ctypes
import datetime
import json
import os
import struct
import subprocess
import unittest
import uuid

from relay_bed import SODIUM, Client, Installation, wait_until

CHAINS = ("log", "audit", "installation")

# All traces of what came after row 2: the head row, the tickets, the counters, the signed heads.
CUT = """
    SET session_replication_role = replica;
    UPDATE event_heads SET log_no = 2, log_hash = (SELECT previous_hash FROM verification_logs
      WHERE event_id = '@' AND log_no = 3) WHERE event_id = '@';
    UPDATE tickets SET status = 'generated' WHERE id IN (SELECT ticket_id FROM verification_logs
      WHERE event_id = '@' AND log_no > 2);
    DELETE FROM ticket_states WHERE ticket_id IN (SELECT ticket_id FROM verification_logs
      WHERE event_id = '@' AND log_no > 2);
    UPDATE list_counters SET admitted = 2, inside = 2 WHERE list_id IN (SELECT id
      FROM check_in_lists WHERE event_id = '@');
    DELETE FROM verification_logs WHERE event_id = '@' AND log_no > 2;
    DELETE FROM signed_heads WHERE event_id = '@' AND chain = 'log' AND row_no > 2
"""


def is_signed(heads, head):
    """Whether the key that came with a head has signed it; see PROTOCOL.md."""
    keys = {key["number"]: base64.b64decode(key["public_key"]) for key in heads["keys"]}
    chain = CHAINS.index(head["chain"])
    event = bytes(16) if chain == 2 else uuid.UUID(heads["event_id"]).bytes
    at = datetime.datetime.fromisoformat(head["signed_at"].replace("Z", "+00:00"))
    message = b"foyer-head\0" + struct.pack(
        ">B16sq32sqI", chain, event, head["row_no"], bytes.fromhex(head["row_hash"]),
        round(at.timestamp() * 1000), head["key_number"])
    signature = base64.b64decode(head["signature"])
    return SODIUM.crypto_sign_verify_detached(
        signature, message, ctypes.c_ulonglong(len(message)), keys[head["key_number"]]) == 0


class Audit(unittest.TestCase):
    """Each test has a relay of its own, which says what it has found when it stops."""

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.token = cls.installation.make_session("desk@example.org", "staff", "Desk")

    def setUp(self):
        self.relay = self.installation.start_relay()

    def connect(self, event):
        client = Client(self.relay, self.token)
        self.addCleanup(client.close)
        self.assertEqual(client.join(event)["type"], "room_joined")
        return client

    def get_head(self, heads, chain="log"):
        return next(head for head in heads["heads"] if head["chain"] == chain)

    def receive_heads(self, client, row_no):
        """The first heads that know so many scans."""
        while True:
            heads = client.receive("signed_heads")
            if self.get_head(heads)["row_no"] >= row_no:
                return heads

    def fill(self, n_scans):
        """An event with so many admissions, and what its desk keeps."""
        event, tickets = self.installation.make_event(n_scans)
        client = self.connect(event)
        for _, code in tickets:
            self.assertEqual(client.verify(event, code)["outcome"], "admitted")
        return event, tickets, self.receive_heads(client, n_scans)

    def show(self, event, heads):
        client = self.connect(event)
        client.send(type="show_heads", id="show", event_id=event, heads=heads)
        return client.receive(re="show")

    def cut(self, event):
        self.installation.ask(CUT.replace("@", event), "postgres")

    def stop(self):
        """What the relay has said until now."""
        status, said = self.relay.stop()
        self.assertEqual(status, 0)
        return said

    def test_heads_come_after_joining_and_when_the_log_has_grown(self):
        event, tickets = self.installation.make_event(1)
        client = self.connect(event)
        first = client.receive("signed_heads")
        self.assertEqual([head["chain"] for head in first["heads"]], list(CHAINS))
        self.assertEqual(self.get_head(first)["row_no"], 0)
        self.assertEqual(self.get_head(first)["row_hash"], "00" * 32)
        self.assertEqual(first["epoch"], 1)
        client.verify(event, tickets[0][1])
        second = self.receive_heads(client, 1)
        self.assertEqual(self.get_head(second)["row_no"], 1)
        for head in first["heads"] + second["heads"]:
            self.assertTrue(is_signed(second, head), head)
        other = self.connect(event)
        self.assertEqual(other.receive("signed_heads"), second)

    def test_heads_that_hold_are_no_news(self):
        event, _, heads = self.fill(3)
        self.assertEqual(self.show(event, heads["heads"])["type"], "done")
        self.assertEqual(self.show(event, [])["type"], "done")
        self.assertNotIn("log_cut", self.stop())

    def test_a_cut_tail_is_found_by_a_desk(self):
        event, _, heads = self.fill(4)
        office = Client(self.relay, self.installation.make_session("a@example.org", "admin", "O"))
        self.addCleanup(office.close)
        self.cut(event)
        # Whoever has only the database sees nothing.
        self.installation.ctl("audit", "verify", "--event", event)
        self.assertEqual(self.show(event, heads["heads"])["type"], "done")
        heard = office.receive("alert_raised")["alert"]
        self.assertEqual((heard["kind"], heard["subject"]), ("log_cut", event))
        alert = f"SELECT severity, device_id IS NOT NULL FROM alerts WHERE subject = '{event}'"
        self.assertEqual(self.installation.ask(f"{alert} AND kind = 'log_cut'"), "critical|t")
        said = self.stop()
        self.assertIn(f"keeps a head of row 4 of chain “log” of event {event}", said)
        self.assertEqual(said.count("log_cut"), 1)

    def test_a_tail_that_was_written_anew_is_found(self):
        event, tickets, heads = self.fill(4)
        self.cut(event)
        client = self.connect(event)
        for _, code in tickets[2:]:
            self.assertEqual(client.verify(event, code)["outcome"], "admitted")
        client.verify(event, "no such code")
        wait_until(lambda: self.installation.ask(
            f"SELECT max(log_no) FROM verification_logs WHERE event_id = '{event}'") == "5",
            "the log is longer than before")
        self.show(event, heads["heads"])
        self.assertIn("keeps a head of row 4", self.stop())

    def test_a_head_that_was_not_signed_here(self):
        event, _, heads = self.fill(2)
        forged = {**self.get_head(heads), "row_no": 1}
        self.show(event, [forged])
        self.assertIn("keeps a head of row 1", self.stop())

    def verify(self, *words):
        """What foyerctl says on a machine without a database."""
        command = [os.environ["FOYERCTL"], "--data-dir=/nowhere", "audit", "verify", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_an_export_is_held_against_what_a_desk_has_kept(self):
        event, _, heads = self.fill(4)
        kept = self.installation.folder / "heads.ndjson"
        path = self.installation.folder / "logs.ndjson"
        kept.write_text(json.dumps(heads) + "\n")
        self.installation.ctl("audit", "export", "--event", event, str(path))
        said = self.verify("--file", str(path), "--heads", str(kept))
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        lines = path.read_text().splitlines(keepends=True)
        changed = path.with_name("changed.ndjson")
        changed.write_text("".join(lines).replace("desk@example.org", "eve@example.org", 1))
        said = self.verify("--file", str(changed))
        self.assertIn("row 1 is not what it was when row 2 was written after it", said.stderr)
        # The database is cut off, with all its traces, and what is exported then fits together.
        self.cut(event)
        self.installation.ctl("audit", "verify")
        self.installation.ctl("audit", "export", "--event", event, str(path))
        self.assertEqual(self.verify("--file", str(path)).returncode, 0)
        lost = f"the verification log of event {event}, the rows after 2 are missing: there were 4"
        said = self.verify("--file", str(path), "--heads", str(kept))
        self.assertIn(lost, said.stderr)
        with self.assertRaisesRegex(AssertionError, lost):
            self.installation.ctl("audit", "verify", "--heads", str(kept))

    def test_what_makes_no_sense_is_refused(self):
        event, _, heads = self.fill(1)
        many = heads["heads"][:1] * 17
        self.assertEqual(self.show(event, many)["code"], "bad_request")
        self.assertEqual(self.show(event, [{**many[0], "chain": "x"}])["code"], "bad_request")
        self.assertEqual(self.show(event, [{**many[0], "row_hash": "00"}])["code"], "bad_request")
        self.assertEqual(self.show(event, [{**many[0], "signature": "x"}])["code"], "bad_request")
        self.assertNotIn("log_cut", self.stop())


if __name__ == "__main__":
    unittest.main(verbosity=2)
