# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with an OpenID provider that others have written, through its own pages.

npm installs it into the folder of the build once, as package-lock.json says, hash by hash."""

import faulthandler
import html.parser
import http.cookiejar
import json
import os
import shutil
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from provider_bed import CLIENT, REDIRECT, SECRET, Device
from relay_bed import PATIENCE, Installation

SOURCE = Path(__file__).resolve().parent / "openid-provider"
FILES = ("package.json", "package-lock.json", "provider.mjs")
ACCOUNTS = {
    "anna": {"email": "Anna@Example.org", "email_verified": True},
    "bo": {"email": "bo@example.org", "email_verified": False},
    "eve": {"email": "eve@example.net", "email_verified": True},
}


def install(folder):
    """Brings the folder up to date; the copy of the lock comes last and says that it is."""
    lock = SOURCE / "package-lock.json"
    done = folder / "installed"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            shutil.copy(SOURCE / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                       cwd=folder, check=True, timeout=300, stdout=sys.stderr)
        shutil.copy(lock, done)
    shutil.copy(SOURCE / "provider.mjs", folder)


class Form(html.parser.HTMLParser):
    """The first form of a page."""

    def __init__(self, text):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = named["action"]
        elif tag == "input" and "name" in named:
            self.fields[named["name"]] = named.get("value", "")


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows what stays at the provider; what goes to the desk is where a browser would end."""

    def redirect_request(self, request, body, code, message, headers, url):
        if url.startswith(REDIRECT):
            raise urllib.error.HTTPError(url, code, "back", headers, body)
        return super().redirect_request(request, body, code, message, headers, url)


def browse(url, login):
    """Signs in as the pages ask for it; what the browser comes back with."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar, Redirects)
    form, data = None, None
    try:
        for _ in range(5):
            with opener.open(url, data, timeout=PATIENCE) as page:
                form = Form(page.read().decode())
                url = urllib.parse.urljoin(page.url, form.action)
            answers = {"login": login, "password": "anything"}
            fields = {name: answers.get(name, value) for name, value in form.fields.items()}
            data = urllib.parse.urlencode(fields).encode()
    except urllib.error.HTTPError as error:
        if error.url.startswith(REDIRECT):
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(error.url).query))
        raise AssertionError(f"{error.code}: {error.read().decode()}") from error
    raise AssertionError("the provider asks again and again")


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        secret = cls.installation.folder / "secret"
        secret.write_text(SECRET)
        ctl = cls.installation.ctl
        ctl("setting", "set", "provider.client_id", CLIENT)
        ctl("setting", "set", "provider.client_secret", "--file", str(secret))
        for name in ("anna", "bo"):
            ctl("staff", "add", f"{name}@example.org", "--role", "staff")
        cls.device = Device(cls.installation, cls.relay)

    def setUp(self):
        self.installation.ask("UPDATE staff SET oidc_issuer = NULL, oidc_subject = NULL")

    def start(self, algorithm="RS256", method="client_secret_basic", secret=SECRET):
        settings = {"clientId": CLIENT, "clientSecret": secret, "authMethod": method,
                    "algorithm": algorithm, "accounts": ACCOUNTS}
        process = subprocess.Popen(["node", "provider.mjs", json.dumps(settings)], cwd=FOLDER,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        issuer = process.stdout.readline().strip()
        self.assertRegex(issuer, r"\Ahttp://127\.0\.0\.1:\d+\Z")
        self.installation.ctl("setting", "set", "provider.issuer", issuer)

    def sign_in(self, login):
        status, begun = self.device.begin()
        self.assertEqual(status, 200, begun)
        back = browse(begun["url"], login)
        self.assertEqual(back["state"], begun["state"])
        return self.device.finish(back["state"], back["code"])

    def assert_signed_in(self, answer, email):
        self.assertEqual((answer[0], answer[1]["type"]), (200, "signed_in"), answer)
        self.assertEqual(answer[1]["staff"]["email"], email)

    def assert_refused(self, answer, status, words):
        self.assertEqual(answer[0], status, answer)
        self.assertIn(words, answer[1]["message"])

    def test_people_sign_in_however_the_provider_signs(self):
        for algorithm in ("RS256", "ES256", "EdDSA"):
            for method in ("client_secret_basic", "client_secret_post"):
                with self.subTest(algorithm=algorithm, method=method):
                    self.setUp()
                    self.start(algorithm, method)
                    self.assert_signed_in(self.sign_in("anna"), "anna@example.org")
                    # The second time by what the provider calls her.
                    self.assert_signed_in(self.sign_in("anna"), "anna@example.org")

    def test_others_do_not(self):
        self.start()
        self.assert_refused(self.sign_in("eve"), 403, "You are no staff member here")
        self.assert_refused(self.sign_in("bo"), 403, "not confirmed")

    def test_a_code_is_redeemed_once(self):
        self.start()
        _, begun = self.device.begin()
        back = browse(begun["url"], "anna")
        self.assert_signed_in(self.device.finish(back["state"], back["code"]), "anna@example.org")
        _, again = self.device.begin()
        answer = self.device.finish(again["state"], back["code"])
        self.assert_refused(answer, 401, "finished before")

    def test_a_code_needs_its_own_verifier(self):
        self.start()
        _, theirs = self.device.begin()
        back = browse(theirs["url"], "anna")
        _, ours = self.device.begin()
        self.assert_refused(self.device.finish(ours["state"], back["code"]), 401, "finished before")

    def test_a_wrong_secret_is_told_from_the_persons_mistakes(self):
        self.start(secret="another secret that is long")
        self.assert_refused(self.sign_in("anna"), 503, "not set up for each other")


FOLDER = Path(os.environ["FOYER_OPENID_PROVIDER"])

if __name__ == "__main__":
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            print(f"{program} is not installed")
            sys.exit(77)
    # Where it hangs, it says where.
    faulthandler.dump_traceback_later(360, exit=True)
    install(FOLDER)
    unittest.main()
