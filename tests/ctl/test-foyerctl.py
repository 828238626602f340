# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of foyerctl but the import: what it prints, and how it fails."""

import csv
import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import unittest

import foyerctl

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
COMMANDS = (
    "migrate", "event create", "event list", "event policy", "event pause", "event resume",
    "event tell", "event close", "event reopen",
    "conflict list",
    "conflict resolve", "list create", "list list", "gate create",
    "gate list", "ticket import", "ticket issue", "ticket qr", "ticket void", "ticket export",
    "staff add", "staff list", "device list", "device pair",
    "device history", "device approve", "device revoke",
    "session create", "alert list", "alert acknowledge", "setting list", "setting set",
    "setting unset", "audit verify", "audit export",
    "backup create", "backup verify", "backup restore",
)


class Usage(foyerctl.Case):
    """What needs no database: the folder of these tests stays empty."""

    def tearDown(self):
        self.assertFalse(self.data.exists())

    def test_every_level_has_help(self):
        everything = self.ctl("--help")
        for command in COMMANDS:
            words = command.split()
            self.assertIn(command, everything)
            said = self.ctl(*words, "--help")
            self.assertIn(f"foyerctl {command} ", said)
            self.assertIn("--json", said)
            self.assertIn("--data-dir", said)
            if len(words) > 1:
                self.assertIn(command, self.ctl(words[0], "--help"))

    def test_version(self):
        self.assertRegex(self.ctl("--version"), r"\Afoyerctl \d+\.\d+\.\d+\n\Z")

    def test_wrong_usage_exits_with_2(self):
        self.assert_misused("a command is missing")
        self.assert_misused("no such command", "frobnicate")
        self.assert_misused("a command is missing after “ticket”", "ticket")
        self.assert_misused("no such ticket command", "ticket", "frobnicate")
        self.assert_misused("Unknown option", "--frobnicate", "migrate")
        self.assert_misused("Unknown option", "migrate", "--frobnicate")
        self.assert_misused("too many arguments", "migrate", "now")
        self.assert_misused("Unknown option", "migrate", "--version")
        self.assert_misused("--name is missing", "event", "create")
        self.assert_misused("Missing argument", "event", "create", "--name")
        self.assert_misused("more than once", "event", "create", "--name=a", "--name=b")
        self.assert_misused("--name takes", "event", "create", "--name", "")
        self.assert_misused("--name takes", "event", "create", "--name", "a\nb")
        self.assert_misused("--name takes", "event", "create", "--name", "x" * 201)
        self.assert_misused("more than blanks", "event", "create", "--name", " \u3000")
        self.assert_misused("more than blanks", "session", "create", "--staff=a@x.org",
                            "--device= ")
        self.assert_misused("--name takes", "event", "create", b"--name=\xff")
        self.assert_misused("--time-zone", "event", "create", "--name=a", "--time-zone=Moon/Sea")
        self.assert_misused("--starts", "event", "create", "--name=a", "--starts=soon")
        self.assert_misused("not after", "event", "create", "--name=a", "--starts=2026-05-02",
                            "--ends=2026-05-01")
        self.assert_misused("signed or short", "event", "create", "--name=a", "--codes=long")
        self.assert_misused("--event takes an id", "ticket", "issue", "--event=7", "--count=1")
        for count in ("0", "-1", "1000001", "x", "1.5", "", "99999999999999999999"):
            self.assert_misused("--count takes a whole number", "ticket", "issue",
                                f"--event={foyerctl.NOBODY}", f"--count={count}")
        self.assert_misused("ID is missing", "ticket", "void")
        self.assert_misused("ID takes an id", "ticket", "void", "everything")
        self.assert_misused("e-mail address", "staff", "add", "ann", "--role=staff")
        self.assert_misused("staff, supervisor or admin", "staff", "add", "a@b", "--role=boss")
        self.assert_misused("e-mail address", "session", "create", "--staff=ann", "--device=x")
        self.assert_misused("FILE is missing", "backup", "create")
        self.assert_misused("FILE is a file", "backup", "verify", "-")


