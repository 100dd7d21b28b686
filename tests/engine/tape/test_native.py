"""A compiled tape says what the tape says (and see test_contract), in machine code unless something is against it."""

import builtins
from random import Random

import numpy as np
import pytest

import engine
from engine import DomainError, ShapeError, Value, record
from engine.errors import MissingPartError
from engine.tape import machine
from nn import MLP, RNN, LSTMCell, unroll
from tests.engine.graphs import random_graph
from tests.engine.tape.test_wasm import GRAPHS, agree, sizes


@pytest.mark.long
@pytest.mark.parametrize("name", GRAPHS)
def test_value_and_gradient_are_those_of_the_tape(name):
    output, leaves = GRAPHS[name]()
    tape, rng = record(output, leaves), np.random.default_rng(1)
    compiled = tape.compile()
    for theta in (tape.theta, tape.theta * (1 + 1e-3 * rng.normal(size=len(leaves)))):
        agree(tape, compiled.value_and_grad(theta), theta, sizes(output, leaves))
        assert compiled.value(theta) == compiled.value_and_grad(theta)[0]
    assert compiled.handed_back == 0


def of_rows() -> tuple[list[Value], list[Value], list[Value]]:
    """A dense layer, softmax, and a maximum in which the examples meet what they share."""
    rng = Random(4)
    model, xs = MLP(3, 5, 4, rng=rng), [Value(rng.gauss(0, 1)) for _ in range(3)]
    z = model(xs)
    shares = [engine.softmax(z)] if isinstance(engine.softmax(z), Value) else engine.softmax(z)
    shared, b = engine.sum([p * p for p in model.parameters()]), next(iter(model.parameters()))
    loss = engine.logsumexp(z) - z[1] + shared * 0.01 + engine.maximum(xs[0], b, xs[1] * b) + (shares[0] * b).tanh()
    return [loss], list(model.parameters()), xs


def of_images() -> tuple[list[Value], list[Value], list[Value]]:
    """Windows that overlap, and maxima of four."""
    rng = Random(5)
    image, kernel = (
        [[Value(rng.gauss(0, 1)) for _ in range(6)] for _ in range(6)],
        [Value(rng.gauss(0, 1)) for _ in range(9)],
    )
    planes = [
        [engine.dot(kernel, [image[r + i][c + j] for i in range(3) for j in range(3)]).relu() for c in range(4)]
        for r in range(4)
    ]
    tops = [engine.maximum(*(planes[r + i][c + j] for i in (0, 1) for j in (0, 1))) for r in (0, 2) for c in (0, 2)]
    return [engine.sum(tops) ** 2], kernel, [x for row in image for x in row]


def of_times() -> tuple[list[Value], list[Value], list[Value]]:
    rng = Random(6)
    cell, xs = LSTMCell(2, 3, rng=rng), [[Value(rng.gauss(0, 1)) for _ in range(2)] for _ in range(4)]
    seen = [x for h, c in unroll(cell, xs) for x in (*h, *c)]
    return [engine.dot(seen, seen)], list(cell.parameters()), [x for row in xs for x in row]


def of_two_outputs() -> tuple[list[Value], list[Value], list[Value]]:
    rng = Random(7)
    net, xs = RNN(1, 4, 2, rng=rng), [[Value(rng.gauss(0, 1))] for _ in range(3)]
    return [y for row in net(xs) for y in row], list(net.parameters()), [x for row in xs for x in row]


BATCHES = {"rows": of_rows, "images": of_images, "times": of_times, "two outputs": of_two_outputs}


@pytest.mark.long
@pytest.mark.parametrize("name", BATCHES)
@pytest.mark.parametrize("examples", [1, 3, 8, 19])
def test_a_batch_is_added_up_or_stays_apart(name, examples):
    outputs, wrt, inputs = BATCHES[name]()
    tape = record(outputs[0] if len(outputs) == 1 else outputs, wrt, inputs)
    compiled, batch = tape.compile(), np.random.default_rng(examples).normal(size=(examples, len(inputs)))
    for per_example in (False, True):
        expected = tape.value_and_grad(None, batch, per_example=per_example, with_inputs=True)
        found = compiled.value_and_grad(None, batch, per_example=per_example, with_inputs=True)
        for a, b in zip(found, expected, strict=True):
            assert np.shape(a) == np.shape(b)
            assert type(a) is type(b)
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(
            compiled.value(None, batch, per_example=per_example), expected[0], rtol=1e-12, atol=1e-13
        )
    assert compiled.handed_back == 0


