"""What holds for a handful of numbers holds for hundreds.

Python keeps one object for each small whole number; here no length is small.
"""

import random
from functools import reduce
from operator import add

import pytest

from engine import Value, dot, softmax
from engine.drawing.board import lines
from engine.trace import trace
from engine.words.story import Story
from nn import Conv2D

MANY = 300
pytestmark = pytest.mark.long


def kinds(output):
    return [line.kind for line in lines(Story(trace(output)))]


def leaves(name):
    return [Value(0.01 * i, f"{name}{i}") for i in range(MANY)]


def test_a_share_of_many_scores_is_a_softmax():
    assert kinds(softmax(leaves("z"))[0]) == ["softmax"]


def test_many_products_that_are_added_are_a_row_times_a_column():
    products = [w * x for w, x in zip(leaves("w"), leaves("x"), strict=True)]
    assert kinds(reduce(add, products)) == ["linear"]
    assert kinds(dot(leaves("w"), leaves("x"))) == ["linear"]


def test_a_kernel_that_uses_no_pixel_twice_is_a_row_times_a_column():
    """Of 300 pixels in a row, two for each of 150 cells; with a step of 1 all but the outer ones are used twice."""
    image = [[leaves("x")]]
    apart = Conv2D(1, 1, (1, 2), stride=2, rng=random.Random(3))(image)
    assert kinds(reduce(add, apart[0][0]))[0] == "linear"
    sliding = Conv2D(1, 1, (1, 2), rng=random.Random(3))([[leaves("x")[:4]]])
    assert kinds(reduce(add, sliding[0][0]))[0] == "convolution"
