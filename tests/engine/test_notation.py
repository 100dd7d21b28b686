"""Formulas as people read them: what is written means what is computed, with no parenthesis too many."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arithmetic import Floats
from engine.primitives import TABLE, Primitive
from engine.words.digits import decimals, fixed, show
from engine.words.latex import LATEX
from engine.words.notation import TEXT, Notation, Term, elided, one_line
from tests.engine.additions import aligned
from tests.engine.meaning import bindings

PARAMETERS = {"power": (3.0,), "exponential": (2.0,), "leaky_relu": (0.1,)}
MEANING = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "tanh": math.tanh,
    "abs": abs, "sign": Floats.sign, "sigmoid": Floats.sigmoid, "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x, "softplus": lambda x: math.log1p(math.exp(x)),
    "max": max, "min": min, "logsumexp": lambda *xs: math.log(sum(map(math.exp, xs))),
}  # fmt: skip


def rows() -> list[Primitive]:
    return [bindings(row, PARAMETERS)[0] for row in TABLE]


def points(row: Primitive) -> list[list[float]]:
    """Inputs that are written exactly, negative ones wherever the row allows them."""
    count = len(row.domain)
    positive = [low > 0 for low, _ in row.domain] + [False] * count
    signed = [[2.5, -1.5, -0.25, 3.0, -4.0], [-1.5, 0.5, 2.25, -3.0, 1.0]]
    return [[abs(x) if positive[i] else x for i, x in enumerate(xs[:count])] for xs in signed]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_what_is_written_evaluates_to_what_the_row_computes(row):
    for xs in points(row):
        y = row.value_at(Floats, xs)
        names = [TEXT.name(name) for name in "abcde"[: len(xs)]]
        known = dict(zip("abcde", xs, strict=False)) | {"y": y, **MEANING}
        assert eval(TEXT.value(row, names), known) == pytest.approx(y)
        assert eval(TEXT.value(row, [TEXT.number(x) for x in xs]), dict(MEANING)) == pytest.approx(y)
        for slot, partial in enumerate(row.partials_at(Floats, y, xs)):
            written = TEXT.partial(row, slot, [*names, TEXT.name("y")])
            assert eval(written.replace(" = ", " == "), known) == pytest.approx(partial)
            in_numbers = TEXT.partial(row, slot, [*(TEXT.number(x) for x in xs), Term(f"({y!r})")])
            assert eval(in_numbers.replace(" = ", " == "), dict(MEANING)) == pytest.approx(partial)


# Of inputs called a, b, c, ... and a result called y: what is written.
FORMULAS = {
    "add": ("a + b", ["1", "1"]),
    "subtract": ("a - b", ["1", "-1"]),
    "multiply": ("a*b", ["b", "a"]),
    "divide": ("a/b", ["1/b", "-a/b**2"]),
    "negate": ("-a", ["-1"]),
    "power": ("a**3", ["3*a**2"]),
    "exponential": ("2**a", ["y*log(2)"]),
    "pow": ("a**b", ["b*a**(b - 1)", "y*log(a)"]),
    "exp": ("exp(a)", ["y"]),
    "log": ("log(a)", ["1/a"]),
    "sqrt": ("sqrt(a)", ["1/(2*y)"]),
    "abs": ("abs(a)", ["sign(a)"]),
    "sin": ("sin(a)", ["cos(a)"]),
    "cos": ("cos(a)", ["-sin(a)"]),
    "tanh": ("tanh(a)", ["1 - y**2"]),
    "sigmoid": ("sigmoid(a)", ["y*(1 - y)"]),
    "relu": ("relu(a)", ["(1 if a > 0 else 0)"]),
    "leaky_relu": ("leaky_relu(a, 0.1)", ["(1 if a > 0 else 0.1)"]),
    "softplus": ("softplus(a)", ["sigmoid(a)"]),
    "maximum": ("max(a, b, c)", ["(1 if a = y else 0)", "(1 if b = y else 0)", "(1 if c = y else 0)"]),
    "minimum": ("min(a, b, c)", ["(1 if a = y else 0)", "(1 if b = y else 0)", "(1 if c = y else 0)"]),
    "sum": ("a + b + c", ["1", "1", "1"]),
    "dot": ("a*c + b*d", ["c", "d", "a", "b"]),
    "affine": ("a*c + b*d + e", ["c", "d", "a", "b", "1"]),
    "logsumexp": ("logsumexp(a, b, c)", ["exp(a - y)", "exp(b - y)", "exp(c - y)"]),
    "softmax": (
        "exp(a)/(exp(a) + exp(b) + exp(c))",
        ["y*(1 - y)", "-y*exp(b)/(exp(a) + exp(b) + exp(c))", "-y*exp(c)/(exp(a) + exp(b) + exp(c))"],
    ),
}


@pytest.mark.parametrize("row", [row for row in rows() if row.name in FORMULAS], ids=lambda row: row.name)
def test_rows_as_they_are_written(row):
    names, y = [TEXT.name(name) for name in "abcde"[: len(row.domain)]], TEXT.name("y")
    assert (TEXT.value(row, names), [TEXT.partial(row, i, [*names, y]) for i in range(len(names))]) == FORMULAS[
        row.name
    ]


class Fixed(Primitive):
    """A row whose formula is any text over the inputs a and b."""

    def __init__(self, formula):
        object.__setattr__(self, "formula_with", lambda names: formula.format(a=names[0], b=names[1]))


@pytest.mark.parametrize(
    ("formula", "written", "in_numbers"),  # where a is -2 and b is 0.5
    [
        ("({a} + {b}) + 1", "a + b + 1", "-2 + 0.5 + 1"),
        ("1 + ({a} + {b})", "1 + a + b", "1 + (-2) + 0.5"),
        ("1 - ({a} + {b})", "1 - (a + b)", "1 - (-2 + 0.5)"),
        ("1 - ({b} - {a})", "1 - (b - a)", "1 - (0.5 - (-2))"),
        ("1 - {a}*{b}", "1 - a*b", "1 - (-2)*0.5"),
        ("({a} - {b})*2", "(a - b)*2", "(-2 - 0.5)*2"),
        ("2*({a}*{b})", "2*a*b", "2*(-2)*0.5"),
        ("{b}*({b}*{b})", "b*b*b", "0.5*0.5*0.5"),
        ("{a}/({b}/2)", "a/(b/2)", "-2/(0.5/2)"),
        ("{a}*{b}/2", "a*b/2", "-2*0.5/2"),
        ("2/({a}*{b})", "2/(a*b)", "2/(-2*0.5)"),
        ("2/{a}**{b}", "2/a**b", "2/(-2)**0.5"),
        ("({a} + {b})/2", "(a + b)/2", "(-2 + 0.5)/2"),
        ("({a}*{b})**2", "(a*b)**2", "(-2*0.5)**2"),
        ("({b}**2)**2", "(b**2)**2", "(0.5**2)**2"),
        ("{b}**({b}**2)", "b**b**2", "0.5**0.5**2"),
        ("2**(-{a})", "2**(-a)", "2**(-(-2))"),
        ("2**({a} - 1)", "2**(a - 1)", "2**(-2 - 1)"),
        ("-({a} + {b})", "-(a + b)", "-(-2 + 0.5)"),
        ("-{a}*{b}", "-a*b", "-(-2)*0.5"),
        ("1*{a}", "a", "-2"),
        ("-1*{a}", "-a", "-(-2)"),
        ("{a}**1", "a", "-2"),
        ("2*{a}**(2 - 1)", "2*a", "2*(-2)"),
        ("{b}**(2.5 - 1)", "b**1.5", "0.5**1.5"),
        ("1 + {a}/{b}", "1 + a/b", "1 + (-2)/0.5"),
        ("f({a} - 1, -{b})", "f(a - 1, -b)", "f(-2 - 1, -0.5)"),
        ("{a} + 1 if {a} > {b} - 1 else -{b}", "(a + 1 if a > b - 1 else -b)", "(-2 + 1 if -2 > 0.5 - 1 else -0.5)"),
        ("2*(1 if {a} == 0 else 3)", "2*(1 if a = 0 else 3)", "2*(1 if -2 = 0 else 3)"),
    ],
)
def test_any_formula_has_the_parentheses_it_needs_and_no_others(formula, written, in_numbers):
    row = Fixed(formula)
    assert TEXT.value(row, [TEXT.name("a"), TEXT.name("b")]) == written
    assert TEXT.value(row, [TEXT.number(-2.0), TEXT.number(0.5)]) == in_numbers


@pytest.mark.parametrize("formula", ["{a} % {b}", "{a} < {b}", "+{a}", "[{a}]", "not {a}", "{a}.real"])
def test_what_no_page_can_write_is_refused(formula):
    with pytest.raises(
        ValueError, match=r"^the formula '.*' cannot be written; use \+ - \* / \*\*, calls, > and if-else"
    ):
        TEXT.value(Fixed(formula), [TEXT.name("a"), TEXT.name("b")])


def doubled(text: str) -> list[str]:
    """Return what stands in two pairs of parentheses, which open and close together."""
    opened, pairs = [], set()
    for i, character in enumerate(text):
        if character == "(":
            opened.append(i)
        elif character == ")":
            pairs.add((opened.pop(), i))
    return [text[i : j + 1] for i, j in pairs if (i + 1, j - 1) in pairs]


def test_parentheses_are_doubled_where_they_open_and_close_together():
    assert doubled("2*((a + b))") == ["((a + b))"]
    assert doubled("1/((-2)**2 + abs((-2)*3))") == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_no_parenthesis_is_doubled(row):
    for xs in points(row):
        numbers = [TEXT.number(x) for x in xs]
        written = [
            TEXT.value(row, numbers),
            *(TEXT.partial(row, i, [*numbers, TEXT.number(-2.0)]) for i in range(len(xs))),
        ]
        assert [doubled(text) for text in written] == [[] for _ in written]


GELU = Primitive(
    "gelu", "gelu", "activation", lambda math, x: x, lambda math, y, x: (1.0,),
    formula="0.5*{x}*(1 + tanh(1.5957691*0.5*({x} + 0.044715*{x}**3)))", partial_formulas=("{y} + 1e-7",),
)  # fmt: skip


def test_the_constants_of_a_formula_keep_their_digits_and_data_do_not():
    assert TEXT.value(GELU, [TEXT.number(-2.0)]) == "0.5*(-2)*(1 + tanh(1.5957691*0.5*(-2 + 0.044715*(-2)**3)))"
    assert TEXT.value(GELU, [TEXT.number(0.044715)]).endswith("*(0.04471 + 0.044715*0.04471**3)))")
    assert TEXT.partial(GELU, 0, [TEXT.name("x"), TEXT.name("y")]) == "y + 1e-7"
    assert "0.044715" in LATEX.value(GELU, [LATEX.name("x")])
    assert LATEX.partial(GELU, 0, [LATEX.name("x"), LATEX.name("y")]) == r"y + 1 \times 10^{-7}"


@pytest.mark.parametrize(
    ("name", "number", "value", "partial"),
    [("power", 1 / 3, "x**0.3333", "0.3333*x**(-0.6667)"), ("leaky_relu", 0.123456, "leaky_relu(x, 0.1235)", None),
     ("exponential", 1e-7, "1e-7**x", "y*log(1e-7)")],
)  # fmt: skip
def test_what_a_row_is_bound_to_is_data(name, number, value, partial):
    row = next(row for row in TABLE if row.name == name).bind(number)
    assert TEXT.value(row, [TEXT.name("x")]) == value
    assert partial is None or TEXT.partial(row, 0, [TEXT.name("x"), TEXT.name("y")]) == partial


@pytest.mark.parametrize(
    ("name", "parameters", "inputs", "written"),
    [
        ("multiply", (), [2.0, -3.0], "2*(-3)"),
        ("multiply", (), [-2.0, 3.0], "-2*3"),
        ("add", (), [-2.0, -3.0], "-2 + (-3)"),
        ("subtract", (), [1.0, -1.0], "1 - (-1)"),
        ("negate", (), [-2.0], "-(-2)"),
        ("power", (2.0,), [-3.0], "(-3)**2"),
        ("tanh", (), [-3.0], "tanh(-3)"),
        ("sum", (), [float(i) for i in range(1, 21)], "1 + 2 + 3 + … + 20"),
        ("maximum", (), [float(i) for i in range(1, 21)], "max(1, 2, 3, …, 20)"),
    ],
)
def test_parentheses_are_those_one_would_write(name, parameters, inputs, written):
    row = next(row for row in TABLE if row.name == name)
    row = row.bind(*parameters) if parameters else row
    assert TEXT.value(row, [TEXT.number(x) for x in inputs]) == written


@pytest.mark.parametrize(("n", "slope"), [(2.0, "2*x"), (1.0, "1"), (3.0, "3*x**2"), (-1.0, "-x**(-2)")])
def test_a_power_loses_what_does_not_matter(n, slope):
    row = next(row for row in TABLE if row.name == "power").bind(n)
    if n == 1.0:
        slope = "x**0"
    assert TEXT.partial(row, 0, [TEXT.name("x"), TEXT.name("y")]) == slope


@pytest.mark.parametrize("label", ["a + b", "a-b", "a*b", "a/b", "x = 1", "x<y", "x>y", "two words", "a\tb", ""])
def test_a_label_that_is_no_name_is_put_in_parentheses(label):
    row = next(row for row in TABLE if row.name == "add")
    assert TEXT.value(row, [TEXT.name(label), TEXT.name("W1[0][2]")]) == f"({label}) + W1[0][2]"


@pytest.mark.parametrize("label", ["x", "W1[0][2]", "h'", "x_12", "β", "layer.0", "a,b", "f(x)", "50%", "α²"])
def test_a_name_needs_none_even_as_a_base(label):
    row = next(row for row in TABLE if row.name == "power").bind(2.0)
    assert TEXT.value(row, [TEXT.name(label)]) == f"{label}**2"


@pytest.mark.parametrize("count", range(1, 10))
def test_more_than_six_terms_are_cut_in_the_middle(count):
    names = [f"x{i}" for i in range(count)]
    shown = names if count <= 6 else [*names[:3], "…", names[-1]]
    assert elided(names, "…") == shown
    for name, written in {"sum": " + ".join(shown), "maximum": f"max({', '.join(shown)})"}.items():
        row = next(row for row in TABLE if row.name == name)
        assert TEXT.value(row, list(map(TEXT.name, names))) == written


def test_a_dot_keeps_its_first_three_products_and_its_last():
    row = next(row for row in TABLE if row.name == "affine")
    names = [Notation().name(f"{kind}{i}") for kind in "wx" for i in range(7)]
    assert TEXT.value(row, [*names, TEXT.name("b")]) == "w0*x0 + w1*x1 + w2*x2 + … + b"


@given(st.floats(-1e300, 1e300))
def test_a_number_keeps_four_digits_and_stays_short(x):
    written = show(x)
    assert float(written) == pytest.approx(x, rel=5.001e-4, abs=0)
    assert len(written) <= 11
    assert show(float(written)) == written


@given(st.integers(-999_999, 999_999))
def test_whole_numbers_are_whole(n):
    assert show(float(n)) == str(n)


@pytest.mark.parametrize(
    ("x", "written"),
    [(0.125, "0.125"), (1234.5, "1235"), (-1234.5, "-1235"), (9999.96, "10000"), (0.99996, "1"), (999999.5, "1e6"),
     (0.000123451, "0.0001235"), (0.000099999, "0.0001"), (5e-324, "4.941e-324"), (1e22, "1e22"),
     (1000.4, "1000"), (9999.5, "10000"), (12345.5, "12346"), (99999.4, "99999"), (-999999.4, "-999999"),
     (-999999.5, "-1e6"), (1234567.0, "1.235e6"), (0.12345, "0.1235"), (1.0625, "1.063"), (-0.00012344, "-0.0001234"),
     (0.00001, "1e-5"), (-0.000012345, "-1.234e-5"), (0.00009999949, "0.0001"), (0.0000999949, "9.999e-5"),
     (1e300, "1e300"), (1.7976931348623157e308, "1.798e308"), (0.0, "0"), (-0.0, "0"), (3, "3"),
     (math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan"), (None, "—")],
)  # fmt: skip
def test_numbers_as_they_are_shown(x, written):
    assert show(x) == written


@given(st.text())
def test_a_label_is_one_short_printable_line(label):
    assert len(one_line(label)) <= 40
    assert one_line(label) == "" or one_line(label).isprintable()


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("two\nlines", "two lines"),
        ("  a \t b\x00c  ", "a b c"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 39 + "…"),
        (" " * 100 + "x", "x"),
        ("\n", ""),
    ],
)
def test_labels_as_they_are_shown(label, shown):
    assert one_line(label) == shown


def test_a_label_may_be_shown_shorter():
    assert [one_line("abcdefgh", longest) for longest in (8, 7, 2)] == ["abcdefgh", "abcdef…", "a…"]


@pytest.mark.parametrize(
    ("numbers", "plain", "signed"),
    [
        ([-0.51, 0.165, -0.345], ["−0.510", "0.165", "−0.345"], ["−0.510", "+0.165", "−0.345"]),
        ([2.0, -3.0, 0.0], ["2", "−3", "0"], ["+2", "−3", "0"]),
        ([100000.0, -0.25], ["100000", "0"], ["+100000", "0"]),
        ([12.345, 0.004], ["12.35", "0.00"], ["+12.35", "0.00"]),
        ([0.5, 0.25, 1 / 3], ["0.5000", "0.2500", "0.3333"], ["+0.5000", "+0.2500", "+0.3333"]),
        ([9.99996, 1.0], ["10", "1"], ["+10", "+1"]),
        ([0.000123456, 1e-9], ["0.000123", "0.000000"], ["+0.000123", "0.000000"]),
        ([0.00009, -1e-9], ["9e-5", "−1e-9"], ["+9e-5", "−1e-9"]),
        ([1e6, 1.0], ["1e6", "1"], ["+1e6", "+1"]),
        ([0.125, -0.375, 2.5], ["0.125", "−0.375", "2.500"], ["+0.125", "−0.375", "+2.500"]),
        ([0.5, 1234.5, -2.5], ["1", "1235", "−3"], ["+1", "+1235", "−3"]),
        ([0.0, -0.0], ["0", "0"], ["0", "0"]),
        ([], [], []),
    ],
)
def test_the_numbers_of_an_addition_have_the_same_decimals(numbers, plain, signed):
    assert aligned(numbers) == plain
    assert aligned(numbers, signed=True) == signed


@pytest.mark.long
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_an_addition_adds_up_as_it_is_shown(numbers):
    shares = [*numbers, sum(numbers)]
    places = decimals(shares)
    if places is None:
        assert aligned(shares) == [fixed(x, None) for x in shares]
        return
    written = [float(text.replace("−", "-")) for text in aligned(shares, signed=True)]
    assert len({len(text.partition(".")[2]) for text in aligned(shares)}) == 1
    assert sum(written[:-1]) == pytest.approx(written[-1], abs=0.5001 * len(shares) * 10**-places, rel=1e-12)
    assert places == 0 or any(f"{abs(x):.{places}f}"[-1] != "0" for x in shares), "no zeros at the end of all"
