"""Programs that differ in numbers only are planned once and replayed in the same memory, each with its own numbers."""

import copy
import gc
from math import exp, inf
from threading import Thread

import numpy as np
import pytest

from engine import Value, record, softmax
from engine.tape import structure


@pytest.fixture(autouse=True)
def made(monkeypatch):
    """Start without structures, and collect what is made: plans and replays, by name."""
    found = []

    def counted(name):
        make = getattr(structure, name)

        def made(*args, **options):
            found.append(name)
            return make(*args, **options)

        monkeypatch.setattr(structure, name, made)

    monkeypatch.setattr(structure, "_RECENT", type(structure._RECENT)())
    for name in ("grouped", "make_plan", "Replay"):
        counted(name)
    return found


ONCE = ["grouped", "make_plan", "Replay"]
X = [[2.0], [1.0]]


def tape_of(number, wrt=3.0):
    w, x = Value(wrt, "w"), Value(2.0, "x")
    return record((w * x - number) ** 2, wrt=[w], inputs=[x])


def test_two_tapes_of_one_structure_share_plan_and_memory_and_have_their_own_numbers(made):
    first, second = tape_of(1.0), tape_of(7.0, wrt=5.0)
    for _ in range(2):  # in turn
        assert first.value_and_grad([3.0], X)[0] == 25 + 4
        assert second.value_and_grad([3.0], X)[0] == 1 + 16
        assert second.value_and_grad(inputs=X)[0] == 9 + 4
    assert made == ONCE


def test_what_was_found_stays_when_another_tape_uses_the_memory():
    first, second = tape_of(1.0), tape_of(7.0)
    losses, slopes = first.value_and_grad([3.0], X, per_example=True)
    second.value_and_grad([0.5], X, per_example=True)
    assert (losses.tolist(), slopes.tolist()) == ([25.0, 4.0], [[20.0], [4.0]])


def test_constants_that_are_gathered_are_gathered_again_for_another_tape(made):
    def tape(numbers):
        ws, x = [Value(float(i), f"w{i}") for i in range(40)], Value(1.0, "x")
        return record([w * numbers[i * 7 % 40] * x for i, w in enumerate(ws)], wrt=ws, inputs=[x])

    for scale in (1.0, 3.0):
        numbers = [scale * (i + 5) for i in range(40)]
        found = tape(numbers).value(inputs=[[1.0], [2.0]])
        assert found.tolist() == [3.0 * i * numbers[i * 7 % 40] for i in range(40)]
    assert made == ONCE


def test_a_function_that_is_recorded_anew_shares_as_well(made):
    w = Value(0.5, "w")
    for number in (2.0, 3.0):
        tape = record(lambda x, number=number: (w * x).exp() + number, wrt=[], inputs=[1.0, 2.0][0])
        assert tape.value(inputs=X) == pytest.approx(exp(1.0) + exp(0.5) + 2 * number, rel=1e-14)
    assert made == ONCE


@pytest.mark.parametrize(
    "other",
    [
        lambda w, x: (w * x + 1.0) / 3.0,  # another operation
        lambda w, x: (w * x + 1.0 + w) * 3.0,  # more inputs
        lambda w, x: (w * x + x) * 3.0,  # a leaf in place of a constant
        lambda w, x: (w * x + 3.0) * 3.0,  # two equal constants are one
        lambda w, x: [(w * x + 1.0) * 3.0, x],  # another output
    ],
)
def test_another_structure_shares_nothing(made, other):
    def tape(f):
        w, x = Value(3.0, "w"), Value(2.0, "x")
        return record(f(w, x), wrt=[w], inputs=[x])

    for f in (lambda w, x: (w * x + 1.0) * 3.0, other):
        tape(f).value(inputs=X)
    assert made == 2 * ONCE


