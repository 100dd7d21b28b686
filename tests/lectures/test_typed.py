"""Numbers and arrays as people type them."""

import pytest

from lectures.errors import ExpressionError
from lectures.typed import numbers_of, typed


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.5", 0.5), (" -3e-2 ", -0.03), ("−3", -3.0), ("1/4", 0.25), ("2*10^-3", 0.002), ("(7)", 7.0),
        ("1, 2, 3", [1, 2, 3]), ("1 2 3", [1, 2, 3]), ("[1]", [1]), ("0,5 1,25", [0.5, 1.25]),
        ("1/2, 1/4", [0.5, 0.25]),
        ("1 2; 3 4", [[1, 2], [3, 4]]), ("1 2\n3 4\n", [[1, 2], [3, 4]]), ("1; 2", [[1], [2]]),
        ("1,2;3,4", [[1, 2], [3, 4]]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]), ("[[1 2]\n [3 4]]", [[1, 2], [3, 4]]),
        ("((1, 2), (3, 4))", [[1, 2], [3, 4]]),
        ("np.array([[1., 2.]])", [[1, 2]]), ("array([1, 2], dtype=float)", [1, 2]), ("[[[1], [2]]]", [[[1], [2]]]),
    ],
)  # fmt: skip
def test_numbers_and_arrays_are_read(text, numbers):
    assert typed(text) == numbers


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "this is no number"), ("two", "'two' is no number"), ("1 2; 3", "different shapes, 1 and 2"),
        ("[1, 2", "'[1, 2' is no list of numbers"), ("1 x", "'x' is no number"), ("1/0", "'1/0' is no number"),
        ("inf", "'inf' is no number"), ("[]", "this is no number"),
        ("[" * 400, "is no list of numbers"), (";", "this is no number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_said_in_one_line(text, says):
    with pytest.raises(ExpressionError) as caught:
        typed(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_are_read():
    assert numbers_of(["w=0.5", "x = 2", "b=-1e-3"]) == {"w": 0.5, "x": 2.0, "b": -0.001}
    assert numbers_of([]) == {}
    assert numbers_of(["W=1 2; 3 4", "x=[1, 2]"]) == {"W": [[1, 2], [3, 4]], "x": [1, 2]}


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["w"], "'w' is no name with a number: write it as w=0.5, without spaces"),
        (["--tp"], "'--tp' is no name with a number"),
        (["1=2"], "'1=2' is no name"),
        (["w=a"], "w=a: 'a' is no number; write it as w=0.5"),
        (["w="], "w=: this is no number"),
        (["w=nan"], "w=nan: 'nan' is no number"),
        (["w=inf"], "w=inf: 'inf' is no number"),
        (["w=1", "w=2"], "w is given two numbers: leave one out"),
        (["w\n=\x1b"], "this is no number"),
    ],
)
def test_what_is_no_number_is_refused(texts, says):
    with pytest.raises(ExpressionError) as caught:
        numbers_of(texts)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
