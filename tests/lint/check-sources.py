# SPDX-License-Identifier: GPL-3.0-or-later
"""C sources: names, order of the first lines, words that the house does not say; every file is
built; migrations are numbered without a gap."""

import re

import tree

QUIET_ROOMS = ("base", "model", "wire", "scan", "store", "link", "db")
LOUD = re.compile(r"\bg_(warning|critical|message|info|log_structured) \(")


def check_words(relative, text):
    room = relative.parts[1]
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\bgoto \w+;", line):
            yield number, "a goto"
        if re.match(r"\s*//", line):
            yield number, "comments are /* */"
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield number, "unfinished work"
        if room in QUIET_ROOMS and LOUD.search(line):
            yield number, f"{room} returns errors and never logs above debug"


def check_source(path, relative):
    text = path.read_text()
    lines = text.splitlines()
    if relative.parts[0] == "src":
        if not re.fullmatch(r"foyer-[a-z0-9-]+\.[ch]|main\.c", path.name):
            yield 1, "a source is named foyer-thing.c, or main.c"
        yield from check_words(relative, text)
    if path.suffix == ".h" and "#pragma once" not in lines[:4]:
        yield 1, "no #pragma once after the SPDX line"
    if path.suffix == ".c" and relative.parts[0] == "src":
        if not any(line.startswith("#define G_LOG_DOMAIN") for line in lines[:5]):
            yield 1, "no G_LOG_DOMAIN"


def unbuilt(top):
    """C files that no meson.build of their folder or the one above names."""
    for path in tree.files(top, ".c"):
        relative = path.relative_to(top)
        texts = []
        for folder in list(path.parents)[:2]:
            if (folder / "meson.build").exists():
                texts.append((folder / "meson.build").read_text())
        stem = path.stem.removeprefix("test-")
        named = any(path.name in text or f"'{stem}'" in text for text in texts)
        if texts and not named:
            yield f"{relative}:1: no meson.build names it"


def migrations(top):
    rooms = {}
    for path in tree.files(top, ".sql"):
        if path.parent.name == "migrations":
            rooms.setdefault(path.parent.relative_to(top), []).append(path.name)
    for folder, names in rooms.items():
        for number, name in enumerate(sorted(names), 1):
            if not re.fullmatch(rf"{number:03d}-[a-z0-9-]+\.sql", name):
                yield f"{folder}/{name}:1: expected {number:03d}-name.sql, without a gap"


def main():
    top = tree.root()
    problems = []
    paths = tree.files(top, ".c", ".h")
    for path in paths:
        relative = path.relative_to(top)
        for number, problem in check_source(path, relative):
            problems.append(f"{relative}:{number}: {problem}")
    problems += unbuilt(top)
    problems += migrations(top)
    tree.finish(problems, f"{len(paths)} sources")


main()
