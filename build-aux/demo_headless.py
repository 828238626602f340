# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo without a screen: plays the evening, prints what the windows show, and believes only
that. It runs inside tests/desktop/run, which brings the display, the camera and the bus."""

import dataclasses
import subprocess
import sys

from demo_camera import PlayedCamera
from demo_show import ENTRANCE, EVENT, GARDEN, OFFICE
from foyer_stage import StageError, say
from foyer_windows import NotSeen, Window, wait

# A picture without a code, so that the two desks do not look through one camera.
EMPTY_SCENE = "videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=5/1"
WIDTH, HEIGHT = 1120, 760
PLACES = {ENTRANCE: (0, 0), GARDEN: (WIDTH + 20, 0), OFFICE: (0, HEIGHT + 20)}
FIRST, SECOND, VOIDED = "Amara Okafor", "Greta Sørensen", "Hugo Beaumont"
VERDICTS = ("ADMITTED", "REFUSED", "EXITED")


@dataclasses.dataclass
class Scene:
    """One code at the door, and what must be seen of it."""

    what: str
    code: str
    words: tuple  # in the card
    activity: str  # on the dashboard
    screenshot: str = ""


class Place:
    """One window with its place on the screen."""

    def __init__(self, show, person, *options):
        self.email, _, self.name = person
        self.log = f"window-{self.email}"
        self.process = show.start_window(person, *options, log=self.log)
        self.window = Window(self.process, self.name)
        self.window.wait_for_text("the event", EVENT)
        self.id = wait(f"the window of {self.name}", self.find_on_screen)
        x, y = PLACES[person]
        self.xdotool("windowsize", self.id, WIDTH, HEIGHT)
        self.xdotool("windowmove", self.id, x, y)

    @staticmethod
    def xdotool(*words):
        command = ["xdotool", *[str(word) for word in words]]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def find_on_screen(self):
        search = self.xdotool("search", "--onlyvisible", "--pid", self.process.pid)
        return search.split()[-1] if search.split() else None

    def verdict(self):
        """What the card says, when it is a verdict."""
        alert = self.window.find("alert", VERDICTS)
        return (alert.get_name() or "") if alert is not None else ""

    def type_code(self, code):
        """A barcode scanner that is a keyboard; no field has to have the focus. All keys come at
        once: a pause in their midst, which a busy machine makes, is the end of a code."""
        self.xdotool("windowfocus", "--sync", self.id)
        self.xdotool("type", "--delay", "0", code + "\n")

    def take_picture(self, path):
        said = subprocess.run(
            ["import", "-window", self.id, path], capture_output=True, text=True, check=False
        )
        if said.returncode != 0:
            raise StageError(f"there is no screenshot: {said.stderr.strip()}")


class Evening:
    """What happens, in order."""

    def __init__(self, show, folder):
        self.show = show
        self.folder = folder
        self.admitted = 0
        self.last = {}
        self.camera = PlayedCamera(show.stage)
        self.entrance = Place(show, ENTRANCE, *self.camera.options)
        self.garden = Place(show, GARDEN, f"--camera={EMPTY_SCENE}")
        self.office = Place(show, OFFICE)

    def check_others(self, scene, known):
        """The other desk and the dashboard have heard of it."""
        # A void ticket is not expected any more.
        counts = f"{self.admitted} of {len(self.show.tickets) - 1} admitted"
        self.garden.window.wait_for_text(f"the counts after {scene.what}", counts)
        say(f"  {self.garden.name} shows: {counts}")
        wait(
            f"{self.office.name}: {scene.activity}",
            lambda: self.office.window.texts().count(scene.activity) > known,
        )
        say(f"  {self.office.name} shows: {scene.activity}")

    def wait_for_verdict(self, place, scene):
        before = self.last.get(place)

        def look():
            text = place.verdict()
            return text if text != before else None

        text = wait(f"{place.name}: {scene.what}", look, limit=60.0)
        self.last[place] = text
        say(f"{place.name} shows: " + " · ".join(text.splitlines()))
        missing = [word for word in scene.words if word not in text]
        if missing:
            raise NotSeen(f"{scene.what}: the card lacks " + ", ".join(missing))

    def play(self, place, scene):
        known = self.office.window.texts().count(scene.activity)
        present = self.camera.show if place is self.entrance else place.type_code
        present(scene.code)
        self.wait_for_verdict(place, scene)
        if scene.screenshot:
            place.take_picture(self.folder / scene.screenshot)
        self.admitted += scene.words[0] == "ADMITTED"
        self.check_others(scene, known)


def scenes(show):
    """(who scans, what) in order; the same ticket is shown again, at both desks."""
    used = ("REFUSED", "already been used", "Admitted at", ENTRANCE[2], ENTRANCE[0])
    activity = "This ticket has already been used."
    yield ENTRANCE, Scene("an admission", show.code(FIRST), ("ADMITTED", FIRST), "Admitted",
                          "scanner-admitted.png")
    yield ENTRANCE, Scene("a VIP", show.code(SECOND), ("ADMITTED", SECOND, "VIP"), "Admitted")
    yield ENTRANCE, Scene("the first ticket again", show.code(FIRST), used, activity,
                          "scanner-refused.png")
    yield ENTRANCE, Scene("a forged code", show.forged(SECOND), ("REFUSED", "forged"),
                          "This code is forged or damaged. It is not one of ours.")
    yield ENTRANCE, Scene("a void ticket", show.code(VOIDED), ("REFUSED", "cancelled"),
                          "This ticket has been cancelled.")
    yield GARDEN, Scene("the first ticket at the other desk", show.code(FIRST), used, activity)


def check_log(show):
    """What the windows showed is what the database keeps."""
    rows = [row for row in show.read_tickets().values() if row["admitted_at"]]
    seen = sorted((row["name"], row["admitted_by"], row["admitted_device"]) for row in rows)
    expected = [(name, *ENTRANCE[::2]) for name in (FIRST, SECOND)]
    if seen != expected:
        raise NotSeen(f"the log says {seen}, not {expected}")
    say(f"The log has {len(seen)} admissions, each once")


def print_logs(evening):
    for place in (evening.entrance, evening.garden, evening.office):
        for line in evening.show.stage.read_log(place.log).splitlines()[-20:]:
            print(f"{place.name}: {line}", file=sys.stderr)


def play(show, folder):
    """All of it; raises NotSeen at the first thing that does not happen."""
    folder.mkdir(parents=True, exist_ok=True)
    show.void(VOIDED)
    evening = Evening(show, folder)
    try:
        for person, scene in scenes(show):
            evening.play(evening.entrance if person is ENTRANCE else evening.garden, scene)
        check_log(show)
        evening.office.take_picture(folder / "dashboard.png")
    except NotSeen:
        print_logs(evening)
        raise
    say(f"Screenshots are in {folder}")
