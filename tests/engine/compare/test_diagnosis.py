"""Which slips are named, in what order, how sure one is, at one point and at several; and that nothing is made up."""

import contextlib
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import Value, named
from engine.compare import assert_gradients, compare_gradients, compare_points
from engine.compare.diagnosis import RARE, the_slips
from engine.compare.slips import OF_AN_ARRAY, OF_THE_GRAPH
from engine.errors import ArgumentError, DomainError, GradientMismatchError
from engine.primitives import TABLE
from nn.array import array
from tests.engine.compare.asking import kinds, problem_of, rounded, said
from tests.engine.compare.slips.test_scale import linear
from tests.engine.planted.derivation import values

FACTS = {"ratio", "reordered", "shape", "entry", "exchanged"}


def batch(m, slip=lambda dz, m: dz, seed=0):
    """Return L = the mean over m examples of (tanh(w . x + b) - t)^2 with the gradients that follow from a slip."""
    rng = np.random.default_rng(seed)
    data, targets, start = rng.normal(size=(m, 3)), rng.normal(size=m), rng.normal(size=3)
    w, b = values("w", start), Value(0.3, "b")
    y = [engine.affine(w, x, b).tanh() for x in data.tolist()]
    loss = engine.sum([(p - t) ** 2 for p, t in zip(y, targets.tolist(), strict=True)]) / float(m)
    p = np.tanh(data @ start + 0.3)
    dz = slip(2 * (p - targets) * (1 - p**2) / m, m)
    return loss, {"w": (w, dz @ data), "b": (b, dz.sum())}


# How sure.


def test_three_different_numbers_that_nothing_else_gives_are_sure():
    loss, w = linear([1.3, 2.1, -4.4])
    (finding,) = said(loss, w=(w, [-1.3, -2.1, 4.4])).findings
    assert (finding.slip, finding.certainty) == ("sign", "sure")
    assert finding.reason == "it explains 3 different numbers, and no other known slip does"


def test_one_or_two_numbers_are_never_sure():
    for right in ([1.3, 2.1], 5.3, [5.3, -5.3, 5.3, 5.3]):  # of which the last is one number four times
        loss, w = linear(right)
        findings = said(loss, w=(w, -np.array(right))).findings
        assert findings[0].slip == "sign"
        assert "sure" not in {finding.certainty for finding in findings}


def test_where_several_slips_give_the_same_none_is_sure():
    """L = x^2 at 3 and 12: it may be the 2 twice, or much else."""
    x = Value(3.0, "x")
    findings = said(x * x, x=(x, 12.0)).findings
    assert len(findings) > 1
    assert {finding.certainty for finding in findings} <= {"likely", "possible"}
    assert all("the same" in finding.reason for finding in findings)


def test_three_findings_at_most_are_shown_for_a_gradient():
    w, v = Value(-1.0, "w"), Value(2.0, "v")
    assert 2 <= len(compare_gradients(w * 1.0 - v * 1.0, {"w": (w, -1.0)})["w"].findings) <= 3


def test_an_unexplained_gradient_says_so():
    xs = values("x", [1.0, 2.0, 3.0, 4.0])
    report = said(engine.sum([x * x for x in xs]), x=(xs, [0.1, -7.0, 3.3, 0.2]))
    assert report.findings == ()
    assert "no known slip" in str(report)


def test_one_slip_in_all_gradients_is_one_finding_that_names_them_all():
    loss, gradients = batch(4, lambda dz, m: m * dz)
    report = said(loss, **gradients)
    assert report.findings[0].slip == "mean"
    assert report.findings[0].gradients == ("w", "b")
    assert report["w"].findings[0] == report["b"].findings[0]


def test_a_slip_that_would_have_spoilt_what_is_right_is_less_likely():
    """tanh' forgotten would spoil w and b: where b is right, it is not what went wrong in w."""
    loss, gradients = batch(4)
    right = gradients["w"][1]
    report = compare_gradients(loss, gradients | {"w": (gradients["w"][0], -right)})
    assert [line.verdict for line in report.lines] == ["wrong", "right"]
    assert report.findings[0].slip == "sign"
    assert report.findings[0].gradients == ("w",)


