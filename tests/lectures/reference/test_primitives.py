"""The table of primitives as a page: read from the rows, with curves that end where the function does."""

from math import isnan, log, tanh

import pytest

from engine import PRIMITIVES
from engine.primitives import Primitive
from lectures.reference.build import pages_of
from lectures.reference.curve import number, traced
from lectures.reference.public import Reference
from lectures.reference.rows import names_of, row_of

PLANTED = Primitive(
    "softsign", "softsign", "activation", static_names=("scale",),
    value=lambda math, x, scale: x / (scale + math.abs(x)),
    partials=lambda math, y, x, scale: (scale / (scale + math.abs(x)) ** 2,),
    formula="{x}/({scale} + abs({x}))", partial_formulas=("{scale}/({scale} + abs({x}))**2",),
    kink="none, since both sides agree", source="Turian, Bergstra and Bengio 2009",
)  # fmt: skip


def test_a_new_row_is_on_the_page_without_another_change(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pages_of(reference, {}, set())
    assert "softsign" not in before["primitives.html"]
    monkeypatch.setitem(PRIMITIVES, "softsign", PLANTED)
    pages = pages_of(reference, {}, set())
    page = pages["primitives.html"]
    assert page.count("<svg") == before["primitives.html"].count("<svg") + 2  # scale = 0.5 and scale = 2
    for words in (
        'id="softsign"',
        "Turian, Bergstra and Bengio 2009",
        "none, since both sides agree",
        "scale is fixed",
    ):
        assert words in page
    assert 'href="primitives.html#softsign"' in pages["index.html"]


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_row_is_shown_with_all_that_it_says(name: str) -> None:
    row, shown = PRIMITIVES[name], row_of(PRIMITIVES[name])
    assert len(shown.partials) == len(row.domain) == len(set(names_of(row)))
    assert all(each.startswith("<math>") for each in (shown.value, *shown.partials))
    assert (shown.family, shown.kink, shown.source) == (row.family, row.kink, row.source)
    assert any("bilinear" in fact for fact in shown.facts) == (row.products is not None and row.products(4) > 0)
    assert any("any number of inputs" in fact for fact in shown.facts) == row.variadic
    assert {plot.caption.striptags().partition(",")[0].removeprefix("along ") for plot in shown.plots} <= {
        *names_of(row)
    }
    assert all(plot.svg.count('class="value"') and plot.svg.count('class="slope"') for plot in shown.plots)


def test_of_two_inputs_each_is_varied_and_the_other_is_said() -> None:
    captions = [plot.caption.striptags() for plot in row_of(PRIMITIVES["divide"]).plots]
    assert captions == ["along a, with b = 0.5", "along b, with a = 1.5"]


def test_inputs_are_called_after_the_part_that_they_play() -> None:
    assert names_of(PRIMITIVES["dot"]) == ["w1", "w2", "x1", "x2"]
    assert names_of(PRIMITIVES["softmax"]) == ["x1", "x2", "x3"]
    assert names_of(PRIMITIVES["divide"]) == ["a", "b"]


def test_a_curve_goes_through_the_points_of_its_function() -> None:
    (run,) = traced(tanh).runs
    assert (run[0][0], run[-1][0]) == (-3.0, 3.0)
    assert all(y == tanh(x) for x, y in run)


def test_a_curve_is_not_drawn_across_a_pole() -> None:
    left, right = traced(lambda x: 1 / x).runs
    assert max(x for x, _ in left) < 0 < min(x for x, _ in right)
    left, right = traced(lambda x: 1 / (x - 0.01234)).runs  # between two samples
    assert left[-1][0] < 0.01234 < right[0][0]


def test_a_curve_is_not_drawn_across_a_jump_and_the_value_there_is_a_dot() -> None:
    found = traced(lambda x: 1.0 if x > 0 else 0.0)
    assert [{y for _, y in run} for run in found.runs] == [{0.0}, {1.0}]
    assert found.at_jumps == ((0.0, 0.0),)


def test_a_curve_ends_where_its_function_does() -> None:
    (run,) = traced(log).runs
    assert 0 < run[0][0] < 1e-9
    assert isnan(number(log, 0.0))


def test_a_steep_curve_is_no_jump() -> None:
    assert len(traced(lambda x: tanh(200 * x)).runs) == 1


def test_a_kink_of_the_value_is_a_corner_of_the_line() -> None:
    (run,) = traced(lambda x: max(x, 0.0)).runs
    assert (0.0, 0.0) in run
