"""`chalkgrad errata`: what the notes print and what is true, in the terminal or as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lectures.echo import echo, working
from lectures.errata.entry import NOTES, SEVERITIES
from lectures.errata.judge import VERDICTS
from lectures.errata.reading import judged_beside
from lectures.errata.sheet import gravest_first
from lectures.errors import LectureError
from lectures.options import LIMIT, OUT
from lectures.plain_text import errata_text
from lectures.site.build import is_fresh, key_of, neighbours_of, records_in
from lectures.site.run import OnCell
from lectures.site.script import Script, find_lectures
from lectures.site.workers import each_apart

COLOURS = {"holds": "green", "wrong": "yellow"}  # the others are magenta


@click.command("errata")
@click.option("--notes", type=click.Choice(list(NOTES)), help="Only of these notes.")
@click.option("--severity", type=click.Choice(list(SEVERITIES)), help="Only as grave as this.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only with this verdict.")
@click.option("--item", default="", help="Only about these worked examples, such as D05 or D04-D09.")
@click.option("--json", "as_json", is_flag=True, help="Print the claims as JSON.")
@OUT
@LIMIT
def errata_command(
    notes: str | None, severity: str | None, verdict: str | None, item: str, as_json: bool, out: Path, limit: float
) -> None:
    """Print what the notes print, what is true, and why: by notes, the gravest first."""
    from lectures.items import UnknownItemError, item_ids

    try:
        items = set(item_ids(item or None))
    except UnknownItemError as error:
        raise click.UsageError(str(error)) from None
    with working("trying the claims of the notes"):
        claims, failed = claims_of(find_lectures(), out, limit)
    chosen = [
        claim
        for claim in sorted(claims, key=gravest_first)
        if notes in (None, claim["at"][:3])
        and severity in (None, claim["severity"])
        and verdict in (None, claim["verdict"])
        and (not items or claim["item"] in items)
    ]
    if as_json:
        echo(json.dumps(chosen, ensure_ascii=False, indent=1))
    else:
        _print(chosen)
    for error in failed:
        echo(error, err=True, fg="red")
    if failed:
        raise SystemExit(1)


def claims_of(lectures: Mapping[str, Script], out: Path, limit: float) -> tuple[list[dict[str, Any]], list[str]]:
    """Return all claims, from pages that are up to date and otherwise by trying them; and the files that failed."""
    around, records = neighbours_of(lectures), records_in(lectures, out)
    beside = {name: script for name, script in lectures.items() if script.claims_path.exists()}
    fresh = {name for name, script in beside.items() if is_fresh(out, name, key_of(script, around[name]))}
    tried = each_apart(try_beside, [(script,) for name, script in beside.items() if name not in fresh], 2, limit)
    found = {name: records[name]["claims"] for name in fresh} | {script.name: claims for script, claims, _ in tried}
    failed = [f"{name} failed: {claims}" for name, claims in found.items() if isinstance(claims, LectureError)]
    return [claim for claims in found.values() if isinstance(claims, list) for claim in claims], failed


def try_beside(script: Script, on_cell: OnCell = lambda n, of: None) -> list[dict[str, Any]]:
    """Return the claims beside a companion as plain data, by trying them."""
    return [judged.as_json() for judged in judged_beside(script)]


def _print(claims: list[dict[str, Any]]) -> None:
    heading = ""
    for claim in claims:
        if claim["at"][:3] != heading:
            heading = claim["at"][:3]
            echo(f"{heading}: {NOTES[heading]}\n", bold=True)
        first, *rest = errata_text(claim).split("\n")
        echo(first, fg=COLOURS.get(claim["verdict"], "magenta"))
        echo("\n".join([*rest, ""]))
    counts = Counter(claim["verdict"] for claim in claims)
    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    echo(f"{len(claims)} claim{'s' * (len(claims) != 1)}{said and ': '}{said}")
