"""Where something stands in a graph, in words a student knows: labels, modules, the parameters that feed it."""

import re
from collections.abc import Mapping, Sequence

from engine.compare.written_out import Formula, Formulas
from engine.trace.arrays import addends, array_of, family, kind, products
from engine.value import Value

GRADIENT = r"[dδ∂]_?([A-Z]\w*|[^\W\d_]\d*|[a-z]?(?:hat|pred|logits|probs|scores))"
NOUNS = {
    "add": "sum", "subtract": "difference", "multiply": "product", "divide": "division", "negate": "minus",
    "dot": "product", "affine": "sum",
}  # fmt: skip
DEPTHS = (5, 4, 3, 2, 1)  # how deep a formula is shown: the first that takes no more characters than
LONG = 28
POWERS: dict[tuple[float, ...], str] = {(2.0,): "square", (3.0,): "cube"}
CALL = re.compile(r"\w+\([^()]*(\([^()]*\)[^()]*)*\)")  # of one function
FIRST, FEW = 6, 3  # inputs of an operation that are looked at; products or terms that are written out


def array_name(node: Value, names: Mapping[Value, str]) -> str:
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


class Places:
    """Where the numbers and operations of a graph stand, in words; what has been said once is kept.

    Args:
        names: what the arrays are called.
    """

    def __init__(self, names: Mapping[Value, str]) -> None:
        self.names, self.formulas = names, Formulas()
        self._said: dict[tuple[Value, int, bool], str] = {}  # by node, depth, and whether one path is meant
        self._places: dict[tuple[Value, bool], str] = {}

    def value(self, node: Value) -> str:
        """Say in words which number is meant: its name, or the formula that gives it.

        >>> w = Value(2.0, "w"); h = (w * 3.0).tanh(); h.label = "h"
        >>> [Places({}).value(x) for x in (h, w * 3.0, h * -0.5)]
        ['h', 'w*3', 'h*(-0.5)']
        """
        if name := array_name(node, self.names):
            return name
        return self._bare(node) if node.scope is None or node.primitive is None else f"the {self.place(node)}"

    def place(self, node: Value, alone: bool = False) -> str:
        """Say in words where an operation stands, to come after "the": by its line, by module, or by its formula.

        Args:
            node: the operation.
            alone: speak of one path into it, so not of z*sigmoid(z) as one function, into which z enters on two.

        >>> w, x = Value(2.0, "w"), Value(3.0, "x"); h = (w * x).tanh(); places = Places({h: "h"})
        >>> Places({}).place(h), places.place(h), places.place(h / x), places.place(w)
        ('tanh(w*x)', 'tanh in h = tanh(w*x)', 'h / x', 'w')
        """
        text = self._bare(node, alone)
        row = node.primitive
        is_written = row is not None and row.family == "power" and row.static_values
        noun = self._noun(node, alone) if is_written else ""  # "the (a + b)**2" does not read well
        return text if text.startswith(noun) else f"{noun} {text}"

    def formula(self, node: Value, depth: int) -> str:
        """Return what a node computes as text over the names of arrays, to some depth.

        >>> a, b = Value(2.0, "a"), Value(3.0, "b")
        >>> Places({}).formula((a + b) ** 2, 3), Places({}).formula((a + b) ** 2, 1)
        ('(a + b)**2', '(...)**2')
        """
        if name := array_name(node, self.names):
            return name
        if node.primitive is None:
            return f"{node.data:.6g}"
        return self._computes(node, depth) if depth else "..."

    def _bare(self, node: Value, alone: bool = False) -> str:
        if (node, alone) not in self._places:
            self._places[node, alone] = self._place(node, alone)
        return self._places[node, alone]

    def _place(self, node: Value, alone: bool) -> str:
        name = array_name(node, self.names)
        if node.primitive is None:
            return name or f"{node.data:.6g}"
        if node.scope is not None:
            noun = self._noun(node, alone)
            return f"{noun} that gives {name}" if name else f"{noun} in '{node.scope.path}'"
        for depth in DEPTHS:
            if len(text := self._computes(node, depth, alone)) <= LONG:
                return f"{self._noun(node, alone)} in {name} = {text}" if name else text
        return f"{self._noun(node, alone)} that gives {name}" if name else self._noun(node, alone)

    def _function(self, node: Value, alone: bool) -> Formula | None:
        formula = self.formulas.at(node)
        return None if formula and alone and formula.paths > 1 else formula

    def _noun(self, node: Value, alone: bool) -> str:
        """Return what people call an operation: "division" for divide, "square" for power with 2."""
        if family(node) == "power":
            assert node.primitive is not None
            return POWERS.get(node.primitive.static_values, "power")
        formula = self._function(node, alone)
        return formula.row.name if formula else NOUNS.get(kind(node), kind(node))

    def _computes(self, node: Value, depth: int, alone: bool = False) -> str:
        """Return what an operation computes, even where its result has a name."""
        if (node, depth, alone) not in self._said:
            self._said[node, depth, alone] = self._written(node, depth - 1, alone)
        return self._said[node, depth, alone]

    def _written(self, node: Value, depth: int, alone: bool) -> str:
        """Return it with the inputs to some depth."""
        assert node.primitive is not None
        if formula := self._function(node, alone):
            return f"{formula.row.name}({self.formula(formula.source, depth)})"
        row, inputs = node.primitive, node.inputs
        if " " in row.name:  # such as what stands for a student's earlier steps
            return "steps that you gave"
        if pairs := products(node):
            if not row.variadic:
                return "*".join(self._bracketed(x, depth) for x in inputs)
            bias = f" + {self.formula(inputs[-1], depth)}" if len(inputs) % 2 else ""
            if pairs <= FEW and self._are_single(inputs[:pairs], inputs[pairs : 2 * pairs]):
                terms = ("*".join(self._bracketed(x, depth) for x in inputs[k::pairs][:2]) for k in range(pairs))
                return " + ".join(terms) + bias
            a, b = (self._row(inputs[i], depth) for i in (0, pairs))
            return f"{a} @ {b}{bias}"
        if family(node) == "sum":
            parts = addends(node, lambda x: not array_name(x, self.names))[0]
            shown = list(dict.fromkeys(self.formula(x, depth) for x in parts if x.primitive or x.label))
            if len(shown) > 1 and (len(parts) <= FEW or len(shown) == len(parts) == FEW + 1):
                return " + ".join(shown)
            return f"sum({shown[0] if shown else '...'})"
        shown = list(dict.fromkeys(self.formula(x, depth) for x in inputs[:FIRST]))
        if row.variadic:
            return f"{row.name}({', '.join(shown)})" if len(shown) < 3 else f"{row.name}({shown[0]}, ...)"
        if family(node) == "difference" and len(inputs) == 2:
            return f"{self.formula(inputs[0], depth)} - {self._bracketed(inputs[1], depth)}{self._index(*inputs)}"
        if family(node) == "quotient" and len(inputs) == 2:
            return f"{self._bracketed(inputs[0], depth)} / {self._factor(inputs[1], depth)}"
        if family(node) == "power" and row.static_values:
            (base,), (by,) = inputs, row.static_values
            text = self._factor(base, depth)
            return f"({text})**{by:g}" if self._is_power(base, depth) else f"{text}**{by:g}"
        if row.name == "negate":
            (x,) = inputs
            return f"-{self._factor(x, depth)}"
        return f"{row.name}({', '.join(shown)})"

    def _index(self, whole: Value, one: Value) -> str:
        """Return [k] where one entry is subtracted from what is made of all of its array: logsumexp(z) - z[k]."""
        name, inputs = array_name(one, self.names), [array_name(x, self.names) for x in whole.inputs]
        return "[k]" if name and not array_name(whole, self.names) and inputs.count(name) > 1 else ""

    def _are_single(self, one: Sequence[Value], other: Sequence[Value]) -> bool:
        """Tell whether all names differ, or all numbers have one and on one side, as of v0 and v1, these differ."""
        sides = [[array_name(x, self.names) for x in side] for side in (one, other)]
        apart = any(len(set(side)) == len(side) for side in sides) and all(map(all, sides))
        return apart or len(set(sides[0] + sides[1])) == 2 * len(one)

    def _row(self, x: Value, depth: int) -> str:
        """Return the name of a row of numbers by the first of them; numbers without a name are data."""
        return "data" if x.primitive is None and not array_name(x, self.names) else self.formula(x, depth)

    def _factor(self, x: Value, depth: int) -> str:
        text = self._bracketed(x, depth)
        bare = text == self.formula(x, depth) and not array_name(x, self.names)
        return f"({text})" if bare and products(x) else text

    def _bracketed(self, x: Value, depth: int) -> str:
        text = self.formula(x, depth)
        bare = CALL.fullmatch(text) or self._is_power(x, depth)
        return f"({text})" if (" " in text and not bare) or text == "..." or text.startswith("-") else text

    def _is_power(self, x: Value, depth: int) -> bool:
        """Tell whether a number is written as a power."""
        return depth > 0 and family(x) == "power" and not array_name(x, self.names) and not self.formulas.at(x)
