#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new desk joins: it scans a pairing code, an admin approves it on their dashboard, somebody
signs in there with an invitation, and scans a ticket."""

import argparse
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build-aux"))

from demo_camera import PlayedCamera  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import Window, wait  # noqa: E402

PASSPHRASE = "seven green umbrellas"


class Desk:
    """One running application."""

    def __init__(self, stage, profile, *options):
        self.stage = stage
        self.process = stage.start(stage.program("foyer"), f"--profile={profile}", *options)
        self.window = Window(self.process, profile)
        self.id = wait("a window", self.find_id).split()[-1]

    def find_id(self):
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    def sees(self, *words):
        return self.window.wait_for_text(" ".join(words), *words)

    def keys(self, *words):
        command = ["xdotool", "windowfocus", "--sync", self.id, *words]
        subprocess.run(command, check=True, timeout=30)

    def type_line(self, text):
        self.keys("type", "--delay", "2", "--args", "1", text, "key", "Return")

    def close(self):
        self.stage.stop(self.process)


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


def approve(stage):
    token_file = stage.sign_in("admin@example.org", "admin", "Office")
    admin = Desk(stage, "admin", f"--connect={stage.address}", f"--token-file={token_file}",
                 "--camera=direct")
    admin.sees("New Devices")
    admin.sees("Waits for approval")
    admin.window.click("push button", "Approve")
    admin.sees("The device was approved")
    return admin


def accept_invitation(stage, desk):
    """What is held before the camera is told from other codes; only the passphrase is typed."""
    said = json.loads(stage.ctl("--json", "staff", "invite", "new@example.org", "--role", "staff"))
    camera = PlayedCamera(stage)
    desk.window.click("push button", "I Have an Invitation")
    desk.sees("Use an Invitation")
    desk.sees("Hold the invitation in front of the camera")
    camera.show("FOYER:SOMETHING/ELSE")
    desk.sees("This is not an invitation of Foyer.")
    camera.show(f"FOYER:INVITE/{said['code']}")
    wait("a code", lambda: "Hold the invitation" not in " ".join(desk.window.texts()))
    for line in (PASSPHRASE, PASSPHRASE):
        desk.type_line(line)
    desk.sees("Ready to Scan")
    stage.stop(camera.process)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    end_on_signals()
    with Stage(parser.parse_args().build) as stage:
        _relay, stage.address = stage.start_relay()
        event = stage.ctl("event", "create", "--name", "Summer Festival")
        ticket = stage.ctl("ticket", "issue", "--event", event, "--count", "1")
        desk = pair(stage, event, "new")
        admin = approve(stage)
        desk.sees("Summer Festival", "·")
        accept_invitation(stage, desk)
        camera = PlayedCamera(stage)
        camera.show(ticket.split("\t")[1])
        desk.sees("ADMITTED")
        admin.sees("new@example.org")
        desk.close()
        stage.stop(camera.process)
        pair(stage, event, "second", "--name", "East", "--approve", then="I Have an Invitation")


main()
