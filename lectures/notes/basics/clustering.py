# %% [markdown]
# # k-means
# Groups without labels: assign every point to the nearest centre, move every centre to the middle of its points,
# repeat. It never goes up, and it may get stuck.
#
# Covers: A31
#
# Before: squared error; gradient descent.
#
# After: you can run both steps by hand, derive the gradient by the centres, and show a start from which the algorithm
# ends in the wrong groups.

# %%
import random
from itertools import combinations, pairwise, product

import matplotlib.pyplot as plt

from engine import Constant, Value, gradient, hessian, named
from lectures.board import claim, compare, exercise, figure, plot, table
from nn import KMeans
from nn.cluster import assign, inertia, squared_distance, update
from nn.datasets import blobs

# %% [markdown]
# ## Two steps on a line
# Six houses, one number each, two centres. First every point picks its nearest centre, then every centre moves to the
# mean of the points that picked it.

# %%
points = [[1.0], [2.0], [3.0], [7.0], [8.0], [12.0]]
centres = [[2.0], [3.0]]
rows = []
for step in range(5):
    labels = assign(points, centres)
    rows.append([step, *(c for (c,) in centres), str(labels), inertia(points, labels, centres)])
    centres = update(points, labels, centres)
table(rows, ["step", "μ₀", "μ₁", "assignment c", "J"], "Assign, update, assign, ...")
claim(
    "A31",
    "J for the first assignment",
    "J(c, μ) = Σ ‖x⁽ⁱ⁾ − μ_c⁽ⁱ⁾‖²",
    rows[0][-1],
    readings={"point by point": sum((x - min((2.0, 3.0), key=lambda m, x=x: abs(x - m))) ** 2 for (x,) in points)},
)
claim(
    "A31",
    "the alternation never raises J",
    "the K-Means algorithm which alternates between two steps",
    True,
    readings={"five rounds": all(after[-1] <= before[-1] for before, after in pairwise(rows))},
)


def nearer(to_own, to_others):
    """Is the farthest of the own ones nearer than the nearest of the others?"""
    return max(to_own) < min(to_others)


def distances(x, labels, wanted):
    return [squared_distance(x, p) for p, k in zip(points, labels, strict=True) if wanted(k)]


claim(
    "A31",
    "every point is nearer to its own group than to the other one",
    "objects in the same group are more similar to each other than to those in other clusters",
    True,
    readings={
        "centre against centre": all(
            nearer([squared_distance(x, centres[k])], [squared_distance(x, centres[1 - k])])
            for x, k in zip(points, labels, strict=True)
        ),
        "point against point": all(
            nearer(distances(x, labels, lambda c, k=k: c == k), distances(x, labels, lambda c, k=k: c != k))
            for x, k in zip(points, labels, strict=True)
        ),
    },
    note="k-means compares a point with centres only: 7 ends in one group with 12 although 3 is nearer to it.",
)

# %% [markdown]
# The distance is a sum over features, and so the unit of a feature decides how much it counts. Four houses, size and
# bedrooms, and the two groups that are found:

# %%
homes = [[1000.0, 1.0], [1100.0, 5.0], [2000.0, 1.0], [2100.0, 5.0]]


def groups(size_unit, bedroom_unit):
    """The sets of houses that end together when size and bedrooms are divided by these units."""
    scaled = [[size / size_unit, bedrooms / bedroom_unit] for size, bedrooms in homes]
    found = KMeans(2, restarts=10, rng=random.Random(0)).fit(scaled).clusters
    return {frozenset(i for i, k in enumerate(found) if k == j) for j in (0, 1)}


claim(
    "A31",
    "other units, the same groups",
    "Grouping houses based on features like price, age, and size to discover market segments",
    True,
    readings={
        "all features divided by 1000": groups(1000.0, 1000.0) == groups(1.0, 1.0),
        "only the size, in thousands of square feet": groups(1000.0, 1.0) == groups(1.0, 1.0),
    },
    note="In square feet only the size counts, in thousands of them only the bedrooms do: features have to be brought "
    "to one scale before distances mean anything.",
)

# %% [markdown]
# ## The update is a gradient step
# With the assignment fixed, $J$ is a sum of squares in the centres, and
# $\frac{\partial J}{\partial \mu_k} = 2 \sum_{i: c_i = k} (\mu_k - x_i)$. It is 0 at the mean.

# %%
mu = [[Value(2.3, "μ0")], [Value(9.6, "μ1")]]
chosen = points[1:5]
labels = assign(chosen, [[2.3], [9.6]])
J = named("J", inertia([[Constant(x, f"x{i}")] for i, (x,) in enumerate(chosen)], labels, mu))
figure(
    "inertia",
    J,
    item="A31",
    caption="Each point sends its gradient to one centre only: the one it was assigned to.",
    predict=[mu[0][0]],
)
by_hand = [[2 * sum(m - x for (x,), k in zip(chosen, labels, strict=True) if k == j)] for j, m in enumerate((2.3, 9.6))]
compare(J, {"μ": (mu, by_hand)})
slopes, bends = gradient(J, [row[0] for row in mu]), [hessian(J, row[0]) for row in mu]
counts = [labels.count(k) for k in (0, 1)]
stepped = [[m - g / (2 * n)] for m, g, n in zip((2.3, 9.6), slopes, counts, strict=True)]
claim(
    "A31",
    "the update step moves the centres to",
    "alternates between two steps",
    update(chosen, labels, [[2.3], [9.6]]),
    readings={"one step of gradient descent with the rate 1/(2 nₖ)": stepped},
)
claim("A31", "second derivative of J by each centre", "J(c, μ)", bends, readings={"2 nₖ": [2.0 * n for n in counts]})

