"""The notes' networks as derivations: D22 (backprop example), D24 (exam question 1), B27 to B30 (backprop)."""

from operator import mul
from typing import Any

import numpy as np

import engine
from engine import Value
from tests.engine.planted.derivation import Derivation, Numbers, Rng, values

ACTIVATION = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
}


def layer(X: Any, W: Any, b: Any, name: str = "", written_out: bool = False) -> list[list[Value]]:
    """X W + b as a graph; written out in * and +, or in affine operations."""
    columns = list(zip(*W, strict=True))

    def unit(column: Any, row: Any, bias: Value) -> Value:
        return sum(map(mul, column, row)) + bias if written_out else engine.affine(column, row, bias)

    rows = [[unit(column, row, bias) for column, bias in zip(columns, b, strict=True)] for row in X]
    for i, row in enumerate(rows):
        for j, z in enumerate(row):
            z.label = f"{name}[{i}][{j}]" if name else ""
    return rows


def two_layers(rng: Rng, sizes: tuple[int, int, int, int], activation: str = "sigmoid", scale: str = "half",
               written_out: bool = False) -> Derivation:  # fmt: skip
    """D22: Y^p = sigma(X W1 + b1) W2 + b2, L = c sum (Y^p - Y)^2 with c = 1/2 (the notes), 1, 1/m or 1/2m."""
    m, d, h, k = sizes
    X, Y = rng.normal(size=(m, d)), rng.normal(size=(m, k))
    W1, b1, W2, b2 = rng.normal(size=(d, h)), rng.normal(size=h), rng.normal(size=(h, k)), rng.normal(size=k)
    c = {"half": 0.5, "sum": 1.0, "mean": 1.0 / m, "half mean": 0.5 / m}[scale]
    parameters = {"W1": values("W1", W1), "b1": values("b1", b1), "W2": values("W2", W2), "b2": values("b2", b2)}
    hidden = [[getattr(z, activation)() for z in row]
              for row in layer(X.tolist(), parameters["W1"], parameters["b1"], written_out=written_out)]  # fmt: skip
    output = layer(hidden, parameters["W2"], parameters["b2"], written_out=written_out)
    squares = [(p - y) ** 2 for row, ys in zip(output, Y.tolist(), strict=True) for p, y in zip(row, ys, strict=True)]
    loss = c * (sum(squares) if written_out else engine.sum(squares))
    act, slope = ACTIVATION[activation]

    def gradients(slip: str) -> Numbers:
        Z2 = X @ W1 + b1
        Z3 = act(Z2)
        difference = Z3 @ W2 + b2 - Y
        if slip == "plus for minus":
            difference = Z3 @ W2 + b2 + Y
        if slip == "target forgotten":
            difference = Z3 @ W2 + b2
        dZ4 = 2 * c * difference
        if slip == "factor m":
            dZ4 = dZ4 * m
        if slip == "factor 1/m":
            dZ4 = dZ4 / m
        dW2 = (Z2 if slip == "pre-activation for activation" else Z3).T @ dZ4
        db2 = dZ4.sum(axis=1) if slip == "wrong axis" else dZ4.sum(axis=0)
        W2_now = W2 - 0.1 * dW2 if slip == "updated weights" else W2
        dZ3 = dZ4 @ (W2_now if slip == "W for W^T" else W2_now.T)
        if slip == "weights forgotten":
            dZ3 = dZ4
        sigma = slope(Z2)
        if slip == "activation forgotten":
            sigma = np.ones_like(Z2)
        if slip == "slope at output":
            sigma = slope(Z3)
        if slip == "formula at pre-activation":
            sigma = 1 - Z2**2 if activation == "tanh" else Z2 * (1 - Z2)
        if slip == "activation for its slope":
            sigma = Z3
        if slip == "mask inverted":
            sigma = (Z2 <= 0).astype(float)
        if slip == "mask of the transposed":
            sigma = slope(Z2).T
        dZ2 = np.maximum(dZ3, 0) if slip == "relu on the gradient" else dZ3 * sigma
        dW1 = X.T @ dZ2
        if slip == "mask of the parameter":
            dW1 = (X.T @ dZ3) * (W1 > 0)
        if slip == "own operand":
            dW1, dW2 = W1 * dZ2.sum(axis=0), W2 * dZ4.sum(axis=0)
        db1 = dZ2.sum(axis=1) if slip == "wrong axis" else dZ2.sum(axis=0)
        if slip == "one example":
            dW1, db1, dW2, db2 = np.outer(X[0], dZ2[0]), dZ2[0], np.outer(Z3[0], dZ4[0]), dZ4[0]
        if slip == "not summed":
            db1, db2 = dZ2, dZ4
        if slip == "another parameter":
            dW1, db1, dW2, db2 = dW2, db2, dW1, db1
        if slip == "updated weights returned":
            dW1, db1, dW2, db2 = W1 - 0.03 * dW1, b1 - 0.03 * db1, W2 - 0.03 * dW2, b2 - 0.03 * db2
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    first, second = ("W1", "b1"), ("W2", "b2")
    slips = dict.fromkeys(("factor m", "factor 1/m", "plus for minus", "target forgotten", "one example",
                           "another parameter", "updated weights returned"), first + second)  # fmt: skip
    slips |= dict.fromkeys(("activation forgotten", "activation for its slope", "updated weights"), first)
    slips |= {"wrong axis": ("b1", "b2"), "not summed": ("b1", "b2"), "own operand": ("W1", "W2")}
    slips["pre-activation for activation"] = ("W2",)
    if h == k:
        slips["W for W^T"] = first
        slips["weights forgotten"] = first
    if activation == "relu":
        slips |= dict.fromkeys(("mask inverted", "relu on the gradient"), first)
        slips["mask of the parameter"] = ("W1",)
        if m == h:
            slips["mask of the transposed"] = first
    else:
        slips["slope at output"] = first
        slips["formula at pre-activation"] = first
    return Derivation(f"D22 {activation} {scale} {sizes}", loss, parameters, gradients, slips)


