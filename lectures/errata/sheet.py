"""The errata sheet as a page: by notes, the gravest first, each claim with its quotation, verdict and remedy."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from engine.errors import FormulaError
from lectures.errata.entry import AT, NOTES, SEVERITIES
from lectures.site.style import stylesheet
from lectures.site.templating import environment, formulas_html_of

Claim = Mapping[str, Any]
MEANINGS = {
    "wrong": "there is a counter-example where the notes say that it holds",
    "holds if": "true under a condition that the notes do not state",
    "unclear": "the text allows two readings, and only one is true",
    "clashes": "another place of the notes defines it otherwise",
    "holds": "it was tried and is true",
}


def sheet_of(claims: Iterable[Claim], titles: Mapping[str, str], graphs: Collection[str] = ()) -> str:
    """Return the page of all claims.

    Args:
        claims: as `claims.json` keeps them.
        titles: companion -> its title.
        graphs: the claims of which `errata/ID.svg` shows a counter-example.
    """
    claims = sorted(claims, key=gravest_first)
    return (
        environment()
        .get_template("errata.html")
        .render(
            notes=[(number, name, [c for c in claims if c["at"][:3] == number]) for number, name in NOTES.items()],
            counts=Counter(claim["verdict"] for claim in claims),
            severities=SEVERITIES,
            grave=Counter(claim["severity"] for claim in claims),
            meanings=MEANINGS,
            forms=dict(Counter(claim["form"] for claim in claims)),
            titles=titles,
            graphs=graphs,
            place=place,
            quoted=quoted,
            style=stylesheet(),
        )
    )


def gravest_first(claim: Claim) -> tuple[str, str, int]:
    """Return what claims are sorted by: notes, then severity, then line."""
    at = AT.fullmatch(claim["at"])
    assert at is not None
    return at["notes"], claim["severity"] or "S9", int(at["first"])


def place(at: str) -> str:
    """Return a place as words.

    >>> place("004:513-516"), place("004:9")
    ('004, lines 513 to 516', '004, line 9')
    """
    match = AT.fullmatch(at)
    assert match is not None
    notes, first, last = match.groups()
    return f"{notes}, lines {first} to {last}" if last not in (None, first) else f"{notes}, line {first}"


def quoted(printed: str) -> Any:
    """Return a quotation with its formulas typeset, or as it stands where the scan left no formula."""
    text = printed.replace("$$", "$")
    try:
        return formulas_html_of(text) if text.count("$") % 2 == 0 else printed
    except FormulaError:
        return printed
