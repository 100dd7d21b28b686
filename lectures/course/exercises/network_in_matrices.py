"""Exercises of the lecture "The same network in matrices"."""

from engine import Value
from lectures.board import Drawn, exercise
from nn import Matrix


@exercise(
    "layer-shapes",
    title="Shapes of two layers",
    asks="A batch of $n$ examples with $i$ inputs goes through $H = \\tanh(X W + b)$ with $j$ neurons and $Ŷ = H V + "
    "c$ with $k$ outputs. Write down the shape of each of these, rows × columns; of $c$ and its gradient, which are "
    "one row, too.",
    hints=["A gradient has the shape of its matrix.", "$dW = X^T \\delta Z$ and $\\delta H = \\delta Ŷ\\,V^T$."],
    minutes=5,
    points={"W": 0.5, "H": 0.5, "V": 0.5, "c": 0.5, "dc": 1.5},
    each={"dc": "the gradient of $c$", "XT": "$X^T$", "dZ": "$\\delta Z$, with $Z = X W + b$", "dH": "$\\delta H$",
          "dW": "$dW$"},
)  # fmt: skip
def layer_shapes(draw):
    n, i, j, k = [3, 2, 5, 4] if draw.is_sheet else draw.shuffled(range(2, 10))[:4]
    right = {
        "W": (i, j), "H": (n, j), "V": (j, k), "c": (1, k), "XT": (i, n), "dH": (n, j), "dZ": (n, j), "dW": (i, j),
        "dc": (1, k),
    }  # fmt: skip
    return Drawn(
        given={"n": n, "i": i, "j": j, "k": k},
        shapes=right,
        slips=[
            (
                "weights from the other side", "this would do for a product W x with columns for examples",
                "X has a row for each example here, so W has a row for each input", {"W": (j, i), "V": (k, j)},
            ),
            (
                "gradient transposed", "a gradient has the shape of what it belongs to", "compare with the shape of W",
                {"dW": (j, i)},
            ),
            (
                "bias not summed", "this has a row for each example, but c is one row that all examples share",
                "add up over the examples", {"c": (n, k), "dc": (n, k)},
            ),
            (
                "shape of the layer after", "this is the shape of the outputs", "the gradient of H is as large as H",
                {"dH": (n, k), "dZ": (n, k)},
            ),
            ("not transposed", "this is the shape of X itself", "exchange rows and columns", {"XT": (n, i)}),
        ],
    )  # fmt: skip


@exercise(
    "batch-of-two",
    title="A batch of two",
    asks="Two examples with three inputs go through one layer without activation, $Z = X W + b$, and $L = \\frac12 "
    "\\sum (Z - T)^2$. Compute $Z$, then $\\delta Z$, $dW$, $db$, and $\\delta X$ as a layer before it would need it.",
    hints=[
        "The half and the 2 cancel: $\\delta Z = Z - T$. Write the shape beside each line.",
        "Each entry of $dW$ adds up over the two examples; so does each entry of $db$.",
        "$dW = X^T \\delta Z$, $db$ is the column sums of $\\delta Z$, and $\\delta X = \\delta Z\\,W^T$.",
    ],
    minutes=15,
    points={"W": 3, "X": 2},
)
def batch_of_two(draw):
    X = Matrix(draw([[2.0, -3.0, 4.0], [5.0, 2.0, -2.0]]), "X")
    W = Matrix(draw([[0.5, -0.4], [0.2, 0.6], [-0.3, 0.8]]), "W")
    b, T = [Value(x, f"b{k}") for k, x in enumerate(draw([1.5, -2.0]))], Matrix(draw([[2.5, -3.0], [3.5, -4.0]]))
    Z = (X @ W + b).named("Z")
    return Drawn(
        ((Z - T) ** 2).sum() / 2,
        {"dZ": Z, "W": W, "b": b, "X": X},
        given={"T": T},
        values={"Z": Z},
        slips=[
            (
                "bias forgotten",
                "this is X W alone",
                "add the row b to every row",
                {"Z": [list(row) for row in X.data @ W.data]},
            ),
        ],
    )
