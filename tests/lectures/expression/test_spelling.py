"""How students spell a formula: each spelling is read, or answered with what to write."""

from typing import Any

import pytest

from lectures.errors import ExpressionError
from lectures.expression import evaluate

NUMBERS: dict[str, Any] = {"w": 2.0, "x": 3.0, "z": [1.0, 2.0], "Z": [[1.0, 2.0], [3.0, 4.0]], "v": [0.0, 1.0]}


@pytest.mark.parametrize(
    ("text", "value"),
    [("w·x", 6), ("w × x", 6), ("w⋅x", 6), ("w∗x", 6), ("w − x", -1), ("mean(z, 0)", 1.5), ("sum(Z, 0)[1]", 6)],
)
def test_signs_as_they_are_copied_are_read(text: str, value: float) -> None:
    assert evaluate(text, given(text)).data == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/2*sum((z - v)^2)", 1), ("-x^2", -9), ("2*x^-1", 2 / 3), ("x^{w + 1}", 27), ("w^x^w", 512),
        ("e = x; e^2", 9), ("(w + 1) ^2·x", 27),
    ],
)  # fmt: skip
def test_a_caret_is_a_power_as_on_paper(text: str, value: float) -> None:
    assert evaluate(text, given(text)).data == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "said", "marked"),
    [
        ("2x + w", "2x: a product needs its sign, 2*x", "2x"),
        ("1/2 x", "2 x: a product needs its sign, 2*x", "2 x"),
        ("w x", "w x: a product needs its sign, w*x, or w @ x for arrays", "w x"),
        ("h = w*x\n  tanh(h x + 1)", "h x: a product needs its sign, h*x, or h @ x for arrays", "h x"),
        ("2(x + w)", "a product needs its sign; write 2*(...)", "2(x + w)"),
        ("(x+1)(w+2)", "a product needs its sign; write (...)*(...)", "(x+1)(w+2)"),
        ("x(w + 1)", "there is no function 'x'; for a product write x*(...)", "x(w + 1)"),
        ("w.x", "w.x cannot be read; a product is w*x, or w @ x for arrays", "w.x"),
        ("x.tanh", "x.tanh cannot be read; call it, x.tanh()", "x.tanh"),
        ("sin x + w", "sin x: call it, as in sin(x)", "sin x"),
        ("2*e^-x", "e^ cannot be read: write exp(x) for a power of e", "e^"),
        ("z^T @ z", "^T cannot be read: write z.T for a transpose", "^T"),
        ("Z^T z", "^T cannot be read: write Z.T for a transpose", "^T"),
        ("1/2 ||x - w||^2", "a norm is written 1/2*sum((x - w)**2)", "1/2 ||x - w||^2"),
        ("w*‖z‖", "a norm is written sqrt(sum(z**2))", "‖z‖"),
        (
            "h = w x + z v\nL = 1/2 sum(h) + |h|",
            "w x: a product needs its sign, w*x, or w @ x for arrays; z v: a product needs its sign, z*v, or z @ v for "
            "arrays; line 2: 2 sum(...): a product needs its sign, 2*sum(...); line 2: | cannot be read",
            "w x",
        ),
        ("x^2 + w x", "w x: a product needs its sign", "w x"),
        ("x^2 + y.foo", "y.foo cannot be read", "y.foo"),
        ("(z + v).foo", "(z + v).foo cannot be read; a product is (z + v)*foo", "(z + v).foo"),
        ("sum(Z @ (z - [1, 2, 3]))", "z has 2 numbers, [1, 2, 3] has 3 numbers: z - [1, 2, 3] needs", "z - [1, 2, 3]"),
        (
            "sum([1, 2, 3] @ (z - v))",
            "[1, 2, 3] has 3 numbers, (z - v) has 2 numbers: [1, 2, 3] @ (z - v) needs a vector of 3 numbers",
            "[1, 2, 3] @ (z - v)",
        ),
        ("Zᵀ @ z", "ᵀ cannot be read: write W.T", "ᵀ"),
        ("w*x²", "² cannot be read: write **2", "²"),
        ("w*x₁", "₁ cannot be read: write 1", "₁"),
        ("|x|", "| cannot be read: for an absolute value write abs(x)", "|"),
        ("√x", "√ cannot be read: for a root write sqrt(x)", "√"),
        ("x' + 1", "' cannot be read: a name has letters, digits and _: call it x1 or x_new", "'"),
        ("∂L/∂w", "∂ cannot be read: write the loss alone: gradients come by themselves", "∂"),
        ("\\frac{w}{x}", "\\ cannot be read: write it as in a program, tanh(w*x + b), not as LaTeX", "\\"),
        ("lambda*x", "lambda is a word of Python; take another name, such as lambda_1", "lambda"),
        ("0,5*x", "0,5: two numbers, or 0.5? write 0.5", "0,5*x"),
        ("w*(1,5*x)", "1,5: two numbers, or 1.5? write 1.5", "(1,5*x)"),
        ("σ(x)", "there is no function 'σ'; write sigmoid(z)", "σ(x)"),
        ("torch.tanh(x)", "torch is not here; write tanh(x)", "torch.tanh(x)"),
        ("x < 1", "a comparison has no gradient; use relu(x), maximum(a, b) or abs(x)", "x < 1"),
        ("L = ", "behind = belongs a formula, as in h = w*x", "= "),
        ("= w*x", "before = belongs a name, as in h = w*x", "="),
        ("L(w) = w*x", "before = belongs a name alone: write L =", "L(w) ="),
        ("sum(Z; 0)", "; ends a line: between inputs belongs a comma", ";"),
        ("dot(w, z)", "dot is of two arrays, and the first is one number; write * for numbers", "dot(w, z)"),
        ("dot(z, w)", "dot is of two arrays, and the second is one number; write * for numbers", "dot(z, w)"),
        ("softmax_cross_entropy(z, 0, z)", "softmax_cross_entropy(z, 0, z) cannot be computed from", None),
    ],
)  # fmt: skip
def test_what_is_not_read_is_answered_with_what_to_write(text: str, said: str, marked: str | None) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate(text, given(text))
    assert error.value.what.startswith(said)
    assert marked is None or (error.value.span and text[slice(*error.value.span)].strip() == marked.strip())


@pytest.mark.parametrize("axis", ["v", "Z", "1.5", "w*x*Z", "w"])
@pytest.mark.parametrize("call", ["sum(Z, {})", "Z.sum({})", "Z.mean({})", "sum(Z, axis={})"])
def test_an_axis_is_a_whole_number_and_no_name(call: str, axis: str) -> None:
    with pytest.raises(ExpressionError, match="the second argument is an axis, and a whole number: 0 adds the rows up"):
        evaluate(call.format(axis), given(call.format(axis)))


def given(text: str) -> dict[str, Any]:
    """Return the numbers of those names that a text may use."""
    return {name: x for name, x in NUMBERS.items() if name in text.replace("tanh", "").replace("mean", "")}
