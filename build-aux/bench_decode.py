# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading a frame costs and how much of it is read, beside zbar as it comes."""

import statistics
import subprocess

FRAMES = 6


def make_scenes(stage, number):
    """Draws pictures of 1280×720; returns {picture: texts of its codes}."""
    folder = stage.folder / "scenes"
    folder.mkdir()
    program = stage.build / "tests" / "scan" / "make-scenes"
    subprocess.run([program, folder, str(number)], check=True)
    codes = {str(path): set() for path in sorted(folder.glob("*.png"))}
    for line in (folder / "codes.tsv").read_text().splitlines():
        name, text = line.split("\t")
        codes[str(folder / name)].add(text)
    return codes


def read(stage, pictures, *options):
    """{picture: (milliseconds of CPU per frame, texts)}"""
    said = subprocess.run(
        [stage.program("foyer-scan-file"), *options, *pictures],
        check=True, capture_output=True, text=True,
    )
    found = {picture: (0.0, set()) for picture in pictures}
    for line in said.stdout.splitlines():
        picture, milliseconds, symbology, text = line.split("\t")
        texts = found[picture][1] | ({text} if symbology != "-" else set())
        found[picture] = (float(milliseconds), texts)
    return found


def cost(found, pictures):
    return statistics.fmean(found[picture][0] for picture in pictures)


def right(found, codes):
    return sum(len(found[picture][1] & texts) for picture, texts in codes.items())


def wrong(found, codes):
    return sum(len(found[picture][1] - texts) for picture, texts in codes.items())


def measure(stage, table, number):
    codes = make_scenes(stage, number)
    empty = [picture for picture, texts in codes.items() if not texts]
    full = [picture for picture, texts in codes.items() if texts]
    own = read(stage, codes)
    scene = read(stage, codes, f"--frames={FRAMES}")
    plain = read(stage, codes, "--zbar-defaults")
    table.ratio("decode a frame without a code, CPU", cost(own, empty), cost(plain, empty),
                "ms", "zbar’s defaults", at_most=0.35)
    table.ratio("decode a frame with a code, CPU", cost(own, full), cost(plain, full),
                "ms", "zbar’s defaults")
    table.ratio(f"codes read from one frame, of {sum(map(len, codes.values()))}",
                right(own, codes), right(plain, codes), "", "zbar’s defaults", at_least=1.15)
    table.ratio(f"codes read from {FRAMES} frames of a scene",
                right(scene, codes), right(plain, codes), "", "zbar’s defaults", at_least=1.2)
    table.limit("texts read wrongly", wrong(own, codes) + wrong(scene, codes), "", at_most=0)
