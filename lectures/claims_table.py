"""Printing the claims of all lectures on the command line: from pages that are up to date, otherwise by running."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from lectures.errors import LectureError
from lectures.plain_text import claim_text
from lectures.site.build import is_fresh, key_of, neighbours_of, records_in
from lectures.site.run import run
from lectures.site.script import Script, find_lectures

COLOURS = {"holds": "green", "corrected": "yellow", "ambiguous": "magenta"}


def claims_of(script: Script, out: Path) -> list[dict[str, Any]]:
    """Return the claims of a lecture: from its page where that is up to date, otherwise by running it."""
    around = neighbours_of(find_lectures())
    if script.name in around and is_fresh(out, script.name, key_of(script, around[script.name])):
        record = records_in({script.name: script}, out)[script.name]
        return list(record["claims"])
    return [claim.as_json() for claim in run(script, draw=False).claims]


def claims_table(lectures: Mapping[str, Script], out: Path, items: Iterable[str], verdict: str | None) -> bool:
    """Print the claims that pass the filters, lecture by lecture, and how many there are of each verdict.

    Returns:
        False where a lecture could not be run; the others are printed all the same.
    """
    only, complete = set(items), True
    counts: Counter[str] = Counter()
    for name, script in lectures.items():
        try:
            claims = claims_of(script, out)
        except LectureError as error:
            click.secho(f"{name} failed: {error}", fg="red", err=True)
            complete = False
            continue
        listed = [
            claim for claim in claims if (not only or claim["item"] in only) and verdict in (None, claim["verdict"])
        ]
        if listed:
            click.secho(f"{chr(10) if counts else ''}{name}: {script.title}", bold=True)
        for claim in listed:
            first, *rest = claim_text(claim).split("\n")
            click.secho(first, fg=COLOURS[claim["verdict"]])
            click.echo("".join(f"{line}\n" for line in rest), nl=False)
            counts[claim["verdict"]] += 1
    click.echo(f"\n{counts.total()} claims: " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())))
    return complete
