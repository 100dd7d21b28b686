# %% [markdown]
# # A network by hand
# A network says 3.5 where 6 is right: which of its nine numbers are to blame, and how much? We find out on paper, one
# chain rule after the other, until we would rather have a machine do it.
#
# Minutes: 45
#
# Before: [Slope and graph](slope_and_graph.html); [Fit a line](fit_a_line.html);
# [One neuron decides](one_neuron_decides.html).
#
# After: you can derive every gradient of a small network on paper, from the loss back to the first weight.
# Keywords: backpropagation, backward pass, multilayer perceptron

# %% [markdown]
# ## What no weighted sum can do
# Let a program learn to **multiply**: given $x_0$ and $x_1$, it should say $x_0 x_1$. A weighted sum
# $w_0 x_0 + w_1 x_1 + b$ cannot do it, whatever its three numbers are. Look at what comes out at four corners:

# %%
import matplotlib.pyplot as plt

from engine import Constant, Value, affine, gradient, named, record, scope
from lectures.board import Drawn, Question, ask, compare_steps, exercise, figure, play, plot, table

# %% The code of this table
corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
outputs = {
    "0.7 x0 − 2.5 x1 + 4, a weighted sum": [0.7 * p - 2.5 * q + 4 for p, q in corners],
    "x0 x1, the product": [p * q for p, q in corners],
    "((x0 + x1)² − (x0 − x1)²) / 4": [((p + q) ** 2 - (p - q) ** 2) / 4 for p, q in corners],
}
table([[name, *said] for name, said in outputs.items()], ["at (x0, x1) =", "(1, 1)", "(1, −1)", "(−1, 1)", "(−1, −1)"])

# %% [markdown]
# Let $x_1$ fall from 1 to $-1$. The weighted sum changes by $-2 w_1$, here by 5, whatever $x_0$ is. The product falls
# by 2 where $x_0 = 1$, and **grows** by 2 where $x_0 = -1$. But $(x_0 + x_1)^2 - (x_0 - x_1)^2 = 4 x_0 x_1$: **two
# weighted sums, each of them squared, and a weighted sum of the squares** can multiply. That is a network with a
# **hidden layer** of two neurons, hidden because nobody outside sees what they say.
#
# ## The network
#
# $$z_0 = x_0 w_{00} + x_1 w_{10} + b_0, \qquad h_0 = z_0^2$$
#
# $$z_1 = x_0 w_{01} + x_1 w_{11} + b_1, \qquad h_1 = z_1^2$$
#
# $$ŷ = h_0 v_0 + h_1 v_1 + c, \qquad e = ŷ - y, \qquad L = e^2$$
#
# We count from 0, as Python does, and $w_{01}$ leads **from** input 0 **to** neuron 1. The function between $z$ and
# $h$ is the **activation** of the neuron. In the last lecture it was the sigmoid; here it is the square, because its
# slope $2z$ needs no calculator. Nine numbers are to be learned, one on each arrow:

# %% The code of this plot
boxes = {"x_0": (0, 2), "x_1": (0, 0), "z_0, h_0": (2, 2), "z_1, h_1": (2, 0), r"\hat{y}": (4, 1)}
arrows = {"w_{00}": (0, 2, 2, 2), "w_{01}": (0, 2, 2, 0), "w_{10}": (0, 0, 2, 2), "w_{11}": (0, 0, 2, 0)}
arrows |= {"v_0": (2, 2, 4, 1), "v_1": (2, 0, 4, 1), "b_0": (2, 3, 2, 2), "b_1": (2, 1, 2, 0), "c": (4, 2, 4, 1)}
picture, axes = plt.subplots(figsize=(6.5, 3))
for name, (x, y, right, up) in arrows.items():
    axes.annotate("", (right, up), (x, y), arrowprops={"arrowstyle": "->", "shrinkA": 9, "shrinkB": 14})
    share = 0.3 if right > x else 0  # the name of a bias stands at the start of its arrow
    place = x + share * (right - x), y + share * (up - y)
    axes.text(*place, f"${name}$", ha="center", va="center", backgroundcolor="white")
