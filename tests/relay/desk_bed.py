# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk without a window, in a process of its own: see tests/session/desk.c."""

import os
import queue
import signal
import subprocess
import tempfile
import threading

from relay_bed import PATIENCE


class Desk:
    """One profile; start() it, kill() it, start() it again."""

    def __init__(self, name):
        self.name = name
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

    def scan(self, code, *more):
        """(outcome, reason, who says so)"""
        self.tell("scan", code, *more)
        return tuple(self.wait_for(f"scanned {code} ").split()[2:])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

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
