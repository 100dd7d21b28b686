"""RegressionStump: the best split and the best constants, by trying everything else."""

import random
from dataclasses import FrozenInstanceError
from itertools import pairwise

import pytest

from engine import Value, gradient
from engine.errors import ShapeError
from nn import RegressionStump, datasets

INPUTS, TARGETS = datasets.curve(lambda x: float(x > 0.7), 25, noise=0.2, rng=random.Random(0))


def test_finds_a_step():
    stump = RegressionStump.fit(INPUTS, TARGETS)
    assert 0.4 < stump.threshold < 1.0
    assert (stump.left, stump.right) == pytest.approx((0.0, 1.0), abs=0.15)


def test_no_other_threshold_is_better():
    best = RegressionStump.fit(INPUTS, TARGETS).squared_error(INPUTS, TARGETS)
    for i in range(-350, 350):
        assert RegressionStump.at(i / 100, INPUTS, TARGETS).squared_error(INPUTS, TARGETS) >= best - 1e-12


def test_the_mean_of_a_leaf_is_where_the_gradient_vanishes():
    stump = RegressionStump.at(0.7, INPUTS, TARGETS)
    left = Value(stump.left)
    loss = sum((left - y) ** 2 for x, y in zip(INPUTS, TARGETS, strict=True) if x[0] <= 0.7)
    assert gradient(loss, left) == pytest.approx(0.0, abs=1e-12)


def test_the_error_is_flat_between_two_inputs_so_descent_has_nothing_to_follow():
    low, high = INPUTS[10][0], INPUTS[11][0]
    errors = {
        RegressionStump.at(low + t * (high - low), INPUTS, TARGETS).squared_error(INPUTS, TARGETS)
        for t in (0.1, 0.5, 0.9)
    }
    assert len(errors) == 1


def test_chooses_the_feature_that_tells_most():
    houses = datasets.houses()
    inputs = [[7.0, x[0]] for x in houses.inputs]  # the first feature says nothing
    stump = RegressionStump.fit(inputs, houses.targets)
    assert stump.feature == 1
    assert stump.threshold == 1000.0  # 1600 is as good; the first of equals is kept
    assert (stump.left, stump.right) == (150.0, 300.0)


def test_equal_inputs_cannot_be_split():
    with pytest.raises(ShapeError, match="at least two different inputs"):
        RegressionStump.fit([[1.0], [1.0]], [1.0, 2.0])


def test_scikit_learn_agrees():
    tree = pytest.importorskip("sklearn.tree")
    theirs = tree.DecisionTreeRegressor(max_depth=1).fit(INPUTS, TARGETS)
    ours = RegressionStump.fit(INPUTS, TARGETS)
    assert theirs.tree_.threshold[0] == pytest.approx(ours.threshold)
    assert theirs.predict(INPUTS).tolist() == pytest.approx([ours(x) for x in INPUTS])


def test_an_input_on_the_threshold_belongs_to_the_left():
    stump = RegressionStump(1, 2.0, -1.0, 1.0)
    assert [stump([9.0, x]) for x in (1.9, 2.0, 2.1)] == [-1.0, -1.0, 1.0]
    assert RegressionStump.at(2.0, [[1.0], [2.0], [3.0]], [3.0, 5.0, 7.0]) == RegressionStump(0, 2.0, 4.0, 7.0)


@pytest.mark.parametrize(("threshold", "left", "right"), [(0.0, 4.0, 4.0), (9.0, 4.0, 4.0), (1.5, 2.0, 6.0)])
def test_a_side_without_examples_predicts_the_mean_of_all(threshold, left, right):
    stump = RegressionStump.at(threshold, [[0.0, 1.0], [0.0, 2.0]], [2.0, 6.0], feature=1)
    assert (stump.left, stump.right) == (left, right)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_stump_is_the_best_of_every_split_of_every_feature(seed):
    rng = random.Random(seed)
    inputs = [[rng.randrange(4), rng.random(), rng.randrange(3)] for _ in range(9)]
    targets = [rng.gauss(0, 1) for _ in inputs]

    def error(ys):
        return sum((y - sum(ys) / len(ys)) ** 2 for y in ys) if ys else 0.0

    splits = {
        (feature, (low + high) / 2): error([y for x, y in zip(inputs, targets, strict=True) if x[feature] <= low])
        + error([y for x, y in zip(inputs, targets, strict=True) if x[feature] >= high])
        for feature in range(3)
        for low, high in pairwise(sorted({x[feature] for x in inputs}))
    }
    stump = RegressionStump.fit(inputs, targets)
    assert (stump.feature, stump.threshold) == min(splits, key=splits.get)
    assert stump.squared_error(inputs, targets) == pytest.approx(min(splits.values()))


def test_what_was_made_is_not_changed_by_hand():
    made = RegressionStump(0, 1.0, 2.0, 3.0)
    with pytest.raises(FrozenInstanceError):
        made.threshold = 5.0
