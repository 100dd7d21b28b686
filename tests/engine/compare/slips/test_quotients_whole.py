"""All that is said at a quotient, each beside the formula that its words name."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.quotients import quotients
from nn import Matrix
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

A, B = np.array([1.3, -0.7, 2.2, 0.45]), np.array([0.8, 1.7, -1.25, 3.1])
C = np.array([0.9, 1.6, -1.1, 2.3])

ABOVE = [  # kinds, words, how usual, and what stands in the place of 1/b
    ("factor forgotten", "not divided by b", 4.0, B / B),
    ("quotient|factor twice", "divided by b twice", 1.5, 1 / B**2),
    ("quotient|factor twice|constant forgotten", "multiplied by b instead of divided", 1.0, B),
    ("quotient|wrong operand|product rule", "divided by the numerator itself", 1.0, 1 / A),
]
BELOW = [  # and in the place of -a/b**2
    ("quotient|sign", "the minus sign is lost", 4.0, A / B**2),
    ("quotient|factor forgotten", "divided by b, not by its square", 3.0, -A / B),
    ("quotient|factor forgotten", "the numerator is forgotten", 2.0, -1 / B**2),
    ("quotient|factor forgotten|activation forgotten", "a stands there", 1.5, A),
    ("quotient|factor forgotten", "-a stands there", 1.0, -A),
    ("quotient|wrong operand|product rule", "b itself stands there", 1.0, B),
    ("quotient", "1/b stands there", 1.0, 1 / B),
    ("quotient", "1/b**2 stands there", 0.7, 1 / B**2),
    ("quotient", "a/b stands there", 1.0, A / B),
    ("quotient", "-1/b stands there", 0.7, -1 / B),
    ("quotient|factor twice", "divided by the cube", 0.7, -A / B**3),
    ("quotient|factor 2", "doubled", 0.5, -2 * A / B**2),
]
BOTH = [  # and in the place of both
    ("quotient", "divided by b, not by its square, in the whole rule", 2.0, B / B, -A / B),
    ("quotient|sign", "the two halves of the numerator are exchanged", 2.0, -1 / B, A / B**2),
    ("quotient|sign", "a plus stands between the two halves", 2.0, 1 / B, A / B**2),
]
NOT_DIVIDED = [
    ("quotient|factor forgotten", "the numerator of the rule is not divided", 1.5, B, -A),
    ("quotient|sign|factor forgotten", "a plus stands between the two halves, and their sum is not divided", 0.5, B, A),
]
RIGHT = 1 / B, -A / B**2


def test_all_of_a_quotient_of_two_parameters():
    """L = sum of c a / b."""
    a, b = values("a", A), values("b", B)
    problem = problem_of(engine.dot(C.tolist(), [x / y for x, y in zip(a, b, strict=True)]), a=a, b=b)
    rows = [(*said, "at the numerator of the a / b", above, RIGHT[1]) for *said, above in ABOVE]
    rows += [(*said, "at the a / b", above, below) for *said, above, below in BOTH]
    rows += [(*said, "at the denominator of the a / b", RIGHT[0], below) for *said, below in BELOW]
    for name, k in (("a", 4), ("b", 5)):
        expected = [(row[0], f"{row[1]} {row[3]}", row[2], C * row[k]) for row in rows]
        agree(tabled(quotients(problem), problem, name), expected)
    remedies = {slip.where.split(" of ")[0]: slip.remedy for slip in quotients(problem)}
    assert remedies == {
        "at the numerator": "d(a/b)/da is 1/b", "at the a / b": "", "at the denominator": "d(a/b)/db is -a/b**2"
    }  # fmt: skip


def test_all_of_a_quotient_whose_halves_depend_on_one_number():
    """L = sum of c (p + u) / (p**2 + v), with a = p + u and b = p**2 + v: dL/dp = c (1 above + 2 p below)."""
    p0 = np.array([0.6, -1.1, 0.9, 1.4])
    p, u, v = values("p", p0), (A - p0).tolist(), (B - p0**2).tolist()
    terms = [(x + m) / (x**2 + n) for x, m, n in zip(p, u, v, strict=True)]
    problem = problem_of(engine.dot(C.tolist(), terms), p=p)
    rows = [(kind, usual, above, RIGHT[1]) for kind, _, usual, above in ABOVE]
    rows += [(kind, usual, above, below) for kind, _, usual, above, below in NOT_DIVIDED + BOTH]
    rows += [(kind, usual, RIGHT[0], below) for kind, _, usual, below in BELOW]
    found = tabled(quotients(problem), problem, "p")
    agree(found, [(k, row[1], n, C * (x + 2 * p0 * y)) for row, (k, n, x, y) in zip(found, rows, strict=True)])
    said = [words for _, words, *_ in ABOVE[3:] + NOT_DIVIDED + BOTH + BELOW]
    assert [row[1][: len(words)] for row, words in zip(found[3:], said, strict=True)] == said


def test_a_denominator_beside_a_constant_is_squared_only_in_part():
    """L = sum of c / (2 s): the 2 is squared, and s is not."""
    s = values("s", B)
    problem = problem_of(engine.dot(C.tolist(), [1.0 / (2.0 * x) for x in s]), s=s)
    (row,) = (row for row in tabled(quotients(problem), problem, "s") if "beside a constant" in row[1])
    assert row[0] == "quotient|factor forgotten"
    assert row[2] == 3.0
    np.testing.assert_allclose(row[3], C * 2 * -1 / (2 * 2 * B), rtol=1e-12)


@pytest.mark.parametrize("count", [4.0, 2.0])
def test_all_of_a_mean(count):
    """L = sum of tanh(w) over 4 entries, divided by a number: by none, its square, its root, another count."""
    w = values("w", A)
    problem = problem_of(engine.sum([x.tanh() for x in w]) / count, w=w)
    found = tabled(quotients(problem), problem)
    slope, total = 1 - np.tanh(A) ** 2, np.tanh(A).sum()
    n = f"{count:g}"
    instead = [
        (f"not divided by {n}", 1.0), (f"divided by {n} twice", 1 / count**2),
        (f"multiplied by {n} instead of divided", count), ("divided by the numerator itself", 1 / total),
    ]  # fmt: skip
    if count == 4.0:
        instead += [(f"divided by the root of {n}", 0.5), (f"divided by {n} - 1", 1 / 3)]
    for row, (words, factor) in zip(found, instead, strict=count == 4.0):
        assert row[1].startswith(words)
        np.testing.assert_allclose(row[3], factor * slope, rtol=1e-12)


def test_another_count_is_one_that_is_another_number():
    """Of 4 rows and 3 columns the mean is over the rows: nobody goes wrong by dividing by 4, the number of rows."""
    w = Matrix([[0.3, -0.8, 1.1], [0.5, 0.9, -0.4], [-1.2, 0.7, 0.2], [0.6, -0.1, 1.3]], "w")
    problem = problem_of(w.map(Value.tanh).sum() / 4.0, w=w)
    found = [row[1] for row in tabled(quotients(problem), problem) if "the number of" in row[1]]
    assert found
    assert {words.split(",")[0] for words in found} == {"divided by 3", "divided by 12"}
    assert all("instead of 4" in words for words in found)
