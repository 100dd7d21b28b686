"""Rows printed as code, as `python -m engine.printing` shows them."""

import os
import sys

import pytest

from engine.printing.__main__ import main, printed
from tests.engine.printing.outline import outline

NEGATE = """\
(func $negate_forward (param $step i32) (param $ignored f64)
  (local $y i32) (local $row0 i32) (local $p0 i32) (local $next0 i32) (local $j i32)
  (local $i i32)
  (local.set $y (i32.load offset=16 (local.get $step)))
  (local.set $row0 (i32.load offset=20 (local.get $step)))
  (local.set $next0 (i32.load offset=24 (local.get $step)))
  (local.set $j (i32.load offset=8 (local.get $step)))
  (loop $rows
    (local.set $p0 (local.get $row0))
    (local.set $i (i32.load offset=12 (local.get $step)))
    (loop $columns
      (f64.store (local.get $y) (f64.neg (f64.load (local.get $p0))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $p0 (i32.add (local.get $p0) (i32.load offset=32 (local.get $step))))
      (br_if $columns (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.set $row0 (i32.add (local.get $row0) (i32.load offset=28 (local.get $step))))
    (br_if $rows (local.tee $j (i32.sub (local.get $j) (i32.const 1))))))
(func $negate_backward (param $step i32) (param $ignored f64)
  (local $y i32) (local $to i32) (local $upstream f64) (local $row0 i32) (local $p0 i32)
  (local $next0 i32) (local $j i32) (local $i i32)
  (local.set $y (i32.load offset=16 (local.get $step)))
  (local.set $row0 (i32.load offset=20 (local.get $step)))
  (local.set $next0 (i32.load offset=24 (local.get $step)))
  (local.set $j (i32.load offset=8 (local.get $step)))
  (loop $rows
    (local.set $p0 (local.get $row0))
    (local.set $i (i32.load offset=12 (local.get $step)))
    (loop $columns
      (if (f64.ne (local.tee $upstream (f64.load offset=8000 (local.get $y))) (f64.const 0))
        (then
          (local.set $to (local.get $p0))
          (f64.store offset=8000
            (local.get $to)
            (f64.add
              (f64.load offset=8000 (local.get $to))
              (f64.mul (local.get $upstream) (f64.const -1))))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $p0 (i32.add (local.get $p0) (i32.load offset=32 (local.get $step))))
      (br_if $columns (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.set $row0 (i32.add (local.get $row0) (i32.load offset=28 (local.get $step))))
    (br_if $rows (local.tee $j (i32.sub (local.get $j) (i32.const 1))))))"""


def test_a_row_is_said_and_then_written_in_three_languages():
    said, script, assembly, machine = printed("negate").split("\n\n;; ")
    assert said == "negate(x) = -x; dy/dx = -1; source: elementary calculus"
    assert script == "JavaScript\nxs => [(-xs[0]), (-1)]"
    assert assembly == f"WebAssembly\n{NEGATE}"
    assert machine.startswith("LLVM\ndefine void @negate_forward(")
    assert machine.count("\n\n") == machine.count("define void @negate_backward(") == 1
    assert not machine.endswith("\n")


@pytest.mark.parametrize(
    ("name", "said", "script", "locals_"),
    [
        ("power", "power(x) = x**2; dy/dx = 2*x**(2 - 1); source: elementary calculus", "xs => [(xs[0] * xs[0]), (2 * "
         "xs[0])]", ["row0"]),
        ("sum", "sum: sum; elementary calculus", "xs => [(((0 + xs[0]) + xs[1]) + xs[2]), 1, 1, 1]", ["row0"]),
        ("multiply", "multiply(a, b) = a*b; dy/da = b; dy/db = a; source: elementary calculus", "xs => [(xs[0] * "
         "xs[1]), xs[1], xs[0]]", ["row0", "row1"]),
    ],
)  # fmt: skip
def test_static_numbers_are_two_and_inputs_of_a_row_of_many_lie_one_behind_the_other(name, said, script, locals_):
    words = printed(name).splitlines()
    assert (words[0], words[3]) == (said, script)
    blocks = [each for each in ("row0", "row1", "row2") if f"(local ${each} i32)" in printed(name)]
    assert blocks == locals_
    assert "(i32.load (i32" not in printed(name), "nothing is gathered"


@pytest.mark.parametrize(
    ("name", "operations", "written"),
    [
        ("multiply", 1, "r1x2 *1 w1 r1x2 *~1 +~1 r1 +1 w1 r1x2 *~1 +~1 r1 +1 w1"),
        ("multiply", 16, "(0..16: r8x2 *8 w8 by 8) (0..16: r8x2 *8 r8 +8 w8 by 8) (0..16: r8x2 *8 r8 +8 w8 by 8)"),
        ("sum", 8, "r8 +8 r8 +8 r8 +8 w8 r8x2 +8 w8 r8x2 +8 w8 r8x2 +8 w8"),
        ("power", 9, "r8 *8 w8 r1 *1 w1 r8x2 *8x2 r8 +8 w8 r1x2 *1x2 r1 +1 w1"),
    ],
)
def test_operations_side_by_side_make_vectors(name, operations, written):
    assert outline(printed(name, operations).partition(";; LLVM")[2]) == written
    assert operations != 1 or printed(name) == printed(name, 1)


def asked(monkeypatch, *names):
    monkeypatch.setattr(sys, "argv", ["engine.printing", *names])
    return main()


def test_the_rows_that_are_named_are_printed_and_else_tanh(monkeypatch, capsys):
    assert asked(monkeypatch, "negate", "sum") == 0
    assert capsys.readouterr() == (f"{printed('negate')}\n{printed('sum')}\n", "")
    assert asked(monkeypatch) == 0
    assert capsys.readouterr() == (f"{printed('tanh')}\n", "")


def test_a_name_that_is_no_row_is_one_line_and_exit_code_2(monkeypatch, capsys):
    assert asked(monkeypatch, "tanh", "gelu") == 2
    assert capsys.readouterr() == (
        f"{printed('tanh')}\n", "Error: printing: there is no row 'gelu'; did you mean 'relu'?\n"
    )  # fmt: skip


def test_where_nobody_reads_on_what_is_still_to_be_written_goes_nowhere(monkeypatch):
    class Closed:
        def write(self, text):
            raise BrokenPipeError

        def fileno(self):
            return 77

    done = []
    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(os, "open", lambda path, how: done.append((path, how)) or 5)
    monkeypatch.setattr(os, "dup2", lambda *files: done.append(files))
    assert asked(monkeypatch, "negate") == 1
    assert done == [(os.devnull, os.O_WRONLY), (5, 77)]
