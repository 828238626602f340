# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums up meson's test logs: what failed, what was skipped and why, and three numbers.

A program that speaks TAP counts with each of its test cases, any other one as a single test."""

import json
import re
import sys

TAP = re.compile(r"^(not ok|ok)\b[ \d]*[- ]*(.*?)(?:\s*#\s*(SKIP|TODO)\b[: ]*(.*))?$", re.I)


def read(path):
    try:
        with open(path, encoding="utf-8") as stream:
            return [json.loads(line) for line in stream if line.strip()]
    except FileNotFoundError:
        sys.exit(f"check: {path} is missing: the tests did not run")


def cases(test):
    """(result, name, reason) for each test case of a program."""
    whole = test["result"]
    output = test.get("stdout", "")
    if whole == "SKIP":
        lines = [line for line in output.splitlines() if line.strip()]
        yield "skipped", test["name"], lines[-1] if lines else "it does not say why"
        return
    found = [TAP.match(line) for line in output.splitlines()]
    found = [match for match in found if match is not None]
    failed = whole not in ("OK", "EXPECTEDFAIL")
    for match in found:
        verdict, name, directive, reason = match.groups()
        name = f"{test['name']}: {name}"
        if directive and directive.upper() == "SKIP":
            yield "skipped", name, reason or "it does not say why"
        elif verdict.lower() == "not ok":
            yield "failed", name, ""
            failed = False
        else:
            yield "passed", name, ""
    if failed or not found:
        yield "failed" if failed else "passed", test["name"], whole.lower()


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sys.argv[1:]:
        for test in read(path):
            for result, name, reason in cases(test):
                counts[result] += 1
                if result != "passed":
                    print(f"{result}: {name}" + (f" ({reason})" if reason else ""))
    if counts["passed"] == 0:
        print("check: no test ran")
    elif counts["failed"] == 0:
        print("check: all is well")
    else:
        print("check: something is wrong, see above")
    print(", ".join(f"{number} {result}" for result, number in counts.items()))
    sys.exit(1 if counts["failed"] or counts["passed"] == 0 else 0)


main()
