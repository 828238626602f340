# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person at a desk waits for: the first frame of the window, and the verdict on screen."""

import queue
import statistics
import subprocess
import threading
import time

from demo_camera import PlayedCamera
from foyer_stage import NotSeen

LIMIT = 30.0  # seconds that one figure may take to come


class Timings:
    """The lines `timing<TAB>NAME<TAB>MILLISECONDS` of one window, as they come."""

    def __init__(self, process):
        self.process = process
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put((time.monotonic(), line.rstrip("\n").split("\t")))

    def wait_for(self, name):
        """(when it was read, milliseconds) of the next such line."""
        while True:
            try:
                moment, words = self.lines.get(timeout=LIMIT)
            except queue.Empty:
                raise NotSeen(f"the window does not say {name}") from None
            if words[:2] == ["timing", name]:
                return moment, float(words[2])


def start_window(stage, profile, *options):
    return stage.start(stage.program("foyer"), f"--profile={profile}", "--print-timing", *options,
                       stdout=subprocess.PIPE)


def measure_start(stage, table, runs):
    """From the start of the process, which is before the program itself can look at a clock."""
    times = []
    for run in range(runs):
        start = time.monotonic()
        window = start_window(stage, f"start-{run}")
        moment, _ = Timings(window).wait_for("first-frame")
        times.append((moment - start) * 1000)
        stage.stop(window)
    table.limit("start of the application to its first frame, median", statistics.median(times),
                "ms")


def measure_verdicts(stage, table, tickets):
    """From the frame that the camera handed over to the verdict painted."""
    _, address = stage.start_relay()
    event = stage.ctl("event", "create", "--name", "Bench")
    issued = stage.ctl("ticket", "issue", "--event", event, "--count", tickets)
    token = stage.sign_in("bench@example.org", "staff", "Bench")
    camera = PlayedCamera(stage)
    window = start_window(stage, "verdicts", f"--connect={address}", f"--token-file={token}",
                          *camera.options)
    timings = Timings(window)
    times = []
    for line in issued.splitlines():
        camera.show(line.split("\t")[1])
        times.append(timings.wait_for("verdict-painted")[1])
    table.limit(f"frame to painted verdict, median of {tickets}", statistics.median(times), "ms")
    table.limit("frame to painted verdict, longest", max(times), "ms")


def measure(stage, table, runs):
    measure_start(stage, table, runs)
    measure_verdicts(stage, table, 2 * runs)
