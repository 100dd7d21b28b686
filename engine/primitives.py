"""The table: one row per primitive operation. No other place in this project knows calculus.

Columns of a row:

    name, symbol      how one calls it, and what is written on its node in a drawing
    value             value(m, *inputs): the result, written over an arithmetic m (see arithmetic.py)
    partials          partials(m, y, *inputs): one local derivative for each input; y is the result
    formula           the result as text in terms of {a}, {b}, {x}; it is valid Python, and so it is tested
    slopes            the local derivatives as text, in the same terms and {y}
    domain            for each input an interval in which tests draw samples
    kink              the convention where the derivative does not exist
    source            where the rule comes from

Rows with `many=True` take any number of inputs, as one sequence. Rows with parameters (`power` has the
exponent n) are families: `POWER.bind(2.0)` is the row of the square. The derivatives are written so that
they keep their digits: sigmoid'(x) = sigmoid(x) sigmoid(-x), not y (1 - y), which is 0 from x = 37 on.
"""

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from engine.arithmetic import stable_sigmoid
from engine.primitive import ANY, POSITIVE
from engine.primitive import Primitive as Primitive


def _halves(xs: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    return xs[: len(xs) // 2], xs[len(xs) // 2 :]


def _dot_formula(names: Sequence[str]) -> str:
    return " + ".join(f"{w}*{x}" for w, x in zip(*_halves(names), strict=True))


def _call(name: str) -> Callable[[Sequence[str]], str]:
    return lambda names: f"{name}({', '.join(names)})"


def _expand_logsumexp(m: Any, xs: Sequence[Any]) -> Any:
    top = max(x.data for x in xs)  # a constant shift changes neither the value nor the gradient
    return m.log(functools.reduce(operator.add, (m.exp(x - top) for x in xs))) + top


def _one_less(m: Any, n: Any) -> Any:
    return m.where(m.equal(n, 0.0), 0.0, n - 1.0)  # so that the derivative of x**0 at x = 0 is 0, not 0 * 1/0


_TIES = "equal inputs share the derivative equally (as PyTorch)"

TABLE: tuple[Primitive, ...] = (
    Primitive("add", "+",
        value=lambda m, a, b: a + b,
        partials=lambda m, y, a, b: (1.0, 1.0),
        formula="{a} + {b}", slopes=("1", "1"), domain=(ANY, ANY)),
    Primitive("subtract", "-",
        value=lambda m, a, b: a - b,
        partials=lambda m, y, a, b: (1.0, -1.0),
        formula="{a} - {b}", slopes=("1", "-1"), domain=(ANY, ANY)),
    Primitive("multiply", "*",
        value=lambda m, a, b: a * b,
        partials=lambda m, y, a, b: (b, a),
        formula="{a}*{b}", slopes=("{b}", "{a}"), domain=(ANY, ANY)),
    Primitive("divide", "/",
        value=lambda m, a, b: a / b,
        partials=lambda m, y, a, b: (1.0 / b, -y / b),
        formula="{a}/{b}", slopes=("1/{b}", "-{a}/{b}**2"), domain=(ANY, POSITIVE)),
    Primitive("negate", "neg",
        value=lambda m, x: -x,
        partials=lambda m, y, x: (-1.0,),
        formula="-{x}", slopes=("-1",)),
    Primitive("power", "**{n}", parameters=("n",),
        value=lambda m, x, n: m.pow(x, n),
        partials=lambda m, y, x, n: (n * m.pow(x, _one_less(m, n)),),
        formula="{x}**{n}", slopes=("{n}*{x}**({n} - 1)",), domain=(POSITIVE,)),
    Primitive("exponential", "{c}**", parameters=("c",),
        value=lambda m, x, c: m.pow(c, x),
        partials=lambda m, y, x, c: (y * m.log(m.where(m.equal(c, 0.0), 1.0, c)),),
        formula="{c}**{x}", slopes=("{y}*log({c})",),
        kink="the derivative of 0**x is 0"),
    Primitive("pow", "**",
        value=lambda m, a, b: m.pow(a, b),
        partials=lambda m, y, a, b: (
            b * m.pow(a, _one_less(m, b)),
            y * m.log(m.where(m.equal(a, 0.0), 1.0, a))),
        formula="{a}**{b}", slopes=("{b}*{a}**({b} - 1)", "{y}*log({a})"), domain=(POSITIVE, ANY),
        kink="the derivative of 0**b by b is 0 (as PyTorch)"),
    Primitive("exp", "exp",
        value=lambda m, x: m.exp(x),
        partials=lambda m, y, x: (y,),
        formula="exp({x})", slopes=("{y}",)),
    Primitive("log", "log",
        value=lambda m, x: m.log(x),
        partials=lambda m, y, x: (1.0 / x,),
        formula="log({x})", slopes=("1/{x}",), domain=(POSITIVE,)),
    Primitive("sqrt", "sqrt",
        value=lambda m, x: m.sqrt(x),
        partials=lambda m, y, x: (0.5 / y,),
        formula="sqrt({x})", slopes=("1/(2*{y})",), domain=(POSITIVE,)),
    Primitive("abs", "abs",
        value=lambda m, x: m.abs(x),
        partials=lambda m, y, x: (m.sign(x),),
        formula="abs({x})", slopes=("sign({x})",), kink="abs'(0) = 0 (as PyTorch)"),
    Primitive("sin", "sin",
        value=lambda m, x: m.sin(x),
        partials=lambda m, y, x: (m.cos(x),),
        formula="sin({x})", slopes=("cos({x})",)),
    Primitive("cos", "cos",
        value=lambda m, x: m.cos(x),
        partials=lambda m, y, x: (-m.sin(x),),
        formula="cos({x})", slopes=("-sin({x})",)),
    Primitive("tanh", "tanh",
        value=lambda m, x: m.tanh(x),
        partials=lambda m, y, x: (4.0 * m.sigmoid(2.0 * x) * m.sigmoid(-2.0 * x),),
        formula="tanh({x})", slopes=("1 - {y}**2",)),
    Primitive("sigmoid", "σ",
        value=stable_sigmoid,
        partials=lambda m, y, x: (y * m.sigmoid(-x),),
        formula="sigmoid({x})", slopes=("{y}*(1 - {y})",), source="notes 000, logistic regression"),
    Primitive("relu", "relu",
        value=lambda m, x: m.where(x <= 0, 0.0, x),  # in this order, so that nan stays nan
        partials=lambda m, y, x: (m.where(x > 0, 1.0, 0.0),),
        formula="relu({x})", slopes=("1 if {x} > 0 else 0",),
        kink="relu'(0) = 0 (as PyTorch)", source="notes 002, section 2.2"),
    Primitive("leaky_relu", "leaky relu", parameters=("slope",),
        value=lambda m, x, slope: m.where(x > 0, x, slope * x),
        partials=lambda m, y, x, slope: (m.where(x > 0, 1.0, slope),),
        formula="leaky_relu({x}, {slope})", slopes=("1 if {x} > 0 else {slope}",),
        kink="leaky_relu'(0) = slope (as PyTorch)", source="Maas, Hannun and Ng 2013"),
    Primitive("softplus", "softplus",
        value=lambda m, x: m.where(x > 0, x, 0.0) + m.log1p(m.exp(-m.abs(x))),
        partials=lambda m, y, x: (m.sigmoid(x),),
        formula="softplus({x})", slopes=("sigmoid({x})",), source="Dugas et al. 2001"),
    Primitive("maximum", "max", many=True,
        value=lambda m, xs: m.max(xs),
        partials=lambda m, y, xs: m.shares(xs, y),
        formula=_call("max"), slopes=lambda i, names, y: f"1 if {names[i]} == {y} else 0",
        kink=_TIES),
    Primitive("minimum", "min", many=True,
        value=lambda m, xs: m.min(xs),
        partials=lambda m, y, xs: m.shares(xs, y),
        formula=_call("min"), slopes=lambda i, names, y: f"1 if {names[i]} == {y} else 0",
        kink=_TIES),
    Primitive("sum", "sum", many=True,
        value=lambda m, xs: m.sum(xs),
        partials=lambda m, y, xs: m.map(lambda x: 1.0, xs),
        formula=" + ".join, slopes=lambda i, names, y: "1",
        expand=lambda m, xs: functools.reduce(operator.add, xs)),
    Primitive("dot", "dot", many=True,
        value=lambda m, xs: m.dot(*_halves(xs)),
        partials=lambda m, y, xs: m.join(*reversed(_halves(xs))),
        formula=_dot_formula, slopes=lambda i, names, y: [*_halves(names)[1], *_halves(names)[0]][i],
        expand=lambda m, xs: functools.reduce(operator.add, map(operator.mul, *_halves(xs)))),
    Primitive("affine", "w·x + b", many=True,
        value=lambda m, xs: m.dot(xs[: len(xs) // 2], xs[len(xs) // 2 : -1]) + xs[-1],
        partials=lambda m, y, xs: m.join(xs[len(xs) // 2 : -1], xs[: len(xs) // 2], [1.0]),
        formula=lambda names: f"{_dot_formula(names[:-1])} + {names[-1]}",
        slopes=lambda i, names, y: [*_halves(names[:-1])[1], *_halves(names[:-1])[0], "1"][i],
        source="notes 000, the neuron",
        expand=lambda m, xs: functools.reduce(operator.add, map(operator.mul, *_halves(xs[:-1]))) + xs[-1]),
    Primitive("logsumexp", "logsumexp", many=True,
        value=lambda m, xs: (top := m.max(xs)) + m.log(m.sum(m.map(lambda x: m.exp(x - top), xs))),
        partials=lambda m, y, xs: m.map(lambda x: m.exp(x - y), xs),
        formula=_call("logsumexp"), slopes=lambda i, names, y: f"exp({names[i]} - {y})",
        source="notes 002, section 1.8", expand=_expand_logsumexp),
)  # fmt: skip

PRIMITIVES: dict[str, Primitive] = {row.name: row for row in TABLE}
