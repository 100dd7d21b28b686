"""RMS normalisation in front of a block, with a residual path. R = X + S for given X and S (n x d), rms_i is the root
of the mean of R_ij^2 over j plus eps, Out = gamma R / rms. R goes on along the residual path and Out into the block:
the loss is the sum of C R plus 1/2 times the sum of (Out - T)^2, with given C and T. Derive the gradients of the loss
with respect to X and gamma."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("X", "gamma")


def make(rng, size):
    n, d = ((3, 4), (4, 3), (2, 5))[size]
    return {
        "X": rng.normal(size=(n, d)),
        "S": rng.normal(size=(n, d)),
        "C": rng.normal(size=(n, d)),
        "T": rng.normal(size=(n, d)),
        "gamma": rng.uniform(0.5, 2, size=d),
        "eps": 0.01,
    }


def loss(X, S, C, T, gamma, eps):
    R = X + S
    rms = np.sqrt(np.mean(R**2, axis=1) + eps).reshape(len(C), 1)
    return np.sum(C * R) + np.sum((gamma * R / rms - T) ** 2) / 2


def path_by_path(X, S, C, T, gamma, eps):
    R = X + S
    r = 1 / np.sqrt(np.mean(R**2, axis=1, keepdims=True) + eps)

    def through_norm(dout):
        g = gamma * dout
        return g * r - R * r**3 * np.mean(g * R, axis=1, keepdims=True)

    dout = gamma * R * r - T
    dgamma = np.sum(dout * R * r, axis=0)
    dR = C + through_norm(dout)
    return {"X": dR, "gamma": dgamma}


CASES = [
    Slip("sent the gradient C of the residual path through the normalisation too: added it to that of Out before "
         "the normalisation "
         "instead of after it", path_by_path, {"C + through_norm(dout)": "through_norm(C + dout)"},
         source="Dao-AILab/quack#53"),
    Slip("forgot to multiply by the weight gamma in the gradient of X", path_by_path, {"g = gamma * dout": "g = dout"},
         source="karpathy/llm.c#763"),
    Slip("treated rms as a constant in the gradient of X: only gamma / rms times what arrives, without the part "
         "through the root mean square",
         path_by_path, {"g * r - R * r**3 * np.mean(g * R, axis=1, keepdims=True)": "g * r"},
         source="ooples/AiDotNet#695"),
]
