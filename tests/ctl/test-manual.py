# SPDX-License-Identifier: GPL-3.0-or-later
"""The man pages name what the programs' own help names, no more and no less."""

import pathlib
import re
import subprocess
import sys
import unittest

MANUAL = pathlib.Path(__file__).resolve().parent.parent.parent / "data" / "man"
PROGRAMS = {pathlib.Path(path).name: path for path in sys.argv[1:]}
# What GLib adds to every program with windows.
FOREIGN = {"help-all", "help-gapplication"}


def get_help(program, *words):
    """What a program prints when it is asked how it is used."""
    said = subprocess.run([PROGRAMS[program], *words, "--help"], capture_output=True, text=True,
                          check=True)
    return said.stdout


def get_options(text):
    """The long options that a help lists, a line each."""
    return set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", text, re.MULTILINE)) - FOREIGN


def get_items(page):
    """The items of a man page, each as its heading and its text."""
    text = (MANUAL / page).read_text(encoding="utf-8").replace("\\\n", "")
    lines = text.split("\n.It ")[1:]
    return [line.split("\n", 1) for line in lines]


def get_described(page):
    """The options that have an item of their own."""
    headings = [heading for heading, _ in get_items(page) if heading.startswith("Fl ")]
    return set(re.findall(r"Fl -([a-z-]+)", " ".join(headings)))


class Manual(unittest.TestCase):
    """A page for each program."""

    def test_options(self):
        for program, page in (("foyer", "foyer.1"), ("foyerctl", "foyerctl.1"),
                              ("foyer-relay", "foyer-relay.8")):
            if program in PROGRAMS:
                self.assertEqual(get_described(page), get_options(get_help(program)), page)

    def test_commands(self):
        text = get_help("foyerctl").split("Commands:\n")[1].split("\n\n")[0]
        commands = [line[2:].split("  ")[0].strip() for line in text.splitlines()]
        common = get_options(get_help("foyerctl", "migrate"))
        described = {}
        for heading, _ in get_items("foyerctl.1"):
            match = re.match(r"Cm ([a-z -]+?)(?= Ar | Fl | Oo | Op |$)", heading)
            if match is not None:
                described[match[1]] = set(re.findall(r"Fl -([a-z-]+)", heading))
        self.assertEqual(sorted(described), sorted(commands))
        for command, options in described.items():
            own = get_options(get_help("foyerctl", *command.split())) - common
            self.assertEqual(options, own, command)

    def test_synopsis_names_every_option(self):
        for program, page in (("foyer", "foyer.1"), ("foyer-relay", "foyer-relay.8")):
            text = (MANUAL / page).read_text(encoding="utf-8")
            synopsis = text.split(".Sh SYNOPSIS\n")[1].split(".Sh ")[0]
            named = set(re.findall(r"Fl -([a-z-]+)", synopsis))
            if program in PROGRAMS:
                self.assertEqual(named, get_options(get_help(program)) - {"help", "version"})


if __name__ == "__main__":
    unittest.TestCase.maxDiff = None
    unittest.main(argv=sys.argv[:1], verbosity=2)
