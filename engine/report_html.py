"""A comparison report as an HTML fragment for notebooks and lecture pages; every verdict is also a word."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # report.py stands above this file and calls it
    from engine.report import Line, Report

EMPHASIS = {"wrong": "bold", "shape": "bold"}  # colours are left to the page, which knows its background


def html(report: "Report", header: Sequence[str]) -> str:
    """Return one <figure> with the table and the remarks below it; all text is escaped.

    Args:
        report: what to show.
        header: the titles of the columns.

    >>> from engine import Value
    >>> from engine.compare import compare_gradients
    >>> x = Value(3.0)
    >>> "✓ right" in compare_gradients(x * x, {"x": (x, 6.0)})._repr_html_()
    True
    """
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in header)
    body = "".join(map(_row, report.lines))
    remarks = "".join(f"<li>{escape(remark)}</li>" for line in report.lines for remark in line.remarks())
    notes = f'<ul class="remarks">{remarks}</ul>' if remarks else ""
    return (
        f'<figure class="gradient-report"><table><caption>{escape(report.summary())}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}</figure>"
    )


def _row(line: "Line") -> str:
    name, verdict, *numbers = map(escape, line.cells())
    cells = "".join(f'<td style="text-align:right">{number}</td>' for number in numbers)
    weight = EMPHASIS.get(line.verdict, "normal")
    return (
        f'<tr class="{line.verdict}"><th scope="row">{name}</th>'
        f'<td class="verdict" style="font-weight:{weight}">{verdict}</td>{cells}</tr>'
    )
