"""A lecture runs cell by cell, and every cell keeps what it showed, in order."""

import sys

import pytest

from engine import Value
from lectures.board import ask, figure, plot
from lectures.entries import Asked, NoGraph, Table, Text
from lectures.errors import LectureError
from lectures.site.run import PRINTED, run

BOARD = "from engine import Value\nfrom lectures.board import *\n"


def test_text_questions_and_tables_keep_their_order(lecture) -> None:
    script = lecture(
        "from lectures.board import ask, table\n"
        "print('one'); print('two')\n"
        "ask('q', 'a')\n"
        "print('three')\n"
        "table([[1, 2]])\n"
    )
    entries = run(script).cells[1][1]
    assert [type(entry) for entry in entries] == [Text, Asked, Text, Table]
    assert entries[0].text == "one\ntwo\n"
    assert entries[1] == Asked("q", "a")


def test_cells_share_a_namespace_and_lectures_do_not(lecture) -> None:
    run(lecture("secret = 1\n\n# %%\nassert secret == 1\n"))
    with pytest.raises(LectureError, match="NameError"):
        run(lecture("print(secret)", name="other"))


def test_models_without_an_rng_start_alike_in_every_run(lecture) -> None:
    script = lecture("# %%\nfrom nn import MLP\nprint(MLP(2, [1])([1, 2]))\n")
    first, second = (list(run(script).entries()) for _ in range(2))
    assert first == second != []


def test_an_error_names_the_lecture_the_cell_and_the_line(lecture) -> None:
    script = lecture("def f(x):\n    return 1 / x\n\n# %%\nprint('fine')\nf(0)\n")
    with pytest.raises(LectureError, match=r"tutorial/small.py, cell 3, line 13: ZeroDivisionError"):
        run(script)


def test_of_a_misspelt_method_the_error_says_which_one_is_likely_meant(lecture) -> None:
    script = lecture("from engine import Value\n\nw = Value(1.0)\nw.tahn()\n")
    with pytest.raises(LectureError, match=r"line 15: AttributeError: .* no attribute 'tahn'; did you mean 'tanh'"):
        run(script)
    with pytest.raises(LectureError, match=r"line 12: AttributeError: mine$"):
        run(lecture("raise AttributeError('mine')\n"))


def test_a_syntax_error_names_its_line(lecture) -> None:
    with pytest.raises(LectureError, match=r"line 14: SyntaxError"):
        run(lecture("x = 1\n\ny = = 2\n"))


@pytest.mark.parametrize("code", ["import sys\nsys.exit(3)\n", "\nraise SystemExit(3)\n", "\nexit(3)\n"])
def test_a_lecture_that_would_end_python_is_told_not_to(lecture, code: str) -> None:
    with pytest.raises(LectureError, match=r"small.py, cell 2, line 13: it calls sys.exit\(3\)"):
        run(lecture(code))


@pytest.mark.parametrize("status", [0, 3])
def test_a_lecture_that_would_end_python_past_every_handler_is_told_as_well(lecture, status: int) -> None:
    said = rf"small.py, cell 2, line 13: it calls os._exit\({status}\); a lecture runs to its end, leave that out$"
    with pytest.raises(LectureError, match=said):
        run(lecture(f"import os\nos._exit({status})\n"))


def test_a_lecture_that_never_ends_is_stopped_at_the_limit_and_the_line_is_named(lecture) -> None:
    said = r"small.py, cell 2, line 12: stopped after 0.1 s; is there an endless loop\? \(--limit gives more\)$"
    with pytest.raises(LectureError, match=said):
        run(lecture("while True: pass\n"), limit=0.1)


def test_the_reader_who_interrupts_is_obeyed(lecture) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(lecture("import signal\nsignal.raise_signal(signal.SIGINT)\n"))


def test_a_lecture_that_interrupts_itself_is_told_where(lecture) -> None:
    with pytest.raises(LectureError, match=r"small.py, cell 2, line 13: KeyboardInterrupt$"):
        run(lecture("\nraise KeyboardInterrupt\n"))


def test_what_is_printed_is_joined_once_so_that_time_grows_with_length_alone(lecture) -> None:
    text = run(lecture("for i in range(3): print(i, end=';')\n")).cells[1][1][0]
    assert text.pieces == ["0", ";", "1", ";", "2", ";"]
    assert text.text == "0;1;2;"


def test_more_than_anyone_reads_is_refused(lecture) -> None:
    fits = f"print('x' * {PRINTED - 1})\n"
    assert len(run(lecture(fits)).cells[1][1][0].text) == PRINTED
    with pytest.raises(LectureError, match=r"line 13: LectureError: the lecture prints more than 1,000,000 characters"):
        run(lecture(fits + "print('one more')\n"))


def test_printed_text_and_warnings_are_kept_without_commands(lecture, capsys) -> None:
    script = lecture("import sys\nprint('\\x1b[31m\\tred\\r\\ud800')\nprint('\\x1b[2Jaside', file=sys.stderr)\n")
    assert run(script).cells[1][1][0].text == "\\u001b[31m\tred\\u000d\\ud800\n"
    assert capsys.readouterr().err == "\\u001b[2Jaside\n"


