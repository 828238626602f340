# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and works Foyer's windows from outside, as a screen reader does: through AT-SPI."""

import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from foyer_stage import NotSeen  # noqa: E402

# GTK has no cache of accessibles that libatspi could ask for, and it says so each time.
GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *_message: None, None)

POLL = 0.05  # seconds between two looks
LIMIT = 60.0  # seconds that something may take to appear

# Of a program that stands still nothing is read, rather than that it shows nothing.
Atspi.set_timeout(int(LIMIT * 1000), int(LIMIT * 1000))


def wait(what, look, limit=LIMIT):
    """Waits until look () returns something that is true, and returns that."""
    end = time.monotonic() + limit
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise NotSeen(f"{what}: not seen within {limit:.0f} s")
        time.sleep(POLL)


def is_shown(node):
    """What is on a page that is not in front counts as visible, but has no size."""
    if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return False
    try:
        return node.get_extents(Atspi.CoordType.WINDOW).width > 0
    except GLib.Error:
        return True


class Window:
    """What one process shows."""

    def __init__(self, process, title):
        self.process = process
        self.title = title
        self.application = wait(f"the window of {title}", self._find_application)

    def _find_application(self):
        if self.process.poll() is not None:
            raise NotSeen(f"{self.title} ended with status {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            try:
                application = desktop.get_child_at_index(index)
                is_ours = application.get_process_id() == self.process.pid
                if is_ours and application.get_child_count() > 0:
                    return application
            except (GLib.Error, AttributeError):
                continue
        return None

    def nodes(self):
        """All that is on the screen, in the order in which it is read."""
        waiting = [self.application]
        while waiting:
            node = waiting.pop()
            try:
                node.clear_cache()
                if node is not self.application:
                    if not is_shown(node):
                        continue
                    yield node
                children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
            except GLib.Error:
                continue
            waiting += [child for child in reversed(children) if child is not None]

    def find(self, role, name=None):
        """The first node of a role (and a name that begins so, or in one of those ways), if any."""
        for node in self.nodes():
            try:
                if node.get_role_name() == role and (node.get_name() or "").startswith(name or ""):
                    return node
            except GLib.Error:
                continue
        return None

    def texts(self):
        """All words that are shown, a line per widget."""
        lines = []
        for node in self.nodes():
            try:
                words = node.get_name() or ""
            except GLib.Error:
                continue
            # Where it has nothing to say, GTK 4.8 says the name of its class.
            if words and not words.startswith(("Gtk", "Adw", "Foyer")) or words == "Foyer":
                lines.append(words)
        return lines

    def wait_for_text(self, what, *words, limit=LIMIT):
        """Waits until one line holds all the words, and returns that line."""
        last = []

        def look():
            last[:] = self.texts()
            return next((line for line in last if all(word in line for word in words)), None)

        try:
            return wait(f"{self.title}: {what}", look, limit)
        except NotSeen as error:
            raise NotSeen(f"{error}\n  it shows: " + " | ".join(last)) from None

    def click(self, role, name):
        """Presses a button, chooses a row."""
        node = wait(f"{self.title}: {role} “{name}”", lambda: self.find(role, name))
        node.do_action(0)

    def click_into(self, role, name, window_id):
        """Clicks with the mouse, as people give a field the keyboard."""
        node = wait(f"{self.title}: {role} “{name}”", lambda: self.find(role, name))
        place = node.get_extents(Atspi.CoordType.WINDOW)
        x, y = place.x + place.width // 2, place.y + place.height // 2
        subprocess.run(
            ["xdotool", "mousemove", "--window", str(window_id), str(x), str(y), "click", "1"],
            check=True,
        )
