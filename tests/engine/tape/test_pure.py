"""`tape.function(xp)` is what the tape itself computes, over every array library that is there, in its own digits."""

import importlib
import math
from functools import cache
from random import Random

import numpy as np
import pytest

import engine
from engine import Value, record
from engine.errors import ArgumentError, MovedError, ShapeError
from engine.tape.pure import EXAMPLES, THETA, Operand, Source, Total
from nn import RNNCell
from nn.recurrent import unroll
from tests.benchmarks import digits, gpt, moons
from tests.engine.graphs import as_program, random_graph
from tests.engine.tape.test_guards import BRANCHING, W, another, in_order

LIBRARIES = ("numpy", "array_api_strict", "jax.numpy", "array_api_compat.torch")
PRECISION = {"float64": 1e-12, "float32": 2e-5}
compiles = pytest.mark.slow  # JAX takes a second to compile a function
every_library = pytest.mark.parametrize(
    "library", [pytest.param(name, marks=compiles if name == "jax.numpy" else ()) for name in LIBRARIES]
)


def namespace(library):
    """Return the namespace; of JAX with NumPy's precision and four devices, which have to be asked for."""
    xp = pytest.importorskip(library)
    if library == "jax.numpy":
        _set_up_jax()
    return xp


@cache
def _set_up_jax():
    jax = importlib.import_module("jax")
    jax.config.update("jax_num_cpu_devices", 4)
    jax.config.update("jax_enable_x64", True)


def function_over(library, tape):
    """Return the function, compiled where that is what one would do."""
    f = tape.function(namespace(library))
    return importlib.import_module("jax").jit(f) if library == "jax.numpy" else f


def assert_same(library, tape, theta, inputs=None, dtype="float64"):
    """Compare with the tape, each gradient on the scale of the largest number of it."""
    value, gradient = tape.value_and_grad(theta, inputs)
    xp = namespace(library)
    found = function_over(library, tape)(
        xp.asarray(theta, dtype=getattr(xp, dtype)),
        None if inputs is None else xp.asarray(inputs, dtype=xp.float64),  # they become what theta is
    )
    assert bool(found[2])
    assert found[0].dtype == found[1].dtype == getattr(xp, dtype)
    for one, other in zip(found[:2], (value, gradient), strict=True):
        error = np.abs(np.asarray(one) - other).max(initial=0.0)
        assert np.asarray(one).shape == np.shape(other)
        assert error <= PRECISION[dtype] * np.abs(other).max(initial=1e-300)


# Networks


def moons_mlp():
    model = moons.Eager(written_out=True)
    return record(model.loss(), model.parameters), None


def conv_net():
    net, leaves = digits.ConvNet(), [Value(0.0) for _ in range(74)]
    tape = record(net.example(leaves[:64], leaves[64:]), net.parameters, leaves)
    batch = [[*image, *(float(k == label) for k in range(10))] for image, label in zip(*digits.BATCHES, strict=True)]
    return tape, batch


def recurrent():
    cell = RNNCell(2, 5, rng=Random(3))
    rng, weights = Random(4), [Value(0.1 * i) for i in range(5)]

    def loss(xs):
        states = unroll(cell, xs)
        return (engine.dot(weights, states[-1]) - engine.sum(states[1])) ** 2

    sequences = [[[rng.gauss(0, 1) for _ in range(2)] for _ in range(6)] for _ in range(4)]
    return record(loss, [*cell.parameters(), *weights], sequences[0]), np.array(sequences)


def gpt_step():
    weights = gpt.parameters(Value)
    return record(gpt.loss(weights, gpt.ManyInputs), gpt.flat(weights)), None


NETWORKS = {"moons MLP": moons_mlp, "ConvNet": conv_net, "RNN": recurrent, "GPT": gpt_step}


@pytest.fixture(scope="module", params=NETWORKS)
def network(request):
    return NETWORKS[request.param]()


@pytest.mark.long
@every_library
@pytest.mark.parametrize("dtype", PRECISION)
def test_networks_have_the_value_and_the_gradient_of_the_tape(network, library, dtype):
    tape, inputs = network
    assert_same(library, tape, tape.theta, inputs, dtype)


# Every operation, alone and in random company


