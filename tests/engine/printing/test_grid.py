"""How far it is to a neighbour, which axes are one, which is taken for vectors, and how many neighbours at once."""

from dataclasses import FrozenInstanceError

import pytest

from engine.printing.grid import NEXT, SAME, Axis, Block, Far, Reach, best_for_lanes, merged, reach_of, tiles, times

ROW, COLUMN, EXAMPLE = Axis("row", (8, False)), Axis("column", (8, False)), Axis("example", (1, True))
FIXED = {"slot": (8, False), "row": (2, False), "column": (1, False)}
FOR_EACH_EXAMPLE = {"slot": (8, True), "row": (2, True), "column": (1, True)}


def reach(row: Far = SAME, column: Far = SAME, example: Far = SAME, table: int = 0) -> Reach:
    return Reach("%values", "0", {"row": row, "column": column, "example": example}, table)


@pytest.mark.parametrize(
    ("gathered", "of_batch", "expected"),
    [
        (False, False, Reach("%results", "%at", {**FIXED, "example": SAME})),
        (False, True, Reach("%results", "%at", {**FOR_EACH_EXAMPLE, "example": NEXT})),
        (True, False, Reach("%results", "%at", FIXED, 24, False)),
        (True, True, Reach("%results", "%at", FIXED, 24, True)),
        (True, None, Reach("%results", "%at", FIXED, 24, None)),
    ],
)
def test_what_is_gathered_lies_as_its_table_does_and_what_is_of_a_batch_has_its_examples_side_by_side(
    gathered: bool, of_batch: bool | None, expected: Reach
) -> None:
    assert reach_of(Block(3, (8, 2, 1), gathered, of_batch), "%results", "%at") == expected


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [
        ((2, False), (3, False), (6, False)),
        ((2, True), (3, False), (6, True)),
        ((2, False), (3, True), (6, True)),
        ((0, True), (3, True), SAME),
        ((2, True), (0, True), SAME),
    ],
)
def test_so_many_times_as_far(a: Far, b: Far, product: Far) -> None:
    assert times(a, b) == product


@pytest.mark.parametrize("axis", ["row", "column", "example"])
@pytest.mark.parametrize("table", [0, 5])
@pytest.mark.parametrize("of_batch", [False, True, None])
def test_one_number_is_for_all_neighbours_but_where_a_table_leads_to_one_for_each_example(
    axis: str, table: int, of_batch: bool | None
) -> None:
    for_each = axis == "example" and table == 5 and of_batch is not False
    assert Reach("%values", "0", {}, table, of_batch).same_along(axis) is not for_each
    assert not Reach("%values", "0", {axis: (3, False)}, table, of_batch).same_along(axis)


@pytest.mark.parametrize(
    ("axes", "before", "expected", "after"),
    [
        ([ROW, COLUMN], reach((8, False), NEXT), [Axis("row", (64, False))], reach(NEXT)),
        ([ROW, COLUMN], reach((8, False), NEXT, table=64), [Axis("row", (64, False))], reach(NEXT, table=64)),
        ([ROW, COLUMN], reach((9, False), NEXT), [ROW, COLUMN], reach((9, False), NEXT)),
        ([ROW, EXAMPLE], reach(), [Axis("row", (8, True))], reach()),
        ([ROW, EXAMPLE], reach(table=8), [ROW, EXAMPLE], reach(table=8)),
        ([COLUMN, ROW], reach(table=8), [Axis("column", (64, False))], reach(table=8)),
        ([ROW, COLUMN, EXAMPLE], reach((1, True), SAME, NEXT), [ROW, COLUMN, EXAMPLE], reach((1, True), SAME, NEXT)),
        ([ROW, COLUMN, EXAMPLE], reach(SAME, (1, True), NEXT), [ROW, Axis("column", (8, True))], reach(SAME, NEXT)),
    ],
)
def test_neighbouring_axes_are_one_where_a_step_of_the_outer_is_the_length_of_the_inner(
    axes: list[Axis], before: Reach, expected: list[Axis], after: Reach
) -> None:
    assert merged(axes, [before]) == (expected, [after])


def test_all_that_is_read_must_allow_that_axes_are_one() -> None:
    fits, not_so = reach((8, False), NEXT), reach(NEXT, SAME)
    assert merged([ROW, COLUMN], [fits, not_so]) == ([ROW, COLUMN], [fits, not_so])
    assert merged([ROW, COLUMN], [fits, reach()]) == ([Axis("row", (64, False))], [reach(NEXT), reach()])