def autoencoder(rng: Rng, sizes: tuple[int, int, int, int]) -> Derivation:
    """D24: Z = relu(X W1 + b1), Y = Z W2 + b2, C = softmax(Z W3 + b3), L = 1/2 |X - Y|^2 + CE(C, C_gt)."""
    m, d, h, k = sizes
    X, T = rng.normal(size=(m, d)), np.eye(k)[rng.integers(k, size=m)]
    W1, b1, W2, b2 = rng.normal(size=(d, h)), rng.normal(size=h), rng.normal(size=(h, d)), rng.normal(size=d)
    W3, b3 = rng.normal(size=(h, k)), rng.normal(size=k)
    arrays = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    parameters = {name: values(name, numbers) for name, numbers in arrays.items()}
    Z = [[z.relu() for z in row] for row in layer(X.tolist(), parameters["W1"], parameters["b1"])]
    Y = layer(Z, parameters["W2"], parameters["b2"], "Y")
    logits = layer(Z, parameters["W3"], parameters["b3"], "logits")
    reconstruction = 0.5 * engine.sum(
        (x - y) ** 2 for xs, ys in zip(X.tolist(), Y, strict=True) for x, y in zip(xs, ys, strict=True)
    )
    entropy = engine.sum(engine.logsumexp(row) - row[int(t.argmax())] for row, t in zip(logits, T, strict=True))
    loss = reconstruction + entropy

    def gradients(slip: str) -> Numbers:
        A = X @ W1 + b1
        code = np.maximum(A, 0)
        dY = code @ W2 + b2 - X
        scores = np.exp(code @ W3 + b3)
        C = scores / scores.sum(axis=1, keepdims=True)
        dS = C if slip == "target forgotten" else C - T
        back = {"one term doubled": 2, "sign of one term": -1}.get(slip, 1) * dY @ W2.T + dS @ W3.T
        if slip == "only the reconstruction":
            back = dY @ W2.T
        if slip == "only the classifier":
            back = dS @ W3.T
        mask = (A > 0).astype(float)
        if slip == "activation forgotten":
            mask = np.ones_like(A)
        if slip == "mask inverted":
            mask = (A <= 0).astype(float)
        if slip == "mask of the transposed":
            mask = mask.T
        if slip == "mask of the first example":
            mask = np.broadcast_to(mask[0], mask.shape)
        dA = back * mask
        if slip == "mask on one term":
            dA = (dY @ W2.T) * mask + dS @ W3.T
        if slip == "relu on the gradient":
            dA = np.maximum(back, 0)
        if slip == "W for W^T":
            dA = (dY @ W2 + dS @ W3.T) * mask
        dW1, db1 = X.T @ dA, dA.sum(axis=0)
        if slip == "mask of the parameter":
            dW1 = (X.T @ back) * (W1 > 0)
        if slip == "transposed product":
            dW1 = dA.T @ X
        dW2, db2, dW3, db3 = code.T @ dY, dY.sum(axis=0), code.T @ dS, dS.sum(axis=0)
        if slip == "not summed":  # as the tutorial prints it
            db1, db2, db3 = dA, dY, dS
        if slip == "mean over the batch":
            dW1, db1, dW2, db2, dW3, db3 = (g / m for g in (dW1, db1, dW2, db2, dW3, db3))
        if slip == "wrong axis":
            db1, db2, db3 = dA.sum(axis=1), dY.sum(axis=1), dS.sum(axis=1)
        if slip == "pre-activation for activation":
            dW2, dW3 = A.T @ dY, A.T @ dS
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}

    first = ("W1", "b1")
    slips = dict.fromkeys(
        ("one term doubled", "sign of one term", "only the reconstruction", "only the classifier",
         "activation forgotten", "mask inverted", "mask of the first example", "mask on one term",
         "relu on the gradient"), first,
    )  # fmt: skip
    slips |= dict.fromkeys(("not summed", "wrong axis"), ("b1", "b2", "b3"))
    slips |= {"mask of the parameter": ("W1",), "target forgotten": ("W1", "b1", "W3", "b3")}
    slips |= {"mean over the batch": tuple(arrays), "pre-activation for activation": ("W2", "W3")}
    if m == h:
        slips["mask of the transposed"] = first
    if d == h:
        slips["W for W^T"] = first
    return Derivation(f"D24 {sizes}", loss, parameters, gradients, slips)


