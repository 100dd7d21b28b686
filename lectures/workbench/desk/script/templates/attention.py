"""Attention

Three words, one query: how alike are query and keys, how much weight does each get, and what is the mixture?
"""

from engine import Value, dot, named, softmax
from lectures.workbench import bars

query = [Value(1.0, "q0"), Value(0.5, "q1")]
keys = [[1.0, 0.0], [0.5, 1.0], [-1.0, 0.5]]
values = [Value(1.0, "v0"), Value(2.0, "v1"), Value(-1.0, "v2")]

scores = [named(f"s{t}", dot(query, key) / 2**0.5) for t, key in enumerate(keys)]
weights = [named(f"a{t}", a) for t, a in enumerate(softmax(scores))]
mixture = named("mixture", sum(a * v for a, v in zip(weights, values)))
loss = named("loss", (mixture - 1.5) ** 2)

loss.backward()
bars({a.label: a.data for a in weights}, title="Attention")
print("mixture", mixture.data)
print("dq", [q.grad for q in query])
