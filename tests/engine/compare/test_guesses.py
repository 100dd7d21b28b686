"""What a diagnosis works on: what an array is called, whether a gradient fits it, and how usual a slip is."""

from dataclasses import FrozenInstanceError, fields

import pytest

from engine import Value, named
from engine.compare.guesses import Guess, NamedArray, Slip
from engine.compare.written import Written

W, B = Value(2.0, "w"), Value(3.0, "b")
Z = named("z", W * 3.0)


def array(name="dz", nodes=(Z, B), shape=(2,), hand_shape=None):
    return NamedArray(name, nodes, shape, Written([0.5, 0.25], [0.0, 0.0]), hand_shape)


@pytest.mark.parametrize(
    ("name", "nodes", "called"), [("dz", (Z, B), "z"), ("dz", (B, Z), "dz"), ("db", (B, Z), "b"), ("q", (B,), "q")]
)
def test_an_array_is_called_by_its_first_entry(name, nodes, called):
    assert array(name, nodes).called == called


@pytest.mark.parametrize(
    ("shape", "hand_shape", "fits"),
    [((2,), (2,), True), ((2,), (1, 2), False), ((2,), (3,), False), ((2,), (1,), False), ((2,), None, False),
     ((), (), True), ((), None, False)],
)  # fmt: skip
def test_a_gradient_fits_that_has_the_shape_of_its_array(shape, hand_shape, fits):
    assert array(shape=shape, hand_shape=hand_shape).fits is fits


def test_the_numbers_by_hand_are_those_that_were_written():
    assert array().hand == [0.5, 0.25]


def test_a_slip_is_as_usual_as_another_and_stands_anywhere_if_nothing_else_is_said():
    slip, guess = Slip("sign", "flipped"), Guess("sign", [1.0], "flipped")
    assert (slip.where, slip.remedy, slip.slopes, slip.usual) == ("", "", {}, 1.0)
    assert (guess.where, guess.remedy, guess.shape, guess.usual) == ("", "", None, 1.0)


@pytest.mark.parametrize("one", [array(), Slip("sign", "flipped"), Guess("sign", [1.0], "flipped")])
def test_none_is_changed_or_equal_to_another_of_the_same_words(one):
    with pytest.raises(FrozenInstanceError):
        setattr(one, fields(one)[0].name, "another")
    assert one != type(one)(*(getattr(one, field.name) for field in fields(one)))
    assert len({one, one}) == 1
