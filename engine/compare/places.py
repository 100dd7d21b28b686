"""Where something stands in a graph, in words a student knows: labels, modules, the parameters that feed it."""

import re

from engine.compare.written_out import Formula, formula_at
from engine.trace.arrays import addends, array_of, family, kind, products
from engine.value import Value

GRADIENT = r"[dδ∂]_?([A-Z]\w*|[^\W\d_]\d*|[a-z]?(?:hat|pred|logits|probs|scores))"
NOUNS = {
    "add": "sum", "subtract": "difference", "multiply": "product", "divide": "division", "negate": "minus",
    "dot": "product", "affine": "sum",
}  # fmt: skip
DEEP, LONG = 5, 28  # how deep a formula is shown, and how many characters of it
FIRST, FEW = 6, 3  # inputs of an operation that are looked at; products or terms that are written out


def array_name(node: Value, names: dict[Value, str]) -> str:
    """Return the name of the array a node belongs to: the given one, or its label without the index.

    >>> array_name(Value(1.0, "W1[0][2]"), {})
    'W1'
    """
    return names.get(node) or array_of(node.label)


def called(name: str, node: Value) -> str:
    """Return what an array is called whose gradient is called `name`: a derivation speaks of dz, a formula of z.

    Args:
        name: of its gradient in a comparison.
        node: its first entry; the label of a result, if it has one, is what it is called.

    >>> z = Value(2.0, "w") * 3.0
    >>> [called(name, z) for name in ("dz", "dZ2", "d_h", "delta", "z")]
    ['z', 'Z2', 'h', 'delta', 'z']
    """
    label = array_of(node.label)
    if label and (node.inputs or name in (f"d{label}", f"d_{label}", f"δ{label}")):
        return label
    bare = re.fullmatch(GRADIENT, name)
    return bare[1] if bare and node.inputs else name


def value_of(node: Value, names: dict[Value, str]) -> str:
    """Say in words which number is meant: its name, or the formula that gives it.

    >>> w = Value(2.0, "w"); h = (w * 3.0).tanh(); h.label = "h"
    >>> value_of(h, {}), value_of(w * 3.0, {}), value_of(h * -0.5, {})
    ('h', 'w*3', 'h*(-0.5)')
    """
    if name := array_name(node, names):
        return name
    return place_of(node, names) if node.scope is None else f"the {place_of(node, names)}"


def place_of(node: Value, names: dict[Value, str], alone: bool = False) -> str:
    """Say in words where an operation stands, to come after "the": by its line, by module, or by its formula.

    Args:
        node: the operation.
        names: what the arrays are called.
        alone: speak of one path into it, so not of z*sigmoid(z) as one function, into which z enters on two.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x"); h = (w * x).tanh()
    >>> place_of(h, {}), place_of(h, {h: "h"}), place_of(h / x, {h * x: "s"}), place_of(w, {})
    ('tanh(w*x)', 'tanh in h = tanh(w*x)', 'tanh(w*x) / x', 'w')
    """
    name = array_name(node, names)
    if node.primitive is None or node.scope is not None:
        return name or (f"{_noun(node, alone)} in '{node.scope.path}'" if node.scope else formula_of(node, names, 0))
    for depth in range(DEEP, 0, -1):
        if len(text := _computes(node, names, depth, alone)) <= LONG:
            return f"{_noun(node, alone)} in {name} = {text}" if name else text
    return f"{_noun(node, alone)} that gives {name}" if name else _noun(node, alone)


def _function_at(node: Value, alone: bool) -> Formula | None:
    formula = formula_at(node)
    return None if formula and alone and formula.paths > 1 else formula


def _noun(node: Value, alone: bool) -> str:
    """Return what people call an operation: "division" for divide, "square" for power with 2."""
    if node.primitive is not None and family(node) == "power":
        by = next(iter(node.primitive.static_values), None)  # a row of one's own may have none
        return "square" if by == 2.0 else "cube" if by == 3.0 else "power"
    formula = _function_at(node, alone)
    return formula.row.name if formula else NOUNS.get(kind(node), kind(node))


