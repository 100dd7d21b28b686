# %% [markdown]
# # The multiclass logistic loss
# One loss under five names: maximum likelihood, log loss, cross-entropy, a sum over margins, and a soft maximum. Its
# gradient is probability minus label.
#
# Covers: B05 to B14
#
# Before: [Which of many?](softmax_and_cross_entropy.html), which explains what is shown here.
#
# After: you can derive the loss and its gradient, take the first stochastic step by hand, and bound the loss.

# %%
import random
from math import exp, log

import matplotlib.pyplot as plt

import engine
from engine import Value, gradient, logsumexp, named, softmax
from lectures.board import compare, figure, plot, table
from nn import losses
from nn.matrix import Matrix, outer

W = Matrix([[1.0, -1 / 3], [-1 / 2, -1 / 2], [0.0, 1.0]])  # the notes' three classes
x, y = [1.0, 1.0], 2  # classes counted from 0 here, from 1 in the notes


def example(numbers=W):
    rows = Matrix([Value(v, f"w{k}{j}") for j, v in enumerate(row, start=1)] for k, row in enumerate(numbers, start=1))
    f = [named(f"f{k}", score) for k, score in enumerate((rows @ Matrix.column(x)).entries, start=1)]
    return rows, f, named("F", losses.multiclass_logistic_loss(f, y, "sum"))


# %% [markdown]
# ## The loss of an example
# $F = -\ln p_y = \ln\big(1 + \sum_{k \ne y} e^{(w_k - w_y) \cdot x}\big)$: one term of the negative log-likelihood.
# To predict, take the largest score, or draw a class with its probability.

# %%
rows, f, loss = example()
figure("margin-form", loss, item=["B05", "B12"], form="columns", caption="Two margins, and a smooth maximum.")
p = softmax(f)
table([["ln(1 + ...)", loss], ["−ln p_y", -p[y].log()], ["ln Σ e^f − f_y", logsumexp(f) - f[y]]], ["form", "F"])
drawn = random.Random(0).choices((1, 2, 3), weights=[q.data for q in p], k=10_000)
table([[k, p[k - 1], drawn.count(k) / len(drawn)] for k in (1, 2, 3)], ["class", "probability", "share of the draws"])
p3 = named("p3", softmax([Value(s.data, s.label) for s in f])[2])
figure("prediction", p3, item="B10", caption="The probability with which class 3 is drawn.")

# %% [markdown]
# ## Above the 0-1 loss, and for two classes
# With $\log_2$ the loss is an upper bound of the 0-1 loss, with $\ln$ it is not. For two classes and
# $w = w_1 - w_2$ it is $\ln(1 + e^{-y\, w \cdot x})$, where class 1 becomes $+1$ and class 2 becomes $-1$.

# %%
bound = named("log₂(1 + e^m)", (1 + Value(0.0, "m").exp()).log() / log(2))
figure("bound", bound, item="B06", caption="At margin 0 the loss with base 2 is exactly 1.")
z = Value(0.8, "w·x")
binary = named("F", losses.logistic_loss(z, -1, "sum"))
figure("binary", binary, item=["B07", "B11"], caption="One score, label −1: the loss is the softplus of the score.")
two = losses.multiclass_logistic_loss([z, 0.0], 1, "sum"), losses.binary_cross_entropy_from_logits(z, 0)
table([["labels ±1", binary], ["classes 1, 2", two[0]], ["labels 0, 1", two[1]]], ["", "loss of the second class"])

# %% [markdown]
# ## The gradient, and the first step from zero
# Each row of $\partial F / \partial W$ is (probability − label) times $x$. With $W = 0$ all probabilities are 1/3: the
# right class is pulled towards $x$, and the others are pushed away by half as much each.

# %%
compare(loss, {"W": (rows, outer([q.data - (k == y) for k, q in enumerate(p)], x))})
figure("gradient", loss, item="B08", form="columns", caption="Back to the weights.", predict=[rows[2, 0]])
zero, _, start = example([[0.0, 0.0]] * 3)
figure("first-step", start, item="B09", form="columns", caption="At W = 0 the loss is ln 3.", predict=[zero[2, 0]])
stepped = zero.data - 0.5 * gradient(start, zero)
table([[k, *row] for k, row in enumerate(stepped, start=1)], ["class", "w·1", "w·2"], "After a step of rate 0.5")

# %% [markdown]
# ## A soft maximum
# $\ln \sum_k e^{f_k}$ lies between the largest score and $\ln C$ above it. So the loss is $\max_k f_k - f_y$ to within
# $\ln C$: close for a clear mistake, and useless where the label leads.

# %%
f = [Value(v, f"f{k}") for k, v in enumerate((9.0, 0.5, -1.0), start=1)]
figure("soft-maximum", named("ln Σ e^f", logsumexp(f)), item="B13", caption="Each score gets its probability.")
figure("hard-maximum", named("max f − f₂", engine.maximum(*f) - f[1]), item="B14", caption="Two scores feel anything.")
table([[v.label, logsumexp(f) - v, engine.maximum(*f) - v] for v in f], ["score of the label", "loss", "max f − f_y"])

# %% The code of this plot
fig, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2))
line = [-3 + i / 25 for i in range(151)]
left.plot(line, [float(m >= 0) for m in line], ":", color="C4", label="0-1 loss")
left.plot(line, [log(1 + exp(m)) for m in line], label="with ln")
left.plot(line, [log(1 + exp(m)) / log(2) for m in line], "--", color="C1", label="with log₂")
left.set(xlabel="rival's score minus the label's score", title="The 0-1 loss and two bounds?")
right.plot(line, [logsumexp([m, 0.0, 0.0]).data for m in line], label="ln Σ e^f")
right.plot(line, [max(m, 0.0) for m in line], "--", color="C4", label="max f")
right.plot(line, [max(m, 0.0) + log(3) for m in line], ":", color="C4", label="max f + ln 3")
right.set(xlabel="first score, the others are 0", title="Between its two bounds")
left.legend(), right.legend()
plot("bounds", fig, f"Left: from 0 to {log(exp(1) - 1):.2f} the loss with ln is below 1.", item=["B06", "B13", "B14"])
