from tests.slips.cases import Slip
from tests.slips.unusual.seen.triplet import (
    __doc__,
    ASKED,
    make,
    loss,
    with_deltas,
    triplet_by_triplet,
    with_scatter_matrices,
    by_the_chain_rule,
)  # the same problem

CASES = [
    Slip(
        "forgot that the max(0, ..) switches triplets off: all triplets count, also those whose loss is 0",
        with_deltas,
        {"on = (near - far > -margin).astype(float)": "on = 1.0"},
    ),
    Slip(
        "left out the condition of the max(0, ..): the gradients of every triplet are added, also of the inactive ones",
        triplet_by_triplet,
        {"if margin + near - far > 0:": "if True:"},
    ),
    Slip(
        "forgot the margin in the condition: only the triplets with near > far count as active",
        with_deltas,
        {"near - far > -margin": "near - far > 0"},
    ),
    Slip(
        "forgot the 2 from the squares, in du and in dw, so all gradients are half as large",
        by_the_chain_rule,
        {"dnear[:, None] * 2 * u": "dnear[:, None] * u", "dfar[:, None] * 2 * w": "dfar[:, None] * w"},
    ),
    Slip(
        "wrong sign in the gradient with respect to the negatives N: forgot the inner derivative -1 of a - n with "
        "respect to n, so dN is the negative of what it should be",
        triplet_by_triplet,
        {"dN[i] = 2 * W": "dN[i] = -2 * W"},
    ),
    Slip(
        "forgot the inner derivative -1 of a - p with respect to p: wrong sign in dp",
        with_deltas,
        {"dp = -2 * on * (a - p)": "dp = 2 * on * (a - p)"},
    ),
    Slip(
        "forgot that the anchor also stands in the distance to the negative: dA has only the term of the positive",
        triplet_by_triplet,
        {"dA[i] = 2 * W @ (x @ W) - 2 * W @ (y @ W)": "dA[i] = 2 * W @ (x @ W)"},
    ),
    Slip(
        "counted W only where it embeds the anchors: P^T dp and N^T dn are missing in dW",
        with_deltas,
        {"dW = A.T @ da + P.T @ dp + N.T @ dn": "dW = A.T @ da"},
    ),
    Slip(
        "counted only one of the two W in x^T W W^T x: dW is C W instead of (C + C^T) W, a factor 2 is missing",
        with_scatter_matrices,
        {"dW = (C + C.T) @ W": "dW = C @ W"},
    ),
    Slip(
        "wrong sign of da: p - n instead of n - p, after a cancelled; so A is wrong and the anchors' part of dW",
        with_deltas,
        {"da = 2 * on * (n - p)": "da = 2 * on * (p - n)"},
    ),
    Slip(
        "gave the gradients with respect to the embeddings a, p, n instead of those with respect to A, P, N: the "
        "factor W^T is missing",
        with_deltas,
        {"da @ W.T": "da", "dp @ W.T": "dp", "dn @ W.T": "dn"},
    ),
    Slip(
        "lost the minus sign before the distance to the negative: dfar is dz instead of -dz",
        by_the_chain_rule,
        {"dfar = -dz": "dfar = dz"},
    ),
    Slip(
        "two mistakes: forgot the condition of the max(0, ..), so inactive triplets count too, and forgot the 2 from "
        "the squares",
        with_deltas,
        {
            "on = (near - far > -margin).astype(float)": "on = 1.0",
            "da = 2 * on": "da = on",
            "dp = -2 * on": "dp = -on",
            "dn = 2 * on": "dn = on",
        },
    ),
]
