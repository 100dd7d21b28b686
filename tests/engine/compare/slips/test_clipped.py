"""Slips at a Huber loss, however it is written."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips import clipped
from engine.compare.slips.clipped import _huber, huber
from tests.engine.compare.asking import check, expects, gives, problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

W, T = np.array([0.9, -1.7, 2.3, -0.2, 0.35, -2.6]), np.array([0.4, 0.5, -0.9, -0.1, 0.75, 0.3])
C, D = np.array([1.3, 0.7, 2.1, 0.9, 1.6, 0.45]), 0.8
R = W - T
FAR = np.abs(R) > D


def by_the_size(r):
    """Write the loss by |r|, of which at most delta is squared."""
    size = abs(r)
    inner = size - (size - D).relu()
    return inner**2 / 2 + D * (size - inner)


def by_what_is_over(r):
    """Write the loss as a square less the square of what is over delta."""
    over = (r - D).relu() + (-r - D).relu()
    return 0.5 * r**2 - 0.5 * over**2


@pytest.fixture(params=[by_the_size, by_what_is_over])
def loss(request):
    """Return L = sum of c huber(w - t), and w."""
    w = values("w", W)
    terms = [request.param(x - t) for x, t in zip(w, T.tolist(), strict=True)]
    return engine.dot(C.tolist(), terms), w


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "arrives", "words"),
    [
        ("mask", R, "not limited"),
        ("mask", np.where(FAR, R, D * np.sign(R)), "exchanged"),
        ("mask", np.minimum(R, D), "above delta"),
        ("mask", np.maximum(R, -D), "below -delta"),
        ("activation itself", np.where(FAR, D * (np.abs(R) - D / 2), R), "beyond delta"),
        ("factor 2", np.where(FAR, D * np.sign(R), 2 * R), ""),
    ],
)
def test_what_stands_in_the_place_of_the_limited_residual(loss, kind, arrives, words):
    total, w = loss
    assert compare_gradients(total, {"w": (w, C * np.clip(R, -D, D))}).ok
    check(kind, total, words, w=(w, C * arrives))
    problem = problem_of(total, w=w)
    expects(gives(huber(problem), problem), words, C * arrives)


def test_an_absolute_value_and_a_hinge_are_no_huber_loss():
    w = values("w", W)
    for term in (abs, lambda r: (1.0 - r).relu(), lambda r: (1.0 - r).relu() ** 2):
        loss = engine.dot(C.tolist(), [term(x - t) for x, t in zip(w, T.tolist(), strict=True)])
        assert list(huber(problem_of(loss, w=w))) == []


S = np.sign(R)
OWN = "activation itself|wrong function|activation forgotten"
BEYOND = [  # kinds, words, how usual, and what stands in the place of the limited residual
    ("mask|wrong function|term", "the residual is not limited: r as of a square", 4.5, R),
    ("mask|wrong function", "every residual gives delta with its sign, as far out", 3.0, D * S),
    ("mask|exchanged", "the two cases are exchanged", 3.0, np.where(FAR, R, D * S)),
    ("mask|path", "only residuals above delta are limited, not those below -delta", 4.0, np.minimum(R, D)),
    ("mask|path", "only residuals below -delta are limited, not those above delta", 2.0, np.maximum(R, -D)),
    ("sign|activation misremembered", "the sign is lost beyond delta", 3.0, np.where(FAR, D, R)),
    ("constant forgotten|factor forgotten", "delta is forgotten beyond it: the sign alone", 3.0, np.where(FAR, S, R)),
    ("mask|zero|path", "residuals beyond delta give nothing", 2.0, np.where(FAR, 0, R)),
    (OWN, "beyond delta the loss itself stands", 2.5, np.where(FAR, D * (np.abs(R) - D / 2), R)),
    (OWN, "beyond delta the loss itself stands, with a sign", 1.0, np.where(FAR, S * D * (np.abs(R) - D / 2), R)),
    (OWN, "within delta the loss itself stands, r**2/2", 1.0, np.where(FAR, D * S, R**2 / 2)),
    ("mask|wrong function|activation misremembered", "beyond delta r itself is kept beside delta", 1.5,
     np.where(FAR, D * R, R)),
    ("factor 2", "within delta the 1/2 of the square is forgotten: 2 r", 2.0, np.where(FAR, D * S, 2 * R)),
    ("factor 2", "within delta the residual is halved", 1.0, np.where(FAR, D * S, R / 2)),
]  # fmt: skip


def test_all_that_may_stand_in_the_place_of_the_limited_residual(loss):
    total, w = loss
    problem = problem_of(total, w=w)
    expected = [(kinds, f"{words} at w - 0.4, w - 0.5, ...", usual, C * r) for kinds, words, usual, r in BEYOND]
    agree(tabled(huber(problem), problem), expected)


@pytest.mark.parametrize("delta", [0.002, 0.8, 100.0])
def test_a_huber_loss_of_any_size_beside_another_term_is_known(delta):
    """L = 7 + sum of c huber(w - t), where delta and all residuals are in other units; above the limit it is known."""
    unit = delta / D
    w = values("w", W * unit)
    terms = []
    for x, t in zip(w, (T * unit).tolist(), strict=True):
        size = abs(x - t)
        inner = size - (size - delta).relu()
        terms.append(inner**2 / 2 + delta * (size - inner))
    problem = problem_of(engine.dot(C.tolist(), terms) + 7.0, w=w)
    found = {words: g for _, words, _, g in tabled(huber(problem), problem)}
    (gradient,) = (g for words, g in found.items() if words.startswith("every residual gives delta with its sign"))
    np.testing.assert_allclose(gradient, C * delta * np.sign(R), rtol=1e-5)


def test_a_loss_with_one_of_its_parts_changed_is_no_huber_loss():
    """Not halved within delta, steeper on one side, or with another delta for each residual."""
    w = values("w", W)

    def parts(r, d=D, half=0.5, below=1.0):
        size = abs(r)
        inner = size - (size - d).relu()
        return half * inner**2 + d * (size - inner) + (below - 1.0) * (-r - d).relu()

    for terms in (
        [parts(x - t, half=0.7) for x, t in zip(w, T.tolist(), strict=True)],
        [parts(x - t, below=1.2) for x, t in zip(w, T.tolist(), strict=True)],
        [parts(x - t, d=0.5 + 0.1 * i) for i, (x, t) in enumerate(zip(w, T.tolist(), strict=True))],
    ):
        assert list(huber(problem_of(engine.dot(C.tolist(), terms), w=w))) == []


def test_residuals_with_limits_that_are_nearly_the_same_have_none_in_common():
    """One of six has 0.81 where the others have 0.8, and each of the losses alone is Huber's."""
    w = values("w", W)
    terms = []
    for i, (x, t) in enumerate(zip(w, T.tolist(), strict=True)):
        delta, size = (0.81 if i == 5 else 0.8), abs(x - t)
        inner = size - (size - delta).relu()
        terms.append(inner**2 / 2 + delta * (size - inner))
    assert list(huber(problem_of(engine.dot(C.tolist(), terms), w=w))) == []


