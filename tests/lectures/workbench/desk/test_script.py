"""The script tab's Python: what a script shows while it runs, its errors in its own lines, and the Values it left."""

import json
from typing import Any

import pytest

from engine import GraphTooLargeError
from engine.drawing import LIMIT
from engine.errors import ArgumentError
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.script import output
from lectures.workbench.desk.script.run import FOLDED_UP_TO, run, show

NEURON = """from engine import Value
w, x, b = Value(0.7), Value(2.0), Value(-0.5)
h = (w * x + b).tanh()
L = (h - 1) ** 2
"""


def ran(source: str) -> tuple[Desk, list[dict[str, Any]], dict[str, Any]]:
    """Run a script; return the desk, what it showed, and what was answered, which has to be plain data."""
    told: list[dict[str, Any]] = []
    desk = Desk(tell=told.append)
    answer = json.loads(json.dumps(run(desk, source)))
    json.dumps(told)
    return desk, told, answer


def text(told: list[dict[str, Any]]) -> str:
    return "".join(item.get("text", "") for item in told)


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [key for item in told for key in item]


class TestWhatAScriptShows:
    def test_printed_text_comes_in_order_with_what_is_shown(self) -> None:
        _, told, _ = ran("from lectures.workbench import plot\nprint('before')\nplot([1, 2])\nprint('after')")
        assert kinds(told) == ["text", "svg", "text"]
        assert text(told) == "before\nafter\n"

    def test_text_is_told_while_the_script_runs(self) -> None:
        _, told, _ = ran("print(1)\nprint(2)\nprint(3)")
        assert told == [{"text": "1\n"}, {"text": "2\n"}, {"text": "3\n"}]

    def test_many_lines_are_told_together(self) -> None:
        _, told, _ = ran("for k in range(10_000): print(k)")
        assert len(told) < 1_000
        assert text(told).split() == list(map(str, range(10_000)))

    def test_of_too_much_text_the_beginning_is_kept_and_the_rest_is_counted(self) -> None:
        _, told, _ = ran("for _ in range(30): print('x' * 9_999)")
        assert len(text(told)) == output.KEPT
        assert told[-1] == {"left_out": "200,000 characters more were printed; the first 100,000 are kept"}

    def test_the_last_expression_is_shown_as_in_a_notebook(self) -> None:
        _, told, _ = ran("x = 3\nx + 1")
        assert text(told) == "4\n"
        assert ran("x = 3\nNone")[1] == []

    def test_models_without_an_rng_start_alike_in_every_run(self) -> None:
        first, second = (text(ran("from nn import MLP\nMLP(2, [1])([1, 2])")[1]) for _ in range(2))
        assert first == second
        assert first.startswith("Value(")

    def test_a_plot_in_the_last_line_is_shown_once(self) -> None:
        assert kinds(ran("from lectures.workbench import plot\nplot([1, 2])")[1]) == ["svg"]

    def test_a_report_is_shown_as_a_table(self) -> None:
        _, [told], _ = ran(NEURON + "from engine import compare_gradients\nL.label = 'L'; w.label = 'w'\n"
                           "compare_gradients(L, {'w': 5.0})")  # fmt: skip
        assert told["report"].startswith("<figure")
        assert "wrong" in told["report"]

    def test_a_history_is_a_plot_of_the_losses(self) -> None:
        source = """import random
from nn import MLP, Adam, datasets, fit, losses
m = MLP(2, 1, rng=random.Random(0))
fit(m, datasets.moons(8, rng=random.Random(1)), losses.binary_cross_entropy_from_logits, Adam(m.parameters()), epochs=3)
"""
        assert "1 line, 3 points" in ran(source)[1][0]["svg"]

    def test_an_array_of_values_is_a_table_of_its_numbers(self) -> None:
        _, [told], _ = ran("from nn.array import array\narray([[1.0, 2.5]], 'W')")
        assert told["table"]["rows"] == [["1", "2.5"]]

    def test_control_characters_are_written_out(self) -> None:
        assert text(ran(r"print('\x1b[31m')")[1]) == "\\u001b[31m\n"

    def test_warnings_stand_where_they_came(self) -> None:
        assert "careful" in text(ran("import sys\nprint('careful', file=sys.stderr)")[1])


