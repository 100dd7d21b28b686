"""Every slip planted in the notes' derivations and in random graphs: is it found, is it named, is nothing made up?"""

import contextlib
import itertools

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips import FACTS, LATE, USUAL, name_of
from engine.errors import DomainError
from engine.primitives import TABLE
from tests.engine.planted.derivation import GENERIC, Planted, values
from tests.engine.planted.derivation import planted as planted_in
from tests.engine.planted.networks import autoencoder, two_layers
from tests.engine.planted.trial import NAMED, Trial, derivations, trial


@pytest.fixture(scope="module")
def planted() -> Trial:
    found = trial([0])
    print(f"\n{found}")  # the confusion table: pytest -s, or python -m tests.engine.planted
    return found


def test_no_wrong_gradient_is_accepted(planted):
    assert planted.accepted == []


def test_no_right_gradient_is_rejected(planted):
    assert planted.rejected == []


def test_the_true_slip_is_named_first_where_it_can_be_told_apart(planted):
    assert planted.share >= 0.95, str(planted)


def test_every_kind_of_slip_is_mostly_called_by_its_name(planted):
    for kind in {kind for kind, _ in planted.table}:
        counts = {first: n for (k, first), n in planted.table.items() if k == kind}
        right = sum(n for first, n in counts.items() if first in NAMED[kind])
        assert right >= 0.75 * sum(counts.values()), f"{kind}: {counts}"


def test_the_trial_is_wide_enough(planted):
    assert len({kind for kind, _ in planted.table}) >= 40
    assert len({first for _, first in planted.table}) >= 16
    assert planted.cases >= 600


@pytest.fixture(scope="module")
def first_of_each() -> dict[str, Planted]:
    """Return for every kind of slip the first case of the trial in which it can be told apart."""
    found: dict[str, Planted] = {}
    for derivation, rng in derivations(0):
        for one in planted_in(derivation, rng):
            if any(not twins and np.any(one.written[name]) for name, twins in one.wrong.items()):
                found.setdefault(one.kind, one)
    return found


@pytest.mark.parametrize("kind", NAMED)
def test_the_first_slip_of_every_kind_is_called_by_its_name(kind, first_of_each):
    one = first_of_each[kind]
    report = compare_gradients(one.derivation.loss, one.answers)
    named = [report[name].findings[0].slip for name, twins in one.wrong.items() if not twins and report[name].findings]
    assert set(named) & NAMED[kind]
    assert not any(report[name].ok for name in one.wrong)


def without_a_square():
    """Return three weights, a loss without a square in it, and its gradient."""
    w = [Value(0.31, "w0"), Value(-0.57, "w1"), Value(0.83, "w2")]
    loss = engine.dot(w, [1.3, 0.7, -0.4]).exp() + w[0].sin()
    return w, loss, engine.gradient(loss, w)


@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_twice_and_half_of_it_are_named_where_no_square_explains_them(factor):
    w, loss, right = without_a_square()
    (finding,) = compare_gradients(loss, {"w": (w, [factor * g for g in right])})["w"].findings
    assert (finding.slip, finding.certainty) == ("doubled", "sure")


@pytest.mark.parametrize("digits", [2, 3, 5])
def test_a_gradient_that_was_rounded_is_told_from_a_wrong_one(digits):
    w, loss, right = without_a_square()
    (finding,) = compare_gradients(loss, {"w": (w, [round(g, digits) for g in right])})["w"].findings
    assert finding.slip == "rounded"
    assert f"rounded to {digits} decimals" in str(finding)


def test_a_slip_where_several_fit_is_among_those_named():
    """With one number, twice the right one: 'factor' it is, but nothing is called sure."""
    x = Value(3.0, "x")
    findings = compare_gradients(x * x, {"x": (x, 12.0)})["x"].findings
    assert findings[0].slip == "factor"
    assert findings[0].certainty != "sure"


@pytest.mark.parametrize("sizes", [(5, 4, 3, 2), (3, 3, 3, 3)])
def test_exam_question_1_with_all_sizes_different_and_all_equal(sizes):
    """D24 as printed: db without the sum over the batch. Where all sizes are equal, only the shape gives it away."""
    derivation = autoencoder(np.random.default_rng(1), sizes)
    printed = derivation.gradients("not summed")
    report = compare_gradients(derivation.loss, {n: (p, printed[n]) for n, p in derivation.parameters.items()})
    assert {line.name: line.verdict for line in report.lines} == {
        "W1": "right", "b1": "shape", "W2": "right", "b2": "shape", "W3": "right", "b3": "shape",
    }  # fmt: skip
    assert [report[b].findings[0].slip for b in ("b1", "b2", "b3")] == ["batch"] * 3
    transposed = {name: np.transpose(g) for name, g in derivation.gradients("").items()}
    report = compare_gradients(derivation.loss, {n: (p, transposed[n]) for n, p in derivation.parameters.items()})
    for name in ("W1", "W2", "W3"):
        assert report[name].verdict == ("wrong" if len(set(sizes)) == 1 else "shape")
        assert report[name].findings[0].slip == "transposed"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_numbers_out_of_the_air_are_explained_by_no_slip(seed):
    for derivation, rng in derivations(seed):
        for name, nodes in derivation.parameters.items():
            noise = rng.normal(size=np.shape(nodes)) if np.size(nodes) > 2 else None
            if noise is not None:
                line = compare_gradients(derivation.loss, {name: (nodes, noise)})[name]
                assert {finding.slip for finding in line.findings} <= set(map(name_of, FACTS)), (
                    f"{derivation.name}: {line.findings}"
                )


