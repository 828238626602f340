# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera where there is none: tests/desktop/demo-camera, which plays a phone held to it."""

import subprocess
import time

from foyer_stage import StageError

NAME = "Played camera"
# A ticket that is out of sight for less long counts as held still (FOYER_LIMIT_SIGHTING_GAP_MS).
AWAY = 3.5  # seconds


class PlayedCamera:
    """A camera of PipeWire that shows what it is told to."""

    def __init__(self, stage):
        self.shown = None
        self.left = {}
        self.process = stage.start(
            stage.build / "tests" / "desktop" / "demo-camera", f"--name={NAME}",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.show_nothing()

    def show(self, code):
        """From now on the phone shows this code; one that was there before comes back later."""
        self.left[self.shown] = time.monotonic()
        time.sleep(max(0.0, self.left.get(code, 0.0) + AWAY - time.monotonic()))
        self.shown = code
        self.process.stdin.write(code + "\n")
        self.process.stdin.flush()
        # Besides that it says when somebody looks for the first time.
        for line in self.process.stdout:
            if line.startswith("showing"):
                return
        raise StageError("the played camera does not work; is PipeWire running?")

    def show_nothing(self):
        self.show("none")
