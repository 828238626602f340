# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenID provider that others have written, and a browser that goes through its pages.

npm installs it into the folder of the build once, as package-lock.json says, hash by hash."""

import fcntl
import html.parser
import http.cookiejar
import json
import os
import select
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from provider_bed import CLIENT, SECRET
from relay_bed import PATIENCE

SOURCE = Path(__file__).resolve().parent / "openid-provider"
FOLDER = Path(os.environ["FOYER_OPENID_PROVIDER"])
FILES = ("package.json", "package-lock.json", "provider.mjs")
ACCOUNTS = {
    "anna": {"email": "Anna@Example.org", "email_verified": True},
    "bo": {"email": "bo@example.org", "email_verified": False},
    "eve": {"email": "eve@example.net", "email_verified": True},
}


def bring_up_to_date():
    """The copy of the lock comes last and says that the rest is there."""
    lock = SOURCE / "package-lock.json"
    done = FOLDER / "installed"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        for name in FILES:
            shutil.copy(SOURCE / name, FOLDER)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                       cwd=FOLDER, check=True, timeout=300, stdin=subprocess.DEVNULL,
                       stdout=sys.stderr)
        shutil.copy(lock, done)
    shutil.copy(SOURCE / "provider.mjs", FOLDER)


def install():
    """Installs the provider; exits as skipped where there is no Node."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            print(f"{program} is not installed")
            sys.exit(77)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    # Two tests may want it at once.
    with open(FOLDER.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bring_up_to_date()


def start(test, algorithm="RS256", method="client_secret_basic", secret=SECRET):
    """Runs a provider until the test is over; its address."""
    settings = {"clientId": CLIENT, "clientSecret": secret, "authMethod": method,
                "algorithm": algorithm, "accounts": ACCOUNTS}
    process = subprocess.Popen(["node", "provider.mjs", json.dumps(settings)], cwd=FOLDER,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    test.addCleanup(process.communicate)
    test.addCleanup(process.kill)
    if not select.select([process.stdout], [], [], PATIENCE)[0]:
        stat = Path(f"/proc/{process.pid}/status").read_text()
        test.fail(f"the provider does not start within {PATIENCE} seconds:\n{stat}")
    issuer = process.stdout.readline().strip()
    test.assertRegex(issuer, r"\Ahttp://127\.0\.0\.1:\d+\Z")
    return issuer


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
    """Follows what stays at the provider; elsewhere is where the browser comes back to."""

    def redirect_request(self, request, body, code, message, headers, url):
        if urllib.parse.urlsplit(url).netloc != request.host:
            raise urllib.error.HTTPError(url, code, "back", headers, body)
        return super().redirect_request(request, body, code, message, headers, url)


def browse(url, login):
    """Signs in as the pages ask for it; where the browser comes back to."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar, Redirects)
    data = None
    try:
        for _ in range(5):
            with opener.open(url, data, timeout=PATIENCE) as page:
                form = Form(page.read().decode())
                url = urllib.parse.urljoin(page.url, form.action)
            answers = {"login": login, "password": "anything"}
            fields = {name: answers.get(name, value) for name, value in form.fields.items()}
            data = urllib.parse.urlencode(fields).encode()
    except urllib.error.HTTPError as error:
        if error.reason == "back":
            return error.url
        raise AssertionError(f"{error.code}: {error.read().decode()}") from error
    raise AssertionError("the provider asks again and again")


def read_query(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
