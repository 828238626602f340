# SPDX-License-Identifier: GPL-3.0-or-later
"""How much each may ask: a device first, then its session, and an address only for strangers."""

import json
import re
import socket
import time
import unittest
import uuid

from relay_bed import (
    PATIENCE,
    Client,
    DeviceKey,
    Installation,
    read_to_end,
    upgrade_request,
    wait_until,
)

SESSION, DEVICE, REFUSALS, WRONG_TOKENS, VISITS, SOCKETS = 200, 400, 500, 500, 1000, 32
WHEN = r"Wait (a second|\d+ seconds) and ask again\."


class TestQuotas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.installation.start_relay()
        cls.event, _ = cls.installation.make_event(1)
        cls.free = cls.installation.make_session("free@example.org", "admin", "Free")
        cls.installation.make_session("desk@example.org", "staff", "Other")

    def setUp(self):
        # What one test has used up is gone for the next one.
        self.relay = self.installation.start_relay()
        self.addCleanup(self.relay.stop)

    def connect(self, token, **more):
        client = Client(self.relay, token, **more)
        self.addCleanup(client.close)
        return client

    def make_limited(self):
        """A session of its own on a device of its own."""
        name = uuid.uuid4().hex
        return self.installation.make_session(f"{name}@example.org", "staff", name, True)

    def ask(self, client, number):
        """Asks so often at once, and returns the codes of the answers."""
        text = json.dumps({"type": "dance", "id": "d"})
        for _ in range(number):
            client.send_text(text)
        return [client.receive("error", re="d") for _ in range(number)]

    def count_refusals(self, answers):
        codes = [answer["code"] for answer in answers]
        self.assertLessEqual(set(codes), {"unknown_type", "rate_limited"})
        for answer in answers:
            if answer["code"] == "rate_limited":
                self.assertRegex(answer["message"], WHEN)
        return codes.count("rate_limited")

    def test_sockets_of_a_session_share_what_it_may(self):
        token = self.make_limited()
        begun = time.monotonic()
        first, second = self.connect(token), self.connect(token)
        refused = self.count_refusals(self.ask(first, 150))
        refused += self.count_refusals(self.ask(second, 150))
        back = int((time.monotonic() - begun) * 50) + 1
        self.assertGreaterEqual(refused, 300 - SESSION - back)
        self.assertLessEqual(refused, 300 - SESSION)
        # Connecting anew gives nothing back.
        first.close()
        second.close()
        third = self.connect(token)
        back = int((time.monotonic() - begun) * 50) + 1
        self.assertGreaterEqual(refused + self.count_refusals(self.ask(third, 150)),
                                450 - SESSION - back)

    def count_refusals_of_a_device(self):
        """Those of four sessions, none of which alone asks too much."""
        key, device = DeviceKey(), str(uuid.uuid4())
        self.installation.ask(
            "INSERT INTO staff_devices (id, device_name, status, public_key) VALUES"
            f" ('{device}', 'Shared', 'approved', decode ('{key.public.hex()}', 'hex'))"
        )
        tokens = [self.installation.make_key_session("desk@example.org", key, device)
                  for _ in range(4)]
        clients = [self.connect(token, key=key) for token in tokens]
        begun = time.monotonic()
        refused = sum(self.count_refusals(self.ask(client, 150)) for client in clients)
        back = int((time.monotonic() - begun) * 100) + 1
        self.assertGreaterEqual(refused, 600 - DEVICE - back)
        return refused

    def test_sessions_of_a_device_share_what_it_may(self):
        # Whoever asks slowly may ask on and on: then it is nothing that they share.
        wait_until(lambda: self.count_refusals_of_a_device() > 0, "they ask too much together")

    def test_who_may_ask_again_after_the_wait_is_told_so(self):
        client = self.connect(self.make_limited())
        answers = []

        def is_refused():
            answers.extend(self.ask(client, SESSION + 100))
            return self.count_refusals(answers) > 0

        wait_until(is_refused, "it asks too much")
        seconds = re.findall(r"Wait (\d+)", "".join(answer["message"] for answer in answers))
        time.sleep(max(map(int, seconds), default=1))
        self.assertEqual(self.count_refusals(self.ask(client, 1)), 0)

    def count_refused_searches(self):
        client = self.connect(self.make_limited())
        for number in range(15):
            client.send(type="search_tickets", id=f"s{number}", event_id=self.event, text="x")
        answers = [client.receive(re=f"s{number}") for number in range(15)]
        refused = [answer for answer in answers if answer["type"] == "error"]
        self.assertLessEqual(self.count_refusals(refused), 5)
        return len(refused)

    def test_searches_say_when_too(self):
        wait_until(lambda: self.count_refused_searches() > 0, "somebody searches too much")

    def test_without_a_limit_there_is_none(self):
        clients = [self.connect(self.free) for _ in range(SOCKETS + 8)]
        answers = [answer for client in clients[:4] for answer in self.ask(client, 1000)]
        self.assertEqual(self.count_refusals(answers), 0)

    def test_a_device_has_so_many_connections(self):
        token = self.make_limited()
        clients = [self.connect(token) for _ in range(SOCKETS)]
        status, head = self.show(token)
        self.assertEqual(status, 429)
        self.assertIn("This device has too many connections.", head)
        clients[0].close()
        wait_until(lambda: self.show(token)[0] == 101, "there is room for one")

    def test_proven_devices_have_no_more(self):
        key = DeviceKey()
        token = self.installation.make_key_session("desk@example.org", key)
        # All of them come before one is through.
        waiting = [self.connect(token, greeted=False) for _ in range(SOCKETS + 1)]
        for client in waiting:
            client.prove(key)
        codes = []
        for client in waiting:
            try:
                client.receive("hello")
            except Exception as closed:
                codes.append(closed.code)
        self.assertEqual(codes, [1008])

    # Strangers.

    def open_from(self, address):
        return socket.create_connection(("127.0.0.1", self.relay.port), PATIENCE, (address, 0))

    def show(self, token, address="127.0.0.1"):
        """What a relay says to a token: the status, and the head or all of the answer."""
        with self.open_from(address) as connection:
            connection.sendall(upgrade_request(token))
            head = connection.recv(65536)
            if not head.startswith(b"HTTP/1.1 101"):
                head += read_to_end(connection)
        return int(head.split()[1]), head.decode(errors="replace")

    def use_up_wrong_tokens(self):
        for _ in range(20 * WRONG_TOKENS):
            status, head = self.show("wrong")
            if status != 401:
                break
        self.assertEqual(status, 429)
        self.assertRegex(head, WHEN)
        self.assertTrue(re.search(r"\r\nRetry-After: [1-9]\d*\r\n", head), head)

    def make_hall(self, number):
        """Tokens of desks that each have a device of their own."""
        tokens = [str(uuid.uuid4()) for _ in range(number)]
        rows = ", ".join(f"('{token}', gen_random_uuid (), 'Hall {at}')"
                         for at, token in enumerate(tokens))
        self.installation.ask(
            f"CREATE TABLE hall AS SELECT * FROM (VALUES {rows}) h (token, device, name);"
            " INSERT INTO staff_devices (id, device_name, status)"
            "  SELECT device, name, 'approved' FROM hall;"
            " INSERT INTO sessions (id, token_sha256, staff_id, device_id)"
            "  SELECT gen_random_uuid (), sha256 (convert_to (token, 'UTF8')), s.id, device"
            "  FROM hall, staff s WHERE s.email = 'desk@example.org'; DROP TABLE hall"
        )
        return tokens

    def test_a_hall_behind_one_address_is_never_slowed(self):
        tokens = self.make_hall(200)
        desks = [self.connect(token) for token in tokens]
        # Somebody in the hall guesses until nobody there is listened to any more.
        self.use_up_wrong_tokens()
        text = json.dumps({"type": "dance", "id": "d"})
        for desk in desks:
            for _ in range(SESSION // 2):
                desk.send_text(text)
        for desk in desks:
            answers = [desk.receive("error", re="d") for _ in range(SESSION // 2)]
            self.assertEqual(self.count_refusals(answers), 0)
        # Who was here comes back, and who is elsewhere comes in.
        desks[0].close()
        self.use_up_wrong_tokens()
        self.assertEqual(self.show(tokens[0])[0], 101)
        self.assertEqual(self.show("wrong", "127.0.0.2")[0], 401)

    def visit(self, address):
        body = b"{}"
        head = (b"POST /v1/auth/challenge HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 2\r\n\r\n")
        with self.open_from(address) as connection:
            connection.sendall(head + body)
            answer = read_to_end(connection).decode()
        head, _, said = answer.partition("\r\n\r\n")
        return int(head.split()[1]), head, json.loads(said)

    def test_visits_from_one_address_have_an_end(self):
        desk = self.connect(self.make_limited())
        for _ in range(20 * VISITS):
            status, head, answer = self.visit("127.0.0.1")
            if status != 400:
                break
        self.assertEqual((status, answer["code"]), (429, "rate_limited"))
        self.assertRegex(answer["message"], WHEN)
        self.assertRegex(head, r"\r\nRetry-After: 1(\r\n|$)")
        self.assertEqual(self.visit("127.0.0.2")[0], 400)
        self.assertEqual(self.count_refusals(self.ask(desk, 10)), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
