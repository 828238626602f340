# SPDX-License-Identifier: GPL-3.0-or-later
"""The test desktop itself: it hands on exit statuses, keeps apart, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RUN = FOLDER / "run"
# What is started may take long, and what is ended is given its time first: see `run`.
PATIENCE = 240


def run(*arguments):
    return subprocess.run(
        [RUN, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def start(*arguments):
    return subprocess.Popen([RUN, *arguments], stdout=subprocess.PIPE, text=True)


def find_processes(folder):
    """The processes whose environment names the desktop's folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and folder.encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


class TestRun(unittest.TestCase):
    def wait_until_nothing_is_left(self, folder):
        end = time.monotonic() + PATIENCE
        while find_processes(folder) or os.path.exists(folder):
            self.assertLess(time.monotonic(), end, f"{folder} is still there or in use")
            time.sleep(0.02)

    def start_busy(self):
        """A desktop with everything, whose command has left a process of its own behind."""
        script = 'setsid sleep 600 & echo "$FOYER_DESKTOP"; sleep 600'
        process = start("--camera", "--sound", "--a11y", "sh", "-c", script)
        self.addCleanup(process.stdout.close)
        return process, process.stdout.readline().strip()

    def test_hands_on_the_exit_status(self):
        self.assertEqual(run("true").returncode, 0)
        self.assertEqual(run("sh", "-c", "exit 7").returncode, 7)
        self.assertEqual(run("sh", "-c", "kill -KILL $$").returncode, 128 + signal.SIGKILL)
        self.assertEqual(run("./there-is-no-such-program").returncode, 127)

    def test_has_the_size_that_was_asked_for(self):
        result = run("--size", "801x602", "xdotool", "getdisplaygeometry")
        self.assertEqual(result.stdout, "801 602\n")

    def test_two_at_once_have_nothing_in_common(self):
        script = 'echo "$FOYER_DESKTOP" "$DISPLAY"; read -r line'
        desktops = [
            subprocess.Popen(
                [RUN, "sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        names = [desktop.stdout.readline().split() for desktop in desktops]
        for desktop in desktops:
            desktop.communicate("\n", timeout=PATIENCE)
        self.assertNotEqual(names[0][0], names[1][0])
        self.assertNotEqual(names[0][1], names[1][1])

    def test_leaves_nothing_behind(self):
        script = 'setsid sleep 600 & echo "$FOYER_DESKTOP"'
        folder = run("--camera", "--sound", "--a11y", "sh", "-c", script).stdout.strip()
        self.assertFalse(os.path.exists(folder))
        self.assertEqual(find_processes(folder), [])

    def test_leaves_nothing_behind_when_it_is_told_to_end(self):
        process, folder = self.start_busy()
        process.terminate()
        self.assertEqual(process.wait(PATIENCE), 128 + signal.SIGTERM)
        self.wait_until_nothing_is_left(folder)

    def test_leaves_nothing_behind_when_it_is_killed(self):
        process, folder = self.start_busy()
        process.kill()
        process.wait(PATIENCE)
        self.wait_until_nothing_is_left(folder)

    def test_leaves_nothing_behind_when_its_keeper_is_killed(self):
        process, folder = self.start_busy()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        self.assertEqual(process.wait(PATIENCE), 128 + signal.SIGKILL)
        self.wait_until_nothing_is_left(folder)


class TestSound(unittest.TestCase):
    def test_silence_is_told_from_sound(self):
        silent = run("--sound", FOLDER / "record-sound", "--within", "0.5")
        self.assertEqual(silent.stdout, "listening\nsilence\n")
        self.assertEqual(silent.returncode, 1)
        loud = run("--sound", sys.executable, __file__, "play")
        self.assertRegex(loud.stdout, r"^listening\nsound \d+\n$")
        self.assertEqual(loud.returncode, 0)


def play_to_recorder():
    """Runs inside: plays noise once the recorder listens, and ends with its status."""
    with subprocess.Popen(
        [FOLDER / "record-sound", "--within", str(PATIENCE)], stdout=subprocess.PIPE, text=True
    ) as recorder:
        print(recorder.stdout.readline(), end="")
        with subprocess.Popen(
            ["pw-play", "--rate", "48000", "--channels", "1", "--format", "s16", "-"],
            stdin=subprocess.PIPE,
        ) as player:
            player.stdin.write(os.urandom(48000 * 2))
            player.stdin.close()
            print(recorder.stdout.readline(), end="")
            player.terminate()
        return recorder.wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["play"]:
        sys.exit(play_to_recorder())
    unittest.main()
