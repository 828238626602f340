#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody hosts an event on their laptop, without a terminal: tickets from a file, a PDF of them,
the code for another laptop, which joins by scanning it, and a verified copy at the end. Then a
demo, which leaves nothing."""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build-aux"))

from demo_camera import PlayedCamera  # noqa: E402
from foyer_stage import Stage, end_on_signals, say  # noqa: E402
from foyer_windows import Atspi, Window, wait  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
EMAIL, PASSPHRASE = "mara@example.org", "seven green umbrellas"
GUESTS = "Name,E-mail,Ticket type\nAmara Okafor,amara@example.org,VIP\nBen,no address,VIP\n"
LIMIT = 180.0  # seconds until a relay and its PostgreSQL have begun, or ended
INHIBITION = "An event is hosted on this laptop"
CELL = ("-r", "150", "-x", "80", "-y", "50", "-W", "560", "-H", "280")
EMPTY_SCENE = "videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=5/1"


def programs(stage):
    """The folder that has what hosting needs, as if it were installed."""
    folder = stage.folder / "programs"
    folder.mkdir(exist_ok=True)
    for name in ("foyer-relay", "foyerctl"):
        if not (folder / name).exists():
            (folder / name).symlink_to(stage.program(name))
    return folder


class Desk:
    """One running application, and the windows that it has."""

    def __init__(self, stage, profile, *options, missing=None):
        self.stage = stage
        environment = stage.environment()
        environment["PATH"] = os.pathsep.join([str(programs(stage)), environment["PATH"]])
        if missing is not None:
            (programs(stage) / missing).unlink()
        self.process = stage.start(stage.program("foyer"), f"--profile={profile}", *options,
                                   env=environment)
        self.window = Window(self.process, profile)
        self.id = wait("a window", self.find_ids)[-1]

    def find_ids(self):
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()

    def find_dialog(self):
        """The newest window besides the first."""
        return max((i for i in self.find_ids() if i != self.id), key=int, default=None)

    def sees(self, *words):
        return self.window.wait_for_text(" ".join(words), *words)

    def keys(self, window_id, *words):
        subprocess.run(["xdotool", "windowfocus", "--sync", window_id, *words], check=True,
                       timeout=30)

    def type_line(self, window_id, text):
        self.keys(window_id, "type", "--delay", "0", "--args", "1", text, "key", "Return")

    def choose_file(self, path):
        """Types a path into the file dialog that opens, whose first letter opens a field."""
        self.type_line(wait("the file dialog", self.find_dialog), str(path))

    def close(self):
        self.stage.stop(self.process)


def scan_picture(stage, path):
    """What is coded in a picture."""
    said = subprocess.run([stage.program("foyer-scan-file"), path], capture_output=True, text=True,
                          check=True)
    return said.stdout.strip().split("\t")[-1]


def scan_window(stage, window_id):
    """What the screen shows, as another laptop's camera sees it."""
    path = stage.folder / "window.png"
    subprocess.run(["import", "-window", window_id, path], check=True)
    text = scan_picture(stage, path)
    return text if text.startswith("FOYER:PAIR") else None


def fill_in(stage, host):
    guests = stage.folder / "guests.csv"
    guests.write_text(GUESTS)
    host.sees("Name of the Event")
    host.keys(host.id, "type", "--delay", "2", "Harbour Gala")
    host.window.click("push button", "Choose")
    host.choose_file(guests)
    host.sees("1 ticket is taken in")
    host.sees("1 row is left out")
    host.sees("Amara Okafor")
    focus_behind(host, "1 row is left out")
    host.type_line(host.id, EMAIL)
    host.type_line(host.id, PASSPHRASE)


def focus_behind(desk, name):
    """Goes by the keyboard to the field behind a row: of a field GTK says no focus."""
    for _ in range(40):
        desk.keys(desk.id, "key", "Tab")
        node = desk.window.find("list item", name)
        if node.get_state_set().contains(Atspi.StateType.FOCUSED):
            desk.keys(desk.id, "key", "Tab")
            return
    raise SystemExit(f"the keyboard does not get to “{name}”")


def save_pdf(stage, host):
    """Saves the tickets through the window; returns the code of the first one."""
    pdf = stage.folder / "tickets.pdf"
    ready = host.find_dialog()
    host.window.click_into("list item", "Save the Tickets as PDF", ready)
    dialog = wait("the file dialog", lambda: host.find_dialog() != ready and host.find_dialog())
    host.keys(dialog, "key", "ctrl+a")
    host.type_line(dialog, str(pdf))
    wait("the PDF", pdf.exists)
    host.sees("The tickets were saved")
    subprocess.run(["pdftoppm", *CELL, "-png", "-singlefile", pdf, stage.folder / "cell"],
                   check=True)
    return scan_picture(stage, stage.folder / "cell.png")


