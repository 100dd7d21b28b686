"""Embedding: a row of a table, which is a one-hot vector times a matrix."""

import random

import autograd.numpy as np
import pytest

from engine.errors import TargetError
from nn import Embedding
from tests.nn.oracle import agrees, probe, probe_of_array


def test_a_row_is_a_one_hot_vector_times_the_table():
    table, symbols = Embedding(4, 3, rng=random.Random(0)), [2, 0, 2]
    agrees(lambda: probe(table(symbols)), {"E": table.E}, lambda E: probe_of_array(np.eye(4)[symbols] @ E))


def test_a_row_that_was_looked_up_twice_gathers_both_gradients_and_the_others_none():
    table = Embedding(3, 1, rng=random.Random(0))
    for row in table([1, 1]):
        row[0].backward()
    assert [row[0].grad for row in table.E] == [0, 2, 0]


def test_one_symbol_gives_one_vector():
    table = Embedding(3, 2, rng=random.Random(0))
    assert table(1) == table.E[1]
    assert table(np.int64(1)) == table.E[1]
    assert repr(table) == "Embedding(3 x 2): 6 parameters"
    assert repr(Embedding(1, 2, rng=random.Random(0))).startswith("Embedding(1 x 2)")


@pytest.mark.parametrize(
    ("symbol", "message"),
    [
        (3, "from 0 to 2, got 3"),
        (-1, "from 0 to 2, got -1"),
        (1.0, "whole number, got 1.0"),
        ("a", "whole number, got 'a'"),
    ],
)
def test_an_unknown_symbol_is_refused(symbol, message):
    with pytest.raises(TargetError, match=message):
        Embedding(3, 2, rng=random.Random(0))(symbol)


@pytest.mark.parametrize("symbols", [1, 2, 3, 4])
def test_the_last_symbol_is_one_less_than_their_count(symbols):
    with pytest.raises(TargetError, match=f"from 0 to {symbols - 1}, got {symbols}"):
        Embedding(symbols, 1, init="zeros")(symbols)
