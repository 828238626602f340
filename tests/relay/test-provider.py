# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with an OpenID provider that is false, broken or slow."""

import hashlib
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

from provider_bed import CLIENT, REDIRECT, SECRET, Device, Key, Log, Provider
from relay_bed import Client, Installation, wait_until

CERTIFICATE = Path(__file__).resolve().parent.parent / "link" / "relay.pem"
NO_TRUST = "does not hold"
NOT_SET_UP = "not set up for each other"
SILENT = "does not answer"
OTHER = Key("first")


def after(seconds):
    return lambda claims: int(time.time()) + seconds


# What is wrong with a token, and how it is refused.
FALSE_TOKENS = {
    "forged": ({"make_token": OTHER.sign}, 401, NO_TRUST, "signature"),
    "expired": ({"exp": after(-61)}, 401, NO_TRUST, "expired"),
    "wrong audience": ({"aud": "another"}, 401, NO_TRUST, "another audience"),
    "several audiences": ({"aud": [CLIENT, "another"]}, 401, NO_TRUST, "another party"),
    "wrong azp": ({"azp": "another"}, 401, NO_TRUST, "another party"),
    "wrong issuer": ({"iss": "https://accounts.example.org"}, 401, NO_TRUST, "another issuer"),
    "wrong nonce": ({"nonce": "another"}, 401, NO_TRUST, "another nonce"),
    "no nonce": ({"nonce": None}, 401, NO_TRUST, "another nonce"),
    "future": ({"iat": after(120)}, 401, NO_TRUST, "future"),
    "old": ({"iat": after(-700)}, 401, NO_TRUST, "too old"),
    "no subject": ({"sub": None}, 401, NO_TRUST, "no subject"),
    "long subject": ({"sub": "s" * 256}, 401, NO_TRUST, "no subject"),
    "unverified": ({"email_verified": False}, 403, "not confirmed", "verified"),
    "not said to be verified": ({"email_verified": None}, 403, "not confirmed", "verified"),
    "no address": ({"email": None}, 403, "not confirmed", "no address"),
    "unknown key": ({"make_token": Key("unknown").sign}, 401, NO_TRUST, "does not show"),
    "no token": ({"make_token": lambda claims: None}, 401, NO_TRUST, "no ID token"),
    "nonsense": ({"make_token": lambda claims: "a.b.c"}, 401, NO_TRUST, "no header"),
    "huge": ({"make_token": lambda claims: "a" * 17_000}, 401, NO_TRUST, "too long"),
}


def say_nothing(provider):
    return lambda request, form: provider.released.wait()


def say_slowly(provider):
    """A byte now and then: never silent, never done."""

    def answer(request, form):
        request.send_response(200)
        request.end_headers()
        while not provider.released.wait(0.2):
            request.wfile.write(b" ")
            request.wfile.flush()

    return answer


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.log = Log(cls.installation)
        cls.addClassCleanup(cls.log.stop)
        cls.relay = cls.log.relay
        cls.secret_words = [SECRET, "anna@example.org"]
        ctl = cls.installation.ctl
        ctl("setting", "set", "provider.client_id", CLIENT)
        secret = cls.installation.folder / "secret"
        secret.write_text(SECRET)
        ctl("setting", "set", "provider.client_secret", "--file", str(secret))
        ctl("staff", "add", "anna@example.org", "--role", "supervisor", "--name", "Anna")
        cls.device = Device(cls.installation, cls.relay)

    def setUp(self):
        self.installation.ask("UPDATE staff SET oidc_issuer = NULL, oidc_subject = NULL")

    def tearDown(self):
        said = "".join(self.log.lines)
        for word in self.secret_words:
            self.assertNotIn(word, said)

    def start(self, **more):
        provider = Provider(**more)
        self.addCleanup(provider.close)
        self.installation.ctl("setting", "set", "provider.issuer", provider.issuer)
        return provider

    def begin(self, device=None):
        status, begun = (device or self.device).begin()
        self.assertEqual(status, 200, begun)
        return begun

    def sign_in(self, provider, **changes):
        begun = self.begin()
        code = provider.give_code(begun["url"], **changes)
        self.secret_words += [code, begun["state"], provider.codes[code][1] or code]
        return self.device.finish(begun["state"], code)

    def assert_refused(self, answer, status, words, reason=None):
        self.assertEqual((answer[0], answer[1]["type"]), (status, "error"), answer)
        self.assertIn(words, answer[1]["message"])
        self.assertRegex(answer[1]["message"], r"\A[A-Z].*\.\Z")
        if reason is not None:
            self.assertIn(reason, self.log.next())

    def count_sessions(self):
        return int(self.installation.ask("SELECT count(*) FROM sessions"))


