# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with an OpenID provider that others have written, through its own pages."""

import faulthandler
import unittest

import openid_bed
from openid_bed import browse, read_query
from provider_bed import CLIENT, REDIRECT, SECRET, Device
from relay_bed import Installation


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.relay = cls.installation.start_relay()
        secret = cls.installation.folder / "secret"
        secret.write_text(SECRET)
        ctl = cls.installation.ctl
        ctl("setting", "set", "provider.client_id", CLIENT)
        ctl("setting", "set", "provider.client_secret", "--file", str(secret))
        for name in ("anna", "bo"):
            ctl("staff", "add", f"{name}@example.org", "--role", "staff")
        cls.device = Device(cls.installation, cls.relay)

    def setUp(self):
        self.installation.ask("UPDATE staff SET oidc_issuer = NULL, oidc_subject = NULL")

    def start(self, *arguments, **more):
        issuer = openid_bed.start(self, *arguments, **more)
        self.installation.ctl("setting", "set", "provider.issuer", issuer)

    def browse(self, url, login):
        back = browse(url, login)
        self.assertTrue(back.startswith(REDIRECT + "?"))
        return read_query(back)

    def sign_in(self, login):
        status, begun = self.device.begin()
        self.assertEqual(status, 200, begun)
        back = self.browse(begun["url"], login)
        self.assertEqual(back["state"], begun["state"])
        return self.device.finish(back["state"], back["code"])

    def assert_signed_in(self, answer, email):
        self.assertEqual((answer[0], answer[1]["type"]), (200, "signed_in"), answer)
        self.assertEqual(answer[1]["staff"]["email"], email)

    def assert_refused(self, answer, status, words):
        self.assertEqual(answer[0], status, answer)
        self.assertIn(words, answer[1]["message"])

    def test_people_sign_in_however_the_provider_signs(self):
        for algorithm in ("RS256", "ES256", "EdDSA"):
            for method in ("client_secret_basic", "client_secret_post"):
                with self.subTest(algorithm=algorithm, method=method):
                    self.setUp()
                    self.start(algorithm, method)
                    self.assert_signed_in(self.sign_in("anna"), "anna@example.org")
                    # The second time by what the provider calls her.
                    self.assert_signed_in(self.sign_in("anna"), "anna@example.org")

    def test_others_do_not(self):
        self.start()
        self.assert_refused(self.sign_in("eve"), 403, "You are no staff member here")
        self.assert_refused(self.sign_in("bo"), 403, "not confirmed")

    def test_a_code_is_redeemed_once(self):
        self.start()
        _, begun = self.device.begin()
        back = self.browse(begun["url"], "anna")
        self.assert_signed_in(self.device.finish(back["state"], back["code"]), "anna@example.org")
        _, again = self.device.begin()
        answer = self.device.finish(again["state"], back["code"])
        self.assert_refused(answer, 401, "finished before")

    def test_a_code_needs_its_own_verifier(self):
        self.start()
        _, theirs = self.device.begin()
        back = self.browse(theirs["url"], "anna")
        _, ours = self.device.begin()
        self.assert_refused(self.device.finish(ours["state"], back["code"]), 401, "finished before")

    def test_a_wrong_secret_is_told_from_the_persons_mistakes(self):
        self.start(secret="another secret that is long")
        self.assert_refused(self.sign_in("anna"), 503, "not set up for each other")


if __name__ == "__main__":
    # Where it hangs, it says where.
    faulthandler.dump_traceback_later(360, exit=True)
    openid_bed.install()
    unittest.main()
