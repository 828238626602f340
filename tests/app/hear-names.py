#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the names that alerts of the program that started it take on, as a screen reader hears
them; the first line is "listening", once that program's window can be read. A name's lines are
joined with " | "."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "build-aux"))
from foyer_windows import Atspi, GLib, wait  # noqa: E402


def find_window():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        try:
            application = desktop.get_child_at_index(index)
            if application.get_process_id() == os.getppid() and application.get_child_count() > 0:
                return application.get_child_at_index(0)
        except (GLib.Error, AttributeError):
            continue
    return None


def on_event(event):
    try:
        name = event.source.get_name() or ""
        role = event.source.get_role_name()
    except GLib.Error:
        return  # It is gone.
    print(f"{role}: {' | '.join(name.splitlines())}", flush=True)


def walk(thing):
    """GTK 4.8 tells only of what somebody has looked at, as a screen reader does."""
    for index in range(thing.get_child_count()):
        walk(thing.get_child_at_index(index))


def main():
    walk(wait("the window", find_window, limit=90))
    listener = Atspi.EventListener.new(on_event)
    listener.register("object:property-change:accessible-name")
    print("listening", flush=True)
    Atspi.event_main()


main()
