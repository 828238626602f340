# SPDX-License-Identifier: GPL-3.0-or-later
"""foyer_json_check () against a strict reading by Python's json: a table of cases, and random
changes to those of them that are good. The seed of a run is printed and may be given as the last
argument.

check-json.py HELPER CASES [SEED]"""

import json
import math
import random
import re
import subprocess
import sys

DEPTH = 32
NUMBER = 64
ROUNDS = 20000
ALPHABET = [bytes([c]) for c in b'{}[]":,\\/ue+-.019 \t\n\r\x00\x1f\x7f\x80\xc3\xed\xff'] + [
    b"\\u0000", b"\\ud83d", b"\\ude00", b"\\u0061", b"null", b"true", b'"a":1,', b"1e400",
    b"9007199254740993", b"\xc3\xa9", b"\xed\xa0\x80", b"\xf0\x9f\x8e\x9f", b"\xef\xbb\xbf"]


class Refused(Exception):
    pass


def read_pairs(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Refused("a name twice")
    return dict(pairs)


def read_integer(text):
    if len(text) > NUMBER or abs(int(text)) > 2 ** 53:
        raise Refused("a large integer")
    return int(text)


def read_float(text):
    if len(text) > NUMBER or not math.isfinite(float(text)):
        raise Refused("a large number")
    return float(text)


def read_constant(text):
    raise Refused(text)


def check_value(value, depth):
    if isinstance(value, str):
        if "\0" in value or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise Refused("a text")
    elif isinstance(value, (dict, list)):
        if depth == DEPTH:
            raise Refused("too deep")
        for name in value if isinstance(value, dict) else ():
            check_value(name, depth + 1)
        for item in value.values() if isinstance(value, dict) else value:
            check_value(item, depth + 1)


def is_good(data):
    try:
        value = json.loads(data.decode(), object_pairs_hook=read_pairs, parse_int=read_integer,
                           parse_float=read_float, parse_constant=read_constant)
        if not isinstance(value, dict):
            return False
        check_value(value, 0)
    except (ValueError, RecursionError, Refused):
        return False
    return True


def load_cases(path):
    """Lines of `accept TEXT` or `refuse TEXT`; \\xNN stands for a byte and <N*TEXT> for repeats."""
    cases = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        word, _, text = line.partition(" ")
        assert word in ("accept", "refuse"), f"{path}:{number}"
        text = re.sub(r"<(\d+)\*([^>]*)>", lambda m: m[2] * int(m[1]), text)
        data = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())
        cases.append((data, word == "accept", f"{path}:{number}"))
    return cases


def change(data, rng):
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(data))
        end = min(len(data), at + rng.randint(0, 6))
        kind = rng.randrange(4)
        if kind == 0:
            data[at:at] = rng.choice(ALPHABET)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[rng.randint(0, at):at][:40]
        else:
            data[at:end] = rng.choice(ALPHABET)
    return bytes(data)


def run(helper, texts):
    lines = "".join(text.hex() + "\n" for text in texts)
    result = subprocess.run([helper], input=lines, capture_output=True, text=True, check=True)
    answers = result.stdout.split()
    assert len(answers) == len(texts), "the helper did not answer all"
    return [answer == "1" for answer in answers]


def main():
    helper, path = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(2 ** 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    cases = load_cases(path)
    wrong = 0
    for data, good, where in cases:
        if is_good(data) != good:
            wrong += 1
            print(f"{where}: the reference does not agree with the table")
    good = [data for data, accepted, _ in cases if accepted and len(data) < 2000]
    texts = [data for data, _, _ in cases] + [change(rng.choice(good), rng) for _ in range(ROUNDS)]
    for text, taken in zip(texts, run(helper, texts)):
        if taken != is_good(text):
            wrong += 1
            print(f"{'taken' if taken else 'refused'}, unlike the reference: {text[:200]!r}")
    n_good = sum(map(is_good, texts))
    print(f"{len(texts)} texts, {n_good} of them good, {wrong} wrong")
    sys.exit(1 if wrong or n_good < ROUNDS // 100 else 0)


main()
