# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay with a database of its own, an event and people, in a folder that goes away with it.

The demo, the benchmarks and the end-to-end tests play on it."""

import contextlib
import datetime
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading

TOP = pathlib.Path(__file__).resolve().parent.parent
ROOMS = {"foyer": "app", "foyer-relay": "relay", "foyerctl": "ctl", "foyer-scan-file": "scan"}
READY = "foyer-relay: listening on "
START_LIMIT = 60.0  # seconds for initdb, migrations and listening on a busy machine
ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STOP_LIMIT = 20.0  # seconds for a program to end when asked to


class StageError(Exception):
    """A program of Foyer failed; the text is what it said."""


class NotSeen(Exception):
    """What was waited for did not come; the text says what, and what was there instead."""


def end_on_signals():
    """Makes the usual signals an exception, so that everything is cleared away on every path."""

    def leave(number, _frame):
        raise SystemExit(128 + number)

    for number in ENDING_SIGNALS:
        signal.signal(number, leave)


@contextlib.contextmanager
def hold_signals():
    """What must not be left half done: a signal that comes meanwhile counts afterwards."""
    held = []
    before = {
        number: signal.signal(number, lambda number, _frame: held.append(number))
        for number in ENDING_SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])


def say(text):
    """A line of what goes on, for whoever looks on."""
    print(f"{datetime.datetime.now():%H:%M:%S}  {text}", flush=True)


class Stage:
    """Use it in a `with`: at the end all its programs are ended and its folder is gone."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        # Run as root, the relay starts PostgreSQL as another user, who must get to its folder.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-stage-", dir="/tmp"))
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        with hold_signals():
            for process in reversed(self.running):
                self.stop(process)
            shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name):
        return str(self.build / "src" / ROOMS[name] / name)

    def environment(self):
        """What a program needs that runs from the build folder."""
        shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        return dict(
            os.environ,
            GSETTINGS_SCHEMA_DIR=str(self.build / "data"),
            XDG_DATA_DIRS=f"{TOP / 'data'}:{shared}",
        )

    def start(self, *command, log=None, **keywords):
        """Starts a program that is ended with the stage at the latest. What it says on standard
        error goes to the log of that name."""
        keywords = {"env": self.environment(), "stdin": subprocess.DEVNULL, **keywords}
        with contextlib.ExitStack() as opened:
            if log is not None:
                keywords["stderr"] = opened.enter_context((self.folder / f"{log}.log").open("a"))
            opened.enter_context(hold_signals())
            process = subprocess.Popen([str(word) for word in command], text=True, **keywords)
            self.running.append(process)
        return process

    def stop(self, process):
        """Asks a program to end, and makes it."""
        if process in self.running:
            self.running.remove(process)
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        return process.wait()

    def start_relay(self, *options):
        """Starts a relay; returns (process, address) when it accepts connections."""
        process = self.start(
            self.program("foyer-relay"),
            f"--data-dir={self.data}",
            "--listen=127.0.0.1:0",
            *options,
            stdout=subprocess.PIPE,
            log="relay",
        )
        # The line comes, or the end of the output because the relay ended.
        timer = threading.Timer(START_LIMIT, process.kill)
        timer.start()
        line = process.stdout.readline().strip()
        timer.cancel()
        if not line.startswith(READY):
            raise StageError(f"the relay does not start: {self.read_log('relay')}")
        return process, line.removeprefix(READY)

    def read_log(self, name):
        log = self.folder / f"{name}.log"
        return log.read_text(errors="replace").strip() if log.exists() else ""

    def ctl(self, *words):
        """Runs foyerctl on the stage's database; returns what it printed."""
        said = subprocess.run(
            [self.program("foyerctl"), f"--data-dir={self.data}", *[str(word) for word in words]],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if said.returncode != 0:
            raise StageError(f"foyerctl {' '.join(map(str, words[:2]))}: {said.stderr.strip()}")
        return said.stdout.strip()

    def sign_in(self, email, role, device):
        """A staff member with a session at a device; returns the file with the token."""
        self.ctl("staff", "add", email, "--role", role)
        token = self.ctl("session", "create", "--staff", email, "--device", device)
        path = self.folder / f"token-{email}"
        path.touch(0o600)
        path.write_text(token + "\n")
        return path