@pytest.mark.slow  # a second each, to compile them
@pytest.mark.parametrize("seed", range(100, 108))
def test_any_graph_as_a_batch(seed):
    rng = Random(seed)
    output, leaves = random_graph(rng, 6, 60)
    half = len(leaves) // 2
    tape = record(output, leaves[:half], leaves[half:])
    batch = np.array([[x.data * (1 + 0.01 * k) for x in leaves[half:]] for k in range(9)])
    compiled = tape.compile()
    try:
        expected = tape.value_and_grad(None, batch, with_inputs=True)
    except DomainError as error:
        with pytest.raises(DomainError, match=str(error)[:20].replace("(", r"\(").replace("*", r"\*")):
            compiled.value_and_grad(None, batch, with_inputs=True)
        return
    found = compiled.value_and_grad(None, batch, with_inputs=True)
    terms = 1e-9 * (1 + sum(np.abs(part).max(initial=0.0) for part in map(np.asarray, expected)))
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=terms)
    assert compiled.handed_back == 0


@pytest.mark.long
@pytest.mark.parametrize("k", [1, 3, 4, 7, 8, 17])
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 9), (16, 100), (17, 6), (5, 13)])
def test_products_of_matrices_of_any_size(rows, columns, k):
    rng = Random(rows + columns + k)
    w, x = ([[Value(rng.gauss(0, 1)) for _ in range(k)] for _ in range(n)] for n in (rows, columns))
    y = [engine.dot(a, b).relu() for a in w for b in x]
    leaves = [v for row in (*w, *x) for v in row]
    tape = record(engine.dot(y, y), leaves)
    value, slopes = tape.compile().value_and_grad()
    expected, of_tape = tape.value_and_grad()
    assert value == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(slopes, of_tape, rtol=1e-10, atol=1e-11)


@pytest.mark.long
def test_where_a_branch_changes_the_function_itself_is_run():
    w = Value(3.0, "w")
    tape = record(lambda x: w * x if x > 0 else -x, wrt=[w], inputs=2.0)
    compiled = tape.compile()
    assert compiled.value_and_grad([3.0], [4.0])[0] == 12.0
    assert (compiled.handed_back, tape.eager_calls) == (0, 0)
    assert compiled.value([3.0], [[2.0], [-5.0]]) == 11.0
    assert compiled.value([3.0], [[2.0], [-5.0]], per_example=True).tolist() == [6.0, 5.0]
    assert (compiled.handed_back, tape.eager_calls) == (2, 2)


def test_a_leaf_that_was_changed_is_used_as_it_is_now():
    w, scale = Value(3.0, "w"), Value(2.0, "scale")
    compiled = record(lambda: w * scale, wrt=[w]).compile()
    assert compiled.value() == 6.0
    scale.data = 5.0
    assert compiled.value() == 15.0
    assert compiled.handed_back == 1


@pytest.mark.parametrize(
    ("program", "x"),
    [
        (lambda x: (x - 1.0).log(), 0.5),
        (lambda x: x.exp(), 1000.0),
        (lambda x: 0.0 * x.sqrt(), 0.0),
        (lambda x: (x * 1e200) * 1e200, 1e-300),
    ],
)
def test_what_has_no_finite_result_is_refused_in_the_words_of_the_tape(program, x):
    leaf = Value(2.0 if x != 1e-300 else 1e-299, "x")
    tape = record(program(leaf), [leaf])
    with pytest.raises(DomainError) as expected:
        tape.value_and_grad([x])
    with pytest.raises(DomainError) as found:
        tape.compile().value_and_grad([x])
    assert str(found.value) == str(expected.value)


def test_numbers_that_do_not_fit_are_refused():
    w, x = Value(3.0), Value(2.0)
    compiled = record(w * x, [w], [x]).compile()
    with pytest.raises(ShapeError, match="theta has shape"):
        compiled.value([1.0, 2.0])
    with pytest.raises(ShapeError, match="per_example needs inputs with a leading axis"):
        compiled.value([1.0], [2.0], per_example=True)


def test_results_are_not_overwritten_by_the_next_call():
    w, x = Value(3.0), Value(2.0)
    compiled = record(w * x, [w], [x]).compile()
    first = compiled.value_and_grad([1.0], [[2.0], [4.0]], with_inputs=True)
    compiled.value_and_grad([5.0], [[7.0], [8.0]], with_inputs=True)
    assert [np.asarray(part).tolist() for part in first] == [6.0, [6.0], [[1.0], [1.0]]]


@pytest.mark.long
def test_two_tapes_of_one_structure_share_their_code():
    def of(seed):
        output, leaves = random_graph(Random(seed), 6, 40)
        return record(output, leaves).compile()

    first = of(100)
    first.value_and_grad()
    made = machine.compiled.cache_info().misses
    second = of(100)
    second.value_and_grad()
    assert machine.compiled.cache_info().misses == made


