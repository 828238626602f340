# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the database and its secret key are: what is made, what is refused, and in which words."""

import os
import socket
import unittest

import foyerctl
from foyerctl import run

RELAY = os.environ["FOYER_RELAY"]
READERS = (
    ("event", "list"), ("list", "list", "--event", foyerctl.NOBODY), ("staff", "list"),
    ("device", "list"), ("ticket", "void", foyerctl.NOBODY),
    ("session", "create", "--staff=a@example.org", "--device=x"),
)


class Nowhere(foyerctl.Case):
    """Folders and files that are not there."""

    def tearDown(self):
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_mistyped_folder_is_refused(self):
        folder = self.folder / "deep" / "typo"
        for words in READERS:
            said = run(foyerctl.PROGRAM, "--data-dir", folder, *words)
            self.assertEqual(said.returncode, 1, words)
            self.assertEqual(said.stderr, f"foyerctl: There is no Foyer data folder at {folder}; "
                                          "foyerctl migrate makes one.\n")

    def test_options_that_make_no_sense(self):
        secret = self.folder / "secret.key"
        for sentence, options in (
            ("--data-dir takes a folder", ["--data-dir="]),
            ("--secret-file takes a file", [f"--data-dir={self.data}", "--secret-file="]),
            ("exclude each other", [f"--data-dir={self.data}", "--database=postgresql:///x",
                                    f"--secret-file={secret}"]),
            ("needs --secret-file", ["--database=postgresql:///x"]),
            ("no connection URI", ["--database=hunter2", f"--secret-file={secret}"]),
            ("no connection URI", ["--database=", f"--secret-file={secret}"]),
        ):
            for program, words in ((foyerctl.PROGRAM, ["migrate"]), (RELAY, [])):
                said = run(program, *options, *words)
                self.assertEqual((said.returncode, said.stdout), (2, ""), said)
                self.assertEqual(said.stderr.count("\n"), 1)
                self.assertIn(sentence, said.stderr)
                self.assertNotIn("hunter2", said.stderr)

    def test_addresses_that_are_none(self):
        for address in ("0.0.0.0", "127.0.0.1:99999", "127.0.0.1:", ":80", "127.0.0.1:x", ""):
            said = run(RELAY, f"--data-dir={self.data}", f"--listen={address}")
            self.assertEqual((said.returncode, said.stdout), (2, ""), said)
            self.assertIn("--listen takes HOST:PORT", said.stderr)

    def test_a_server_that_is_not_there(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            said = run(foyerctl.PROGRAM, f"--database=postgresql://x@127.0.0.1:{port}/x",
                       f"--secret-file={self.folder / 'secret.key'}", "migrate")
        self.assertEqual(said.returncode, 1)
        self.assertRegex(said.stderr, r"\Afoyerctl: The database does not answer: "
                                      r"[^\n\t]*Connection refused\.\n\Z")


class Somewhere(foyerctl.Case):
    """An installation, and secret keys that are not its own."""

    def test_what_makes_an_installation(self):
        for number, words in enumerate((
            ("migrate",), ("event", "create", "--name=Fair"),
            ("staff", "add", "ann@example.org", "--role=staff"),
        )):
            folder = self.folder / f"new-{number}"
            said = run(foyerctl.PROGRAM, "--data-dir", folder, *words)
            self.assertEqual((said.returncode, said.stderr), (0, ""), words)
            self.assertTrue((folder / "secret.key").exists())
            said = run(foyerctl.PROGRAM, "--data-dir", folder, "event", "list")
            self.assertEqual((said.returncode, said.stderr), (0, ""))

    def test_a_secret_key_is_made_once(self):
        self.ctl("migrate")
        typo = self.folder / "typo.key"
        for words in (("event", "list"), ("migrate",), ("event", "create", "--name=Fair")):
            self.assert_fails(f"There is no secret key at {typo}", f"--secret-file={typo}", *words)
            self.assertFalse(typo.exists())
        said = run(RELAY, f"--data-dir={self.data}", f"--secret-file={typo}",
                   "--listen=127.0.0.1:0")
        self.assertEqual((said.returncode, said.stdout), (1, ""))
        self.assertIn(f"There is no secret key at {typo}", said.stderr)
        self.assertFalse(typo.exists())

    def test_a_lost_secret_key_is_not_replaced(self):
        folder = self.folder / "lost"
        self.assertEqual(run(foyerctl.PROGRAM, "--data-dir", folder, "migrate").returncode, 0)
        (folder / "secret.key").rename(self.folder / "kept.key")
        said = run(foyerctl.PROGRAM, "--data-dir", folder, "migrate")
        self.assertEqual(said.returncode, 1)
        self.assertIn("this database was set up with one", said.stderr)
        self.assertFalse((folder / "secret.key").exists())
        said = run(foyerctl.PROGRAM, "--data-dir", folder, "--secret-file",
                   self.folder / "kept.key", "event", "list")
        self.assertEqual((said.returncode, said.stderr), (0, ""))


if __name__ == "__main__":
    unittest.TestCase.maxDiff = None
    foyerctl.main()
