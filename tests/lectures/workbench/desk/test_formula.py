"""The formula box: what its Python answers."""

from itertools import combinations
from typing import Any

import pytest

from engine import draw, topological_order
from lectures.workbench.desk.desk import Desk
from lectures.workbench.desk.formula.box import formula
from lectures.workbench.desk.formula.examples import EXAMPLES, START
from lectures.workbench.desk.script.run import run, show

NETWORK = next(example for example in EXAMPLES if example["name"] == "Two layers")


def asked(text: str, numbers: dict[str, str] | None = None, desk: Desk | None = None, **more: Any) -> dict[str, Any]:
    return formula(desk or Desk(), text, numbers or {}, **more)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["name"]))
def test_every_example_is_drawn_and_all_its_numbers_are_used(example: dict[str, Any]) -> None:
    desk = Desk()
    answer = asked(example["text"], example["numbers"], desk)
    assert "trouble" not in answer
    assert [field["name"] for field in answer["fields"]] == list(example["numbers"])
    assert desk.drawn is not None
    assert draw(desk.drawn).steps
    assert answer["result"]["value"] == desk.drawn.data


def test_a_name_without_a_number_gets_one_of_the_kind_that_fits() -> None:
    fields = {field["name"]: field for field in asked("z = W @ x + b\nsoftmax_cross_entropy(z, y)")["fields"]}
    assert {name: field["shape"] for name, field in fields.items()} == {
        "W": "2×2", "x": "2 numbers", "b": "one number", "y": "one number",
    }  # fmt: skip
    assert [name for name, field in fields.items() if field["kind"] == "choice"] == ["y"]


def test_a_guess_follows_the_formula_and_what_the_reader_typed_stays() -> None:
    def field(text: str, numbers: dict[str, str], **more: Any) -> tuple[str, bool]:
        found = asked(text, numbers, **more)["fields"][0]
        return found["typed"], found["guessed"]

    assert field("w[0]*x", {}) == ("0.7, 0.9", True)
    assert field("w*x", {}, guessed={"w": "1, 2"}) == ("0.7", True)
    assert field("w*x", {}, guessed={"w": "0.3"}) == ("0.3", True)  # it fits: nothing jumps
    assert field("z[w]", {}, guessed={"w": "0.5"})[1]
    brought = {"numbers": {"w": "0.25"}, "own": []}
    assert field("w[0]*x", **brought, guessed={}) == ("0.7, 0.9", True)
    assert field("w*x", **brought, guessed={"w": "1, 2"}) == ("0.25", False)
    assert field("w[0]*x", {"w": "0.25"}, own=["w"]) == ("0.25", False)
    assert field("w*x", {"w": "1, 2"}, own=["w"]) == ("1, 2", False)
    choice = asked("z[k]", {}, guessed={"k": "0.5"})["fields"][1]
    assert (choice["kind"], choice["typed"]) == ("choice", "1")


@pytest.mark.long
def test_the_numbers_that_are_put_in_hide_no_slip() -> None:
    names = [f"w{i}" for i in range(21)]
    fields = asked(" + ".join(names))["fields"]
    numbers = [float(field["typed"]) for field in fields]
    assert [field["typed"] for field in asked("+".join(reversed(names)))["fields"]] == [f["typed"] for f in fields]
    telling = [0.0, 1.0, 2.0, *map(abs, numbers)]
    assert all(abs(a - b) > 1e-9 for a, b in combinations(telling, 2))
    made = [x for a, b in combinations(numbers, 2) for x in (a * b, a / b, b / a, a + b)] + [1 - a for a in numbers]
    assert not [x for x in made for y in telling if abs(abs(x) - y) < 1e-9]


def test_a_name_that_comes_later_gets_a_number_that_no_other_has() -> None:
    fields = asked("v*w*x", {"x": "-0.7"}, guessed={"w": "0.9"})["fields"]
    assert [field["typed"] for field in fields] == ["-0.4", "0.9", "-0.7"]
    arrays = asked("W @ x + b")["fields"]
    assert [field["typed"] for field in arrays] == ["0.7 0.9; -0.4 1.2", "1.5, -0.85", "1.15"]


def test_pi_is_pi() -> None:
    assert asked("pi*r**2", {"r": "2"})["result"]["value"] == pytest.approx(4 * 3.141592653589793)


def test_other_numbers_need_no_other_drawing_and_another_formula_does() -> None:
    desk = Desk()
    moved = asked(START["text"], START["numbers"] | {"w": "1/4"}, desk, shown=START)
    assert "html" not in moved
    assert moved["numbers"] == {"w": 0.25, "x": 2.0, "b": -0.5, "y": 1.0}
    assert desk.drawn is not None
    assert desk.drawn.data == moved["result"]["value"]
    assert "html" in asked(START["text"].replace("tanh", "relu"), START["numbers"], shown=START)
    wider = NETWORK["numbers"] | {"x": "1, 2, 3", "W1": "1 2 3; 4 5 6"}
    assert "html" in asked(NETWORK["text"], wider, shown=NETWORK)


