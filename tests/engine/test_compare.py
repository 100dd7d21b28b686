"""Hand-derived gradients beside the engine's: verdicts, tables, steps, and what is refused."""

import json
import subprocess
import sys
from dataclasses import FrozenInstanceError, asdict
from html.parser import HTMLParser

import numpy as np
import pytest

import engine
from engine import Value, gradient
from engine.compare import assert_gradients, compare_gradients, compare_steps
from engine.errors import GradientMismatchError, NotANumberError, ShapeError
from tests.engine.planted.networks import autoencoder


def product():
    w, x = Value(2.0, "w"), Value(-3.0, "x")
    return w, x, (w * x - 1) ** 2


def test_a_right_gradient_is_right_and_the_report_is_true():
    w, x, loss = product()
    report = compare_gradients(loss, {"w": (w, 42.0), "x": (x, -28.0)})
    assert report
    assert [line.verdict for line in report.lines] == ["right", "right"]
    assert report["w"].numeric == pytest.approx(42.0, rel=1e-9)


def test_yours_the_engines_and_the_finite_difference_stand_side_by_side():
    w, _, loss = product()
    line = compare_gradients(loss, {"w": (w, 41.0)})["w"]
    assert (line.verdict, line.yours, line.engine, line.difference) == ("wrong", 41.0, 42.0, 1.0)


@pytest.mark.parametrize("hand", [[[1, 2], [3, 4]], ((1, 2), (3, 4)), np.array([[1.0, 2], [3, 4]])])
def test_gradients_may_be_nested_lists_tuples_or_arrays(hand):
    W = [[Value(0.0), Value(0.0)], [Value(0.0), Value(0.0)]]
    loss = engine.dot([w for row in W for w in row], [1, 2, 3, 4])
    assert compare_gradients(loss, {"W": (W, hand)})


def test_arrays_of_values_and_whole_modules_are_parameters():
    class Module:
        def parameters(self):
            return [a, b]

    a, b = Value(2.0), Value(3.0)
    assert compare_gradients(a * b, {"module": (Module(), [3.0, 2.0])})
    assert compare_gradients(a * b, {"array": (np.array([a, b], dtype=object), [3.0, 2.0])})


def test_intermediate_results_can_be_compared_as_well():
    x = Value(3.0)
    z = x * 2
    assert compare_gradients(z * z, {"dz": (z, 12.0), "dx": (x, 24.0)})


def test_the_tolerances_are_those_of_the_finite_difference_check():
    x = Value(1.0)
    loss = 1000.0 * x
    assert compare_gradients(loss, {"x": (x, 1000.0 + 0.9e-3)})
    assert not compare_gradients(loss, {"x": (x, 1000.0 + 1.1e-3)})
    assert compare_gradients(loss, {"x": (x, 1001.0)}, rtol=0.01)


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -float("inf")])
def test_nan_and_infinity_are_wrong_wherever_they_stand(nonsense):
    xs = [Value(1.0), Value(2.0), Value(3.0)]
    report = compare_gradients(engine.sum(xs), {"xs": (xs, [1.0, nonsense, 1.0])})
    assert report["xs"].verdict == "wrong"
    assert report["xs"].worst == (1,)
    assert "xs[1]" in str(report)


def test_what_is_missing_is_said_to_be_missing_and_gives_no_answer_away():
    w, x, loss = product()
    report = compare_gradients(loss, {"w": (w, None), "x": (x, -28.0)})
    assert not report
    assert report["w"].verdict == "missing"
    assert "missing" in str(report)
    assert "42" not in str(report)


def test_a_wrong_shape_says_which_one_is_expected():
    W = [[Value(1.0), Value(2.0), Value(3.0)]]
    report = compare_gradients(engine.sum(W[0]), {"W": (W, [1.0, 1.0])})
    line = report["W"]
    assert (line.verdict, line.shape, line.your_shape) == ("shape", (1, 3), (2,))
    assert "1 x 3" in line.findings[-1].text


def test_a_parameter_that_the_loss_ignores_has_gradient_zero_and_the_report_says_so():
    x, unused = Value(1.0), Value(2.0)
    report = compare_gradients(x * x, {"unused": (unused, 0.0)})
    assert report
    assert "does not depend" in str(report)


def test_a_kink_is_mentioned():
    x = Value(0.0)
    assert "kink" in str(compare_gradients(x.relu(), {"x": (x, 0.0)}))


def test_grad_is_left_alone():
    w, x, loss = product()
    loss.backward()
    before = w.grad, x.grad, loss.grad
    compare_gradients(loss, {"w": (w, 1.0), "x": (x, 2.0)})
    compare_steps(loss, [("dw", w, 1.0)])
    assert (w.grad, x.grad, loss.grad) == before
    assert gradient(loss, w) == 42.0


