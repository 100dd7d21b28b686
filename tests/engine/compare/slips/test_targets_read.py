"""What is read from a graph of its scores: their probabilities, labels, and what the logarithms are multiplied by."""

from math import exp, nan

import pytest

import engine
from engine import Constant, Value
from engine.compare.slips.soft_targets import _along, _factors, _is_shared, _starts, weighted
from engine.compare.slips.targets import _labels, _one_label, _outputs, _probability, targets
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values

P = 1 / (1 + exp(-0.7))


@pytest.mark.parametrize(
    ("form", "chooser", "p"),
    [
        (lambda z: z.sigmoid(), "σ", P),
        (lambda z: z.softplus(), "softplus", P),
        (lambda z: (-z).sigmoid(), "σ", P),
        (lambda z: (-z).softplus(), "softplus", P),
        (lambda z: engine.logsumexp([0.0, z]), "logsumexp", P),
        (lambda z: engine.softmax([z, 0.0])[0], "softmax", P),
        (lambda z: engine.softmax([z, 0.0])[1], "softmax", P),  # the other output
        (lambda z: engine.softmax([0.0, z])[0] * 2.0, "softmax", P),
        (lambda z: z.exp() / (z.exp() + 1.0), "+", P),
        (lambda z: (z.exp() + 1.0).log(), "+", P),
        (lambda z: (engine.sum([z.exp(), 1.0]) + 2.0).log(), "+", exp(0.7) / (exp(0.7) + 3)),
        (lambda z: z.exp() / Value(4.0, "n"), "", exp(0.7) / 4),
        (lambda z: 1.0 / (1.0 + (-z).exp()), None, P),
        (lambda z: 4.0 / z.exp(), "none", nan),
        (lambda z: z.exp() * 4.0, "none", nan),
        (lambda z: z.tanh(), "none", nan),
        (lambda z: z + 1.0, "none", nan),
    ],
)
def test_the_probability_of_a_score(form, chooser, p):
    z = Value(0.7, "z")
    found = _probability(problem_of(form(z) * 3.0, z=z), z)
    if chooser == "none":
        assert found is None
        return
    operation, number = found
    assert number == pytest.approx(p, rel=1e-14)
    assert chooser is None or operation.op == chooser


def test_minus_a_score_is_no_score():
    z = Value(0.7, "z")
    minus = -z
    problem = problem_of(minus.sigmoid() * 3.0, z=z)
    assert _probability(problem, minus) is None
    assert _probability(problem, z) is not None


@pytest.mark.parametrize(
    ("ps", "label", "c"),
    [
        ([0.2, 0.3, 0.5], [0.0, 1.0, 0.0], 0.25), ([0.2, 0.3, 0.5], [0.0, 1.0, 0.0], -0.25),
        ([0.2, 0.3, 0.5], [0.0, 0.0, 0.0], 2.0), ([0.6], [1.0], 1.0), ([1.0, 0.0], [0.0, 1.0], 3.0),
    ],
)  # fmt: skip
def test_the_label_of_a_gradient(ps, label, c):
    found = _one_label(ps, [c * (p - y) for p, y in zip(ps, label, strict=True)])
    assert found is not None
    if len(ps) > 1:
        assert found == (pytest.approx(c), label)


@pytest.mark.parametrize(
    ("ps", "arriving"),
    [
        ([0.2, 0.3, 0.5], [-1.8, 0.3, 0.5]),  # a label of 2
        ([0.2, 0.3, 0.5], [1.2, 0.3, 0.5]),  # a label of -1
        ([0.2, 0.3, 0.5], [0.1, 0.25, 0.5]),
        ([0.2, 0.8], [0.0, 0.0]),
        ([], []),
    ],
)
def test_what_is_no_gradient_of_a_label(ps, arriving):
    assert _one_label(ps, arriving) is None


def test_of_two_labels_the_one_with_a_positive_factor_and_of_these_the_smaller_one():
    assert _one_label([0.75], [0.25]) == (pytest.approx(1 / 3), [0.0])  # or -1 times 0.75 - 1
    assert _one_label([0.75], [-0.25]) == (1.0, [1.0])


