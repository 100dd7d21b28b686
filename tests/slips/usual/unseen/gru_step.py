"""One step of a gated recurrent unit with k units: input x (d numbers), previous state h (k), target y (k).
Update gate z = s(Wz x + Uz h + bz), reset gate r = s(Wr x + Ur h + br), candidate n = tanh(Wn x + Un (r * h) + bn),
where s is the logistic function and * multiplies elementwise. The new state is h' = (1 - z) * h + z * n.
Wz, Wr, Wn are k x d, Uz, Ur, Un are k x k and the biases have k numbers. The loss is L = 1/2 |h' - y|^2.
Derive the gradients of L with respect to Wz, Ur, Un, bn and the previous state h.
"""

import numpy as np

from nn.array import sigmoid
from tests.slips.cases import Slip

ASKED = ("Wz", "Ur", "Un", "bn", "h")


def make(rng, size):
    d, k = ((2, 3), (5, 2), (3, 4))[size]
    given = {"x": rng.uniform(-1.5, 1.5, size=d), "h": rng.uniform(-0.9, 0.9, size=k), "y": rng.normal(size=k)}
    given |= {name: 0.7 * rng.normal(size=(k, d)) for name in ("Wz", "Wr", "Wn")}
    given |= {name: 0.8 * rng.normal(size=(k, k)) for name in ("Uz", "Ur", "Un")}
    given |= {name: 0.5 * rng.normal(size=k) for name in ("bz", "br", "bn")}
    return given


def loss(x, h, y, Wz, Wr, Wn, Uz, Ur, Un, bz, br, bn):
    z = sigmoid(Wz @ x + Uz @ h + bz)
    r = sigmoid(Wr @ x + Ur @ h + br)
    n = np.tanh(Wn @ x + Un @ (r * h) + bn)
    new = (1 - z) * h + z * n
    return 0.5 * np.sum((new - y) ** 2)


def logistic(a):
    return 1 / (1 + np.exp(-a))


def deltas(x, h, y, Wz, Wr, Wn, Uz, Ur, Un, bz, br, bn):
    z = logistic(Wz @ x + Uz @ h + bz)
    r = logistic(Wr @ x + Ur @ h + br)
    s = r * h
    n = np.tanh(Wn @ x + Un @ s + bn)
    g = (1 - z) * h + z * n - y
    dz = g * (n - h) * z * (1 - z)
    dn = g * z * (1 - n**2)
    ds = Un.T @ dn
    dr = ds * h * r * (1 - r)
    dh = g * (1 - z) + ds * r + Uz.T @ dz + Ur.T @ dr
    dWz = np.outer(dz, x)
    dUr = np.outer(dr, h)
    dUn = np.outer(dn, s)
    return {"Wz": dWz, "Ur": dUr, "Un": dUn, "bn": dn, "h": dh}


def component_by_component(x, h, y, Wz, Wr, Wn, Uz, Ur, Un, bz, br, bn):
    k, d = Wz.shape
    z = logistic(Wz @ x + Uz @ h + bz)
    r = logistic(Wr @ x + Ur @ h + br)
    n = np.tanh(Wn @ x + Un @ (r * h) + bn)
    e = (1 - z) * h + z * n - y
    az = [e[i] * (n[i] - h[i]) * z[i] * (1 - z[i]) for i in range(k)]
    an = [e[i] * z[i] * (1 - n[i] * n[i]) for i in range(k)]
    ar = [sum(an[i] * Un[i, j] for i in range(k)) * h[j] * r[j] * (1 - r[j]) for j in range(k)]
    dWz, dUr, dUn, dh = np.zeros((k, d)), np.zeros((k, k)), np.zeros((k, k)), np.zeros(k)
    for i in range(k):
        for j in range(d):
            dWz[i, j] = az[i] * x[j]
        for j in range(k):
            dUr[i, j] = ar[i] * h[j]
            dUn[i, j] = an[i] * r[j] * h[j]
            dh[j] += az[i] * Uz[i, j] + ar[i] * Ur[i, j] + an[i] * Un[i, j] * r[j]
        dh[i] += e[i] * (1 - z[i])
    return {"Wz": dWz, "Ur": dUr, "Un": dUn, "bn": np.array(an), "h": dh}


def jacobians(x, h, y, Wz, Wr, Wn, Uz, Ur, Un, bz, br, bn):
    z = logistic(Wz @ x + Uz @ h + bz)
    r = logistic(Wr @ x + Ur @ h + br)
    n = np.tanh(Wn @ x + Un @ (r * h) + bn)
    dL_dnew = (1 - z) * h + z * n - y
    Dz = np.diag(z * (1 - z))
    Dr = np.diag(r * (1 - r))
    Dn = np.diag(1 - n**2)
    drh_dh = np.diag(r) + np.diag(h) @ Dr @ Ur
    dn_dh = Dn @ Un @ drh_dh
    dz_dh = Dz @ Uz
    dnew_dh = np.diag(1 - z) + np.diag(n - h) @ dz_dh + np.diag(z) @ dn_dh
    gz = dL_dnew @ np.diag(n - h) @ Dz
    gn = dL_dnew @ np.diag(z) @ Dn
    gr = gn @ Un @ np.diag(h) @ Dr
    return {
        "Wz": np.outer(gz, x),
        "Ur": np.outer(gr, h),
        "Un": np.outer(gn, r * h),
        "bn": gn,
        "h": dL_dnew @ dnew_dh,
    }


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