class Tokens(Case):
    def test_false_ones_are_refused_each_for_its_reason(self):
        provider = self.start()
        before = self.count_sessions()
        for name, (changes, status, words, reason) in FALSE_TOKENS.items():
            with self.subTest(name):
                self.assert_refused(self.sign_in(provider, **changes), status, words, reason)
        for sign in (provider.key.sign_not, provider.key.sign_as_password):
            answer = self.sign_in(provider, make_token=sign)
            self.assert_refused(answer, 401, NO_TRUST, "not allowed")
        self.assertEqual(self.count_sessions(), before)
        refused = "SELECT count(*) FROM device_accesses WHERE kind = 'refused'"
        self.assertEqual(int(self.installation.ask(refused)), len(FALSE_TOKENS) + 2)

    def test_a_right_one_begins_a_session_of_the_devices_key(self):
        status, answer = self.sign_in(self.start(), aud=[CLIENT, "another"], azp=CLIENT)
        self.assertEqual((status, answer["type"]), (200, "signed_in"), answer)
        self.assertEqual(answer["staff"], {"email": "anna@example.org", "name": "Anna",
                                           "role": "supervisor"})
        self.secret_words.append(answer["token"])
        digest = hashlib.sha256(answer["token"].encode()).hexdigest()
        row = self.installation.ask("SELECT key_bound, method, encode (token_sha256, 'hex')"
                                    f" FROM sessions WHERE id = '{answer['session_id']}'")
        self.assertEqual(row, f"t|provider|{digest}")

    def test_the_set_domain_is_the_only_one(self):
        provider = self.start()
        self.installation.ctl("setting", "set", "provider.hosted_domain", "example.org")
        self.addCleanup(self.installation.ctl, "setting", "unset", "provider.hosted_domain")
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.begin()["url"]).query)
        self.assertEqual(query["hd"], ["example.org"])
        for domain in ("example.net", None):
            answer = self.sign_in(provider, hd=domain)
            self.assert_refused(answer, 403, "own domain", "another domain")
        self.assertEqual(self.sign_in(provider, hd="example.org")[0], 200)

    def test_the_subject_counts_more_than_the_address(self):
        provider = self.start()
        self.assertEqual(self.sign_in(provider, sub="7")[0], 200)
        self.assertEqual(self.sign_in(provider, sub="7", email="eve@example.net")[0], 200)
        self.assert_refused(self.sign_in(provider, sub="8"), 403, "Another account")
        stranger = self.sign_in(provider, sub="9", email="eve@example.net")
        self.assert_refused(stranger, 403, "You are no staff member here")