class Commands(foyerctl.Case):
    """What each command prints."""

    def test_migrate_may_be_repeated(self):
        first = self.ctl("migrate")
        self.assertRegex(first, r"\AThe database has version \d+\.\n\Z")
        self.assertEqual(self.ctl("migrate"), first)
        self.assertGreaterEqual(self.json("migrate")["version"], 1)

    def test_events(self):
        said = self.ctl("event", "create", "--name", "Größe 2026", "--time-zone=Europe/Berlin",
                        "--starts=2026-05-01", "--ends=2026-05-03", "--codes=short")
        self.assertRegex(said, rf"\A{UUID}\n\Z")
        other = self.json("event", "create", "--name", "Other")["id"]
        listed = self.ctl("event", "list").splitlines()
        self.assertIn(f"{said.strip()}\tGröße 2026", listed)
        self.assertIn(f"{other}\tOther", listed)
        events = self.json("event", "list")["events"]
        self.assertEqual([event["name"] for event in events if event["id"] == other], ["Other"])

    def test_options_may_follow_the_command(self):
        said = foyerctl.run(foyerctl.PROGRAM, "event", "list", "--json", f"--data-dir={self.data}")
        self.assertIn("events", json.loads(said.stdout))

    def test_records_that_hold(self):
        event = self.make_event()
        self.ctl("ticket", "issue", "--event", event, "--count=2")
        holds = "Everything that was recorded is there as it was written.\n"
        self.assertEqual(self.ctl("audit", "verify"), holds)
        self.assertEqual(self.ctl("audit", "verify", "--event", event.upper()), holds)
        self.assertEqual(self.json("audit", "verify"), {"holds": True, "problems": []})
        self.assert_fails("no such event", "audit", "verify", "--event", foyerctl.NOBODY)

    def test_lists_and_gates(self):
        event = self.make_event()
        self.ctl("ticket", "issue", "--event", event, "--count=1", "--type=Day")
        said = self.ctl("list", "create", "--event", event, "--name=Friday", "--type=Day",
                        "--starts=2026-05-01 18:00", "--reentry",
                        "--reentry-delay=5")
        self.assertRegex(said, rf"\A{UUID}\n\Z")
        gate = self.ctl("gate", "create", "--event", event.upper(), "--name=North",
                        "--list", said.strip())
        self.assertRegex(gate, rf"\A{UUID}\n\Z")
        self.assert_fails("already has a check-in list of this name", "list", "create", "--event",
                          event, "--name=Friday", "--type=Unheard of")
        self.assert_fails("already has a gate of this name", "gate", "create", "--event", event,
                          "--name=North")
        self.assert_fails("no such event", "list", "create", "--event", foyerctl.NOBODY,
                          "--name=Friday")
        self.assert_fails("", "gate", "create", "--event", event, "--name=South",
                          "--list", foyerctl.NOBODY)
        self.assertEqual(
            self.run_ctl("list", "create", "--event", event, "--name=x", "--reentry-delay=5")
            .returncode, 2)

    def test_lists_and_gates_are_listed(self):
        event = self.make_event()
        friday = self.ctl("list", "create", "--event", event, "--name=Friday").strip()
        north = self.ctl("gate", "create", "--event", event, "--name=North", "--list",
                         friday).strip()
        south = self.ctl("gate", "create", "--event", event, "--name=South").strip()
        lists = self.json("list", "list", "--event", event)["lists"]
        self.assertEqual([(each["name"], each["default"]) for each in lists],
                         [("Main", True), ("Friday", False)])
        self.assertEqual(lists[1]["id"], friday)
        self.assertEqual(self.ctl("list", "list", "--event", event),
                         f"{lists[0]['id']}\tMain\tdefault\n{friday}\tFriday\t\n")
        self.assertEqual(self.ctl("gate", "list", "--event", event),
                         f"{north}\tNorth\t{friday}\n{south}\tSouth\t\n")
        self.assertEqual(self.json("gate", "list", "--event", event)["gates"],
                         [{"id": north, "name": "North", "list": friday},
                          {"id": south, "name": "South", "list": None}])
        self.assert_fails("no such event", "list", "list", "--event", foyerctl.NOBODY)

    def test_new_ticket_types_are_said(self):
        event = self.make_event()
        self.ctl("ticket", "issue", "--event", event, "--count=1", "--type=Day")
        said = self.run_ctl("list", "create", "--event", event, "--name=Friday", "--type=Day",
                            "--type=Dya")
        self.assertEqual(said.returncode, 0)
        self.assertRegex(said.stdout, rf"\A{UUID}\n\Z")
        self.assertEqual(said.stderr,
                         "foyerctl: “Dya” is a new ticket type of this event.\n")
        self.assertEqual(self.run_ctl("list", "create", "--event", event, "--name=Saturday",
                                      "--type=Dya").stderr, "")

    def test_two_events_of_one_name(self):
        first = self.make_event("Twin")
        said = self.run_ctl("event", "create", "--name=Twin")
        self.assertEqual(said.returncode, 0)
        self.assertRegex(said.stdout, rf"\A{UUID}\n\Z")
        self.assertEqual(said.stderr,
                         f"foyerctl: Another event is called “Twin” too: {first}.\n")

    def test_failure_as_json(self):
        said = self.assert_fails("no such event", "--json", "ticket", "issue",
                                 "--event", foyerctl.NOBODY, "--count=1")
        self.assertEqual(json.loads(said.stdout)["error"]["code"], "not_found")

    def test_wrong_usage_as_json(self):
        for words in (("--json", "frobnicate"), ("event", "--json"), ("event", "create", "--json"),
                      ("--json", "--frobnicate", "migrate"),
                      ("staff", "add", "nobody", "--role=staff", "--json")):
            said = self.run_ctl(*words)
            self.assertEqual(said.returncode, 2, words)
            self.assertEqual(json.loads(said.stdout)["error"]["code"], "bad_request")
            self.assertIn("--help", said.stderr)
        self.assertEqual(self.run_ctl("staff", "add", "--", "--json").stdout, "")

    def test_staff(self):
        self.assertEqual(self.ctl("staff", "add", "zoe@example.org", "--role=staff"), "")
        self.assertEqual(self.json("staff", "add", "zoe@example.org", "--role=admin",
                                   "--name=Zoë"), {"done": True})
        self.assertIn("zoe@example.org\tadmin\tZoë", self.ctl("staff", "list").splitlines())
        self.assertIn({"email": "zoe@example.org", "name": "Zoë", "role": "admin", "events": [],
                       "signed_in": False, "invited": False}, self.json("staff", "list")["staff"])

    def test_an_address_from_standard_input(self):
        self.ctl("staff", "add", "-", "--role=staff", input="ida@example.org\n")
        self.assertIn("ida@example.org\tstaff\t", self.ctl("staff", "list").splitlines())
        said = self.json("staff", "invite", "-", "--role=admin", input="ulf@example.org")
        self.assertRegex(said["code"], "^[A-Z2-7]{4}")
        self.assertIn("ulf@example.org", self.ctl("staff", "list"))
        said = self.run_ctl("staff", "invite", "-", "--role=admin", input="a@b.org\nc@d.org\n")
        self.assertEqual(said.returncode, 2)

    def test_staff_at_one_event(self):
        event = self.make_event()
        self.assert_fails("no staff member", "staff", "role", "eva@example.org", "--role=admin")
        self.assert_fails("no staff member", "staff", "invite", "eva@example.org")
        self.assert_misused("--role", "staff", "invite", "eva@example.org", "--event", event)
        self.assert_misused("--role takes", "staff", "role", "eva@example.org", "--role=king")
        self.assert_misused("e-mail", "staff", "invite", "eva", "--role=staff")
        self.assert_fails("no such event", "staff", "invite", "eva@example.org", "--role=staff",
                          "--event", foyerctl.NOBODY)
        self.ctl("staff", "invite", "eva@example.org", "--role=admin", "--event", event)
        self.assertIn("eva@example.org\t-\t", self.ctl("staff", "list").splitlines())
        listed = {member["email"]: member for member in self.json("staff", "list")["staff"]}
        self.assertEqual(listed["eva@example.org"]["events"],
                         [{"event_id": event, "role": "admin"}])
        self.assertEqual(listed["eva@example.org"]["invited"], True)
        self.ctl("staff", "role", "eva@example.org", "--role=none", "--event", event)
        self.ctl("staff", "role", "Eva@example.org", "--role=supervisor")
        self.assertIn("eva@example.org\tsupervisor\t", self.ctl("staff", "list").splitlines())
        self.ctl("staff", "remove", "eva@example.org")
        self.assertNotIn("eva@example.org", self.ctl("staff", "list"))
        self.assert_fails("no staff member", "staff", "remove", "eva@example.org")
        self.assert_fails("no staff member", "session", "create", "--staff=eva@example.org",
                          "--device=Desk")

    def test_invitations(self):
        path = self.folder / "invitation.png"
        code, text = self.ctl("staff", "invite", "ida@example.org", "--role=staff",
                              "--qr", path).splitlines()
        self.assertRegex(code, r"\A([A-Z2-7]{4}-){3}[A-Z2-7]{4}\Z")
        self.assertEqual(text, "FOYER:INVITE/" + code.replace("-", ""))
        self.assertEqual(path.read_bytes()[1:4], b"PNG")
        invitation = self.json("staff", "invite", "ida@example.org")
        self.assertEqual(set(invitation), {"code", "text", "expires"})
        self.assertNotEqual(invitation["code"], code)

    def test_the_end_of_sessions(self):
        self.ctl("staff", "add", "ann@example.org", "--role=staff")
        for desk in ("Desk 1", "Desk 2", "Desk 3"):
            self.ctl("session", "create", "--staff=ann@example.org", "--device", desk)
        lines = self.ctl("session", "list", "--staff=Ann@example.org").splitlines()
        self.assertEqual(len(lines), 3)
        session, email, desk, way, _ = lines[0].split("\t")
        self.assertEqual((email, way), ("ann@example.org", "token"))
        self.ctl("session", "end", session)
        listed = self.json("session", "list", "--staff=ann@example.org")["sessions"]
        self.assertEqual(len(listed), 2)
        self.assertNotIn(desk, [session["device"] for session in listed])
        self.assert_fails("no such session", "session", "end", foyerctl.NOBODY)
        self.ctl("session", "end-all", "ann@example.org")
        self.assertEqual(self.ctl("session", "list", "--staff=ann@example.org"), "")

    def test_alerts(self):
        self.ctl("migrate")
        self.assertEqual(self.ctl("alert", "list"), "")
        self.assertEqual(self.json("alert", "list"), {"alerts": []})
        self.assert_fails("no such alert", "alert", "acknowledge", foyerctl.NOBODY)
        self.assert_misused("ID takes an id", "alert", "acknowledge", "everything")

    def test_offline_policies(self):
        event = self.ctl("event", "create", "--name=Offline").strip()
        self.ctl("ticket", "issue", f"--event={event}", "--count=1", "--type=VIP")
        for offline in ("signed", "hold:0", "hold:20", "allow"):
            self.ctl("event", "policy", f"--event={event}", f"--offline={offline}")
        for offline in ("hold:7", "inherit"):
            self.ctl("event", "policy", f"--event={event}", f"--offline={offline}", "--type=VIP")
        self.assert_fails("no such ticket type", "event", "policy", f"--event={event}",
                          "--offline=allow", "--type=Crew")
        self.assert_fails("no such event", "event", "policy", f"--event={foyerctl.NOBODY}",
                          "--offline=allow")
        for offline in ("never", "hold", "hold:", "hold:-1", "hold:1000001", "allow:1", "inherit"):
            self.assert_misused("--offline takes", "event", "policy", f"--event={event}",
                                f"--offline={offline}")

    def test_events_are_closed_and_opened_again(self):
        open_one = self.ctl("event", "create", "--name=Still open").strip()
        event = self.ctl("event", "create", "--name=Over").strip()
        def list_closed():
            listed = self.json("event", "list")["events"]
            return [each["id"] for each in listed if each["closed"]]
        for _ in range(2):
            self.ctl("event", "close", f"--event={event}")
        self.assertEqual(list_closed(), [event])
        lines = self.ctl("event", "list").splitlines()
        self.assertEqual(lines[-1], f"{event}\tOver\tclosed")
        self.assertIn(open_one, lines[-2])
        self.ctl("event", "reopen", f"--event={event}")
        self.assertEqual(list_closed(), [])
        for command in ("close", "reopen"):
            self.assert_fails("no such event", "event", command, f"--event={foyerctl.NOBODY}")
        self.ctl("audit", "verify", f"--event={event}")

    def test_entry_is_paused_and_resumed(self):
        event = self.ctl("event", "create", "--name=Paused").strip()
        self.ctl("event", "pause", f"--event={event}", "--message=Please wait.")
        self.ctl("event", "tell", f"--event={event}", "--message=Five minutes more.")
        self.ctl("event", "tell", f"--event={event}")
        self.ctl("event", "resume", f"--event={event}")
        for command in ("pause", "resume", "tell"):
            self.assert_fails("no such event", "event", command, f"--event={foyerctl.NOBODY}")
        self.assert_misused("--message takes", "event", "pause", f"--event={event}",
                            "--message=" + "x" * 501)
        self.ctl("audit", "verify", f"--event={event}")

    def test_conflicts(self):
        event = self.ctl("event", "create", "--name=Conflicts").strip()
        self.assertEqual(self.ctl("conflict", "list", f"--event={event}"), "")
        self.assertEqual(self.json("conflict", "list", f"--event={event}", "--resolved"),
                         {"conflicts": []})
        options = ("--resolution=fraud", "--reason=Seen on camera")
        self.assert_fails("no such conflict", "conflict", "resolve", foyerctl.NOBODY, *options)
        self.assert_misused("--take-back takes", "conflict", "resolve", foyerctl.NOBODY, *options,
                            "--take-back=all")
        for word in ("explained", "none", "bad luck"):
            self.assert_misused("--resolution takes", "conflict", "resolve", foyerctl.NOBODY,
                                f"--resolution={word}", "--reason=x")

    def test_sessions_and_devices(self):
        self.ctl("staff", "add", "dan@example.org", "--role=staff")
        said = self.ctl("session", "create", "--staff=dan@example.org", "--device=Desk 7")
        self.assertRegex(said, r"\A[A-Za-z0-9_-]{40,}\n\Z")
        other = self.json("session", "create", "--staff=dan@example.org", "--device=Desk 8",
                          "--no-rate-limit")
        self.assertNotEqual(other["token"], said.strip())
        self.assertRegex(other["session_id"], rf"\A{UUID}\Z")
        devices = {device["name"]: device for device in self.json("device", "list")["devices"]}
        self.assertEqual(other["device_id"], devices["Desk 8"]["id"])
        desk = devices["Desk 7"]
        self.assertEqual((desk["status"], desk["staff_email"]), ("approved", "dan@example.org"))
        self.assertIn(f"{desk['id']}\tapproved\tDesk 7\tdan@example.org",
                      self.ctl("device", "list").splitlines())
        self.assertEqual(self.ctl("device", "revoke", desk["id"]), "")
        self.assertIn(f"{desk['id']}\trevoked", self.ctl("device", "list"))
        self.assertEqual(self.json("device", "approve", desk["id"]), {"done": True})
        self.assert_fails("", "device", "revoke", foyerctl.NOBODY)
        self.assert_fails("", "device", "history", foyerctl.NOBODY)
        history = self.ctl("device", "history", desk["id"]).splitlines()
        self.assertEqual([line.split("\t")[1] for line in history],
                         ["approved", "revoked", "signed_out"])
        newest = self.json("device", "history", desk["id"], "--limit=1")["accesses"]
        self.assertEqual([one["kind"] for one in newest], ["approved"])
        self.assert_fails("No relay", "device", "pair")

    def test_where_a_device_works(self):
        self.ctl("staff", "add", "dan@example.org", "--role=staff")
        self.ctl("session", "create", "--staff=dan@example.org", "--device=Desk 9")
        event = self.make_event()
        evening = self.ctl("list", "create", "--event", event, "--name=Evening").strip()

        def find():
            devices = self.json("device", "list")["devices"]
            return [one for one in devices if one["gate"] == "North"][0]

        device = [one["id"] for one in self.json("device", "list")["devices"]
                  if one["name"] == "Desk 9"][0]
        self.ctl("device", "approve", device, "--name=Door 9", "--gate=North", f"--list={evening}")
        found = find()
        self.assertEqual((found["id"], found["name"], found["event_id"], found["list_id"]),
                         (device, "Door 9", event, evening))
        self.assert_fails("another event", "device", "approve", device, f"--list={evening}",
                          f"--event={self.make_event()}")
        self.ctl("device", "revoke", device, "--reason=Left in a taxi")
        self.assertEqual(find()["revoked_by"], "foyerctl")
        self.assert_fails("", "session", "create", "--staff=eve@example.org", "--device=x")

    def test_issue_and_void(self):
        event = self.make_event()
        lines = self.ctl("ticket", "issue", "--event", event, "--count=3",
                         "--type=Day pass").splitlines()
        self.assertEqual(len(lines), 3)
        for line in lines:
            self.assertRegex(line, rf"\A{UUID}\tF1[A-Z2-7]{{151}}\Z")
        issued = self.json("ticket", "issue", "--event", event, "--count=2", "--order=O-1",
                           "--entries=4", "--valid-from=2026-05-01")["tickets"]
        self.assertEqual(len({ticket["code"] for ticket in issued}), 2)
        self.assertEqual(self.ctl("ticket", "void", issued[0]["id"].upper()), "")
        self.assertEqual(self.json("ticket", "void", issued[0]["id"]), {"done": True})
        self.assert_fails("no such ticket", "ticket", "void", foyerctl.NOBODY)
        rows = {row["id"]: row for row in self.json("ticket", "export", "--event", event)
                ["tickets"]}
        self.assertEqual(rows[issued[0]["id"]]["ticket_status"], "void")
        self.assertEqual(rows[issued[1]["id"]]["allowed_entries"], 4)
        self.assertEqual(rows[issued[1]["id"]]["valid_from"], "2026-05-01T00:00:00.000Z")

    def test_short_codes(self):
        event = self.make_event("Short", "--codes=short")
        self.assertRegex(self.ctl("ticket", "issue", "--event", event, "--count=1"),
                         rf"\A{UUID}\tF0[A-Z2-7]{{26}}\n\Z")


