# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo itself: all of it happens, with PipeWire and without, and however it ends, nothing stays
behind. It runs on a private desktop without PipeWire (tests/desktop/run)."""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
RUN = TOP / "tests" / "desktop" / "run"
DEMO = TOP / "build-aux" / "demo.py"
HEADLESS = ("--size", "2280x1560", "--camera", "--sound", "--a11y", "--lenient", "--")
SCREENSHOTS = ("dashboard.png", "scanner-admitted.png", "scanner-refused.png")
STAGES = "foyer-stage-*"
PATIENCE = 300.0  # seconds
POLL = 0.05


def wait(what, look):
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {PATIENCE:.0f} s")
        time.sleep(POLL)


def xdotool(*words):
    command = ["xdotool", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


class Demo:
    """A run of the demo, and all that it has started: those that know its mark."""

    def __init__(self, *command, path=None):
        self.mark = f"FOYER_DEMO_MARK={uuid.uuid4()}"
        name, _, value = self.mark.partition("=")
        environment = {**os.environ, name: value}
        if path is not None:
            environment["PATH"] = f"{path}:{environment['PATH']}"
        self.process = subprocess.Popen(
            list(map(str, command)), env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )

    def processes(self):
        """(number, command line) of each process that runs, ended ones not counted."""
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and self.mark.encode() in (entry / "environ").read_bytes():
                    yield int(entry.name), (entry / "cmdline").read_bytes().decode()
            except OSError:
                continue

    def folders(self):
        """The folders of its stage, as the command lines of its programs name them."""
        words = [word for _, line in self.processes() for word in line.split("\0")]
        paths = [pathlib.Path("/" + word.partition("=/")[2]) for word in words]
        return {path.parent for path in paths if path.parent.match(STAGES)}

    def windows(self):
        """The number of each process with a window of Foyer, and its window."""
        found = {
            number: xdotool("search", "--onlyvisible", "--pid", number)
            for number, line in self.processes()
            if line.split("\0")[0].endswith("/foyer")
        }
        return {number: windows[-1] for number, windows in found.items() if windows}

    def finish(self):
        said, _ = self.process.communicate(timeout=PATIENCE)
        return said


class DemoTest(unittest.TestCase):
    build = None

    def start(self, *command, **keywords):
        demo = Demo(*command, **keywords)

        def clear():
            if demo.process.poll() is None:
                demo.process.terminate()
                demo.finish()

        self.addCleanup(clear)
        return demo

    def start_on_desktop(self):
        demo = self.start(sys.executable, "-B", DEMO, "--build", self.build)
        wait("three windows", lambda: len(demo.windows()) == 3)
        return demo

    def headless(self, *desktop):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        command = (RUN, *HEADLESS, sys.executable, "-B", DEMO, "--build", self.build)
        return folder, (*command, "--headless", folder / "shots")

    def check_nothing_is_left(self, demo, folders):
        self.assertNotEqual(folders, set())
        wait("the end of all processes", lambda: not list(demo.processes()))
        self.assertEqual([folder for folder in folders if folder.exists()], [])

    def check_all_of_it_happened(self, demo, folder, times):
        said = demo.finish()
        self.assertEqual(demo.process.returncode, 0, said)
        self.assertEqual(said.count("a GStreamer test source plays"), times, said)
        self.assertTrue(said.endswith("demo: all of it happened\n"), said)
        for name in SCREENSHOTS:
            self.assertGreater((folder / "shots" / name).stat().st_size, 10_000, name)

    def test_all_of_it_happens(self):
        folder, command = self.headless()
        self.check_all_of_it_happened(self.start(*command), folder, 0)

    def test_without_pipewire_all_of_it_happens(self):
        folder, command = self.headless()
        program = folder / "pipewire"
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
        self.check_all_of_it_happened(self.start(*command, path=folder), folder, 1)

    def test_closed_windows_end_it(self):
        demo = self.start_on_desktop()
        folders = demo.folders()
        for window in demo.windows().values():
            xdotool("windowfocus", "--sync", window, "key", "--clearmodifiers", "ctrl+q")
        said = demo.finish()
        self.assertEqual(demo.process.returncode, 0, said)
        self.assertTrue(said.endswith("demo: all is cleared away\n"), said)
        self.check_nothing_is_left(demo, folders)

    def test_a_window_that_fails_is_told(self):
        demo = self.start_on_desktop()
        folders = demo.folders()
        for number in demo.windows():
            # The demo may have ended the others by then.
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        said = demo.finish()
        self.assertEqual(demo.process.returncode, 1, said)
        self.assertIn("has failed", said)
        self.check_nothing_is_left(demo, folders)

    def test_ctrl_c_ends_it(self):
        demo = self.start_on_desktop()
        folders = demo.folders()
        os.killpg(demo.process.pid, signal.SIGINT)
        said = demo.finish()
        self.assertEqual(demo.process.returncode, 128 + signal.SIGINT, said)
        self.assertTrue(said.endswith("demo: told to end; all is cleared away\n"), said)
        self.check_nothing_is_left(demo, folders)

    def test_told_to_end_without_a_screen(self):
        _, command = self.headless()
        demo = self.start(*command)
        wait("its programs", lambda: any("/foyer\0" in line for _, line in demo.processes()))
        folders = demo.folders()
        demo.process.terminate()
        said = demo.finish()
        self.assertEqual(demo.process.returncode, 128 + signal.SIGTERM, said)
        self.check_nothing_is_left(demo, folders)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    DemoTest.build = parser.parse_args().build
    unittest.main(argv=sys.argv[:1])


main()
