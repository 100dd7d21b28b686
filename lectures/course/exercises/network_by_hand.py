"""Exercises of the lecture "A network by hand"."""

from engine import Value, named
from lectures.board import Drawn, exercise
from lectures.exercises.hunt import Bug, hunt


@exercise(
    "one-input-two-neurons",
    title="One input, two neurons",
    asks="Two hidden neurons see the same input: $z_0 = a_0 x + b_0$ and $z_1 = a_1 x + b_1$, both with the square as "
    "activation, $h = z^2$. Then $ŷ = v_0 h_0 + v_1 h_1$ and $L = (ŷ - y)^2$. Write down the way forward and the way "
    "back, up to $\\delta x$: how much would the loss change with the input?",
    hints=[
        "Forward first: $z_0$, $z_1$, $h_0$, $h_1$, $ŷ$. Then back, the last line first.",
        "$\\delta h_1 = v_1\\,\\delta ŷ$, and $\\delta z_1 = 2 z_1\\,\\delta h_1$.",
        "Two arrows leave $x$, one to each neuron: $\\delta x = a_0\\,\\delta z_0 + a_1\\,\\delta z_1$.",
    ],
    minutes=15,
    points={"z0": 0.5, "z1": 0.5, "x": 2},
    each={"yp": "$ŷ$", "dyp": "$\\delta ŷ$"},
)
def one_input_two_neurons(draw):
    x, y = Value(draw(3.0), "x"), draw(3.5)
    a0, a1 = Value(draw(0.3), "a0"), Value(draw(-0.4), "a1")
    b0, b1 = Value(draw(0.2), "b0"), Value(draw(2.5), "b1")
    v0, v1 = Value(draw(1.5), "v0"), Value(draw(-0.6), "v1")
    z0, z1 = named("z0", a0 * x + b0), named("z1", a1 * x + b1)
    h0, h1 = named("h0", z0**2), named("h1", z1**2)
    predicted = named("ŷ", v0 * h0 + v1 * h1)
    return Drawn(
        (predicted - y) ** 2,
        {"dyp": predicted, "v1": v1, "dz0": z0, "dz1": z1, "a1": a1, "x": x},
        given={"y": y, "a0": a0, "b0": b0, "b1": b1, "v0": v0},
        values={"z0": z0, "z1": z1, "yp": predicted},
        slips=[
            (
                "activation forgotten on the way forward", "the neurons are added up without being squared",
                "square z0 and z1 first", {"yp": (v0 * z0 + v1 * z1).data},
            ),
        ],
    )  # fmt: skip


SHEET = """
z = a * x + b
h = z**2
yp = v * h + c
e = yp - y
d_yp = 2 * e
d_v = h * d_yp
d_h = v * d_yp
d_z = 2 * z * d_h
d_a = x * d_z
d_b = d_z
"""


@exercise(
    "sheet-with-a-slip",
    title="A sheet with a slip",
    asks="Somebody has derived the gradient of a network with one hidden neuron, $z = a x + b$, $h = z^2$, $ŷ = v h + "
    "c$ and $L = (ŷ - y)^2$, and written it down as ten lines. One of them is wrong by itself. Which? And what number "
    "should it give?",
    hints=[
        "Each line backwards is a slope times the $\\delta$ of the line before. Name the slope first.",
        "The slope of a product by one factor is the other factor.",
    ],
    minutes=10,
    points={"line": 2, "mended": 1},
    each={"line": "the number of the wrong line", "mended": "what its variable should be"},
)
def sheet_with_a_slip(draw):
    names = dict(zip("xyabvc", draw([2.0, 3.5, 0.4, 0.7, 1.5, -0.6])))
    bugs = [
        Bug(8, "d_z = d_h"),
        Bug(5, "d_yp = e"),
        Bug(6, "d_v = v * d_yp"),
        Bug(7, "d_h = h * d_yp"),
        Bug(8, "d_z = 2 * h * d_h"),
        Bug(9, "d_a = a * d_z"),
        Bug(9, "d_a = x * d_h"),
        Bug(10, "d_b = b * d_z"),
    ]
    return hunt(SHEET, bugs, names, draw)
