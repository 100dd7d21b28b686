# %% [markdown]
# # A first lecture
# One weight, one number that goes in, and one that should come out. How does the error react to the weight?
#
# Minutes: 15
#
# Before: the chain rule.
#
# After: you can derive the gradient of a squared error by hand.

# %% [markdown]
# ## A squared error
# The model is $h = w x$, and the loss is $L = (h - y)^2$. Text between dollar signs is a formula, and everything that
# Markdown knows can be used. A cell starts with `# %%`, and one with prose with `# %% [markdown]`.

# %%
from engine import Constant, Value, named
from lectures.board import ask, compare, exercise, figure

w = Value(1.5, "w")
x, y = Constant(2.0, "x"), Constant(4.0, "y")  # data: nobody asks for its gradient
h = named("h", w * x)
loss = named("L", (h - y) ** 2)

figure("loss", loss, caption="The error goes back to the weight.", predict=[w])

# %% [markdown]
# ## By hand
# The outer derivative is $2 (h - y)$, the inner one is $x$. What we derive is judged against the engine.

# %%
ask(
    "What becomes of the gradient when $x$ is twice as large and $h - y$ stays as it is?",
    "It doubles: $x$ is a factor of it.",
)
compare(loss, {"w": (w, 2 * (h.data - y.data) * x.data)})

# %% [markdown]
# ## Your turn


# %%
@exercise(
    "first-error",
    title="A squared error",
    asks="Derive the gradients of $L = (w x + b - y)^2$ by $w$ and by $b$.",
    hints=["Give $w x + b - y$ a name.", "By $b$ the inner derivative is 1."],
    minutes=5,
)
def first_error(draw):
    w, b = Value(draw(1.5), "w"), Value(draw(-0.7), "b")
    x, y = Constant(draw(3.0), "x"), Constant(draw(2.5), "y")
    loss = named("L", (w * x + b - y) ** 2)
    return loss, {"w": w, "b": b}, {"x": x, "y": y}
