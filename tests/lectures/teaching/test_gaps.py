"""Which entries Moodle asks for: each likely slip shows where it enters, also one that only a 0 tells."""

import re

import pytest

from engine.words.nested import unnest
from lectures.exercises import load_task
from lectures.teaching.asked import asked_of
from lectures.teaching.assignment import costs, once, right_answers
from lectures.teaching.moodle import moodle_xml
from tests.lectures.teaching import moodle_facts
from tests.lectures.teaching.classes import drawn

RELU = """
import numpy as np


def loss(X, T, W1, b1, W2, b2):
    A = X @ W1 + b1
    H = np.maximum(A, 0)
    S = H @ W2 + b2
    P = 1 / (1 + np.exp(-S))
    return -np.mean(T * np.log(P) + (1 - T) * np.log(1 - P))
"""
SIZES = ["net.py:loss", "X=4x2", "T=[[1],[0],[1],[1]]", "W1=2x3", "b1=3", "W2=3x1", "b2=1"]


@pytest.fixture
def relu(tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(RELU)
    call("exercise", "new", "relu-net", *SIZES)
    return load_task("relu-net", tmp_path)


def placed(asked):
    """Return the entry that is asked for, as a place among all of its quantity."""
    place = (
        [int(k) for k in re.findall(r"\[(\d+)\]", asked.words.rpartition(", entry ")[2])]
        if "entry" in asked.words
        else []
    )
    index = 0
    for k, size in zip(place, asked.quantity.shape, strict=True):
        index = index * size + k
    return index


@pytest.mark.long
def test_each_likely_slip_is_told_in_a_gap_of_the_line_where_it_enters(relu):
    for seed in range(1, 6):
        variant = relu.variant(seed)
        (question,) = moodle_facts.read(moodle_xml(drawn([relu], [seed]), cloze=True))
        asked = asked_of(variant, 50, {}, carried=True)
        for slip in once(costs(variant, {}), right_answers(variant)):
            enters = next(name for name, verdict in slip.verdicts.items() if verdict != "follows")
            numbers = unnest(slip.wrong[enters], "")[0]
            paid = [
                gap.grade(f"{numbers[placed(each)]:.6g}")[0]
                for each, gap in zip(asked, question.gaps, strict=True)
                if each.quantity.name == enters
            ]
            assert min(paid) <= 0.5, (seed, slip.text)


@pytest.mark.long
def test_a_forgotten_relu_shows_where_a_unit_is_off_and_0_is_right(relu):
    variant = relu.variant(1)
    (slip,) = [one for one in costs(variant, {}) if "relu is forgotten" in one.text]
    gaps = [each for each in asked_of(variant, 50, {}, carried=True) if each.quantity.name == "dA"]
    off, on = sorted(gaps, key=lambda each: each.answers[0].text != "0")
    assert (float(off.answers[0].text), len(gaps)) == (0.0, 2)
    assert float(on.answers[0].text) != 0.0
    assert any("relu is forgotten" in answer.feedback and answer.fraction == 50 for answer in off.answers[1:])
    assert slip.verdicts["dA"] == "wrong"
    (question,) = moodle_facts.read(moodle_xml(drawn([relu], [1]), cloze=True))
    assert sum(gap.mark for gap in question.gaps) == 2 * len(variant.quantities)  # the two gaps of dA share its points
    alone = [one for one in moodle_facts.read(moodle_xml(drawn([relu], [1]))) if one.category[-1] == "dA"]
    assert [len(one.gaps) for one in alone] == [2]


@pytest.mark.long
def test_who_is_right_is_told_so_and_no_slip(relu):
    for each in asked_of(relu.variant(1), 50, {}, carried=True):
        assert each.answers[0].feedback == "Right."
