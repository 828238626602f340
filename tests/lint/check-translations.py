# SPDX-License-Identifier: GPL-3.0-or-later
"""POTFILES.in names every file with words for people, sorted; translations are well-formed."""

import re
import subprocess
import sys

import tree

MARKED = re.compile(r'\b(_|N_|C_|Q_|NC_|ngettext|g_dngettext|g_dpgettext2) \(|translatable="yes"')
WORDS = (".desktop.in", ".metainfo.xml.in", ".gschema.xml")


def listed(top):
    path = top / "po" / "POTFILES.in"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


def has_words(path, relative):
    if relative.parts[0] == "data":
        return path.name.endswith(WORDS)
    if relative.parts[0] != "src" or path.suffix not in (".c", ".ui"):
        return False
    return MARKED.search(path.read_text()) is not None


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
    for path in tree.files(top, ".c", ".ui", *WORDS):
        relative = path.relative_to(top)
        if has_words(path, relative) and str(relative) not in names:
            print(f"note: {relative}:1: has words for people; po/POTFILES.in lacks it")
    linguas = top / "po" / "LINGUAS"
    languages = linguas.read_text().split() if linguas.exists() else []
    for language in languages:
        problems += check_language(top, language)
    tree.finish(problems, f"{len(names)} files with words, {len(languages)} languages")


if __name__ == "__main__":
    sys.exit(main())
