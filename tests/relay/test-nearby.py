# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks that hear each other directly when their relay dies, and what it learns when it is back."""

import contextlib
import sqlite3
import unittest
from pathlib import Path

from desk_bed import Desk
from fault_proxy import FaultProxy
from relay_bed import Installation, wait_until


class Key:
    """The public half of a key that a desk has."""

    def __init__(self, public):
        self.public = bytes.fromhex(public)


class TestNearby(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)
        self.relay = self.installation.start_relay()
        # Where desks find a relay; its next one has another port.
        self.place = FaultProxy(self.relay.port)
        self.addCleanup(self.place.close)
        self.event, self.tickets = self.installation.make_event(10)
        self.codes = [code for _, code in self.tickets]

    def make_desk(self, name, nearby=True):
        email = f"{name.lower()}@example.org"
        desk = Desk(name)
        self.addCleanup(desk.close)
        if nearby:
            desk.tell("nearby")
        desk.tell("key")
        key = Key(desk.wait_for("key").split()[1])
        self.installation.ctl("staff", "add", email, "--role", "staff")
        token = self.installation.make_key_session(email, key)
        where = f"public_key = decode ('{key.public.hex()}', 'hex')"
        self.installation.ask(f"UPDATE staff_devices SET device_name = '{name}' WHERE {where}")
        desk.sign_in(f"ws://127.0.0.1:{self.place.port}", token)
        desk.wait_for("copy all")
        return desk

    def count(self, what, where):
        sql = f"SELECT count (*) FROM {what} WHERE event_id = '{self.event}' AND {where}"
        return int(self.installation.ask(sql))

    def restart_relay(self, *desks):
        self.relay = self.installation.start_relay()
        self.place.tell("target", self.relay.port)
        self.place.tell("heal")
        for desk in desks:
            desk.wait_for("mode online")
            desk.wait_until_settled()

    def stop_relay(self, *desks):
        self.relay.stop()
        self.place.tell("refuse")
        for desk in desks:
            desk.wait_for("mode offline")

    def go_on(self, desk):
        desk.start()
        desk.tell("restore")
        desk.wait_for("restored")

    def wait_until_known(self, desk, number, left=0):
        """Until a desk knows, of whomever, how often a ticket may still come."""
        ticket = self.tickets[number][0]
        wait_until(lambda: desk.list_to_come().get(ticket, 0) == left, f"{desk.name} has heard")

    def test_what_desks_out_of_hearing_do_is_a_conflict(self):
        north, south = self.make_desk("North"), self.make_desk("South", nearby=False)
        self.stop_relay(north, south)
        self.assertEqual(north.scan(self.codes[0]), ("admitted", "-", "here"))
        self.assertEqual(south.scan(self.codes[0]), ("admitted", "-", "here"))
        self.restart_relay(north, south)
        self.assertEqual(self.count("verification_logs", "outcome = 'admitted'"), 2)
        self.assertEqual(self.count("conflicts", "kind = 'too_many' AND resolved_at IS NULL"), 1)

    def test_a_guest_comes_in_once_while_the_relay_is_dead(self):
        north, south = (self.make_desk(name) for name in ("North", "South"))
        for desk in (north, south):
            desk.wait_until_says("hears 1 of 1")
        self.assertEqual(north.scan(self.codes[0]), ("admitted", "-", "relay"))
        south.wait_for("heard")
        self.wait_until_known(south, 0)
        self.stop_relay(north, south)
        self.assertEqual(north.scan(self.codes[1]), ("admitted", "-", "here"))
        self.wait_until_known(south, 1)
        self.assertEqual(south.scan(self.codes[0]), ("refused", "already_admitted", "here"))
        self.assertEqual(south.scan(self.codes[1]), ("refused", "already_admitted", "here"))
        self.assertEqual(south.scan(self.codes[2]), ("admitted", "-", "here"))
        self.wait_until_known(north, 2)
        for desk in (north, south):
            desk.wait_until_says("shown 3")
        # A desk that is started without a relay finds the other one again.
        north.kill()
        north.start()
        north.tell("restore")
        north.wait_for("hears 1 of 1")
        self.assertEqual(north.scan(self.codes[2]), ("refused", "already_admitted", "here"))
        self.restart_relay(north, south)
        self.assertEqual(self.count("verification_logs", "outcome = 'admitted'"), 3)
        for desk in (north, south):
            desk.wait_until_says("shown 3")
        shown = [line for line in south.said if line.startswith("shown ")]
        self.assertEqual(shown, sorted(shown))
        # Who was refused because of what the relay heard of later is explained by that.
        self.assertEqual(self.count("conflicts", "resolved_at IS NULL"), 0)
        self.assertEqual(self.count("conflicts", "resolution <> 'explained'"), 0)

    def test_how_fast_others_are_is_heard_from_them(self):
        north, south = (self.make_desk(name) for name in ("North", "South"))
        for desk in (north, south):
            desk.wait_until_says("hears 1 of 1")
        self.stop_relay(north, south)
        self.assertEqual(south.estimate_missed(600), 0)
        for number in range(6):
            self.assertEqual(north.scan(self.codes[number]), ("admitted", "-", "here"))
            self.wait_until_known(south, number)
        # As many as in the last five minutes, and then some.
        self.assertIn(south.estimate_missed(600), range(9, 13))
        self.restart_relay(north, south)

    def test_how_fast_others_were_is_known_without_a_relay(self):
        north, south = (self.make_desk(name) for name in ("North", "South"))
        for desk in (north, south):
            desk.wait_until_says("hears 1 of 1")
        for number in range(6):
            self.assertEqual(south.scan(self.codes[number]), ("admitted", "-", "relay"))
        store = next(Path(north.folder.name).glob("**/store.db"))

        def is_kept():
            """One looks where the desk does not run; it goes on then."""
            north.kill()
            with contextlib.closing(sqlite3.connect(store)) as db:
                n_rates = db.execute("SELECT count (*) FROM desks WHERE rate > 0").fetchone()[0]
            self.go_on(north)
            north.wait_until_settled()
            return n_rates == 1

        wait_until(is_kept, "North keeps how fast South is")
        self.stop_relay(north, south)
        for desk in (north, south):
            desk.kill()
        self.go_on(north)
        north.wait_until_says("hears 0 of 1")
        wait_until(lambda: north.estimate_missed(600) > 0, "North knows what it may miss")

    def test_a_desk_that_is_none_any_more_is_not_missed(self):
        north, south = (self.make_desk(name) for name in ("North", "South"))
        for desk in (north, south):
            desk.wait_until_says("hears 1 of 1")
        for number in range(6):
            self.assertEqual(south.scan(self.codes[number]), ("admitted", "-", "relay"))
        wait_until(lambda: north.estimate_missed(600) > 0, "North knows how fast South is")
        device = self.installation.ask("SELECT id FROM staff_devices WHERE device_name = 'South'")
        self.installation.ctl("device", "revoke", device)
        north.wait_until_says("hears 0 of 0")
        self.stop_relay(north)
        self.assertEqual(north.estimate_missed(600), 0)

    def test_a_new_copy_counts_nobody_twice(self):
        where = f"WHERE event_id = '{self.event}'"
        self.installation.ask(f"UPDATE tickets SET allowed_entries = 3 {where}")
        north, south = (self.make_desk(name) for name in ("North", "South"))
        for desk in (north, south):
            desk.wait_until_says("hears 1 of 1")
        self.stop_relay(north, south)
        self.assertEqual(north.scan(self.codes[0]), ("admitted", "-", "here"))
        self.wait_until_known(south, 0, left=2)
        self.restart_relay(north, south)
        # As after a restore: numbers of before mean nothing, and the copy is another one.
        self.place.tell("refuse")
        for desk in (north, south):
            desk.wait_for("mode offline")
        self.installation.ask(f"UPDATE event_heads SET epoch = epoch + 1 {where}")
        self.place.tell("heal")
        for desk in (north, south):
            desk.wait_for("copy all")
        self.stop_relay(north, south)
        # Whom the copy has and who was heard of are the same guest.
        for desk, other, left in ((south, north, 1), (north, south, 0)):
            self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
            self.wait_until_known(other, 0, left)
        self.assertEqual(south.scan(self.codes[0]), ("refused", "already_admitted", "here"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
