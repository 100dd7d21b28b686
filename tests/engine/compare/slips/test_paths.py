"""Slips with paths: left out, counted twice, with a wrong sign, or with the chain stopped on the way."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.paths import SINGLE_EDGES, _ahead, edges, signs, upstream
from tests.engine.compare.asking import among, check, expects, gives, kinds, problem_of, said
from tests.engine.planted.derivation import values

W = np.array([0.7, -0.4, 1.1, 0.55])
C = np.array([1.3, -0.8, 2.1, 0.6])


def residual():
    """Return L = sum of c (w^2 + tanh(w) + exp(w))^2 with w, what arrives, and the three shares."""
    w = values("w", W)
    loss = engine.dot(C.tolist(), [(x**2 + x.tanh() + x.exp()) ** 2 for x in w])
    arrives = 2 * C * (W**2 + np.tanh(W) + np.exp(W))
    return loss, w, arrives, (2 * W, 1 - np.tanh(W) ** 2, np.exp(W))


@pytest.mark.long
def test_a_path_is_left_out_or_counted_twice_or_half():
    loss, w, arrives, (square, tanh, exp) = residual()
    assert compare_gradients(loss, {"w": (w, arrives * (square + tanh + exp))}).ok
    check("path", loss, "a path is left out", w=(w, arrives * (square + exp)))
    check("path", loss, "a path is left out", w=(w, arrives * (square + tanh)))
    among("path", loss, "counted twice", w=(w, arrives * (square + tanh + 2 * exp)))


def test_the_sign_is_lost_on_one_path():
    loss, w, arrives, (square, tanh, exp) = residual()
    check("sign", loss, "on this path", w=(w, arrives * (square + tanh - exp)))


def test_a_difference_has_two_signs():
    """L = (a + 3)^2 - 5 / a with a = 2: dL/da = 10 + 1.25."""
    a = Value(2.0, "a")
    problem = problem_of((a + 3.0) ** 2 - 5.0 / a, a=a)
    found = list(gives(signs(problem), problem, "a"))
    expects(found, "sign: the sign is wrong on this path", [-10 + 1.25])
    expects(found, "sign: the sign is wrong on this path", [10 - 1.25])


def test_a_single_edge():
    """L = sum of 3 h + exp h over two examples with h = tanh(w x): the exponential of the first is left out."""
    w = Value(0.5, "w")
    hidden = [(w * x).tanh() for x in (1.0, 2.0)]
    problem = problem_of(engine.sum([term for h in hidden for term in (h * 3.0, h.exp())]), w=w)
    h1, h2 = np.tanh(0.5), np.tanh(1.0)
    slope, second = 1 - h1**2, (3 + np.exp(h2)) * 2 * (1 - h2**2)
    found = list(gives(edges(problem), problem))
    for words, first in (
        ("is left out", 3), ("is counted twice", 3 + 2 * np.exp(h1)), ("has the wrong sign", 3 - np.exp(h1)),
    ):  # fmt: skip
        expects(found, f"one step of a path {words}", [first * slope + second])
    report = said(problem.structure.loss, w=(w, 3 * slope + second))
    assert "edge" in kinds(report), str(report)


def test_among_many_edges_no_single_one_is_looked_for():
    w = Value(2.0, "w")
    for count, tried in ((SINGLE_EDGES // 2, True), (SINGLE_EDGES // 2 + 1, False)):
        loss = engine.sum([w * float(k) for k in range(count)])  # two edges for each
        assert any(True for _ in edges(problem_of(loss, w=w))) == tried


def chain():
    """Return L = (sum of c exp(tanh(w)))^2 with w, and the factors of its gradient."""
    w = values("w", W)
    inner = engine.dot(C.tolist(), [x.tanh().exp() for x in w])
    total = float(C @ np.exp(np.tanh(W)))
    return inner**2, w, 2 * total, np.exp(np.tanh(W)), 1 - np.tanh(W) ** 2


def test_the_chain_stops():
    loss, w, outer, exp, tanh = chain()
    assert compare_gradients(loss, {"w": (w, outer * C * exp * tanh)}).ok
    check("upstream forgotten", loss, "the chain stops", w=(w, tanh))


def test_what_arrives_is_averaged_over_the_units():
    loss, w, outer, exp, tanh = chain()
    check("upstream averaged", loss, "the mean", w=(w, outer * np.mean(C * exp) * tanh))
    check("upstream averaged", loss, "the sum", w=(w, outer * np.sum(C * exp) * tanh))


def test_where_the_same_arrives_everywhere_no_sum_of_it_is_named():
    """It would be a factor and nothing else."""
    w = values("w", W)
    problem = problem_of(engine.sum([x.tanh() for x in w]) * 3.0, w=w)
    assert not any("the sum of what arrives" in slip.what for slip in upstream(problem))


def test_the_path_that_is_missing_is_named_by_what_it_goes_through():
    w, x = Value(0.7, "w"), [Value(1.0, "x0"), Value(-2.0, "x1"), Value(0.5, "x2")]
    hidden = [(w * a).tanh() for a in x]
    loss = engine.sum([(h + a) ** 2 for h, a in zip(hidden, x, strict=True)])
    through = [2 * (h.data + a.data) * (1 - h.data**2) * w.data for h, a in zip(hidden, x, strict=True)]
    (finding, *_) = said(loss, x=(x, through)).findings
    assert finding.slip == "path"
    assert "x" in finding.text


@pytest.mark.parametrize(("divided", "words"), [(True, "only the 1/2 of a mean"), (False, "only 1/2 is")])
def test_what_is_left_of_a_mean_is_said_only_where_there_is_one(divided, words):
    w = [Value(2.0, "w[0]"), Value(-1.0, "w[1]")]
    total = engine.sum([(x * 3.0 - 1.0) ** 2 for x in w])
    slips = list(upstream(problem_of(total / 2 if divided else total, w=w)))
    assert any(words in slip.what for slip in slips)
    assert divided or not any("of a mean" in slip.what for slip in slips)


def test_what_a_node_leads_to_within_eight_steps():
    w = Value(0.5, "w")
    made = [w.sin()]
    for _ in range(10):
        made.append(made[-1].sin())
    aside = made[0].exp()
    problem = problem_of(made[-1] + aside, w=w)
    (end,) = (user for user, _ in problem.structure.users[aside])
    assert _ahead(problem, made[0]) == {*made[1:9], aside, end}
    assert _ahead(problem, made[-2]) == {made[-1], end}


def upstream_of(nodes_of, **arrays):
    return list(upstream(problem_of(nodes_of, **arrays)))


def test_where_nothing_arrives_at_one_of_some_operations_nothing_is_said_of_them():
    w = values("w", W)
    loss = engine.dot([0.0, *C[1:].tolist()], [x.tanh() for x in w])
    assert not any("tanh(w)" in slip.where and "@" not in slip.where for slip in upstream_of(loss, w=w))


def test_at_the_loss_itself_only_1_arrives():
    w = Value(0.5, "w")
    assert upstream_of(w.sin(), w=w) == []


def test_the_sign_alone_of_what_arrives():
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [x.tanh() for x in w]), w=w)
    found = dict(gives(upstream(problem), problem))
    text = "upstream forgotten: only the sign of what arrives is kept at the tanh(w)"
    np.testing.assert_allclose(found[text], np.sign(C) * (1 - np.tanh(W) ** 2))


@pytest.mark.parametrize(("count", "words"), [(1, 0), (2, 0), (3, 0), (4, 1), (5, 0), (9, 1)])
def test_a_square_number_of_units_is_transposed(count, words):
    w = values("w", np.linspace(0.3, 1.1, count))
    loss = engine.dot(np.linspace(-0.8, 1.3, count).tolist(), [x.tanh() for x in w])
    found = [slip for slip in upstream_of(loss, w=w) if slip.what == "what arrives is transposed"]
    assert len([slip for slip in found if slip.where == "at the tanh(w)"]) == words
