"""What is read, added and written through memory, for one number and for lanes."""

import pytest

from engine.printing.grid import NEXT, SAME, Reach
from engine.printing.llvm import Number
from engine.printing.memory import Memory
from tests.engine.printing.test_memory import along, fresh


def instructions(memory: Memory) -> list[str]:
    return [line.strip() for line in memory.writer.lines]


@pytest.mark.parametrize(("vector", "row"), [("example", True), ("column", False), ("row", False), ("slot", False)])
def test_only_along_the_examples_an_entry_of_a_table_leads_to_a_row(vector: str, row: bool) -> None:
    memory = along(fresh(vector), 8)
    reach = Reach("%values", "%b", {"column": SAME}, 5, True)
    assert memory.places(reach, {"example": ("%e", 0)}) == (["%4"], row)


@pytest.mark.parametrize(
    ("vector", "lanes", "places"),
    [
        ("example", 3, ["%3 + %e x %7", "%3 + %10 x %7", "%3 + %13 x %7"]),  # one of the table, and the examples of it
        ("example", 1, ["%3 + %e x %7"]),
        ("column", 2, ["%4 + %e x %11", "%7 + %e x %15"]),  # two of the table
        ("row", 8, ["%3 + %e x %7"]),
    ],
)
def test_where_some_have_examples_and_some_not_the_table_behind_says_it(
    vector: str, lanes: int, places: list[str]
) -> None:
    memory = along(vector, lanes)
    found, row = memory.places(Reach("%values", "%b", {"column": NEXT}, 5, None), {"example": ("%e", 0)})
    said = dict(line.split(" = ") for line in instructions(memory))
    sums = [said[place].removeprefix("add nsw i64 ").split(", ") for place in found]
    products = [said[product].removeprefix("mul nsw i64 ").replace(", ", " x ") for _, product in sums]
    assert [f"{first} + {product}" for (first, _), product in zip(sums, products, strict=True)] == places
    assert not row


def test_lanes_for_one_number_read_it_once() -> None:
    memory = along("slot", 8)
    reach = Reach("%values", "%b", {"slot": (int("1"), False)})
    assert memory.places(reach, {}) == (["%b"], True)
    assert memory.places(reach, {}, across=False) == (["%b"], False)
    assert memory.places(Reach("%values", "%b", {"slot": (3, False)}), {}, across=False) == (["%b"], False)
    assert memory.read(reach, {}, across=False).lanes == 1
    assert memory.read(reach, {}).lanes == 8
    assert memory.read(Reach("%values", "%b", {"slot": (3, False)}), {}).lanes == 8


ROW, SHARED, APART = (Reach("%gradients", "%b", {"row": far}) for far in (NEXT, SAME, (5, False)))


@pytest.mark.parametrize(
    ("reach", "lanes", "amount", "added", "written"),
    [
        (
            ROW,
            2,
            Number("%x", 2),
            ["%1 = getelementptr inbounds double, ptr %gradients, i64 %b",
             "%2 = load <2 x double>, ptr %1, align 8", "%3 = fadd <2 x double> %2, %x",
             "store <2 x double> %3, ptr %1, align 8"],
            ["%1 = getelementptr inbounds double, ptr %gradients, i64 %b", "store <2 x double> %x, ptr %1, align 8"],
        ),
        (
            SHARED,
            2,
            Number("%x", 2),
            ["%1 = extractelement <2 x double> %x, i64 0", "%2 = extractelement <2 x double> %x, i64 1",
             "%3 = fadd double %1, %2", "%4 = getelementptr inbounds double, ptr %gradients, i64 %b",
             "%5 = load double, ptr %4, align 8", "%6 = fadd double %5, %3", "store double %6, ptr %4, align 8"],
            ["%1 = extractelement <2 x double> %x, i64 0", "%2 = getelementptr inbounds double, ptr %gradients, i64 %b",
             "store double %1, ptr %2, align 8"],
        ),
        (
            APART,
            2,
            Number("%x", 2),
            ["%1 = add nsw i64 %b, 5",
             "%2 = getelementptr inbounds double, ptr %gradients, i64 %b", "%3 = extractelement <2 x double> %x, i64 0",
             "%4 = load double, ptr %2, align 8", "%5 = fadd double %4, %3", "store double %5, ptr %2, align 8",
             "%6 = getelementptr inbounds double, ptr %gradients, i64 %1", "%7 = extractelement <2 x double> %x, i64 1",
             "%8 = load double, ptr %6, align 8", "%9 = fadd double %8, %7", "store double %9, ptr %6, align 8"],
            ["%1 = add nsw i64 %b, 5",
             "%2 = extractelement <2 x double> %x, i64 0", "%3 = getelementptr inbounds double, ptr %gradients, i64 %b",
             "store double %2, ptr %3, align 8",
             "%4 = extractelement <2 x double> %x, i64 1", "%5 = getelementptr inbounds double, ptr %gradients, i64 %1",
             "store double %4, ptr %5, align 8"],
        ),
        (
            SHARED,
            1,
            Number("%x"),
            ["%1 = getelementptr inbounds double, ptr %gradients, i64 %b", "%2 = load double, ptr %1, align 8",
             "%3 = fadd double %2, %x", "store double %3, ptr %1, align 8"],
            ["%1 = getelementptr inbounds double, ptr %gradients, i64 %b", "store double %x, ptr %1, align 8"],
        ),
    ],
)  # fmt: skip
def test_what_is_for_one_number_is_added_up_and_what_is_for_several_is_written_one_after_the_other(
    reach: Reach, lanes: int, amount: Number, added: list[str], written: list[str]
) -> None:
    adding, putting = along("row", lanes), along("row", lanes)
    adding.add(reach, {}, amount)
    putting.put(reach, {}, amount)
    assert instructions(adding) == added
    assert instructions(putting) == written


def test_a_single_number_is_given_to_every_lane() -> None:
    for made in ("add", "put"):
        memory = along("row", 2)
        getattr(memory, made)(ROW, {}, Number("%x"))
        assert instructions(memory)[-1].startswith("store <2 x double>")
