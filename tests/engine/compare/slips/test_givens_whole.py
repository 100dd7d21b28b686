"""Which other constants, and which other entries, may stand in the place of those that are given."""

import numpy as np
import pytest

import engine
from engine.compare.slips.givens import _instead, constants, entries, whole_numbers
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import tabled
from tests.engine.planted.derivation import values

W = np.array([0.4, -0.7, 1.1, 0.9])


@pytest.mark.parametrize(
    ("c", "sizes", "instead"),
    [
        (0.3, set(), {0: 0.7, 1: 1.4, -0.3: 0.5, 10 / 3: 1.0, 0.09: 0.7, 0.6: 0.7, 0.15: 0.7, 0.7: 1.0, 0.3**0.5: 0.7}),
        (-0.4, set(), {0: 0.7, 1: 1.4, 0.4: 0.5, -2.5: 1.0, 0.16: 0.7, -0.8: 0.7, -0.2: 0.7, 1.4: 1.0}),
        (5.0, set(), {0: 0.7, 1: 1.4, -5: 0.5, 0.2: 1.0, 25: 0.7, 10: 0.7, 2.5: 0.7, -4: 1.0, 5**0.5: 0.7, 4: 1.0,
                      6: 0.3}),
        (5.0, {5, 7}, {0: 0.7, 1: 1.4, -5: 0.5, 0.2: 1.0, 25: 0.7, 10: 0.7, 2.5: 0.7, -4: 1.0, 5**0.5: 0.7, 4: 1.0,
                       6: 0.3, 7: 0.7}),
        (0.25, {4, 7}, {0: 0.7, 1: 1.4, -0.25: 0.5, 4: 1.0, 0.0625: 0.7, 0.5: 0.7, 0.125: 0.7, 0.75: 1.0, 1 / 7: 0.7}),
        (1.0, set(), {0: 1.0, -1: 0.5, 2: 0.7, 0.5: 0.7}),
        (3**0.5, {3, 7}, {0: 0.7, 1: 1.4, -(3**0.5): 0.5, 3**-0.5: 1.0, 3: 0.7, 2 * 3**0.5: 0.7, 3**0.5 / 2: 0.7,
                          1 - 3**0.5: 1.0, 3**0.25: 0.7, 7**0.5: 0.7}),
        (3**-0.5, {3, 7}, {0: 0.7, 1: 1.4, -(3**-0.5): 0.5, 3**0.5: 1.0, 1 / 3: 0.7, 2 * 3**-0.5: 0.7,
                           3**-0.5 / 2: 0.7, 1 - 3**-0.5: 1.0, 3**-0.25: 0.7, 7**-0.5: 0.7}),
    ],
)  # fmt: skip
def test_what_may_stand_in_the_place_of_a_constant(c, sizes, instead):
    found = sorted(_instead(c, sizes))
    distinct = [one for i, one in enumerate(found) if not i or abs(one[0] - found[i - 1][0]) > 1e-9]
    np.testing.assert_allclose(distinct, sorted(instead.items()), rtol=1e-12, atol=1e-15)


def test_another_constant_on_the_way_back_or_everywhere():
    """L = sum of (c tanh(w))**2 has dL/dw = 2 c (c tanh w) tanh'(w), where c v stays with c, or does not."""
    w = values("w", W)
    c = Constant(0.3)
    c.label = "c"
    problem = problem_of(engine.sum([(c * x.tanh()) ** 2 for x in w]), w=w)
    found = {words: (kind, usual, g) for kind, words, usual, g in tabled(constants(problem), problem)}
    slope = np.tanh(W) * (1 - np.tanh(W) ** 2)
    for x, usual in _instead(0.3, set()):
        words, kinds = f"{x:.6g} stands where c = 0.3 belongs", "forward|constant forgotten|wrong operand"
        if x in (0.15, 0.6):
            words, kinds = f"{'half of' if x == 0.15 else 'twice'} c stands where c belongs", f"factor 2|{kinds}"
        for where, often, numbers in (
            ("on the way back", usual / 2, 2 * 0.3 * x * slope),
            ("in the forward pass and on the way back", usual, 2 * x * x * slope),
        ):
            kind, given, gradient = found.pop(f"{words} {where}")
            assert (kind, given) == (kinds, often)
            np.testing.assert_allclose(gradient, numbers, rtol=1e-12, atol=1e-15)
    assert all("where c = 0.3 belongs" not in words for words in found)


