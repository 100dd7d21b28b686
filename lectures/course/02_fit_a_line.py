# %% [markdown]
# # Fit a line
# Three taxi rides and three prices: what will a ride of 5 km cost? Guessing a line and mending it by hand takes for
# ever. A program that knows the slope of its own error mends itself.
#
# Minutes: 40
#
# Before: [Slope and graph](slope_and_graph.html).
#
# After: you can write a model, a loss and its gradient, run gradient descent, and say what a rate too large does.

# %% [markdown]
# ## A model and a guess
# A ride of $x$ kilometres costs something to get in and something for each kilometre. That is a **model**, a formula
# with numbers that we do not know yet: $ŷ = w x + b$, where the hat says that $ŷ$ is predicted and not measured. Such
# numbers, here $w$ and $b$, are called **parameters**. We have three rides, and a first guess.

# %%
import engine
from engine import Constant, Value, named
from lectures.board import Drawn, ask, compare, exercise, figure, plot, table
from nn import gradient_descent, plots

kilometres = [1.0, 3.0, 7.0]
prices = [5.5, 10.0, 17.0]
w, b = Value(1.5, "w"), Value(3.5, "b")

predictions, errors = [], []
for i in range(3):
    x, y = Constant(kilometres[i], f"x{i}"), Constant(prices[i], f"y{i}")  # data: nobody asks for its slope
    predicted = named(f"ŷ{i}", w * x + b)
    predictions.append(predicted)
    errors.append(named(f"e{i}", predicted - y))

table(
    [[*row] for row in zip(kilometres, prices, predictions, errors)], ["x", "y", "ŷ", "e = ŷ − y"], "w = 1.5, b = 3.5"
)

# %% [markdown]
# ## One number for all errors
# How good is a guess? We want **one** number, so that two guesses can be compared. Adding up the errors will not do.

# %%
ask(
    "Another line misses the three prices by 4, −7 and 3. What is the sum of its errors, and what does it tell?",
    f"It is {4 - 7 + 3}, as if the line were perfect: errors of both signs cancel. Their squares, "
    f"{4**2} + {7**2} + {3**2} = {4**2 + 7**2 + 3**2}, do not.",
)

# %% [markdown]
# So we add up the **squares**: $L = e_0^2 + e_1^2 + e_2^2$, the **loss**. It is 0 only for a line through all points.
# And it is smooth, where the size $|e|$ has a corner: it has a slope everywhere, and slopes are what we shall use.

# %%
loss = named("L", engine.sum([e**2 for e in errors]))  # a sum in one box, with any number of arrows
print(f"The loss of the first guess is {loss.data}")

# %% [markdown]
# ## Which way is down?
# From "Slope and graph" we know how to find out how $L$ reacts to $w$ and $b$: go back along the arrows. Again
# $\delta p$ is short for $\partial L / \partial p$. Worked in full for the longest ride, whose error is $e_2 = -3$:
#
# $$\delta e_2 = 2 e_2 = -6, \qquad \delta ŷ_2 = 1 \cdot \delta e_2 = -6$$
#
# $$\text{its share of } \delta w: \;\; x_2 \, \delta ŷ_2 = 7 \cdot (-6) = -42, \qquad
# \text{its share of } \delta b: \;\; 1 \cdot \delta ŷ_2 = -6$$
#
# All three rides use the same $w$ and the same $b$. So three shares arrive at each of them, and they are added up.

# %% The code of this question
shares_w, shares_b = [], []
for e, x in zip(errors, kilometres):
    shares_w.append(2 * e.data * x)
    shares_b.append(2 * e.data)
ask(
    "Which shares do the other two rides send to $w$ and to $b$? And what are $\\delta w$ and $\\delta b$?",
    f"To $w$: {shares_w[0]:g} and {shares_w[1]:g}, so $\\delta w = {sum(shares_w):g}$. "
    f"To $b$: {shares_b[0]:g} and {shares_b[1]:g}, so $\\delta b = {sum(shares_b):g}$.",
)

# %%
figure(
    "three-rides",
    loss,
    caption="Watch the sums at w and b grow, ride by ride. The longest ride has the largest say about w.",
    predict=[errors[1], b, w],
)

# %% [markdown]
# For any number of rides this is $\delta w = \sum_i 2 e_i x_i$ and $\delta b = \sum_i 2 e_i$. Together, $\delta w$ and
# $\delta b$ are the **gradient** of the loss. The comparison judges what we found, and it names what goes wrong in a
# second try that forgets the 2.

# %%
compare(loss, {"w": (w, sum(shares_w)), "b": (b, sum(shares_b))})
compare(loss, {"w": (w, sum(shares_w) / 2), "b": (b, sum(shares_b) / 2)})

# %% [markdown]
# ## Downhill, step by step
# Both slopes are negative: with more $w$ or more $b$ the loss gets smaller. So take a step **against** the slope, and
# make it small with a factor, the **rate**:
#
# $$w \leftarrow w - \text{rate} \cdot \delta w, \qquad b \leftarrow b - \text{rate} \cdot \delta b$$
#
# The slope is right only where we stand. After the step, it has to be computed anew.


