"""`python -m tests.slips`: the table of strangers' slips, seen and unseen half; `--misses` lists what was missed."""

import argparse
import time

from tests.slips import catalogue, said
from tests.slips.measure import HEADER, SETS, measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", default=[f"{s}/{h}" for s in SETS for h in ("seen", "unseen")])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument(
        "--said", action="store_true", help="write said.json anew instead: what is said of chosen cases"
    )
    parser.add_argument("--catalogue", action="store_true", help="write catalogue.json anew instead")
    parser.add_argument("--foreseen", help="print what the rules foresee for a problem instead, such as usual/ridge")
    parser.add_argument("--modes", default="numbers,digits,points")
    options = parser.parse_args()
    if options.said:
        print(f"{said.write()} cases in said.json")
    if options.catalogue:
        print(f"{catalogue.write()} problems in catalogue.json")
    if options.foreseen:
        print(*catalogue.foreseen(catalogue.problem_of(said.stated()[options.foreseen])), sep="\n")
    if options.said or options.catalogue or options.foreseen:
        return
    modes = {"numbers": (None, 1), "digits": (4, 1), "points": (None, 3)}
    print(HEADER)
    for folder in options.folders:
        for mode in options.modes.split(","):
            start = time.perf_counter()
            tally = measure(folder, *modes[mode], only=options.only)
            print(tally.row(f"{folder}, {mode}"), f"{time.perf_counter() - start:.0f} s", flush=True)
            for miss in tally.misses if options.misses else ():
                print("  " + miss)
            for case in tally.accepted:
                print("  accepted: " + case)


if __name__ == "__main__":
    main()
