"""A gradient derived by hand, judged against what is on the stage."""

from collections.abc import Mapping
from typing import Any

from engine import compare_gradients
from lectures.workbench.desk.desk import Desk


def judge(desk: Desk, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Judge gradients of the Value on the stage.

    Args:
        answers: name of a leaf -> what was typed.
    """
    assert desk.drawn is not None
    report = compare_gradients(desk.drawn, dict(answers))
    return {"html": report._repr_html_(), "right": report.ok}
