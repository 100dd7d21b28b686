"""Code cells on a page: highlighted, with the bookkeeping of claims folded away but still there to read."""

import ast
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from lectures.script import Cell


def code_html(cell: Cell) -> Markup:
    """Return a code cell as HTML: statements that only enter claims are folded, everything else is shown."""
    pieces = [_folded(lines, claims) if claims else _pre(lines, _number(lines)) for claims, lines in _pieces(cell)]
    return Markup('<div class="code">{}</div>').format(Markup("").join(pieces))


Line = tuple[int, str]  # number in the file, highlighted HTML


def _pieces(cell: Cell) -> Iterator[tuple[int, list[Line]]]:
    """Yield runs of lines with the number of claims that they enter; 0 for all other code."""
    claims_on: dict[int, int] = {}  # line -> which run of claim statements it belongs to
    count_in: dict[int, int] = {}
    run, before_was_claim = 0, False
    for statement in ast.parse(cell.source).body:
        claims = _claims_in(statement)
        if claims:
            run += not before_was_claim
            count_in[run] = count_in.get(run, 0) + claims
            first = statement.lineno
            claims_on |= dict.fromkeys(range(first, (statement.end_lineno or first) + 1), run)
        before_was_claim = bool(claims)
    lines = [
        (claims_on.get(number, 0), (number + cell.line - 1, line))
        for number, line in enumerate(highlighted(cell.source), start=1)
    ]
    for run, group in groupby(lines, key=lambda pair: pair[0]):
        shown = [line for _, line in group]
        if run or any(line.strip() for _, line in shown):
            yield count_in.get(run, 0), shown


def _claims_in(statement: ast.stmt) -> int:
    """Count the claims of a statement that does nothing else: a call of `claim`, or a loop over such calls."""
    if isinstance(statement, ast.For):
        counts = [_claims_in(inner) for inner in statement.body]
        return sum(counts) if all(counts) else 0
    call = statement.value if isinstance(statement, ast.Expr) else None
    return int(isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "claim")


def highlighted(source: str) -> list[str]:
    """Return the lines of Python code as HTML.

    >>> highlighted("x = 1")
    ['<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>']
    """
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    formatter = HtmlFormatter(nowrap=True)
    found: str = highlight(source, PythonLexer(stripnl=False), formatter)
    return found.rstrip("\n").split("\n")


def _pre(lines: list[Line], label: str) -> Markup:
    text = "\n".join(f'<span id="line-{number}">{line}</span>' for number, line in _trimmed(lines))
    return Markup('<pre tabindex="0" role="region" aria-label="{}"><code>{}</code></pre>').format(label, Markup(text))


def _folded(lines: list[Line], claims: int) -> Markup:
    words = "The code of this claim" if claims == 1 else f"The code of {claims} claims"
    return Markup('<details class="bookkeeping"><summary>{}</summary>{}</details>').format(
        words, _pre(lines, _number(lines))
    )


def _number(lines: list[Line]) -> str:
    trimmed = _trimmed(lines)
    return f"Code that ran, lines {trimmed[0][0]} to {trimmed[-1][0]}"


def _trimmed(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends."""
    full = [i for i, (_, line) in enumerate(lines) if line.strip()]
    return lines[full[0] : full[-1] + 1]
