# SPDX-License-Identifier: GPL-3.0-or-later
"""foyerctl ticket import: files of all kinds, refused rows, dry runs, and many rows at once."""

import json
import unittest

import foyerctl


class Import(foyerctl.Case):
    """Files that import, and files that do not."""

    def setUp(self):
        self.event = self.make_event(None, "--time-zone=Europe/Berlin")

    def counts(self, *words, **keywords):
        said = self.json("ticket", "import", "--event", self.event, *words, **keywords)
        return said["added"], said["changed"], said["unchanged"], len(said["refused"])

    def count_tickets(self):
        return len(self.json("ticket", "export", "--event", self.event)["tickets"])

    def test_exports_of_other_programs(self):
        for name, count in (("pretix.csv", 4), ("eventbrite.csv", 3), ("sheet-german.csv", 4),
                            ("sheet-french.csv", 2), ("sheet-spanish.csv", 2)):
            with self.subTest(name):
                self.assertEqual(self.counts(foyerctl.DATA / name), (count, 0, 0, 0))
                self.assertEqual(self.counts(foyerctl.DATA / name), (0, 0, count, 0))

    def test_summary(self):
        said = self.ctl("ticket", "import", "--event", self.event, foyerctl.DATA / "pretix.csv")
        self.assertRegex(said, r"\A4 added, 0 changed, 0 unchanged, 0 refused; ignored columns: "
                               r"Position ID, [^\n]+; read as UTF-8\n\Z")

    def test_rows_of_two_encodings(self):
        path = self.write("mixed.csv", b"Code,Name\nA,Zo\xc3\xab\nB,Jos\xe9\nC,Cy\n")
        said = self.ctl("ticket", "import", "--event", self.event, path)
        self.assertEqual(said, "3 added, 0 changed, 0 unchanged, 0 refused; read as UTF-8, "
                               "1 row as Windows-1252\n")
        names = {row["code"]: row["name"] for row in
                 self.json("ticket", "export", "--event", self.event)["tickets"]}
        self.assertEqual(names, {"A": "Zoë", "B": "José", "C": "Cy"})
        again = self.json("ticket", "import", "--event", self.event, path)
        self.assertEqual((again["unchanged"], again["encoding"], again["windows_1252_rows"]),
                         (3, "UTF-8", 1))

    def test_columns_that_mean_the_same(self):
        said = self.run_ctl("ticket", "import", "--event", self.event, "-",
                            input="Code,Barcode\nA,A\nB,X\n")
        self.assertEqual(said.returncode, 1)
        self.assertEqual(said.stdout.splitlines()[0],
                         "line 3: Two columns say different things about the code.")

    def test_summary_says_which_of_several_columns_counted(self):
        path = self.write("several.csv", "Order email,Attendee email,Name,First name,Surname,Note\n"
                                         "buyer@x.org,ann@x.org,Ann Ash,,,\n"
                                         "buyer@x.org,,,Bo,Birch,hello\n"
                                         "buyer@x.org,nonsense,Cy,,,\n"
                                         "buyer@x.org,,Di,,,\n")
        said = self.run_ctl("ticket", "import", "--keep-going", "--event", self.event, path)
        self.assertEqual(said.stdout.splitlines()[1],
                         "3 added, 0 changed, 0 unchanged, 1 refused; e-mail from Attendee email "
                         "(1 row), Order email (2 rows); name from Name (2 rows); first name from "
                         "First name (1 row); last name from Surname (1 row); read as UTF-8")
        again = self.json("ticket", "import", "--keep-going", "--event", self.event, path)
        self.assertEqual(again["choices"][:2],
                         [{"meaning": "e-mail", "column": "Attendee email", "rows": 1},
                          {"meaning": "e-mail", "column": "Order email", "rows": 2}])

    def test_columns_of_which_all_count(self):
        path = self.write("status.csv", "Code,Paid,Order status\nA,yes,paid\nB,,cancelled\n")
        said = self.json("ticket", "import", "--event", self.event, path)
        self.assertEqual([(each["column"], each["rows"]) for each in said["choices"]],
                         [("Order status", 2), ("Paid", 1)])

    def test_refused_rows_stop_all(self):
        said = self.run_ctl("ticket", "import", "--event", self.event,
                            foyerctl.DATA / "bad-rows.csv")
        self.assertEqual(said.returncode, 1)
        lines = said.stdout.splitlines()
        self.assertEqual(lines[0], "line 3: It has the same code as line 2.")
        self.assertEqual(lines[1], "line 4: The e-mail is not an address.")
        self.assertEqual(len(lines), 16)
        self.assertEqual(lines[-1], "would be: 2 added, 0 changed, 0 unchanged, 15 refused; "
                                    "e-mail from email (3 rows), e-mail (0 rows); read as UTF-8")
        self.assertEqual(said.stderr, "foyerctl: Nothing was imported, because 15 rows are "
                                      "refused: mend the file, or use --keep-going.\n")
        self.assertNotIn("example.org", said.stdout + said.stderr)
        self.assertEqual(self.count_tickets(), 0)

    def test_refused_rows_as_json(self):
        said = self.run_ctl("--json", "ticket", "import", "--event", self.event,
                            foyerctl.DATA / "bad-rows.csv")
        document = json.loads(said.stdout)
        self.assertEqual(said.returncode, 1)
        self.assertFalse(document["imported"])
        self.assertEqual(document["refused"][0],
                         {"line": 3, "reason": "It has the same code as line 2."})

    def test_keep_going(self):
        self.assertEqual(self.counts("--keep-going", foyerctl.DATA / "bad-rows.csv"),
                         (2, 0, 0, 15))
        self.assertEqual(self.count_tickets(), 2)

    def test_dry_run(self):
        path = foyerctl.DATA / "pretix.csv"
        self.assertEqual(self.counts("--dry-run", path), (4, 0, 0, 0))
        self.assertFalse(self.json("ticket", "import", "--dry-run", "--event", self.event,
                                   path)["imported"])
        self.assertEqual(self.count_tickets(), 0)
        self.counts(path)
        self.assertEqual(self.counts("--dry-run", path), (0, 0, 4, 0))

    def test_standard_input(self):
        self.assertEqual(self.counts("-", input="Code,Name\nA,Ann\nB,Bob\n"), (2, 0, 0, 0))
        self.assertEqual(self.counts("--", "-", input="Code,Name\nA,Ann\nB,Bea\n"), (0, 1, 1, 0))

    def test_files_that_are_none(self):
        for sentence, path in (
            ("No such file", self.folder / "missing.csv"),
            ("it is a folder", self.folder),
            ("The file is empty", self.write("empty.csv", "")),
            ("save the sheet as CSV", self.write("book.csv", b"PK\x03\x04\0\0\0")),
            ("names no column", self.write("codes.csv", "ABC-1\nABC-2\n")),
            ("nothing but blank lines", self.write("blank.csv", "\r\n\r\n")),
            ("Line 2: A quotation mark", self.write("open.csv", 'name\n"Ann\nBob\n')),
        ):
            with self.subTest(sentence):
                self.assert_fails(sentence, "ticket", "import", "--event", self.event, path)

    def test_unknown_event(self):
        self.assert_fails("no such event", "ticket", "import", "--event", foyerctl.NOBODY,
                          foyerctl.DATA / "pretix.csv")

    def test_edited_file(self):
        first = "Code,Name,Paid,Type\nA,Ann,yes,Day\nB,Bob,no,Day\nC,Cy,yes,Day\n"
        second = ("Code,Name,Paid,Type\nA,Ann,yes,VIP\nB,Bob,yes,Day\nC,Cy,cancelled,Day\n"
                  "D,Dee,yes,\n")
        self.assertEqual(self.counts("-", input=first), (3, 0, 0, 0))
        self.assertEqual(self.counts("-", input=second), (1, 3, 0, 0))
        self.assertEqual(self.counts("-", input=second), (0, 0, 4, 0))
        # A ticket that was made void stays void, whatever an older file says.
        self.assertEqual(self.counts("-", input=first), (0, 2, 1, 0))
        rows = {row["code"]: row for row in
                self.json("ticket", "export", "--event", self.event)["tickets"]}
        self.assertEqual(rows["C"]["ticket_status"], "void")

    def test_what_a_file_does_not_say_stays(self):
        self.counts("-", input="Code,Name,Paid,Type,Note\nA,Ann,no,Day,wheelchair\n")
        self.assertEqual(self.counts("-", input="Code,E-Mail\nA,ann@example.org\n"), (0, 1, 0, 0))
        row, = self.json("ticket", "export", "--event", self.event)["tickets"]
        self.assertEqual((row["name"], row["email"], row["payment_status"], row["ticket_type"],
                          row["attention"]),
                         ("Ann", "ann@example.org", "unpaid", "Day", "wheelchair"))

    def test_guests_without_codes(self):
        table = "Name,Order,Quantity\nAnn,O1,2\nBob,O1,1\nAnn,O1,1\n"
        self.assertEqual(self.counts("-", input=table), (4, 0, 0, 0))
        self.assertEqual(self.counts("-", input=table), (0, 0, 4, 0))
        # One more of the same is one more ticket; the others stay.
        self.assertEqual(self.counts("-", input=table + "Ann,O1,1\n"), (1, 0, 4, 0))
        codes = {row["code"] for row in
                 self.json("ticket", "export", "--event", self.event)["tickets"]}
        self.assertEqual(len(codes), 5)

    def test_a_hundred_thousand_rows(self):
        table = "Code,Name,E-Mail,Type\n" + "".join(
            f"CODE-{number},Guest {number},guest{number}@example.org,Type {number % 5}\n"
            for number in range(100_000)
        )
        path = self.write("many.csv", table)
        self.assertEqual(self.counts(path), (100_000, 0, 0, 0))
        self.assertEqual(self.counts(path), (0, 0, 100_000, 0))
        self.assertEqual(self.count_tickets(), 100_000)


if __name__ == "__main__":
    unittest.TestCase.maxDiff = None
    foyerctl.main()
