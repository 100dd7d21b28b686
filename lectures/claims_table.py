"""Printing the claims of all lectures on the command line: from pages that are up to date, otherwise by running."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lectures.echo import echo
from lectures.errors import LectureError
from lectures.plain_text import claim_text
from lectures.site.build import is_fresh, key_of, neighbours_of, records_in
from lectures.site.run import OnCell, run
from lectures.site.script import Script, find_lectures
from lectures.site.workers import LIMIT, each_apart

COLOURS = {"holds": "green", "corrected": "yellow", "ambiguous": "magenta"}


def claims_of(script: Script, on_cell: OnCell = lambda n, of: None) -> list[dict[str, Any]]:
    """Return the claims of a lecture, by running it."""
    return [claim.as_json() for claim in run(script, draw=False, on_cell=on_cell).claims]


def claims_table(
    lectures: Mapping[str, Script], out: Path, items: Iterable[str], verdict: str | None, limit: float = LIMIT
) -> bool:
    """Print the claims that pass the filters, lecture by lecture, and how many there are of each verdict.

    Returns:
        False where a lecture could not be run; the others are printed all the same.
    """
    only, complete = set(items), True
    counts: Counter[str] = Counter()
    around, records = neighbours_of(find_lectures()), records_in(lectures, out)
    fresh = {name for name, script in lectures.items() if is_fresh(out, name, key_of(script, around[name]))}
    ran = each_apart(claims_of, [(script,) for name, script in lectures.items() if name not in fresh], 1, limit)
    for name, script in lectures.items():
        claims = records[name]["claims"] if name in fresh else next(ran)[1]
        if isinstance(claims, LectureError):
            echo(f"{name} failed: {claims}", err=True, fg="red")
            complete = False
            continue
        listed = [
            claim for claim in claims if (not only or claim["item"] in only) and verdict in (None, claim["verdict"])
        ]
        if listed:
            echo(f"{chr(10) if counts else ''}{name}: {script.title}", bold=True)
        for claim in listed:
            first, *rest = claim_text(claim).split("\n")
            echo(first, fg=COLOURS[claim["verdict"]])
            if rest:
                echo("\n".join(rest))
            counts[claim["verdict"]] += 1
    echo(f"\n{counts.total()} claims: " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())))
    return complete
