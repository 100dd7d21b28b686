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
        "took dh'/dz as n, forgetting that z also stands in (1 - z) * h; it should be n - h (goes into Wz and h)",
        deltas,
        {"dz = g * (n - h) *": "dz = g * n *"},
    ),
    Slip(
        "worked throughout, forward and backward, with the other convention of the update gate, h' = z * h + (1 - z)"
        " * n",
        deltas,
        {
            "g = (1 - z) * h + z * n - y": "g = z * h + (1 - z) * n - y",
            "dz = g * (n - h)": "dz = g * (h - n)",
            "dn = g * z *": "dn = g * (1 - z) *",
            "dh = g * (1 - z)": "dh = g * z",
        },
    ),
    Slip(
        "forgot the transpose of Un between the candidate and the reset gate: the delta of r is made from n's delta "
        "directly instead of from Un^T times it (the path to h through r * h has Un^T)",
        deltas,
        {"dr = ds * h": "dr = dn * h"},
    ),
    Slip(
        "used r * h instead of h as the input that belongs to Ur (the reset h goes only into the candidate)",
        deltas,
        {"dUr = np.outer(dr, h)": "dUr = np.outer(dr, s)"},
    ),
    Slip(
        "copied the update gate's term for the reset gate in the gradient of h without changing the matrix: Uz^T "
        "times r's delta instead of Ur^T",
        deltas,
        {"Ur.T @ dr": "Uz.T @ dr"},
    ),
    Slip(
        "two mistakes: left out the direct path (1 - z) * h from h to the new state in the gradient of h; and paired"
        " the candidate's delta with h instead of r * h in the gradient of Un",
        deltas,
        {"dh = g * (1 - z) + ds * r": "dh = ds * r", "dUn = np.outer(dn, s)": "dUn = np.outer(dn, h)"},
    ),
    Slip(
        "let r_j act only on its own candidate n_j: in the delta of the reset gate stands n's delta j times Un_jj "
        "instead of the sum over all i of n's delta i times Un_ij",
        component_by_component,
        {"sum(an[i] * Un[i, j] for i in range(k)) * h[j]": "an[j] * Un[j, j] * h[j]"},
    ),
    Slip(
        "used Un_ji instead of Un_ij (Un untransposed) in the path from the candidate through r * h to h_j",
        component_by_component,
        {"an[i] * Un[i, j] * r[j]\n": "an[i] * Un[j, i] * r[j]\n"},
    ),
    Slip(
        "added the direct term e_j (1 - z_j) of the gradient of h inside the loop over i, so that it is counted k "
        "times instead of once",
        component_by_component,
        {"* r[j]\n        dh[i] += e[i] * (1 - z[i])": "* r[j]\n            dh[j] += e[j] * (1 - z[j])"},
    ),
    Slip(
        "used the logistic function's derivative n (1 - n) for the candidate, which is a tanh and needs 1 - n^2",
        component_by_component,
        {"an = [e[i] * z[i] * (1 - n[i] * n[i])": "an = [e[i] * z[i] * n[i] * (1 - n[i])"},
    ),
    Slip(
        "used the reset gate r_i of the candidate's row instead of r_j of the state's component in the path from n_i"
        " through (r * h)_j to h_j, in the gradient of h only",
        component_by_component,
        {"an[i] * Un[i, j] * r[j]\n": "an[i] * Un[i, j] * r[i]\n"},
    ),
    Slip(
        "treated the reset gate r as a constant when differentiating r * h with respect to h, so the path through Ur"
        " is missing in the gradient of h",
        jacobians,
        {"drh_dh = np.diag(r) + np.diag(h) @ Dr @ Ur": "drh_dh = np.diag(r)"},
    ),
    Slip(
        "derived the variant of common libraries, which resets after the matrix: n = tanh(Wn x + r * (Un h) + bn), "
        "forward and backward, instead of Un (r * h)",
        jacobians,
        {
            "Un @ (r * h) + bn": "r * (Un @ h) + bn",
            "drh_dh = np.diag(r) + np.diag(h) @ Dr @ Ur": "drUh_dh = np.diag(r) @ Un + np.diag(Un @ h) @ Dr @ Ur",
            "dn_dh = Dn @ Un @ drh_dh": "dn_dh = Dn @ drUh_dh",
            "gr = gn @ Un @ np.diag(h) @ Dr": "gr = gn @ np.diag(Un @ h) @ Dr",
            "np.outer(gn, r * h)": "np.outer(gn * r, h)",
        },
    ),
    Slip(
        "two mistakes: took the derivative of the update gate as s(z) (1 - s(z)), with the logistic function applied"
        " once more to the gate's value z, which goes into Wz and h; and multiplied the Jacobian dh'/dh by the error"
        " from the right, that is without transposing it",
        jacobians,
        {
            "Dz = np.diag(z * (1 - z))": "Dz = np.diag(logistic(z) * (1 - logistic(z)))",
            '"h": dL_dnew @ dnew_dh': '"h": dnew_dh @ dL_dnew',
        },
    ),
]
