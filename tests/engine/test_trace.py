"""The story of one pass: which steps there are, in which order, and in which words."""

import tracemalloc
from dataclasses import FrozenInstanceError
from random import Random

import pytest

from engine import Constant, DomainError, Value, dot, gradient, scope, topological_order
from engine.numeric import numeric_gradient
from engine.trace import Known, Step, TracedNode, TracedScope, trace
from engine.words.names import names_of
from engine.words.notation import Notation
from engine.words.story import LatexStory, Story
from tests.engine.graphs import random_graph


def small():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    e = a * b
    e.label = "e"
    loss = e + a
    loss.label = "L"
    return loss


def words(output, **options):
    return [step.splitlines() for step in Story(trace(output, **options)).steps()]


def test_every_step_of_a_small_graph_in_words():
    assert words(small()) == [
        ["a = 2, b = -3"],
        ["e = a*b = 2*(-3) = -6"],
        ["L = e + a = -6 + 2 = -4"],
        ["dL/dL = 1"],
        ["dL/de = 1", "upstream × partial = dL/dL × dL/de = 1 × 1 = 1", "e.grad = 1"],
        ["dL/da = 1", "upstream × partial = dL/dL × dL/da = 1 × 1 = 1", "a.grad = 1 (so far)"],
        ["de/da = b = -3", "upstream × partial = dL/de × de/da = 1 × (-3) = -3", "a.grad = 1 + (-3) = -2"],
        ["de/db = a = 2", "upstream × partial = dL/de × de/db = 1 × 2 = 2", "b.grad = 2"],
    ]


def test_every_step_of_a_small_graph_in_latex():
    steps = LatexStory(trace(small())).steps()
    assert [step.replace(r"\left", "").replace(r"\right", "").splitlines() for step in steps] == [
        ["a = 2, b = -3"],
        [r"e = a \cdot b = 2 \cdot (-3) = -6"],
        ["L = e + a = -6 + 2 = -4"],
        [r"\frac{\partial L}{\partial L} = 1"],
        [
            r"\frac{\partial L}{\partial e} = 1",
            r"\frac{\partial L}{\partial L} \cdot \frac{\partial L}{\partial e} = 1 \cdot 1 = 1",
            r"\frac{\partial L}{\partial e} = 1",
        ],
        [
            r"\frac{\partial L}{\partial a} = 1",
            r"\frac{\partial L}{\partial L} \cdot \frac{\partial L}{\partial a} = 1 \cdot 1 = 1",
            r"\frac{\partial L}{\partial a} = 1 \quad \text{(so far)}",
        ],
        [
            r"\frac{\partial e}{\partial a} = b = -3",
            r"\frac{\partial L}{\partial e} \cdot \frac{\partial e}{\partial a} = 1 \cdot (-3) = -3",
            r"\frac{\partial L}{\partial a} = 1 + (-3) = -2",
        ],
        [
            r"\frac{\partial e}{\partial b} = a = 2",
            r"\frac{\partial L}{\partial e} \cdot \frac{\partial e}{\partial b} = 1 \cdot 2 = 2",
            r"\frac{\partial L}{\partial b} = 2",
        ],
    ]


def test_a_negative_number_is_in_parentheses_but_at_the_front():
    x, y = Value(-2.0, "x"), Value(-3.0, "y")
    loss = -x * y + x
    loss.label = "L"
    assert words(loss)[-1] == [
        "d(-x)/dx = -1",
        "upstream × partial = dL/d(-x) × d(-x)/dx = -3 × (-1) = 3",
        "x.grad = 1 + 3 = 4",
    ]
    assert words(x * -1.0 + x * -4.0)[-1][-1] == "x.grad = -4 + (-1) = -5"


def test_a_label_that_is_no_name_is_in_parentheses_where_it_could_be_misread():
    x = Value(3.0, "x + 1")
    y = x * 2.5
    y.label = "y z"
    assert words(y)[1:] == [
        ["y z = (x + 1)*2.5 = 3*2.5 = 7.5"],
        ["d(y z)/d(y z) = 1"],
        [
            "d(y z)/d(x + 1) = 2.5",
            "upstream × partial = d(y z)/d(y z) × d(y z)/d(x + 1) = 1 × 2.5 = 2.5",
            "(x + 1).grad = 2.5",
        ],
    ]