def test_an_unexplained_gradient_says_so():
    xs = [Value(1.0), Value(2.0), Value(3.0), Value(4.0)]
    loss = engine.sum(x * x for x in xs)
    assert "no known slip" in str(compare_gradients(loss, {"xs": (xs, [0.1, -7.0, 3.3, 0.2])}))


def test_the_convention_behind_a_factor_is_named():
    derivation = two_layers(np.random.default_rng(2), (5, 3, 2, 1), scale="half mean")
    for slip, words in (("factor m", "mean"), ("factor 1/m", "sum")):
        wrong = derivation.gradients(slip)
        line = compare_gradients(derivation.loss, {"W1": (derivation.parameters["W1"], wrong["W1"])})["W1"]
        assert line.findings[0].slip == "factor"
        assert "batch size" in line.findings[0].text
        assert words in line.findings[0].text


def test_the_path_that_is_missing_is_named():
    w, x = Value(0.7, "w"), [Value(1.0, "x0"), Value(-2.0, "x1"), Value(0.5, "x2")]
    hidden = [(w * a).tanh() for a in x]
    loss = engine.sum((h + a) ** 2 for h, a in zip(hidden, x, strict=True))  # a residual connection
    through = [2 * (h.data + a.data) * (1 - h.data**2) * w.data for h, a in zip(hidden, x, strict=True)]
    finding = compare_gradients(loss, {"x": (x, through)})["x"].findings[0]
    assert finding.slip == "path"
    assert "x" in finding.text
    assert finding.certainty == "sure"


def test_two_slips_at_once_are_named_together():
    derivation = two_layers(np.random.default_rng(5), (4, 3, 2, 1))
    wrong = -derivation.gradients("activation forgotten")["W1"]
    finding = compare_gradients(derivation.loss, {"W1": (derivation.parameters["W1"], wrong)})["W1"].findings[0]
    assert finding.slip == "activation forgotten"
    assert "two slips" in finding.text
    assert "sign" in finding.text


def test_an_unusual_learning_rate_is_found_out():
    w, v = [Value(0.5, "w0"), Value(-1.0, "w1"), Value(0.3, "w2")], Value(1.5, "v")
    hidden = engine.dot(w, [1.0, 2.0, -1.5]).tanh()
    loss = (v * hidden - 2.0) ** 2
    error = 2 * (v.data * hidden.data - 2.0)
    new_v = v.data - 0.0371 * error * hidden.data
    hand = [error * new_v * (1 - hidden.data**2) * x for x in (1.0, 2.0, -1.5)]
    finding = compare_gradients(loss, {"w": (w, hand), "v": (v, error * hidden.data)})["w"].findings[0]
    assert finding.slip == "updated weights"
    assert "0.0371" in finding.text


def test_a_large_graph_is_diagnosed_within_its_limit():
    rng = np.random.default_rng(0)
    derivation = two_layers(rng, (40, 8, 12, 4), "tanh", "mean")
    wrong = derivation.gradients("activation forgotten")["W1"]
    finding = compare_gradients(derivation.loss, {"W1": (derivation.parameters["W1"], wrong)})["W1"].findings[0]
    assert finding.slip == "activation forgotten"


def test_slips_have_names_of_their_own_and_say_what_they_are():
    slips = (*USUAL, *LATE, *FACTS)
    assert len(set(map(name_of, slips))) == len(slips) >= 25
    assert all(slip.__doc__ for slip in slips)
    assert set(GENERIC) <= NAMED.keys()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_graph_and_whatever_is_handed_in_there_is_an_answer(seed):
    """Every primitive, odd shapes, huge, tiny and infinite numbers: a verdict, never an exception."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 4, size=2)
    W = values("W", rng.uniform(0.2, 2.0, size=(rows, columns)))
    pool = [w for row in W for w in row]
    for row in TABLE:
        count = 5 if row.name == "affine" else 4 if row.variadic else len(row.domain)
        picked = [pool[i] for i in rng.integers(len(pool), size=count)]
        bound = row.bind(2.0) if row.static_names else row
        with contextlib.suppress(DomainError):
            made = engine.value.apply(bound, *picked)
            pool += [made.tanh() + 1.5] if abs(made.data) > 5 or made.data <= 0.1 else [made]
    loss = engine.sum(pool)
    sizes = [
        (),
        (0,),
        (2, 0),
        (1, 1),
        (rows,),
        (columns, rows),
        (rows, columns),
        (rows, columns, 2),
        (1, rows, columns),
    ]
    for size, scale in zip(sizes, itertools.cycle((1.0, 1e-300, 1e300)), strict=False):
        hand = rng.normal(size=size) * scale
        line = compare_gradients(loss, {"W": (W, hand)})["W"]
        assert line.verdict == ("wrong" if np.shape(hand) == (rows, columns) else "shape")
    for odd in (np.inf, np.nan, 0.0):
        line = compare_gradients(loss, {"W": (W, np.full((rows, columns), odd))})["W"]
        assert line.verdict == "wrong"
        assert {f.slip for f in line.findings} <= ({"zero"} if odd == 0.0 else {"entries"})
