# %% [markdown]
# # Scores for many classes
# One weight vector says yes or no. One for each class, and the largest score wins: the plane falls into regions with
# straight borders.
#
# Covers: B01 to B04
#
# Before: logistic regression; dot products.
#
# After: you can turn a binary linear rule into scores and back, draw the regions of three classes, handle ties, and
# derive the softmax from the sigmoid.

# %%
from math import exp, isclose

import matplotlib.pyplot as plt

import engine
from engine import Value, dot, gradient, named, softmax
from lectures.board import claim, compare, exercise, figure, plot, table

# %% [markdown]
# ## Two classes: one vector or two
# The rule "class 1 where $w \cdot x \ge 0$" can be written with a score for each class, for any $w_1$ and $w_2$ whose
# difference is $w$.

# %%
w = [3 / 2, 1 / 6]
w1, w2, w3 = [1.0, -1 / 3], [-1 / 2, -1 / 2], [0.0, 1.0]
claim("B01", "w₁ − w₂", "w = (3/2, 1/6)", [a - b for a, b in zip(w1, w2, strict=True)], readings={"w": w})
x = [Value(1.0, "x1"), Value(1.0, "x2")]
W = [[Value(v, f"w{k}{j}") for j, v in enumerate(row, start=1)] for k, row in enumerate((w1, w2), start=1)]
s1, s2 = named("score 1", dot(W[0], x)), named("score 2", dot(W[1], x))
margin = named("margin", s1 - s2)
figure(
    "margin",
    margin,
    form="columns",
    item="B01",
    caption="Two scores and their difference: the sign of the margin decides.",
    predict=[x[0]],
)


def inner(a, b):
    return sum(p * q for p, q in zip(a, b, strict=True))


grid = [[i / 4, j / 4] for i in range(-12, 13) for j in range(-12, 13)]
claim(
    "B01",
    "the rule with w and the rule with w₁ and w₂ agree",
    "f(x) = 1 if w₁ᵀx ≥ w₂ᵀx, 2 if w₂ᵀx > w₁ᵀx",
    True,
    readings={
        "on 625 points": all(
            (inner(w, p) >= 0) == (inner(w1, p) >= inner(w2, p)) for p in grid if abs(inner(w, p)) > 1e-12
        )
    },
)
border = [1.0, -9.0]
claim(
    "B01",
    "a point exactly on the border gets the first class, the positive one",
    "1 if wᵀx ≥ 0 here; 'buy' if probability > 0.5 in the lecture on basics",
    True,
    readings={
        "the rule here": inner(w, border) >= 0,
        "the rule there": Value(inner(w, border)).sigmoid().data > 0.5,
    },
    note="The two lectures give the border to different sides; it matters for scores that are whole numbers, and for a "
    "model that starts at w = 0.",
)
other = [[a + 7.0 for a in w1], [a + 7.0 for a in w2]]
claim(
    "B01",
    "any w₁, w₂ with this difference give the same classes",
    "for any w₁, w₂ s.t. w = w₁ − w₂",
    True,
    readings={
        "both shifted by (7, 7)": all(
            (inner(w1, p) > inner(w2, p)) == (inner(other[0], p) > inner(other[1], p))
            for p in grid
            if abs(inner(w, p)) > 1e-9
        )
    },
)
claim(
    "B01",
    "the vector called w₃",
    "w₃ = w₁ − w₂ in the figure; w₃ = (0, 1) on the next slide",
    [a - b for a, b in zip(w1, w2, strict=True)],
    readings={"w₃ of the figure": w, "w₃ of the next slide": w3},
    note="The figure's label belongs to w, the difference; w₃ is the weight vector of the third class.",
)

# %% [markdown]
# ## A third class
# Add $w_3 = (0, 1)$. Where is which score the largest? Look at the point $(1, 1)$.

# %%
weights = [w1, w2, w3]
point = [1.0, 1.0]
scores = [inner(row, point) for row in weights]
leaves = [[Value(v, f"w{k}{j}") for j, v in enumerate(row, start=1)] for k, row in enumerate(weights, start=1)]
z = [dot(row, point) for row in leaves]
probabilities = softmax(z)
table(
    [[f"class {k}", s, p] for k, (s, p) in enumerate(zip(scores, probabilities, strict=True), start=1)],
    ["", "score at (1, 1)", "softmax"],
)
claim(
    "B02",
    "the class of (1, 1)",
    "{x : 3 = argmax w_kᵀx}",
    1 + max(range(3), key=lambda k: scores[k]),
    readings={"green, class 3": 3},
)
figure(
    "three-classes",
    named("p3", probabilities[2]),
    form="columns",
    item="B02",
    caption="The winner's probability at (1, 1): its own score pushes up, the others push down.",
)


def winner(p):
    return max(range(3), key=lambda k: inner(weights[k], p))


claim(
    "B02",
    "the border between two classes is a straight line through the origin",
    "Blue, orange and green class as sets {x : k = argmax w_kᵀx}",
    True,
    readings={"doubling x never changes the class": all(winner(p) == winner([2 * v for v in p]) for p in grid)},
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.6), sharey=True)
axis = [-2 + i / 25 for i in range(101)]
for panel, rows, title in zip(panels, ([w1, w2], weights), ("two classes", "three classes"), strict=True):
    best = [[max(range(len(rows)), key=lambda k: inner(rows[k], (a, b))) for a in axis] for b in axis]
    panel.contourf(axis, axis, best, levels=[-0.5, 0.5, 1.5, 2.5], colors=["C0", "C1", "C2"], alpha=0.25)
    for k, row in enumerate(rows):
        panel.annotate("", row, (0, 0), arrowprops={"arrowstyle": "->", "color": f"C{k}", "linewidth": 2})
        panel.annotate(f"$w_{k + 1}$", row, (4, 4), textcoords="offset points")
    panel.plot(1, 1, "o", color="black", markersize=4)
    panel.set(title=title, xlabel="$x_1$", aspect="equal")