def test_two_slips_are_named_together_where_the_numbers_suffice():
    right = np.array([[1.3, 2.1, 4.4], [8.7, 16.2, 32.9]])
    loss, w = linear(right)
    (finding, *_) = said(loss, w=(w, -right.T)).findings
    assert {kind.partition("|")[0] for kind in finding.slips} == {"sign", "transposed"}
    assert "besides" in finding.text
    loss, w = linear(right[:, :1])
    assert all(len(finding.slips) == 1 for finding in said(loss, w=(w, 1.7 * right[:, :1])).findings)


def test_two_slips_of_the_graph():
    """L = sum of c tanh(v exp(w x)): tanh' forgotten, and exp' too, in four numbers."""
    start, data, c = np.array([0.3, -0.5, 0.8, 0.4]), np.array([0.9, 1.2, -0.7, 0.5]), np.array([1.3, -0.8, 2.1, 0.6])
    w = values("w", start)
    loss = engine.dot(c.tolist(), [((a * x).exp() * 0.7 + 0.1).tanh() for a, x in zip(w, data.tolist(), strict=True)])
    (finding, *_) = said(loss, w=(w, c * 0.7 * data)).findings
    assert [kind.partition("|")[0] for kind in finding.slips] == ["activation forgotten"] * 2
    assert "two slips" in finding.text


# Digits.


@pytest.mark.long
@pytest.mark.parametrize("digits", [3, 4, 6])
@pytest.mark.parametrize(
    ("kind", "slip"), [("mean", lambda dz, m: m * dz), ("sign", lambda dz, m: -dz), ("factor 2", lambda dz, m: dz / 2)]
)
def test_a_slip_is_named_also_from_rounded_numbers(digits, kind, slip):
    loss, gradients = batch(5, slip)
    for form in (rounded, lambda x, d: np.reshape([f"{v:.{d - 1}e}" for v in np.ravel(x)], np.shape(x)).tolist()):
        report = said(loss, **{name: (nodes, form(hand, digits)) for name, (nodes, hand) in gradients.items()})
        assert kinds(report)[0] == kind


def test_single_precision_is_diagnosed_as_well():
    loss, gradients = batch(5, lambda dz, m: -dz)
    report = said(loss, **{n: (nodes, np.asarray(hand, dtype=np.float32)) for n, (nodes, hand) in gradients.items()})
    assert kinds(report)[0] == "sign"


@pytest.mark.long
@given(st.lists(st.floats(-100, 100).filter(lambda x: abs(x) > 0.01), min_size=3, max_size=6), st.integers(3, 7))
@settings(max_examples=40, deadline=None)
def test_what_is_rounded_is_right_and_needs_no_explanation(right, digits):
    loss, w = linear(right)
    report = compare_gradients(loss, {"w": (w, [f"{x:.{digits - 1}e}" for x in right])})
    assert report.ok
    assert report.findings == ()


def test_numbers_that_were_rounded_on_the_way_are_wrong_in_the_last_digit_and_said_to_be_so():
    """Three digits on the way and in the end: the last is off by a few."""
    loss, w = linear([1.234, -5.671, 0.4182])
    report = said(loss, w=(w, ["1.23", "-5.65", "0.418"]))
    assert kinds(report) == ["rounding"]
    assert "rounded too early" in report.findings[0].text


@pytest.mark.long
def test_what_only_silences_a_path_is_named_as_that():
    """L = the mean of -log p_y of W h with h = tanh(u): p - y adds up to 0, so that ones for W are nothing at all."""
    u, W = values("u", [0.4, -0.9, 0.7]), values("W", [[0.3, -1.2, 0.8], [1.1, 0.5, -0.6], [-0.7, 0.9, 0.2]])
    h = [x.tanh() for x in u]
    scores = [engine.dot(row, h) for row in W]
    loss = engine.logsumexp(scores) - scores[1] + engine.dot([2.3, -1.4, 0.6], [x.exp() for x in h])
    slope = 1 - np.tanh([0.4, -0.9, 0.7]) ** 2
    report = said(loss, u=(u, np.array([2.3, -1.4, 0.6]) * np.exp(np.tanh([0.4, -0.9, 0.7])) * slope))
    assert kinds(report)[0] in ("path", "term")


# Several points.


@pytest.mark.long
def test_several_points_tell_a_mean_from_a_half():
    def at(m):
        return batch(m, lambda dz, m: dz * m)

    alone = compare_points([at(2)])
    assert {"mean", "factor 2"} & set(kinds(alone))
    together = compare_points([at(2), at(5)])
    assert kinds(together)[0] == "mean"
    assert "factor 2" not in kinds(together)
    assert together["w"].yours == alone["w"].yours


