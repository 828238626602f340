# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text file: licence line, no trailing blanks, no tabs in code, a ceiling of 600 lines, no
path of somebody's machine."""

import re

import tree

CEILING = 600
CODE = (".c", ".h", ".py", ".sh", ".ui", ".css", ".sql", ".js", ".mjs", ".build", ".supp", ".yaml")
# Formats without comments, texts that are not code, and pictures.
WITHOUT_LICENCE = (".md", ".json", ".csv", ".txt", ".po", ".pot", ".tsv")
BINARY = (".png", ".jpg", ".jpeg", ".webp", ".oga", ".ogg", ".wav", ".mo", ".gz", ".bin", ".pgm")
FREE = ("COPYING", "LINGUAS", "POTFILES.in", "packages", ".gitignore", ".editorconfig",
        ".clang-format", ".gitattributes")
MACHINE = re.compile(r"(?<![\w.$}])/(work|root|home|Users)/\w|/tmp/b[-]")


def is_test_data(relative):
    return relative.parts[0] == "tests" and "data" in relative.parts


def check_lines(lines, is_code):
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if is_code and "\t" in line:
            yield number, "a tab"
        if MACHINE.search(line):
            yield number, "a path of one machine"


def check(path):
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        yield 1, "not UTF-8"
        return
    lines = text.split("\n")
    is_code = path.suffix in CODE
    if text and not text.endswith("\n"):
        yield len(lines), "no line end at the end of the file"
    yield from check_lines(lines, is_code)
    if is_code and len(lines) - 1 > CEILING:
        yield CEILING, f"{len(lines) - 1} lines; the ceiling is {CEILING}: split it by topic"
    wants_licence = path.name not in FREE and path.suffix not in WITHOUT_LICENCE
    if wants_licence and "SPDX-License-Identifier:" not in "\n".join(lines[:5]):
        yield 1, "no SPDX line"


def main():
    top = tree.root()
    problems = []
    count = 0
    for path in tree.files(top):
        relative = path.relative_to(top)
        if path.suffix in BINARY or is_test_data(relative) or path.name == "COPYING":
            continue
        count += 1
        for number, problem in check(path):
            problems.append(f"{relative}:{number}: {problem}")
    tree.finish(problems, f"{count} text files")


main()
