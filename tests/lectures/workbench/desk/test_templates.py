"""Scripts to begin with, each of which runs and leaves something to draw, and the names that the editor offers."""

from typing import Any

import pytest

from engine import Value
from lectures.workbench.desk.script.names import names
from lectures.workbench.desk.script.run import show
from lectures.workbench.desk.script.template import FOLDER, ORDER, template, templates
from tests.lectures.workbench.desk.test_script import ran


class TestTemplates:
    @pytest.mark.long
    @pytest.mark.parametrize("name", ORDER)
    def test_runs_and_leaves_something_to_draw(self, name: str) -> None:
        desk, told, answer = ran(template(name).source)
        assert answer["error"] is None
        assert told
        assert show(desk, *answer["chosen"])["html"].count("<svg")

    def test_the_page_carries_all_that_there_are(self) -> None:
        carried = templates()
        assert {each["name"] for each in carried} == {path.stem for path in FOLDER.glob("*.py")}
        assert [each["name"] for each in carried if each["answer"]] == [
            name for name in ORDER if name.startswith("break")
        ]
        assert len({each["source"].splitlines()[0] for each in carried}) == len(carried)  # the page tells them apart so

    def test_matrices_are_trained_by_the_loop_that_is_shown(self) -> None:
        losses = _left(template("training_in_matrices").source, "losses")
        assert losses == sorted(losses, reverse=True)
        assert losses[-1] < losses[0] / 100

    def test_the_answers_mend_the_bugs(self) -> None:
        mended = template("break_zero_grad").source.replace(
            "    loss.backward()", "    w.grad = b.grad = 0.0\n    loss.backward()"
        )
        losses = _left(mended, "losses")
        assert losses == sorted(losses, reverse=True)
        dead, alive = (
            template("break_dead_relu").source,
            template("break_dead_relu").source.replace("Value(-3.0", "Value(0.0"),
        )
        assert len(set(_left(dead, "losses"))) == 1
        assert _left(alive, "losses")[-1] < 0.1
        right = template("break_sign").source.replace(
            '"w": 2 * (h.data - y) * x', '"w": 2 * (h.data - y) * (1 - h.data**2) * x'
        )
        assert "2 of 2 gradients right" in ran(right)[1][0]["report"]


class TestNames:
    def test_are_offered_with_what_they_do_and_can_be_imported(self) -> None:
        offered = names()["anywhere"]
        assert {"relu", "MLP", "plot"} <= {each["label"] for each in offered}
        for each in offered:
            assert ran(f"from {each['detail']} import {each['label']}")[2]["error"] is None

    def test_behind_a_dot_there_is_what_a_value_has(self) -> None:
        assert all(hasattr(Value(1.0), each["label"]) for each in names()["of a Value"])


def _left(source: str, name: str) -> Any:
    names: dict[str, Any] = {}
    exec(source, names)
    return names[name]
