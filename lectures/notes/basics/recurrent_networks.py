# %% [markdown]
# # Recurrent networks
# One cell, used at every step of a sequence: its weights are shared, so their gradient is a sum over time.
#
# Covers: A15
#
# Before: [A network with a memory](recurrent_network.html).
#
# After: you can unroll a recurrent network and derive the gradient of a shared weight, one share for each step.

# %%
from engine import named
from lectures.board import compare, figure, table
from nn import RNNCell, unroll

# %% [markdown]
# ## Three steps, unrolled
# $h_t = \sigma(z_t)$ with $z_t = W_{hh} h_{t-1} + W_{xh} x_t + b_h$ and $h_0 = 0$, here with one number for everything,
# $\sigma = \tanh$, and a loss that looks at the last state only, $L = (h_3 - 0.2)^2$.

# %%
cell = RNNCell(1, 1, "tanh", init="zeros").assign(W_hh=[[0.8]], W_xh=[[1.0]], b_h=[0.1])
sequence = [[1.0], [-0.5], [0.25]]
states = [named(f"h{t + 1}", state) for t, (state,) in enumerate(unroll(cell, sequence))]
for t, state in enumerate(states):
    named(f"z{t + 1}", state.inputs[0])
loss = named("L", (states[-1] - 0.2) ** 2)
figure("unrolled", loss, "A15", "The same weights, three times.", predict=[cell.W_hh[0][0]], form="columns")

# %% [markdown]
# ## Backpropagation through time
# Carry $\delta_t = \partial L / \partial z_t$ from the last step to the first and add each step's share:
#
# $$\delta_T = \frac{dL}{dh_T}(1 - h_T^2), \qquad \delta_{t} = \delta_{t+1} W_{hh} (1 - h_t^2), \qquad
# \frac{\partial L}{\partial W_{hh}} = \sum_t \delta_t\, h_{t-1}$$
#
# For vectors, as columns: $\delta_t = (W_{hh}^T\, \delta_{t+1}) \odot (1 - h_t^2)$, and the share is
# $\delta_t\, h_{t-1}^T$.

# %%
h = [0.0, *(state.data for state in states)]
delta, shares = 2 * (h[3] - 0.2) * (1 - h[3] ** 2), []
for t in (3, 2, 1):
    shares.append([delta * h[t - 1], delta * sequence[t - 1][0], delta])
    delta = delta * 0.8 * (1 - h[t - 1] ** 2)
table([[3 - i, *share] for i, share in enumerate(shares)], ["step", "share of W_hh", "share of W_xh", "share of b_h"])
W_hh, W_xh, b_h = map(sum, zip(*shares, strict=True))
compare(loss, {"W_hh": (cell.W_hh, [[W_hh]]), "W_xh": (cell.W_xh, [[W_xh]]), "b_h": (cell.b_h, [b_h])})
