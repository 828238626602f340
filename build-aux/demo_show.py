# SPDX-License-Identifier: GPL-3.0-or-later
"""The event of the demo: its tickets, and the people who are signed in."""

import csv
import io
import pathlib

EVENT = "Lantern Night"
GUESTS = pathlib.Path(__file__).with_name("demo-guests.csv")
ENTRANCE = ("lena@example.org", "supervisor", "Main entrance")
GARDEN = ("marco@example.org", "staff", "Garden gate")
OFFICE = ("ruth@example.org", "admin", "Office")


class Show:
    """The demo event: its tickets, and the people who are signed in."""

    def __init__(self, stage):
        self.stage = stage
        _, self.address = stage.start_relay()
        self.event = stage.ctl("event", "create", "--name", EVENT)
        stage.ctl("ticket", "import", "--event", self.event, GUESTS)
        self.tickets = self.read_tickets()
        self.tokens = {person: stage.sign_in(*person) for person in (ENTRANCE, GARDEN, OFFICE)}

    def read_tickets(self):
        """The rows of the export, by the guest's name."""
        text = self.stage.ctl("ticket", "export", "--event", self.event)
        rows = list(csv.DictReader(io.StringIO(text)))
        return {row["name"]: row for row in rows}

    def void(self, name):
        self.stage.ctl("ticket", "void", self.tickets[name]["id"])

    def code(self, name):
        return self.tickets[name]["code"]

    def forged(self, name):
        """A code as somebody would make it who has not the event's key."""
        code = self.code(name)
        other = "A" if code[120] != "A" else "B"
        return code[:120] + other + code[121:]

    def start_window(self, person, *options, **keywords):
        _, _, place = person
        return self.stage.start(
            self.stage.program("foyer"),
            f"--profile=demo-{place.lower().replace(' ', '-')}",
            f"--connect={self.address}",
            f"--token-file={self.tokens[person]}",
            *options,
            **keywords,
        )