# The cost of a vector is 1, 0.2 for one number, 1 for a row of them, 12 apart; a third of it for what is written.
@pytest.mark.parametrize(
    ("row", "column", "read", "written", "best"),
    [
        (8, 2, [reach((2, False), NEXT)], reach((2, False), NEXT), "column"),  # 2.3 / 2 < 2 < 16.6 / 8
        (8, 1, [reach((2, False), NEXT)], reach((2, False), NEXT), ""),  # 16.6 / 8 > 2: one by one
        (9, 8, [reach()], reach(), "row"),  # eight lanes either way: the first axis
        (4, 8, [reach()], reach(), "column"),
        (2, 1, [], reach(NEXT), "row"),  # 1.3 / 2 < 1
        (8, 1, [], reach((2, False)), "row"),  # 4.6 / 8 < 1
        (4, 1, [], reach((2, False)), ""),  # 4.6 / 4 > 1
        (8, 8, [reach(NEXT, SAME)], reach(NEXT, NEXT), "column"),  # one number for all is cheaper than a row of them
        (8, 8, [reach(NEXT, SAME, table=8), reach(SAME, NEXT)], reach(NEXT, NEXT), "column"),  # by a table: apart
        (8, 8, [reach((1, True), SAME)], reach(NEXT, NEXT), "column"),  # as far as there are examples: apart
    ],
)
def test_the_axis_of_the_lanes_is_that_which_costs_least_for_one_of_them(
    row: int, column: int, read: list[Reach], written: Reach, best: str
) -> None:
    assert best_for_lanes([Axis("row", (row, False)), Axis("column", (column, False))], read, written) == best


def test_numbers_may_lie_apart_where_vectors_do_the_rest_for_less() -> None:
    rows, own, apart = [Axis("row", (8, False))], reach(NEXT), reach((9, False))
    assert best_for_lanes(rows, [apart] * 3 + [own], own) == "row"  # 1 + 3 * 12 + 1 + 0.3 < 8 * 5
    assert best_for_lanes(rows, [apart] * 3 + [apart], own) == ""  # 1 + 4 * 12 + 0.3 > 8 * 5


def test_a_neighbour_lies_one_number_on_unless_nothing_is_said_of_an_axis() -> None:
    assert (NEXT, SAME, Reach("%values", "0", {}).along("row")) == ((1, False), (0, False), (0, False))
    assert (Reach("%values", "0", {}).table, Reach("%values", "0", {}).of_batch) == (0, False)
    assert Block(1, (0, 0, 0))[2:] == (False, False)
    with pytest.raises(FrozenInstanceError):
        Reach("%values", "0", {}).base = "1"  # type: ignore[misc]


def test_as_many_examples_as_lanes_are_expected() -> None:
    own = reach(example=NEXT)
    assert best_for_lanes([EXAMPLE], [own], own) == "example"
    assert best_for_lanes([Axis("row", (4, False)), EXAMPLE], [own], own) == "example"


@pytest.mark.parametrize(
    ("lengths", "vector", "most", "expected"),
    [
        ({"row": 8, "column": 64}, "column", 8, {"row": 4, "column": 2}),
        ({"column": 64, "row": 3}, "column", 8, {"row": 3, "column": 2}),  # the axis of the lanes comes last
        ({"row": 5, "column": 8}, "column", 8, {}),  # one vector: no neighbour
        ({"row": 2, "column": 7}, "column", 8, {"row": 2}),  # not one full vector
        ({"slot": 2, "row": 2, "column": 2}, "", 8, {"slot": 2, "row": 2, "column": 2}),
        ({"slot": 4, "row": 4, "column": 4}, "", 8, {"slot": 4, "row": 2}),
        ({"row": 12}, "", 4, {"row": 4}),
        ({"row": 12}, "", 3, {"row": 3}),
        ({"row": 12}, "", 1, {}),
    ],
)
def test_a_round_does_as_many_neighbours_as_divide_an_axis_and_at_most_eight(
    lengths: dict[str, int], vector: str, most: int, expected: dict[str, int]
) -> None:
    assert tiles([Axis(name, (length, False)) for name, length in lengths.items()], vector, most) == expected