@pytest.mark.parametrize(("cube", "below", "found"), [(0.0, 0.0, True), (1e-3, 0.0, False), (0.0, 1e-6, False)])
def test_a_loss_that_is_nearly_hubers_is_none(cube, below, found):
    """L = sum of c (huber(r) + cube min(|r|, delta)**3 + below relu(-r - delta))."""
    w, terms = values("w", W), []
    for x, t in zip(w, T.tolist(), strict=True):
        r = x - t
        size = abs(r)
        inner = size - (size - D).relu()
        terms.append(0.5 * inner**2 + cube * inner**3 + D * (size - inner) + below * (-r - D).relu())
    assert bool(list(huber(problem_of(engine.dot(C.tolist(), terms), w=w)))) == found


def test_a_graph_whose_numbers_do_not_fit_is_not_asked(monkeypatch, loss):
    """Four numbers are tried for each residual, in every node."""
    total, w = loss
    problem = problem_of(total, w=w)
    size = 4 * len(W) * len(problem.structure.order)
    for at_once, found in ((size, True), (size - 1, False)):
        monkeypatch.setattr(clipped, "AT_ONCE", at_once)
        assert bool(list(huber(problem))) == found


@pytest.mark.parametrize(("most", "found"), [(6, True), (5, False)])
def test_of_too_many_residuals_nothing_is_said(monkeypatch, loss, most, found):
    monkeypatch.setattr(clipped, "MOST", most)
    assert bool(list(huber(problem_of(loss[0], w=loss[1])))) == found


@pytest.mark.parametrize(("at", "found"), [(0.3, False), (-0.9, False), (1.2, False), (-3.0, False), (5.0, True)])
def test_a_loss_with_a_bump_where_it_is_asked_is_no_huber_loss(at, found):
    """A tent of width 0.2 delta and height 0.001 stands on it; what is far from where it is asked is not seen."""
    w, terms = values("w", W), []
    for x, t in zip(w, T.tolist(), strict=True):
        r = x - t
        size = abs(r)
        inner = size - (size - D).relu()
        tent = (1.0 - abs(r / D - at) * 10.0).relu() * 1e-3
        terms.append(0.5 * inner**2 + D * (size - inner) + tent)
    total = engine.dot(C.tolist(), terms)
    assert bool(list(huber(problem_of(total, w=w)))) == found


@pytest.mark.parametrize(
    ("form", "delta"),
    [
        (by_the_size, D),
        (by_what_is_over, D),
        (lambda r: by_the_size(r) * -3.0 + 1.5, D),
        (lambda r: by_the_size(r) + 0.5 * by_the_size((-r).relu()), None),  # steeper below than above
        (lambda r: by_the_size(r) + 0.1 * r.relu(), None),
        (lambda r: abs(r), None),
        (lambda r: r**2, None),
        (lambda r: by_the_size(r) + 0.01 * by_the_size(r.relu()), None),
        (lambda r: by_the_size(r * 0.001), None),  # with delta 800
        (lambda r: by_the_size(r * 2.0), D / 2),
        (lambda r: r * 0.0, None),
        (lambda r: by_the_size(by_the_size(r)), None),
    ],
)
def test_what_a_loss_of_huber_is(form, delta):
    r = Value(0.3, "r")
    found = _huber(problem_of(form(r), r=r), [r])
    assert (found is None) is (delta is None)
    if found is not None:
        assert found[1] == pytest.approx(delta)
