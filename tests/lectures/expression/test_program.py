"""Expressions on the command line: the graph they say, and one clear line for what cannot be read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import engine
from engine import Value, gradient, topological_order
from lectures.errors import ExpressionError
from lectures.expression import FUNCTIONS, LONGEST, METHODS, evaluate, numbers_of

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
    assert set(METHODS) <= set(FUNCTIONS) <= {*engine.__all__, "mean"}
    assert all(hasattr(Value, name) for name in METHODS)
    one_number = {"exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "leaky_relu"}
    assert set(METHODS) == one_number


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("w*z", "'w*z', character 3: z has no number; give one, as in z=1"),
        ("wx + w", "character 1: wx has no number; did you mean 'x' or 'w'? give one, as in wx=1"),
        ("é*zz", "'é*zz', character 1: é has no number"),
        ("x*éé*zz", "character 3: éé has no number"),
        ("w + tahn(x)", "character 5: there is no function 'tahn'; did you mean 'tanh'?"),
        ("max(x, 0)", "there is no function 'max'; did you mean 'softmax' or 'maximum'?"),
        ("x.tahn()", "there is no .tahn(); did you mean 'tanh'?"),
        ("x.maximum(2)", "there is no .maximum(); there are: abs, cos"),
        ("tanh*x", "tanh is a function; call it, as in tanh(x), or give tanh=1"),
        ("tanh(x, w, b)", "tanh: too many positional arguments; it takes (x)"),
        ("leaky_relu()", "leaky_relu: missing a required argument: 'x'; it takes (x, slope)"),
        ("leaky_relu(x, slope=0.1)", "an argument has a name; write only its value"),
        ("x^2", "^ is no power; write ** for it"),
        ("2x", "'2x' cannot be read at character 1"),
        ("(w*x", "cannot be read at character 1 ('(' was never closed): write products with *, and close every"),
        ("", "'' cannot be read"),
        ("x\0", "cannot be read"),
        ("(" * 300, "cannot be read"),
        ("x" + "+x" * LONGEST, "has 2,001 characters, and at most 1,000 can be read: shorten it"),
        ("1 + 1", "'1 + 1' has no graph: it needs at least one name or function"),
        ("[1] + 1", "has no graph"),
        ("sum(x)", "sum: takes a list of numbers"),
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


def test_numbers_are_read():
    assert numbers_of(["w=0.5", "x = 2", "b=-1e-3"]) == {"w": 0.5, "x": 2.0, "b": -0.001}
    assert numbers_of([]) == {}


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["w"], "'w' is no name with a number: write it as w=0.5, without spaces"),
        (["--tp"], "'--tp' is no name with a number"),
        (["1=2"], "'1=2' is no name"),
        (["w=a"], "w=a: 'a' is no number; write it as w=0.5"),
        (["w="], "w=: this is no number"),
        (["w=nan"], "w=nan: 'nan' is no number"),
        (["w=inf"], "w=inf: 'inf' is no number"),
        (["w=1", "w=2"], "w is given two numbers: leave one out"),
        (["w\n=\x1b"], "this is no number"),
    ],
)
def test_what_is_no_number_is_refused(texts, says):
    with pytest.raises(ExpressionError) as caught:
        numbers_of(texts)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