def test_a_leaf_has_no_formula():
    story = Story(trace(small()))
    assert [story.formula(i) for i in range(4)] == ["", "", "a*b", "e + a"]
    assert [story.formula(i, in_numbers=True) for i in range(4)] == ["", "", "2*(-3)", "-6 + 2"]
    assert [story.partial(i, 1) for i in range(4)] == ["", "", "a", "1"]
    assert [story.partial(i, 0, in_numbers=True) for i in range(4)] == ["", "", "-3", "1"]


def test_many_leaves_and_many_contributions_are_cut_in_the_middle():
    xs = [Value(float(i), f"x{i}") for i in range(1, 10)]
    assert words(dot(xs, xs))[0] == ["x1 = 1, x2 = 2, x3 = 3, …, x9 = 9"]
    assert words(dot(xs[:6], xs[:6]))[0] == ["x1 = 1, x2 = 2, x3 = 3, x4 = 4, x5 = 5, x6 = 6"]


def test_a_value_used_twice_tells_which_use_is_meant():
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    first, second = words(y)[-2:]
    assert first[0] == "dy/dx (input 1 of 2) = x = 3"
    assert second[0] == "dy/dx (input 2 of 2) = x = 3"
    assert (first[2], second[2]) == ("x.grad = 3 (so far)", "x.grad = 3 + 3 = 6")


def test_long_sums_are_cut_in_the_middle():
    x, w = [Value(float(i), f"x{i}") for i in range(1, 21)], Value(1.0, "w")
    assert words(dot([w] * 20, x))[1] == [
        "w*x1 + … + w*x20 = w*x1 + w*x2 + w*x3 + … + w*x20 = 1*1 + 1*2 + 1*3 + … + 1*20 = 210"
    ]
    sums = [lines[-1] for lines in words(dot([w] * 20, x)) if lines[-1].startswith("w.grad")]
    assert sums[-1] == "w.grad = 1 + 2 + 3 + … + 20 = 210"


def test_no_step_goes_into_a_constant_and_a_constant_with_a_label_is_data():
    w = Value(5.0, "w")
    seen = trace((2 * w) * (w + Constant(1.0, "x")))
    assert [node.kind for node in seen.nodes] == ["constant", "variable", "operation", "constant", *["operation"] * 2]
    assert [node.is_data for node in seen.nodes] == [False, False, False, True, False, False]
    assert {seen.nodes[step.input].kind for step in seen.steps if step.kind == "backward"} == {"variable", "operation"}
    assert seen.nodes[0].gradient == 30.0, "the columns keep it"
    told = Story(seen).steps()
    assert told[0] == "w = 5, x = 1", "what is given, without the numbers that are only written into an expression"
    assert told[2] == "w + x = 5 + 1 = 6"
    assert Constant(1.0).label == "", "only a label makes data"


def test_labels_of_any_kind_stay_on_one_line():
    y = Value(1.0, "two\nlines \x00 and more" * 20) + Value(1.0, "b")
    assert all(len(lines) == 1 for lines in words(y)[:3])
    assert len(names_of(trace(y))[0]) <= 40


def test_a_leaf_alone_has_its_own_gradient():
    assert words(Value(2.0, "x")) == [["x = 2"], ["dx/dx = 1"]]


