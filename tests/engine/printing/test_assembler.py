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
    ["block", "done", ["loop", "again",
        ["br_if", "done", ["i32.eqz", ["local.get", "n"]]],
        ["local.set", "sum", ["f64.add", ["local.get", "sum"], ["call", "sqrt", ["f64.load", 8, ["i32.const", 16]]]]],
        ["local.set", "n", ["i32.sub", ["local.get", "n"], ["i32.const", 1]]],
        ["br", "again"]]],
    ["local.get", "sum"],
], {"sum": "f64"})  # fmt: skip


def test_a_module_runs():
    code = module([COUNT], {"sqrt": 1}, 1, {24: bytes.fromhex("0000000000001040")}, [], ["count"])
    program = process().args[0]
    script = f"""const module = new WebAssembly.Module(Buffer.from("{code.hex()}", "hex"));
    const {{ exports }} = new WebAssembly.Instance(module, {{ Math }});
    console.log(JSON.stringify([exports.count(0), exports.count(3), exports.memory.buffer.byteLength]))"""
    done = subprocess.run([program, "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [0.0, 6.0, 65536]


def test_code_as_text():
    assert (
        wat(COUNT)
        == """\
(func $count (param $n i32) (result f64)
  (local $sum f64)
  (block $done
    (loop $again
      (br_if $done (i32.eqz (local.get $n)))
      (local.set $sum (f64.add (local.get $sum) (call $sqrt (f64.load offset=8 (i32.const 16)))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $again)))
  (local.get $sum))"""
    )
