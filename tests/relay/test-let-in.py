# SPDX-License-Identifier: GPL-3.0-or-later
"""A supervisor lets in whom a desk without its relay has refused."""

import unittest

from offline_bed import OfflineCase
from relay_bed import Client, wait_until

REFUSED = ("refused", "already_admitted", "here")


class TestLetIn(OfflineCase):
    def let_in(self, desk, code, reason="Order and identity were checked."):
        desk.tell("let-in", code, reason)
        return desk.wait_for(f"let-in {code} ", "failed ")

    def refuse(self, desk, proxy, code):
        """Without the relay the desk admits, and refuses the next one with the same ticket."""
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
        self.assertEqual(desk.scan(code), REFUSED)

    def count_overridden(self, where="true"):
        return self.count("verification_logs", f"action = 'overridden' AND {where}")

    def used(self, installation=None):
        tickets = f"SELECT id FROM tickets WHERE event_id = '{self.event}'"
        sql = f"SELECT sum (entries_used) FROM ticket_states WHERE ticket_id IN ({tickets})"
        return int((installation or self.installation).ask(sql))

    def test_supervisor_lets_in_without_the_relay(self):
        desk, proxy = self.make_desk("North", role="supervisor")
        code = self.codes[0]
        self.refuse(desk, proxy, code)
        self.assertEqual(self.let_in(desk, code), f"let-in {code} here")
        self.assertEqual(self.let_in(desk, code), "failed This guest was let in already.")
        self.assertEqual(desk.scan(code), REFUSED)
        self.assertEqual(self.count_overridden(), 0)
        proxy.tell("heal")
        desk.wait_for(f"delivered {code}")
        desk.wait_until_settled()
        self.assertEqual(self.count_overridden("offline AND staff_email LIKE 'north-%'"), 1)
        reason = "explanation = 'Order and identity were checked.'"
        self.assertEqual(self.count_overridden(reason), 1)
        self.assertEqual(self.used(), 2)
        self.assertEqual(self.count("conflicts", "true"), 0)
        self.assertEqual(desk.scan(code), ("refused", "already_admitted", "relay"))
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_scan_that_the_relay_refused(self):
        desk, proxy = self.make_desk("North", role="supervisor")
        code = self.codes[0]
        desk.scan(code)
        self.assertEqual(desk.scan(code), ("refused", "already_admitted", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.assertEqual(self.let_in(desk, code), f"let-in {code} here")
        proxy.tell("heal")
        desk.wait_for(f"delivered {code}")
        self.assertEqual(self.count_overridden("offline"), 1)
        self.assertEqual(self.used(), 2)

    def test_staff_may_not(self):
        desk, proxy = self.make_desk("North")
        self.refuse(desk, proxy, self.codes[0])
        said = self.let_in(desk, self.codes[0])
        self.assertEqual(said, "failed Only supervisors and admins may let somebody in anyway.")
        proxy.tell("heal")
        desk.wait_until_settled()
        self.assertEqual(self.count_overridden(), 0)

    def test_who_lost_the_right_meanwhile(self):
        """What happened at the door is stored, and somebody has to look at it."""
        desk, proxy = self.make_desk("North", role="supervisor")
        self.refuse(desk, proxy, self.codes[0])
        self.let_in(desk, self.codes[0])
        email = f"north-{self.event[:8]}@example.org"
        self.installation.ask(f"UPDATE staff SET role = 'staff' WHERE email = '{email}'")
        proxy.tell("heal")
        desk.wait_until_settled()
        self.assertEqual(self.count_overridden(), 1)
        self.assertEqual(self.used(), 2)
        self.assertEqual(self.count("conflicts", "kind = 'should_refuse'"), 1)
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_doubled_frames_and_lost_answers(self):
        desk, proxy = self.make_desk("North", by_frames=True, role="supervisor")
        for code in self.codes[:4]:
            self.refuse(desk, proxy, code)
            self.let_in(desk, code)
            before = self.count_overridden()
            proxy.tell("heal")
            proxy.tell("double")
            wait_until(lambda: self.count_overridden() > before, "the relay has it")
            proxy.tell("cut")
            desk.wait_for("mode offline")
            desk.wait_for("mode online")
        desk.wait_until_settled()
        self.assertEqual(desk.scan(self.codes[5]), ("admitted", "-", "relay"))
        self.assertEqual(self.count_overridden(), 4)
        self.assertEqual(self.used(), 9)
        self.assertEqual(self.count("conflicts", "true"), 0)

    def test_kill_loses_nothing_that_was_told(self):
        """Whenever the desk dies: whoever was let in before is in, and once."""
        desk, proxy = self.make_desk("North", role="supervisor")
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        told = set()
        chance = self.make_chance()
        for code in self.codes[:8]:
            self.assertEqual(desk.scan(code), ("admitted", "-", "here"))
            self.assertEqual(desk.scan(code), REFUSED)
            desk.tell("let-in", code, "checked")
            if chance.random() < 0.5:
                desk.wait_for(f"let-in {code} ")
                told.add(code)
            desk.kill()
            told |= {line.split()[1] for line in desk.read_rest() if line.startswith("let-in ")}
            desk.start()
            desk.tell("restore")
            desk.wait_for("restored")
            desk.wait_for("event ")
            self.assertEqual(desk.scan(code), REFUSED)
        proxy.tell("heal")
        desk.wait_until_settled()
        self.assertGreaterEqual(self.count_overridden(), len(told))
        # Killed again between the relay's commit and its answer, or thereabouts.
        self.refuse(desk, proxy, self.codes[9])
        self.let_in(desk, self.codes[9])
        before = self.count_overridden()
        proxy.tell("heal")
        wait_until(lambda: self.count_overridden() > before, "the relay has it")
        desk.kill()
        desk.start()
        desk.tell("restore")
        desk.wait_for("state online")
        desk.wait_until_settled()
        self.assertEqual(desk.scan(self.codes[9]), ("refused", "already_admitted", "relay"))
        self.assertEqual(self.count_overridden(), before + 1)
        self.assertEqual(self.used(), 9 + self.count_overridden())
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_another_desk_has_admitted_the_ticket(self):
        """The record says more than the ticket has: the override explains its own entry."""
        desk, proxy = self.make_desk("North", role="supervisor")
        token = self.installation.make_session(
            f"south-{self.event[:8]}@example.org", "staff", f"South-{self.event[:8]}"
        )
        self.refuse(desk, proxy, self.codes[0])
        self.let_in(desk, self.codes[0])
        client = Client(self.relay, token)
        self.addCleanup(client.close)
        self.assertEqual(client.verify(self.event, self.codes[0])["outcome"], "admitted")
        proxy.tell("heal")
        desk.wait_until_settled()
        self.assertEqual(self.used(), 3)
        named = "kind = 'too_many' AND cardinality (scans) = 2"
        self.assertEqual(self.count("conflicts", named), 1)
        self.assertEqual(self.count("conflicts", "true"), 1)
        self.installation.ctl("audit", "verify", "--event", self.event)

    def test_older_copy_gets_it_back(self):
        desk, proxy = self.make_desk("North", role="supervisor")
        desk.scan(self.codes[0])
        copy = self.installation.back_up()
        self.assertEqual(desk.scan(self.codes[0]), ("refused", "already_admitted", "relay"))
        proxy.tell("refuse")
        desk.wait_for("mode offline")
        self.let_in(desk, self.codes[0])
        proxy.tell("heal")
        desk.wait_until_settled()
        other = self.installation.restore(copy)
        self.addCleanup(other.close)
        proxy.tell("target", other.start_relay().port)
        proxy.tell("cut")
        desk.wait_for("waiting 2")
        desk.wait_until_settled()
        where = f"event_id = '{self.event}' AND action = 'overridden' AND offline"
        self.assertEqual(other.ask(f"SELECT count (*) FROM verification_logs WHERE {where}"), "1")
        self.assertEqual(self.used(other), 2)
        other.ctl("audit", "verify")

    # A device with a key.

    def test_desk_tells_of_it_while_nobody_is_signed_in(self):
        desk, proxy = self.make_keyed_desk("Shift", role="supervisor")
        self.refuse(desk, proxy, self.codes[0])
        self.assertEqual(self.let_in(desk, self.codes[0]), f"let-in {self.codes[0]} here")
        desk.tell("sign-out")
        desk.wait_for("signed-out")
        self.assertEqual(desk.quit(), 0)
        proxy.tell("heal")
        desk.start()
        desk.tell("restore")
        desk.wait_for("failed ")
        wait_until(lambda: self.count_overridden() == 1, "what waited is delivered")
        self.assertEqual(self.count_overridden("staff_email LIKE 'shift-%'"), 1)
        self.assertEqual(self.used(), 2)
        self.assertEqual(self.count("conflicts", "true"), 0)

    def test_revoked_desk_tells_of_it(self):
        """What it did before counts. The supervisor is one by what the relay knows."""
        desk, proxy = self.make_keyed_desk("Lost", role="supervisor")
        self.refuse(desk, proxy, self.codes[0])
        self.let_in(desk, self.codes[0])
        device = self.installation.ask(
            "SELECT device_id FROM sessions s JOIN staff f ON f.id = s.staff_id"
            f" WHERE f.email = 'lost-{self.event[:8]}@example.org'"
        )
        self.installation.ctl("device", "revoke", device)
        proxy.tell("heal")
        wait_until(lambda: self.count_overridden() == 1, "what it did is delivered")
        desk.wait_for("waiting 0")
        self.assertEqual(self.count_overridden("staff_email LIKE 'lost-%'"), 1)
        self.assertEqual(self.count("conflicts", "true"), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
