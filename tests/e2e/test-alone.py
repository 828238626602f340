#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk whose relay goes away and comes back: it says that it decides by itself, marks what it
decided, and says when that is over."""

import argparse
import csv
import io
import os
import pathlib
import signal
import subprocess
import sys
from contextlib import closing

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(TOP / "build-aux"))
sys.path.insert(0, str(TOP / "tests" / "support"))

from desk import Desk  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import wait  # noqa: E402

GUESTS = """name,email,order,type
Ada Lovelace,ada@example.org,A7,Day pass
Grace Hopper,grace@example.org,B8,Day pass
"""


def take_picture(name):
    folder = os.environ.get("FOYER_PICTURES")
    if folder is not None:
        command = ["import", "-window", "root", f"{folder}/{name}.png"]
        subprocess.run(command, check=True, timeout=60)


def list_codes(stage, event):
    export = stage.ctl("ticket", "export", "--event", event)
    return {row["name"]: row["code"] for row in csv.DictReader(io.StringIO(export))}


def sees_nothing_of(desk, word):
    wait(f"no “{word}”", lambda: not any(word in text for text in desk.window.texts()))


def knows_tickets(desk):
    """Without a network a search finds what the desk keeps."""
    desk.keys("key", "ctrl+f", "type", "--delay", "50", "--args", "1", "hopper")
    desk.sees("Not checked in yet.")
    desk.keys("key", "ctrl+a", "key", "BackSpace")


def falls_silent(desk, relay, code):
    """A relay that is stuck keeps its connections for a while, and yet nobody is online. What was
    scanned meanwhile it hears of when it goes on."""
    os.kill(relay.pid, signal.SIGSTOP)
    desk.type_line(code)
    desk.sees("This desk only: REFUSED")
    desk.window.wait_for_text("offline", "Offline: this desk decides by itself.")
    assert "Online" not in desk.window.texts(), desk.window.texts()
    os.kill(relay.pid, signal.SIGCONT)
    sees_nothing_of(desk, "decides by itself")
    sees_nothing_of(desk, "This desk only ·")


def starts_again(stage, desk, *options):
    """With the token of before it goes on, although nobody is there to say whose it is."""
    desk.close()
    desk = Desk(stage, "alone", *options)
    desk.window.wait_for_text("offline", "Offline: this desk decides by itself.")
    take_picture("alone-again")
    return desk


def lets_in(desk, code):
    """Without the relay too; what only the relay can do is said at once."""
    reason = "Order and identity were checked."
    desk.type_line(code)
    desk.sees("already been used")
    desk.press("Let In Anyway…")
    desk.sees("Let This Guest In Anyway?")
    desk.press(reason)
    desk.answer("Let In")
    desk.sees("The guest was let in anyway. The relay is told as soon as possible.")
    desk.sees("This desk only: ADMITTED", f"Let in anyway by anna@example.org: {reason}")
    take_picture("alone-let-in")
    desk.press("Undo This Admission")
    desk.sees("This desk has let them in by itself. It can be undone once the relay knows of it.")


def start_relay(stage, proxy):
    """It comes back somewhere else, as somebody may have its port; the desk does not see that."""
    relay, address = stage.start_relay()
    proxy.tell("target", address.rsplit(":", 1)[1])
    return relay


def warns_of_leaving(desk):
    """Without a relay nobody could come after them."""
    desk.choose("Account", "Sign Out…")
    desk.sees("The relay is out of reach.", "nobody can sign in here")
    take_picture("alone-leave")
    desk.answer("Cancel")
    wait("the question to go", lambda: desk.find_ids() == [desk.id])


def count_overridden(stage, event):
    log = stage.folder / "log.ndjson"
    stage.ctl("audit", "export", "--event", event, log)
    return sum('"overridden"' in line for line in log.read_text().splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="the build folder")
    end_on_signals()
    with Stage(parser.parse_args().build) as stage, closing(FaultProxy(0)) as proxy:
        relay = start_relay(stage, proxy)
        event = stage.ctl("event", "create", "--name", "Summer Festival")
        guests = stage.folder / "guests.csv"
        guests.write_text(GUESTS)
        stage.ctl("ticket", "import", "--event", event, guests)
        codes = list_codes(stage, event)
        token = stage.sign_in("anna@example.org", "supervisor", "Gate 1")
        address = f"ws://127.0.0.1:{proxy.port}"
        options = (f"--connect={address}", f"--token-file={token}", "--camera=direct")
        desk = Desk(stage, "alone", *options)
        desk.sees("0 of 2 admitted")
        desk.type_line(codes["Ada Lovelace"])
        desk.sees("ADMITTED", "Ada Lovelace")
        sees_nothing_of(desk, "fetched")
        falls_silent(desk, relay, codes["Ada Lovelace"])
        desk.sees("Online")
        stage.stop(relay)
        desk.window.wait_for_text("offline", "Offline: this desk decides by itself.")
        knows_tickets(desk)
        desk.type_line(codes["Grace Hopper"])
        desk.sees("This desk only: ADMITTED", "Grace Hopper")
        desk.sees("1 scan waits for the relay.")
        desk.sees("2 of 2 admitted")
        take_picture("alone")
        lets_in(desk, codes["Grace Hopper"])
        desk.sees("2 scans wait for the relay.")
        warns_of_leaving(desk)
        # On paper what no computer may tell soon: without the relay too.
        desk.keys("key", "ctrl+p")
        wait("the print dialog", lambda: len(desk.find_ids()) > 1)
        take_picture("alone-print")
        desk.dismiss()
        relay = start_relay(stage, proxy)
        sees_nothing_of(desk, "decides by itself")
        sees_nothing_of(desk, "This desk only ·")
        desk.sees("2 of 2 admitted")
        take_picture("alone-no-more")
        assert count_overridden(stage, event) == 1, "the supervisor's word was lost"
        stage.stop(relay)
        desk = starts_again(stage, desk, *options)
        desk.sees("2 of 2 admitted")
        desk.type_line(codes["Ada Lovelace"])
        desk.sees("REFUSED", "Ada Lovelace")
        start_relay(stage, proxy)
        sees_nothing_of(desk, "decides by itself")
        stage.ctl("audit", "verify", "--event", event)


main()
