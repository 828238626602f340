# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans that desks decided by themselves: stored as they happened, contradictions told at once."""

import datetime
import hashlib
import time
import unittest
import uuid

from relay_bed import Client, DeviceKey, locked_table, wait_until
from sync_bed import ALREADY, SyncCase, make_scan, sign, write_time

class TestSync(SyncCase):
    def test_a_queue_is_stored_once_and_everybody_hears_of_it(self):
        event, tickets = self.installation.make_event(100)
        desk, watcher = self.connect("one"), self.connect("admin", 1)
        seq = watcher.join(event, activity=True)["seq"]
        scans = [make_scan(code, seconds_ago=600 - number)
                 for number, (_, code) in enumerate(tickets)]
        first = self.sync(desk, event, *scans)
        self.assertEqual({verdict["outcome"] for verdict in first}, {"admitted"})
        # Word for word again, at another relay: the answer was lost.
        again = self.sync(self.connect("one", 1), event, *scans)
        self.assertEqual(again, first)
        watcher.follow(0, seq + 100)
        self.assertEqual(self.count("verification_logs", event), 100)
        done = watcher.receive("staff_activity")["activities"][0]
        self.assertEqual((done["staff_email"], done["action"]), ("one@example.org", "verified"))
        self.assertEqual(self.count("conflicts", event), 0)
        self.assert_sound(event)

    def test_an_override_comes_with_its_refusal(self):
        """At two relays at once, from who may and from who may not."""
        event, tickets = self.installation.make_event(2)
        desks = [self.connect("supervisor", relay) for relay in (0, 1)]
        watcher = self.connect("admin", 1)
        seq = watcher.join(event, activity=True)["seq"]
        watcher.follow(0, seq)
        done = {"at": write_time(30), "reason": "Checked.", "clock_error_ms": 3}
        scan = make_scan(tickets[0][1], "refused", "rule", override=done)
        for desk in desks * 3:
            desk.send(type="sync_scans", id=scan["scan_id"], event_id=event, scans=[scan])
        answers = [desk.receive(re=scan["scan_id"])["verdicts"][0] for desk in desks * 3]
        self.assertEqual([answer["overridden"] for answer in answers], [True] * 6)
        self.assertEqual({answer["outcome"] for answer in answers}, {"refused"})
        self.assertEqual({answer["seq"] for answer in answers}, {seq + 1})
        change = watcher.receive("ticket_verified")["changes"][0]
        self.assertEqual((change["kind"], change["amends"]), ("verified", True))
        self.assertEqual((change["scan_id"], change["verified_by"]),
                         (scan["scan_id"], "supervisor@example.org"))
        told = watcher.receive("staff_activity")["activities"]
        told += watcher.receive("staff_activity")["activities"] if len(told) == 1 else []
        self.assertEqual([activity["action"] for activity in told], ["attempted", "overridden"])
        # A volunteer who found a way: the guest is in, and a supervisor has to look at it.
        other = make_scan(tickets[1][1], "refused", "rule", override=done)
        answer = self.sync(self.connect("one"), event, other)[0]
        self.assertTrue(answer["overridden"])
        self.assertEqual(self.count("verification_logs", event, "action = 'overridden'"), 2)
        self.assertEqual(self.count("conflicts", event, "kind = 'should_refuse'"), 1)
        self.assert_sound(event)

    def test_an_item_that_is_wrong_stops_no_other(self):
        event, tickets = self.installation.make_event(2)
        desk = self.connect()
        known = make_scan(tickets[0][1])
        self.sync(desk, event, known)
        reused = {**make_scan(tickets[1][1]), "scan_id": known["scan_id"]}
        broken = {"scan_id": str(uuid.uuid4()), "code": "X"}
        fine = make_scan(tickets[1][1])
        verdicts = self.sync(desk, event, reused, broken, fine)
        codes = [verdict.get("error", {}).get("code") for verdict in verdicts]
        self.assertEqual(codes, ["scan_id_reused", "bad_request", None])
        self.assertEqual(verdicts[2]["outcome"], "admitted")
        self.assertEqual(self.sync(desk, event), [])
        nowhere = self.sync(desk, str(uuid.uuid4()), fine)
        self.assertIn(nowhere[0]["error"]["code"], ("not_found", "not_permitted"))

    def test_a_hundred_and_one_are_too_many(self):
        event, _ = self.installation.make_event(1)
        desk = self.connect()
        desk.send(type="sync_scans", id="1", event_id=event,
                  scans=[{"scan_id": str(uuid.uuid4())} for _ in range(101)])
        self.assertEqual(desk.receive(re="1")["code"], "bad_request")

    def test_the_clock_is_measured(self):
        desk = self.connect()
        desk.send(type="measure_clock", id="c", device_time="2001-02-03T04:05:06.007Z")
        answer = desk.receive(re="c")
        self.assertEqual(answer["device_time"], "2001-02-03T04:05:06.007Z")
        read = datetime.datetime.fromisoformat
        received, sent = (read(answer[name].replace("Z", "+00:00"))
                          for name in ("received", "sent"))
        now = datetime.datetime.now(datetime.timezone.utc)
        self.assertLess(abs((now - received).total_seconds()), 30)
        self.assertLessEqual(received, sent)

    def test_times_are_corrected(self):
        event, tickets = self.installation.make_event(2)
        desk = self.connect()
        fast = make_scan(tickets[0][1], seconds_ago=-3540, clock_offset_ms=3600000)
        future = make_scan(tickets[1][1], seconds_ago=-86400)
        self.sync(desk, event, fast, future)
        ages = self.ask("SELECT round (extract (epoch FROM clock_timestamp () - scanned_at))"
                        f" FROM verification_logs WHERE event_id = '{event}' ORDER BY log_no")
        first, second = (int(line) for line in ages.splitlines())
        self.assertTrue(55 <= first <= 90, first)
        self.assertTrue(0 <= second <= 30, second)


