"""Exercises of the lecture "Attention, and a tiny GPT"."""

from math import exp

from engine import Value, dot, named, softmax
from lectures.board import Drawn, exercise


@exercise(
    "look-back-at-two",
    title="Looking back at two",
    asks="Two positions have the keys $K_0, K_1$ and the values $V_0, V_1$, one number each, and the query is $Q$. "
    "With $S_s = Q K_s$, $P = \\mathrm{softmax}(S)$, $Y = P_0 V_0 + P_1 V_1$ and $L = (Y - t)^2$, compute $P$ and "
    "$Y$, and then the gradients of $Y$, $V$, $S$ and $Q$.",
    hints=[
        "First $\\delta Y$. Each value was multiplied by its weight $P_s$ on the way forward.",
        "Through softmax: $\\delta S_s = P_s (V_s - Y)\\,\\delta Y$. Both together give 0.",
        "The query stands in both scores: $\\delta Q = K_0\\,\\delta S_0 + K_1\\,\\delta S_1$.",
    ],
    minutes=15,
    points={"dS": 2, "Q": 2},
    each={"P": "$P_0, P_1$", "dY": "$\\delta Y$", "dS": "$\\delta S_0, \\delta S_1$"},
)
def look_back_at_two(draw):
    Q = Value(draw(1.2), "Q")
    K = draw([0.8, -0.7])
    V = [Value(x, f"V{s}") for s, x in enumerate(draw([-1.5, 2.4]))]
    t = draw(0.6)
    S = [named(f"S{s}", Q * K[s]) for s in range(2)]
    P = [named(f"P{s}", p) for s, p in enumerate(softmax(S))]
    Y = named("Y", dot(P, V))
    g, found = 2 * (Y.data - t), [p.data for p in P]
    diagonal = [g * V[s].data * found[s] * (1 - found[s]) for s in range(2)]
    constant = [g * V[s].data * found[s] for s in range(2)]
    return Drawn(
        (Y - t) ** 2,
        {"dY": Y, "V": V, "dS": S, "Q": Q},
        given={"K": K, "t": t},
        values={"P": P, "Y": Y},
        slips=[
            (
                "diagonal only", "a score also moves the weight of the other position",
                "subtract the mean: P_s (V_s - Y) δY", {"dS": diagonal},
            ),
            (
                "weights held fixed below", "the total of the softmax is held constant here",
                "V_s - Y stands there, not V_s", {"dS": constant},
            ),
            (
                "softmax left out", "this is the gradient of the weights P", "go on through softmax",
                {"dS": [g * v.data for v in V]},
            ),
            (
                "total forgotten", "these are the exponentials: they do not add up to 1", "divide each by their sum",
                {"P": [exp(score.data) for score in S]},
            ),
            ("plain mean", "both values count alike here", "weigh them by P", {"Y": (V[0] + V[1]).data / 2}),
        ],
    )  # fmt: skip


@exercise(
    "head-shapes",
    title="Shapes of one head",
    asks="A text of $n$ letters goes through one head: each letter is a row of $d$ numbers in $H$; $Q = H W_q$, "
    "$K = H W_k$ and $V = H W_v$ have rows of $k$ numbers; $S = Q K^T / \\sqrt k$, $P$ is the softmax of its rows, "
    "$Y = P V$, and $Y W_o$ is added to $H$. Write down the shapes, rows × columns.",
    hints=[
        "Each letter asks each letter: how many scores are there?",
        "What is added to $H$ has its shape, and a gradient has the shape of what it belongs to.",
    ],
    minutes=6,
    each={
        "Wq": "$W_q$",
        "KT": "$K^T$",
        "Wo": "$W_o$",
        "dS": "$\\delta S$",
        "dV": "$\\delta V$",
        "dWq": "the gradient of $W_q$",
    },
)
def head_shapes(draw):
    n, d, k = [5, 4, 3] if draw.is_sheet else draw.shuffled(range(2, 10))[:3]
    right = {
        "Wq": (d, k), "KT": (k, n), "S": (n, n), "Y": (n, k), "Wo": (k, d), "dS": (n, n), "dV": (n, k), "dWq": (d, k),
    }  # fmt: skip
    return Drawn(
        given={"n": n, "d": d, "k": k},
        shapes=right,
        slips=[
            (
                "columns for scores", "the k numbers of a query are added up in each score",
                "each letter asks each letter", {"S": (k, k), "dS": (k, k)},
            ),
            ("not transposed", "this is the shape of K", "exchange rows and columns", {"KT": (n, k)}),
            (
                "weights from the other side", "H stands on the left: its columns meet the rows of the weights",
                "exchange rows and columns", {"Wq": (k, d), "dWq": (k, d), "Wo": (d, k)},
            ),
            (
                "scores for an answer", "the answer is a mean of rows of V", "a row of k numbers for each letter",
                {"Y": (n, n)},
            ),
            ("before the head", "this is the shape of H", "values have k numbers", {"dV": (n, d)}),
        ],
    )  # fmt: skip