def join(stage, text):
    """Another laptop scans the code, and somebody signs in there."""
    camera = PlayedCamera(stage)
    door = Desk(stage, "door", *camera.options)
    door.sees("Welcome to Foyer")
    camera.show(text)
    door.window.click("push button", "Scan the Pairing Code")
    door.sees("Harbour Gala", "·")
    # The next camera is another one: whoever pairs holds the code up, and then puts it away.
    stage.stop(camera.process)
    door.type_line(door.id, EMAIL)
    door.type_line(door.id, PASSPHRASE)
    door.sees("0 of 1 admitted")
    return door


def go_on(stage, host):
    """The window is closed and opened again, as after the battery went flat: the event goes on,
    and where something is missing at first it does so later."""
    host.keys(host.id, "key", "ctrl+q")
    host.sees("Stop Hosting for Now?")
    host.keys(wait("the question", host.find_dialog), "key", "alt+s")
    if host.process.wait(LIMIT) != 0:
        raise SystemExit("the window did not close well")
    host = Desk(stage, "host", f"--camera={EMPTY_SCENE}", missing="foyer-relay")
    host.sees("Your Event Is Not Hosted Now")
    host.sees("are not installed here")
    programs(stage)
    host.keys(wait("the question", host.find_dialog), "key", "alt+t")
    host.window.wait_for_text("the bar", "This laptop hosts “Harbour Gala”", limit=LIMIT)
    host.sees("1 of 1 admitted")
    return host


def close_event(host):
    host.window.click("push button", "Hosting…")
    wait("the window with the end", host.find_dialog)
    host.window.click("push button", "End Hosting")
    host.sees("End Hosting?")
    host.keys(wait("the question", host.find_dialog), "key", "alt+e")
    said = host.window.wait_for_text("the copy", "was written and read back", limit=LIMIT)
    copy = pathlib.Path(re.search(r"/\S+\.backup", said)[0])
    if not copy.exists():
        raise SystemExit(f"there is no {copy}")
    return copy


def host_event(stage, log):
    began = time.monotonic()
    host = Desk(stage, "host", f"--camera={EMPTY_SCENE}")
    host.window.click("push button", "Host an Event on This Laptop")
    fill_in(stage, host)
    host.window.wait_for_text("the bar", "This laptop hosts “Harbour Gala”", limit=LIMIT)
    ready = wait("the window with the code", host.find_dialog)
    text = wait("a code", lambda: scan_window(stage, ready))
    say(f"hosted after {time.monotonic() - began:.0f} s")
    wait("the laptop kept awake", lambda: f"awake\t{INHIBITION}" in log.read_text())

    code = save_pdf(stage, host)
    door = join(stage, text)
    wait("the next code", lambda: scan_window(stage, ready) not in (None, text))
    camera = PlayedCamera(stage)
    camera.show(code)
    door.keys(door.id, "key", "alt+1")
    door.sees("ADMITTED")
    host.sees("1", "of 1 ticket")

    host.keys(ready, "key", "Escape")
    host = go_on(stage, host)
    door.sees("Online")
    close_event(host)
    # Of a program that ends a session manager needs not be told.
    wait("the laptop let sleep", lambda: log.read_text().endswith(f"may sleep\t{INHIBITION}\n"))
    host.keys(wait("the news", host.find_dialog), "key", "Escape")
    host.sees("Welcome to Foyer")
    door.sees("Offline")
    door.close()
    host.close()
    stage.stop(camera.process)


def find_demos():
    return set(pathlib.Path("/tmp").glob("foyer-demo-*"))


def try_demo(stage):
    before = find_demos()
    desk = Desk(stage, "trial", f"--camera={EMPTY_SCENE}")
    desk.window.click("push button", "Try the Demo")
    desk.window.wait_for_text("the mark", "This is a demo", limit=LIMIT)
    desk.sees("Ticket 1 of 12")
    desk.window.click("push button", "Scan It")
    desk.sees("ADMITTED")
    desk.window.click("push button", "Demo…")
    desk.window.click("push button", "End the Demo")
    desk.sees("Welcome to Foyer")
    wait("all of the demo gone", lambda: not find_demos() - before)
    desk.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    end_on_signals()
    with Stage(parser.parse_args().build) as stage:
        log = stage.folder / "session-manager.log"
        with log.open("w") as stream:
            stage.start(HERE / "session-manager.py", stdout=stream)
        wait("the session manager", lambda: "ready" in log.read_text())
        host_event(stage, log)
        try_demo(stage)


main()