class Browsers(Case):
    """What goes through a browser, and who brings it."""

    def test_the_browser_is_sent_off_with_all_that_it_needs(self):
        provider = self.start()
        begun = self.begin()
        self.assertTrue(begun["url"].startswith(f"{provider.issuer}/authorize?a=b&"))
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun["url"]).query))
        self.assertEqual(query["state"], begun["state"])
        self.assertEqual(query["redirect_uri"], REDIRECT)
        fixed = {name: query[name] for name in ("response_type", "client_id", "scope", "prompt",
                                                "code_challenge_method")}
        self.assertEqual(fixed, {"response_type": "code", "client_id": CLIENT,
                                 "scope": "openid email", "prompt": "select_account",
                                 "code_challenge_method": "S256"})
        self.assertEqual(len({query[name] for name in ("state", "nonce", "code_challenge")}), 3)
        self.assertNotIn("hd", query)

    def test_it_comes_back_to_the_desks_own_machine_only(self):
        self.start()
        for uri in ("http://localhost:8080/", "http://127.0.0.1/", "https://127.0.0.1:8080/",
                    "http://127.0.0.1:8080/more", "http://127.0.0.1:8080@example.org/",
                    "http://192.0.2.1:8080/", "http://127.0.0.1:08080/"):
            answer = self.device.begin(uri)
            self.assert_refused(answer, 400, "redirect_uri")
        self.assertEqual(self.device.begin("http://[::1]:8080/")[0], 200)

    def test_nothing_is_good_twice(self):
        provider = self.start()
        begun = self.begin()
        code = provider.give_code(begun["url"])
        self.assertEqual(self.device.finish(begun["state"], code)[0], 200)
        self.assert_refused(self.device.finish(begun["state"], code), 401, "finished before")
        again = self.begin()
        self.assert_refused(self.device.finish(again["state"], code), 401, "finished before",
                            "does not take the code")

    def test_the_code_of_somebody_else_is_of_no_use(self):
        provider = self.start()
        theirs, ours = self.begin(), self.begin(Device(self.installation, self.relay))
        code = provider.give_code(ours["url"])
        self.assert_refused(self.device.finish(theirs["state"], code), 401, "finished before",
                            "does not take the code")

    def test_only_the_device_that_began_can_finish(self):
        provider = self.start()
        begun = self.begin()
        code = provider.give_code(begun["url"])
        other = Device(self.installation, self.relay)
        self.assert_refused(other.finish(begun["state"], code), 401, "finished before")
        self.assert_refused(self.device.finish("A" * 43, code), 401, "finished before")
        wrong = self.device.finish(begun["state"], code, **self.device.prove("session"))
        self.assert_refused(wrong, 401, "not known here")
        self.assertEqual(self.device.finish(begun["state"], code)[0], 200)

    def test_devices_that_may_not_work_begin_nothing(self):
        self.start()
        device = Device(self.installation, self.relay)
        for status, words in (("pending", "approve"), ("revoked", "revoked")):
            self.installation.ask(f"UPDATE staff_devices SET status = '{status}'"
                                  f" WHERE id = '{device.id}'")
            self.assert_refused(device.begin(), 403, words)

    def test_who_is_revoked_meanwhile_stays_out(self):
        provider = self.start()
        device = Device(self.installation, self.relay)
        begun = self.begin(device)
        code = provider.give_code(begun["url"])

        def revoke(request, form):
            self.installation.ask("UPDATE staff_devices SET status = 'revoked'"
                                  f" WHERE id = '{device.id}'")
            provider.answer(request, form)

        provider.answers["/token"] = revoke
        self.assert_refused(device.finish(begun["state"], code), 403, "revoked")

    def test_ways_to_sign_in(self):
        self.start()
        ask = {"type": "get_sign_in_ways"}
        status, ways = self.relay.post("/v1/auth/ways", ask)
        self.assertEqual((status, ways["type"], ways["provider"], ways["passphrase"]),
                         (200, "sign_in_ways", {"name": "Google"}, True))
        installation = self.installation.ask("SELECT id FROM installation")
        self.assertEqual(ways["installation_id"], installation)
        self.installation.ctl("setting", "unset", "provider.client_id")
        self.addCleanup(self.installation.ctl, "setting", "set", "provider.client_id", CLIENT)
        self.assertIsNone(self.relay.post("/v1/auth/ways", ask)[1]["provider"])
        self.assert_refused(self.device.begin(), 404, "not set up here")


