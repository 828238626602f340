#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new desk joins: it scans a pairing code, an admin approves it on their dashboard, somebody
signs in there with an invitation, and scans a ticket."""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from joining import accept_invitation, make_invitation, open_office, pair  # noqa: E402
from demo_camera import PlayedCamera  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402


def approve(stage):
    admin = open_office(stage)
    admin.sees("New Devices")
    admin.sees("Waits for approval")
    admin.window.click("push button", "Approve")
    admin.sees("The device was approved")
    return admin


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
        accept_invitation(stage, desk, make_invitation(stage))
        camera = PlayedCamera(stage)
        camera.show(ticket.split("\t")[1])
        desk.sees("ADMITTED")
        admin.sees("new@example.org")
        desk.close()
        stage.stop(camera.process)
        pair(stage, event, "second", "--name", "East", "--approve", then="I Have an Invitation")


main()
