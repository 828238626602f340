# SPDX-License-Identifier: GPL-3.0-or-later
"""How a device is paired, approved and revoked, at real relays over one database."""

import base64
import concurrent.futures
import hashlib
import json
import socket
import subprocess
import unittest
import uuid

from device_key import DeviceKey, is_proof
from relay_bed import Client, Closed, Installation, wait_until


class Bed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        cls.event, _ = cls.installation.make_event(1)
        cls.admin_token = cls.installation.make_session("ada@example.org", "admin", "Office")
        cls.staff_token = cls.installation.make_session("bo@example.org", "staff", "Desk")

    def json(self, *words):
        return json.loads(self.installation.ctl("--json", *words))

    def connect(self, token):
        client = Client(self.relay, token)
        self.addCleanup(client.close)
        return client

    def ask(self, client, kind, **fields):
        client.send(type=kind, id="1", **fields)
        return client.receive()

    def pair(self, *words):
        made = self.json("device", "pair", *words)
        return made["code"].replace("-", "")

    def enrol(self, code, key, name="Laptop", relay=None):
        return (relay or self.relay).post(
            "/v1/devices/enrol",
            {"type": "enrol_device", "code": code, "public_key": key.public_key, "name": name,
             "app_version": "0.1.0", "proof": key.prove("enrol", code)},
            "User-Agent: foyer/0.1.0",
        )

    def enrol_well(self, key, *words):
        status, answer = self.enrol(self.pair(*words), key)
        self.assertEqual((status, answer["type"]), (200, "device_enrolled"), answer)
        return answer

    def prove(self, path, kind, purpose, device, key):
        _, asked = self.relay.post("/v1/auth/challenge", {"type": "get_challenge"})
        return self.relay.post(
            path,
            {"type": kind, "device_id": device, "challenge": asked["challenge"],
             "proof": key.prove(purpose, asked["challenge"])},
        )

    def get_status(self, device, key):
        return self.prove("/v1/devices/status", "get_device_status", "status", device, key)

    def find(self, device):
        found = [one for one in self.json("device", "list")["devices"] if one["id"] == device]
        return found[0]

    def list_kinds(self, device):
        accesses = self.json("device", "history", device)["accesses"]
        return [access["kind"] for access in accesses]


