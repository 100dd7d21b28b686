"""Going on with what stands on the paper: rounded numbers, wrong numbers, and how much is forgiven."""

from pathlib import Path
from typing import Any

import pytest

from engine import Value, exp, log, logsumexp, named, relu, sigmoid, softmax, softplus, tanh
from lectures.entries import Drawn, Exercise
from lectures.exercises import Task
from lectures.exercises.carrying import Carried


def drawn(slips: Any = ()) -> Drawn:
    w, x = Value(1.37, "w"), 2.71
    z = named("z", w * x)
    h = named("h", z**2)
    return Drawn(h * h, {"dh": h, "dz": z, "w": w}, given={"x": x}, values={"z": z, "h": h}, slips=slips)


def judged(answers: dict[str, Any], slips: Any = ()) -> dict[str, str]:
    task = Task.of(Exercise("squares", "", (), lambda: drawn(slips)), Path("own.py"))
    verdicts = task.variant(0).judge(answers).verdicts
    return {name: verdicts[name] for name in answers}


def test_numbers_that_follow_from_rounded_ones_are_right() -> None:
    assert judged({"z": "3.71", "h": "13.8", "dh": "27.6", "dz": "205", "w": "556"}) == dict.fromkeys(
        ("z", "h", "dh", "dz", "w"), "right"
    )
    exact = 2 * 1.37 * 2.71 * 2 * (1.37 * 2.71) ** 2 * 2.71
    assert abs(exact - 556) > 0.5, "the last one is no rounding of the exact number"


def test_numbers_that_follow_from_a_wrong_one_follow() -> None:
    # z without x, and everything after it rightly computed from that
    z = 1.37
    found = judged({"z": "1.37", "h": f"{z**2:.3g}", "dh": f"{2 * 1.88:.3g}", "dz": "10.3", "w": "27.9"})
    assert found == {"z": "wrong", "h": "follows", "dh": "follows", "dz": "follows", "w": "follows"}


def test_a_second_slip_after_a_first_one_is_wrong() -> None:
    found = judged({"z": "1.37", "h": "1.88", "dh": "1.88", "dz": "5.15"})
    assert found == {"z": "wrong", "h": "follows", "dh": "wrong", "dz": "follows"}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"z": "3.71"}, "right"),
        ({"z": "3.72"}, "wrong"),  # nothing stands before it that could have been rounded
        ({"z": "4"}, "digits"),
        ({"w": "556"}, "right"),  # 3.71, 13.8, 27.6, 205 have not been written down
        ({"w": "555"}, "right"),
        ({"w": "550"}, "wrong"),
        ({"w": 555.8}, "right"),
        ({"w": 556.0123456789}, "wrong"),  # who writes so many digits has not rounded on the way
    ],
)
def test_what_rounding_on_the_way_does_is_forgiven_and_no_more(answer: Any, verdict: str) -> None:
    assert set(judged(answer).values()) == {verdict}


def test_nothing_is_forgiven_where_a_known_slip_gives_the_number() -> None:
    assert judged({"w": "556"}) == {"w": "right"}
    slip = ("added", "one was added", "leave it", {"w": 556.0})
    assert judged({"w": "556"}, [slip]) == {"w": "wrong"}


@pytest.mark.parametrize(
    ("typed", "verdict"), [("0.9", "right"), ("1", "digits"), ("0.90", "right"), ("0.8", "wrong"), ("0.93", "wrong")]
)
def test_zeros_at_the_end_may_be_lost(typed: str, verdict: str) -> None:
    w = Value(0.3, "w")
    task = Task.of(Exercise("three", "", (), lambda: Drawn(w * 3.0, values={"z": w * 3.001})), Path("own.py"))
    assert task.variant(0).judge({"z": typed}).verdicts["z"] == verdict


def test_a_zero_stands_for_no_other_number() -> None:
    a, b = Value(0.15, "a"), Value(-0.65, "b")
    task = Task.of(Exercise("two", "", (), lambda: Drawn(a**2 + b**2, {"ab": [a, b]})), Path("own.py"))
    assert task.variant(0).judge({"ab": ["0", "-1.30"]}).verdicts["ab"] == "digits"
    assert task.variant(0).judge({"ab": ["0.30", "-1.3"]}).verdicts["ab"] == "right"


def test_nothing_follows_from_a_number_that_leads_out_of_the_domain() -> None:
    w = Value(2.0, "w")
    z = named("z", w * 3.0)
    carried = Carried(Drawn(log(z), {"w": w}, values={"z": z, "L": log(z)}))
    assert carried.slopes(w) == pytest.approx(0.5)
    carried.note_numbers(z, [-6.0])
    assert carried.slopes(w) is None


