# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a desk without a relay is: what it keeps, and how soon it decides; and whether a window
would stand still while the tickets are fetched."""

import os
import subprocess

from foyer_stage import StageError


def run(stage, tickets, scans):
    program = stage.build / "tests/bench/store-rate"
    lines = subprocess.run([program, "--tickets", str(tickets), "--scans", str(scans)],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in (line.split("\t") for line in lines)}


def wait_for(desk, word):
    """The rest of the next line that begins so."""
    for line in desk.stdout:
        if line.startswith(word):
            return line.removeprefix(word).split()
    raise StageError(f"the desk does not say {word}")


def fetch(stage, tickets):
    """Milliseconds: the longest that the main loop computed at once while a desk fetched all
    tickets, and the longest that it looked for nothing new."""
    _, address = stage.start_relay()
    event = stage.ctl("event", "create", "--name", "Bench")
    stage.ctl("ticket", "issue", "--event", event, "--count", tickets)
    token = stage.sign_in("bench@example.org", "staff", "Bench").read_text().strip()
    nowhere = "unix:path=/nowhere"
    desk = stage.start(stage.build / "tests/session/desk", "bench", stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, bufsize=1,
                       env=dict(os.environ, XDG_DATA_HOME=str(stage.folder / "desk"),
                                DBUS_SESSION_BUS_ADDRESS=nowhere, DBUS_SYSTEM_BUS_ADDRESS=nowhere))
    desk.stdin.write(f"sign-in {address} {token}\n")
    wait_for(desk, "copy all")
    desk.stdin.write("busy\n")
    longest, computing = wait_for(desk, "busy ")
    return float(computing), float(longest)


def measure(stage, table, tickets, scans):
    computing, longest = fetch(stage, tickets)
    table.limit(f"main loop of a desk that fetches {tickets:,} tickets, longest step", computing,
                "ms", at_most=100)
    table.limit("the same, with what else this machine did then", longest, "ms")
    found = run(stage, tickets, scans)
    table.limit("tickets copied a second to a desk", found["tickets_a_second"], "",
                at_least=20_000)
    table.limit(f"memory of a desk that copied {tickets:,} tickets", found["memory_kib"] / 1024,
                "MiB", at_most=60)
    table.ratio(f"verdict of a desk by itself, {tickets:,} tickets, p99", found["judge_p99_ms"],
                found["disk_p99_ms"], "ms", "a bare write to the disk, p99")
    table.ratio("the same while all tickets are copied anew, p99",
                found["judge_while_copying_p99_ms"], found["disk_p99_ms"], "ms",
                "a bare write to the disk, p99")
    table.limit("search through all of them", found["search_ms"], "ms")
    table.limit("list of who is still to come, by name", found["to_come_ms"], "ms")
