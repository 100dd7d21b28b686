"""Slips with the order of a flattened array."""

import numpy as np

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import among, check
from tests.engine.planted.derivation import values

RNG = np.random.default_rng(3)
Z, V, G = RNG.normal(size=(2, 3)), RNG.normal(size=(2, 6)), np.array([1.3, -0.8])


def flattened():
    """Return L = g . V h with h = tanh(z), a 2 x 3 array laid out by rows, and z and V."""
    z, v = values("z", Z), values("V", V)
    h = [a.tanh() for row in z for a in row]
    return engine.dot(G.tolist(), [engine.dot(row, h) for row in v]), z, v


def test_what_comes_back_is_folded_by_columns():
    loss, z, _ = flattened()
    arrives, slope = G @ V, 1 - np.tanh(Z) ** 2
    assert compare_gradients(loss, {"z": (z, arrives.reshape(2, 3) * slope)}).ok
    among("reshaped", loss, "folded back in another order", z=(z, arrives.reshape(2, 3, order="F") * slope))


def test_the_weights_see_another_order():
    loss, _, v = flattened()
    right = np.outer(G, np.tanh(Z).ravel())
    assert compare_gradients(loss, {"V": (v, right)}).ok
    among("reshaped", loss, "axis 1", V=(v, np.outer(G, np.tanh(Z).T.ravel())))


def test_two_blocks_are_exchanged():
    loss, _, v = flattened()
    a, b, c = np.split(np.outer(G, np.tanh(Z).ravel()), 3, axis=1)
    check("exchanged", loss, "blocks 2 and 3 of 3", V=(v, np.concatenate([a, c, b], axis=1)))
