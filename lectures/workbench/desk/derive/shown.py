"""The right numbers of a comparison, all of them, with one's own beside those that they differ from."""

from collections.abc import Iterator, Sequence
from html import escape

from engine.compare.report import MARKS, Line, Report
from engine.words.nested import show_shape, unnest


def shown(report: Report, differ: Sequence[Sequence[bool]]) -> str:
    """Return a <figure> with a grid of numbers for each gradient, and what is said of the slips.

    Args:
        report: of the comparison.
        differ: for each of its lines which of one's own numbers are not the right ones, in reading order.
    """
    grids = "".join(_grid(line, other) for line, other in zip(report.lines, differ, strict=True))
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in report.remarks())
    return f'<figure class="gradient-report">{grids}{f"<ul>{remarks}</ul>" if remarks else ""}</figure>'


def _grid(line: Line, differ: Sequence[bool]) -> str:
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in _rows(line, differ))
    other = f"; yours is {show_shape(line.your_shape or ())}, not {show_shape(line.shape)}"
    said = f"{MARKS[line.verdict]} d{line.name}{other if line.verdict == 'shape' else ''}"
    return f'<table class="{line.verdict}"><caption>{escape(said)}</caption><tbody>{rows}</tbody></table>'


def _rows(line: Line, differ: Sequence[bool]) -> Iterator[list[str]]:
    numbers, _ = unnest(line.engine, line.name)
    yours = unnest(line.yours, line.name)[0] if line.your_shape == line.shape else []
    cells = [
        f"<td>{x:.6g}{f'<br><span>yours {yours[i]:.6g}</span>' if i < len(differ) and differ[i] else ''}</td>"
        for i, x in enumerate(numbers)
    ]
    columns = line.shape[-1] if line.shape else 1
    yield from (cells[i : i + columns] for i in range(0, len(cells), columns))
