# %% [markdown]
# # One kernel for every place
# A network has learned to tell lying bars from standing ones in the top left corner of a picture. Does it know them in
# the bottom right corner? An MLP has weights of its own for every pixel. A convolutional network (CNN) uses the same
# few weights at every place. Is that enough?
#
# Minutes: 40
#
# Before: [One neuron decides](one_neuron_decides.html); [The moons](moons.html);
# [How descent goes astray](descent_goes_astray.html).
#
# After: you can derive the gradient of a shared weight as a sum over places, build a small convolutional network, and
# compare two models fairly.

# %%
import random
from statistics import median

import matplotlib.pyplot as plt

import nn
from engine import Constant, Value, affine, named, relu
from engine import sum as total
from lectures.board import Drawn, ask, compare, exercise, figure, plot, table

# %% [markdown]
# ## A task that looks easy
# Each picture has 8 × 8 pixels, about 1 for ink and 0 for paper, with a little noise. Three pixels in a row are a bar.
# It lies (class 0) or stands (class 1), anywhere: there are 48 places for a lying bar and 48 for a standing one.


# %%
def pictures(count, seed, within=None, noise=0.2):
    rng = random.Random(seed)
    return nn.datasets.shifted_bars(count, noise=noise, within=within, rng=rng)


validation, test = pictures(400, seed=1000), pictures(400, seed=2000)

# %% The code of this plot
shown = {f"{i}: {'stands' if test.targets[i] else 'lies'}": test.inputs[i][0] for i in range(4)}
plot("bars", nn.plots.images(shown, columns=4, signed=False), "Black is ink.")

# %% [markdown]
# We train a small MLP, 64 → 2 → 1, and one with ten times its parameters, on 120 pictures. One run may be lucky, so
# there are 8 seeds, each with its own pictures and first weights. One network of each kind tries four rates on 400
# other pictures; its best serves all of that kind. The test has 400 more, and which moves a result by about 2 %.


# %%
def mlp(rng, hidden):  # Flatten: the 8 × 8 pixels become 64 inputs
    return nn.Sequential(nn.Flatten(), nn.MLP(64, hidden, 1, rng=rng))


def trained(make, size, seed, rate, data, epochs=20):  # 60 steps for all
    model, batch = make(random.Random(seed), *size), len(data.inputs) * epochs // 60
    loss = nn.losses.binary_cross_entropy_from_logits
    adam = nn.Adam(model.parameters(), rate)
    nn.fit(model, data, loss, adam, epochs=epochs, batch_size=batch, rng=random.Random(seed))
    return model


RATES, tried, rows, tests, models = [0.01, 0.03, 0.3, 1.0], [], [], {}, {}


def best_rate(name, make, *size):  # with a seed that is used for nothing else
    models = [trained(make, size, 100, rate, pictures(120, seed=100)) for rate in RATES]
    scores = [nn.accuracy(nn.classifier(model), validation) for model in models]
    tried.append([name] + [f"{score:.0%}" for score in scores])
    return RATES[scores.index(max(scores))]


def try_out(name, rate, make, *size, count=120, epochs=20, within=None, test=test):
    data = [pictures(count, seed, within) for seed in range(8)]
    models[name] = [trained(make, size, seed, rate, data[seed], epochs) for seed in range(8)]
    tests[name] = shares = [nn.accuracy(nn.classifier(model), test) for model in models[name]]
    words = f"{median(shares):.0%} ({min(shares):.0%} to {max(shares):.0%})"
    rows.append([name, len(models[name][0].parameters()), count, rate, words])
    return words


mlp_rate = best_rate("large MLP", mlp, 20)
small, large = try_out("small MLP", mlp_rate, mlp, 2), try_out("large MLP", mlp_rate, mlp, 20)
more = try_out("large MLP, 1200", mlp_rate, mlp, 20, count=1200, epochs=4)
known = nn.accuracy(nn.classifier(models["large MLP"][0]), pictures(120, seed=0))
ask(
    f"The large MLP of the first seed gets {known:.0%} of its training right. Guess: how many of the test pictures?",
    f"{large}: the median of 8 seeds, from worst to best. A coin gets 50%, the small MLP {small}. There are 60 lying "
    f"bars to learn from. All of them miss a given place with probability $(47/48)^{{60}}$, so about "
    f"{48 * (47 / 48) ** 60:.0f} of the 48 places are **never seen**, and many only once. Where there is no ink the "
    "pixel is nearly 0, and so is the gradient of its weights: a bar teaches the weights of other places little.",
)

# %% [markdown]
# ## The same weights at every place
# So let the places share. Take a small window of weights, the **kernel**, lay it on every place in turn, and compute
# one neuron there. Its results are the **feature map**: a large number says "here is what I look for". Then forget
# where: take the mean of the map. First on paper, with one row of whole numbers, $x_0 \dots x_4$, and a kernel of two
# weights. The mean $m$ will be 9, and the loss asks for more, 13:
#
# $$z_i = w_0 x_i + w_1 x_{i+1} + b, \quad h_i = \mathrm{ReLU}(z_i)$$
#
# $$m = \tfrac14 (h_0 + h_1 + h_2 + h_3), \quad L = (m - 13)^2$$