def test_a_class_is_another_graph_and_not_another_number() -> None:
    text, numbers = "softmax_cross_entropy(z, y)", {"z": "1, 2, 3", "y": "0"}
    assert "html" in asked(text, numbers | {"y": "2"}, shown={"text": text, "numbers": numbers})
    assert asked(text, numbers)["numbers"] == {"z[0]": 1.0, "z[1]": 2.0, "z[2]": 3.0}


def test_the_variables_of_the_last_script_stay_while_a_formula_is_drawn() -> None:
    desk = Desk()
    run(desk, "from engine import Value\nloss = Value(2.0) * 3")
    asked(NETWORK["text"], NETWORK["numbers"], desk)
    assert show(desk, "loss")["value"] == 6.0


def test_each_line_that_is_wrong_is_marked_at_its_place() -> None:
    text = "z = 2w\nh = 3z\nL = 4h"
    trouble = asked(text, {})["trouble"]
    assert [text[slice(*span)] for span in trouble["spans"]] == ["2w", "3z", "4h"]
    assert trouble["said"].count("a product needs its sign") == 3


SHAPES = "W is 2×3, x has 2 numbers: W @ x needs a vector of 3 numbers; W.T @ x would fit"
RAGGED = "w: 1 2; 3: its rows have different shapes, 1 and 2; every row needs the same"
LARGE = "this graph has 961 values, and a drawing stays readable up to 400: take smaller arrays"
MANY = "the result has 2 numbers, and a loss is one number; add .sum() or .mean()"


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "numbers", "said", "marked", "names"),
    [
        ("(W @ x).sum()", {"W": "1 2 3; 4 5 6"}, SHAPES, "W @ x", ["W", "x"]),
        ("W @ x - y", {}, MANY, "W @ x - y", []),
        ("w*x", {"w": "1 2; 3"}, RAGGED, None, ["w"]),
        ("w*x", {"w": "two"}, "w: 'two' is no number", None, ["w"]),
        ("h = w*x\n  h + log(b)", {"b": "-1"}, "log: log(-1) has no finite real value", "log(b)", ["b"]),
        ("h = w*x\nh + tahn(h)", {}, "there is no function 'tahn'; did you mean 'tanh'?", "tahn(h)", []),
        ("(W.T @ W).sum()", {"W": " ".join(["1"] * 30) + ";" + " 2" * 30}, LARGE, None, []),
        ("w.sum()", {"w": "1 " * 401}, "w: 401 numbers, and a drawing stays readable up to 400", None, ["w"]),
        ("w*x", {"w": "1,5", "x": "2"}, f"{MANY}; w = 1,5: two numbers, or 1.5? write 1.5", "w*x", ["w"]),
        ("exp + 1", {}, "exp is a function; call it, as in exp(x)", "exp", []),
        ("(w*x", {}, "this cannot be read ('(' was never closed)", "(", []),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_its_fields(
    text: str, numbers: dict[str, str], said: str, marked: str | None, names: list[str]
) -> None:
    desk = Desk()
    trouble = asked(text, numbers, desk)["trouble"]
    assert trouble["said"].startswith(said)
    assert [text[slice(*span)] for span in trouble["spans"]] == ([] if marked is None else [marked])
    assert trouble["names"] == names
    assert desk.drawn is None


@pytest.mark.long
def test_a_layer_opens_as_a_layer_and_a_neuron_arrow_by_arrow() -> None:
    desk = Desk()
    asked(NETWORK["text"], NETWORK["numbers"], desk)
    assert desk.drawing is not None
    assert (desk.drawing.grain, desk.drawing.form) == ("layer", "columns")
    assert not any("…" in name or "⋯" in name for name in desk.drawing.story.labels)
    asked("Z = X @ W + b\n(Z**2).mean()", {"X": "1 2; 3 4; 5 6", "W": "1 2; 3 4"}, desk)
    assert (desk.drawing.grain, desk.drawing.form) == ("layer", "rows")
    asked(START["text"], START["numbers"], desk)
    assert desk.drawing.grain == "arrow"


@pytest.mark.parametrize("trouble", [False, True])
def test_a_product_by_entries_has_a_note_with_and_without_a_trouble(trouble: bool) -> None:
    text = "h = tanh(W*x + b)\nh.sum()"
    answer = asked(text, {"W": "1 2; 3 4; 5 6", "x": "1, 2", "b": "1, 2, 3" if trouble else "1"})
    assert ("trouble" in answer) == trouble
    (note,) = answer["notes"]
    assert text[slice(*note["span"])] == "W*x"
    assert note["instead"] == "W @ x"


def test_the_two_layers_have_no_number_that_hides_a_slip() -> None:
    desk = Desk()
    asked(NETWORK["text"], NETWORK["numbers"], desk)
    assert desk.drawn is not None
    sizes = [abs(node.data) for node in topological_order(desk.drawn) if node.label]
    assert all(size not in (0.0, 1.0) for size in sizes)
    assert len(set(sizes)) == len(sizes)
