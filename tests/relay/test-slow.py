# SPDX-License-Identifier: GPL-3.0-or-later
"""Who connects and dawdles: every phase of a connection has an end, whatever trickles in."""

import socket
import ssl
import subprocess
import threading
import time
import unittest
import uuid

from relay_bed import (
    GIVEN_UP,
    PATIENCE,
    Client,
    DeviceKey,
    Installation,
    upgrade_request,
    wait_until,
)

PAUSE = 0.25


class Dawdler(threading.Thread):
    """Sends a byte now and then until it is cut off."""

    def __init__(self, name, connection, trickle):
        super().__init__(daemon=True, name=name)
        self.connection, self.trickle = connection, trickle
        self.begun, self.lasted = time.monotonic(), None
        self.start()

    def run(self):
        self.connection.settimeout(PAUSE)
        try:
            while True:
                if self.trickle:
                    self.connection.sendall(self.trickle[:1])
                    self.trickle = self.trickle[1:]
                try:
                    if not self.connection.recv(65536):
                        break
                except TimeoutError:
                    pass
        except OSError:
            pass
        self.lasted = time.monotonic() - self.begun
        self.connection.close()


class TestSlow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        names = [cls.installation.folder / f"relay.{kind}" for kind in ("crt", "key")]
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        words += ["-nodes", "-days", "2", "-subj", "/CN=x", "-out", names[0], "-keyout", names[1]]
        try:
            subprocess.run(words, capture_output=True, check=True)
        except FileNotFoundError as error:
            raise unittest.SkipTest("there is no openssl") from error
        cls.plain = cls.installation.start_relay()
        cls.tls = cls.installation.start_relay("--certificate", str(names[0]),
                                               "--key", str(names[1]))
        cls.event, cls.tickets = cls.installation.make_event(2)
        cls.token = cls.installation.make_session("desk@example.org", "staff", "Desk")
        cls.bound = cls.installation.make_key_session("desk@example.org", DeviceKey())

    def open_raw(self, relay):
        return socket.create_connection(("127.0.0.1", relay.port), timeout=PATIENCE)

    def make_hello(self):
        """What a TLS client says first."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            context.wrap_bio(incoming, outgoing).do_handshake()
        except ssl.SSLWantReadError:
            return outgoing.read()
        raise AssertionError("there is no handshake")

    def send_first(self, connection, text):
        connection.sendall(text)
        return connection

    def dawdle(self):
        """Somebody in every phase, at both relays."""
        post = (b"POST /v1/auth/challenge HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 2000\r\n\r\n")
        chunked = post.replace(b"Content-Length: 2000", b"Transfer-Encoding: chunked")
        hello = self.make_hello()
        yield "nothing before TLS", self.open_raw(self.tls), b""
        yield "TLS byte by byte", self.open_raw(self.tls), hello
        yield "half of TLS", self.send_first(self.open_raw(self.tls), hello[:100]), b""
        yield "TLS without an end", self.send_first(self.open_raw(self.tls), hello), b""
        for relay in (self.plain, self.tls):
            yield "nothing", relay.open(), b""
            yield "headers", self.send_first(relay.open(), b"GET / HTTP/1.1\r\nX: "), b"x" * 500
            yield "headers at all", relay.open(), upgrade_request(self.token)
            yield "body", self.send_first(relay.open(), post), b" " * 500
            yield "half a body", self.send_first(relay.open(), post + b"{"), b""
            yield "chunks", self.send_first(relay.open(), chunked), b"1\r\n \r\n" * 99
            # Pings are no proof.
            yield "no proof", Client(relay, self.bound, greeted=False).socket, b"\x89\x80abcd" * 99

    def test_every_phase_has_an_end(self):
        wait_until(lambda: self.plain.get("/readyz")[0] == 200, "the relay is ready")
        desks = [Client(relay, self.token) for relay in (self.plain, self.tls)]
        dawdlers = []

        def is_nobody_kept_waiting():
            """Who works is answered before any of them is put out."""
            these = [Dawdler(*each) for each in self.dawdle()]
            self.assertEqual(len(these), 18)
            dawdlers.extend(these)
            for desk in desks:
                desk.verify(self.event, "x")
            return all(each.is_alive() for each in these)

        wait_until(is_nobody_kept_waiting, "nobody is kept waiting by them")
        while any(each.is_alive() for each in dawdlers):
            # They answer pings.
            for desk in desks:
                desk.verify(self.event, "x")
            for each in dawdlers:
                each.join(0.1)
                if each.is_alive():
                    self.assertLess(time.monotonic() - each.begun, GIVEN_UP, each.name)
        for each in dawdlers:
            self.assertLess(each.lasted, GIVEN_UP, each.name)
        for relay, desk in zip((self.plain, self.tls), desks):
            # The desk, and whoever asks.
            wait_until(lambda at=relay: "\nfoyer_relay_connections 2\n" in at.get("/metrics")[1],
                       "their connections are gone")
            scan = str(uuid.uuid4())
            code = self.tickets.pop()[1]
            self.assertEqual(desk.verify(self.event, code, scan_id=scan)["outcome"], "admitted")
            desk.close()

    def test_headers_without_end_are_cut_off(self):
        for first, more in ((b"GET /healthz HTTP/1.1\r\nX: ", b"x" * 4096), (b"GET /", b"x" * 4096),
                            (b"GET /healthz HTTP/1.1\r\n", b"A: b\r\n" * 700)):
            before = self.plain.read_memory()
            with self.open_raw(self.plain) as connection:
                connection.sendall(first)
                with self.assertRaises(ConnectionError):
                    for _ in range(4000):
                        connection.sendall(more)
            self.assertLess(self.plain.read_memory() - before, 2 * 1024)

    def test_dead_peers_are_given_up(self):
        for relay in (self.plain, self.tls):
            client = Client(relay, self.token)
            client.answers_pings = False
            begun = time.monotonic()
            self.assertIsNone(client.read_close())
            self.assertLess(time.monotonic() - begun, GIVEN_UP)
            self.assertGreaterEqual(client.n_pings, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
