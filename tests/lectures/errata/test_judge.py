"""A verdict is computed from evidence: digits, points, seeds; and it has to be explained."""

import pytest

from engine import Value, gradient, primitives
from lectures.errata.entering import collecting, formula, promise
from lectures.errata.entry import Entry
from lectures.errata.judge import POINTS, SMALL, Judged, judge
from lectures.errors import ClaimError

WHY = {"because": "So it is.", "severity": "S1", "fix": "something else"}


def entry(form, test, **more):
    return Entry("D05.1", "004:667", "as printed", "what it says", form, test, **more)


def found(form, test, **more) -> Judged:
    return judge(entry(form, test, **more), strict=False)


@pytest.mark.parametrize(("prints", "verdict"), [("402.57", "holds"), ("402.6", "holds"), ("402.5", "wrong")])
def test_a_value_holds_to_its_printed_digits(prints: str, verdict: str) -> None:
    assert found("value", lambda: 402.57, prints=prints).verdict == verdict


def test_a_value_may_be_a_matrix() -> None:
    assert found("value", lambda: [[Value(5.0), 1.0]], prints="[[5, 1]]").verdict == "holds"
    assert found("value", lambda: [[5.0, 2.0]], prints="[[5, 1]]").computed == "[[5, 2]]"


def slope_of_square(factor):
    def test(p):
        x = Value(p.real("x"))
        return factor * x.data, gradient(x**2, x)

    return test


def test_a_formula_holds_where_it_is_equal_at_all_points() -> None:
    judged = found("formula", slope_of_square(2.0))
    assert (judged.verdict, judged.computed) == ("holds", f"true at {POINTS} random points")


def test_a_wrong_formula_shows_the_smallest_counter_example() -> None:
    judged = found("formula", slope_of_square(3.0))
    assert judged.verdict == "wrong"
    number = judged.computed.split("x = ")[1].split(":")[0]
    assert number in ("1", "−1")
    assert f"of {SMALL + POINTS} points" in judged.computed


def test_a_product_that_does_not_fit_is_no_product() -> None:
    def product(p):
        X = p.matrix("X", 2, 3)
        return X @ X, X @ X.T

    judged = found("formula", product)
    assert (judged.verdict, judged.computed) == ("wrong", "2 × 3 times 2 × 3 does not fit: 3 columns meet 2 rows")


def test_a_formula_may_be_an_inequality() -> None:
    judged = found("formula", lambda p: abs(p.real("x")) >= 0)
    assert (judged.verdict, judged.computed) == ("holds", f"true at {POINTS} random points")
    judged = found("formula", lambda p: p.whole("x", 1, 3) < 3)
    assert judged.verdict == "wrong"
    assert judged.computed.startswith("at x = 3: not so (")


def test_points_outside_the_domain_are_not_counted() -> None:
    def root_of_square(p):
        x = p.real("x")
        p.need(x > 0)
        return abs(x), x

    assert found("formula", root_of_square).verdict == "holds"


def test_a_domain_that_is_never_met_is_an_error() -> None:
    def never(p):
        p.need(p.real("x") > 5)

    with pytest.raises(ClaimError, match="only 0 points lie in the domain"):
        found("formula", never)


def test_a_promise_has_to_be_kept_for_each_seed() -> None:
    assert found("promise", lambda seed: True).verdict == "holds"
    judged = found("promise", lambda seed: (seed != 3, 10.0 + seed))
    assert (judged.verdict, judged.computed) == ("wrong", "kept for 7 of 8 seeds; measured from 10 to 17")


def test_fewer_than_eight_seeds_are_refused() -> None:
    with pytest.raises(ClaimError, match="at least 8 seeds"):
        entry("promise", bool, seeds=7)


def test_one_example_makes_it_possible() -> None:
    judged = found("possibility", lambda: (True, "x = 2"))
    assert (judged.verdict, judged.computed) == ("holds", "x = 2")
    assert found("possibility", lambda: False).verdict == "wrong"


def test_a_definition_clashes_with_another_place() -> None:
    assert found("definition", None).verdict == "holds"
    judged = judge(entry("definition", None, clashes="002:10", **WHY))
    assert (judged.verdict, judged.as_json()["clashes"]) == ("clashes", "002:10")


def test_a_condition_tells_two_cases_apart() -> None:
    cases = {"holds_if": "one image", "fails_if": "two images"}
    judged = judge(entry("value", lambda case: 1.0 + (case == "two images"), prints="1", **cases, **WHY))
    assert (judged.verdict, judged.as_json()["condition"]) == ("holds if", "one image")
    assert judged.computed == "one image: 1; two images: 2"


def test_two_readings_that_differ_are_unclear() -> None:
    readings = ("as a sum", "as a mean")
    assert judge(entry("value", lambda r: float(r == readings[0]), prints="1", readings=readings, **WHY)).verdict == (
        "unclear"
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"prints": "2"}, "the verdict is 'wrong' (1); add because=, severity=, fix="),
        ({"prints": "2", "because": "So."}, "add severity=, fix="),
        ({"prints": "1", "severity": "S1"}, "a claim that holds has no severity="),
        ({"prints": "1", "readings": ("a", "b")}, "in every reading; leave readings= out"),
        ({"prints": "1", "holds_if": "a", "fails_if": "b"}, "name one that tells the two cases apart"),
    ],
)
def test_a_verdict_has_to_be_explained(more, message) -> None:
    test = (lambda case: 1.0) if {"readings", "holds_if"} & set(more) else lambda: 1.0
    with pytest.raises(ClaimError) as caught:
        judge(entry("value", test, **more))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "D5"}, "is not the id of a claim"),
        ({"id": "D99.1"}, "is not the id of a claim"),
        ({"at": "4:1"}, "is no place in the notes"),
        ({"clashes": "009:1"}, "is no place in the notes"),
        ({"holds_if": "only this"}, "together"),
    ],
)
def test_what_is_written_wrong_is_refused(change, message) -> None:
    given = {"id": "D05.1", "at": "004:1", "printed": "p", "says": "s", "form": "value"} | change
    with pytest.raises(ClaimError, match=message):
        Entry(**given)


def test_a_claim_without_a_function_is_refused() -> None:
    with pytest.raises(ClaimError, match="needs a function"):
        found("promise", None)


def test_a_wrong_derivative_in_the_engine_turns_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    row = primitives.PRIMITIVES["multiply"]
    right = row.partials
    object.__setattr__(row, "partials", lambda m, y, a, b: (2.0 * b, a))  # rows are frozen on purpose
    try:
        judged = found("formula", lambda p: (w := p.real("w"), gradient((x := Value(1.0)) * w, x)))
    finally:
        object.__setattr__(row, "partials", right)
    assert judged.verdict == "wrong"


def test_decorated_functions_are_collected_and_stay_functions() -> None:
    with collecting() as entries:

        @formula("D05.1", "004:667", "p", says="s")
        def equal(p):
            return 1.0, 1.0

        @promise("D05.2", "004:667", "p", says="s")
        def kept(seed):
            return True

    assert [(each.id, each.form) for each in entries] == [("D05.1", "formula"), ("D05.2", "promise")]
    assert equal(None) == (1.0, 1.0)
    assert kept(0)


def test_run_with_plain_python_a_claim_prints_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    @promise("D05.2", "004:667", "p", says="It arrives.")
    def kept(seed):
        return False

    assert capsys.readouterr().out.startswith("✗ wrong: D05.2, 004:667: It arrives.\n    printed: p\n")
