# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera where there is none: tests/desktop/demo-camera, which plays a phone held to it."""

import subprocess
import threading
import time

from foyer_stage import StageError, say

NAME = "Played camera"
# A ticket that is out of sight for less long counts as held still (FOYER_LIMIT_SIGHTING_GAP_MS).
AWAY = 3.5  # seconds
LOOK_LIMIT = 10.0  # seconds in which a camera of PipeWire must show a picture
POLL = 0.1  # seconds between two looks at the list of cameras
LOOK = (
    "gst-launch-1.0", "-q", "pipewiresrc", f"target-object={NAME}", "num-buffers=1",
    "!", "video/x-raw,format=YUY2", "!", "fakesink",
)


class PlayedCamera:
    """A camera that shows what it is told to: of PipeWire, else a test source of GStreamer.

    `options` is what a window needs to see it."""

    def __init__(self, stage):
        self.stage = stage
        self.shown = None
        self.left = {}
        self.options = []
        self.start(f"--name={NAME}")
        is_seen = self.is_seen()
        # A camera that has been looked at is plugged in again by itself, and not always well.
        self.stage.stop(self.process)
        if is_seen:
            self.start(f"--name={NAME}")
        else:
            self.serve()
        self.show_nothing()

    def start(self, *options):
        self.process = self.stage.start(
            self.stage.build / "tests" / "desktop" / "demo-camera", *options,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, log="camera",
        )

    def is_seen(self):
        """Whether PipeWire gives a picture of it to another program."""
        end = time.monotonic() + LOOK_LIMIT
        while not self.is_listed():
            if self.process.poll() is not None or time.monotonic() > end:
                return False
            time.sleep(POLL)
        looker = self.stage.start(*LOOK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return looker.wait(LOOK_LIMIT) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.stage.stop(looker)

    @staticmethod
    def is_listed():
        """Who looks for a camera that is not there yet is made to wait for half a minute."""
        said = subprocess.run(
            ["pw-cli", "ls", "Node"], capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )
        return NAME in said.stdout

    def serve(self):
        """Plays to a test source of GStreamer, which the windows have in place of a camera."""
        say("PipeWire shows no camera here: a GStreamer test source plays the same pictures")
        self.start("--serve")
        source = self.read("serving ")
        self.options = [f"--camera={source}"]

    def read(self, beginning):
        """The rest of the next line that begins so; besides those it says when somebody looks."""
        timer = threading.Timer(LOOK_LIMIT, self.process.kill)
        timer.start()
        try:
            for line in self.process.stdout:
                if line.startswith(beginning):
                    return line.removeprefix(beginning).strip()
        finally:
            timer.cancel()
        raise StageError("the played camera does not work: " + self.stage.read_log("camera"))

    def show(self, code):
        """From now on the phone shows this code; one that was there before comes back later."""
        self.left[self.shown] = time.monotonic()
        time.sleep(max(0.0, self.left.get(code, 0.0) + AWAY - time.monotonic()))
        self.shown = code
        try:
            self.process.stdin.write(code + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, which its output says as well
        self.read("showing ")

    def show_nothing(self):
        self.show("none")
