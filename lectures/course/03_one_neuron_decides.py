# %% [markdown]
# # One neuron decides
# Will a student who has studied for three hours pass? A rule that says yes or no cannot be improved step by step, for a
# small step changes nothing. A rule that says **how likely** can, and it even tells us which loss to use.
#
# Minutes: 40
#
# Before: [Slope and graph](slope_and_graph.html); [Fit a line](fit_a_line.html); the logarithm.
#
# After: you can compute a neuron with a sigmoid and its loss, derive the gradient $p - y$, and say why nobody trains
# it with squares.

# %% [markdown]
# ## A rule that cannot learn
# Three students studied for 1, 3 and 5 hours; only the last one passed. Write $y = 1$ for a pass and $y = 0$ for a
# failure. Our rule weighs the hours and says yes above a threshold: $z = w x + b$, and *yes* if $z > 0$. Its loss is
# the number of its mistakes. Let us nudge $w$, as in "Slope and graph".

# %%
import matplotlib.pyplot as plt

import engine
from engine import Constant, Value, exp, log, named, record, sigmoid
from lectures.board import Drawn, Question, ask, compare_steps, exercise, figure, play, plot, table
from nn import gradient_descent, plots

hours, passed = [1.0, 3.0, 5.0], [0, 0, 1]


def mistakes(w, b):
    return sum((w * x + b > 0) != (y == 1) for x, y in zip(hours, passed))


table([[w, mistakes(w, -2.3)] for w in (0.6, 0.7, 0.8, 0.9, 0.901, 1.0)], ["w", "mistakes with b = −2.3"])

# %% [markdown]
# The number of mistakes jumps, or it stays as it is. Its slope is 0 wherever it has one, so gradient descent would not
# move. The rule has to say more than yes or no.
#
# ## How likely?
# Let the rule give a probability $p$ of passing, between 0 and 1. The **sigmoid** $\sigma(z) = 1 / (1 + e^{-z})$ makes
# one of any number $z$: far below 0 it is nearly 0, far above nearly 1, and at $z = 0$ it is one half. A weighted sum
# followed by such a function is called a **neuron**, and the function is its **activation**. With a weighted sum of
# several inputs it would be just the same. Here is where it comes to about 0.6, 0.7, 0.8 and 0.9:

# %%
table([[z, sigmoid(z), sigmoid(-z)] for z in (0.4, 0.85, 1.4, 2.2)], ["z", "σ(z)", "σ(−z)"])
ask(
    "Which probability has $-z$, if $z$ has $p$? Look at the rows.",
    f"$1 - p$: for $z = 1.4$ they are {sigmoid(1.4).data:.3f} and {sigmoid(-1.4).data:.3f}, which add up to 1.",
)

# %% [markdown]
# ## Which loss?
# A neuron that gives probabilities can be asked: **how likely is what has really happened?** For the student who passed
# that is $q = p$, for one who failed $q = 1 - p$. For all three together it is the product of the three $q$, as for
# coins thrown one after the other. It is called the **likelihood** of the parameters, and the best $w$ and $b$ are
# those for which it is largest.
#
# A product of many small numbers is hard to handle. Its logarithm is a sum, and it is largest in the same place. With a
# minus in front it becomes a loss, which is small when the model is good:
#
# $$L = -\ln (q_0\, q_1\, q_2) = -\ln q_0 - \ln q_1 - \ln q_2$$
#
# Each term, call it $s$, is 0 for what was certain, and grows without bound for what the neuron held impossible.

# %%
w, b = Value(0.9, "w"), Value(-2.3, "b")

z, p, s = [], [], []
for i in range(3):
    x = Constant(hours[i], f"x{i}")
    z.append(named(f"z{i}", w * x + b))
    p.append(named(f"p{i}", z[i].sigmoid()))
    q = p[i] if passed[i] else named(f"q{i}", 1 - p[i])
    s.append(named(f"s{i}", -log(q)))
loss = named("L", engine.sum(s))

table([*zip(hours, passed, z, p, s)], ["hours", "y", "z", "p", "s"], "Each student, with w = 0.9 and b = −2.3")
print(f"likelihood {exp(-loss).data:.4f}, loss {loss.data:.4f}")
ask(
    "Which of the three costs the most, and why?",
    f"The second: he failed, though the neuron gave him {p[1].data:.2f} to pass. His $q$ is only {1 - p[1].data:.2f}.",
)

