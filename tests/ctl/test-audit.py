# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported logs can be checked without a database, and no change of them goes unnoticed."""

import base64
import json
import re
import subprocess
import uuid

import foyerctl


class Export(foyerctl.Case):
    """One event, exported; each test does something to the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = cls.folder / "logs.ndjson"
        ctl = (foyerctl.PROGRAM, f"--data-dir={cls.data}")
        cls.event = foyerctl.run(*ctl, "event", "create", "--name", "Fair").stdout.strip()
        for command in (["ticket", "issue", "--count=2"], ["list", "create", "--name=Friday"],
                        ["gate", "create", "--name=North"], ["audit", "export", cls.path]):
            foyerctl.run(*ctl, *command, "--event", cls.event).check_returncode()
        cls.lines = cls.path.read_text().splitlines(keepends=True)

    def verify(self, lines, *words):
        """What comes of such a file on a machine that has nothing else."""
        path = self.write("tampered.ndjson", "".join(lines))
        return subprocess.run([foyerctl.PROGRAM, "--data-dir=/nowhere", "audit", "verify",
                               "--file", str(path), *map(str, words)],
                              capture_output=True, text=True, check=False)

    def assert_found(self, sentence, lines, *words):
        said = self.verify(lines, *words)
        self.assertEqual(said.returncode, 1, said)
        self.assertIn(sentence, said.stderr)
        self.assertEqual(len(said.stderr.splitlines()), 1)

    def get_rows(self):
        """The numbers of the lines that are rows."""
        return [number for number, line in enumerate(self.lines) if '"type":"row"' in line]

    def keep_heads(self, **more):
        """A file such as a desk's, with the heads of the export."""
        heads = json.loads(next(line for line in self.lines if '"signed_heads"' in line))
        return self.write("heads.ndjson", json.dumps({**heads, **more}) + "\n")

    def change(self, number, **fields):
        """The lines, with other fields in one of them."""
        line = json.dumps({**json.loads(self.lines[number]), **fields}) + "\n"
        return [*self.lines[:number], line, *self.lines[number + 1:]]

    def test_the_file_holds(self):
        said = self.verify(self.lines)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertIn("fits together", said.stdout)
        said = self.verify(self.lines, "--heads", self.keep_heads())
        self.assertEqual(said.stdout, "Everything that was recorded is there as it was written.\n")
        self.assertEqual(json.loads(self.verify(self.lines, "--json").stdout),
                         {"holds": True, "problems": []})
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)
        self.assertGreaterEqual(len(self.get_rows()), 3)

    def test_no_database_is_opened(self):
        path = self.write("same.ndjson", "".join(self.lines))
        untouched = self.folder / "untouched"
        for where in ([f"--data-dir={untouched}"],
                      ["--database=postgresql://127.0.0.1:1/none", "--secret-file=/nowhere"]):
            subprocess.run([foyerctl.PROGRAM, *where, "audit", "verify", "--file", str(path)],
                           check=True, stdout=subprocess.DEVNULL)
        self.assertFalse(untouched.exists())

    def test_every_change_of_every_field_of_every_row(self):
        for number in self.get_rows():
            row = json.loads(self.lines[number])
            for name, value in row.items():
                if name == "type":
                    continue
                other = "audit" if name == "chain" and value == "log" else f"{value or ''}x"
                with self.subTest(number=number, name=name):
                    said = self.verify(self.change(number, **{name: other}))
                    self.assertEqual(said.returncode, 1)
                    if value is not None:
                        said = self.verify(self.change(number, **{name: None}))
                        self.assertEqual(said.returncode, 1)

    def test_rows_that_were_changed_are_named(self):
        first = self.get_rows()[0]
        self.assert_found("row 1 is not what it was when row 2 was written after it",
                          self.change(first, act="nothing"))

    def test_removed_inserted_and_reordered_rows(self):
        rows = self.get_rows()
        first, second, last = rows[0], rows[1], rows[-1]
        n_rows = len(rows)
        lines = self.lines
        self.assert_found("after row 0 comes row 2", lines[:first] + lines[second:])
        self.assert_found(f"the rows after {n_rows - 1} are missing: there were {n_rows}",
                          lines[:last] + lines[last + 1:])
        self.assert_found("after row 1 comes row 1", lines[:second] + [lines[first]]
                          + lines[second:])
        self.assert_found("after row 0 comes row 2", lines[:first]
                          + [lines[second], lines[first]] + lines[second + 1:])

    def test_renumbered_rows(self):
        rows = [json.loads(self.lines[number]) for number in self.get_rows()][1:]
        for number, row in enumerate(rows):
            row["audit_no"] = str(number + 1)
        lines = [line for line in self.lines if '"type":"row"' not in line]
        renumbered = [json.dumps(row) + "\n" for row in rows]
        self.assert_found("row 0 is not what it was when row 1 was written after it",
                          lines[:-1] + renumbered + lines[-1:])

    def test_a_file_that_was_cut_off(self):
        cut = "The file was cut off: its last line is missing."
        self.assert_found(cut, self.lines[:-1])
        self.assert_found(cut, self.lines[:1])
        self.assert_found(cut, [])
        self.assert_found("is not where it belongs", self.lines + self.lines[-1:])

    def test_heads(self):
        number = next(number for number, line in enumerate(self.lines) if '"signed_heads"' in line)
        heads = json.loads(self.lines[number])
        audit = next(each for each in heads["heads"] if each["chain"] == "audit")
        audit["row_no"] -= 1
        self.assert_found("is not signed by this installation",
                          self.change(number, heads=heads["heads"]))
        self.assert_found("The file is not as it was exported.", self.change(number, heads=[]))
        self.assert_found("heads of another event",
                          self.change(number, event_id=str(uuid.uuid4())))

    def test_every_byte_counts(self):
        self.assert_found("The file is not as it was exported.", self.change(0, event="Other"))
        self.assert_found("The file is not as it was exported.",
                          self.change(self.get_rows()[0], more="x"))
        end = json.loads(self.lines[-1])
        proof = base64.urlsafe_b64encode(bytes(64)).decode().rstrip("=")
        self.assert_found("The file is not as it was exported.",
                          self.change(len(self.lines) - 1, signature=proof))
        self.assert_found("The file is not as it was exported.",
                          self.change(len(self.lines) - 1, sha256="00" * 32))
        self.assert_found("The file is not as it was exported.",
                          self.change(len(self.lines) - 1, key_number=end["key_number"] + 1))

    def export_elsewhere(self):
        """The lines of the same event by somebody who has made an installation of their own."""
        other = self.folder / "other"
        ctl = (foyerctl.PROGRAM, f"--data-dir={other}")
        event = foyerctl.run(*ctl, "event", "create", "--name=Fair").stdout.strip()
        path = self.folder / "other.ndjson"
        foyerctl.run(*ctl, "audit", "export", "--event", event, path).check_returncode()
        return event, path.read_text().splitlines(keepends=True)

    def test_what_a_desk_has_kept(self):
        event, lines = self.export_elsewhere()
        self.assertEqual(self.verify(lines).returncode, 0)
        self.assert_found("Key 1 of the file is none that the desk has kept", lines, "--heads",
                          self.keep_heads(event_id=event))
        self.assert_found("The desk has kept nothing of event", lines, "--heads",
                          self.keep_heads())
        said = self.verify(self.lines, "--heads", self.write("none", "{}\n"))
        self.assertEqual(said.returncode, 1)
        self.assertIn("is no file in which a desk keeps heads", said.stderr)

    def test_an_export_of_before(self):
        """A whole file, only an old one: who has a newer head knows that rows are missing."""
        newer = self.folder / "newer.ndjson"
        self.ctl("gate", "create", "--event", self.event, "--name", f"Gate {uuid.uuid4()}")
        self.ctl("audit", "export", "--event", self.event, newer)
        heads = next(line for line in newer.read_text().splitlines() if '"signed_heads"' in line)
        kept = self.write("kept.ndjson", heads + "\n")
        self.assert_found("are missing: there were", self.lines, "--heads", kept)
        self.assertEqual(self.run_ctl("audit", "verify", "--event", self.event, "--heads", kept)
                         .returncode, 0)

    def test_wrong_usage(self):
        self.assert_misused("--file already says which event", "audit", "verify", "--file=x",
                            "--event", self.event)
        self.assert_misused("FILE is missing", "audit", "export", "--event", self.event)
        self.assert_fails("cannot be read", "audit", "verify", "--file", self.folder / "none")
        self.assert_fails("cannot be written", "audit", "export", "--event", self.event,
                          self.folder / "none" / "x")
        self.assert_fails("no such event", "audit", "export", "--event", foyerctl.NOBODY,
                          self.folder / "x")
        self.assertEqual(list(self.folder.glob("x*")), [])
        said = self.ctl("audit", "export", "--event", self.event, self.folder / "y")
        self.assertTrue(re.fullmatch(r"\d+ rows were exported\.\n", said), said)
        self.assertIn("rows", self.json("audit", "export", "--event", self.event,
                                        self.folder / "y"))


if __name__ == "__main__":
    foyerctl.main()