class TestErrors:
    @pytest.mark.parametrize(
        ("source", "line", "column", "said"),
        [
            ("x = (1,\ny = 2", 1, 5, "this is not Python yet: '(' was never closed"),
            ("if True:\nx = 1", 2, 1, "expected an indented block after 'if' statement on line 1"),
            ("é = 1; y = é + foo(2)", 1, 16, "name 'foo' is not defined"),
            ("w = Value(1.0)", 1, 5, "write `from engine import Value` at the top"),
            ("m = MLP(2, 1)", 1, 5, "write `from nn import MLP` at the top"),
            ("np.zeros(2)", 1, 1, "write `import numpy as np` at the top"),
            ("plot([1])", 1, 1, "write `from lectures.workbench import plot` at the top"),
            ("tahn(2)", 1, 1, "did you mean 'tanh'? Then write `from engine import tanh` at the top"),
            ("import numpy as np\nnp.tahn(2)", 2, 1, "no attribute 'tahn'; did you mean 'tanh'?"),
            ("from nn.array import array\narray([1.0, 2.0], 'w').tahn()", 2, 1, "'tahn'; did you mean 'tanh'?"),
            ("from engine import tahn", 1, 1, "cannot import name 'tahn' from 'engine'; did you mean 'tanh'?"),
            ("from engine import Value\nValue(1.0).gradient", 2, 1, "a Value has no gradient: v.grad is d(output)"),
            ("from engine import Value\nValue(1.0).labl", 2, 1, "no attribute 'labl'; did you mean 'label'?"),
            ("def f(length): return lenght\nf(2)", 1, 23, "did you mean 'length'"),
            ("import torch.nn", 1, 1, "torch is not in this page; chalkgrad has its own: from engine import Value"),
            ("x = open('d.csv')", 1, 5, "there is no file 'd.csv' here, and a page cannot read your folders"),
            ("import numpy as np\nnp.loadtxt('d.csv')", 2, 1, "there is no file 'd.csv' here"),
            ("import time\ntime.sleep(100)", 2, 1, "time.sleep(100) is longer than this page waits: leave it out"),
            ("import os\nos.system('ls')", 2, 1, "there is no system in this page to give orders to"),
            ("raise RuntimeError('can\\'t start new thread')", 1, 1, "threads and processes are not in this page"),
            ("raise OSError(138, 'emscripten does not support processes.')", 1, 1, "threads and processes are not in"),
            ("raise RuntimeError('Cannot stack switch because')", 1, 1, "async and await have nothing to wait for"),
            ("await f()", 1, 1, "async and await have nothing to wait for"),
            ("!pip install torch", 1, 1, "this is no Python but a line for a notebook or a shell: leave it out"),
            ("%matplotlib inline", 1, 1, "this is no Python but a line for a notebook or a shell: leave it out"),
            ("pip install torch", 1, 5, "this is no Python but a line for a notebook or a shell: leave it out"),
            ("from bdb import BdbQuit\nraise BdbQuit", 2, 1, "there is no debugger in this page"),
            ("import seaborn", 1, 1, "seaborn is not in this page; plots come from here: from lectures.workbench"),
            ("import no_such_thing", 1, 1, "what there is: Value, nn and NumPy"),
            ("x = input('w?')", 1, 5, "write the number into the script instead"),
            ("from engine import Value\nValue(-1.0, 'x').log()", 2, 1, "input 'x' = -1"),
            ("import sys\nsys.exit('enough')", 2, 1, "the script ended itself"),
        ],
    )  # fmt: skip
    def test_are_said_at_their_place(self, source: str, line: int, column: int, said: str) -> None:
        error = ran(source)[2]["error"]
        assert (error["line"], error["column"]) == (line, column)
        assert said in error["said"]

    def test_the_way_shows_the_lines_of_the_script_only(self) -> None:
        error = ran("from engine import Value\ndef f(x):\n    return x.log()\n\nf(Value(-1.0))\n")[2]["error"]
        assert error["way"] == [
            {"line": 5, "inside": "", "text": "f(Value(-1.0))"},
            {"line": 3, "inside": "f", "text": "return x.log()"},
        ]

    def test_an_endless_recursion_is_said_shortly(self) -> None:
        error = ran("def f(): return f()\nf()")[2]["error"]
        assert "never ends" in error["said"]
        assert len(error["way"]) < 10

    def test_what_was_printed_and_left_before_is_kept(self) -> None:
        _, told, answer = ran(NEURON + "print('here')\n1 / 0")
        assert text(told) == "here\n"
        assert answer["chosen"] == ["L", []]

    def test_ending_by_sys_exit_is_no_error(self) -> None:
        assert ran("import sys\nprint(1)\nsys.exit()")[2]["error"] is None

    def test_what_a_script_switches_on_ends_with_it(self) -> None:
        ran("from engine import no_grad\nno_grad().__enter__()")
        assert ran(NEURON)[2]["chosen"] == ["L", []]


