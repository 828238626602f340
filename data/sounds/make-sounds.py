#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the sounds of the verdicts as WAV files: make-sounds.py FOLDER."""

import math
import pathlib
import struct
import sys
import wave

RATE = 22050
LOUDNESS = 0.5

# Per sound its notes: hertz (0 is silence), seconds, and how much of the odd overtones sounds
# with them. Up means in, down means out, a low buzz means no; "attention" alternates. "alone"
# goes up too, but in three steps and from lower: admitted, by what this desk knows.
SOUNDS = {
    "admitted": [(659.3, 0.09, 0.0), (987.8, 0.19, 0.0)],
    "alone": [(523.3, 0.09, 0.0), (659.3, 0.09, 0.0), (784.0, 0.24, 0.0)],
    "exited": [(784.0, 0.09, 0.0), (523.3, 0.19, 0.0)],
    "attention": [(987.8, 0.09, 0.2), (740.0, 0.09, 0.2), (987.8, 0.09, 0.2), (740.0, 0.18, 0.2)],
    "refused": [(155.6, 0.20, 0.9), (0.0, 0.06, 0.0), (155.6, 0.30, 0.9)],
}


def note(hertz, seconds, harshness):
    count = int(RATE * seconds)
    ramp = RATE * 0.008
    for i in range(count):
        turn = 2 * math.pi * hertz * i / RATE
        value = math.sin(turn)
        value += harshness * sum(math.sin(turn * k) / k for k in (3, 5, 7, 9))
        value /= 1 + harshness
        yield value * min(1.0, i / ramp, (count - i) / ramp)


def write(path, notes):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        samples = [int(32767 * LOUDNESS * v) for part in notes for v in note(*part)]
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, notes in SOUNDS.items():
        write(folder / f"{name}.wav", notes)


main()
