# SPDX-License-Identifier: GPL-3.0-or-later
"""The .ui files: well-formed, words translatable, icon-only buttons named for screen readers."""

import xml.etree.ElementTree as ElementTree

import tree

BUTTONS = ("GtkButton", "GtkToggleButton", "GtkMenuButton")
WORDY = ("label", "title", "subtitle", "tooltip-text", "description", "placeholder-text", "text")


def properties(element):
    return {p.get("name", "").replace("_", "-"): p for p in element.findall("property")}


def check_object(element):
    own = properties(element)
    if element.get("class") in BUTTONS and "icon-name" in own and "label" not in own:
        bound = {b.get("name") for b in element.findall("binding")}
        if "tooltip-text" not in own and "tooltip-text" not in bound:
            yield f"{element.get('class')} {element.get('id', '')} has an icon but no tooltip-text"
    for name in WORDY:
        prop = own.get(name)
        words = prop is not None and prop.text and any(c.isalpha() for c in prop.text)
        if words and prop.get("bind-source") is None and prop.get("translatable") is None:
            yield f"{name} “{prop.text.strip()}” says neither translatable=\"yes\" nor \"no\""


def main():
    top = tree.root()
    problems = []
    paths = tree.files(top, ".ui")
    for path in paths:
        relative = path.relative_to(top)
        try:
            document = ElementTree.parse(path)
        except ElementTree.ParseError as error:
            problems.append(f"{relative}: {error}")
            continue
        for element in document.iter():
            if element.tag in ("object", "template"):
                problems += [f"{relative}: {problem}" for problem in check_object(element)]
    tree.finish(problems, f"{len(paths)} .ui files")


main()
