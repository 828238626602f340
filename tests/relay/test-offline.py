# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks whose network breaks: they go on by themselves, and nothing that they saw is lost."""

import contextlib
import sqlite3
import unittest
from pathlib import Path

from desk_bed import Desk
from fault_proxy import FaultProxy
from offline_bed import OfflineCase
from relay_bed import Client, wait_until


class TestOffline(OfflineCase):
    # One desk.

    def test_desk_goes_on_without_its_relay(self):
        desk, proxy = self.make_desk("North")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "here"))
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "already_admitted", "here"))
        self.assertEqual(desk.scan(self.codes[0]), ("refused", "already_admitted", "here"))
        self.assertEqual(desk.scan("nonsense"), ("refused", "unknown_code", "here"))
        desk.wait_for("waiting 4")
        proxy.tell("heal")
        desk.wait_for("mode online")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 2)
        self.assertEqual(self.count("verification_logs", "offline"), 4)
        self.assertEqual(self.count("conflicts", "true"), 0)
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "already_admitted", "relay"))

    def test_number_of_guests_goes_on(self):
        """It grows while nobody hears of them, and does not jump when everybody does."""
        north, north_proxy = self.make_desk("North")
        south, south_proxy = self.make_desk("South")
        for proxy in (north_proxy, south_proxy):
            proxy.tell("refuse")
        for desk in (north, south):
            desk.wait_for("mode offline")
        # One guest shows up at both.
        for desk, codes in ((north, self.codes[:30]), (south, self.codes[29:36])):
            for code in codes:
                self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
            desk.wait_until_says(f"shown {len(codes)}")
        for proxy in (south_proxy, north_proxy):
            proxy.tell("heal")
        for desk in (north, south):
            desk.wait_until_settled()
            desk.wait_until_says("shown 36")
            shown = [int(line.split()[1]) for line in desk.said if line.startswith("shown ")]
            self.assertEqual(shown, sorted(shown))

    def test_silent_network_is_not_waited_for(self):
        desk, proxy = self.make_desk("North", is_patient=False)
        desk.scan(self.codes[0])
        proxy.tell("silence")
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "here"))
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "here"))
        proxy.tell("heal")
        proxy.tell("cut")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 3)

    def test_lost_answers_do_no_harm(self):
        """The relay has admitted, the desk never heard of it, and admits by itself."""
        desk, proxy = self.make_desk("North", is_patient=False)
        proxy.tell("silence", "down")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        wait_until(lambda: self.count_admitted() == 1, "the relay has admitted")
        proxy.tell("heal")
        proxy.tell("cut")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 1)
        self.assertEqual(self.count("conflicts", "true"), 0)

    def test_late_answers_do_no_harm(self):
        desk, proxy = self.make_desk("North", is_patient=False)
        proxy.tell("delay", 1500)
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        self.assertIn("mode slow", desk.said)
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "here"))
        desk.wait_for(f"delivered {self.codes[1]}")
        proxy.tell("heal")
        desk.wait_for("mode online")
        desk.become_patient()
        desk.wait_until_settled()
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "relay"))
        self.assertEqual(self.count_admitted(), 3)
        self.assertEqual(self.count("conflicts", "true"), 0)

    def test_doubled_frames_do_no_harm(self):
        desk, proxy = self.make_desk("North", by_frames=True)
        proxy.tell("double")
        for code in self.codes[:5]:
            self.assertEqual(desk.scan(code), ("admitted", "-", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        for code in self.codes[5:10]:
            self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
        proxy.tell("heal")
        proxy.tell("double")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 10)

    def knows_that_come(self, desk, n_tickets):
        return len([number for number in desk.list_to_come().values() if number > 0]) == n_tickets

    def test_frames_out_of_order_do_no_harm(self):
        """Two desks, both with many scans on their way at once, and then without a network."""
        desks = [self.make_desk(name, by_frames=True) for name in ("North", "South")]
        for _, proxy in desks:
            proxy.tell("reorder")
        scans = [(desks[number % 2][0], code) for number, code in enumerate(self.codes[:30])]
        for desk, code in scans[:20]:
            desk.tell("scan", code)
        said = [desk.wait_for("scanned ").split() for desk, _ in scans[:20]]
        self.assertEqual({words[1]: words[2] for words in said},
                         dict.fromkeys(self.codes[:20], "admitted"))
        for desk, proxy in desks:
            proxy.tell("refuse")
            desk.wait_for("mode offline")
        for desk, code in scans[20:]:
            self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
        # What the second one missed comes before the answer that it belongs to, and is asked for
        # again.
        for desk, proxy in desks:
            proxy.tell("heal")
            proxy.tell("reorder", "room_joined")
            desk.wait_for("event Aa")
            proxy.tell("heal")
            desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 30)
        self.assertEqual(self.count("conflicts", "true"), 0)
        for desk, _ in desks:
            wait_until(lambda desk=desk: self.knows_that_come(desk, 10), "the desk knows all")

    def test_restart_finds_queue_and_copy(self):
        desk, proxy = self.make_desk("North")
        desk.scan(self.codes[0])
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        desk.scan(self.codes[1])
        self.assertEqual(desk.quit(), 0)
        desk.start()
        desk.tell("restore")
        desk.wait_for("event Aa")
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "already_admitted", "here"))
        self.assertEqual(desk.scan(self.codes[0]), ("refused", "already_admitted", "here"))
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "here"))
        proxy.tell("heal")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 3)
        # The copy goes on: it is not fetched again.
        self.assertNotIn("copy none", desk.said)

    def test_kiosk_starts_without_its_relay(self):
        """Its token is handed in at every start: it keeps only which one it was."""
        make = self.installation.make_session
        names = [f"{name}-{self.event[:8]}" for name in ("kiosk", "other")]
        token, other = [make(f"{name}@example.org", "staff", name) for name in names]
        proxy = FaultProxy(self.relay.port)
        self.addCleanup(proxy.close)
        address = f"ws://127.0.0.1:{proxy.port}"
        desk = Desk("Kiosk")
        self.addCleanup(desk.close)
        proxy.tell("refuse")
        desk.tell("kiosk", address, token)
        # Nothing is known yet.
        desk.wait_for("failed ")
        proxy.tell("heal")
        desk.tell("kiosk", address, token)
        desk.wait_for("signed-in")
        desk.wait_for("copy all")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "relay"))
        proxy.tell("refuse")
        self.assertEqual(desk.quit(), 0)
        desk.start()
        desk.tell("kiosk", address, token)
        desk.wait_for("signed-in")
        desk.wait_for("event Aa")
        self.assertEqual(desk.scan(self.codes[0]), ("refused", "already_admitted", "here"))
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "here"))
        self.assertEqual(desk.quit(), 0)
        kept = [path for path in Path(desk.folder.name).rglob("*") if path.is_file()]
        self.assertTrue(kept)
        for path in kept:
            self.assertNotIn(token.encode(), path.read_bytes(), path)
        # What it keeps is not for everybody who has a token.
        desk.start()
        desk.tell("kiosk", address, other)
        desk.wait_for("failed ")
        self.assertEqual(desk.quit(), 0)
        desk.start()
        desk.tell("kiosk", address, token)
        desk.wait_for("signed-in")
        proxy.tell("heal")
        desk.wait_for("state online")
        wait_until(lambda: self.count_admitted() == 2, "what waited is delivered")

    def test_signing_out_keeps_what_was_not_delivered(self):
        desk, proxy = self.make_desk("North")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        desk.scan(self.codes[0])
        desk.tell("sign-out")
        desk.wait_for("signed-out")
        self.assertEqual(desk.quit(), 0)
        proxy.tell("heal")
        token = self.installation.make_session(
            f"other-{self.event[:8]}@example.org", "staff", f"North-{self.event[:8]}"
        )
        desk.start()
        desk.sign_in(f"ws://127.0.0.1:{proxy.port}", token)
        wait_until(lambda: self.count_admitted() == 1, "what waited is delivered")

    def test_kill_loses_nothing_that_was_told(self):
        desk, proxy = self.make_desk("North")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        told = set()
        chance = self.make_chance()
        codes = list(self.codes)
        for _ in range(8):
            for code in codes[: chance.randint(1, 4)]:
                desk.tell("scan", code)
            line = desk.wait_for("scanned ")
            told.add(line.split()[1])
            desk.kill()
            told |= {line.split()[1] for line in desk.read_rest() if line.startswith("scanned ")}
            codes = [code for code in codes if code not in told]
            desk.start()
            desk.tell("restore")
            desk.wait_for("restored")
            desk.wait_for("event ")
        proxy.tell("heal")
        desk.wait_for("state online")
        desk.wait_until_settled()
        self.assertGreaterEqual(self.count_admitted(), len(told))
        self.assertEqual(self.count("conflicts", "true"), 0)
        logged = self.count("verification_logs", "offline AND outcome = 'admitted'")
        self.assertEqual(logged, self.count_admitted())

    def test_search_goes_on(self):
        table = self.installation.folder / "guests.csv"
        table.write_text("name,email\nZoe Example,zoe@example.org\n")
        self.installation.ctl("ticket", "import", "--event", self.event, str(table))
        desk, proxy = self.make_desk("North")
        desk.tell("search", "zoe")
        desk.wait_for("found 1 Zoe Example")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        desk.tell("search", "zoe")
        desk.wait_for("found 1 Zoe Example")

    def test_scans_of_another_event_hold_nothing_up(self):
        """What the next person may not deliver waits for somebody who may."""
        desk, proxy = self.make_desk("North")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        desk.tell("sign-out")
        desk.wait_for("signed-out")
        first = self.event
        self.event, tickets = self.installation.make_event(2)
        self.only_event()
        email = f"south-{self.event[:8]}@example.org"
        invite = ("staff", "invite", email, "--role", "staff", "--event", self.event)
        self.installation.ctl(*invite)
        token = self.installation.ctl(
            "session", "create", "--staff", email, "--device", f"North-{first[:8]}"
        )
        proxy.tell("heal")
        desk.sign_in(f"ws://127.0.0.1:{proxy.port}", token)
        desk.wait_for("copy all")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(tickets[0][1]), ("admitted", "-", "here"))
        desk.wait_for("waiting 2")
        proxy.tell("heal")
        desk.wait_for("waiting 1")
        self.assertEqual(self.count_admitted(), 1)
        self.event = first
        self.assertEqual(self.count_admitted(), 0)

    def test_older_copy_gets_back_what_the_desk_saw(self):
        """After a restore the desk offers its scans again, those too that were answered once."""
        desk, proxy = self.make_desk("North")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "relay"))
        copy = self.installation.back_up()
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "here"))
        other = self.installation.restore(copy)
        self.addCleanup(other.close)
        proxy.tell("target", other.start_relay().port)
        proxy.tell("heal")
        desk.wait_for("waiting 3")
        desk.wait_until_settled()
        where = f"event_id = '{self.event}'"
        admitted = f"SELECT count (*) FROM verification_logs WHERE outcome = 'admitted' AND {where}"
        self.assertEqual(other.ask(admitted), "3")
        self.assertEqual(other.ask(f"SELECT count (*) FROM conflicts WHERE {where}"), "0")
        for code in self.codes[:3]:
            self.assertEqual(desk.scan(code), ("refused", "already_admitted", "relay"))
        other.ctl("audit", "verify")

    def count_kept(self, desk):
        """(tickets, scans) in the file of a desk that has ended."""
        path = Path(desk.folder.name) / "foyer" / desk.name / "store.db"
        with contextlib.closing(sqlite3.connect(path)) as file:
            return [file.execute(f"SELECT count (*) FROM {table}").fetchone()[0]
                    for table in ("tickets", "scans")]

    def test_closed_event_leaves_the_desk(self):
        desk, proxy = self.make_desk("North")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[1]), ("admitted", "-", "here"))
        self.installation.ctl("event", "close", "--event", self.event)
        proxy.tell("heal")
        # What happened at its door is delivered all the same.
        desk.wait_for("copy none")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 2)
        self.assertEqual(self.count("conflicts", "true"), 0)
        self.assertEqual(desk.scan(self.codes[2]), ("refused", "entry_paused", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[2]), ("refused", "entry_paused", "here"))
        self.assertEqual(desk.quit(), 0)
        # Only what the relay has not.
        self.assertEqual(self.count_kept(desk), [0, 1])
        self.installation.ctl("event", "reopen", "--event", self.event)
        desk.start()
        desk.tell("restore")
        desk.wait_for("restored")
        proxy.tell("heal")
        desk.wait_until_says("copy all")
        desk.wait_until_settled()
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "relay"))

    def pause(self, desk, word):
        self.installation.ctl("event", word, "--event", self.event)
        desk.wait_for("entry paused" if word == "pause" else "entry open")

    def test_paused_entry_stays_paused_without_a_relay(self):
        desk, proxy = self.make_desk("North")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "relay"))
        self.pause(desk, "pause")
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "entry_paused", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "entry_paused", "here"))
        desk.kill()
        desk.start()
        desk.tell("restore")
        desk.wait_for("entry paused")
        self.assertEqual(desk.scan(self.codes[2]), ("refused", "entry_paused", "here"))
        # What is said to it meanwhile it hears when it is back.
        self.installation.ctl("event", "resume", "--event", self.event)
        proxy.tell("heal")
        desk.wait_for("entry open")
        desk.wait_until_settled()
        self.assertEqual(desk.scan(self.codes[2]), ("admitted", "-", "relay"))
        self.assertEqual(self.count("conflicts", "true"), 0)

    def test_what_a_desk_admits_that_could_not_know_of_a_pause(self):
        desk, proxy = self.make_desk("North")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.installation.ctl("event", "pause", "--event", self.event)
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        proxy.tell("heal")
        desk.wait_for("entry paused")
        desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 1)
        self.assertEqual(self.count("conflicts", "true"), 0)
        self.assertEqual(desk.scan(self.codes[1]), ("refused", "entry_paused", "relay"))

    # A device with a key.

    def test_revoked_desk_delivers_what_it_did(self):
        desk, proxy = self.make_keyed_desk("Lost")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        for code in self.codes[:3]:
            self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
        device = self.installation.ask(
            "SELECT device_id FROM sessions s JOIN staff f ON f.id = s.staff_id"
            f" WHERE f.email = 'lost-{self.event[:8]}@example.org'"
        )
        self.installation.ctl("device", "revoke", device)
        proxy.tell("heal")
        wait_until(lambda: self.count_admitted() == 3, "what it did is delivered")
        desk.wait_for("waiting 0")
        self.assertEqual(self.count("verification_logs", "staff_email LIKE 'lost-%'"), 3)

    def test_desk_delivers_while_nobody_is_signed_in(self):
        desk, proxy = self.make_keyed_desk("Shift")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        desk.tell("sign-out")
        desk.wait_for("signed-out")
        self.assertEqual(desk.quit(), 0)
        proxy.tell("heal")
        desk.start()
        desk.tell("restore")
        desk.wait_for("failed ")
        wait_until(lambda: self.count_admitted() == 1, "what waited is delivered")
        self.assertEqual(self.count("verification_logs", "staff_email LIKE 'shift-%'"), 1)

    # Several desks.

    def test_same_ticket_at_two_desks_is_a_conflict(self):
        north, north_proxy = self.make_desk("North")
        south, south_proxy = self.make_desk("South")
        for desk, proxy in ((north, north_proxy), (south, south_proxy)):
            proxy.tell("refuse")
            desk.wait_for("mode offline")
            self.assertEqual(desk.scan(self.codes[0]), ("admitted", "-", "here"))
        for desk, proxy in ((north, north_proxy), (south, south_proxy)):
            proxy.tell("heal")
            desk.wait_until_settled()
        self.assertEqual(self.count_admitted(), 2)
        self.assertEqual(self.count("conflicts", "resolved_at IS NULL"), 1)

    def test_missed_changes_come_first(self):
        desk, proxy = self.make_desk("North")
        other = Client(
            self.relay,
            self.installation.make_session(
                f"boss-{self.event[:8]}@example.org", "supervisor", f"Boss-{self.event[:8]}"
            ),
        )
        self.addCleanup(other.close)
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        other.verify(self.event, self.codes[0])
        proxy.tell("heal")
        desk.wait_until_settled()
        wait_until(lambda: self.knows_that_come(desk, len(self.codes) - 1), "the desk knows")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(self.codes[0]), ("refused", "already_admitted", "here"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
