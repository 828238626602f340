# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop file, the metainfo, the schema and the pictures are what a software centre wants."""

import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import tree


def run(*command):
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    output = (said.stdout + said.stderr).strip()
    return [f"{' '.join(map(str, command))}:\n{output}"] if said.returncode != 0 else []


def plain_copy(template, folder):
    """A template without its words being translated is a valid file already."""
    copy = pathlib.Path(folder) / template.name.removesuffix(".in")
    copy.write_text(template.read_text())
    return copy


def main():
    top = tree.root()
    problems = []
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in tree.files(top / "data", ".desktop.in"):
            count += 1
            problems += run(tree.need("desktop-file-validate"), plain_copy(path, folder))
        for path in tree.files(top / "data", ".metainfo.xml.in"):
            count += 1
            copy = plain_copy(path, folder)
            problems += run(tree.need("appstreamcli"), "validate", "--no-net", "--pedantic", copy)
    if tree.files(top / "data", ".gschema.xml"):
        count += 1
        problems += run(tree.need("glib-compile-schemas"), "--strict", "--dry-run", top / "data")
    for path in tree.files(top, ".svg"):
        count += 1
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            problems.append(f"{path.relative_to(top)}: {error}")
    tree.finish(problems, f"{count} files")


if __name__ == "__main__":
    sys.exit(main())
