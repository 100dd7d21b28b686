"""In which column shapes stand, and where a drawing is cut, before anybody asks Graphviz."""

from collections import defaultdict

import pytest

import engine
from engine import Value, dot, named, scope
from engine.drawing.columns import FAR, columns_of, cuts, fans_of, passed, rows_of, staggered
from engine.drawing.diagram import diagram, folded_scopes
from engine.trace import trace
from tests.engine.drawing.nets import NETS
from tests.engine.drawing.pictures import cells, chain, network, recurrent, scoped_at_random, sharing

GRAPHS = [
    sharing, cells, network, lambda: network((3, 4, 2)), lambda: recurrent(4), lambda: chain(12), *NETS.values(),
    *(lambda s=s: scoped_at_random(s, 40) for s in range(10)),
]  # fmt: skip


def drawn(output, collapse=False):
    seen = trace(output)
    return diagram(seen, folded_scopes(seen, collapse))


def cut_in(found, column, count):
    """Cut a diagram whose columns are all equally wide."""
    return cuts(found, column, dict.fromkeys(range(max(column.values()) + 1), 100.0), count)


every_graph = pytest.mark.parametrize("graph", GRAPHS)
every_fold = pytest.mark.parametrize("collapse", [False, 1, 2])
every_count = pytest.mark.parametrize("count", [1, 2, 3])


@every_graph
@every_fold
def test_all_that_enters_stands_left_of_it_and_what_a_card_makes_stands_beside_it(graph, collapse):
    found = drawn(graph(), collapse)
    column = columns_of(found)
    results = {link.head for link in found.links} | {card.key for card in found.cards} | {i for _, i in found.results}
    assert set(column) == results, "leaves have their columns in the rows"
    for link in found.links:
        assert column.get(link.value, 0) < column[link.head]
    for card, value in found.results:
        assert column[value] == column[card] + 1


@every_graph
@every_fold
def test_everything_stands_as_near_as_it_can_to_what_it_is_made_of_or_to_what_uses_it(graph, collapse):
    """One column further on, or two into a scope that has leaves of its own, which stand in between."""
    found = drawn(graph(), collapse)
    column, maker = columns_of(found), {value for _, value in found.results}
    of_leaves = {link.head for link in found.links if link.value not in column}
    before, behind = defaultdict(list), defaultdict(list)  # columns that could be spared
    for link in found.links:
        home = found.scope_of[link.head]
        enters = link.value in column and home not in (None, found.scope_of[link.value]) and link.head in of_leaves
        spare = column[link.head] - column.get(link.value, 0) - (2 if enters else 1)
        behind[link.value].append(spare)
        if link.value in column:
            before[link.head].append(spare)
    for key, at in column.items():
        if key not in maker:
            is_near_users = isinstance(key, int) and 0 < len(behind[key]) >= len(before[key])
            assert min(behind[key] if is_near_users else before[key] or [at - 1]) == 0


@pytest.mark.long
@every_graph
@every_fold
@every_count
def test_each_row_has_its_columns_and_a_copy_of_what_it_needs_from_before(graph, collapse, count):
    found = drawn(graph(), collapse)
    column = columns_of(found)
    starts = cut_in(found, column, count)
    rows = rows_of(found, column, starts)
    assert starts == sorted(set(starts))
    stands = [stand for row in rows for stand in row.columns]
    assert len(stands) == len(set(stands))
    assert {key for key, copy in stands if copy == 0} == {*found.boxes, *(card.key for card in found.cards)}
    assert sorted(n for row in rows for n in row.tails) == list(range(len(found.links)))
    for row, start, end in zip(rows, starts, [*starts[1:], max(column.values()) + 1], strict=True):
        for stand, at in row.columns.items():
            own = column.get(stand[0]) if stand[1] == 0 else None
            assert start - 1 <= at < end, "what the first column needs stands left of it"
            assert own in (None, at)
        for number, tail in row.tails.items():
            link = found.links[number]
            assert tail[0] == link.value
            assert row.columns[tail] < row.columns[link.head, 0]
            if link.value not in column:
                assert row.columns[link.head, 0] - row.columns[tail] <= FAR, "a leaf is never far"
        for card, value in found.results:
            assert ((card, 0) in row.columns) == ((value, 0) in row.columns), "no row ends between them"


@every_graph
@every_count
def test_a_copy_stands_only_where_an_arrow_would_be_long_and_next_to_what_needs_it(graph, count):
    found = drawn(graph())
    column = columns_of(found)
    for row in rows_of(found, column, cut_in(found, column, count)):
        heads = {stand: [] for stand in row.columns}
        for number, tail in row.tails.items():
            heads[tail].append(row.columns[found.links[number].head, 0])
        for stand in (stand for stand in row.columns if stand[1]):
            assert row.columns[stand] == min(heads[stand]) - 1
            earlier = [at for (key, copy), at in row.columns.items() if key == stand[0] and copy < stand[1]]
            assert all(at + FAR < min(heads[stand]) for at in earlier)


def test_an_arrow_of_a_leaf_leads_to_the_column_after_the_next_and_to_a_copy_further_on():
    for far in (1, 2, 3, 4):
        x = y = Value(0.5, "x")
        for _ in range(far):
            y = y.tanh()
        found = drawn(y * x)
        (row,) = rows_of(found, columns_of(found), [0])
        assert len(row.columns) == far + (2 if far < 2 else 3)


def test_a_weight_of_every_time_step_is_known_to_have_copies():
    found = drawn(recurrent(4))
    column = columns_of(found)
    (row,) = rows_of(found, column, [0])
    labels = trace(recurrent(4)).labels
    assert {labels[key] for key in row.copied} == {"w", "u", "b"}


