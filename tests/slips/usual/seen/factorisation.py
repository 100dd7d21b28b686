from tests.slips.cases import Slip
from tests.slips.unusual.seen.factorisation import (
    __doc__,
    ASKED,
    make,
    loss,
    vectorised,
    over_the_ratings,
    with_indices,
    row_by_row,
)  # the same problem

CASES = [
    Slip(
        "forgot the 2 in the derivative of the penalty: lam U and lam V instead of 2 lam U and 2 lam V",
        vectorised,
        {"+ 2 * lam * U": "+ lam * U", "+ 2 * lam * V": "+ lam * V"},
    ),
    Slip(
        "forgot the 1/N in front of the error term, in both gradients",
        vectorised,
        {"2 / N * (E @ V)": "2 * (E @ V)", "2 / N * (E.T @ U)": "2 * (E.T @ U)"},
    ),
    Slip(
        "forgot the mask M in the error, so the entries of R that were not observed count in both gradients",
        vectorised,
        {"E = M * (U @ V.T - R)": "E = U @ V.T - R"},
    ),
    Slip(
        "left out M when differentiating the error, so unobserved ratings contribute to both gradients",
        with_indices,
        {"dP = -2 / N * M * (R - P)": "dP = -2 / N * (R - P)"},
    ),
    Slip(
        "forgot the inner derivative -1 of R - U V^T, so the error term has the wrong sign in both gradients",
        with_indices,
        {"dP = -2 / N * M * (R - P)": "dP = 2 / N * M * (R - P)"},
    ),
    Slip(
        "forgot the 2 from the square in the error term, in both gradients (the penalty is right)",
        row_by_row,
        {"2 / N * (A @ U[i] - q)": "1 / N * (A @ U[i] - q)", "2 / N * (A @ V[j] - q)": "1 / N * (A @ V[j] - q)"},
    ),
    Slip(
        "took N as the number m n of all entries of R instead of the number of observed ones, in both gradients",
        with_indices,
        {"N = M.sum()": "N = M.size"},
    ),
    Slip(
        "added the penalty's gradient once for every observed rating inside the loop instead of once for every row",
        over_the_ratings,
        {
            "gu = -2 * e * V[j] / N": "gu = -2 * e * V[j] / N + 2 * lam * U[i]",
            "gv = -2 * e * U[i] / N": "gv = -2 * e * U[i] / N + 2 * lam * V[j]",
            "    dU += 2 * lam * U\n": "",
            "    dV += 2 * lam * V\n": "",
        },
    ),
    Slip(
        "left out the penalty's gradient in both gradients: only the error term is there",
        with_indices,
        {"    dU = dU + 2 * lam * U\n": "", "    dV = dV + 2 * lam * V\n": ""},
    ),
    Slip(
        "copied the line for U: the gradient of V_j is multiplied by V_j where U_i should stand",
        over_the_ratings,
        {"gv = -2 * e * U[i] / N": "gv = -2 * e * V[j] / N"},
    ),
    Slip(
        "assigned in the loop instead of adding up, so only the last rating of each user and of each item counts",
        over_the_ratings,
        {"dU[i] += gu": "dU[i] = gu", "dV[j] += gv": "dV[j] = gv"},
    ),
    Slip(
        "put the penalty inside the mean: its gradients are divided by N, 2 lam U / N and 2 lam V / N",
        vectorised,
        {
            "2 / N * (E @ V) + 2 * lam * U": "2 / N * (E @ V + lam * U)",
            "2 / N * (E.T @ U) + 2 * lam * V": "2 / N * (E.T @ U + lam * V)",
        },
    ),
    Slip(
        "two mistakes in both gradients: forgot the 1/N in front of the error term, and the 2 of the penalty's "
        "derivative",
        over_the_ratings,
        {
            "    N = M.sum()\n": "",
            "gu = -2 * e * V[j] / N": "gu = -2 * e * V[j]",
            "gv = -2 * e * U[i] / N": "gv = -2 * e * U[i]",
            "dU += 2 * lam * U": "dU += lam * U",
            "dV += 2 * lam * V": "dV += lam * V",
        },
    ),
]
