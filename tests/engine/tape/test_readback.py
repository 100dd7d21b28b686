"""A program read back: what its table says in words, and its graph, in which what goes wrong has a name."""

import numpy as np
import pytest

import engine
from engine import DomainError, Value, record, topological_order
from engine.tape.program import INPUT, WRT
from engine.tape.readback import explain, graph_at
from engine.tape.recording import record_program


def leaves(count: int, name: str = "x") -> list[Value]:
    return [Value(1.0 + 0.1 * i, f"{name}{i}") for i in range(count)]


def test_numbers_in_a_formula_have_four_digits_and_those_below_zero_brackets() -> None:
    x, unnamed = Value(1.0, "x"), Value(2.0)
    for built, formula in (
        (x * 3.14159, "v3 = x*3.142"),
        (x * -0.5, "v3 = x*(-0.5)"),
        (x * 12345678.0, "v3 = x*1.235e+07"),
    ):
        assert record(built, [x]).instructions().endswith(f"  {formula}")
    assert record(unnamed.sin(), [unnamed]).instructions().endswith("  v2 = sin(v1)")
    named = x.sin()
    named.label = "y"
    assert record(named, [x]).instructions().endswith("  y = sin(x)")


@pytest.mark.parametrize("count", [47, 48, 49, 60])
def test_a_formula_of_many_short_names_is_cut_whatever_its_form(count: int) -> None:
    xs = [Value(0.1 * i, "x") for i in range(count)]
    line = record(engine.sum(xs), xs).instructions().splitlines()[-1]
    formula = line[line.index(f"v{count + 1} = ") :]
    assert len(formula) == 48
    start = f"v{count + 1} = x + x + x" if count <= 48 else f"v{count + 1} = sum(x, x, x"
    assert formula.startswith(start)
    assert formula.endswith("...")


def test_single_operations_are_counted_by_name_in_the_order_of_their_first() -> None:
    x, y = Value(0.5, "x"), Value(0.7, "y")
    assert record([x.cos(), x.sin(), y.sin(), y.cos().exp()], [x, y]).instructions().splitlines() == [
        "5 operations recorded, 5 left, on 2 levels, in 1 steps; 2 wrt, 0 inputs, 1 constants",
        "step  level  operations           how                    the first of them",
        "1     1      2 cos, 2 sin, 1 exp  one by one, on floats  v3 = cos(x)",
    ]


def test_a_graph_is_built_again_from_its_program_at_other_numbers() -> None:
    w, x, unnamed = Value(2.0, "w"), Value(3.0, "x"), Value(4.0)
    product = w * x
    product.label = "product"
    outputs = [product + unnamed * 2.0, product.exp()]
    program = record_program(topological_order(*outputs), outputs, [w, unnamed], [x])
    (total, power), found = graph_at(program, np.array([0.5, 10.0]), np.array([4.0]))
    assert [(leaf.label, leaf.data) for leaf in found] == [("w", 0.5), ("wrt[1]", 10.0), ("x", 4.0)]
    assert (total.data, power.data) == (22.0, pytest.approx(np.exp(2.0)))
    assert power.inputs[0].label == "product"
    assert power.inputs[0].data == 2.0
    assert engine.gradient(total, found) == [4.0, 2.0, 0.5]


@pytest.mark.parametrize(
    ("needed", "theta", "examples", "message"),
    [
        (0, [1.0], [[4.0], [-1.0]], r"sqrt\(-1\)"),
        (0, [1.0], [[0.0]], None),
        (WRT, [1.0], [[0.0]], None),  # the derivative by x is infinite, and nobody asks for it
        (INPUT, [1.0], [[0.0]], "sqrt"),
        (WRT | INPUT, [1.0], [[4.0], [0.0]], "sqrt"),
        (WRT | INPUT, [1.0], [[4.0]], None),
    ],
)
def test_what_is_wrong_is_said_of_the_gradients_that_are_asked_for(
    needed: int, theta: list[float], examples: list[list[float]], message: str | None
) -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    output = w + x.sqrt()
    program = record_program(topological_order(output), [output], [w], [x])
    if message is None:
        explain(program, np.array(theta), np.array(examples), needed)
    else:
        with pytest.raises(DomainError, match=message):
            explain(program, np.array(theta), np.array(examples), needed)
