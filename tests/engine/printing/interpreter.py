"""A recorded row run in Python, line by line: what the printers have to agree with."""

import math
import operator
from collections.abc import Sequence
from typing import Any

from engine.arithmetic import Floats
from engine.printing.program import Recorded

OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "neg": operator.neg,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "max": lambda a, b: Floats.max([a, b]), "min": lambda a, b: Floats.min([a, b]), "where": Floats.where,
}  # fmt: skip


def interpreted(program: Recorded, xs: Sequence[float]) -> list[float]:
    """Return [value, *partials]."""
    y, known = math.nan, dict[int, Any]()

    def found(i: int, k: int) -> Any:
        """Return what a line comes to in round k of a loop; what does not vary is computed once."""
        if i not in known:
            number = computed(i, k)
            if program.lines[i].varies:
                return number
            known[i] = number
        return known[i]

    def computed(i: int, k: int) -> Any:
        line = program.lines[i]
        if line.op in ("number", "result"):
            return line.number if line.op == "number" else y
        if line.op in ("input", "each"):
            return xs[int(line.number) + (k if line.op == "each" else 0)]
        if line.op.startswith("fold "):
            total = found(line.reads[0], k)
            for each in range(int(line.number)):
                total = OPERATORS[line.op[5:]](total, found(line.reads[1], each))
            return total
        return (OPERATORS.get(line.op) or getattr(Floats, line.op))(*(found(x, k) for x in line.reads))

    y = found(program.value, 0)
    return [y, *(found(p.line, k) for p in program.partials for k in range(p.length))]
