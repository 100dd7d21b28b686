"""Search for so many minutes, half of them among programs and half among files; leave 1 if anything was found."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import determinism, files, programs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None, help="by default another one each time; it is printed")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9)
    print(f"seed {seed}, {options.minutes:g} minutes", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="chalkgrad-fuzz-"))
    found = 0
    for name, search in (
        ("programs", lambda going: programs.search(random.Random(seed), going)),
        ("files", lambda going: files.search(random.Random(seed), folder, going)),
    ):
        stop = time.monotonic() + 30 * options.minutes
        number, said = search(lambda stop=stop: time.monotonic() < stop)
        print("\n".join(said[:20]))
        print(f"{name}: {number} tried, {len(said)} found", flush=True)
        found += len(said)
    differing = [name for name, prints in determinism.in_processes(range(1, 21)).items() if len(prints) > 1]
    print(f"determinism: 20 processes, {len(differing)} found {differing or ''}")
    return 1 if found or differing else 0


if __name__ == "__main__":
    sys.exit(main())
