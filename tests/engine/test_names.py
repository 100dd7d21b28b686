"""What values are called: the expression itself, short, the same in both notations, and apart from one another."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from engine import Constant, Value, affine, dot, maximum, softmax
from engine import sum as total
from engine.primitives import PRIMITIVES, Primitive
from engine.trace import trace
from engine.value import apply
from engine.words import names
from engine.words.names import COLUMNS, GAP, names_of, wordings
from engine.words.notation import SUBSCRIPTS, TEXT, Notation
from engine.words.story import LatexStory, Story
from tests.engine.graphs import random_graph
from tests.engine.test_notation import MEANING

W, X, B, Y = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b"), Value(1.0, "y")


def last(output):
    return names_of(trace(output))[-1]


@pytest.mark.parametrize(
    ("output", "name"),
    [
        (W * X + B, "w*x + b"),
        (((W * X + B).tanh() - Y) ** 2, "(tanh(w*x + b) - y)**2"),
        (-(W + X) * -B, "-(w + x)*(-b)"),
        (W - (X - B), "w - (x - b)"),
        ((W / X) / (B / Y), "w/x/(b/y)"),
        ((W**2) ** 2, "(w**2)**2"),
        (2.0**-W, "2**(-w)"),
        (W * -3.0, "w*(-3)"),
        (maximum(W, X, B, Y), "max(w, x, b, y)"),
        (W * Constant(4.0, "x1"), "w*x1"),
        (W * Value(1.0, "a + b"), "w*(a + b)"),
        (total([W * X]), "sum(w*x)"),
        (softmax([W, X])[0], "exp(w)/(exp(w) + exp(x))"),
        (softmax([W, X, B])[1], "softmax(x, …)"),
    ],
)
def test_a_result_without_a_label_is_called_by_its_expression(output, name):
    assert last(output) == name


def test_what_has_a_label_is_called_by_it_and_a_constant_by_its_number():
    h = W * 2.0
    h.label = "h"
    assert names_of(trace(h + Constant(1.5, "t"))) == ["w", "2", "h", "t", "h + t"]


def test_a_sum_of_nothing_is_called_by_its_number():
    assert names_of(trace(apply(PRIMITIVES["sum"]) * W)) == ["0", "w", "0*w"]


def test_a_long_expression_keeps_both_ends():
    ws, xs = ([Value(1.0, f"{name}[0,{i}]") for i in range(4)] for name in "WX")
    assert last(dot(ws, xs)) == "… + W[0,3]*X[0,3]"
    assert last(affine(ws, xs, B)) == "W[0,0]*X[0,0] + … + b"
    assert last(total([W, X, B, Y, W * X, W * B, Y])) == "w + x + b + … + y"
    assert last(((W * X + B).tanh() - Y) ** 2 / 3.0 + (Y - W)) == "(… - y)**2/3 + y - w"


def test_a_sum_that_grows_tells_its_newest_term():
    loss = (W * 2.0 - 19.6) ** 2
    for x, y in ((4.5, 44.1), (10.0, 98.0)):
        loss = loss + (W * x - y) ** 2
    assert [name for name in names_of(trace(loss)) if GAP in name] == ["… + (w*4.5 - 44.1)**2", "… + (w*10 - 98)**2"]


def test_neurons_are_told_apart_by_what_they_do_not_share():
    x = [Value(1.0, f"x{i}") for i in range(3)]
    neurons = [affine([Value(0.1, f"W[{k},{i}]") for i in range(3)], x, Value(0.0, f"b[{k}]")).tanh() for k in range(2)]
    told = names_of(trace(neurons[0] * neurons[1]))
    assert [name for name in told if name.startswith("tanh")] == ["tanh(W[0,0]*x0 + …)", "tanh(W[1,0]*x0 + …)"]


def test_what_would_be_called_the_same_is_counted_in_the_order_of_the_forward_pass():
    assert names_of(trace(X * X + X * X)) == ["x", "(x*x)₁", "(x*x)₂", "x*x + x*x"]
    assert names_of(trace(X.tanh() * X.tanh()))[1:] == ["tanh(x)₁", "tanh(x)₂", "tanh(x)*tanh(x)"]
    y = X
    for _ in range(13):
        y = (W * y).tanh()
    assert names_of(trace(y))[-4:] == ["(w*…)₉", "tanh(…)₁₀", "(w*…)₁₀", "tanh(…)₁₁"]


def test_a_label_that_looks_like_an_expression_or_a_count_stays_its_own():
    taken = [Value(1.0, label) for label in ("w*x", "(w*x)₂")]
    names = names_of(trace(total([*taken, W * X])))
    assert names == ["w*x", "(w*x)₂", "w", "x", "(w*x)₁", "(w*x) + ((w*x)₂) + w*x"]


@pytest.mark.parametrize("seed", range(12))
def test_names_are_short_and_all_different(seed):
    seen = trace(random_graph(Random(seed))[0])
    names = names_of(seen)
    shown = Counter(name for name, node in zip(names, seen.nodes, strict=True) if node.kind != "constant")
    assert max(shown.values()) == 1
    assert max(each.columns for each in wordings(seen) if not each.count) <= COLUMNS


@pytest.mark.parametrize("seed", range(12))
def test_a_name_without_gaps_computes_the_value(seed):
    seen = trace(random_graph(Random(seed))[0])
    known = MEANING | {
        "max": lambda *xs: max(xs),
        "min": lambda *xs: min(xs),
        "sum": lambda x: x,
        "softmax": lambda x: 1.0,
    }
    told = 0
    leaves = {node.label: node.data for node in seen.nodes if node.kind == "variable"}
    for name, node in zip(wordings(seen), seen.nodes, strict=True):
        if node.inputs and name.row and not name.gaps and not name.count:
            told += 1
            assert eval(name.text.text, dict(known | leaves)) == pytest.approx(node.data, rel=1e-3, abs=1e-3)
    assert told


@pytest.mark.parametrize("seed", range(8))
def test_latex_tells_the_same_names(seed):
    seen = trace(random_graph(Random(seed))[0])
    for text, latex in zip(wordings(seen), LatexStory(seen).names, strict=True):
        assert text.gaps == latex.text.count(r"\cdots")
        assert latex.text.endswith(f"_{{{text.count}}}" if text.count else latex.text)


def test_names_in_latex():
    names = {
        ((W * X + B).tanh() - Y) ** 2: r"\left(\tanh\left(w \cdot x + b\right) - y\right)^{2}",
        X * X + X * X: r"x \cdot x + x \cdot x",
        softmax([W, X, B])[0]: r"\operatorname{softmax}\left(w,\, \cdots\right)",
    }
    for output, written in names.items():
        assert LatexStory(trace(output)).names[-1].text == written
    assert LatexStory(trace(X * X + X * X)).names[1].text == r"\left(x \cdot x\right)_{1}"


def test_a_name_inside_a_formula_has_the_parentheses_it_needs():
    story = Story(trace((W + X) * Y))
    assert story.steps()[1:3] == ["w + x = 0.5 + 2 = 2.5", "(w + x)*y = 2.5*1 = 2.5"]
    assert story.steps()[4].startswith("d((w + x)*y)/d(w + x) = y = 1\n")
    square = Story(trace((-W) ** 2.0))
    assert square.steps()[2] == "(-w)**2 = (-0.5)**2 = 0.25"
    assert square.steps()[4].startswith("d((-w)**2)/d(-w) = 2*(-w) = 2*(-0.5) = -1\n")


def test_a_step_says_nothing_twice():
    for k in range(8):
        for words in Story(trace(random_graph(Random(k))[0])).steps():
            for line in words.splitlines():
                sides = line.split(" = ")
                assert all(a != b for a, b in pairwise(sides)), line


def test_a_row_that_cannot_be_written_shortly_is_called_by_its_name():
    long = " + ".join(f"{i}*{{x}}**{i}" for i in range(1, 9)) + " + 100000*sin({x})"
    row = Primitive(
        "bumpy", "bumpy", "activation", lambda math, x: x, lambda math, y, x: (1.0,), f"sqrt({long})", ("1",)
    )
    assert last(apply(row, X)) == "bumpy(…)"
    assert last(apply(row, X) * Y) == "bumpy(…)*y"


def test_a_long_chain_is_made_of_the_same_few_names():
    class Counting(Notation):
        written = 0

        def expression(self, *given):
            Counting.written += 1
            return super().expression(*given)

    def written(n):
        y = X
        for _ in range(n):
            y = y * W
        Counting.written = 0
        names._expressions.cache_clear()
        names._expression.cache_clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(names, "TEXT", Counting())
            assert last(y) == f"(…*w){str(n - 11).translate(SUBSCRIPTS)}"
        return Counting.written

    assert written(3000) == written(300) < 100


def test_numbers_of_static_rows_are_in_the_name():
    assert last(X.leaky_relu(0.1)) == "leaky_relu(x, 0.1)"
    assert last(X**0.5) == "x**0.5"
    assert TEXT.value(PRIMITIVES["power"].bind(2.0), [TEXT.name("x")]) == "x**2"
