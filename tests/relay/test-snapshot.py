# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk that is too far behind takes the snapshot: whole, of one moment, and at nobody's cost."""

import gzip
import hashlib
import http.client
import json
import socket
import threading
import unittest
import uuid

from relay_bed import Client, Installation, wait_until

# More than a relay tells change by change (FOYER_LIMIT_CHANGES_BEHIND).
N_MANY = 10_500
# What one snapshot may cost a relay, in KiB; the text of N_MANY tickets is several times that.
MEMORY = 3 * 1024


class Answer:
    """The answer to one request; its body is read when it is asked for."""

    def __init__(self, relay, path, token=None, method="GET", receive_buffer=None, **headers):
        if receive_buffer is None:
            self.socket = relay.open()
        else:
            self.socket = socket.socket()
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.socket.connect(("127.0.0.1", relay.port))
            self.socket.settimeout(60)
        lines = [f"{method} {path} HTTP/1.1", "Host: relay"]
        if token is not None:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.response = http.client.HTTPResponse(self.socket, method=method)
        self.response.begin()
        self.status = self.response.status

    def header(self, name):
        return self.response.getheader(name)

    def read(self):
        try:
            return self.response.read()
        finally:
            self.close()

    def close(self):
        self.response.close()
        self.socket.close()


class TestSnapshot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.token = cls.installation.make_session("desk@example.org", "supervisor", "Desk")
        cls.many = cls.installation.ctl("event", "create", "--name", "Many")
        table = cls.installation.folder / "many.csv"
        rows = [f"Guest {number},guest{number}@example.org" for number in range(N_MANY)]
        table.write_text("name,email\n" + "\n".join(rows) + "\n")
        cls.installation.ctl("ticket", "import", "--event", cls.many, str(table))

    @classmethod
    def tearDownClass(cls):
        status, said = cls.relay.stop()
        assert status == 0, said
        assert "CRITICAL" not in said and "WARNING" not in said, said

    def connect(self):
        client = Client(self.relay, self.token)
        self.addCleanup(client.close)
        return client

    def ask(self, event, token=None, relay=None, **more):
        path = f"/v1/events/{event}" + ("" if "/" in event else "/snapshot")
        answer = Answer(relay or self.relay, path, token or self.token, **more)
        self.addCleanup(answer.close)
        return answer

    def wait_for_a_place(self):
        """One that was taken before may take a moment to be over."""

        def is_free():
            return self.ask(self.many, If_None_Match="*").status == 304

        wait_until(is_free, "a snapshot may be taken again")

    def take(self, event, **more):
        self.wait_for_a_place()
        answer = self.ask(event, **more)
        self.assertEqual(answer.status, 200)
        body = answer.read()
        return answer, self.check(gzip.decompress(body) if more else body)

    def check(self, text):
        """Returns the first line and the tickets of a snapshot that is whole."""
        self.assertTrue(text.endswith(b"\n"))
        *lines, last = text.splitlines(keepends=True)
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        self.assertEqual(json.loads(last), {"end": True, "sha256": digest})
        head, *tickets = [json.loads(line) for line in lines]
        self.assertEqual(head["tickets"], len(tickets))
        ids = [ticket["id"] for ticket in tickets]
        self.assertEqual(ids, sorted(set(ids)))
        return head, tickets

    def newest(self, event):
        where = f"WHERE event_id = '{event}'"
        return int(self.installation.ask(f"SELECT seq FROM event_heads {where}"))

    # What is in it.

    def test_every_ticket_is_there_as_it_is(self):
        event, tickets = self.installation.make_event(5)
        desk = self.connect()
        used, _, gone, *_ = tickets
        verdict = desk.verify(event, used[1])
        self.installation.ctl("list", "create", "--event", event, "--name", "Lounge")
        lists = {each["name"]: each["id"] for each in desk.join(event)["lists"]}
        lounge = desk.verify(event, used[1], list_id=lists["Lounge"])
        out = desk.verify(event, used[1], direction="exit")
        self.installation.ctl("ticket", "void", gone[0])
        head, found = self.take(event)[1]
        self.assertEqual(head["event_id"], event)
        self.assertEqual((head["epoch"], head["seq"]), (1, self.newest(event)))
        self.assertEqual({each["id"] for each in found}, {each[0] for each in tickets})
        by_id = {each["id"]: each for each in found}
        for ticket, code in tickets:
            digest = hashlib.sha256(code.encode()).hexdigest()
            self.assertEqual(by_id[ticket]["code_sha256"], digest)
        self.assertEqual(by_id[gone[0]]["status"], "void")
        self.assertEqual(by_id[gone[0]]["lists"], [])
        ticket = by_id[used[0]]
        self.assertEqual(
            (ticket["status"], ticket["paid"], ticket["allowed_entries"]), ("verified", True, 1)
        )
        states = {state["list_id"]: state for state in ticket["lists"]}
        self.assertEqual(set(states), set(lists.values()))
        (default,) = [each for name, each in lists.items() if name != "Lounge"]
        state = states[default]
        self.assertEqual((state["entries_used"], state["inside"]), (1, 0))
        self.assertIsNotNone(state["last_exit"])
        self.assertEqual(state["earlier"]["verified_by"], "desk@example.org")
        self.assertEqual(state["earlier"]["device"], "Desk")
        again = desk.verify(event, used[1])
        self.assertEqual(state["earlier"], again["earlier"])
        self.assertEqual(states[lists["Lounge"]]["inside"], 1)
        self.assertEqual(state["scans"], [out["scan_id"], verdict["scan_id"]])
        self.assertEqual(states[lists["Lounge"]]["scans"], [lounge["scan_id"]])
        self.assertIsNone(states[lists["Lounge"]]["last_exit"])
        self.assertEqual(verdict["outcome"], "admitted")

    def amend(self, desk, what, event, scan):
        request = str(uuid.uuid4())
        desk.send(type=what, id="a", request_id=request, event_id=event, scan_id=scan, reason="Why")
        self.assertEqual(desk.receive(re="a")["type"], "done")

    def test_scans_are_named_whatever_became_of_them(self):
        event, ((ticket, code),) = self.installation.make_event(1)
        desk = self.connect()
        desk.join(event)
        undone = desk.verify(event, code)["scan_id"]
        self.amend(desk, "undo_verification", event, undone)
        admitted = desk.verify(event, code)["scan_id"]
        refused = desk.verify(event, code)["scan_id"]
        overridden = desk.verify(event, code)["scan_id"]
        self.amend(desk, "override", event, overridden)
        (state,) = self.take(event)[1][1][0]["lists"]
        self.assertEqual(state["scans"], [overridden, admitted, undone])
        self.assertNotIn(refused, state["scans"])
        self.assertEqual(state["entries_used"], 2)
        # As many as a line can hold: the newest ones.
        self.installation.ask(
            "INSERT INTO changes (event_id, seq, kind, ticket_id, list_id, status, \"timestamp\","
            " version, scan_id) SELECT event_id, 1000 + n, kind, ticket_id, list_id, status,"
            " \"timestamp\", version, gen_random_uuid () FROM changes, generate_series (1, 9000) n"
            f" WHERE event_id = '{event}' AND scan_id = '{admitted}'"
        )
        self.installation.ask(
            f"UPDATE event_heads SET seq = 10000 WHERE event_id = '{event}'"
        )
        where = f"event_id = '{event}' AND seq > 6000"
        newest = self.installation.ask(
            f"SELECT string_agg (scan_id::text, ' ' ORDER BY seq DESC) FROM changes WHERE {where}"
        )
        (state,) = self.take(event)[1][1][0]["lists"]
        self.assertEqual(state["scans"], newest.split())
        self.assertEqual(len(state["scans"]), 4000)

    def test_void_tickets_come_alone(self):
        event, tickets = self.installation.make_event(700)
        self.assertEqual(self.take(event + "/snapshot?tickets=void")[1][0]["tickets"], 0)
        gone = sorted(ticket for ticket, _ in tickets[::3])
        for ticket in gone[:4]:
            self.installation.ctl("ticket", "void", ticket)
        answer, (head, found) = self.take(event + "/snapshot?tickets=void")
        self.assertEqual(head["event_id"], event)
        self.assertEqual(head["seq"], self.newest(event))
        self.assertEqual([each["id"] for each in found], gone[:4])
        self.assertEqual({each["status"] for each in found}, {"void"})
        whole, (_, every) = self.take(event)
        self.assertEqual(len(every), 700)
        self.assertNotEqual(answer.header("ETag"), whole.header("ETag"))
        for more in ({}, {"Accept_Encoding": "gzip"}):
            known = answer.header("ETag")
            self.wait_for_a_place()
            again = self.ask(event + "/snapshot?tickets=void", If_None_Match=known, **more)
            self.assertEqual(again.status, 304)
        self.wait_for_a_place()
        crossed = self.ask(event, If_None_Match=answer.header("ETag"))
        self.assertEqual(crossed.status, 200)
        crossed.read()
        # What the relay does not know it leaves alone.
        self.assertEqual(len(self.take(event + "/snapshot?tickets=odd&x=y")[1][1]), 700)

    def test_event_without_tickets_has_an_empty_snapshot(self):
        event = self.installation.ctl("event", "create", "--name", "Empty")
        self.assertEqual(self.take(event)[1][0]["tickets"], 0)

    def test_compressed_bytes_are_the_same(self):
        plain = self.take(self.many)
        packed = self.take(self.many, Accept_Encoding="gzip, deflate")
        self.assertEqual(packed[0].header("Content-Encoding"), "gzip")
        self.assertIsNone(plain[0].header("Content-Encoding"))
        self.assertEqual(plain[0].header("Transfer-Encoding"), "chunked")
        self.assertEqual(plain[1], packed[1])
        self.assertEqual(len(plain[1][1]), N_MANY)
        self.wait_for_a_place()
        refused = self.ask(self.many, Accept_Encoding="gzip;q=0")
        self.assertIsNone(refused.header("Content-Encoding"))
        refused.read()

    def test_what_is_known_is_not_sent_again(self):
        event, tickets = self.installation.make_event(2)
        tag = self.take(event)[0].header("ETag")
        packed = self.take(event, Accept_Encoding="gzip")[0].header("ETag")
        self.assertNotEqual(tag, packed)
        for known in (tag, packed, f"W/{tag}", f'"x", {tag}', "*"):
            self.wait_for_a_place()
            answer = self.ask(event, If_None_Match=known)
            self.assertEqual((answer.status, answer.read()), (304, b""))
        self.connect().verify(event, tickets[0][1])
        self.wait_for_a_place()
        answer = self.ask(event, If_None_Match=tag)
        self.assertEqual(answer.status, 200)
        self.assertNotEqual(answer.header("ETag"), tag)
        answer.read()

    def test_number_and_tickets_agree_while_desks_scan(self):
        event, tickets = self.installation.make_event(300)
        scanning = threading.Thread(
            target=lambda desk: [desk.verify(event, code) for _, code in tickets],
            args=(self.connect(),),
            daemon=True,
        )
        start = self.newest(event)
        scanning.start()
        seen = []
        while scanning.is_alive() or len(seen) < 3:
            head, found = self.take(event)[1]
            verified = [each for each in found if each["status"] == "verified"]
            self.assertEqual(len(verified), head["seq"] - start)
            self.assertTrue(all(each["lists"] for each in verified))
            seen.append(head["seq"])
        scanning.join()

    # Parts of it.

    def read_whole(self, **more):
        self.wait_for_a_place()
        answer = self.ask(self.many, **more)
        self.assertEqual((answer.status, answer.header("Accept-Ranges")), (200, "bytes"))
        return answer.header("ETag"), answer.read()

    def read_part(self, part, status=206, **more):
        self.wait_for_a_place()
        answer = self.ask(self.many, Range=f"bytes={part}", **more)
        self.assertEqual(answer.status, status)
        return answer.header("Content-Range"), answer.read()

    def test_what_was_broken_off_goes_on(self):
        other = self.installation.start_relay()
        self.addCleanup(other.stop)
        for more in ({}, {"Accept_Encoding": "gzip"}):
            tag, whole = self.read_whole(**more)
            size = len(whole)
            for first in (0, 1, size // 3, size - 1):
                told, rest = self.read_part(f"{first}-", If_Range=tag, **more)
                self.assertEqual(told, f"bytes {first}-{size - 1}/{size}")
                self.assertEqual(whole[:first] + rest, whole)
            # Also at another relay.
            told, rest = self.read_part(f"{size // 2}-", If_Range=tag, relay=other, **more)
            self.assertEqual(whole[: size // 2] + rest, whole)
            text = gzip.decompress(whole) if more else whole
            self.assertGreaterEqual(len(self.check(text)[1]), N_MANY)

    def test_a_broken_connection_costs_only_the_rest(self):
        self.wait_for_a_place()
        broken = self.ask(self.many, receive_buffer=4096)
        tag, begin = broken.header("ETag"), broken.response.read(100_000)
        broken.close()
        begin += self.read_part(f"{len(begin)}-", If_Range=tag)[1]
        self.assertGreaterEqual(len(self.check(begin)[1]), N_MANY)

    def test_parts_are_what_was_asked_for(self):
        tag, whole = self.read_whole()
        size = len(whole)
        for part, first, last in (("5-9", 5, 9), (f"7-{size + 5}", 7, size - 1),
                                  ("-100", size - 100, size - 1), (f"-{size * 2}", 0, size - 1)):
            told, text = self.read_part(part)
            self.assertEqual(told, f"bytes {first}-{last}/{size}")
            self.assertEqual(text, whole[first : last + 1])
        for part in (f"{size}-", f"{size + 10}-{size + 20}", "-0"):
            self.assertEqual(self.read_part(part, 416, If_Range=tag), (f"bytes */{size}", b""))
        # What is known is not sent, whatever part of it is asked for.
        self.assertEqual(self.read_part("5-", 304, If_None_Match=tag), (None, b""))
        for odd in ("x", "9-5", "1-2,4-5", "99999999999999999999-"):
            self.assertEqual(self.read_part(odd, 200), (None, whole))

    def test_parts_of_another_state_are_the_whole(self):
        event, tickets = self.installation.make_event(3)
        tag = self.take(event)[0].header("ETag")
        packed = self.take(event, Accept_Encoding="gzip")[0].header("ETag")
        self.connect().verify(event, tickets[0][1])
        for known in (tag, packed, f"W/{tag}", '"x"', "Fri, 01 May 2026 16:00:00 GMT"):
            self.wait_for_a_place()
            answer = self.ask(event, Range="bytes=10-", If_Range=known)
            self.assertEqual((answer.status, answer.header("Content-Range")), (200, None))
            self.assertEqual(len(self.check(answer.read())[1]), 3)

    # When it is offered.

    def test_desk_that_is_far_behind_is_sent_to_the_snapshot(self):
        newest = self.newest(self.many)
        desk = self.connect()
        joined = desk.join(self.many)
        self.assertEqual(joined["seq"], newest)
        self.assertEqual(joined["counts"]["tickets"], N_MANY)
        self.wait_for_a_place()
        head, _ = self.check(Answer(self.relay, joined["snapshot"]["url"], self.token).read())
        self.assertEqual(head["seq"], newest)
        # The live changes follow on what room_joined said.
        code = self.installation.ctl("ticket", "issue", "--event", self.many, "--count", "1")
        desk.follow(newest, newest + 1)
        self.connect().verify(self.many, code.split("\t")[1])
        desk.follow(newest + 1, newest + 2)
        near = self.connect()
        self.assertIsNone(near.join(self.many, newest - 9000, epoch=1)["snapshot"])
        near.follow(newest - 9000, newest + 2)

    def test_another_epoch_and_the_future_are_sent_to_the_snapshot(self):
        event, tickets = self.installation.make_event(5)
        desk = self.connect()
        for _, code in tickets[:4]:
            desk.verify(event, code)
        newest = self.newest(event)
        for since, epoch in ((3, 2), (newest + 1, 1), (newest, 7)):
            desk = self.connect()
            joined = desk.join(event, since, epoch=epoch)
            self.assertEqual(joined["snapshot"], {"url": f"/v1/events/{event}/snapshot"})
            self.assertEqual((joined["epoch"], joined["seq"]), (1, newest))
        desk.verify(event, tickets[4][1])
        desk.follow(newest, newest + 1)
        # Who has nothing has nothing that could be void.
        for epoch in (1, 2):
            desk = self.connect()
            self.assertIsNone(desk.join(event, 0, epoch=epoch)["snapshot"])
            desk.follow(0, newest + 1)

    # Who gets none.

    def test_refusals(self):
        path = f"/v1/events/{self.many}/snapshot"
        self.wait_for_a_place()
        for status, answer in (
            (401, Answer(self.relay, path)),
            (401, Answer(self.relay, path, "wrong")),
            (401, Answer(self.relay, f"{path}?token={self.token}")),
            (403, self.ask(self.many, Origin="http://127.0.0.1")),
            (404, self.ask(str(uuid.uuid4()))),
            (404, self.ask("many")),
            (404, Answer(self.relay, "/v1/events", self.token)),
            (404, Answer(self.relay, f"{path}/more", self.token)),
            (405, self.ask(self.many, method="POST")),
        ):
            self.assertEqual(answer.status, status)
            answer.read()
            self.wait_for_a_place()

    def test_pending_and_revoked_devices_get_nothing(self):
        token = self.installation.make_session("new@example.org", "staff", "New")
        for status, answers in (("pending", (401, 403)), ("revoked", (401,))):
            self.installation.ask(
                f"UPDATE staff_devices SET status = '{status}' WHERE device_name = 'New'"
            )
            self.assertIn(self.ask(self.many, token).status, answers)

    def test_each_device_takes_one_and_there_are_few_at_once(self):
        slow = [
            self.installation.make_session(f"slow{number}@example.org", "staff", f"Slow {number}")
            for number in range(5)
        ]
        self.wait_for_a_place()
        # Each holds its place, because the relay cannot send it all.
        held = [self.ask(self.many, token, receive_buffer=4096) for token in slow[:4]]
        self.assertEqual([each.status for each in held], 4 * [200])
        again = self.ask(self.many, slow[0])
        self.assertEqual((again.status, again.header("Retry-After")), (429, "2"))
        full = self.ask(self.many, slow[4])
        self.assertEqual((full.status, full.header("Retry-After")), (503, "2"))
        # A place is free again when its holder hangs up, or has read it all.
        held[0].close()
        wait_until(lambda: self.ask(self.many, slow[4], If_None_Match="*").status == 304, "free")
        for each in held[1:]:
            self.check(each.read())

    # What it costs.

    def test_slow_reader_costs_little_and_is_cut_off(self):
        self.take(self.many)
        desk = self.connect()
        desk.join(self.many, self.newest(self.many))
        before = self.relay.read_memory()
        self.wait_for_a_place()
        slow = self.ask(self.many, receive_buffer=4096)
        self.assertEqual(slow.status, 200)
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            # Nothing is read until the relay has given up.
            self.assertEqual(self.installation.count_statements("FETCH%snapshot"), 1)
            while self.installation.count_statements("FETCH%snapshot") > 0:
                self.assertEqual(desk.verify(self.many, "no code")["reason"], "unknown_code")
                self.assertLess(self.relay.read_memory() - before, MEMORY)
            slow.read()

    def test_whole_snapshot_grows_the_relay_by_little(self):
        self.take(self.many)
        self.wait_for_a_place()
        before = self.relay.read_memory()
        answer = self.ask(self.many, receive_buffer=65536)
        n_bytes = 0
        while piece := answer.response.read(65536):
            n_bytes += len(piece)
            self.assertLess(self.relay.read_memory() - before, MEMORY)
        self.assertGreater(n_bytes, MEMORY * 1024)


class TestSnapshotOutage(unittest.TestCase):
    def test_broken_snapshot_is_told_from_a_whole_one(self):
        """PostgreSQL dies while one is read: it has no end, and the next one is whole."""
        installation = Installation()
        self.addCleanup(installation.close)
        relay = installation.start_relay()
        token = installation.make_session("desk@example.org", "staff", "Desk")
        event, _ = installation.make_event(5000)
        path = f"/v1/events/{event}/snapshot"
        answer = Answer(relay, path, token, receive_buffer=4096)
        self.assertEqual(answer.status, 200)
        installation.kill_postgresql()
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            while answer.response.read(4096):
                pass
        answer.close()

        def is_whole():
            again = Answer(relay, path, token)
            return again.status == 200 and b'"end":true' in again.read()

        wait_until(is_whole, "a whole snapshot is to be had")
        self.assertEqual(relay.stop()[0], 0)

    def test_stopping_relay_waits_for_no_reader(self):
        installation = Installation()
        self.addCleanup(installation.close)
        relay = installation.start_relay()
        token = installation.make_session("desk@example.org", "staff", "Desk")
        event, _ = installation.make_event(5000)
        answer = Answer(relay, f"/v1/events/{event}/snapshot", token, receive_buffer=4096)
        self.addCleanup(answer.close)
        self.assertEqual(answer.status, 200)
        status, said = relay.stop()
        self.assertEqual((status, said), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
