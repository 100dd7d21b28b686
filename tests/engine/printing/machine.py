"""WebAssembly's instructions run in Python, one by one, as the specification says: for tiny programs without node."""

import math
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from engine.printing.assembler import Code
from engine.tape.wasm import Wasm

WHOLE: dict[str, Any] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "ne": lambda a, b: a != b, "lt_u": lambda a, b: a < b, "ge_u": lambda a, b: a >= b, "eqz": lambda a: a == 0,
}  # fmt: skip
REAL: dict[str, Any] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b, "min": min, "max": max,
    "abs": abs, "neg": lambda a: -a, "sqrt": math.sqrt,
}  # fmt: skip


class Branch(Exception):
    """Goes to the label that is its argument."""


class Return(Exception):
    """Leaves a function with a number."""


def unsigned(code: bytes, at: int) -> tuple[int, int]:
    """Read a number in groups of seven bits; return it and where it ends."""
    number = shift = 0
    while True:
        number |= (code[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not code[at - 1] & 0x80:
            return number, at


def memory_of(code: bytes) -> bytearray:
    """Return the memory of a module as it is in the beginning."""
    assert code[:8] == b"\0asm\1\0\0\0"
    at, sections = 8, dict[int, bytes]()
    while at < len(code):
        kind = code[at]
        size, at = unsigned(code, at + 1)
        sections[kind], at = code[at : at + size], at + size
    pages, _ = unsigned(sections[5], 2)
    memory, data = bytearray(pages << 16), sections[11]
    many, at = unsigned(data, 0)
    for _ in range(many):
        assert data[at : at + 2] == b"\0\x41"
        place, end = unsigned(data, at + 2)  # never below 0, so the sign's bit is 0
        assert data[end] == 0x0B
        size, at = unsigned(data, end + 1)
        memory[place : place + size], at = data[at : at + size], at + size
    assert at == len(data)
    return memory


class Machine:
    """A module that has been loaded."""

    def __init__(self, made: Wasm) -> None:
        self.functions = {function.name: function for function in made.functions}
        self.table = [function.name for function in made.functions]  # the kernels come first
        self.memory = memory_of(made.bytes)

    def call(self, name: str, *arguments: Any) -> Any:
        function = self.functions[name]
        known = dict(zip(function.parameters, arguments, strict=True)) | dict.fromkeys(function.locals, 0)
        try:
            found = [self.run(code, known) for code in function.body]
        except Return as end:
            return end.args[0]
        return found[-1] if function.result else None

    def all(self, body: Sequence[Code], known: Mapping[str, Any]) -> None:
        for code in body:
            self.run(code, known)

    def run(self, code: Code, known: Any) -> Any:
        op, *rest = code
        if op == "if":
            return self.all(rest[1:], known) if self.run(rest[0], known) else None
        if op == "loop":
            while True:
                try:
                    return self.all(rest[1:], known)
                except Branch as to:
                    if to.args[0] != rest[0]:
                        raise
        name = None if not rest or isinstance(rest[0], list) else rest.pop(0)
        xs = [self.run(x, known) for x in rest]
        match op:
            case "i32.const" | "f64.const":
                return name
            case "local.get":
                return known[name]
            case "local.set" | "local.tee":
                known[name] = xs[0]
                return xs[0]
            case "br_if":
                if xs[0]:
                    raise Branch(name)
                return None
            case "return":
                raise Return(xs[0])
            case "call":
                return getattr(math, str(name))(*xs)
            case "call_indirect":
                return self.call(self.table[xs.pop()], *xs)
            case "select":
                return xs[0] if xs[2] else xs[1]
            case "memory.fill":
                start, byte, many = xs
                assert 0 <= start <= start + many <= len(self.memory)
                self.memory[start : start + many] = bytes([byte]) * many
                return None
            case "f64.store":
                return struct.pack_into("<d", self.memory, name + xs[0], xs[1])
            case "i32.load" | "f64.load":
                return struct.unpack_from("<I" if op[0] == "i" else "<d", self.memory, name + xs[0])[0]
        kind, _, what = op.partition(".")
        return WHOLE[what](*xs) & 0xFFFFFFFF if kind == "i32" else REAL[what](*xs)
