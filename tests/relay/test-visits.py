# SPDX-License-Identifier: GPL-3.0-or-later
"""What devices that are not signed in may ask, and how strangers are turned away."""

import unittest

from relay_bed import Installation

CHALLENGE = "/v1/auth/challenge"
ASK = {"type": "get_challenge"}


class Visits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()

    def refuse(self, status, code, *arguments, **more):
        got, answer = self.relay.post(*arguments, **more)
        self.assertEqual(got, status)
        if code is not None:
            self.assertEqual((answer["type"], answer["re"], answer["code"]), ("error", None, code))

    def test_each_challenge_is_another_one(self):
        answers = [self.relay.post(CHALLENGE, ASK) for _ in range(3)]
        self.assertEqual([status for status, _ in answers], [200] * 3)
        challenges = {answer["challenge"] for _, answer in answers}
        self.assertEqual(len(challenges), 3)
        self.assertTrue(all(len(challenge) == 43 for challenge in challenges))

    def test_only_hashes_are_kept(self):
        _, answer = self.relay.post(CHALLENGE, ASK)
        kept = self.installation.ask("SELECT encode (challenge_sha256, 'base64') FROM challenges")
        self.assertNotEqual(kept, "")
        self.assertNotIn(answer["challenge"][:20], kept)

    def test_web_pages_are_turned_away(self):
        self.refuse(403, None, CHALLENGE, ASK, "Origin: http://example.org")
        self.refuse(415, None, CHALLENGE, ASK, kind="text/plain")
        self.refuse(415, None, CHALLENGE, ASK, kind="application/x-www-form-urlencoded")

    def test_nonsense_is_a_bad_request(self):
        for body in (b"", b"{", b"[]", b"\xff", b'{"type": 1}', b'{"type": "a", "type": "b"}',
                     b"[" * 10_000, b'{"type": "get_challenge"}\x00'):
            self.refuse(400, "bad_request", CHALLENGE, body)

    def test_messages_of_others_are_unknown_here(self):
        for name in ("verify_ticket", "hello", "make_coffee"):
            self.refuse(400, "unknown_type", CHALLENGE, {"type": name})

    def test_what_is_too_long_is_not_read(self):
        self.refuse(413, None, CHALLENGE, b" " * 16_384 + b"{}")
        self.refuse(413, None, "/healthz", b"x", method="GET")
        self.refuse(413, None, "/v1/ws", b"x")

    def test_other_methods_and_paths(self):
        self.refuse(405, None, CHALLENGE, b"", method="PUT")
        status, _ = self.relay.get(CHALLENGE)
        self.assertEqual(status, 405)
        self.refuse(404, None, CHALLENGE + "/more", ASK)
        self.refuse(404, None, "/v1/auth/", ASK)

    def test_without_a_database_nothing_is_known(self):
        other = Installation()
        self.addCleanup(other.close)
        relay = other.start_relay()
        other.ask("REVOKE INSERT ON challenges FROM foyer_relay")
        status, answer = relay.post(CHALLENGE, ASK)
        self.assertEqual((status, answer["code"]), (503, "unavailable"))
        self.assertNotIn("challenges", answer["message"])


if __name__ == "__main__":
    unittest.main()
