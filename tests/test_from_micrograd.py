"""Coming from micrograd: what one has written for it runs when the imports are changed, or says what to write instead.

The cells use micrograd's interface as its README, its notebooks and the lecture about it do; none is copied. Where
micrograd is installed they run with it, too, and give the same numbers.
"""

import random
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import nn
from engine import PRIMITIVES, Value, apply, draw, draw_dot
from engine.errors import AssignmentError, MovedError, SettingError
from nn import MLP, Module, losses

IMPORTS = {
    "chalkgrad": "from engine import Value\nfrom nn import MLP, Layer, Neuron\n",
    "micrograd": "from micrograd.engine import Value\nfrom micrograd.nn import MLP, Layer, Neuron\n",
}
needs_micrograd = pytest.mark.skipif(find_spec("micrograd") is None, reason="micrograd is not installed")
PACKAGES = ["chalkgrad", pytest.param("micrograd", marks=needs_micrograd)]

EXPRESSION = """
p, q = Value(1.5), Value(-0.5)
r, s = p + q, p * q + q**3
r += r + 1
r += 1 + r + (-p)
s += s * 2 + (q + p).relu()
s += 3 * s + (q - p).relu()
u = (r - s) ** 2
v = u / 2.0
v += 10.0 / u
v.backward()
"""

DEMO = """
import random
import matplotlib.pyplot as plt
import numpy as np

np.random.seed(1337)
random.seed(1337)
angles = np.linspace(0, np.pi, 10)
upper, lower = np.c_[np.cos(angles), np.sin(angles)], np.c_[1 - np.cos(angles), 0.5 - np.sin(angles)]
X, y = np.concatenate([upper, lower]), np.array([-1] * 10 + [1] * 10)

model = MLP(2, [4, 4, 1])
print(model)
print("number of parameters", len(model.parameters()))
for k, p in enumerate(model.parameters()):
    p.data = ((k * 7) % 11 - 5) / 5  # the same numbers in every package

def loss(batch_size=None):
    picked = range(len(X)) if batch_size is None else np.random.permutation(X.shape[0])[:batch_size]
    Xb, yb = X[picked], y[picked]
    scores = list(map(model, [list(map(Value, row)) for row in Xb]))
    margins = [(1 + -yi * score).relu() for yi, score in zip(yb, scores)]
    total = sum(margins) * (1.0 / len(margins)) + 1e-4 * sum((p * p for p in model.parameters()))
    right = [(yi > 0) == (score.data > 0) for yi, score in zip(yb, scores)]
    return total, sum(right) / len(right)

print(*loss(batch_size=5))
path = []
for k in range(10):
    total, accuracy = loss()
    model.zero_grad()
    total.backward()
    for p in model.parameters():
        p.data -= (0.3 - 0.2 * k / 10) * p.grad
    path.append((total.data, accuracy))

xx, yy = np.meshgrid(np.arange(-1, 2, 0.5), np.arange(-1, 2, 0.5))
scores = list(map(model, [list(map(Value, row)) for row in np.c_[xx.ravel(), yy.ravel()]]))
Z = np.array([score.data > 0 for score in scores]).reshape(xx.shape)
plt.contourf(xx, yy, Z, cmap=plt.cm.Spectral, alpha=0.8)
plt.scatter(X[:, 0], X[:, 1], c=y, s=40, cmap=plt.cm.Spectral)
"""

LECTURE = """
xs, ys = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0]], [1.0, -1.0, 1.0]
n = MLP(3, [4, 4, 1])
for p in n.parameters():
    p.data = 0.25
seen = []
for k in range(5):
    ypred = [n(x) for x in xs]
    loss = sum((out - wanted) ** 2 for wanted, out in zip(ys, ypred))
    for p in n.parameters():
        p.grad = 0.0
    loss.backward()
    for p in n.parameters():
        p.data += -0.01 * p.grad
    seen.append(loss.data)
"""


def ran(package: str, cell: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(IMPORTS[package] + cell, names)
    return names


@pytest.fixture(autouse=True)
def _seeded():
    nn.manual_seed(0)
    yield
    nn.manual_seed(0)


@pytest.mark.parametrize("package", PACKAGES)
def test_an_expression_with_ints_and_numbers_on_the_left(package):
    names = ran(package, EXPRESSION)
    assert f"{names['v'].data:.4f} {names['p'].grad:.4f} {names['q'].grad:.4f}" == "72.0694 59.9421 -323.6875"


@pytest.mark.parametrize("package", PACKAGES)
def test_the_demo_trains_and_draws_its_map(package):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    names = ran(package, DEMO)
    plt.close("all")
    assert names["path"][-1][0] < 0.6 * names["path"][0][0]
    assert names["path"] == [(pytest.approx(total), right) for total, right in ran("chalkgrad", DEMO)["path"]]
    plt.close("all")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_training_loop_of_the_lecture(package):
    seen = ran(package, LECTURE)["seen"]
    assert seen[-1] < seen[0]
    assert seen == pytest.approx(ran("chalkgrad", LECTURE)["seen"])


def test_the_neuron_of_the_lecture_with_its_labels():
    x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.5, label="b")
    xw = x * w
    xw.label = "x*w"
    n = xw + b
    o = n.tanh()
    e = (2 * n).exp()
    same = (e - 1) / (e + 1)
    o.backward()
    first = w.grad
    w.grad = 0.0
    same.backward()
    assert (xw.label, o.data, first) == ("x*w", pytest.approx(same.data), pytest.approx(w.grad))


