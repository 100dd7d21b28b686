"""What a graph of scalars still knows of its arrays: roles, layers, terms, and the sides of an operation."""

import pytest

import engine
from engine import Value, named, scope
from engine.compare.structure import RUNS, Structure, family, is_given, kind, partner, products, slot_kind, sources
from tests.engine.planted.derivation import values


def slots(node):
    return [slot_kind(node, slot) for slot in range(len(node.inputs))]


def test_the_slots_of_an_operation_that_mean_different_things():
    a, b, c, d = (Value(x, name) for x, name in ((0.5, "a"), (2.0, "b"), (3.0, "c"), (4.0, "d")))
    assert slots(a - b) == slots(a / b) == ["0", "1"]
    assert slots(a.tanh()) == ["0"]
    assert slots(a * b) == ["w", "x"]
    assert slots(engine.dot([a, b], [c, d])) == ["w", "w", "x", "x"]
    assert slots(engine.affine([a, b], [c, d], 1.0)) == ["w", "w", "x", "x", "b"]
    assert slots(engine.softmax([a, b, c])[0]) == ["own", "other", "other"]
    assert slots(engine.maximum(a, b)) == slots(engine.logsumexp([a, b])) == ["", ""]
    assert slots(a + b) == slots(engine.sum([a, b])) == ["b", "b"]  # nothing but summands, as the b of an affine one


def test_the_other_factor_of_a_product():
    a, b, c, d = (Value(1.0, name) for name in "abcd")

    def partners(node):
        found = [partner(node, slot) for slot in range(len(node.inputs))]
        return [None if other is None else other.label for other in found]

    assert partners(a * b) == ["b", "a"]
    assert partners(engine.dot([a, b], [c, d])) == ["c", "d", "a", "b"]
    assert partners(engine.affine([a, b], [c, d], a)) == ["c", "d", "a", "b", None]
    assert partners(a + b) == partners(a / b) == partners(engine.maximum(a, b)) == [None, None]
    assert [products(node) for node in (a * b, engine.dot([a, b], [c, d]), a + b, a / b, a)] == [1, 2, 0, 0, 0]


def test_a_leaf_is_of_no_kind_and_no_family():
    a = Value(1.0)
    assert (kind(a), family(a)) == ("", "")
    assert (kind(a.relu()), family(a.relu())) == ("relu", "rectifier")
    assert sources([(a * 2.0, 0)]) == (a,)


def test_the_gradient_of_what_is_not_in_the_graph_is_zero():
    a, b = Value(2.0), Value(3.0)
    structure = Structure(a * a * 5.0)
    assert structure.gradient([b, a]) == [0.0, 20.0]
    assert structure.partial((structure.loss, 0)) == 5.0


def test_every_edge_out_of_a_node_is_a_use():
    a = Value(2.0)
    square, loss = (square := a * a), square + a
    users = Structure(loss).users
    assert users == {a: [(square, 0), (square, 1), (loss, 1)], square: [(loss, 0)], loss: []}


def same_roles(loss, *nodes):
    """Return the roles of some nodes as letters, in the order in which they appear."""
    roles, letters = Structure(loss).roles, {}
    return "".join(letters.setdefault(roles[node], "abcdefgh"[len(letters)]) for node in nodes)


def test_the_units_of_one_layer_have_one_role_for_all_examples():
    w, v = values("w", [0.1, 0.2]), values("v", [0.3, 0.4])
    hidden = [[(one * x).tanh() for one in w] for x in (1.0, 2.0, 3.0)]
    outputs = [engine.dot(v, row).tanh() for row in hidden]
    loss = engine.sum(outputs)
    assert same_roles(loss, *(h for row in hidden for h in row), *outputs, *w, *v) == "aaaaaabbbccdd"


@pytest.mark.parametrize(
    ("loss", "roles"),
    [
        (lambda a, b, c: a.tanh() + b.tanh() + c.tanh(), "aaa"),
        (lambda a, b, c: a.tanh() + (b.tanh() + c.tanh()), "aaa"),  # one sum, however it was bracketed
        (lambda a, b, c: engine.sum([a.tanh() + b.tanh(), c.tanh()]), "aaa"),
        (lambda a, b, c: (a + b).tanh() + c.tanh(), "aab"),
        (lambda a, b, c: a.tanh() + b.sin() + c.tanh(), "aba"),
        (lambda a, b, c: a**2 + b**3 + c**2, "aba"),
        (lambda a, b, c: a - b + c, "aba"),  # a - b + c is one sum, of which b is subtracted
        (lambda a, b, c: a * b + c * a, "abc"),  # left, right, and both
        (lambda a, b, c: engine.maximum(a, b, c), "aaa"),
        (lambda a, b, c: a + b + c + c, "aaa"),  # how often does not matter
    ],
)
def test_nodes_have_one_role_that_do_the_same_for_the_loss(loss, roles):
    a, b, c = Value(0.5), Value(0.6), Value(0.7)
    found = same_roles(loss(a, b, c), a, b, c)
    assert found == roles


def test_a_constant_has_another_role_than_a_parameter():
    a = Value(2.0)
    loss = engine.sum([a, 3.0])
    assert same_roles(loss, *loss.inputs) == "ab"


def test_a_sum_that_is_used_twice_is_a_role_of_its_own():
    a, b = Value(2.0), Value(3.0)
    s = a + b
    t = s + s
    assert same_roles(t, s, t) == "ab"
    once = a + b
    t = once + 1.0
    assert same_roles(t, once, t) == "aa"


def labelled(groups):
    return [" ".join(node.label for node, _ in group) for group in groups]


