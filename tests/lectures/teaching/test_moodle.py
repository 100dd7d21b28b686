"""Questions for Moodle, read as Moodle reads them: what is recognised, with which credit, and nothing mixed up."""

import re

import pytest

from lectures.exercises import find_tasks
from lectures.teaching.asked import asked_of
from lectures.teaching.assignment import costs
from lectures.teaching.moodle import moodle_xml
from lectures.teaching.moodle_xml import FRACTIONS, Answer, Question, category, nearest_fraction, question_xml, quiz_xml
from tests.lectures.teaching import moodle_facts
from tests.lectures.teaching.classes import drawn, numbers


def test_the_fractions_are_moodles():
    assert sorted(FRACTIONS) == pytest.approx(sorted(100 * grade for grade in moodle_facts.GRADES), abs=1e-4)
    assert [nearest_fraction(x) for x in (0, 49, 51, 85, 100)] == [0, 50, 50, 83.33333, 100]


@pytest.mark.slow
def test_each_line_is_a_category_of_variants_and_the_right_number_gets_all(network):
    asked = moodle_facts.read(moodle_xml(drawn([network], range(1, 6))))
    assert len(asked) == 5 * len(network.quantities)
    assert {question.category[2:] for question in asked} == {
        ("A two-layer network", quantity.name) for quantity in network.quantities
    }
    for question in asked:
        seed, name = int(question.name[-3:]), question.category[-1]
        place = [int(k) for k in re.findall(r"\[(\d)\]", question.text.rpartition("entry")[2])]
        right = network.variant(seed).right[name]
        for k in place:
            right = right[k]
        for digits in (3, 5, 9):
            assert question.grade(f"{right:.{digits}g}")[0] == 1.0
        assert question.mark == next(q.points for q in network.quantities if q.name == name)


@pytest.mark.long
def test_a_likely_slip_is_recognised_by_three_digits_with_its_feedback_and_half_of_the_credit(network):
    asked = {
        (q.category[-1], int(q.name[-3:])): q for q in moodle_facts.read(moodle_xml(drawn([network], range(1, 4))))
    }
    recognised = 0
    for seed in range(1, 4):
        for kind, text, _, wrong in network.variant(seed).likely():
            for name, numbers_of in wrong.items():
                question = asked[name, seed]
                place = [int(k) for k in re.findall(r"\[(\d)\]", question.text.rpartition("entry")[2])]
                x = numbers_of
                for k in place:
                    x = x[k]
                fraction, feedback = question.grade(f"{x:.3g}")
                if kind == "activation forgotten" and name == "dZ":
                    assert (fraction, text[1:] in feedback) == (0.5, True)
                recognised += fraction == 0.5
    assert recognised > 60
    assert asked["dZ", 1].grade("12345")[0] == 0.0
    assert "line by line" in asked["dZ", 1].grade("12345")[1]


@pytest.mark.long
def test_in_gaps_what_follows_from_a_slip_counts_in_full(network):
    variant = network.variant(2)
    (question,) = moodle_facts.read(moodle_xml(drawn([network], [2]), cloze=True))
    assert len(question.gaps) == len(network.quantities)
    assert [gap.mark for gap in question.gaps] == [q.points for q in network.quantities]
    gaps = dict(zip([q.name for q in network.quantities], question.gaps, strict=True))
    slip = next(each for each in costs(variant, {}) if each.kind == "activation forgotten" and "dY" not in each.wrong)
    assert (slip.verdicts["dZ"], slip.verdicts["W1"]) == ("wrong", "follows")

    def said(name):
        given = {f"{x:.3g}" for x in numbers(slip.wrong[name])}
        return {gaps[name].grade(x) for x in given}

    assert 0.5 in {fraction for fraction, _ in said("dZ")}
    assert any(fraction == 1.0 and "follows from your slip in dZ" in feedback for fraction, feedback in said("W1"))


@pytest.mark.slow
@pytest.mark.parametrize("cloze", [False, True])
def test_moodle_takes_every_exercise_there_is(cloze):
    for task in find_tasks().values():
        asked = moodle_facts.read(moodle_xml(drawn([task], [0, 7]), cloze=cloze))
        assert len(asked) == 2 * (1 if cloze else len(task.quantities))


def test_text_of_any_kind_is_escaped():
    nasty = 'a < b & ]]> "c" </text> {1:SA:=x} \\(x\\)'
    question = Question("multichoice", "x" * 300, f"<p>{nasty}</p>", [Answer(nasty, 100, nasty), Answer("b", 0)])
    (asked,) = moodle_facts.read(quiz_xml([category(["W/4", "dL/dw"], nasty), question_xml(question)]))
    assert asked.category == ("$course$", "top", "W/4", "dL/dw")
    assert nasty in asked.text
    assert asked.answers[0].text.count("&lt;") == 2  # HTML inside


@pytest.mark.slow
def test_no_two_answers_of_a_question_can_be_taken_for_one_another(network):
    for seed in range(20, 30):
        for each in asked_of(network.variant(seed), 50, {}):
            assert each.answers[0].fraction == 100
    moodle_facts.read(moodle_xml(drawn([network], range(20, 30))))  # which looks at the intervals


@pytest.mark.long
def test_the_command_writes_a_file_that_moodle_reads(own, call):
    call("moodle", "two-layer", "--students", "3", "--credit", "33", "--points", "W1=5")
    asked = moodle_facts.read((own / "moodle.xml").read_text())
    assert {round(answer.fraction, 5) for question in asked for answer in question.answers} == {0.0, 0.33333, 1.0}
    assert {question.mark for question in asked if question.category[-1] == "W1"} == {5.0}
    assert "two-layer" in call("moodle", "two-layre", code=2).output
    assert "W9" in call("moodle", "two-layer", "--points", "W9=1", code=1).output
