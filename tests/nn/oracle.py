"""How a model is checked here: its loss beside a second one written in NumPy, its gradients beside two witnesses.

`agrees(build, leaves, reference)` builds the loss with the engine, calls `reference` with the same numbers as
arrays, and compares the value, the gradient of every leaf with autograd's (reverse mode by others), and with
central differences of our own value (no derivative involved at all).
"""

import random

import autograd
import numpy as np

from engine import Value
from engine import sum as total
from engine.words.nested import flatten


def values(shape, seed, low=-1.0, high=1.0):
    """Nested lists of random Values."""
    rng = random.Random(seed)

    def fill(rest):
        return [fill(rest[1:]) for _ in range(rest[0])] if rest else Value(rng.uniform(low, high))

    return fill(shape)


def array(nested):
    """The numbers of nested Values, as an array of the same shape."""
    return np.array([array(x) for x in nested]) if isinstance(nested, list | tuple) else float(nested.data)


def randomised(module, seed=0):
    """Give every parameter a random number: zeros would hide a bias or a shift that is used wrongly."""
    rng = random.Random(seed)
    for parameter in module.parameters():
        parameter.data = rng.uniform(-1, 1)
    return module


def probe(outputs):
    """One number in which every output counts differently, so that no two can be confused."""
    ys = list(flatten(outputs))
    return total(y * w for y, w in zip(ys, probe_weights(len(ys)), strict=True))


def probe_of_array(outputs):
    flat = autograd.numpy.ravel(outputs)
    return autograd.numpy.sum(flat * np.array(probe_weights(flat.shape[0])))


def probe_weights(count):
    rng = random.Random(count)
    return [rng.uniform(0.5, 2) for _ in range(count)]


def agrees(build, leaves, reference, differences=True):
    names = list(leaves)
    arrays = [array(leaves[name]) for name in names]
    loss = build()
    np.testing.assert_allclose(loss.data, reference(*arrays), rtol=1e-12, atol=1e-14)
    for leaf in (leaf for name in names for leaf in flatten(leaves[name])):
        leaf.grad = 0.0
    loss.backward()
    for slot, name in enumerate(names):
        expected = np.ravel(autograd.grad(reference, slot)(*arrays))
        got = np.array([leaf.grad for leaf in flatten(leaves[name])])
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12, err_msg=name)
        if differences:
            numeric = [central_difference(build, leaf) for leaf in flatten(leaves[name])]
            np.testing.assert_allclose(got, numeric, rtol=1e-5, atol=1e-7, err_msg=f"{name}, finite differences")


def central_difference(build, leaf, step=1e-5):
    at = leaf.data
    leaf.data = at + step
    above = build().data
    leaf.data = at - step
    below = build().data
    leaf.data = at
    return (above - below) / (2 * step)
