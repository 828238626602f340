# SPDX-License-Identifier: GPL-3.0-or-later
"""Each lint finds what it is for, in a small tree where everything is wrong once."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD_AUX = HERE.parent.parent / "build-aux"
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCE = f"/* {LICENCE} */\n\n#define G_LOG_DOMAIN \"foyer-thing\"\n\n"


class Lints(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        for name in ("data", "flatpak", "po", "src/model", "tests"):
            (self.top / name).mkdir(parents=True)
        self.write("po/LINGUAS", "")
        self.write("po/POTFILES.in", "")
        self.write(".clang-format", (HERE.parent.parent / ".clang-format").read_text())

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def lint(self, script, folder=HERE):
        return subprocess.run(
            [sys.executable, "-B", folder / script, self.top],
            capture_output=True, text=True, check=False,
        )

    def assert_finds(self, script, words, folder=HERE):
        said = self.lint(script, folder)
        if said.returncode == 77:
            self.skipTest(said.stdout.strip())
        self.assertEqual(said.returncode, 1, said.stdout + said.stderr)
        self.assertIn(words, said.stdout)

    def assert_content(self, script, folder=HERE):
        said = self.lint(script, folder)
        self.assertIn(said.returncode, (0, 77), said.stdout + said.stderr)

    def test_a_tidy_tree_passes(self):
        self.write("src/model/foyer-thing.c", SOURCE + "int foyer_thing;\n")
        for script in sorted(HERE.glob("check-*.py")):
            with self.subTest(script.name):
                self.assert_content(script.name)
        self.assert_content("check-layers.py", BUILD_AUX)

    def test_layers(self):
        for include, words in (
            ('"../base/foyer-text.h"', "is not included by its room"),
            ('"relay/foyer-relay-hub.h"', "model may not include relay"),
            ("<gtk/gtk.h>", "model may not use gtk4"),
            ("<sqlite3.h>", "model may not use sqlite3"),
            ("<libpq-fe.h>", "model may not use libpq"),
            ("<curl/curl.h>", "belongs to no library"),
        ):
            with self.subTest(include):
                self.write("src/model/foyer-thing.c", f"{SOURCE}#include {include}\n")
                self.assert_finds("check-layers.py", words, BUILD_AUX)

    def test_the_model_asks_no_clock(self):
        self.write("src/model/foyer-thing.c", SOURCE + "x = g_get_real_time ();\n")
        self.assert_finds("check-layers.py", "never asks the clock", BUILD_AUX)

    def test_format(self):
        self.write("src/model/foyer-thing.c", SOURCE + "int  foyer_thing;\n")
        self.assert_finds("check-format.py", "foyer-thing.c:5: not formatted")

    def test_text(self):
        for text, words in (
            ("int foyer_thing; \n", "blanks at the end"),
            ("\tint foyer_thing;\n", "a tab"),
            ("int foyer_thing;", "no line end"),
            ("/* /home/" + "somebody/file */\n", "a path of one machine"),
            ("int foyer_thing;\n" * 600, "the ceiling is 600"),
        ):
            with self.subTest(words):
                self.write("src/model/foyer-thing.c", SOURCE + text)
                self.assert_finds("check-text.py", words)

    def test_a_licence_is_missing(self):
        self.write("src/model/foyer-thing.c", "int foyer_thing;\n")
        self.assert_finds("check-text.py", "no SPDX line")

    def test_functions(self):
        body = "{\n" + "  x ();\n" * 61 + "}\n"
        self.write("src/model/foyer-thing.c", "void\nfoyer_thing (void)\n" + body)
        self.assert_finds("check-functions.py", "foyer_thing has 61 lines; the limit is 60")

    def test_sources(self):
        for name, text, words in (
            ("src/model/thing.c", SOURCE, "a source is named foyer-thing.c"),
            ("src/model/foyer-thing.c", SOURCE + "  goto end;\n", "a goto"),
            ("src/model/foyer-thing.c", SOURCE + "  g_warning (x);\n", "never logs above debug"),
            ("src/model/foyer-thing.c", f"/* {LICENCE} */\n", "no G_LOG_DOMAIN"),
            ("src/model/foyer-thing.h", f"/* {LICENCE} */\n", "no #pragma once"),
            ("src/db/migrations/002-later.sql", "", "expected 001-name.sql"),
        ):
            with self.subTest(words):
                path = self.write(name, text)
                self.assert_finds("check-sources.py", words)
                path.unlink()

    def test_a_file_that_nobody_builds(self):
        self.write("src/model/meson.build", "files('foyer-other.c')\n")
        self.write("src/model/foyer-thing.c", SOURCE)
        self.assert_finds("check-sources.py", "no meson.build names it")

    def test_translations(self):
        self.write("po/POTFILES.in", "src/model/gone.c\n")
        self.assert_finds("check-translations.py", "gone.c does not exist")
        self.write("po/POTFILES.in", "")
        self.write("po/LINGUAS", "de\n")
        self.write("po/de.po", 'msgid ""\nmsgstr ""\n\n#, c-format\nmsgid "%s"\nmsgstr "%d"\n')
        self.assert_finds("check-translations.py", "po/de.po")

    def test_a_file_with_words_that_is_not_listed(self):
        self.write("src/model/foyer-thing.c", SOURCE + 'x = _ ("Words");\n')
        self.assert_finds("check-translations.py", "foyer-thing.c:1: has words")

    def test_a_text_that_translators_never_see(self):
        text = "x = _ (\"%\" G_GINT64_FORMAT \" guests\");\n"
        self.write("src/model/foyer-thing.c", SOURCE + text)
        self.assert_finds("check-translations.py", "foyer-thing.c:5: translators never see")

    def test_data(self):
        self.write("data/a.desktop.in", "[Desktop Entry]\nType=Application\n")
        self.assert_finds("check-data.py", "a.desktop")

    def test_interface(self):
        self.write("src/app/foyer-a.ui",
                   '<interface><object class="GtkButton"><property name="icon-name">a</property>'
                   '<property name="label">Words</property></object></interface>')
        self.assert_finds("check-interface.py", "translatable")
        self.write("src/app/foyer-a.ui",
                   '<interface><object class="GtkButton"><property name="icon-name">a</property>'
                   "</object></interface>")
        self.assert_finds("check-interface.py", "no tooltip-text")

    def test_shell(self):
        script = self.write("tests/run", "#!/usr/bin/env bash\nset -euo pipefail\necho $1\n")
        script.chmod(0o755)
        self.assert_finds("check-shell.py", "SC2086")
        script.write_text("#!/usr/bin/env bash\necho\n")
        self.assert_finds("check-shell.py", "no set -euo pipefail")

    def test_python(self):
        self.write("tests/a.py", '"""A."""\n\nimport os\n')
        self.assert_finds("check-python.py", "os is imported but not used")
        self.write("tests/a.py", '"""A."""\n\nimport requests\n\nrequests.get()\n')
        self.assert_finds("check-python.py", "requests is not in the standard library")

    def test_flatpak(self):
        self.write("flatpak/a.yaml", "id: a\nfinish-args: [--filesystem=home]\nmodules: []\n")
        self.assert_finds("check-flatpak.py", "runtime is missing")
        self.assert_finds("check-flatpak.py", "--filesystem=home opens more")

    def test_sums_say_why_something_was_skipped(self):
        tests = [
            {"name": "glib", "result": "SKIP",
             "stdout": "1..1\n# Start of db tests\nok 1 /db/full # SKIP Not root.\n# End of db\n"},
            {"name": "plan", "result": "SKIP", "stdout": "1..0 # SKIP No bus.\n"},
            {"name": "tool", "result": "SKIP", "stdout": "looking\nNo shellcheck.\n"},
            {"name": "mute", "result": "SKIP", "stdout": ""},
            {"name": "python", "result": "OK", "stdout": "",
             "stderr": "test_a (__main__.A) ... ok\n"
                       "test_b (__main__.A)\nB is b. ... skipped 'No redis.'\n"
                       "test_c (__main__.A) ... skipped \"It isn't there.\"\n"},
        ]
        log = self.write("log.json", "\n".join(json.dumps(test) for test in tests))
        said = subprocess.run([sys.executable, "-B", BUILD_AUX / "check-summary.py", log],
                              capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        self.assertEqual(said.stdout.splitlines(), [
            "skipped: glib: /db/full (Not root.)",
            "skipped: plan (No bus.)",
            "skipped: tool (No shellcheck.)",
            "skipped: mute (it does not say why)",
            "skipped: python: test_b (No redis.)",
            "skipped: python: test_c (It isn't there.)",
            "check: all is well",
            "1 passed, 0 failed, 6 skipped",
        ])


unittest.main()
