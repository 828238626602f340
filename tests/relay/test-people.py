# SPDX-License-Identifier: GPL-3.0-or-later
"""Invitations and passphrases, who is signed in and for how long, and who is a staff member."""

import json
import time
import unittest
import uuid

from relay_bed import Client, DeviceKey, Installation

GOOD = "correct horse battery"


class Device:
    """An approved device with a key, which people sign in on."""

    def __init__(self, installation, relay):
        self.installation, self.relay = installation, relay
        self.key, self.id = DeviceKey(), str(uuid.uuid4())
        installation.ask(
            "INSERT INTO staff_devices (id, device_name, status, public_key) VALUES"
            f" ('{self.id}', 'Laptop', 'approved', decode ('{self.key.public.hex()}', 'hex'))"
        )

    def ask(self, way, key=None, **fields):
        _, answer = self.relay.post("/v1/auth/challenge", {"type": "get_challenge"})
        challenge = answer["challenge"]
        proof = (key or self.key).sign("sign-in", challenge)
        return self.relay.post(f"/v1/auth/{way}", {
            "device_id": self.id, "challenge": challenge, "proof": proof, **fields})

    def accept(self, code, passphrase=GOOD, **more):
        return self.ask("invitation", type="accept_invitation", code=code, passphrase=passphrase,
                        **more)

    def sign_in(self, email, passphrase=GOOD, **more):
        return self.ask("passphrase", type="sign_in_with_passphrase", email=email,
                        passphrase=passphrase, **more)


class Bed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relays = [cls.installation.start_relay() for _ in range(2)]
        cls.relay = cls.relays[0]
        cls.event, cls.tickets = cls.installation.make_event(10)
        cls.ask = cls.installation.ask

    @classmethod
    def tearDownClass(cls):
        for relay in cls.relays:
            status, said = relay.stop()
            assert status == 0, said
            assert "CRITICAL" not in said and "WARNING" not in said, said
            assert GOOD not in said and "@" not in said, said

    def setUp(self):
        self.email = f"{uuid.uuid4().hex[:8]}@example.org"
        # Everybody here comes from one address.
        self.ask("DELETE FROM throttles")

    def connect(self, token, relay=None, **more):
        client = Client(relay or self.relay, token, **more)
        self.addCleanup(client.close)
        return client

    def make_device(self):
        return Device(self.installation, self.relay)

    def invite(self, *options):
        return self.installation.ctl("staff", "invite", self.email, *options).splitlines()

    def request(self, client, kind, **fields):
        number = str(uuid.uuid4())
        client.send(type=kind, id=number, request_id=str(uuid.uuid4()), **fields)
        return client.receive(re=number)

    def make_admin(self):
        email = f"admin-{uuid.uuid4().hex[:8]}@example.org"
        client = self.connect(self.installation.make_session(email, "admin", "Office"))
        client.email = email
        return client


