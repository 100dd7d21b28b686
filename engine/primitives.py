"""The table: one row for each primitive operation. No other place in this project knows calculus.

A row's rules are written over an arithmetic, `math` (arithmetic.py), so that one row serves numbers, graphs, arrays and
the page. The derivatives are written so that they keep their digits: sigmoid'(x) = sigmoid(x) sigmoid(-x), since
y (1 - y) is 0 from x = 37 on. `power` has a static number n: `PRIMITIVES["power"].bind(2.0)` is the row of the square.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import Any, Literal, get_args

from engine.arithmetic import Arithmetic, Floats, log_of_sum, probabilities, shifted, softmax_partials, stable_sigmoid
from engine.rows import by_name, check_row, statics_of
from engine.rows.formulas import call, dot_formula, halves, is_the_result, softmax_formula

Rule = Callable[..., Any]
Interval = tuple[float, float]
Family = Literal["sum", "difference", "product", "quotient", "power", "exponential", "activation", "rectifier",
                 "function", "choice", "soft choice"]  # fmt: skip
OF_ONE_INPUT: tuple[Family, ...] = ("activation", "rectifier", "power")  # a "function" has several

ANY, POSITIVE = (-3.0, 3.0), (0.2, 3.0)


@dataclass(frozen=True, eq=False)
class Primitive:
    """One row of the table.

    >>> half = Primitive("half", "/2", "quotient", lambda math, x: x / 2, lambda math, y, x: (0.5,), "{x}/2", ("0.5",))
    >>> print(half)
    half(x) = x/2; dy/dx = 0.5; source: elementary calculus
    """

    name: str
    symbol: str  # what is written on its node in a drawing
    family: Family  # what sort of operation it is: drawings, replay and slips ask for this, never for a name
    value: Rule  # value(math, *inputs): the result
    partials: Rule  # partials(math, y, *inputs): one local derivative for each input; y is the result
    formula: str | Callable[[Sequence[str]], str]  # the result as text in {a}, {b}, {x}; valid Python, and so tested
    partial_formulas: tuple[str, ...] | Callable[[int, Sequence[str], str], str]  # the same for partials, also in {y}
    # Only of a row that adds, or multiplies and adds: how many products p there are among n inputs. Input i is a factor
    # beside input p + i, and what comes behind both halves is added: 0 for a sum, 1 for a*b, n // 2 for a dot.
    products: Callable[[int], int] | None = None
    from_output: Rule | None = None  # the derivative by the output alone, where people learn it so: tanh' = 1 - y^2
    own_first: bool = False  # its first input plays another part than the others, as in a softmax
    domain: tuple[Interval, ...] = (ANY,)  # for each input of a sample an interval to draw it from
    kink: str = ""  # the convention where the derivative does not exist
    source: str = "elementary calculus"
    variadic: bool = False  # it takes any number of inputs, as one sequence
    static_names: tuple[str, ...] = ()  # names of numbers that are fixed when a node is made: no derivative
    static_values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.static_values:  # bound, it has been checked before
            check_row(self, Floats, get_args(Family), OF_ONE_INPUT)

    def value_at(self, math: Arithmetic, inputs: Sequence[Any]) -> Any:
        """Return y = f(inputs) over an arithmetic."""
        return self.value(math, inputs) if self.variadic else self.value(math, *inputs)

    def partials_at(self, math: Arithmetic, y: Any, inputs: Sequence[Any]) -> Sequence[Any]:
        """Return [dy/dx for x in inputs] over an arithmetic."""
        found: Sequence[Any] = self.partials(math, y, inputs) if self.variadic else self.partials(math, y, *inputs)
        return found

    @functools.lru_cache(maxsize=1024)  # noqa: B019 (rows live as long as the program)
    def bind(self, *numbers: float) -> "Primitive":
        """Return the row with its static numbers fixed, such as the square from `power`."""
        keywords = statics_of(self, numbers)
        symbol = self.symbol.format(**{name: f"{x:g}" for name, x in keywords.items()})
        value, partials = functools.partial(self.value, **keywords), functools.partial(self.partials, **keywords)
        return replace(self, symbol=symbol, value=value, partials=partials, static_values=numbers)

    @property
    def expands(self) -> bool:
        """Whether it can be written out in elementary operations, as `dot` can: `value_at(WrittenOut, inputs)`."""
        return self.variadic and self.family != "choice"

    @property
    def input_names(self) -> list[str]:
        """The names of its inputs in words: x, or a, b, ..."""
        return ["x"] if len(self.domain) == 1 else list("abcdefgh"[: len(self.domain)])

    def formula_with(self, names: Sequence[str]) -> str:
        """Return the result as text with the inputs called `names` (words or numbers)."""
        return self.formula(names) if callable(self.formula) else self.formula.format(**self._terms(names))

    def partial_formula_with(self, slot: int, names: Sequence[str], y: str) -> str:
        """Return the local derivative for one input slot as text."""
        written = self.partial_formulas
        return written(slot, names, y) if callable(written) else written[slot].format(**self._terms(names), y=y)

    def __repr__(self) -> str:
        return f"Primitive({self.name!r}{''.join(f', {x:g}' for x in self.static_values)})"

    def __str__(self) -> str:
        """Return all that the row says in words."""
        names = self.input_names
        slopes = [f"dy/d{x} = {self.partial_formula_with(i, names, 'y')}" for i, x in enumerate(names)]
        kink = [f"at the kink: {self.kink}"] if self.kink else []
        head = f"{self.name}({', '.join(names)}) = {self.formula_with(names)}"
        return "; ".join([head, *slopes, *kink, f"source: {self.source}"])

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle a row by its name: its rules are functions, which cannot be pickled."""
        if self.name not in PRIMITIVES:
            raise TypeError(f"{self.name!r} is not a row of the table, so it cannot be pickled; add it to TABLE")
        return _row, (self.name, self.static_values)

    def _terms(self, names: Sequence[str]) -> dict[str, str]:
        terms = {"x": names[0], **dict(zip("abcdefgh", names, strict=False))}
        numbers = (f"({x:g})" if x < 0 else f"{x:g}" for x in self.static_values)
        return terms | dict(zip(self.static_names, numbers if self.static_values else self.static_names, strict=True))


