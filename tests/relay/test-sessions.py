# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions at the relays: news that ends them, keys that they are bound to, tokens that change."""

import shutil
import subprocess
import time
import unittest
import uuid

from relay_bed import (
    GIVEN_UP,
    Client,
    Closed,
    DeviceKey,
    Installation,
    assert_no_poll,
    upgrade_request,
    wait_until,
)


class Bed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.bus = cls.make_bus()
        cls.relays = [cls.installation.start_relay(*cls.bus) for _ in range(2)]
        cls.relay = cls.relays[0]
        cls.event, cls.tickets = cls.installation.make_event(20)
        cls.ask = cls.installation.ask

    @classmethod
    def make_bus(cls):
        return ()

    @classmethod
    def tearDownClass(cls):
        for relay in cls.relays:
            status, said = relay.stop()
            assert status == 0, said
            assert "CRITICAL" not in said and "WARNING" not in said, said

    def connect(self, token, relay=None, **more):
        client = Client(relay or self.relay, token, **more)
        self.addCleanup(client.close)
        return client

    def next_code(self):
        return self.tickets.pop()[1]

    def make_person(self, role="staff", email=None):
        email = email or f"{uuid.uuid4().hex[:8]}@example.org"
        return email, self.installation.make_session(email, role, "Desk")

    def session_of(self, email):
        who = f"(SELECT id FROM staff WHERE email = '{email}')"
        return self.ask(f"SELECT id FROM sessions WHERE staff_id = {who} ORDER BY created_at"
                        " DESC LIMIT 1")

    def time_close(self, clients, code, act=None):
        """How long it takes until all of them are put out."""
        begun = time.monotonic()
        if act is not None:
            self.ask(act)
        for client in clients:
            self.assertEqual(client.read_close(), code)
        return time.monotonic() - begun


class TestNews(Bed):
    """Whoever ends something, with whatever, every relay knows at once."""

    def both(self, token):
        return [self.connect(token, relay) for relay in self.relays]

    def end_session(self):
        email, token = self.make_person()
        end = f"UPDATE sessions SET ended_at = now () WHERE id = '{self.session_of(email)}'"
        return self.time_close(self.both(token), 4401, end)

    def test_a_session_that_ends_is_cut_off_everywhere(self):
        assert_no_poll(self.end_session)

    def revoke_device(self):
        _, token = self.make_person()
        clients = self.both(token)
        device = clients[0].hello["device"]["id"]
        # foyerctl needs a moment to start; what counts is how long after its end.
        self.installation.ctl("device", "revoke", device)
        return self.time_close(clients, 4403)

    def test_a_device_that_is_revoked_is_cut_off_everywhere(self):
        assert_no_poll(self.revoke_device)

    def test_others_stay(self):
        email, token = self.make_person()
        _, other = self.make_person()
        session = self.session_of(email)
        gone, stays = self.connect(token), self.connect(other)
        self.ask(f"UPDATE sessions SET ended_at = now () WHERE id = '{session}'")
        self.assertEqual(gone.read_close(), 4401)
        self.assertEqual(stays.verify(self.event, self.next_code())["outcome"], "admitted")

    def change_role(self):
        email, token = self.make_person()
        clients = self.both(token)
        self.assertEqual(clients[0].hello["staff"]["role"], "staff")
        change = f"UPDATE staff SET role = 'admin' WHERE email = '{email}'"
        lasted = self.time_close(clients, 4409, change)
        self.assertEqual(self.connect(token).hello["staff"]["role"], "admin")
        return lasted

    def test_another_role_means_to_connect_again(self):
        assert_no_poll(self.change_role)

    def test_the_net_finds_what_ends_by_itself(self):
        email, token = self.make_person()
        session, client = self.session_of(email), self.connect(token)
        self.ask(f"UPDATE sessions SET expires_at = now () + interval '1 s' WHERE id = '{session}'")
        self.assertEqual(client.read_close(), 4401)

    def test_news_is_heard_again_after_the_listener_was_lost(self):
        listeners = "FROM pg_stat_activity WHERE query LIKE 'LISTEN %foyer_news%'"

        def find():
            return set(self.ask(f"SELECT pid {listeners}", role="foyer_relay").split())

        wait_until(lambda: len(find()) == 2, "both listen")
        before = find()
        self.ask(f"SELECT pg_terminate_backend (pid) {listeners}", role="foyer_relay")
        wait_until(lambda: len(find() - before) == 2, "both listen again")
        assert_no_poll(self.end_session)


