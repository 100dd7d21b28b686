from tests.slips.cases import Slip
from tests.slips.unusual.seen.gru_step import (
    __doc__,
    ASKED,
    make,
    loss,
    logistic,
    deltas,
    component_by_component,
    jacobians,
)  # the same problem

CASES = [
    Slip(
        "the gradient of h leaves out both gates: it has the direct way (1 - z) and the way through r * h in "
        "the candidate, but not Uz^T dz and Ur^T dr",
        deltas,
        {" + Uz.T @ dz + Ur.T @ dr": ""},
    ),
    Slip(
        "forgot that h also acts through the reset gate: the term Ur^T dr is missing in the gradient of h",
        deltas,
        {" + Ur.T @ dr": ""},
    ),
    Slip(
        "in the derivative of r * h by h only diag(r) is kept, as if the reset gate r did not depend on h; "
        "the gradient of h is wrong",
        jacobians,
        {"np.diag(r) + np.diag(h) @ Dr @ Ur": "np.diag(r)"},
    ),
    Slip(
        "forgot that h acts through the update gate: the term with Uz is missing in the gradient of h",
        component_by_component,
        {"az[i] * Uz[i, j] + ar[i]": "ar[i]"},
    ),
    Slip(
        "the derivative of h' by z is taken as n, the -h from (1 - z) * h is forgotten, so the delta of the "
        "update gate is wrong",
        deltas,
        {"g * (n - h) * z": "g * n * z"},
    ),
    Slip(
        "the derivative of h' by z has the wrong sign, h - n instead of n - h, in the delta of the update gate",
        component_by_component,
        {"(n[i] - h[i])": "(h[i] - n[i])"},
    ),
    Slip(
        "the gradient of Un is the outer product of the candidate's delta with h instead of with r * h",
        deltas,
        {"np.outer(dn, s)": "np.outer(dn, h)"},
    ),
    Slip(
        "went back through Un without the transpose (Un dn instead of Un^T dn), so the gradients of Ur and h "
        "are wrong",
        deltas,
        {"Un.T @ dn": "Un @ dn"},
    ),
    Slip(
        "mixed up the weights of old and new: took the derivative of h' by n as 1 - z instead of z in the "
        "candidate's delta",
        deltas,
        {"dn = g * z *": "dn = g * (1 - z) *"},
    ),
    Slip(
        "forgot the factor h (the derivative of r * h by r) in the delta of the reset gate",
        deltas,
        {"ds * h * r": "ds * r"},
    ),
    Slip(
        "forgot the derivative of the logistic function, z (1 - z), in the delta of the update gate",
        component_by_component,
        {" * z[i] * (1 - z[i])": ""},
    ),
    Slip(
        "in the gradient of h the way through the candidate lacks the factor r: Un^T dn is added instead of "
        "r * Un^T dn",
        deltas,
        {"+ ds * r +": "+ ds +"},
    ),
    Slip(
        "two mistakes: the gradient of Un is taken with h instead of r * h, and the derivative of tanh is "
        "taken as that of the logistic function, n (1 - n), in the candidate's delta",
        jacobians,
        {"np.outer(gn, r * h)": "np.outer(gn, h)", "np.diag(1 - n**2)": "np.diag(n * (1 - n))"},
    ),
]
