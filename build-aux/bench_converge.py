# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes until desks that were cut off and the relay's record say the same again."""

import concurrent.futures
import csv
import io
import os
import sys
import time

import bench_drain
from foyer_stage import TOP, StageError

sys.path[:0] = [str(TOP / "tests" / "relay"), str(TOP / "tests" / "support")]
from desk_bed import Desk  # noqa: E402
from fault_proxy import FaultProxy  # noqa: E402

DESKS = 8
# Of so many tickets of a desk one is admitted at the next desk too.
TWICE = 50
# Fewer than a desk shows as recent, so that it still knows who decided.
IN_FLIGHT = 20
LIST = "to-come "


class TimedDesk(Desk):
    """It remembers when it was last connected."""

    def read(self, process, lines):
        for line in process.stdout:
            if line == "state online\n":
                self.connected_at = time.monotonic()
            lines.put(line.rstrip("\n"))
        lines.put(None)

    def scan_all(self, codes):
        for at in range(0, len(codes), IN_FLIGHT):
            for code in codes[at:at + IN_FLIGHT]:
                self.tell("scan", code)
            for code in codes[at:at + IN_FLIGHT]:
                said = self.wait_for(f"scanned {code} ")
                if not said.endswith(" admitted - here"):
                    raise StageError(f"a desk without its relay said {said.split()[2:]}")

    def list_to_come(self):
        """How often each ticket may still come, as this desk knows it."""
        self.tell("to-come")
        return dict(word.split("=") for word in self.wait_for(LIST).split()[1:])

    def await_list(self, wanted):
        """When it knows that."""
        self.wait_for("waiting 0")
        while True:
            n_said = len(self.said)
            if self.list_to_come() == wanted:
                return time.monotonic()
            if not any(line.startswith("admitted ") for line in self.said[n_said:]):
                self.wait_for("admitted ")


def together(work, *columns):
    with concurrent.futures.ThreadPoolExecutor(DESKS) as pool:
        return list(pool.map(work, *columns))


def open_desk(stage, proxy, number):
    desk = TimedDesk(f"Hall {number}")
    token = stage.sign_in(f"hall{number}@example.org", "staff", desk.name).read_text().strip()
    desk.tell("sign-in", f"ws://127.0.0.1:{proxy.port}", token)
    desk.wait_for("copy all")
    return desk


def read_record(stage, event):
    """The same of the relay's record."""
    rows = csv.DictReader(io.StringIO(stage.ctl("ticket", "export", "--event", event)))
    rest = {row["id"]: int(row["allowed_entries"]) - int(row["entries_used"]) for row in rows}
    return {ticket: str(count) for ticket, count in rest.items() if count > 0}


def cut_and_mend(desks, proxy, parts, wanted):
    """(seconds until the last desk is connected, seconds until all say the same)"""
    proxy.tell("refuse")
    for desk in desks:
        desk.wait_for("mode offline")
    together(TimedDesk.scan_all, desks, parts)
    began = time.monotonic()
    proxy.tell("heal")
    ended = max(together(lambda desk: desk.await_list(wanted), desks))
    return max(desk.connected_at for desk in desks) - began, ended - began


def converge(stage, proxy, event, tickets, scans):
    desks = []
    try:
        for number in range(DESKS):
            desks.append(open_desk(stage, proxy, number))
        each = scans // DESKS
        parts = [[code for _, code in tickets[at:at + each]]
                 for at in range(0, each * DESKS, each)]
        parts = [[*part[:-each // TWICE], *after[:each // TWICE]]
                 for part, after in zip(parts, [*parts[1:], parts[0]])]
        came = {code for part in parts for code in part}
        wanted = {ticket: "1" for ticket, code in tickets if code not in came}
        times = cut_and_mend(desks, proxy, parts, wanted)
        if read_record(stage, event) != wanted:
            raise StageError("the record does not say what the desks say")
        stage.ctl("audit", "verify", "--event", event)
        return times
    finally:
        for desk in desks:
            desk.close()


def measure(stage, table, scans):
    _, address = stage.start_relay()
    relay = bench_drain.Address(address)
    os.environ["DESK"] = str(stage.build / "tests/session/desk")
    event = stage.ctl("event", "create", "--name", "Converge")
    issued = stage.ctl("ticket", "issue", "--event", event, "--count", str(scans * 2))
    tickets = [line.split("\t") for line in issued.splitlines()]
    proxy = FaultProxy(relay.port)
    try:
        connected, same = converge(stage, proxy, event, tickets, scans)
    finally:
        proxy.close()
    bare, _ = bench_drain.drain_event(stage, relay, scans, DESKS)
    what = f"{scans:,} scans of {DESKS} desks without a network"
    table.limit(f"{what}: from network to desks and record the same, all connected after "
                f"{connected:.1f} s", same, "s", at_most=30)
    table.ratio("of that, from when the last desk was connected", same - connected, bare, "s",
                "the bare drain of as many", at_most=5)
