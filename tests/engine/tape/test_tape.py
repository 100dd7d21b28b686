"""A tape computes what the recorded graph computes: values, gradients, batches, errors."""

import copy
import pickle
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import engine
from engine import DomainError, NotANumberError, ShapeError, Value, gradient, hessian
from engine.errors import NoGraphError, RecordingError
from engine.primitives import TABLE
from engine.tape import record
from engine.value import apply
from tests.engine.graphs import PARAMETERS, random_graph
from tests.engine.meaning import bindings


def assert_same(found, expected, rtol=1e-12):
    expected = np.asarray(expected, dtype=float)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=rtol * (np.abs(expected).max(initial=0.0) + 1.0))


def gradient_or_none(loss, xs):
    """Return the gradient, or None where it does not exist, as that of the square root at 0."""
    try:
        return gradient(loss, xs)
    except DomainError:
        return None


def layer(weights, xs):
    """A dense layer written out with `*`, `+` and Python's sum."""
    return [sum((w * x for w, x in zip(row[:-1], xs, strict=True)), row[-1]) for row in weights]


def network(sizes, seed=0):
    rng = Random(seed)
    return [[[Value(rng.uniform(-1, 1), "w") for _ in range(n + 1)] for _ in range(m)] for n, m in pairwise(sizes)]


def parameters(layers):
    return [p for weights in layers for row in weights for p in row]


def predict(layers, xs, apply_layer=layer):
    for weights in layers[:-1]:
        xs = [v.tanh() for v in apply_layer(weights, xs)]
    return apply_layer(layers[-1], xs)


def fast_layer(weights, xs):
    return [engine.affine(row[:-1], xs, row[-1]) for row in weights]


