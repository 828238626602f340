# SPDX-License-Identifier: GPL-3.0-or-later
"""What strangers and broken programs do to a relay, and that it stands."""

import json
import os
import resource
import socket
import struct
import subprocess
import time
import unittest
import uuid

from relay_bed import GIVEN_UP, Client, Installation, read_to_end, upgrade_request, wait_until

LIMIT = 64 * 1024


class TestHostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.event, cls.tickets = cls.installation.make_event(60)
        cls.token = cls.installation.make_session("free@example.org", "admin", "Free")
        cls.limited = cls.installation.make_session("limited@example.org", "staff", "Limited", True)

    @classmethod
    def tearDownClass(cls):
        status, said = cls.relay.stop()
        assert status == 0, said
        assert "CRITICAL" not in said and "WARNING" not in said, said

    def connect(self, token=None, relay=None, **upgrade):
        client = Client(relay or self.relay, token or self.token, **upgrade)
        self.addCleanup(client.close)
        return client

    def next_code(self):
        return self.tickets.pop()[1]

    def assert_bad_request(self, client, text, re=None, code="bad_request"):
        client.send_text(text)
        error = client.receive("error")
        self.assertEqual((error["code"], error["re"]), (code, re), text[:80])

    def assert_still_works(self, client):
        self.assertEqual(client.verify(self.event, self.next_code())["outcome"], "admitted")

    def answer_to(self, request):
        with self.relay.open() as connection:
            connection.sendall(request)
            return int(read_to_end(connection).split()[1])

    # The way in.

    def test_upgrade_is_refused_with_the_right_status(self):
        good = self.token
        self.assertEqual(self.answer_to(upgrade_request(None)), 401)
        self.assertEqual(self.answer_to(upgrade_request("wrong")), 401)
        self.assertEqual(self.answer_to(upgrade_request("x" * 5000)), 401)
        self.assertEqual(self.answer_to(upgrade_request(good, "Origin: null\r\n")), 403)
        self.assertEqual(self.answer_to(upgrade_request(good, "Origin: http://127.0.0.1\r\n")), 403)
        self.assertEqual(self.answer_to(upgrade_request(good, protocol=None)), 400)
        self.assertEqual(self.answer_to(upgrade_request(good, protocol="foyer.v2")), 400)
        self.assertEqual(self.answer_to(upgrade_request(good, path="/v1/ws/x")), 404)
        plain = b"GET /v1/ws HTTP/1.1\r\nHost: x\r\n\r\n"
        self.assertEqual(self.answer_to(plain), 400)

    def test_token_in_the_url_signs_nobody_in(self):
        request = upgrade_request(None, path=f"/v1/ws?token={self.token}")
        self.assertEqual(self.answer_to(request), 401)

    def test_revoked_device_is_put_out_and_stays_out(self):
        token = self.installation.make_session("gone@example.org", "staff", "Gone")
        client = self.connect(token)
        devices = json.loads(self.installation.ctl("--json", "device", "list"))
        devices = devices if isinstance(devices, list) else devices["devices"]
        device = next(each["id"] for each in devices if each["name"] == "Gone")
        self.installation.ctl("device", "revoke", device)
        self.assertEqual(client.read_close(), 4403)
        self.assertEqual(self.answer_to(upgrade_request(token)), 401)

    def test_ended_session_is_put_out(self):
        token = self.installation.make_session("leaver@example.org", "staff", "Leaver")
        client = self.connect(token)
        leaver = "SELECT id FROM staff WHERE email = 'leaver@example.org'"
        self.installation.ask(f"UPDATE sessions SET ended_at = now () WHERE staff_id = ({leaver})")
        self.assertEqual(client.read_close(), 4401)
        self.assertEqual(self.answer_to(upgrade_request(token)), 401)

    def test_pages_answer_and_bodies_do_not_count(self):
        self.assertEqual(self.relay.get("/healthz"), (200, "ok\n"))
        wait_until(lambda: self.relay.get("/readyz")[0] == 200, "the relay is ready")
        self.assertIn("foyer_relay_peers ", self.relay.get("/metrics")[1])
        self.assertEqual(self.relay.get("/etc/passwd")[0], 404)
        self.assertEqual(self.relay.get("/v1/events/x/snapshot")[0], 404)
        head = b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
        self.assertIn(self.answer_to(head + b"x" * 100), (405, 413))

    def test_half_sent_requests_are_put_out(self):
        begun = time.monotonic()
        halves = [self.relay.open() for _ in range(20)]
        for half in halves:
            half.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            self.addCleanup(half.close)
        for half in halves:
            half.settimeout(30)
            self.assertEqual(half.recv(100), b"")
        self.assertLess(time.monotonic() - begun, 20)

    def test_who_dawdles_holds_nobody_up(self):
        """More than are served at the same time, and each of them takes its ten seconds."""
        halves = [self.relay.open() for _ in range(300)]
        for half in halves:
            self.addCleanup(half.close)
            half.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        with self.relay.open() as good:
            good.sendall(upgrade_request(self.token))
            self.assertTrue(good.recv(4096).startswith(b"HTTP/1.1 101"))
        for half in halves:
            half.setblocking(False)
            self.assertRaises(BlockingIOError, half.recv, 100)

    def test_backlog_takes_five_hundred_at_once(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        sockets = []
        for _ in range(500):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.relay.port))
            sockets.append(one)
        for one in sockets:
            self.addCleanup(one.close)
            one.settimeout(30)
            one.sendall(upgrade_request(self.token))
        for one in sockets:
            self.assertTrue(one.recv(4096).startswith(b"HTTP/1.1 101"))

    # What is no message.

    def test_text_that_is_no_message_is_answered_and_the_socket_stays(self):
        client = self.connect()
        deep = "[" * 10000
        for text in (
            "",
            "no JSON",
            "[]",
            '"text"',
            "{",
            '{"type":',
            "{'type':'x'}",
            '{"type":"device_report",}',
            '{"type":"device_report","pending_scans":01}',
            '{"type":"device_report","pending_scans":99999999999999999999}',
            '{"type":"device_report","pending_scans":1e400}',
            '{"type":"device_report"} {}',
            "\ufeff{}",
            deep,
            '{"type":"device_report","x":' + deep + "]" * 10000 + "}",
            '{"type":"device_report","type":"device_report"}',
            '{"type":"device_report","x":{"a":1,"a":2}}',
            '{"type":"device_report\\u0000"}',
            '{"type":"device\0_report"}',
            '{"x":1}',
            '{"type":7}',
        ):
            with self.subTest(text=text[:60]):
                self.assert_bad_request(client, text)
        self.assert_still_works(client)

    def test_nul_in_a_code_or_a_reason_is_refused(self):
        client = self.connect()
        scan = {"type": "verify_ticket", "id": "n", "event_id": self.event}
        scan["scan_id"] = str(uuid.uuid4())
        undo = {"type": "undo_verification", "id": "n", "event_id": self.event}
        undo.update(scan_id=scan["scan_id"], request_id=str(uuid.uuid4()))
        for fields in ({**scan, "code": "a\0b"}, {**undo, "reason": "a\0b"}):
            self.assert_bad_request(client, json.dumps(fields))
        raw = json.dumps({**scan, "code": "a@b"}).replace("@", "\0")
        self.assert_bad_request(client, raw)
        self.assert_still_works(client)

    def test_refused_messages_change_nothing(self):
        """What is answered by bad_request leaves no row behind."""
        client = self.connect()
        event = self.installation.ctl("event", "create", "--name", "Untouched")
        good = {"type": "verify_ticket", "id": "v", "event_id": event, "direction": "entry"}
        good["scan_id"] = str(uuid.uuid4())
        for code in ("x" * 1025, "ä" * 513, "x" * 4096, "", 7, None, ["x"]):
            self.assert_bad_request(client, json.dumps({**good, "code": code}), "v")
        twice = json.dumps({**good, "code": "x"})[:-1] + ', "code": "y"}'
        self.assert_bad_request(client, twice)
        logs = f"SELECT count (*) FROM verification_logs WHERE event_id = '{event}'"
        self.assertEqual(self.installation.ask(logs), "0")
        # One byte less is a code like any other.
        longest = client.verify(event, "x" * 1024, scan_id=good["scan_id"])
        self.assertEqual(longest["reason"], "unknown_code")
        self.assertEqual(self.installation.ask(logs), "1")

    def test_sixty_four_kib_of_a_real_message_are_read(self):
        client = self.connect()
        fields = {"type": "search_tickets", "id": "s", "event_id": self.event, "text": "nobody"}
        size = LIMIT - len(json.dumps({**fields, "more": ""}))
        text = json.dumps({**fields, "more": "x" * size})
        self.assertEqual(len(text), LIMIT)
        client.send_text(text)
        self.assertEqual(client.receive(re="s")["type"], "tickets_found")
        client.send_text(text + " ")
        self.assertEqual(client.read_close(), 1009)

    def test_fragments_within_the_limit_are_one_message(self):
        client = self.connect()
        text = json.dumps({"type": "dance", "id": "f"}).encode()
        for at in range(0, len(text), 5):
            piece = text[at : at + 5]
            client.send_frame(0 if at else 1, piece, final=at + 5 >= len(text))
            client.send_frame(9, b"in between")
        self.assertEqual(client.receive("error", re="f")["code"], "unknown_type")

    def test_half_open_socket_is_given_up(self):
        """Half a frame, and then nothing: the other half does not come, nor a pong."""
        client = self.connect()
        client.answers_pings = False
        client.socket.sendall(b"\x81\xfe\xff\xff" + bytes(4) + b"x" * 100)
        begun = time.monotonic()
        self.assertIsNone(client.read_close())
        self.assertLess(time.monotonic() - begun, GIVEN_UP)

    def test_lone_surrogates_are_refused(self):
        client = self.connect()
        self.assert_bad_request(client, '{"type":"device_report","app_version":"\\ud800"}')
        self.assert_still_works(client)

    def test_unknown_types_have_their_own_code(self):
        client = self.connect()
        self.assert_bad_request(client, '{"type":"dance","id":"1"}', "1", "unknown_type")
        # What a relay says is no request.
        client.send(type="verdict", id="2", re="1")
        self.assertEqual(client.receive("error")["re"], "2")
        self.assert_still_works(client)

    def test_wrong_fields_are_refused_with_the_id(self):
        client = self.connect()
        good = {
            "type": "verify_ticket",
            "id": "v",
            "event_id": self.event,
            "scan_id": str(uuid.uuid4()),
            "code": "x",
            "direction": "entry",
        }
        for name, value in (
            ("event_id", 7),
            ("event_id", "no uuid"),
            ("event_id", None),
            ("scan_id", []),
            ("scan_id", "{}"),
            ("code", 7),
            ("code", ""),
            ("code", "x" * 4096),
            ("code", {"a": 1}),
            ("ticket_id", str(uuid.uuid4())),
            ("direction", "sideways"),
            ("direction", True),
            ("scanned_at", "yesterday"),
            ("scanned_at", 1714586400),
            ("list_id", "x"),
        ):
            with self.subTest(name=name):
                self.assert_bad_request(client, json.dumps({**good, name: value}), "v")
        without = {name: value for name, value in good.items() if name != "code"}
        self.assert_bad_request(client, json.dumps(without), "v")
        self.assert_bad_request(client, json.dumps({**good, "id": 7}))
        self.assert_bad_request(client, json.dumps({**good, "id": "x" * 65}))
        self.assert_still_works(client)

    def test_sixty_four_kib_are_enough_and_one_more_is_too_much(self):
        client = self.connect()
        client.send_text(b"x" * LIMIT)
        self.assertEqual(client.receive("error")["code"], "bad_request")
        client.send_text(b"x" * (LIMIT + 1))
        self.assertEqual(client.read_close(), 1009)

    def test_continuation_frames_cannot_grow(self):
        client = self.connect()
        before = self.relay.read_memory()
        client.send_frame(1, b'{"type":"', final=False)
        piece = b"x" * 60000
        try:
            for _ in range(200):
                client.send_frame(0, piece, final=False)
        except OSError:
            pass
        self.assertEqual(client.read_close(), 1009)
        self.assertLess(self.relay.read_memory() - before, 7 * 1024)

    def test_frames_that_the_standard_forbids_end_the_connection(self):
        for opcode, payload, code in (
            (2, b"x", 1003),
            (1, b"\xff\xfe", 1007),
            (1, b'{"type":"\xc3\x28"}', 1007),
            (3, b"x", 1002),
            (0, b"x", 1002),
        ):
            with self.subTest(opcode=opcode, payload=payload):
                client = self.connect()
                client.send_frame(opcode, payload)
                self.assertEqual(client.read_close(), code)

    def test_unmasked_and_compressed_frames_are_refused(self):
        for frame in (b"\x81\x02{}", b"\xc1\x82\x00\x00\x00\x00{}"):
            client = self.connect()
            client.socket.sendall(frame)
            self.assertEqual(client.read_close(), 1002)

    def test_compression_is_not_negotiated(self):
        request = upgrade_request(
            self.token, "Sec-WebSocket-Extensions: permessage-deflate\r\n"
        )
        with self.relay.open() as connection:
            connection.sendall(request)
            answer = connection.recv(4096)
        self.assertIn(b"101", answer)
        self.assertNotIn(b"deflate", answer)

    # What is a message, but an odd one.

    def test_requests_before_a_join_are_answered(self):
        client = self.connect()
        self.assert_still_works(client)
        client.send(type="search_tickets", id="s", event_id=self.event, text="nobody")
        self.assertEqual(client.receive(re="s")["type"], "tickets_found")

    def test_uuids_in_upper_case_are_the_same(self):
        client = self.connect()
        scan = str(uuid.uuid4())
        code = self.next_code()
        first = client.verify(self.event.upper(), code, scan_id=scan.upper())
        again = client.verify(self.event, code, scan_id=scan)
        self.assertEqual(first["scan_id"], scan)
        self.assertEqual(first["outcome"], "admitted")
        for name in ("outcome", "seq", "ticket"):
            self.assertEqual(first[name], again[name])

    def test_scan_id_with_another_code_is_refused(self):
        client = self.connect()
        scan = str(uuid.uuid4())
        client.verify(self.event, self.next_code(), scan_id=scan)
        error = client.verify(self.event, self.next_code(), scan_id=scan)
        self.assertEqual(error["code"], "scan_id_reused")

    def test_a_clock_far_ahead_changes_nothing(self):
        client = self.connect()
        for moment in ("9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00.001Z"):
            scan, code = str(uuid.uuid4()), self.next_code()
            verdict = client.verify(self.event, code, scan_id=scan, scanned_at=moment)
            self.assertEqual(verdict["outcome"], "admitted")
            # Judged and logged by the database's clock; what the device said is kept beside it.
            age = 'abs (extract (epoch FROM now () - "timestamp")) < 60'
            logged = f"SELECT {age} FROM verification_logs WHERE scan_id = '{scan}'"
            self.assertEqual(self.installation.ask(logged), "t")
        for moment in ("10000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:60Z"):
            error = client.verify(self.event, "x", scanned_at=moment)
            self.assertEqual(error.get("code"), "bad_request", moment)

    def test_staff_email_of_the_client_is_ignored(self):
        client = self.connect()
        watcher = self.connect()
        joined = watcher.join(self.event, self.newest(watcher))
        client.verify(self.event, self.next_code(), staff_email="mallory@example.org")
        change = watcher.receive("ticket_verified")["changes"][0]
        self.assertGreater(change["seq"], joined["seq"])
        self.assertEqual(change["verified_by"], "free@example.org")

    def newest(self, client):
        return next(each["seq"] for each in client.hello["events"] if each["id"] == self.event)

    def test_second_join_replaces_the_first(self):
        other = self.installation.ctl("event", "create", "--name", "Other")
        client = self.connect()
        scanner = self.connect()
        client.join(self.event, self.newest(client))
        client.join(other)
        scanner.verify(self.event, self.next_code())
        joined = client.join(self.event, self.newest(client))
        client.follow(self.newest(client), joined["seq"])
        kinds = {message["type"] for message in client.inbox}
        self.assertEqual(kinds - {"device_status", "signed_heads"}, set())

    def test_a_join_that_fails_leaves_the_desk_where_it_was(self):
        client = self.connect()
        scanner = self.connect()
        start = client.join(self.event, self.newest(client))["seq"]
        client.follow(self.newest(client), start)
        self.make_gates()
        other = self.connect()
        wait_until(
            lambda: other.join(self.event, start, gate="Nowhere")["type"] == "error",
            "the gates are known",
        )
        for event, wrong in (
            (str(uuid.uuid4()), {}),
            (self.event, {"gate": "Nowhere"}),
            (self.event, {"list_id": str(uuid.uuid4())}),
        ):
            self.assertEqual(client.join(event, start, **wrong)["code"], "not_found")
            scanner.verify(self.event, self.next_code())
            start = client.follow(start, start + 1)

    def make_gates(self):
        """Two gates, of which one is bound to a list of its own."""
        if not hasattr(type(self), "bound_list"):
            ctl = self.installation.ctl
            type(self).bound_list = ctl("list", "create", "--event", self.event, "--name", "Bound")
            ctl("gate", "create", "--event", self.event, "--name", "Bound",
                "--list", self.bound_list)
            ctl("gate", "create", "--event", self.event, "--name", "Free")

    def test_only_gates_that_there_are_count(self):
        self.make_gates()
        client = self.connect()

        def stands(gate):
            return client.join(self.event, self.newest(client), gate=gate)

        wait_until(lambda: stands("Bound")["type"] == "room_joined", "the gate is known")
        self.assertEqual(client.verify(self.event, self.next_code())["reason"], "not_permitted")
        for slip in ("bound", "Bound ", "Nowhere"):
            self.assertEqual(stands(slip)["code"], "not_found")
        self.assertEqual(stands(None)["type"], "room_joined")
        self.assertEqual(client.verify(self.event, self.next_code())["reason"], "not_permitted")
        client.close()
        client = self.connect()
        self.assertEqual(client.verify(self.event, self.next_code())["reason"], "not_permitted")
        self.assertEqual(stands("")["type"], "room_joined")
        self.assertEqual(client.verify(self.event, self.next_code())["outcome"], "admitted")
        self.assertEqual(stands("Free")["type"], "room_joined")
        self.assertEqual(stands("")["type"], "room_joined")

    def test_every_join_is_answered(self):
        client = self.connect()
        since = self.newest(client)
        for number in range(20):
            client.send(type="join_verification_room", id=f"j{number}", event_id=self.event,
                        since=since)
        answers = [client.receive(re=f"j{number}") for number in range(20)]
        self.assertEqual(answers[-1]["type"], "room_joined")
        for answer in answers[:-1]:
            self.assertIn((answer["type"], answer.get("code")),
                          (("room_joined", None), ("error", "changed_meanwhile")))

    def test_searches_elsewhere_find_no_nothing(self):
        client = self.connect()
        for wrong in ({"event_id": str(uuid.uuid4())},
                      {"event_id": self.event, "list_id": str(uuid.uuid4())}):
            client.send(type="search_tickets", id="s", text="nobody", **wrong)
            self.assertEqual(client.receive(re="s")["code"], "not_found")

    def test_unknown_events_and_lists_are_not_found(self):
        client = self.connect()
        self.assertEqual(client.join(str(uuid.uuid4()))["code"], "not_found")
        self.assertEqual(client.join(self.event, list_id=str(uuid.uuid4()))["code"], "not_found")
        self.assertEqual(client.verify(str(uuid.uuid4()), "x")["code"], "not_found")
        self.assert_still_works(client)

    def test_undo_is_for_supervisors(self):
        client = self.connect(self.limited)
        client.send(
            type="undo_verification",
            id="u",
            request_id=str(uuid.uuid4()),
            event_id=self.event,
            scan_id=str(uuid.uuid4()),
        )
        self.assertEqual(client.receive("error", re="u")["code"], "not_permitted")
        # The role comes before the other fields.
        client.send(type="undo_verification", id="w", event_id=7)
        self.assertEqual(client.receive("error", re="w")["code"], "not_permitted")

    def test_undo_tells_everybody_and_gives_the_entry_back(self):
        client = self.connect()
        code, scan = self.next_code(), str(uuid.uuid4())
        seq = client.verify(self.event, code, scan_id=scan)["seq"]
        client.join(self.event, seq)
        request = str(uuid.uuid4())
        for _ in range(2):
            client.send(
                type="undo_verification",
                id="u",
                request_id=request,
                event_id=self.event,
                scan_id=scan,
                reason="wrong person",
            )
            self.assertEqual(client.receive(re="u")["type"], "done")
        change = client.receive("ticket_verified")["changes"][0]
        self.assertEqual(change["kind"], "undone")
        self.assertEqual(client.verify(self.event, code)["outcome"], "admitted")

    # Too much, too slow, too silent.

    def test_flood_is_told_to_wait_and_then_cut_off(self):
        client = self.connect(self.limited)
        text = json.dumps({"type": "device_report", "pending_scans": 1, "id": "r"})
        codes = set()
        try:
            for _ in range(5000):
                client.send_text(text)
        except OSError:
            pass
        try:
            while True:
                codes.add(client.read_message().get("code"))
        except Exception as closed:
            self.assertEqual(getattr(closed, "code", None), 1008)
        self.assertIn("rate_limited", codes)

    def test_pings_are_answered_but_not_without_end(self):
        client = self.connect()
        client.send_frame(9, b"hello")
        self.assertEqual(client.read_frame(), (10, b"hello"))
        try:
            for _ in range(200):
                client.send_frame(9, b"x")
        except OSError:
            pass
        self.assertEqual(client.read_close(), 1008)

    def test_slow_reader_is_cut_off_before_it_costs_memory(self):
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", self.relay.port))
        self.addCleanup(slow.close)
        slow.sendall(upgrade_request(self.token))
        before = self.relay.read_memory()
        request = json.dumps({"type": "dance", "id": "x" * 64}).encode()
        frame = struct.pack(">BB", 0x81, 0x80 | len(request)) + bytes(4) + request
        slow.settimeout(10)
        deadline = time.monotonic() + 30
        with self.assertRaises(ConnectionError):
            while time.monotonic() < deadline:
                slow.sendall(frame * 500)
        self.assertLess(self.relay.read_memory() - before, 16 * 1024)

    def test_silent_peer_is_given_up(self):
        client = self.connect()
        client.answers_pings = False
        begun = time.monotonic()
        self.assertIsNone(client.read_close())
        self.assertLess(time.monotonic() - begun, GIVEN_UP)
        self.assertGreaterEqual(client.n_pings, 1)


class TestProgram(unittest.TestCase):
    def run_relay(self, *arguments):
        return subprocess.run(
            [os.environ["FOYER_RELAY"], *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def test_version_and_help_are_answered(self):
        self.assertRegex(self.run_relay("--version").stdout, r"^foyer-relay \d+\.\d+")
        self.assertIn("--listen", self.run_relay("--help").stdout)

    def test_wrong_usage_is_said_in_one_sentence(self):
        for arguments in (["--no-such-option"], ["stray"], ["--certificate", "x"],
                          ["--listen", "nonsense"], ["--listen", "0.0.0.0:99999"],
                          ["--data-dir="], ["--database", "postgresql:///x"]):
            done = self.run_relay(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1)

    def test_failures_are_said_in_one_sentence(self):
        for arguments in (
            ["--database", "postgresql:///nowhere?host=/nonexistent", "--secret-file", "/dev/null"],
            ["--data-dir", "/proc/nowhere"],
        ):
            done = self.run_relay(*arguments)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
