"""The numerical contract of README, "What the numbers promise", held by every executor."""

import math
from random import Random

import mpmath
import pytest

import engine
from engine import DomainError, ShapeError, Value, apply, gradient, jvp, record, topological_order
from engine.backward import sweep
from engine.primitives import Primitive
from tests.engine.executors import EXECUTORS, OF_PARAMETERS
from tests.engine.graphs import as_program, random_graph
from tests.engine.meaning import ROWS, points, row_id, said_by

EPS = 2.0**-52
# The one compiles loops over eight lanes for each case; the others ask node, which is another process.
SLOW = ("compiled for a batch", "webassembly", "webassembly of a function")
every_executor = pytest.mark.parametrize(
    "run",
    [pytest.param(run, marks=pytest.mark.slow if name in SLOW else (), id=name) for name, run in EXECUTORS.items()],
)
every_row = pytest.mark.parametrize("row", ROWS, ids=row_id)


def terms(row: Primitive, xs: list[float], exact: float) -> float:
    """Return the sum of |terms| that an error is measured against; for one term that is the result itself."""
    if row.products is not None:
        pairs = row.products(len(xs)) if row.variadic or len(xs) == 2 else 0
        products = [xs[i] * xs[i + pairs] for i in range(pairs)]
        return sum(map(abs, [*products, *xs[2 * pairs :]]))
    if row.family == "difference":
        return sum(map(abs, xs))
    if row.family == "soft choice":
        return abs(exact) * (1 + max(xs) - min(xs)) + (abs(max(xs)) if row.name == "logsumexp" else 0.0)
    return abs(exact)


@every_executor
@every_row
def test_an_operation_is_right_within_a_few_units_in_the_last_place_of_its_terms(row, run):
    meaning = said_by(mpmath.mp, row)
    for xs in points(row):
        value, slopes = run(lambda *leaves: apply(row, *leaves), xs)
        with mpmath.workdps(40):
            exact = meaning(*map(mpmath.mpf, xs))
            assert abs(value - exact) <= 4 * EPS * terms(row, xs, float(exact))
            for i, slope in enumerate(slopes):
                order = tuple(int(k == i) for k in range(len(xs)))
                right = mpmath.diff(meaning, list(map(mpmath.mpf, xs)), order)
                spread = 1 + max(xs) - min(xs) if row.family == "soft choice" else 1.0
                assert abs(slope - right) <= 8 * EPS * spread * abs(right) + 1e-30


class Exactly:
    """An arithmetic for a sweep that multiplies and adds the engine's partials in fifty digits."""

    zero, gives_graphs = mpmath.mpf(0), False

    def __init__(self, change) -> None:
        self.change = change

    def partials_of(self, node):
        numbers = node.primitive.partials_at(engine.arithmetic.Floats, node.data, [x.data for x in node.inputs])
        return [self.change(mpmath.mpf(x)) for x in numbers]

    def are_finite(self, numbers):
        return True


@every_executor
@pytest.mark.parametrize("seed", range(12))
def test_a_gradient_is_the_sum_over_all_paths_up_to_the_rounding_of_each_product_and_sum(seed, run):
    output, leaves = random_graph(Random(seed))
    _, slopes = run(as_program(output, leaves), [leaf.data for leaf in leaves])
    order = topological_order(output)
    steps = 4 * len(order)  # more than there are roundings along any path
    with mpmath.workdps(50):
        exact = {node: g for node, g, _ in sweep(order, Exactly(lambda x: x))}
        sizes = {node: g for node, g, _ in sweep(order, Exactly(abs))}
        for leaf, slope in zip(leaves, slopes, strict=True):
            assert abs(slope - exact.get(leaf, 0)) <= steps * EPS * sizes.get(leaf, 0)


