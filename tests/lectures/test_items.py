"""The list of worked examples is complete, and ids are never guessed."""

import pytest

from lectures.items import COURSES, ITEMS, UnknownItemError, item_ids


def test_all_worked_examples_are_listed_in_order() -> None:
    expected = [
        f"{letter}{n:02}" for letter, last in (("A", 34), ("B", 40), ("C", 8), ("D", 26)) for n in range(1, last + 1)
    ]
    assert list(ITEMS) == expected
    assert len(set(ITEMS.values())) == len(ITEMS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("D01", ("D01",)),
        ("D01, D03", ("D01", "D03")),
        ("D04 to D06", ("D04", "D05", "D06")),
        ("D04-D06, D05", ("D04", "D05", "D06")),
        ("D04–D05.", ("D04", "D05")),
        (["A01", "B02"], ("A01", "B02")),
        (None, ()),
    ],
)
def test_ids_and_ranges(text: object, ids: tuple[str, ...]) -> None:
    assert item_ids(text) == ids  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["E01", "D27", "d01", "A00", "", "D04 to D99"])
def test_an_unknown_id_is_named(text: str) -> None:
    with pytest.raises(UnknownItemError, match="A01 to A34"):
        item_ids(text)


def test_courses_are_folders() -> None:
    assert list(COURSES) == ["course", "basics", "multiclass", "optimisation", "tutorial"]
