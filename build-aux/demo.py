# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo behind build-aux/demo: an event, two desks and a dashboard, on screen or without one."""

import argparse
import pathlib
import sys

from demo_show import Show
from foyer_stage import NotSeen, Stage, StageError, end_on_signals


def parse_options():
    parser = argparse.ArgumentParser(prog="demo")
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--headless", type=pathlib.Path, metavar="DIR")
    return parser.parse_args()


def main():
    options = parse_options()
    end_on_signals()
    try:
        with Stage(options.build) as stage:
            show = Show(stage)
            if options.headless is not None:
                # Reads the windows through AT-SPI, which the other way does without.
                import demo_headless
                demo_headless.play(show, options.headless)
            else:
                import demo_desktop
                demo_desktop.play(show)
    except SystemExit as ending:
        print("demo: told to end; all is cleared away")
        return ending.code
    except (StageError, NotSeen) as error:
        print(f"demo: {error}", file=sys.stderr)
        print("demo: something did not happen, see above")
        return 1
    print("demo: all of it happened" if options.headless else "demo: all is cleared away")
    return 0


if __name__ == "__main__":
    sys.exit(main())