panels[0].set_ylabel("$x_2$")
plot("regions", fig, "Each region lies around its own arrow. The dot is (1, 1).", item=["B01", "B02"])

# %% [markdown]
# ## The function class, and ties
# In matrix form the rule is $f(x) = \mathrm{argmax}_k (W x)_k$. Where two scores are equal, argmax is not one class
# but two.

# %%
claim(
    "B03",
    "the scores at (1, 1) in matrix form",
    "argmax_k (Wx)_k, W ∈ ℝ^{C×d}",
    [s.data for s in z],
    readings={"row by row": scores},
)
binary_at_zero = 1 if inner(w, [0.0, 0.0]) >= 0 else 2
tied = [k for k in range(1, 4) if inner(weights[k - 1], [0.0, 0.0]) == max(inner(row, [0.0, 0.0]) for row in weights)]
print("classes with the largest score at the origin:", tied)
claim(
    "B03",
    "the rule names one class for every x",
    "f(x) = argmax_{k ∈ [C]} w_kᵀx",
    True,
    readings={"at (1, 1)": scores.count(max(scores)) == 1, "at the origin": len(tied) == 1},
    note=f"At the origin all scores tie; the binary rule with ≥ gives class {binary_at_zero}, argmax leaves it open.",
)
claim(
    "B03",
    "the class contains rules whose border misses the origin",
    "F = {f(x) = argmax w_kᵀx | w₁, ..., w_C ∈ ℝᵈ}",
    True,
    readings={
        "scores w·x": winner([1e-9, 1e-9]) != winner([1.0, 1.0]),
        "scores w·x with a constant feature 1": inner([1.0, 0.0, -5.0], [4.0, 0.0, 1.0])
        < 0
        < inner([1.0, 0.0, -5.0], [6.0, 0.0, 1.0]),
    },
    note="Without a bias, or a feature that is always 1, every border passes through the origin.",
)
(first, second) = (Value(0.7, "score 1"), Value(0.7, "score 2"))
top = named("max", engine.maximum(first, second))
figure(
    "tie",
    top,
    item="B03",
    caption="Two equal scores under a maximum: the gradient is shared, half each.",
    predict=[first],
)

# %% [markdown]
# ## The softmax, from the sigmoid
# With two classes the probability of the first is $\sigma(w \cdot x)$. Multiply numerator and denominator by
# $e^{w_1 \cdot x}$:
#
# $$\sigma(w \cdot x) = \frac{1}{1 + e^{-w \cdot x}} = \frac{e^{w_1 \cdot x}}{e^{w_1 \cdot x} + e^{w_2 \cdot x}}$$

# %%
x = [Value(1.0, "x1"), Value(1.0, "x2")]
score = named("w·x", dot(w, x))
one = named("σ(w·x)", score.sigmoid())
figure("by-sigmoid", one, item="B04", caption="One vector, one score, the sigmoid.")
e1, e2 = named("e^(w₁·x)", dot(w1, x).exp()), named("e^(w₂·x)", dot(w2, x).exp())
two = named("p1", e1 / (e1 + e2))
figure(
    "by-softmax",
    two,
    item="B04",
    caption="Two vectors, two exponentials, a share: another graph for the same number.",
    predict=[e1],
)
points = [[1.0, 1.0], [-2.0, 0.5], [0.3, -1.7]]
claim(
    "B04",
    "Pr(y = 1 | x) at three points",
    "σ(wᵀx) = 1/(1 + e^{−wᵀx}) = e^{w₁ᵀx} / (e^{w₁ᵀx} + e^{w₂ᵀx})",
    [Value(inner(w, p)).sigmoid() for p in points],
    readings={
        "1/(1 + e^{−wᵀx})": [1 / (1 + exp(-inner(w, p))) for p in points],
        "the share of e^{w₁ᵀx}": [exp(inner(w1, p)) / (exp(inner(w1, p)) + exp(inner(w2, p))) for p in points],
    },
)
slope = one.data * (1 - one.data)
compare(two, {"x": (x, [slope * v for v in w])})
ratios = [exp(inner(w1, p)) / Value(inner(w, p)).sigmoid().data for p in points]
claim(
    "B04",
    "Pr(y = 1 | x) is proportional to e^{w₁ᵀx}",
    "∝ e^{w₁ᵀx}",
    True,
    readings={
        "as k varies, for one x": isclose(
            exp(scores[0]) / probabilities[0].data, exp(scores[1]) / probabilities[1].data
        ),
        "as x varies": all(isclose(r, ratios[0]) for r in ratios),
    },
    note="The factor is one over the sum of all exponentials, and that depends on x; the sign ∝ is meant over the "
    "classes.",
)
print(f"gradient of the probability at (1, 1): {gradient(one, x)} by the sigmoid, {gradient(two, x)} by the softmax")

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "share",
    asks="Derive the gradients of $p_1 = e^{s_1} / (e^{s_1} + e^{s_2} + e^{s_3})$ by the three scores.",
    hints=["By its own score: $p_1 (1 - p_1)$.", "By another score: $-p_1 p_k$."],
)
def share():
    s = [Value(v, f"s{k}") for k, v in enumerate(scores, start=1)]
    return softmax(s)[0], {"s": s}, {"s": scores}
