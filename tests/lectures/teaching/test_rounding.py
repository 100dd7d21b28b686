"""Three digits: of those who go on with them and of those who keep all in the calculator, and no slip slips through."""

from typing import Any

import numpy as np
import pytest

from tests.lectures.teaching.classes import typed


def by_hand(variant: Any, tanh_forgotten: bool = False, transpose_forgotten: bool = False) -> dict[str, str]:
    """Return the answers of somebody who rounds every line to three digits and goes on with what is written."""

    def three(numbers: Any) -> Any:
        return np.vectorize(lambda x: float(f"{x:.3g}"))(numbers)

    given = {name: np.array(x) for name, x in variant.given.items()}
    H = three(np.tanh(given["X"] @ given["W1"] + given["b1"]))
    Y = three(H @ given["W2"] + given["b2"])
    dY = three(Y - given["t"][:, None])
    dH = three(dY @ given["W2"].T)
    dZ = three(dH if tanh_forgotten else (1 - H**2) * dH)
    W1 = given["X"] @ dZ if transpose_forgotten else given["X"].T @ dZ
    found = {"H": H, "Y": Y, "dY": dY, "W2": H.T @ dY, "b2": dY.sum(0), "dH": dH, "dZ": dZ, "W1": W1, "b1": dZ.sum(0)}
    return {name: typed(x.tolist()) for name, x in found.items()}


def wrong(graded: Any) -> list[str]:
    return [name for name, verdict in graded.verdicts.items() if verdict not in ("right", "follows")]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 21))
def test_who_goes_on_with_three_digits_is_right(network, seed):
    variant = network.variant(seed)
    graded = variant.judge(by_hand(variant))
    assert wrong(graded) == []
    assert set(graded.verdicts.values()) == {"right"}
    assert graded.slips == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_a_slip_is_found_where_it_is_made_and_only_there(network, seed):
    variant = network.variant(seed)
    assert wrong(variant.judge(by_hand(variant, tanh_forgotten=True))) == ["dZ"]
    assert wrong(variant.judge(by_hand(variant, transpose_forgotten=True))) == ["W1"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_no_likely_slip_passes_for_rounding(network, seed):
    """Whoever keeps all digits and writes three: the line in which a slip enters is wrong, the others follow."""
    variant = network.variant(seed)
    for _, text, _, slipped in variant.likely():
        exact = variant.judge({**variant.right, **slipped}, explain=False)
        three = variant.judge({name: typed(x) for name, x in {**variant.right, **slipped}.items()}, explain=False)
        assert wrong(three) == wrong(exact), text


@pytest.mark.long
def test_a_last_digit_too_far_off_is_wrong(network):
    variant = network.variant(3)
    answers = {name: typed(x) for name, x in variant.right.items()}
    x = variant.right["b2"][0]
    assert wrong(variant.judge(answers | {"b2": typed([x * 1.02])})) == ["b2"]
    only = {"b2": typed([x + 0.006 * abs(x)])}  # nothing was written before that could be rounded
    assert variant.judge(only).verdicts["b2"] == "wrong"
