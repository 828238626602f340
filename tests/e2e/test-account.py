#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""People sign in at a desk, with a provider that others have written, through the system's browser;
take turns there, and look where else they are signed in. It runs on a private desktop
(tests/desktop/run --a11y)."""

import argparse
import json
import os
import pathlib
import sys
import unittest
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent / "build-aux"), str(HERE.parent / "relay")]

import openid_bed  # noqa: E402
from desk import Desk  # noqa: E402
from foyer_stage import Stage, end_on_signals  # noqa: E402
from foyer_windows import wait  # noqa: E402
from provider_bed import CLIENT, SECRET  # noqa: E402

PASSPHRASE = "seven green umbrellas"
CAMERA = "--camera=videotestsrc is-live=true"
BROWSER = """[Desktop Entry]
Type=Application
Name=Browser
Exec={script} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
"""
ASSOCIATIONS = """[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
"""


def write(path, text, mode=0o600):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


class Browser:
    """What the desktop opens for addresses: it says where it is to go, and the test goes there."""

    def __init__(self, folder):
        self.asked = folder / "asked"
        script = write(folder / "browser", f'#!/bin/sh\nprintf "%s" "$1" > {self.asked}.new\n'
                       f"mv {self.asked}.new {self.asked}\n", 0o700)
        data, config = (pathlib.Path(os.environ[f"XDG_{name}_HOME"]) for name in ("DATA", "CONFIG"))
        write(data / "applications" / "browser.desktop", BROWSER.format(script=script))
        write(config / "mimeapps.list", ASSOCIATIONS)

    def take(self):
        """Where the browser was sent."""
        wait("the browser", self.asked.exists)
        url = self.asked.read_text()
        self.asked.unlink()
        return url

    def sign_in(self, login):
        back = openid_bed.browse(self.take(), login)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(back, timeout=30) as page:
            return page.read().decode()


class Account(unittest.TestCase):
    build = None

    def setUp(self):
        self.stage = self.enterContext(Stage(self.build))
        self.browser = Browser(self.stage.folder)
        _, self.address = self.stage.start_relay()
        secret = write(self.stage.folder / "secret", SECRET)
        for name, *value in (("issuer", openid_bed.start(self)), ("client_id", CLIENT),
                             ("client_secret", "--file", secret), ("name", "Example")):
            self.stage.ctl("setting", "set", f"provider.{name}", *value)
        self.event = self.stage.ctl("event", "create", "--name", "Summer Festival")
        self.stage.ctl("staff", "add", "anna@example.org", "--role", "supervisor")

    def pair(self, profile):
        said = json.loads(self.stage.ctl("--json", "device", "pair", "--event", self.event,
                                         "--name", profile.title(), "--approve"))
        desk = Desk(self.stage, profile, CAMERA)
        desk.press("Type an Address")
        desk.sees("Address of the Relay")
        desk.type_line(self.address)
        desk.type_line(said["code"])
        desk.sees("Sign in with Example")
        return desk

    def test_a_provider_signs_in(self):
        desk = self.pair("door")
        desk.press("Sign in with Example")
        desk.sees("Continue in Your Browser")
        self.assertTrue(self.browser.take().startswith("http://127.0.0.1:"))

        with self.subTest("whoever changes their mind is back at the form"):
            desk.press("Open the Browser Again")
            self.browser.take()
            desk.press("Cancel")
            desk.sees("or with a passphrase")

        with self.subTest("who is no staff member is told what to do"):
            desk.press("Sign in with Example")
            self.assertIn("You can close this window", self.browser.sign_in("eve"))
            desk.sees("here you are no staff member")

        desk.press("Sign in with Example")
        self.assertIn("You can close this window", self.browser.sign_in("anna"))
        desk.sees("Ready to Scan")
        desk.sees("Summer Festival")

        with self.subTest("the next start asks for nothing"):
            desk.close()
            desk = Desk(self.stage, "door", CAMERA)
            desk.sees("Online")

        with self.subTest("the desk says what it is, and forgets its relay"):
            desk.choose("Main Menu", "This Device")
            desk.sees(self.address)
            desk.sees("In a sealed file")
            desk.press("Forget This Relay…")
            desk.answer("Forget")
            # GTK 4.8 cannot be looked at while a window of it closes.
            wait("the main window alone", lambda: desk.find_ids() == [desk.id])
            desk.sees("Signed out")
            wait("the end of the session", lambda: not self.sessions("anna@example.org"))
            desk.press("Scan the Pairing Code")

    def sessions(self, email):
        said = self.stage.ctl("session", "list")
        return [line for line in said.splitlines() if email in line.split("\t")]

    def test_people_take_turns(self):
        desk = self.pair("gate")
        said = json.loads(self.stage.ctl("--json", "staff", "invite", "mara@example.org", "--name",
                                         "Mara Lind", "--role", "staff"))
        desk.press("I Have an Invitation")
        desk.sees("Code of the Invitation")
        for line in (said["code"], PASSPHRASE, PASSPHRASE):
            desk.type_line(line)
        desk.sees("Ready to Scan")

        with self.subTest("the desk is for the next one at once"):
            desk.choose("Account", "Switch to Somebody Else")
            desk.sees("Sign in as Mara Lind")
            self.assertEqual(self.sessions("mara@example.org"), [])
            desk.press("Sign in with Example")
            self.browser.sign_in("anna")
            desk.sees("Online")

        with self.subTest("a session elsewhere ends from here"):
            self.stage.ctl("session", "create", "--staff", "anna@example.org", "--device", "Office")
            self.assertEqual(len(self.sessions("anna@example.org")), 2)
            desk.choose("Account", "Where Am I Signed In?")
            desk.sees("This one")
            desk.press("End the session on Office")
            desk.answer("End")
            wait("the end of the session", lambda: len(self.sessions("anna@example.org")) == 1)
            desk.dismiss()

        with self.subTest("they take turns"):
            desk.choose("Account", "Switch to Somebody Else")
            desk.sees("Sign in as anna@example.org")
            desk.type_line("mara@example.org")
            desk.type_line(PASSPHRASE)
            desk.sees("Online")
            self.assertEqual(len(self.sessions("mara@example.org")), 1)

        with self.subTest("an end elsewhere is told"):
            self.stage.ctl("session", "end-all", "mara@example.org")
            desk.sees("Your session was ended elsewhere")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    Account.build = parser.parse_args().build
    openid_bed.install()
    end_on_signals()
    unittest.main(argv=sys.argv[:1])


main()
