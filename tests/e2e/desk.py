# SPDX-License-Identifier: GPL-3.0-or-later
"""One running application, worked as people do: with its buttons and the keyboard."""

import subprocess

from foyer_windows import Atspi, Window, wait


class Desk:
    """It ends with the stage at the latest."""

    def __init__(self, stage, profile, *options):
        self.stage = stage
        self.process = stage.start(stage.program("foyer"), f"--profile={profile}", *options)
        self.window = Window(self.process, profile)
        self.id = wait("a window", self.find_ids)[-1]

    def find_ids(self):
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()

    def sees(self, *words):
        return self.window.wait_for_text(" ".join(words), *words)

    def press(self, name):
        self.window.click("push button", name)

    def answer(self, name):
        """Answers a question, once it takes the answer: the names of its buttons are told with and
        without their mnemonic."""
        def find():
            nodes = [node for node in self.window.nodes() if node.get_role_name() == "push button"]
            return next((node for node in nodes if "_" in (node.get_name() or "")
                         and node.get_name().endswith(f" {name}")
                         and node.get_state_set().contains(Atspi.StateType.SENSITIVE)), None)

        wait(f"{self.window.title}: the answer “{name}”", find).do_action(0)

    def open_menu(self, name):
        """What opens a menu is a button within a button, and only the inner one can be pressed."""
        def find():
            nodes = [node for node in self.window.nodes() if node.get_name() == name]
            return next((node for node in nodes if node.get_n_actions() == 1), None)

        wait(f"{self.window.title}: the menu “{name}”", find).do_action(0)

    def choose(self, menu, item):
        self.open_menu(menu)
        self.window.click("menu item", item)

    def keys(self, *words, title=None):
        """Into the first window, or into the one of that title."""
        command = ["xdotool", "windowfocus", "--sync", self.find_titled(title), *words]
        subprocess.run(command, check=True, timeout=30)

    def find_titled(self, title):
        if title is None:
            return self.id
        command = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(self.process.pid),
                   "--name", f"^{title}$"]
        return wait(title, lambda: subprocess.run(command, capture_output=True, text=True,
                                                  check=False).stdout.strip())

    def leave(self, title):
        """Closes the window of that title. Until it has gone it may still take the keyboard, also
        from another application."""
        window = self.find_titled(title)
        self.keys("key", "Escape", title=title)
        wait(f"the end of {title}", lambda: window not in self.find_ids())

    def dismiss(self):
        """Closes the window before the main one with the keyboard."""
        others = wait("another window", lambda: set(self.find_ids()) - {self.id})
        command = ["xdotool", "windowfocus", "--sync", others.pop(), "key", "Escape"]
        subprocess.run(command, check=True, timeout=30)
        wait("its end", lambda: self.find_ids() == [self.id])

    def type_line(self, text, title=None):
        self.keys("type", "--delay", "0", "--args", "1", text, "key", "Return", title=title)

    def close(self):
        self.stage.stop(self.process)
