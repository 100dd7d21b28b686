"""Prints the confusion table: `python -m tests.engine.planted [SEEDS]`."""

import sys

from tests.engine.planted.trial import trial

if __name__ == "__main__":
    print(trial(range(int(sys.argv[1]) if len(sys.argv) > 1 else 1)))
