"""Dropout: deleted in training, untouched in evaluation; rescaling keeps the expected value, the notes do not."""

import random
import statistics

import pytest

from engine import Value
from engine.errors import SettingError
from nn import Dropout

ONES = [1.0] * 20_000


@pytest.mark.long
def test_the_fraction_p_is_deleted_and_rescaling_keeps_the_expected_value():
    inverted = [y.data for y in Dropout(0.3, rng=random.Random(0))(ONES)]
    assert inverted.count(0.0) / len(ONES) == pytest.approx(0.3, abs=0.015)
    assert set(inverted) == {0.0, 1 / 0.7}
    assert statistics.fmean(inverted) == pytest.approx(1.0, abs=0.02)


@pytest.mark.long
def test_the_notes_version_deletes_and_does_no_more():
    plain = [y.data for y in Dropout(0.3, rng=random.Random(0), rescale=False)(ONES)]
    assert set(plain) == {0.0, 1.0}
    assert statistics.fmean(plain) == pytest.approx(0.7, abs=0.02)


def test_after_eval_nothing_changes():
    x = [Value(1.0), Value(-2.0)]
    assert Dropout(0.9, rng=random.Random(0)).eval()(x) == x


def test_nothing_flows_back_through_a_deleted_neuron_and_the_rest_is_scaled():
    x = [Value(1.0) for _ in range(200)]
    y = Dropout(0.5, rng=random.Random(0))(x)
    for v in y:
        v.backward()
    assert {(b.data, a.grad) for a, b in zip(x, y, strict=True)} == {(0.0, 0.0), (2.0, 2.0)}


def test_the_same_seed_deletes_the_same_neurons_and_every_call_draws_anew():
    def pattern(drop):
        return [y.data for y in drop([1.0] * 30)]

    drop = Dropout(0.5, rng=random.Random(4))
    first = pattern(drop)
    assert pattern(Dropout(0.5, rng=random.Random(4))) == first
    assert pattern(drop) != first


def test_it_keeps_the_nesting_and_probability_0_keeps_everything():
    assert [[[v.data for v in row] for row in plane] for plane in Dropout(0, rng=random.Random(0))([[[1, 2]]])] == [
        [[1, 2]]
    ]


@pytest.mark.parametrize("p", [-0.1, 1, 1.5])
def test_a_probability_is_at_least_0_and_less_than_1(p):
    with pytest.raises(SettingError, match="dropout: p must be at least 0 and less than 1"):
        Dropout(p, rng=random.Random(0))


def test_repr():
    assert repr(Dropout(0.1, rng=random.Random(0), rescale=False)) == "Dropout(p = 0.1, no rescaling): 0 parameters"
