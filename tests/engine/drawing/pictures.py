"""Graphs that the tests of drawings share, and what they measure on them."""

import random
import xml.etree.ElementTree as ET
from itertools import pairwise

import engine
from engine import Constant, Value, scope
from engine.drawing.picture import Picture
from engine.drawing.sizes import PARTIAL

SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[float, float, float, float]


def product_and_sum() -> Value:
    a, b, c = Value(2.0, "a"), Value(-3.0, "b"), Value(10.0, "c")
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    return d


def twice() -> Value:
    x = Value(3.0, "x")
    y = x + x
    y.label = "y"
    return y


def neuron() -> Value:
    w, x = [Value(-3.0, "w1"), Value(1.0, "w2")], [Value(2.0, "x1"), Value(0.0, "x2")]
    with scope("neuron"):
        out = engine.affine(w, x, Value(6.8813735870195432, "b")).tanh()
    return (out - 1) ** 2


def sharing() -> Value:
    """A value that five operations use, one of them twice; a share that is nothing, and data."""
    x, target = Value(3.0, "x"), Constant(1.0)
    target.label = "target"
    parts = [x * x, x * 1e-3, x.tanh(), (-x).relu(), x * 250.0 - target]
    return engine.sum(parts) * 0.5


def recurrent(steps: int) -> Value:
    """One cell with shared weights, called once for each step."""
    w, u, b, h = Value(0.8, "w"), Value(1.2, "u"), Value(0.1, "b"), Value(0.0, "h0")
    for t in range(1, steps + 1):
        with scope(f"step {t}"):
            h = engine.affine([w, u], [h, Value(0.5 * t, f"x{t}")], b).tanh()
            h.label = f"h{t}"
    return h


def chain(steps: int) -> Value:
    """One leaf that is used at every step of a chain."""
    x = Value(1.0, "x")
    y = x
    for _ in range(steps):
        y = y * 1.5 + x
    return y


def cells() -> Value:
    """Two cells, one after the other, in a scope around them; a square, a constant, a word and a wide label."""
    x = Value(2.0, "x")
    with scope("outer"):
        for k in range(2):
            with scope(f"cell.{k}"):
                x = engine.affine([Value(0.5 - k, f"w{k}")], [x], Value(-0.25, f"b{k}")).tanh()
    x.label = "数 & all that comes out of it"
    y = x * x - 1.0
    y.label = "y"
    return y


def network(sizes: tuple[int, ...] = (2, 3, 1), seed: int = 0) -> Value:
    """A multilayer perceptron with its scopes, and a loss."""
    rng = random.Random(seed)
    values = [Value(rng.uniform(-1, 1), f"x{i}") for i in range(sizes[0])]
    parameters = [
        [([Value(rng.gauss(0, 1), f"w{i}") for i in range(fan_in)], Value(0.1, "b")) for _ in range(fan_out)]
        for fan_in, fan_out in pairwise(sizes)
    ]
    with scope("mlp"):
        for depth, layer in enumerate(parameters):
            with scope(f"layer.{depth}"):
                values = [_neuron(k, weights, values, bias) for k, (weights, bias) in enumerate(layer)]
    with scope("loss"):
        return (values[0] - 1.0) ** 2


def _neuron(k: int, weights: list[Value], inputs: list[Value], bias: Value) -> Value:
    with scope(f"neuron.{k}"):
        return engine.affine(weights, inputs, bias).tanh()


def scoped_at_random(seed: int, size: int = 14) -> Value:
    """A graph without any order: repeated inputs, long arrows, scopes in scopes, layers."""
    rng = random.Random(seed)
    values = [Value(rng.uniform(0.5, 2.0), f"x{i}") for i in range(rng.randint(1, 5))]

    def one() -> Value:
        a, b = rng.choice(values[-8:]), rng.choice(values)
        weights = [Value(rng.gauss(0, 1), "w") for _ in range(rng.randint(1, 3))]
        fed = [rng.choice(values) for _ in weights]
        some = [rng.choice(values) for _ in range(rng.randint(1, 4))]
        makers = [
            lambda: a + b, lambda: a * b * 0.3, lambda: a - b, lambda: a.tanh(), lambda: engine.sum(some),
            lambda: engine.affine(weights, fed, Value(0.1, "b")), lambda: (a * a) ** 2 * 0.1,
        ]  # fmt: skip
        return rng.choice(makers)().tanh()

    def block(depth: int, count: int) -> None:
        for _ in range(count):
            if depth < 3 and rng.random() < 0.25:
                with scope(f"s{depth}"):
                    block(depth + 1, rng.randint(1, 4))
            else:
                values.append(one())

    block(0, size)
    return engine.sum(values[-3:])


def rectangles(picture: Picture) -> dict[object, Rectangle]:
    """Return everything that must not lie on anything else: boxes, cards, and the numbers on arrows."""
    found: dict[object, Rectangle] = {}
    for shape in (*picture.boxes, *picture.cards):
        key = ("box", shape.index, shape.copy) if hasattr(shape, "index") else ("card", shape.key)
        found[key] = (shape.x - shape.width / 2, shape.y - shape.height / 2, shape.width, shape.height)
    for arrow in picture.arrows:
        if arrow.label_width:
            (x, y), width, height = arrow.label, arrow.label_width, PARTIAL + 6
            found["label", arrow.slots] = (x - width / 2, y - height / 2, width, height)
    return found


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def classed(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def words_of(element: ET.Element) -> str:
    """Return the text of an element, with that of the pieces in it."""
    return "".join(element.itertext())
