# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk finds its relay again, wherever that is now, and takes nobody else for it."""

import hashlib
import os
import socket
import ssl
import subprocess
import unittest

from relay_bed import Installation

DEAD = "wss://127.0.0.1:1"


class Scout(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.folder = cls.installation.folder
        cls.right, cls.pin = cls.start("right")
        cls.wrong, cls.other_pin = cls.start("wrong")

    @classmethod
    def start(cls, name):
        crt, key = cls.folder / f"{name}.crt", cls.folder / f"{name}.key"
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        words += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-out", crt, "-keyout", key]
        if not crt.exists():
            subprocess.run(words, capture_output=True, check=True)
        relay = cls.installation.start_relay("--certificate", str(crt), "--key", str(key))
        der = ssl.PEM_cert_to_DER_cert(crt.read_text())
        return relay, hashlib.sha256(der).hexdigest()

    def find(self, *words):
        # No system bus: nobody gives hints.
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/none"}
        return subprocess.run([os.environ["FIND_RELAY"], *words], env=environment, text=True,
                              capture_output=True, check=False, timeout=60)

    def assert_found(self, relay, *words):
        said = self.find("--pin", self.pin, *words)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertEqual(said.stdout.strip(), f"{relay.url}#{self.pin}")

    def assert_lost(self, sentence, *words):
        said = self.find(*words)
        self.assertEqual((said.returncode, said.stdout), (1, ""))
        self.assertIn(sentence, said.stderr)

    def open_silent(self):
        """Somebody who takes connections and says nothing."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.addCleanup(listener.close)
        return f"wss://127.0.0.1:{listener.getsockname()[1]}"

    def test_where_it_was_last(self):
        self.assert_found(self.right, "--last", self.right.url, DEAD)

    def test_with_the_pin_in_capitals(self):
        said = self.find("--pin", self.pin.upper(), self.right.url)
        self.assertEqual(said.stdout.strip(), f"{self.right.url}#{self.pin}")

    def test_the_right_one_comes_last(self):
        before = [DEAD, self.open_silent(), self.wrong.url, self.open_silent(), "wss://[::1]:1"]
        # Not one after the other: looking has an end, and two of these never answer.
        self.assert_found(self.right, *before, self.right.url)

    def test_moved_to_another_port(self):
        relay, _ = self.start("right")
        old = relay.url
        relay.stop()
        self.assert_found(self.right, "--last", old, self.right.url)

    def test_another_certificate_is_refused(self):
        sentence = "another certificate than the one that this device was paired with"
        self.assert_lost(sentence, "--pin", self.pin, DEAD, self.wrong.url)
        self.assert_lost(sentence, "--pin", "00" * 32, self.right.url)

    def test_without_a_pin_only_the_systems_store_counts(self):
        self.assert_lost("Nobody whom this computer trusts", self.right.url)

    def test_with_a_pin_nothing_is_said_in_plain_text(self):
        relay = self.installation.start_relay()
        self.assert_lost("none of the addresses", "--pin", self.pin, relay.url)
        said = self.find(relay.url)
        self.assertEqual(said.stdout.strip(), relay.url)

    def test_nobody_there(self):
        self.assert_lost("none of the addresses", "--pin", self.pin, DEAD, "wss://[::1]:1")
        self.assert_lost("none of the addresses", "--pin", self.pin)
        self.assert_lost("none of the addresses", "--pin", self.pin, "no address", "http://x:1")

    def test_who_never_answers_is_not_waited_for(self):
        self.assert_lost("none of the addresses", "--pin", self.pin, self.open_silent())

    def test_looking_can_be_given_up(self):
        self.assert_lost("cancelled", "--give-up", "50", "--pin", self.pin, self.open_silent())

    def test_a_web_server_is_no_relay(self):
        """Even one that has the certificate: on that port there is something else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "right.crt",
                                self.folder / "right.key")
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        place = f"wss://127.0.0.1:{listener.getsockname()[1]}"
        words = [os.environ["FIND_RELAY"], "--pin", self.pin, place]
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/none"}
        with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as looking:
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) as connection:
                self.assertIn(b"GET /healthz", connection.recv(4096))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                self.assertIn("none of the addresses", looking.communicate(timeout=60)[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