def test_nodes_steps_and_scopes_of_a_small_graph():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    with scope("net"):
        with scope("cell"):
            e = a * b
        loss = e + a * 1
    seen = trace(loss, lines={e: 7})
    assert list(seen.nodes) == [
        TracedNode(0, "a", "variable", 2.0, "", (), (0,), None, -2.0, ()),
        TracedNode(1, "b", "variable", -3.0, "", (), (0, 1), None, 2.0, ()),
        TracedNode(2, "", "operation", -6.0, "*", (0, 1), (0, 1), 7, 1.0, (-3.0, 2.0)),
        TracedNode(3, "", "constant", 1.0, "", (), (0,), None, 2.0, ()),
        TracedNode(4, "", "operation", 2.0, "*", (0, 3), (0,), None, 1.0, (1.0, 2.0)),
        TracedNode(5, "", "operation", -4.0, "+", (2, 4), (0,), None, 1.0, (1.0, 1.0)),
    ]
    backward = [
        Step("backward", 5, 0, 2, upstream=1.0, partial=1.0, contribution=1.0, total=1.0),
        Step("backward", 5, 1, 4, upstream=1.0, partial=1.0, contribution=1.0, total=1.0),
        Step("backward", 4, 0, 0, upstream=1.0, partial=1.0, contribution=1.0, total=1.0, complete=False),
        Step("backward", 2, 0, 0, upstream=1.0, partial=-3.0, contribution=-3.0, total=-2.0),
        Step("backward", 2, 1, 1, upstream=1.0, partial=2.0, contribution=2.0, total=2.0),
    ]
    forward = [Step("forward", 2), Step("forward", 4), Step("forward", 5)]
    assert list(seen.steps) == [Step("leaves"), *forward, Step("seed", 5, total=1.0), *backward]
    assert seen.scopes == (TracedScope(0, "net", None), TracedScope(1, "cell", 0))
    assert [list(seen.inputs_of(i)) for i in (0, 2, 5)] == [[], [0, 1], [2, 4]]
    assert [seen.scope_path(key) for key in (-1, 0, 1)] == [(), (0,), (0, 1)]
    assert list(seen.last) == [4, 5, 0, 3, 1, -1], "the edges, counted from 0; the output has no user"
    assert [seen.first[i] for i in seen.operations] == [4, 2, 0]
    assert list(seen.flowing) == [0, 1, 2, 4, 5], "all but the one into the 1"


def test_what_a_trace_hands_out_cannot_be_changed():
    seen = trace(small())
    made = [(seen, "data"), (seen.nodes[0], "data"), (seen.steps[0], "kind"), (seen.known_at(0), "data")]
    for part, name in (*made, (TracedScope(0, "net", None), "name")):
        with pytest.raises(FrozenInstanceError):
            setattr(part, name, 0)
    assert len({seen, seen, trace(small())}) == 2


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("expand", [False, True])
def test_steps_are_leaves_operations_seed_and_one_for_each_operand_that_is_no_constant(seed, expand):
    loss, _ = random_graph(Random(seed))
    seen = trace(loss, expand=expand)
    operations = [node for node in seen.nodes if node.inputs]
    slots = [
        (node.index, k) for node in operations for k, x in enumerate(node.inputs) if seen.nodes[x].kind != "constant"
    ]
    assert len(seen.steps) == 1 + len(operations) + 1 + len(slots)
    assert [step.node for step in seen.steps if step.kind == "forward"] == [node.index for node in operations]
    assert sorted((step.node, step.slot) for step in seen.steps if step.kind == "backward") == slots
    assert all(seen.nodes[step.node].inputs[step.slot] == step.input for step in seen.steps if step.slot is not None)


@pytest.mark.parametrize("seed", range(8))
def test_contributions_add_up_to_the_gradients(seed):
    loss, _ = random_graph(Random(seed))
    seen = trace(loss)
    sums = dict.fromkeys(range(len(seen.nodes)), 0.0)
    for step in seen.steps:
        if step.kind == "backward":
            assert step.contribution == step.upstream * step.partial
            assert step.upstream == seen.nodes[step.node].gradient, "what arrives at an operation is complete"
            sums[step.input] += step.contribution
            assert step.total == sums[step.input]
    gradients = gradient(loss, list(seen.values))
    assert [node.gradient for node in seen.nodes] == gradients
    flowed = [0.0 if node.kind == "constant" else node.gradient for node in seen.nodes]
    assert [sums[i] for i in range(len(gradients) - 1)] == flowed[:-1]


def test_the_last_contribution_and_no_other_completes_a_sum():
    seen = trace(small())
    complete = [(seen.nodes[s.input].label, s.complete) for s in seen.steps if s.kind == "backward"]
    assert complete == [("e", True), ("a", False), ("a", True), ("b", True)]
    assert all(step.complete for step in seen.steps if step.kind != "backward")