class TestSigningIn(Bed):
    def test_an_invitation_lets_in_once(self):
        code, text = self.invite("--role", "supervisor", "--name", "Zoë")
        device = self.make_device()
        status, answer = device.accept(code.lower())
        self.assertEqual((status, answer["type"]), (200, "signed_in"))
        self.assertEqual(answer["staff"],
                         {"email": self.email, "name": "Zoë", "role": "supervisor"})
        client = self.connect(answer["token"], key=device.key)
        self.assertEqual(client.hello["session"]["id"], answer["session_id"])
        self.assertEqual(client.hello["session"]["method"], "invitation")
        for again in (code, text):
            status, answer = device.accept(again)
            self.assertEqual((status, answer["code"]), (401, "signed_out"))
        status, answer = device.sign_in(self.email.upper())
        self.assertEqual(status, 200)
        self.assertEqual(self.connect(answer["token"], key=device.key).hello["session"]["method"],
                         "passphrase")

    def test_the_qr_code_says_the_same(self):
        path = self.installation.folder / "invitation.png"
        _, text = self.invite("--role", "staff", "--qr", str(path))
        self.assertTrue(text.startswith("FOYER:INVITE/"))
        self.assertEqual(path.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.make_device().accept(text)[0], 200)

    def test_only_the_newest_invitation_counts(self):
        old, _ = self.invite("--role", "staff")
        new, _ = self.invite()
        device = self.make_device()
        self.assertEqual(device.accept(old)[0], 401)
        self.assertEqual(device.accept(new)[0], 200)

    def test_an_invitation_ends(self):
        code, _ = self.invite("--role", "staff")
        self.ask("UPDATE invitations SET expires_at = now ()")
        self.assertEqual(self.make_device().accept(code)[0], 401)

    def test_passphrases_have_a_length(self):
        code, _ = self.invite("--role", "staff")
        device = self.make_device()
        for bad in ("12345", "x" * 129, "ééééé"):
            status, answer = device.accept(code, bad)
            self.assertEqual((status, answer["code"]), (400, "bad_request"))
        self.assertEqual(device.accept(code, "éééééé")[0], 200)
        # The same letters from another keyboard.
        self.assertEqual(device.sign_in(self.email, "e\u0301" * 6)[0], 200)

    def test_only_argon2id_is_kept(self):
        code, _ = self.invite("--role", "staff")
        self.make_device().accept(code)
        kept = self.ask(f"SELECT passphrase FROM staff WHERE email = '{self.email}'")
        self.assertTrue(kept.startswith("$argon2id$v=19$m=65536,t=2,p=1$"), kept[:40])
        tidy = code.replace("-", "")
        tables = ("staff", "invitations", "sessions", "audit_log", "device_accesses", "throttles")
        for table in tables:
            rows = self.ask(f"SELECT * FROM {table}")
            self.assertNotIn(GOOD, rows)
            self.assertNotIn(tidy, rows)

    def test_what_is_wrong_is_not_said(self):
        code, _ = self.invite("--role", "staff")
        device = self.make_device()
        device.accept(code)
        wrong = device.sign_in(self.email, "wrong horse")
        unknown = device.sign_in("nobody@example.org", GOOD)
        self.installation.ctl("staff", "add", "keyless@example.org", "--role", "staff")
        without = device.sign_in("keyless@example.org", GOOD)
        self.assertEqual(wrong[0], 401)
        self.assertEqual(wrong, unknown)
        self.assertEqual(wrong, without)

    def test_an_unknown_account_takes_as_long(self):
        code, _ = self.invite("--role", "staff")
        device = self.make_device()
        device.accept(code)

        def measure(email):
            self.ask("DELETE FROM throttles")
            begun = time.monotonic()
            self.assertEqual(device.sign_in(email, "wrong horse")[0], 401)
            return time.monotonic() - begun

        known = min(measure(self.email) for _ in range(5))
        unknown = min(measure("nobody@example.org") for _ in range(5))
        # Argon2id is most of it: without it, it would be a small part.
        self.assertGreater(unknown, known / 2)

    def test_the_device_proves_itself_first(self):
        code, _ = self.invite("--role", "staff")
        device = self.make_device()
        self.assertEqual(device.accept(code, key=DeviceKey())[0], 401)
        self.ask(f"UPDATE staff_devices SET status = 'pending' WHERE id = '{device.id}'")
        self.assertEqual(device.accept(code)[1]["code"], "not_permitted")
        self.ask(f"UPDATE staff_devices SET status = 'revoked' WHERE id = '{device.id}'")
        self.assertEqual(device.accept(code)[0], 403)
        self.assertEqual(self.make_device().accept(code)[0], 200)


