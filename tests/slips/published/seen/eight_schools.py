"""The eight schools, here J of them. theta_j is Gaussian with mean mu and deviation tau, y_j is Gaussian with mean
theta_j and given deviation s_j, mu has a Gaussian prior with deviation 5 and tau a half Cauchy prior of scale 5. Up
to constants the loss is the sum over j of ((y_j - theta_j)/s_j)^2/2 + ((theta_j - mu)/tau)^2/2 + log tau, plus
(mu/5)^2/2 + log(1 + (tau/5)^2). Derive the gradients of the loss with respect to mu, tau and theta."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("mu", "tau", "theta")


def make(rng, size):
    J = (4, 8, 5)[size]
    return {
        "y": rng.normal(size=J) * 8,
        "s": rng.uniform(3, 9, size=J),
        "mu": rng.normal() + 3,
        "tau": rng.uniform(1, 4),
        "theta": rng.normal(size=J) * 4,
    }


def loss(y, s, mu, tau, theta):
    data = np.sum(((y - theta) / s) ** 2) / 2
    schools = np.sum(((theta - mu) / tau) ** 2) / 2 + len(y) * np.log(tau)
    return data + schools + (mu / 5) ** 2 / 2 + np.log(1 + (tau / 5) ** 2)


def school_by_school(y, s, mu, tau, theta):
    dmu = mu / 25
    dtau = 2 * tau / (25 + tau**2)
    dtheta = np.zeros(len(y))
    for j in range(len(y)):
        dmu += -(theta[j] - mu) / tau**2
        dtau += 1 / tau - (theta[j] - mu) ** 2 / tau**3
        dtheta[j] = (theta[j] - mu) / tau**2 - (y[j] - theta[j]) / s[j] ** 2
    return {"mu": dmu, "tau": dtau, "theta": dtheta}


CASES = [
    Slip("left out of the gradient of mu the part of the schools, -(theta_j - mu)/tau^2 for each j, so that only "
         "the prior of mu is left",
         school_by_school, {"dmu += -(theta[j] - mu) / tau**2": "dmu += 0.0"}, source="pints-team/pints#1136"),
]