def backpropagation(rng: Rng, sizes: tuple[int, ...], activation: str = "tanh") -> Derivation:
    """B27 to B30: a_l = W_l o_(l-1), o_l = h(a_l), F = |o_L - y|^2 for one example; no biases."""
    depth = len(sizes) - 1
    Ws = [rng.normal(size=(sizes[i + 1], sizes[i])) for i in range(depth)]
    x, y = rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])
    parameters = {f"W{i + 1}": values(f"W{i + 1}", W) for i, W in enumerate(Ws)}
    o: Any = x.tolist()
    for W in parameters.values():
        o = [getattr(engine.dot(row, o), activation)() for row in W]
    loss = engine.sum((p - t) ** 2 for p, t in zip(o, y.tolist(), strict=True))
    act, slope = ACTIVATION[activation]

    def gradients(slip: str) -> Numbers:
        outputs, inputs = [x], []
        for W in Ws:
            inputs.append(W @ outputs[-1])
            outputs.append(act(inputs[-1]))
        sign = 1 if slip == "plus for minus" else -1  # B29 prints the plus
        da = 2 * (outputs[-1] + sign * y) * slope(inputs[-1])
        if slip == "last activation forgotten":
            da = 2 * (outputs[-1] - y)
        if slip == "factor 1/2":
            da = da / 2
        found, now = {}, [W.copy() for W in Ws]
        for i in reversed(range(depth)):
            if i < depth - 1:
                W = now[i + 1] if slip == "updated weights" else Ws[i + 1]
                back = (W if slip == "W for W^T" else W.T) @ da
                da = back * slope(inputs[i])
                if slip == "activation forgotten":
                    da = back
                if slip == "slope at output":
                    da = back * slope(outputs[i + 1])
            found[f"W{i + 1}"] = np.outer(da, outputs[i])
            if slip == "pre-activation for activation" and i:
                found[f"W{i + 1}"] = np.outer(da, inputs[i - 1])
            if slip == "own operand":
                found[f"W{i + 1}"] = da[:, None] * Ws[i]
            now[i] -= 0.1 * found[f"W{i + 1}"]
        return found

    names = tuple(parameters)
    slips = {"plus for minus": names, "last activation forgotten": names, "own operand": names, "factor 1/2": names}
    slips |= dict.fromkeys(("activation forgotten", "slope at output", "updated weights"), names[:-1])
    slips["pre-activation for activation"] = names[1:]
    if len(set(sizes[1:])) == 1:
        slips["W for W^T"] = names[:-1]
    return Derivation(f"B27-B30 {activation} {sizes}", loss, parameters, gradients, slips)
