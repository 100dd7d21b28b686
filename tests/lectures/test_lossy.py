"""Numbers that rounding on the way would spoil are not drawn, and the linter calls them by name."""

import numpy as np
import pytest

from engine import Value, sigmoid, softmax, tanh
from engine.graph import topological_order
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task
from lectures.exercises.lint import faults, lint
from lectures.exercises.lossy import carried, saturated
from lectures.exercises.own import traced

NUMBERS = {
    "A0": [[0.8, -0.9, -0.7, 1.3], [0.9, 1.4, 1.6, 0.9]],
    "Y": [[1, 0, 0, 1], [0, 1, 1, 0]],
    "V": [[-0.4, 0.3], [0.7, 1.35], [-0.95, 0.6]],
    "c": [[0.65], [0.9], [-0.45]],
    "U": [[1.4, 0.35, 0.3], [-0.4, -1.3, -0.8]],
    "d": [[0.3], [1.45]],
}


def cost(A0, Y, V, c, U, d):
    S1 = V @ A0 + c
    A1 = 1 / (1 + np.exp(-S1))
    S2 = U @ A1 + d
    E = np.exp(S2)
    P = E / np.sum(E, axis=0)
    return -np.sum(Y * np.log(P)) / A0.shape[1]


def columns(draw):
    drawn = {name: x if name == "Y" else draw(x) for name, x in NUMBERS.items()}
    return traced(cost, drawn, wrt=["V", "c", "U", "d"], values=["S1", "A1", "S2", "P"])


def task(build, place):
    return Task.of(Exercise("told", "Derive.", (), build), place / "nowhere.py")


@pytest.mark.slow
def test_a_variant_near_the_end_of_a_sigmoid_is_drawn_again(tmp_path):
    told = task(columns, tmp_path)
    ends = [np.max(told.attempt(seed).right["A1"]) for seed in range(1, 25)]
    assert sum(x > 0.99 for x in ends) >= 3  # as they come
    for seed in range(1, 25):
        variant = told.variant(seed)
        assert np.max(variant.right["A1"]) <= 0.99, seed
        assert faults(variant) == [], seed


@pytest.mark.long
def test_the_linter_calls_the_array_by_its_name(tmp_path):
    def sheet():
        return traced(cost, NUMBERS | {"c": [[0.65], [2.9], [-0.45]]}, wrt=["V", "c", "U", "d"])

    said = faults(task(sheet, tmp_path).variant(0))
    assert "A1 is nearly 1 (0.9935), so that three digits of it leave one of 1 - A1; take smaller numbers" in said
    assert not [fault for fault in faults(task(columns, tmp_path).variant(0)) if "nearly" in fault]


@pytest.mark.parametrize(
    ("made", "left"),
    [
        (tanh, "1 - p"),
        (lambda z: sigmoid(z * 2), "1 - p"),
        (lambda z: softmax([z * 2, 0.3 - z])[0], "1 - p"),
        (lambda z: z.exp() / (z.exp() + (-z).exp()), "1 - p"),
    ],
)
def test_every_way_to_write_it_is_seen_and_only_near_the_end(made, left):
    for x, near in ((3.3, True), (1.2, False)):
        p = made(Value(x, "z"))
        p.label = "p"
        said = list(saturated(topological_order(p)))
        assert [left in fault for fault in said] == [True] * near
    assert list(saturated(topological_order(Value(0.7, "u") + Value(0.295, "v")))) == []  # .995, and no end of anything


def test_rounding_that_carries_further_than_is_forgiven_is_told(tmp_path):
    def of(factor):
        def build():
            w, x = Value(1.13, "w"), Value(140 / 47, "x")
            p, q = w * x, x * factor
            d = p * p - q * q
            return Drawn(d * 1.3, {"dd": d, "w": w}, {"x": x}, {"p": p, "d": d})

        return faults(task(build, tmp_path).variant(0))

    (said,) = of(1.07)
    assert said.startswith("d: rounded to three digits on the way, it is off by a twentieth or more")
    assert of(0.37) == []


def test_quantities_that_one_cause_spoils_are_told_in_one_sentence(tmp_path):
    def build():
        w, x = Value(1.13, "w"), Value(140 / 47, "x")
        p, q = w * x, w * x * 1.07
        d = p * p - q * q
        e = d * 1.7
        return Drawn(e * 1.3, {"dd": d, "w": w}, {"x": x}, {"p": p, "d": d, "e": e})

    (said,) = carried(task(build, tmp_path).variant(0))
    assert said.startswith("d, e: rounded to three digits on the way, a number of each is off")


def test_the_linter_says_what_rounding_spoils_beside_the_other_faults(tmp_path):
    def build():
        w, x = Value(1.13, "w"), Value(140 / 47, "x")
        p, q = w * x, x * 1.07
        d = p * p - q * q
        return Drawn(d * 2e5, {"dd": d, "w": w}, {"x": x}, {"p": p, "d": d})

    ((_, said),) = lint(task(build, tmp_path), 0)
    assert any("which nobody wants to write down" in fault for fault in said)
    assert any("rounded to three digits on the way" in fault for fault in said)
