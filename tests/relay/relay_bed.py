# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay with a private PostgreSQL, and a WebSocket client that can be as rude as a test likes."""

import base64
import contextlib
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

PATIENCE = 60
# A relay gives up in ten seconds whoever does not sign in, and in twelve whoever is dead; the rest
# is for a machine that stands still. What it does not give up goes on for longer than this.
GIVEN_UP = 40
# How often a relay looks by itself for what it was not told.
POLL = 2
POSTGRES = Path("/usr/lib/postgresql/15/bin")


SODIUM = ctypes.CDLL(ctypes.util.find_library("sodium"))


def wait_until(condition, what):
    """Waits for what must become true; fails where it does not."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.02)


def assert_no_poll(play, n_rounds=5):
    """Nobody waits for a relay that looks by itself: so many rounds, one right after the other,
    would take most of a poll each. `play` returns how long one took. A machine may stand still for
    longer than all of them take: then they begin anew."""
    took = []
    for _ in range(5):
        took.append(sum(play() for _ in range(n_rounds)))
        if took[-1] < n_rounds * POLL / 2:
            return
    raise AssertionError(f"{n_rounds} rounds took {took} seconds")


class DeviceKey:
    """The key of a device, and what it signs; see PROTOCOL.md, Signing in."""

    def __init__(self):
        public, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_keypair(public, self.secret)
        self.public = public.raw

    def sign(self, purpose, text):
        message = b"foyer-proof\0" + purpose.encode() + b"\0" + text.encode()
        signature = ctypes.create_string_buffer(64)
        length = ctypes.c_ulonglong(len(message))
        SODIUM.crypto_sign_detached(signature, None, message, length, self.secret)
        return base64.urlsafe_b64encode(signature.raw).rstrip(b"=").decode()


class Installation:
    """A data folder, and what the operator does with it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="foyer-relay-test-"))
        # PostgreSQL runs as another user where the tests run as root.
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.relays = []

    def ctl(self, *arguments):
        """It gives a PostgreSQL that stands still a few seconds, and then has done nothing."""
        command = [os.environ["FOYERCTL"], "--data-dir", str(self.data), *arguments]
        done = []

        def is_over():
            done.append(subprocess.run(command, capture_output=True, text=True, timeout=120,
                                       check=False))
            return "but it does not answer now." not in done[-1].stderr

        wait_until(is_over, "PostgreSQL answers foyerctl")
        if done[-1].returncode != 0:
            raise AssertionError(f"{arguments}: {done[-1].stderr}")
        return done[-1].stdout.strip()

    def make_event(self, n_tickets):
        event = self.ctl("event", "create", "--name", "Test")
        issued = self.ctl("ticket", "issue", "--event", event, "--count", str(n_tickets))
        return event, [line.split("\t") for line in issued.splitlines()]

    def make_session(self, email, role, device, limited=False):
        self.ctl("staff", "add", email, "--role", role)
        more = [] if limited else ["--no-rate-limit"]
        return self.ctl("session", "create", "--staff", email, "--device", device, *more)

    def make_key_session(self, email, key, device=None):
        """A session that is bound to a key; without a device it gets one of its own."""
        token = str(uuid.uuid4())
        if device is None:
            device = str(uuid.uuid4())
            self.ask(
                "INSERT INTO staff_devices (id, device_name, status, public_key) VALUES"
                f" ('{device}', 'Keyed', 'approved', decode ('{key.public.hex()}', 'hex'))"
            )
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.ask(
            "INSERT INTO sessions (id, token_sha256, staff_id, device_id, key_bound, method,"
            f" idle_until, expires_at) SELECT gen_random_uuid (), decode ('{digest}', 'hex'), id,"
            f" '{device}', true, 'passphrase', now () + interval '1 h', now () + interval '2 h'"
            f" FROM staff WHERE email = '{email}'"
        )
        return token

    def start_relay(self, *arguments):
        """It gives up where it loses PostgreSQL while it starts, as where one of them stands still
        for seconds just then: whoever runs it starts it again."""
        command = [os.environ["FOYER_RELAY"], "--data-dir", str(self.data)]

        def is_started():
            try:
                self.relays.append(Relay(command, arguments))
            except AssertionError as error:
                if "The database does not answer" not in str(error):
                    raise
                return False
            return True

        wait_until(is_started, "the relay is started")
        return self.relays[-1]

    def back_up(self):
        """A copy of everything as it is now."""
        copy = self.folder / f"{uuid.uuid4()}.foyer"
        self.ctl("backup", "create", str(copy))
        return copy

    def restore(self, copy):
        """That older state, as another installation, which whoever asks for it closes."""
        other = Installation()
        try:
            other.data.mkdir(0o755)
            shutil.copy2(self.data / "secret.key", other.data / "secret.key")
            other.ctl("backup", "restore", str(copy))
        except BaseException:
            other.close()
            raise
        return other

    def ask(self, sql, role="foyer_owner"):
        """What PostgreSQL says, as the owner where no other role is named; the folder of its socket
        is closed to others."""
        command = [POSTGRES / "psql", "-h", (self.data / "run").resolve(), "-U", role]
        command += ["-d", "foyer", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def count_statements(self, pattern):
        """On how many connections the last statement, still running or over, is like this."""
        others = "datname = 'foyer' AND query NOT LIKE '%pg_stat_activity%'"
        sql = f"SELECT count (*) FROM pg_stat_activity WHERE {others} AND query LIKE '{pattern}'"
        return int(self.ask(sql, "postgres"))

    def hear_bell(self, act):
        """What whoever listens for changes in the database hears of while `act` goes on."""
        command = [POSTGRES / "psql", "-h", (self.data / "run").resolve(), "-U", "foyer_owner"]
        with subprocess.Popen([*command, "-d", "foyer", "-X", "-A", "-t"], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as listener:
            listener.stdin.write("LISTEN foyer_changes; SELECT 'listens';\n")
            listener.stdin.flush()
            while listener.stdout.readline() != "listens\n":
                pass
            act()
            heard, _ = listener.communicate("SELECT 1;\n", timeout=PATIENCE)
        return re.findall('with payload "(.*)" received', heard)

    def find_postmaster(self):
        return int((self.data / "postgresql" / "postmaster.pid").read_text().split()[0])

    def kill_postgresql(self):
        """Its processes answer what they have read already, for a moment without their postmaster:
        whoever asks the database itself next waits until PostgreSQL is there again."""
        os.kill(self.find_postmaster(), signal.SIGKILL)

    def wait_for_postgresql(self):
        ready = [POSTGRES / "pg_isready", "-q", "-h", (self.data / "run").resolve()]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL answers")

    def close(self):
        for relay in self.relays:
            relay.stop()
        shutil.rmtree(self.folder)


# Whether pg_dump waits for a lock.
PG_DUMP_WAITS = ("SELECT count (*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                 " AND application_name = 'pg_dump'")


@contextlib.contextmanager
def locked_table(table, connection, ask, environment=None):
    """Keeps everybody else away from a table; `connection` is what psql is called with."""
    with subprocess.Popen(
        [POSTGRES / "psql", *connection, "-X", "-q"],
        stdin=subprocess.PIPE, env=environment, text=True,
    ) as holder:
        holder.stdin.write(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n")
        holder.stdin.flush()
        sql = "SELECT count (*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
        sql += f" AND relation = '{table}'::regclass"
        try:
            wait_until(lambda: ask(sql) == "1", f"{table} is locked")
            yield
        finally:
            holder.communicate("ROLLBACK;\n", timeout=PATIENCE)


def start_redis(folder, *more):
    """A Redis of its own and its address, or None where there is none. Debian has one program under
    several names; the package that makes no service of it has it under this one."""
    program = shutil.which("redis-server") or shutil.which("redis-check-rdb")
    if program is None:
        return None, None
    path = folder / "redis.sock"
    path.unlink(missing_ok=True)
    command = ["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
    command += more
    redis = subprocess.Popen(command, executable=program, stdout=subprocess.DEVNULL)
    wait_until(path.exists, "Redis listens")
    return redis, f"unix://{path}"


class Relay:
    """One foyer-relay process."""

    def __init__(self, command, arguments):
        listen = [] if "--listen" in arguments else ["--listen", "127.0.0.1:0"]
        # A sanitizer keeps freed memory aside. A little of it is enough, and what the relay has in
        # use can still be told.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=2"
        self.process = subprocess.Popen(
            [*command, *listen, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "ASAN_OPTIONS": sanitizer},
        )
        self.line = self.process.stdout.readline().strip()
        if not self.line:
            raise AssertionError(self.process.communicate()[1])
        self.url = self.line.rsplit(" ", 1)[1]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.pid = self.process.pid
        self.head = None  # of the newest visit's answer

    def get(self, path):
        with self.open() as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            answer = read_to_end(connection).decode()
        head, _, body = answer.partition("\r\n\r\n")
        return int(head.split()[1]), body

    def post(self, path, body, *headers, kind="application/json", method="POST"):
        """(status, answer) of a visit; an answer that is no JSON is a text."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Content-Type: {kind}",
                 f"Content-Length: {len(text)}", *headers]
        with self.open() as connection:
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + text)
            answer = read_to_end(connection).decode()
        head, _, said = answer.partition("\r\n\r\n")
        self.head = head
        is_json = "application/json" in head
        return int(head.split()[1]), json.loads(said) if is_json else said

    def open(self, source=None):
        """A connection, from another address of this machine where one is named."""
        plain = socket.create_connection(
            ("127.0.0.1", self.port), timeout=PATIENCE, source_address=source and (source, 0)
        )
        if not self.url.startswith("wss"):
            return plain
        # Desks pin the certificate; here it is only looked at.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(plain)

    def read_memory(self):
        """What the process has in use, in KiB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
        raise AssertionError("the relay is gone")

    def stop(self):
        """Returns the exit status and what it said."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def read_to_end(connection):
    text = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            return text
        text += piece


def upgrade_request(token, more="", protocol="foyer.v1", path="/v1/ws"):
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: relay",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: Zm95ZXItbG9hZC1rZXkwMA==",
    ]
    if protocol is not None:
        lines.append(f"Sec-WebSocket-Protocol: {protocol}")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    return ("\r\n".join(lines) + "\r\n" + more + "\r\n").encode()


class Closed(Exception):
    """The relay closed the WebSocket; `code` says why, None where it only hung up."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Client:
    """A desk that is signed in. Nothing is done by itself but answering pings."""

    def __init__(self, relay, token, key=None, greeted=True, source=None, **upgrade):
        self.socket = relay.open(source)
        self.buffer = b""
        self.answers_pings = True
        self.n_pings = 0
        self.socket.sendall(upgrade_request(token, **upgrade))
        while b"\r\n\r\n" not in self.buffer:
            piece = self.socket.recv(65536)
            if not piece:
                break
            self.buffer += piece
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        self.inbox = []
        if self.status == 101 and key is not None:
            self.prove(key)
        if self.status == 101 and greeted:
            self.hello = self.receive("hello")

    def prove(self, key):
        challenge = self.receive("challenge")["challenge"]
        self.send(type="prove_key", id="prove", proof=key.sign("session", challenge))

    def send_frame(self, opcode, payload, final=True, mask=b"\x11\x22\x33\x44"):
        first = (0x80 if final else 0) | opcode
        if len(payload) < 126:
            header = struct.pack(">BB", first, 0x80 | len(payload))
        elif len(payload) < 65536:
            header = struct.pack(">BBH", first, 0x80 | 126, len(payload))
        else:
            header = struct.pack(">BBQ", first, 0x80 | 127, len(payload))
        keys = (mask * (len(payload) // 4 + 1))[: len(payload)]
        masked = bytes(a ^ b for a, b in zip(payload, keys))
        self.socket.sendall(header + mask + masked)

    def send_text(self, text):
        self.send_frame(1, text if isinstance(text, bytes) else text.encode())

    def send(self, **fields):
        self.send_text(json.dumps(fields))

    def read_frame(self):
        while True:
            frame = self.take_frame()
            if frame is not None:
                return frame
            try:
                piece = self.socket.recv(1 << 20)
            except ConnectionResetError:
                piece = b""
            if not piece:
                raise Closed(None)
            self.buffer += piece

    def take_frame(self):
        if len(self.buffer) < 2:
            return None
        size, at = self.buffer[1] & 0x7F, 2
        if size == 126:
            size, at = int.from_bytes(self.buffer[2:4], "big"), 4
        elif size == 127:
            size, at = int.from_bytes(self.buffer[2:10], "big"), 10
        if len(self.buffer) < at + size:
            return None
        opcode, payload = self.buffer[0] & 15, self.buffer[at : at + size]
        self.buffer = self.buffer[at + size :]
        return opcode, payload

    def read_message(self):
        while True:
            opcode, payload = self.read_frame()
            if opcode == 8:
                raise Closed(int.from_bytes(payload[:2], "big") if payload else None)
            if opcode == 9:
                self.n_pings += 1
                if self.answers_pings:
                    self.send_frame(10, payload)
            elif opcode == 1:
                return json.loads(payload)

    def receive(self, kind=None, **fields):
        """The next message of a kind; others wait in the inbox."""

        def fits(message):
            return (kind is None or message["type"] == kind) and all(
                message.get(name) == value for name, value in fields.items()
            )

        for position, message in enumerate(self.inbox):
            if fits(message):
                return self.inbox.pop(position)
        while True:
            message = self.read_message()
            if fits(message):
                return message
            self.inbox.append(message)

    def read_close(self):
        try:
            while True:
                self.read_message()
        except Closed as closed:
            return closed.code

    def join(self, event, since=0, **more):
        request = str(uuid.uuid4())
        self.send(type="join_verification_room", id=request, event_id=event, since=since, **more)
        return self.receive(re=request)

    def verify(self, event, code, **more):
        """What the relay says. One that cannot, because its database stands still, say, is asked
        again with the same scan id, as a desk does."""
        fields = {"scan_id": str(uuid.uuid4()), **more}
        answers = []

        def is_answered():
            answers.append(self.verify_once(event, code, **fields))
            return answers[-1].get("code") != "unavailable"

        wait_until(is_answered, "the relay can say")
        return answers[-1]

    def verify_once(self, event, code, **more):
        request = str(uuid.uuid4())
        fields = {"scan_id": str(uuid.uuid4()), "code": code, "direction": "entry", **more}
        self.send(type="verify_ticket", id=request, event_id=event, **fields)
        return self.receive(re=request)

    def follow(self, since, until):
        """The numbers of the changes that come, which must have no gap."""
        seen = since
        while seen < until:
            batch = self.receive("ticket_verified")
            numbers = [change["seq"] for change in batch["changes"]]
            if batch["from"] != seen + 1 or numbers != list(range(batch["from"], batch["to"] + 1)):
                raise AssertionError(f"after {seen} came {numbers}")
            seen = batch["to"]
        return seen

    def close(self):
        self.socket.close()