@every_executor
@pytest.mark.parametrize("row", [row for row in ROWS if row_id(row) != "power 0"], ids=row_id)  # nan**0 is 1
def test_nan_in_gives_nan_out(row, run):
    for place in range(len(row.domain)):
        xs = [math.nan if i == place else 0.5 for i in range(len(row.domain))]
        try:
            value, slopes = run(lambda *leaves: apply(row, *leaves), xs)
        except DomainError:
            continue  # a derivative that is nan is an error that names it
        assert math.isnan(value)
        assert all(map(math.isfinite, slopes))


INFINITE = {
    "1 + inf": (lambda x: x + 1.0, math.inf, math.inf, 1.0),
    "exp(-inf)": (lambda x: x.exp(), -math.inf, 0.0, 0.0),
    "relu(inf)": (lambda x: x.relu(), math.inf, math.inf, 1.0),
    "relu(-inf)": (lambda x: x.relu(), -math.inf, 0.0, 0.0),
    "sigmoid(inf)": (lambda x: x.sigmoid(), math.inf, 1.0, 0.0),
    "tanh(-inf)": (lambda x: x.tanh(), -math.inf, -1.0, 0.0),
    "max(inf, 1)": (lambda x: engine.maximum(x, 1.0), math.inf, math.inf, 1.0),
    "max(inf, -inf)": (lambda x: engine.maximum(x, -math.inf), math.inf, math.inf, 1.0),
    "min(-inf, inf)": (lambda x: engine.minimum(x, math.inf), -math.inf, -math.inf, 1.0),
    "inf ** 0": (lambda x: x**0, math.inf, 1.0, 0.0),
    "1 / inf": (lambda x: 1.0 / x, math.inf, 0.0, 0.0),
}


@every_executor
@pytest.mark.parametrize("case", INFINITE)
def test_infinity_is_a_number_like_any_other(case, run):
    program, x, value, slope = INFINITE[case]
    assert run(program, [x]) == (value, [slope])


KINKS = {
    "relu": (lambda x: x.relu(), [0.0], [0.0]),
    "leaky relu": (lambda x: x.leaky_relu(0.1), [0.0], [0.1]),
    "abs": (abs, [0.0], [0.0]),
    "x ** 0": (lambda x: x**0, [0.0], [0.0]),
    "0 ** x": (lambda x: 0**x, [2.0], [0.0]),
    "0 ** 0": (lambda x: 0**x, [0.0], [0.0]),
    "two of three are the largest": (engine.maximum, [1.0, 3.0, 3.0], [0.0, 0.5, 0.5]),
    "all are the smallest": (engine.minimum, [2.0, 2.0, 2.0], [1 / 3, 1 / 3, 1 / 3]),
    "one Value twice": (lambda x: engine.maximum(x, x), [1.0], [1.0]),
    "zero and minus zero": (engine.maximum, [0.0, -0.0], [0.5, 0.5]),
}


@every_executor
@pytest.mark.parametrize("case", KINKS)
def test_kinks_and_ties_follow_the_conventions_of_the_table(case, run):
    program, xs, slopes = KINKS[case]
    assert run(program, xs)[1] == pytest.approx(slopes, abs=0.0)


OUTSIDE = {
    "log 0": (lambda x: x.log(), [0.0]),
    "log -1": (lambda x: x.log(), [-1.0]),
    "sqrt -1": (lambda x: x.sqrt(), [-1.0]),
    "the slope of sqrt at 0": (lambda x: x.sqrt(), [0.0]),
    "1/0": (lambda x: 1.0 / x, [0.0]),
    "0 ** -1": (lambda x: x**-1, [0.0]),
    "(-1) ** 0.5": (lambda x: x**0.5, [-1.0]),
    "exp 1000": (lambda x: x.exp(), [1000.0]),
    "a product too large": (lambda x, y: x * y, [1e200, 1e200]),
    "a sum too large": (lambda x, y: engine.sum([x, y]), [1.7e308, 1.7e308]),
    "a gradient too large": (lambda x: (x * 1e200) * 1e200, [1e-300]),
}


@every_executor
@pytest.mark.parametrize("case", OUTSIDE)
def test_where_there_is_no_finite_result_every_executor_says_so(case, run):
    program, xs = OUTSIDE[case]
    with pytest.raises(DomainError):
        run(program, xs)


