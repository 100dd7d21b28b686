"""Scripts that show or keep more than a page can hold: the first of it comes, and the rest is counted."""

from engine import Value
from lectures.workbench.desk.script import values
from tests.lectures.workbench.desk.test_script import kinds, ran


def test_of_too_many_plots_the_first_are_shown_and_the_rest_are_counted() -> None:
    _, told, _ = ran("from lectures.workbench import plot\nfor k in range(150): plot([1, k])")
    assert kinds(told) == ["svg"] * 100 + ["left_out"]
    assert told[-1] == {"left_out": "50 plots and tables more; 100 are kept"}


def test_in_a_list_without_end_only_the_first_entries_are_looked_at() -> None:
    (found,) = values.found_in({"a": [Value(1.0) for _ in range(values.MOST_LOOKED_AT + 50)]})
    values.label([found])
    assert [value.label for value in found.thing[-51:]] == [f"a[{values.MOST_LOOKED_AT - 1}]"] + [""] * 50
    assert found.told()["more"] == values.MOST_LOOKED_AT + 50 - values.MOST_ENTRIES
