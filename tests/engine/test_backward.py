"""Reverse mode: gradients, accumulation, and gradients that are graphs themselves."""

import gc
import inspect
import math

import pytest

from engine import Constant, NotANumberError, Value, gradient, hessian, maximum
from engine.backward import backward, refuse_overflow, sweep
from engine.errors import ArgumentError, DomainError
from engine.graph import topological_order

CHAIN = 100_000  # a hundred times deeper than Python's own stack; a million in tests/benchmarks


def test_the_product_rule():
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    c.backward()
    assert (a.grad, b.grad, c.grad) == (-3.0, 2.0, 1.0)


# Expressions of micrograd's own test file and README; the numbers are those that PyTorch gives for them.


def test_reference_expression_one():
    x = Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    y = h + q + q * x
    y.backward()
    assert y.data == -20.0
    assert x.grad == 46.0


def test_reference_expression_two():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert g.data == pytest.approx(24.70408163265306, rel=1e-15)
    assert a.grad == pytest.approx(138.83381924198252, rel=1e-15)
    assert b.grad == pytest.approx(645.5772594752186, rel=1e-15)


# Shapes of graphs.


def test_a_repeated_input_counts_every_time():
    x = Value(3.0)
    assert gradient(x + x, x) == 2.0
    assert gradient(x * x * x, x) == 27.0
    assert gradient(maximum(x, x), x) == 1.0


def test_a_diamond_adds_up_its_paths():
    x = Value(2.0)
    u, v = 3 * x, x * x
    assert gradient(u * v, x) == 3 * 4 + 6 * 4


def test_many_diamonds_on_top_of_each_other():
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    assert gradient(y, x) == 2.0**60


def test_an_inner_node_used_again_later():
    a = Value(2.0)
    b = a + a
    c = b + b
    d = c + b
    d.backward()
    assert (a.grad, b.grad, c.grad, d.grad) == (6.0, 3.0, 1.0, 1.0)


def test_a_leaf_is_its_own_gradient():
    x = Value(5.0)
    x.backward()
    assert x.grad == 1.0
    assert gradient(x, x) == 1.0


def test_what_the_output_does_not_depend_on_has_gradient_zero():
    x, y = Value(1.0), Value(2.0)
    assert gradient(x * 3, [y, x]) == [0.0, 3.0]
    assert gradient(x * 3, y, create_graph=True).data == 0.0


# Two passes.


def two_passes(make):
    x = Value(0.7, "x")
    out = make(x)
    out.backward()
    once = x.grad
    out.backward()
    return once, x.grad


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x,
        lambda x: x + 1,
        lambda x: x + x,
        lambda x: (x * x) * (x * x),
        lambda x: (x.tanh() + x) * x.tanh(),
        lambda x: (b := x + x) + (b + b) * b,
    ],
)
def test_two_calls_give_exactly_twice(make):
    once, twice = two_passes(make)
    assert once != 0.0
    assert twice == 2 * once


def test_results_of_operations_do_not_leak_between_passes():
    x = Value(3.0)
    y = x * x
    z = y * 2
    z.backward()
    z.backward()
    assert (y.grad, z.grad) == (2.0, 1.0)
    y.backward()
    assert y.grad == 1.0


def test_what_depends_on_constants_only_has_a_graph_and_may_be_differentiated_again():
    a, b = Constant(2.0), Constant(3.0)
    assert a > 1.0
    y = a * b
    for passes in (1, 2):
        y.backward()
        assert (a.grad, b.grad) == (3.0 * passes, 2.0 * passes)


def test_losses_of_a_batch_add_up_on_the_leaves():
    w = Value(2.0)
    for x in (1.0, 2.0, 3.0):
        (w * x).backward()
    assert w.grad == 6.0


def test_a_gradient_that_was_set_to_none_is_0():
    """A habit from PyTorch."""
    v = Value(2.0, "v")
    y = v * 3.0
    y.backward()
    v.grad = None
    y.backward()
    assert (v.grad, v.passes) == (3.0, 1)


def test_a_gradient_that_was_set_to_no_number_is_refused_with_the_leaf_it_belongs_to():
    v, w = Value(2.0, "v"), Value(3.0, "w")
    for wrong in ("0", [0.0], v):
        w.grad = wrong
        with pytest.raises(NotANumberError, match=r"the gradient of the leaf 'w' was set to .*; set it to a number"):
            (v * w).backward()


def test_a_leaf_counts_the_passes_since_its_gradient_was_zero():
    w = Value(2.0)
    y, counts = w * 3.0, []
    for _ in range(4):
        y.backward()
        counts.append(w.passes)
    w.grad = 0.0
    y.backward()
    assert [*counts, w.passes] == [1, 2, 3, 4, 1]


