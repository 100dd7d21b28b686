"""A tape in WebAssembly says what the tape says: node for the numbers (and test_contract), Chromium for the speed."""

from random import Random

import numpy as np
import pytest

import engine
from engine import PRIMITIVES, DomainError, ShapeError, Value, record, topological_order
from engine.arithmetic import Floats
from engine.backward import sweep
from engine.errors import MovedError
from engine.printing.assembler import wat
from engine.printing.kernels import Shape, backward, forward
from engine.tape.guards import BranchError
from nn import MLP, RNN
from tests.benchmarks import digits, gpt, moons
from tests.engine.graphs import random_graph
from tests.engine.wasm import RUN, answered, asked, at, in_node


class Sizes:
    """An arithmetic for a sweep that adds up |terms|: what an error of a gradient is measured against."""

    zero, gives_graphs = 0.0, False

    @staticmethod
    def partials_of(node):
        return [abs(x) for x in Floats.partials_of(node)]

    @staticmethod
    def are_finite(numbers):
        return True


def sizes(output: Value, leaves: list[Value]) -> np.ndarray:
    found = {node: g for node, g, _ in sweep(topological_order(output), Sizes)}
    return np.array([found.get(leaf, 0.0) for leaf in leaves])


def of_moons() -> tuple[Value, list[Value]]:
    model = moons.Eager(written_out=False)
    return model.loss(), model.parameters


def of_images() -> tuple[Value, list[Value]]:
    net = digits.ConvNet()
    return net.many_inputs(), net.parameters


def of_sentence() -> tuple[Value, list[Value]]:
    _, weights, leaves = gpt.step(Value, gpt.ManyInputs)
    return gpt.loss(weights, gpt.ManyInputs), leaves


