"""Exercises of the lecture "One kernel for every place"."""

from engine import Value, named
from lectures.board import Drawn, exercise


@exercise(
    "sizes-of-maps",
    title="How large is the map?",
    asks="A picture of $n \\times n$ pixels with one plane goes through $k$ kernels of $s \\times s$ weights, without "
    "a frame and then with a frame of zeros $f$ pixels wide on every side. A pool takes the mean of each map, and one "
    "neuron weighs the means. Write down the shapes.",
    hints=[
        "A window of $s$ pixels can stand at $n - s + 1$ places in a row.",
        "The frame makes the picture wider on both sides.",
        "A gradient has the shape of what it belongs to, however many places share it.",
    ],
    minutes=6,
    each={
        "map": "one feature map without a frame, rows × columns", "framed": "one map with the frame",
        "means": "what the pool gives", "kernel": "one kernel", "dkernel": "the gradient of one kernel",
        "dmap": "the gradient of one map without a frame", "votes": "the weights of the last neuron",
    },
)  # fmt: skip
def sizes_of_maps(draw):
    n, s, f, k = (
        draw.choice([8, 7, 9, 10, 12]),
        draw.choice([3, 4, 5]),
        draw.choice([2, 1, 3]),
        draw.choice([6, 11, 13]),
    )
    m = n - s + 1
    right = {
        "map": (m, m), "framed": (m + 2 * f, m + 2 * f), "means": (k,), "kernel": (s, s), "dkernel": (s, s),
        "dmap": (m, m), "votes": (k,),
    }  # fmt: skip
    return Drawn(
        given={"n": n, "s": s, "f": f, "k": k},
        shapes=right,
        slips=[
            (
                "one place too few", "the first place counts as well", "n - s + 1 places in a row",
                {"map": (m - 1, m - 1), "framed": (m - 1 + 2 * f, m - 1 + 2 * f), "dmap": (m - 1, m - 1)},
            ),
            (
                "as large as the picture", "a window does not fit around the pixels of the border", "count the places",
                {"map": (n, n), "dmap": (n, n)},
            ),
            (
                "frame on one side only", "the frame is on both sides", "the picture grows by 2 f",
                {"framed": (m + f, m + f)},
            ),
            (
                "a gradient for each place", "the places share one kernel, and their shares are added up",
                "it has the shape of the kernel", {"dkernel": (m, m)},
            ),
            (
                "pool over the kernels", "the pool takes the mean over the places of each map",
                "one number for each map", {"means": (m, m)},
            ),
            (
                "a vote for each place", "the neuron sees means, not places", "one weight for each map",
                {"votes": (m, m)},
            ),
        ],
    )  # fmt: skip


@exercise(
    "three-places",
    title="Three places, one kernel",
    asks="A kernel of two weights goes over a row of four pixels: $z_i = w_0 x_i + w_1 x_{i+1} + b$ at $i = 0, 1, 2$. "
    "The loss is $L = \\frac12 \\sum_i (z_i - t_i)^2$. Compute the three $z_i$ and $\\delta z$, then $\\delta w_0$, "
    "$\\delta w_1$ and $\\delta b$.",
    hints=[
        "First $\\delta z$, one number a place. What do the half and the square leave of each other?",
        "$w_1$ stands beside $x_1$, $x_2$ and $x_3$, one after the other.",
        "$\\delta w_0 = \\sum_i x_i\\,\\delta z_i$ and $\\delta w_1 = \\sum_i x_{i+1}\\,\\delta z_i$.",
    ],
    minutes=12,
    points={"w0": 2, "w1": 2},
    each={"z": "$z_0, z_1, z_2$", "dz": "three numbers"},
)
def three_places(draw):
    x, t = draw([2.5, -5.0, 8.0, 7.0]), draw([1.5, -2.1, 4.5])
    w0, w1, b = Value(draw(0.4), "w0"), Value(draw(-0.8), "w1"), Value(draw(0.3), "b")
    z = [named(f"z{i}", w0 * x[i] + w1 * x[i + 1] + b) for i in range(3)]
    loss = sum((z[i] - t[i]) ** 2 for i in range(3)) / 2
    flipped = [w1.data * x[i] + w0.data * x[i + 1] + b.data for i in range(3)]
    return Drawn(
        loss,
        {"dz": z, "w0": w0, "w1": w1, "b": b},
        given={"x": x, "t": t},
        values={"z": z},
        slips=[
            (
                "kernel flipped", "the kernel is turned round here", "w0 stands beside x_i, w1 beside x_(i+1)",
                {"z": flipped},
            ),
            (
                "bias forgotten", "a term of the sum is missing", "add b at every place",
                {"z": [each.data - b.data for each in z]},
            ),
        ],
    )  # fmt: skip