def test_backward_through_an_earlier_result_counts_only_below_it():
    x = Value(3.0)
    y = x * x
    (y * 10).backward()
    x.grad = 0.0
    y.backward()
    assert x.grad == 6.0


# gradient().


def test_gradient_leaves_every_grad_alone():
    x = Value(3.0)
    y = x * x
    x.grad, y.grad = 5.0, 7.0
    assert gradient(y, x) == 6.0
    gradient(y, [x, y], create_graph=True)
    assert (x.grad, y.grad) == (5.0, 7.0)


def test_gradient_has_the_form_that_was_asked_for():
    x, y = Value(3.0), Value(4.0)
    z = x * y
    assert gradient(z, x) == 4.0
    assert gradient(z, [x]) == [4.0]
    assert gradient(z, (x, y, z, x)) == [4.0, 3.0, 1.0, 4.0]
    assert gradient(z, []) == []
    assert isinstance(gradient(z, x, create_graph=True), Value)
    assert [g.data for g in gradient(z, [x, y], create_graph=True)] == [4.0, 3.0]


@pytest.mark.parametrize(
    ("labels", "names"), [(("w", "loss"), ("w", "loss")), (("", ""), ("Value(2.0)", "Value(6.0, op='*')"))]
)
def test_who_asks_for_the_gradient_the_wrong_way_round_reads_both_names(labels, names):
    x = Value(2.0, labels[0])
    y = x * 3
    y.label, (inner, outer) = labels[1], names
    with pytest.raises(ArgumentError) as caught:
        gradient(x, y)
    assert str(caught.value) == (
        f"gradient: {inner} does not depend on {outer}, it is {outer} that depends on {inner}; "
        f"write gradient({outer}, {inner})"
    )


@pytest.mark.parametrize(("f", "said"), [(Value.sqrt, r"sqrt\(0\)"), (lambda x: x**0.5, r"0\*\*0.5")])
def test_of_a_gradient_that_is_nan_the_operation_without_a_derivative_is_told(f, said):
    x = Value(0.0, "x")
    with pytest.raises(DomainError, match=rf"'x' .* does not exist \(it is nan\); .*the derivative of {said}"):
        refuse_overflow({x: math.nan, f(x): 1.0})


def test_an_intermediate_result_has_a_gradient():
    x = Value(2.0)
    y = x * x
    assert gradient(y.exp() * x, y) == pytest.approx(2.0 * 54.598150033144236)


def test_rows_of_values_have_rows_of_gradients():
    a, b, c = Value(2.0), Value(3.0), Value(5.0)
    assert gradient(a * b, [[a, b], [c]]) == [[3.0, 2.0], [0.0]]
    ((slope,),) = gradient(a**2 * b, [[a]], create_graph=True)
    assert gradient(slope, [[a]], seed=10.0) == [[60.0]]
    assert gradient(a * b, [[[a], [b]], [[c]]]) == [[[3.0], [2.0]], [[0.0]]]
    assert gradient(a, []) == []


@pytest.mark.parametrize("wrong", [[3.0], ["x"], [[3.0]], [[Value(1.0)], Value(2.0)]])
def test_only_values_have_gradients(wrong):
    with pytest.raises(NotANumberError, match="not a Value"):
        gradient(Value(1.0) * 2, wrong)


def test_a_list_has_no_gradient_and_the_error_says_so():
    x = Value(1.0)
    with pytest.raises(NotANumberError, match="taken apart"):
        gradient([x * 2], x)


# Higher derivatives.


def test_every_derivative_of_a_power():
    x = Value(1.5)
    y, n, expected = x**5, 5, 1.0
    for order in range(5):
        y = gradient(y, x, create_graph=True)
        expected *= n - order
        assert y.data == pytest.approx(expected * 1.5 ** (4 - order), rel=1e-14)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "sigmoid", "softplus", "sqrt"])
def test_fourth_derivative_agrees_with_algebra(name):
    import sympy  # takes long, and every process would wait for it

    t = sympy.Symbol("t")
    formulas = {"sigmoid": 1 / (1 + sympy.exp(-t)), "softplus": sympy.log(1 + sympy.exp(t))}
    formula = formulas.get(name) or getattr(sympy, name)(t)
    x = Value(0.8)
    y = getattr(x, name)()
    for _ in range(4):
        y = gradient(y, x, create_graph=True)
    assert y.data == pytest.approx(float(sympy.diff(formula, t, 4).subs(t, sympy.Float(0.8, 40))), rel=1e-11)


