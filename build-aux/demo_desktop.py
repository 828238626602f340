# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo on a desktop: three windows to play with, until the last one is closed."""

import itertools
import os
import pathlib
import time

from demo_camera import PlayedCamera
from demo_show import ENTRANCE, GARDEN, OFFICE, say
from foyer_stage import StageError

SECONDS = 4  # for each ticket that is played


def has_camera():
    return any(pathlib.Path("/dev").glob("video*"))


def play(show):
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        raise StageError("there is no screen here; try build-aux/demo --headless DIR")
    pictures = show.stage.folder / "tickets"
    pictures.mkdir()
    show.stage.ctl("ticket", "qr", "--event", show.event, "--out", pictures)
    camera = None
    if has_camera():
        say(f"Hold these tickets to the camera, on paper or on a phone: {pictures}")
    else:
        say("There is no camera: the tickets are played to you")
        camera = PlayedCamera(show.stage)
    windows = [show.start_window(person) for person in (OFFICE, GARDEN, ENTRANCE)]
    say("Two desks and a dashboard are opening; close them all to end the demo")
    codes = itertools.cycle(row["code"] for row in show.tickets.values())
    while any(window.poll() is None for window in windows):
        if camera is not None:
            camera.show(next(codes))
        time.sleep(SECONDS)
