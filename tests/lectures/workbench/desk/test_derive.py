"""Gradients derived by hand in the workbench: what can be asked, how answers are read, and what is said of them."""

import json
from typing import Any

import pytest

from engine import Constant, Value, gradient, named, tanh
from engine.errors import ChalkgradError
from engine.words.nested import unnest
from lectures.errors import ExpressionError
from lectures.workbench.desk.calls import answer
from lectures.workbench.desk.derive.formula import computed
from lectures.workbench.desk.derive.judge import FORGOTTEN, judge
from lectures.workbench.desk.derive.names import at, named_in
from lectures.workbench.desk.derive.reading import Reading
from lectures.workbench.desk.desk import Desk, figure
from lectures.workbench.desk.formula import box
from lectures.workbench.desk.formula.box import formula
from lectures.workbench.desk.formula.examples import EXAMPLES
from nn import Matrix


def neuron() -> Value:
    w, x, b = Value(0.7, "w"), Value(2.0, "x"), Value(-0.5, "b")
    h = named("h", (w * x + b).tanh())
    return named("L", (h - Constant(1.0, "y")) ** 2)


def network() -> Value:
    X, W, b = Matrix([[1.0, 2.0], [0.5, -1.0]], "X"), Matrix([[0.3], [-0.2]], "W"), [Value(0.1, "b")]
    return (X @ W + b).map(tanh).sum()


def judged(loss: Value, typed: dict[str, Any], changes: dict[str, float] | None = None) -> dict[str, Any]:
    desk = Desk()
    figure(desk, loss)
    order = desk.drawing.trace.values  # type: ignore[union-attr]
    moved = at(loss, {order[int(i)]: x for i, x in (changes or {}).items()})
    return judge(desk, typed, changes or {}, moved.data)


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {line["name"]: line["verdict"] for line in found["lines"]}


# What can be asked.


def test_leaves_and_named_steps_are_asked_for_and_data_and_the_output_are_not() -> None:
    asked = figure(Desk(), neuron())["asked"]
    assert [(each["name"], each["kind"]) for each in asked] == [
        ("h", "step"), ("b", "leaf"), ("w", "leaf"), ("x", "leaf"),
    ]  # fmt: skip


def test_gradients_are_asked_for_as_one_derives_them_and_inputs_at_the_end() -> None:
    desk, example = Desk(), next(each for each in EXAMPLES if each["name"] == "Two layers")
    asked = formula(desk, example["text"], example["numbers"])["asked"]
    assert [each["name"] for each in asked] == ["yhat", "W2", "h", "b2", "z1", "W1", "b1", "y", "x"]


def test_the_entries_of_an_array_are_asked_for_together() -> None:
    assert [(each.name, each.shape) for each in named_in(network()).values()] == [
        ("X", (2, 2)), ("W", (2, 1)), ("b", ()),
    ]  # fmt: skip


def test_entries_of_which_some_are_missing_are_asked_for_one_by_one() -> None:
    w1, w2 = Value(1.0, "w1"), Value(2.0, "w2")
    assert list(named_in(w1 * w2)) == ["w1", "w2"]


def test_steps_that_only_count_up_stay_apart_since_one_follows_from_the_other() -> None:
    h0 = named("h0", Value(0.3, "x") * 2)
    h1 = named("h1", h0.tanh())
    assert [name for name, each in named_in(h1 * 2).items() if each.kind == "step"] == ["h0", "h1"]


def test_a_name_that_two_values_have_is_not_asked_for() -> None:
    assert list(named_in(Value(1.0, "a") * Value(2.0, "a") * Value(3.0, "b"))) == ["b"]


def test_a_written_array_of_one_entry_is_an_array_and_a_counted_name_alone_is_none() -> None:
    yhat, x0 = named("yhat[0]", Value(0.3, "b2[0]") * 2), Value(1.0, "x0")
    assert [(each.name, each.shape) for each in named_in(yhat * x0).values()] == [
        ("b2", (1,)), ("yhat", (1,)), ("x0", ()),
    ]  # fmt: skip


