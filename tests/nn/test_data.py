"""Data: batches, splits and scales keep every example and its target together."""

import copy
import pickle
import random
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from engine.errors import DomainError, NotANumberError, OutsideError, SettingError, ShapeError
from nn import Data, Standardise, batches, shuffled, split
from nn.data import finite, index_batches, rows_of_numbers

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


def test_the_scale_of_one_example_and_of_one_that_does_not_vary_is_1():
    assert Standardise.to([[3.0, 4.0]]) == Standardise([3.0, 4.0], [1.0, 1.0])
    assert Standardise.to([[1.0], [3.0], [8.0]]).mean == [4.0]
    assert Standardise.to([[1.0], [3.0], [8.0]]).deviation == [(26 / 3) ** 0.5]


def test_what_was_made_is_not_changed_by_hand():
    made = Standardise([0.0], [1.0])
    with pytest.raises(FrozenInstanceError):
        made.mean = 5.0


def test_a_pair_of_lists_is_told_from_a_list_of_pairs():
    inputs, targets = DATA
    assert (DATA[0], DATA[1], DATA[-1], DATA[:]) == (inputs, targets, targets, (inputs, targets))
    with pytest.raises(OutsideError, match=r"or data\.inputs\[2\] and data\.targets\[2\]$"):
        DATA[2]
    for column in (3, "abc", {1: 2}, (x for x in [1])):
        with pytest.raises(ShapeError, match=r"^data: targets must be a list, with one entry for each example"):
            Data([], column)


def test_data_are_copied_and_kept_as_any_pair():
    assert copy.deepcopy(DATA) == pickle.loads(pickle.dumps(DATA)) == DATA
    assert type(copy.copy(DATA)) is type(DATA._replace(targets=[])) is Data
    assert repr(Data([[1.0]], [0])) == "Data(inputs=[[1.0]], targets=[0])"


def test_none_among_the_numbers_is_found_wherever_it_hides():
    with pytest.raises(NotANumberError, match=r"^data: inputs\[1\] contains None; remove or repair this example$"):
        finite(([[1.0], [None]], [0, 1]))
    with pytest.raises(NotANumberError, match=r"^data: targets\[0\] contains None"):
        finite(([[1.0]], [None]))


@pytest.mark.parametrize("rows", [3.0, [], [3.0], [[1.0], 2.0], [[1.0], [1.0, 2.0]], None])
def test_rows_of_numbers_are_lists_of_one_length(rows):
    with pytest.raises(ShapeError, match="KMeans: expects a list of vectors of one length"):
        rows_of_numbers("KMeans", rows)
