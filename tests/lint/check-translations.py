# SPDX-License-Identifier: GPL-3.0-or-later
"""POTFILES.in names every file with words for people, sorted; translations are well-formed."""

import re
import subprocess

import tree
import words

# xgettext ends a text at a macro, and its translation would never be found.
MACRO = re.compile(r'\b(_|N_|ngettext) \(\s*("(\\.|[^"\\])*"\s*,?\s*)+(G_G\w+_FORMAT)')


def listed(top):
    lines = (top / "po" / "POTFILES.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def check_language(top, language):
    path = top / "po" / f"{language}.po"
    if not path.exists():
        return [f"po/LINGUAS:1: po/{language}.po is missing"]
    command = [tree.need("msgfmt"), "--check", "--output-file=/dev/null", path]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.stderr.splitlines() if said.returncode != 0 else []


def main():
    top = tree.root()
    names = listed(top)
    problems = []
    if names != sorted(set(names)):
        problems.append("po/POTFILES.in:1: sort it, each file once")
    problems += [f"po/POTFILES.in:1: {n} does not exist" for n in names if not (top / n).exists()]
    for name in words.files_with_words(top):
        text = (top / name).read_text()
        for found in MACRO.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            problems.append(f"{name}:{line}: translators never see {found[4]}; "
                            "write %lld and cast to long long")
        if name not in names:
            problems.append(f"{name}:1: has words; run build-aux/update-translations")
    languages = (top / "po" / "LINGUAS").read_text().split()
    for language in languages:
        problems += check_language(top, language)
    tree.finish(problems, f"{len(names)} files with words, {len(languages)} languages")


main()