def test_every_softmax_has_a_factor_of_its_own_and_sigmoids_share_one():
    one, two = Value(0.0), Value(1.0)
    rows = [[(one, 0.25), (two, 0.75)], [(one, 0.5), (two, 0.5)]]
    assert _labels(rows, [0.25, -0.25, -1.0, 1.0]) == ([1.0, 1.0, 2.0, 2.0], [0.0, 1.0, 1.0, 0.0])
    assert _labels(rows, [0.25, -0.25, 0.3, 0.4]) is None
    alone = [[(one, 0.25)], [(two, 0.5)]]
    assert _labels(alone, [-1.5, 1.0]) == ([2.0, 2.0], [1.0, 0.0])
    assert _labels(alone, [-1.5, 0.7]) is None


def said(loss, z, words):
    problem = problem_of(loss, z=z)
    return [slip for slip in targets(problem) if words in slip.what]


OVER = "normalised over the examples"


def test_softmaxes_of_different_lengths_are_not_normalised_over_the_examples():
    z = values("z", [[0.5, -1.0, 1.2], [0.3, 0.9, -0.4]])
    full = [engine.logsumexp(row) - row[0] for row in z]
    assert len(said(engine.sum(full), z, OVER)) == 1
    assert not said(full[0], z[0], OVER)  # of one
    short = [z[0][0], z[0][1], z[0][2], z[1][0], z[1][1]]
    known = engine.logsumexp([z[1][0], z[1][1], -0.4]) - z[1][0]
    assert not said(full[0] + known, short, OVER)
    alone = [engine.logsumexp([x, 0.0]) - x for x in (z[0][0], z[1][0])]
    assert not said(engine.sum(alone), [z[0][0], z[1][0]], OVER)  # of one score each


def test_a_probability_of_nothing_has_no_derivative_of_its_logarithm():
    """The scores 0 and 800 have the probabilities 0 and 1."""
    z = values("z", [0.0, 800.0])
    loss = engine.logsumexp(z) - z[0]
    assert not said(loss, z, "the softmax derivative")
    assert not said(loss, z, "-y/p")
    assert said(loss, z, "the target is left out")
    (slip,) = said(loss, z, "exp(z) - y")
    assert max(slip.slopes.values()) < float("inf")


def test_a_label_that_is_smoothed_beside_one_that_is_not_is_smoothed_no_otherwise():
    z = values("z", [[0.5, -1.0, 1.2], [0.3, 0.9, -0.4]])
    soft, hard = [0.1, 0.1, 0.8], [1.0, 0.0, 0.0]
    both = [engine.logsumexp(row) - engine.dot(t, row) for row, t in zip(z, (soft, hard), strict=True)]
    assert not said(engine.sum(both), z, "smooth")
    assert len(said(both[0], z[0], "smooth")) == 4


