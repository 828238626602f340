# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asked to hear what staff do hears all of it, refusals at other relays too, in order."""

import threading
import time
import unittest
import uuid

from relay_bed import Client, Installation, assert_no_poll, start_redis, wait_until


class Activity:
    """What both buses must do; each has its own pair of relays."""

    bus = ()

    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        cls.set_up_bus()
        cls.relays = [cls.installation.start_relay(*cls.bus) for _ in range(2)]
        cls.token = cls.installation.make_session("desk@example.org", "supervisor", "Desk")

    @classmethod
    def set_up_bus(cls):
        pass

    def connect(self, number):
        client = Client(self.relays[number], self.token)
        self.addCleanup(client.close)
        return client

    def watch(self, number, event):
        client = self.connect(number)
        self.assertEqual(client.join(event, activity=True)["type"], "room_joined")
        return client

    def hear(self, watcher, n_activities):
        heard = []
        while len(heard) < n_activities:
            heard += watcher.receive("staff_activity")["activities"]
        return [(each["action"], each["reason"], each["ticket_id"]) for each in heard]

    def read_log(self, event):
        rows = self.installation.ask(
            "SELECT action, coalesce (reason, ''), coalesce (ticket_id::text, '')"
            f" FROM verification_logs WHERE event_id = '{event}' ORDER BY log_no"
        )
        return [tuple(cell or None for cell in row.split("|")) for row in rows.splitlines()]

    def test_refusals_at_another_relay_are_heard_promptly(self):
        event, tickets = self.installation.make_event(1)
        watcher, scanner = self.watch(0, event), self.connect(1)

        def refuse():
            begun = time.monotonic()
            self.assertEqual(scanner.verify(event, "no such code")["reason"], "unknown_code")
            self.assertEqual(self.hear(watcher, 1), [("failed", "unknown_code", None)])
            return time.monotonic() - begun

        assert_no_poll(refuse, 10)
        void = tickets[0][0]
        self.installation.ctl("ticket", "void", void)
        scanner.verify(event, tickets[0][1])
        self.assertEqual(self.hear(watcher, 1), [("attempted", "void", void)])

    def test_desks_at_both_relays_are_heard_once_and_in_order(self):
        event, tickets = self.installation.make_event(60)
        watchers = [self.watch(0, event), self.watch(1, event), self.watch(0, event)]

        def scan(number):
            desk = self.connect(number)
            for _, code in tickets:
                desk.verify(event, code)
                desk.verify(event, f"{code} of desk {number}")

        desks = [threading.Thread(target=scan, args=(number,), daemon=True) for number in (0, 1)]
        for desk in desks:
            desk.start()
        for desk in desks:
            desk.join()
        logged = self.read_log(event)
        self.assertEqual(len(logged), 4 * len(tickets))
        for watcher in watchers:
            self.assertEqual(self.hear(watcher, len(logged)), logged)
        self.assert_nothing_more(event, watchers)

    def assert_nothing_more(self, event, watchers):
        """One last refusal: nothing else comes before it."""
        last = self.connect(0)
        last.verify(event, "the last one")
        for watcher in watchers:
            self.assertEqual(self.hear(watcher, 1), [("failed", "unknown_code", None)])

    def test_repeated_scans_are_no_activity_and_undone_ones_are(self):
        event, tickets = self.installation.make_event(1)
        watchers = [self.watch(0, event), self.watch(1, event)]
        desks, scan = [self.connect(0), self.connect(1)], str(uuid.uuid4())
        for desk in desks * 2:
            self.assertEqual(
                desk.verify(event, tickets[0][1], scan_id=scan)["outcome"], "admitted"
            )
        request = {"request_id": str(uuid.uuid4()), "event_id": event, "scan_id": scan}
        for desk in desks:
            desk.send(type="undo_verification", id="u", **request)
            self.assertEqual(desk.receive(re="u")["type"], "done")
        ticket = tickets[0][0]
        for watcher in watchers:
            self.assertEqual(
                self.hear(watcher, 2), [("verified", None, ticket), ("undone", None, ticket)]
            )
        self.assert_nothing_more(event, watchers)

    def test_who_comes_later_hears_what_is_done_from_then_on(self):
        event, _ = self.installation.make_event(1)
        scanner = self.connect(1)
        for _ in range(3):
            scanner.verify(event, "before anybody asked")
        first = self.watch(0, event)
        scanner.verify(event, "while one listens")
        self.hear(first, 1)
        first.close()
        silent = self.connect(0)
        silent.join(event)
        scanner.verify(event, "while nobody listens")
        second = self.watch(0, event)
        self.assert_nothing_more(event, [second])
        self.assertNotIn("staff_activity", {message["type"] for message in silent.inbox})

    def test_more_than_one_frame_holds_is_heard(self):
        event, _ = self.installation.make_event(1)
        watcher, scanner = self.watch(0, event), self.connect(1)
        for number in range(400):
            fields = {"event_id": event, "scan_id": str(uuid.uuid4()), "code": f"no {number}"}
            scanner.send(type="verify_ticket", id=str(number), **fields)
        for number in range(400):
            scanner.receive("verdict", re=str(number))
        self.assertEqual(len(self.hear(watcher, 400)), 400)
        self.assert_nothing_more(event, [watcher])


class TestActivityThroughPostgresql(Activity, unittest.TestCase):
    def is_log_read(self):
        """Whether some relay's last statement on a connection read the log."""
        return self.installation.count_statements("%FROM verification_logs%log_no >%") > 0

    def test_nothing_is_read_where_nobody_listens(self):
        event, _ = self.installation.make_event(1)
        listener, scanner = self.connect(0), self.connect(1)
        for desk in (listener, scanner):
            desk.join(event)
        wait_until(lambda: not self.is_log_read(), "what other tests read is forgotten")
        # A slow poll may hide a reading, but not each of them.
        for number in range(20):
            self.assertEqual(scanner.verify(event, f"no {number}")["reason"], "unknown_code")
            self.assertFalse(self.is_log_read())
        watcher = self.watch(0, event)

        def is_read_for_a_watcher():
            scanner.verify(event, "no more")
            self.hear(watcher, 1)
            return self.is_log_read()

        wait_until(is_read_for_a_watcher, "the log is read")

    def test_lost_doorbell_is_only_late(self):
        event, _ = self.installation.make_event(1)
        watcher = self.watch(0, event)
        deaf = self.installation.start_relay("--redis", "unix:///nonexistent/redis")
        scanner = Client(deaf, self.token)
        self.addCleanup(scanner.close)
        for number in range(3):
            scanner.verify(event, f"no {number}")
        self.assertEqual(self.hear(watcher, 3), 3 * [("failed", "unknown_code", None)])


class TestActivityThroughRedis(Activity, unittest.TestCase):
    @classmethod
    def set_up_bus(cls):
        redis, address = start_redis(cls.installation.folder)
        if redis is None:
            raise unittest.SkipTest("there is no Redis")
        cls.addClassCleanup(redis.wait)
        cls.addClassCleanup(redis.kill)
        cls.bus = ("--redis", address)


if __name__ == "__main__":
    unittest.main(verbosity=2)
