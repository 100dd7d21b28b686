"""Data: batches, splits, scales and augmentation keep every example and its target together."""

import random
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from engine.errors import DomainError, SettingError, ShapeError
from nn import Data, Standardise, augment, batches, jittered, shifted, shuffled, split
from nn.data import finite, index_batches

DATA = Data([[float(i)] for i in range(11)], list(range(11)))


def paired(data):
    return all(x == [float(y)] for x, y in zip(*data, strict=True))


def test_batches_contain_every_example_once():
    for size in (1, 4, 11, 100, None):
        pieces = list(batches(DATA, size, random.Random(0)))
        assert all(map(paired, pieces))
        assert sorted(y for piece in pieces for y in piece.targets) == DATA.targets
        assert all(len(piece.inputs) == (size or 11) for piece in pieces[:-1])
    assert [piece.targets for piece in batches(DATA, 6)] == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]
    with pytest.raises(SettingError, match="at least 1, got 0"):
        list(batches(DATA, 0))


def test_shuffling_moves_inputs_and_targets_together_and_leaves_the_original():
    other = shuffled(DATA, random.Random(0))
    assert paired(other)
    assert sorted(other.targets) == DATA.targets != other.targets
    assert DATA.targets == list(range(11))
    assert other == shuffled(DATA, random.Random(0))


def test_a_split_is_disjoint_and_complete():
    train, test = split(DATA, 0.7, random.Random(0))
    assert (len(train.inputs), len(test.inputs)) == (8, 3)
    assert paired(train)
    assert paired(test)
    assert sorted(train.targets + test.targets) == DATA.targets
    for fraction in (0.0, 1.0, 0.01):
        with pytest.raises(ShapeError, match="leaves one part empty"):
            split(DATA, fraction, random.Random(0))


def test_standardised_features_have_mean_0_and_deviation_1():
    X = np.random.default_rng(0).normal(5.0, 3.0, (20, 3))
    X[:, 2] = 7.0  # a constant feature has no spread to divide by
    scale = Standardise.to(X.tolist())
    Z = np.array([scale(x) for x in X.tolist()])
    np.testing.assert_allclose(Z.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), [1.0, 1.0, 0.0], atol=1e-12)
    np.testing.assert_allclose([scale.back(z) for z in Z.tolist()], X)
    np.testing.assert_allclose(scale([0.0, 0.0, 0.0]), (0.0 - X.mean(axis=0)) / [*X.std(axis=0)[:2], 1.0])


def test_augmenting_adds_changed_inputs_with_the_same_targets():
    rng = random.Random(0)
    more = augment(DATA, lambda x: jittered(x, 0.01, rng), copies=2)
    assert len(more.inputs) == 33
    assert more.inputs[:11] == DATA.inputs
    assert all(0 < abs(x[0] - y) < 0.1 for x, y in list(zip(*more, strict=True))[11:])


def test_a_shifted_image_is_a_moved_one():
    image = np.arange(24.0).reshape(2, 3, 4)
    for down, right in ((0, 0), (1, 0), (-1, 2), (-2, 0), (0, -3), (5, 0)):
        expected = np.zeros_like(image)
        for i in range(3):
            for j in range(4):
                if 0 <= i + down < 3 and 0 <= j + right < 4:
                    expected[:, i + down, j + right] = image[:, i, j]
        assert shifted(image.tolist(), down, right) == expected.tolist()


def test_a_number_that_is_not_finite_is_found_wherever_it_hides():
    assert finite(DATA) == DATA
    with pytest.raises(DomainError, match=r"inputs\[0\] contains inf"):
        finite(([[[[1.0, float("inf")]]]], [0]))
    with pytest.raises(DomainError, match=r"targets\[1\] contains nan"):
        finite(([[1.0], [2.0]], [0.0, np.float64("nan")]))


@pytest.mark.parametrize(
    ("count", "fraction", "first"), [(2, 0.5, 1), (11, 0.1, 1), (11, 0.9, 10), (11, 0.5, 6), (4, 0.6, 2), (3, 0.5, 2)]
)
def test_the_first_part_of_a_split_has_the_rounded_share(count, fraction, first):
    order = random.Random(5).sample(range(count), count)
    left, right = split(Data(list(range(count)), list(range(count))), fraction, random.Random(5))
    assert (left.targets, right.targets) == (order[:first], order[first:])


def test_batches_are_cut_from_one_shuffled_order():
    order = random.Random(5).sample(range(11), 11)
    assert list(index_batches(11, 4, random.Random(5))) == [order[:4], order[4:8], order[8:]]
    assert list(index_batches(4, 2, None)) == [[0, 1], [2, 3]]
    assert list(index_batches(2, 1, None)) == [[0], [1]]
    assert list(index_batches(3, None, None)) == [[0, 1, 2]]


def test_copies_follow_the_originals_in_their_order():
    data = Data([[1.0], [2.0]], ["a", "b"])
    assert augment(data, lambda x: [-x[0]], copies=0) == data
    assert augment(data, lambda x: [-x[0]], copies=2) == (
        [[1.0], [2.0], [-1.0], [-2.0], [-1.0], [-2.0]],
        ["a", "b", "a", "b", "a", "b"],
    )


def test_jitter_adds_one_gaussian_to_each_number():
    rng = random.Random(5)
    assert jittered([1, 2, 3], 0.5, random.Random(5)) == [x + rng.gauss(0, 0.5) for x in (1, 2, 3)]


def test_the_scale_of_one_example_and_of_one_that_does_not_vary_is_1():
    assert Standardise.to([[3.0, 4.0]]) == Standardise([3.0, 4.0], [1.0, 1.0])
    assert Standardise.to([[1.0], [3.0], [8.0]]).mean == [4.0]
    assert Standardise.to([[1.0], [3.0], [8.0]]).deviation == [(26 / 3) ** 0.5]


def test_what_was_made_is_not_changed_by_hand():
    made = Standardise([0.0], [1.0])
    with pytest.raises(FrozenInstanceError):
        made.mean = 5.0