# %%
def loss_of(w, b):
    return engine.sum([(w * x + b - y) ** 2 for x, y in zip(kilometres, prices)])


def one_step(rate):
    return loss_of(w.data - rate * sum(shares_w), b.data - rate * sum(shares_b))


ask(
    "With the rate 0.01, what are $w$ and $b$ after one step? Will the loss be smaller?",
    f"$w = {w.data} + 0.01 \\cdot {-sum(shares_w):g} = {w.data - 0.01 * sum(shares_w):.4g}$ and "
    f"$b = {b.data} + 0.01 \\cdot {-sum(shares_b):g} = {b.data - 0.01 * sum(shares_b):.4g}$. "
    f"The loss falls from {loss.data} to {one_step(0.01).data:.4g}.",
)
table([[rate, one_step(rate)] for rate in (0.001, 0.005, 0.01, 0.015, 0.02)], ["rate", "loss after one step"])

# %% [markdown]
# Repeating the step is **gradient descent**, the method behind everything that follows in this course. Here are 200
# steps with three rates.

# %%
rates = (0.002, 0.014, 0.0165)
paths = {f"rate {rate}": gradient_descent(loss_of, [1.5, 3.5], rate, steps=200) for rate in rates}
table(
    [[name, *path.points[1], *path.points[-1], path.values[-1]] for name, path in paths.items()],
    ["", "w after 1", "b after 1", "w after 200", "b after 200", "loss after 200"],
)

# %% The code of this plot
curves = plots.loss_history({name: path.values for name, path in paths.items()}, "The loss on the way")
curves.axes[0].set(xlabel="step")
plot("rates", curves, "A small rate is slow, a larger one is faster, and a little more still flies off.")

# %% [markdown]
# Seen from above, the loss is a long narrow valley. Across it, it is steep: that is $w$, which is multiplied by up to 7
# kilometres. Along it, it is almost flat. A step that suits the steep direction is tiny for the flat one. So with a
# small rate, the path falls into the valley and then creeps along its floor. With a larger one it zigzags from side to
# side at first, but gets further along. And with a rate too large, each jump across is longer than the last.

# %% The code of this plot
short = {
    "rate 0.014": gradient_descent(loss_of, [1.2, 1.5], 0.014, steps=40),
    "rate 0.002": gradient_descent(loss_of, [1.0, 4.6], 0.002, steps=40),
}
valley = plots.loss_surface(loss_of, (0.8, 3.4), (1.0, 5.0), short, "The valley", variables=("w", "b"), steps=50)
plot("valley", valley, "Two paths of 40 steps each, from two starts on the left. A star marks where each one ends.")

# %% [markdown]
# ## Where does it end?
# At the lowest point both slopes are 0. Read backwards, that says something about the best line: its errors add up to
# 0, and so do its errors times the kilometres. After 1200 steps both slopes are 0 but for rounding:

# %%
end = gradient_descent(loss_of, [1.5, 3.5], 0.014, steps=1200)
best_w, best_b = end.points[-1]
left = [best_w * x + best_b - y for x, y in zip(kilometres, prices)]
table([[best_w, best_b, end.values[-1], *end.gradients[-1]]], ["w", "b", "loss", "slope by w", "slope by b"])
print("the errors that are left:", ", ".join(f"{e:.4f}" for e in left))
print(f"a ride of 5 km will cost about {best_w * 5 + best_b:.2f}")

# %% [markdown]
# The loss is not 0: no line goes through the three points. Descent has found the line that misses them least.
#
# ## Your turn
# Many programs divide the loss by the number of examples. And a longer ride may be cheaper by the kilometre.


# %%
@exercise(
    "bent-line",
    asks="The model is $ŷ = w x + q x^2 + b$, and the loss is the **mean** of the squared errors of all rides. Derive "
    "the gradient with respect to $w$, $q$ and $b$.",
    hints=[
        "One ride first: what does $\\delta ŷ_i$ become if the loss is divided by the number of rides?",
        "$ŷ_i$ depends on $q$ with the slope $x_i^2$, as it depends on $w$ with the slope $x_i$.",
        "All rides send a share to each of the three: add them up.",
    ],
)
def bent_line(draw):
    n = draw.length(4)
    x, y = draw([1.5, 2.5, 3.5, 6.0], n), draw([5.1, 6.2, 8.5, 10.5], n)
    w, q, b = Value(draw(2.2), "w"), Value(draw(-0.1), "q"), Value(draw(2.7), "b")
    outputs = [w * x[i] + q * x[i] ** 2 + b for i in range(n)]
    loss = engine.sum([(outputs[i] - y[i]) ** 2 for i in range(n)]) / n
    asked = {"dyhat": outputs, "w": w, "q": q, "b": b}
    return Drawn(loss, asked, {"x": x, "y": y}, values={"yhat": outputs})


# %% [markdown]
# You can now let a program learn: a model with parameters, a loss that says how wrong it is, the gradient of the loss,
# and steps downhill with a rate that is not too large.
#
# A line predicts a number. But many questions want a yes or a no: will the train be late, is this mail spam? What
# the loss of a decision should be is the next lecture.