class TestSameAsEager:
    @pytest.mark.long
    @given(st.integers(0, 10**6))
    @settings(max_examples=100)
    def test_on_random_graphs_at_the_recorded_numbers(self, seed):
        loss, xs = random_graph(Random(seed))
        tape = record(loss, xs)
        assert_same(tape.value(), loss.data)
        expected = gradient_or_none(loss, xs)
        if expected is None:
            with pytest.raises(DomainError):
                tape.value_and_grad()
        else:
            assert_same(tape.value_and_grad()[1], expected)

    @pytest.mark.long
    @given(st.integers(0, 10**6))
    @settings(max_examples=40)
    def test_on_random_graphs_as_a_batch_of_one_kind(self, seed):
        loss, xs = random_graph(Random(seed))
        tape = record(loss, xs[:2], xs[2:])
        example = [x.data for x in xs[2:]]
        assume(gradient_or_none(loss, xs) is not None)
        value, slopes, of_inputs = tape.value_and_grad(inputs=[example] * 3, per_example=True, with_inputs=True)
        assert_same(value, [loss.data] * 3)
        assert_same(np.hstack([slopes, of_inputs]), [gradient(loss, xs)] * 3)
        total, summed = tape.value_and_grad(inputs=[example] * 3)
        assert_same(total, 3 * loss.data)
        assert_same(summed, 3 * np.array(gradient(loss, xs[:2])))

    @pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
    @pytest.mark.parametrize("count", [1, 40])  # done alone, and done together
    def test_on_every_row_at_new_numbers(self, row, count):
        rng = Random(5)
        row = bindings(row, PARAMETERS)[0]
        domains = row.domain * (7 if row.variadic and row.name == "affine" else 6 if row.variadic else 1)

        def build(leaves):
            return engine.sum([apply(row, *some) * (1 + i) for i, some in enumerate(leaves)])

        def leaves():
            return [[Value(rng.uniform(*domain)) for domain in domains] for _ in range(count)]

        first, second = leaves(), leaves()
        flat = [x for some in second for x in some]
        tape, expected = record(build(first), [x for some in first for x in some]), build(second)
        value, slopes = tape.value_and_grad([x.data for x in flat])
        assert_same(value, expected.data)
        assert_same(slopes, gradient(expected, flat))

    @pytest.mark.parametrize("apply_layer", [layer, fast_layer])
    def test_on_a_network_with_many_examples(self, apply_layer):
        rng, layers = Random(1), network([3, 8, 6, 2])
        points = [[Value(rng.uniform(-1, 1)) for _ in range(3)] for _ in range(20)]
        loss = engine.sum([(a - b) ** 2 for a, b in (predict(layers, xs, apply_layer) for xs in points)])
        tape = record(loss, parameters(layers), [x for xs in points for x in xs])
        value, slopes, of_inputs = tape.value_and_grad(with_inputs=True)
        assert_same(value, loss.data)
        assert_same(slopes, gradient(loss, parameters(layers)))
        assert_same(of_inputs, gradient(loss, tape.inputs))

    def test_at_the_kinks(self):
        x = Value(0.0, "x")
        loss = engine.sum([x.relu(), x.abs(), x.leaky_relu(0.1), engine.maximum(x, 0.0, x), engine.minimum(x, 0.0)])
        wide = engine.sum([x.relu() + x.abs() * 2 for _ in range(50)])
        assert record(loss, [x]).value_and_grad()[1] == gradient(loss, [x])
        assert record(wide, [x]).value_and_grad()[1] == gradient(wide, [x])

    @pytest.mark.long
    def test_where_python_walks_out_of_its_stack(self):
        x = Value(1.0, "x")
        chain = x
        for i in range(20_000):
            chain = chain * 0.999 if i % 2 else (chain + x).sin()
        assert_same(record(chain, [x]).value_and_grad()[1], gradient(chain, [x]), rtol=1e-10)

    def test_on_sums_of_any_shape(self):
        xs = [Value(0.1 * i, f"x{i}") for i in range(200)]
        left, right = xs[0], xs[0]
        for x in xs[1:]:
            left, right = left + x, x + right
        tree = xs
        while len(tree) > 1:
            tree = [a + b for a, b in zip(tree[::2], tree[1::2], strict=False)] + tree[len(tree) & ~1 :]
        loss = (left * right).tanh() + tree[0] * xs[3] + engine.sum([x * x for x in xs]) + 2.0 + 3.0
        value, slopes = record(loss, xs).value_and_grad()
        assert_same(value, loss.data)
        assert_same(slopes, gradient(loss, xs))

    def test_when_one_leaf_is_read_many_times(self):
        x = Value(1.5, "x")
        loss = x + x + x * x + engine.sum([x, x, x]) + engine.dot([x, x], [x, 2.0])
        assert_same(record(loss, [x]).value_and_grad()[1], [gradient(loss, x)])

    def test_when_there_is_nothing_to_compute(self):
        x, y = Value(2.0), Value(3.0)
        assert record(x, [x, y]).value_and_grad()[0] == 2.0
        assert record(x, [x, y]).value_and_grad()[1].tolist() == [1.0, 0.0]
        assert record(y * 2, [x]).value_and_grad()[1].tolist() == [0.0]
        assert record(y * 2, [x], [Value(1.0)]).value([0.0], [[1.0], [2.0]]) == 12.0


class TestBatch:
    def build(self, xs, layers):
        a, b = predict(layers, xs)
        return engine.logsumexp([a, b, a * b]) + 0.1 * engine.dot(parameters(layers), parameters(layers))

    def test_one_recorded_example_computes_many(self):
        layers, rng = network([3, 8, 2]), np.random.default_rng(0)
        xs = [Value(0.0) for _ in range(3)]
        tape = record(self.build(xs, layers), parameters(layers), xs)
        points = rng.normal(size=(17, 3))
        losses = [self.build([Value(x) for x in point], layers) for point in points]
        slopes = [gradient(loss, parameters(layers)) for loss in losses]
        value, found = tape.value_and_grad(inputs=points)
        assert_same(value, sum(loss.data for loss in losses))
        assert_same(found, np.sum(slopes, axis=0))
        values, found = tape.value_and_grad(inputs=points, per_example=True)
        assert_same(values, [loss.data for loss in losses])
        assert_same(found, slopes)
        assert_same(tape.value(inputs=points, per_example=True), values)

    def test_a_window_that_slides_over_inputs_and_frozen_zeros(self):
        kernel = [Value(0.3, "k0"), Value(-0.2, "k1"), Value(0.5, "k2")]
        xs = [Value(0.0) for _ in range(12)]

        def build(xs):
            padded = [0.0, *xs, 0.0]
            return engine.sum([engine.dot(kernel, padded[i : i + 3]).relu() for i in range(12)])

        points = np.random.default_rng(1).normal(size=(5, 12))
        tape = record(build(xs), kernel, xs)
        values, slopes, of_inputs = tape.value_and_grad(inputs=points, per_example=True, with_inputs=True)
        for point, value, slope, of_input in zip(points, values, slopes, of_inputs, strict=True):
            leaves = [Value(x) for x in point]
            loss = build(leaves)
            assert_same(value, loss.data)
            assert_same(slope, gradient(loss, kernel))
            assert_same(of_input, gradient(loss, leaves))
        assert_same(tape.value_and_grad(inputs=points)[1], slopes.sum(axis=0))

    def test_examples_may_have_any_shape(self):
        xs = [Value(0.0) for _ in range(6)]
        tape = record(engine.sum([x * x for x in xs]), [], xs)
        assert tape.value(inputs=np.ones((4, 2, 3))) == 24.0

    def test_batch_sizes_may_change(self):
        x, w = Value(1.0), Value(2.0)
        tape = record(w * x.exp(), [w], [x])
        for size in (3, 1, 5, 3, 8, 2, 9):
            assert_same(tape.value_and_grad([2.0], np.zeros((size, 1)))[1], [size])