class TestReconciling(SyncCase):
    def test_what_the_desk_did_beside_its_answer(self):
        event, tickets = self.installation.make_event(3)
        desk = self.connect()
        sent_away, let_in = str(uuid.uuid4()), str(uuid.uuid4())
        desk.verify(event, tickets[0][1], scan_id=sent_away)
        desk.verify(event, tickets[1][1])
        self.assertEqual(desk.verify(event, tickets[1][1], scan_id=let_in)["reason"], ALREADY)
        scans = [{**make_scan(tickets[0][1], "refused", "rule"), "scan_id": sent_away},
                 {**make_scan(tickets[1][1]), "scan_id": let_in}]
        verdicts = self.sync(desk, event, *scans)
        self.assertEqual([verdict["outcome"] for verdict in verdicts], ["refused", "admitted"])
        self.assertEqual(self.sync(desk, event, *scans), verdicts)
        self.assertEqual(self.count("verification_logs", event, "action = 'reconciled'"), 2)
        self.assertEqual(self.count("verification_logs", event, "action = 'undone'"), 1)
        # The one who was sent away may come in, and whoever asks again gets the answer that was.
        self.assertEqual(desk.verify(event, tickets[0][1])["outcome"], "admitted")
        asked = desk.verify(event, tickets[1][1], scan_id=let_in)
        self.assertEqual(asked["reason"], ALREADY)
        self.assert_sound(event)

    def test_a_report_that_agrees_writes_nothing(self):
        event, tickets = self.installation.make_event(1)
        desk = self.connect()
        scan = make_scan(tickets[0][1])
        live = desk.verify(event, tickets[0][1], scan_id=scan["scan_id"])
        verdict = self.sync(desk, event, scan)[0]
        self.assertEqual((verdict["outcome"], verdict["seq"]), ("admitted", live["seq"]))
        self.assertEqual(self.count("verification_logs", event), 1)