class Servers(Case):
    """What a provider's server may answer."""

    def assert_not_found(self, words, reason):
        self.assert_refused(self.device.begin(), 503, words, reason)

    def test_false_descriptions(self):
        provider = self.start()
        for changes, reason in (
            ({"issuer": "https://accounts.example.org"}, "another issuer"),
            ({"issuer": None}, "another issuer"),
            ({"jwks_uri": "http://accounts.example.org/keys"}, "jwks_uri is no address"),
            ({"token_endpoint": "ftp://127.0.0.1/token"}, "token_endpoint is no address"),
            ({"token_endpoint": None}, "token_endpoint is no address"),
            ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint is no"),
            ({"authorization_endpoint": "https://a@b.example.org/"}, "authorization_endpoint"),
            ({"code_challenge_methods_supported": ["plain"]}, "S256"),
            ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "neither"),
        ):
            with self.subTest(reason):
                provider.discovery = changes
                self.assert_not_found(NOT_SET_UP, reason)

    def test_broken_descriptions(self):
        provider = self.start()
        path = "/.well-known/openid-configuration"
        elsewhere = f"{provider.issuer}/elsewhere"
        provider.answers["/elsewhere"] = lambda request, form: request.say(provider.describe())
        for answer, reason in (
            (lambda request, form: request.say({"a": "b" * 200_000}), "too long"),
            (lambda request, form: request.say(b"["), "no JSON"),
            (lambda request, form: request.say(b'{"issuer": 1, "issuer": 2}'), "no JSON"),
            (lambda request, form: request.say(b"[" * 100_000), "no JSON"),
            (lambda request, form: request.say({}, 302, Location=elsewhere), "status 302"),
            (lambda request, form: request.say({}, 500), "status 500"),
        ):
            with self.subTest(reason):
                provider.answers[path] = answer
                self.assert_not_found(SILENT, reason)
        self.assertNotIn("/elsewhere", provider.requests)

    def test_nobody_is_asked_without_tls_beyond_this_machine(self):
        self.start()
        for issuer in ("http://accounts.example.org", "accounts.example.org", "file:///etc/passwd"):
            self.installation.ctl("setting", "set", "provider.issuer", issuer)
            self.assert_not_found(NOT_SET_UP, "no address with https")

    def test_a_certificate_of_nobody_is_not_trusted(self):
        self.start(certificate=CERTIFICATE)
        self.assert_not_found(SILENT, "certificate")

    def test_nobody_listens(self):
        provider = Provider()
        provider.close()
        self.installation.ctl("setting", "set", "provider.issuer", provider.issuer)
        self.assert_not_found(SILENT, "refused")

    def test_the_token_endpoint_fails(self):
        provider = self.start()
        for answer, words, reason in (
            (lambda request, form: request.say({"id_token": "a" * 200_000}), SILENT, "too long"),
            (lambda request, form: request.say({}, 307, Location="/keys"), SILENT, "status 307"),
            (lambda request, form: request.say({"error": "invalid_client"}, 401), NOT_SET_UP,
             "id and secret"),
            (lambda request, form: request.say({"error": "anna@example.org"}, 400), NOT_SET_UP,
             "how it is asked"),
        ):
            with self.subTest(reason):
                provider.answers["/token"] = answer
                self.assert_refused(self.sign_in(provider), 503, words, reason)

    def test_a_secret_goes_into_the_body_where_that_is_wanted(self):
        provider = self.start()
        provider.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        self.assertEqual(self.sign_in(provider)[0], 200)

    def test_slow_ones_are_given_up(self):
        for make in (say_nothing, say_slowly):
            provider = self.start()
            provider.answers["/.well-known/openid-configuration"] = make(provider)
            self.assert_not_found(SILENT, "in time")

    def test_scanning_waits_for_no_provider(self):
        provider = self.start()
        event, tickets = self.installation.make_event(3)
        token = self.installation.make_session("bo@example.org", "staff", "Gate")
        desk = Client(self.relay, token)
        self.addCleanup(desk.close)
        begun = self.begin()
        code = provider.give_code(begun["url"])

        def wait(request, form):
            provider.released.wait()
            provider.answer(request, form)

        provider.answers["/token"] = wait
        answers = []
        thread = threading.Thread(
            target=lambda: answers.append(self.device.finish(begun["state"], code)))
        thread.start()
        wait_until(lambda: "/token" in provider.requests, "the code is redeemed")
        for _, ticket in tickets:
            self.assertEqual(desk.verify(event, ticket)["outcome"], "admitted")
        self.assertEqual(answers, [])
        provider.released.set()
        thread.join()
        self.assertEqual(answers[0][0], 200)


class Keys(Case):
    def test_new_keys_are_found_and_old_ones_forgotten(self):
        provider = self.start()
        old = provider.key
        self.assertEqual(self.sign_in(provider)[0], 200)
        self.assertEqual(self.sign_in(provider)[0], 200)
        self.assertEqual(provider.requests.count("/keys"), 1)
        self.assertEqual(provider.requests.count("/.well-known/openid-configuration"), 1)
        provider.key = Key("second")
        provider.keys = [provider.key]
        self.assertEqual(self.sign_in(provider)[0], 200)
        self.assertEqual(provider.requests.count("/keys"), 2)
        answer = self.sign_in(provider, make_token=old.sign)
        self.assert_refused(answer, 401, NO_TRUST, "does not show")
        for _ in range(10):
            answer = self.sign_in(provider, make_token=old.sign)
            self.assert_refused(answer, 401, NO_TRUST, "does not show")
        # The first time, and five times for one that is unknown; a minute may have passed.
        self.assertLessEqual(provider.requests.count("/keys"), 7)
        self.assertEqual(self.sign_in(provider)[0], 200)


if __name__ == "__main__":
    unittest.main()
