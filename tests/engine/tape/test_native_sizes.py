"""Machine code says what the tape says where lanes are full, and where some are left over."""

import numpy as np
import pytest

import engine
from engine import Value, record


def leaves(count: int, name: str, far: float = 0.1) -> list[Value]:
    return [Value(0.3 + far * ((7 * i) % 11 - 5), f"{name}{i}") for i in range(count)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("neurons", "products", "examples"),
    [(3, 9, None), (9, 3, None), (1, 19, None), (3, 2, 9), (2, 5, 11)],
)
def test_a_layer_of_any_size_has_its_value_and_gradients(neurons: int, products: int, examples: int | None) -> None:
    w, x = [leaves(products, f"w{j}_", 0.01 * j + 0.02) for j in range(neurons)], leaves(products, "x")
    b = leaves(neurons, "b")
    layer = [engine.affine(w[j], x, b[j]) for j in range(neurons)]
    loss = engine.dot(layer, layer) if neurons > 1 else layer[0] * x[0]
    tape = record(loss, [*(v for row in w for v in row), *b], x)
    inputs = np.array([v.data for v in x])
    if examples:
        inputs = inputs + 0.05 * np.arange(examples)[:, None] * np.cos(np.arange(products))
    compiled = tape.compile()
    found = compiled.value_and_grad(tape.theta, inputs, with_inputs=True)
    expected = tape.value_and_grad(tape.theta, inputs, with_inputs=True)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)
    assert compiled.handed_back == 0
