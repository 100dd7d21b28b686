"""The overlap of a predicted box and a true one. The network gives x = (x0, x1, x2, x3): the centre is at
(x0 + i)/m and (x1 + j)/n, the width is exp(x2) p/m and the height exp(x3) q/n. The true box reaches from T0 to T2
across and from T1 to T3 in height. The loss is minus the area that both boxes share, divided by the area that is in at
least one of them. Derive the gradient of the loss with respect to x (the boxes overlap)."""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("x",)


def make(rng, size):
    m, n, i, j = ((4, 5, 1, 2), (7, 3, 2, 1), (5, 6, 3, 4))[size]
    x = np.append(rng.uniform(0.3, 0.7, size=2), rng.normal(size=2) / 4)
    T = np.array([(i + 0.2) / m, (j + 0.1) / n, (i + 1.1) / m, (j + 0.8) / n])
    return {"x": x, "T": T, "i": i, "j": j, "m": m, "n": n, "p": 1.2, "q": 0.9}


def loss(x, T, i, j, m, n, p, q):
    cx, cy = (x[0] + i) / m, (x[1] + j) / n
    w, h = np.exp(x[2]) * p / m, np.exp(x[3]) * q / n
    across = np.minimum(cx + w / 2, T[2]) - np.maximum(cx - w / 2, T[0])
    up = np.minimum(cy + h / 2, T[3]) - np.maximum(cy - h / 2, T[1])
    both = across * up
    return -both / (w * h + (T[2] - T[0]) * (T[3] - T[1]) - both)


def edges(x, T, i, j, m, n, p, q):
    cx, cy = (x[0] + i) / m, (x[1] + j) / n
    w, h = np.exp(x[2]) * p / m, np.exp(x[3]) * q / n
    l, r, t, b = cx - w / 2, cx + w / 2, cy - h / 2, cy + h / 2
    across, up = min(r, T[2]) - max(l, T[0]), min(b, T[3]) - max(t, T[1])
    both = across * up
    union = w * h + (T[2] - T[0]) * (T[3] - T[1]) - both
    d_both = -1 / union - both / union**2
    d_area = both / union**2
    dl = -d_both * up * (l > T[0]) - d_area * h
    dr = d_both * up * (r < T[2]) + d_area * h
    dt = -d_both * across * (t > T[1]) - d_area * w
    db = d_both * across * (b < T[3]) + d_area * w
    d0 = (dl + dr) / m
    d1 = (dt + db) / n
    d2 = (-0.5 * dl + 0.5 * dr) * w
    d3 = (-0.5 * dt + 0.5 * db) * h
    return {"x": np.array([d0, d1, d2, d3])}


CASES = [
    Slip("stopped at the centre and the size of the box: the derivatives of these with respect to x are missing, 1/m "
         "and 1/n for the centre, and w and h for the width and the height with their exponential", edges,
         {"(dl + dr) / m": "dl + dr", "(dt + db) / n": "dt + db", "(-0.5 * dl + 0.5 * dr) * w": "-0.5 * dl + 0.5 * dr",
          "(-0.5 * dt + 0.5 * db) * h": "-0.5 * dt + 0.5 * db"}, source="generalized-iou/g-darknet#19"),
]
