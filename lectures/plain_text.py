"""What a lecture shows, as text for the terminal: the same words, at most 80 columns where that is possible."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.words.columns import columns, filled, padded
from engine.words.nested import flatten, sizes_of
from lectures.entries import Asked, Comparison, Entry, Exercise, Figure, Live, NoGraph, Play, Plot, Table, Text
from lectures.numbers import plain

VERDICTS = {
    "holds": "✓ holds",
    "wrong": "✗ wrong",
    "holds if": "≈ holds if",
    "unclear": "? unclear",
    "clashes": "≠ clashes",
}
WIDTH = 80
LONGEST_LIST = 16


def text_of(entry: Entry) -> str:
    """Return an entry as text."""
    from lectures.site.prose import in_text  # which reads Markdown, for what few commands show

    match entry:
        case Text():
            return entry.text.rstrip("\n")
        case Figure():
            return wrapped(f"[graph {entry.name}] {in_text(entry.caption)}")
        case Live() | Play() | Asked():
            return f"{question_of(entry)}\n{answer_of(entry)}"
        case Plot():
            return wrapped(f"[plot {entry.name}] {in_text(entry.caption)}")
        case Table():
            return table_text(entry.rows, [in_text(word) for word in entry.header], in_text(entry.caption))
        case Comparison():
            return str(entry.report)
        case Exercise():
            return wrapped(f"Exercise {entry.name}: {in_text(entry.asks)}")
        case NoGraph():
            return wrapped(f"No graph for {', '.join(entry.items)}: {in_text(entry.why)}")


def question_of(entry: Entry) -> str | None:
    """Return what an entry asks to be predicted; None where it asks nothing."""
    from lectures.site.prose import in_text

    match entry:
        case Live() | Play():
            options, kind = " / ".join(entry.question.options), type(entry).__name__.lower()
            return wrapped(f"[{kind} {entry.name}] {entry.question.question} ({options})")
        case Asked():
            return wrapped(f"Question: {in_text(entry.question)}")
    return None


def answer_of(entry: Entry) -> str | None:
    """Return the answer to what an entry asks; None where it asks nothing."""
    from lectures.site.prose import in_text

    match entry:
        case Live() | Play():
            return wrapped(entry.question.answer)
        case Asked():
            return wrapped(f"Answer: {in_text(entry.answer)}", "    ")
    return None


def errata_text(claim: Mapping[str, Any]) -> str:
    """Return a claim of the errata sheet, as `claims.json` keeps it, as a few lines."""
    verdict = VERDICTS[claim["verdict"]]
    if claim["condition"]:
        verdict += f" {claim['condition']}"
    if claim["clashes"]:
        verdict += f" with {claim['clashes']}"
    if claim["severity"]:
        verdict += f" ({claim['severity']})"
    line = f"{verdict}: {claim['id']}, {claim['at']}: {claim['says']}"
    parts = [("printed", claim["printed"]), ("computed", claim["computed"]), ("why", claim["because"])]
    parts += [("should be", claim["fix"])]
    return "\n".join([wrapped(line), *(wrapped(f"{name}: {text}", "    ") for name, text in parts if text)])


def number_text(x: Any) -> str:
    """Return a number to 6 significant digits, a list of them in brackets, anything else as it is.

    >>> number_text(402.5700001), number_text([1, 0.25]), number_text(100_352)
    ('402.57', '[1, 0.25]', '100,352')
    """
    x = plain(x)
    if isinstance(x, bool):
        return "yes" if x else "no"
    if isinstance(x, int) or (isinstance(x, float) and x.is_integer() and abs(x) < 1e15):
        return f"{x:,.0f}".replace("-", "−") if abs(x) >= 10_000 else f"{x:.0f}".replace("-", "−")
    if isinstance(x, float):
        return f"{x:.6g}".replace("-", "−")
    if isinstance(x, list):
        if len(flatten(x)) > LONGEST_LIST or not is_table(x):
            return sizes_text(x)
        return f"[{', '.join(map(number_text, x))}]"
    return str(x)


def is_table(x: Any) -> bool:
    """Is a list a vector or a matrix, and not a list of matrices or of vectors of different lengths?

    >>> is_table([1, 2]), is_table([[1, 2], [3, 4]]), is_table([[1], [2, 3]])
    (True, True, False)
    """
    size = sizes_of(x)
    return len(size) <= 2 and all(isinstance(n, int) for n in size)


def sizes_text(x: Sequence[Any]) -> str:
    """Say how large a nested list is, where its numbers would fill the page.

    >>> sizes_text([[[0.0] * 5] * 3, [[0.0] * 4] * 5])
    '3 × 5 and 5 × 4 numbers'
    """
    size = sizes_of(x)
    parts = [size] if all(isinstance(n, int) for n in size) else map(sizes_of, x)
    return " and ".join(" × ".join(map(str, part)) for part in parts) + " numbers"


def table_text(rows: Sequence[Sequence[Any]], header: Sequence[str], caption: str) -> str:
    """Return a table with columns of equal width, numbers to the right."""
    cells = [[number_text(x) for x in row] for row in rows]
    lines = [list(header), *cells] if header else cells
    widths = [max(columns(line[i]) for line in lines if i < len(line)) for i in range(max(map(len, lines), default=0))]
    texts = [
        "  ".join(padded(word, width, right=True) for word, width in zip(line, widths, strict=False)) for line in lines
    ]
    if header:
        texts.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(([caption] if caption else []) + texts)


def wrapped(text: str, indent: str = "") -> str:
    """Return prose broken into lines that fit the terminal."""
    return filled(text, WIDTH, indent, indent or "  ")