class TestOptimising:
    @pytest.mark.long
    def test_scipy_takes_it_as_it_is(self):
        from scipy.optimize import minimize  # takes long, and every process would wait for it

        x, y = Value(-1.0, "x"), Value(2.0, "y")
        tape = record((1 - x) ** 2 + 100 * (y - x * x) ** 2, [x, y])
        result = minimize(tape.value_and_grad, tape.theta, jac=True, method="BFGS")
        np.testing.assert_allclose(result.x, [1.0, 1.0], rtol=1e-5)

    def test_write_back_puts_numbers_and_gradients_into_the_values(self):
        x, y = Value(1.0), Value(1.0)
        tape = record(x * y, [x, y])
        assert tape.write_back([3.0, 4.0]) == 12.0
        assert (x.data, y.data, x.grad, y.grad) == (3.0, 4.0, 4.0, 3.0)
        assert type(x.data) is float
        assert type(x.grad) is float

    def test_results_are_the_callers_own(self):
        x = Value(1.0)
        tape = record(x * x, [x])
        first = tape.value_and_grad([1.0])[1]
        tape.value_and_grad([5.0])
        assert first.tolist() == [2.0]


class TestCopies:
    @pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, lambda tape: pickle.loads(pickle.dumps(tape))])
    def test_a_copy_computes_on_its_own(self, how):
        layers = network([2, 16, 1])
        xs = [Value(0.3), Value(-0.7)]
        tape = record(predict(layers, xs)[0], parameters(layers), xs)
        expected = tape.value_and_grad()
        copied = how(tape)
        tape.value_and_grad(tape.theta * 2)
        assert copied.value_and_grad()[0] == expected[0]
        assert (copied.value_and_grad()[1] == expected[1]).all()
        assert copied.wrt[0].data == tape.wrt[0].data


class TestSecondDerivatives:
    def test_by_recording_a_gradient(self):
        x, y = Value(0.7, "x"), Value(1.3, "y")
        loss = (x * y).sin() + x.exp() * y.tanh()
        slopes = gradient(loss, [x, y], create_graph=True)
        values, jacobian = record(slopes, [x, y]).value_and_grad()
        assert_same(values, [slope.data for slope in slopes])
        assert_same(jacobian, hessian(loss, [x, y]))

    def test_several_outputs_have_a_jacobian_for_each_example(self):
        w, x = Value(2.0), Value(3.0)
        tape = record([w * x, w + x, w * w], [w], [x])
        values, jacobian, of_inputs = tape.value_and_grad([2.0], [[3.0], [5.0]], per_example=True, with_inputs=True)
        assert values.tolist() == [[6.0, 5.0, 4.0], [10.0, 7.0, 4.0]]
        assert jacobian.tolist() == [[[3.0], [1.0], [4.0]], [[5.0], [1.0], [4.0]]]
        assert of_inputs.tolist() == [[[2.0], [1.0], [0.0]], [[2.0], [1.0], [0.0]]]
        assert tape.value([2.0], [3.0]).tolist() == [6.0, 5.0, 4.0]
        assert tape.value([2.0], [[3.0], [5.0]]).tolist() == [16.0, 12.0, 8.0]
        assert tape.value([2.0], [[3.0], [5.0]], per_example=True).tolist() == [[6.0, 5.0, 4.0], [10.0, 7.0, 4.0]]


