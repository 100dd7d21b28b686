from tests.slips.cases import Slip
from tests.slips.unusual.seen.policy_gradient import (
    __doc__,
    ASKED,
    make,
    loss,
    with_deltas,
    step_by_step,
    with_the_softmax_jacobian,
)  # the same problem

CASES = [
    Slip(
        "forgot the minus sign in front of the loss: used onehot(a_t) - pi instead of pi - onehot(a_t), so that "
        "both gradients have the wrong sign",
        with_deltas,
        {"(pi - np.eye(k)[a])": "(np.eye(k)[a] - pi)"},
    ),
    Slip(
        "forgot to subtract the baseline: weighted with G_t instead of G_t - base",
        with_deltas,
        {"adv = G[:T] - base": "adv = G[:T]"},
    ),
    Slip(
        "left out the factor 1/T in both gradients",
        with_deltas,
        {"(pi - np.eye(k)[a]) / T": "(pi - np.eye(k)[a])"},
    ),
    Slip(
        "forgot to discount: added the later rewards without the powers of gamma in the return G_t",
        with_deltas,
        {"G[t] = r[t] + gamma * G[t + 1]": "G[t] = r[t] + G[t + 1]"},
    ),
    Slip(
        "used the reward r_t of the step itself in place of the return G_t",
        with_deltas,
        {"adv = G[:T] - base": "adv = r - base"},
    ),
    Slip(
        "took the mean over the steps for c although 1/T is already in delta, so that dL/dc is divided by T twice",
        with_deltas,
        {"delta.sum(axis=0)": "delta.mean(axis=0)"},
    ),
    Slip(
        "let the gradient of log pi(a_t | s_t) go only to the row of the action taken: 1 - pi_a there and 0 for "
        "all other actions, instead of -pi_i",
        step_by_step,
        {"score = (1.0 if i == a[t] else 0.0) - p[i]": "score = 1.0 - p[i] if i == a[t] else 0.0"},
    ),
    Slip(
        "collected the returns backwards but never turned them round, so that step t is weighted with G_(T-1-t)",
        step_by_step,
        {"returns.insert(0, g)": "returns.append(g)"},
    ),
    Slip(
        "divided dL/dW by T but forgot the 1/T in dL/dc",
        step_by_step,
        {"dc[i] -= weight * score / len(r)": "dc[i] -= weight * score"},
    ),
    Slip(
        "added in place of subtracting in the loop over t: lost the minus of L = -1/T ..., in both gradients",
        step_by_step,
        {"dW[i] -=": "dW[i] +=", "dc[i] -=": "dc[i] +="},
    ),
    Slip(
        "used only the diagonal p_i (1 - p_i) of the Jacobian of the softmax and left out the entries -p_i p_j",
        with_the_softmax_jacobian,
        {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    ),
    Slip(
        "forgot the derivative of the logarithm: the factor 1/pi(a_t | s_t) is missing in dL/dpi",
        with_the_softmax_jacobian,
        {"dp[a[t]] = dlog / p[a[t]]": "dp[a[t]] = dlog"},
    ),
    Slip(
        "two mistakes: left out the baseline in the weight G_t - base, and the factor 1/T in both gradients",
        step_by_step,
        {
            "weight = returns[t] - base": "weight = returns[t]",
            "S[t] / len(r)": "S[t]",
            "dc[i] -= weight * score / len(r)": "dc[i] -= weight * score",
        },
    ),
]