for name, place in boxes.items():
    axes.text(*place, f"${name}$", ha="center", va="center", bbox={"boxstyle": "round,pad=0.5", "facecolor": "white"})
axes.axis([-0.5, 4.5, -0.4, 3.2])
axes.axis("off")
plot("nine-numbers", picture, "Each neuron adds up what its arrows bring, and squares it; the output does not square.")

# %% [markdown]
# The nine have to start somewhere, so at first the network says nonsense. Here it is asked for 2 times 3.

# %%
x0, x1, y = Constant(2.0, "x0"), Constant(3.0, "x1"), Constant(6.0, "y")

w00, w01 = Value(-0.1, "w00"), Value(1.1, "w01")
w10, w11 = Value(-0.3, "w10"), Value(-1.3, "w11")
b0, b1 = Value(0.5, "b0"), Value(0.9, "b1")
v0, v1, c = Value(1.5, "v0"), Value(-0.5, "v1"), Value(3.28, "c")

with scope("hidden layer"):
    z0 = named("z0", affine([w00, w10], [x0, x1], b0))  # w00 * x0 + w10 * x1 + b0, as one box
    z1 = named("z1", affine([w01, w11], [x0, x1], b1))
    h0, h1 = named("h0", z0**2), named("h1", z1**2)
with scope("output"):
    yp = named("ŷ", affine([v0, v1], [h0, h1], c))
with scope("loss"):
    e = named("e", yp - y)
    loss = named("L", e**2)

# %% [markdown]
# Take a sheet of paper and go **forward**: each number below is one line. The first neuron is done for you.
#
# $$z_0 = 2 \cdot (-0.1) + 3 \cdot (-0.3) + 0.5 = -0.6, \qquad h_0 = (-0.6)^2 = 0.36$$

# %%
ask(
    "What are $z_1$, $h_1$, $ŷ$, $e$ and $L$? Write all of them down: the way back needs them.",
    f"$z_1 = {z1.data:.4g}$, $h_1 = {h1.data:.4g}$, $ŷ = {yp.data:.4g}$, $e = {e.data:.4g}$, $L = {loss.data:.4g}$.",
)

# %% [markdown]
# ## The way back
# We want nine slopes, such as $\partial L / \partial w_{00}$: how fast the loss moves when $w_{00}$ does. Write
# $\delta a$ for $\partial L / \partial a$, whatever $a$ is. The chain rule then says the same thing at every arrow from
# $a$ to $u$: **what $a$ receives is the slope of $u$ by $a$, times $\delta u$.** Three slopes are all we need:
#
# | line | slopes |
# |---|---|
# | $u = a^2$ | $\partial u / \partial a = 2 a$ |
# | $u = a + b$ or $a - b$ | 1, and for the $b$ that is subtracted $-1$ |
# | $u = a\, b$ | $\partial u / \partial a = b$: the *other* factor |
#
# Start at the end, where $\delta L = 1$. Worked in full, along the first neuron:
#
# $$\delta e = 2 e = 2 \cdot (-2.5) = -5, \qquad \delta ŷ = 1 \cdot \delta e = -5, \qquad \delta c = \delta ŷ = -5$$
#
# $$\delta v_0 = h_0 \, \delta ŷ = 0.36 \cdot (-5) = -1.8, \qquad \delta h_0 = v_0 \, \delta ŷ = 1.5 \cdot (-5) = -7.5$$
#
# $$\delta z_0 = 2 z_0 \, \delta h_0 = (-1.2) \cdot (-7.5) = 9$$
#
# $$\delta w_{00} = x_0 \, \delta z_0 = 2 \cdot 9 = 18, \qquad
# \delta w_{10} = x_1 \, \delta z_0 = 3 \cdot 9 = 27, \qquad \delta b_0 = \delta z_0 = 9$$
#
# Each line needs only numbers that stand on your sheet: the $\delta$ of the line before, and a number of the way
# forward. That is why we wrote those down.

