"""A whole lesson in words, step by step: what each says is worked out by hand."""

import pytest

from engine import Value
from engine.trace import trace
from engine.words.story import LatexStory, Story


def named(value: Value, label: str) -> Value:
    value.label = label
    return value


def third() -> Value:
    """A product of which 0.3333 × 3 is a factor: its digits make 0.9999."""
    h = named(Value(1.0, "x") * 3.0, "h")
    return named(h * Value(1 / 3, "c"), "y")


def test_where_the_digits_make_another_number_the_product_is_about_equal() -> None:
    assert Story(trace(third())).steps() == [
        "x = 1, c = 0.3333",
        "h = x*3 = 1*3 = 3",
        "y = h*c = 3*0.3333 ≈ 1",
        "dy/dy = 1",
        "dy/dh = c = 0.3333\nupstream × partial = dy/dy × dy/dh = 1 × 0.3333 = 0.3333\nh.grad = 0.3333",
        "dy/dc = h = 3\nupstream × partial = dy/dy × dy/dc = 1 × 3 = 3\nc.grad = 3",
        "dh/dx = 3\nupstream × partial = dy/dh × dh/dx = 0.3333 × 3 ≈ 1\nx.grad = 1",
    ]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (lambda a, b: a / b, "y = a/b = 0.1429/0.2857 ≈ 0.5"),  # 0.5002
        (lambda a, b: a * b, "y = a*b = 0.1429*0.2857 ≈ 0.04082"),  # 0.04083
        (lambda a, b: a**3, "y = a**3 = 0.1429**3 ≈ 0.002915"),  # 0.002918
        (lambda a, b: a * 2.0, "y = a*2 = 0.1429*2 ≈ 0.2857"),
        (lambda a, b: b.tanh(), "y = tanh(b) = tanh(0.2857) = 0.2782"),
    ],
    ids=["quotient", "product", "cube", "double", "tanh"],
)
def test_where_the_digits_make_another_number_a_result_is_about_equal(of, words) -> None:
    assert words in Story(trace(named(of(Value(1 / 7, "a"), Value(2 / 7, "b")), "y"))).steps()


def test_where_the_digits_have_no_result_it_is_about_equal() -> None:
    y = named(Value(709.78, "x").exp(), "y")  # exp(709.8) overflows
    assert Story(trace(y)).steps()[1] == "y = exp(x) = exp(709.8) ≈ 1.793e308"


def test_a_negative_number_stands_in_parentheses_unless_it_comes_first() -> None:
    a = Value(2.0, "a")
    h = named(a * -2.0, "h")
    assert Story(trace(named(h + a, "y"))).steps() == [
        "a = 2",
        "h = a*(-2) = 2*(-2) = -4",
        "y = h + a = -4 + 2 = -2",
        "dy/dy = 1",
        "dy/dh = 1\nupstream × partial = dy/dy × dy/dh = 1 × 1 = 1\nh.grad = 1",
        "dy/da = 1\nupstream × partial = dy/dy × dy/da = 1 × 1 = 1\na.grad = 1 (so far)",
        "dh/da = -2\nupstream × partial = dy/dh × dh/da = 1 × (-2) = -2\na.grad = 1 + (-2) = -1",
    ]


def test_a_value_that_comes_in_twice_is_told_apart_by_its_place_in_latex_too() -> None:
    w = Value(3.0, "w")
    slope, itself = r"\frac{\partial y}{\partial w}", r"\frac{\partial y}{\partial y}"
    assert LatexStory(trace(named(w * w, "y"))).steps() == [
        "w = 3",
        r"y = w \cdot w = 3 \cdot 3 = 9",
        rf"{itself} = 1",
        rf"{slope} \quad \text{{(input 1 of 2)}} = w = 3"
        "\n" + rf"{itself} \cdot {slope} = 1 \cdot 3 = 3"
        "\n" + rf"{slope} = 3 \quad \text{{(so far)}}",
        rf"{slope} \quad \text{{(input 2 of 2)}} = w = 3"
        "\n" + rf"{itself} \cdot {slope} = 1 \cdot 3 = 3"
        "\n" + rf"{slope} = 3 + 3 = 6",
    ]


@pytest.mark.parametrize(
    ("contributions", "made", "complete", "said"),
    [
        ([0.5], 0.5, True, "x.grad = 0.5"),
        ([0.5], 0.5, False, "x.grad = 0.5 (so far)"),
        ([1 / 3] * 3, 0.9999, True, "x.grad = 0.3333 + 0.3333 + 0.3333 ≈ 1"),
        ([1 / 3] * 3, 0.9999, False, "x.grad = 0.3333 + 0.3333 + 0.3333 ≈ 1 (so far)"),
        ([-1.0, -2.0, 4.0], 1.0, True, "x.grad = -1 + (-2) + 4 = 1"),
    ],
)
def test_a_gradient_is_the_sum_of_what_has_arrived(
    contributions: list[float], made: float, complete: bool, said: str
) -> None:
    story = Story(trace(third()))
    x = next(i for i, name in enumerate(story.names) if name.text == "x")
    assert story.sum(x, contributions, made, sum(contributions), complete) == said