def of_sequence() -> tuple[Value, list[Value]]:
    rng = Random(2)
    net = RNN(2, 5, 1, rng=rng)
    outputs = net([[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(6)])
    return engine.sum([(y - 0.3) ** 2 for (y,) in outputs]), list(net.parameters())


GRAPHS = {"moons": of_moons, "images": of_images, "sentence": of_sentence, "sequence": of_sequence}
GRAPHS |= {f"random {seed}": lambda seed=seed: random_graph(Random(seed), 6, 120) for seed in (100, 101, 103, 105)}


def agree(tape, found, theta, terms) -> None:
    """The value agrees to 1e-9 of itself, each slope to 1e-9 of the sum of |terms|."""
    value, slopes = tape.value_and_grad(theta)
    assert abs(found[0] - value) <= 1e-9 * max(abs(value), 1e-3)
    assert (np.abs(found[1] - slopes) <= 1e-9 * terms).all()


@pytest.mark.long
@pytest.mark.parametrize("name", GRAPHS)
def test_value_and_gradient_are_those_of_the_tape(name):
    output, leaves = GRAPHS[name]()
    tape, rng = record(output, leaves), np.random.default_rng(1)
    for theta in (tape.theta, tape.theta * (1 + 1e-3 * rng.normal(size=len(leaves)))):
        agree(tape, in_node(tape, theta), theta, sizes(output, leaves))


def test_a_batch_is_added_up_or_stays_apart():
    rng = Random(3)
    model, xs, y = MLP(2, 4, 1, rng=rng), [Value(0.1, "a"), Value(0.2, "b")], Value(1.0, "y")
    loss = (model(xs)[0] - y) ** 2
    tape = record(loss, list(model.parameters()), [*xs, y])
    batch = np.random.default_rng(0).normal(size=(7, 3))
    for per_example in (False, True):
        expected = tape.value_and_grad(tape.theta, batch, per_example=per_example, with_inputs=True)
        found = in_node(tape, tape.theta, batch, with_inputs=True, per_example=per_example)
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(in_node(tape, tape.theta, batch, values=True)[0], tape.value(tape.theta, batch))
    with pytest.raises(ShapeError, match="give 3 numbers as inputs"):
        in_node(tape, tape.theta, [1.0, 2.0])
    with pytest.raises(ShapeError, match=r"theta has shape \(1,\), but 17 leaves"):
        in_node(tape, [1.0], batch)


def test_several_outputs_have_a_list_of_gradients():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    tape = record([x * y, (x / y).exp(), y], [x, y])
    expected = tape.value_and_grad()
    for a, b in zip(in_node(tape, tape.theta), expected, strict=False):
        np.testing.assert_allclose(a, b, rtol=1e-15)


def test_a_leaf_that_is_the_output_and_one_without_effect():
    x, y = Value(2.0), Value(3.0)
    value, slopes, _ = in_node(record(x, [x, y]), [5.0, 6.0])
    assert (float(value), slopes.tolist()) == (5.0, [1.0, 0.0])


def test_guards_hold_as_in_python():
    w = Value(3.0, "w")
    tape = record(lambda x: w * x if x > 0 else -x, wrt=[w], inputs=2.0)
    assert float(in_node(tape, [3.0], [4.0])[0]) == 12.0
    with pytest.raises(BranchError, match="another way"):
        in_node(tape, [3.0], [-4.0])
    with pytest.raises(BranchError):
        in_node(tape, [3.0], [[1.0], [-4.0]])
    highest = record(lambda xs: max(xs[0] * w, xs[1]), wrt=[w], inputs=[1.0, 2.0])
    assert float(in_node(highest, [3.0], [1.0, 2.0])[0]) == 3.0
    with pytest.raises(BranchError):
        in_node(highest, [3.0], [0.5, 2.0])


@pytest.mark.parametrize(
    ("program", "x", "words"),
    [
        (lambda x: (x - 1.0).log(), 0.5, r"^log: log\(-0.5\) has no finite real value; "),
        (lambda x: x.exp(), 1000.0, r"^exp: exp\(1000\) has no finite real value \(input 'x' = 1000\); "),
        (lambda x: x.sqrt(), 0.0, r"^backward: the gradient of 'x' \(data 0\) overflows; "),
        (lambda x: 0.0 * x.sqrt(), 0.0, r"^backward: the gradient of 'x' \(data 0\) does not exist \(it is nan\); "),
        (lambda x: (x * 1e200) * 1e200, 1e-300, r"^backward: the gradient of 'x' \(data 1e-300\) overflows; "),
    ],
)
def test_what_has_no_finite_result_is_refused_with_its_name(program, x, words):
    leaf = Value(2.0 if x != 1e-300 else 1e-299, "x")
    tape = record(program(leaf), [leaf])
    with pytest.raises(DomainError):
        tape.value_and_grad([x])
    with pytest.raises(DomainError, match=words):
        in_node(tape, [x])


def test_infinity_that_has_no_effect_hands_nothing_on():
    x = Value(2.0, "x")
    tape = record(engine.minimum(x * x, 5.0), [x])
    value, slopes, _ = in_node(tape, [float("inf")])
    assert (float(value), slopes.tolist()) == (5.0, [0.0])


def test_a_leaf_that_was_changed_is_noticed():
    w, scale = Value(3.0, "w"), Value(2.0, "scale")
    tape = record(lambda: w * scale, wrt=[w])
    scale.data = 5.0
    with pytest.raises(MovedError, match="record it again"):
        tape.wasm()


@pytest.mark.long
def test_a_long_program_has_no_more_code_than_a_short_one():
    def chain(n):
        x = Value(0.3, "x")
        y = x
        for _ in range(n):
            y = (y * 1.1).tanh() + x
        return record(y, [x])

    short, long = chain(10), chain(300)
    assert short.wasm().text.count("(func") == long.wasm().text.count("(func")
    np.testing.assert_allclose(in_node(long, [0.4])[1], long.value_and_grad([0.4])[1], rtol=1e-12)


TANH = """\
(func $tanh (param $step i32) (param $ignored f64)
  (local $y i32) (local $row0 i32) (local $p0 i32) (local $next0 i32) (local $j i32)
  (local $i i32)
  (local.set $y (i32.load offset=16 (local.get $step)))
  (local.set $row0 (i32.load offset=20 (local.get $step)))
  (local.set $next0 (i32.load offset=24 (local.get $step)))
  (local.set $j (i32.load offset=8 (local.get $step)))
  (loop $rows
    (local.set $p0 (local.get $row0))
    (local.set $i (i32.load offset=12 (local.get $step)))
    (loop $columns
      (f64.store (local.get $y) (call $tanh (f64.load (local.get $p0))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $p0 (i32.add (local.get $p0) (i32.load offset=32 (local.get $step))))
      (br_if $columns (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.set $row0 (i32.add (local.get $row0) (i32.load offset=28 (local.get $step))))
    (br_if $rows (local.tee $j (i32.sub (local.get $j) (i32.const 1))))))"""


def test_tanh_to_be_read_beside_its_row():
    shape = Shape(PRIMITIVES["tanh"], (1,), (False,))
    assert wat(forward(shape, "tanh")) == TANH
    text = wat(backward(shape, [True], 800, "back"))
    assert text.count("call $exp") == 1  # what sigmoid(2x) and sigmoid(-2x) have in common
    assert wat(backward(shape, [False], 800, "back")) == "(func $back (param $step i32) (param $ignored f64))"


SPEED = """async asked => {
  const bytes = Uint8Array.from(atob(asked.bytes), x => x.charCodeAt(0));
  const { load } = await import(`data:text/javascript;base64,${asked.loader}`);
  const theta = asked.calls[0].theta.map(Number);
  const start = performance.now(), tape = await load(bytes), compiled = performance.now() - start;
  let steps = 0, begun = performance.now();
  for (let i = 0; i < 200; i += 1) tape.valueAndGrad(theta);
  for (begun = performance.now(); performance.now() - begun < 1000; steps += 1) tape.valueAndGrad(theta);
  return { compiled, perSecond: 1000 * steps / (performance.now() - begun) };
}"""


@pytest.fixture(scope="module")
def page(browser):
    """A page in Chromium."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", GRAPHS)
def test_chromium_says_the_same(name, page):
    output, leaves = GRAPHS[name]()
    tape = record(output, leaves)
    (answer,) = page.evaluate(RUN, asked(tape.wasm(), at(tape.theta)))
    agree(tape, answered(answer), tape.theta, sizes(output, leaves))


def test_chromium_does_a_thousand_moons_steps_a_second_with_little_code(page):
    output, leaves = of_moons()
    tape = record(output, leaves)
    made = tape.wasm()
    assert len(made.bytes) + len(made.loader) <= 40 * 1024
    measured = page.evaluate(SPEED, asked(made, at(tape.theta)))
    assert measured["perSecond"] >= 1000, measured
    print({name: round(measured[name], 1) for name in ("compiled", "perSecond")}, len(made.bytes), len(made.loader))
