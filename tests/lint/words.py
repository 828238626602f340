# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files have words for people."""

import re

import tree

MARKED = re.compile(r'\b(_|N_|C_|Q_|NC_|ngettext|g_dngettext|g_dpgettext2) \(|translatable="yes"')
DATA = (".desktop.in", ".metainfo.xml.in", ".gschema.xml")


def has_words(path, relative):
    if relative.parts[0] == "data":
        return path.name.endswith(DATA)
    if relative.parts[0] != "src" or path.suffix not in (".c", ".ui"):
        return False
    return MARKED.search(path.read_text()) is not None


def files_with_words(top):
    paths = tree.files(top, ".c", ".ui", *DATA)
    relatives = [path.relative_to(top) for path in paths]
    return sorted(str(r) for r in relatives if has_words(top / r, r))
