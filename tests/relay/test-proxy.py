# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies in front of a relay: the trusted ones are believed, and nobody else."""

import os
import socket
import ssl
import struct
import subprocess
import threading
import time
import unittest
import uuid

from relay_bed import (
    GIVEN_UP,
    PATIENCE,
    Client,
    Closed,
    Installation,
    read_to_end,
    upgrade_request,
    wait_until,
)

PROXY, STRANGER = "127.0.0.1", "127.0.0.2"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def v1(source, port=50000):
    family, own = ("TCP6", "::1") if ":" in source else ("TCP4", "127.0.0.1")
    return f"PROXY {family} {source} {own} {port} 443\r\n".encode()


def v2(source, port=50000, command=0x21, more=b""):
    is_6 = ":" in source
    family = socket.AF_INET6 if is_6 else socket.AF_INET
    body = socket.inet_pton(family, source)
    body += socket.inet_pton(family, "::1" if is_6 else "127.0.0.1")
    body += struct.pack(">HH", port, 443) + more
    return SIGNATURE + struct.pack(">BBH", command, 0x21 if is_6 else 0x11, len(body)) + body


class Proxy:
    """Passes connections on, and says first for whom. The header and the first bytes of the desk
    come in one piece, so that the relay has to know where the one ends."""

    def __init__(self, relay, header):
        self.relay, self.header, self.url = relay, header, relay.url
        self.listener = socket.create_server((PROXY, 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = [self.listener]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                desk, _ = self.listener.accept()
            except OSError:
                return
            relay = socket.create_connection((PROXY, self.relay.port), PATIENCE, (PROXY, 0))
            self.sockets += [desk, relay]
            for pair in ((desk, relay, self.header), (relay, desk, b"")):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, sink, first):
        try:
            while True:
                piece = source.recv(65536)
                if not piece:
                    break
                sink.sendall(first + piece)
                first = b""
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def open(self, _source=None):
        """As a relay's; what matters is the proxy's own address."""
        plain = socket.create_connection((PROXY, self.port), timeout=PATIENCE)
        if not self.url.startswith("wss"):
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(plain)

    def close(self):
        for each in self.sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()


class TestProxy(unittest.TestCase):
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
        trust = ("--trusted-proxy", f"{PROXY}/32", "--trusted-proxy", "::1")
        files = ("--certificate", str(names[0]), "--key", str(names[1]))
        cls.plain = cls.installation.start_relay(*trust)
        cls.tls = cls.installation.start_relay(*trust, *files)
        cls.event, _ = cls.installation.make_event(1)
        cls.token = cls.installation.make_session("desk@example.org", "staff", "Desk")

    @classmethod
    def tearDownClass(cls):
        for relay in (cls.plain, cls.tls):
            status, said = relay.stop()
            assert status == 0, said
            assert "CRITICAL" not in said and "WARNING" not in said, said

    def put_between(self, relay, header):
        proxy = Proxy(relay, header)
        self.addCleanup(proxy.close)
        return proxy

    def open_from(self, address, relay=None):
        port = (relay or self.plain).port
        connection = socket.create_connection((PROXY, port), PATIENCE, (address, 0))
        self.addCleanup(connection.close)
        return connection

    def scan_through(self, relay, header):
        """Which address the log says after a scan through a proxy with such a header."""
        client = Client(self.put_between(relay, header), self.token)
        self.addCleanup(client.close)
        scan = str(uuid.uuid4())
        self.assertEqual(client.verify(self.event, "x", scan_id=scan)["type"], "verdict")
        return self.installation.ask(
            f"SELECT host (ip_address) FROM verification_logs WHERE scan_id = '{scan}'"
        )

    def test_the_log_says_where_the_desk_is(self):
        for relay in (self.plain, self.tls):
            for header, address in (
                (v1("192.0.2.7"), "192.0.2.7"),
                (v1("2001:db8::7"), "2001:db8::7"),
                (v2("192.0.2.8"), "192.0.2.8"),
                (v2("2001:db8::8"), "2001:db8::8"),
                (v2("::ffff:192.0.2.9"), "192.0.2.9"),
                (v2("192.0.2.9", more=b"\x05\0\x04name"), "192.0.2.9"),
                (v1("192.0.2.7", port=0), "192.0.2.7"),
                (b"PROXY UNKNOWN\r\n", PROXY),
                (b"PROXY UNKNOWN 192.0.2.7 192.0.2.8 1 2\r\n", PROXY),
                (v2("192.0.2.9", command=0x20), PROXY),
                (SIGNATURE + b"\x20\0\0\0", PROXY),
            ):
                with self.subTest(url=relay.url, header=header):
                    self.assertEqual(self.scan_through(relay, header), address)
        history = self.installation.ask(
            "SELECT DISTINCT host (ip_address) FROM device_accesses WHERE kind = 'connected'"
        )
        self.assertLessEqual({"192.0.2.7", "2001:db8::8", PROXY}, set(history.split()))

    def test_desks_behind_one_proxy_are_told_apart(self):
        """Even where the proxy says the same of them."""
        for relay in (self.plain, self.tls):
            proxy = self.put_between(relay, v2("192.0.2.7"))
            clients = [Client(proxy, self.token) for _ in range(20)]
            for number, client in enumerate(clients):
                client.send(type="dance", id=f"{number}")
            for number, client in reversed(list(enumerate(clients))):
                self.assertEqual(client.receive("error")["re"], f"{number}")
                client.close()

    def test_limits_count_for_the_desk(self):
        guesser = self.put_between(self.plain, v1("192.0.2.66"))
        neighbour = self.put_between(self.plain, v1("192.0.2.67"))

        def show(proxy, token):
            client = Client(proxy, token)
            client.close()
            return client.status

        for _ in range(5000):
            status = show(guesser, "wrong")
            if status != 401:
                break
        self.assertEqual(status, 429)
        self.assertEqual(show(neighbour, "wrong"), 401)
        self.assertEqual(show(neighbour, self.token), 101)

    def test_the_headers_of_http_are_not_believed(self):
        proxy = self.put_between(self.plain, v1("192.0.2.7"))
        more = "X-Forwarded-For: 203.0.113.1\r\nForwarded: for=203.0.113.1\r\n"
        client = Client(proxy, self.token, more=more)
        self.addCleanup(client.close)
        scan = str(uuid.uuid4())
        client.verify(self.event, "x", scan_id=scan)
        address = f"SELECT host (ip_address) FROM verification_logs WHERE scan_id = '{scan}'"
        self.assertEqual(self.installation.ask(address), "192.0.2.7")

    def test_nobody_else_is_believed(self):
        for header in (v1("192.0.2.7"), v2("192.0.2.7"), b"PROXY UNKNOWN\r\n",
                       SIGNATURE + b"\x20\0\0\0"):
            with self.subTest(header=header):
                connection = self.open_from(STRANGER)
                connection.sendall(header + upgrade_request(self.token))
                try:
                    answer = read_to_end(connection)
                except ConnectionResetError:
                    answer = b""
                self.assertRegex(answer, rb"^(HTTP/1.[01] 400|$)")
                connection = self.open_from(STRANGER, self.tls)
                connection.sendall(header)
                with self.assertRaises((ssl.SSLError, OSError)):
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                    context.check_hostname = False
                    context.verify_mode = ssl.CERT_NONE
                    context.wrap_socket(connection)
        connection = self.open_from(STRANGER)
        connection.sendall(upgrade_request(self.token))
        self.assertIn(b"101", connection.recv(100))

    def assert_cut(self, connection):
        try:
            self.assertEqual(connection.recv(100), b"")
        except ConnectionResetError:
            pass

    def is_cut_at_once(self, header):
        """Before somebody is who came earlier and has said nothing."""
        silent, connection = self.open_from(PROXY), self.open_from(PROXY)
        connection.sendall(header + upgrade_request(self.token))
        self.assert_cut(connection)
        silent.setblocking(False)
        try:
            silent.recv(1)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            pass
        return False

    def test_a_trusted_proxy_has_to_say_for_whom(self):
        for header in (b"", b"PROXY\r\n", b"PROXY TCP4 192.0.2.7\r\n", v1("192.0.2.7")[:-2] + b"\n",
                       v1("192.0.2.300"), b"PROXY UNKNOWN" + b" " * 200 + b"\r\n",
                       v2("192.0.2.7", command=0x22), SIGNATURE + b"\x21\x31\0\0",
                       SIGNATURE + b"\x21\x11\xff\xff"):
            with self.subTest(header=header):
                wait_until(lambda said=header: self.is_cut_at_once(said), "it is cut off at once")

    def test_a_header_byte_by_byte_is_a_header(self):
        for header in (v1("192.0.2.7"), v2("2001:db8::7")):
            connection = self.open_from(PROXY)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(len(header)):
                connection.sendall(header[at : at + 1])
            connection.sendall(upgrade_request(self.token))
            self.assertIn(b"101", connection.recv(100))

    def test_who_is_slow_is_cut_in_time(self):
        begun = time.monotonic()
        nothing, half, slow = [self.open_from(PROXY, relay)
                               for relay in (self.plain, self.tls, self.plain)]
        behind = self.open_from(PROXY, self.tls)
        half.sendall(v2("192.0.2.7")[:20])
        behind.sendall(v2("192.0.2.7"))
        slow.settimeout(0.3)
        for byte in v1("192.0.2.7") + b"GET / HTTP/1.1\r\n" + b"x" * 100:
            try:
                slow.sendall(bytes([byte]))
                if slow.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.assertLess(time.monotonic() - begun, GIVEN_UP)
        for connection in (nothing, half, behind):
            self.assert_cut(connection)
        self.assertLess(time.monotonic() - begun, GIVEN_UP)

    def test_a_stopped_relay_lets_go_of_who_has_said_nothing(self):
        relay = self.installation.start_relay("--trusted-proxy", PROXY)
        connection = self.open_from(PROXY, relay)
        desk = Client(self.put_between(relay, v1("192.0.2.7")), self.token)
        self.assertEqual(relay.stop()[0], 0)
        self.assert_cut(connection)
        with self.assertRaises(Closed):
            desk.read_message()

    def test_what_is_no_network_is_said(self):
        for wrong in ("", "x", "10.0.0.0/33", "10.0.0.1/8", "proxy.example.org"):
            command = [os.environ["FOYER_RELAY"], "--trusted-proxy", wrong]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertIn("--trusted-proxy", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
