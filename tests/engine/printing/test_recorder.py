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
