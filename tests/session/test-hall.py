# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks in one hall and no relay: each in a network namespace of its own, on one bridge that the
test can cut anywhere. Run in another network namespace, so that nothing of the machine is touched;
that takes a user who may make them."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

PATIENCE = 60
INSIDE = "FOYER_TEST_INSIDE"
CABLES = itertools.count()
TOOLS = ("ip", "bridge", "unshare", "nsenter")
AVAHI = shutil.which("avahi-daemon", path=os.environ["PATH"] + ":/usr/sbin")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""
CONFIGURATION = """[server]
host-name=desk{number}
use-ipv4=yes
use-ipv6=no
allow-interfaces=lan
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""
# A bus and Avahi of the desk's own, which end with it.
WITH_AVAHI = """mount -t tmpfs none /run/avahi-daemon
dbus-daemon --config-file=$1/bus.conf --nofork --nopidfile & bus=$!
while [ ! -S $1/bus ]; do sleep 0.05; done
$2 -f $1/avahi.conf --no-drop-root --no-chroot --no-rlimits >/dev/null 2>&1 & avahi=$!
shift 2
"$@"
kill $avahi $bus
wait
"""


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


class Desk:
    """A process with a network of its own, at the end of a cable."""

    def __init__(self, hall, number, *more, avahi=False, folder=None, at=None, network="10.77.0"):
        self.number = number
        self.address = f"{network}.{(number if at is None else at) + 1}"
        # A network goes a while after whoever had it: no name comes twice.
        self.cable = f"cable{next(CABLES)}"
        self.folder = hall.folder / (folder or f"desk-{number}")
        self.folder.mkdir(exist_ok=True)
        bus = self.folder / "bus"
        words = [os.environ["HEAR_DESK"], str(self.folder), str(number), *more]
        if avahi:
            (self.folder / "bus.conf").write_text(BUS.format(path=bus))
            (self.folder / "avahi.conf").write_text(CONFIGURATION.format(number=number))
            words = ["sh", "-c", WITH_AVAHI, "sh", str(self.folder), AVAHI, *words]
        # It begins when its network is there.
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", 'read begin; exec "$@"', "sh", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}"},
        )
        self.lines = []
        self.news = threading.Condition()
        self.plug_in()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.say("")

    def plug_in(self):
        pid = str(self.process.pid)
        own = f"/proc/{pid}/ns/net"
        deadline = time.monotonic() + PATIENCE
        while os.readlink(own) == os.readlink("/proc/self/ns/net"):
            if time.monotonic() > deadline:
                raise AssertionError("the desk has no network of its own")
            time.sleep(0.01)
        run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "lan", "netns", pid)
        run("ip", "link", "set", self.cable, "master", "hall", "up")
        for words in (("address", "add", f"{self.address}/24", "dev", "lan"),
                      ("link", "set", "lo", "up"), ("link", "set", "lan", "up")):
            run("nsenter", "--target", pid, "--net", "ip", *words)

    def read(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.strip())
                self.news.notify_all()

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def await_line(self, fits, since=0):
        """The first line from there on that fits."""
        deadline = time.monotonic() + PATIENCE
        with self.news:
            while True:
                for line in self.lines[since:]:
                    if line.startswith("failed"):
                        raise AssertionError(line)
                    if fits(line):
                        return line
                if not self.news.wait(deadline - time.monotonic()):
                    raise AssertionError(f"desk {self.number} said only {self.lines[since:]}")

    def ask(self, line, answer):
        since = len(self.lines)
        self.say(line)
        return self.await_line(lambda said: said.startswith(answer), since)

    def find_out_where(self):
        """Where others may find it, once it listens."""
        while True:
            where = self.ask("where", "where").split()[1:]
            if where:
                return ",".join(where)

    def scan(self, ticket):
        """What it says: outcome, reason, where the guest was admitted before."""
        return self.ask(f"scan code-{ticket}", "verdict").split()[1:]

    def count_heard(self):
        return sum(line == "heard" for line in self.lines)

    def await_hearing(self, count, of_desks):
        """Until the last that it said of it is this."""
        def is_so():
            said = [line for line in self.lines if line.startswith("hears")]
            return said and said[-1] == f"hears {count} of {of_desks}"
        deadline = time.monotonic() + PATIENCE
        with self.news:
            while not is_so():
                if not self.news.wait(max(0, deadline - time.monotonic())):
                    raise AssertionError(f"desk {self.number} said only {self.lines}")

    def await_used(self, *tickets):
        """Until it knows of guests who came in with them, from whomever."""
        unused = set(map(str, tickets))
        deadline = time.monotonic() + PATIENCE
        while unused & set(self.ask("to-come", "to-come").split()[1:]):
            if time.monotonic() > deadline:
                raise AssertionError(f"desk {self.number} has not heard of all of {tickets}")
            time.sleep(0.02)

    def stop(self):
        if self.process.stdin.closed:
            return
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.stop()


class TestHall(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="foyer-hall-"))
        self.addCleanup(shutil.rmtree, self.folder)
        run("ip", "link", "add", "hall", "type", "bridge")
        self.addCleanup(run, "ip", "link", "delete", "hall")
        run("ip", "link", "set", "hall", "up")

    def open_desk(self, number, *more, **how):
        desk = Desk(self, number, *more, **how)
        self.addCleanup(desk.stop)
        return desk

    def tell_of(self, desks, known=None):
        """What a relay said last, before it died."""
        known = desks if known is None else known
        words = [f"{desk.number}={desk.find_out_where()}" for desk in known]
        for desk in desks:
            desk.say(" ".join(["desks", *words]))

    def open_hall(self, count):
        desks = [self.open_desk(number) for number in range(count)]
        self.tell_of(desks)
        for desk in desks:
            desk.await_hearing(count - 1, count - 1)
        return desks

    def isolate(self, *desks):
        """They do not hear each other any more, but others do."""
        for desk in desks:
            run("bridge", "link", "set", "dev", desk.cable, "isolated", "on")

    def unplug(self, desk):
        run("ip", "link", "set", desk.cable, "nomaster")

    def plug_in(self, desk, where="hall"):
        run("ip", "link", "set", desk.cable, "master", where)

    def test_two_desks_admit_a_guest_once(self):
        one, other = self.open_hall(2)
        self.assertEqual(one.scan(1), ["admitted", "-", "-"])
        other.await_used(1)
        self.assertEqual(other.scan(1), ["refused", "already_admitted", "desk-0"])
        self.assertEqual(other.scan(2), ["admitted", "-", "-"])
        one.await_used(2)
        self.assertEqual(one.scan(2), ["refused", "already_admitted", "desk-1"])

    def test_what_happened_before_they_heard_each_other_is_told(self):
        one, other = (self.open_desk(number) for number in range(2))
        one.find_out_where()
        for ticket in range(20):
            self.assertEqual(one.scan(ticket)[0], "admitted")
        self.tell_of([one, other])
        other.await_used(0, 19)
        self.assertEqual(other.scan(0), ["refused", "already_admitted", "desk-0"])
        self.assertEqual(other.scan(19), ["refused", "already_admitted", "desk-0"])

    def test_a_desk_hears_another_by_way_of_a_third(self):
        desks = self.open_hall(4)
        first, _, _, last = desks
        self.isolate(first, last)
        # What was said between them is lost in silence.
        first.await_hearing(2, 3)
        last.await_hearing(2, 3)
        self.assertEqual(first.scan(1), ["admitted", "-", "-"])
        last.await_used(1)
        self.assertEqual(last.scan(1), ["refused", "already_admitted", "desk-0"])

    def test_two_halves_tell_each_other_when_they_meet(self):
        desks = self.open_hall(4)
        for desk in desks[2:]:
            self.unplug(desk)
        run("ip", "link", "add", "annex", "type", "bridge")
        self.addCleanup(run, "ip", "link", "delete", "annex")
        run("ip", "link", "set", "annex", "up")
        for desk in desks[2:]:
            self.plug_in(desk, "annex")
        for desk in desks:
            desk.await_hearing(1, 3)
        self.assertEqual(desks[0].scan(1)[0], "admitted")
        self.assertEqual(desks[2].scan(2)[0], "admitted")
        desks[1].await_used(1)
        desks[3].await_used(2)
        # Nobody can know; a conflict for the relay.
        self.assertEqual(desks[3].scan(1)[0], "admitted")
        self.assertEqual(desks[1].scan(1)[:2], ["refused", "already_admitted"])
        for desk in desks[2:]:
            self.plug_in(desk)
        for desk in desks:
            desk.await_hearing(3, 3)
        desks[0].await_used(2)
        self.assertEqual(desks[0].scan(2), ["refused", "already_admitted", "desk-2"])

    def test_a_desk_that_was_killed_knows_what_it_heard(self):
        one, other = self.open_hall(2)
        self.assertEqual(one.scan(1)[0], "admitted")
        other.await_used(1)
        self.assertEqual(other.scan(2)[0], "admitted")
        one.await_used(2)
        other.kill()
        again = self.open_desk(1)
        # It knows whom to listen to without being told, and what it was told by itself.
        again.await_hearing(1, 1)
        self.assertEqual(again.scan(1), ["refused", "already_admitted", "desk-0"])
        self.assertEqual(again.scan(3)[0], "admitted")
        one.await_used(3)
        self.assertEqual(one.scan(3), ["refused", "already_admitted", "desk-1"])

    def copy_profile(self):
        """Two desks, and a copy of what the second one keeps. It has let one guest in."""
        one, other = self.open_hall(2)
        self.assertEqual(other.scan(1)[0], "admitted")
        one.await_used(1)
        other.stop()
        shutil.copytree(other.folder, self.folder / "copy")
        return one

    def test_a_copied_profile_is_noticed_and_heard(self):
        one = self.copy_profile()
        copy = self.open_desk(1, folder="copy", at=9)
        copy.await_hearing(1, 1)
        self.unplug(copy)
        one.await_hearing(0, 1)
        # Now the first one is there too.
        other = self.open_desk(1)
        other.await_hearing(1, 1)
        self.assertEqual(other.scan(2)[0], "admitted")
        one.await_used(2)
        other.stop()
        one.await_hearing(0, 1)
        self.plug_in(copy)
        copy.await_line(lambda line: line == "twin")
        copy.await_used(2)
        self.assertEqual(copy.scan(2), ["refused", "already_admitted", "desk-1"])
        self.assertEqual(copy.scan(3)[0], "admitted")
        one.await_used(3)
        self.assertEqual(one.scan(3), ["refused", "already_admitted", "desk-1"])

    def test_a_profile_that_has_moved_is_no_copy(self):
        one = self.copy_profile()
        other = self.open_desk(1)
        other.await_hearing(1, 1)
        self.assertEqual(other.scan(2)[0], "admitted")
        one.await_used(2)
        other.stop()
        one.await_hearing(0, 1)
        # It goes on from an older state, at another place, and hears what it has done since.
        moved = self.open_desk(1, folder="copy")
        moved.await_used(2)
        self.assertEqual(moved.scan(3)[0], "admitted")
        one.await_used(3)
        self.assertEqual(one.scan(4)[0], "admitted")
        moved.await_used(4)
        self.assertNotIn("twin", moved.lines)

    @unittest.skipIf(AVAHI is None or shutil.which("dbus-daemon") is None, "there is no Avahi")
    def test_desks_find_each_other_by_multicast_dns(self):
        self.find_each_other("10.77.0")

    @unittest.skipIf(AVAHI is None or shutil.which("dbus-daemon") is None, "there is no Avahi")
    def test_desks_find_each_other_where_nobody_hands_out_addresses(self):
        self.find_each_other("169.254.77")

    def find_each_other(self, network):
        Path("/run/avahi-daemon").mkdir(exist_ok=True)
        one, other = (self.open_desk(number, avahi=True, network=network) for number in range(2))
        # The relay knew them, but not where they are now.
        for desk in (one, other):
            desk.find_out_where()
            desk.say("desks 0= 1=")
        one.await_hearing(1, 1)
        other.await_hearing(1, 1)
        self.assertEqual(one.scan(1), ["admitted", "-", "-"])
        other.await_used(1)
        self.assertEqual(other.scan(1), ["refused", "already_admitted", "desk-0"])

    def test_a_stranger_is_not_heard(self):
        one, other = self.open_hall(2)
        stranger = self.open_desk(2, "stranger")
        # They believe that it is a desk, but it has not the key.
        self.tell_of([one, other, stranger])
        one.await_hearing(1, 2)
        self.assertEqual(stranger.scan(1)[0], "admitted")
        self.assertEqual(one.scan(2)[0], "admitted")
        other.await_used(2)
        self.assertEqual(one.scan(1)[0], "admitted")
        self.assertEqual(one.count_heard(), 0)
        self.assertEqual(stranger.count_heard(), 0)

    def test_a_revoked_desk_is_heard_no_more(self):
        desks = self.open_hall(3)
        self.assertEqual(desks[2].scan(1)[0], "admitted")
        desks[0].await_used(1)
        desks[1].await_used(1)
        self.tell_of(desks[:2], desks[:2])
        for desk in desks[:2]:
            desk.await_hearing(1, 1)
        self.assertEqual(desks[2].scan(2)[0], "admitted")
        # What it had said before has happened.
        self.assertEqual(desks[0].scan(1), ["refused", "already_admitted", "desk-2"][:2] + ["-"])
        self.assertEqual(desks[0].scan(3)[0], "admitted")
        desks[1].await_used(3)
        self.assertEqual(desks[1].scan(2)[0], "admitted")


def enter():
    """Starts this program again in a network of its own."""
    words = ["unshare", "--net", sys.executable, *sys.argv]
    return subprocess.run(words, env={**os.environ, INSIDE: "1"}, check=False).returncode


def why_not():
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    for tool in TOOLS:
        if shutil.which(tool, path=path) is None:
            return f"there is no {tool}"
    links = "ip link add trial0 type veth && ip link add trial1 type bridge"
    trial = ["unshare", "--net", "sh", "-c", links]
    if subprocess.run(trial, capture_output=True, check=False).returncode != 0:
        return "networks of one's own take a user who may make them, such as root"
    return None


if __name__ == "__main__":
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.environ.get(INSIDE) == "1":
        unittest.main(verbosity=2)
    REASON = why_not()
    if REASON is not None:
        print(f"skipped: {REASON}")
        sys.exit(77)
    sys.exit(enter())