class TestConflicts(SyncCase):
    def open_conflict(self, event, code):
        """Two desks have admitted with the same ticket."""
        one, two = make_scan(code, seconds_ago=90), make_scan(code, seconds_ago=60)
        self.sync(self.connect("one"), event, one)
        self.sync(self.connect("two"), event, two)
        return one["scan_id"], two["scan_id"]

    def test_who_is_concerned_hears_of_it_within_a_second(self):
        """One of many in time is enough: whoever hears of it by the slow poll of a relay alone
        begins the next one right after a poll, and waits for a whole one each time."""
        event, tickets = self.installation.make_event(20)
        desks = [self.connect("one", 0), self.connect("two", 1)]
        stranger = self.connect("three", 1)
        supervisor = self.connect("supervisor", 1)
        for client in (stranger, supervisor):
            client.join(event)
        for number, ticket in enumerate(tickets):
            lasted = self.time_conflict(event, ticket, desks, supervisor)
            if number > 0 and lasted < 1:
                break
        else:
            self.fail(f"none of {len(tickets)} was heard of within a second")
        # A desk that has nothing to do with it does not, whatever happens after.
        stranger.send(type="measure_clock", id="c", device_time="2001-02-03T04:05:06.007Z")
        stranger.receive(re="c")
        self.assertEqual([message for message in stranger.inbox
                          if message["type"].startswith("conflict")], [])

    def receive_conflict(self, client, ticket):
        """A conflict may be told more than once: those of tickets before are passed over."""
        while True:
            conflict = client.receive("conflict_opened")["conflict"]
            if conflict["ticket"]["id"] == ticket[0]:
                return conflict

    def time_conflict(self, event, ticket, desks, supervisor):
        """How long it takes until all have heard that two desks admitted with the same ticket."""
        scans = [make_scan(ticket[1], seconds_ago=ago) for ago in (90, 60)]
        self.sync(desks[0], event, scans[0])
        began = time.monotonic()
        self.sync(desks[1], event, scans[1])
        for client in (*desks, supervisor):
            conflict = self.receive_conflict(client, ticket)
            self.assertEqual(conflict["kind"], "too_many")
            self.assertEqual([scan["scan_id"] for scan in conflict["scans"]],
                             [scan["scan_id"] for scan in scans])
            self.assertEqual([scan["device"] for scan in conflict["scans"]], ["Desk 1", "Desk 2"])
            self.assertEqual([scan["standing"] for scan in conflict["scans"]], [True, True])
            self.assertTrue(all(scan["offline"] and scan["error_ms"] == 3
                                for scan in conflict["scans"]))
        return time.monotonic() - began

    def test_open_ones_are_told_after_joining(self):
        event, tickets = self.installation.make_event(2)
        self.open_conflict(event, tickets[0][1])
        self.open_conflict(event, tickets[1][1])
        supervisor = self.connect("supervisor", 1)
        supervisor.join(event)
        told = {supervisor.receive("conflict_opened")["conflict"]["ticket"]["id"] for _ in range(2)}
        self.assertEqual(told, {ticket for ticket, _ in tickets})

    def test_a_desk_hears_again_of_those_that_name_it(self):
        event, tickets = self.installation.make_event(3)
        # Who sees all news of the relay that the desks come to.
        supervisor = self.connect("supervisor", 1)
        supervisor.join(event)
        self.open_conflict(event, tickets[0][1])
        # The second desk has no part in this one, the first has in both.
        self.sync(self.connect("one"), event, make_scan(tickets[1][1], seconds_ago=50))
        self.sync(self.connect("three"), event, make_scan(tickets[1][1], seconds_ago=40))
        # What a desk did beside the answer that it was given is its doing too.
        unheard = make_scan(tickets[2][1])
        self.connect("three").verify(event, tickets[2][1])
        self.connect("two").verify(event, tickets[2][1], scan_id=unheard["scan_id"])
        self.sync(self.connect("two"), event, unheard)
        conflicts = [supervisor.receive("conflict_opened")["conflict"]["id"] for _ in tickets]
        named = {"one": (0, 1), "two": (0, 2), "three": (1, 2)}
        for who, numbers in named.items():
            desk = self.connect(who, 1)
            desk.join(event)
            told = [desk.receive("conflict_opened")["conflict"]["ticket"]["id"] for _ in numbers]
            self.assertEqual(set(told), {tickets[number][0] for number in numbers}, who)
            self.assert_told_nothing_more(desk, event)
        for conflict in conflicts:
            self.assertEqual(self.resolve(supervisor, conflict)["type"], "done")
            supervisor.receive("conflict_resolved")
        desk = self.connect("two", 1)
        desk.join(event)
        self.assert_told_nothing_more(desk, event)

    def assert_told_nothing_more(self, desk, event):
        """A search is answered by the worker that lists conflicts too, and after that."""
        desk.send(type="search_tickets", id="after", event_id=event, text="nobody", limit=1)
        desk.receive(re="after")
        self.assertEqual([message for message in desk.inbox
                          if message["type"].startswith("conflict")], [])

    def test_whoever_has_no_role_at_the_event_hears_nothing(self):
        """Not even on the device that scanned there."""
        event, tickets = self.installation.make_event(1)
        elsewhere, _ = self.installation.make_event(1)
        token = self.installation.make_session("moves@example.org", "staff", "Desk that moves")
        self.open_conflict(event, tickets[0][1])
        desk = Client(self.relays[1], token)
        self.addCleanup(desk.close)
        self.sync(desk, event, make_scan(tickets[0][1], seconds_ago=30))
        desk.receive("conflict_opened")
        for role, more in (("none", ()), ("staff", ("--event", elsewhere))):
            self.installation.ctl("staff", "role", "moves@example.org", "--role", role, *more)
        desk.read_close()
        desk = Client(self.relays[1], token)
        self.addCleanup(desk.close)
        self.assertEqual([head["id"] for head in desk.hello["events"]], [elsewhere])
        supervisor = self.connect("supervisor", 1)
        supervisor.join(event)
        conflict = supervisor.receive("conflict_opened")["conflict"]
        self.assertIn("Desk that moves", [scan["device"] for scan in conflict["scans"]])
        self.assertEqual(self.resolve(supervisor, conflict["id"])["type"], "done")
        supervisor.receive("conflict_resolved")
        self.assert_told_nothing_more(desk, elsewhere)

    def test_none_of_very_many_is_left_out(self):
        event, tickets = self.installation.make_event(250)
        supervisor = self.connect("supervisor", 1)
        supervisor.join(event)
        # All of them at once, by somebody who needs no desk.
        self.ask("INSERT INTO conflicts (id, event_id, kind, scans, scanned_at) SELECT"
                 f" gen_random_uuid (), '{event}', 'should_refuse', '{{}}', now ()"
                 " FROM generate_series (1, 250)")
        told = {supervisor.receive("conflict_opened")["conflict"]["id"] for _ in tickets}
        self.assertEqual(len(told), 250)

    def test_it_is_resolved_once_and_counts_follow(self):
        event, tickets = self.installation.make_event(1)
        one, two = self.open_conflict(event, tickets[0][1])
        desk, admin = self.connect("two", 1), self.connect("admin")
        admin.join(event)
        supervisor = self.connect("supervisor")
        conflict = self.list_conflicts(supervisor, event)["conflicts"][0]["id"]
        request = str(uuid.uuid4())
        fields = {"request": request, "resolution": "shared_screenshot", "taken_back": [two],
                  "reason": "They left."}
        self.assertEqual(self.resolve(supervisor, conflict, **fields)["type"], "done")
        self.assertEqual(self.resolve(supervisor, conflict, **fields)["type"], "done")
        for client in (desk, admin):
            told = client.receive("conflict_resolved")["conflict"]
            self.assertEqual((told["id"], told["resolution"], told["resolved_by"], told["reason"]),
                             (conflict, "shared_screenshot", "supervisor@example.org",
                              "They left."))
            self.assertEqual({scan["scan_id"]: scan["standing"] for scan in told["scans"]},
                             {one: True, two: False})
        self.assertEqual(self.resolve(supervisor, conflict)["code"], "changed_meanwhile")
        self.assertEqual(self.resolve(supervisor, conflict, request=request)["code"], "bad_request")
        inside = self.ask("SELECT inside FROM list_counters c JOIN check_in_lists l"
                          f" ON l.id = c.list_id WHERE event_id = '{event}'")
        self.assertEqual(inside, "1")
        self.assertEqual(self.list_conflicts(supervisor, event)["conflicts"], [])
        resolved = self.list_conflicts(supervisor, event, resolved=True)["conflicts"]
        self.assertEqual([item["id"] for item in resolved], [conflict])
        self.assertEqual(self.count("audit_log", event, "act = 'resolve_conflict'"), 1)
        self.assert_sound(event)

    def test_who_looks_at_it_hears_what_was_undone(self):
        event, tickets = self.installation.make_event(1)
        supervisor, watcher = self.connect("supervisor"), self.connect("admin", 1)
        watcher.join(event)
        one, two = self.open_conflict(event, tickets[0][1])
        standing = watcher.receive("conflict_opened")["conflict"]
        self.assertEqual([scan["standing"] for scan in standing["scans"]], [True, True])
        # Of what is newer relays look at it again anyway.
        self.ask(f"UPDATE conflicts SET changed_at = opened_at - interval '1 h'"
                 f" WHERE event_id = '{event}'")
        supervisor.send(type="undo_verification", id="undo", request_id=str(uuid.uuid4()),
                        event_id=event, scan_id=two)
        self.assertEqual(supervisor.receive(re="undo")["type"], "done")
        told = watcher.receive("conflict_opened")["conflict"]
        self.assertEqual((told["id"], {scan["scan_id"]: scan["standing"]
                                       for scan in told["scans"]}),
                         (standing["id"], {one: True, two: False}))
        self.assertEqual(self.count("conflicts", event, "resolved_at IS NULL"), 1)

    def test_nobody_decides_about_what_they_have_not_seen(self):
        event, tickets = self.installation.make_event(1)
        one, two = self.open_conflict(event, tickets[0][1])
        supervisor = self.connect("supervisor")
        conflict = self.list_conflicts(supervisor, event)["conflicts"][0]["id"]
        three = make_scan(tickets[0][1], seconds_ago=30)
        self.sync(self.connect("three", 1), event, three)
        blind = self.resolve(supervisor, conflict, taken_back=[two], seen=[one, two])
        self.assertEqual(blind["code"], "changed_meanwhile")
        self.assertEqual(self.count("conflicts", event, "resolved_at IS NULL"), 1)
        self.assertEqual(self.count("verification_logs", event, "action = 'undone'"), 0)
        seeing = self.resolve(supervisor, conflict, taken_back=[two],
                              seen=[three["scan_id"], one, two, str(uuid.uuid4())])
        self.assertEqual(seeing["type"], "done")
        self.assertEqual(self.count("verification_logs", event, "action = 'undone'"), 1)
        self.assert_sound(event)

    def test_the_operator_resolves_too(self):
        event, tickets = self.installation.make_event(1)
        _, two = self.open_conflict(event, tickets[0][1])
        ctl, supervisor = self.installation.ctl, self.connect("supervisor", 1)
        supervisor.join(event)
        conflict, kind, _, ticket, *_ = ctl("conflict", "list", "--event", event).split("\t")
        exported = ctl("ticket", "export", "--event", event)
        self.assertTrue(exported.endswith(',"yes",1'), exported)
        self.assertEqual((kind, ticket), ("too_many", tickets[0][0]))
        heard = self.installation.hear_bell(lambda: ctl(
            "conflict", "resolve", conflict, "--resolution", "fraud", "--reason", "Forged.",
            "--take-back", two))
        newest = self.ask(f"SELECT seq FROM event_heads WHERE event_id = '{event}'")
        self.assertIn(f"{event}:{newest}", heard)
        told = supervisor.receive("conflict_resolved")["conflict"]
        self.assertEqual((told["id"], told["resolved_by"]), (conflict, "foyerctl"))
        self.assertEqual(ctl("conflict", "list", "--event", event), "")
        exported = ctl("ticket", "export", "--event", event).splitlines()
        self.assertTrue(exported[0].endswith(",admitted_offline,open_conflicts"), exported[0])
        self.assertTrue(exported[1].endswith(',"yes",0'), exported[1])
        # No room made that change; it is read from the database.
        while supervisor.receive("ticket_verified")["changes"][-1]["kind"] != "undone":
            pass

    def test_desks_hear_of_the_policy(self):
        event, _ = self.installation.make_event(1)
        desk = self.connect("one", 1)
        self.assertEqual(desk.join(event)["policy"]["offline"], {"mode": "allow"})
        self.installation.ctl("event", "policy", "--event", event, "--offline", "hold:20")
        changed = desk.receive("event_changed")
        self.assertEqual(changed["policy"]["offline"], {"mode": "hold", "max_exposure": 20})
        name = changed["event"]["ticket_types"][0]["name"]
        self.installation.ctl("event", "policy", "--event", event, "--offline", "signed", "--type",
                              name)
        changed = desk.receive("event_changed")
        self.assertEqual(changed["event"]["ticket_types"][0]["offline"], {"mode": "signed"})

    def test_only_its_own_scans_are_taken_back(self):
        event, tickets = self.installation.make_event(2)
        self.open_conflict(event, tickets[0][1])
        other = make_scan(tickets[1][1])
        self.sync(self.connect(), event, other)
        supervisor = self.connect("supervisor")
        conflict = self.list_conflicts(supervisor, event)["conflicts"][0]["id"]
        refused = self.resolve(supervisor, conflict, taken_back=[other["scan_id"]])
        self.assertEqual(refused["code"], "bad_request")
        self.assertEqual(self.resolve(supervisor, str(uuid.uuid4()))["code"], "not_found")
        self.assertEqual(self.resolve(self.connect("one"), conflict)["code"], "not_permitted")
        self.assertEqual(len(self.list_conflicts(supervisor, event)["conflicts"]), 1)

    def test_what_is_named_twice_is_taken_back_once(self):
        event, tickets = self.installation.make_event(1)
        _, two = self.open_conflict(event, tickets[0][1])
        supervisor = self.connect("supervisor")
        conflict = self.list_conflicts(supervisor, event)["conflicts"][0]["id"]
        done = self.resolve(supervisor, conflict, taken_back=[two, two.upper(), two])
        self.assertEqual(done["type"], "done")
        self.assertEqual(self.count("verification_logs", event, "action = 'undone'"), 1)
        self.assert_sound(event)

    def test_what_was_missing_explains_a_refusal(self):
        event, tickets = self.installation.make_event(1)
        desk, supervisor = self.connect("two"), self.connect("supervisor", 1)
        supervisor.join(event)
        self.sync(desk, event, make_scan(tickets[0][1], "refused", ALREADY, seconds_ago=30))
        opened = supervisor.receive("conflict_opened")["conflict"]
        self.assertEqual(opened["kind"], "should_admit")
        self.sync(self.connect("one"), event, make_scan(tickets[0][1], seconds_ago=60))
        told = supervisor.receive("conflict_resolved")["conflict"]
        self.assertEqual((told["id"], told["resolution"], told["resolved_by"]),
                         (opened["id"], "explained", None))

    def test_two_relays_are_told_of_the_same_ticket_at_once(self):
        event, tickets = self.installation.make_event(20)
        desks = [self.connect("one", 0), self.connect("two", 1), self.connect("three", 0)]
        for desk in desks:
            desk.send(type="sync_scans", id="race", event_id=event,
                      scans=[make_scan(code) for _, code in tickets])
        for desk in desks:
            self.assertEqual(len(desk.receive(re="race")["verdicts"]), 20)
        self.assertEqual(self.count("conflicts", event), 20)
        self.assertEqual(self.count("conflicts", event, "cardinality (scans) = 3"), 20)
        self.assert_sound(event)


