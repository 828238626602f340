# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell scripts are clean for shellcheck, and stop at the first error."""

import subprocess

import tree


def main():
    top = tree.root()
    paths = sorted({*tree.files(top, ".sh"), *tree.scripts(top, "bash"), *tree.scripts(top, "/sh")})
    problems = []
    for path in paths:
        lines = path.read_text().splitlines()
        if path.stat().st_mode & 0o111 and "set -euo pipefail" not in lines:
            problems.append(f"{path.relative_to(top)}:1: no set -euo pipefail")
    if paths:
        command = [tree.need("shellcheck"), "--external-sources", "--format=gcc", *paths]
        said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=top)
        problems += said.stdout.splitlines()
        if said.returncode > 1:
            problems.append(said.stderr.strip())
    tree.finish(problems, f"{len(paths)} scripts")


main()
