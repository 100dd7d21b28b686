"""What Moodle does with a file of questions, after its own importer: it reads them, and refuses what Moodle refuses.

The facts are those of question/format/xml/format.php, question/format.php, question/engine/bank.php (the fractions),
question/type/numerical/question.php and questiontype.php (what matches, what is a number) and
question/type/multianswer/questiontype.php (the gaps). Where versions differ, the stricter one counts:
- a gap is `{2:NUMERICAL:...}`, without spaces; its percentages are whole numbers;
- of an answer or feedback in a gap entities are undone once, then `\\}` and `\\#` lose their backslash, `\\~` does not;
- feedback, and the options of a choice, are HTML after that;
- a name has no tags and at most 255 characters; a category is split at single slashes, trimmed, and stripped of tags;
- an idnumber that comes twice in a category is dropped;
- the first answer that matches counts; its tolerance is absolute, and `*` matches anything;
- spaces in a number are dropped; a comma is a decimal one unless a point or another comma stands there; a number may go
  on with a unit, which is passed over; a Unicode minus is none.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise

GRADES = [0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2, 0.1666667, 0.1428571]
GRADES += [0.125, 0.1111111, 0.1, 0.05, 0.0, 1.0]
TYPES = {"numerical", "shortanswer", "multichoice", "cloze", "category"}
NUMBER = r"-?(([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][-+]?[0-9]+)?)"
ALTERNATIVE = r"(=|%(-?[0-9]+)%)?(.+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}]|$))(#(.*?(?<!\\)(?=[~}]|$)))?"
KINDS = r"(NUMERICAL|NM|MULTICHOICE|MC|MULTICHOICE_V|MCV|SHORTANSWER|SA|MULTICHOICE_VS|MCVS)"
GAP = rf"\{{([0-9]*):{KINDS}:({ALTERNATIVE}(~{ALTERNATIVE})*)\}}"
TYPED = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?"
LONGEST_NAME, LONGEST_KEY = 255, 100
FORMATS = {"html", "plain_text", "moodle_auto_format", "markdown"}


@dataclass
class Known:
    """An answer as Moodle keeps it."""

    text: str
    fraction: float
    feedback: str
    tolerance: float = 0.0

    def matches(self, number: float) -> bool:
        if self.text == "*":
            return True
        low, high = self.interval
        return low <= number <= high

    @property
    def interval(self) -> tuple[float, float]:
        x = float(self.text)
        reach = self.tolerance + 1e-14 * max(self.tolerance, abs(x), 1e-14)
        return x - reach, x + reach


@dataclass
class Asked:
    """A question, or a gap of one."""

    type: str
    name: str
    text: str
    category: tuple[str, ...] = ()
    answers: list[Known] = field(default_factory=list)
    mark: float = 1.0
    key: str = ""
    gaps: list["Asked"] = field(default_factory=list)
    gap: bool = False

    def grade(self, typed: str) -> tuple[float, str]:
        """Return the fraction and the feedback that an answer gets: of the first that matches."""
        number = number_typed(typed) if self.type == "numerical" else 0.0
        for answer in self.answers:
            if number is None:  # "please enter a number"
                break
            if answer.matches(number) if self.type == "numerical" else answer.text.lower() == typed.lower():
                return answer.fraction, answer.feedback
        return 0.0, ""


def number_typed(typed: str) -> float | None:
    """Return the number that is meant where a point is the decimal separator; None where there is none.

    >>> number_typed("0,93"), number_typed("1 234.5"), number_typed("2x10^-3"), number_typed("−1")
    (0.93, 1234.5, 0.002, None)
    """
    text = re.sub(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)", r"e\1", typed.replace(" ", ""))
    text = text.replace(",", "" if "." in text or text.count(",") > 1 else ".")
    match = re.match(TYPED, text)
    return float(match[0]) if match else None


def read(xml: str) -> list[Asked]:
    """Import a file as Moodle does.

    Raises:
        AssertionError: where Moodle would complain, or would read something else than is meant.
    """
    root = ET.fromstring(xml)
    assert root.tag == "quiz"
    found: list[Asked] = []
    category: tuple[str, ...] = ()
    keys: set[tuple[tuple[str, ...], str]] = set()
    for question in root:
        assert question.tag == "question"
        kind = question.attrib["type"]
        assert kind in TYPES
        if kind == "category":
            path = text_of(question.find("category"))
            category = tuple(part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path))
            assert all(part and len(part) <= LONGEST_NAME and "<" not in part for part in category)
            assert category[:2] == ("$course$", "top")
            assert len(category) >= 3
            info = question.find("info")
            assert info is None or info.attrib["format"] in FORMATS
            continue
        asked = Asked(kind, text_of(question.find("name")), text_of(question.find("questiontext")), category)
        assert category, "a question before the first category goes wherever the importer stands"
        assert 0 < len(asked.name) <= LONGEST_NAME
        assert asked.name == " ".join(asked.name.split())
        assert "<" not in asked.name, "Moodle strips tags from names"
        asked.key = question.findtext("idnumber") or ""
        assert len(asked.key) <= LONGEST_KEY
        assert (category, asked.key) not in keys, "an idnumber that comes twice in a category is dropped"
        keys.add((category, asked.key))
        asked.mark = float(question.findtext("defaultgrade") or 1)
        asked.answers = [known(answer, kind) for answer in question.findall("answer")]
        if kind == "cloze":
            asked.gaps = gaps_of(asked)
            assert asked.gaps
        for one in asked.gaps or [asked]:
            check(one)
        found.append(asked)
    return found


def known(answer: ET.Element, kind: str) -> Known:
    feedback, tolerance = answer.find("feedback"), answer.findtext("tolerance")
    assert answer.attrib["format"] in FORMATS
    assert feedback is not None
    assert feedback.attrib["format"] in FORMATS
    assert (tolerance is not None) == (kind == "numerical")
    return Known(text_of(answer), float(answer.attrib["fraction"]) / 100, text_of(feedback), float(tolerance or 0))


def text_of(element: ET.Element | None) -> str:
    assert element is not None
    text = element.find("text")
    assert text is not None
    return (text.text or "").strip()


def gaps_of(asked: Asked) -> list[Asked]:
    """Find the gaps in a text by Moodle's own patterns, one after the other."""
    gaps, rest = [], asked.text
    while match := re.search(GAP, rest, re.DOTALL):
        kind = {"N": "numerical", "M": "multichoice", "S": "shortanswer"}[match[2][0]]
        gap = Asked(kind, asked.name, match[0], asked.category, mark=float(match[1] or 1), gap=True)
        for one in re.finditer(rf"(?:^|~){ALTERNATIVE}", match[3], re.DOTALL):
            fraction = 1.0 if one[1] == "=" else float(one[2] or 0) / 100
            text, feedback = (unescape(part or "").replace("\\}", "}").replace("\\#", "#") for part in (one[3], one[5]))
            assert not re.search(r"<(?!/?(p|em|strong|code)>)", feedback), "feedback is HTML"
            number = re.fullmatch(rf"({NUMBER})(?::({NUMBER}))?", text) if kind == "numerical" else None
            assert number or kind != "numerical", text
            gap.answers.append(
                Known(number[1], fraction, feedback, float(number[5] or 0))
                if number
                else Known(text, fraction, feedback)
            )
        gaps.append(gap)
        rest = rest[match.end() :]
    assert not re.search(r"\{\d*:[A-Z_]+:", rest), "a gap that Moodle does not recognise stays as text"
    return gaps


def check(asked: Asked) -> None:
    """Refuse what Moodle's import and its editing form refuse, and answers that could be taken for one another."""
    assert asked.answers
    assert max(answer.fraction for answer in asked.answers) == 1.0
    assert asked.type != "multichoice" or len(asked.answers) > 1
    assert asked.type != "multichoice" or sum(answer.fraction == 1.0 for answer in asked.answers) == 1
    for answer in asked.answers:
        assert answer.text
        assert any(abs(answer.fraction - grade) < 0.005 * bool(asked.gap) + 0.00001 for grade in GRADES), (
            answer.fraction
        )
    if asked.type != "numerical":
        texts = [answer.text.lower() for answer in asked.answers]
        assert len(set(texts)) == len(texts)
        return
    numbers = [answer for answer in asked.answers if answer.text != "*"]
    assert numbers
    assert all(re.fullmatch(NUMBER, answer.text) and answer.tolerance >= 0 for answer in numbers)
    assert "*" not in [answer.text for answer in asked.answers[:-1]], "what stands behind * is never reached"
    intervals = sorted(answer.interval for answer in numbers)
    assert all(a[1] < b[0] for a, b in pairwise(intervals))
