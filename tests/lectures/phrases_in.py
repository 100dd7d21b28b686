"""The phrases that a diagnosis is put together of, read from the sources: each f-string with its places numbered."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from engine.compare.hints import SORT

ROOT = Path(__file__).parents[2]
COMPARE = ROOT / "engine" / "compare"
FILES = (
    *sorted((COMPARE / "slips").glob("*.py")),
    *(COMPARE / f"{name}.py" for name in ("explaining", "searching", "places", "diagnosis", "rough", "judge", "hints")),
    COMPARE / "report.py",
    *(
        ROOT / "lectures" / "exercises" / f"{name}.py"
        for name in ("judging", "forwards", "entrywise", "said", "naming")
    ),
)
NO_TEXT = {  # two words that are no text: families of operations, and what is raised or printed for programmers
    "soft choice", "finite diff.", "{0} of {1} {2} right", "; the first wrong step is {0}", "a quantity",
    "The file could not be judged: {0}", "Score: {0} of {1}", "The file printed:", ", of different shapes",
    "   ({0}wanted: {1})", "{0}: {1} sets of numbers{2} (seed {3})", "  {0}  {1}  {2}{3} of {4}{5}", "yours is {0}, ",
}  # fmt: skip
SILENT = ("startswith", "removeprefix", "replace", "fullmatch", "sub", "findall", "layers", "split", "compile", "join")


def phrases() -> list[str]:
    """Return every phrase, in the order of the sources."""
    found = [phrase for path in FILES for phrase in phrases_in(path.read_text("utf-8"))]
    return list(dict.fromkeys(found))


def phrases_in(source: str) -> Iterator[str]:
    """Yield the texts of one source that have words, apart from docstrings, kinds of slips, and what is compared.

    >>> list(phrases_in('x = f"the sign of {name} is lost"; kind = "sign|mask"; is_it = "a b" in x'))
    ['the sign of {0} is lost']
    """
    tree = ast.parse(source)
    silent = {id(node) for parent in ast.walk(tree) for node in _silent_in(parent)}
    for node in ast.walk(tree):
        text = None if id(node) in silent else _text(node)
        if text is not None and _is_phrase(text):
            yield text


def _silent_in(parent: ast.AST) -> Iterator[ast.AST]:
    """Yield the strings below a node that nobody reads as they are."""
    if isinstance(parent, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(parent) is not None:
        yield parent.body[0].value  # type: ignore[attr-defined]
    if isinstance(parent, ast.JoinedStr):
        yield from (part for part in parent.values if isinstance(part, ast.Constant))
        yield from (
            part.format_spec for part in parent.values if isinstance(part, ast.FormattedValue) and part.format_spec
        )
    if isinstance(parent, ast.Compare):
        yield from (parent.left, *parent.comparators)
    if isinstance(parent, ast.Raise) or _is_silent_call(parent) or _is_literal(parent):
        yield from ast.walk(parent)


def _is_silent_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SILENT


def _is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and getattr(node.value, "id", "") in ("Literal", "tuple")


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        texts, n = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                texts += str(part.value)
            else:
                texts, n = f"{texts}{{{n}}}", n + 1
        return texts
    return None


def _is_phrase(text: str) -> bool:
    words = re.sub(r"\{\d+\}", "", text)
    if text in NO_TEXT or not re.search(r"[a-z]{2}", words) or " " not in text.strip():
        return False
    return not all(not name or name in SORT for name in words.split("|"))
