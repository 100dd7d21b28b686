"""A verdict is computed from what is printed and what is computed; nobody can give it."""

import inspect
import json

import numpy as np
import pytest

from engine import DomainError, Value
from lectures.active import Board, active
from lectures.board import claim
from lectures.claims import Claim, check_explained, same
from lectures.errors import ClaimError
from lectures.items import UnknownItemError


def judge(
    lecture: str, item: str, quantity: str, printed: object, computed: object, readings: object = None, **more: object
) -> Claim:
    """Enter a claim where a verdict need not be explained."""
    with active(Board(lecture, draw=False, strict=False)):
        return claim(item, quantity, printed, computed, readings=readings, **more)  # type: ignore[arg-type]


def verdict(printed: object, computed: object, **more: object) -> str:
    return judge("lecture", "D05", "quantity", printed, computed, **more).verdict


def test_no_argument_takes_a_verdict() -> None:
    assert "verdict" not in inspect.signature(claim).parameters


@pytest.mark.parametrize("computed", [402.57, Value(402.57), np.float64(402.57), 402.5700000001])
def test_a_number_of_any_kind_holds_when_it_is_printed_alike(computed: object) -> None:
    assert verdict("402.57", computed) == "holds"


def test_a_number_that_differs_is_corrected() -> None:
    assert verdict("402.57", 402.6) == "corrected"


@pytest.mark.parametrize("computed", [[[5, 1], [2, 4]], np.array([[5.0, 1], [2, 4]]), [[Value(5), 1], (2, 4)]])
def test_nested_lists_are_compared_entry_by_entry(computed: object) -> None:
    assert verdict("[[5, 1], [2, 4]]", computed) == "holds"
    assert verdict("[[5, 1], [2, 3]]", computed) == "corrected"
    assert verdict("[5, 1, 2, 4]", computed) == "corrected"


def test_some_readings_that_agree_make_it_ambiguous() -> None:
    assert verdict("γ", True, readings={"small": True, "large": False}) == "ambiguous"
    assert verdict("γ", True, readings={"small": True, "tiny": True}) == "holds"
    assert verdict("γ", True, readings={"large": False, "huge": False}) == "corrected"


def test_formulas_are_compared_to_nine_digits_unless_said_otherwise() -> None:
    assert verdict("x", 1.0, readings={"as printed": 1 + 1e-12}) == "holds"
    assert verdict("x", 1.0, readings={"as printed": 1 + 1e-6}) == "corrected"
    assert verdict("x", 1.0, readings={"as printed": 1 + 1e-6}, rtol=1e-3) == "holds"


def test_a_reading_may_be_a_function_and_one_that_cannot_be_evaluated_agrees_with_nothing() -> None:
    def fails() -> float:
        raise DomainError("log of 0")

    assert verdict("f", 2.0, readings={"as printed": lambda: Value(2.0)}) == "holds"
    found = judge("", "D05", "q", "f", 2.0, {"as printed": fails})
    assert found.verdict == "corrected"
    assert found.readings[0].result == "cannot be computed: log of 0"


def test_a_programming_error_in_a_reading_is_not_hidden() -> None:
    with pytest.raises(NameError):
        verdict("f", 2.0, readings={"as printed": lambda: undefined_name})  # type: ignore[name-defined]  # noqa: F821


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (0.0, 1e-13, True),
        (0.0, 1e-9, False),
        ([1e6, 0.0], [1e6, 1e-5], True),  # small beside the largest entry
        ([1.0, 0.0], [1.0, 1e-5], False),
        (float("nan"), float("nan"), True),
        (float("inf"), 1.0, False),
        (True, 1.0, False),
        ("a", 1.0, False),
        ([[1.0], [2.0, 3.0]], [[1.0], [2.0, 3.0]], True),
        ([[1.0], [2.0, 3.0]], [[1.0, 2.0], [3.0]], False),
        ([], [], True),
    ],
)
def test_what_counts_as_the_same(a: object, b: object, expected: bool) -> None:
    assert same(a, b) is expected
    assert same(b, a) is expected


def test_an_unexplained_verdict_is_refused() -> None:
    corrected = judge("", "D05", "q", "1", 2.0)
    with pytest.raises(ClaimError, match="add true="):
        check_explained(corrected)
    with pytest.raises(ClaimError, match="add true="):
        check_explained(judge("", "D05", "q", "1", 2.0, true="2"))
    check_explained(judge("", "D05", "q", "1", 2.0, true=2, note="why"))
    with pytest.raises(ClaimError, match="which reading holds"):
        check_explained(judge("", "D05", "q", "w", True, {"a": True, "b": False}))
    with pytest.raises(ClaimError, match="only for a corrected claim"):
        check_explained(judge("", "D05", "q", "1", 1.0, true="1", note="why"))


def test_a_true_value_of_zero_is_a_value() -> None:
    check_explained(judge("", "D05", "q", "1", 0.0, true=0.0, note="why"))


@pytest.mark.parametrize("readings", [{}, None])
def test_a_claim_that_compares_nothing_is_refused(readings: object) -> None:
    with pytest.raises(ClaimError, match="readings"):
        verdict("in words", True, readings=readings)


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(UnknownItemError):
        judge("", "Z05", "q", "1", 1.0)


def test_as_json_has_the_fields_of_the_claims_file() -> None:
    holds = judge("fit_line", "D05", "L(8)", "402.57", Value(402.57)).as_json()
    assert holds == {
        "lecture": "fit_line",
        "item": "D05",
        "quantity": "L(8)",
        "printed": "402.57",
        "computed": 402.57,
        "verdict": "holds",
        "note": "",
    }
    corrected = judge("", "D05", "q", "1", [float("nan"), 2.0], true=[0, 2], note="why").as_json()
    assert corrected["true"] == [0, 2]
    assert json.loads(json.dumps(corrected, allow_nan=False))["computed"] == ["nan", 2.0]


def test_a_promise_shows_when_it_is_kept() -> None:
    kept = judge("", "D05", "q", "converges", True, {"γ = 0.003": True, "γ = 1": False, "γ = 2": False})
    assert kept.as_json()["computed"] == "yes: γ = 0.003; no: γ = 1, γ = 2"
    assert judge("", "D05", "q", "converges", True, {"as printed": False}).as_json()["computed"] is False


def test_a_promise_may_be_that_something_does_not_happen() -> None:
    denied = judge("", "A10", "weights serve another place", "not reused", False, {"moved": False})
    assert (denied.verdict, denied.as_json()["computed"]) == ("holds", "no: moved")