# Judging.


def test_right_numbers_are_right_and_a_slip_is_named_by_grade() -> None:
    h = 0.7162978701990245
    found = judged(neuron(), {"w": f"{2 * (h - 1) * 2:.4f}", "b": f"{2 * (h - 1) * (1 - h * h):.4f}"})
    assert verdicts(found) == {"w": "wrong", "b": "right"}
    where, sort, everything = (" ".join(grade) for grade in found["hints"])
    assert "look at the tanh" in where
    assert "derivative" not in where
    assert "derivative of a function is wrong" in sort
    assert "forgotten" in everything


def test_right_numbers_stand_only_in_the_table_that_is_shown_when_asked_for() -> None:
    found = judged(neuron(), {"w": "42"})
    assert "-0.552" not in json.dumps([found["lines"], found["hints"], found["summary"]])
    assert "-0.552" in found["html"]  # once as the engine's, once as the finite difference


def test_what_is_changed_on_the_stage_is_what_is_judged() -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    assert verdicts(judged(w * x, {"w": "5"}, {"1": 5.0})) == {"w": "right"}
    assert verdicts(judged(w * x, {"w": "3"}, {"1": 5.0})) == {"w": "wrong"}


def test_a_graph_whose_leaves_a_training_has_moved_is_judged_where_they_are_now() -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    desk, loss = Desk(), w * x
    figure(desk, loss)
    w.data = 7.0
    assert verdicts(judge(desk, {"x": "7"}, {}, 21.0)) == {"x": "right"}


def test_a_graph_that_python_does_not_have_is_not_judged() -> None:
    desk = Desk()
    assert judge(desk, {"w": "1"}, {}, 0.5) == {"forgotten": FORGOTTEN}
    figure(desk, neuron())
    assert judge(desk, {"w": "1"}, {}, 0.5) == {"forgotten": FORGOTTEN}
    assert judge(desk, {"w": "1"}, {"99": 1.0}, 0.5) == {"forgotten": FORGOTTEN}


def test_steps_are_judged_by_what_follows_from_the_earlier_ones() -> None:
    found = judged(neuron(), {"h": "0.567", "w": "2*dh*(1 - h**2)"})  # the sign of dh is wrong
    assert verdicts(found) == {"h": "wrong", "w": "follows"}


@pytest.mark.long
def test_of_a_wrong_matrix_each_entry_has_its_verdict() -> None:
    found = judged(network(), {"W": [["1.5"], ["7"]]})
    (line,) = found["lines"]
    assert (line["verdict"], line["entries"]) == ("wrong", [False, False])
    right = judged(network(), {"W": "X.T @ (1 - tanh(X @ W + b)**2)"})
    assert right["right"]
    first = "X[0][0]*(1 - tanh(0)**2) + X[1][0]*(1 - tanh(0.45)**2)"
    (exact,) = judged(network(), {"W": [[first], ["7"]]})["lines"]
    assert exact["entries"] == [True, False]


@pytest.mark.parametrize("text", ["3*(yhat[0] - y)*W[1,0]", "3*(yhat - y)*W[1][0]", "3*(yhat[0] - 1)*W[1, 0]"])
def test_entries_and_arrays_stand_in_formulas_as_they_are_called(text: str) -> None:
    W = Value(1.0, "W[1][0]")  # of an array that is not there as a whole
    yhat, y = named("yhat[0]", Value(0.3, "b[0]") * W), Constant(1.0, "y")
    found = judged(1.5 * (yhat - y) ** 2, {"b": [text]})
    assert found["unread"] == {}
    assert verdicts(found) == {"b": "right"}


def test_who_goes_on_with_three_digits_is_right_and_told_so() -> None:
    found = judged((Value(-1.494795, "p") - 2.1) ** 2, {"p": "-7.18"})  # 2 * -3.59, but -7.18959
    assert found["lines"] == [{"name": "p", "mark": "✓", "verdict": "rounded", "entries": []}]
    assert found["right"]
    assert found["summary"] == "1 of 1 gradients right"
    assert found["hints"] == []
    assert "yours -7.18" in found["html"]


