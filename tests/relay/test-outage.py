# SPDX-License-Identifier: GPL-3.0-or-later
"""What is below a relay fails: PostgreSQL dies, its disk is full, the doorbell or Redis is away."""

import os
import signal
import subprocess
import unittest
import uuid
from pathlib import Path

from relay_bed import PATIENCE, POSTGRES, Client, Installation, start_redis, wait_until


class TestOutage(unittest.TestCase):
    def setUp(self):
        self.installation = Installation()
        self.addCleanup(self.installation.close)

    def set_up_desk(self, n_tickets):
        relay = self.installation.start_relay()
        event, tickets = self.installation.make_event(n_tickets)
        token = self.installation.make_session("desk@example.org", "supervisor", "Desk")
        return relay, event, [code for _, code in tickets], token

    def test_postgresql_killed_in_the_middle_of_batches(self):
        relay, event, codes, token = self.set_up_desk(400)
        client = Client(relay, token)
        watcher = Client(relay, token)
        start = watcher.join(event)["seq"]
        watcher.follow(0, start)
        scans = {str(uuid.uuid4()): code for code in codes}
        for number, (scan, code) in enumerate(scans.items()):
            fields = {"event_id": event, "scan_id": scan, "code": code, "direction": "entry"}
            client.send(type="verify_ticket", id=scan, **fields)
            if number == 200:
                client.receive("verdict")
                self.installation.kill_postgresql()
        answered = {}
        for _ in range(len(scans) - 1):
            message = client.receive()
            self.assertIn(message["type"], ("verdict", "error"))
            answered[message["re"]] = message
        verdicts = [scan for scan, answer in answered.items() if answer["type"] == "verdict"]
        for scan, code in scans.items():
            self.assertEqual(client.verify(event, code, scan_id=scan)["outcome"], "admitted")
        self.installation.wait_for_postgresql()
        # Every verdict that was ever sent is in the database, and each scan is there once.
        logs = f"FROM verification_logs WHERE event_id = '{event}'"
        ask = self.installation.ask
        self.assertEqual(ask(f"SELECT count (*), count (DISTINCT scan_id) {logs}"), "400|400")
        for scan in verdicts:
            seq = ask(f"SELECT seq {logs} AND scan_id = '{scan}'")
            self.assertEqual(seq, str(answered[scan]["seq"]))
        newest = int(ask(f"SELECT seq FROM event_heads WHERE event_id = '{event}'"))
        watcher.follow(start, newest)
        client.close()
        watcher.close()
        self.assertEqual(relay.stop()[0], 0)

    def freeze(self):
        """All of PostgreSQL stands still; returns what lets it go on."""
        postmaster = self.installation.find_postmaster()
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        pids = [postmaster, *(int(pid) for pid in children)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)

        def go_on():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGCONT)
                except ProcessLookupError:
                    pass

        self.addCleanup(go_on)
        return go_on

    def test_frozen_postgresql_is_no_silence(self):
        relay, event, codes, token = self.set_up_desk(2)
        client = Client(relay, token)
        client.join(event)
        postmaster = self.installation.find_postmaster()
        go_on = self.freeze()
        scan = str(uuid.uuid4())
        answer = client.verify_once(event, codes[0], scan_id=scan)
        self.assertEqual((answer["type"], answer["code"]), ("error", "unavailable"))
        client.send(type="search_tickets", id="s", event_id=event, text="a")
        self.assertEqual(client.receive(re="s")["code"], "unavailable")
        wait_until(lambda: relay.get("/readyz")[0] == 503, "the relay is not ready")
        self.assertEqual(Client(relay, token).status, 503)
        # Somebody else's command neither waits for ever nor stops what others use.
        command = [os.environ["FOYERCTL"], "--data-dir", str(self.installation.data)]
        said = subprocess.run([*command, "event", "list"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(said.returncode, 1)
        self.assertIn("does not answer", said.stderr)
        go_on()
        self.assertEqual(client.verify(event, codes[0], scan_id=scan)["outcome"], "admitted")
        wait_until(lambda: relay.get("/readyz")[0] == 200, "the relay is ready")
        self.assertEqual(self.installation.find_postmaster(), postmaster)
        client.close()

    def start_alone(self):
        """A second relay, of which nobody knows yet whether it gets to listen."""
        command = [os.environ["FOYER_RELAY"], "--data-dir", str(self.installation.data)]
        process = subprocess.Popen([*command, "--listen", "127.0.0.1:0"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def assert_listens(self, process):
        said = process.stdout.readline() or process.stderr.read()
        self.assertRegex(said, "^foyer-relay: listening on ")

    def test_a_relay_that_starts_waits_for_a_frozen_postgresql(self):
        self.set_up_desk(1)
        go_on = self.freeze()
        relay = self.start_alone()
        self.assertRegex(relay.stderr.readline(), "^foyer-relay: PostgreSQL runs in .*, but it does"
                                                  r" not answer now\. The relay waits for it\.$")
        go_on()
        self.assert_listens(relay)

    def test_a_relay_that_starts_begins_again_where_it_is_cut_off(self):
        """As one is that PostgreSQL, standing still, takes for one that stands still."""
        self.set_up_desk(1)
        waiting = ("pg_stat_activity WHERE wait_event_type = 'Lock'"
                   " AND query LIKE '%foyer-migrations%' AND pid <> pg_backend_pid ()")
        ask = self.installation.ask
        command = [POSTGRES / "psql", "-h", (self.installation.data / "run").resolve()]
        with subprocess.Popen([*command, "-U", "foyer_owner", "-d", "foyer", "-X", "-q"],
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              text=True) as holder:
            holder.stdin.write("SELECT FROM pg_advisory_lock (hashtext ('foyer-migrations'));\n")
            holder.stdin.flush()
            held = "SELECT count (*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            wait_until(lambda: ask(held, "postgres") == "1", "nobody else migrates")
            relay = self.start_alone()
            wait_until(lambda: ask(f"SELECT count (*) FROM {waiting}", "postgres") == "1",
                       "the relay is about to migrate")
            ask(f"SELECT pg_terminate_backend (pid) FROM {waiting}", "postgres")
            self.assertRegex(relay.stderr.readline(), r"The relay waits for it\.$")
            holder.communicate("", timeout=PATIENCE)
        self.assert_listens(relay)

    def test_the_operator_hears_of_it_once(self):
        relay, event, codes, token = self.set_up_desk(1)
        client = Client(relay, token)
        wait_until(lambda: relay.get("/readyz")[0] == 200, "the relay is ready")
        go_on = self.freeze()
        wait_until(lambda: relay.get("/readyz")[0] == 503, "the relay is not ready")
        for _ in range(3):
            self.assertEqual(client.verify_once(event, codes[0])["code"], "unavailable")
        go_on()
        wait_until(lambda: relay.get("/readyz")[0] == 200, "the relay is ready again")
        client.verify(event, codes[0], scan_id=str(uuid.uuid4()))
        client.close()
        said = relay.stop()[1].splitlines()
        self.assertEqual(said[0], "foyer-relay: PostgreSQL does not answer; no scan is judged until"
                                  " it does.")
        self.assertRegex(said[1], r"^foyer-relay: PostgreSQL answers again, after \d+ s\.$")
        self.assertEqual(len(said), 2)

    def test_postgresql_log_is_not_filled_by_those_who_look(self):
        self.set_up_desk(1)
        self.installation.ctl("event", "list")
        log = (self.installation.data / "postgresql.log").read_text()
        self.assertNotIn("FATAL", log)

    def test_relay_killed_and_started_again(self):
        relay, event, codes, token = self.set_up_desk(2)
        client = Client(relay, token)
        client.verify(event, codes[0])
        client.close()
        postmaster = self.installation.find_postmaster()
        relay.process.kill()
        relay.process.wait()
        relay = self.installation.start_relay()
        self.assertEqual(self.installation.find_postmaster(), postmaster)
        client = Client(relay, token)
        self.assertEqual(client.verify(event, codes[0])["reason"], "already_admitted")
        client.close()

    def test_stopped_relay_says_goodbye(self):
        relay, event, codes, token = self.set_up_desk(1)
        client = Client(relay, token)
        client.join(event)
        relay.process.send_signal(signal.SIGTERM)
        self.assertEqual(client.read_close(), 1001)
        client.close()
        status, said = relay.stop()
        self.assertEqual(status, 0, said)

    def test_lost_doorbell_is_only_late(self):
        relay, event, codes, token = self.set_up_desk(2)
        watcher = Client(relay, token)
        start = watcher.join(event)["seq"]
        watcher.follow(0, start)
        # A writer that rings no bell: what it does is what a relay does whose bell was lost.
        other = self.installation.start_relay("--redis", "unix:///nonexistent/redis")
        scanner = Client(other, token)
        self.assertEqual(scanner.verify(event, codes[0])["seq"], start + 1)
        watcher.follow(start, start + 1)
        scanner.close()
        watcher.close()

    def test_full_disk_gives_no_verdict(self):
        """As root, a PostgreSQL on a tiny file system; elsewhere there is nothing to try."""
        if os.geteuid() != 0:
            self.skipTest("only root can mount a file system")
        mount = ["mount", "-t", "tmpfs", "-o", "size=150m,mode=755", "foyer-test"]
        data = self.installation.data
        data.mkdir(mode=0o755)
        if subprocess.run([*mount, data], capture_output=True, check=False).returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", data], check=False)
        relay, event, codes, token = self.set_up_desk(3)
        client = Client(relay, token)
        self.assertEqual(client.verify(event, codes[0])["outcome"], "admitted")
        # The write-ahead log needs another segment sooner or later: until then commits succeed.
        ballast = data / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        scan = str(uuid.uuid4())
        answers = []

        def fills_up():
            answers.append(client.verify_once(event, "x" * 1000))
            return answers[-1]["type"] == "error"

        wait_until(fills_up, "the disk is full")
        self.assertEqual(answers[-1]["code"], "unavailable")
        ballast.unlink()
        self.assertEqual(client.verify(event, codes[1], scan_id=scan)["outcome"], "admitted")
        client.close()
        relay.stop()


class TestRedis(unittest.TestCase):
    def test_relays_hear_each_other_through_redis(self):
        installation = Installation()
        self.addCleanup(installation.close)
        redis, address = start_redis(installation.folder)
        if redis is None:
            self.skipTest("there is no Redis")
        self.addCleanup(redis.wait)
        self.addCleanup(redis.kill)
        bus = ("--redis", address)
        relays = [installation.start_relay(*bus), installation.start_relay(*bus)]
        event, tickets = installation.make_event(20)
        token = installation.make_session("desk@example.org", "staff", "Desk")
        scanner, watcher = Client(relays[0], token), Client(relays[1], token)
        start = watcher.join(event)["seq"]
        watcher.follow(0, start)
        for number, (_, code) in enumerate(tickets):
            if number == 10:
                redis.kill()
            scanner.verify(event, code)
            watcher.follow(start + number, start + number + 1)
        scanner.close()
        watcher.close()

    def read_line(self, relay, pattern):
        """The next line that the relay says, and when it has said nothing else."""
        self.assertRegex(relay.process.stderr.readline(), pattern)

    def test_the_operator_hears_of_it_once(self):
        installation = Installation()
        self.addCleanup(installation.close)
        redis, address = start_redis(installation.folder)
        if redis is None:
            self.skipTest("there is no Redis")
        relay = installation.start_relay("--redis", address)
        event, tickets = installation.make_event(1)
        token = installation.make_session("desk@example.org", "staff", "Desk")
        client = Client(relay, token)
        for _ in range(2):
            redis.kill()
            redis.wait()
            self.read_line(relay, "^foyer-relay: Redis does not answer; what other relays do comes"
                                  " seconds late until it does.$")
            client.verify(event, tickets[0][1])
            redis, _ = start_redis(installation.folder)
            self.addCleanup(redis.wait)
            self.addCleanup(redis.kill)
            self.read_line(relay, r"^foyer-relay: Redis answers again, after \d+ s\.$")
        client.close()
        self.assertEqual(relay.stop(), (0, ""))

    def test_a_frozen_redis_is_lost_too(self):
        """It takes what it is told, as far as there is room, and never answers."""
        installation = Installation()
        self.addCleanup(installation.close)
        redis, address = start_redis(installation.folder)
        if redis is None:
            self.skipTest("there is no Redis")
        self.addCleanup(redis.wait)
        self.addCleanup(redis.kill)
        relay = installation.start_relay("--redis", address)
        event, tickets = installation.make_event(2)
        token = installation.make_session("desk@example.org", "staff", "Desk")
        client = Client(relay, token)
        redis.send_signal(signal.SIGSTOP)
        self.assertEqual(client.verify(event, tickets[0][1])["outcome"], "admitted")
        self.read_line(relay, "^foyer-relay: Redis does not answer;")
        self.assertEqual(client.verify(event, tickets[1][1])["outcome"], "admitted")
        redis.send_signal(signal.SIGCONT)
        self.read_line(relay, r"^foyer-relay: Redis answers again, after \d+ s\.$")
        client.close()
        self.assertEqual(relay.stop(), (0, ""))

    def test_a_wrong_password_is_said_but_not_which(self):
        installation = Installation()
        self.addCleanup(installation.close)
        redis, address = start_redis(installation.folder, "--requirepass", "right")
        if redis is None:
            self.skipTest("there is no Redis")
        self.addCleanup(redis.wait)
        self.addCleanup(redis.kill)
        path = address.removeprefix("unix://")
        relay = installation.start_relay("--redis", f"unix://:wr0ng@{path}")
        self.read_line(relay, "^foyer-relay: Redis does not answer;")
        self.assertEqual(relay.stop(), (0, ""))
        relay = installation.start_relay("--redis", f"unix://:right@{path}")
        installation.ctl("event", "list")
        self.assertEqual(relay.stop(), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
