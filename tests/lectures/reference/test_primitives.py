"""The table of primitives as a page: read from the rows, with curves that end where the function does."""

import math
from math import isnan, log, tanh

import pytest

import engine
from engine import PRIMITIVES, Value
from engine.primitives import Primitive
from lectures.reference.build import pages_of
from lectures.reference.curve import number, traced
from lectures.reference.missing import MISSING, Missing
from lectures.reference.public import Reference
from lectures.reference.rows import names_of, row_of

PLANTED = Primitive(
    "softsign", "softsign", "activation", static_names=("scale",),
    value=lambda math, x, scale: x / (scale + math.abs(x)),
    partials=lambda math, y, x, scale: (scale / (scale + math.abs(x)) ** 2,),
    formula="{x}/({scale} + abs({x}))", partial_formulas=("{scale}/({scale} + abs({x}))**2",),
    kink="none, since both sides agree", source="Turian, Bergstra and Bengio 2009",
)  # fmt: skip


@pytest.mark.long
def test_a_new_row_is_on_the_page_without_another_change(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PRIMITIVES, "softsign", raising=False)  # README's own example, which someone may have added
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
    assert (shown.kink, shown.source) == (row.kink, row.source)
    inputs = {"activation": "function of one input", "function": "function of several inputs"}
    assert shown.family == inputs.get(row.family, row.family)
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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("log", ["defined for x > 0; at 0 and below: DomainError"]),
        ("sqrt", ["defined for x ≥ 0; below: DomainError", "no derivative at x = 0: DomainError"]),
        ("exp", ["too large for a float from x = 709.8 on: DomainError"]),
        ("divide", ["with a = 1.5: not defined at b = 0: DomainError"]),
        ("pow", ["with b = −0.5: defined for a > 0; at 0 and below: DomainError"]),
        ("tanh", ["defined wherever it was tried, from −1000 to 1000"]),
    ],
)
def test_where_a_row_raises_is_found_by_asking_it(name: str, said: list[str]) -> None:
    facts = row_of(PRIMITIVES[name]).facts
    assert [fact for fact in facts if "defined" in fact or "no derivative at" in fact or "too large" in fact] == said


def test_a_row_that_is_defined_here_and_there_claims_nothing() -> None:
    root = Primitive(
        "odd", "odd", "activation", value=lambda math, x: math.sqrt(math.sin(x)),
        partials=lambda math, y, x: (0.5 * math.cos(x) / y,), formula="odd({x})", partial_formulas=("0",),
    )  # fmt: skip
    assert not any("defined" in fact for fact in row_of(root).facts)


@pytest.mark.long
def test_each_of_the_three_powers_says_what_becomes_of_it() -> None:
    said = {name: [fact for fact in row_of(row).facts if "is this row" in fact] for name, row in PRIMITIVES.items()}
    assert {name: facts for name, facts in said.items() if facts} == {
        "power": ["x**n is this row where n is a plain number"],
        "exponential": ["c**x is this row where c is a plain number"],
        "pow": ["a**b is this row where both are Values"],
    }


@pytest.mark.long
def test_the_derivative_of_a_choice_says_what_becomes_of_equal_inputs() -> None:
    for name, row in PRIMITIVES.items():
        assert ("inputs\xa0are" in row_of(row).partials[0]) == (name in ("maximum", "minimum"))


@pytest.mark.parametrize("each", MISSING, ids=lambda each: each.name)
def test_what_is_not_there_is_not_there_and_can_be_written_as_said(each: Missing) -> None:
    assert each.name not in PRIMITIVES
    if each.written and each.name != "where":
        for x in (-0.7, 0.3):
            found = eval(each.written, {**vars(engine), "x": Value(x)})
            assert found.data == pytest.approx(getattr(math, each.name)(x))