# %% The code of this question
d_yp = 2 * e.data
d_h1 = v1.data * d_yp
d_z1 = 2 * z1.data * d_h1
to_w1 = f"$\\delta w_{{01}} = {x0.data * d_z1:.4g}$, $\\delta w_{{11}} = {x1.data * d_z1:.4g}$"
ask(
    "Now the second neuron, and mind the signs: $\\delta v_1 = \\ldots \\cdot (-5)$, $\\delta h_1 = \\ldots$, then "
    "$\\delta z_1 = 2 \\cdot \\ldots$, and at last $\\delta w_{01}$, $\\delta w_{11}$ and $\\delta b_1$.",
    f"$\\delta v_1 = h_1\\, \\delta ŷ = {h1.data * d_yp:.4g}$, $\\delta h_1 = v_1\\, \\delta ŷ = {d_h1:.4g}$, "
    f"$\\delta z_1 = 2 z_1\\, \\delta h_1 = {d_z1:.4g}$, {to_w1}, $\\delta b_1 = {d_z1:.4g}$.",
)

# %% [markdown]
# Before you trust your sheet, step through the same pass. First the values flow forward (blue), then the slopes flow
# back (orange): on each arrow stands *slope times what arrives*. On the way back the figure asks you for the
# second neuron: what does your sheet say? Press "whole graph" to see all boxes at once.

# %%
figure("by-hand", loss, caption="One example through the network and back.", predict=[v1, h1, w01, w11])

# %% [markdown]
# Here is the whole sheet as code. The engine, which has just made the figure, checks it from the loss backwards.


# %%
d_e = 2 * e.data
d_yp = d_e
d_v0, d_v1, d_c = h0.data * d_yp, h1.data * d_yp, d_yp
d_h0, d_h1 = v0.data * d_yp, v1.data * d_yp
d_z0, d_z1 = 2 * z0.data * d_h0, 2 * z1.data * d_h1
d_w00, d_w01 = x0.data * d_z0, x0.data * d_z1
d_w10, d_w11 = x1.data * d_z0, x1.data * d_z1
d_b0, d_b1 = d_z0, d_z1

sheet = [("e", e, d_e), ("ŷ", yp, d_yp), ("v0", v0, d_v0), ("v1", v1, d_v1), ("c", c, d_c)]
sheet += [("h0", h0, d_h0), ("h1", h1, d_h1), ("z0", z0, d_z0), ("z1", z1, d_z1), ("w00", w00, d_w00)]
sheet += [("w01", w01, d_w01), ("w10", w10, d_w10), ("w11", w11, d_w11), ("b0", b0, d_b0), ("b1", b1, d_b1)]
compare_steps(loss, sheet)

# %% [markdown]
# A slip that everybody makes once: going from $h_0$ to $z_0$ without the slope $2 z_0$. The sheet looks fine, and all
# that comes after the slip is wrong. So look for the **first** wrong line, and leave alone what only *follows* from it:
# $x_0$ times a wrong $\delta z_0$ is the right step with a wrong number, so the table shows no difference for it.

# %%
compare_steps(loss, [("h0", h0, d_h0), ("z0", z0, d_h0), ("w00", w00, x0.data * d_h0), ("b0", b0, d_h0)])

# %% [markdown]
# ## Who is to blame
# The largest slope is $\delta w_{10} = 27$: if this weight grows by 0.01, the loss grows by about 0.27. All nine
# together say where downhill is, so let each number take a small step against its own slope, as in "Fit a line".

# %% The code of this question
numbers = [w00, w01, w10, w11, b0, b1, v0, v1, c]
slopes = [d_w00, d_w01, d_w10, d_w11, d_b0, d_b1, d_v0, d_v1, d_c]
steepness = sum(slope**2 for slope in slopes)
tape = record(loss, numbers)
loss_after = tape.value([p.data - 0.001 * g for p, g in zip(numbers, slopes)])
ask(
    "A number with the slope $g$ takes the step $-\\text{rate} \\cdot g$, which changes the loss by about "
    "$-\\text{rate} \\cdot g^2$. What do all nine together make of $L$ with the rate 0.001?",
    f"The squares of the nine slopes add up to {steepness:.1f}, so the slopes promise {loss.data:.2f} − 0.001 · "
    f"{steepness:.1f} = {loss.data - 0.001 * steepness:.2f}. In truth it becomes {loss_after:.2f}.",
)

