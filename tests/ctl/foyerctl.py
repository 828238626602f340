# SPDX-License-Identifier: GPL-3.0-or-later
"""A foyerctl on a private PostgreSQL in a folder that goes away, for the tests of the room."""

import itertools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else None
DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "import"
NUMBERS = itertools.count(1)
PATIENCE = 60
NOBODY = "00000000-0000-4000-8000-000000000000"


def run(*words, **keywords):
    """Runs a program and returns what became of it. One that was not answered by a PostgreSQL that
    stands still has done nothing, and is run again."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    deadline = time.monotonic() + PATIENCE
    while True:
        said = subprocess.run(words, text=True, check=False, **(pipes | keywords))
        if "but it does not answer now." not in said.stderr or time.monotonic() > deadline:
            return said


def main():
    """Runs the tests of the program that the first argument names."""
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)


class Case(unittest.TestCase):
    """Tests that share one database; each makes the events that it needs."""

    @classmethod
    def setUpClass(cls):
        # Run as root, foyerctl starts PostgreSQL as another user, who must get to the folder.
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="foyer-test-"))
        cls.folder.chmod(0o711)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.data = cls.folder / "data"

    def run_ctl(self, *words, **keywords):
        """Runs foyerctl on the database; returns what became of it."""
        words = (word if isinstance(word, bytes) else str(word) for word in words)
        return run(PROGRAM, f"--data-dir={self.data}", *words, **keywords)

    def ctl(self, *words, **keywords):
        """Runs foyerctl, which must succeed and be silent on standard error; what it printed."""
        said = self.run_ctl(*words, **keywords)
        self.assertEqual((said.returncode, said.stderr), (0, ""), words)
        return said.stdout

    def json(self, *words, **keywords):
        return json.loads(self.ctl("--json", *words, **keywords))

    def assert_fails(self, sentence, *words, **keywords):
        """Runs foyerctl, which must say one sentence on standard error and exit with 1."""
        said = self.run_ctl(*words, **keywords)
        self.assertEqual(said.returncode, 1, said)
        self.assertRegex(said.stderr, r"\Afoyerctl: [^\n]+\n\Z")
        self.assertIn(sentence, said.stderr)
        return said

    def assert_misused(self, sentence, *words):
        """Runs foyerctl, which must say how it is used and exit with 2."""
        said = self.run_ctl(*words)
        self.assertEqual((said.returncode, said.stdout), (2, ""), said)
        self.assertRegex(said.stderr, r"\Afoyerctl[^\n]+--help[^\n]+\n\Z")
        self.assertIn(sentence, said.stderr)

    def make_event(self, name=None, *options):
        name = name or f"Fair {next(NUMBERS)}"
        return self.ctl("event", "create", "--name", name, *options).strip()

    def write(self, name, content):
        """A file with these bytes or this text; returns its path."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