def formula_of(node: Value, names: dict[Value, str], depth: int) -> str:
    """Return what a node computes as text over the names of arrays, to some depth.

    >>> a, b = Value(2.0, "a"), Value(3.0, "b")
    >>> formula_of((a + b) ** 2, {}, 3), formula_of((a + b) ** 2, {}, 1)
    ('(a + b)**2', '(...)**2')
    """
    if name := array_name(node, names):
        return name
    if node.primitive is None:
        return f"{node.data:.6g}"
    return _computes(node, names, depth) if depth else "..."


def _computes(node: Value, names: dict[Value, str], depth: int, alone: bool = False) -> str:
    """Return what an operation computes, even where its result has a name."""
    assert node.primitive is not None
    if formula := _function_at(node, alone):
        return f"{formula.row.name}({formula_of(formula.source, names, depth - 1)})"
    row, inputs = node.primitive, node.inputs
    if " " in row.name:  # such as what stands for a student's earlier steps
        return "steps that you gave"
    if pairs := products(node):
        if not row.variadic:
            return "*".join(_bracketed(x, names, depth) for x in inputs)
        bias = f" + {formula_of(inputs[-1], names, depth - 1)}" if len(inputs) % 2 else ""
        if len({array_name(x, names) for x in inputs[: 2 * pairs]}) == 2 * pairs <= 2 * FEW:
            terms = ("*".join(_bracketed(x, names, depth) for x in inputs[k::pairs][:2]) for k in range(pairs))
            return " + ".join(terms) + bias
        a, b = (_row_of(inputs[i], names, depth) for i in (0, pairs))
        return f"{a} @ {b}{bias}"
    if family(node) == "sum":
        parts = addends(node, lambda x: not array_name(x, names))[0]
        shown = list(dict.fromkeys(formula_of(x, names, depth - 1) for x in parts if x.primitive or x.label))
        if 1 < len(shown) <= FEW + 1 and (len(shown) == len(parts) or len(parts) <= FEW):
            return " + ".join(shown)
        return f"sum({shown[0] if shown else '...'})"
    shown = list(dict.fromkeys(formula_of(x, names, depth - 1) for x in inputs[:FIRST]))
    if row.variadic:
        return f"{row.name}({', '.join(shown)})" if len(shown) < 3 else f"{row.name}({shown[0]}, ...)"
    if family(node) in ("difference", "quotient") and len(inputs) == 2:
        sign = " - " if family(node) == "difference" else " / "
        left, right = (_bracketed(x, names, depth) for x in inputs)
        return sign.join((left if family(node) == "quotient" else formula_of(inputs[0], names, depth - 1), right))
    if family(node) == "power" and row.static_values:
        return f"{_bracketed(inputs[0], names, depth)}**{row.static_values[0]:g}"
    return f"-{_factor(inputs[0], names, depth)}" if row.name == "negate" else f"{row.name}({', '.join(shown)})"


def _row_of(x: Value, names: dict[Value, str], depth: int) -> str:
    """Return the name of a row of numbers by the first of them; numbers without a name are data."""
    return "data" if x.primitive is None and not array_name(x, names) else formula_of(x, names, depth - 1)


def _factor(x: Value, names: dict[Value, str], depth: int) -> str:
    text = _bracketed(x, names, depth)
    return f"({text})" if products(x) and not array_name(x, names) and not text.startswith("(") else text


def _bracketed(x: Value, names: dict[Value, str], depth: int) -> str:
    text = formula_of(x, names, depth - 1)
    bare = re.fullmatch(r"\w+\([^()]*(\([^()]*\)[^()]*)*\)", text)  # one call
    return f"({text})" if (" " in text and not bare) or text == "..." or text.startswith("-") else text
