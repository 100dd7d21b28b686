"""LLVM's instructions run in Python, as its language reference says: for tiny kernels without LLVM."""

import operator
import re
import struct
from collections.abc import Mapping
from typing import Any

from engine.arithmetic import Floats

FUNCTIONS = {"llvm.fabs": abs, "llvm.sqrt": Floats.sqrt}
OPERATIONS: dict[str, Any] = {
    "add": operator.add, "mul": operator.mul, "and": operator.and_, "fadd": operator.add, "fsub": operator.sub,
    "fmul": operator.mul, "fdiv": operator.truediv, "slt": operator.lt, "olt": operator.lt, "ole": operator.le,
    "ogt": operator.gt, "oge": operator.ge, "oeq": operator.eq, "fneg": operator.neg,
}  # fmt: skip
TYPE = r"(?:<(\d+) x \w+>|double|i\d+|ptr)"


class Pointer:
    """A place in a list of numbers."""

    def __init__(self, array: list[Any], at: int = 0) -> None:
        self.array, self.at = array, at

    def cells(self, many: int) -> range:
        assert 0 <= self.at <= self.at + many <= len(self.array), "outside of the array"
        return range(self.at, self.at + many)


def run(text: str, arguments: Mapping[str, Any]) -> None:
    """Run the function of a module.

    Args:
        arguments: what its parameters are: pointers and whole numbers.
    """
    code = [line.strip() for line in text.partition("{\n")[2].splitlines()]
    labels = {line[:-1]: i for i, line in enumerate(code) if line.endswith(":")}
    known: dict[str, Any] = {f"%{name}": value for name, value in arguments.items()}
    at, block, before = 0, "entry", ""
    while code[at] != "ret void":
        line, at = code[at], at + 1
        if line.endswith(":"):
            before, block = block, line[:-1]
        elif line.startswith("br "):
            there = re.findall(r"label %(\w+)", line)
            at = labels[there[0] if len(there) == 1 or known[line.split()[2].rstrip(",")] else there[1]]
        elif line.startswith("store "):
            x, place = operands(line.removeprefix("store "), known)[:2]
            for cell, number in zip(place.cells(len(x)), x, strict=True) if isinstance(x, list) else [(place.at, x)]:
                place.array[cell] = number
        elif " = phi " in line:
            name, choices = line.split(" = ")[0], re.findall(r"\[ (\S+), %(\w+) \]", line)
            known[name] = value(next(x for x, label in choices if label == before), known)
        else:
            name, instruction = line.split(" = ", 1)
            assert name not in known or not re.fullmatch(r"%of\d+", name), "single assignment"
            known[name] = computed(instruction, known)


def value(text: str, known: Mapping[str, Any]) -> Any:
    if text.startswith("%"):
        return known[text]
    if text.startswith("0x"):
        return struct.unpack(">d", bytes.fromhex(text[2:]))[0]
    if text.startswith("<"):
        return [value(each.split()[-1], known) for each in text[1:-1].split(", ")]
    return text if text in ("poison", "zeroinitializer") else int(text)


def operands(text: str, known: Mapping[str, Any]) -> list[Any]:
    parts = re.split(r", (?![^<]*>)", text)
    return [value(re.sub(f"^{TYPE} ", "", part), known) for part in parts if not part.startswith("align")]


def computed(instruction: str, known: Mapping[str, Any]) -> Any:
    op, _, rest = instruction.partition(" ")
    lanes = re.match(TYPE, re.sub(r"^(nsw|contract|inbounds|o\w\w|slt) ", "", rest))
    many = int(lanes[1] or 1) if lanes else 1
    if op == "alloca":
        return Pointer([None] * many)
    if op == "getelementptr":
        _, pointer, far = re.split(", ", rest)
        start = value(pointer.removeprefix("ptr "), known)
        return Pointer(start.array, start.at + value(far.removeprefix("i64 "), known))
    if op == "load":
        place = value(rest.split(", ")[1].removeprefix("ptr "), known)
        found = [place.array[cell] for cell in place.cells(many)]
        return found if lanes and lanes[1] else found[0]
    if op == "zext":
        return value(rest.split()[1], known)
    if op == "call":
        name, given = re.fullmatch(r".* @([\w.]+)\((.*)\)", rest).groups()
        f = FUNCTIONS.get(re.sub(r"\.(v\d+)?f64$", "", name)) or getattr(Floats, name)
        return each_lane(f, *operands(given, known))
    if op in ("fcmp", "icmp"):
        op, _, rest = rest.partition(" ")
    xs = operands(re.sub(r"^(nsw|contract) ", "", rest), known)
    if op == "select":
        return each_lane(lambda condition, a, b: a if condition else b, *xs)
    if op == "insertelement":
        made = [None] * many if xs[0] == "poison" else list(xs[0])
        made[xs[2]] = xs[1]
        return made
    if op == "extractelement":
        return xs[0][xs[1]]
    if op == "shufflevector":
        a, b, mask = xs
        picked = [0] * int(re.search(r"<(\d+) x i32>", rest)[1]) if mask == "zeroinitializer" else mask
        both = [*a, *([None] * len(a) if b == "poison" else b)]
        return [both[i] for i in picked]
    return each_lane(OPERATIONS[op], *xs)


def each_lane(f: Any, *xs: Any) -> Any:
    lists = [x for x in xs if isinstance(x, list)]
    assert len({len(x) for x in lists}) <= 1, "as many lanes each"
    assert len(lists) in (0, len(xs)), "a number meets lanes"
    return [f(*each) for each in zip(*xs, strict=True)] if lists else f(*xs)
