# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay whose certificate an authority has signed needs no pin, and a pin is stronger than any
authority. The authority is one that the system knows in the file system that these tests see."""

import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from relay_bed import Installation

INSIDE = "FOYER_TEST_INSIDE"
STORE = Path("/etc/ssl/certs/ca-certificates.crt")
NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True)


def make_authority(folder):
    run("openssl", "req", "-x509", *NEW_KEY, "-days", "2", "-subj", "/CN=An authority", "-keyout",
        folder / "authority.key", "-out", folder / "authority.crt")


def make_certificate(folder, name, names):
    """Signed by the authority, for these names."""
    request, names_file = folder / f"{name}.csr", folder / f"{name}.names"
    names_file.write_text(f"subjectAltName={names}\n")
    run("openssl", "req", "-new", *NEW_KEY, "-subj", f"/CN={name}", "-keyout",
        folder / f"{name}.key", "-out", request)
    run("openssl", "x509", "-req", "-in", request, "-days", "2", "-CA", folder / "authority.crt",
        "-CAkey", folder / "authority.key", "-CAcreateserial", "-extfile", names_file, "-out",
        folder / f"{name}.crt")


class Authority(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(os.environ[INSIDE])
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)

    def start(self, name, names):
        make_certificate(self.folder, name, names)
        words = ("--certificate", str(self.folder / f"{name}.crt"))
        relay = self.installation.start_relay(*words, "--key", str(self.folder / f"{name}.key"))
        self.addCleanup(relay.stop)
        der = ssl.PEM_cert_to_DER_cert((self.folder / f"{name}.crt").read_text())
        return relay, hashlib.sha256(der).hexdigest()

    def find(self, *words):
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/none"}
        return subprocess.run([os.environ["FIND_RELAY"], *words], env=environment, text=True,
                              capture_output=True, check=False, timeout=60)

    def test_an_authority_is_enough_for_the_names_it_vouches_for(self):
        relay, _ = self.start("door", "DNS:localhost")
        said = self.find(f"wss://localhost:{relay.port}")
        self.assertEqual(said.stdout.strip(), f"wss://localhost:{relay.port}", said.stderr)
        self.assertIn("Nobody whom this computer trusts", self.find(relay.url).stderr)
        made = json.loads(self.installation.ctl("--json", "device", "pair"))
        _, code, fingerprint, _, *addresses = made["text"].split("/")
        self.assertEqual((fingerprint, addresses), ("-", [f"LOCALHOST:{relay.port}"]))
        self.assertTrue(code.startswith("AAAAAAAAAAAA"))

    def test_a_pin_is_stronger_than_an_authority(self):
        relay, pin = self.start("gate", "DNS:localhost,IP:127.0.0.1")
        self.assertEqual(self.find(relay.url).stdout.strip(), relay.url)
        for address in (relay.url, f"wss://localhost:{relay.port}"):
            said = self.find("--pin", "00" * 32, address)
            self.assertIn("another certificate", said.stderr)
            self.assertEqual(self.find("--pin", pin, address).stdout.strip(), f"{address}#{pin}")


def enter(folder):
    """Starts this program again where the system's store holds that authority only."""
    inside = f'set -e; mount --bind {folder}/authority.crt {STORE}; exec "$@"'
    words = ["unshare", "--mount", "sh", "-c", inside, "sh", sys.executable, *sys.argv]
    return subprocess.run(words, env={**os.environ, INSIDE: folder}, check=False).returncode


def why_not():
    if not STORE.exists():
        return "this system has no store of authorities"
    try:
        run("openssl", "version")
        run("unshare", "--mount", "mount", "--bind", STORE, STORE)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "there is no openssl, or the store cannot be another one for a test"
    return None


if __name__ == "__main__":
    if INSIDE in os.environ:
        unittest.main(verbosity=2)
    REASON = why_not()
    if REASON is not None:
        print(f"skipped: {REASON}")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="foyer-authority-") as FOLDER:
        make_authority(Path(FOLDER))
        sys.exit(enter(FOLDER))
