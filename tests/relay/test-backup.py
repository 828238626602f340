# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of everything: made while desks scan, looked at, restored, and refused where they are not
what they say. What desks do after an older copy was restored."""

import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from relay_bed import PG_DUMP_WAITS, POSTGRES, Client, Installation, locked_table, wait_until


class TestBackup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.token = cls.installation.make_session("desk@example.org", "supervisor", "Desk")
        cls.event, cls.tickets = cls.installation.make_event(8)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="foyer-backup-test-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "copy.foyer"

    def run_ctl(self, data, *words, **more):
        command = [os.environ["FOYERCTL"], f"--data-dir={data}", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False, **more
        )

    def backup(self, *words, data=None):
        """What a command of the group says; it must succeed."""
        said = self.run_ctl(data or self.installation.data, "--json", "backup", *words)
        self.assertEqual((said.returncode, said.stderr), (0, ""), said.stdout)
        return json.loads(said.stdout)

    def assert_refused(self, sentence, *words, data=None):
        said = self.run_ctl(data or self.installation.data, *words)
        self.assertEqual((said.returncode, said.stdout), (1, ""), said.stderr)
        self.assertRegex(said.stderr, r"\Afoyerctl: [^\n]+\n\Z")
        self.assertIn(sentence, said.stderr)

    def make_place(self, name, key=None):
        """An empty data folder with a secret key in it."""
        place = self.folder / name
        place.mkdir(0o755)
        shutil.copy2(key or self.installation.data / "secret.key", place / "secret.key")
        return place

    def connect(self, relay=None):
        client = Client(relay or self.relay, self.token)
        self.addCleanup(client.close)
        return client

    # What is made.

    def test_a_copy_is_one_closed_file_that_counts_what_it_holds(self):
        before = self.installation.ask("SELECT count (*) FROM audit_log")
        said = self.backup("create", self.file)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual([path.name for path in self.folder.iterdir()], [self.file.name])
        tickets = self.installation.ask("SELECT count (*) FROM tickets")
        self.assertEqual((said["tickets"], said["staff"]), (int(tickets), 1))
        self.assertEqual(said["acts"], int(before))
        self.assertEqual(said["secret_key"]["file"], str(self.installation.data / "secret.key"))
        key = (self.installation.data / "secret.key").read_bytes().strip()
        self.assertNotIn(key, self.file.read_bytes())
        act = "SELECT details FROM audit_log WHERE act = 'backup_created' ORDER BY audit_no DESC"
        details = json.loads(self.installation.ask(act + " LIMIT 1"))
        self.assertEqual(details, {"sha256": said["sha256"]})
        found = self.backup("verify", self.file)
        self.assertEqual(found, said)

    def test_people_are_told_where_the_secret_key_is(self):
        said = self.run_ctl(self.installation.data, "backup", "create", self.file).stdout
        self.assertRegex(said, r"tickets \d+, scans \d+, acts \d+, staff 1, devices 1\n")
        self.assertIn(f"Keep a copy of {self.installation.data / 'secret.key'} too", said)

    def test_pg_restore_reads_it_as_it_is(self):
        self.backup("create", self.file)
        listed = subprocess.run(
            [POSTGRES / "pg_restore", "--list", self.file],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        self.assertIn("TABLE DATA public tickets", listed)

    def test_an_older_copy_is_replaced_and_nothing_else(self):
        self.backup("create", self.file)
        first = self.file.read_bytes()
        self.backup("create", self.file)
        self.assertNotEqual(self.file.read_bytes(), first)
        other = self.folder / "guests.csv"
        other.write_text("name\nAnn\n")
        self.assert_refused("is no copy of Foyer's: it stays", "backup", "create", other)
        self.assertEqual(other.read_text(), "name\nAnn\n")
        self.assert_refused("cannot be written", "backup", "create", self.folder / "none" / "x")

    def test_who_is_interrupted_leaves_nothing(self):
        """pg_dump waits for a table that somebody has locked, and is ended while it waits."""
        connection = ["-h", (self.installation.data / "run").resolve(), "-U", "postgres", "foyer"]
        with locked_table("gates", connection, self.installation.ask):
            with subprocess.Popen(
                [os.environ["FOYERCTL"], f"--data-dir={self.installation.data}", "backup",
                 "create", str(self.file)],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            ) as maker:
                wait_until(
                    lambda: self.installation.ask(PG_DUMP_WAITS, "postgres") == "1",
                    "pg_dump waits",
                )
                maker.send_signal(signal.SIGTERM)
                said = maker.communicate(timeout=60)
        self.assertEqual((maker.returncode, said[1]), (1, "foyerctl: It was interrupted.\n"))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_what_a_killed_verification_left_is_cleaned_up(self):
        self.backup("create", self.file)
        scratch = self.folder / "scratch"
        scratch.mkdir(0o755)
        environment = {**os.environ, "TMPDIR": str(scratch)}
        with subprocess.Popen(
            [os.environ["FOYERCTL"], f"--data-dir={self.installation.data}", "backup", "verify",
             str(self.file)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
        ) as killed:
            # What is made first is empty for a moment.
            files = "foyer-verify-*/postgresql/postmaster.pid"
            wait_until(
                lambda: any("\n" in file.read_text() for file in scratch.glob(files)),
                "its server starts",
            )
            killed.kill()
        self.assertEqual(killed.returncode, -signal.SIGKILL)
        (left,) = scratch.glob(files)
        number = int(left.read_text().split()[0])
        said = self.run_ctl(
            self.installation.data, "backup", "verify", self.file, env=environment
        )
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertEqual(list(scratch.iterdir()), [])
        # Its end is heard by whoever adopted it.
        wait_until(lambda: not Path(f"/proc/{number}").exists(), "its server is gone")

    # What is refused.

    def test_what_is_altered_or_cut_off_is_found(self):
        self.backup("create", self.file)
        whole = self.file.read_bytes()
        middle = len(whole) // 2
        flipped = bytes([whole[middle] ^ 1])
        lines = whole.rsplit(b"\n", 3)
        renamed = lines[1].replace(b'"staff":1', b'"staff":2')
        cases = (
            ("is damaged", whole[:middle] + flipped + whole[middle + 1 :]),
            ("is damaged", whole[:middle] + whole[middle + 1 :]),
            ("was altered", b"\n".join((lines[0], renamed, *lines[2:]))),
            ("its end is missing", whole[:-1]),
            ("its end is missing", whole[:middle]),
            ("its end is missing", b""),
            ("newer Foyer", whole.replace(b'"foyer_backup":1', b'"foyer_backup":2')),
        )
        place = self.make_place("place")
        for sentence, content in cases:
            self.file.write_bytes(content)
            self.assert_refused(sentence, "backup", "verify", self.file)
            self.assert_refused(sentence, "backup", "restore", self.file, data=place)
        self.assertEqual([path.name for path in place.iterdir()], ["secret.key"])

    def test_what_restores_but_does_not_hold_is_found(self):
        """Somebody with the secret key and the database wrote the log anew, before the copy."""
        broken = self.folder / "broken"
        self.backup("create", self.file)
        self.backup("restore", self.file, data=self.make_place("broken"))
        other = Installation()
        self.addCleanup(other.close)
        shutil.rmtree(other.data, ignore_errors=True)
        other.data = broken
        relay = other.start_relay()
        desk = self.connect(relay)
        self.assertEqual(desk.verify(self.event, self.tickets[7][1])["outcome"], "admitted")
        other.ask("UPDATE verification_logs SET staff_email = 'nobody@example.org'")
        self.assertEqual(relay.stop()[0], 0)
        worse = self.folder / "worse.foyer"
        self.backup("create", worse, data=broken)
        self.assert_refused("is not what it was", "backup", "verify", worse, data=broken)

    def test_only_the_key_of_the_copy_will_do(self):
        self.backup("create", self.file)
        stranger = Installation()
        self.addCleanup(stranger.close)
        stranger.ctl("migrate")
        key = stranger.data / "secret.key"
        place = self.make_place("place", key)
        sentence = "this is not the key of this copy"
        self.assert_refused(sentence, "backup", "restore", self.file, data=place)
        self.assert_refused(sentence, "backup", "verify", self.file, data=place)
        (place / "secret.key").unlink()
        self.assert_refused("no secret key", "backup", "restore", self.file, data=place)
        self.assertEqual(list(place.iterdir()), [])

    def test_nothing_is_restored_over_what_is_there(self):
        self.backup("create", self.file)
        before = self.installation.ask("SELECT seq, epoch FROM event_heads")
        self.assert_refused("There is a database already", "backup", "restore", self.file)
        self.assertEqual(self.installation.ask("SELECT seq, epoch FROM event_heads"), before)
        place = self.make_place("place")
        (place / "holiday.jpg").write_bytes(b"x")
        self.assert_refused("is not empty", "backup", "restore", self.file, data=place)
        self.assertFalse((place / "postgresql").exists())

    def test_a_restore_that_was_killed_is_finished_by_the_next(self):
        said = self.backup("create", self.file)
        place = self.make_place("place")
        self.backup("restore", self.file, data=place)
        other = Installation()
        self.addCleanup(other.close)
        other.data = place
        other.start_relay()
        epoch = other.ask("SELECT max (epoch) FROM event_heads")
        # As it is when the tables are there and nothing after them.
        other.ask("CREATE TABLE unfinished_restore (sha256 text NOT NULL)")
        other.ask(f"INSERT INTO unfinished_restore VALUES ('{said['sha256']}')")
        self.assert_refused("not restored to the end", "event", "list", data=place)
        second = self.folder / "second.foyer"
        self.backup("create", second)
        self.assert_refused("Another copy", "backup", "restore", second, data=place)
        self.backup("restore", self.file, data=place)
        self.assertGreater(int(other.ask("SELECT max (epoch) FROM event_heads")), int(epoch))
        self.assertEqual(self.run_ctl(place, "event", "list").returncode, 0)

    # The drill.

    def test_desks_go_on_after_an_older_copy_was_restored(self):
        event, tickets = self.installation.make_event(6)
        desk = self.connect()
        early = desk.verify(event, tickets[0][1])
        self.assertEqual(early["outcome"], "admitted")
        self.backup("create", self.file)
        late = desk.verify(event, tickets[1][1])
        self.assertEqual(late["outcome"], "admitted")
        joined = desk.join(event)

        place = self.make_place("place")
        self.backup("restore", self.file, data=place)
        other = Installation()
        self.addCleanup(other.close)
        other.data = place
        relay = other.start_relay()
        desk = self.connect(relay)
        again = desk.join(event, joined["seq"], epoch=joined["epoch"])
        self.assertGreater(again["epoch"], joined["epoch"])
        self.assertIsNotNone(again["snapshot"])
        self.assertEqual(again["seq"], early["seq"])
        self.assertEqual(desk.verify(event, tickets[0][1])["reason"], "already_admitted")
        # The copy does not know of the second guest; their desk will not have been asked again.
        self.assertEqual(desk.verify(event, tickets[1][1])["outcome"], "admitted")
        self.assertEqual(desk.verify(event, tickets[2][1])["outcome"], "admitted")
        acts = "SELECT count (*) FROM audit_log WHERE act = 'backup_restored' AND"
        self.assertEqual(other.ask(f"{acts} event_id = '{event}'"), "1")
        self.assertEqual(other.ask(f"{acts} event_id IS NULL"), "1")
        checked = self.run_ctl(place, "audit", "verify")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        after = self.folder / "after.foyer"
        self.backup("create", after, data=place)
        self.backup("verify", after, data=place)
        self.assertEqual(relay.stop()[0], 0)

    def test_each_restore_of_one_copy_has_an_epoch_of_its_own(self):
        self.backup("create", self.file)
        epochs = []
        for name in ("one", "two"):
            place = self.make_place(name)
            self.backup("restore", self.file, data=place)
            events = json.loads(self.run_ctl(place, "--json", "event", "list").stdout)["events"]
            epochs.append({event["epoch"] for event in events})
        self.assertTrue(max(epochs[0]) < min(epochs[1]), epochs)

    def test_a_copy_is_of_one_moment_while_desks_scan(self):
        event, tickets = self.installation.make_event(200)
        desk = self.connect()
        with subprocess.Popen(
            [os.environ["FOYERCTL"], f"--data-dir={self.installation.data}", "backup", "create",
             str(self.file)],
            stdout=subprocess.PIPE, text=True,
        ) as maker:
            for _, code in tickets:
                self.assertEqual(desk.verify(event, code)["outcome"], "admitted")
            maker.communicate(timeout=60)
        self.assertEqual(maker.returncode, 0)
        self.backup("verify", self.file)


if __name__ == "__main__":
    unittest.main()
