from tests.slips.cases import Slip
from tests.slips.unusual.seen.quadratic_form import (
    __doc__,
    ASKED,
    make,
    loss,
    with_matrices,
    with_indices,
    in_steps,
)  # the same problem

CASES = [
    Slip(
        "took A for symmetric: the gradient with respect to x is written A x - b instead of 1/2 (A + A^T) x - b",
        with_matrices,
        {"0.5 * (A + A.T) @ x - b": "A @ x - b"},
    ),
    Slip(
        "took A for symmetric in the sums: dx[k] is the row sum over A[k, i] x[i] minus b[k], as if the column sum "
        "were equal to it",
        with_indices,
        {"dx[k] = 0.5 * (row + column) - b[k]": "dx[k] = row - b[k]"},
    ),
    Slip(
        "forgot the transpose when going back through y = A x: A @ df_dy instead of A^T @ df_dy in the gradient of x",
        in_steps,
        {"A.T @ df_dy": "A @ df_dy"},
    ),
    Slip(
        "differentiated x^T A x to 2 A x as for a symmetric A, so that the gradient of x is A x - b",
        in_steps,
        {"df_dx = df_dq * y": "df_dx = df_dq * 2 * y", "    df_dx = df_dx + A.T @ df_dy\n": ""},
    ),
    Slip(
        "held one of the two x in 1/2 x^T A x constant: dx is 1/2 A x - b, the term 1/2 A^T x is missing",
        with_matrices,
        {"0.5 * (A + A.T) @ x": "0.5 * A @ x"},
    ),
    Slip(
        "lost the factor 1/2 in dx: (A + A^T) x - b",
        with_matrices,
        {"0.5 * (A + A.T) @ x": "(A + A.T) @ x"},
    ),
    Slip(
        "lost the factor 1/2 in the gradient with respect to A: x x^T instead of 1/2 x x^T",
        with_matrices,
        {"0.5 * np.outer(x, x)": "np.outer(x, x)"},
    ),
    Slip(
        "lost the factor 1/2 in the entries of dA: x[k] x[i]",
        with_indices,
        {"dA[k, i] = 0.5 * x[k] * x[i]": "dA[k, i] = x[k] * x[i]"},
    ),
    Slip(
        "wrong sign in the gradient with respect to b: x instead of -x",
        with_matrices,
        {"db = -x": "db = x"},
    ),
    Slip(
        "wrote x^T x (a number) instead of the outer product x x^T in the gradient with respect to A",
        with_matrices,
        {"np.outer(x, x)": "x.T @ x"},
    ),
    Slip(
        "forgot the term -b^T x when differentiating with respect to x: -b is missing in dx",
        with_matrices,
        {"@ x - b": "@ x"},
    ),
    Slip(
        "x reaches q = x^T y directly and through y = A x, but only the way through y was counted: the term df_dq * y "
        "is overwritten in the gradient of x",
        in_steps,
        {"df_dx = df_dx + A.T @ df_dy": "df_dx = A.T @ df_dy"},
    ),
    Slip(
        "two mistakes: took A for symmetric in dx (A x - b), and lost the factor 1/2 in dA (x x^T)",
        with_matrices,
        {"0.5 * (A + A.T) @ x": "A @ x", "0.5 * np.outer(x, x)": "np.outer(x, x)"},
    ),
]
