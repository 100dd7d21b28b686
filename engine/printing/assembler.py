"""A small assembler for WebAssembly: code as nested lists, written as bytes for a browser or as text to be read.

    ["f64.add", ["local.get", "x"], ["f64.const", 1.0]]

A list is an instruction, what it needs to know (a name, a number), and the instructions whose results it takes. The
machine has a stack: operands are computed first, which is all that an encoder of such trees has to do. Numbers are
written in groups of seven bits (LEB128); every section of a module says first how long it is.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Code = list[Any]

TYPES = {"i32": 0x7F, "f64": 0x7C}
CONTROL = {"loop": 0x03, "if": 0x04}
OPCODES = {
    "br_if": 0x0D, "return": 0x0F, "call": 0x10, "call_indirect": 0x11, "select": 0x1B,
    "local.get": 0x20, "local.set": 0x21, "local.tee": 0x22, "i32.load": 0x28, "f64.load": 0x2B, "f64.store": 0x39,
    "i32.const": 0x41, "f64.const": 0x44, "i32.lt_u": 0x49, "f64.eq": 0x61, "f64.ne": 0x62, "f64.lt": 0x63,
    "f64.gt": 0x64, "f64.le": 0x65, "f64.ge": 0x66, "i32.add": 0x6A, "i32.sub": 0x6B, "i32.mul": 0x6C,
    "f64.abs": 0x99, "f64.neg": 0x9A, "f64.sqrt": 0x9F, "f64.add": 0xA0, "f64.sub": 0xA1, "f64.mul": 0xA2,
    "f64.div": 0xA3, "f64.min": 0xA4, "f64.max": 0xA5, "memory.fill": 0xFC,
}  # fmt: skip
KNOWS = {"br_if", "call", "call_indirect", "local.get", "local.set", "local.tee", "i32.load", "f64.load", "f64.store",
         "i32.const", "f64.const"}  # fmt: skip


@dataclass
class Function:
    """A function: its parameters by name with their types, what it returns, and its code."""

    name: str
    parameters: Mapping[str, str]
    result: str
    body: list[Code]
    locals: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> tuple[tuple[str, ...], str]:
        return tuple(self.parameters.values()), self.result


def unsigned(n: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first; the eighth bit says that there are more.

    >>> unsigned(624485).hex()
    'e58e26'
    """
    groups = [n & 0x7F]
    while n := n >> 7:
        groups.append(n & 0x7F)
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


def signed(n: int) -> bytes:
    """Return a number likewise, where the last group also tells the sign.

    >>> signed(-123456).hex(), signed(64).hex()
    ('c0bb78', 'c000')
    """
    groups = []
    while not -64 <= n < 64:
        groups.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*groups, n & 0x7F])


def vector(items: Iterable[bytes]) -> bytes:
    """Return how many there are, and all of them."""
    found = list(items)
    return unsigned(len(found)) + b"".join(found)


def sized(content: bytes) -> bytes:
    return unsigned(len(content)) + content


class _Encoder:
    def __init__(self, function: Function, functions: Mapping[str, int], types: Mapping[str, int]) -> None:
        self.places = {name: i for i, name in enumerate((*function.parameters, *function.locals))}
        self.functions, self.types, self.labels = functions, types, list[str]()

    def all(self, code: Sequence[Code]) -> bytes:
        return b"".join(map(self.one, code))  # as deep as the code is nested

    def one(self, code: Code) -> bytes:
        op, *rest = code
        if op in CONTROL:
            label, *body = ("", *rest) if op == "if" else rest
            before = self.one(body.pop(0)) if op == "if" else b""
            self.labels.append(label)
            inside = self.all(body)
            self.labels.pop()
            return before + bytes([CONTROL[op], 0x40]) + inside + b"\x0b"
        known = self._known(op, rest.pop(0)) if op in KNOWS else b"\x0b\x00" if op == "memory.fill" else b""
        return self.all(rest) + bytes([OPCODES[op]]) + known

    def _known(self, op: str, x: Any) -> bytes:
        match op:
            case "i32.const":
                return signed(x)
            case "f64.const":
                return struct.pack("<d", x)
            case "call":
                return unsigned(self.functions[x])
            case "call_indirect":
                return unsigned(self.types[x]) + b"\x00"
            case "br_if":
                return unsigned(self.labels[::-1].index(x))
            case "i32.load" | "f64.load" | "f64.store":
                return (b"\x02" if op == "i32.load" else b"\x03") + unsigned(x)  # how it is aligned, and the offset
        return unsigned(self.places[x])


