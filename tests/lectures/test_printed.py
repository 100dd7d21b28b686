"""A printed number promises as many digits as it shows, and no more."""

import pytest

from lectures.errors import ClaimError
from lectures.printed import read


@pytest.mark.parametrize(
    ("printed", "agrees", "differs"),
    [
        ("402.57", 402.5700000001, 402.58),
        ("≈ -447", -447.3, 447.3),
        ("≈ −447", -446.6, -448.0),
        ("~ .01", 0.01005, 0.02),
        ("100,352", 100352, 100353),
        ("~ 10^20", 8.64e19, 2e21),
        ("10^20", 1e20, 8.64e19),
        ("2.99 x 10^8", 2.99e8, 299_792_458),
        ("2.99 × 10^{8}", 2.994e8, 2.996e8),
        ("3/2", 1.5, 1.4999),
        ("-1/3", -1 / 3, -0.333),
        ("25 %", 0.2549, 0.256),
        ("7x", 7.4, 7.6),
        ("300,000x", 300_000, 300_001),
        ("1e-3", 0.0012, 0.0016),
        (402.57, 402.574, 402.576),
        (0.5, 0.54, 0.56),
        (7, 7.3, 8),
        ("+3", 3, -3),
    ],
)
def test_a_number_agrees_when_it_would_be_printed_the_same_way(printed: object, agrees: float, differs: float) -> None:
    assert read(printed).agrees(agrees)
    assert not read(printed).agrees(differs)


@pytest.mark.parametrize("tie", [2.5, 3.5])
def test_a_tie_may_be_rounded_either_way(tie: float) -> None:
    assert read("3").agrees(tie)


def test_a_cut_off_number_does_not_agree_with_a_rounded_one() -> None:
    assert not read("≈ 402").agrees(402.57)


def test_nothing_printed_agrees_with_nan_or_infinity() -> None:
    assert not read("0").agrees(float("nan"))
    assert not read("1e308").agrees(float("inf"))


@pytest.mark.parametrize("printed", ["[[5, 1], [2, 4]]", "((5, 1), (2, 4))", [[5, 1], [2, 4]], "[[5,1];[2,4]]"])
def test_lists_are_read_with_their_nesting(printed: object) -> None:
    assert [[entry.number for entry in row] for row in read(printed)] == [[5.0, 1.0], [2.0, 4.0]]


def test_fractions_inside_lists() -> None:
    assert [entry.number for entry in read("w1 = (1, -1/3)".partition("= ")[2])] == [1.0, -1 / 3]


@pytest.mark.parametrize("printed", ["", "a lot", "[1, 2", "1]", "[1] [2]", "1.2.3", "nan", "2 apples"])
def test_what_is_no_number_is_refused_with_advice(printed: str) -> None:
    with pytest.raises(ClaimError):
        read(printed)
