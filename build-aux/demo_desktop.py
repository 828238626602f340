# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo on a desktop: three windows to play with, until the last one is closed."""

import itertools
import pathlib
import time

from demo_camera import PlayedCamera
from demo_show import ENTRANCE, GARDEN, OFFICE
from foyer_stage import StageError, say

SECONDS = 4  # for each ticket that is played
POLL = 0.1  # seconds between two looks at the windows


def has_camera():
    return any(pathlib.Path("/dev").glob("video*"))


class Desktop:
    """The windows, and the camera that plays where there is none."""

    def __init__(self, show):
        self.show = show
        self.camera = None if has_camera() else PlayedCamera(show.stage)
        options = self.camera.options if self.camera is not None else []
        self.windows = {
            person: show.start_window(person, *options, log=person[2])
            for person in (OFFICE, GARDEN, ENTRANCE)
        }

    def is_open(self):
        return any(window.poll() is None for window in self.windows.values())

    def stay(self, seconds):
        end = time.monotonic() + seconds
        while self.is_open() and time.monotonic() < end:
            time.sleep(POLL)

    def check_ends(self):
        """A window that was closed ended well."""
        for (_, _, place), window in self.windows.items():
            if window.returncode != 0:
                said = self.show.stage.read_log(place) or f"status {window.returncode}"
                raise StageError(f"the window of {place} has failed: {said}")


def play(show):
    pictures = show.stage.folder / "tickets"
    pictures.mkdir()
    show.stage.ctl("ticket", "qr", "--event", show.event, "--out", pictures)
    if has_camera():
        say(f"Hold these tickets to the camera, on paper or on a phone: {pictures}")
    else:
        say("There is no camera: the tickets are played to you")
    desktop = Desktop(show)
    say("Two desks and a dashboard are opening; close them all to end the demo")
    codes = itertools.cycle(row["code"] for row in show.tickets.values())
    while desktop.is_open():
        if desktop.camera is not None:
            desktop.camera.show(next(codes))
        desktop.stay(SECONDS)
    desktop.check_ends()