# %%
ink = [6, 7, 1, 8, 5]
x = [Constant(pixel, f"x{i}") for i, pixel in enumerate(ink)]
w, b = [Value(-1.0, "w0"), Value(3.0, "w1")], Value(-3.0, "b")
h = []
for i in range(4):
    z = named(f"z{i}", affine(w, x[i : i + 2], b))  # w0 x_i + w1 x_(i+1) + b
    h.append(named(f"h{i}", relu(z)))
m = named("m", named("s", total(h)) / 4)
loss = named("L", (m - 13) ** 2)
figure("shared-kernel", loss, predict=w, caption="Backwards, $w_0$ adds up one contribution from each place.")

# %% [markdown]
# Step once more with **layer** pressed: the four windows are the rows of one matrix, all times the same $w$.
#
# ## Its gradient by hand
# Start at the end, as always. The mean hands the same quarter to each place, and ReLU lets it pass where $z_i > 0$:
# $g_i = \partial L / \partial z_i = 2(m - 13) \cdot \tfrac14 \cdot [z_i > 0]$. Now $w_0$. It is used at **all** places,
# so nudging it moves all $z_i$ at once, and the contributions add up. At place $i$ it was multiplied by $x_i$, so
# $\partial L / \partial w_0 = \sum_i g_i x_i$.

# %%
g = [-2, 0, -2, -2]  # 2 (9 - 13) / 4 = -2; the z are 12, -7, 20 and 4
dw0 = g[0] * ink[0] + g[1] * ink[1] + g[2] * ink[2] + g[3] * ink[3]
print("contributions to w0:", [g[i] * ink[i] for i in range(4)], "\ntheir sum:", dw0)
dw1 = sum(g[i] * ink[i + 1] for i in range(4))
ask(
    "Now $w_1$ and $b$: the same $g_i$, but what stands beside $w_1$ at place $i$, and what beside $b$?",
    f"Beside $w_1$ stands $x_{{i+1}}$, so the contributions are {[g[i] * ink[i + 1] for i in range(4)]}; their sum is "
    f"{dw1}. Beside $b$ stands a 1 at every place: $\\sum_i g_i = {sum(g)}$.",
)
compare(loss, {"w0": (w[0], dw0), "w1": (w[1], dw1), "b": (b, sum(g))})

# %% [markdown]
# ## In two dimensions
# Now the window is 3 × 3 and slides over rows and columns, to 6 × 6 places. (This is called a convolution; strictly it
# is a cross-correlation, because the kernel is not turned round.) Here is a kernel that looks for lying bars: 1 in its
# middle row, 0 elsewhere, bias −2. Without noise only three pixels of ink side by side get past its ReLU.

# %%
kernel = nn.Conv2D(1, 1, kernel=3, activation="relu", init="zeros")  # 1 grey plane in, 1 map out
kernel.assign(W=[[[[0, 0, 0], [1, 1, 1], [0, 0, 0]]]], b=[-2])
(lying, standing), (top, _) = pictures(2, 8, noise=0.0).inputs, pictures(2, 10, noise=0.0).inputs
shown = {"lies": lying[0], "stands": standing[0], "lies on top": top[0]}
shown |= {f"map: {name}": kernel([picture])[0] for name, picture in shown.items()}
plot("maps", nn.plots.images(shown, columns=3, signed=False), "Three pictures, and below each its map.")
ask(
    'Why is the last map empty? If "not empty" means "lies", how many of the 96 places come out right, without noise?',
    "The middle row of a window never reaches the first or the last row of the picture, where 12 lying bars are. So "
    f"84 of 96 come out right, {84 / 96:.1%}. One kernel is enough for the bars; the **border** is the trouble.",
)

# %% [markdown]
# Two remedies: more kernels, such as one with its ones in the top row; or a **frame** of zeros round the picture
# (`padding`), so that windows reach beyond it. The pool takes the mean of each map; a last neuron weighs the means.


# %%
def cnn(rng, kernels, frame=0):
    maps = nn.Conv2D(1, kernels, kernel=3, padding=frame, activation="relu", rng=rng)
    return nn.Sequential(maps, nn.GlobalAveragePool(), nn.Layer(kernels, 1, rng=rng))


rate = best_rate("12 kernels", cnn, 12)
one, framed = try_out("1 kernel", rate, cnn, 1), try_out("1 kernel, frame", rate, cnn, 1, 2)
twelve = try_out("12 kernels", rate, cnn, 12)
ask(
    "Why 12 kernels? Count the parameters, and the multiplications, against the small MLP. Then guess the accuracies.",
    f"12 · (9 + 1) + 12 + 1 = {12 * 10 + 13} parameters, as many as in the MLP: 2 · (64 + 1) + 2 + 1 = {2 * 65 + 3}. "
    f"The work is not equal: 12 · 36 · 9 = {12 * 36 * 9} multiplications against {2 * 64}, before the last neuron. One "
    f"kernel, 12 parameters in all, gets {one}, the border again; in a frame two zeros wide {framed}: one got stuck. "
    f"12 kernels without a frame get {twelve}. The large MLP with **ten times the pictures** comes near: {more}.",
)