@pytest.mark.long
def test_the_table_fits_80_columns_and_says_every_verdict_in_words():
    rng = np.random.default_rng(0)
    derivation = autoencoder(rng, (5, 4, 3, 2))
    right, wrong = derivation.gradients(""), derivation.gradients("not summed")
    answers = {name: (nodes, right[name]) for name, nodes in derivation.parameters.items()}
    answers["b1"] = (derivation.parameters["b1"], wrong["b1"])
    answers["W2"] = (derivation.parameters["W2"], None)
    answers["a name that is far too long for its column"] = (derivation.parameters["W1"], -right["W1"])
    text = str(compare_gradients(derivation.loss, answers))
    assert max(map(len, text.splitlines())) <= 80
    for word in ("right", "wrong", "shape", "missing"):
        assert word in text


def test_the_report_is_data():
    w, _, loss = product()
    report = compare_gradients(loss, {"w": (w, -42.0)})
    with pytest.raises(FrozenInstanceError):
        report.lines = ()
    assert json.loads(json.dumps(asdict(report)))["lines"][0]["findings"][0]["slip"] == "sign"


class _Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.rows, self.scripts = [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.rows += tag == "tr"
        self.scripts += tag == "script"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_html_is_well_formed_escaped_and_readable_without_colour():
    w, x, loss = product()
    report = compare_gradients(loss, {"<script>alert(1)</script>": (w, 42.0), "x": (x, 28.0), "gone": (x, None)})
    html = report._repr_html_()
    checker = _Checker()
    checker.feed(html)
    assert not checker.open
    assert checker.scripts == 0
    assert checker.rows == 4
    for mark in ("✓ right", "✗ wrong", "— missing"):
        assert mark in html


# Steps of a derivation.


def two_layer_steps(slip=""):
    """D22 on a batch: L = 1/2 |sigma(X W1 + b1) W2 + b2 - Y|^2, every intermediate gradient as the notes have it."""
    rng = np.random.default_rng(4)
    X, Y = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    numbers = {"W1": rng.normal(size=(2, 4)), "b1": rng.normal(size=4), "W2": rng.normal(size=(4, 2)),
               "b2": rng.normal(size=2)}  # fmt: skip
    P = {name: np.vectorize(Value)(x) for name, x in numbers.items()}
    Z1 = X @ P["W1"]
    Z2 = Z1 + P["b1"]
    Z3 = np.vectorize(Value.sigmoid)(Z2)
    Z4 = Z3 @ P["W2"]
    Yp = Z4 + P["b2"]
    loss = 0.5 * engine.sum(((Yp - Y) ** 2).ravel())
    z2 = X @ numbers["W1"] + numbers["b1"]
    z3 = 1 / (1 + np.exp(-z2))
    dY = z3 @ numbers["W2"] + numbers["b2"] - Y
    dZ3 = dY @ numbers["W2"].T * (-1 if slip == "sign of dZ3" else 1)
    dZ2 = dZ3 * (1 if slip == "no slope in dZ2" else z3 * (1 - z3))
    dW1 = X.T @ dZ2 * (2 if slip == "factor in dW1" else 1)
    db1 = dZ2 if slip == "shape of db1" else dZ2.sum(axis=0)
    return loss, [
        ("dY", Yp, dY), ("dZ4", Z4, dY), ("db2", P["b2"], dY.sum(axis=0)), ("dW2", P["W2"], z3.T @ dY),
        ("dZ3", Z3, dZ3), ("dZ2", Z2, dZ2), ("dZ1", Z1, dZ2), ("db1", P["b1"], db1), ("dW1", P["W1"], dW1),
    ]  # fmt: skip


def verdicts(report):
    return {line.name: line.verdict for line in report.lines}


def test_the_steps_of_the_notes_backprop_example_are_right():
    report = compare_steps(*two_layer_steps())
    assert report
    assert report.first_wrong is None


@pytest.mark.long
@pytest.mark.parametrize(
    ("slip", "first", "named"),
    [
        ("sign of dZ3", "dZ3", "sign"),
        ("no slope in dZ2", "dZ2", "activation forgotten"),
        ("factor in dW1", "dW1", "factor 2"),
        ("shape of db1", "db1", "not summed"),
    ],
)
def test_the_first_wrong_step_is_named_and_one_slip_is_counted_once(slip, first, named):
    report = compare_steps(*two_layer_steps(slip))
    assert report.first_wrong == first
    assert report[first].findings[0].slip == named
    assert [line.name for line in report.lines if not line.ok] == [first]
    assert f"first wrong step is {first}" in str(report)


def test_steps_after_a_wrong_one_follow_from_it_and_those_beside_it_stay_right():
    report = compare_steps(*two_layer_steps("sign of dZ3"))
    assert verdicts(report) == {
        "dY": "right", "dZ4": "right", "db2": "right", "dW2": "right",
        "dZ3": "wrong", "dZ2": "follows", "dZ1": "follows", "db1": "follows", "dW1": "follows",
    }  # fmt: skip


@pytest.mark.long
def test_a_second_slip_is_found_behind_the_first():
    loss, steps = two_layer_steps("sign of dZ3")
    steps[-1] = ("dW1", steps[-1][1], steps[-1][2] * 2)
    report = compare_steps(loss, steps)
    assert [line.name for line in report.lines if not line.ok] == ["dZ3", "dW1"]
    assert report["dW1"].findings[0].slip == "factor 2"


def test_a_step_that_is_the_gradient_is_right_whatever_came_before():
    loss, steps = two_layer_steps("sign of dZ3")
    steps[-1] = ("dW1", steps[-1][1], two_layer_steps()[1][-1][2])
    assert verdicts(compare_steps(loss, steps))["dW1"] == "right"


@pytest.mark.long
def test_missing_and_misshapen_steps_do_not_spoil_the_later_ones():
    loss, steps = two_layer_steps("no slope in dZ2")
    steps[4] = ("dZ3", steps[4][1], None)
    steps[1] = ("dZ4", steps[1][1], [1.0, 2.0])
    found = verdicts(compare_steps(loss, steps))
    assert (found["dZ4"], found["dZ3"], found["dZ2"], found["dW1"]) == ("shape", "missing", "wrong", "follows")


def test_a_path_around_a_wrong_step_keeps_its_share():
    x = Value(3.0, "x")
    z = x * x
    loss = z * 2.0 + x * 5.0  # dL/dz = 2, dL/dx = 2 * 6 + 5
    report = compare_steps(loss, [("dz", z, 4.0), ("dx", x, 4.0 * 6.0 + 5.0)])
    assert verdicts(report) == {"dz": "wrong", "dx": "follows"}


# Tests and mistakes in the call.


def test_assert_gradients_passes_in_silence_and_fails_with_the_report():
    w, x, loss = product()
    assert_gradients(loss, {"w": (w, 42.0)})
    with pytest.raises(AssertionError, match="the sign is flipped") as failure:
        assert_gradients(loss, {"w": (w, -42.0), "x": (x, -28.0)})
    assert isinstance(failure.value, GradientMismatchError)
    assert failure.value.report["x"].verdict == "right"


@pytest.mark.slow
def test_pytest_shows_the_callers_line_and_not_ours(tmp_path):
    test = tmp_path / "test_hand.py"
    test.write_text(
        "from engine import Value\nfrom engine.compare import assert_gradients\n\n"
        "def test_it():\n    x = Value(3.0)\n    assert_gradients(x * x, {'x': (x, 3.0)})\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test), "--rootdir", str(tmp_path)],
        capture_output=True, text=True, timeout=60, env={"PYTHONPATH": ":".join(sys.path), "PATH": ""},
    )  # fmt: skip
    assert run.returncode == 1
    assert "assert_gradients(x * x" in run.stdout
    assert "raise GradientMismatchError" not in run.stdout
    assert "0 of 1 gradients right" in run.stdout


@pytest.mark.long
def test_the_engine_compares_without_pytest_or_what_draws():
    code = (
        "import sys; from engine import Value; from engine.compare import compare_gradients; x = Value(3.0)\n"
        "str(compare_gradients(x * x, {'x': (x, [3.0])}))\n"
        "print(sorted({'pytest', 'matplotlib', 'pygraphviz'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("hand", ["three", 1j, True, Value(3.0), {"a": 1}, [1.0, "x"]])
def test_what_is_no_number_is_refused_by_the_parameters_name(hand):
    w, _, loss = product()
    with pytest.raises(NotANumberError, match="W1"):
        compare_gradients(loss, {"W1": (w, hand)})


def test_numbers_in_the_place_of_the_values_are_taken_for_a_gradient_of_another_shape():
    w, _, loss = product()
    line = compare_gradients(loss, {"w": (w.data, 42.0)})["w"]
    assert (line.verdict, line.your_shape) == ("shape", (2,))


def test_ragged_lists_are_refused_and_empty_ones_have_the_wrong_shape():
    w, x, loss = product()
    with pytest.raises(ShapeError, match="different shapes"):
        compare_gradients(loss, {"W": ([w, x], [[1.0], [2.0, 3.0]])})
    assert compare_gradients(loss, {"W": ([w, x], [])})["W"].verdict == "shape"


@pytest.mark.slow
def test_a_deep_graph_needs_no_deep_stack():
    x = Value(1.0, "x")
    y = x
    for _ in range(3_000):
        y = y + 1e-3
    report = compare_gradients(y * y, {"x": (x, 4.0)})
    assert report["x"].verdict == "wrong"
