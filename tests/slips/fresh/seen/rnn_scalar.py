"""A recurrent network whose state is one number, run over T inputs, with a loss at every step. x and y have T entries,
w, u, b, v, c and the first state h0 are numbers. h_1 is computed from h0 and x_1 (the first entry of x), and so on:
h_t = tanh(w x_t + u h_{t-1} + b), o_t = v h_t + c, L = sum over t of 1/2 (o_t - y_t)^2.
Derive the gradients of L with respect to w, u, b, v, c and h0.
"""

import numpy as np

from tests.slips.cases import Slip

ASKED = ("w", "u", "b", "v", "c", "h0")


def make(rng, size):
    T = (3, 4, 5)[size]
    return {
        "x": rng.uniform(0.3, 1.2, size=T) * np.resize([1.0, -1.0, -1.0], T),
        "y": rng.normal(size=T),
        "w": rng.uniform(0.4, 1.2),
        "u": rng.uniform(0.6, 1.4),
        "b": rng.uniform(-0.4, 0.4),
        "v": rng.uniform(0.6, 1.6),
        "c": rng.uniform(-0.5, 0.5),
        "h0": rng.uniform(0.2, 0.7),
    }


def loss(x, y, w, u, b, v, c, h0):
    h = h0
    total = 0.0
    for t in range(len(x)):
        h = np.tanh(w * x[t] + u * h + b)
        total = total + 0.5 * (v * h + c - y[t]) ** 2
    return total


def backward_in_time(x, y, w, u, b, v, c, h0):
    T = len(x)
    h = np.zeros(T + 1)
    h[0] = h0
    e = np.zeros(T)
    for t in range(T):
        h[t + 1] = np.tanh(w * x[t] + u * h[t] + b)
        e[t] = v * h[t + 1] + c - y[t]
    dw = du = db = dv = dc = 0.0
    back = 0.0
    for t in reversed(range(T)):
        dv += e[t] * h[t + 1]
        dc += e[t]
        dh = e[t] * v + back
        dz = dh * (1 - h[t + 1] ** 2)
        dw += dz * x[t]
        du += dz * h[t]
        db += dz
        back = dz * u
    dh0 = back
    return {"w": dw, "u": du, "b": db, "v": dv, "c": dc, "h0": dh0}


def with_arrays(x, y, w, u, b, v, c, h0):
    T = len(x)
    states = [h0]
    for t in range(T):
        states.append(np.tanh(w * x[t] + u * states[-1] + b))
    before = np.array(states[:-1])
    after = np.array(states[1:])
    err = v * after + c - y
    slope = 1 - after**2
    delta = np.zeros(T)
    delta[T - 1] = v * err[T - 1] * slope[T - 1]
    for t in range(T - 2, -1, -1):
        delta[t] = (v * err[t] + u * delta[t + 1]) * slope[t]
    return {
        "w": delta @ x,
        "u": delta @ before,
        "b": delta.sum(),
        "v": err @ after,
        "c": err.sum(),
        "h0": u * delta[0],
    }


def forward_in_time(x, y, w, u, b, v, c, h0):
    h = h0
    hw, hu, hb, hh = 0.0, 0.0, 0.0, 1.0
    gw = gu = gb = gv = gc = gh = 0.0
    for t in range(len(x)):
        new = np.tanh(w * x[t] + u * h + b)
        s = 1 - new**2
        hw = s * (x[t] + u * hw)
        hu = s * (h + u * hu)
        hb = s * (1 + u * hb)
        hh = s * u * hh
        h = new
        r = v * h + c - y[t]
        gw += r * v * hw
        gu += r * v * hu
        gb += r * v * hb
        gh += r * v * hh
        gv += r * h
        gc += r
    return {"w": gw, "u": gu, "b": gb, "v": gv, "c": gc, "h0": gh}


CASES = [
    Slip(
        "forgot that the state also matters for later steps: dh is only the error of this step",
        backward_in_time,
        {"dh = e[t] * v + back": "dh = e[t] * v"},
    ),
    Slip(
        "used the new state instead of the previous one in the gradient of u",
        backward_in_time,
        {"du += dz * h[t]": "du += dz * h[t + 1]"},
    ),
    Slip(
        "carried dh back instead of dz: the tanh is skipped between two steps",
        backward_in_time,
        {"back = dz * u": "back = dh * u"},
    ),
    Slip(
        "forgot the factor u between two steps",
        backward_in_time,
        {"back = dz * u": "back = dz"},
    ),
    Slip(
        "multiplied by w instead of u when going back to the state before",
        backward_in_time,
        {"back = dz * u": "back = dz * w"},
    ),
    Slip(
        "kept only the last computed step for the gradient of w: = instead of +=",
        backward_in_time,
        {"dw += dz * x[t]": "dw = dz * x[t]"},
    ),
    Slip(
        "took the slope of the tanh at the previous state instead of the new one",
        backward_in_time,
        {"dz = dh * (1 - h[t + 1] ** 2)": "dz = dh * (1 - h[t] ** 2)"},
    ),
    Slip(
        "used the loss of the last step only: the errors of all earlier steps are missing from delta",
        with_arrays,
        {"(v * err[t] + u * delta[t + 1]) * slope[t]": "u * delta[t + 1] * slope[t]"},
    ),
    Slip(
        "applied the slope only to the error from above and not to what comes back from the next step",
        with_arrays,
        {"(v * err[t] + u * delta[t + 1]) * slope[t]": "v * err[t] * slope[t] + u * delta[t + 1]"},
    ),
    Slip(
        "forgot the last factor u in the gradient of the first state",
        with_arrays,
        {'"h0": u * delta[0]': '"h0": delta[0]'},
    ),
    Slip(
        "two mistakes: the states after the steps instead of those before in the gradient of u, and the output bias's gradient is averaged over the steps although the loss is a sum",
        with_arrays,
        {
            '"u": delta @ before': '"u": delta @ after',
            '"c": err.sum()': '"c": err.mean()',
        },
    ),
    Slip(
        "treated the previous state as a constant in dh/du: the term u hu is missing",
        forward_in_time,
        {"hu = s * (h + u * hu)": "hu = s * h"},
    ),
    Slip(
        "kept only the newest factor in dh/dh0 instead of multiplying the factors of all steps",
        forward_in_time,
        {"hh = s * u * hh": "hh = s * u"},
    ),
    Slip(
        "two mistakes: the error is target minus output, and the output weight v is forgotten on the way to the state",
        backward_in_time,
        {"e[t] = v * h[t + 1] + c - y[t]": "e[t] = y[t] - v * h[t + 1] - c", "dh = e[t] * v + back": "dh = e[t] + back"},
    ),
]
