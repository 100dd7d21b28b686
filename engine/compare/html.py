"""What a comparison of gradients says, as HTML, with the words of a page in another language around the numbers."""

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from engine.words.fixed import ENGLISH

if TYPE_CHECKING:
    from engine.compare.report import Line, Report


def report_html(report: "Report", words: Mapping[str, str] = ENGLISH) -> str:
    """Return one <figure> with the table and the remarks below it; colours are left to the page.

    Args:
        words: fixed texts -> what stands in their place. What is said of a slip is put together of phrases.
    """

    def say(text: str, *values: object) -> str:
        return escape(words.get(text, text).format(*values))

    heads = (
        say("gradient"), say("verdict"), say("yours"), say("engine"), say("finite diff."), say("difference"),
    )  # fmt: skip
    verdicts = {
        "right": say("right"), "wrong": say("wrong"), "follows": say("follows"), "digits": say("digits"),
        "shape": say("shape"), "missing": say("missing"),
    }  # fmt: skip
    right, all_of_them = sum(line.verdict == "right" for line in report.lines), len(report.lines)
    if not report.steps:
        summary = say("{0} of {1} gradients right", right, all_of_them)
    elif report.first_wrong is None:
        summary = say("{0} of {1} steps right", right, all_of_them)
    else:
        summary = say("{0} of {1} steps right; the first wrong step is {2}", right, all_of_them, report.first_wrong)
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    body = "".join(_row(line, verdicts[line.verdict]) for line in report.lines)
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in report.remarks(words=words))
    notes = f'<ul class="remarks">{remarks}</ul>' if remarks else ""
    return (
        f'<figure class="gradient-report"><table><caption>{summary}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}</figure>"
    )


def _row(line: "Line", verdict: str) -> str:
    name, marked, *numbers = map(escape, line.cells())
    cells = "".join(f'<td style="text-align:right">{number}</td>' for number in numbers)
    weight = "bold" if line.verdict in ("wrong", "shape") else "normal"
    return (
        f'<tr class="{line.verdict}"><th scope="row">{name}</th>'
        f'<td class="verdict" style="font-weight:{weight}">{marked.split()[0]} {verdict}</td>{cells}</tr>'
    )