def chained(depth):
    """Return sin of sin of ... of two numbers, labelled by depth, as edges from the leaves upwards."""
    edges, xs = [], [Value(0.5), Value(0.6)]
    for k in range(depth):
        xs = [named(str(k), x.sin()) for x in xs]
        edges += [(x, 0) for x in xs]
    return Structure(engine.sum(xs)), edges


def test_edges_are_grouped_by_layer_and_neighbouring_layers_are_taken_together_longest_first():
    structure, edges = chained(4)
    assert labelled(structure.layers(edges)) == [
        "0 0", "1 1", "2 2", "3 3", "0 0 1 1 2 2 3 3", "0 0 1 1 2 2", "1 1 2 2 3 3", "0 0 1 1", "1 1 2 2", "2 2 3 3",
    ]  # fmt: skip
    structure, edges = chained(1)
    assert labelled(structure.layers(edges)) == ["0 0"]


def test_of_many_layers_only_single_ones_and_all_together_are_taken():
    structure, edges = chained(RUNS)
    assert len(structure.layers(edges)) == RUNS * (RUNS + 1) // 2 == 36
    structure, edges = chained(RUNS + 1)
    assert labelled(structure.layers(edges))[RUNS:] == ["8 8", " ".join(node.label for node, _ in edges)]


def test_edges_are_grouped_by_kind_by_side_and_by_module():
    a, b = Value(0.5), Value(0.6)
    with scope("one"):
        x = named("x", a.sin())
    with scope("two"):
        y, z = named("y", b.sin()), named("z", (a - b).sin())
    d = named("d", a - b)
    loss = x + y + z * 2.0 + d
    edges = [(x, 0), (y, 0), (z, 0), (d, 0), (d, 1)]
    assert labelled(Structure(loss).layers(edges)) == ["x y", "z", "x", "y z", "x y z", "d", "d"]


@pytest.mark.parametrize(
    ("loss", "terms"),
    [
        (lambda a, b, c: a, []),
        (lambda a, b, c: a * b, []),
        (lambda a, b, c: (a + b).tanh(), []),
        (lambda a, b, c: a + b, ["a b"]),
        (lambda a, b, c: a + b.tanh(), ["b'", "a"]),
        (lambda a, b, c: a - b, ["a", "b"]),
        (lambda a, b, c: a.tanh() + b.tanh() + c.exp(), ["c'", "a' b'"]),
        (lambda a, b, c: engine.sum([a, b, 3.0]), ["a b"]),  # a constant is no term
        (lambda a, b, c: 0.5 * (a + b.tanh()), ["b'", "a"]),  # a scaled sum is still one
        (lambda a, b, c: (a + b.tanh()) / 2.0, ["b'", "a"]),
        (lambda a, b, c: (a + b.tanh()) * c, []),
        (lambda a, b, c: a + 0.5 * (b.tanh() - c.exp()), ["a", "b'", "c'"]),
        (lambda a, b, c: -(a + b.tanh()), ["b'", "a"]),
        (lambda a, b, c: engine.dot([2.0, 3.0], [a, b]) + c, ["c", "dot"]),  # a dot of more is one term
    ],
)
def test_the_terms_that_a_loss_adds_up(loss, terms):
    a, b, c = Value(0.5, "a"), Value(0.6, "b"), Value(0.7, "c")

    def name(x):
        return x.label or (f"{x.inputs[0].label}'" if len(x.inputs) == 1 else kind(x))

    found = Structure(loss(a, b, c)).terms
    assert sorted(" ".join(sorted(name(node.inputs[slot]) for node, slot in term)) for term in found) == sorted(terms)


def test_a_sum_that_is_used_more_than_once_is_not_taken_apart():
    a, b = Value(0.5, "a"), Value(0.6, "b")
    s = a + b
    loss = s - s
    assert Structure(loss).terms == [[(loss, 0)], [(loss, 1)]]
    loss = engine.sum([s, s, s])
    assert Structure(loss).terms == [[(loss, 0), (loss, 1), (loss, 2)]]


def test_one_gate_of_a_cell_is_a_layer_at_every_step():
    """c <- f c + i, with f = sigmoid(w x) and i = sigmoid(v x): both gates have the same role, but other weights."""
    w, v, c = Value(0.4, "w[0]"), Value(-0.7, "v[0]"), Value(0.3, "c")
    steps = [((w * x).sigmoid(), (v * x).sigmoid()) for x in (1.3, -0.6, 0.9)]
    for f, i in steps:
        c = f * c + i
    layers = [
        {node for node, _ in layer} for layer in Structure(c).layers([(gate, 0) for both in steps for gate in both])
    ]
    assert {f for f, _ in steps} in layers
    assert {i for _, i in steps} in layers


def test_a_minus_plays_another_part_than_a_sum():
    a, b, c = (Value(x, name) for x, name in ((0.5, "a"), (2.0, "b"), (3.0, "c")))
    minus, sum_of_two = -a, b + c
    roles = Structure(minus * 2.0 + sum_of_two * 2.0).roles
    assert roles[minus] != roles[sum_of_two]


def sines(x, count):
    for _ in range(count):
        x = x.sin()
    return x


@pytest.mark.parametrize(
    ("x", "given"),
    [
        (Value(1.0, "w"), False), (Value(1.0), False), (engine.sum([1.0, 2.0]), True),
        (engine.sum([1.0, Value(2.0)]), False), (engine.sum([1.0, 2.0]).inputs[0], True),
        (sines(engine.sum([1.0, 2.0]), 97), True), (sines(engine.sum([1.0, 2.0]), 98), False),
    ],
)  # fmt: skip
def test_what_depends_on_data_alone_is_given_as_far_as_a_hundred_nodes_tell(x, given):
    assert is_given(x) is given
