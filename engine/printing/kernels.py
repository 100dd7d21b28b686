"""A recorded row as WebAssembly: a kernel that computes many operations of this row, or hands their gradients back.

A kernel gets the address of a step's description, in words of four bytes:

    its kernels | J | I | address of the first result | for each block of inputs: address, and how far it is to the next
    forward, backward                                    input of the block, to the next row, to the next column

and goes through the J x I operations of the step, whose results lie one behind the other. A block that lies irregularly
is `gathered`: its address is that of a table, where the addresses of the inputs lie regularly. The gradient of a number
lies at a fixed distance behind it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from engine.primitives import Primitive
from engine.printing.assembler import Code, Function
from engine.printing.program import Recorded, recorded

KERNELS, ROWS, COLUMNS, RESULTS, BLOCKS = 0, 8, 12, 16, 20  # where in a description
OF_BLOCK = 16  # bytes
PARAMETERS = {"step": "i32", "ignored": "f64"}
COMPARISONS = {"<": "f64.lt", "<=": "f64.le", ">": "f64.gt", ">=": "f64.ge", "==": "f64.eq"}
OPERATIONS = {
    "+": "f64.add", "-": "f64.sub", "*": "f64.mul", "/": "f64.div", "neg": "f64.neg", "abs": "f64.abs",
    "sqrt": "f64.sqrt", "max": "f64.max", "min": "f64.min", "where": "select", **COMPARISONS,
}  # fmt: skip
IMPORTS = {"exp": 1, "log": 1, "log1p": 1, "sin": 1, "cos": 1, "tanh": 1, "pow": 2}  # functions of Math


class Shape(NamedTuple):
    """What a kernel is made for."""

    row: Primitive
    blocks: tuple[int, ...]  # how many inputs lie in each
    gathered: tuple[bool, ...]  # for each block


def forward(shape: Shape, name: str) -> Function:
    """Return the kernel that computes results."""
    kernel = _Kernel(shape, name)
    program = kernel.program
    node = [*kernel.named(program.value), ["f64.store", 0, get("y"), kernel.text(program.value)]]
    return kernel.function(node)


def backward(shape: Shape, needed: Sequence[bool], gradients: int, name: str) -> Function:
    """Return the kernel that adds upstream x partial to the gradient of each input.

    Args:
        needed: for each block whether anybody wants the gradients of its inputs.
        gradients: how far behind a number its gradient lies.

    An operation whose upstream is the number `ignored` (0, or nan for none) hands nothing on. Where partials are inputs
    or constants, as those of a dot, 0 times them is 0 in any case, and 0 is what comes to half of a relu layer.
    """
    kernel = _Kernel(shape, name)
    wanted = [p for p in kernel.program.partials if needed[kernel.places[p.slot][0]]]
    code = kernel.named(*(p.line for p in wanted))
    for length, partials in groupby(wanted, key=lambda p: p.length):  # what is equally long shares a loop
        group = list(partials)
        body = kernel.named_in_loop(*(p.line for p in group)) if length > 1 else []
        for p in group:
            body += kernel.adding(p.line, p.slot, length > 1, gradients)
        slots = {p.slot for p in group}.union(*(kernel.slots(p.line) for p in group))
        code += kernel.loop(length, sorted(slots), body) if length > 1 else body
    upstream = ["f64.load", gradients, get("y")]
    kernel.locals["upstream"] = "f64"
    plain = all(kernel.lines[p.line].op in ("number", "input", "each") for p in wanted)
    ignored = ["f64.const", 0.0] if plain else get("ignored")
    node = ["if", ["f64.ne", ["local.tee", "upstream", upstream], ignored], *code]
    return kernel.function([node] if wanted else [])


def get(name: str) -> Code:
    return ["local.get", name]


def increased(name: str, by: Code) -> Code:
    return ["local.set", name, ["i32.add", get(name), by]]


def repeated(label: str, counter: str, times: Code, body: Sequence[Code]) -> list[Code]:
    """Return a loop that goes at least once."""
    again = ["br_if", label, ["local.tee", counter, ["i32.sub", get(counter), ["i32.const", 1]]]]
    return [["local.set", counter, times], ["loop", label, *body, again]]


class _Kernel:
    """Writes one function; `p0` is where block 0 of the present operation begins, `x3` where a loop has come to."""

    def __init__(self, shape: Shape, name: str) -> None:
        self.shape, self.name = shape, name
        self.program: Recorded = recorded(shape.row, shape.blocks)
        self.lines = self.program.lines
        self.places = [(block, k) for block, length in enumerate(shape.blocks) for k in range(length)]  # of inputs
        self.locals: dict[str, str] = {"y": "i32"}
        self.known: dict[int, Code] = {}

    def function(self, node: list[Code]) -> Function:
        """Return the loops over rows and columns around what is done for one operation."""
        if not node:
            return Function(self.name, PARAMETERS, "", [])
        blocks = range(len(self.shape.blocks))
        self.locals |= {f"{letter}{b}": "i32" for letter in ("row", "p", "next") for b in blocks}
        self.locals |= {"j": "i32", "i": "i32"}
        column = [*node, increased("y", ["i32.const", 8])]
        column += [increased(f"p{b}", self._word(b, 3)) for b in blocks]
        row = [["local.set", f"p{b}", get(f"row{b}")] for b in blocks]
        row += repeated("columns", "i", ["i32.load", COLUMNS, get("step")], column)
        row += [increased(f"row{b}", self._word(b, 2)) for b in blocks]
        body: list[Code] = [["local.set", "y", ["i32.load", RESULTS, get("step")]]]
        for b in blocks:
            body += [["local.set", f"row{b}", self._word(b, 0)], ["local.set", f"next{b}", self._word(b, 1)]]
        body += repeated("rows", "j", ["i32.load", ROWS, get("step")], row)
        return Function(self.name, PARAMETERS, "", body, self.locals)

    @staticmethod
    def _word(block: int, word: int) -> Code:
        return ["i32.load", BLOCKS + OF_BLOCK * block + 4 * word, get("step")]

    def address(self, slot: int, each: bool) -> Code:
        """Return the address of an input, or of that to which the loop has come."""
        at = get(f"x{slot}") if each else self._start(slot)
        return ["i32.load", 0, at] if self.shape.gathered[self.places[slot][0]] else at

    def _start(self, slot: int) -> Code:
        block, offset = self.places[slot]
        far = ["i32.mul", get(f"next{block}"), ["i32.const", offset]] if offset > 1 else get(f"next{block}")
        return ["i32.add", get(f"p{block}"), far] if offset else get(f"p{block}")

    def adding(self, line: int, slot: int, each: bool, gradients: int) -> list[Code]:
        """Return the instructions that add upstream x partial to the gradient of an input."""
        self.locals["to"] = "i32"
        partial = self.lines[line]
        amount = get("upstream")
        if not (partial.op == "number" and partial.number == 1.0):
            amount = ["f64.mul", amount, self.text(line)]
        now = ["f64.load", gradients, get("to")]
        where = ["local.set", "to", self.address(slot, each)]
        return [where, ["f64.store", gradients, get("to"), ["f64.add", now, amount]]]

    def named(self, *outputs: int) -> list[Code]:
        """Return the instructions for what several lines need, in order."""
        code: list[Code] = []
        for i in self.program.named(*outputs):
            line = self.lines[i]
            if line.op.startswith("fold"):
                start, body = line.reads
                inside = self.named_in_loop(body)
                total = [OPERATIONS[line.op[5:]], get(f"t{i}"), self.text(body)]
                code.append(["local.set", f"t{i}", self.text(start)])
                code += self.loop(int(line.number), sorted(self.slots(body)), [*inside, ["local.set", f"t{i}", total]])
            else:
                code.append(["local.set", f"t{i}", self.text(i)])
            self._name(i)
        return code

    def named_in_loop(self, *outputs: int) -> list[Code]:
        code: list[Code] = []
        for i in self.program.named_in_loop(*outputs):
            code.append(["local.set", f"t{i}", self.text(i)])
            self._name(i)
        return code

    def _name(self, i: int) -> None:
        self.locals[f"t{i}"] = "i32" if self.lines[i].op in COMPARISONS else "f64"
        self.known[i] = get(f"t{i}")

    def slots(self, output: int) -> set[int]:
        """Return where the loop of this line reads: the slots from which it goes on."""
        found, waiting = set[int](), [output]
        while waiting:
            line = self.lines[waiting.pop()]
            if line.op == "each":
                found.add(int(line.number))
            waiting += [x for x in line.reads if self.lines[x].varies]
        return found

    def loop(self, times: int, slots: Sequence[int], body: list[Code]) -> list[Code]:
        """Return a loop that goes on from these slots, all at once; what its rounds compute is unknown after it."""
        self.known = {i: code for i, code in self.known.items() if not self.lines[i].varies}
        self.locals |= {"k": "i32", **{f"x{slot}": "i32" for slot in slots}}
        steps = [increased(f"x{slot}", get(f"next{self.places[slot][0]}")) for slot in slots]
        starts: list[Code] = [["local.set", f"x{slot}", self._start(slot)] for slot in slots]
        return [*starts, *repeated("each", "k", ["i32.const", times], [*body, *steps])]

    def text(self, i: int) -> Code:
        """Return the line as an instruction."""
        if i in self.known:
            return self.known[i]
        line = self.lines[i]
        if line.op == "number":
            return ["f64.const", float(line.number)]
        if line.op == "result":
            return ["f64.load", 0, get("y")]
        if line.op in ("input", "each"):
            return ["f64.load", 0, self.address(int(line.number), line.op == "each")]
        xs = [self.text(x) for x in line.reads]  # as deep as the rule is written
        if line.op == "where":
            return ["select", xs[1], xs[2], xs[0]]
        return [OPERATIONS[line.op], *xs] if line.op in OPERATIONS else ["call", line.op, *xs]


def calls(code: Code) -> Iterator[str]:
    """Yield what an instruction calls."""
    if code[0] == "call":
        yield code[1]
    for part in code:
        if isinstance(part, list):
            yield from calls(part)