def test_nodes_know_the_line_that_made_them(lecture) -> None:
    script = lecture(
        "from engine import Value\n"
        "from lectures.board import figure\n"
        "a = Value(2.0, 'a')\n"
        "b = a * a\n"
        "def double(x):\n"
        "    return x + x\n"
        "figure('f', double(b))\n"
    )
    trace = run(script).figures[0].drawing.trace
    lines = {node.op: node.line for node in trace.nodes}
    assert lines == {"": None, "*": 15, "+": 17}


def test_graphs_are_not_kept_alive_by_the_line_numbers(lecture) -> None:
    script = lecture(
        "import sys\nfrom engine import Value\nx = Value(1.0)\nbefore = sys.getrefcount(x)\n"
        "for _ in range(10):\n    y = x * 2\ndel y\nprint(sys.getrefcount(x) - before)\n"
    )
    assert run(script).cells[1][1][0].text == "0\n"


def test_a_lecture_leaves_nothing_behind(lecture) -> None:
    before = set(sys.modules)
    run(lecture("import dataclasses\n@dataclasses.dataclass\nclass P:\n    x: 'int' = 0\nprint(P())\n"))
    assert not [name for name in set(sys.modules) - before if name.startswith("lecture_")]


def test_without_drawing_a_figure_keeps_its_name(lecture) -> None:
    script = lecture(BOARD + "assert figure('f', Value(1.0) * 2) is None\nno_graph('D01', 'why')\n")
    ran = run(script, draw=False)
    assert ran.figures[0].drawing is None
    assert ran.without_graph == {"D01": "why"}
    assert isinstance(list(ran.entries())[-1], NoGraph)


@pytest.mark.parametrize("second", ["figure('f', y)", "figure('Has Spaces', y)", "figure('', y)", "figure('a/b', y)"])
def test_names_are_unique_and_fit_for_files(lecture, second: str) -> None:
    with pytest.raises(LectureError, match="name"):
        run(lecture(BOARD + f"y = Value(1.0) * 2\nfigure('f', y)\n{second}\n"))


def test_a_prediction_names_a_value_and_becomes_its_frame(lecture) -> None:
    script = lecture(BOARD + "a = Value(2.0, 'a')\nfigure('f', a * 3 + a, predict=[a, 1])\n")
    shown = run(script).figures[0]
    frame, number = shown.predict
    step = shown.drawing.trace.steps[frame]
    assert (step.kind, step.complete, step.total, number) == ("backward", True, 4.0, 1)


def test_a_prediction_names_a_value_or_a_gradient_by_its_label(lecture) -> None:
    code = "a = Value(2.0, 'a'); h = a * 3; h.label = 'h'\n"
    shown = run(lecture(BOARD + code + "figure('f', h * h, predict=['value of h', 'gradient of a', 'h'])\n")).figures[0]
    steps = [shown.drawing.trace.steps[frame] for frame in shown.predict]
    assert [step.kind for step in steps] == ["forward", "backward", "backward"]
    named = [shown.drawing.trace.values[step.node if step.kind == "forward" else step.input].label for step in steps]
    assert named == ["h", "a", "h"]
    assert all(step.complete for step in steps)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("'value of a'", "'value of a', which is not computed"),
        ("'weight of a'", '"value of h" or "gradient of h"'),
        ("'gradient of aa'", "did you mean 'a'"),
    ],
)
def test_a_prediction_that_cannot_be_read_is_told(lecture, asked, told) -> None:
    with pytest.raises(LectureError, match=told):
        run(lecture(BOARD + f"a = Value(2.0, 'a')\nfigure('f', a * 3, predict=[{asked}])\n"))


def test_a_prediction_of_a_value_that_is_not_there_is_refused(lecture) -> None:
    with pytest.raises(LectureError, match="predict"):
        run(lecture(BOARD + "a = Value(2.0, 'a')\nfigure('f', a * 3, predict=[Value(1.0, 'b')])\n"))


def test_outside_a_run_the_board_prints(capsys) -> None:
    from matplotlib.figure import Figure

    ask("How large?", "Two.")
    assert figure("f", Value(1.0) * 2, caption="two") is None
    plot("p", Figure(), "a plot")
    printed = capsys.readouterr().out
    assert "Question: How large?" in printed
    assert "[graph f] two" in printed
    assert "[plot p] a plot" in printed


def test_what_only_a_notebook_would_show_is_named_with_the_call_that_shows_it(lecture) -> None:
    start = "from engine import Value, compare_gradients, draw\nfrom lectures.board import compare, figure\n"
    start += "w = Value(2.0, 'w'); loss = w * w\n"
    said = run(lecture(f"{start}draw(loss)\n\n# %%\ncompare_gradients(loss, {{'w': 4.0}})\n")).surprises
    assert said == [
        'cell 2 ends in a Drawing, which no page shows; write figure("a-name", loss)',
        "cell 3 ends in a Report, which no page shows; write compare(loss, {...})",
    ]
    shown = f"{start}figure('f', loss)\n\n# %%\ncompare(loss, {{'w': (w, 4.0)}})\n\n# %%\ndrawing = draw(loss)\n"
    assert run(lecture(shown)).surprises == []
