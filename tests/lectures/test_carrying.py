"""Going on with what stands on the paper: rounded numbers, wrong numbers, and how much is forgiven."""

from pathlib import Path
from typing import Any

import pytest

from engine import Value, log, named
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
