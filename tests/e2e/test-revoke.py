#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An admin invites somebody, and their desk is lost: the admin revokes it from its page, it wipes
its data and signs for that, it is paired again as the same device, and revoked once more while it
hears nothing."""

import argparse
import json
import os
import pathlib
import re
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "relay"))

from joining import PASSPHRASE, Desk, accept_invitation, open_office, pair  # noqa: E402
from device_key import is_proof  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import wait  # noqa: E402

EMAIL = "new@example.org"
NAME = "Nel Overdyk"
EVENT = "Summer Festival"
PAIRING = re.compile(r"^(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}$")
INVITATION = re.compile(r"^(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}$")


def find_device(stage, name="East"):
    listed = json.loads(stage.ctl("--json", "device", "list"))["devices"]
    found = [device for device in listed if device["name"] == name]
    assert len(found) == 1, f"{len(found)} devices are called {name}"
    return found[0]


def list_kinds(stage, device):
    said = json.loads(stage.ctl("--json", "device", "history", device))
    return [access["kind"] for access in said["accesses"]]


def read_profile(name):
    """All that the application keeps on the disk under that profile."""
    folder = pathlib.Path(os.environ["XDG_DATA_HOME"])
    kept = [path for path in folder.rglob("*") if path.is_file() and name in path.parts]
    return b"".join(path.read_bytes() for path in kept)


def check_wiped(stage, profile, device):
    """The desk knows nothing any more, and anybody can check that it said so."""
    kept = read_profile(profile)
    for private in (EMAIL, NAME, EVENT, device["id"], "North"):
        assert private.encode() not in kept, "something was left on the wiped desk"
    told = find_device(stage)
    assert told["status"] == "revoked", told["status"]
    assert told["wiped_at"] >= told["revoked_at"], "the receipt is an old one"
    assert is_proof(told["wipe_key"], "wiped", told["wipe_challenge"], told["wipe_receipt"])
    return told


def read_code(admin, kind):
    found = wait("a code", lambda: list(filter(kind.match, admin.window.texts())))
    return found[0]


def invite(admin):
    """From the dashboard; who was invited is in the list at once."""
    admin.window.click("push button", "Staff…")
    admin.sees("admin@example.org")
    admin.window.click("push button", "Invite…")
    admin.sees("Otherwise for all events")
    admin.type_line(EMAIL, title="Invite")
    admin.type_line(NAME, title="Invite")
    code = read_code(admin, INVITATION)
    admin.sees("Good until")
    admin.leave("Invite")
    admin.sees("Staff · " + EMAIL)
    admin.sees("Invited")
    admin.leave("Staff")
    return code.replace("-", "")


def open_device(admin):
    admin.keys("windowsize", "--sync", admin.id, "1200", "1000")
    admin.window.click_into("label", "East", admin.id)
    admin.sees("Pair Again")


def move(stage, admin, desk):
    """What the desk goes by after an admin moved it: within a second, and told in the window."""
    stage.ctl("device", "approve", find_device(stage)["id"], "--gate", "North")
    desk.sees("North")
    admin.sees("North")


def revoke(stage, admin, desk):
    device = find_device(stage)
    assert NAME.encode() in read_profile("new"), "there is nothing to wipe"
    admin.window.click("push button", "Revoke…")
    admin.sees("Revoke “East”?")
    admin.window.click("push button", "_Revoke")
    desk.sees("This device was revoked.", "the relay has been told")
    admin.sees("Revoked and wiped")
    admin.sees("It confirmed at")
    admin.sees("Data wiped")
    check_wiped(stage, "new", device)
    kinds = list_kinds(stage, device["id"])
    assert kinds[:1] == ["wiped"] and {"revoked", "signed_out"} <= set(kinds[:4]), kinds


def pair_again(stage, admin, desk):
    """The code that the admin sees is typed on the desk, which is the same device then."""
    before = find_device(stage)
    admin.window.click("push button", "Pair Again…")
    code = read_code(admin, PAIRING)
    desk.window.click("push button", "Type an Address")
    desk.sees("Address of the Relay")
    desk.type_line(stage.address)
    desk.type_line(code)
    # The page that follows was shown before, and counts as shown still.
    wait("the new key", lambda: find_device(stage)["public_key"] != before["public_key"])
    desk.sees("I Have an Invitation")
    after = find_device(stage)
    assert (after["id"], after["status"]) == (before["id"], "approved"), after
    assert after["public_key"] != before["public_key"], "the wiped key is used again"
    assert after["wipe_receipt"] == before["wipe_receipt"], "the receipt is gone"
    desk.type_line(EMAIL)
    desk.type_line(PASSPHRASE)
    wait("the desk at work", lambda: list_kinds(stage, after["id"])[0] == "connected")
    desk.sees("Ready to Scan")


def keep_port(port):
    """Where nobody listens, and nobody else is given the port until the relay takes it again."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", port))
    return place


def revoke_while_away(stage, relay, desk):
    """Nobody tells the desk; it hears of it when the relay is there again, and signs then."""
    device = find_device(stage)
    desk.close()
    stage.stop(relay)
    port = int(stage.address.rsplit(":", 1)[1])
    place = keep_port(port)
    stage.ctl("device", "revoke", device["id"])
    assert not find_device(stage)["wiped_at"] >= find_device(stage)["revoked_at"]
    desk = Desk(stage, "new", "--camera=direct")
    desk.sees("Offline")
    assert device["id"].encode() in read_profile("new"), "it wiped before it could know"
    stage.start_relay(f"--listen=127.0.0.1:{port}")
    place.close()
    desk.sees("This device was revoked.", "the relay has been told")
    check_wiped(stage, "new", device)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    end_on_signals()
    with Stage(parser.parse_args().build) as stage:
        relay, stage.address = stage.start_relay()
        event = stage.ctl("event", "create", "--name", EVENT)
        stage.ctl("gate", "create", "--event", event, "--name", "North")
        desk = pair(stage, event, "new", "--name", "East", "--approve", then="I Have an Invitation")
        admin = open_office(stage)
        accept_invitation(stage, desk, invite(admin))
        admin.sees("Online · " + EMAIL)
        open_device(admin)
        move(stage, admin, desk)
        revoke(stage, admin, desk)
        pair_again(stage, admin, desk)
        admin.close()
        revoke_while_away(stage, relay, desk)


main()
