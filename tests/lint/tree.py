# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lints share: the files of the tree, and how a lint says what it found."""

import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
IGNORED_FOLDERS = {".git", ".flatpak-builder", "__pycache__", "node_modules", "_build", "build"}


def root():
    """The folder of the tree, given by the build as the only argument."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} SOURCE-ROOT")
    return pathlib.Path(sys.argv[1]).resolve()


def _tracked(top):
    """What git tracks or would track; None where this is no checkout that git may read."""
    listing = subprocess.run(
        ["git", "-C", top, "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0 or not (top / ".git").exists():
        return None
    return [top / name for name in listing.stdout.decode().split("\0") if name]


def files(top, *suffixes):
    """All files of the tree, or those that end in one of the suffixes, sorted."""
    paths = _tracked(top)
    if paths is None:
        paths = [p for p in top.rglob("*") if not IGNORED_FOLDERS & set(p.relative_to(top).parts)]
    paths = [p for p in paths if p.is_file() and not p.is_symlink()]
    if suffixes:
        paths = [p for p in paths if p.name.endswith(suffixes)]
    return sorted(paths)


def scripts(top, interpreter):
    """Files without a suffix whose first line names the interpreter."""
    found = []
    for path in files(top):
        if path.suffix == "":
            with path.open("rb") as stream:
                first = stream.readline(128)
            if first.startswith(b"#!") and interpreter.encode() in first:
                found.append(path)
    return found


def need(tool):
    """The path of a tool; without it the lint is skipped, saying why."""
    path = shutil.which(tool)
    if path is None:
        print(f"skipped: {tool} is not installed")
        sys.exit(SKIPPED)
    return path


def finish(problems, checked):
    """Ends the lint with a line per problem, or with what was looked at."""
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} to mend")
    print(f"{checked} looked at, nothing to mend")