@pytest.mark.long
@every_library
@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_at_one_point_and_over_a_batch(library, seed):
    output, leaves = random_graph(Random(seed))
    program, numbers = as_program(output, leaves), [leaf.data for leaf in leaves]
    wrt = [Value(x) for x in numbers[::2]]
    inputs = [Value(x) for x in numbers[1::2]]
    both = [(wrt, inputs)[i % 2][i // 2] for i in range(len(numbers))]
    tape = record(program(*both), wrt, inputs)
    assert_same(library, tape, tape.theta)
    assert_same(library, tape, tape.theta, [numbers[1::2]] * 3)


@every_library
@pytest.mark.parametrize("weights_first", [True, False])
def test_a_table_of_dots_over_a_batch_whichever_factor_comes_first(library, weights_first):
    rng = Random(6)
    rows = [[Value(rng.gauss(0, 1)) for _ in range(5)] for _ in range(7)]
    columns = [[Value(rng.gauss(0, 1)) for _ in range(5)] for _ in range(9)]
    dots = [engine.dot(*((w, x) if weights_first else (x, w))).tanh() for x in columns for w in rows]
    leaves = [x for column in columns for x in column]
    tape = record(engine.sum([y * (1 + k) for k, y in enumerate(dots)]), [w for row in rows for w in row], leaves)
    batch = np.random.default_rng(0).normal(size=(3, len(leaves)))
    assert_same(library, tape, tape.theta, batch)
    assert_same(library, tape, tape.theta)


AT_A_KINK = {
    "relu": lambda x, y: x.relu() + y.leaky_relu(0.1),
    "abs": lambda x, y: abs(x) + abs(y) * x,
    "equal maxima": lambda x, y: engine.maximum(x, y, 0.0),
    "equal minima": lambda x, y: engine.minimum(x, y, x * y),
    "x ** 0": lambda x, y: x**0 + y**1,
    "0 ** x": lambda x, y: 0.0 ** (x + 1) + (x + 2) ** (y + 1),
    "0 to the b": lambda x, y: (x * y) ** (y + 2),
}


@every_library
@pytest.mark.parametrize("name", AT_A_KINK)
def test_at_a_kink_the_convention_is_that_of_the_row(library, name):
    x, y = Value(0.0), Value(0.0)
    tape = record(AT_A_KINK[name](x, y), [x, y])
    assert_same(library, tape, [0.0, 0.0])


@every_library
def test_masks_and_constants(library):
    """A mask may come with the example, or be a constant; a constant may also be one that only some examples meet."""
    rng = Random(5)
    w = [Value(rng.gauss(0, 1)) for _ in range(4)]

    def loss(example):
        kept = [x * m * 2.0 for x, m in zip(example["x"], example["mask"], strict=True)]
        scores = [a * x + (0.0 if i != 2 else -1e9) for i, (a, x) in enumerate(zip(w, kept, strict=True))]
        return engine.dot(engine.softmax(scores), kept) + 1e-2 * engine.dot(w, w) + 3.0

    tape = record(loss, w, {"x": [1.0, 2.0, 3.0, 4.0], "mask": [1.0, 0.0, 1.0, 1.0]})
    batch = [[rng.gauss(0, 1) for _ in range(4)] + [float(rng.random() < 0.5) for _ in range(4)] for _ in range(5)]
    assert_same(library, tape, tape.theta, batch)


@every_library
def test_several_outputs_have_a_jacobian_and_a_shared_one_counts_for_each_example(library):
    a, b = Value(0.3), Value(-0.8)
    tape = record(lambda x: [a * x, b.tanh(), b, x * x, 2.0, a * b * x + b], [a, b], 1.5)
    assert_same(library, tape, [0.3, -0.8], [2.0])
    assert_same(library, tape, [0.3, -0.8], [[2.0], [3.0], [-1.0]])


@pytest.mark.long
@every_library
def test_where_the_function_would_go_another_way_ok_is_false(library):
    xp = namespace(library)
    W[0].data, W[1].data = 0.7, -0.4  # other tests move them
    for name, (function, example) in BRANCHING.items():
        tape, rng, seen = record(function, W, example), Random(name), []
        f = function_over(library, tape)
        for _ in range(30):
            theta, inputs = [rng.gauss(0, 1), rng.gauss(0, 1)], in_order(another(example, rng))
            before = tape.eager_calls
            value, gradient = tape.value_and_grad(theta, inputs)
            found = f(xp.asarray(theta, dtype=xp.float64), xp.asarray(inputs, dtype=xp.float64))
            seen.append(bool(found[2]))
            assert seen[-1] == (tape.eager_calls == before)
            if seen[-1]:
                assert float(found[0]) == pytest.approx(value, rel=1e-12, abs=1e-14)
                np.testing.assert_allclose(np.asarray(found[1]), gradient, rtol=1e-12, atol=1e-14)
        assert set(seen) == {True, False}, name


@every_library
def test_one_example_that_branches_is_enough(library):
    xp, w = namespace(library), Value(3.0)
    f = record(lambda x: w * x if x > 0 else -x, [w], 2.0).function(xp)
    theta = xp.asarray([3.0], dtype=xp.float64)
    assert bool(f(theta, xp.asarray([[2.0], [5.0]]))[2])
    assert not bool(f(theta, xp.asarray([[2.0], [-5.0]]))[2])


@every_library
@pytest.mark.parametrize(
    ("program", "x"),
    [
        (lambda x: x.log(), -1.0),
        (lambda x: x.sqrt(), 0.0),  # the value is fine, the derivative is not
        (lambda x: 1 / x, 0.0),
        (lambda x: (-x.exp()).exp(), 800.0),  # e^-inf is 0, but on the way a number is not finite
        (lambda x: (-2.0) ** x, 2.0),
        (lambda x: x + 1, math.nan),
    ],
)
def test_where_a_number_is_not_finite_ok_is_false(library, program, x):
    xp, leaf = namespace(library), Value(1.0)
    f = record(program(leaf), [leaf]).function(xp) if program(leaf).inputs else None
    assert not bool(f(xp.asarray([x], dtype=xp.float64))[2])


def test_leaves_that_are_not_given_stay_as_they_were_when_the_function_was_made():
    w, captured, x = Value(3.0), Value(2.0), Value(5.0)
    tape = record(lambda x: w * captured * x, [w], x)
    f, captured.data, x.data = tape.function(np), 7.0, 11.0
    assert [bool(f([3.0])[2]), float(f([3.0])[0]), float(f([3.0], [1.0])[0])] == [True, 30.0, 6.0]
    with pytest.raises(MovedError):
        tape.function(np)


def test_a_library_that_names_things_otherwise_is_refused_with_what_to_give():
    class Torch:
        __name__ = "torch"
        concat = take = tensordot = broadcast_to = full_like = zeros_like = where = None

    w = Value(3.0)
    advice = r"torch has no isdtype, permute_dims, so it .* standard; give .*, or array_api_compat\.torch for PyTorch"
    with pytest.raises(ArgumentError, match=advice):
        record(w * 2, [w]).function(Torch())


def test_a_comparison_that_holds_does_not_hide_that_a_number_is_not_finite():
    w = Value(2.0)
    f = record(lambda x: w / x.exp() if w > 1 else w, [w], 1.0).function(np)
    assert f([2.0], [3.0])[2]
    assert not f([0.5], [3.0])[2]
    assert not f([2.0], [800.0])[2]  # w / inf is 0, and so is its derivative


def test_a_number_may_be_too_large_for_half_of_the_digits():
    w = Value(1.0)
    f = record(w.exp(), [w]).function(np)
    assert f(np.array([100.0]))[2]
    assert not f(np.array([100.0], np.float32))[2]


# What a function promises


def test_it_is_pure():
    tape, inputs = recurrent()
    f, theta, given = tape.function(np), tape.theta, np.array(inputs)
    first = f(theta, given)
    kept = [np.array(x) for x in (*first, theta, given)]
    f(theta + 1, given * 2)
    for now, before in zip((*first, theta, given), kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_numbers_that_do_not_fit_are_refused():
    a, x = Value(1.0), Value(2.0)
    f = record(a * x, [a], [x]).function(np)
    for theta, inputs in (
        ([1.0, 2.0], [1.0]),
        ([[1.0]], [1.0]),
        ([1.0], [1.0, 2.0]),
        ([1.0], np.zeros((0, 1))),
        ([1], [1.0]),
    ):
        with pytest.raises(ShapeError, match=r"^function: "):
            f(theta, inputs)
    assert f([1.0], [[2], [3]])[0] == 5.0  # inputs may be whole numbers; they become what theta is


def test_without_inputs_it_is_at_their_numbers_when_it_was_made():
    a, x = Value(1.0), Value(2.0)
    f = record(a * x, [a], [x]).function(np)
    x.data = 7.0
    assert f([3.0])[0] == 6.0


def test_a_leaf_that_has_changed_is_noticed():
    a, b = Value(1.0), Value(2.0)
    tape = record(lambda: a * b, [a])
    assert tape.function(np)([3.0])[0] == 6.0
    b.data = 5.0
    with pytest.raises(MovedError, match="record it again"):
        tape.function(np)


def test_nothing_is_differentiated_by_the_inputs():
    tape, _ = conv_net()
    ((_, totals),) = tape.function(np)._sweeps
    assert THETA in totals
    assert EXAMPLES not in totals


# Gathers in place of scatters


@pytest.mark.parametrize("seed", range(20))
def test_a_total_is_what_a_scatter_would_give(seed):
    rng = np.random.default_rng(seed)
    size, arriving, parts, expected = 7, [], [], np.zeros((7, 2))
    for _ in range(rng.integers(1, 5)):
        n = int(rng.integers(1, 12))
        positions = np.flatnonzero(rng.random(n) < 0.7)
        places = (
            rng.integers(0, 1 + size // 2, len(positions))
            if rng.random() < 0.7
            else rng.integers(0, size, len(positions))
        )
        part = rng.normal(size=(n, 2))
        arriving.append((n, Source(0, places, positions)))
        parts.append(part)
        np.add.at(expected, places, part[positions])
    arriving.append((size, Source(0, np.arange(size), np.arange(size))))
    parts.append(rng.normal(size=(size, 2)))
    np.testing.assert_allclose(Total(size, arriving).of(np, parts), expected + parts[-1], rtol=1e-12)


def test_a_number_that_is_read_often_makes_no_long_lists_for_the_others():
    places = np.append(np.arange(1000), np.zeros(5000, int))
    total = Total(1000, [(6000, Source(0, places, np.arange(6000)))])
    assert sum(math.prod(shape) for _, shape in total._tables) < 2 * 6000


@pytest.mark.parametrize("seed", range(10))
def test_an_operand_finds_its_numbers_in_any_blocks(seed):
    rng = np.random.default_rng(seed)
    blocks = [rng.normal(size=(n, width)) for n, width in ((3, 1), (4, 3), (0, 1), (2, 1))]
    ids = rng.integers(0, 9, (2, 2, 3)) if seed else np.arange(3, 9).reshape(1, 2, 3)
    found = Operand(ids, np.array([0, 3, 7, 7])).fetch(np, blocks)
    every = np.concatenate([np.broadcast_to(block, (len(block), 3)) for block in blocks])
    np.testing.assert_array_equal(np.broadcast_to(found, (*ids.shape, 3)), every[ids])


# JAX


@compiles
def test_jax_repeats_it_over_many_thetas_and_over_examples():
    jnp = namespace("jax.numpy")
    import jax

    tape, inputs = conv_net()
    f = tape.function(jnp)
    thetas = np.stack([tape.theta + 0.01 * k for k in range(3)])
    values, gradients, ok = jax.jit(jax.vmap(f, in_axes=(0, None)))(jnp.asarray(thetas), jnp.asarray(inputs))
    for k, theta in enumerate(thetas):
        value, gradient = tape.value_and_grad(theta, inputs)
        assert float(values[k]) == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(gradients[k], gradient, rtol=1e-9, atol=1e-12)
    assert bool(ok.all())
    each = jax.jit(jax.vmap(f, in_axes=(None, 0)))(jnp.asarray(tape.theta), jnp.asarray(inputs))
    apart = tape.value_and_grad(tape.theta, inputs, per_example=True)
    np.testing.assert_allclose(each[0], apart[0], rtol=1e-12)
    np.testing.assert_allclose(each[1], apart[1], rtol=1e-9, atol=1e-12)


@compiles
@pytest.mark.parametrize("make", [conv_net, recurrent])
def test_jax_shares_a_batch_out_among_devices_and_moves_no_data_between_them(make):
    jnp = namespace("jax.numpy")
    from jax import device_put, devices, jit
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    tape, inputs = make()
    mesh = Mesh(np.array(devices()), ("examples",))
    theta = device_put(jnp.asarray(tape.theta), NamedSharding(mesh, PartitionSpec()))
    batch = device_put(jnp.asarray(inputs), NamedSharding(mesh, PartitionSpec("examples")))
    assert len(batch.sharding.device_set) == 4
    compiled = jit(tape.function(jnp)).lower(theta, batch).compile()
    value, gradient, ok = compiled(theta, batch)
    expected = tape.value_and_grad(tape.theta, inputs)
    assert bool(ok)
    assert float(value) == pytest.approx(expected[0], rel=1e-12)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-12)
    assert "all-reduce(" in compiled.as_text()
    assert not any(f"{kind}(" in compiled.as_text() for kind in ("all-gather", "all-to-all", "collective-permute"))


@compiles
def test_one_device_in_four_that_branches_is_enough():
    jnp = namespace("jax.numpy")
    from jax import device_put, devices, jit
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    w = Value(3.0)
    f = jit(record(lambda x: w * x if x > 0 else -x, [w], 2.0).function(jnp))
    shared_out = NamedSharding(Mesh(np.array(devices()), ("examples",)), PartitionSpec("examples"))
    for last, same in ((1.0, True), (-1.0, False)):
        batch = device_put(jnp.asarray([[1.0], [2.0], [3.0], [last]]), shared_out)
        assert bool(f(jnp.asarray([3.0]), batch)[2]) is same