def test_the_sigmoids_of_a_loss_are_looked_at_with_and_without_those_of_hidden_layers():
    w = values("w", [0.5, -0.8])
    hidden = [x.sigmoid() for x in w]
    s = [h * 2.0 - 0.3 for h in hidden]
    loss = engine.sum([-x.sigmoid().log() for x in s])
    problem = problem_of(loss, w=w)
    assert [[chosen[0][0] for chosen in choosers] for choosers in _outputs(problem)] == [[*w, *s], s]
    only = problem_of(loss, s=s)
    assert [[chosen[0][0] for chosen in choosers] for choosers in _outputs(only)] == [s]
    none = problem_of(engine.sum(hidden), w=w)
    assert [len(choosers) for choosers in _outputs(none)][:1] == [2]


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (lambda log, a, b: log * a, "a"), (lambda log, a, b: a * log, "a"), (lambda log, a, b: log * a * b, "ab"),
        (lambda log, a, b: log * (a * b), "ab"), (lambda log, a, b: log * (a + b), ""),
        (lambda log, a, b: log * 2.0 * a, "a"), (lambda log, a, b: (log - 1.0) * a, "a"),
        (lambda log, a, b: -(log + b) * a, "a"), (lambda log, a, b: log / b * a, "a"),
        (lambda log, a, b: b / log * a, ""), (lambda log, a, b: log * log * a, ""),
        (lambda log, a, b: log * Value(0.5, "w") * a, ""), (lambda log, a, b: log.sin() * a, ""),
        (lambda log, a, b: engine.logsumexp([log, 1.0]) * a, ""), (lambda log, a, b: log * a + log * b, ""),
        (lambda log, a, b: log * a + engine.logsumexp([log, 0.0]), "a"),
        (lambda log, a, b: engine.dot([log, 1.0], [a, b]), "a"),
    ],
)  # fmt: skip
def test_the_named_factors_of_a_logarithm(form, names):
    z, a, b = Value(0.7, "z"), Constant(2.0, "a"), Constant(3.0, "b")
    log = z.sigmoid().log()
    problem = problem_of(form(log, a, b), z=z)
    assert _along(problem, log) == {name: {"a": 2.0, "b": 3.0}[name] for name in names}


@pytest.mark.parametrize(("steps", "found"), [(11, {"a": 2.0}), (12, {})])
def test_factors_are_looked_for_on_twelve_steps(steps, found):
    z = Value(0.7, "z")
    log = end = z.sigmoid().log()
    for _ in range(steps):
        end = -end
    assert _along(problem_of(end * Constant(2.0, "a"), z=z), log) == found


@pytest.mark.parametrize(
    ("form", "starts"),
    [
        (lambda z: z.sigmoid().log(), [("log", True)]), (lambda z: (1.0 - z.sigmoid()).log(), [("log", False)]),
        (lambda z: engine.softmax([z, 0.3])[0].log(), [("log", True)]),
        (lambda z: engine.softmax([0.3, z])[0].log(), []),  # of the other score
        (lambda z: (z.exp() / 4.0).log(), [("log", True)]), (lambda z: (4.0 / z.exp()).log(), []),
        (lambda z: (z.exp() * 4.0).log(), []), (lambda z: (z.exp() / 4.0).sin() * (z.exp() - 1.0), [("sin", True)]),
        (lambda z: z * 2.0, [("", True)]), (lambda z: z - 2.0, [("", True)]), (lambda z: z + 2.0, []),
        (lambda z: -z, []), (lambda z: z.tanh(), []), (lambda z: z / 2.0, []),
    ],
)  # fmt: skip
def test_the_logarithms_that_a_score_leads_to(form, starts):
    z = Value(0.7, "z")
    assert [(node.op, is_p) for node, is_p in _starts(problem_of(form(z) * 3.0, z=z), z)] == starts


def test_a_factor_that_both_halves_have_and_one_that_is_of_one_half_alone():
    z, a, b = Value(0.7, "z"), Constant(2.0, "a"), Constant(3.0, "b")
    p = z.sigmoid()
    problem = problem_of(p.log() * a * b + (1.0 - p).log() * b, z=z)
    assert _factors(problem, z) == {"a": 2.0, "b": 3.0}
    assert [_is_shared(problem, z, name) for name in "abc"] == [False, True, False]


@pytest.mark.parametrize(("numbers", "some"), [((2.0, 1.0), True), ((1.0, -1.0), False), ((2.0, 0.0), False)])
def test_a_weight_of_which_one_is_nothing_or_all_are_one_is_not_misplaced(numbers, some):
    z = values("z", [0.7, -0.4])
    loss = engine.sum(
        [-(x.sigmoid().log() * Constant(q, f"q[{i}]")) for i, (x, q) in enumerate(zip(z, numbers, strict=True))]
    )
    rows = [[(x, 1 / (1 + exp(-x.data)))] for x in z]
    found = [words for _, words, *_ in weighted(problem_of(loss, z=z), rows)]
    assert ("q multiplies all of p - y" in found) is some