class TestErrors:
    @pytest.mark.parametrize("count", [1, 50])
    def test_a_domain_error_names_the_operation_and_the_label(self, count):
        xs = [Value(1.0, f"x{i}") for i in range(count)]
        tape = record(engine.sum([x.log() for x in xs]), xs)
        with pytest.raises(DomainError, match=rf"log\(0\).*'x{count - 1}'"):
            tape.value([1.0] * (count - 1) + [0.0])

    @pytest.mark.parametrize("count", [1, 50])
    def test_so_does_a_derivative_that_does_not_exist(self, count):
        xs = [Value(1.0, f"x{i}") for i in range(count)]
        tape = record(engine.sum([x.sqrt() for x in xs]), xs)
        assert tape.value([0.0] * count) == 0.0
        with pytest.raises(DomainError, match=r"derivative of sqrt\(0\)"):
            tape.value_and_grad([0.0] * count)

    def test_a_melted_addition_names_the_operation_that_was_written(self):
        a, b = Value(1.0, "a"), Value(1.0, "b")
        tape = record(a * b + b * 3 + a, [a, b])
        with pytest.raises(DomainError, match=r"^multiply.*'a'.*'b'"):
            tape.value([1e200, 1e200])
        tape = record(a * a + b + b, [a, b])
        with pytest.raises(DomainError, match=r"^add.*'b'"):
            tape.value([1.0, 1e308])

    @pytest.mark.parametrize("f", [engine.dot, lambda xs, ys: engine.sum([*xs, *ys])])
    def test_and_one_of_many_inputs_that_was_written_stays_what_it_is(self, f):
        a, b = Value(1.0, "a"), Value(1.0, "b")
        tape = record(f([a, a], [b, b]), [a, b])
        with pytest.raises(DomainError, match=r"^(dot|sum).*'a'.*'b'"):
            tape.value([9e307, 9e307])

    def test_one_bad_example_of_a_batch_is_found(self):
        w, x = Value(1.0, "w"), Value(1.0, "x")
        tape = record((w * x).log(), [w], [x])
        with pytest.raises(DomainError, match=r"log\(-7\)"):
            tape.value([1.0], [[1.0], [2.0], [-7.0], [3.0]])

    def test_infinity_given_travels_on_as_in_eager_code(self):
        x = Value(1.0)
        assert record(x * 2, [x]).value([float("inf")]) == float("inf")

    @pytest.mark.long
    @pytest.mark.parametrize("compiled", [False, True])
    def test_infinity_that_has_no_effect_hands_nothing_on(self, compiled):
        w, x = Value(2.0, "w"), Value(1.0, "x")
        tape = record([engine.minimum(w * x * x, 5.0), w * 3.0], [w], [x])
        if compiled:
            pytest.importorskip("llvmlite")
            tape = tape.compile()
        rows = [[1.0], [float("inf")], [0.5]]  # 1 + 0 + 0.25 is the derivative by w, 4 + 0 + 2 those by x
        losses, slopes, of_inputs = tape.value_and_grad([2.0], rows, with_inputs=True)
        assert losses.tolist() == [2.0 + 5.0 + 0.5, 18.0]
        assert slopes.tolist() == [[1.25], [9.0]]
        assert of_inputs.tolist() == [[[4.0], [0.0]], [[0.0], [0.0]], [[2.0], [0.0]]]
        losses, slopes = tape.value_and_grad([2.0], rows, per_example=True)
        assert losses.tolist() == [[2.0, 6.0], [5.0, 6.0], [0.5, 6.0]]
        assert slopes.tolist() == [[[1.0], [3.0]], [[0.0], [3.0]], [[0.25], [3.0]]]
        losses, slopes = tape.value_and_grad([2.0], [float("inf")])
        assert (losses.tolist(), slopes.tolist()) == ([5.0, 6.0], [[0.0], [3.0]])

    def test_wrt_and_inputs_are_distinct_leaves(self):
        x = Value(1.0, "x")
        with pytest.raises(RecordingError, match="twice"):
            record(x * 2, [x, x])
        with pytest.raises(RecordingError, match="only one"):
            record(x * 2, [x], [x])
        with pytest.raises(RecordingError, match="result of an operation"):
            record(x * 2, [x * 2])
        with pytest.raises(RecordingError, match="takes Values"):
            record(x * 2, [1.0])

    def test_something_must_come_out(self):
        x = Value(1.0, "x")
        with pytest.raises(RecordingError, match="no output"):
            record([], [x])
        with engine.no_grad():
            cut = [x * 2.0, x * 3.0]
        with pytest.raises(NoGraphError, match=r"^record: Value\(2\.0.*no_grad"):
            record(cut, [x])
        with pytest.raises(RecordingError, match=r"takes Values, got float 2\.0"):
            record([2.0], [x])

    def test_several_outputs_have_no_one_gradient_to_write_back(self):
        x = Value(1.0, "x")
        with pytest.raises(RecordingError, match="one gradient"):
            record([x * 2, x * 3], [x]).write_back([1.0])

    @pytest.mark.parametrize("theta", [["one"], [[1.0], [1.0, 2.0]], [1j]])
    def test_what_is_no_number_is_refused(self, theta):
        x = Value(1.0, "x")
        with pytest.raises((ShapeError, NotANumberError), match=r"real number|rows of one length"):
            record(x * 2, [x]).value([theta])

    def test_a_value_is_no_number_either(self):
        x = Value(1.0, "x")
        with pytest.raises(NotANumberError, match="item"):
            record(x * 2, [x]).value([x])

    def test_shapes_that_do_not_fit_are_refused(self):
        x, y = Value(1.0), Value(1.0)
        tape = record(x * y, [x], [y])
        with pytest.raises(ShapeError, match="theta"):
            tape.value([1.0, 2.0], [1.0])
        with pytest.raises(ShapeError, match="inputs"):
            tape.value([1.0], [1.0, 2.0])
        with pytest.raises(ShapeError, match="inputs"):
            tape.value([1.0], np.zeros((0, 1)))
        with pytest.raises(ShapeError, match="leading axis"):
            tape.value([1.0], [1.0], per_example=True)


