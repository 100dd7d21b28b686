"""LLVM's language, as text: numbers or vectors of them in single assignment, and loops.

    %3 = fmul <8 x double> %1, %2

Every instruction has a name of its own, `%3`, and says its types. A number is known here by that name and by how many
lanes it has; what has one lane is spread over all where it meets a vector. Nothing here needs LLVM; native.py in
engine/tape compiles the text.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

LANES = 8  # numbers in a vector; where a machine has shorter ones, LLVM takes several
COMPARISONS = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq"}
ARITHMETIC = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
SUMS = {"+": "fadd contract", "*": "fmul contract"}  # in long sums a product may be added before it is rounded
INTRINSICS = {"abs": "fabs", "sqrt": "sqrt"}
EXTREMES = {"max": ">", "min": "<"}
FUNCTIONS = {"exp": 1, "log": 1, "log1p": 1, "sin": 1, "cos": 1, "tanh": 1, "pow": 2}  # of the C library


class Number(NamedTuple):
    """A number, or a vector of them."""

    name: str
    lanes: int = 1
    kind: str = "double"

    @property
    def type(self) -> str:
        return self.kind if self.lanes == 1 else f"<{self.lanes} x {self.kind}>"

    def __str__(self) -> str:
        return f"{self.type} {self.name}"


def constant(x: float) -> Number:
    """Return a number as LLVM writes it to the last bit.

    >>> str(constant(1.0))
    'double 0x3FF0000000000000'
    """
    return Number("0x" + struct.pack(">d", x).hex().upper())


class Writer:
    """Writes the body of one function."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.allocated: list[str] = []
        self.declared: dict[str, None] = {}
        self.count = 0
        self.known: dict[str, str] = {}  # whole numbers that are there already, here and in the loops inside

    def let(self, text: str) -> str:
        """Write an instruction and return the name of its result."""
        self.count += 1
        self.lines.append(f"  %{self.count} = {text}")
        return f"%{self.count}"

    def write(self, text: str) -> None:
        self.lines.append(f"  {text}")

    def first(self, text: str) -> str:
        """Write an instruction once, at the beginning of the function, and return the name of its result."""
        if text not in self.known:
            self.count += 1
            self.allocated.append(f"  %of{self.count} = {text}")
            self.known[text] = f"%of{self.count}"
        return self.known[text]

    @contextmanager
    def loop(self, start: int | str, stop: int | str, step: int = 1) -> Iterator[str]:
        """Write what is written inside in a loop, and give its counter."""
        known = dict(self.known)
        if isinstance(start, int) and isinstance(stop, int) and stop - start <= step:
            yield str(start)
            self.known = known
            return
        self.count += 1
        n = self.count
        self.lines += [
            f"  br label %before{n}", f"before{n}:", f"  br label %loop{n}", f"loop{n}:",
            f"  %at{n} = phi i64 [ {start}, %before{n} ], [ %next{n}, %again{n} ]",
            f"  %more{n} = icmp slt i64 %at{n}, {stop}", f"  br i1 %more{n}, label %body{n}, label %after{n}",
            f"body{n}:",
        ]  # fmt: skip
        yield f"%at{n}"
        self.lines += [
            f"  br label %again{n}", f"again{n}:", f"  %next{n} = add nsw i64 %at{n}, {step}", f"  br label %loop{n}",
            f"after{n}:",
        ]  # fmt: skip
        self.known = known

    # Whole numbers: places in memory

    def plus(self, a: str, b: str) -> str:
        return b if a == "0" else a if b == "0" else self._whole(f"add nsw i64 {a}, {b}")

    def times(self, a: str, b: str) -> str:
        if "0" in (a, b):
            return "0"
        return b if a == "1" else a if b == "1" else self._whole(f"mul nsw i64 {a}, {b}")

    def _whole(self, text: str) -> str:
        if text not in self.known:
            self.known[text] = self.let(text)
        return self.known[text]

    # Numbers

    def spread(self, x: Number, lanes: int) -> Number:
        """Return a number in every lane."""
        if x.lanes == lanes:
            return x
        if x.name.startswith("0x"):
            return Number(f"<{', '.join([str(x)] * lanes)}>", lanes, x.kind)
        of = f"<{lanes} x {x.kind}>"
        one = self.let(f"insertelement {of} poison, {x}, i64 0")
        return Number(
            self.let(f"shufflevector {of} {one}, {of} poison, <{lanes} x i32> zeroinitializer"), lanes, x.kind
        )

    def lane(self, x: Number, i: int) -> Number:
        return x if x.lanes == 1 else Number(self.let(f"extractelement {x}, i64 {i}"), 1, x.kind)

    def joined(self, xs: Sequence[Number]) -> Number:
        """Return numbers as the lanes of one."""
        if len(xs) == 1:
            return xs[0]
        of, made = f"<{len(xs)} x double>", "poison"
        for i, x in enumerate(xs):
            made = self.let(f"insertelement {of} {made}, {x}, i64 {i}")
        return Number(made, len(xs))

    def operation(self, op: str, *xs: Number, long: bool = False) -> Number:
        """Return the result of an operation of a recorded row; `long` where it is part of a sum over many."""
        lanes = max(x.lanes for x in xs)
        if op in FUNCTIONS:
            self.declared[op] = None
            calls = [
                Number(self.let(f"call double @{op}({', '.join(str(self.lane(x, i)) for x in xs)})"))
                for i in range(lanes)
            ]
            return self.joined(calls)
        if op == "where":
            condition, a, b = (self.spread(x, lanes) for x in xs)
            return Number(self.let(f"select {condition}, {a}, {b}"), lanes)
        if op in INTRINSICS or op == "neg":
            (x,) = xs
            if op == "neg":
                return Number(self.let(f"fneg {x}"), lanes)
            name = f"llvm.{INTRINSICS[op]}.{f'v{lanes}' if lanes > 1 else ''}f64"
            return Number(self.let(f"call {x.type} @{name}({x})"), lanes)
        a, b = (self.spread(x, lanes) for x in xs)
        if op in EXTREMES:
            better = self.let(f"fcmp {COMPARISONS[EXTREMES[op]]} {a}, {b.name}")
            return Number(self.let(f"select {Number(better, lanes, 'i1')}, {a}, {b}"), lanes)
        if op in COMPARISONS:
            return Number(self.let(f"fcmp {COMPARISONS[op]} {a}, {b.name}"), lanes, "i1")
        return Number(self.let(f"{(SUMS if long else {}).get(op, ARITHMETIC[op])} {a}, {b.name}"), lanes)

    def reduced(self, op: str, x: Number) -> Number:
        """Return the sum, maximum or minimum of all lanes."""
        while x.lanes > 1:  # halves, as LLVM would do it for a sum that may be added in any order
            half, rest = x.lanes // 2, x.lanes % 2
            parts = []
            for first, many in ((0, half), (half, half), *([(2 * half, 1)] if rest else [])):
                at = ", ".join(f"i32 {i}" for i in range(first, first + many))
                parts.append(
                    self.lane(x, first) if many == 1
                    else Number(self.let(f"shufflevector {x}, {x.type} poison, <{many} x i32> <{at}>"), many)
                )  # fmt: skip
            low, high, *odd = parts
            x = self.operation(op, low, high)
            if odd:
                x = self.operation(op, self.reduced(op, x), odd[0])
        return x

    # Memory

    def variable(self, x: Number) -> str:
        """Return where a number is kept that changes, which begins as x; LLVM makes a register of it."""
        self.count += 1
        self.allocated.append(f"  %kept{self.count} = alloca {x.type}")
        name = f"%kept{self.count}"
        self.write(f"store {x}, ptr {name}")
        return name

    def address(self, array: str, at: str) -> str:
        return array if at == "0" else self.let(f"getelementptr inbounds double, ptr {array}, i64 {at}")

    def load(self, pointer: str, lanes: int = 1) -> Number:
        kind = Number("", lanes).type
        return Number(self.let(f"load {kind}, ptr {pointer}, align 8"), lanes)

    def store(self, x: Number, pointer: str) -> None:
        self.write(f"store {x}, ptr {pointer}, align 8")

    def function(self, name: str, parameters: str) -> str:
        """Return the function with what was written, and what it calls."""
        declarations = [
            f"declare double @{f}({', '.join(['double'] * FUNCTIONS[f])}) nounwind willreturn memory(none)"
            for f in self.declared
        ]
        head = f"define void @{name}({parameters}) nounwind {{"
        return "\n".join([*declarations, head, "entry:", *self.allocated, *self.lines, "  ret void", "}"]) + "\n"