INPUTS_OVERFLOW = {  # the derivative by x is too large, or infinite: w, x, value, the derivative by w
    "-w/x^2": (lambda w, x: w / x, 3.0, 1e-200, 3e200, 1e200),
    "w, infinite": (lambda w, x: w * x, math.inf, 1.0, math.inf, 1.0),
    "-2w/x^3": (lambda w, x: w / (x * x), 3.0, 1e-110, 3e220, 1e220),
    "1/sqrt(0)": (lambda w, x: w + x.sqrt(), 3.0, 0.0, 3.0, 1.0),
}


@pytest.mark.parametrize("of_a_function", [True, False])
@pytest.mark.parametrize("case", INPUTS_OVERFLOW)
@pytest.mark.parametrize("run", OF_PARAMETERS.values(), ids=OF_PARAMETERS)
def test_the_gradient_of_inputs_that_nobody_asks_for_may_be_anything(run, case, of_a_function):
    program, at, x, value, slope = INPUTS_OVERFLOW[case]
    w, leaf = Value(0.5, "w"), Value(0.75)
    tape = (
        record(lambda example: program(w, example), [w], 0.75) if of_a_function else record(program(w, leaf), w, leaf)
    )
    found, (by_w,) = run(tape, at, x)
    assert (found, by_w) == (pytest.approx(value, rel=4 * EPS), pytest.approx(slope, rel=4 * EPS))
    for asked in (tape, tape.compile()):
        with pytest.raises(DomainError):
            asked.value_and_grad([at], x, with_inputs=True)


@pytest.mark.parametrize("of_a_function", [True, False])
def test_an_input_without_a_label_is_named_by_its_place(of_a_function):
    w, x = Value(0.5, "w"), [Value(1.0), Value(2.0)]
    tape = record(lambda x: w * x[0] / x[1], [w], [1.0, 2.0]) if of_a_function else record(w * x[0] / x[1], w, x)
    with pytest.raises(DomainError, match=r"the gradient of 'inputs\[1\]' \(data 1e-200\) overflows"):
        tape.value_and_grad([3.0], [1.0, 1e-200], with_inputs=True)


def test_empty_sums_are_zero_and_other_operations_need_an_input():
    assert (engine.sum([]).data, engine.dot([], []).data, engine.affine([], [], 3.0).data) == (0.0, 0.0, 3.0)
    for empty in (engine.maximum, engine.minimum, lambda: engine.softmax([]), lambda: engine.logsumexp([])):
        with pytest.raises(ShapeError, match="needs at least one value"):
            empty()


@pytest.mark.parametrize("seed", range(20))
def test_forward_and_reverse_mode_are_transposes_of_each_other(seed):
    """<J v, u> = <v, J^T u>, within the rounding of the terms of either side."""
    rng = Random(seed)
    loss, leaves = random_graph(rng)
    outputs = [node for node in topological_order(loss) if node.inputs][-5:]
    v, u = ([rng.gauss(0, 1) for _ in each] for each in (leaves, outputs))

    point = [x.data for x in leaves]
    left = [jvp(as_program(y, leaves), point, v)[1] * weight for y, weight in zip(outputs, u, strict=True)]
    right = [
        a * g
        for y, weight in zip(outputs, u, strict=True)
        for a, g in zip(v, gradient(y, leaves, seed=weight), strict=True)
    ]
    assert sum(left) == pytest.approx(sum(right), rel=0, abs=1e-12 * sum(map(abs, right)))


@pytest.mark.parametrize("seed", range(5))
def test_a_product_with_the_hessian_needs_no_hessian(seed):
    loss, leaves = random_graph(Random(seed))
    vector = [Random(seed).gauss(0, 1) for _ in leaves]
    slopes = gradient(loss, leaves, create_graph=True)
    expected = gradient(engine.dot(slopes, vector), leaves)
    assert engine.hvp(loss, leaves, vector) == pytest.approx(expected, rel=1e-9, abs=1e-9)
