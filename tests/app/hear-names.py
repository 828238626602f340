#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the names that alerts take on, as a screen reader hears them; the first line is
"listening". A name's lines are joined with " | "."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def on_event(event):
    name = event.source.get_name() or ""
    print(f"{event.source.get_role_name()}: {' | '.join(name.splitlines())}", flush=True)


def main():
    listener = Atspi.EventListener.new(on_event)
    listener.register("object:property-change:accessible-name")
    print("listening", flush=True)
    Atspi.event_main()


main()
