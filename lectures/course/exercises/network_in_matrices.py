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
    "batch-of-three",
    title="A batch of three",
    asks="Three examples with four inputs go through one layer without activation, $Z = X W + b$, and $L = \\frac12 "
    "\\sum (Z - T)^2$. Compute $Z$, then $\\delta Z$, $dW$ and $db$.",
    hints=[
        "Write the shape beside each line: a gradient is as large as what it belongs to.",
        "The half and the square leave a factor 1. Each entry of $dW$ adds up over the three examples; so does each "
        "entry of $db$.",
        "$\\delta Z = Z - T$, $dW = X^T \\delta Z$, and $db$ is the column sums of $\\delta Z$.",
    ],
    minutes=15,
    points={"Z": 2, "W": 4, "b": 2},
)
def batch_of_three(draw):
    X = Matrix(draw([[4.0, -5.0, 6.0, 7.0], [5.0, 4.0, -6.0, -7.0], [-4.0, 6.0, 5.0, -8.0]]), "X")
    W = Matrix(draw([[0.6, -0.4], [0.2, 0.7], [-0.3, 0.8], [0.9, -0.7]]), "W")
    b = [Value(x, f"b[{k}]") for k, x in enumerate(draw([1.5, -2.5]))]
    T = Matrix(draw([[2.5, -4.5], [3.5, -5.5], [4.0, 6.0]]))
    Z = (X @ W + b).named("Z")
    return Drawn(
        ((Z - T) ** 2).sum() / 2,
        {"dZ": Z, "W": W, "b": b},
        given={"X": X, "T": T},
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