@pytest.mark.parametrize("count", [3, 4])
def test_another_arity_shares_nothing(made, count):
    for n in (2, count):
        xs = [Value(float(i), "x") for i in range(n)]
        record(softmax(xs)[0], wrt=[], inputs=xs).value(inputs=np.ones((2, n)))
    assert made == 2 * ONCE


def test_other_names_share_nothing_since_messages_name_them(made):
    for name in "uv":
        leaf = Value(2.0, name)
        with pytest.raises(ValueError, match=f"'{name}' = -1"):
            record(leaf.log(), wrt=[leaf]).value([-1.0])
    assert made == 2 * ONCE


def test_minus_infinity_has_its_place(made):
    for number in (-inf, 1.0, -inf):
        x = Value(2.0, "x")
        found = record(softmax([x, x * x, number])[2], wrt=[], inputs=[x]).value(inputs=[[0.0]])
        assert found == pytest.approx(0.0 if number == -inf else exp(1) / (2 + exp(1)))
    assert made == 2 * ONCE


def test_threads_that_replay_one_structure_take_turns(made):
    tapes, found = [tape_of(float(number)) for number in range(3, 7)], [set() for _ in range(4)]
    threads = [
        Thread(target=lambda i=i: [found[i].add(tapes[i].value([3.0], [[2.0]] * 8)) for _ in range(200)])
        for i in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{8.0 * (6.0 - number) ** 2} for number in range(3, 7)]
    assert made == ONCE


@pytest.mark.long
def test_no_value_is_kept_alive():
    def alive():
        gc.collect()
        return [each.label for each in gc.get_objects() if type(each) is Value and each.label == "a user's"]

    def used():
        w = Value(3.0, "a user's")
        record(lambda x: w * x, wrt=[w], inputs=2.0).value(inputs=X)
        return alive()

    assert used() == ["a user's"]
    assert alive() == []
    assert structure._RECENT


def test_so_many_structures_are_kept_and_a_tape_keeps_its_own(made, monkeypatch):
    monkeypatch.setattr(structure, "RECENT", 2)
    first = tape_of(1.0)
    for n in (3, 4, 5):
        xs = [Value(float(i), "x") for i in range(n)]
        record(softmax(xs)[0], wrt=[], inputs=xs)
    assert len(structure._RECENT) == 2
    assert first.value([3.0], X) == 29.0
    assert tape_of(7.0).value([3.0], X) == 17.0
    assert made == ["grouped"] * 4 + ["make_plan", "Replay"] + ONCE


def test_structures_that_work_in_much_memory_are_left_to_their_tapes(monkeypatch):
    tape = tape_of(1.0)
    tape.value([3.0], X)
    assert structure._RECENT
    monkeypatch.setattr(structure, "BYTES", 10_000)
    assert tape.value([3.0], [[2.0]] * 1000) == 25_000.0
    assert not structure._RECENT
    assert tape.value([3.0], [[2.0]] * 1000) == 25_000.0


def test_a_copy_of_a_tape_works_in_memory_of_its_own():
    tape = tape_of(1.0)
    tape.value([3.0], X)
    other = copy.deepcopy(tape)
    assert other.value([2.0], X) == 9 + 1
    assert tape.value([3.0], X) == 25 + 4


def test_the_memory_of_the_four_latest_kinds_of_call_is_kept():
    tape = tape_of(1.0)
    kept = tape._runner.structure._replays
    for n in (1, 2, 3, 4):
        tape.value([3.0], [[2.0]] * n)
    assert [(batch, per_example) for batch, per_example, _ in kept] == [(n, False) for n in (1, 2, 3, 4)]
    tape.value([3.0], [[2.0]])
    assert [batch for batch, *_ in kept] == [1, 2, 3, 4]
    tape.value([3.0], [[2.0]] * 4, per_example=True)
    tape.value([3.0], [2.0])
    assert [(batch, per_example) for batch, per_example, _ in kept] == [
        (3, False), (4, False), (4, True), (None, False),
    ]  # fmt: skip
