# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest says what flatpak-builder needs, and every archive has a checksum."""

import sys

import tree

NEEDED = ("id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules")
HOLES = ("--share=network", "--socket=wayland", "--socket=fallback-x11", "--share=ipc",
         "--socket=pulseaudio", "--device=dri", "--own-name=", "--talk-name=",
         "--system-talk-name=")


def check_source(module, source):
    kind = source.get("type") if isinstance(source, dict) else None
    if kind is None:
        yield f"{module}: a source without a type"
    elif kind == "archive" and len(source.get("sha256", "")) != 64:
        yield f"{module}: an archive without sha256"
    elif kind == "git" and not ("tag" in source or "commit" in source):
        yield f"{module}: git without a tag or a commit"


def check(manifest):
    for key in NEEDED:
        if key not in manifest:
            yield f"{key} is missing"
    for argument in manifest.get("finish-args", []):
        if not argument.startswith(HOLES):
            yield f"{argument} opens more of the machine than Foyer needs"
    names = []
    for module in manifest.get("modules", []):
        names.append(module.get("name"))
        if not module.get("sources"):
            yield f"{names[-1]}: no sources"
        for source in module.get("sources", []):
            yield from check_source(names[-1], source)
    if not names or names[-1] != "foyer":
        yield "the last module is not foyer"
    if len(names) != len(set(names)):
        yield "two modules of one name"


def main():
    top = tree.root()
    paths = tree.files(top / "flatpak", ".yaml")
    try:
        import yaml
    except ImportError:
        print("skipped: python3-yaml is not installed")
        sys.exit(tree.SKIPPED)
    problems = []
    for path in paths:
        try:
            manifest = yaml.safe_load(path.read_text())
        except yaml.YAMLError as error:
            problems.append(f"{path.relative_to(top)}: {error}")
            continue
        problems += [f"{path.relative_to(top)}: {problem}" for problem in check(manifest)]
    tree.finish(problems, f"{len(paths)} manifests")


main()
