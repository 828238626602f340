# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL that somebody else runs: its ordinary users, its passwords, its crashes."""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest
import uuid
from pathlib import Path

from relay_bed import PG_DUMP_WAITS, POSTGRES, Client, Relay, locked_table, wait_until

PASSWORD = "swordfish-of-the-venue"
WRONG = "hunter2-of-a-stranger"


class Server:
    """A PostgreSQL of its own with password authentication, on a socket in its folder."""

    def __init__(self, *settings):
        self.folder = Path(tempfile.mkdtemp(prefix="foyer-pg-"))
        self.settings = settings
        self.as_user = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self.folder.chmod(0o755)
        secret = self.folder / "superuser"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        command = [POSTGRES / "initdb", "-D", self.folder / "data", "-U", "root", "--no-sync"]
        command += ["-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"]
        self.run(command)
        self.process = None
        self.start()

    def run(self, command):
        command = [*self.as_user, *command]
        subprocess.run(command, cwd="/", check=True, capture_output=True, timeout=60)

    def start(self):
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings]
        command = [POSTGRES / "postgres", "-D", self.folder / "data"]
        for option in options:
            command += ["-c", option]
        self.process = subprocess.Popen(
            [*self.as_user, *command], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: self.ask("SELECT 1") == "1", "the server answers")

    def ask(self, sql, database="postgres"):
        command = [POSTGRES / "psql", "-h", self.folder, "-U", "root", "-d", database]
        command += ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]
        may_write = "-c default_transaction_read_only=off"
        environment = {**os.environ, "PGPASSWORD": PASSWORD, "PGOPTIONS": may_write}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else None

    def add_owner(self, name, attributes=""):
        """An ordinary user and a database that is theirs."""
        assert self.ask(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' {attributes}") is not None
        assert self.ask(f"CREATE DATABASE {name} OWNER {name}") is not None

    def kill(self):
        """As a power cut does, all of its processes."""
        self.process.kill()
        self.process.wait()
        # Those that are left notice that their parent is gone, and go too.
        wait_until(lambda: not self.has_processes(), "the server is gone")

    def has_processes(self):
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (entry / "cwd").resolve() == self.folder / "data":
                    return True
            except OSError:
                continue
        return False

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        shutil.rmtree(self.folder)


class TestDatabaseUri(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.server.add_owner("plain")
        cls.server.add_owner("maker", "CREATEROLE")

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="foyer-uri-")))
        self.environment = {"PGPASSWORD": PASSWORD}
        self.secret = self.folder / "secret.key"

    def uri(self, name, folder=None):
        return f"postgresql://{name}@/{name}?host={folder or self.server.folder}"

    def options(self, uri):
        return ["--database", uri, "--secret-file", str(self.secret)]

    def run_program(self, program, *arguments):
        environment = {**os.environ, **self.environment}
        command = [os.environ[program], *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    def ctl(self, uri, *arguments):
        done = self.run_program("FOYERCTL", *self.options(uri), *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def start_relay(self, uri):
        saved = dict(os.environ)
        os.environ.update(self.environment)
        try:
            relay = Relay([os.environ["FOYER_RELAY"], *self.options(uri)], [])
        finally:
            os.environ.clear()
            os.environ.update(saved)
        self.addCleanup(self.stop, relay)
        return relay

    @staticmethod
    def stop(relay):
        if relay.process.poll() is None:
            relay.stop()
        relay.process.communicate()

    def assert_one_sentence(self, uri, *words):
        """What both programs say where they cannot work."""
        for program, more in (("FOYERCTL", ["event", "list"]), ("FOYER_RELAY", [])):
            listen = ["--listen", "127.0.0.1:0"] if program == "FOYER_RELAY" else []
            done = self.run_program(program, *self.options(uri), *listen, *more)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertNotIn(PASSWORD, done.stderr)
            self.assertNotIn(WRONG, done.stderr)

    def set_up_event(self, uri, n_tickets):
        self.ctl(uri, "migrate")
        event = self.ctl(uri, "event", "create", "--name", "Elsewhere")
        table = self.folder / "tickets.csv"
        rows = [f"Guest {number},code {number}" for number in range(n_tickets)]
        table.write_text("name,code\n" + "\n".join(rows) + "\n")
        said = self.ctl(uri, "ticket", "import", "--event", event, str(table))
        self.assertIn(f"{n_tickets} added", said)
        self.ctl(uri, "staff", "add", "desk@example.org", "--role", "supervisor")
        session = ["session", "create", "--staff", "desk@example.org", "--device", "Desk"]
        return event, self.ctl(uri, *session, "--no-rate-limit")

    def connect_again(self, relay, token):
        """As a desk does: a relay that was just told no by its database waits before it asks it
        anew, and lets nobody in until then."""
        clients = []

        def connect():
            clients.append(Client(relay, token))
            self.addCleanup(clients[-1].close)
            self.assertIn(clients[-1].status, (101, 503))
            return clients[-1].status == 101

        wait_until(connect, "the relay lets desks in")
        return clients[-1]

    def run_an_evening(self, name):
        uri = self.uri(name)
        event, token = self.set_up_event(uri, 20)
        relay = self.start_relay(uri)
        client = Client(relay, token)
        for number in range(5):
            verdict = client.verify(event, f"code {number}")
            self.assertEqual(verdict["outcome"], "admitted", verdict)
        # PostgreSQL dies under the relay and comes back.
        self.server.kill()
        scan = str(uuid.uuid4())
        self.assertEqual(client.verify_once(event, "code 5", scan_id=scan)["code"], "unavailable")
        self.server.start()
        # Starting may take longer than a relay waits for a sign of life.
        client.close()
        client = self.connect_again(relay, token)
        self.assertEqual(client.verify(event, "code 5", scan_id=scan)["outcome"], "admitted")
        # Both die, and both come back.
        relay.process.kill()
        relay.process.wait()
        client.close()
        self.server.kill()
        self.server.start()
        relay = self.start_relay(uri)
        client = Client(relay, token)
        self.addCleanup(client.close)
        self.assertEqual(client.verify(event, "code 0")["reason"], "already_admitted")
        self.assertEqual(client.verify(event, "code 6")["outcome"], "admitted")
        counted = self.server.ask(
            f"SELECT count (*) FROM verification_logs WHERE event_id = '{event}'"
            " AND outcome = 'admitted'",
            name,
        )
        self.assertEqual(counted, "7")
        return relay

    def test_owner_who_may_not_make_roles(self):
        relay = self.run_an_evening("plain")
        self.assertEqual(relay.stop()[0], 0)

    def test_owner_who_may_make_roles(self):
        self.run_an_evening("maker")
        # The relay gave up what it does not need.
        member = "SELECT pg_has_role ('maker', 'foyer_relay', 'MEMBER')"
        self.assertEqual(self.server.ask(member), "t")
        log = "'foyer_relay', 'verification_logs'"
        rights = f"SELECT has_table_privilege ({log}, 'INSERT')"
        rights += f", has_table_privilege ({log}, 'DELETE')"
        self.assertEqual(self.server.ask(rights, "maker"), "t|f")

    def test_newer_database_is_refused(self):
        self.server.add_owner("newer")
        self.ctl(self.uri("newer"), "migrate")
        self.server.ask("INSERT INTO schema_migrations VALUES (999, '999-future.sql')", "newer")
        done = self.run_program("FOYERCTL", *self.options(self.uri("newer")), "migrate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("newer", done.stderr)
        done = self.run_program("FOYER_RELAY", *self.options(self.uri("newer")))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn("The database is newer than this program", done.stderr)

    def test_wrong_password_is_said_in_one_sentence_without_it(self):
        self.environment = {"PGPASSWORD": WRONG}
        self.assert_one_sentence(self.uri("plain"), "password authentication failed")
        self.environment = {}
        typed = f"postgresql://plain:{WRONG}@/plain?host={self.server.folder}"
        self.assert_one_sentence(typed, "password authentication failed")
        missing = self.folder / "none"
        self.environment = {"PGPASSFILE": str(missing)}
        self.assert_one_sentence(self.uri("plain"), "password")

    def test_password_comes_from_a_file_or_a_service_as_libpq_has_it(self):
        self.server.add_owner("quiet")
        passwords = self.folder / "passwords"
        passwords.write_text(f"*:*:quiet:quiet:{PASSWORD}\n")
        passwords.chmod(0o600)
        self.environment = {"PGPASSFILE": str(passwords)}
        self.ctl(self.uri("quiet"), "migrate")
        relay = self.start_relay(self.uri("quiet"))
        for line in ("cmdline", "environ"):
            self.assertNotIn(PASSWORD.encode(), Path(f"/proc/{relay.pid}/{line}").read_bytes())
        services = self.folder / "services"
        service = f"[foyer]\nhost={self.server.folder}\nuser=quiet\ndbname=quiet\n"
        services.write_text(service + f"password={PASSWORD}\n")
        self.environment = {"PGSERVICEFILE": str(services)}
        self.ctl("postgresql://?service=foyer", "event", "list")
        self.ctl("service=foyer", "event", "list")
        self.environment["PGSERVICE"] = "foyer"
        self.ctl("postgresql://", "event", "list")

    def test_copies_go_from_one_server_to_another_place(self):
        """And the password is on no command line meanwhile: pg_dump waits for a locked table."""
        self.server.add_owner("source")
        self.server.add_owner("target")
        self.environment = {}
        source, target = (
            f"postgresql://{name}:{PASSWORD}@/{name}?host={self.server.folder}"
            for name in ("source", "target")
        )
        event, _ = self.set_up_event(source, 3)
        copy = str(self.folder / "copy.foyer")
        connection = ["-h", self.server.folder, "-U", "root", "source"]
        with locked_table(
            "gates", connection, lambda sql: self.server.ask(sql, "source"),
            {**os.environ, "PGPASSWORD": PASSWORD},
        ):
            maker = subprocess.Popen(
                [os.environ["FOYERCTL"], *self.options(source), "backup", "create", copy],
                stdout=subprocess.DEVNULL,
            )
            wait_until(lambda: self.server.ask(PG_DUMP_WAITS) == "1", "pg_dump waits")
            children = Path(f"/proc/{maker.pid}/task/{maker.pid}/children").read_text().split()
            lines = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
        maker.wait(timeout=60)
        self.assertTrue(any(b"pg_dump" in line for line in lines), lines)
        self.assertFalse(any(PASSWORD.encode() in line for line in lines), lines)
        self.assertEqual(maker.returncode, 0)
        self.ctl(source, "backup", "verify", copy)
        self.ctl(target, "backup", "restore", copy)
        self.assertIn(event, self.ctl(target, "event", "list"))
        again = self.run_program("FOYERCTL", *self.options(target), "backup", "restore", copy)
        self.assertEqual(again.returncode, 1)
        self.assertIn("There is a database already", again.stderr)

    def test_of_several_hosts_the_one_that_can_be_written_is_taken(self):
        self.server.add_owner("several")
        standby = Server("default_transaction_read_only=on")
        self.addCleanup(standby.close)
        standby.add_owner("several")
        hosts = f"{self.folder}/nobody,{standby.folder},{self.server.folder}"
        uri = f"postgresql://several@/several?host={hosts}"
        event, token = self.set_up_event(uri, 3)
        relay = self.start_relay(uri)
        client = Client(relay, token)
        self.addCleanup(client.close)
        self.assertEqual(client.verify(event, "code 0")["outcome"], "admitted")
        on_primary = self.server.ask("SELECT count (*) FROM verification_logs", "several")
        self.assertEqual(on_primary, "1")
        explicit = f"{uri}&target_session_attrs=read-only"
        done = self.run_program("FOYERCTL", *self.options(explicit), "event", "list")
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
