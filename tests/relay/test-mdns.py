# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay on the local network is found by its name, through a real Avahi on a bus of its own, in a
network of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from relay_bed import Installation, wait_until

AVAHI = shutil.which("avahi-daemon", path=os.environ["PATH"] + ":/usr/sbin")
INSIDE = "FOYER_TEST_INSIDE"
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""
CONFIGURATION = """[server]
host-name=venue
use-ipv4=yes
use-ipv6=no
allow-interfaces=desk0
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""


class Mdns(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="foyer-mdns-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        self.socket = self.folder / "bus"
        self.address = f"unix:path={self.socket}"
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self.address
        self.installation = Installation()
        self.addCleanup(self.installation.close)

    def start(self, *words):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def start_bus(self):
        (self.folder / "bus.conf").write_text(BUS.format(path=self.socket))
        bus = self.start("dbus-daemon", f"--config-file={self.folder}/bus.conf", "--nofork",
                         "--nopidfile")
        wait_until(self.socket.exists, "the bus is there")
        return bus

    def start_avahi(self):
        (self.folder / "avahi.conf").write_text(CONFIGURATION)
        Path("/run/avahi-daemon").mkdir(exist_ok=True)
        return self.start(AVAHI, "-f", str(self.folder / "avahi.conf"), "--no-drop-root",
                          "--no-chroot", "--no-rlimits")

    def start_relay(self):
        relay = self.installation.start_relay("--listen", "0.0.0.0:0")
        with relay.open() as connection:
            der = connection.getpeercert(binary_form=True)
        return relay, hashlib.sha256(der).hexdigest()

    def look(self, pin):
        return subprocess.run([os.environ["FIND_RELAY"], "--pin", pin, "wss://10.77.0.9:1"],
                              capture_output=True, text=True, check=False, timeout=60)

    def await_found(self, relay, pin):
        found = f"wss://10.77.0.1:{relay.port}#{pin}"
        wait_until(lambda: self.look(pin).stdout.strip() == found, "the relay is found")

    def test_a_relay_that_moved_is_found(self):
        self.start_bus()
        self.start_avahi()
        relay, pin = self.start_relay()
        self.await_found(relay, pin)
        self.assertIn("none of the addresses", self.look("00" * 32).stderr)
        relay.stop()
        wait_until(lambda: self.look(pin).returncode == 1, "it is found no more")
        moved, same = self.start_relay()
        self.assertEqual(same, pin)
        self.assertNotEqual(moved.port, relay.port)
        self.await_found(moved, pin)

    def test_avahi_comes_later_and_comes_back(self):
        self.start_bus()
        relay, pin = self.start_relay()
        for _ in range(2):
            avahi = self.start_avahi()
            self.await_found(relay, pin)
            avahi.terminate()
            avahi.wait()
        self.assertEqual(self.look(pin).returncode, 1)
        self.assertEqual(relay.get("/healthz")[0], 200)

    def test_without_a_bus_nothing_happens(self):
        relay, pin = self.start_relay()
        self.assertEqual(self.look(pin).returncode, 1)
        bus = self.start_bus()
        other, _ = self.start_relay()
        bus.kill()
        bus.wait()
        self.assertEqual(other.get("/healthz")[0], 200)
        for each in (relay, other):
            status, said = each.stop()
            self.assertEqual(status, 0)
            self.assertEqual(said.count("\n"), 1, said)


def enter():
    """Starts this program again in a network of its own, with a folder of Avahi's of its own."""
    inside = "; ".join((
        "set -e",
        "mount -t tmpfs none /run/avahi-daemon 2>/dev/null || "
        "{ mkdir -p /run/avahi-daemon; mount -t tmpfs none /run/avahi-daemon; }",
        "ip link set lo up",
        "ip link add desk0 type veth peer name wall0",
        "ip address add 10.77.0.1/24 dev desk0",
        "ip link set desk0 up",
        "ip link set wall0 up",
        'exec "$@"',
    ))
    words = ["unshare", "--net", "--mount", "sh", "-c", inside, "sh", sys.executable, *sys.argv]
    return subprocess.run(words, env={**os.environ, INSIDE: "1"}, check=False).returncode


def why_not():
    if AVAHI is None or shutil.which("dbus-daemon") is None:
        return "there is no avahi-daemon or no dbus-daemon"
    trial = ["unshare", "--net", "--mount", "ip", "link", "add", "trial0", "type", "veth"]
    if subprocess.run(trial, capture_output=True, check=False).returncode != 0:
        return "no network of its own can be had here"
    return None


if __name__ == "__main__":
    if os.environ.get(INSIDE) == "1":
        unittest.main(verbosity=2)
    REASON = why_not()
    if REASON is not None:
        print(f"skipped: {REASON}")
        sys.exit(77)
    sys.exit(enter())
