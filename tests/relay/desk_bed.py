# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk without a window, in a process of its own: see tests/session/desk.c."""

import os
import queue
import signal
import subprocess
import tempfile
import threading

from relay_bed import PATIENCE, wait_until


class Desk:
    """One profile; start() it, kill() it, start() it again. A patient one waits for whatever a
    relay that it is connected to says, so that a slow machine changes no verdict from the relay's
    to its own; one that is not has the patience of a desk at a door."""

    def __init__(self, name, is_patient=True):
        self.name = name
        self.is_patient = is_patient
        self.folder = tempfile.TemporaryDirectory(prefix="foyer-desk-")
        self.process = None
        self.start()

    def start(self):
        nowhere = "unix:path=/nowhere"
        self.process = subprocess.Popen(
            [os.environ["DESK"], self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "XDG_DATA_HOME": self.folder.name,
                "DBUS_SESSION_BUS_ADDRESS": nowhere,
                "DBUS_SYSTEM_BUS_ADDRESS": nowhere,
            },
        )
        self.lines = queue.Queue()
        self.said = []
        threading.Thread(target=self.read, args=(self.process, self.lines), daemon=True).start()
        if self.is_patient:
            self.become_patient()

    def become_patient(self):
        self.tell("patience", PATIENCE)

    def read(self, process, lines):
        """One that was killed may still be read when the next one is there."""
        for line in process.stdout:
            lines.put(line.rstrip("\n"))
        lines.put(None)

    def tell(self, *words):
        print(*words, file=self.process.stdin, flush=True)

    def wait_for(self, *beginnings):
        """The next line that begins like one of them; all before it are remembered."""
        while True:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"{self.name} never said {beginnings}: {self.said}") from None
            if line is None:
                raise AssertionError(f"{self.name} ended before {beginnings}: {self.said}")
            self.said.append(line)
            if line.startswith(beginnings):
                return line

    def sign_in(self, address, token):
        """As often as it takes: one that stands still for seconds gives up, as does its relay."""

        def is_signed_in():
            self.tell("sign-in", address, token)
            said = self.wait_for("signed-in", "failed ")
            if said not in ("signed-in", "failed The relay is out of reach."):
                raise AssertionError(f"{self.name}: {said}")
            return said == "signed-in"

        wait_until(is_signed_in, f"{self.name} is signed in")

    def wait_until_says(self, line):
        """Until its newest line of that kind is that one, however long ago it said so."""
        kind = line.split()[0] + " "
        newest = next((said for said in reversed(self.said) if said.startswith(kind)), None)
        while newest != line:
            newest = self.wait_for(kind)

    def wait_until_settled(self):
        """Until the relay knows what this desk did, and is asked about new scans."""

        def is_settled():
            self.tell("settled")
            return self.wait_for("settled ") == "settled yes"

        wait_until(is_settled, f"{self.name} is settled")

    def list_to_come(self):
        """How often each ticket may still come, as far as this desk knows."""
        self.tell("to-come")
        words = self.wait_for("to-come").split()[1:]
        return {ticket: int(number) for ticket, number in (word.split("=") for word in words)}

    def estimate_missed(self, seconds):
        """How many guests others may have let in by then, if this desk heard nobody from now on."""
        self.tell("missed", seconds)
        return int(self.wait_for("missed ").split()[1])

    def scan(self, code, *more):
        """(outcome, reason, who says so)"""
        self.tell("scan", code, *more)
        return tuple(self.wait_for(f"scanned {code} ").split()[2:])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def read_rest(self):
        """What one that was killed had said before that nobody has read yet."""
        lines = []
        while (line := self.lines.get(timeout=PATIENCE)) is not None:
            lines.append(line)
        self.said += lines
        return lines

    def quit(self):
        if self.process.poll() is None:
            self.tell("quit")
        status = self.process.wait(timeout=PATIENCE)
        self.process.stdin.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.kill()
        self.process.stdin.close()
        self.folder.cleanup()
