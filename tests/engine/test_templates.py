"""Formulas with places: filled with numbers, they are what is written where the numbers are known."""

import re

import pytest

from engine.arithmetic import Floats
from engine.primitives import PRIMITIVES, TABLE
from engine.words.digits import show
from engine.words.latex import LATEX
from engine.words.mathml import tree
from engine.words.notation import TEXT
from engine.words.templates import templates
from tests.engine.meaning import bindings

PARAMETERS = {"power": (3.0,), "exponential": (2.0,), "leaky_relu": (0.1,)}
POINTS = [[2.5, 0.25, 1.5, 3.0, 4.0], [-1.5, 0.5, -2.25, -3.0, 1.0], [1.5e-7, 2e9, -3e20, -4e-9, 5.0]]


def filled(template, numbers):
    """Fill a text as the page does: a place has a number, and in parentheses it goes where it is marked and below 0."""

    def number(place):
        index, care = divmod(ord(place[0]) - 0xF0000, 3)
        return f"({show(numbers[index])})" if care and numbers[index] < 0 else show(numbers[index])

    return re.sub(r"[\U000F0000-\U000FFFFD]", number, template)


def filled_tree(formula, numbers):
    """Fill a tree in the same way; a place with care 2 puts a power of ten in parentheses as well."""
    if not isinstance(formula, str):
        return [formula[0], *(filled_tree(part, numbers) for part in formula[1:])]
    index, care = divmod(ord(formula[2]) - 0xF0000, 3)
    if index < 0:
        return formula
    written = tree(LATEX.number(numbers[index]).text)
    enclosed = (care > 0 and numbers[index] < 0) or (care == 2 and "e" in show(numbers[index]))
    return ["mrow", "o:(", written, "o:)"] if enclosed else written


def symbols(formula):
    """Return all that is written, in reading order: rows inside of rows look the same."""
    if isinstance(formula, str):
        return [formula]
    inner = [symbol for part in formula[1:] for symbol in symbols(part)]
    return inner if formula[0] == "mrow" else [formula[0], *inner, "end"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
@pytest.mark.parametrize("point", POINTS)
def test_a_filled_template_is_the_formula_with_these_numbers(row, point):
    row = bindings(row, PARAMETERS)[0]
    xs = point[: len(row.domain)]
    with_places = templates(row, len(xs))
    try:
        y = row.value_at(Floats, [abs(x) for x in xs])
    except (ArithmeticError, ValueError):
        y = 0.5
    for numbers in ([*xs, y], [*xs, -y]):
        shown = [TEXT.number(x) for x in numbers], [LATEX.number(x) for x in numbers]
        text, formula = with_places["value"]
        assert filled(text, numbers) == TEXT.value(row, shown[0][:-1])
        assert symbols(filled_tree(formula, numbers)) == symbols(tree(LATEX.value(row, shown[1][:-1])))
        for slot, (text, formula) in enumerate(with_places["partials"]):
            assert filled(text, numbers) == TEXT.partial(row, slot, shown[0])
            latex = LATEX.partial(row, slot, shown[1])
            assert symbols(filled_tree(formula, numbers)) == symbols(tree(latex))


def place(index, care):
    return chr(0xF0000 + 3 * index + care)


def test_a_place_says_which_number_belongs_there_and_when_it_needs_parentheses():
    multiply, power = templates(PRIMITIVES["multiply"], 2), templates(PRIMITIVES["power"].bind(3.0), 1)
    assert multiply["value"][0] == f"{place(0, 0)}*{place(1, 1)}"
    assert [text for text, _ in multiply["partials"]] == [place(1, 0), place(0, 0)]
    assert power["value"] == [f"{place(0, 2)}**3", ["msup", f"i:{place(0, 2)}", "n:3"]]
    assert power["partials"] == [[f"3*{place(0, 2)}**2", ["mrow", "n:3", "o:·", ["msup", f"i:{place(0, 2)}", "n:2"]]]]


def test_the_result_has_the_place_behind_the_inputs():
    assert templates(PRIMITIVES["exp"], 1)["partials"] == [[place(1, 0), f"i:{place(1, 0)}"]]
    assert templates(PRIMITIVES["maximum"], 3)["partials"][2][0] == f"(1 if {place(2, 0)} = {place(3, 0)} else 0)"
    assert len(templates(PRIMITIVES["affine"], 5)["partials"]) == 5
