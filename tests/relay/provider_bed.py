# SPDX-License-Identifier: GPL-3.0-or-later
"""A device that signs people in, and an OpenID provider that can be as false as a test likes."""

import base64
import hashlib
import http.server
import json
import os
import queue
import ssl
import threading
import time
import urllib.parse
import uuid

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from relay_bed import PATIENCE

REDIRECT = "http://127.0.0.1:49152/"
CLIENT = "foyer client:1"
SECRET = "hush & hush: +/="
DOMAINS = ("foyer-relay-auth-provider", "foyer-relay-visit", "foyer-relay-provider",
           "foyer-relay-fetch", "foyer-relay-jose", "foyer-relay-id-token", "foyer-db-provider")


def encode(data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encode_number(number):
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


class Log:
    """What a relay says for those who look for a mistake, line by line."""

    def __init__(self, installation, *arguments):
        os.environ["G_MESSAGES_DEBUG"] = " ".join(DOMAINS)
        try:
            self.relay = installation.start_relay(*arguments)
        finally:
            del os.environ["G_MESSAGES_DEBUG"]
        self.lines = []
        self.fresh = queue.Queue()
        stdout, self.relay.process.stdout = self.relay.process.stdout, None
        self.thread = threading.Thread(target=self.read, args=(stdout,))
        self.thread.start()

    def read(self, stdout):
        with stdout:
            for line in stdout:
                self.lines.append(line)
                if "DEBUG" in line:
                    self.fresh.put(line)

    def next(self):
        return self.fresh.get(timeout=PATIENCE)

    def stop(self):
        status, said = self.relay.stop()
        self.thread.join()
        if status != 0:
            raise AssertionError(f"the relay ended with {status}: {said}")


class Device:
    """An approved device with its key."""

    def __init__(self, installation, relay):
        self.relay = relay
        self.id = str(uuid.uuid4())
        self.key = ed25519.Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes(serialization.Encoding.Raw,
                                                    serialization.PublicFormat.Raw)
        installation.ask("INSERT INTO staff_devices (id, device_name, status, public_key) VALUES"
                         f" ('{self.id}', 'Desk', 'approved', decode ('{public.hex()}', 'hex'))")

    def prove(self, purpose="sign-in"):
        _, answer = self.relay.post("/v1/auth/challenge", {"type": "get_challenge"})
        text = f"foyer-proof\0{purpose}\0{answer['challenge']}".encode()
        return {"device_id": self.id, "challenge": answer["challenge"],
                "proof": encode(self.key.sign(text))}

    def begin(self, redirect_uri=REDIRECT, **changes):
        message = {"type": "begin_sign_in", "redirect_uri": redirect_uri, **self.prove(), **changes}
        return self.relay.post("/v1/auth/provider", message)

    def finish(self, state, code, **changes):
        message = {"type": "finish_sign_in", "state": state, "code": code, **self.prove(),
                   **changes}
        return self.relay.post("/v1/auth/provider/code", message)


class Key:
    """An RSA key of a provider."""

    def __init__(self, name):
        self.name = name
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def show(self):
        numbers = self.key.public_key().public_numbers()
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.name,
                "n": encode_number(numbers.n), "e": encode_number(numbers.e)}

    def sign(self, claims, **header):
        header = {"alg": "RS256", "kid": self.name, "typ": "JWT", **header}
        text = f"{encode(header)}.{encode(claims)}"
        signature = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{encode(signature)}"

    def sign_as_password(self, claims):
        """HS256 with what everybody knows: the public key."""
        pem = self.key.public_key().public_bytes(serialization.Encoding.PEM,
                                                 serialization.PublicFormat.SubjectPublicKeyInfo)
        text = f"{encode({'alg': 'HS256', 'kid': self.name})}.{encode(claims)}"
        code = hmac.HMAC(pem, hashes.SHA256())
        code.update(text.encode())
        return f"{text}.{encode(code.finalize())}"

    def sign_not(self, claims):
        return f"{encode({'alg': 'none', 'kid': self.name})}.{encode(claims)}."


class Provider:
    """An OpenID provider. `answers` are functions that answer a path in another way."""

    def __init__(self, certificate=None):
        self.key = Key("first")
        self.keys = [self.key]
        self.answers = {}
        self.requests = []
        self.codes = {}
        self.discovery = {}
        self.released = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.make_handler())
        self.server.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
            scheme = "https"
        self.issuer = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def make_handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def say(self, body, status=200, **headers):
                text = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(text)

            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
                provider.requests.append(self.path)
                try:
                    provider.answers.get(self.path, provider.answer)(self, form)
                except ConnectionError:
                    pass

            do_GET = do_POST = answer

        return Handler

    def answer(self, request, form):
        if request.path == "/.well-known/openid-configuration":
            request.say(self.describe())
        elif request.path == "/keys":
            request.say({"keys": [key.show() for key in self.keys]})
        elif request.path == "/token":
            self.redeem(request, form)
        else:
            request.say({}, 404)

    def describe(self):
        return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize?a=b",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                # Announced, and still not to be taken: the last two.
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **self.discovery}

    def redeem(self, request, form):
        """A code is good once, for who began, with the right verifier."""
        query, token = self.codes.pop(form["code"], (None, None))
        challenge = encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        quote = urllib.parse.quote
        pair = f"{quote(CLIENT, safe='')}:{quote(SECRET, safe='')}".encode()
        basic = "Basic " + base64.b64encode(pair).decode()
        in_body = form.get("client_secret") == SECRET and form.get("client_id") == CLIENT
        if request.headers.get("Authorization") != basic and not in_body:
            request.say({"error": "invalid_client"}, 401)
        elif (query is None or challenge != query["code_challenge"]
              or form["redirect_uri"] != query["redirect_uri"]
              or form["grant_type"] != "authorization_code"):
            request.say({"error": "invalid_grant"}, 400)
        else:
            request.say({"access_token": "a" * 40, "token_type": "Bearer", "id_token": token})

    def give_code(self, url, make_token=None, **changes):
        """What a browser would come back with, where somebody signed in as `changes` say."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "nonce": query["nonce"],
                  "email": "anna@example.org", "email_verified": True, "iat": now,
                  "exp": now + 600}
        for name, value in changes.items():
            claims[name] = value(claims) if callable(value) else value
        claims = {name: value for name, value in claims.items() if value is not None}
        code = str(uuid.uuid4())
        self.codes[code] = (query, (make_token or self.key.sign)(claims))
        return code
