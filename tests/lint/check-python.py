# SPDX-License-Identifier: GPL-3.0-or-later
"""Python compiles, keeps to 100 columns and to the standard library (and a few packages that
build-aux/packages names)."""

import ast
import sys

import tree

WIDTH = 100
OUTSIDE = {"cryptography", "gi", "yaml"}


def imported(module):
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                yield node.lineno, node.module, alias.asname or alias.name


def check(path, beside):
    text = path.read_text()
    try:
        module = ast.parse(text)
    except SyntaxError as error:
        yield error.lineno, error.msg
        return
    if ast.get_docstring(module) is None:
        yield 1, "no docstring that says what it is for"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > WIDTH:
            yield number, f"{len(line)} columns; {WIDTH} at most"
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    for number, name, bound in imported(module):
        package = name.split(".")[0]
        if package not in sys.stdlib_module_names | OUTSIDE | beside:
            yield number, f"{package} is not in the standard library"
        if bound not in used and "__all__" not in used:
            yield number, f"{bound} is imported but not used"


def main():
    top = tree.root()
    paths = sorted({*tree.files(top, ".py"), *tree.scripts(top, "python3")})
    beside = {path.stem for path in paths}
    problems = []
    for path in paths:
        relative = path.relative_to(top)
        problems += [f"{relative}:{number}: {problem}" for number, problem in check(path, beside)]
    tree.finish(problems, f"{len(paths)} Python files")


main()