def test_the_traced_gradient_is_the_slope_of_the_function():
    def f(a, b):
        return (a * b).tanh() + a * a

    xs = [0.7, -0.4]
    leaves = [Value(x, name) for x, name in zip(xs, "ab", strict=True)]
    seen = trace(f(*leaves))
    found = {node.label: node.gradient for node in seen.nodes}
    assert [found["a"], found["b"]] == pytest.approx(numeric_gradient(f, xs), rel=1e-6)


def test_tracing_leaves_every_grad_alone():
    loss = small()
    trace(loss, expand=True)
    assert [node.grad for node in topological_order(loss)] == [0.0] * 4


def test_lines_and_scopes_and_values_are_kept():
    x = Value(2.0, "x")
    with scope("outer"), scope("inner"):
        y = dot([x, x], [x, 1.0])
    for expand in (False, True):
        seen = trace(y, lines={y: 7}, expand=expand)
        assert {node.line for node in seen.nodes if node.inputs} == {7}
        assert [(part.name, part.parent) for part in seen.scopes] == [("outer", None), ("inner", 0)]
        assert seen.nodes[-1].scope == (0, 1)
        assert seen.values[seen.nodes[0].index].data == seen.nodes[0].data


@pytest.mark.parametrize("seed", range(4))
def test_what_is_known_after_a_step_is_what_the_steps_have_told(seed):
    seen = trace(small() if seed == 0 else random_graph(Random(seed))[0])
    leaves = {node.index for node in seen.nodes if not node.inputs}
    data, totals, partials = set(), {}, {}
    for k, step in enumerate(seen.steps):
        if step.kind == "backward":
            partials[step.node, step.slot] = step.partial
            totals[step.input] = step.total, step.complete
        elif step.kind == "seed":
            totals[step.node] = 1.0, True
        else:
            data |= leaves if step.kind == "leaves" else {step.node}
        assert seen.known_at(k) == Known(frozenset(data), totals, partials)


def test_what_is_known_in_the_middle_of_a_sum():
    known = trace(small()).known_at(5)
    assert known.data == {0, 1, 2, 3}
    assert known.totals == {3: (1.0, True), 2: (1.0, True), 0: (1.0, False)}
    assert known.partials == {(3, 0): 1.0, (3, 1): 1.0}


def test_an_undefined_derivative_is_refused_with_its_place():
    x = Value(0.0, "x")
    with pytest.raises(DomainError, match="'x'"):
        trace(x.sqrt())


def test_text_and_latex_have_the_same_lines():
    seen = trace(random_graph(Random(1))[0])
    for text, latex in zip(Story(seen).steps(), LatexStory(seen).steps(), strict=True):
        assert text.count("\n") == latex.count("\n")


def chain(n):
    """One leaf that every operation of a chain uses."""
    w = Value(1.0, "w")
    y = Value(2.0, "x")
    for _ in range(n):
        y = y * w
    return y


@pytest.mark.long
def test_a_trace_keeps_numbers_and_makes_a_step_when_it_is_asked_for():
    output = chain(5000)
    tracemalloc.start()
    seen = trace(output)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 150 * 5000, "bytes for an operation: columns"
    assert peak < 500 * 5000
    assert len(seen.steps) == 1 + 5000 + 1 + 2 * 5000
    assert (seen.steps[-1].node, seen.steps[-1].total, seen.steps[-1].complete) == (2, 5000 * 2.0, True)


def test_nodes_and_steps_are_sequences():
    seen = trace(small())
    for made in (seen.nodes, seen.steps):
        every = tuple(made)
        assert len(every) == len(made)
        assert tuple(made[k] for k in range(len(made))) == every
        assert (made[-1], made[1:3], tuple(reversed(made))) == (every[-1], every[1:3], every[::-1])
        with pytest.raises(IndexError):
            made[len(made)]


@pytest.mark.long
def test_the_words_of_a_leaf_that_is_used_everywhere_grow_with_the_graph_only():
    class Counting(Notation):
        written = 0

        def number(self, x):
            Counting.written += 1
            return super().number(x)

    class Told(Story):
        notation = Counting()

    def numbers_written(n):
        Counting.written = 0
        Told(trace(chain(n))).steps()
        return Counting.written

    small, large = numbers_written(50), numbers_written(200)
    assert large < 4.1 * small