# %% [markdown]
# ## The way back, and a surprise
# Two slopes are new: $\ln q$ has the slope $1/q$, and the sigmoid has the slope $p\,(1 - p)$. (Differentiate
# $1/(1 + e^{-z})$ to see it; at $z = 0$, where it is steepest, that is $1/4$.) Worked in full for the last student,
# with $p_2 = 0.9$ and $s_2 = -\ln p_2$:
#
# $$\delta p_2 = -\frac{1}{p_2} = -\frac{1}{0.9}$$
#
# $$\delta z_2 = p_2\, (1 - p_2)\, \delta p_2 = -0.9 \cdot 0.1 \cdot \frac{1}{0.9} = -(1 - p_2) = -0.1$$
#
# The slope of the logarithm, $1/p_2$, cancels the factor $p_2$ in that of the sigmoid.

# %%
ask(
    "Do the second student yourself: $s_1 = -\\ln (1 - p_1)$ with $p_1 = 0.6$. $\\delta p_1 = \\ldots$, and "
    "$\\delta z_1 = p_1 (1 - p_1) \\cdot \\ldots = \\ldots$",
    f"$\\delta p_1 = 1 / (1 - p_1) = {1 / (1 - p[1].data):.2f}$, so "
    f"$\\delta z_1 = p_1 (1 - p_1) / (1 - p_1) = p_1 = {p[1].data:.2f}$.",
)

# %% [markdown]
# So it is $p - 1$ for a pass and $p - 0$ for a failure. In one formula:
#
# $$\delta z = p - y$$
#
# **What comes back is what was said minus what was true.** From there on it is "Fit a line": $w$ receives the share
# $x\, \delta z$ of each student, and $b$ the share $\delta z$.

# %%
figure(
    "three-students",
    loss,
    caption="Compare what arrives at each z with p − y: the large numbers on the way have cancelled.",
    predict=[z[2], z[1], w],
)

# %%
d_z = [p[i].data - passed[i] for i in range(3)]
d_w, d_b = sum(hours[i] * d_z[i] for i in range(3)), sum(d_z)
compare_steps(loss, [("z0", z[0], d_z[0]), ("z1", z[1], d_z[1]), ("z2", z[2], d_z[2]), ("w", w, d_w), ("b", b, d_b)])

# %% The code of this question
tape, at = record(loss, [w, b]), [w.data, b.data]
for _ in range(500):
    at[1] -= tape.value_and_grad(at)[1][1]
total = engine.sum([sigmoid(at[0] * x + at[1]) for x in hours]).data
question = Question(
    "Drag b, and no other number, until its gradient is 0. To what do the three p add up there?",
    ["To 1", "To 1.5", "It depends on w"],
    right=[1.0, 1.5].index(round(total, 6)),
    answer=f"To {total:.4g}, at b = −{-at[1]:.3g}: what comes back to b is the sum of all p − y, so that of the p is "
    f"then the sum of the y, which is {sum(passed)}. Put w elsewhere, and try again.",
)
play("neuron-at-rest", loss, question, "Every number in a box on the left can be dragged. Pale: what was there before.")

# %% [markdown]
# ## Why not squares?
# We could have kept the loss of the last lecture, $(p - y)^2$. Going back, it gives $2 (p - y) \cdot p\,(1 - p)$: here
# nothing cancels the slope of the sigmoid, which is nearly 0 where the neuron is sure. Take a student who passed, and
# a neuron that becomes more and more sure that he would not.

# %%
said = [(score, sigmoid(score).data) for score in (0.0, -2.2, -5.0, -10.0)]
rows = [[score, q, q - 1, 2 * (q - 1) * q * (1 - q)] for score, q in said]
table(rows, ["z", "p", "slope of −ln p", "slope of (p − 1)²"], "The truth is y = 1")

# %% The code of this plot
scores = [k / 10 for k in range(-80, 41)]
picture = plots.loss_curve(lambda z: -log(sigmoid(z)), (-8.0, 4.0), title="Two losses for a student who passed")
axes = picture.axes[0]
axes.get_lines()[0].set_label("−ln p")
axes.plot(scores, [(sigmoid(t).data - 1) ** 2 for t in scores], "--", label="(p − 1)²")
axes.set(xlabel="z")
axes.legend()
plot("two-losses", picture, "Where the neuron is sure and wrong, on the left, the square is flat and teaches nothing.")

