# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera where there is none: tests/desktop/demo-camera, which plays a phone held to it."""

import subprocess

from foyer_stage import StageError

NAME = "Played camera"


class PlayedCamera:
    """A camera of PipeWire that shows what it is told to."""

    def __init__(self, stage):
        self.process = stage.start(
            stage.build / "tests" / "desktop" / "demo-camera", f"--name={NAME}",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.show_nothing()

    def show(self, code):
        """From now on the phone shows this code."""
        self.process.stdin.write(code + "\n")
        self.process.stdin.flush()
        # Besides that it says when somebody looks for the first time.
        for line in self.process.stdout:
            if line.startswith("showing"):
                return
        raise StageError("the played camera does not work; is PipeWire running?")

    def show_nothing(self):
        self.show("none")