class TestValues:
    def test_are_told_with_number_and_gradient(self) -> None:
        values = ran(NEURON + "L.backward()")[2]["values"]
        assert [(v["name"], v["kind"], v["number"], v["gradient"]) for v in values] == [
            ("w", "leaf", "0.7", "-0.5526"), ("x", "leaf", "2", "-0.1934"), ("b", "leaf", "-0.5", "-0.2763"),
            ("h", "result", "0.7163", "-0.5674"), ("L", "result", "0.08049", "1"),
        ]  # fmt: skip

    def test_without_a_backward_pass_there_is_no_gradient(self) -> None:
        assert {v["gradient"] for v in ran(NEURON)[2]["values"]} == {"—"}

    def test_get_the_name_of_the_variable_where_they_have_no_label(self) -> None:
        desk, _, answer = ran(NEURON)
        assert show(desk, *answer["chosen"])["leaves"] == {"w": 0.7, "x": 2.0, "b": -0.5}

    def test_keep_a_label_that_they_have(self) -> None:
        desk, _, _ = ran("from engine import Value\na = Value(1.0, 'weight')\nL = a * a")
        assert list(show(desk, "L")["leaves"]) == ["weight"]

    def test_in_lists_arrays_and_dictionaries_are_found_with_their_shape(self) -> None:
        source = "from engine import Value\nfrom nn.array import array\nws = [Value(1.0), Value(2.0)]\n"
        source += "W = array([[1.0, 2.0], [3.0, 4.0]], 'W')\nZ = W @ W\np = {'b': Value(0.5)}\nnumbers = [1.0] * 9"
        desk, _, answer = ran(source)
        assert [(v["name"], v["kind"], v.get("shape")) for v in answer["values"]] == [
            ("ws", "leaves", "2"), ("W", "leaves", "2×2"), ("Z", "results", "2×2"), ("p['b']", "leaf", None),
        ]  # fmt: skip
        assert desk.values["ws"][1].label == "ws[1]"
        assert show(desk, "Z", [0, 1])["value"] == 10.0

    def test_of_a_long_list_the_first_entries_are_told_and_the_rest_is_counted(self) -> None:
        _, _, answer = ran("from engine import Value\nxs = [Value(float(k)) for k in range(20_000)]")
        (told,) = answer["values"]
        assert (told["shape"], len(told["entries"]), told["more"]) == ("20000", 200, 19_800)

    def test_what_a_model_keeps_of_its_loss_is_found(self) -> None:
        source = """from engine import Value
from nn import Module
class Model(Module):
    def __init__(self):
        super().__init__()
        self.w = Value(2.0, "w")
    def forward(self, x):
        self.loss = (self.w * x - 1.0) ** 2
        return self.w * x
model = Model()
model(3.0)
"""
        assert ran(source)[2]["chosen"] == ["model.loss", []]

    def test_the_last_loss_is_chosen_and_else_the_last_result(self) -> None:
        assert ran(NEURON + "after = L * 2")[2]["chosen"] == ["L", []]
        assert ran("from engine import Value\nw = Value(1.0)\na = w + 1\nz = a * w")[2]["chosen"] == ["z", []]
        assert ran("from engine import Value\nw = Value(1.0)")[2]["chosen"] is None

    def test_where_there_are_only_arrays_the_first_entry_of_the_last_is_chosen(self) -> None:
        source = "from engine import Value\nw = Value(2.0)\nys = [3.0, w * 2, w * 3]\nlist_of_leaves = [Value(1.0)]"
        assert ran(source)[2]["chosen"] == ["ys", [1]]

    def test_a_drawing_that_the_script_makes_goes_to_the_stage(self) -> None:
        desk, _, answer = ran(NEURON + "from engine import draw\ndraw(h, title='mine')")
        assert "mine" in show(desk, *answer["chosen"])["html"]