# %% [markdown]
# The worse the mistake, the less the square teaches. The likelihood loss has the slope $-1$ there: the neuron is told,
# as loudly as possible, to change its mind. Let both learn from a larger class, and from a bad start.

# %%
class_hours = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0]
class_passed = [0, 0, 0, 1, 0, 0, 1, 1, 1, 1]


def by_likelihood(w, b):
    costs = []
    for x, y in zip(class_hours, class_passed):
        p = sigmoid(w * x + b)
        costs.append(-log(p if y else 1 - p))
    return engine.sum(costs)


def by_squares(w, b):
    return engine.sum([(sigmoid(w * x + b) - y) ** 2 for x, y in zip(class_hours, class_passed)])


start, rate = [-3.0, 0.0], 0.03
costs = {"likelihood": by_likelihood, "squares": by_squares}
ends = {name: gradient_descent(cost, start, rate, steps=600).points for name, cost in costs.items()}
table(
    [[name, *points[30], *points[-1]] for name, points in ends.items()],
    ["from w = −3, b = 0", "w after 30", "b after 30", "w after 600", "b after 600"],
)

# %% The code of this plot
picture, axes = plt.subplots()
fine = [k / 20 for k in range(8, 104)]


def chance(w, b, x):
    return sigmoid(w * x + b).data


axes.plot(class_hours, class_passed, "o", color="C4", label="the class")
for (name, points), dash in zip(ends.items(), ["-", "--"]):
    end_w, end_b = points[-1]
    axes.plot(fine, [chance(end_w, end_b, x) for x in fine], dash, label=f"learned by {name}")
axes.set(xlabel="hours", ylabel="probability to pass", title="After 600 steps from the same bad start")
axes.legend(loc="center left")
plot("learned", picture, "The squares still tell those who have studied most that they will fail.")

# %%
end_w, end_b = ends["likelihood"][-1]
after_three = chance(end_w, end_b, 3)
print(f"one half is reached at {-end_b / end_w:.2f} hours; after 3 hours the probability is {after_three:.2f}")

# %% [markdown]
# If a decision is needed, say yes from one half on. But learning goes by the probability.
#
# ## Your turn
# A neuron with two inputs, as a mail filter could have. Two of the steps are the same as above.


# %%
@exercise(
    "mail-filter",
    asks="Each mail has two numbers $x_0, x_1$. With $z = x_0 w_0 + x_1 w_1 + b$ and $p = \\sigma(z)$, the loss is the "
    "**mean** of $-\\ln q$ over the mails, $q = p$ where $y = 1$ and $q = 1 - p$ where $y = 0$. Derive the gradient of "
    "$w_0$, $w_1$ and $b$.",
    hints=[
        "For one mail $\\delta z$ is $p - y$, divided by the number of mails.",
        "$w_0$ receives $x_0\\, \\delta z$ from each mail, and $b$ receives $\\delta z$.",
        "Add up over the mails; with arrays that is one product and one sum.",
    ],
)
def mail_filter(draw):
    n = draw.length(4)
    x0, x1, y = draw([0.2, 0.6, -0.4, 1.1], n), draw([-3.6, 0.8, 1.2, 0.9], n), [1, 0, 0, 1, 1, 0][:n]
    w0, w1, b = Value(draw(0.7), "w0"), Value(draw(-1.3), "w1"), Value(draw(-0.3), "b")
    z = [x0[i] * w0 + x1[i] * w1 + b for i in range(n)]
    p = [sigmoid(each) for each in z]
    loss = engine.sum([-log(p[i] if y[i] else 1 - p[i]) for i in range(n)]) / n
    asked = {"dz": z, "w0": w0, "w1": w1, "b": b}
    return Drawn(loss, asked, {"x0": x0, "x1": x1, "y": y}, values={"p": p})


# %% [markdown]
# You can now let a neuron decide by probabilities, derive its gradient $p - y$, and say where its loss comes from: from
# the likelihood of what has really happened.
#
# One neuron weighs its inputs once, so there are things that it cannot say, whatever it learns. In the next lecture we
# put a layer of neurons before the last one, and derive every gradient of such a network on paper.
