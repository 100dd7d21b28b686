"""Lines of NumPy, run on arrays of Values and on floats: the numbers agree, and the slopes are finite differences."""

import numpy as np

from nn import array as arrays
from nn.array import ValueArray, array

DRAW = np.random.default_rng(5).uniform
GIVEN = {  # all between 0.5 and 2, and no two alike
    "A": DRAW(0.5, 2, (2, 3)), "B": DRAW(0.5, 2, (3, 2)), "v": DRAW(0.5, 2, 3), "u": DRAW(0.5, 2, 2),
    "T": DRAW(0.5, 2, (2, 2, 3)), "s": DRAW(0.5, 2), "one": DRAW(0.5, 2, 1), "S": DRAW(0.5, 2, (2, 1, 3, 2)),
}  # fmt: skip


def lines_of(text):
    """The lines that stand in a text, several in a row with semicolons between them."""
    return [line.strip() for line in text.replace("\n", ";").split(";") if line.strip()]


def run(line, given):
    return eval(line, {"np": np, "arrays": arrays, **given})


def agrees_with_numpy(line):
    names = [name for name in GIVEN if name in compile(line, "", "eval").co_names]
    leaves = {name: array(GIVEN[name], name) for name in names}
    found, expected = run(line, leaves), np.asarray(run(line, GIVEN))
    assert isinstance(found, ValueArray)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.data, expected, rtol=1e-12)
    weights = np.linspace(0.7, 1.9, expected.size).reshape(expected.shape)
    np.sum(found * weights).backward()
    for name in names:
        slopes = np.empty(np.shape(GIVEN[name]))
        for at in np.ndindex(slopes.shape):
            step = np.zeros(slopes.shape)
            step[at] = 1e-5
            up, down = (np.sum(run(line, GIVEN | {name: GIVEN[name] + sign * step}) * weights) for sign in (1, -1))
            slopes[at] = (up - down) / 2e-5
        np.testing.assert_allclose(leaves[name].grad, slopes, rtol=1e-6, atol=1e-9, err_msg=name)