def written_out(z: Value) -> Value:
    return 1.0 / (1.0 + exp(-z))


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (sigmoid, lambda a: a * (1 - a)),
        (written_out, lambda a: a * (1 - a)),
        (tanh, lambda h: 1 - h * h),
        (lambda z: 2.0 * sigmoid(2.0 * z) - 1.0, lambda h: 1 - h * h),
        (relu, lambda h: float(h > 0)),
    ],
)
def test_after_a_wrong_activation_its_derivative_is_that_at_what_was_written(function: Any, slope: Any) -> None:
    z = named("z", Value(0.7, "w") * 1.3)
    h = named("h", function(z))
    task = Task.of(Exercise("one", "", (), lambda: Drawn(h * 3.0, {"dz": z}, values={"h": h})), Path("own.py"))
    for wrong in (0.41, -0.3):
        said = {"h": f"{wrong}", "dz": f"{3 * slope(wrong):.4g}"}
        found = task.variant(0).judge(said).verdicts
        same = function is relu and wrong > 0
        assert dict(found) == {"h": "wrong", "dz": "right" if same else "follows"}
    said = {"h": "0.41", "dz": f"{3 * slope(0.41) + 0.2:.4g}"}
    assert task.variant(0).judge(said).verdicts["dz"] == "wrong"


def in_columns(loss_of: Any, softmax_of: Any) -> Task:
    """Two examples of three classes, of which the second and the first are right."""
    z = [[named(f"z{i}{j}", Value(x, f"w{i}{j}") * 1.0) for j, x in enumerate(row)]
         for i, row in enumerate([[0.4, -1.1], [1.2, 0.3], [-0.6, 0.8]])]  # fmt: skip
    p = list(map(list, zip(*(softmax_of(list(column)) for column in zip(*z, strict=True)), strict=True)))
    gradients = {"dz": z} if loss_of is fused else {"dp": p, "dz": z}
    drawn = Drawn(loss_of(z, p), gradients, values={"p": p})
    return Task.of(Exercise("classes", "", (), lambda: drawn), Path("own.py"))


def fused(z: Any, p: Any) -> Value:
    return (logsumexp([row[0] for row in z]) - z[1][0] + logsumexp([row[1] for row in z]) - z[0][1]) / 2.0


def by_log(z: Any, p: Any) -> Value:
    return -(log(p[1][0]) + log(p[0][1])) / 2.0


def by_hand(z: Any) -> Any:
    es = [exp(x) for x in z]
    return [e / (es[0] + es[1] + es[2]) for e in es]


@pytest.mark.long
@pytest.mark.parametrize(("loss", "function"), [(by_log, softmax), (by_log, by_hand), (fused, softmax)])
def test_after_a_wrong_softmax_p_minus_y_is_that_of_what_was_written(loss: Any, function: Any) -> None:
    variant = in_columns(loss, function).variant(0)
    p, y = [row[:] for row in variant.right["p"]], [[0, 1], [1, 0], [0, 0]]
    p[0][0] = 0.9 - p[0][0] / 2  # they no longer add up to 1
    dz = [[f"{(p[i][j] - y[i][j]) / 2:.4g}" for j in range(2)] for i in range(3)]
    said = {"p": [[f"{x:.4g}" for x in row] for row in p], "dz": dz}
    assert [variant.judge(said).verdicts[name] for name in ("p", "dz")] == ["wrong", "follows"]
    if loss is by_log:  # another slip, in what p - y needs not
        said["dp"] = [["1.5", "1.5"]] * 3
        assert [variant.judge(said).verdicts[name] for name in ("dp", "dz")] == ["wrong", "follows"]
    said["dz"] = [[f"{2 * float(x):.4g}" for x in row] for row in dz]
    assert variant.judge(said).verdicts["dz"] == "wrong"


def test_after_a_wrong_probability_p_minus_y_is_that_of_what_was_written() -> None:
    z = named("z", Value(0.7, "w") * 1.3)
    p = named("p", sigmoid(z))
    for loss in (softplus(z) - z, -log(p)):
        task = Task.of(Exercise("one", "", (), lambda: Drawn(loss, {"dz": z}, values={"p": p})), Path("own.py"))  # noqa: B023
        found = task.variant(0).judge({"p": "0.613", "dz": "-0.387"}).verdicts
        assert dict(found) == {"p": "wrong", "dz": "follows"}