# %% [markdown]
# The assignment has no gradient at all: it is a choice. Move a centre a little, and usually nobody changes sides.
# With centres and assignment **together** the problem is not convex: exchange the two centres, and $J$ is the same;
# halfway between the two arrangements both centres coincide, and $J$ is larger.


# %%
def best_inertia(centres):
    return inertia(points, assign(points, centres), centres)


first, second = [[2.0], [9.0]], [[9.0], [2.0]]
middle = [[(a + b) / 2] for (a,), (b,) in zip(first, second, strict=True)]
claim(
    "A31",
    "J is not convex",
    "This joint objective is non-convex",
    True,
    readings={
        "halfway between μ and its exchange": best_inertia(middle) > (best_inertia(first) + best_inertia(second)) / 2
    },
)

# %% [markdown]
# ## Stuck
# In the plane, four groups at the corners of a rectangle and four centres. Two starts.

# %%
rng = random.Random(8)
data = blobs([(0.0, 0.0), (0.0, 2.0), (6.0, 0.0), (6.0, 2.0)], count=60, spread=0.35, rng=rng)
model = KMeans(4, rng=random.Random(0))
starts = {
    "one centre in each group": [[0.0, 0.0], [0.0, 2.0], [6.0, 0.0], [6.0, 2.0]],
    "three centres on the left": [[-0.3, 0.0], [0.3, 0.0], [0.0, 2.0], [6.0, 1.0]],
}
runs = {name: model.run(data.inputs, start) for name, start in starts.items()}
table(
    [[name, history[0], history[-1], len(history)] for name, (_, _, history) in runs.items()],
    ["start", "J at the start", "J at the end", "rounds"],
)
ends = {name: history[-1] for name, (_, _, history) in runs.items()}
restarted = KMeans(4, restarts=20, rng=random.Random(0)).fit(data.inputs)
claim(
    "A31",
    "the algorithm finds the best groups",
    "To define a good cluster, we need to find the best cluster assignments and the best cluster centers",
    True,
    readings={
        **{name: end < 1.01 * min(ends.values()) for name, end in ends.items()},
        "several random starts, the best kept": restarted.inertia < 1.01 * min(ends.values()),
    },
    note="Alternating finds a place from which neither step improves, which need not be the best one; restarts help.",
)

# %% The code of this plot
fig, panels = plt.subplots(1, 2, figsize=(7.6, 3.2), sharey=True)
for panel, (name, (found, labels, _)) in zip(panels, runs.items(), strict=True):
    for k, mark in enumerate("os^d"):
        group = [x for x, label in zip(data.inputs, labels, strict=True) if label == k]
        panel.plot([x[0] for x in group], [x[1] for x in group], mark, color=f"C{k}", markersize=4)
    panel.plot(*zip(*found, strict=True), "X", color="black", markersize=9, markeredgecolor="white")
    panel.set(title=f"{name}:\nJ = {ends[name]:.1f}")
plot("stuck", fig, "On the right two centres share one group, and one centre has to serve two.", item="A31")

# %% [markdown]
# ## How hard is it?
# "NP-hard", say the notes: no method is known that always finds the best groups in reasonable time. That is proved
# for the plane with many centres, and for two centres in many dimensions. On a line it is easy: the best groups are
# neighbours, so one only has to place the cuts.


# %%
def cost(group):
    mean = sum(group) / len(group)
    return sum((x - mean) ** 2 for x in group)


def cut_best(xs, k):
    """All ways to cut a sorted list into k runs; clever bookkeeping makes this quick for long lists too."""
    xs = sorted(xs)
    return min(
        sum(cost(xs[a:b]) for a, b in pairwise((0, *cuts, len(xs)))) for cuts in combinations(range(1, len(xs)), k - 1)
    )


def try_all(xs, k):
    """Every assignment whatsoever."""
    return min(
        sum(cost([x for x, c in zip(xs, labels, strict=True) if c == j]) for j in range(k) if j in labels)
        for labels in product(range(k), repeat=len(xs))
    )


line = [x for (x,) in points]
tried = {n: (k := 2, len(list(combinations(range(1, n), k - 1))), k**n) for n in (6, 20)}
table(
    [[n, cuts, every] for n, (_, cuts, every) in tried.items()],
    ["points on a line, k = 2", "cuts to try", "assignments to try"],
)
claim(
    "A31",
    "solving it exactly takes a search that explodes",
    "NP-hard to solve directly",
    True,
    readings={
        "by trying all kᵐ assignments, in any dimension": tried[20][2] > 1000 * tried[6][2],
        "on a line, where cutting finds the same optimum": abs(cut_best(line, 3) - try_all(line, 3)) > 1e-9,
    },
    note="Hard in general, for many centres or many dimensions; in one dimension cutting the sorted points is "
    "exact and "
    "fast.",
)

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "centre-gradient",
    asks="Derive the gradient of $J = \\sum_i \\lVert x_i - \\mu_{c_i} \\rVert^2$ by the centres, for the given "
    "assignment "
    "$c$ of points in the plane.",
    hints=[
        "Only the points assigned to $\\mu_k$ contain it.",
        "Each contributes $2 (\\mu_k - x_i)$, a vector of two numbers.",
    ],
)
def centre_gradient():
    places = [[0.0, 1.0], [1.0, 0.0], [4.0, 4.0], [5.0, 3.0], [6.0, 5.0]]
    start = [[1.0, 1.0], [4.0, 3.0]]
    c = assign(places, start)
    mu = [[Value(v, f"μ{k}{j}") for j, v in enumerate(row)] for k, row in enumerate(start)]
    return inertia(places, c, mu), {"mu": mu}, {"x": places, "c": c, "mu": start}
