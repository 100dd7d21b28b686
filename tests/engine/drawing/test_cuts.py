"""Where a drawing is cut into rows: columns of given widths, with arrows from one to another and nothing else."""

from types import SimpleNamespace

import pytest

from engine.drawing.columns import cuts

LEAF, CARD = 99, "scope0"


def starts(arrows, widths=(1.0,) * 10, count=2, home=(), made=()):
    """Return where the rows begin; value k stands in column k, and those of `home` in one open scope."""
    column = {k: k for k in range(len(widths))} | {CARD: 4}
    diagram = SimpleNamespace(
        links=[SimpleNamespace(value=value, head=head) for value, head in arrows],
        results=[(CARD, k) for k in made],
        open_scopes=[SimpleNamespace(key=0, parent=None)],
        scope_of={key: 0 if key in home else None for key in column},
    )
    return cuts(diagram, column, dict(enumerate(widths)), count)


@pytest.mark.parametrize(
    ("arrows", "second"),
    [
        ([], 5),
        ([(3, 4)], 5),  # leads over the left border of 4 alone
        ([(4, 5)], 4),  # over that of 5; 4 and 6 are as far from the middle
        ([(5, 6)], 5),
        ([(3, 5)], 6),
        ([(3, 5), (5, 6)], 5),  # one arrow crosses each of the three borders
        ([(3, 5), (7, 9)], 6),
        ([(3, 7), (2, 5)], 6),
        ([(4, 6), (4, 6)], 4),
        ([(LEAF, 9)], 5),  # a leaf has copies
    ],
)
def test_a_row_begins_near_the_middle_where_the_fewest_results_cross(arrows, second):
    assert starts(arrows) == [0, second]


@pytest.mark.parametrize(("arrows", "second"), [([(3, 4)], 3), ([(2, 4)], 5), ([(2, 5)], 4), ([(2, 5)] * 2, 4)])
def test_near_is_what_is_within_a_quarter_of_a_row(arrows, second):
    """Of eight columns these are 3, 4 and 5; where all are crossed, no others are looked at."""
    assert starts(arrows, [1.0] * 8) == [0, second]


@pytest.mark.parametrize(
    ("home", "second"),
    [((), 5), ((4, 5), 4), ((3, 5), 6), ((5,), 5), ((4, 6), 4), ((3, 6), 5), ((5, 6), 5), ((0, 4), 5), ((0, 5), 6)],
)
def test_a_scope_is_not_cut_where_another_place_is_near(home, second):
    assert starts([], home=home) == [0, second]


def test_what_a_card_makes_does_not_begin_a_row():
    assert starts([], made=[5]) == [0, 4]
    assert starts([], made=[4, 5]) == [0, 6]


@pytest.mark.parametrize(
    ("widths", "count", "found"),
    [
        ([1.0] * 9, 3, [0, 3, 6]),
        ([1.0] * 12, 4, [0, 3, 6, 9]),
        ([1.0] * 10, 1, [0]),
        ([9.0, 1.0, 1.0, 1.0], 2, [0, 2]),  # a row has two columns at least
        ([1.0, 1.0, 9.0, 1.0], 2, [0, 3]),  # behind the wide one
        ([1.0, 9.0, 1.0, 1.0], 2, [0, 2]),
        ([1.0, 1.0, 1.0, 9.0], 2, [0]),  # behind which there is nothing
        ([1.0, 1.0], 2, [0]),
    ],
)
def test_rows_are_about_equally_wide(widths, count, found):
    assert starts([], widths, count) == found
