# SPDX-License-Identifier: GPL-3.0-or-later
"""Relay and PostgreSQL are killed in the middle of the evening; the doors go on, and what was
answered stays answered."""

import argparse
import csv
import io
import os
import pathlib
import signal
import sys
import time
import unittest
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "build-aux"))

from foyer_stage import Stage, end_on_signals  # noqa: E402
from wire import Desk, Gone  # noqa: E402

LIMIT = 60.0  # seconds until everything works again
STAFF = "lena@example.org"
DEVICE = "Main entrance"


def wait(what, look):
    end = time.monotonic() + LIMIT
    while not look():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {LIMIT:.0f} s")
        time.sleep(0.05)


def is_alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class Restart(unittest.TestCase):
    build = None

    def setUp(self):
        self.stage = self.enterContext(Stage(self.build))
        self.relay, self.address = self.stage.start_relay()
        self.event = self.stage.ctl("event", "create", "--name", "Trial")
        issued = self.stage.ctl("ticket", "issue", "--event", self.event, "--count", "4")
        self.codes = [line.split("\t")[1] for line in issued.splitlines()]
        self.token = self.stage.sign_in(STAFF, "staff", DEVICE).read_text().strip()

    def desk(self):
        desk = Desk(self.address, self.token)
        self.addCleanup(desk.close)
        return desk

    def postmaster(self):
        """The process id of the stage's PostgreSQL; None while it is started again."""
        try:
            return int((self.stage.data / "postgresql" / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        wait(f"the end of {pid}", lambda: not is_alive(pid))

    def verify_until_answered(self, code, scan):
        """What a desk does: the same scan id again until there is a verdict."""
        answers = []

        def look():
            try:
                desk = self.desk()
                answers.append(desk.verify(self.event, code, scan))
            except Gone:
                return False
            return True

        wait("a verdict", look)
        return answers[-1]

    def admitted(self):
        """How often each ticket came in, by the export."""
        text = self.stage.ctl("ticket", "export", "--event", self.event)
        return [row for row in csv.DictReader(io.StringIO(text)) if row["admitted_at"]]

    def test_postgresql_is_killed_under_a_relay(self):
        before = self.desk().verify(self.event, self.codes[0])
        self.assertEqual(before["outcome"], "admitted")
        first = self.postmaster()
        scan = str(uuid.uuid4())
        self.kill(first)
        answer = self.verify_until_answered(self.codes[1], scan)
        self.assertEqual(answer["outcome"], "admitted")
        # What was killed may have answered still what it had read before.
        wait("another PostgreSQL", lambda: self.postmaster() not in (None, first))
        again = self.verify_until_answered(self.codes[1], scan)
        self.assertEqual({**again, "re": ""}, {**answer, "re": ""})
        self.assertEqual(len(self.admitted()), 2)

    def test_everything_is_killed(self):
        scan = str(uuid.uuid4())
        answer = self.desk().verify(self.event, self.codes[0], scan)
        self.assertEqual(answer["outcome"], "admitted")
        self.kill(self.relay.pid)
        self.kill(self.postmaster())
        self.relay, self.address = self.stage.start_relay()
        again = self.verify_until_answered(self.codes[0], scan)
        self.assertEqual({**again, "re": ""}, {**answer, "re": ""})
        second = self.verify_until_answered(self.codes[0], str(uuid.uuid4()))
        self.assertEqual((second["outcome"], second["reason"]), ("refused", "already_admitted"))
        self.assertEqual(second["earlier"]["verified_by"], STAFF)
        self.assertEqual(second["earlier"]["device"], DEVICE)
        self.assertEqual(len(self.admitted()), 1)

    def test_a_running_postgresql_is_adopted_and_stopped_by_the_last_one(self):
        first = self.postmaster()
        self.kill(self.relay.pid)
        self.relay, self.address = self.stage.start_relay()
        self.assertEqual(self.postmaster(), first)
        other, _ = self.stage.start_relay()
        self.assertEqual(self.stage.stop(self.relay), 0)
        self.assertTrue(is_alive(first))
        self.assertEqual(self.stage.stop(other), 0)
        wait("the end of PostgreSQL", lambda: not is_alive(first))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    Restart.build = parser.parse_args().build
    end_on_signals()
    unittest.main(argv=sys.argv[:1])


main()
