# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that build-aux/bench prints: what was measured, beside what, and the goal."""

HEAD = ("figure", "here", "beside", "ratio", "goal", "")


def number(value, unit):
    if isinstance(value, int):
        digits = f"{value:,}"
    else:
        digits = f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
    return f"{digits} {unit}".strip()


class Table:
    """Rows are kept in the order of measuring and told as they come."""

    def __init__(self, tell):
        self.rows = []
        self.missed = 0
        self.unmeasured = 0
        self.tell = tell

    def _add(self, figure, here, beside, ratio, goal, met):
        mark = {None: "", True: "met", False: "MISSED"}[met]
        self.missed += met is False
        self.rows.append((figure, here, beside, ratio, goal, mark))
        self.tell(" · ".join(cell for cell in self.rows[-1] if cell))

    @staticmethod
    def _goal(value, at_most, at_least):
        if at_most is not None:
            return f"≤ {at_most}", value <= at_most
        if at_least is not None:
            return f"≥ {at_least}", value >= at_least
        return "", None

    def ratio(self, figure, here, there, unit, name, at_most=None, at_least=None):
        """A figure that means something only beside another one of the same run."""
        ratio = here / there if there else float("inf")
        goal, met = self._goal(ratio, at_most, at_least)
        beside = f"{number(there, unit)} ({name})"
        self._add(figure, number(here, unit), beside, f"{ratio:.2f}", goal, met)

    def limit(self, figure, here, unit, at_most=None, at_least=None):
        """A figure with a goal of its own, or none."""
        goal, met = self._goal(here, at_most, at_least)
        goal = f"{goal} {unit}".strip() if goal else ""
        self._add(figure, number(here, unit), "", "", goal, met)

    def failed(self, figure, why):
        self.unmeasured += 1
        self._add(figure, f"not measured: {why}", "", "", "", None)

    def print(self):
        rows = [HEAD, *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for place, row in enumerate(rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            print(("| " + " | ".join(cells) + " |"))
            if place == 0:
                print("| " + " | ".join("-" * max(3, width) for width in widths) + " |")
