# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's key: Ed25519 by libsodium, which is there wherever Foyer runs."""

import base64
import ctypes

SODIUM = ctypes.CDLL("libsodium.so.23")
CONTEXT = b"foyer-proof\0"


def unpad(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class DeviceKey:
    """What one installation of the application has for itself."""

    def __init__(self):
        public, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_keypair(public, self.secret)
        self.public_key = base64.b64encode(public.raw).decode()

    def prove(self, purpose, text):
        message = CONTEXT + purpose.encode() + b"\0" + text.encode()
        signature = ctypes.create_string_buffer(64)
        size = ctypes.c_ulonglong(len(message))
        SODIUM.crypto_sign_detached(signature, None, message, size, self.secret)
        return unpad(signature.raw)


def is_proof(public_key, purpose, text, proof):
    message = CONTEXT + purpose.encode() + b"\0" + text.encode()
    signature = base64.urlsafe_b64decode(proof + "==")
    size = ctypes.c_ulonglong(len(message))
    key = base64.b64decode(public_key)
    return SODIUM.crypto_sign_verify_detached(signature, message, size, key) == 0
