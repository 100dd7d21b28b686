"""Code cells on a page: highlighted, with the bookkeeping (graphs, questions) folded away but still there to read."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from markupsafe import Markup

from lectures.reference.link import link_to
from lectures.site.script import Cell

KINDS = {
    "figure": "graph",
    "plot": "plot",
    "ask": "question",
    "exercise": "exercise",
    "no_graph": "remark",
}
COLOURS = {
    "Keyword": "k", "Operator.Word": "k", "Literal.String": "s", "Literal.Number": "m", "Comment": "c",
    "Name.Function": "f", "Name.Class": "f", "Name.Decorator": "f", "Name.Builtin": "f",
}  # fmt: skip
Line = tuple[int, Markup]  # number in the file, highlighted HTML


def code_html(cell: Cell, say: Callable[..., Markup], links: bool = False) -> Markup:
    """Return a code cell as HTML: what only shows something is folded, exercises are left out, all else is shown.

    Args:
        cell: the cell.
        say: says a fixed text in the language of the page.
        links: whether the reference is to stand beside the page: where a public name is imported, it leads there.
    """
    pieces = [_folded(lines, shown, say) if shown else _pre(lines, say) for shown, lines in _pieces(cell, links)]
    if not pieces:
        return Markup("")
    return Markup('<div class="code">{}</div>').format(Markup("").join(pieces))


def _pieces(cell: Cell, links: bool) -> Iterator[tuple[Counter[str], list[Line]]]:
    """Yield runs of lines, with a count of what they show; an empty one for all other code."""
    run_of: dict[int, int] = {}  # line -> the run of bookkeeping that it belongs to
    shown_by: dict[int, Counter[str]] = {0: Counter()}
    run, end_of_run = 0, 0
    for statement in ast.parse(cell.source).body:
        if shown := _shown_by(statement):
            run += not end_of_run
            first, end = end_of_run or _first_line(statement), statement.end_lineno or statement.lineno
            run_of |= dict.fromkeys(range(first, end + 1), run)
            shown_by[run] = shown_by.get(run, Counter()) + shown
            end_of_run = end
        else:
            end_of_run = 0
    code = highlighted(cell.source)
    numbered = enumerate(_with_links(code, cell.source) if links else code, start=1)
    hidden = _exercise_lines(cell.source)
    lines = [(run_of.get(n, 0), (n + cell.line - 1, line)) for n, line in numbered if n not in hidden]
    for run, group in groupby(lines, key=lambda pair: pair[0]):
        run_lines = [line for _, line in group]
        if any(line.strip() for _, line in run_lines):
            yield shown_by[run], run_lines


def _with_links(code: list[Markup], source: str) -> list[Markup]:
    """Return highlighted lines in which each public name that is imported leads to its entry in the reference."""
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.ImportFrom):
            continue
        for alias in statement.names:
            if href := link_to(statement.module or "", alias.name):
                link = f'<a href="{href}">{alias.name}</a>'
                line = alias.lineno - 1
                code[line] = Markup(re.sub(rf"(?<![\w.#]){alias.name}(?!\w)", link, code[line], count=1))
    return code


def without_exercises(source: str) -> str:
    """Return a script with empty lines in place of its exercises: what makes them holds the answers to some.

    >>> without_exercises("x = 1\\n@exercise('e')\\ndef f():\\n    pass\\ny = 2")
    'x = 1\\n\\n\\n\\ny = 2'
    """
    hidden = _exercise_lines(source)
    return "\n".join("" if n in hidden else line for n, line in enumerate(source.split("\n"), start=1))


def _exercise_lines(source: str) -> set[int]:
    return {
        line
        for statement in ast.parse(source).body
        if isinstance(statement, ast.FunctionDef) and _shown_by(statement)["exercise"]
        for line in range(_first_line(statement), (statement.end_lineno or 0) + 1)
    }


def _shown_by(statement: ast.stmt) -> Counter[str]:
    """Count what a statement shows that does nothing else: a call of the board, or a loop over such calls."""
    if isinstance(statement, ast.FunctionDef):  # an exercise, which decorates the function that builds its loss
        return sum((_shown_by(ast.Expr(decorator)) for decorator in statement.decorator_list), Counter())
    if isinstance(statement, ast.For):
        counts = [_shown_by(inner) for inner in statement.body]
        return sum(counts, Counter()) if all(counts) else Counter()
    call = statement.value if isinstance(statement, ast.Expr) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return Counter([KINDS[name]] if name in KINDS else [])


def _first_line(statement: ast.stmt) -> int:
    """Return where a statement begins: a function, where its decorators do."""
    return min([statement.lineno, *(decorator.lineno for decorator in getattr(statement, "decorator_list", []))])


def highlighted(source: str) -> list[Markup]:
    """Return the lines of Python code as HTML, with a class only on what has a colour.

    >>> highlighted("x = 1  # one")
    [Markup('x = <span class="m">1</span>  <span class="c"># one</span>')]
    """
    from pygments.lexers import PythonLexer

    lines = [Markup()]
    for kind, text in PythonLexer(stripnl=False).get_tokens(source):
        style = next((COLOURS[name] for name in reversed(_ancestors(kind)) if name in COLOURS), "")
        for i, part in enumerate(text.split("\n")):
            if i:
                lines.append(Markup())
            escaped = Markup(escape(part, quote=False))
            lines[-1] += Markup(f'<span class="{style}">{escaped}</span>') if style and part else escaped
    return lines[:-1]  # the lexer ends with a new line


def _ancestors(kind: Any) -> list[str]:
    return [".".join(kind[: i + 1]) for i in range(len(kind))]


def _pre(lines: list[Line], say: Callable[..., Markup]) -> Markup:
    lines = _trimmed(lines)
    text = Markup("\n").join(Markup('<span id="line-{}">{}</span>').format(number, line) for number, line in lines)
    label = say("Code, lines {0} to {1}", lines[0][0], lines[-1][0])
    return Markup('<pre tabindex="0" role="region" aria-label="{}"><code>{}</code></pre>').format(label, text)


def _folded(lines: list[Line], shown: Counter[str], say: Callable[..., Markup]) -> Markup:
    names = {
        "graph": (say("graph"), say("graphs")), "plot": (say("plot"), say("plots")),
        "question": (say("question"), say("questions")), "exercise": (say("exercise"), say("exercises")),
        "remark": (say("remark"), say("remarks")),
    }  # fmt: skip
    words = ", ".join(f"{count} {names[kind][count > 1]}" for kind, count in shown.items())
    summary, code = say("Code of {0}", words), _pre(lines, say)
    return Markup('<details class="bookkeeping"><summary>{}</summary>{}</details>').format(summary, code)


def _trimmed(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends."""
    full = [i for i, (_, line) in enumerate(lines) if line.strip()]
    return lines[full[0] : full[-1] + 1]
