"""Another constant or another entry of what is given."""

import numpy as np

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.givens import constants, entries
from tests.engine.compare.asking import expects, gives, problem_of, said
from tests.engine.planted.derivation import values

W, X = np.array([0.4, -0.7, 1.1]), np.array([1.3, -0.6, 2.1])


def test_another_constant_in_the_forward_pass():
    """L = sum of tanh(w/3 + 5), with 2 for 3: the whole formula moves, on the way back and before."""
    w = values("w", W)
    loss = engine.sum([(x / 3.0 + 0.5).tanh() for x in w])

    def slope(c):
        return (1 - np.tanh(W / c + 0.5) ** 2) / c

    assert compare_gradients(loss, {"w": (w, slope(3.0))}).ok
    problem = problem_of(loss, w=w)
    expects(gives(constants(problem), problem), "2 stands where 3 belongs in the forward pass", slope(2.0))
    expects(gives(constants(problem), problem), "0 stands where 0.5 belongs", (1 - np.tanh(W / 3.0) ** 2) / 3.0)


def test_a_number_that_divides_may_be_a_count():
    w = values("w", W)
    problem = problem_of(engine.sum([x.tanh() / Value(5.0) for x in w]), w=w)
    assert {slip.kind.split("|")[0] for slip in constants(problem) if "5 belongs" in slip.what} == {"mean"}


def test_a_bracket_multiplied_out_wrongly():
    """2 (a - t) as 2 a - t is the gradient at half of t."""
    w, t = values("w", W), Value(0.8, "t")
    loss = engine.sum([(x.tanh() - t) ** 2 for x in w])
    finding = said(loss, w=(w, (2 * np.tanh(W) - 0.8) * (1 - np.tanh(W) ** 2))).findings[0]
    assert finding.slip == "factor 2"
    assert finding.text.startswith("half of t stands where t belongs")


def test_the_first_entry_for_all():
    w, x = values("w", W), [engine.Value(v, f"x[{i}]") for i, v in enumerate(X)]
    loss = engine.sum([(a * b).tanh() for a, b in zip(w, x, strict=True)])
    problem = problem_of(loss, w=w)

    def slope(x):
        return (1 - np.tanh(W * x) ** 2) * x

    assert compare_gradients(loss, {"w": (w, slope(X))}).ok
    found = list(gives(entries(problem), problem))
    expects(found, "the first entry of x", slope(np.full(3, X[0])))
    expects(found, "the entry counted from the end of x", slope(X[::-1]))
    expects(found, "the next entry, round the end, of x", slope(np.roll(X, -1)))
