"""How long a formula may be, what lies below an operation, and which functions of the table are recognised."""

from dataclasses import FrozenInstanceError

import pytest

import engine
from engine import PRIMITIVES, Value
from engine.arithmetic import Floats
from engine.compare import written_out
from engine.compare.written_out import Applied, Formula, formula_at
from engine.primitives import Primitive


def test_a_constant_is_not_taken_for_the_step_of_that_number():
    """max(z, z), which is no function of the table, looks at step 0 twice; max(z, 0) at step 0 and at the number 0."""
    z = Value(0.3, "z")
    assert formula_at(engine.maximum(z, z)) is None
    found = formula_at(engine.maximum(z, 0.0))
    assert found is not None
    assert found.row.name == "relu"


def with_steps(count):
    """Return a sigmoid that is written in so many operations: the number is moved to and fro on the way."""
    z = Value(0.3, "z")
    x = -z
    moves = {2: (1.0, -1.0), 3: (1.0, -0.5, -0.5)}
    for by in (*moves[2] * ((count - 4 - 3 * (count % 2)) // 2), *moves[3] * (count % 2)):
        x = x + by
    return 1 / (1 + x.exp())


@pytest.mark.parametrize(("count", "known"), [(4, True), (10, True), (11, True), (12, False), (13, False)])
def test_a_formula_has_eleven_operations_at_most(count, known):
    found = formula_at(with_steps(count))
    assert (found is not None) is known
    if found:
        assert (len(found.operations), found.row.name, found.source.label) == (count, "sigmoid", "z")


def test_what_is_used_twice_is_taken_when_both_of_its_users_are():
    z = Value(0.3, "z")
    power = z.exp()
    for output in (power / (1 + power), 1 - 1 / (1 + power)):
        found = formula_at(output)
        assert found is not None
        assert (found.row.name, found.source) == ("sigmoid", z)


@pytest.mark.parametrize(
    "node",
    [
        Value(0.3, "z"), Value(0.3, "z").tanh(), Value(0.3, "z").relu(), engine.maximum(1.0, 2.0),
        engine.sum([1.0, 2.0]),
        1 / (1 + engine.sum([-Value(0.3, "z"), 1.0, -1.0]).exp()),
        1 / (1 + engine.sum([-Value(0.3, "z"), 1.0, 1.0, -2.0]).exp()),
    ],
)  # fmt: skip
def test_neither_a_number_nor_an_operation_of_the_table_nor_one_of_three_numbers_is_a_formula(node):
    assert formula_at(node) is None


def tree(sizes):
    """Return the top of layers of so many operations, each of two numbers of the layer below."""
    below = [Value(1.0 + k) for k in range(sizes[-1])]
    for size in sizes[-2::-1]:
        below = [below[2 * k % len(below)] * below[(2 * k + 1) % len(below)] for k in range(size)]
    (top,) = below
    return top


def chain(count):
    node = Value(0.5)
    for _ in range(count):
        node = node.sin()
    return node


@pytest.mark.parametrize(
    ("top", "reached"),
    [
        (tree((1, 2, 4, 8, 16, 29, 3)), 62), (tree((1, 2, 4, 8, 16, 30, 3)), 60), (tree((1, 2, 3)), 5), (chain(11), 11),
        (chain(12), 12), (chain(13), 12), (engine.sum([1.0, 2.0, 3.0]), 0),
    ],
)  # fmt: skip
def test_twelve_layers_below_an_operation_are_looked_at_until_there_are_more_than_sixty_nodes(top, reached):
    assert len(written_out._users_below(top)) == reached


def test_every_user_on_the_way_is_noted():
    z = Value(0.3, "z")
    power = z.exp()
    more = 1 + power
    top = power / more
    users = written_out._users_below(top)
    assert users[power] == {more, top}
    assert users[z] == {power}
    assert users[more] == {top}


def from_(lowest):
    """Return a row of one number that has values from some number on."""
    return Primitive(
        "shifted", "shifted", "activation", lambda math, x: math.sqrt(x - lowest), lambda math, y, x: (0.5 / y,),
        "sqrt({x})", ("0.5/{y}",), domain=((lowest, 3.0),),
    )  # fmt: skip


@pytest.mark.parametrize(("lowest", "tried"), [(-9.0, True), (-1.3, True), (-1.25, False)])
def test_the_functions_of_the_table_are_those_that_have_values_at_all_numbers_tried(monkeypatch, lowest, tried):
    expected = ["exp", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "softplus"]
    assert [row.name for row, _ in written_out._table()] == expected
    monkeypatch.setitem(PRIMITIVES, "shifted", from_(lowest))
    assert written_out._table() is written_out._table()  # which is made once
    table = written_out._table.__wrapped__()
    assert [row.name for row, _ in table] == [*expected, *["shifted"] * tried]
    for row, ys in table:
        assert ys == [row.value_at(Floats, [x]) for x in (-1.3, 0.4, 2.1)]


@pytest.mark.parametrize(("off", "same"), [(0.9e-9, True), (-0.9e-9, True), (1.1e-9, False), (-1.1e-9, False)])
def test_numbers_are_the_same_up_to_a_billionth(off, same):
    assert written_out._close(2.0, 2.0 * (1 + off)) is same
    assert written_out._close(off * 1e-3, 0.0) is same


@pytest.mark.parametrize("of", [Formula, Applied])
def test_a_formula_is_itself_only_and_stays_as_it_is(of):
    z = Value(0.3, "z")
    parts = (PRIMITIVES["sigmoid"], z, z.sigmoid(), 0.5, [(z, 0)])[: 5 if of is Applied else 3]
    one = of(*parts)
    with pytest.raises(FrozenInstanceError):
        one.source = None
    assert one != of(*parts)


def test_a_function_whose_input_enters_once_has_the_slope_that_is_given():
    z = Value(0.3, "z")
    node = z.tanh()
    assert Applied(PRIMITIVES["tanh"], z, node, 0.5, [(node, 0)]).slopes(7.0) == {(node, 0): 7.0}
    assert Applied(PRIMITIVES["tanh"], z, node, 0.5, [(node, 0), (z, 1)], 4.0).slopes(6.0) == {
        (node, 0): 1.5, (z, 1): 0.0,
    }  # fmt: skip
