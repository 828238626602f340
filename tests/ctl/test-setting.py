# SPDX-License-Identifier: GPL-3.0-or-later
"""foyerctl setting: what an admin may set, and that secrets stay secret."""

import foyerctl

SECRET = "provider.client_secret"


class Settings(foyerctl.Case):
    def setUp(self):
        super().setUp()
        self.ctl("migrate")

    def read(self, name):
        settings = self.json("setting", "list")["settings"]
        return next(setting for setting in settings if setting["name"] == name)

    def test_each_is_listed_with_what_it_means(self):
        lines = self.ctl("setting", "list").splitlines()
        self.assertTrue(all(len(line.split("\t")) == 3 for line in lines))
        self.assertEqual(len(lines), len(self.json("setting", "list")["settings"]))
        self.assertIn("session.idle_minutes\t960\tAfter how long without use a session ends", lines)

    def test_one_is_set_and_unset(self):
        self.ctl("setting", "set", "provider.name", "Example")
        self.assertEqual(self.read("provider.name")["value"], "Example")
        self.assertEqual(self.json("setting", "unset", "provider.name"), {"done": True})
        self.assertEqual(self.read("provider.name")["value"], "Google")
        self.ctl("setting", "set", "alert.searches", "--file", self.write("value", "40\n"))
        self.assertEqual(self.read("alert.searches")["value"], "40")
        self.ctl("setting", "set", "provider.name", input="Typed\r\n")
        self.assertEqual(self.read("provider.name")["value"], "Typed")
        self.ctl("setting", "unset", "provider.name")

    def test_a_secret_goes_in_and_never_comes_out(self):
        self.assertEqual(self.read(SECRET)["value"], None)
        for keywords in ({"input": "hush-hush\n"}, {}):
            path = [] if keywords else ["--file", self.write("secret", "hush-hush")]
            self.assertEqual(self.ctl("setting", "set", SECRET, *path, **keywords), "")
            self.assertEqual(self.read(SECRET)["value"], "(set)")
            self.assertTrue(self.read(SECRET)["secret"])
            self.assertNotIn("hush", self.ctl("setting", "list"))
            self.ctl("setting", "unset", SECRET)
        self.assertEqual(self.read(SECRET)["value"], None)

    def test_a_secret_is_not_taken_from_the_command_line(self):
        self.assert_misused("read from --file", "setting", "set", SECRET, "hush")
        self.assertEqual(self.read(SECRET)["value"], None)

    def test_what_is_wrong_is_refused(self):
        self.assert_fails("no setting “no.such”", "setting", "set", "no.such", "1")
        self.assert_fails("no setting “no.such”", "setting", "unset", "no.such")
        self.assert_fails("from 5 to 43200", "setting", "set", "session.idle_minutes", "4")
        self.assert_fails("a line of at most", "setting", "set", "provider.name", "a\nb")
        self.assert_fails("no value", "setting", "set", SECRET, input="")
        self.assert_fails("too large", "setting", "set", SECRET, input="x" * 2001)
        self.assert_fails("cannot be read", "setting", "set", SECRET, "--file", "/nowhere")
        self.assert_misused("both", "setting", "set", "provider.name", "A", "--file", "/nowhere")
        self.assert_misused("NAME is missing", "setting", "set")
        self.assert_misused("too many", "setting", "set", "provider.name", "A", "B")
        self.assert_misused("too many", "setting", "unset", "provider.name", "A")


foyerctl.main()
