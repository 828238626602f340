# SPDX-License-Identifier: GPL-3.0-or-later
"""What it takes until the queues of desks are stored that had no relay, and what a guest at another
desk notices of it meanwhile."""

import datetime
import json
import sys
import threading
import time
import uuid

from foyer_stage import TOP, StageError

sys.path.insert(0, str(TOP / "tests" / "relay"))
from relay_bed import Client, Relay  # noqa: E402

DESKS = 20
PER_MESSAGE = 100
# Of so many scans one is of a ticket that another desk has admitted too.
TWICE = 50


class Address(Relay):
    """What a client needs to know of a relay, which the stage has started."""

    def __init__(self, url):
        self.url = url
        self.port = int(url.rsplit(":", 1)[1])


def make_frame(message):
    """A masked text frame; the mask changes nothing, so that the generator has nothing to do."""
    payload = json.dumps(message).encode()
    return bytes([0x81, 0x80 | 127]) + len(payload).to_bytes(8, "big") + bytes(4) + payload


def make_queue(event, codes):
    """A desk's queue, as the messages that it sends."""
    now = datetime.datetime.now(datetime.timezone.utc)
    scans = []
    for number, code in enumerate(codes):
        at = now - datetime.timedelta(seconds=len(codes) - number)
        scans.append({"scan_id": str(uuid.uuid4()), "code": code, "direction": "entry",
                      "scanned_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                      "device_verdict": {"outcome": "admitted"}, "clock_offset_ms": 3,
                      "clock_error_ms": 5})
    return [make_frame({"type": "sync_scans", "id": str(at), "event_id": event,
                        "scans": scans[at:at + PER_MESSAGE]})
            for at in range(0, len(scans), PER_MESSAGE)]


def drain(client, frames, problems):
    """One message in flight, like a desk."""
    for frame in frames:
        client.socket.sendall(frame)
        answer = client.receive("scans_synced")
        problems += [verdict for verdict in answer["verdicts"]
                     if verdict.get("outcome") != "admitted"]


def scan_live(client, event, codes, times, is_over):
    for code in codes:
        if is_over.is_set():
            return
        began = time.monotonic()
        if client.verify(event, code)["outcome"] != "admitted":
            raise StageError("a live scan went wrong")
        times.append((time.monotonic() - began) * 1000)


def connect(stage, relay, name):
    client = Client(relay, stage.sign_in(f"{name}@example.org", "staff", name).read_text().strip())
    if client.status != 101:
        raise StageError(f"{name} is not let in: {client.status}")
    return client


def run(stage, relay, event, queues, live_codes):
    """(seconds, times of live scans in ms)"""
    clients = [connect(stage, relay, f"desk{number}") for number in range(len(queues))]
    door = connect(stage, relay, "door")
    problems, times, is_over = [], [], threading.Event()
    threads = [threading.Thread(target=drain, args=(client, queue, problems))
               for client, queue in zip(clients, queues)]
    live = threading.Thread(target=scan_live, args=(door, event, live_codes, times, is_over))
    live.start()
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    is_over.set()
    live.join()
    if problems:
        raise StageError(f"scans were not stored: {problems[0]}")
    for client in (*clients, door):
        client.close()
    return seconds, sorted(times)


def drain_event(stage, relay, scans, desks, live_codes=0):
    """What `run` says of an event of its own."""
    event = stage.ctl("event", "create", "--name", "Drain")
    issued = stage.ctl("ticket", "issue", "--event", event, "--count", str(scans + live_codes))
    codes = [line.split("\t")[1] for line in issued.splitlines()]
    per_desk = scans // desks
    queued = codes[:scans]
    # Desks that heard nothing of each other admit the same ticket now and then.
    for number in range(0, scans - per_desk, TWICE):
        queued[number + per_desk] = queued[number]
    queues = [make_queue(event, queued[at:at + per_desk]) for at in range(0, scans, per_desk)]
    found = run(stage, relay, event, queues, codes[scans:])
    stage.ctl("audit", "verify", "--event", event)
    return found


def measure(stage, table, scans):
    _, address = stage.start_relay()
    seconds, times = drain_event(stage, Address(address), scans, DESKS, scans)
    table.limit(f"drain of {scans:,} queued scans of {DESKS} desks", seconds, "s", at_most=10)
    table.limit(f"answer to a live scan meanwhile: p50 {times[len(times) // 2]:.1f} ms, p99",
                times[int(len(times) * 0.99)], "ms", at_most=500)
