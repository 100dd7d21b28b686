"""Augmentation: changed copies keep the targets of their originals."""

import random

import numpy as np
import pytest

from engine.errors import ArgumentError
from nn import Data, augment, jittered, shifted

DATA = Data([[float(i)] for i in range(11)], list(range(11)))


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


def test_a_change_that_returns_nothing_is_noticed_also_among_others():
    with pytest.raises(ArgumentError, match=r"^augment: change returned None; it has to return the changed input$"):
        augment(DATA, lambda x: None if x == [7.0] else x)