def test_layers_in_a_list_give_one_output_as_a_value_and_several_as_a_list():
    listed, starred = MLP(2, [3, 1], rng=random.Random(1)), MLP(2, 3, 1, rng=random.Random(1))
    assert listed([1.0, 2.0]).data == starred([1.0, 2.0])[0].data
    assert [type(y) for y in MLP(2, (3, 2))([1.0, 2.0])] == [Value, Value]
    assert repr(listed) == repr(starred)


def test_such_a_model_is_one_for_fit_and_for_a_classifier():
    data = nn.datasets.moons(20, rng=random.Random(1))
    models = [MLP(2, [4, 1], rng=random.Random(0)), MLP(2, 4, 1, rng=random.Random(0))]
    paths = [
        nn.fit(m, data, losses.binary_cross_entropy_from_logits, nn.SGD(m.parameters(), 0.1), epochs=3).loss
        for m in models
    ]
    assert paths[0] == paths[1]
    assert nn.accuracy(nn.classifier(models[0]), data) == nn.accuracy(nn.classifier(models[1]), data)


@pytest.mark.parametrize("sizes", [(2, []), (2, [3.5, 1]), ([2, 3, 1],), (2, [3], 1)])
def test_other_lists_of_sizes_are_refused(sizes):
    with pytest.raises(SettingError, match=r"needs the number of inputs|must be a whole number"):
        MLP(*sizes)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_neuron_says_nonlin_for_its_activation(package):
    names = ran(package, "bare, bent = Neuron(2, nonlin=False), Neuron(2, nonlin=True)")
    for p in names["bare"].parameters() + names["bent"].parameters():
        p.data = -1.0
    assert [names[name]([1.0, 2.0]).data for name in ("bare", "bent")] == [-4.0, 0.0]


def test_classes_of_ones_own_on_module_train():
    class Own(Module):
        def __init__(self, inputs):
            self.w = [Value(0.5) for _ in range(inputs)]
            self.b = Value(0)

        def __call__(self, x):
            return sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b).tanh()

        def parameters(self):
            return [*self.w, self.b]

    model = Own(2)
    model([1.0, 2.0]).backward()
    assert all(p.grad > 0 for p in model.parameters())
    model.zero_grad()
    assert not any(p.grad for p in model.parameters())
    assert repr(model) == "Own(): 3 parameters"


def test_a_second_pass_adds_exactly_as_much_to_the_leaves():
    x = Value(3.0, "x")
    y = (x * x + x) ** 2
    y.backward()
    once, inside = x.grad, y.inputs[0].grad
    y.backward()
    assert (x.grad, y.inputs[0].grad) == (2 * once, inside)


def test_numbers_changed_between_the_passes_are_noticed():
    w = Value(3.0, "w")
    y = w * w
    w.data -= 0.1
    with pytest.raises(MovedError, match="the leaf 'w' was changed"):
        y.backward()
    with pytest.raises(AssignmentError, match="its number follows from its inputs"):
        y.data = 4.0


README = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")
TABLE = README.partition("## From micrograd\n")[2].partition("\n## ")[0]
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines() if line.startswith("| `")]


@pytest.mark.long
@pytest.mark.parametrize(("package", "column"), [("chalkgrad", 1), pytest.param("micrograd", 0, marks=needs_micrograd)])
def test_what_the_table_in_the_readme_writes_runs(package, column):
    assert len(ROWS) > 5
    ours = {"draw": draw, "apply": apply, "PRIMITIVES": PRIMITIVES}
    names = {"random": random, "nn": nn, **ours, "draw_dot": draw_dot if package == "chalkgrad" else str}
    exec(IMPORTS[package] + "p = Value(2.0)\nv = p * 3", names)
    for row in ROWS:
        for code in re.findall("`(.*?)`", row[column]):
            exec(code, names)


@pytest.mark.slow
def test_the_readme_writes_what_else_there_is():
    model = MLP(2, [8, 1], init="uniform")
    assert all(-1 <= p.data <= 1 for p in model.parameters())
    x = y = Value(1.0)
    assert (x + x).inputs == (x, x)
    for _ in range(100_000):
        y = y + 1
    y.backward()
    assert x.grad == 1.0
