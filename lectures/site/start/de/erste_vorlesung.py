# %% [markdown]
# # Eine erste Vorlesung
# Ein Gewicht, eine Zahl, die hineingeht, und eine, die herauskommen soll. Wie hängt der Fehler vom Gewicht ab?
#
# Dauer: 15
#
# Voraussetzungen: die Kettenregel.
#
# Danach: Den Gradienten eines quadratischen Fehlers von Hand berechnen können.

# %% [markdown]
# ## Ein quadratischer Fehler
# Das Modell ist $h = w x$, der Verlust $L = (h - y)^2$. Was zwischen Dollarzeichen steht, ist eine Formel; alles, was
# Markdown kennt, ist erlaubt. Eine Zelle beginnt mit `# %%`, eine mit Text mit `# %% [markdown]`.

# %%
from engine import Constant, Value, named
from lectures.board import ask, compare, exercise, figure

w = Value(1.5, "w")
x, y = Constant(2.0, "x"), Constant(4.0, "y")  # Daten: Nach ihrem Gradienten fragt niemand
h = named("h", w * x)
loss = named("L", (h - y) ** 2)

figure("loss", loss, caption="Der Fehler geht zurück bis zum Gewicht.", predict=[w])

# %% [markdown]
# ## Von Hand
# Die äußere Ableitung ist $2 (h - y)$, die innere $x$. Was wir von Hand berechnen, wird mit der Engine verglichen.

# %%
ask(
    "Was wird aus dem Gradienten, wenn $x$ doppelt so groß ist und $h - y$ bleibt, wie es ist?",
    "Er verdoppelt sich: $x$ ist ein Faktor darin.",
)
compare(loss, {"w": (w, 2 * (h.data - y.data) * x.data)})

# %% [markdown]
# ## Jetzt selbst


# %%
@exercise(
    "erster-fehler",
    title="Ein quadratischer Fehler",
    asks="Berechne die Gradienten von $L = (w x + b - y)^2$ nach $w$ und nach $b$.",
    hints=["$w x + b - y$ einen Namen geben.", "Nach $b$ ist die innere Ableitung 1."],
    minutes=5,
)
def erster_fehler(draw):
    w, b = Value(draw(1.5), "w"), Value(draw(-0.7), "b")
    x, y = Constant(draw(3.0), "x"), Constant(draw(2.5), "y")
    loss = named("L", (w * x + b - y) ** 2)
    return loss, {"w": w, "b": b}, {"x": x, "y": y}
