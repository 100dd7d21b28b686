"""Where something stands in a graph, in words a student knows: labels, modules, the parameters that feed it."""

from engine.compare.written_out import formula_at
from engine.trace.arrays import addends, array_of, family, kind, products
from engine.value import Value

DEEP, LONG = 5, 28  # how deep a formula is shown, and how many characters of it
FIRST = 6  # inputs of an operation that are looked at


def array_name(node: Value, names: dict[Value, str]) -> str:
    """Return the name of the array a node belongs to: the given one, or its label without the index.

    >>> array_name(Value(1.0, "W1[0][2]"), {})
    'W1'
    """
    return names.get(node) or array_of(node.label)


def place_of(node: Value, names: dict[Value, str]) -> str:
    """Say in words where an operation stands: by label, by module, or by the formula that it ends.

    >>> w, x = Value(2.0, "w"), Value(3.0)
    >>> place_of((w * x).tanh(), {}), place_of(w, {})
    ('tanh(w*3)', 'w')
    """
    if name := array_name(node, names):
        return f"{_operation(node)} that gives {name}" if node.primitive else name
    if node.scope is not None:
        return f"{kind(node)} in {node.scope.path!r}"
    for depth in range(DEEP, 0, -1):
        if len(text := formula_of(node, names, depth)) <= LONG:
            return text
    return kind(node) or text


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
    if depth == 0:
        return "..."
    if formula := formula_at(node):
        return f"{formula.row.name}({formula_of(formula.source, names, depth - 1)})"
    row, inputs = node.primitive, node.inputs
    if pairs := products(node):
        if not row.variadic:
            return "*".join(_bracketed(x, names, depth) for x in inputs)
        a, b = (_row_of(inputs[i], names, depth) for i in (0, pairs))
        bias = f" + {formula_of(inputs[-1], names, depth - 1)}" if len(inputs) % 2 else ""
        return f"{a} @ {b}{bias}"
    if family(node) == "sum":
        terms = [x for x in addends(node)[0] if x.primitive is not None or x.label]
        shown = list(dict.fromkeys(formula_of(x, names, depth - 1) for x in terms[:FIRST]))
        return " + ".join(shown) if 1 < len(terms) == len(shown) < 3 else f"sum({shown[0] if shown else '...'})"
    shown = list(dict.fromkeys(formula_of(x, names, depth - 1) for x in inputs[:FIRST]))
    if row.variadic:
        return f"{row.name}({', '.join(shown)})" if len(shown) < 3 else f"{row.name}({shown[0]}, ...)"
    if family(node) in ("difference", "quotient") and len(inputs) == 2:
        sign = " - " if family(node) == "difference" else " / "
        left, right = (_bracketed(x, names, depth) for x in inputs)
        return sign.join((left if family(node) == "quotient" else formula_of(inputs[0], names, depth - 1), right))
    if family(node) == "power":
        return f"{_bracketed(inputs[0], names, depth)}**{row.static_values[0]:g}"
    return f"{'-' if row.name == 'negate' else row.name}({', '.join(shown)})"


def _operation(node: Value) -> str:
    formula = formula_at(node)
    return formula.row.name if formula else kind(node)


def _row_of(x: Value, names: dict[Value, str], depth: int) -> str:
    """Return the name of a row of numbers by the first of them; numbers without a name are data."""
    return "data" if x.primitive is None and not array_name(x, names) else formula_of(x, names, depth - 1)


def _bracketed(x: Value, names: dict[Value, str], depth: int) -> str:
    text = formula_of(x, names, depth - 1)
    return f"({text})" if " " in text or text == "..." else text