def module(
    functions: Sequence[Function], imports: Mapping[str, int], pages: int, data: Mapping[int, bytes],
    table: Sequence[str] = (), exports: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """Return a module as bytes. Its memory is exported under the name `memory`.

    Args:
        functions: all of them.
        imports: functions of JavaScript's Math, by how many numbers they take.
        pages: how much memory, in units of 64 KiB.
        data: what lies at which address in the beginning.
        table: the functions that `call_indirect` calls by their place, all of the type of the first of them.
        exports: the functions that JavaScript may call.
    """
    types: dict[Any, int] = {}
    of_import = [types.setdefault((("f64",) * n, "f64"), len(types)) for n in imports.values()]
    of_function = [types.setdefault(function.type, len(types)) for function in functions]
    places = {name: i for i, name in enumerate((*imports, *(function.name for function in functions)))}
    named = {function.name: types[function.type] for function in functions}
    sections = {
        1: vector(
            b"\x60" + vector(bytes([TYPES[x]]) for x in inside) + vector([bytes([TYPES[out]])] if out else [])
            for inside, out in types
        ),
        2: vector(
            _name("Math") + _name(name) + b"\x00" + unsigned(i) for name, i in zip(imports, of_import, strict=True)
        ),
        3: vector(map(unsigned, of_function)),
        4: vector([b"\x70\x00" + unsigned(len(table))]),
        5: vector([b"\x00" + unsigned(pages)]),
        7: vector(
            [_name("memory") + b"\x02\x00", *(_name(name) + b"\x00" + unsigned(places[name]) for name in exports)]
        ),
        9: vector([b"\x00\x41\x00\x0b" + vector(unsigned(places[name]) for name in table)]),
        10: vector(
            sized(
                vector(b"\x01" + bytes([TYPES[x]]) for x in function.locals.values())
                + _Encoder(function, places, named).all(function.body)
                + b"\x0b"
            )
            for function in functions
        ),
        11: vector(b"\x00\x41" + signed(at) + b"\x0b" + sized(content) for at, content in data.items()),
    }
    return b"\x00asm\x01\x00\x00\x00" + b"".join(bytes([i]) + sized(content) for i, content in sections.items())


def _name(name: str) -> bytes:
    return sized(name.encode())


def wat(function: Function) -> str:
    """Return a function as text, as WebAssembly's own tools write it.

    >>> print(wat(Function("half", {"x": "f64"}, "f64", [["f64.mul", ["local.get", "x"], ["f64.const", 0.5]]])))
    (func $half (param $x f64) (result f64)
      (f64.mul (local.get $x) (f64.const 0.5)))
    """
    head = [f"(param ${name} {kind})" for name, kind in function.parameters.items()]
    head += [f"(result {function.result})"] if function.result else []
    kinds = [f"(local ${name} {kind})" for name, kind in function.locals.items()]
    lines = [
        " ".join(["(func", f"${function.name}", *head]),
        *(f"  {' '.join(kinds[i : i + 5])}" for i in range(0, len(kinds), 5)),
    ]
    return "\n".join([*lines, *(_text(code, "  ") for code in function.body)]) + ")"


def _text(code: Code, indent: str) -> str:
    op, *rest = code
    head = [op]
    if op in KNOWS or op == "loop":
        known = rest.pop(0)
        if op[4:] in ("load", "store"):
            head += [f"offset={known}"] if known else []
        else:
            name = f"(type ${known})" if op == "call_indirect" else f"${known}"
            head.append(name if isinstance(known, str) else f"{known!r}".removesuffix(".0"))
    flat = " ".join([*head, *(_text(each, "") for each in rest)])
    if op not in CONTROL and len(indent) + len(flat) < 100:
        return f"{indent}({flat})"
    if op == "if":
        head.append(_text(rest.pop(0), ""))
        return (
            "\n".join(
                [f"{indent}({' '.join(head)}", f"{indent}  (then", *(_text(each, indent + "    ") for each in rest)]
            )
            + "))"
        )
    return "\n".join([f"{indent}({' '.join(head)}", *(_text(each, indent + "  ") for each in rest)]) + ")"