class TestFreezing:
    def test_a_number_read_while_building_is_frozen(self):
        zs = [Value(1.0), Value(3.0)]
        top = max(z.data for z in zs)
        tape = record(engine.sum([(z - top).exp() for z in zs]).log() + top, zs)
        assert_same(tape.value([2.0, 1.0]), np.logaddexp(2.0, 1.0))  # the shift cancels, so the result is right
        with pytest.raises(DomainError, match="exp"):  # but 3 no longer keeps large numbers from overflowing
            tape.value([1000.0, 1.0])
        assert record(engine.logsumexp(zs), zs).value([1000.0, 1.0]) == 1000.0


class TestReading:
    def test_instructions_tell_what_is_computed_together(self):
        layers, rng = network([2, 16, 1]), Random(2)
        points = [[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(30)]
        tape = record(engine.sum([predict(layers, xs)[0] ** 2 for xs in points]), parameters(layers))
        lines = tape.instructions().splitlines()
        assert lines[0].startswith("3391 operations recorded")
        assert any("16 x 30 affine" in line and "matrix product" in line for line in lines)
        assert any("480 tanh" in line and "one call" in line for line in lines)
        assert len(lines) <= 9

    def test_written_out_code_becomes_the_same_program_as_dots(self):
        layers, points = network([3, 8, 2]), [[0.1 * i, 0.2, -0.3 * i] for i in range(9)]
        programs = [
            record(engine.sum([predict(layers, xs, how)[0] for xs in points]), parameters(layers)).instructions()
            for how in (layer, fast_layer)
        ]
        assert programs[0].splitlines()[1:] == programs[1].splitlines()[1:]


def test_a_tape_says_in_a_line_what_was_recorded():
    w, x = Value(3.0, "w"), Value(2.0, "x")
    assert repr(record((w * x).tanh(), wrt=[w], inputs=[x])) == "Tape: 2 operations, 1 wrt, 1 input"
    assert repr(record(w * w, wrt=[w, x])) == "Tape: 1 operation, 2 wrt, 0 inputs"
