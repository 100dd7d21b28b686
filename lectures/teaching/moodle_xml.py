"""Questions in Moodle's XML, and what Moodle's import asks of them.

The facts are those of Moodle's own importer (question/format/xml, question/engine/bank, question/type/numerical and
question/type/multianswer): fractions from a fixed list, the first answer that matches counts, an answer matches within
its tolerance, both ends included, a slash in the name of a category is doubled, a name has at most 255 characters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

QuestionType = Literal["numerical", "shortanswer", "multichoice", "cloze"]
FRACTIONS = (
    100.0, 90.0, 83.33333, 80.0, 75.0, 70.0, 66.66667, 60.0, 50.0, 40.0, 33.33333, 30.0, 25.0, 20.0, 16.66667, 14.28571,
    12.5, 11.11111, 10.0, 5.0, 0.0,
)  # fmt: skip
LONGEST_NAME = 255
LONGEST_KEY = 100
OBEYED = {c: f"&#{ord(c)};" for c in "~}{#\\"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


@dataclass(frozen=True)
class Answer:
    """An answer that Moodle knows: its text, the percentage that it gets, what is said to it (plain text)."""

    text: str
    fraction: float
    feedback: str = ""
    tolerance: float | None = None


@dataclass(frozen=True)
class Question:
    """A question for Moodle.

    Attributes:
        type: as Moodle calls it.
        name: in the question bank.
        html: what is asked.
        answers: in this order; the first that matches counts.
        points: what it is worth.
        key: unique in its category.
    """

    type: QuestionType
    name: str
    html: str
    answers: Sequence[Answer] = ()
    points: float = 1.0
    key: str = ""
    tags: Sequence[str] = field(default=())


def nearest_fraction(percent: float) -> float:
    """Return the percentage nearest to this one that Moodle allows.

    >>> nearest_fraction(50), nearest_fraction(66), nearest_fraction(33)
    (50.0, 66.66667, 33.33333)
    """
    return min(FRACTIONS, key=lambda fraction: abs(fraction - percent))


def category(path: Sequence[str], info: str = "") -> str:
    """Return the switch to a category; what follows in the file goes into it.

    >>> print(category(["Week 4", "dL/dw"]).splitlines()[1].strip())
    <category><text>$course$/top/Week 4/dL//dw</text></category>
    """
    names = "/".join(_category_name(name) for name in path)
    said = f'    <info format="html">{_text(info)}</info>\n' if info else ""
    path_xml = _text(f"$course$/top/{names}")
    return f'  <question type="category">\n    <category>{path_xml}</category>\n{said}  </question>\n'


def _category_name(name: str) -> str:
    """Write a slash twice, and with a space where it is the first or last; no more than the database has room for."""
    doubled = plain_name(name).replace("/", "//")
    return f"{' ' * doubled.startswith('/')}{doubled}{' ' * doubled.endswith('/')}"


def plain_name(name: str) -> str:
    """Return a name that Moodle leaves as it is: it strips what looks like a tag, and cuts what is too long.

    >>> plain_name("  a<b>  c ")
    'a‹b› c'
    """
    return " ".join(name.translate({60: "‹", 62: "›"}).split())[:LONGEST_NAME]


def question_xml(question: Question) -> str:
    """Return one question."""
    lines = [
        f'  <question type="{question.type}">',
        f"    <name>{_text(plain_name(question.name))}</name>",
        f'    <questiontext format="html">{_text(question.html)}</questiontext>',
        '    <generalfeedback format="html"><text></text></generalfeedback>',
        *([] if question.type == "cloze" else [f"    <defaultgrade>{question.points:.7g}</defaultgrade>"]),
        "    <penalty>0.3333333</penalty>",
        "    <hidden>0</hidden>",
        *([f"    <idnumber>{escape(question.key[-LONGEST_KEY:])}</idnumber>"] if question.key else []),
        *_details(question),
        *(_answer(answer, question.type) for answer in question.answers if question.type != "cloze"),
    ]
    if question.tags:
        lines.append(f"    <tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in question.tags)}</tags>")
    return "\n".join([*lines, "  </question>\n"])


def quiz_xml(parts: Iterable[str]) -> str:
    """Return the whole file."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "".join(parts) + "</quiz>\n"


def gap(kind: QuestionType, points: int, answers: Sequence[Answer]) -> str:
    """Return a gap in the text of a question with several; its percentages are whole, as older versions of Moodle want.

    >>> gap("numerical", 2, [Answer("0.5", 100, "right", 0.0005), Answer("1", 33.33333, "a {2} < 3", 0.005)])
    '{2:NUMERICAL:=0.5:0.0005#right~%33%1:0.005#a &#123;2&#125; &amp;lt; 3}'
    """
    code = {"numerical": "NUMERICAL", "shortanswer": "SHORTANSWER", "multichoice": "MULTICHOICE_VS"}[kind]
    return f"{{{points}:{code}:{'~'.join(_alternative(a, kind) for a in answers)}}}"


def _alternative(answer: Answer, kind: QuestionType) -> str:
    credit = "=" if answer.fraction == 100 else f"%{answer.fraction:.0f}%"
    text = _in_gap(answer.text, kind == "multichoice")
    if answer.tolerance is not None:
        text = answer.text if answer.text == "*" else f"{answer.text}:{answer.tolerance:.6g}"
    return f"{credit}{text}" + (f"#{_in_gap(answer.feedback, True)}" if answer.feedback else "")


def _in_gap(text: str, becomes_html: bool) -> str:
    """Write text for a gap, where Moodle undoes entities once, and takes back a backslash before } and # only."""
    said = escape(text, quote=False) if becomes_html else text
    said = re.sub(r"\\([}#])", lambda m: f"\\&#{ord(m[1])};", said) if becomes_html else said
    return "".join(OBEYED.get(c, c) for c in said)


def _details(question: Question) -> list[str]:
    match question.type:
        case "numerical":
            return ["    <unitgradingtype>0</unitgradingtype>", "    <showunits>3</showunits>"]
        case "shortanswer":
            return ["    <usecase>0</usecase>"]
        case "multichoice":
            return [
                "    <single>true</single>",
                "    <shuffleanswers>true</shuffleanswers>",
                "    <answernumbering>none</answernumbering>",
            ]
    return []


def _answer(answer: Answer, kind: QuestionType) -> str:
    text, form = (escape(answer.text, quote=False), "html") if kind == "multichoice" else (answer.text, "plain_text")
    tolerance = "" if answer.tolerance is None else f"<tolerance>{answer.tolerance:.6g}</tolerance>"
    said = escape(answer.feedback, quote=False)
    return (
        f'    <answer fraction="{answer.fraction:.7g}" format="{form}">{_text(text)}'
        f'<feedback format="html">{_text(f"<p>{said}</p>" if said else "")}</feedback>{tolerance}</answer>'
    )


def _text(content: str) -> str:
    """Wrap text as Moodle does: in CDATA where it holds what XML would obey."""
    if escape(content, quote=False) != content:
        content = f"<![CDATA[{content.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return f"<text>{content}</text>"
