# SPDX-License-Identifier: GPL-3.0-or-later
"""The measuring behind build-aux/bench: one run, one table."""

import argparse
import pathlib
import subprocess
import sys

import bench_converge
import bench_decode
import bench_drain
import bench_import
import bench_relay
import bench_store
import bench_window
from bench_table import Table
from foyer_stage import NotSeen, Stage, StageError, end_on_signals

PARTS = ("decode", "import", "relay", "drain", "converge", "store", "window")


def tell(text):
    print(text, file=sys.stderr, flush=True)


def measure_decode(stage, table, quick):
    bench_decode.measure(stage, table, 2 if quick else 12)


def measure_import(stage, table, quick):
    bench_import.measure(stage, table, 10_000 if quick else 100_000)


def measure_relay(stage, table, quick):
    bench_relay.measure(stage, table, quick)


def measure_drain(stage, table, quick):
    bench_drain.measure(stage, table, 2_000 if quick else 10_000)


def measure_converge(stage, table, quick):
    bench_converge.measure(stage, table, 800 if quick else 4_000)


def measure_store(stage, table, quick):
    bench_store.measure(stage, table, 20_000 if quick else 100_000, 300 if quick else 2_000)


def measure_window(stage, table, quick):
    bench_window.measure(stage, table, 3 if quick else 10)


def main():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="shorter and rougher runs")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    end_on_signals()
    table = Table(tell)
    for part in options.parts or PARTS:
        try:
            with Stage(options.build) as stage:
                globals()[f"measure_{part}"](stage, table, options.quick)
        except (NotSeen, StageError, subprocess.CalledProcessError, OSError, ValueError) as error:
            table.failed(part, str(error))
    table.print()
    print(f"bench: {table.missed} goals missed, {table.unmeasured} figures not measured")
    return 1 if table.unmeasured else 0


if __name__ == "__main__":
    sys.exit(main())
