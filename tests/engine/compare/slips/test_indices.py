"""Slips with indices: a kernel turned round, a matrix transposed, shares overwritten instead of added."""

import numpy as np

import engine
from engine.compare import compare_gradients
from engine.compare.slips.indices import counted_once, overwritten, remapped
from tests.engine.compare.asking import among, check, expects, gives, guessed, problem_of
from tests.engine.planted.derivation import values

X = np.array([0.5, -1.0, 2.0, 3.0, 4.2])
K = np.array([2.0, 3.1, -7.3])
G = np.array([1.0, -1.3, 2.7])


def correlation():
    """Return L = g . y with y_i = k . x_(i..i+2), with x and k; dL/dk_j = sum of g_i x_(i+j)."""
    x, k = values("x", X), values("k", K)
    return engine.dot(G.tolist(), [engine.dot(k, x[i : i + 3]) for i in range(3)]), x, k


def windows(x):
    return np.array([x[i : i + 3] for i in range(3)])


def test_a_convolution_in_the_place_of_a_correlation():
    loss, x, k = correlation()
    right = {"x": (x, np.convolve(G, K)), "k": (k, G @ windows(X))}
    assert compare_gradients(loss, right).ok
    check("kernel flipped", loss, x=(x, np.convolve(G, K[::-1])))
    check("kernel flipped", loss, k=(k, (G @ windows(X))[::-1]))


def test_another_entry_stands_where_its_own_belongs():
    loss, x, k = correlation()
    problem = problem_of(loss, x=x, k=k)
    found = list(gives(remapped(problem), problem, "x"))
    expects(found, "k is flipped", np.convolve(G, K[::-1]))
    expects(found, "k is shifted by one", np.convolve(G, [K[1], K[2], 0]))
    expects(found, "k is shifted by one the other way", np.convolve(G, [0, K[0], K[1]]))
    expects(found, "k is shifted by one, round the end", np.convolve(G, np.roll(K, -1)))
    check("shifted", loss, "k is shifted by one", x=(x, np.convolve(G, [K[1], K[2], 0])))
    found = list(gives(remapped(problem), problem, "k"))
    expects(found, "x is flipped", G @ windows(X[::-1]))


def test_a_matrix_and_its_transpose():
    """L = tanh(sum of A_ij u_i u_j): dL/du = (A + A^T) u tanh'."""
    A, U = np.array([[0.4, 1.3, -0.6], [0.2, -0.9, 0.8], [1.1, 0.3, 0.5]]), np.array([0.7, -0.4, 0.9])
    a, u = values("A", A), values("u", U)
    loss = engine.dot(u, [engine.dot(row, u) for row in a])
    assert compare_gradients(loss, {"u": (u, (A + A.T) @ U)}).ok
    for matrix in (A, A.T):
        among("symmetric", loss, u=(u, 2 * matrix @ U))
    among("weights transposed", loss, u=(u, 2 * A @ U))
    problem = problem_of(loss, u=u, A=a)
    expects(gives(remapped(problem), problem, "u"), "A stands where its transpose belongs", (A + A) @ U)


def embedding():
    """Return L = sum of c tanh(E[i]) over the words 0, 2, 0, 1, 0, with E, and the shares."""
    E = np.array([0.3, -0.8, 1.1])
    words, c = [0, 2, 0, 1, 0], np.array([1.2, 0.7, -2.1, 0.9, 1.6])
    e = values("E", E)
    shares = c * (1 - np.tanh(E[words]) ** 2)
    return engine.dot(c.tolist(), [e[i].tanh() for i in words]), e, shares


def test_a_repeated_index_is_counted_once():
    loss, e, s = embedding()
    assert compare_gradients(loss, {"E": (e, [s[0] + s[2] + s[4], s[3], s[1]])}).ok
    for first in (s[0], s[4]):
        check("not summed", loss, E=(e, [first, s[3], s[1]]))
    check("mean", loss, "averaged", E=(e, [(s[0] + s[2] + s[4]) / 3, s[3], s[1]]))


def test_the_guesses_of_what_is_counted_once():
    a = values("w", [2.0, 3.0])
    problem = problem_of(a[0] * a[0] + a[1] * 5.0, w=a)
    expects(guessed(counted_once, problem), "used twice in one operation is counted once", [2.0, 5.0])
    alone = problem_of(a[0] * 2.0 + a[1], w=a)
    assert guessed(counted_once, alone) == []


def test_shares_that_arrive_at_an_intermediate_result_are_overwritten():
    """L = h . (1, 10) + h . (5, 7) with h = tanh(w): only the last use is kept, or the first."""
    w = values("w", [0.4, -0.7])
    h = [x.tanh() for x in w]
    loss = engine.dot(h, [1.0, 10.0]) + engine.dot(h, [5.0, 7.0])
    slope = 1 - np.tanh([0.4, -0.7]) ** 2
    problem = problem_of(loss, w=w)
    found = list(gives(overwritten(problem), problem))
    expects(found, "only the last of the shares", [5.0, 7.0] * slope)
    expects(found, "only the first of the shares", [1.0, 10.0] * slope)
    among("not summed", loss, "only the last of the shares", w=(w, [5.0, 7.0] * slope))


def test_the_index_of_the_other_factor_is_that_of_the_own_entry():
    """L = g . tanh(W x) with a square W: dL/dW_ij = g_i (1 - h_i^2) x_j."""
    w, x = np.array([[0.4, -0.9, 0.7], [1.2, 0.3, -0.5], [-0.8, 0.6, 0.2]]), np.array([0.9, -0.3, 1.7])
    rows, xs = values("W", w), values("x", x)
    loss = engine.dot(G.tolist(), [engine.dot(row, xs).tanh() for row in rows])
    delta = G * (1 - np.tanh(w @ x) ** 2)
    assert compare_gradients(loss, {"W": (rows, np.outer(delta, x))}).ok
    check("shifted", loss, "is that of axis 0 of W", W=(rows, np.repeat(delta * x, 3).reshape(3, 3)))
    among("shifted", loss, "stays the last one", W=(rows, np.repeat(delta * x[2], 3).reshape(3, 3)))


def test_two_weights_of_one_sum_are_exchanged_on_the_way_back():
    """L = the sum of tanh(a x + b y): dx is d a, and d b where a and b are mixed up."""
    (a,), (b,), x, y = values("a", [0.7]), values("b", [-1.4]), values("x", K), values("y", G)
    loss = engine.sum([(a * p + b * q).tanh() for p, q in zip(x, y, strict=True)])
    delta = 1 - np.tanh(0.7 * K - 1.4 * G) ** 2
    assert compare_gradients(loss, {"x": (x, 0.7 * delta), "y": (y, -1.4 * delta)}).ok
    report = compare_gradients(loss, {"x": (x, -1.4 * delta), "y": (y, 0.7 * delta)})
    assert not any("flipped" in finding.text for finding in report.findings), str(report)
