"""A convolutional layer with one channel, stride 1, no padding and no bias, as it is computed in deep learning (the
kernel is not flipped): Z[i, j] is the sum of A[i:i+f, j:j+g] times K, number by number, where K is f x g. The loss is
half the sum of (Z - Y)^2. Derive its gradients with respect to the input A and the kernel K."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("A", "K")


def make(rng, size):
    h, w, f, g = ((4, 5, 2, 3), (5, 6, 3, 2), (6, 7, 3, 4))[size]
    return {
        "A": rng.normal(size=(h, w)),
        "K": rng.normal(size=(f, g)),
        "Y": rng.normal(size=(h - f + 1, w - g + 1)),
    }


def loss(A, K, Y):
    f, g = K.shape
    total = 0
    for i in range(len(Y)):
        for j in range(len(Y[0])):
            total = total + (np.sum(A[i : i + f, j : j + g] * K) - Y[i, j]) ** 2
    return total / 2


def window_by_window(A, K, Y):
    f, g = K.shape
    dA, dK = np.zeros_like(A), np.zeros_like(K)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = A[i : i + f, j : j + g]
            dZ = np.sum(window * K) - Y[i, j]
            dA[i : i + f, j : j + g] += K * dZ
            dK += window * dZ
    return {"A": dA, "K": dK}


CASES = [
    Slip("rotated the filter by 180 degrees in the loop over the windows, dA[window] += rot90(K, 2) * dZ[i, j] instead "
         "of K * dZ[i, j]: the rotation belongs to the convolution form of the same sum",
         window_by_window, {"+= K * dZ": "+= np.rot90(K, 2) * dZ"},
         source="community.deeplearning.ai/t/121204: Should it have a rot180 on filter to calculate dA_prev?"),
]
