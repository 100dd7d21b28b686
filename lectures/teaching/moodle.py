"""A task as questions for Moodle: each likely slip is an answer that it knows, with feedback and part of the credit.

Moodle has no Python, so the diagnosis goes into the question: a number that a slip gives is recognised, as near to it
as rounding every line to three digits carries. Where two slips give numbers that nothing tells apart, they share one.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from math import gcd, lcm

from engine.words.fixed import ENGLISH
from lectures.exercises import Variant
from lectures.exercises.new_file import sentence_in
from lectures.site.saying import Say, plainly
from lectures.teaching.asked import Asked, asked_of
from lectures.teaching.assignment import Known
from lectures.teaching.moodle_xml import Answer, Question, category, gap, nearest_fraction, question_xml, quiz_xml
from lectures.teaching.texts import given_latex, moodle_html_of


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
        cloze: one question for a variant with gaps for each quantity, in which credit is carried forward; otherwise
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
    for quantity in task.quantities:
        yield category([task.title, quantity.name], say("{0} variants of {1}.", count, f"{task.name}, {quantity.name}"))
        for variant, each in asked:
            yield question_xml(_alone(variant, [one for one in each if one.quantity.name == quantity.name], say))


def statement(variant: Variant, say: Say) -> str:
    """Return what is asked and given, as HTML for Moodle."""
    formulas = [f for name, x in variant.given.items() for f in given_latex(name, x)]
    given = "".join(f"<li>\\({escape(formula, quote=False)}\\)</li>" for formula in formulas)
    listing = f"<pre>{_numbered(variant.listing)}</pre>" if variant.listing else ""
    return moodle_html_of(sentence_in(variant.task.asks, say)) + (f"<ul>{given}</ul>" if given else "") + listing


def _numbered(listing: str) -> str:
    lines = listing.strip("\n").splitlines()
    return escape("\n".join(f"{i:2}  {line}" for i, line in enumerate(lines, 1)), quote=False)


def _alone(variant: Variant, entries: Sequence[Asked], say: Say) -> Question:
    """Return the question for one quantity: with gaps, where more than one of its entries is asked for."""
    asked, (task, seed) = entries[0], (variant.task, variant.seed)
    name = say("{0}, variant {1}", f"{task.name}, {asked.quantity.name}", f"{seed:03}")
    key = f"{task.name}-{asked.quantity.name}-{seed}"
    if len(entries) > 1:
        return _in_gaps(variant, name, entries, key, say)
    numeric = bool(asked.answers[0].tolerance)
    html = f"{statement(variant, say)}<p><strong>{asked.words}.</strong>{f' {_digits(say)}' if numeric else ''}</p>"
    unknown = Answer("*", 0.0, say("No known slip gives this number: go through your derivation line by line."), 0.0)
    answers = [*asked.answers, unknown] if numeric else asked.answers
    return Question(asked.type, name, html, answers, asked.quantity.points, key)


def _with_gaps(variant: Variant, credit: float, known: Known, say: Say, words: Mapping[str, str]) -> Question:
    asked = asked_of(variant, credit, known, True, say, words)
    name = say("{0}, variant {1}", variant.task.name, f"{variant.seed:03}")
    return _in_gaps(variant, name, asked, f"{variant.task.name}-{variant.seed}", say)


def _in_gaps(variant: Variant, name: str, asked: Sequence[Asked], key: str, say: Say) -> Question:
    rows = "".join(
        f"<tr><td>{each.words}</td><td>{gap(each.type, weight, each.answers)}</td></tr>"
        for each, weight in zip(asked, _weights(asked), strict=True)
    )
    return Question("cloze", name, f"{statement(variant, say)}<p>{_digits(say)}</p><table>{rows}</table>", key=key)


def _digits(say: Say) -> str:
    return say("Write three significant digits; with fewer, a number may be taken for wrong here.")


def _weights(asked: Sequence[Asked]) -> list[int]:
    """Return the weights of gaps: those of one quantity share its points."""
    groups = [list(group) for _, group in groupby(asked, key=lambda each: each.quantity.name)]
    points = whole([group[0].quantity.points for group in groups])
    shares = lcm(*map(len, groups))
    weights = [n * shares // len(group) for n, group in zip(points, groups, strict=True) for _ in group]
    return [n // gcd(*weights) for n in weights]


def whole(points: Sequence[float]) -> list[int]:
    """Return whole numbers in the same proportions, to a tenth: the gaps of Moodle have no others.

    >>> whole([1, 0.5, 2]), whole([2, 4])
    ([2, 1, 4], [1, 2])
    """
    tenths = [max(round(10 * x), 1) for x in points]
    shared = gcd(*tenths)
    return [n // shared for n in tenths]
