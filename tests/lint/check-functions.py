# SPDX-License-Identifier: GPL-3.0-or-later
"""C functions stay short: a note from 40 lines on, an end at 60. A table is no function."""

import tree

GOAL = 40
LIMIT = 60


def functions(lines):
    """(name, first line, length) of each body: a brace alone in the first column opens it."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield name_above(lines, start), start, number - start - 1
            start = None


def name_above(lines, start):
    for line in reversed(lines[:start - 1]):
        if line and not line[0].isspace():
            return line.split(" (")[0]
    return "?"


def main():
    top = tree.root()
    problems = []
    count = 0
    for path in tree.files(top, ".c"):
        for name, start, length in functions(path.read_text().splitlines()):
            count += 1
            place = f"{path.relative_to(top)}:{start}: {name} has {length} lines"
            if length > LIMIT:
                problems.append(f"{place}; the limit is {LIMIT}")
            elif length > GOAL:
                print(f"note: {place}; aim at {GOAL}")
    tree.finish(problems, f"{count} functions")


main()
