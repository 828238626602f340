#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Supervisors at windows of their own, with a real relay: two of them edit the same ticket at once,
and one decides what two desks that did not hear of each other have done. By the keyboard."""

import argparse
import csv
import datetime
import io
import os
import pathlib
import subprocess
import sys
import uuid

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(TOP / "build-aux"))

import wire  # noqa: E402
from desk import Desk  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import Atspi, wait  # noqa: E402

GUESTS = """name,email,order,type
Ada Lovelace,ada@example.org,A7,Day pass
Grace Hopper,grace@example.org,B8,Day pass
"""
EDIT, CONFLICTS, CONFLICT = "Edit Ticket", "Conflicts", "Conflict"


def take_picture(name):
    folder = os.environ.get("FOYER_PICTURES")
    if folder is not None:
        command = ["import", "-window", "root", f"{folder}/{name}.png"]
        subprocess.run(command, check=True, timeout=60)


def list_tickets(stage, event):
    export = stage.ctl("ticket", "export", "--event", event)
    return {row["email"]: row for row in csv.DictReader(io.StringIO(export))}


def is_focused(desk, role, name):
    """Nodes of one name may be many: any of them."""
    for node in desk.window.nodes():
        if node.get_role_name() == role and (node.get_name() or "").startswith(name):
            if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                return True
    return False


def tab_to(desk, title, role, name):
    """Walks to a widget by keys, as who has no mouse does."""
    for _step in range(40):
        if is_focused(desk, role, name):
            return
        desk.keys("key", "Tab", title=title)
    raise AssertionError(f"the keys do not lead to “{name}”")


def type_over(desk, title, text, n_tabs=0):
    """Into the field that has the keyboard, or one so many further on: GTK 4.8 does not tell which
    one within a row it is."""
    desk.keys(*["key", "Tab"] * n_tabs, "key", "ctrl+a", "type", "--delay", "20", "--args", "1",
              text, title=title)


def wait_until_closed(desk, title):
    """GTK 4.8 fails a check of its own when it is asked for a window that closes meanwhile: nobody
    looks at what is on the screen until then."""
    command = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(desk.process.pid),
               "--name", f"^{title}$"]
    wait(f"{title} to close", lambda: not subprocess.run(
        command, capture_output=True, text=True, check=False).stdout.strip())


def open_edit(desk, guest):
    desk.keys("key", "ctrl+f", "type", "--delay", "50", "--args", "1", guest)
    desk.sees("Not checked in yet.")
    desk.window.click("push button", "Edit This Ticket")
    desk.find_titled(EDIT)
    wait("the ticket", lambda: desk.window.find("text", "Attention"))


def check_edit(stage, event, desks):
    """Both have the ticket open; the second one to save decides, and keeps what it typed."""
    first, second = desks
    for desk in desks:
        open_edit(desk, "lovelace")
    type_over(first, EDIT, "Ada King")
    first.keys("key", "ctrl+s", title=EDIT)
    wait_until_closed(first, EDIT)
    first.sees("The ticket was saved.")
    type_over(second, EDIT, "Ada Byron")
    type_over(second, EDIT, "A8", n_tabs=2)
    second.keys("key", "ctrl+s", title=EDIT)
    second.sees("Changed Meanwhile")
    second.sees("Name, Theirs: Ada King")
    second.sees("Name, Yours: Ada Byron")
    take_picture("decide-edit")
    tab_to(second, EDIT, "check box", "Name, Theirs")
    second.keys("key", "space", "key", "ctrl+s", title=EDIT)
    wait_until_closed(second, EDIT)
    second.sees("The ticket was saved.")
    ticket = list_tickets(stage, event)["ada@example.org"]
    assert (ticket["name"], ticket["order_code"]) == ("Ada King", "A8"), ticket


def report(desk, event, code, minutes_ago):
    """What a desk decided by itself, some time ago."""
    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes_ago)
    scan = {"scan_id": str(uuid.uuid4()), "code": code, "direction": "entry",
            "scanned_at": then.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "device_verdict": {"outcome": "admitted"}, "clock_offset_ms": 0, "clock_error_ms": 40}
    answer = desk.ask("sync_scans", event_id=event, scans=[scan])
    assert answer["type"] == "scans_synced", answer


def choose_resolution(desk, name, place):
    """From a list that opens, by the arrow keys; `place` is how far down it is."""
    tab_to(desk, CONFLICT, "combo box", "What Was Behind It")
    desk.keys("key", "space", title=CONFLICT)
    desk.sees(name)
    desk.keys(*["key", "Down"] * place, "key", "Return", title=CONFLICT)


def check_conflict(stage, address, event, desks):
    code = list_tickets(stage, event)["grace@example.org"]["code"]
    files = [stage.sign_in(f"{name}@example.org", "staff", place)
             for name, place in (("bo", "Gate 1"), ("kim", "Gate 2"))]
    gates = [wire.Desk(address, file.read_text().strip()) for file in files]
    assert gates[0].verify(event, code)["outcome"] == "admitted"
    report(gates[1], event, code, 5)
    for desk in desks:
        desk.sees("1 conflict to decide")
    told = gates[0].wait_for("conflict_opened")["conflict"]
    assert told["kind"] == "too_many", told
    take_picture("decide-bar")
    # Whoever comes back to a desk that it names hears of it again, and cannot decide it.
    staff = Desk(stage, "bo", f"--connect={address}", f"--token-file={files[0]}", "--camera=direct")
    staff.sees("Admitted more often than the ticket allows", "A supervisor decides.")
    take_picture("decide-named")
    desk = desks[0]
    desk.keys("key", "alt+3")
    desk.find_titled(CONFLICTS)
    tab_to(desk, CONFLICTS, "list item", "Grace Hopper")
    desk.keys("key", "Return", title=CONFLICTS)
    desk.sees("Admitted more often than the ticket allows")
    desk.sees("Gate 1 · bo@example.org")
    desk.sees("Gate 2 · kim@example.org", "± 40 ms", "decided by the desk alone")
    desk.sees("Admitted 2 of 1 times, 2 inside")
    desk.sees("History of the Ticket")
    tab_to(desk, CONFLICT, "check box", "Take back: Gate 1")
    desk.keys("key", "space", title=CONFLICT)
    take_picture("decide-conflict")
    choose_resolution(desk, "Fraud", 5)
    type_over(desk, CONFLICT, "A copy of the first ticket", n_tabs=1)
    desk.keys("key", "Return", title=CONFLICT)
    wait_until_closed(desk, CONFLICT)
    desk.sees("Nothing waits for a decision.")
    desk.sees("Fraud")
    take_picture("decide-decided")
    resolved = gates[1].wait_for("conflict_resolved")["conflict"]
    assert resolved["resolution"] == "fraud", resolved
    assert [scan["standing"] for scan in resolved["scans"]] == [True, False], resolved
    for gate in gates:
        gate.close()
    wait("the bar to go", lambda: not any("to decide" in text for text in desks[1].window.texts()))
    wait("the other to go", lambda: not any("decides." in text for text in staff.window.texts()))
    stage.ctl("audit", "verify", "--event", event)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="the build folder")
    end_on_signals()
    with Stage(parser.parse_args().build) as stage:
        _relay, address = stage.start_relay()
        event = stage.ctl("event", "create", "--name", "Summer Festival")
        guests = stage.folder / "guests.csv"
        guests.write_text(GUESTS)
        stage.ctl("ticket", "import", "--event", event, guests)
        desks = []
        for name in ("anna", "mara"):
            token = stage.sign_in(f"{name}@example.org", "supervisor", f"Desk of {name}")
            desks.append(Desk(stage, name, f"--connect={address}", f"--token-file={token}",
                              "--camera=direct"))
        for desk in desks:
            desk.sees("0 of 2 admitted")
        check_edit(stage, event, desks)
        check_conflict(stage, address, event, desks)


main()