class Pictures(foyerctl.Case):
    """ticket qr."""

    def test_pictures_say_the_codes(self):
        event = self.make_event()
        lines = self.ctl("ticket", "issue", "--event", event, "--count=3").splitlines()
        codes = dict(line.split("\t") for line in lines)
        folder = self.folder / "deep" / "pictures"
        void = min(codes)
        self.ctl("ticket", "void", void)
        self.assertEqual(self.ctl("ticket", "qr", "--event", event, "--out", folder),
                         "2 pictures written\n")
        del codes[void]
        self.assertEqual({path.name for path in folder.iterdir()}, {f"{id}.png" for id in codes})
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        self.assertEqual(self.json("ticket", "qr", "--event", event, "--out", folder),
                         {"pictures": 2, "removed": 0})
        if shutil.which("zbarimg") is None:
            self.skipTest("zbarimg is not installed")
        for ticket, code in codes.items():
            said = subprocess.run(["zbarimg", "--quiet", "--raw", folder / f"{ticket}.png"],
                                  capture_output=True, text=True, check=True)
            self.assertEqual(said.stdout.strip(), code)

    def test_codes_of_other_programs(self):
        event = self.make_event()
        codes = ["größe-1", "日本-7", "Zoë ✓", "plain-8", "ABC 123"]
        table = "Code\n" + "".join(f"{code}\n" for code in codes)
        self.ctl("ticket", "import", "--event", event, "-", input=table)
        folder = self.folder / "foreign"
        self.ctl("ticket", "qr", "--event", event, "--out", folder)
        if shutil.which("zbarimg") is None:
            self.skipTest("zbarimg is not installed")
        for row in self.json("ticket", "export", "--event", event)["tickets"]:
            said = subprocess.run(["zbarimg", "--quiet", "--raw", folder / f"{row['id']}.png"],
                                  capture_output=True, check=True)
            self.assertEqual(said.stdout.decode().strip(), row["code"])

    def test_pictures_of_void_tickets_go(self):
        event = self.make_event()
        lines = self.ctl("ticket", "issue", "--event", event, "--count=2").splitlines()
        void, kept = (line.split("\t")[0] for line in lines)
        folder = self.folder / "void"
        self.ctl("ticket", "qr", "--event", event, "--out", folder)
        other = folder / f"{foyerctl.NOBODY}.png"
        other.write_bytes(b"of somebody else")
        self.ctl("ticket", "void", void)
        self.assertEqual(self.ctl("ticket", "qr", "--event", event, "--out", folder),
                         "1 picture written, 1 of void tickets removed\n")
        self.assertEqual({path.name for path in folder.iterdir()}, {f"{kept}.png", other.name})
        self.assertEqual(self.ctl("ticket", "qr", "--event", event, "--out", folder),
                         "1 picture written\n")

    def test_no_folder(self):
        event = self.make_event()
        self.assert_fails("cannot be made", "ticket", "qr", "--event", event,
                          "--out", self.write("file", "x"))
        self.assert_fails("no such event", "ticket", "qr", "--event", foyerctl.NOBODY,
                          "--out", self.folder / "none")
        self.assertFalse((self.folder / "none").exists())


