"""Code cells on a page: highlighted, with the bookkeeping (claims, captions) folded away but still there to read."""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from lectures.script import Cell

KINDS = {"figure": "graph", "plot": "plot", "claim": "claim", "no_graph": "remark"}
Line = tuple[int, str]  # number in the file, highlighted HTML


def code_html(cell: Cell) -> Markup:
    """Return a code cell as HTML: statements that only show or claim something are folded, all else is shown."""
    pieces = [_folded(lines, shown) if shown else _pre(lines) for shown, lines in _pieces(cell)]
    return Markup('<div class="code">{}</div>').format(Markup("").join(pieces))


def _pieces(cell: Cell) -> Iterator[tuple[Counter[str], list[Line]]]:
    """Yield runs of lines, with a count of what they show; an empty one for all other code."""
    run_of: dict[int, int] = {}  # line -> the run of bookkeeping that it belongs to
    shown_by: dict[int, Counter[str]] = {0: Counter()}
    run, end_of_run = 0, 0
    for statement in ast.parse(cell.source).body:
        if shown := _shown_by(statement):
            run += not end_of_run
            first, end = end_of_run or statement.lineno, statement.end_lineno or statement.lineno
            run_of |= dict.fromkeys(range(first, end + 1), run)
            shown_by[run] = shown_by.get(run, Counter()) + shown
            end_of_run = end
        else:
            end_of_run = 0
    numbered = enumerate(highlighted(cell.source), start=1)
    lines = [(run_of.get(number, 0), (number + cell.line - 1, line)) for number, line in numbered]
    for run, group in groupby(lines, key=lambda pair: pair[0]):
        found = [line for _, line in group]
        if any(line.strip() for _, line in found):
            yield shown_by[run], found


def _shown_by(statement: ast.stmt) -> Counter[str]:
    """Count what a statement shows that does nothing else: a call of the board, or a loop over such calls."""
    if isinstance(statement, ast.For):
        counts = [_shown_by(inner) for inner in statement.body]
        return sum(counts, Counter()) if all(counts) else Counter()
    call = statement.value if isinstance(statement, ast.Expr) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return Counter([KINDS[name]] if name in KINDS else [])


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


def _pre(lines: list[Line]) -> Markup:
    lines = _trimmed(lines)
    text = Markup("\n").join(Markup(f'<span id="line-{number}">{line}</span>') for number, line in lines)
    return Markup('<pre tabindex="0" role="region" aria-label="Code, lines {} to {}"><code>{}</code></pre>').format(
        lines[0][0], lines[-1][0], text
    )


def _folded(lines: list[Line], shown: Counter[str]) -> Markup:
    words = ", ".join(f"{count} {kind}{'s' * (count > 1)}" for kind, count in shown.items())
    return Markup('<details class="bookkeeping"><summary>Code of {}</summary>{}</details>').format(words, _pre(lines))


def _trimmed(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends."""
    full = [i for i, (_, line) in enumerate(lines) if line.strip()]
    return lines[full[0] : full[-1] + 1]
