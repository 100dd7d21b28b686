"""Variants of three exercises, imported and marked as Moodle does: right, rounded, slips, slips rounded."""

import json
import re
from html import unescape
from typing import Any

import pytest

from engine.words.nested import unnest
from lectures.exercises import Variant, load_task
from lectures.exercises.reach import MOST
from lectures.teaching.assignment import right_answers
from lectures.teaching.moodle import moodle_xml
from lectures.teaching.moodle_xml import Answer, gap
from tests.lectures.teaching import moodle_facts
from tests.lectures.teaching.classes import drawn
from tests.lectures.teaching.test_rounding import by_hand

pytestmark = pytest.mark.slow


def gaps(question: moodle_facts.Asked, variant: Variant) -> dict[str, tuple[moodle_facts.Asked, int]]:
    """Return for each quantity its gap, and which of its numbers is asked for."""
    rows = re.findall(r"<tr><td>(.*?)</td><td>", question.text, re.DOTALL)
    found = {}
    for quantity, row, one in zip(variant.quantities, rows, question.gaps, strict=True):
        place = [int(k) for k in re.findall(r"\[(\d+)\]", row.rpartition(", entry ")[2] if ", entry " in row else "")]
        index = 0
        for k, size in zip(place, quantity.shape, strict=True):
            index = index * size + k
        found[quantity.name] = one, index
    return found


def entry(numbers: Any, index: int) -> float:
    return float(unnest(numbers, "")[0][index])


@pytest.mark.parametrize("name", ["two-layer", "tanh-by-hand", "hidden-layer"])
def test_variants_are_marked(own, name):
    task = load_task(name, own)
    seeds = range(1, 31)
    asked = moodle_facts.read(moodle_xml(drawn([task], seeds), cloze=True))
    assert len(asked) == len(seeds)
    slips = recognised = hidden = apart = lost = cancelled = 0
    for seed, question in zip(seeds, asked, strict=True):
        variant = task.variant(seed)
        places = gaps(question, variant)
        right = right_answers(variant)
        for quantity, (one, i) in places.items():
            for form in ("{:.3g}", "{:#.3g}", "{:.4g}", "{:.12g}", "+{:.3g} "):
                typed = form.format(entry(right[quantity], i)).replace("+-", "-")
                assert one.grade(typed)[0] == 1.0, (seed, quantity, typed)
                assert one.grade(typed.replace(".", ","))[0] == 1.0
        if name == "two-layer":  # who goes on with what is written, reckoned in NumPy
            for quantity, text in by_hand(variant).items():
                one, i = places[quantity]
                if variant.reach[quantity][i] < 0.99 * MOST * max(map(abs, unnest(right[quantity], "")[0])):
                    assert one.grade(f"{entry(json.loads(text), i):.3g}")[0] == 1.0, (seed, quantity)
                else:  # three digits on the way leave less than two
                    cancelled += one.grade(f"{entry(json.loads(text), i):.3g}")[0] != 1.0
            slipped = by_hand(variant, tanh_forgotten=True)
            for quantity in ("W1", "b1"):
                one, i = places[quantity]
                lost += one.grade(f"{entry(json.loads(slipped[quantity]), i):.3g}")[0] != 1.0
        for *_, wrong in variant.likely():
            for quantity, numbers in wrong.items():
                one, i = places[quantity]
                x = entry(numbers, i)
                exact, three = one.grade(f"{x:.12g}"), one.grade(f"{x:.3g}")
                if one.grade(f"{entry(right[quantity], i):.12g}") in (exact, three):  # rounding hides it here
                    hidden += 1
                    continue
                slips += 1
                apart += exact != three  # three digits of one are nearer to another
                recognised += bool(exact[1])
    assert recognised >= 0.75 * slips  # of several slips of one kind in a gap, one
    assert hidden <= 0.2 * slips
    assert apart <= 0.005 * slips
    assert cancelled <= 9  # of 1,800 lines
    assert lost <= 4, lost  # of 400, which another slip or the right answer has taken, or rounded at each step by most


@pytest.mark.parametrize(
    "nasty", ["a } b ~ c # d", r"\(x_{1} \~ \#\)", "<b> & &amp; &#35;", "{1:SA:=x}", "\"'%50%=", "x\\"]
)
def test_what_is_said_arrives_as_it_was_meant(nasty):
    answers = [Answer("1", 100, "Right.", 0.1), Answer("2", 33.33333, nasty, 0.1)]
    question = moodle_facts.Asked("cloze", "n", f"<p>{gap('numerical', 1, answers)}</p>")
    (one,) = moodle_facts.gaps_of(question)
    fraction, said = one.grade("2")
    assert (fraction, unescape(said)) == (0.33, nasty)
    assert "<" not in said
    options = [Answer(nasty, 100), Answer("other", 0, nasty)]
    (one,) = moodle_facts.gaps_of(moodle_facts.Asked("cloze", "n", gap("multichoice", 1, options)))
    assert [answer.fraction for answer in one.answers] == [1.0, 0.0]
    assert one.answers[0].text == one.answers[1].feedback
    if not re.search(r"\\[}#]", nasty):  # which no gap can hold
        (one,) = moodle_facts.gaps_of(moodle_facts.Asked("cloze", "n", gap("shortanswer", 1, [Answer(nasty, 100)])))
        assert one.grade(nasty)[0] == 1.0
