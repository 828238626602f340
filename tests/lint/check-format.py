# SPDX-License-Identifier: GPL-3.0-or-later
"""C files look as .clang-format says. Another version formats a little differently: 14 it is."""

import re
import shutil
import subprocess
import sys

import tree

VERSION = 14


def formatter():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if path is not None:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
            if re.search(rf"version {VERSION}\.", said.stdout):
                return path
    print(f"skipped: clang-format {VERSION} is not installed")
    sys.exit(tree.SKIPPED)


def main():
    top = tree.root()
    paths = tree.files(top, ".c", ".h")
    command = [formatter(), "--dry-run", "-Werror", *paths]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong = sorted(set(re.findall(r"^(.*?:\d+):\d+: error", said.stderr, re.MULTILINE)))
    if said.returncode != 0 and not wrong:
        sys.exit(said.stderr)
    problems = [f"{place.removeprefix(str(top) + '/')}: not formatted (clang-format -i)"
                for place in wrong]
    tree.finish(problems, f"{len(paths)} C files")


main()
