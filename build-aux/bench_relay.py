# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifications through the relay, beside pgbench running the same transaction, one commit each,
on the same private PostgreSQL in the same run; and what idle desks cost."""

import json
import pathlib
import re
import subprocess

from foyer_stage import TOP, StageError

LISTENERS = 50
MANY_LISTENERS = 500
IDLE = 1000
SETTLED = 7  # seconds after which the relay has given back what signing them in took
WARM_UP = 1  # second
# Scans in flight, and more verifications a second than they can be.
RUNS = ((1, 2_000), (8, 6_000), (64, 16_000))
MANY_MOST = 6_000
# Desks, verifications a second, and the goal for p99 in ms.
FAN_OUTS = ((LISTENERS, 1_000, 5), (MANY_LISTENERS, 300, None))
PGBENCH_SCRIPT = TOP / "tests" / "bench" / "verify.pgbench.sql"
OWNER = "foyer_owner"


class Ground:
    """A relay, and a token that no rate limit stops."""

    def __init__(self, stage):
        self.stage = stage
        self.relay, self.address = stage.start_relay()
        stage.ctl("staff", "add", "bench@example.org", "--role", "staff")
        token = stage.ctl("session", "create", "--staff", "bench@example.org",
                          "--device", "Bench", "--no-rate-limit")
        self.tokens = stage.folder / "tokens"
        self.tokens.touch(0o600)
        self.tokens.write_text(token + "\n")
        self.event = None
        self.codes = []

    def make_event(self, tickets):
        """From now on everything is about a new event with so many tickets."""
        self.event = self.stage.ctl("event", "create", "--name", "Bench")
        issued = self.stage.ctl("ticket", "issue", "--event", self.event, "--count", tickets)
        self.codes = issued.splitlines()

    def load(self, *options):
        """Runs foyer-load; returns what it measured."""
        program = self.stage.build / "tests" / "relay" / "foyer-load"
        said = subprocess.run(
            [program, f"--url={self.address}", f"--token-file={self.tokens}",
             f"--event={self.event}", f"--relay-pid={self.relay.pid}", *options],
            capture_output=True, text=True, check=False,
        )
        if said.returncode != 0:
            raise StageError(said.stderr.strip() or said.stdout.strip() or "foyer-load fails")
        return json.loads(said.stdout)

    def scan(self, in_flight, listeners, seconds, most, rate=0):
        """A run with tickets that no run has had, as many as `most` a second need."""
        number = int(most * (seconds + WARM_UP))
        if number > len(self.codes):
            raise StageError("there are too few tickets for this run")
        taken, self.codes = self.codes[:number], self.codes[number:]
        path = self.stage.folder / "codes.tsv"
        path.write_text("\n".join(taken) + "\n")
        result = self.load(f"--code-file={path}", f"--in-flight={in_flight}",
                           f"--listeners={listeners}", f"--seconds={seconds}",
                           f"--warm-up={WARM_UP}", f"--rate={rate}")
        wrong = ("errors", "gaps", "admitted_again", "refused")
        if any(result[name] for name in wrong) or not result["everybody_heard"]:
            raise StageError(f"a run with {in_flight} in flight went wrong: {result}")
        return result

    def connect_words(self):
        """How pgbench finds the private PostgreSQL."""
        pid_file, = self.stage.data.rglob("postmaster.pid")
        lines = pid_file.read_text().splitlines()
        return [f"--host={lines[4]}", f"--port={lines[3]}", f"--username={OWNER}", "foyer"]

    def pgbench(self, clients, seconds):
        """(transactions a second, 99th percentile in ms) of one commit per verification."""
        prefix = self.stage.folder / f"pgbench-{clients}"
        said = subprocess.run(
            [pgbench_program(), "--no-vacuum", "--protocol=prepared", f"--client={clients}",
             f"--time={seconds}", f"--file={PGBENCH_SCRIPT}", "--log",
             f"--log-prefix={prefix}", f"--define=event={self.event}", *self.connect_words()],
            capture_output=True, text=True, check=False,
        )
        rate = re.search(r"^tps = ([\d.]+)", said.stdout, re.M)
        if said.returncode != 0 or rate is None:
            raise StageError(f"pgbench: {said.stderr.strip()[-400:]}")
        times = []
        for log in prefix.parent.glob(f"{prefix.name}.*"):
            times += [int(line.split()[2]) / 1000 for line in log.read_text().splitlines()]
        times.sort()
        return float(rate[1]), times[int(len(times) * 0.99)]


def pgbench_program():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    return str(found[-1]) if found else "pgbench"


def measure_throughput(ground, table, seconds, pgbench):
    rate_8, p99_1 = pgbench
    for in_flight, most in RUNS:
        result = ground.scan(in_flight, LISTENERS, seconds, most)
        goal = 3 if in_flight == 64 else None
        table.ratio(f"verifications/s, {in_flight} in flight, {LISTENERS} desks listening",
                    result["rate"], rate_8, "/s", "pgbench, 8 clients", at_least=goal)
        times = result["latency_ms"]
        name = f"answer with {in_flight} in flight: p50 {times['p50']:.2f} ms, " \
               f"p95 {times['p95']:.2f} ms, p99"
        if in_flight == 1:
            table.ratio(name, times["p99"], p99_1, "ms", "pgbench’s p99, 1 client", at_most=2)
        else:
            table.limit(name, times["p99"], "ms")
        table.limit(f"load generator with {in_flight} in flight, share of one CPU",
                    result["generator_busy"], "", at_most=0.85)
    table.limit(f"relay’s CPU per 1,000 verifications, {LISTENERS} desks",
                result["relay_cpu_seconds_per_1000"], "s", at_most=0.04)


def measure_fan_out(ground, table, seconds):
    many = ground.scan(64, MANY_LISTENERS, seconds, MANY_MOST)
    table.limit(f"verifications/s, 64 in flight, {MANY_LISTENERS} desks listening",
                many["rate"], "/s")
    table.limit(f"relay’s CPU per 1,000 verifications, {MANY_LISTENERS} desks",
                many["relay_cpu_seconds_per_1000"], "s", at_most=0.30)
    for listeners, rate, goal in FAN_OUTS:
        times = ground.scan(64, listeners, seconds, rate, rate)["fan_out_ms"]
        name = f"fan-out to {listeners} desks at {rate:,}/s: p50 {times['p50']:.2f} ms, p99"
        table.limit(name, times["p99"], "ms", at_most=goal)


def measure_idle(ground, table):
    result = ground.load("--idle", f"--listeners={IDLE}", f"--seconds={SETTLED}")
    table.limit(f"memory of the relay per idle desk at {IDLE:,}", result["kib_per_connection"],
                "KiB", at_most=10)


def measure(stage, table, quick):
    seconds = 2 if quick else 6
    most = sum(most for _, most in RUNS) + MANY_MOST + sum(rate for _, rate, _ in FAN_OUTS)
    ground = Ground(stage)
    # pgbench takes any ticket there is, so its event is the only one while it runs.
    ground.make_event(20_000 if quick else 100_000)
    measure_idle(ground, table)
    rate_8, _ = ground.pgbench(8, seconds)
    _, p99_1 = ground.pgbench(1, seconds)
    ground.make_event(most * (seconds + WARM_UP))
    measure_throughput(ground, table, seconds, (rate_8, p99_1))
    measure_fan_out(ground, table, seconds)