# %% The code of this question
falls, promised = loss.data - tape.value([p.data - 0.1 * (p is w10) for p in numbers]), 0.1 * d_w10
lowest = w10.data - ((h0.data - e.data / v0.data) ** 0.5 + z0.data) / x1.data
question = Question(
    f"Lower w10 by 0.1: its slope promises that the loss falls by {promised:.3g}. What does it do?",
    [f"It falls by {promised:.3g}", "It falls by more", "It falls by less"],
    right=0 if abs(falls - promised) < 0.005 else 1 if falls > promised else 2,
    answer=f"It falls by {falls:.3g}: on the way z0 moves away from 0, so the slope 2 z0 becomes steeper. But go on "
    f"past −{-lowest:.3g}, where the loss is 0, and it rises again: a slope promises little for a long step.",
)
play("how-far-to-trust", loss, question, "Pale: what was there before. Dashed: what the slope promises.")

# %% [markdown]
# ## Another activation
# We used the square for the sake of the paper. With another activation one factor in one formula changes: in
# $\delta z = 2 z\, \delta h$, the slope of $h$ by $z$. The other formulas stay as they are, and the numbers after
# it are new. The usual activation is **ReLU**: $z$ where $z$ is above 0, and 0 elsewhere.

# %%
curves = {"square": z0**2, "sigmoid": z0.sigmoid(), "tanh": z0.tanh(), "ReLU": z0.relu()}
table([[name, h, gradient(h, z0)] for name, h in curves.items()], ["activation", "h at z0", "slope at z0"])
ask(
    "Suppose that both neurons used ReLU. What would the six numbers of the hidden layer receive from this example?",
    f"Nothing. $z_0 = {z0.data:.4g}$ and $z_1 = {z1.data:.4g}$ lie below 0, where ReLU is flat: both slopes are 0, and "
    "so is everything behind them. Another example may wake the neurons up.",
)

# %% [markdown]
# ## Your turn
# The same network with tanh and numbers that need a calculator. You are alone with the three rules and a fourth: tanh
# has the slope $1 - h^2$.


# %%
@exercise(
    "tanh-by-hand",
    asks="Let $z_0 = w_{00} x_0 + w_{10} x_1 + b_0$, $z_1 = w_{01} x_0 + w_{11} x_1 + b_1$, $h = \\tanh z$, "
    "$ŷ = v_0 h_0 + v_1 h_1 + c$ and $L = (ŷ - y)^2$. Derive the gradients of $v_0$, $w_{10}$, $w_{01}$ and $b_1$.",
    hints=[
        "Go forward first, and keep $h_0$, $h_1$ and $ŷ$. Then back, the last line first.",
        "$v_0$ is met on the first line back, $w_{10}$ on the third: $\\delta h_0 = v_0\\, \\delta ŷ$ comes before.",
        "$\\delta z_0 = (1 - h_0^2)\\, \\delta h_0$, and then $\\delta w_{10} = x_1\\, \\delta z_0$.",
    ],
)
def tanh_by_hand(draw):
    x0, x1, y, w00, w11, b0, v1, c = map(draw, (0.8, -1.5, -1.2, 0.9, 0.4, -0.2, -1.1, 0.3))
    w10, w01, b1, v0 = (Value(draw(x), n) for x, n in ((0.6, "w10"), (-0.7, "w01"), (0.35, "b1"), (1.4, "v0")))
    h = [affine([w00, w10], [x0, x1], b0).tanh(), affine([w01, w11], [x0, x1], b1).tanh()]
    yhat = affine([v0, v1], h, c)
    asked = {"dyhat": yhat, "v0": v0, "dh": h, "w10": w10, "w01": w01, "b1": b1}
    given = {"x0": x0, "x1": x1, "y": y, "w00": w00, "w11": w11, "b0": b0, "v1": v1, "c": c}
    return Drawn((yhat - y) ** 2, asked, given, values={"h": h, "yhat": yhat})


# %% [markdown]
# You can now take any small network, write down its lines, and derive the gradient of every number in it: forward,
# keeping what comes out, and then back, one slope at a time.
#
# It took a page, for nine numbers and **one** example. With a hundred examples it would be a hundred pages that differ
# only in their numbers; so in the next lecture we write all of them at once, in matrices.
