"""How sure an explanation is, which ones are shown, and what is said of numbers that no slip explains."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from engine.compare import diagnosis
from engine.compare.diagnosis import Point, _certainty, _facts, _findings, _moved, _moved_about, _numbers, diagnose
from engine.compare.guesses import Slip
from engine.compare.matching import Explanation
from engine.value import Value
from tests.engine.compare.asking import problem_of
from tests.engine.compare.test_matching import case


def one(kinds="sign", usual=1.0, arrays="w", what="flipped", where="at w"):
    return Explanation(tuple(kinds.split("+")), what, where, "mend it", usual, list(arrays))


NUMBERS = "it explains {} different numbers, "
ALONE, LARGE = "and no other known slip does", "and no other slip that was tried on this large graph does"
ANOTHER, MORE = "but another slip gives the same", "but {} other slips give the same"


@pytest.mark.parametrize(
    ("first", "rivals", "numbers", "complete", "said"),
    [
        (one(), 0, 3, True, ("sure", NUMBERS.format(3) + ALONE)),
        (one(), 0, 3, False, ("sure", NUMBERS.format(3) + LARGE)),
        (one(), 0, 2, True, ("likely", NUMBERS.format(2) + ALONE + "; one more would decide")),
        (one("a+b"), 0, 6, True, ("sure", NUMBERS.format(6) + ALONE)),
        (one("a+b"), 0, 5, True, ("likely", NUMBERS.format(5) + ALONE + "; one more would decide")),
        (one(usual=0.9), 0, 3, True, ("sure", NUMBERS.format(3) + ALONE)),
        (one(usual=0.89), 0, 3, True, ("likely", NUMBERS.format(3) + ALONE + "; but people make it seldom")),
        (one(), 1, 3, True, ("likely", NUMBERS.format(3) + ANOTHER)),
        (one(), 1, 2, True, ("possible", NUMBERS.format(2) + ANOTHER + "; other numbers would decide")),
        (one(), 2, 4, True, ("likely", NUMBERS.format(4) + MORE.format(2))),
        (one(), 3, 3, False, ("likely", NUMBERS.format(3) + MORE.format(3))),
    ],
)  # fmt: skip
def test_the_first_is_as_sure_as_its_numbers_and_its_rivals_let_it_be(first, rivals, numbers, complete, said):
    others = [one() for _ in range(rivals)]
    assert _certainty(first, first, others, numbers, complete, False) == said
    assert _certainty(one(), first, others, numbers, complete, False) == ("possible", "it gives the same numbers")


@pytest.mark.parametrize("rivals", [0, 2])
def test_what_another_wrong_gradient_speaks_against_is_no_more_than_possible(rivals):
    reason = NUMBERS.format(9).removesuffix(", ") + ", but another gradient that passes there is wrong in another way"
    first = one()
    assert _certainty(first, first, [one() for _ in range(rivals)], 9, True, True) == ("possible", reason)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "it explains one number"), (1, "it explains one number"), (2, "it explains 2 different numbers")],
)
def test_one_number_is_said_as_a_word(count, said):
    assert _numbers(count) == said


def shown(*explanations, moved=None, evidence=3):
    point = SimpleNamespace(moved=moved or {}, complete=True, disputed={})
    found = _findings(case([1.0] * 3), {"w": evidence, "v": 4, "u": 5}, list(explanations), point)
    return [(finding.slip, finding.certainty, finding.what) for finding in found]


@pytest.mark.parametrize(
    ("explanations", "moved", "said"),
    [
        ([one("a", 1.0), one("b", 0.13)], {}, "a b"), ([one("a", 1.0), one("b", 0.12)], {}, "a"),
        ([one("a", 1.0), one("b", 2.0)], {}, "b a"), ([one("a", 1.0), one("b", 1.0)], {}, "a b"),
        ([one("a", 1.0), one("b", 0.9), one("c", 0.8), one("d", 0.7)], {}, "a b c"),
        ([one("a", 1.0), one("b", 0.9, "wv")], {}, "b a"),  # eight times as likely, for a gradient more
        ([one("a", 1.0), one("b", 1.05, "wv")], {}, "b"), ([one("a", 1.01), one("b", 1.0, "wv")], {}, "b a"),
        ([one("a", 63.0), one("b", 1.0, "wvu")], {}, "b a"), ([one("a", 65.0), one("b", 1.0, "wvu")], {}, "a b"),
        ([one("a", 2.9), one("b", 1.0)], {"a": 1}, "b a"), ([one("a", 3.1), one("b", 1.0)], {"a": 1}, "a b"),
        ([one("a", 8.9), one("b", 1.0)], {"a": 2}, "b a"), ([one("a", 9.1), one("b", 1.0)], {"a": 2}, "a b"),
        ([one("a|x", 1.0), one("a", 0.9), one("a|y", 0.8)], {}, "a"),  # the most usual of one kind speaks for all
        ([one("a+b|x", 1.0), one("b+a", 0.9), one("a+c", 0.8)], {}, "a a"),
    ],
)  # fmt: skip
def test_explanations_are_shown_in_order_with_those_that_leave_doubt(explanations, moved, said):
    found = shown(*explanations, moved={(kind, "flipped", "at w"): n for kind, n in moved.items()})
    assert " ".join(kind for kind, _, _ in found) == said


PLAIN, ROW = one(usual=9.0), replace(one("path|factor 2", usual=4.0, what="halved"), in_a_row=True)
TWO, OTHER = one("sign+mean", usual=4.0, what="two"), one("mean", usual=4.0, what="not divided")


@pytest.mark.parametrize(
    ("explanations", "said"),
    [
        ([PLAIN, ROW], ["sure"]), ([PLAIN, TWO], ["likely", "possible"]), ([PLAIN, ROW, OTHER], ["likely", "possible"]),
        ([replace(PLAIN, usual=0.89), replace(ROW, usual=0.8)], ["likely", "possible"]),
        ([replace(PLAIN, in_a_row=True), ROW], ["likely", "possible"]),
        ([replace(TWO, usual=9.0), ROW], ["likely", "possible"]),
        ([PLAIN, replace(ROW, arrays=["v"])], ["likely", "possible"]),
    ],
    ids=["in_a_row", "two_slips", "and_another", "a_rare_first", "a_first_in_a_row", "a_first_of_two", "more"],
)  # fmt: skip
def test_what_a_slip_at_places_in_a_row_explains_is_not_shown_beside_a_plain_one_and_leaves_no_doubt(
    explanations, said
):
    point = SimpleNamespace(moved={}, disputed={}, complete=True)
    found = _findings(case([1.0, 2.0, 4.0], [3.0, 5.0, 6.0]), {"w": 3, "v": 3}, explanations, point)
    assert [finding.certainty for finding in found] == said


def test_a_finding_tells_all_of_its_explanation():
    point = SimpleNamespace(moved={}, complete=True, disputed={})
    (finding,) = _findings(case([1.0]), {"w": 1, "v": 1}, [one("sign|mask", 2.0, "wv", where="where w enters")], point)
    assert (finding.slip, finding.slips, finding.text) == ("sign", ("sign|mask",), "flipped, where w enters")
    assert (finding.where, finding.what, finding.remedy) == ("where w enters", "flipped", "mend it")
    assert (finding.gradients, finding.certainty) == (("w", "v"), "likely")
    assert finding.reason == f"{NUMBERS.format(2)}{ALONE}; one more would decide"


def test_numbers_of_all_gradients_are_counted():
    assert shown(one(arrays="wvu"), evidence=0) == [("sign", "sure", "flipped")]
    assert shown(one(), evidence=2) == [("sign", "likely", "flipped")]


@pytest.mark.parametrize(
    ("hand", "right", "slack", "moved"),
    [
        ([2.0, 3.0, 1.0], [1.0, 2.0, 3.0], 0.0, True), ([2.0, 1.0, 3.0], [1.0, 2.0, 3.0], 0.0, True),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 0.0, False), ([2.0, 3.0, 1.5], [1.0, 2.0, 3.0], 0.0, False),
        ([2.01, 2.99, 1.01], [1.0, 2.0, 3.0], 0.02, True), ([2.01, 2.99, 1.01], [1.0, 2.0, 3.0], 0.005, False),
        ([1.01, 1.0, 3.0], [1.0, 1.01, 3.0], 0.006, False),  # no more than rounded at their places
        ([1.01, 1.0, 3.0], [1.0, 1.01, 3.0], 0.0049, True),
    ],
)  # fmt: skip
def test_right_numbers_at_other_places(hand, right, slack, moved):
    assert _moved_about(case(hand, [slack] * 3, right=right)) is moved


ENTRY = "only [1] is wrong, the rest is right"
SHAPE = "yours has the shape {}, but a gradient has the shape of its parameter, 3: one slope for every entry"


@pytest.mark.parametrize(
    ("hand", "right", "shape", "said"),
    [
        ([2.0, 9.0, 5.0], [2.0, 3.0, 5.0], None, [("entry", ENTRY)]),
        ([3.0, 4.5, 7.5], [2.0, 3.0, 5.0], None,
         [("ratio", "every entry is 1.5 times the right one: look for a constant factor")]),
        ([3.0, 5.0, 2.0], [2.0, 3.0, 5.0], None,
         [("reordered", "the right numbers, but not at their places: check the indices")]),
        ([3.0, 4.5, 7.6], [2.0, 3.0, 5.0], None, []), ([3.0, 3.0, 4.0], [0.0, 0.0, 0.0], None, []),
        ([3.0, 4.5], [2.0, 3.0], None, []),  # two numbers are too few
        ([2.0, 3.0, 5.0], [2.0, 3.0, 5.0], (1, 3), [("shape", SHAPE.format("1 x 3"))]),
        ([2.0, 3.0, 5.0], [2.0, 3.0, 5.0], (), [("shape", SHAPE.format("one number"))]),
    ],
)  # fmt: skip
def test_what_numbers_show_that_no_slip_explains(hand, right, shape, said):
    found = list(_facts(case(hand, right=right, shape=shape)))
    assert [(fact.slip, fact.text) for fact in found] == said
    for fact in found:
        assert (fact.certainty, fact.slips, fact.what, fact.gradients) == ("possible", (fact.slip,), fact.text, ("w",))
        assert fact.reason == "this is what the numbers show; no known slip explains them"
        assert (fact.where, fact.remedy) == ("", "")


def test_how_many_right_gradients_a_slip_would_have_spoilt():
    a, b, c = (Value(x, name) for x, name in zip((0.5, 2.0, 3.0), "abc", strict=True))
    product = a * b
    loss = product * c
    problem = problem_of(loss, a=a, b=b, c=c)
    slips = [
        Slip("one", "a", "at a", slopes={(product, 0): 7.0}), Slip("two", "ab", slopes={(loss, 0): 7.0}),
        Slip("none", "nothing", slopes={(product, 0): 2.0 * (1 + 0.9e-6)}),
        Slip("little", "a", slopes={(product, 0): 2.0 * (1 + 1.1e-6)}),
    ]  # fmt: skip
    tables = problem.tables([slip.slopes for slip in slips])
    moved = _moved(slips, tables, problem.arrays, problem)
    assert moved == {("one", "a", "at a"): 1, ("two", "ab", ""): 2, ("little", "a", ""): 1}
    assert _moved(slips, tables, problem.arrays[1:], problem) == {("two", "ab", ""): 1}


def held(first, *elsewhere, cases="wv"):
    """Return which gradients of an explanation are kept at another point, and how usual it is then."""
    point = SimpleNamespace(explanations=elsewhere, cases=dict.fromkeys(cases))
    kept = Point.holding(SimpleNamespace(), first, point)
    return kept and ("".join(kept.arrays), kept.usual)


@pytest.mark.parametrize(
    ("first", "elsewhere", "cases", "kept"),
    [
        (one(usual=4.0), [one(usual=4.0)], "w", ("w", 4.0)), (one(usual=4.0), [one(usual=8.0)], "w", ("w", 8.0)),
        (one(usual=4.0), [one(usual=1.0)], "w", ("w", 4.0)), (one(usual=4.0), [], "w", None),
        (one(usual=4.0), [], "v", ("w", 4.0)), (one(usual=4.0), [one("mask")], "w", None),
        (one(usual=4.0), [one(what="another")], "w", ("w", 1.0)),
        (one(arrays="wv", usual=4.0), [one()], "wv", ("w", 4.0)),
        (one(arrays="wv", usual=4.0), [one(), one(arrays="v", what="another")], "wv", ("wv", 1.0)),
        (one(arrays="wv", usual=4.0), [one(arrays="v")], "v", ("wv", 4.0)),
        (one(arrays="wv", usual=1.0), [one(usual=2.0), one(arrays="v", usual=3.0)], "wv", ("wv", 3.0)),
    ],
)  # fmt: skip
def test_what_is_kept_of_an_explanation_at_another_point(first, elsewhere, cases, kept):
    assert held(first, *elsewhere, cases=cases) == kept


def test_numbers_of_all_points_are_counted_and_what_holds_at_one_only_is_dropped():
    def point(*explanations, evidence=2):
        found = SimpleNamespace(
            explanations=list(explanations),
            cases={"w": SimpleNamespace(evidence=evidence)},
            moved={},
            complete=True,
            disputed={},
        )
        found.holding = lambda one, other: Point.holding(found, one, other)
        return found

    first, second = point(one("sign"), one("mask")), point(one("sign"), evidence=1)
    (finding,) = diagnose([first, second])["w"]
    assert (finding.slip, finding.certainty) == ("sign", "sure")
    assert [finding.slip for finding in diagnose([first])["w"]] == ["sign", "mask"]


def test_huge_numbers_are_no_multiple_and_warn_of_nothing():
    with np.errstate(all="ignore"):
        assert list(_facts(case([1e300, 2.0, 3.0], right=[1e-300, 5.0, 7.0]))) == []


@pytest.mark.parametrize(("first", "tried"), [(200_000, 3), (199_999, 4)])
def test_as_many_slips_are_tried_as_have_six_hundred_thousand_derivatives_together(monkeypatch, first, tried):
    x = Value(0.5, "x")
    problem = problem_of(x.tanh(), x=x)
    many = dict.fromkeys(range(200_000), 0.0)
    some = {key: many[key] for key in range(first)}
    slips = [Slip("k", "one", slopes=slopes) for slopes in (some, many, many, many, many)]
    monkeypatch.setattr(diagnosis, "OF_THE_GRAPH", (lambda problem: iter(slips),))
    assert diagnosis.the_slips(problem) == (slips[:tried], False)