class Enrolment(Bed):
    def test_a_device_waits_until_it_is_approved(self):
        key = DeviceKey()
        answer = self.enrol_well(key, "--event", self.event)
        device = answer["device"]["id"]
        self.assertEqual(answer["device"], {"id": device, "name": "Laptop", "status": "pending",
                                            "gate": None})
        self.assertEqual(answer["event"], {"id": self.event, "name": "Test"})
        self.assertTrue(answer["relay"].startswith("foyer-relay "))
        self.installation.ctl("device", "approve", device, "--name", "Door 1", "--gate", "North")
        status, now = self.get_status(device, key)
        self.assertEqual(status, 200)
        self.assertEqual(now["device"], {"id": device, "name": "Door 1", "status": "approved",
                                         "gate": "North"})
        self.assertEqual(now["installation_id"], answer["installation_id"])

    def test_only_the_key_speaks_for_the_device(self):
        key = DeviceKey()
        device = self.enrol_well(key)["device"]["id"]
        status, answer = self.get_status(device, DeviceKey())
        self.assertEqual((status, answer["type"]), (401, "error"))
        status, answer = self.get_status(str(uuid.uuid4()), key)
        self.assertEqual(status, 401)

    def test_a_code_lets_in_one_device(self):
        """Also where several come at once, at two relays."""
        code, other = self.pair("--approve"), self.installation.start_relay()
        keys = [DeviceKey() for _ in range(6)]
        with concurrent.futures.ThreadPoolExecutor(len(keys)) as pool:
            answers = list(pool.map(
                lambda n: self.enrol(code, keys[n], relay=(self.relay, other)[n % 2]),
                range(len(keys))))
        statuses = [status for status, _ in answers]
        self.assertEqual(sorted(statuses), [200] + [401] * 5)
        # The one that was let in may ask again.
        again, answer = self.enrol(code, keys[statuses.index(200)])
        self.assertEqual((again, answer), answers[statuses.index(200)])
        other.stop()
        self.installation.ask("DELETE FROM throttles")

    def test_guessing_is_slowed_down(self):
        code, key = self.pair(), DeviceKey()
        for _ in range(10):
            guess = base64.b32encode(uuid.uuid4().bytes[:15]).decode()
            self.assertEqual(self.enrol(guess, key)[0], 401)
        status, answer = self.enrol(code, key)
        self.assertEqual((status, answer["code"]), (429, "rate_limited"))
        self.assertRegex(self.relay.head, r"\r\nRetry-After: (59|60)(\r\n|$)")
        self.installation.ask("DELETE FROM throttles")
        self.assertEqual(self.enrol(code, key)[0], 200)

    def test_codes_are_not_kept(self):
        code = self.pair()
        kept = self.installation.ask("SELECT string_agg (p::text, ' ') FROM pairings p")
        self.assertNotIn(code, kept)
        self.assertNotIn(code, self.installation.ask("SELECT string_agg (a::text, ' ')"
                                                     " FROM audit_log a"))

    def test_a_receipt_of_wiped_data_can_be_checked(self):
        key = DeviceKey()
        device = self.enrol_well(key)["device"]["id"]
        status, answer = self.prove("/v1/devices/wiped", "device_wiped", "wiped", device, key)
        self.assertEqual((status, answer), (200, {"type": "noted"}))
        kept = self.find(device)
        self.assertIsNotNone(kept["wiped_at"])
        self.assertEqual(kept["wipe_key"], key.public_key)
        receipt = (kept["wipe_challenge"], kept["wipe_receipt"])
        self.assertTrue(is_proof(kept["wipe_key"], "wiped", *receipt))
        self.assertFalse(is_proof(kept["wipe_key"], "status", *receipt))
        # Whoever signs something else has wiped nothing.
        status, _ = self.prove("/v1/devices/wiped", "device_wiped", "status", device, key)
        self.assertEqual(status, 401)
        self.assertEqual(self.list_kinds(device), ["wiped", "enrolled"])


