"""Dense layers are found again, however their dots are ordered."""

import numpy as np

from engine.tape.plan import tables


def layer(rows, columns, k, first=0):
    """The reads of all dots of `rows` lists of weights with `columns` lists of inputs, k products each."""
    weights = first + np.arange(rows * k).reshape(rows, k)
    inputs = first + rows * k + np.arange(columns * k).reshape(columns, k)
    return np.array([[*w, *x] for w in weights for x in inputs])


def test_a_shuffled_layer_is_one_table_again():
    reads = layer(8, 20, 5)
    shuffled = reads[np.random.default_rng(0).permutation(len(reads))]
    ((order, rows, columns),) = tables(shuffled, 5)
    assert (rows, columns) == (8, 20)
    assert (shuffled[order] == reads).all()


def test_two_layers_in_one_group_are_two_tables():
    reads = np.concatenate([layer(8, 20, 5), layer(4, 30, 5, first=1000)])
    shuffled = reads[np.random.default_rng(1).permutation(len(reads))]
    parts = tables(shuffled, 5)
    assert sorted((rows, columns) for _, rows, columns in parts) == [(4, 30), (8, 20)]
    assert sorted(np.concatenate([order for order, _, _ in parts])) == list(range(len(reads)))


def test_a_table_with_a_hole_is_left_apart():
    reads = np.delete(layer(8, 20, 5), 17, axis=0)
    parts = tables(reads, 5)
    assert [(rows, columns) for _, rows, columns in parts] == [(1, 19), (7, 20)]


def test_a_causal_triangle_is_no_table():
    queries, keys = np.arange(40).reshape(8, 5), 40 + np.arange(40).reshape(8, 5)
    reads = np.array([[*queries[t], *keys[s]] for t in range(8) for s in range(t + 1)])
    ((order, rows, columns),) = tables(reads, 5)
    assert (rows, columns) == (1, 36)
    assert (order == np.arange(36)).all()
