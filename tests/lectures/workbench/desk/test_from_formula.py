"""A formula as a script gives the same result and the same gradients as the formula box, and its loop runs."""

import ast
from typing import Any

import numpy as np
import pytest

from engine import METHODS, PRIMITIVES
from lectures.errors import ExpressionError
from lectures.expression import names_in, typed, worked
from lectures.expression.functions import FUNCTIONS, LOSSES
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.examples import EXAMPLES
from lectures.workbench.desk.script.from_formula import formula_script
from tests.engine.meaning import bindings

ARRAYS = {"W": "0.5 -0.3; 0.8 0.1", "x": "1, 2", "b": "0.3", "y": "1"}
STATICS = {name: "".join(f", {x}" for x in bindings(PRIMITIVES[name])[0].static_values) for name in METHODS}
FORMULAS = [(each["text"], each["numbers"]) for each in EXAMPLES] + [
    ("ln(b)*y + ln(W*W).sum()", ARRAYS),
    ("(w*x - 1)**2 + abs(w) + np.tanh(x) + maximum(w, x)", {"w": "1/3", "x": "2"}),
    ("w.mean() + w.sum() + (w*x).relu()", {"w": "0.5", "x": "2"}),
    ("loss*2 + h", {"loss": "1", "h": "2"}),
    ("binary_cross_entropy(sigmoid(w), y)", {"w": "0.5", "y": "1"}),
    ("[w, 2*w, x] @ v + softmax([w, x])[0] + logsumexp([w, x])", {"w": "0.5", "x": "2", "v": "1 2 3"}),
    ("h = (W @ x + b).relu()\nL = (h[0] - h[i])**2 + h[0:1].sum()", {**ARRAYS, "i": "1"}),
    ("affine(x, x, b) + dot(W, x).sum() + maximum(x) + minimum(x)", ARRAYS),
    ("sum(W * outer(x, W @ x))", ARRAYS),
    ("(W.T @ W).mean(axis=0).sum() + sum(W, 1)[0] + np.sum(W, axis=0)[1]", ARRAYS),
    ("multiclass_hinge(W @ x, y) + negative_log_likelihood(softmax(W @ x), 0)", ARRAYS),
    *((f"{name}(abs(W @ x + b){more}).sum() + {name}(b*b{more})", ARRAYS) for name, more in STATICS.items()),
    *((f"(W @ x)[0].{name}({more[2:]}) + (W*W).{name}({more[2:]}).mean()", ARRAYS)
      for name, more in STATICS.items() if name not in ("log", "sqrt")),
]  # fmt: skip


def test_the_formulas_here_call_all_that_can_be_called():
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for text, _ in FORMULAS
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    assert called >= FUNCTIONS.keys()
    assert len(called & LOSSES.keys()) >= 4  # which are written alike


@pytest.mark.parametrize(("text", "numbers"), FORMULAS)
def test_the_script_gives_the_same_result_and_gradients(text: str, numbers: dict[str, str]):
    wanted = worked(text, {name: typed(numbers[name]) for name in names_in(text)})
    wanted.output.backward()
    left, source = ran(text, numbers)
    output = left[source.split(".backward()")[0].split("\n")[-1]]
    assert np.sum(output.data) == pytest.approx(wanted.output.data, rel=1e-12)
    for name, kind in names_in(text).items():
        if kind != "choice":
            leaf = wanted.leaves[name]
            gradients = [w.grad for w in (leaf.flat if isinstance(leaf, np.ndarray) else [leaf])]
            assert np.ravel(left[name].grad).tolist() == pytest.approx(
                [float(getattr(g, "data", g)) for g in gradients]
            )


@pytest.mark.parametrize(("text", "numbers"), [(each["text"], each["numbers"]) for each in EXAMPLES])
def test_without_the_signs_of_comment_its_loop_makes_the_loss_smaller(text: str, numbers: dict[str, str]):
    source = formula_script(Desk(), text, numbers)["source"]
    before, loop = source.split("# Gradient descent on ")
    mended = before + "losses = []\n" + "\n".join(line.removeprefix("# ") for line in loop.split("\n")[1:])
    left: dict[str, Any] = {}
    name = before.split(".backward()")[0].split("\n")[-1]
    exec(mended.replace(f"print(step, {name}.data)", f"losses.append({name}.data)"), left)
    assert len(left["losses"]) == 20
    assert left["losses"][-1] < left["losses"][0]


def test_data_are_not_learned_unless_there_is_nothing_else():
    assert (
        "Gradient descent on w, b:" in formula_script(Desk(), "(w*x + b - y)**2", dict.fromkeys("wxby", "1"))["source"]
    )
    assert "Gradient descent on x:" in formula_script(Desk(), "x**2", {"x": "1"})["source"]


@pytest.mark.parametrize(("text", "numbers"), [("w*", {}), ("w*x", {"w": "1"}), ("w*x", {"w": "1", "x": "one"})])
def test_a_wrong_formula_is_no_script(text: str, numbers: dict[str, str]):
    with pytest.raises(ExpressionError):
        formula_script(Desk(), text, numbers)


def ran(text: str, numbers: dict[str, str]) -> tuple[dict[str, Any], str]:
    left: dict[str, Any] = {}
    source = formula_script(Desk(), text, numbers)["source"]
    exec(source, left)
    return left, source
