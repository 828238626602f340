# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks that are paired with a real relay and signed in to it, as people do it."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build-aux"))

from demo_camera import PlayedCamera  # noqa: E402
from desk import Desk  # noqa: E402
from foyer_windows import wait  # noqa: E402

PASSPHRASE = "seven green umbrellas"


def pair(stage, event, profile, *options, then="Waiting for Approval"):
    """Up to the page that is shown when the code was taken."""
    said = json.loads(stage.ctl("--json", "device", "pair", "--event", event, *options))
    camera = PlayedCamera(stage)
    desk = Desk(stage, profile, *camera.options)
    desk.sees("Welcome to Foyer")
    camera.show(said["text"])
    desk.window.click("push button", "Scan the Pairing Code")
    desk.sees(then)
    # The next camera is another one: whoever pairs holds the code up, and then puts it away.
    stage.stop(camera.process)
    return desk


def make_invitation(stage, email="new@example.org"):
    said = json.loads(stage.ctl("--json", "staff", "invite", email, "--role", "staff"))
    return said["code"]


def accept_invitation(stage, desk, code):
    """What is held before the camera is told from other codes; only the passphrase is typed."""
    camera = PlayedCamera(stage)
    desk.window.click("push button", "I Have an Invitation")
    desk.sees("Use an Invitation")
    desk.sees("Hold the invitation in front of the camera")
    camera.show("FOYER:SOMETHING/ELSE")
    desk.sees("This is not an invitation of Foyer.")
    camera.show(f"FOYER:INVITE/{code}")
    wait("a code", lambda: "Hold the invitation" not in " ".join(desk.window.texts()))
    # What is still held there when the desk opens would be a ticket that is none.
    camera.show_nothing()
    for line in (PASSPHRASE, PASSPHRASE):
        desk.type_line(line)
    desk.sees("Ready to Scan")
    stage.stop(camera.process)


def open_office(stage):
    """An admin who watches."""
    token_file = stage.sign_in("admin@example.org", "admin", "Office")
    return Desk(stage, "admin", f"--connect={stage.address}", f"--token-file={token_file}",
                "--camera=direct")