def _row(name: str, numbers: tuple[float, ...]) -> Primitive:
    return PRIMITIVES[name].bind(*numbers) if numbers else PRIMITIVES[name]


def _one_less(math: Arithmetic, n: Any) -> Any:
    return math.where(math.equal(n, 0.0), 0.0, n - 1.0)  # so that the derivative of x**0 at x = 0 is 0, not 0 * 1/0


_SLOPE_AT_0 = Primitive("slope of pow", "**", "function",
    value=lambda math, slope, x: slope, partials=lambda math, y, slope, x: (1.0, nan),
    formula="the slope of 0**b", partial_formulas=("1", "nan"), domain=(ANY, ANY),
    kink="0**b has no second derivative by both where b <= 1",
)  # fmt: skip


def _at_0(math: Arithmetic, a: Any, b: Any, x: Any, slope: Any) -> Any:
    """Return a slope of a**b; one that can be differentiated again has no derivative by x at 0**b, b <= 1."""
    of = getattr(slope, "of", None)  # a Value and a Dual have it
    return of(_SLOPE_AT_0, slope, x) if of and math.equal(a, 0.0) and b <= 1.0 else slope


_TIES = "equal inputs share the derivative equally (as PyTorch)"

TABLE: tuple[Primitive, ...] = (
    Primitive("add", "+", "sum",
        value=lambda math, a, b: a + b, partials=lambda math, y, a, b: (1.0, 1.0),
        products=lambda n: 0, formula="{a} + {b}", partial_formulas=("1", "1"), domain=(ANY, ANY)),
    Primitive("subtract", "-", "difference",
        value=lambda math, a, b: a - b, partials=lambda math, y, a, b: (1.0, -1.0),
        formula="{a} - {b}", partial_formulas=("1", "-1"), domain=(ANY, ANY)),
    Primitive("multiply", "*", "product",
        value=lambda math, a, b: a * b, partials=lambda math, y, a, b: (b, a),
        products=lambda n: 1, formula="{a}*{b}", partial_formulas=("{b}", "{a}"), domain=(ANY, ANY)),
    Primitive("divide", "/", "quotient",
        value=lambda math, a, b: a / b, partials=lambda math, y, a, b: (1.0 / b, -y / b),
        formula="{a}/{b}", partial_formulas=("1/{b}", "-{a}/{b}**2"), domain=(ANY, POSITIVE)),
    Primitive("negate", "neg", "difference",
        value=lambda math, x: -x, partials=lambda math, y, x: (-1.0,),
        formula="-{x}", partial_formulas=("-1",)),
    Primitive("power", "**{n}", "power", static_names=("n",),
        value=lambda math, x, n: math.pow(x, n),
        partials=lambda math, y, x, n: (n * math.pow(x, _one_less(math, n)),),
        formula="{x}**{n}", partial_formulas=("{n}*{x}**({n} - 1)",), domain=(POSITIVE,)),
    Primitive("exponential", "{c}**", "exponential", static_names=("c",),
        value=lambda math, x, c: math.pow(c, x),
        partials=lambda math, y, x, c: (y * math.log(math.where(math.equal(c, 0.0), 1.0, c)),),
        formula="{c}**{x}", partial_formulas=("{y}*log({c})",),
        kink="the derivative of 0**x is 0, that of a negative number to the x does not exist"),
    Primitive("pow", "**", "exponential",
        value=lambda math, a, b: math.pow(a, b),
        partials=lambda math, y, a, b: (
            _at_0(math, a, b, b, b * math.pow(a, math.where(math.equal(a, 0.0), _one_less(math, b), b - 1.0))),
            _at_0(math, a, b, a, math.where(a < 0, nan, y * math.log(math.where(a <= 0, 1.0, a))))),
        formula="{a}**{b}", partial_formulas=("{b}*{a}**({b} - 1)", "{y}*log({a})"), domain=(POSITIVE, ANY),
        kink="the derivative of 0**b by b is 0 (as PyTorch), that of a negative number to the b by b does not exist"),
    Primitive("exp", "exp", "activation",
        value=lambda math, x: math.exp(x), partials=lambda math, y, x: (y,),
        formula="exp({x})", partial_formulas=("{y}",)),
    Primitive("log", "log", "activation",
        value=lambda math, x: math.log(x), partials=lambda math, y, x: (1.0 / x,),
        formula="log({x})", partial_formulas=("1/{x}",), domain=(POSITIVE,)),
    Primitive("sqrt", "sqrt", "activation",
        value=lambda math, x: math.sqrt(x), partials=lambda math, y, x: (0.5 / y,),
        formula="sqrt({x})", partial_formulas=("1/(2*{y})",), domain=(POSITIVE,)),
    Primitive("abs", "abs", "activation",
        value=lambda math, x: math.abs(x), partials=lambda math, y, x: (math.sign(x),),
        formula="abs({x})", partial_formulas=("sign({x})",), kink="abs'(0) = 0 (as PyTorch)"),
    Primitive("sin", "sin", "activation",
        value=lambda math, x: math.sin(x), partials=lambda math, y, x: (math.cos(x),),
        formula="sin({x})", partial_formulas=("cos({x})",)),
    Primitive("cos", "cos", "activation",
        value=lambda math, x: math.cos(x), partials=lambda math, y, x: (-math.sin(x),),
        formula="cos({x})", partial_formulas=("-sin({x})",)),
    Primitive("tanh", "tanh", "activation",
        value=lambda math, x: math.tanh(x),
        partials=lambda math, y, x: (4.0 * math.sigmoid(2.0 * x) * math.sigmoid(-2.0 * x),),
        from_output=lambda math, y: 1.0 - y * y, formula="tanh({x})", partial_formulas=("1 - {y}**2",)),
    Primitive("sigmoid", "σ", "activation",
        value=stable_sigmoid, partials=lambda math, y, x: (y * math.sigmoid(-x),),
        from_output=lambda math, y: y * (1.0 - y), formula="sigmoid({x})", partial_formulas=("{y}*(1 - {y})",),
        source="notes 000, logistic regression"),
    Primitive("relu", "relu", "rectifier",
        value=lambda math, x: math.where(x <= 0, 0.0, x),  # in this order, so that nan stays nan
        partials=lambda math, y, x: (math.where(x > 0, 1.0, math.where(x <= 0, 0.0, x)),),
        formula="relu({x})", partial_formulas=("1 if {x} > 0 else 0",),
        kink="relu'(0) = 0 (as PyTorch)", source="notes 002, section 2.2"),
    Primitive("leaky_relu", "leaky relu", "rectifier", static_names=("slope",),
        value=lambda math, x, slope: math.where(x > 0, x, slope * x),
        partials=lambda math, y, x, slope: (math.where(x > 0, 1.0, math.where(x <= 0, slope, x)),),
        formula="leaky_relu({x}, {slope})", partial_formulas=("1 if {x} > 0 else {slope}",),
        kink="leaky_relu'(0) = slope (as PyTorch)", source="Maas, Hannun and Ng 2013"),
    Primitive("softplus", "softplus", "activation",
        value=lambda math, x: math.where(x > 0, x, 0.0) + math.log1p(math.exp(-math.abs(x))),
        partials=lambda math, y, x: (math.sigmoid(x),),
        formula="softplus({x})", partial_formulas=("sigmoid({x})",), source="Dugas et al. 2001"),
    Primitive("maximum", "max", "choice", variadic=True, domain=(ANY,) * 3,
        value=lambda math, xs: math.max(xs), partials=lambda math, y, xs: math.split_ties(xs, y),
        formula=call("max"), partial_formulas=is_the_result, kink=_TIES),
    Primitive("minimum", "min", "choice", variadic=True, domain=(ANY,) * 3,
        value=lambda math, xs: math.min(xs), partials=lambda math, y, xs: math.split_ties(xs, y),
        formula=call("min"), partial_formulas=is_the_result, kink=_TIES),
    Primitive("sum", "sum", "sum", variadic=True, domain=(ANY,) * 3,
        value=lambda math, xs: math.sum(xs), partials=lambda math, y, xs: math.map(lambda x: 1.0, xs),
        products=lambda n: 0, formula=" + ".join, partial_formulas=lambda i, names, y: "1"),
    Primitive("dot", "dot", "product", variadic=True, domain=(ANY,) * 4,
        value=lambda math, xs: math.dot(*halves(xs)), partials=lambda math, y, xs: math.join(*reversed(halves(xs))),
        products=lambda n: n // 2, formula=dot_formula,
        partial_formulas=lambda i, names, y: names[i - len(names) // 2]),
    Primitive("affine", "w·x + b", "product", variadic=True, domain=(ANY,) * 5, source="notes 000, the neuron",
        value=lambda math, xs: math.dot(xs[: len(xs) // 2], xs[len(xs) // 2 : -1]) + xs[-1],
        partials=lambda math, y, xs: math.join(xs[len(xs) // 2 : -1], xs[: len(xs) // 2], [1.0]),
        products=lambda n: n // 2, formula=lambda names: f"{dot_formula(names[:-1])} + {names[-1]}",
        partial_formulas=lambda i, names, y: [*names[len(names) // 2 : -1], *names[: len(names) // 2], "1"][i]),
    Primitive("logsumexp", "logsumexp", "soft choice", variadic=True, domain=(ANY,) * 3,
        value=log_of_sum, partials=lambda math, y, xs: probabilities(math, xs), source="notes 002, section 1.8",
        formula=call("logsumexp"), partial_formulas=lambda i, names, y: f"exp({names[i]} - {y})"),
    Primitive("softmax", "softmax", "soft choice", variadic=True, own_first=True, domain=(ANY,) * 3,
        value=lambda math, xs: (es := shifted(math, xs)[0])[0] / math.sum(es), partials=softmax_partials,
        formula=softmax_formula,
        partial_formulas=lambda i, names, y: f"-{y}*{softmax_formula(names, i)}" if i else f"{y}*(1 - {y})",
        source="notes 002, section 1.8"),
)  # fmt: skip

PRIMITIVES = by_name(TABLE)
"""The rows of the table by name.

>>> PRIMITIVES["tanh"].family, PRIMITIVES["tanh"].formula_with(["x"])
('activation', 'tanh(x)')
"""
