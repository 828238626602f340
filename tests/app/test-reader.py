#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen reader that asks for windows that are not there ends nobody.

Between counting an application's windows and asking for the last one it may have been closed. What
GTK 4.8 answers then is its last window, and where that one was never shown, it crashes.
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "build-aux"))
from foyer_windows import GLib, Window, wait  # noqa: E402


def find_windows(process):
    words = ["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()


def press(window, key):
    subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", key], check=True)


class ReaderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        environment = {**os.environ, "XDG_DATA_HOME": folder.name}
        self.process = subprocess.Popen([os.environ["FOYER"], "--profile=reader"], env=environment)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.terminate)
        self.window = Window(self.process, "reader")

    def ask_beyond(self):
        windows = self.window.application
        for index in range(windows.get_child_count(), windows.get_child_count() + 3):
            try:
                windows.get_child_at_index(index)
            except GLib.Error:
                pass
        self.assertTrue(self.window.texts())
        self.assertIsNone(self.process.poll())

    def test_what_is_not_there_may_be_asked_for(self):
        own = wait("its window", lambda: find_windows(self.process))
        self.ask_beyond()
        press(own[0], "ctrl+question")
        self.window.wait_for_text("the shortcuts", "Find a guest")
        other = wait("the shortcuts", lambda: set(find_windows(self.process)) - set(own)).pop()
        self.ask_beyond()
        press(other, "Escape")
        wait("their end", lambda: find_windows(self.process) == own)
        self.ask_beyond()


if __name__ == "__main__":
    unittest.main()