# %% [markdown]
# ## From one corner to the other
# Now the first question: train with 60 bars in the top left quarter (8 places for each kind), test in the bottom right.

# %%
away = {"count": 60, "within": (0, 4), "test": pictures(400, seed=3000, within=(4, 8))}
corner_mlp = try_out("corner: small MLP", mlp_rate, mlp, 2, **away)
corner = try_out("corner: 12 kernels", rate, cnn, 12, **away)
corner_framed = try_out("corner: 12, frame", rate, cnn, 12, 2, **away)
ask(
    "What do you expect of the small MLP, of 12 kernels, and of 12 kernels with a frame?",
    f"MLP: {corner_mlp}, a coin. 12 kernels: {corner}. With the frame: {corner_framed}. Shared weights are **not** "
    "enough: a kernel that serves the top border may be blind at the bottom one. With a frame two wide, each window "
    "that meets the bar exists at every place, and what is learned in one corner holds in the other.",
)

# %% The code of this plot
fig, axes = plt.subplots(figsize=(6.4, 3.6))
for row, name in enumerate(tests):
    axes.plot(tests[name], [row] * 8, "o", color=f"C{row % 4}", alpha=0.6)
    axes.plot([median(tests[name])] * 2, [row - 0.3, row + 0.3], color=f"C{row % 4}")
axes.axvline(0.5, color="0.5", linestyle=":")
axes.set(yticks=range(len(tests)), yticklabels=tests, xlabel="right", xlim=(0.35, 1.02), ylim=(8.6, -0.6))
plot("eight-seeds", fig, "A mark for each seed, a line at the median. At 0.5 one might as well toss a coin.")
table(rows, ["model", "parameters", "pictures", "rate", "test"], "Medians of 8 seeds (and from worst to best)")
table(tried, ["validation at rate", *map(str, RATES)], "Each kind of network then keeps its best rate")

# %% [markdown]
# ## What has it learned?
# Of the 12 kernels of the first seed, without a frame, here are the six with the strongest votes. The **vote** of a
# kernel is the weight that the last neuron gives to its mean: a positive one says "it stands". Violet is positive.

# %% The code of this plot
model = models["12 kernels"][0]
lines = ["top row", "middle row", "bottom row", "left column", "middle column", "right column"]
kernels, votes = {}, sorted(zip(model.stages[2].W.data[0], range(12)))
for vote, k in votes[:3] + votes[-3:]:
    K = model.stages[0].W[k][0].data
    sums = [sum(line) for line in [*K, *zip(*K)]]
    kernels[f"{k}: {lines[sums.index(max(sums))]}, vote {vote:+.1f}"] = K
plot("kernels", nn.plots.images(kernels, columns=3, signed=True), "Titled by the row or column with the largest sum.")
titles = list(kernels)
ask(
    "What do these kernels look for? And without noise: if a bar moves down by two pixels, what "
    "happens to the map of such a kernel, and to its mean?",
    f"For 'lies': {'; '.join(titles[:3])}. For 'stands': {'; '.join(titles[3:])}. Not each is easy to read. A line at "
    "the edge of a kernel reaches one border of the picture and misses the other. The map moves with the bar and its "
    "mean stays the same, except at the border, where fewer windows see the bar.",
)


@exercise(
    "kernel-of-three",
    asks="A kernel of three weights, no bias, on a row of five pixels: $z_i = w_0 x_i + w_1 x_{i+1} + w_2 x_{i+2}$ "
    "and $h_i = \\mathrm{ReLU}(z_i)$ at 3 places, $L = \\frac12 (h_0 + h_1 + h_2 - 2)^2$. Derive the gradient of $w$.",
    hints=[
        "$\\partial L / \\partial h_i$ is the same for all three places. Where $z_i < 0$, nothing gets through.",
        "Nudge $w_2$ alone. Beside which pixel does it stand at place 0, at place 1, at place 2?",
    ],
)
def kernel_of_three(draw):
    x = draw([2.5, -1.5, 0.7, 3.0, 1.2])
    w = [Value(number, f"w{k}") for k, number in enumerate(draw([0.8, -1.9, 2.2]))]
    z = [w[0] * x[i] + w[1] * x[i + 1] + w[2] * x[i + 2] for i in range(3)]
    h = [relu(each) for each in z]
    return Drawn(0.5 * (h[0] + h[1] + h[2] - 2.0) ** 2, {"dh": h, "w": w}, {"x": x}, values={"z": z})


# %% [markdown]
# You can now share a weight between places, derive its gradient as a sum over them, and say what it saves (pictures to
# learn from), what it costs (work), and where it ends (at the border). And you can compare two models fairly. Next,
# weights are shared over **time**: "A network with a memory" reads one number after the other.
