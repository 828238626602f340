#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application with a real relay, worked from outside as people and screen readers do."""

import csv
import io
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build-aux"))

from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import Atspi, Window, wait  # noqa: E402

GUESTS = """name,email,order,type
Ada Lovelace,ada@example.org,A7,Day pass
Grace Hopper,grace@example.org,B8,Day pass
Edsger Dijkstra,edsger@example.org,C9,VIP
"""

# What is seen on one page only.
SCANNER_IS_OPEN = "No Camera Found"
DASHBOARD_IS_OPEN = "Arrivals per Minute"


class Desk:
    """One running application."""

    def __init__(self, stage, address, token_file, profile):
        sign_in = [f"--connect={address}", f"--token-file={token_file}"] if token_file else []
        self.process = stage.start(
            stage.program("foyer"), f"--profile={profile}", *sign_in, "--camera=direct"
        )
        self.stage = stage
        self.window = Window(self.process, profile)
        self.id = wait("a window", self.find_id).split()[-1]

    def find_id(self):
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    def keys(self, *words):
        command = ["xdotool", "windowfocus", "--sync", self.id, *words]
        subprocess.run(command, check=True, timeout=30)

    def scan(self, code):
        self.keys("type", "--delay", "0", "--args", "1", code, "key", "Return")

    def sees(self, *words):
        return self.window.wait_for_text(" ".join(words), *words)

    def close(self):
        self.stage.stop(self.process)


def check_staff(stage, address, codes):
    token_file = stage.sign_in("staff@example.org", "staff", "North 1")
    desk = Desk(stage, address, token_file, "staff")
    desk.sees("Ready to Scan")
    desk.sees("0 of 3 admitted")
    desk.sees(SCANNER_IS_OPEN)
    assert desk.window.find("page tab", "Dashboard") is None, "staff are offered the dashboard"
    desk.scan(codes["Ada Lovelace"])
    desk.sees("ADMITTED", "Ada Lovelace", "Day pass · Order A7")
    desk.sees("1 of 3 admitted")
    assert desk.window.find("push button", "Undo This Admission") is None, "staff may undo"
    desk.scan(codes["Ada Lovelace"])
    desk.sees("REFUSED", "already been used", "North 1", "staff@example.org")
    assert desk.window.find("push button", "Let In") is None, "staff may override"
    desk.scan("no ticket at all")
    desk.sees("REFUSED", "not a ticket of this event")
    desk.close()


def check_supervisor(stage, address, codes):
    token_file = stage.sign_in("supervisor@example.org", "supervisor", "North 2")
    desk = Desk(stage, address, token_file, "supervisor")
    desk.sees("1 of 3 admitted")
    desk.keys("key", "ctrl+f", "type", "--delay", "120", "hopper")
    desk.sees("Not checked in yet.")
    desk.window.click("push button", "Check In")
    desk.sees("ADMITTED", "Grace Hopper")
    desk.sees("2 of 3 admitted")
    desk.keys("key", "ctrl+a", "key", "BackSpace")
    desk.window.click("push button", "Undo This Admission")
    desk.sees("Undo This Admission?")
    answer_dialog(desk, "type", "--delay", "120", "--args", "1", "wrong guest", "key", "Return")
    desk.sees("The admission was undone.")
    desk.sees("1 of 3 admitted")
    check_override(desk, codes)
    desk.close()


def check_override(desk, codes):
    """Whom the judge refused is let in, with a reason that is ready, by keys alone."""
    reason = "Order and identity were checked."
    desk.scan(codes["Ada Lovelace"])
    desk.sees("REFUSED", "already been used")
    tab_to(desk, "push button", "Let In")
    desk.keys("key", "space")
    desk.sees("Let This Guest In Anyway?")
    desk.window.click("push button", reason)
    answer_dialog(desk, "key", "Return")
    desk.sees("The guest was let in anyway.")
    desk.sees("ADMITTED", "Let in anyway by supervisor@example.org", reason)
    desk.sees("Ada Lovelace")
    assert desk.window.find("push button", "Let In") is None, "twice the same guest"
    # Nobody else was admitted, and what is admitted can be undone.
    desk.sees("1 of 3 admitted")
    assert desk.window.find("push button", "Undo This Admission"), "an override stays for ever"


def tab_to(desk, role, name):
    """Walks to a widget by keys, as who has no mouse does."""
    for _step in range(60):
        node = desk.window.find(role, name)
        if node is not None and node.get_state_set().contains(Atspi.StateType.FOCUSED):
            return
        desk.keys("key", "Tab")
    raise AssertionError(f"the keys do not lead to “{name}”")


