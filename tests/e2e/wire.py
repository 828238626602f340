# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk without a window: as much of the wire as a test needs, written from PROTOCOL.md."""

import base64
import datetime
import json
import os
import queue
import socket
import struct
import threading
import time
import urllib.parse
import uuid

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LIMIT = 60.0  # seconds that an answer may take


class Gone(Exception):
    """The relay closed the connection, or never accepted it."""


class Desk:
    """One connection to a relay, with a session's token. Pings are answered meanwhile."""

    def __init__(self, address, token):
        parts = urllib.parse.urlsplit(address)
        try:
            self.socket = socket.create_connection((parts.hostname, parts.port), LIMIT)
        except OSError as error:
            raise Gone(str(error)) from None
        self.buffer = b""
        self.requests = 0
        self.messages = queue.Queue()
        self.sending = threading.Lock()
        try:
            self._upgrade(parts.netloc, token)
            self.socket.settimeout(None)
            threading.Thread(target=self._listen, daemon=True).start()
            self.hello = self.wait_for("hello")
        except Gone:
            self.close()
            raise

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the relay was quicker
        self.socket.close()

    def _upgrade(self, host, token):
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ("GET /v1/ws HTTP/1.1", f"Host: {host}", "Upgrade: websocket",
                 "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}",
                 "Sec-WebSocket-Protocol: foyer.v1", f"Authorization: Bearer {token}", "", "")
        self.socket.sendall("\r\n".join(lines).encode())
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status = head.split(b"\r\n")[0].decode()
        if " 101 " not in status + " ":
            raise Gone(status)

    def _read(self):
        try:
            more = self.socket.recv(65536)
        except OSError as error:
            raise Gone(str(error)) from None
        if not more:
            raise Gone("end of the connection")
        self.buffer += more

    def _take(self, length):
        while len(self.buffer) < length:
            self._read()
        taken, self.buffer = self.buffer[:length], self.buffer[length:]
        return taken

    def _send_frame(self, opcode, payload):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        size = len(payload)
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size) if size < 126 else \
            struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        try:
            with self.sending:
                self.socket.sendall(head + mask + masked)
        except OSError as error:
            raise Gone(str(error)) from None

    def _listen(self):
        try:
            while True:
                self.messages.put(self._read_message())
        except Gone as error:
            self.messages.put(error)

    def read(self):
        """The next message of the relay."""
        try:
            message = self.messages.get(timeout=LIMIT)
        except queue.Empty:
            raise Gone("the relay says nothing") from None
        if isinstance(message, Gone):
            self.messages.put(message)
            raise message
        return message

    def _read_message(self):
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size == 126:
                size, = struct.unpack("!H", self._take(2))
            elif size == 127:
                size, = struct.unpack("!Q", self._take(8))
            payload = self._take(size)
            opcode = first & 0x0F
            if opcode == PING:
                self._send_frame(PONG, payload)
            elif opcode == CLOSE:
                raise Gone(f"closed with {struct.unpack('!H', payload[:2])[0] if payload else 0}")
            elif opcode == TEXT:
                return json.loads(payload)

    def wait_for(self, *kinds, re=None):
        """The next message of one of the kinds, or the answer to the request `re`."""
        while True:
            message = self.read()
            if re is not None and message.get("re") == re:
                return message
            if re is None and message["type"] in kinds:
                return message

    def ask(self, kind, **fields):
        """Sends a request and returns its answer. A relay that cannot say is asked again."""
        end = time.monotonic() + LIMIT
        while True:
            self.requests += 1
            name = f"r{self.requests}"
            message = {"type": kind, "id": name, **fields}
            self._send_frame(TEXT, json.dumps(message).encode())
            answer = self.wait_for(re=name)
            if answer.get("code") != "unavailable" or time.monotonic() > end:
                return answer
            time.sleep(0.05)

    def verify(self, event, code, scan=None):
        """Shows a code at the door; the same scan id asks for the same answer again."""
        now = datetime.datetime.now(datetime.timezone.utc)
        return self.ask(
            "verify_ticket",
            scan_id=scan or str(uuid.uuid4()),
            event_id=event,
            code=code,
            direction="entry",
            scanned_at=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
