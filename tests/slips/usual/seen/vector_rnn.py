from tests.slips.cases import Slip
from tests.slips.unusual.seen.vector_rnn import (
    __doc__,
    ASKED,
    make,
    loss,
    backward_through_time,
    stacked_deltas,
    loss_by_loss,
)  # the same problem

CASES = [
    Slip(
        "nothing is carried back through time: dh_t has only V^T e of its own step, the part from step t+1 "
        "is missing",
        backward_through_time,
        {"V.T @ e + dnext": "V.T @ e"},
    ),
    Slip(
        "nothing is carried back through time: each state gets only the gradient of its own loss, back is "
        "not added",
        stacked_deltas,
        {"(G[t] + back)": "G[t]"},
    ),
    Slip(
        "went back through W without the transpose: the gradient for h_(t-1) is W dz instead of W^T dz",
        backward_through_time,
        {"W.T @ dz": "W @ dz"},
    ),
    Slip(
        "went back through W without the transpose: W p instead of W^T p on the way from h_s to h_(s-1)",
        loss_by_loss,
        {"W.T @ p": "W @ p"},
    ),
    Slip(
        "the gradient of W is taken with the new state h_t instead of the previous state h_(t-1)",
        backward_through_time,
        {"np.outer(dz, hs[t])": "np.outer(dz, hs[t + 1])"},
    ),
    Slip(
        "the derivative of tanh is missing on the way back in time: W^T dh is handed to the step before "
        "instead of W^T dz",
        backward_through_time,
        {"W.T @ dz": "W.T @ dh"},
    ),
    Slip(
        "forgot the derivative of tanh, 1 - h_t^2, at every step: dz = dh",
        backward_through_time,
        {"(1 - hs[t + 1] ** 2) * dh": "dh"},
    ),
    Slip(
        "the derivative of tanh is evaluated at the previous state, 1 - h_(t-1)^2 instead of 1 - h_t^2",
        stacked_deltas,
        {"(1 - now[t] ** 2)": "(1 - before[t] ** 2)"},
    ),
    Slip(
        "the chain back in time stops too early: the first step (s = 1, where h0 and x_1 enter) is left out "
        "for W, U and b",
        loss_by_loss,
        {"range(t, 0, -1)": "range(t, 1, -1)"},
    ),
    Slip(
        "the gradient handed back is added to the old one instead of replacing it: dnext += W^T dz keeps "
        "those of later steps",
        backward_through_time,
        {"dnext = W.T @ dz": "dnext += W.T @ dz"},
    ),
    Slip(
        "the error has the wrong sign, y - V h instead of V h - y, so all the gradients have the wrong sign",
        stacked_deltas,
        {"now @ V.T - Y": "Y - now @ V.T"},
    ),
    Slip(
        "the weight gradients are overwritten at each step instead of added up over time, so W and U have "
        "only the first step",
        backward_through_time,
        {"dU += ": "dU = ", "dW += ": "dW = "},
    ),
    Slip(
        "two mistakes: the derivative of tanh is missing on the way back in time (W^T q instead of W^T p), "
        "and the gradient of W is taken with h_s instead of h_(s-1)",
        loss_by_loss,
        {"W.T @ p": "W.T @ q", "np.outer(p, h[s - 1])": "np.outer(p, h[s])"},
    ),
]