@pytest.mark.parametrize(("c", "kind"), [(0.01, "epsilon"), (0.02, ""), (0.25, "mean"), (4.0, "mean"), (0.3, "")])
def test_a_small_constant_is_an_epsilon_and_a_count_belongs_to_a_mean(c, kind):
    w = values("w", W)
    given = Constant(c)
    given.label = "c"
    problem = problem_of(engine.sum([(x.tanh() * given) for x in w]), w=w)
    kinds = {slip.kind for slip in constants(problem) if "c = " in slip.what}
    rest = "forward|constant forgotten|wrong operand"
    assert kinds == {f"{kind}|{rest}" if kind else rest}


MOVES = [  # words and how usual, and what is used of x[0], ..., x[n - 1] along one axis
    ("for every {} the first {}", 0.7, lambda x: np.repeat(x[:1], len(x), axis=0)),
    ("the next {}", 0.5, lambda x: np.concatenate([x[1:], 0 * x[:1]])),
    ("the {} before", 0.5, lambda x: np.concatenate([0 * x[:1], x[:-1]])),
    ("the next {}, round the end,", 0.4, lambda x: np.roll(x, -1, axis=0)),
    ("the {} before, round the end,", 0.4, lambda x: np.roll(x, 1, axis=0)),
    ("the {} counted from the end", 0.5, lambda x: x[::-1]),
]


@pytest.mark.parametrize("shape", [(4,), (2, 3), (3, 3), (1, 3), (3, 1)])
def test_which_other_entries_are_used(shape):
    """L = sum of (w x)**2 over all entries, with w of the same shape, or half of what comes by x on the way back."""
    x0 = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape) / 7
    w0 = np.cos(np.arange(np.prod(shape)) + 1.0).reshape(shape)
    w, x = values("w", w0.ravel()), [Constant(v) for v in x0.ravel()]
    for node, index in zip(x, np.ndindex(shape), strict=True):
        node.label = "x" + "".join(f"[{i}]" for i in index)
    problem = problem_of(engine.sum([(a * b) ** 2 for a, b in zip(w, x, strict=True)]), w=w)
    expected = []
    for axis, each in enumerate(["entry"] if len(shape) == 1 else ["row", "column"]):
        if shape[axis] > 1:
            for words, usual, move in MOVES:
                moved = np.moveaxis(move(np.moveaxis(x0, axis, 0)), 0, axis)
                expected.append((words.format(each, each), usual, moved))
    if shape == (3, 3):
        expected.append(("the transpose", 1.0, x0.T))
    found = [row for row in tabled(entries(problem), problem) if " of x is used" in row[1]]
    assert len(found) == 2 * len(expected)
    for (words, usual, moved), back, everywhere in zip(expected, found[::2], found[1::2], strict=True):
        assert back[:3] == (
            "wrong operand|shifted|forward|target|mask|exchanged", f"{words} of x is used on the way back", usual / 2
        )  # fmt: skip
        text = f"{words} of x is used in the forward pass and on the way back"
        assert everywhere[:3] == (back[0], text, usual)
        np.testing.assert_allclose(back[3], (2 * w0 * x0 * moved).ravel(), rtol=1e-12)
        np.testing.assert_allclose(everywhere[3], (2 * w0 * moved**2).ravel(), rtol=1e-12)


def test_whole_numbers_lose_what_comes_after_the_point():
    """L = sum of (w 7/2)**2: 7/2 is 3 on the way back, or everywhere; 6/2, and 7/2.5, lose nothing."""
    w = values("w", W)
    problem = problem_of(engine.sum([(x * (Constant(7.0) / Constant(2.0))) ** 2 for x in w]), w=w)
    back, everywhere = tabled(whole_numbers(problem), problem)
    assert back[0] == everywhere[0] == "rounding|zero|forward"
    assert (back[2], everywhere[2]) == (1.0, 2.0)
    np.testing.assert_allclose(back[3], 2 * W * 3.5 * 3)
    np.testing.assert_allclose(everywhere[3], 2 * W * 9)
    for a, b in ((6.0, 2.0), (7.0, 2.5)):
        loss = engine.sum([(x * (Constant(a) / Constant(b))) ** 2 for x in w])
        assert list(whole_numbers(problem_of(loss, w=w))) == []