class Export(foyerctl.Case):
    """ticket export, and what an import makes of it."""

    TABLE = (
        "code,name,email,type,order,paid,note,valid from,valid until,allowed entries\n"
        "A-1,Ann,ann@example.org,Day,O1,yes,,,,\n"
        'A-2,"=HYPERLINK(""x"")",,Day,O1,no,"+1, please",,,3\n'
        "A-3,@sum,,VIP,,cancelled,-2,2026-05-01,2026-05-02,\n"
        "-4,Zoë \U0001f39f,,VIP,,,,,,\n"
    )

    def test_round_trip(self):
        event = self.make_event()
        self.ctl("ticket", "import", "--event", event, self.write("first.csv", self.TABLE))
        text = self.ctl("ticket", "export", "--event", event)
        rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
        self.assertEqual(rows["A-2"]["name"], "'=HYPERLINK(\"x\")")
        self.assertEqual(rows["A-2"]["attention"], "'+1, please")
        self.assertEqual(rows["A-3"]["name"], "'@sum")
        self.assertEqual(rows["A-3"]["payment_status"], "void")
        self.assertEqual(rows["'-4"]["name"], "Zoë \U0001f39f")
        for row in rows.values():
            for cell in row.values():
                self.assertNotRegex(cell, r"\A[=+\-@\t\r]")
        path = self.write("export.csv", text)
        again = self.json("ticket", "import", "--event", event, path)
        self.assertEqual((again["added"], again["changed"], again["unchanged"]), (0, 0, 4))
        other = self.make_event("Other")
        moved = self.json("ticket", "import", "--event", other, path)
        self.assertEqual((moved["added"], moved["refused"]), (4, []))
        self.assertEqual(self.without_ids(other), self.without_ids(event))

    def without_ids(self, event):
        text = self.ctl("ticket", "export", "--event", event)
        return [list(row.values())[1:] for row in csv.DictReader(io.StringIO(text))]

    def test_lines_end_as_rfc_4180_has_it(self):
        event = self.make_event()
        self.ctl("ticket", "issue", "--event", event, "--count=1")
        said = subprocess.run(
            [foyerctl.PROGRAM, f"--data-dir={self.data}", "ticket", "export", "--event", event],
            capture_output=True, check=True,
        )
        self.assertEqual(len(re.findall(rb"\r\n", said.stdout)), 2)
        self.assertEqual(said.stdout.count(b"\n"), 2)

    def test_output_that_cannot_be_written(self):
        event = self.make_event()
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        with open("/dev/full", "w", encoding="ascii") as full:
            said = self.run_ctl("ticket", "export", "--event", event, stdout=full)
        self.assertEqual(said.returncode, 1)
        self.assertIn("Standard output cannot be written", said.stderr)

    def test_nobody_reads_to_the_end(self):
        event = self.make_event()
        self.ctl("ticket", "issue", "--event", event, "--count=500")
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as closed:
            said = self.run_ctl("ticket", "export", "--event", event, stdout=closed)
        self.assertEqual((said.returncode, said.stderr), (-signal.SIGPIPE, ""))

    def test_no_event(self):
        self.assert_fails("no such event", "ticket", "export", "--event", foyerctl.NOBODY)


if __name__ == "__main__":
    unittest.TestCase.maxDiff = None
    foyerctl.main()