@pytest.mark.parametrize("text", ["-7.1", "-7.23", "7.18", "-3.59", "-7.180000000001"])
def test_what_rounding_does_not_explain_stays_wrong(text: str) -> None:
    assert verdicts(judged((Value(-1.494795, "p") - 2.1) ** 2, {"p": text})) == {"p": "wrong"}


def test_a_slip_that_changes_no_more_than_rounding_is_still_a_slip() -> None:
    h = named("h", Value(0.05, "w").tanh())
    loss = (h * 3 - 1.0) ** 2  # tanh' is 0.9975: -5.1010 without it
    found = judged(loss, {"w": f"{6 * (3 * 0.04995837 - 1):.4g}"})
    assert verdicts(found) == {"w": "wrong"}
    assert "the derivative of tanh is forgotten" in str(found["hints"])


def test_what_follows_from_a_rounded_step_is_right() -> None:
    p = named("p", Value(-1.494795, "w") * Constant(1.7, "x"))
    found = judged((p - 1.0536) ** 2, {"p": "-7.18", "w": "dp*x"})
    assert verdicts(found) == {"p": "rounded", "w": "rounded"}


def test_what_rounding_explains_is_no_trace_of_a_slip_elsewhere() -> None:
    p, q = Value(-1.494795, "p"), Value(3.0, "q")
    found = judged((p - 2.1) ** 2 + q * q, {"p": "-7.18", "q": "-6"})
    assert verdicts(found) == {"p": "rounded", "q": "wrong"}
    assert "sign" in found["hints"][1][0]
    assert all(not hint.startswith("p") for grade in found["hints"] for hint in grade)


def test_what_is_shown_has_all_numbers_and_ones_own_beside_those_that_differ() -> None:
    loss = network()
    nodes, _ = unnest(named_in(loss)["W"].nodes, "W")
    first, second = gradient(loss, nodes)
    html = judged(loss, {"W": [[repr(first)], ["7"]]})["html"]
    assert f"<td>{first:.6g}</td>" in html
    assert f"<td>{second:.6g}<br><span>yours 7</span></td>" in html
    assert "✗ dW; yours is 2 x 2, not 2 x 1" in judged(loss, {"W": "1 2; 3 4"})["html"]


def test_what_cannot_be_read_counts_as_not_right() -> None:
    found = judged(neuron(), {"b": "-0.276", "w": "?"})
    assert found["summary"] == "1 of 2 gradients right; 1 cannot be read"
    assert not found["right"]


def test_what_cannot_be_read_is_said_at_its_box_and_the_others_are_judged() -> None:
    found = judged(neuron(), {"w": "2*q", "b": "-0.276", "x": ""})
    assert list(found["unread"]) == ["w"]
    assert "nothing here is called q" in found["unread"]["w"]
    assert verdicts(found) == {"b": "right"}
    assert not found["right"]


def test_verdicts_are_the_same_without_looking_for_slips() -> None:
    desk, typed = Desk(), {"w": "42", "b": "-0.276", "h": "0.567"}
    value = figure(desk, neuron())["value"]
    quick, whole = (judge(desk, typed, {}, value, explain) for explain in (False, True))
    assert {**quick, "hints": whole["hints"], "html": whole["html"]} == whole
    assert quick["hints"] == []


def test_nothing_typed_is_said_to_be_nothing() -> None:
    with pytest.raises(ChalkgradError, match="nothing to judge yet"):
        judged(neuron(), {"w": " "})


def test_through_json_as_the_page_asks() -> None:
    desk = Desk()
    value = figure(desk, neuron())["value"]
    said = json.loads(answer(desk, json.dumps(["judge", [{"b": "-0,276"}, {}, value]])))
    assert said["value"]["right"] is True


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "NaN"])
def test_what_is_not_finite_has_a_sentence_of_its_own_and_no_diagnosis(text: str) -> None:
    found = judged(neuron(), {"w": text, "b": "-0.276"})
    assert found["unread"]["w"].startswith(f"{text} is no number here: all gradients of this graph are finite.")
    assert (verdicts(found), found["hints"]) == ({"b": "right"}, [])


