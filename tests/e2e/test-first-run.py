# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody starts Foyer for the first time: an empty home, no keyring, an address and a token on a
slip of paper. It runs on a private desktop (tests/desktop/run --a11y)."""

import argparse
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "build-aux"))

from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import Window, wait  # noqa: E402

EVENT = "Lantern Night"


def xdotool(*words):
    command = ["xdotool", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


class FirstRun(unittest.TestCase):
    build = None

    def setUp(self):
        self.stage = self.enterContext(Stage(self.build))
        self.home = self.stage.folder / "home"
        self.home.mkdir()
        _, self.address = self.stage.start_relay()
        event = self.stage.ctl("event", "create", "--name", EVENT)
        issued = self.stage.ctl("ticket", "issue", "--event", event, "--count", "2")
        self.codes = [line.split("\t")[1] for line in issued.splitlines()]
        path = self.stage.sign_in("lena@example.org", "staff", "Main entrance")
        self.token = path.read_text().strip()

    def start(self):
        environment = {
            name: value for name, value in self.stage.environment().items()
            if not name.endswith("_HOME")
        }
        environment["HOME"] = str(self.home)
        log = self.stage.folder / "window.log"
        with log.open("a") as stream:
            process = self.stage.start(
                self.stage.program("foyer"),
                "--camera=videotestsrc is-live=true",
                env=environment, stdout=stream, stderr=stream,
            )
        return process, Window(process, "Foyer")

    def focus(self, process):
        search = ("search", "--onlyvisible", "--pid", process.pid)
        found = wait("the window on the screen", lambda: xdotool(*search))
        self.window_id = found[-1]
        xdotool("windowfocus", "--sync", self.window_id)

    def test_an_address_and_a_token_open_a_desk(self):
        process, window = self.start()
        window.wait_for_text("the first page", "Welcome to Foyer")
        window.click("push button", "Use a Token")
        window.wait_for_text("the token page", "Connect This Desk")
        self.focus(process)
        window.click_into("text", "Address of the Relay", self.window_id)
        xdotool("type", "--delay", "0", self.address)
        window.click_into("text", "Token", self.window_id)
        xdotool("type", "--delay", "0", self.token)
        window.click_into("push button", "Connect", self.window_id)
        window.wait_for_text("the desk", EVENT)
        window.wait_for_text("the counts", "0 of 2 admitted")

        with self.subTest("nobody else can read the token"):
            for path in self.home.rglob("*"):
                if path.is_file():
                    text = path.read_bytes()
                    self.assertNotIn(self.token.encode(), text, path)
                    if path.suffix in (".token", ".key"):
                        self.assertEqual(path.stat().st_mode & 0o077, 0, path)
            kept = [p for p in self.home.rglob("*") if p.is_file() and "foyer" in str(p).lower()]
            self.assertNotEqual(kept, [])

        with self.subTest("a scanner that types needs no field"):
            xdotool("type", "--delay", "0", self.codes[0] + "\n")
            window.wait_for_text("the counts", "1 of 2 admitted")

        with self.subTest("the next start needs no token"):
            self.assertEqual(self.stage.stop(process), -15 if os.name == "posix" else 1)
            _, window = self.start()
            window.wait_for_text("the desk again", "1 of 2 admitted")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    FirstRun.build = parser.parse_args().build
    end_on_signals()
    unittest.main(argv=sys.argv[:1])


main()