class Admins(Bed):
    def test_an_admin_pairs_approves_and_revokes(self):
        admin, key = self.connect(self.admin_token), DeviceKey()
        made = self.ask(admin, "create_pairing", request_id=str(uuid.uuid4()), event_id=self.event,
                        gate="South", device_name="Door 7")
        self.assertEqual(made["type"], "pairing_created")
        self.assertEqual(made["text"].split("/")[1], made["code"])
        self.assertTrue(made["text"].endswith(f"/*127.0.0.1:{self.relay.port}"), made["text"])
        status, answer = self.enrol(made["code"], key)
        self.assertEqual((status, answer["device"]["name"]), (200, "Door 7"))
        device = answer["device"]["id"]
        done = self.ask(admin, "approve_device", request_id=str(uuid.uuid4()), device_id=device)
        self.assertEqual(done["type"], "done")
        self.assertEqual(self.get_status(device, key)[1]["device"]["status"], "approved")
        request = {"request_id": str(uuid.uuid4()), "device_id": device, "reason": "lost"}
        for _ in range(2):
            self.assertEqual(self.ask(admin, "revoke_device", **request)["type"], "done")
        self.assertEqual(self.get_status(device, key)[1]["device"]["status"], "revoked")
        listed = self.ask(admin, "list_device_accesses", device_id=device)["accesses"]
        self.assertEqual([(one["kind"], one["staff_email"]) for one in listed],
                         [("revoked", "ada@example.org"), ("approved", "ada@example.org"),
                          ("enrolled", None)])
        self.assertEqual((listed[2]["address"], listed[2]["user_agent"]),
                         ("127.0.0.1", "foyer/0.1.0"))
        older = self.ask(admin, "list_device_accesses", device_id=device,
                         before=listed[0]["number"], limit=1)["accesses"]
        self.assertEqual(older, listed[1:2])

    def test_a_device_is_moved(self):
        """Approving it again puts it out, and its next greeting says where it is to work."""
        token = self.installation.make_session("cy@example.org", "staff", "Door")
        admin, desk = self.connect(self.admin_token), self.connect(token)
        device = desk.hello["device"]
        # Where it says that it stands is noted later, and must not undo the move.
        self.ask(desk, "join_verification_room", event_id=self.event, gate="")
        move = {"request_id": str(uuid.uuid4()), "device_id": device["id"], "gate": "West",
                "event_id": self.event, "device_name": "Moved desk"}
        self.assertEqual(self.ask(admin, "approve_device", **move)["type"], "done")
        self.assertEqual(desk.read_close(), 4409)
        desk.close()
        for _ in range(2):
            again = self.connect(token)
            moved = again.hello["device"]
            self.assertEqual((moved["name"], moved["gate"], moved["event_id"]),
                             ("Moved desk", "West", self.event))
            again.close()
        self.assertGreater(moved["approved_at"], device["approved_at"])

    def test_a_gate_has_to_be_one_of_the_event(self):
        """Where it has none, gates are what people call them."""
        event, _ = self.installation.make_event(1)
        self.installation.ctl("gate", "create", "--event", event, "--name", "North")
        token = self.installation.make_session("dee@example.org", "staff", "Gated")
        admin, desk = self.connect(self.admin_token), self.connect(token)
        device = desk.hello["device"]["id"]

        def try_out(kind, gate, **fields):
            said = self.ask(admin, kind, request_id=str(uuid.uuid4()), gate=gate, **fields)
            answer = said["code"] if said["type"] == "error" else said["type"]
            return answer, said.get("message")

        refused = ("not_found", "The event has no such gate.")
        self.assertEqual(try_out("create_pairing", "West", event_id=event), refused)
        self.assertEqual(try_out("create_pairing", "North", event_id=event)[0], "pairing_created")
        self.assertEqual(try_out("create_pairing", "West", event_id=self.event)[0],
                         "pairing_created")
        here = {"device_id": device, "event_id": event}
        self.assertEqual(try_out("approve_device", "West", **here), refused)
        self.assertEqual(try_out("approve_device", "North", **here)[0], "done")
        # Where it is not sent elsewhere, the event is the one that it works for.
        self.assertEqual(try_out("approve_device", "West", device_id=device), refused)
        self.assertEqual(try_out("create_pairing", "West", device_id=device), refused)

    def test_others_may_not(self):
        staff, nobody = self.connect(self.staff_token), str(uuid.uuid4())
        for kind, fields in (
            ("create_pairing", {"request_id": nobody}),
            ("approve_device", {"request_id": nobody, "device_id": nobody}),
            ("revoke_device", {"request_id": nobody, "device_id": nobody}),
            ("list_device_accesses", {"device_id": nobody}),
        ):
            self.assertEqual(self.ask(staff, kind, **fields)["code"], "not_permitted")

    def test_what_is_not_there_is_not_found(self):
        admin, nobody = self.connect(self.admin_token), str(uuid.uuid4())
        for kind, fields in (
            ("create_pairing", {"request_id": str(uuid.uuid4()), "event_id": nobody}),
            ("create_pairing", {"request_id": str(uuid.uuid4()), "device_id": nobody}),
            ("approve_device", {"request_id": str(uuid.uuid4()), "device_id": nobody}),
            ("revoke_device", {"request_id": str(uuid.uuid4()), "device_id": nobody}),
            ("list_device_accesses", {"device_id": nobody}),
        ):
            self.assertEqual(self.ask(admin, kind, **fields)["code"], "not_found", kind)


