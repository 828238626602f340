# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody signs in from a desk, through a browser, at a provider that others have written."""

import os
import pathlib
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "relay"))

import openid_bed  # noqa: E402
from provider_bed import CLIENT, SECRET, Device  # noqa: E402
from relay_bed import PATIENCE, Installation  # noqa: E402


class SignIn(unittest.TestCase):
    def setUp(self):
        installation = Installation()
        self.addCleanup(installation.close)
        installation.ctl("migrate")
        secret = installation.folder / "secret"
        secret.write_text(SECRET)
        settings = (("issuer", openid_bed.start(self)), ("client_id", CLIENT),
                    ("client_secret", "--file", str(secret)))
        for name, *value in settings:
            installation.ctl("setting", "set", f"provider.{name}", *value)
        installation.ctl("staff", "add", "anna@example.org", "--role", "admin")
        self.device = Device(installation, installation.start_relay())
        self.desk = subprocess.Popen([os.environ["FOYER_BROWSER_WAIT"]], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.desk.communicate)
        self.addCleanup(self.desk.kill)
        status, self.begun = self.device.begin(self.desk.stdout.readline().strip())
        self.assertEqual(status, 200, self.begun)
        self.desk.stdin.write(f"{self.begun['url']}\n{self.begun['state']}\n")
        self.desk.stdin.flush()
        self.assertEqual(self.desk.stdout.readline().strip(), self.begun["url"])

    def show(self, url):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=PATIENCE) as page:
            return page.read().decode()

    def test_the_browser_goes_and_comes_back(self):
        back = openid_bed.browse(self.begun["url"], "anna")
        with self.assertRaises(urllib.error.HTTPError):
            self.show(back.replace(self.begun["state"], "A" * 43))
        self.assertIn("You can close this window", self.show(back))
        code = self.desk.stdout.readline().strip()
        self.assertEqual(code, openid_bed.read_query(back)["code"])
        status, answer = self.device.finish(self.begun["state"], code)
        self.assertEqual((status, answer["type"]), (200, "signed_in"), answer)
        self.assertEqual(answer["staff"]["role"], "admin")
        self.assertEqual(self.desk.wait(PATIENCE), 0)


if __name__ == "__main__":
    openid_bed.install()
    unittest.main()