@pytest.mark.slow
def test_hessian_agrees_with_algebra():
    import sympy

    u, v, w = sympy.symbols("u v w")
    formula = sympy.exp(u * v) * sympy.sin(w) + sympy.log(v) / w + u**3 * sympy.tanh(w) + v**u
    at = {u: 0.3, v: 1.7, w: 2.1}
    expected = sympy.hessian(formula, (u, v, w)).evalf(30, subs=at).tolist()
    a, b, c = (Value(x) for x in at.values())
    output = (a * b).exp() * c.sin() + b.log() / c + a**3 * c.tanh() + b**a
    found = hessian(output, [a, b, c])
    for row, exact in zip(found, expected, strict=True):
        assert row == pytest.approx([float(x) for x in exact], rel=1e-12)


def test_hessian_of_one_value_is_a_number():
    x = Value(2.0)
    assert hessian(x**3, x) == 12.0
    assert hessian(x * 3, x) == 0.0


def test_newton_s_method_solves_a_quadratic_in_one_step():
    x = Value(10.0)
    loss = (x - 3) ** 2 * 5 + 1
    assert x.data - gradient(loss, x) / hessian(loss, x) == 3.0


def test_differentiating_through_a_gradient_step():
    """One step of gradient descent, differentiated with respect to its learning rate."""
    x, rate = Value(2.0), Value(0.1)
    slope = gradient(x**2, x, create_graph=True)
    after = (x - rate * slope) ** 2
    assert gradient(after, rate) == pytest.approx(2 * (2 - 0.1 * 4) * -4)


# The one loop.


def test_the_sweep_yields_every_node_when_its_gradient_is_complete():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    product = a * b
    total = product + a
    assert list(sweep(topological_order(total))) == [
        (total, 1.0, (1.0, 1.0)),
        (product, 1.0, (3.0, 2.0)),
        (b, 2.0, ()),
        (a, 4.0, ()),
    ]


def test_gradients_of_zero_are_passed_on_as_floats():
    x, w = Value(-1.0), Value(2.0)
    y = x.relu() * w
    assert [(node, partials) for node, _, partials in sweep(topological_order(y))] == [
        (y, (2.0, 0.0)),
        (w, ()),
        (y.inputs[0], (0.0,)),
        (x, ()),
    ]
    y = (x * w).relu() * 3
    y.backward()
    assert [repr(node.grad) for node in (x, w, y.inputs[0].inputs[0])] == ["0.0"] * 3
    assert repr(gradient(y, x)) == "0.0"


def test_there_is_one_chain_rule():
    """A contribution is added to a gradient in one place of the engine's passes."""
    assert inspect.getsource(sweep).count("+ upstream * partial") == 1
    for function in (sweep, backward, gradient):
        assert "+=" not in inspect.getsource(function)


# Depth.


@pytest.mark.slow
def test_a_deep_chain_builds_differentiates_and_frees_without_recursion():
    gc.disable()
    try:
        before = len(gc.get_objects())
        x = Value(1.0)
        y = x
        for _ in range(CHAIN):
            y = y.sin()
        y.backward()
        slope = gradient(y, x, create_graph=True)
        assert slope.data == x.grad > 0
        del y, slope
        assert len(gc.get_objects()) - before < CHAIN / 10
    finally:
        gc.enable()


@pytest.mark.long
def test_graphs_have_no_cycles_so_reference_counting_frees_them():
    gc.collect()
    gc.disable()
    try:
        x = Value(1.0)
        loss = (x * x).tanh() + x
        loss.backward()
        gradient(loss, x, create_graph=True)
        del x, loss
        assert gc.collect() == 0
    finally:
        gc.enable()


# A seed: the derivative of whatever is wanted by the output.


def test_a_seed_scales_every_gradient():
    x, y = Value(2.0), Value(5.0)
    (x * y).backward(seed=3.0)
    assert (x.grad, y.grad) == (15.0, 6.0)
    assert gradient(x * y, [x, y], seed=-2.0) == [-10.0, -4.0]


def test_seeds_join_a_graph_that_was_cut():
    x = Value(0.3)
    middle = x.exp()
    cut = middle.detach()
    (cut * cut).backward()
    middle.backward(seed=cut.grad)
    assert x.grad == gradient(middle * middle, x)


def test_a_seed_may_be_on_a_graph():
    x, seed = Value(3.0), Value(5.0)
    slope = gradient(x * x, x, create_graph=True, seed=seed)
    assert (slope.data, gradient(slope, seed)) == (30.0, 6.0)


def test_a_seed_is_a_number():
    with pytest.raises(NotANumberError, match="expected a real number"):
        Value(1.0).backward(seed="1")
    with pytest.raises(NotANumberError, match="expected a real number"):
        gradient(Value(2.0) * 3, Value(2.0), seed=Value(1.0))