class TestLateDeliveries(SyncCase):
    def make_keyed(self):
        """A device with a key, and sessions on it of two people, one of which has ended."""
        key = DeviceKey()
        make = self.installation.make_key_session
        here = make("one@example.org", key)
        found = "SELECT {} FROM sessions WHERE token_sha256 = decode ('{}', 'hex')"
        digest = hashlib.sha256(here.encode()).hexdigest()
        device = self.ask(found.format("device_id", digest))
        gone = make("two@example.org", key, device)
        other = self.ask(found.format("id", hashlib.sha256(gone.encode()).hexdigest()))
        self.ask(f"UPDATE sessions SET ended_at = now () WHERE id = '{other}'")
        client = Client(self.relays[0], here, key)
        self.addCleanup(client.close)
        return client, key, self.ask(found.format("id", digest)), other

    def test_scans_are_credited_to_who_made_them(self):
        event, tickets = self.installation.make_event(4)
        client, key, own, other = self.make_keyed()
        scans = [make_scan(tickets[0][1], session_id=own),
                 make_scan(tickets[1][1], session_id=other),
                 make_scan(tickets[2][1], session_id=other),
                 make_scan(tickets[3][1], session_id=str(uuid.uuid4()))]
        for scan in scans[:2]:
            scan["signature"] = sign(scan, event, key)
        scans[2]["signature"] = sign(scans[2], event, DeviceKey())
        verdicts = self.sync(client, event, *scans)
        codes = [verdict.get("error", {}).get("code") for verdict in verdicts]
        self.assertEqual(codes, [None, None, "not_permitted", None])
        credited = self.ask("SELECT staff_email FROM verification_logs"
                            f" WHERE event_id = '{event}' ORDER BY log_no")
        self.assertEqual(credited.split(),
                         ["one@example.org", "two@example.org", "one@example.org"])

    def test_a_session_of_another_device_does_not_count(self):
        event, tickets = self.installation.make_event(1)
        self.make_keyed()
        foreign = self.ask("SELECT s.id FROM sessions s JOIN staff m ON m.id = s.staff_id"
                           " WHERE email = 'supervisor@example.org'")
        self.sync(self.connect("one"), event, make_scan(tickets[0][1], session_id=foreign))
        credited = self.ask(f"SELECT staff_email FROM verification_logs WHERE event_id = '{event}'")
        self.assertEqual(credited, "one@example.org")


    def deliver(self, device, key, event, *scans):
        _, asked = self.relays[0].post("/v1/auth/challenge", {"type": "get_challenge"})
        challenge = asked["challenge"]
        return self.relays[0].post("/v1/devices/deliver", {
            "type": "deliver_scans", "device_id": device, "challenge": challenge,
            "proof": key.sign("deliver", challenge), "event_id": event, "scans": scans})

    def test_a_revoked_device_delivers_what_it_has(self):
        event, tickets = self.installation.make_event(4)
        client, key, own, other = self.make_keyed()
        device = client.hello["device"]["id"]
        admin = self.connect("admin", 1)
        seq = admin.join(event)["seq"]
        self.installation.ctl("device", "revoke", device)
        self.assertEqual(client.read_close(), 4403)
        before, after, forged, unnamed = (
            make_scan(tickets[0][1], session_id=own), make_scan(tickets[1][1], session_id=other,
                                                                seconds_ago=0),
            make_scan(tickets[2][1], session_id=own), make_scan(tickets[3][1]))
        for scan, signer in ((before, key), (after, key), (forged, DeviceKey())):
            scan["signature"] = sign(scan, event, signer)
        said = []
        heard = self.installation.hear_bell(lambda: said.extend(
            self.deliver(device, key, event, before, after, forged, unnamed)))
        self.assertIn(f"{event}:{seq + 2}", heard)
        status, answer = said
        self.assertEqual((status, answer["type"]), (200, "scans_delivered"), answer)
        outcomes = [verdict.get("outcome") or verdict["error"]["code"]
                    for verdict in answer["verdicts"]]
        self.assertEqual(outcomes, ["admitted", "admitted", "not_permitted", "not_permitted"])
        # Everybody hears of it, and admins are to look at it.
        admin.follow(0, seq + 2)
        alert = admin.receive("alert_raised")["alert"]
        self.assertEqual((alert["kind"], alert["device_id"]), ("late_delivery", device))
        conflict = admin.receive("conflict_opened")["conflict"]
        self.assertEqual((conflict["kind"], conflict["scans"][0]["scan_id"]),
                         ("should_refuse", after["scan_id"]))
        # Again, word for word; and with another key.
        self.assertEqual(self.deliver(device, key, event, before)[1]["verdicts"],
                         answer["verdicts"][:1])
        status, refused = self.deliver(device, DeviceKey(), event, before)
        self.assertEqual((status, refused["code"]), (401, "signed_out"))
        self.assertEqual(self.count("verification_logs", event), 2)
        self.assert_sound(event)

    def test_what_it_delivers_is_stored_with_its_alert_or_not_at_all(self):
        event, tickets = self.installation.make_event(1)
        client, key, own, _ = self.make_keyed()
        device = client.hello["device"]["id"]
        self.installation.ctl("device", "revoke", device)
        scan = make_scan(tickets[0][1], session_id=own)
        scan["signature"] = sign(scan, event, key)
        connection = ["-h", (self.installation.data / "run").resolve(), "-U", "postgres", "foyer"]
        with locked_table("alerts", connection, self.ask):
            self.assertEqual(self.deliver(device, key, event, scan)[0], 503)
        self.assertEqual(self.count("verification_logs", event), 0)
        heard = self.installation.hear_bell(lambda: self.assertEqual(
            self.deliver(device, key, event, scan)[0], 200))
        self.assertIn(event, [bell.split(":")[0] for bell in heard])
        self.assertEqual(self.count("alerts", event, f"device_id = '{device}'"), 1)


class TestDrain(SyncCase):
    def test_live_scans_do_not_wait_for_a_queue(self):
        """A thousand late scans are on their way, and a live one comes in between."""
        event, tickets = self.installation.make_event(1001)
        desk, door = self.connect("one"), self.connect("two")
        codes = [code for _, code in tickets]
        for at in range(0, 1000, 100):
            desk.send(type="sync_scans", id=str(at), event_id=event,
                      scans=[make_scan(code) for code in codes[at:at + 100]])
        live = door.verify(event, codes[1000])
        self.assertEqual(live["outcome"], "admitted")
        for at in range(0, 1000, 100):
            verdicts = desk.receive(re=str(at))["verdicts"]
            self.assertEqual({verdict.get("outcome") for verdict in verdicts}, {"admitted"})
        before = self.ask("SELECT count (*) FILTER (WHERE log_no > (SELECT log_no FROM"
                          f" verification_logs WHERE event_id = '{event}' AND NOT offline))"
                          f" FROM verification_logs WHERE event_id = '{event}'")
        self.assertGreater(int(before), 0)
        wait_until(lambda: self.count("verification_logs", event) == 1001, "all are stored")
        self.assert_sound(event)


if __name__ == "__main__":
    unittest.main()
