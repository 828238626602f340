# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a desk without a relay is: what it keeps, and how soon it decides."""

import subprocess


def run(stage, tickets, scans):
    program = stage.build / "tests/bench/store-rate"
    lines = subprocess.run([program, "--tickets", str(tickets), "--scans", str(scans)],
                           check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in (line.split("\t") for line in lines)}


def measure(stage, table, tickets, scans):
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
