"""A recorded row computes what the row does, and nothing twice."""

import math

import pytest

from engine.arithmetic import Arithmetic, Floats
from engine.primitives import PRIMITIVES, Primitive
from engine.printing.program import recorded
from engine.printing.recorder import UNROLLED, Recorder
from engine.printing.runs import Run, Runs
from tests.engine.printing.interpreter import interpreted
from tests.engine.printing.test_javascript import by_engine, points, rows


@pytest.mark.parametrize("row", rows(), ids=repr)
def test_a_recorded_row_gives_the_numbers_of_the_row(row):
    for xs in points(row):
        ours = by_engine(row, xs)
        if ours is None:
            continue
        size = sum(map(abs, xs)) if row.variadic else 0.0
        for blocks in ([len(xs)], [1, len(xs) - 1]) if row.own_first else ([len(xs)],):
            blocks = blocks if row.variadic else [1] * len(xs)
            theirs = interpreted(recorded(row, tuple(blocks)), xs)
            for a, b in zip(theirs, ours, strict=True):
                assert math.isclose(a, b, rel_tol=1e-15, abs_tol=1e-15 * size * size), (xs, theirs, ours)


@pytest.mark.parametrize("row", rows(), ids=repr)
def test_no_line_is_written_twice_and_each_stands_behind_what_it_reads(row):
    lines = recorded(row, (7,) if row.variadic else (1,) * len(row.domain)).lines
    assert len(set(map(repr, lines))) == len(lines)
    assert all(x < i for i, line in enumerate(lines) for x in line.reads)


def test_value_and_partials_share_what_they_have_in_common():
    for name, exponentials in {"tanh": 1, "sigmoid": 1, "softplus": 1, "exp": 1}.items():
        assert [line.op for line in recorded(PRIMITIVES[name], (1,)).lines].count("exp") == exponentials
    lines = recorded(PRIMITIVES["softmax"], (1, 9)).lines
    assert [line.op for line in lines].count("exp") == 2  # of the own input and of each other one


def test_a_loop_of_few_rounds_is_written_out():
    for k in range(1, 10):
        ops = [line.op for line in recorded(PRIMITIVES["dot"], (k, k)).lines]
        assert (ops.count("fold +"), ops.count("*")) == ((1, 1) if k > UNROLLED else (0, k))


def test_only_what_varies_stands_in_a_loop():
    program = recorded(PRIMITIVES["logsumexp"], (8,))
    varying = {line.op for line in program.lines if line.varies}
    assert varying == {"each", "-", "exp", "/"}
    assert [p[:2] for p in program.partials] == [(0, 8)]


def test_the_recorder_knows_all_that_a_row_may_ask_for():
    public = [name for name in vars(Arithmetic) if not name.startswith("_")]
    assert [name for name in public if not hasattr(Recorder, name)] == []


def test_plain_numbers_are_computed_at_once():
    recorder = Recorder()
    assert recorder.lines == []
    assert (recorder.log(2.0), recorder.abs(-2.0), recorder.equal(1.0, 1.0), recorder.where(True, 1.0, 2.0)) == (
        math.log(2.0), 2.0, True, 1.0,
    )  # fmt: skip
    assert (recorder.pow(2.0, 0.5), recorder.sigmoid(0.3)) == (2.0**0.5, Floats.sigmoid(0.3))
    assert recorder.lines == []


def test_zero_and_minus_zero_are_two_lines_and_nan_is_one():
    recorder = Recorder()
    assert len({recorder.line_of(x) for x in (0.0, -0.0, math.nan, math.nan, 1.0, 1)}) == 4


def test_only_what_is_the_same_to_the_last_bit_is_rewritten():
    recorder = Recorder()
    x = recorder.symbol("input")
    same = {recorder.abs(-x).line: recorder.abs(x).line, recorder.pow(x, 2.0).line: (x * x).line,
            recorder.pow(x, 1.0).line: x.line, (-2.0 * x).line: (-(2.0 * x)).line}  # fmt: skip
    assert all(a == b for a, b in same.items())
    assert recorder.pow(x, 0.0) == 1.0
    assert recorder.lines[recorder.pow(x, 3.0).line].op == "pow"


def test_runs_are_cut_and_joined_without_being_written_out():
    recorder = Recorder()
    xs = Runs([Run(2, lambda k, each: k), Run(3, lambda k, each: 10 + k), Run(0, lambda k, each: None)])
    assert (len(xs), len(xs.runs), list(xs)) == (5, 2, [0, 1, 10, 11, 12])
    assert [list(xs[a:b]) for a, b in ((0, 2), (1, 3), (3, 5), (4, 2), (-1, 9))] == [
        [0, 1],
        [1, 10],
        [11, 12],
        [],
        [12],
    ]
    assert (xs[-1], xs[2]) == (12, 10)
    assert list(recorder.join(xs[1:], [7.0])) == [1, 10, 11, 12, 7.0]
    with pytest.raises(IndexError):
        xs[5]