class TestThrottle(Bed):
    def setUp(self):
        super().setUp()
        code, _ = self.invite("--role", "staff")
        self.device = self.make_device()
        self.device.accept(code)
        self.ask("DELETE FROM throttles")

    def let_time_pass(self, word=""):
        """As if whoever waits had waited."""
        self.ask(f"UPDATE throttles SET blocked_until = now () WHERE subject LIKE '{word}%'")

    def fail(self, device=None):
        return (device or self.device).sign_in(self.email, "wrong horse")

    def test_who_fails_waits_longer_and_longer(self):
        waits = []
        for _ in range(12):
            status, answer = self.fail()
            if status == 401:
                continue
            self.assertEqual((status, answer["code"]), (429, "rate_limited"))
            waits.append(int(answer["message"].split("Wait ")[1].split()[0]))
            self.assertIn(f"\r\nRetry-After: {waits[-1]}\r\n", self.relay.head + "\r\n")
            self.let_time_pass()
        self.assertEqual(waits, [2, 4, 8, 16, 32])

    def test_waiting_is_bounded_and_not_made_longer_by_asking(self):
        self.ask("UPDATE throttles SET failures = 1000")
        for _ in range(3):
            self.fail()
        self.ask("UPDATE throttles SET failures = 1000")
        self.let_time_pass()
        self.assertEqual(self.fail()[0], 401)
        first = self.ask("SELECT max (blocked_until) FROM throttles")
        longest = "max (blocked_until - now ()) <= interval '15 min'"
        self.assertEqual(self.ask(f"SELECT {longest} FROM throttles"), "t")
        self.assertEqual(self.fail()[0], 429)
        self.assertEqual(self.ask("SELECT max (blocked_until) FROM throttles"), first)

    def test_the_right_passphrase_has_to_wait_too_and_then_clears(self):
        for _ in range(3):
            self.assertEqual(self.fail()[0], 401)
        self.assertEqual(self.device.sign_in(self.email)[0], 429)
        self.let_time_pass()
        self.assertEqual(self.device.sign_in(self.email)[0], 200)
        for _ in range(3):
            self.assertEqual(self.fail()[0], 401)

    def test_guesses_elsewhere_keep_nobody_from_their_desk(self):
        stranger = self.make_device()
        for _ in range(3):
            self.fail(stranger)
        # The guesses of very many addresses, and this one's own forgotten.
        self.ask("DELETE FROM throttles WHERE subject LIKE 'account-at:%'")
        self.ask("UPDATE throttles SET failures = 500, blocked_until = now () + interval '1 min'"
                 " WHERE subject LIKE 'account:%'")
        self.assertEqual(self.fail(stranger)[0], 429)
        self.assertEqual(self.device.sign_in(self.email)[0], 200)

    def test_an_address_and_a_device_have_their_own_patience(self):
        for number in range(10):
            self.device.sign_in(f"nobody{number}@example.org")
        status, answer = self.device.sign_in("nobody@example.org")
        self.assertEqual(status, 429)
        other = self.make_device()
        self.assertEqual(other.sign_in("nobody@example.org")[0], 401)
        self.ask("UPDATE throttles SET failures = 100 WHERE subject LIKE 'address:%'")
        self.fail(other)
        self.assertEqual(self.make_device().sign_in("nobody2@example.org")[0], 429)

    def test_codes_are_guessed_no_faster(self):
        for _ in range(10):
            self.assertEqual(self.device.accept("AAAA-BBBB-CCCC-DDDD")[0], 401)
        self.assertEqual(self.device.accept("AAAA-BBBB-CCCC-DDDD")[0], 429)

    def test_failures_at_two_relays_count_together(self):
        for number in range(3):
            self.device.relay = self.relays[number % 2]
            self.assertEqual(self.fail()[0], 401)
        self.assertEqual(self.fail()[0], 429)
        self.device.relay = self.relays[0]
        self.assertEqual(self.fail()[0], 429)

    def test_after_an_hour_nothing_is_remembered(self):
        for _ in range(3):
            self.fail()
        self.ask("UPDATE throttles SET last_failure = now () - interval '2 h',"
                 " blocked_until = now () - interval '2 h'")
        for _ in range(3):
            self.assertEqual(self.fail()[0], 401)


class TestSessions(Bed):
    def setUp(self):
        super().setUp()
        code, _ = self.invite("--role", "staff")
        self.device, other = self.make_device(), self.make_device()
        self.token = self.device.accept(code)[1]["token"]
        self.other = other.sign_in(self.email)[1]["token"]
        self.here = self.connect(self.token, key=self.device.key)
        self.there = self.connect(self.other, self.relays[1], key=other.key)

    def test_ones_own_sessions(self):
        listed = self.request(self.here, "list_sessions")
        self.assertEqual([session["current"] for session in listed["sessions"]].count(True), 1)
        self.assertEqual({session["method"] for session in listed["sessions"]},
                         {"invitation", "passphrase"})
        first = listed["sessions"][0]
        self.assertEqual((first["staff_email"], first["device"], first["address"]),
                         (self.email, "Laptop", "127.0.0.1"))
        other = next(s["id"] for s in listed["sessions"] if not s["current"])
        self.assertEqual(self.request(self.here, "end_session", session_id=other)["type"], "done")
        self.assertEqual(self.there.read_close(), 4401)
        self.assertEqual(self.request(self.here, "end_session", session_id=other)["type"], "done")
        self.assertEqual(len(self.request(self.here, "list_sessions")["sessions"]), 1)

    def test_all_of_ones_own(self):
        # Whether the answer or the end comes first is not said.
        self.here.send(type="end_all_sessions", id="all", request_id=str(uuid.uuid4()))
        self.assertEqual(self.here.read_close(), 4401)
        self.assertEqual(self.there.read_close(), 4401)

    def test_those_of_others_are_for_admins(self):
        admin = self.make_admin()
        theirs = self.request(admin, "list_sessions")["sessions"][0]["id"]
        for kind, fields in (("list_sessions", {"staff_email": admin.email}),
                             ("end_session", {"session_id": theirs}),
                             ("end_all_sessions", {"staff_email": admin.email})):
            self.assertEqual(self.request(self.here, kind, **fields)["code"], "not_permitted")
        listed = self.request(admin, "list_sessions", staff_email=self.email.upper())
        self.assertEqual(len(listed["sessions"]), 2)
        self.assertFalse(any(session["current"] for session in listed["sessions"]))
        done = self.request(admin, "end_all_sessions", staff_email=self.email)
        self.assertEqual(done["type"], "done")
        self.assertEqual(self.here.read_close(), 4401)
        self.assertEqual(self.there.read_close(), 4401)
        nobody = self.request(admin, "end_session", session_id=str(uuid.uuid4()))
        self.assertEqual(nobody["code"], "not_found")

    def test_the_operator_ends_them_too(self):
        said = self.installation.ctl("--json", "session", "list", "--staff", self.email)
        self.assertEqual(len(json.loads(said)["sessions"]), 2)
        self.installation.ctl("session", "end", self.here.hello["session"]["id"])
        self.assertEqual(self.here.read_close(), 4401)
        self.installation.ctl("session", "end-all", self.email)
        self.assertEqual(self.there.read_close(), 4401)
        self.assertEqual(self.installation.ctl("session", "list", "--staff", self.email), "")


