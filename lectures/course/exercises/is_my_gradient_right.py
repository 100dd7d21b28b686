"""Exercises of the lecture "Is my gradient right?"."""

from engine import Value, gradient, sigmoid, tanh
from lectures.board import Drawn, exercise


@exercise(
    "two-differences",
    title="One side or both",
    asks="Let $L(w) = c\\,w^3 + k\\,w$. Compute the slope at $w$ by hand, then what the one-sided and the central "
    "difference say with the given step. How far is each of them off?",
    hints=[
        "Differentiate the two terms one after the other.",
        "Compute $L$ at three places: at $w$, one step to the right, one step to the left.",
        "Central: divide by $2 \\cdot \\text{step}$. For this loss it is off by exactly $c \\cdot \\text{step}^2$.",
    ],
    minutes=10,
    each={"slope": "by hand", "one_sided": "the difference to the right", "central": "the central difference",
          "off_central": "central difference minus slope"},
)  # fmt: skip
def two_differences(draw):
    w, c, k, step = Value(draw(0.6), "w"), draw(4.0), draw(-1.4), draw.choice([0.4, 0.3])

    def loss(w):
        return c * w**3 + k * w

    slope = 3 * c * w**2 + k
    right, left = (loss(w + step) - loss(w)) / step, (loss(w) - loss(w - step)) / step
    central = (right + left) / 2
    return Drawn(
        given={"w": w, "c": c, "k": k, "step": step},
        values={"slope": slope, "one_sided": right, "central": central, "off_central": central - slope},
        slips=[
            (
                "second term forgotten", "one of the two terms is not differentiated",
                "add the slope of k w, which is k", {"slope": (slope - k).data},
            ),
            (
                "constant kept", "one of the two terms stands there as it is", "the slope of k w is k: w is gone",
                {"slope": (slope - k + k * w).data},
            ),
            (
                "half a central difference", "the two points are two steps apart", "divide by 2 · step",
                {"central": 2 * central.data},
            ),
            ("not divided", "this is the change of L itself", "divide by the step", {"one_sided": right.data * step}),
            ("wrong side", "this is the difference to the left", "go from w to w + step", {"one_sided": left.data}),
            (
                "error of one side", "this is how far the one-sided difference is off", "take the central one",
                {"off_central": (right - slope).data},
            ),
        ],
    )  # fmt: skip


@exercise(
    "whose-formula",
    title="Whose formula?",
    asks="Four friends have derived $\\partial L/\\partial w$ of $L = (h - t)^2$, where $h$ is the given function of "
    "$z = w x + b$. A central difference at this point gives the given number. Compute each formula once, or think: "
    "whose is right? And how large is the right one with the input $2x$ and the weight $w/2$, which leave $z$ as it "
    "is?",
    hints=[
        "Compute $z$ and $h$ once; then each formula is one line.",
        "With $2x$ and $w/2$ only one factor of the right formula changes.",
    ],
    minutes=10,
    points={"doubled": 1, "formula": 2},
    each={"formula": "the right formula", "doubled": "the slope with $2x$ and $w/2$"},
)
def whose_formula(draw):
    x, t, b = draw(1.5), draw(0.7), draw(0.4)
    w = Value(draw(-0.8), "w")
    name, function, slope, wrong_place, other = draw.choice(
        [
            ("tanh", tanh, "(1 - h²)", "(1 - z²)", "h (1 - h)"),
            ("sigmoid", sigmoid, "h (1 - h)", "z (1 - z)", "(1 - h²)"),
        ]
    )
    found = gradient((function(w * x + b) - t) ** 2, w)
    return Drawn(
        given={"h": f"{name}(z)", "w": w, "x": x, "b": b, "t": t, "difference": float(f"{found:.4g}")},
        values={"doubled": Value(2 * found)},
        choices={
            "formula": (
                f"2 (h - t) {slope} x",
                {
                    f"2 (h - t) {wrong_place} x": f"The slope of {name} is taken at its result h here, not at z.",
                    f"2 (h - t) {slope}": "That is the slope by b; by w it has the factor x.",
                    f"2 (h - t) {other} x": f"That is the slope of another function; this one is {name}.",
                    "2 (h - t) x": f"The slope of {name} is missing.",
                },
            )
        },
        slips=[
            (
                "input forgotten", "the input stands in the formula as a factor", "twice the input, twice the slope",
                {"doubled": found},
            ),
            (
                "halved", "the weight itself is no factor of its slope", "only x is, and it is doubled",
                {"doubled": found / 2},
            ),
        ],
    )  # fmt: skip
