"""A task as questions for Moodle: each likely slip is an answer that it knows, with feedback and part of the credit.

Moodle has no Python, so the diagnosis goes into the question: a number that a slip gives is recognised, as near to it
as rounding every line to three digits carries. Where two slips give numbers that nothing tells apart, they share one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import gcd
from typing import Any

from engine.words.fixed import ENGLISH
from engine.words.phrases import in_words
from lectures.exercises import Quantity, Variant
from lectures.exercises.answers import shape_in
from lectures.exercises.new_file import sentence_in
from lectures.exercises.variant import show
from lectures.site.saying import IN_ENGLISH, Say, plainly
from lectures.teaching.assignment import Costly, Known, costs, label_of, right_answers
from lectures.teaching.moodle_xml import (
    Answer,
    Question,
    QuestionType,
    category,
    gap,
    nearest_fraction,
    question_xml,
    quiz_xml,
)  # fmt: skip
from lectures.teaching.recognised import most_telling, shapes_typed, told_apart
from lectures.teaching.texts import given_latex, moodle_html_of


@dataclass(frozen=True)
class Asked:
    """One answer that is asked for: a quantity, or one entry of it.

    Attributes:
        quantity: what it belongs to.
        words: what is to be typed, as HTML.
        type: of question.
        answers: the right one first, then those that likely slips give.
    """

    quantity: Quantity
    words: str
    type: QuestionType
    answers: Sequence[Answer]


def moodle_xml(
    drawn: Sequence[Sequence[Variant]],
    credit: float = 50.0,
    cloze: bool = False,
    words: Mapping[str, str] = ENGLISH,
) -> str:
    """Return a file for the question bank.

    Args:
        drawn: what is asked, the variants of each exercise.
        credit: the percentage that a recognised slip gets; it becomes the nearest that Moodle allows.
        cloze: one question for a variant with a gap for each quantity, in which credit is carried forward; otherwise
            one question for each quantity, in a category of its own.
        words: fixed texts -> what stands in their place, those of a slip phrase by phrase.
    """
    say = plainly(words)  # which needs no escaping in HTML: no text of a course has < > or &
    return quiz_xml(
        part for variants in drawn for part in _parts(variants, nearest_fraction(credit), cloze, say, words)
    )


def _parts(
    variants: Sequence[Variant], credit: float, cloze: bool, say: Say, words: Mapping[str, str]
) -> Iterator[str]:
    task, count = variants[0].task, len(variants)
    known: Known = {}
    if cloze:
        about = say("{0} variants of {1}; let a quiz draw one of them.", count, task.name)
        yield category([task.title], about)
        yield from (question_xml(_with_gaps(variant, credit, known, say, words)) for variant in variants)
        return
    asked = [(variant, asked_of(variant, credit, known, say=say, words=words)) for variant in variants]
    for i, quantity in enumerate(task.quantities):
        yield category([task.title, quantity.name], say("{0} variants of {1}.", count, f"{task.name}, {quantity.name}"))
        for variant, each in asked:
            yield question_xml(_alone(variant, each[i], say))


def asked_of(
    variant: Variant,
    credit: float,
    known: Known,
    carried: bool = False,
    say: Say = IN_ENGLISH,
    words: Mapping[str, str] = ENGLISH,
) -> list[Asked]:
    """Return what is asked in one variant, a question for each quantity.

    Args:
        credit: the percentage for an answer in which a slip enters.
        known: what slips cost in other variants of the task, as `costs` keeps it.
        carried: whether an answer that follows from an earlier slip gets all of it.
        say, words: says the fixed texts, and those themselves.
    """
    right, slips = right_answers(variant), costs(variant, known)
    found = []
    for quantity in variant.quantities:
        those = _each_once(slips, quantity, {text for _, text, _, _ in variant.drawn.slips})
        wrong = [_with_feedback(_put(slip, words), quantity, credit, carried, say) for slip in those]
        found.append(_asked(quantity, variant, right[quantity.name], wrong, say))
    return found


def _each_once(slips: Sequence[Costly], quantity: Quantity, own: Collection[str]) -> list[Costly]:
    """Return the slips that give a wrong answer to a quantity, without the engine's where the task says it itself.

    Args:
        slips: all of them.
        quantity: what is asked.
        own: what the task calls its slips.
    """
    found = [slip for slip in slips if quantity.name in slip.wrong]
    if not quantity.numeric:
        return found
    told = {show(slip.wrong[quantity.name]) for slip in found if slip.text in own}
    return [slip for slip in found if slip.text in own or show(slip.wrong[quantity.name]) not in told]


def _put(slip: Costly, words: Mapping[str, str]) -> Costly:
    text, remedy = in_words(words, slip.text, slip.remedy)
    return replace(slip, text=text, remedy=remedy)


def _with_feedback(slip: Costly, quantity: Quantity, credit: float, carried: bool, say: Say) -> tuple[Any, float, str]:
    """Return a wrong answer with its credit and what is said to it."""
    follows = carried and slip.verdicts[quantity.name] == "follows"
    said = slip.text if slip.kind != "wrong option" else ""
    text = ". ".join(_sentence(part) for part in (said, slip.remedy) if part)
    if follows:
        first = next((name for name, verdict in slip.verdicts.items() if verdict != "follows"), say("an earlier line"))
        follows_from = say("This follows from your slip in {0} and counts in full.", first)
        text = f"{follows_from} {text}"
    fraction = 100.0 if follows else 0.0 if quantity.kind in ("choice", "sign", "line") else credit
    return slip.wrong[quantity.name], fraction, f"{text}." if text else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".")


def _asked(
    quantity: Quantity, variant: Variant, right: Any, wrong: Sequence[tuple[Any, float, str]], say: Say
) -> Asked:
    label = rf"\({escape(label_of(quantity, variant), quote=False)}\)"
    sentence = moodle_html_of(quantity.asks).removeprefix("<p>").removesuffix("</p>\n") if quantity.asks else ""
    match quantity.kind:
        case "shape":
            forms = [Answer(form, 100.0, say("Right.")) for form in shapes_typed(right, say)]
            slips = [
                Answer(f, credit, said)
                for x, credit, said in wrong
                for f in shapes_typed(shape_in(x), say)
                if shape_in(x) != tuple(right)
            ]
            words = sentence or say("The shape of {0}, such as 3 x 2", label)
            return Asked(quantity, words, "shortanswer", told_apart([*forms, *slips], say))
        case "sign":
            signs = {1: say("positive"), 0: say("zero"), -1: say("negative")}
            options = [Answer(word, 100.0 if x == right else 0.0) for x, word in signs.items()]
            return Asked(quantity, sentence or say("The sign of {0}", label), "multichoice", options)
        case "choice":
            said = {x: text for x, _, text in wrong}
            options = [Answer(x, 100.0 if x == right else 0.0, said.get(x, "")) for x in quantity.choices]
            return Asked(quantity, sentence or say("Choose {0}", label), "multichoice", options)
        case "line":
            slips = [Answer(str(x), credit, said, 0.0) for x, credit, said in wrong]
            also = [Answer(str(x), 100.0, say("Right."), 0.0) for x in _lines(variant.right[quantity.name])]
            words = sentence or say("The number of the line")
            return Asked(quantity, words, "numerical", told_apart([*also, *slips], say))
        case _:
            place, answers = most_telling(right, wrong, quantity.name, variant.reach[quantity.name], say)
            words, index = sentence or label, "".join(f"[{k}]" for k in place)
            words = say("{0}, entry {1} (counted from 0)", words, index) if place else words
            return Asked(quantity, words, "numerical", answers)


def _lines(right: Any) -> list[int]:
    return sorted(right) if isinstance(right, frozenset) else [right]


def statement(variant: Variant, say: Say) -> str:
    """Return what is asked and given, as HTML for Moodle."""
    formulas = [f for name, x in variant.given.items() for f in given_latex(name, x)]
    given = "".join(f"<li>\\({escape(formula, quote=False)}\\)</li>" for formula in formulas)
    listing = f"<pre>{_numbered(variant.listing)}</pre>" if variant.listing else ""
    return moodle_html_of(sentence_in(variant.task.asks, say)) + (f"<ul>{given}</ul>" if given else "") + listing


def _numbered(listing: str) -> str:
    lines = listing.strip("\n").splitlines()
    return escape("\n".join(f"{i:2}  {line}" for i, line in enumerate(lines, 1)), quote=False)


def _alone(variant: Variant, asked: Asked, say: Say) -> Question:
    numeric, digits = (
        bool(asked.answers[0].tolerance),
        say("Write three significant digits; with fewer, a number may be taken for wrong here."),
    )
    html = f"{statement(variant, say)}<p><strong>{asked.words}.</strong>{f' {digits}' if numeric else ''}</p>"
    name = say("{0}, variant {1}", f"{variant.task.name}, {asked.quantity.name}", f"{variant.seed:03}")
    unknown = Answer("*", 0.0, say("No known slip gives this number: go through your derivation line by line."), 0.0)
    key = f"{variant.task.name}-{asked.quantity.name}-{variant.seed}"
    answers = [*asked.answers, unknown] if numeric else asked.answers
    return Question(asked.type, name, html, answers, asked.quantity.points, key)


def _with_gaps(variant: Variant, credit: float, known: Known, say: Say, words: Mapping[str, str]) -> Question:
    asked = asked_of(variant, credit, known, True, say, words)
    weights = whole([each.quantity.points for each in asked])
    rows = "".join(
        f"<tr><td>{each.words}</td><td>{gap(each.type, weight, each.answers)}</td></tr>"
        for each, weight in zip(asked, weights, strict=True)
    )
    digits, name = (
        say("Write three significant digits; with fewer, a number may be taken for wrong here."),
        say("{0}, variant {1}", variant.task.name, f"{variant.seed:03}"),
    )
    html = f"{statement(variant, say)}<p>{digits}</p><table>{rows}</table>"
    key = f"{variant.task.name}-{variant.seed}"
    return Question("cloze", name, html, key=key)


def whole(points: Sequence[float]) -> list[int]:
    """Return whole numbers in the same proportions, to a tenth: the gaps of Moodle have no others.

    >>> whole([1, 0.5, 2]), whole([2, 4])
    ([2, 1, 4], [1, 2])
    """
    tenths = [max(round(10 * x), 1) for x in points]
    shared = gcd(*tenths)
    return [n // shared for n in tenths]
