from tests.slips.cases import Slip
from tests.slips.unusual.seen.two_outputs import (
    __doc__,
    ASKED,
    make,
    loss,
    matrix_form,
    entry_by_entry,
    column_by_column,
    one_example_at_a_time,
    multiplied_out,
)  # the same problem

CASES = [
    Slip(
        "forgot the 1/2 in front of the loss: a factor 2 too much in all three gradients",
        matrix_form,
        {
            "dW = X.T @ E": "dW = 2 * X.T @ E",
            "db = E.sum(axis=0)": "db = 2 * E.sum(axis=0)",
            "dX = E @ W.T": "dX = 2 * E @ W.T",
        },
    ),
    Slip(
        "divided by the number m of examples as if the loss were a mean, in all three gradients",
        matrix_form,
        {
            "dW = X.T @ E": "dW = X.T @ E / m",
            "db = E.sum(axis=0)": "db = E.sum(axis=0) / m",
            "dX = E @ W.T": "dX = E @ W.T / m",
            "    E = X @ W + b - Y\n": "    m = len(X)\n    E = X @ W + b - Y\n",
        },
    ),
    Slip(
        "took the error as Y - X W - b without the minus sign that then belongs in front: all gradients have the wrong "
        "sign",
        matrix_form,
        {"E = X @ W + b - Y": "E = Y - X @ W - b"},
    ),
    Slip(
        "did not sum over the examples in the gradient of b: gave the whole matrix E, in the wrong shape",
        matrix_form,
        {"db = E.sum(axis=0)": "db = E"},
    ),
    Slip(
        "divided the gradients of W and b by m, as if the loss were a mean over the examples (X was left without)",
        one_example_at_a_time,
        {'{"W": dW, "b": db,': '{"W": dW / len(X), "b": db / len(X),'},
    ),
    Slip(
        "summed E over the wrong axis for b: over the outputs c instead of over the examples i, so the shape is wrong",
        matrix_form,
        {"db = E.sum(axis=0)": "db = E.sum(axis=1)"},
    ),
    Slip(
        "gave the gradient of W transposed: E^T X (k x n) instead of X^T E",
        matrix_form,
        {"dW = X.T @ E": "dW = E.T @ X"},
    ),
    Slip(
        "assigned instead of adding up over the outputs c in the gradient of X, so only the last output counts",
        entry_by_entry,
        {"dX[i, j] += e * W[j, c]": "dX[i, j] = e * W[j, c]"},
    ),
    Slip(
        "took the mean over the examples instead of the sum in the gradient of b",
        column_by_column,
        {"db[c] = r_c.sum()": "db[c] = r_c.mean()"},
    ),
    Slip(
        "forgot in the gradient of b that b stands in each of the m rows: b instead of m b",
        multiplied_out,
        {"db = m * b +": "db = b +"},
    ),
    Slip(
        "forgot the term with the bias, B W^T, in the gradient of X",
        multiplied_out,
        {"dX = X @ W @ W.T + B @ W.T - Y @ W.T": "dX = X @ W @ W.T - Y @ W.T"},
    ),
    Slip(
        "kept the factor 2 of the square and forgot that the 1/2 of the loss cancels it: all gradients are doubled",
        entry_by_entry,
        {
            "db[c] += e\n": "db[c] += 2 * e\n",
            "dW[j, c] += e * X": "dW[j, c] += 2 * e * X",
            "dX[i, j] += e * W": "dX[i, j] += 2 * e * W",
        },
    ),
    Slip(
        "two mistakes: took the error as y - W^T x - b, so all gradients have the wrong sign, and assigned db = e in "
        "the loop instead of adding up, so that the gradient of b has the last example only",
        one_example_at_a_time,
        {"e = W.T @ x + b - y": "e = y - W.T @ x - b", "db += e": "db = e"},
    ),
]
