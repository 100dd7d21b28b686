"""Where a kernel's loops go, and where it reads in them."""

import pytest

from engine.printing.grid import NEXT, Axis, Far, Reach
from engine.printing.memory import Cell, Memory


def along(vector: str, lanes: int = 1) -> Memory:
    memory = Memory()
    memory.vector, memory.lanes = vector, lanes
    return memory


@pytest.mark.parametrize(
    ("name", "length", "sections", "first"),
    [
        ("row", (5, False), [(0, 5, 1)], []),
        ("row", (1, True), [(0, "%examples", 1)], []),
        ("row", (3, True), [(0, "%of1", 1)], ["mul nsw i64 3, %examples"]),
        ("column", (16, False), [(0, 16, 8)], []),
        ("column", (20, False), [(0, 16, 8), (16, 20, 4)], []),
        ("column", (5, False), [(0, 5, 5)], []),
        ("column", (1, True), [(0, "%of1", 8), ("%of1", "%examples", 1)], ["and i64 %examples, -8"]),
    ],
)
def test_the_axis_of_the_lanes_is_gone_through_with_full_vectors_and_then_the_rest(
    name: str, length: Far, sections: list[tuple[int | str, int | str, int]], first: list[str]
) -> None:
    memory = along("column")
    assert memory.sections(Axis(name, length)) == sections
    assert memory.writer.allocated == [f"  %of{i} = {text}" for i, text in enumerate(first, 1)]


LOOK_UP = ["getelementptr inbounds i32, ptr %tables, i64 %b", "load i32, ptr %1, align 4", "zext i32 %2 to i64"]


@pytest.mark.parametrize(
    ("lanes", "reach", "cell", "places", "lines"),
    [
        (
            8,
            Reach("%values", "7", {"row": (8, False), "example": NEXT}),
            {"row": ("%r", 0), "example": ("%e", 8)},
            (["%4"], True),
            ["add nsw i64 %e, 8", "mul nsw i64 %r, 8", "add nsw i64 7, %2", "add nsw i64 %3, %1"],
        ),
        (1, Reach("%values", "%b", {"example": NEXT}), {}, (["%b"], False), []),
        (8, Reach("%values", "%b", {"row": NEXT}), {}, (["%b"], False), []),
        (
            3,
            Reach("%values", "%b", {"example": (5, False)}),
            {},
            (["%b", "%1", "%3"], False),
            ["add nsw i64 %b, 5", "mul nsw i64 2, 5", "add nsw i64 %b, %2"],
        ),
        (8, Reach("%values", "%b", {}, 5, False), {"example": ("%e", 0)}, (["%3"], False), LOOK_UP),
        (
            8,
            Reach("%values", "%b", {}, 5, True),
            {"example": ("%e", 0)},
            (["%4"], True),
            [*LOOK_UP, "add nsw i64 %3, %e"],
        ),
        (
            1,
            Reach("%values", "%b", {}, 5, True),
            {"example": ("%e", 0)},
            (["%4"], False),
            [*LOOK_UP, "add nsw i64 %3, %e"],
        ),
    ],
)
def test_numbers_lie_in_a_row_or_are_one_for_all_lanes_or_lie_apart(
    lanes: int, reach: Reach, cell: Cell, places: tuple[list[str], bool], lines: list[str]
) -> None:
    memory = along("example", lanes)
    assert memory.places(reach, cell) == places
    assert memory.writer.lines == [f"  %{i} = {line}" for i, line in enumerate(lines, 1)]