class TestNewsBesideRedis(TestNews):
    """The same with a Redis for the changes of events."""

    @classmethod
    def make_bus(cls):
        program = shutil.which("redis-server")
        if program is None:
            raise unittest.SkipTest("there is no redis-server")
        path = cls.installation.folder / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", path, "--save", "", "--dir"]
        redis = subprocess.Popen([*command, cls.installation.folder], stdout=subprocess.DEVNULL)
        cls.addClassCleanup(redis.wait)
        cls.addClassCleanup(redis.kill)
        wait_until(path.exists, "Redis listens")
        return "--redis", f"unix://{path}"


class TestKeys(Bed):
    """A session that is bound to a device's key is of no use without it."""

    def setUp(self):
        self.key = DeviceKey()
        self.email, _ = self.make_person("supervisor")
        self.token = self.installation.make_key_session(self.email, self.key)
        self.session = self.session_of(self.email)

    def read(self, columns):
        return self.ask(f"SELECT {columns} FROM sessions WHERE id = '{self.session}'")

    def status_of(self, token):
        client = self.connect(token, greeted=False)
        return client.status

    def test_the_key_is_proved_before_the_greeting(self):
        client = self.connect(self.token, key=self.key)
        session = client.hello["session"]
        self.assertEqual((session["id"], session["key_bound"]), (self.session, True))
        self.assertEqual(session["method"], "passphrase")
        self.assertIsNotNone(session["expires"])
        self.assertEqual(client.verify(self.event, self.next_code())["outcome"], "admitted")

    def test_sessions_of_foyerctl_are_greeted_at_once(self):
        _, token = self.make_person()
        session = self.connect(token).hello["session"]
        self.assertEqual((session["key_bound"], session["method"]), (False, "token"))
        self.assertIsNone(session["expires"])

    def test_another_key_is_turned_away(self):
        client = self.connect(self.token, key=DeviceKey(), greeted=False)
        self.assertEqual(client.read_close(), 4401)

    def test_a_proof_for_something_else_is_turned_away(self):
        client = self.connect(self.token, greeted=False)
        challenge = client.receive("challenge")["challenge"]
        client.send(type="prove_key", id="1", proof=self.key.sign("sign-in", challenge))
        self.assertEqual(client.read_close(), 4401)

    def test_a_proof_of_another_connection_is_turned_away(self):
        first = self.connect(self.token, greeted=False)
        second = self.connect(self.token, greeted=False)
        second.receive("challenge")
        challenge = first.receive("challenge")["challenge"]
        second.send(type="prove_key", id="1", proof=self.key.sign("session", challenge))
        self.assertEqual(second.read_close(), 4401)

    def test_before_the_proof_nothing_is_answered(self):
        client = self.connect(self.token, greeted=False)
        challenge = client.receive("challenge")["challenge"]
        code = self.next_code()
        refused = client.verify(self.event, code)
        self.assertEqual(refused["code"], "not_permitted")
        client.send(type="verify_ticket", id="half")
        self.assertEqual(client.receive(re="half")["code"], "not_permitted")
        client.send(type="make_coffee", id="coffee")
        self.assertEqual(client.receive(re="coffee")["code"], "unknown_type")
        client.send(type="prove_key", id="short", proof="x")
        self.assertEqual(client.receive(re="short")["code"], "bad_request")
        client.send(type="prove_key", id="1", proof=self.key.sign("session", challenge))
        client.receive("hello")
        self.assertEqual(client.verify(self.event, code)["outcome"], "admitted")
        client.send(type="prove_key", id="again", proof=self.key.sign("session", challenge))
        self.assertEqual(client.receive(re="again")["code"], "bad_request")

    def test_who_talks_instead_of_proving_is_put_out(self):
        client = self.connect(self.token, greeted=False)
        for _ in range(30):
            client.send(type="device_report")
        self.assertEqual(client.read_close(), 1008)

    def test_who_proves_nothing_is_put_out_in_time(self):
        begun = time.monotonic()
        client = self.connect(self.token, greeted=False)
        client.receive("challenge")
        with self.assertRaises(Closed):
            while True:
                client.receive("hello")
        self.assertLess(time.monotonic() - begun, GIVEN_UP)

    def test_who_was_revoked_before_the_proof_is_told_so(self):
        client = self.connect(self.token, greeted=False)
        challenge = client.receive("challenge")["challenge"]
        device = self.read("device_id")
        self.ask(f"UPDATE staff_devices SET status = 'revoked' WHERE id = '{device}'")
        client.send(type="prove_key", id="1", proof=self.key.sign("session", challenge))
        self.assertEqual(client.read_close(), 4403)

    def test_lifetimes_count(self):
        self.assertEqual(self.status_of(self.token), 101)
        for column in ("idle_until", "expires_at"):
            before = self.read(column)
            self.ask(f"UPDATE sessions SET {column} = now () WHERE id = '{self.session}'")
            self.assertEqual(self.status_of(self.token), 401)
            self.ask(f"UPDATE sessions SET {column} = '{before}' WHERE id = '{self.session}'")

    def test_connecting_is_use_but_only_with_the_key(self):
        soon = "now () + interval '5 min'"
        self.ask(f"UPDATE sessions SET idle_until = {soon} WHERE id = '{self.session}'")
        client = self.connect(self.token, key=DeviceKey(), greeted=False)
        client.read_close()
        self.assertEqual(self.read(f"idle_until > {soon}, last_used"), "f|")
        self.connect(self.token, key=self.key)
        later = "now () + interval '15 h'"
        self.assertEqual(self.read(f"idle_until > {later}, host (last_address)"), "t|127.0.0.1")

    # Tokens that change.

    def make_old(self):
        self.ask("UPDATE sessions SET token_made_at = now () - interval '2 h'"
                 f" WHERE id = '{self.session}'")

    def rotate(self):
        self.make_old()
        client = self.connect(self.token, key=self.key)
        renewed = client.receive("token_renewed")
        self.assertEqual(renewed["expires"], client.hello["session"]["expires"])
        return renewed["token"]

    def test_an_old_token_is_changed(self):
        following = self.rotate()
        # Until it is used, the former one still counts: it may never have arrived.
        self.connect(self.token, key=self.key)
        following = self.rotate()
        client = self.connect(following, key=self.key)
        self.assertEqual(client.hello["session"]["id"], self.session)
        self.assertEqual(self.read("next_sha256 IS NULL, former_sha256 IS NULL"), "t|f")

    def test_a_thief_of_the_next_token_changes_nothing(self):
        following = self.rotate()
        thief = self.connect(following, key=DeviceKey(), greeted=False)
        self.assertEqual(thief.read_close(), 4401)
        self.connect(self.token, key=self.key)

    def test_a_former_token_ends_the_session(self):
        following = self.rotate()
        client = self.connect(following, key=self.key)
        self.assertEqual(self.status_of(self.token), 401)
        self.assertEqual(client.read_close(), 4401)
        self.assertEqual(self.read("end_reason"), "token_reused")
        self.assertEqual(self.status_of(following), 401)
        device = client.hello["device"]["id"]
        alert = f"SELECT kind, severity FROM alerts WHERE device_id = '{device}'"
        self.assertEqual(self.ask(alert), "token_reused|critical")
        acts = f"FROM audit_log WHERE act = 'token_reused' AND device_id = '{device}'"
        self.assertEqual(self.ask(f"SELECT count (*) {acts}"), "1")

    def test_a_former_token_ends_the_session_wherever_it_is_shown(self):
        self.connect(self.rotate(), key=self.key)
        status, _ = self.relay.post(f"/v1/events/{self.event}/snapshot", b"",
                                    f"Authorization: Bearer {self.token}",
                                    f"User-Agent: {'x' * 500}", method="GET")
        self.assertEqual(status, 401)
        self.assertEqual(self.read("end_reason"), "token_reused")

    def test_a_young_token_stays(self):
        client = self.connect(self.token, key=self.key)
        client.verify(self.event, self.next_code())
        self.assertEqual([m["type"] for m in client.inbox], [])

    def test_tokens_of_foyerctl_never_change(self):
        email, token = self.make_person()
        self.ask("UPDATE sessions SET token_made_at = now () - interval '9 d'"
                 f" WHERE id = '{self.session_of(email)}'")
        client = self.connect(token)
        client.verify(self.event, self.next_code())
        self.assertEqual(client.inbox, [])

    def test_a_device_without_a_key_proves_nothing(self):
        self.ask("UPDATE staff_devices SET public_key = NULL WHERE id ="
                 f" (SELECT device_id FROM sessions WHERE id = '{self.session}')")
        with self.relay.open() as raw:
            raw.sendall(upgrade_request(self.token))
            self.assertIn(b" 401 ", raw.recv(100))


if __name__ == "__main__":
    unittest.main(verbosity=2)
