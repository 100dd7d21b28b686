"""A figure has matrices as its author wrote them: examples as columns, or as rows."""

import numpy as np
import pytest

from lectures.active import Board, active
from lectures.board import figure
from nn.array import array


@pytest.fixture(autouse=True)
def board():
    with active(Board("forms")):
        yield


def test_a_matrix_times_a_column_or_a_vector_stays_so():
    V, c = array([[0.4, -0.6], [1.2, 0.7], [0.3, -0.9]], "V"), array([[0.7], [-0.3], [0.2]], "c")
    column, vector = array([[0.3], [-0.4]], "x"), array([0.3, -0.4], "x")
    assert figure("column", np.sum((V @ column + c) ** 2).item()).form == "columns"
    assert figure("vector", np.sum((V @ vector) ** 2).item()).form == "columns"


def test_rows_times_a_matrix_stay_so_and_who_says_otherwise_has_it_otherwise():
    X, W = array([[0.3, -0.4], [0.6, 0.7], [0.8, -0.9]], "X"), array([[0.4], [-0.6]], "W")
    loss = np.sum((X @ W) ** 2).item()
    assert figure("rows", loss).form == "rows"
    assert figure("turned", loss, form="columns").form == "columns"