def test_a_factor_2_is_none_of_a_mean_where_the_batch_has_another_size():
    report = compare_points([batch(2, lambda dz, m: 2 * dz), batch(3, lambda dz, m: 2 * dz)])
    assert kinds(report)[0] == "factor 2"
    assert "mean" not in [finding.slip for finding in report.findings if finding.certainty == "sure"]


def test_what_is_right_at_one_point_only_is_wrong():
    """A mean over three, whatever the batch: where it has four examples it is seen."""
    right, wrong = batch(3, lambda dz, m: dz * m / 3), batch(4, lambda dz, m: dz * m / 3)
    assert compare_gradients(*right).ok
    report = compare_points([right, wrong])
    assert not report.ok
    assert report["b"].verdict == "wrong"
    assert report["b"].yours == pytest.approx(wrong[1]["b"][1])
    assert compare_points([right, batch(5, seed=3)]).ok


def test_gradients_that_are_wrong_at_different_points_are_each_explained_from_their_own():
    def at(x, dw, dv):
        w, v = Value(3.0, "w"), Value(2.0, "v")
        return w * x + v * x * x, {"w": (w, dw), "v": (v, dv)}

    report = compare_points([at(1.7, -1.7, 1.7**2), at(2.3, 2.3, -(2.3**2)), at(0.7, -0.7, -(0.7**2))])
    assert [report[name].findings[0].slip for name in "wv"] == ["sign", "sign"]
    assert report["v"].yours == pytest.approx(-(2.3**2))


def test_an_explanation_that_holds_at_one_point_only_is_none():
    one, other = batch(3, lambda dz, m: -dz), batch(3, lambda dz, m: 2 * dz, seed=1)
    assert {"sign", "factor 2"}.isdisjoint(kinds(compare_points([one, other])))


def test_no_point_is_refused():
    with pytest.raises(ArgumentError, match="got none"):
        compare_points([])


def test_an_assertion_fails_with_the_findings():
    loss, gradients = batch(3, lambda dz, m: -dz)
    with pytest.raises(GradientMismatchError, match="the sign is flipped"):
        assert_gradients(loss, gradients)


# Nothing is made up, and there is always an answer.


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_numbers_out_of_the_air_are_explained_by_no_slip_for_sure(seed):
    rng = np.random.default_rng([7, seed])  # not that of the data
    for m in (2, 3, 5):
        loss, gradients = batch(m, seed=seed)
        w, right = gradients["w"]
        v = values("v", right)
        for nodes, of in ((w, loss), (v, engine.sum([x.tanh() * x.exp() for x in v]))):
            for digits in (17, 4, 3):
                report = said(of, w=(nodes, rounded(rng.normal(size=3), digits)))
                assert "sure" not in {finding.certainty for finding in report.findings}, str(report)
                if digits > 4:
                    assert set(kinds(report)) <= FACTS, str(report)


def every_primitive(rng):
    """Return a small matrix, and a loss in which every operation of the table stands."""
    rows, columns = rng.integers(1, 4, size=2)
    W = values("W", rng.uniform(0.2, 2.0, size=(rows, columns)))
    pool = [w for row in W for w in row]
    for row in TABLE:
        count = 5 if row.name == "affine" else 4 if row.variadic else len(row.domain)
        picked = [pool[i] for i in rng.integers(len(pool), size=count)]
        bound = row.bind(2.0) if row.static_names and not row.static_values else row
        with contextlib.suppress(DomainError):
            made = engine.value.apply(bound, *picked)
            pool += [made.tanh() + 1.5] if abs(made.data) > 5 or made.data <= 0.1 else [made]
    return W, engine.sum(pool), rows, columns


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_graph_and_whatever_is_handed_in_there_is_an_answer(seed):
    """Every primitive, odd shapes, huge, tiny and infinite numbers: a verdict, never an exception."""
    rng = np.random.default_rng(seed)
    W, loss, rows, columns = every_primitive(rng)
    square = (rows, columns)
    sizes = [(), (0,), (2, 0), (1, 1), (rows,), square[::-1], square, (*square, 2), (1, *square)]
    for size, scale in zip(sizes, itertools.cycle((1.0, 1e-300, 1e300)), strict=False):
        hand = rng.normal(size=size) * scale
        line = compare_gradients(loss, {"W": (W, hand)})["W"]
        assert line.verdict == ("wrong" if np.shape(hand) == square else "shape")
        assert str(line)
    for odd in (np.inf, np.nan, 0.0):
        line = compare_gradients(loss, {"W": (W, np.full(square, odd))})["W"]
        assert line.verdict == "wrong"
        assert {finding.slip for finding in line.findings} <= ({"zero"} if odd == 0.0 else {"entry"})