class History(Bed):
    def test_who_connects_and_who_is_refused(self):
        token = self.installation.make_session("eve@example.org", "staff", "Lobby")
        client = self.connect(token)
        device = client.hello["device"]["id"]
        wait_until(lambda: self.list_kinds(device) == ["connected"], "the connection is noted")
        self.installation.ctl("device", "revoke", device)
        with self.assertRaises(Closed) as closed:
            client.receive()
        self.assertEqual(closed.exception.code, 4403)
        for _ in range(3):
            self.assertEqual(self.connect(token).status, 401)
        told = ["refused", "revoked", "signed_out", "connected"]
        wait_until(lambda: self.list_kinds(device) == told, "the refusal is noted, once")
        lines = self.installation.ctl("device", "history", device).splitlines()
        self.assertEqual(lines[3].split("\t")[1:4], ["connected", "eve@example.org", "127.0.0.1"])

    def test_a_crowd_is_noted_whole(self):
        before = int(self.installation.ask("SELECT count(*) FROM device_accesses"
                                           " WHERE kind = 'connected'"))
        crowd = [self.connect(self.staff_token) for _ in range(60)]
        self.assertTrue(all(client.status == 101 for client in crowd))
        wait_until(lambda: int(self.installation.ask(
            "SELECT count(*) FROM device_accesses WHERE kind = 'connected'")) == before + 60,
            "all sixty are noted")


class Addresses(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)

    def pair(self):
        made = json.loads(self.installation.ctl("--json", "device", "pair"))
        _, _, fingerprint, event, *addresses = made["text"].split("/")
        self.assertEqual(event, "-")
        return fingerprint, addresses

    def test_without_a_relay_there_is_nothing_to_pair_with(self):
        relay = self.installation.start_relay()
        self.assertEqual(self.pair(), ("-", [f"*127.0.0.1:{relay.port}"]))
        relay.stop()
        with self.assertRaisesRegex(AssertionError, "No relay"):
            self.pair()

    def test_a_relay_that_was_killed_is_forgotten(self):
        relay = self.installation.start_relay()
        relay.process.kill()
        relay.process.wait()
        self.installation.ctl("event", "list")
        other = self.installation.start_relay()
        self.installation.ask("UPDATE relays SET seen_at = seen_at - interval '1 min'"
                              f" WHERE addresses LIKE '%:{relay.port}'")
        self.assertEqual(self.pair()[1], [f"*127.0.0.1:{other.port}"])

    def test_a_relay_for_all_names_every_address(self):
        words = ("--public-address", "door.example.org:443")
        relay = self.installation.start_relay("--listen", "0.0.0.0:0", *words)
        fingerprint, addresses = self.pair()
        with relay.open() as connection:
            der = connection.getpeercert(binary_form=True)
        digest = base64.b32decode(fingerprint + "====")
        self.assertEqual(digest.hex(), hashlib.sha256(der).hexdigest())
        self.assertEqual(addresses[0], "DOOR.EXAMPLE.ORG:443")
        self.assertTrue(all(not one.startswith(("*", "127.")) for one in addresses[:-1]))
        host = socket.gethostname()
        name = host if "." in host else f"{host}.local"
        self.assertIn(f"{name.upper()}:{relay.port}", addresses)
        for address in self.list_own_addresses():
            self.assertIn(f"{address}:{relay.port}", addresses)

    def list_own_addresses(self):
        said = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True)
        return [word for word in said.stdout.split() if "." in word][:4]

    def test_two_relays_are_two_ways_in(self):
        relays = [self.installation.start_relay("--listen", "0.0.0.0:0") for _ in range(2)]
        _, addresses = self.pair()
        for relay in relays:
            self.assertTrue(any(one.endswith(f":{relay.port}") for one in addresses), addresses)

    def test_a_public_address_that_is_none(self):
        for wrong in ("door", "door:0", ":80", "https://door:80", "a b:80", "x" * 200 + ":80"):
            with self.assertRaisesRegex(AssertionError, "public-address"):
                self.installation.start_relay("--public-address", wrong)

    def test_the_picture_holds_the_text(self):
        self.installation.start_relay("--listen", "0.0.0.0:0")
        path = self.installation.folder / "pair.png"
        said = self.installation.ctl("device", "pair", "--qr", str(path), "--approve")
        text, groups, until = said.splitlines()
        self.assertEqual(groups.replace("-", ""), text.split("/")[1])
        self.assertRegex(until, "^Good until 20")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        try:
            read = subprocess.run(["zbarimg", "-q", "--raw", str(path)], capture_output=True,
                                  text=True, check=True)
        except FileNotFoundError:
            self.skipTest("there is no zbarimg")
        self.assertEqual(read.stdout.strip(), text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
