# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums up meson's test logs: what failed, what was skipped and why, and three numbers.

A program that speaks TAP counts with each of its test cases, any other one as a single test. What
Python's unittest skipped in it is told beside that."""

import json
import re
import sys

TAP = re.compile(r"^(not ok|ok)\b[ \d]*[- ]*(.*?)(?:\s*#\s*(SKIP|TODO)\b[: ]*(.*))?$", re.I)
PLAN = re.compile(r"^1\.\.0\s*#\s*SKIP\b[: ]*", re.I)
# unittest with verbosity=2: "test_x (module.Case)", perhaps a line that describes it, and the end.
UNITTEST = re.compile(r"^(test\w*) \([\w.]+\)(?:\n.*)? \.\.\. skipped (['\"])(.*)\2$", re.M)
NO_REASON = "it does not say why"


def read(path):
    """The tests of a log; a log that is missing is a failure."""
    try:
        with open(path, encoding="utf-8") as stream:
            return [json.loads(line) for line in stream if line.strip()]
    except FileNotFoundError:
        return [{"name": f"the tests did not run, so {path} is missing", "result": "ERROR"}]


def last_words(output):
    """The last line that is no comment; "1..0 # SKIP why" is such a line, and means why."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("# ")]
    return PLAN.sub("", lines[-1]) if lines else ""


def cases(test):
    """(result, name, reason) for each test case of a program."""
    whole = test["result"]
    output = test.get("stdout", "")
    found = [TAP.match(line) for line in output.splitlines()]
    found = [match for match in found if match is not None]
    skipped = UNITTEST.findall(test.get("stderr", ""))
    yield from (("skipped", f"{test['name']}: {name}", reason) for name, _, reason in skipped)
    # GLib's programs say why case by case, and comments follow; others end with the reason.
    if whole == "SKIP" and not found and not skipped:
        yield "skipped", test["name"], last_words(output) or NO_REASON
        return
    failed = whole not in ("OK", "EXPECTEDFAIL", "SKIP")
    for match in found:
        verdict, name, directive, reason = match.groups()
        name = f"{test['name']}: {name}"
        if directive and directive.upper() == "SKIP":
            yield "skipped", name, reason or NO_REASON
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