@pytest.mark.parametrize("size", [1e-20, 1e300])
def test_huge_beside_tiny_numbers_are_wrong_without_a_warning(size):
    loss, w = linear([1e-20, 2e-20, -3e-20])
    assert said(loss, w=(w, [size, -2 * size, 4 * size])).findings == ()


@pytest.mark.long
def test_every_slip_is_named_in_words_and_weighed():
    """Every family of slips of the graph, on a graph with every operation."""
    W, loss, *_ = every_primitive(np.random.default_rng(1))
    problem = problem_of(loss, W=W)
    slips, all_of_them = the_slips(problem)
    assert all_of_them
    assert len(slips) > 200
    for slip in slips:
        assert all(slip.kind.split("|"))
        assert slip.what.strip() == slip.what != ""
        assert slip.usual > 0.0
        assert all(node in problem.structure.gradients and slot < len(node.inputs) for node, slot in slip.slopes)
    assert all(family.__doc__ for family in (*OF_THE_GRAPH, *OF_AN_ARRAY))
    assert 0.0 < RARE < 1.0


@pytest.mark.long
def test_a_large_graph_is_diagnosed():
    loss, gradients = batch(150, lambda dz, m: m * dz)
    assert kinds(said(loss, **gradients))[0] == "mean"


# What a student and an assistant met.


def _written_out(rng, outputs=2):
    """Return a batch of four through a layer, a sigmoid written out and its cross-entropy: scores, loss, p, y."""
    X, T = rng.normal(size=(4, 3)), rng.integers(0, 2, (4, outputs)).astype(float)
    scores = named("S", X @ array(rng.normal(size=(3, outputs)), "W"))
    P = 1 / (1 + np.exp(-scores))
    return scores, -np.mean(T * np.log(P) + (1 - T) * np.log(1 - P)), np.array(P.data), T


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_at_a_sigmoid_that_is_written_out_the_score_is_what_is_negated_in_it(seed):
    scores, loss, p, _ = _written_out(np.random.default_rng(seed))
    found = compare_gradients(loss, {"S": (scores, p / p.size)})["S"].findings
    assert found[0].text == "the target is left out: p stands where p - y belongs at S"
    assert found[0].certainty in ("sure", "likely")
    found = compare_gradients(loss, {"S": (scores, (p - 1) / p.size)})["S"].findings
    assert found[0].text == "every target is taken for 1: p - 1 at S"


@pytest.mark.long
def test_a_part_of_a_mean_that_is_left_out_is_named_by_both_divisors():
    scores, loss, p, y = _written_out(np.random.default_rng(5), outputs=3)
    found = compare_gradients(loss, {"S": (scores, (p - y) / 4)})["S"].findings
    assert found[0].text == "off by the factor 3: divided by 4, not by 12: a part of the mean is left out"


def test_two_slips_that_one_gradient_shows_are_found_in_a_smaller_one_and_each_has_its_place():
    rng = np.random.default_rng(2)
    X, T = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    W, b, V = array(rng.normal(size=(3, 2)), "W"), array([0.1, -0.2], "b"), rng.normal(size=(2, 2))
    Z = named("Z", X @ W + b)
    H = named("H", np.tanh(Z))
    loss = np.sum((H @ V - T) ** 2) / 4
    dZ = 2 * (H.data @ V - T) @ V.T * (1 - Z.data**2)  # without the 1/4, and of the input of tanh
    report = compare_gradients(loss, {"W": (W, X.T @ dZ), "b": (b, dZ.sum(axis=0))})
    first = report["b"].findings[0]
    assert first.gradients == ("W", "b")
    slips = first.text.split("; besides, ")
    assert slips[0].startswith("off by the factor 4: not divided by 4")
    assert slips[1].endswith("given the input at the tanh in H = tanh(Z)")
