# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay that gets another certificate goes on, and so do the desks that are connected."""

import base64
import hashlib
import json
import os
import signal
import ssl
import subprocess
import unittest

from relay_bed import Client, Installation, wait_until


class TestCertificates(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.folder = self.installation.folder
        self.make("first")
        self.make("second")
        self.use("first.crt", "relay.crt")
        self.use("first.key", "relay.key")
        words = ("--certificate", str(self.folder / "relay.crt"))
        self.relay = self.installation.start_relay(*words, "--key", str(self.folder / "relay.key"))

    def make(self, name):
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        words += ["-nodes", "-days", "2", "-subj", f"/CN={name}"]
        words += ["-out", self.folder / f"{name}.crt", "-keyout", self.folder / f"{name}.key"]
        try:
            subprocess.run(words, capture_output=True, check=True)
        except FileNotFoundError:
            self.skipTest("there is no openssl")

    def use(self, name, as_name):
        """As those programs do it that renew certificates: at one stroke."""
        new = self.folder / "new"
        new.write_bytes((self.folder / name).read_bytes())
        os.rename(new, self.folder / as_name)

    def read(self, name):
        return ssl.PEM_cert_to_DER_cert((self.folder / name).read_text())

    def get_shown(self):
        with self.relay.open() as connection:
            return connection.getpeercert(binary_form=True)

    def await_line(self, text):
        """A slow disk may show the relay one file long before the other."""
        while text not in self.relay.process.stderr.readline():
            pass

    def hang_up(self):
        self.relay.process.send_signal(signal.SIGHUP)

    def test_new_connections_get_the_new_one(self):
        event, tickets = self.installation.make_event(2)
        token = self.installation.make_session("desk@example.org", "staff", "Desk")
        old = Client(self.relay, token)
        self.addCleanup(old.close)
        self.assertEqual(self.get_shown(), self.read("first.crt"))
        self.use("second.key", "relay.key")
        self.use("second.crt", "relay.crt")
        wait_until(lambda: self.get_shown() == self.read("second.crt"), "the new one is shown")
        self.assertEqual(old.socket.getpeercert(binary_form=True), self.read("first.crt"))
        self.assertEqual(old.verify(event, tickets[0][1])["outcome"], "admitted")
        new = Client(self.relay, token)
        self.addCleanup(new.close)
        self.assertEqual(new.verify(event, tickets[1][1])["outcome"], "admitted")
        # Pairing codes say so too.
        digest = hashlib.sha256(self.read("second.crt")).digest()
        wait_until(lambda: self.get_paired() == digest, "pairing codes name the new one")

    def get_paired(self):
        made = json.loads(self.installation.ctl("--json", "device", "pair"))
        fingerprint = made["text"].split("/")[2]
        return base64.b32decode(fingerprint + "====")

    def test_a_broken_file_changes_nothing(self):
        (self.folder / "broken.crt").write_text("-----BEGIN CERTIFICATE-----\nnone\n")
        self.use("broken.crt", "relay.crt")
        self.await_line("stays as it was: the files hold no certificate")
        self.assertEqual(self.get_shown(), self.read("first.crt"))
        self.use("second.crt", "relay.crt")
        self.await_line("stays as it was: the private key is not that of the certificate")
        self.assertEqual(self.get_shown(), self.read("first.crt"))
        os.unlink(self.folder / "relay.crt")
        self.await_line("stays as it was: Failed to open")
        # The key that belongs to it comes at last.
        self.use("second.key", "relay.key")
        self.use("second.crt", "relay.crt")
        self.await_line(hashlib.sha256(self.read("second.crt")).hexdigest())
        self.assertEqual(self.get_shown(), self.read("second.crt"))

    def test_a_signal_reads_it_too(self):
        """Where the folder changes under the relay nobody hears of it."""
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (self.folder / "link").symlink_to(self.folder)
        through = self.folder / "link"
        relay = self.installation.start_relay(
            "--certificate", str(through / "first.crt"), "--key", str(through / "first.key"))
        for kind in ("crt", "key"):
            (elsewhere / f"first.{kind}").write_bytes((self.folder / f"second.{kind}").read_bytes())
        (self.folder / "other").symlink_to(elsewhere)
        os.rename(self.folder / "other", through)
        relay.process.send_signal(signal.SIGHUP)
        self.assertIn("fingerprint is now", relay.process.stderr.readline())
        with relay.open() as connection:
            self.assertEqual(connection.getpeercert(binary_form=True), self.read("second.crt"))

    def test_a_signal_without_news_is_no_news(self):
        self.hang_up()
        self.assertEqual(self.get_shown(), self.read("first.crt"))
        status, said = self.relay.stop()
        self.assertEqual((status, said), (0, ""))

    def test_a_relay_without_tls_lives_on(self):
        relay = self.installation.start_relay()
        relay.process.send_signal(signal.SIGHUP)
        self.assertEqual(relay.get("/healthz")[0], 200)
        self.assertEqual(relay.stop(), (0, ""))

    def test_a_key_of_another_certificate_is_said_at_once(self):
        words = ("--certificate", str(self.folder / "first.crt"))
        with self.assertRaisesRegex(AssertionError, "private key is not that"):
            self.installation.start_relay(*words, "--key", str(self.folder / "second.key"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
