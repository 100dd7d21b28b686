"""The smaller questions that a slip asks of a problem: what is summed, what lies below, what is listed in words."""

import pytest

import engine
from engine import Value, named
from engine.compare import compare_points
from engine.compare.problem import _listed, _summed
from tests.engine.compare.asking import problem_of

a, b, c, d = (Value(x, name) for x, name in zip((2.0, -3.0, 5.0, -7.0), "abcd", strict=True))


@pytest.mark.parametrize(
    ("node", "size"),
    [
        (a * b, 6.0), (engine.dot([a, b], [c, d]), 31.0), (engine.affine([a, b], [c, d], b), 34.0),
        (engine.affine([a], [b], 0.5), 6.5), (a + b, 5.0), (engine.sum([a, b, d]), 12.0), (a - b, 5.0), (-b, 3.0),
        (a / b, 0.0), (b.tanh(), 0.0), (engine.maximum(a, b), 0.0), (a, 0.0), (b**2, 0.0),
    ],
)  # fmt: skip
def test_how_large_the_numbers_are_that_an_operation_adds_up(node, size):
    assert _summed(node) == size


@pytest.mark.parametrize(
    ("things", "said"),
    [
        ("a", "a"), ("aa", "a"), ("ab", "a and b"), ("ba", "b and a"), ("abc", "a, b, ..."), ("aabbcc", "a, b, ..."),
        ("a" * 14 + "b", "a and b"), ("a" * 15 + "b", "a"), ("a" * 14 + "bb", "a and b"), ("ab" * 15, "a"),
        ("a" * 30 + "b", "a and b"), ("a" * 31 + "b", "a"), ("a" * 45 + "b" + "aa", "a"), ("aaab" * 12, "a"),
    ],
)  # fmt: skip
def test_of_many_things_every_second_or_third_is_asked_and_two_are_named(things, said):
    assert _listed(str, things) == said


def network():
    """L = (tanh(a b) + a c) d, of which a is asked for."""
    product = a * b
    h = named("h", product.tanh())
    other = a * c
    total = h + other
    return product, h, other, total, total * d


def test_what_lies_below_some_nodes_on_the_way():
    product, h, other, total, loss = network()
    problem = problem_of(loss, a=a)
    assert problem.below([h]) == {h, product}
    assert problem.below([total]) == {total, h, product, other}
    assert problem.below([a, b]) == problem.below([]) == set()
    assert problem.below([loss]) == set(problem.between)


def test_operations_are_listed_by_their_role():
    product, h, other, total, loss = network()
    twice = (h + a.tanh()) * d
    problem = problem_of(twice, a=a)
    roles = problem.structure.roles
    assert problem.by_role[roles[h]] == [h, twice.inputs[0].inputs[1]]
    assert [node for alike in problem_of(loss, a=a).by_role.values() for node in alike] == [
        product, h, other, total, loss,
    ]  # fmt: skip


def test_layers_of_some_families_and_of_some_edges():
    product, h, other, _, loss = network()
    problem = problem_of(loss, a=a)
    assert list(problem.layers("activation")) == [([(h, 0)], "tanh in h = tanh(a*b)")]
    assert [group for group, _ in problem.layers("product", edges=[(product, 0), (h, 0)])] == [[(product, 0)]]
    assert list(problem.layers("product", edges=[])) == []
    assert [(product, 0), (other, 0)] in [group for group, _ in problem.layers("product")]
    assert list(problem.layers("choice")) == []


def test_in_words():
    product, h, other, *_, loss = network()
    problem = problem_of(loss, a=a)
    assert problem.source([(product, 0), (other, 1)]) == "a and c"
    assert problem.value([h, b]) == "h and b"
    assert problem.place([product, other]) == "a*b and a*c"
    assert problem.into([(h, 0), (other, 0)]) == "tanh in h = tanh(a*b) and a*c"


@pytest.mark.parametrize(("off", "doubtful"), [(0.9e-14, True), (1.1e-14, False), (0.0, False)])
def test_a_value_that_is_rounding_only_is_in_doubt(off, doubtful):
    """(x - 1) * 1000 with x nearly 1: a hundred-trillionth of x and 1, which are added up."""
    x = Value(1.0 + 2.0 * off, "x")
    loss = (x - 1.0) * 1000.0
    problem = problem_of(loss, x=x)
    assert problem.rounding == (pytest.approx(1e-4 * 1000.0 * 1000.0) if doubtful else 0.0)
    assert problem.scale(problem.arrays[0]) == [problem.rounding + 1000.0]


def test_a_loss_that_is_rounding_only_is_not():
    x = Value(1.0 + 1e-15, "x")
    assert problem_of(x - 1.0, x=x).rounding == 0.0


def test_at_every_point_the_same_gradients_are_given():
    def at(*names):
        w = Value(2.0, "w")
        return w * w, dict.fromkeys(names, (w, 4.0))

    assert compare_points([at("w"), at("w")])
    with pytest.raises(ValueError, match="zip"):
        compare_points([at("w"), at("w", "v")])
    with pytest.raises(ValueError, match="zip"):
        compare_points([at("w", "v"), at("w")])


@pytest.mark.parametrize("count", [1, 2])
def test_of_steps_at_several_points_every_number_counts_once(count):
    """L = (x w)**2 with the sign of dz flipped: one number at each point."""
    points = []
    for x in (2.0, 3.0)[:count]:
        w = Value(0.7 * x, "w")
        z = w * x
        points.append((z**2, {"z": (z, -2 * z.data), "w": (w, -2 * z.data * x)}))
    reason = compare_points(points)["z"].findings[0].reason
    assert reason.startswith("it explains 2 different numbers" if count == 2 else "it explains one number")


def test_what_is_always_changed_is_changed_beside_every_change():
    """L = a b c: with 7 for b always, and 10 or 11 for c besides; what is not on the way is left alone."""
    product = a * b
    loss = product * c
    stranger = a * 1.0
    problem = problem_of(loss, a=a)
    changes = [{}, {(loss, 0): 10.0}, {(product, 0): 2.0, (loss, 0): 11.0}]
    assert problem.tables(changes)["a"].tolist() == [[-15.0], [-30.0], [22.0]]
    always = problem.tables(changes, always={(product, 0): 7.0, (stranger, 0): 9.0})["a"]
    assert always.tolist() == [[35.0], [70.0], [77.0]]
    assert problem.tables([{}], always={(loss, 0): 0.0})["a"].tolist() == [[0.0]]
    assert problem.right(problem.arrays[0]) == [-15.0]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("z", True), ("w", True), ("zy", True), ("zn", False), ("ze", False), ("zs", False), ("s", False)],
)
def test_a_formula_is_one_function_if_nothing_inside_it_is_asked_for(asked, found):
    """L = y**2 with y = 1/(1 + e), e = exp(-z), z = 3 w, and n = -z and s = 1 + e on the way."""
    nodes = {"w": Value(0.5, "w")}
    nodes["z"] = nodes["w"] * 3.0
    nodes["n"] = -nodes["z"]
    nodes["e"] = nodes["n"].exp()
    nodes["s"] = 1 + nodes["e"]
    nodes["y"] = 1 / nodes["s"]
    problem = problem_of(nodes["y"] ** 2, **{name: nodes[name] for name in asked})
    assert list(problem.written_out) == ([nodes["y"]] if found else [])
    for one in problem.written_out.values():
        assert (one.row.name, one.source, one.output) == ("sigmoid", nodes["z"], nodes["y"])