class TestDrawing:
    def test_each_step_knows_its_line_also_inside_of_functions(self) -> None:
        desk, _, _ = ran("from engine import Value\ndef f(x):\n    return x.tanh()\nw = Value(1.0)\nL = f(w) * 2\n")
        assert {'"3":"return x.tanh()"', '"5":"L = f(w) * 2"'} <= _code_of(show(desk, "L")["html"])

    def test_after_a_step_of_training_it_is_drawn_at_the_new_numbers(self) -> None:
        desk, _, _ = ran(NEURON + "L.backward()\nw.data = 0.25")
        figure = show(desk, "L")
        assert figure["leaves"]["w"] == 0.25
        assert figure["value"] == 1.0  # tanh(0.25 * 2 - 0.5) = 0
        assert "new numbers" in figure["note"]
        assert "added up" not in figure["note"]

    def test_gradients_that_were_added_up_over_several_passes_are_said(self) -> None:
        step = "L = ((w * 2 - 1) * (w * 2 - 1))\nL.backward()\nw.data -= 0.1 * w.grad\n"
        desk, _, _ = ran(f"from engine import Value\nw = Value(0.7)\n{step}{step}")
        note = show(desk, "L")["note"]
        assert "The .grad of w was added up over 2 backward passes" in note
        assert "new numbers" in note
        desk, _, _ = ran(f"from engine import Value\nw = Value(0.7)\n{step}w.grad = 0\n{step}")
        assert "added up" not in show(desk, "L")["note"]

    def test_a_variable_that_python_no_longer_knows_is_to_be_run_again(self) -> None:
        with pytest.raises(ArgumentError, match="no longer knows loss: run the script again"):
            show(Desk(), "loss")

    @pytest.mark.slow
    def test_a_large_model_is_folded_by_itself(self) -> None:
        desk, _, _ = ran("from nn import MLP\nimport random\nm = MLP(4, 8, 8, 8, 1, rng=random.Random(0))\n"
                         "loss = sum(m([0.1 * i, 1.0, 2.0, 3.0])[0] ** 2 for i in range(12))")  # fmt: skip
        note = show(desk, "loss")["note"]
        assert "folded" in note
        assert int(note.split()[0].replace(",", "")) > LIMIT

    @pytest.mark.parametrize("steps", [LIMIT, FOLDED_UP_TO])
    def test_one_too_large_says_how_large_and_what_to_do(self, steps: int) -> None:
        desk, _, answer = ran(f"from engine import Value\nw = Value(0.5)\ns = w\nfor _ in range({steps}): s = s + w")
        with pytest.raises(GraphTooLargeError, match=f"s is made of {steps + 1:,} values.*take a smaller example"):
            show(desk, *answer["chosen"])


def _code_of(html: str) -> set[str]:
    data = json.loads(html.split('class="trace">')[1].split("</script>")[0])
    return {json.dumps(number) + ":" + json.dumps(line) for number, line in data["code"].items()}
