# SPDX-License-Identifier: GPL-3.0-or-later
"""Beyond this machine a relay speaks TLS only, with a certificate of its own where it has none."""

import hashlib
import os
import socket
import ssl
import subprocess
import unittest

from relay_bed import Client, Installation, Relay


class TestTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay("--listen", "0.0.0.0:0")
        cls.event, cls.tickets = cls.installation.make_event(40)
        cls.token = cls.installation.make_session("desk@example.org", "supervisor", "Desk")

    def connect(self):
        client = Client(self.relay, self.token)
        self.addCleanup(client.close)
        return client

    def get_certificate(self, relay):
        with relay.open() as connection:
            return connection.getpeercert(binary_form=True)

    def test_certificate_is_kept_and_its_fingerprint_said(self):
        self.assertTrue(self.relay.line.startswith("foyer-relay: listening on wss://0.0.0.0:"))
        other = self.installation.start_relay("--listen", "0.0.0.0:0")
        der = self.get_certificate(self.relay)
        self.assertEqual(self.get_certificate(other), der)
        status, said = other.stop()
        self.assertEqual(status, 0)
        self.assertIn(hashlib.sha256(der).hexdigest(), said)
        key = self.installation.data / "relay.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)

    def test_certificate_names_this_machine(self):
        pem = ssl.DER_cert_to_PEM_cert(self.get_certificate(self.relay))
        path = self.installation.folder / "pinned.pem"
        path.write_text(pem)
        context = ssl.create_default_context(cafile=path)
        for name in ("localhost", "127.0.0.1", socket.gethostname()):
            plain = socket.create_connection(("127.0.0.1", self.relay.port))
            context.wrap_socket(plain, server_hostname=name).close()

    def test_scans_and_broadcasts_go_through(self):
        scanner, watcher = self.connect(), self.connect()
        start = watcher.join(self.event)["seq"]
        watcher.follow(0, start)
        for number in range(40):
            code = self.tickets.pop()[1]
            self.assertEqual(scanner.verify(self.event, code)["outcome"], "admitted")
            watcher.follow(start + number, start + number + 1)

    def test_many_changes_at_once_arrive_whole(self):
        """Far more than a TLS record and than the kernel takes at once."""
        event, tickets = self.installation.make_event(2000)
        scanner = self.connect()
        for number, (_, code) in enumerate(tickets):
            fields = {"event_id": event, "direction": "entry", "code": code}
            fields["scan_id"] = f"00000000-0000-4000-8000-{number:012}"
            scanner.send(type="verify_ticket", id=str(number), **fields)
        for _ in range(2000):
            self.assertEqual(scanner.receive()["type"], "verdict")
        late = self.connect()
        newest = late.join(event)["seq"]
        self.assertGreaterEqual(newest, 2000)
        late.follow(0, newest)

    def test_plain_text_gets_nowhere(self):
        with socket.create_connection(("127.0.0.1", self.relay.port), timeout=30) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            try:
                self.assertNotIn(b"200", plain.recv(4096))
            except ConnectionResetError:
                pass

    def test_half_a_handshake_is_put_out(self):
        with socket.create_connection(("127.0.0.1", self.relay.port), timeout=30) as silent:
            self.assertEqual(silent.recv(100), b"")

    def test_own_files_are_used(self):
        folder = self.installation.folder
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        make += ["-nodes", "-days", "2", "-subj", "/CN=given", "-out", folder / "given.crt"]
        make += ["-keyout", folder / "given.key"]
        try:
            subprocess.run(make, capture_output=True, check=True)
        except FileNotFoundError:
            self.skipTest("there is no openssl")
        given = ("--certificate", str(folder / "given.crt"), "--key", str(folder / "given.key"))
        relay = self.installation.start_relay(*given)
        der = ssl.PEM_cert_to_DER_cert((folder / "given.crt").read_text())
        self.assertEqual(self.get_certificate(relay), der)
        self.assertTrue(relay.url.startswith("wss://127.0.0.1:"))


class TestPlain(unittest.TestCase):
    def test_another_server_without_a_certificate_stays_on_loopback(self):
        installation = Installation()
        self.addCleanup(installation.close)
        command = [os.environ["FOYER_RELAY"], "--database", "postgresql:///x?host=/nonexistent"]
        command += ["--secret-file", str(installation.folder / "secret.key")]
        with self.assertRaisesRegex(AssertionError, "TLS only"):
            Relay(command, ["--listen", "0.0.0.0:0"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