class TestStaff(Bed):
    def test_an_admin_invites(self):
        admin, device = self.make_admin(), self.make_device()
        invited = self.request(admin, "invite_staff", email=self.email.upper(), name="Bo",
                               role="supervisor")
        self.assertEqual(invited["text"], "FOYER:INVITE/" + invited["code"])
        listed = self.find(admin)
        self.assertEqual((listed["role"], listed["all_events"], listed["events"]),
                         ("supervisor", True, []))
        self.assertEqual((listed["signed_in"], listed["invited"]), (False, True))
        status, answer = device.accept(invited["code"])
        self.assertEqual((status, answer["staff"]["role"]), (200, "supervisor"))
        listed = self.find(admin)
        self.assertEqual((listed["signed_in"], listed["invited"]), (True, False))

    def find(self, admin):
        listed = self.request(admin, "list_staff")
        self.assertFalse(listed["more"])
        return next((m for m in listed["staff"] if m["email"] == self.email), None)

    def test_the_list_goes_on(self):
        admin = self.make_admin()
        self.ask("INSERT INTO staff (email, role) SELECT 'zz' || lpad (n::text, 4, '0')"
                 " || '@example.org', 'staff' FROM generate_series (1, 150) n")
        seen, after = [], None
        while True:
            listed = self.request(admin, "list_staff", after=after)
            seen += [member["email"] for member in listed["staff"]]
            if not listed["more"]:
                break
            after = seen[-1]
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(len(seen), int(self.ask("SELECT count (*) FROM staff"
                                                 " WHERE removed_at IS NULL")))
        self.ask("DELETE FROM staff WHERE email LIKE 'zz%'")

    def test_for_one_event_only(self):
        admin, device = self.make_admin(), self.make_device()
        other, tickets = self.installation.make_event(1)
        invited = self.request(admin, "invite_staff", email=self.email, role="supervisor",
                               event_id=self.event)
        self.assertEqual(self.find(admin)["events"],
                         [{"event_id": self.event, "role": "supervisor"}])
        client = self.connect(device.accept(invited["code"])[1]["token"], key=device.key)
        self.assertEqual([(e["id"], e["role"]) for e in client.hello["events"]],
                         [(self.event, "supervisor")])
        self.assertEqual(client.hello["staff"]["role"], "staff")
        self.assertEqual(client.verify(self.event, self.tickets.pop()[1])["outcome"], "admitted")
        self.assertEqual(client.verify(other, tickets[0][1])["code"], "not_permitted")
        self.assertEqual(client.join(other)["code"], "not_permitted")
        unknown = self.request(admin, "invite_staff", email="x" + self.email, role="staff",
                               event_id=str(uuid.uuid4()))
        self.assertEqual(unknown["code"], "not_found")
        made = f"FROM staff WHERE email = 'x{self.email}'"
        self.assertEqual(self.ask(f"SELECT count (*) {made}"), "0")

    def test_a_role_at_an_event_reaches_open_sockets(self):
        token = self.installation.make_session(self.email, "staff", "Desk")
        clients = [self.connect(token, relay) for relay in self.relays]
        self.installation.ctl("staff", "role", self.email, "--role", "admin", "--event", self.event)
        for client in clients:
            self.assertEqual(client.read_close(), 4409)
        roles = {e["id"]: e["role"] for e in self.connect(token).hello["events"]}
        self.assertEqual(roles.pop(self.event), "admin")
        self.assertEqual(set(roles.values()) - {"staff"}, set())
        self.installation.ctl("staff", "role", self.email, "--role", "none", "--event", self.event)
        self.installation.ctl("staff", "role", self.email, "--role", "none")
        self.assertEqual(self.connect(token).hello["events"], [])

    def test_who_is_removed_is_out(self):
        admin, device = self.make_admin(), self.make_device()
        code = self.request(admin, "invite_staff", email=self.email, role="admin")["code"]
        client = self.connect(device.accept(code)[1]["token"], self.relays[1], key=device.key)
        waiting = self.request(admin, "invite_staff", email=self.email, role="admin")["code"]
        # The role is the same one: nobody is put out for that.
        self.assertEqual(self.request(admin, "remove_staff", email=self.email)["type"], "done")
        self.assertEqual(client.read_close(), 4401)
        self.assertIsNone(self.find(admin))
        self.assertEqual(device.sign_in(self.email)[0], 401)
        self.assertEqual(device.accept(waiting)[0], 401)
        again = self.request(admin, "remove_staff", email=self.email)
        self.assertEqual(again["code"], "not_found")
        # Who comes back begins anew.
        self.request(admin, "invite_staff", email=self.email, role="staff")
        self.assertEqual(device.sign_in(self.email)[0], 401)

    def test_what_is_asked_again_is_done_once(self):
        """And an id that stands for one thing never does another."""
        admin, other = self.make_admin(), f"other-{self.email}"

        def ask(kind, number, **fields):
            admin.send(type=kind, id="again", request_id=numbers[number], **fields)
            return admin.receive(re="again")

        numbers = [str(uuid.uuid4()) for _ in range(4)]
        codes = {ask("invite_staff", 0, email=self.email, role="staff")["code"] for _ in range(2)}
        self.assertEqual(len(codes), 2)
        for slip in ({"email": self.email, "role": "admin"}, {"email": other, "role": "staff"}):
            self.assertEqual(ask("invite_staff", 0, **slip)["code"], "bad_request")
        emails = {member["email"] for member in self.request(admin, "list_staff")["staff"]}
        self.assertNotIn(other, emails)
        for role, answer in (("supervisor", "done"), ("supervisor", "done"), ("admin", "error")):
            said = ask("set_staff_role", 1, email=self.email, role=role)
            self.assertEqual(said["type"], answer, said)
        for email, answer in ((self.email, "done"), (other, "error")):
            self.assertEqual(ask("end_all_sessions", 2, staff_email=email)["type"], answer)
        for _ in range(2):
            self.assertEqual(ask("remove_staff", 3, email=self.email)["type"], "done")

    def test_an_admin_changes_a_role(self):
        admin = self.make_admin()
        token = self.installation.make_session(self.email, "staff", "Desk")
        client = self.connect(token)
        done = self.request(admin, "set_staff_role", email=self.email, role="supervisor")
        self.assertEqual(done["type"], "done")
        self.assertEqual(client.read_close(), 4409)
        self.assertEqual(self.connect(token).hello["staff"]["role"], "supervisor")
        self.request(admin, "set_staff_role", email=self.email, role="admin", event_id=self.event)
        self.request(admin, "set_staff_role", email=self.email, role=None)
        listed = self.find(admin)
        self.assertEqual((listed["all_events"], listed["events"]),
                         (False, [{"event_id": self.event, "role": "admin"}]))
        self.assertFalse(listed["invited"])
        nobody = self.request(admin, "set_staff_role", email="x" + self.email, role="staff")
        self.assertEqual(nobody["code"], "not_found")

    def test_nobody_lifts_themselves(self):
        admin = self.make_admin()
        for kind, fields in (("invite_staff", {"role": "staff"}), ("remove_staff", {}),
                             ("set_staff_role", {"role": "staff"})):
            answer = self.request(admin, kind, email=admin.email.upper(), **fields)
            self.assertEqual(answer["code"], "bad_request")
        self.assertEqual(self.request(admin, "list_staff")["type"], "staff_listed")

    def test_an_admin_of_one_event_manages_nobody(self):
        token = self.installation.make_session(self.email, "staff", "Desk")
        self.installation.ctl("staff", "role", self.email, "--role", "admin", "--event", self.event)
        client = self.connect(token)
        refused = self.request(client, "invite_staff", email="x@example.org", role="admin",
                               event_id=self.event)
        self.assertEqual(refused["code"], "not_permitted")


if __name__ == "__main__":
    unittest.main(verbosity=2)