def leaves(name, count):
    return [Value(0.1 + k, f"{name}{k}") for k in range(count)]


def test_operations_of_many_leaves_are_fans_of_weights_and_of_what_they_multiply():
    weights, pixels = leaves("w", 6), leaves("x", 6)
    y = engine.affine(weights, pixels, Value(0.5, "b"))
    few = dot(weights[:3], pixels[:3])
    made = dot(weights, [*pixels[:5], few.tanh()])
    found, labels = drawn(y + few + made), trace(y + few + made).labels
    ((left, right),) = fans_of(found).values()  # not of few leaves, and not of results
    assert [labels[found.links[n].value] for n in left] == [f"w{k}" for k in range(6)]
    assert [labels[found.links[n].value] for n in right] == [*(f"x{k}" for k in range(6)), "b"]
    with scope("hidden"):
        hidden = [x.tanh() for x in pixels]
    assert fans_of(drawn(dot(weights, hidden), "hidden")) == {}, "not of what a card makes either"


@pytest.mark.parametrize(("collapse", "columns"), [(False, [2, 5, 8]), (True, [2, 6, 10]), ("cell 1", [2, 5, 9])])
def test_fans_stand_side_by_side_with_the_weights_left_of_what_they_multiply(collapse, columns):
    """What a card makes has a column of its own before the leaves of the next fan."""
    weights, pixels, units = leaves("w", 6), leaves("x", 6), []
    for j in range(3):
        with scope(f"cell {j}"):
            units.append(named(f"y{j}", engine.affine(weights, pixels, Value(0.5, f"b{j}"))))
    output = engine.sum(units)
    found, labels = drawn(output, collapse), trace(output).labels
    fans = fans_of(found)
    column = columns_of(found, fans)
    assert sorted(column[key] for key in fans) == columns
    (row,) = rows_of(found, column, [0], fans)
    for key in fans:
        own = {n: labels[found.links[n].value] for n in row.tails if found.links[n].head == key}
        read = [own[n] for n in sorted(own, key=lambda n: row.reading.get(n, n))]
        assert read[:12] == [f"{name}{k}" for k in range(6) for name in "wx"], "each weight with its factor"
        for n, name in own.items():
            assert column[key] - row.columns[row.tails[n]] == (2 if name.startswith("w") else 1)


def test_where_room_is_scarce_some_leaves_of_an_operation_stand_one_column_further_left():
    weights, x = leaves("w", 2), Value(0.5, "x")
    h = named("h", x.tanh())
    with scope("cell"):
        y = named("y", engine.affine(weights, [Value(2.0, "p"), h], Value(0.5, "b")))
    found, labels = drawn(y), trace(y).labels
    heads = [(labels[link.value], labels[link.head]) for link in found.links]
    ways = list(dict.fromkeys(staggered(found)))
    assert [{heads[n] for n in way} for way in ways[:3]] == [
        set(),
        {("w0", "y"), ("w1", "y")},  # half of the leaves
        {("w0", "y"), ("p", "y")},  # every other one; h is no leaf
    ]
    for way in ways:
        column = columns_of(found, further=way)
        (row,) = rows_of(found, column, [0], further=way)
        far = {heads[n]: column[found.links[n].head] - row.columns[tail] for n, tail in row.tails.items()}
        for n, head in enumerate(heads):
            if head[0] in ("w0", "w1", "p", "b"):
                assert far[head] == (2 if n in way else 1)
        assert far["h", "y"] == (3 if any(heads[n][1] == "y" for n in way) else 2), "it passes the leaves of the scope"


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_arrows_of_results_pass_over_the_columns_between(count):
    first = last = Value(0.5, "x").tanh()
    for _ in range(count):
        last = last.tanh()
    for output, over in ((last, 0), (first * last, count)):
        found = drawn(output)
        assert passed(found, columns_of(found)) == over


def long_chain(steps, inside=range(0)):
    """A chain of named steps; those of some stand in a scope."""
    x = Value(0.5, "x")
    for k in range(1, steps + 1):
        if k in inside:
            continue
        x = x.tanh()
        if k + 1 == inside.start:
            with scope("block"):
                for _ in inside:
                    x = x.tanh()
    return x


def cut(output, widths, count):
    found = drawn(output)
    return cuts(found, columns_of(found), widths, count)


@pytest.mark.parametrize(
    ("count", "starts"), [(1, [0]), (2, [0, 6]), (3, [0, 4, 8]), (4, [0, 3, 6, 9])],
)  # fmt: skip
def test_rows_of_a_chain_are_equally_wide(count, starts):
    assert cut(long_chain(11), dict.fromkeys(range(12), 100.0), count) == starts


def test_a_row_ends_where_fewer_results_cross():
    widths = dict.fromkeys(range(12), 100.0)
    assert cut(long_chain(11, range(5, 9)), widths, 2) == [0, 5], "before the block"
    assert cut(long_chain(11, range(3, 7)), widths, 2) == [0, 7], "or behind it"
    assert cut(long_chain(11, range(1, 11)), widths, 2) == [0, 6], "but not far from the middle"


def test_where_a_wide_column_stands_in_the_middle_the_next_row_begins_behind_it():
    widths = dict.fromkeys(range(8), 100.0)
    assert cut(long_chain(7), widths | {3: 2000.0}, 2) == [0, 4]
    assert cut(long_chain(7), widths | {0: 2000.0}, 2) == [0, 2], "but a row has more than one column"
    assert cut(long_chain(7), widths | {7: 2000.0}, 3) == [0, 7], "and none is empty"