def test_a_row_that_branches_in_python_is_refused_with_advice():
    hidden_branch = Primitive(
        "hard", "hard", "activation", lambda math, x: x if x > 0 else 0.0, lambda math, y, x: (1.0,), "{x}", ("1",)
    )
    with pytest.raises(TypeError, match=r"^a row decides on the result of '>', which .* write math\.where"):
        recorded(hidden_branch, (1,))


@pytest.mark.parametrize(
    ("write", "lines"),
    [
        (lambda math, x: 0.0 * x, ["input 0", "number 0.0", "* 1 0"]),
        (lambda math, x: -0.5 * x, ["input 0", "number 0.5", "* 1 0", "neg 2"]),
        (lambda math, x: x * -0.5, ["input 0", "number -0.5", "* 0 1"]),
        (lambda math, x: 1 + (2 - x) / 4, ["input 0", "number 2.0", "- 1 0", "number 4.0", "/ 2 3", "number 1.0",
                                           "+ 5 4"]),
        (lambda math, x: 1 / (x - 2), ["input 0", "number 2.0", "- 0 1", "number 1.0", "/ 3 2"]),
        (lambda math, x: x + x, ["input 0", "+ 0 0"]),
        (lambda math, x: math.where(x <= 2, x >= 1, x < 0), ["input 0", "number 2.0", "<= 0 1", "number 1.0", ">= 0 3",
                                                             "number 0.0", "< 0 5", "where 2 4 6"]),
        (lambda math, x: math.sign(x), ["input 0", "number 0.0", "> 0 1", "< 0 1", "number -1.0", "where 3 4 0",
                                        "number 1.0", "where 2 6 5"]),
        (lambda math, x: math.equal(x, 1.0), ["input 0", "number 1.0", "== 0 1"]),
        (lambda math, x: math.equal(1.0, x), ["input 0", "number 1.0", "== 1 0"]),
        (lambda math, x: math.pow(x, 2.0), ["input 0", "* 0 0"]),
        (lambda math, x: math.pow(2.0, x), ["input 0", "number 2.0", "pow 1 0"]),
        (lambda math, x: math.pow(x, 3.0), ["input 0", "number 3.0", "pow 0 1"]),
        (lambda math, x: math.pow(x, x), ["input 0", "pow 0 0"]),
        (lambda math, x: math.exp(x), ["input 0", "exp 0"]),
        (lambda math, x: math.abs(-x), ["input 0", "neg 0", "abs 0"]),
        (lambda math, x: math.abs(x * x), ["input 0", "* 0 0", "abs 1"]),
    ],
)  # fmt: skip
def test_what_is_asked_of_symbols_is_written_down(write, lines):
    recorder = Recorder()
    write(recorder, recorder.symbol("input"))
    written = [f"{line.op} {' '.join(map(str, line.reads)) if line.reads else line.number}" for line in recorder.lines]
    assert written == lines
    assert not any(line.varies for line in recorder.lines)


def runs_of(recorder, *lengths):
    first, found = 0, []
    for length in lengths:
        found.append(Run(length, lambda k, each, first=first: recorder.symbol("each" if each else "input", first + k)))
        first += length
    return Runs(found)


@pytest.mark.parametrize(
    ("fold", "lengths", "lines"),
    [
        ("sum", (3,), ["number 0", "input 0", "+", "input 1", "+", "input 2", "+"]),
        ("sum", (4,), ["number 0", "each 0", "fold + 4"]),
        ("sum", (1, 5), ["number 0", "input 0", "+", "each 1", "fold + 5"]),
        ("max", (3,), ["input 0", "input 1", "max", "input 2", "max"]),
        ("min", (1, 4), ["input 0", "each 1", "fold min 4"]),
        ("max", (4,), ["number -inf", "each 0", "fold max 4"]),
    ],
)
def test_a_run_of_more_than_three_is_a_loop_and_an_extreme_begins_with_its_first(fold, lengths, lines):
    recorder = Recorder()
    getattr(recorder, fold)(runs_of(recorder, *lengths))
    written = [
        f"{line.op} {line.number:g}"
        if line.op in ("number", "input", "each") or line.op.startswith("fold")
        else line.op
        for line in recorder.lines
    ]
    assert sorted(written) == sorted(lines)
    assert written[-1] == lines[-1]
    assert [line.op for line in recorder.lines if line.varies] == ["each"] * sum(n > 3 for n in lengths)


@pytest.mark.parametrize(
    ("name", "blocks", "partials"),
    [
        ("sum", (3,), [(0, 1), (1, 1), (2, 1)]),
        ("sum", (4,), [(0, 4)]),
        ("dot", (5, 5), [(0, 5), (5, 5)]),
        ("affine", (2, 2, 1), [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)]),
        ("softmax", (1, 6), [(0, 1), (1, 6)]),
    ],
)
def test_partials_of_a_run_share_a_line_where_it_is_a_loop(name, blocks, partials):
    assert [(p.slot, p.length) for p in recorded(PRIMITIVES[name], blocks).partials] == partials