def test_a_decimal_comma_is_a_point_in_the_box_of_one_number() -> None:
    for text in ("-0,553", "x*2,0*(h - y)*(1 - h**2)*1,0", "2*(h - y)*(1 - h**2)*2,0"):
        assert verdicts(judged(neuron(), {"w": text})) == {"w": "right"}, text


# Reading.


@pytest.mark.parametrize(
    ("text", "shape", "numbers"),
    [
        ("0,67", (), "0.67"),
        ("2/3", (), "2/3"),
        ("1 2; 3 4", (2, 2), [["1", "2"], ["3", "4"]]),
        ("1\t2\n3\t4", (2, 2), [["1", "2"], ["3", "4"]]),
        ("[[1, 2], [3, 4]]", (2, 2), [["1", "2"], ["3", "4"]]),
        ("0,5 1,25", (2,), ["0.5", "1.25"]),
        ("x x*2", (2,), ["3/1", "6/1"]),
        ("2*x", (), "6/1"),
        ("3·x²", (), "27/1"),
        ("(1 + 2)/4", (), "3/4"),
    ],
)
def test_numbers_arrays_and_formulas_are_read(text: str, shape: Any, numbers: Any) -> None:
    read = Reading({"w": text}, {"w": shape}, {"x": 3.0}, {}).read("w")
    assert json.loads(json.dumps(read).replace(",5", ".5").replace("0,67", "0.67").replace("1,25", "1.25")) == numbers


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"w": "dw + 1"}, "leads back to itself"),
        ({"w": "db", "b": ""}, "its box is empty"),
        ({"w": "2x"}, "a product needs its sign, 2\\*x"),
        ({"w": "hello"}, "nothing here is called hello"),
        ({"w": "1/(x - x)"}, "division by zero"),
        ({"w": "9**9**9**9"}, "the number is too large"),
        ({"w": "1e400*x"}, "no finite value"),
        ({"w": "x x"}, "a product needs its sign"),
        ({"w": "(1,5 + x)*2"}, "1,5: two numbers, or 1.5\\? write 1.5"),
        ({"w": "e^x"}, "write exp\\(x\\)"),
        ({"w": "__import__('os')"}, "there is no function"),
        ({"w": "x.__class__"}, "use numbers, names"),
        ({"w": "1" + "+1" * 600}, "at most"),
        ({"w": [["1", ""], ["2", "3"]]}, "1 of 4 boxes are empty"),
    ],
)
def test_what_is_no_answer_is_said_in_words(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(ChalkgradError, match=said):
        Reading(typed, {"w": (), "b": ()}, {"x": 3.0}, {"dw": "w", "db": "b"}).read("w")


def test_the_gradient_of_a_matrix_is_an_outer_product() -> None:
    names = {"W2": [[1.0, 2.0]], "o": [3.0], "t": [1.0], "s": [1.0, 0.0, 2.0]}
    for text in ("outer(W2.T @ (o - t), s)", "outer(W2.T * (o - t), s)"):
        assert computed(text, names.__getitem__, names).tolist() == [[2.0, 0.0, 4.0], [4.0, 0.0, 8.0]]
    for sign in "*@":
        with pytest.raises(
            ExpressionError, match=r"; outer\(\(W2.T @ \(o - t\)\), s\) is the matrix .* dW = outer\(d, x\)"
        ):
            computed(f"(W2.T @ (o - t)) {sign} s", names.__getitem__, names)
    with pytest.raises(ExpressionError, match="outer is of two columns of numbers, and the second is none"):
        computed("outer(s, 2)", names.__getitem__, names)


def test_a_formula_adds_up_over_an_axis_and_takes_entries() -> None:
    names = {"Z": [[1.0, 2.0], [3.0, 4.0]]}
    assert computed("sum(Z, 0)", names.__getitem__, names).tolist() == [4.0, 6.0]
    assert computed("Z.sum(axis=1)", names.__getitem__, names).tolist() == [3.0, 7.0]
    assert computed("Z[1][0] + Z[0, 1]", names.__getitem__, names) == 5.0
    assert computed("max(Z) + min(Z) + sum(2) + mean(Z[0])", names.__getitem__, names) == 8.5
    assert computed("sign(Z - 2)", names.__getitem__, names).tolist() == [[-1.0, 0.0], [1.0, 1.0]]
    for wrong in ("Z[5]", "tanh(Z, 0)", "sum(Z, 2)", "Z @ [1, 2, 3]"):
        with pytest.raises(ExpressionError):
            computed(wrong, names.__getitem__, names)


def test_a_leaf_is_counted_as_the_stage_counts_it_where_lines_of_arrays_come_one_after_the_other() -> None:
    desk, numbers = Desk(), {"W1": "0.5 -0.3; 0.8 0.4", "x": "1, 2", "W2": "0.7 -1.5"}
    box.formula(desk, "h = tanh(W1 @ x)\ny = W2 @ h\nL = y**2", numbers)
    assert desk.drawing is not None
    labels = [value.label for value in desk.drawing.trace.values]
    moved = box.formula(Desk(), "h = tanh(W1 @ x)\ny = W2 @ h\nL = y**2", numbers | {"W1": "0.9 -0.3; 0.8 0.4"})
    found = judge(desk, {"y": "1"}, {str(labels.index("W1[0][0]")): 0.9}, moved["result"]["value"])
    assert found["summary"] == "0 of 1 gradients right"


# Formulas at other numbers.


def with_a_weight_of_one() -> Value:
    w1, x, b1 = Value(0.5, "w1"), Value(2.0, "x"), Value(-0.3, "b1")
    h = named("h", (w1 * x + b1).tanh())
    q = named("q", (Value(1.0, "w2") * h + Value(1.5, "b2")).sigmoid())
    return named("L", -q.log())


def test_a_formula_that_forgets_a_factor_of_one_is_right_for_these_numbers_only() -> None:
    found = judged(with_a_weight_of_one(), {"b1": "(q - 1)*(1 - h**2)", "w2": "(q - 1)*h"})
    assert (verdicts(found), found["right"]) == ({"b1": "only here", "w2": "right"}, False)
    assert any("not multiplied by w2" in said for said in found["hints"][-1])
    assert any("right for these numbers only" in said for said in found["hints"][0])
    assert verdicts(judged(with_a_weight_of_one(), {"h": "q - 1", "b2": "q - 1"})) == {"h": "only here", "b2": "right"}


def test_plain_numbers_and_numbers_put_into_a_formula_are_judged_where_they_hold() -> None:
    loss = with_a_weight_of_one()
    assert verdicts(judged(loss, {"b1": "-0.06898"})) == {"b1": "right"}
    assert verdicts(judged(loss, {"b1": "(q - 1)*(1 - 0.6043677771171636**2)"})) == {"b1": "right"}
    assert verdicts(judged(loss, {"w1": "(q - 1)*w2*(1 - h**2)*2"})) == {"w1": "right"}  # x is 2


def test_what_holds_on_one_side_of_a_kink_or_for_one_label_is_right() -> None:
    w, x, y = Value(0.7, "w"), Value(1.5, "x"), Value(1.0, "y")
    h = named("h", (w * x).relu())
    assert verdicts(judged((h - y) ** 2, {"w": "2*(h - 1)*x"})) == {"w": "right"}


def test_what_explains_a_formula_at_these_numbers_alone_is_not_said() -> None:
    found = judged(with_a_weight_of_one(), {"w2": "(q - 1)*w2"})
    assert verdicts(found) == {"w2": "wrong"}
    assert not any("not multiplied by h" in said for said in found["hints"][-1])
    numbers = judged(with_a_weight_of_one(), {"w2": "-0.10867"})  # a number may come of any of these slips
    assert any("not multiplied by h" in said for said in numbers["hints"][-1])
