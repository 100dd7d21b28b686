"""Numbers and modules as the specification of WebAssembly has them, and code as text."""

import json
import subprocess

import pytest

from engine.printing.assembler import Function, module, signed, unsigned, wat
from tests.engine.wasm import process


@pytest.mark.parametrize("n", [0, 1, 63, 64, 127, 128, 255, 300, 8191, 8192, 65535, 2**31 - 1])
def test_numbers_in_groups_of_seven_bits_are_as_short_as_can_be(n):
    assert sum((byte & 0x7F) << 7 * i for i, byte in enumerate(unsigned(n))) == n
    for number in (n, -n):
        code = signed(number)
        found = sum((byte & 0x7F) << 7 * i for i, byte in enumerate(code))
        assert found - (1 << 7 * len(code) if code[-1] & 0x40 else 0) == number
        fits = [length for length in range(1, 7) if -(1 << 7 * length - 1) <= number < 1 << 7 * length - 1]
        assert len(code) == fits[0]


COUNT = Function("count", {"n": "i32"}, "f64", [
    ["loop", "again",
        ["local.set", "sum", ["f64.add", ["local.get", "sum"], ["call", "sqrt", ["f64.load", 8, ["i32.const", 16]]]]],
        ["br_if", "again", ["local.tee", "n", ["i32.sub", ["local.get", "n"], ["i32.const", 1]]]]],
    ["local.get", "sum"],
], {"sum": "f64"})  # fmt: skip


@pytest.mark.long
def test_a_module_runs():
    code = module([COUNT], {"sqrt": 1}, 1, {24: bytes.fromhex("0000000000001040")}, [], ["count"])
    program = process().args[0]
    script = f"""const module = new WebAssembly.Module(Buffer.from("{code.hex()}", "hex"));
    const {{ exports }} = new WebAssembly.Instance(module, {{ Math }});
    console.log(JSON.stringify([exports.count(1), exports.count(3), exports.memory.buffer.byteLength]))"""
    done = subprocess.run([program, "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [2.0, 6.0, 65536]


def test_code_as_text():
    assert (
        wat(COUNT)
        == """\
(func $count (param $n i32) (result f64)
  (local $sum f64)
  (loop $again
    (local.set $sum (f64.add (local.get $sum) (call $sqrt (f64.load offset=8 (i32.const 16)))))
    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (local.get $sum))"""
    )


HALF = Function("half", {"x": "f64"}, "f64", [["f64.mul", ["local.get", "x"], ["f64.const", 0.5]]])


def test_a_module_has_its_sections_one_behind_the_other():
    assert module([HALF], {"sqrt": 1}, 1, {16: b"ab"}, ["half"], ["half"]) == bytes.fromhex(
        "00 61736d 01000000"
        "01 06 01 60 01 7c 01 7c"  # one type: a number to a number
        "02 0d 01 04 4d617468 04 73717274 00 00"  # Math.sqrt is of this type
        "03 02 01 00"  # and so is half
        "04 04 01 70 00 01"  # a table of one function
        "05 03 01 00 01"  # one page of memory
        "07 11 02 06 6d656d6f7279 02 00 04 68616c66 00 01"  # exported: memory, and half, which is function 1
        "09 07 01 00 41 00 0b 01 01"  # the table has function 1 at 0
        "0a 10 01 0e 00 20 00 44 000000000000e03f a2 0b"  # no locals, x, 0.5, times, end
        "0b 08 01 00 41 10 0b 02 6162"  # at 16 two bytes
    )


X, Y = ["local.get", "x"], ["local.get", "y"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (["i32.load", 8, X], "20 00 28 02 08"),
        (["f64.load", 300, X], "20 00 2b 03 ac02"),
        (["f64.store", 0, X, ["f64.const", 1.0]], "20 00 44 000000000000f03f 39 03 00"),
        (["local.tee", "y", ["f64.neg", Y]], "20 01 9a 22 01"),
        (["local.set", "x", ["i32.const", -65]], "41 bf7f 21 00"),
        (["select", Y, Y, X], "20 01 20 01 20 00 1b"),
        (["call", "f", X], "20 00 10 01"),
        (["call", "pow", Y, Y], "20 01 20 01 10 00"),
        (["call_indirect", "f", X], "20 00 11 01 00"),
        (["memory.fill", ["i32.const", 0], X, ["i32.const", 64]], "41 00 20 00 41 c000 fc 0b 00"),
        (["if", X, ["return", ["i32.const", 0]]], "20 00 04 40 41 00 0f 0b"),
        (
            ["loop", "a", ["loop", "b", ["br_if", "a", X], ["br_if", "b", X]]],
            "03 40 03 40 20 00 0d 01 20 00 0d 00 0b 0b",
        ),
        (
            ["loop", "a", ["if", X, ["br_if", "a", X]], ["br_if", "a", X]],
            "03 40 20 00 04 40 20 00 0d 01 0b 20 00 0d 00 0b",
        ),
    ],
)
def test_an_instruction_comes_behind_what_it_takes_and_before_what_it_knows(code, expected):
    f = Function("f", {"x": "i32"}, "", [code], {"y": "f64", "z": "i32"})
    found = module([f], {"pow": 2}, 1, {})
    body = bytes.fromhex(f"02 01 7c 01 7f {expected} 0b")  # two locals, the code, end
    section = bytes([1, len(body)]) + body
    assert found.endswith(bytes([10, len(section)]) + section + bytes.fromhex("0b 01 00"))


def test_a_long_line_is_broken_and_a_condition_stands_behind_its_if():
    long = ["f64.add", *[["f64.load", 8, ["local.get", letter * 40]] for letter in "xy"]]
    body = [["if", ["i32.lt_u", X, X], ["local.set", "y", long]], ["call_indirect", "f", X]]
    f = Function("f", {}, "", body, dict.fromkeys("abcdef", "f64"))
    assert wat(f) == "\n".join([
        "(func $f",
        "  (local $a f64) (local $b f64) (local $c f64) (local $d f64) (local $e f64)",
        "  (local $f f64)",
        "  (if (i32.lt_u (local.get $x) (local.get $x))",
        "    (then",
        "      (local.set $y",
        "        (f64.add",
        f"          (f64.load offset=8 (local.get ${'x' * 40}))",
        f"          (f64.load offset=8 (local.get ${'y' * 40}))))))",
        "  (call_indirect (type $f) (local.get $x)))",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("first", "names"),
    [  # the specification's order: "Index of Instructions"
        (0x49, "i32.lt_u"),
        (0x61, "f64.eq f64.ne f64.lt f64.gt f64.le f64.ge"),
        (0x6A, "i32.add i32.sub i32.mul"),
        (0x99, "f64.abs f64.neg - - - - f64.sqrt f64.add f64.sub f64.mul f64.div f64.min f64.max"),
        (0x1B, "select"),
        (0x0F, "return"),
    ],
)
def test_instructions_have_the_numbers_of_the_specification(first, names):
    for number, name in enumerate(names.split(), first):
        if name != "-":
            code = module([Function("f", {"x": "f64"}, "", [[name, X]])], {}, 1, {})
            assert code.endswith(bytes([0x20, 0, number, 0x0B, 11, 1, 0])), name


def test_a_choice_as_text_has_its_three_operands():
    choice = ["select", ["local.get", "x"], ["f64.const", 0.5], ["i32.const", 1]]
    last = wat(Function("of", {"x": "f64"}, "f64", [choice])).splitlines()[-1]
    assert last == "  (select (local.get $x) (f64.const 0.5) (i32.const 1)))"