def answer_dialog(desk, *words, entry="Reason"):
    """The dialog has the keyboard; without a window manager it must be given to it."""
    dialog = wait("the dialog", lambda: other_window(desk))
    subprocess.run(["xdotool", "windowfocus", "--sync", dialog], check=True, timeout=30)
    wait("the dialog to have the keyboard", lambda: has_keyboard(desk, entry))
    subprocess.run(["xdotool", *words], check=True, timeout=30)
    # GTK 4.8 fails a check of its own when it is asked for a window that closes meanwhile.
    wait("the dialog to close", lambda: other_window(desk) is None)


def has_keyboard(desk, entry):
    """Whether what is typed is a reason, or whatever else is asked for."""
    node = desk.window.find("text", entry)
    return node is not None and node.get_state_set().contains(Atspi.StateType.FOCUSED)


def other_window(desk):
    return next((one for one in desk.find_id().split() if one != desk.id), None)


def check_admin(stage, address, codes):
    token_file = stage.sign_in("admin@example.org", "admin", "Office")
    desk = Desk(stage, address, token_file, "admin")
    desk.sees(DASHBOARD_IS_OPEN)
    desk.sees("1 of 3 admitted")
    desk.sees("Admission undone")
    desk.sees("Let in anyway")
    desk.sees("Online · admin@example.org")
    check_alert(desk)
    assert desk.window.find("page tab", "Dashboard") is not None, "admins are not offered it"
    desk.keys("key", "alt+1")
    desk.sees(SCANNER_IS_OPEN)
    desk.keys("key", "alt+2")
    desk.sees(DASHBOARD_IS_OPEN)
    check_pause(desk, codes)
    # A scanner works in this view too.
    desk.scan(codes["Edsger Dijkstra"])
    desk.sees("ADMITTED", "Edsger Dijkstra")
    desk.sees(SCANNER_IS_OPEN)
    desk.close()


def check_pause(desk, codes):
    """Nobody comes in until the admin says so, by keys alone."""
    desk.sees("Guests are let in")
    desk.keys("key", "ctrl+shift+p")
    # Return alone does nothing that cannot be taken back.
    answer_dialog(desk, "type", "--delay", "120", "--args", "1", "Fire drill.", "key", "Return",
                  "key", "alt+p", entry="Message (optional)")
    desk.sees("Entry is paused")
    desk.sees("All desks are told: Fire drill.")
    desk.scan(codes["Edsger Dijkstra"])
    desk.sees("REFUSED", "Entry is paused: Fire drill.")
    desk.keys("key", "ctrl+shift+p")
    # Return does what is mostly wanted.
    answer_dialog(desk, "key", "Return", entry="Message (optional)")
    wait("entry to be resumed", lambda: desk.window.find("push button", "Resume Entry") is None)
    desk.keys("key", "alt+2")
    desk.sees("Guests are let in")


def check_alert(desk):
    """What was refused at the first desk."""
    desk.sees("Many codes are refused")
    desk.sees("Warning · North 1 · 2 times")
    desk.window.click("push button", "Acknowledge: Many codes are refused")
    wait("the alert to go", lambda: desk.window.find("push button", "Acknowledge") is None)


def check_connect_page(stage, address):
    """Typed in by a person, on a computer that has no keyring."""
    token = stage.sign_in("staff@example.org", "staff", "North 3").read_text().strip()
    desk = Desk(stage, address, None, "typed")
    desk.sees("Welcome to Foyer")
    desk.window.click("push button", "Use a Token")
    desk.sees("Connect This Desk")
    desk.window.click_into("text", "Address of the Relay", desk.id)
    desk.keys("type", "--delay", "20", "--args", "1", address, "key", "Return")
    desk.keys("type", "--delay", "0", "--args", "1", token, "key", "Return")
    desk.sees("the token is kept in a sealed file")
    desk.sees("Ready to Scan")
    desk.close()


def check_stranger(stage, address):
    token_file = stage.folder / "wrong-token"
    token_file.write_text("this-is-no-token\n")
    desk = Desk(stage, address, token_file, "stranger")
    desk.sees("The relay does not accept this token.")
    desk.close()


def main():
    end_on_signals()
    with Stage(sys.argv[1]) as stage:
        _relay, address = stage.start_relay()
        event = stage.ctl("event", "create", "--name", "Summer Festival")
        stage.ctl("setting", "set", "alert.refusals", "2")
        guests = stage.folder / "guests.csv"
        guests.write_text(GUESTS)
        stage.ctl("ticket", "import", "--event", event, guests)
        export = stage.ctl("ticket", "export", "--event", event)
        codes = {row["name"]: row["code"] for row in csv.DictReader(io.StringIO(export))}
        check_staff(stage, address, codes)
        check_supervisor(stage, address, codes)
        check_admin(stage, address, codes)
        check_stranger(stage, address)
        check_connect_page(stage, address)


main()
