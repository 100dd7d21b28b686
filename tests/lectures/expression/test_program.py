"""Expressions on the command line: the graph they say, and one clear line for what cannot be read."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import engine
from engine import METHODS, PRIMITIVES, SIGNS, Value, gradient, topological_order
from lectures.errors import ExpressionError
from lectures.expression import FUNCTIONS, LONGEST, evaluate, names_in, worked

NUMBERS = {"w": 0.5, "x": 2.0, "b": -0.3, "y": 1.0}
EXPRESSIONS = [
    "((w*x+b).tanh()-y)**2",
    "-x**2 + +w/x - 3",
    "2**x * x**w * x**2",
    "maximum(w, x, 0.25) + minimum(x, y)",
    "relu(b) + b.relu() + leaky_relu(b) + leaky_relu(b, 0.1) + b.leaky_relu(0.1)",
    "dot([w, b], [x, 1]) + affine((w,), (x,), b) + sum([w, x, y]) + logsumexp([x, y])",
    "exp(w) + log(x) + sqrt(x) + abs(b) + sin(w) + cos(x) + sigmoid(y) + softplus(b) + tanh(b)",
    "w.exp() + x.log() + x.sqrt() + b.abs() + w.sin() + x.cos() + y.sigmoid() + b.softplus()",
    "1e-3*x + .5*w + (2).tanh() + 10 // 1" .replace(" // 1", ""),
    " ( w\n * x ) ",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_gives_the_graph_that_python_would_build(expression):
    leaves = {name: Value(number, name) for name, number in NUMBERS.items()}
    functions = {name: getattr(engine, name) for name in FUNCTIONS if hasattr(engine, name)} | {"__builtins__": {}}
    source = " ".join(expression.split()).replace("(2).tanh()", "tanh(2)")
    expected = eval(source, functions | leaves)  # this is a test's own text
    used = {name: number for name, number in NUMBERS.items() if leaves[name] in topological_order(expected)}
    output = evaluate(expression, used)
    order, expected_order = topological_order(output), topological_order(expected)
    assert [(node.op, node.label, node.data) for node in order] == [
        (node.op, node.label, node.data) for node in expected_order
    ]
    mine = [node for node in order if node.label]
    assert gradient(output, mine) == gradient(expected, [node for node in expected_order if node.label])


def test_every_function_and_every_method_is_one_that_the_engine_offers():
    rows = {name for name, row in PRIMITIVES.items() if not row.variadic}
    assert rows - {*SIGNS} <= set(FUNCTIONS) <= {*PRIMITIVES, "ln", "mean", "outer"} - {*SIGNS}
    assert all(hasattr(Value, name) for name in METHODS)
    one_number = {"exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "leaky_relu"}
    assert one_number <= set(METHODS)


def test_ln_is_the_logarithm():
    assert worked("ln(x)", {"x": 3.0}).output.data == worked("log(x)", {"x": 3.0}).output.data


def test_what_is_written_as_a_sign_is_a_name_like_any_other():
    assert evaluate("power*negate + divide", {"power": 2.0, "negate": 3.0, "divide": 1.0}).data == 7.0
    assert not {*SIGNS} & {*FUNCTIONS, *METHODS}


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("w*z", "'w*z', character 3: z has no number; give one, as in z=1"),
        ("wx + w", "character 1: wx has no number; did you mean 'x' or 'w'? give one, as in wx=1"),
        ("é*zz", "'é*zz', character 1: é has no number"),
        ("x*éé*zz", "character 3: éé has no number"),
        ("w + tahn(x)", "character 5: there is no function 'tahn'; did you mean 'tanh'?"),
        ("max(x, 0)", "there is no function 'max'; write maximum(a, b)"),
        ("x.tahn()", "there is no .tahn(); did you mean 'tanh'?"),
        ("x.maximum(2)", "there is no .maximum(); there are: abs, cos"),
        ("tanh*x", "tanh is a function; call it, as in tanh(x), or give tanh=1"),
        ("tanh(x, w, b)", "tanh: too many positional arguments; it takes (x)"),
        ("leaky_relu()", "leaky_relu: missing a required argument: 'x'; it takes (x, slope)"),
        ("leaky_relu(x, slope=0.1)", "an argument has a name; write only its value"),
        ("2x", "'2x', character 1: 2x: a product needs its sign, 2*x"),
        ("(w*x", "cannot be read at character 1 ('(' was never closed): write products with * for numbers and @ for"),
        ("W x", "'W x', character 1: W x: a product needs its sign, W*x, or W @ x for arrays"),
        ("tanh(W x)", "character 6: W x: a product needs its sign"),
        ("", "'' cannot be read"),
        ("x\0", "cannot be read"),
        ("(" * 300, "cannot be read"),
        ("x" + "+x" * LONGEST, "has 2,001 characters, and at most 1,000 can be read: shorten it"),
        ("1 + 1", "'1 + 1' has no graph: it needs at least one name or function"),
        ("[1] + 1", "has no graph"),
        ("dot([x], [w, b])", "dot"),
        ("log(b)", "'log(b)', character 1: log: log(-0.3) has no finite real value"),
        ("x/0", "division by zero"),
        ("1/0 + x", "character 1: division by zero; take another number"),
        ("10**400*x", "the number is too large; take a smaller one"),
        ("9" * 400 + "*x", "the number is too large"),
        ("(-8)**(1/3)*x", "a negative number has no such power"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_where_and_what_to_do(expression, says):
    with pytest.raises(ExpressionError) as caught:
        evaluate(expression, {name: NUMBERS[name] for name in NUMBERS if name in expression})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')", "x.__class__", "x.data", "x.grad", "x.backward()", "x.tanh", "x[0]",
        "x.real", "[y for y in x]", "lambda: x", "x if x else x", "(x := 2)", "f'{x}'", "'x'", "b'x'", "True*x", "None",
        "x and x", "not x", "x < x", "x @ x", "x // 2", "x % 2", "x & x", "~x", "tanh(*x)", "dot(*[x, x])", "{x}",
        "{x: x}", "1j*x", "tanh(x)(x)", "(tanh)(x).exp.log()", "eval('x')", "open('f')", "getattr(x, 'data')",
        "x.apply()", "...", "await x", "yield x", "x,", "print(x)", "exec('x')", "FUNCTIONS", "backward(x)", "draw(x)",
    ],
)  # fmt: skip
def test_nothing_but_arithmetic_is_read(expression):
    with pytest.raises(ExpressionError):
        evaluate(expression, {"x": 2.0})


@pytest.mark.long
@example("x" * 10)
@example("-" * 900 + "x")
@example("\\")
@given(st.one_of(st.text(max_size=30), st.text("xw+-*/()[].,^ 0123456789e'tanhlog=\n", max_size=40)))
def test_whatever_is_written_there_is_a_value_or_one_line(expression):
    said = ""
    try:
        assert isinstance(evaluate(expression, {"x": 2.0}), Value)
    except ExpressionError as error:
        said = str(error)
    assert "\n" not in said


def test_a_number_that_is_not_used_is_said_and_not_passed_over():
    with pytest.raises(ExpressionError, match=r"X has a number, but does not stand in 'x\*w'; did you mean 'x'"):
        evaluate("x*w", {"x": 1.0, "w": 1.0, "X": 1.0})
    with pytest.raises(ExpressionError, match=r"z has a number, but does not stand in 'tanh\(2\)'; leave it out"):
        evaluate("tanh(2)", {"z": 1.0})


def test_a_name_may_be_in_any_script_and_in_any_of_its_spellings():
    assert evaluate("θ*ﬁ", {"θ": 2.0, "ﬁ": 3.0}).data == 6.0
    assert evaluate("exp(exp)", {"exp": 0.0}).data == 1.0


W, X, Y = [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]], [1.0, 2.0, 3.0], [1.0, 0.0]


@pytest.mark.parametrize(
    ("program", "numbers", "function"),
    [
        ("(((W @ x + b).tanh() - y)**2).sum()", {"W": W, "x": X, "b": 0.5, "y": Y},
         lambda W, x, b, y: np.sum((np.tanh(W @ x + b) - y) ** 2)),
        ("Z = X @ W.T\nH = np.maximum(Z, 0)\nL = ((H @ V - Y)**2).mean()", {"X": W, "W": W, "V": Y, "Y": [5.0, 1.0]},
         lambda X, W, V, Y: np.mean((np.maximum(X @ W.T, 0) @ V - Y) ** 2)),
        ("W.sum(axis=0) @ x + W[0, 1]*W[1][2] + W[:, 0].mean() + (-x)[1:].sum()", {"W": W, "x": X},
         lambda W, x: W.sum(0) @ x + W[0, 1] * W[1][2] + W[:, 0].mean() - x[1:].sum()),
        ("-(y*log(softmax(W @ x / 10))).sum()", {"W": W, "x": X, "y": Y},
         lambda W, x, y: -np.sum(y * np.log(softmax(W @ x / 10)))),
        ("logsumexp(W @ x) - (W @ x)[k]", {"W": W, "x": X, "k": 1.0},
         lambda W, x, k: np.log(np.exp(W @ x).sum()) - (W @ x)[int(k)]),
        ("softmax_cross_entropy(W @ x, k)", {"W": W, "x": X, "k": 1.0},
         lambda W, x, k: np.log(np.exp(W @ x).sum()) - (W @ x)[int(k)]),
        ("[x[0], x[2]] @ y + 2**x @ x + (1/x).sum() + dot(x, x)", {"x": X, "y": Y},
         lambda x, y: x[[0, 2]] @ y + 2**x @ x + (1 / x).sum() + x @ x),
    ],
)  # fmt: skip
def test_arrays_come_out_as_numpy_computes_them(program, numbers, function):
    plain = {name: np.array(x) if isinstance(x, list) else x for name, x in numbers.items()}
    output = evaluate(program, numbers)
    assert output.data == pytest.approx(float(function(**plain)), rel=1e-12)
    for name, leaves in worked(program, numbers).leaves.items():
        assert name == "k" or {x.label.split("[")[0] for x in np.asarray(leaves, dtype=object).flat} == {name}


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def test_lines_name_what_they_compute():
    found = worked("h = tanh(W @ x); L = ((h - y)**2).sum()", {"W": W, "x": X, "y": Y})
    assert [x.label for x in found.steps["h"].tolist()] == ["h[0]", "h[1]"]
    assert found.output.label == "L"
    assert {x.label for x in topological_order(found.output)} >= {"h[0]", "h[1]", "W[1][2]", "L"}
    assert evaluate("z = w*x\n  (z - 1)**2", {"w": 2.0, "x": 3.0}).data == 25.0


def test_names_are_told_with_what_can_stand_there():
    assert names_in("h = W.T @ x + b; softmax_cross_entropy(h, k) + h[i] + np.sum(v) + exp(c)") == {
        "W": "array", "x": "array", "b": "number", "k": "choice", "i": "choice", "v": "array", "c": "number",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("program", "says", "marked"),
    [
        ("W @ y", "W is 2×3, y has 2 numbers: W @ y needs a vector of 3 numbers; W.T @ y would fit", "W @ y"),
        ("(W @ V).sum()", "W is 2×3, V is 2×3: W @ V needs V with 3 rows; W.T @ V would fit", "W @ V"),
        ("x @ 2", "2 is one number: x @ 2 is for arrays; write * for numbers", "x @ 2"),
        ("(x + y).sum()", "x has 3 numbers, y has 2 numbers: x + y needs the same shape on both sides", "x + y"),
        ("(y - C).sum()", "y has 2 numbers, C is 2×1: y - C would be 2×2; write both as columns", "y - C"),
        ("W @ x", "the result has 2 numbers, and a loss is one number; add .sum() or .mean()", "W @ x"),
        ("sum(W, 2)", "there is no such axis; axes are counted from 0", "sum(W, 2)"),
        ("W*2", "the result is 2×3, and a loss is one number", "W*2"),
        ("x[3] + x[0]", "x has no such entry; places are counted from 0 to 2", "x[3]"),
        ("w[0] + x[0]", "w is one number, and has no entries", "w[0]"),
        ("x[0:y].sum()", "a part of an array is cut out with whole numbers; as in x[0:2]", "0:y"),
        ("[W[0], y].sum()", "the entries of a list have different shapes", "[W[0], y]"),
        ("x.tanh(axis=0).sum()", "an argument has a name", "x.tanh(axis=0)"),
        ("h = w*2\nw**2", "line 1, character 1: h is computed and not used", "h = w*2"),
        ("L = h**2\nh = w*2\nh + L", "line 2, character 1: h is computed here, after it is used", "h = w*2"),
        ("h = w*2\nh = h*2\nh", "line 2, character 1: h is computed twice; take another name", "h = h*2"),
        ("w*2\nw*3", "line 1, character 1: this line has no name", "w*2"),
        ("tanh = w*2\ntanh", "tanh is a function; take another name", "tanh = w*2"),
        ("w += 2", "'w += 2' cannot be drawn; write an expression, or a name for it", "w += 2"),
        ("h = w*2\n  h + q", "line 2, character 7: q has no number", "q"),
        ("é = w*2\né +* 2", "cannot be read at line 2, character 4", "*"),
    ],
)
def test_what_is_wrong_with_shapes_and_lines_is_said_where_it_is(program, says, marked):
    numbers = {"W": W, "V": W, "x": X, "y": Y, "C": [[1.0], [2.0]], "w": 2.0}
    with pytest.raises(ExpressionError) as caught:
        evaluate(program, {name: x for name, x in numbers.items() if re.search(rf"\b{name}\b", program)})
    assert says in str(caught.value)
    assert caught.value.span is not None
    assert program[slice(*caught.value.span)] == marked
    assert caught.value.what in str(caught.value).replace(
        "cannot be read at line 2, character 4", "this cannot be read"
    )


def test_a_name_that_is_computed_takes_no_number():
    with pytest.raises(ExpressionError, match="h is computed here, and has a number, too; leave one out"):
        evaluate("h = w*2; h**2", {"w": 1.0, "h": 2.0})


@pytest.mark.parametrize("deep", ["(" * 199 + "w" + ")" * 199, "-" * 900 + "w", "- " * 400 + "w"])
def test_what_is_nested_deeply_is_refused_before_a_parser_has_to_follow(deep: str) -> None:
    with pytest.raises(ExpressionError, match="nested more than 60 deep; name its parts"):
        evaluate(deep, {"w": 1.0})
