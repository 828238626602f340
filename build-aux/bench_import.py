# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a table of tickets takes to come in, the first time and again."""

import csv
import time


def write_table(path, rows):
    """Every third ticket has a code of another system, the others get one of Foyer's."""
    with path.open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("Name", "E-mail", "Ticket type", "Order", "Code"))
        for row in range(rows):
            code = f"SHOP-{row:012d}" if row % 3 == 0 else ""
            kind = "VIP" if row % 10 == 0 else "Day pass"
            table.writerow((f"Guest {row}", f"guest{row}@example.org", kind, f"O{row}", code))


def timed(stage, *words):
    start = time.monotonic()
    stage.ctl(*words)
    return time.monotonic() - start


def measure(stage, table, rows):
    path = stage.folder / "guests.csv"
    write_table(path, rows)
    event = stage.ctl("event", "create", "--name", "Import")
    first = timed(stage, "ticket", "import", "--event", event, path)
    table.limit(f"import of {rows:,} rows", first, "s")
    table.limit("the same table again, nothing changes",
                timed(stage, "ticket", "import", "--event", event, path), "s")
    table.limit("rows a second", round(rows / first), "")
