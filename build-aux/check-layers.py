# SPDX-License-Identifier: GPL-3.0-or-later
"""Each room of src/ includes only the rooms below it and the outside libraries that are its own.

ARCHITECTURE.md shows the same tables and says why. A library that is new to a room is added here,
deliberately, or not at all."""

import pathlib
import re
import sys

ROOMS = {
    "base": (),
    "model": ("base",),
    "wire": ("base", "model"),
    "scan": ("base", "model"),
    "store": ("base", "model"),
    "link": ("base", "model", "wire"),
    "session": ("base", "model", "wire", "scan", "store", "link"),
    "app": ("base", "model", "scan", "session"),
    "db": ("base", "model"),
    "relay": ("base", "model", "wire", "db"),
    "ctl": ("base", "model", "wire", "db"),
}

# Library: what its headers look like, and the rooms that may say so.
LIBRARIES = {
    "glib": (r"glib\.h|glib-object\.h|glib/.*|gmodule\.h", ROOMS),
    "glib-unix": (r"glib-unix\.h", ("base", "link", "db", "relay", "ctl", "app")),
    "gio": (r"gio/.*", set(ROOMS) - {"model"}),
    "libsodium": (r"sodium\.h", ("model", "session", "db", "relay", "ctl")),
    "json-glib": (r"json-glib/.*", ("wire",)),
    "gstreamer": (r"gst/.*", ("scan",)),
    "zbar": (r"zbar\.h", ("scan",)),
    "libportal": (r"libportal/.*", ("scan",)),
    "gdk-pixbuf": (r"gdk-pixbuf/.*", ("scan",)),
    "sqlite3": (r"sqlite3\.h", ("store",)),
    "libsoup": (r"libsoup/.*", ("link", "relay")),
    "libsecret": (r"libsecret/.*", ("link", "session")),
    "gtk4": (r"gtk/.*|gdk/.*|gsk/.*|graphene\.h|pango/.*", ("app",)),
    "libadwaita": (r"adwaita\.h", ("app",)),
    "gsound": (r"gsound\.h", ("app",)),
    "libpq": (r"libpq-fe\.h|libpq/.*|postgres_ext\.h", ("db",)),
    "gnutls": (r"gnutls/.*", ("base", "relay")),
    "libsystemd": (r"systemd/.*", ("relay",)),
    "libjose": (r"jose/.*|jansson\.h", ("relay",)),
    "hiredis": (r"hiredis/.*", ("relay",)),
    "libqrencode": (r"qrencode\.h", ("ctl", "app")),
    "libpng": (r"png\.h", ("ctl",)),
}

# The C library and the kernel, open to every room that may do I/O.
SYSTEM = re.compile(
    r"(assert|ctype|endian|errno|fcntl|float|grp|ifaddrs|inttypes|limits|locale|malloc|math|netdb"
    r"|poll|pwd|sched|signal|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings"
    r"|time|unistd)"
    r"\.h|(sys|net|netinet|arpa|linux)/.*"
)
PURE_SYSTEM = re.compile(r"(errno|float|inttypes|limits|math|stdbool|stddef|stdint|string)\.h")
CLOCK = re.compile(r"\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*|time) \(")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def library_problem(room, header):
    for name, (pattern, rooms) in LIBRARIES.items():
        if re.fullmatch(pattern, header):
            return None if room in rooms else f"{room} may not use {name} (<{header}>)"
    allowed = PURE_SYSTEM if room == "model" else SYSTEM
    if allowed.fullmatch(header):
        return None
    return f"<{header}> belongs to no library that {room} may use"


def own_problem(room, header):
    if header == "config.h" or header.startswith(f"{room}/"):
        return None
    if header.startswith(".") or "/" not in header:
        # Made by the build beside the file that includes it: GResource and enum tables.
        if header.startswith("foyer-") and header.endswith(("-resources.h", "-generated.h")):
            return None
        return f'"{header}" is not included by its room'
    other = header.split("/")[0]
    return None if other in ROOMS[room] else f'{room} may not include {other} ("{header}")'


def check(path, room):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        problem = None
        if found is not None:
            own, outside = found.groups()
            problem = own_problem(room, own) if own else library_problem(room, outside)
        elif room == "model" and CLOCK.search(line):
            problem = "model never asks the clock; time is handed in"
        if problem is not None:
            yield number, problem


def main():
    source = pathlib.Path(sys.argv[1]) / "src"
    problems = 0
    paths = sorted([*source.rglob("*.c"), *source.rglob("*.h")])
    for path in paths:
        room = path.relative_to(source).parts[0]
        if room not in ROOMS:
            print(f"{path.relative_to(source.parent)}: {room} is no room")
            problems += 1
            continue
        for number, problem in check(path, room):
            print(f"{path.relative_to(source.parent)}:{number}: {problem}")
            problems += 1
    for path in sorted((source.parent / "tests").rglob("*.[ch]")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.match(r'\s*#\s*include\s+"\.\./', line):
                print(f"{path.relative_to(source.parent)}:{number}: include by room, never ../")
                problems += 1
    if problems:
        sys.exit(f"{problems} to mend")
    print(f"{len(paths)} files of {len(ROOMS)} rooms looked at, nothing to mend")


main()