@pytest.mark.long
def test_a_long_program_has_no_more_code_than_a_short_one():
    def chain(n):
        x = Value(0.3, "x")
        y = x
        for _ in range(n):
            y = (y * 1.1).tanh() + x
        return record(y, [x])

    chain(10).compile().value_and_grad([0.4])
    made, long = machine.compiled.cache_info().misses, chain(300)
    found = long.compile().value_and_grad([0.4])
    assert machine.compiled.cache_info().misses == made
    np.testing.assert_allclose(found[1], long.value_and_grad([0.4])[1], rtol=1e-12)


def test_without_llvmlite_it_is_said_what_to_install(monkeypatch):
    w = Value(3.0)
    tape, before = record(w * w, [w]), builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] == "llvmlite":
            raise ModuleNotFoundError("No module named 'llvmlite'", name="llvmlite")
        return before(name, *rest)

    machine.llvm_here.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPartError, match=r"needs llvmlite, which is missing: \S+ -m pip install 'llvmlite.*'$"):
        tape.compile()


def test_a_leaf_that_is_the_output_and_examples_without_numbers():
    x, y = Value(2.0), Value(3.0)
    of_leaf, of_product = record(x, [x, y]).compile(), record(x * y, [x, y]).compile()
    value, slopes = of_leaf.value_and_grad([5.0, 6.0])
    assert (value, slopes.tolist()) == (5.0, [1.0, 0.0])
    value, slopes = of_product.value_and_grad([5.0, 6.0], np.zeros((3, 0)))  # three examples, all alike
    assert (value, slopes.tolist()) == (90.0, [18.0, 15.0])
    assert of_leaf.handed_back + of_product.handed_back == 0


def test_the_working_memory_of_the_four_latest_kinds_of_call_is_kept():
    w, x = Value(3.0), Value(2.0)
    compiled = record(w * x, [w], [x]).compile()
    for n in (1, 2, 3, 4, 2, 5):
        assert compiled.value([2.0], [[1.5]] * n) == 3.0 * n
    assert [*compiled._works] == [(2, 0), (3, 0), (4, 0), (5, 0)]
    assert [work.values.size for work in compiled._works.values()] == [2 + 2 * n for n in (2, 3, 4, 5)]
    compiled.value_and_grad([2.0], [1.5])
    compiled.value_and_grad([2.0], [1.5], with_inputs=True)
    assert [*compiled._works] == [(4, 0), (5, 0), (None, 1), (None, 3)]
    assert sorted(compiled._plans) == [False, True]


def test_a_comparison_of_shared_numbers_with_those_of_each_example_has_to_come_out_as_it_did():
    w = Value(3.0, "w")
    compiled = record(lambda x: w * x[1] if x[0] > w else w - x[1], wrt=[w], inputs=[5.0, 1.0]).compile()
    for theta, rows, value, answered in (
        (3.0, [[5.0, 1.0], [4.0, 2.0]], 9.0, 0),
        (4.5, [[5.0, 1.0], [4.0, 2.0]], 4.5 + 2.5, 1),
        (4.5, [[4.0, 2.0], [5.0, 1.0]], 4.5 + 2.5, 1),
        (3.0, [[4.0, 2.0], [5.0, 1.0], [6.0, -1.0]], 6.0, 0),
    ):
        before = compiled.handed_back
        assert compiled.value([theta], rows) == value
        assert compiled.handed_back - before == answered


@pytest.mark.long
def test_soft_choices_of_several_lengths_among_shared_numbers_and_those_of_each_example():
    ws, xs = [Value(0.3 * i - 0.5, f"w{i}") for i in range(3)], [Value(0.2 * i, f"x{i}") for i in range(3)]
    mixed = [v for pair in zip(ws, xs, strict=True) for v in pair]
    outputs = [engine.sum([y.sin() for y in engine.softmax(mixed[:n])]) for n in (3, 4, 5, 6)]
    loss = engine.sum(outputs) + engine.maximum(*mixed) * engine.maximum(xs[0], ws[1], xs[2] * 2.0)
    tape, batch = record(loss, ws, xs), np.random.default_rng(8).normal(size=(5, 3))
    assert np.isneginf(tape._program.constants).any(), "a constant that is not finite is no reason to ask the tape"
    compiled = tape.compile()
    for inputs in (batch, batch[0]):
        found = compiled.value_and_grad(None, inputs, with_inputs=True)
        for ours, theirs in zip(found, tape.value_and_grad(None, inputs, with_inputs=True), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)
    assert compiled.handed_back == 0
