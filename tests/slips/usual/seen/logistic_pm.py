from tests.slips.cases import Slip
from tests.slips.unusual.seen.logistic_pm import (
    __doc__,
    ASKED,
    make,
    loss,
    with_margins,
    step_by_step,
    with_labels_zero_one,
)  # the same problem

CASES = [
    Slip(
        "forgot the inner derivative's label y_i: dz = -s instead of -y s, so dw and db are wrong where y_i = -1",
        with_margins,
        {"dz = -y * s": "dz = -s"},
    ),
    Slip(
        "lost the minus sign of the inner derivative, du/dz = y instead of -y, so both gradients have the wrong sign",
        step_by_step,
        {"du_dz = -y": "du_dz = y"},
    ),
    Slip(
        "took the sigmoid of +y z instead of -y z, s = 1/(1 + exp(-y z)), so both gradients are wrong",
        with_margins,
        {"s = 1 / (1 + np.exp(margin))": "s = 1 / (1 + np.exp(-margin))"},
    ),
    Slip(
        "used p - y with the labels -1 and +1 as they are, although that formula needs labels 0 and 1",
        with_labels_zero_one,
        {"        target = (1 + y[i]) / 2\n": "", "g = p - target": "g = p - y[i]"},
    ),
    Slip(
        "divided both gradients by m, although the loss is the sum over the examples and not their mean",
        with_margins,
        {"dw = X @ dz": "dw = X @ dz / len(y)", "db = dz.sum()": "db = dz.sum() / len(y)"},
    ),
    Slip(
        "forgot the derivative of the exponential: the factor exp(-y z) is missing, leaving -y/(1 + exp(-y z)) at z",
        step_by_step,
        {"dL_dz = dL_dt * dt_du * du_dz": "dL_dz = dL_dt * du_dz"},
    ),
    Slip(
        "did not add up over the examples for the bias, so db is a vector of m numbers instead of one",
        with_margins,
        {"db = dz.sum()": "db = dz"},
    ),
    Slip(
        "lost the minus in front: dz = y s instead of -y s, so both gradients have the wrong sign",
        with_margins,
        {"dz = -y * s": "dz = y * s"},
    ),
    Slip(
        "forgot the label y_i in the bias gradient only: db is minus the sum of s_i instead of y_i s_i",
        with_margins,
        {"db = dz.sum()": "db = -s.sum()"},
    ),
    Slip(
        "wrote the difference the wrong way round, target - p instead of p - target, so dw and db have the wrong sign",
        with_labels_zero_one,
        {"g = p - target": "g = target - p"},
    ),
    Slip(
        "left out the inner derivative -y by z altogether, so the gradient at z is just exp(u)/(1 + exp(u))",
        step_by_step,
        {"    du_dz = -y\n": "", "dL_dz = dL_dt * dt_du * du_dz": "dL_dz = dL_dt * dt_du"},
    ),
    Slip(
        "summed along the wrong axis in dw, over the d entries instead of over the m examples, so dw has m entries",
        step_by_step,
        {"dw = np.sum(X * dL_dz, axis=1)": "dw = np.sum(X * dL_dz, axis=0)"},
    ),
    Slip(
        "two mistakes: lost the minus (dz = y s instead of -y s), and took the mean over the m examples in dw and db",
        with_margins,
        {"dz = -y * s": "dz = y * s / len(y)"},
    ),
]
