"""Where a kernel's loops go, and where it reads in them."""

import pytest

from engine.printing.grid import NEXT, Axis, Far, Reach
from engine.printing.llvm import Number
from engine.printing.memory import Cell, Memory


def along(vector: str, lanes: int = 1) -> Memory:
    memory = Memory()
    memory.vector, memory.lanes = vector, lanes
    return memory


def fresh(name: str) -> str:
    """Return a name as another object than that which Python keeps of it."""
    return "".join([*name])


@pytest.mark.parametrize(
    ("vector", "name", "length", "sections", "first"),
    [
        ("column", "row", (5, False), [(0, 5, 1, 4)], []),
        ("row", "column", (5, False), [(0, 5, 1, 4)], []),
        ("column", "row", (1, True), [(0, "%examples", 1, 4)], []),
        ("column", "row", (3, True), [(0, "%of1", 1, 4)], ["mul nsw i64 3, %examples"]),
        ("column", "column", (16, False), [(0, 16, 8, 4)], []),
        ("column", "column", (20, False), [(0, 16, 8, 4), (16, 20, 4, 1)], []),
        ("column", "column", (9, False), [(0, 8, 8, 4), (8, 9, 1, 1)], []),
        ("column", "column", (5, False), [(0, 5, 5, 1)], []),
        ("column", "column", (7, False), [(0, 7, 7, 1)], []),
        (
            "column",
            "column",
            (1, True),
            [(0, "%of1", 8, 4), ("%of1", "%examples", 1, 1)],
            ["and i64 %examples, -8"],
        ),
    ],
)
def test_the_axis_of_the_lanes_is_gone_through_with_full_vectors_several_at_once_and_then_the_rest(
    vector: str,
    name: str,
    length: Far,
    sections: list[tuple[int | str, int | str, int, int]],
    first: list[str],
) -> None:
    memory = along(vector)
    assert memory.sections(Axis(fresh(name), length), 4) == sections
    assert memory.sections(Axis(name, length)) == [(*section[:3], 1) for section in sections]
    assert memory.writer.allocated == [f"  %of{i} = {text}" for i, text in enumerate(first, 1)]


def test_loops_go_around_a_body_which_gets_the_cells_of_a_round() -> None:
    memory, seen = along("column"), []

    def body(cells: list[Cell]) -> None:
        seen.append((memory.lanes, cells, dict(memory.known)))
        memory.known[9, 9] = Number("%y")

    memory.known[0, 0] = Number("%x")
    axes = [Axis("row", (6, False)), Axis("column", (20, False)), Axis("slot", (3, True))]
    memory.nest(axes, {"row": 2, "column": 2}, body)
    rows = [("%at1", 0), ("%at1", 1)]
    four = [{"row": row, "column": ("0", by), "slot": ("%at3", 0)} for row in rows for by in (0, 8)]
    two = [{"row": row, "column": ("16", 0), "slot": ("%at5", 0)} for row in rows]
    assert [(lanes, cells) for lanes, cells, _ in seen] == [(8, four), (4, two)]
    assert [known for *_, known in seen] == [{}, {}], "what was known was of one cell"
    assert (memory.lanes, memory.known) == (1, {(0, 0): Number("%x")})
    steps = [line.rpartition(" ")[2] for line in memory.writer.lines if "%next" in line and "add" in line]
    assert steps == ["1", "1", "2"]


def test_what_is_known_of_a_cell_stays_known_in_a_loop_of_single_rounds() -> None:
    memory, seen = along(""), []
    memory.known[0, 0] = Number("%x")
    memory.nest([Axis("row", (6, False))], {}, lambda cells: seen.append((cells, dict(memory.known))), [{}, {}])
    assert seen == [([{"row": ("%at1", 0)}] * 2, {(0, 0): Number("%x")})]


def test_where_there_are_no_axes_the_body_is_written_once() -> None:
    seen: list[list[Cell]] = []
    memory = along("")
    memory.nest([], {}, seen.append)
    assert (seen, memory.lanes, memory.writer.lines) == ([[{}]], 1, [])
    assert (Memory().lanes, Memory().vector, Memory().known) == (1, "", {})


@pytest.mark.parametrize(
    ("far", "text", "first"),
    [
        ((0, False), 0, []),
        ((7, False), 7, []),
        ((1, True), "%examples", []),
        ((0, True), "%of1", ["  %of1 = mul nsw i64 0, %examples"]),
        ((2, True), "%of1", ["  %of1 = mul nsw i64 2, %examples"]),
    ],
)
def test_a_distance_is_a_number_or_so_many_times_the_examples(far: Far, text: int | str, first: list[str]) -> None:
    memory = Memory()
    assert (memory.text(far), memory.writer.allocated) == (text, first)


def test_a_number_of_the_description_is_loaded_at_the_beginning() -> None:
    memory = Memory()
    assert (memory.word(2), memory.word(2)) == ("%of2", "%of2")
    pointer = "getelementptr inbounds i64, ptr %step, i64 2"
    assert memory.writer.allocated == [f"  %of1 = {pointer}", "  %of2 = load i64, ptr %of1, align 8"]


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
        (1, Reach("%values", "%b", {"example": NEXT}), {}, (["%b"], True), []),  # a row of one
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
            (["%4"], True),
            [*LOOK_UP, "add nsw i64 %3, %e"],
        ),
        (2, Reach("%values", "%b", {"example": (5, False)}), {}, (["%b", "%1"], False), ["add nsw i64 %b, 5"]),
    ],
)
def test_numbers_lie_in_a_row_or_are_one_for_all_lanes_or_lie_apart(
    lanes: int, reach: Reach, cell: Cell, places: tuple[list[str], bool], lines: list[str]
) -> None:
    memory = along("example", lanes)
    assert memory.places(reach, cell) == places
    assert memory.writer.lines == [f"  %{i} = {line}" for i, line in enumerate(lines, 1)]
