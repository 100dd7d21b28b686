"""What is searched where no single slip explains a gradient: a slip on one of several ways, and two slips."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients, searching
from engine.compare.guesses import Slip
from engine.compare.matching import Explanation, case_of
from engine.compare.searching import on_one_way, small_formulas, two_slips
from tests.engine.compare.asking import problem_of, rounded
from tests.engine.planted.derivation import values

W, A, B = np.array([0.5, -1.1, 0.8]), np.array([1.5, -0.7, 0.4]), np.array([0.6, 2.0, -0.9])
H = np.tanh(W)
BY_SQUARE, BY_SINE, SLOPE = 2 * A * H, B * np.cos(H), 1 - H**2  # what comes back to h, and tanh'


@pytest.mark.parametrize(
    ("hand", "way"), [(BY_SQUARE * SLOPE + BY_SINE, "sin"), (BY_SQUARE + BY_SINE * SLOPE, "**2")]
)  # fmt: skip
def test_a_slip_on_one_of_two_ways_only(hand, way):
    """L = sum of a h**2 + b sin(h), of h = tanh(w): the derivative of tanh is forgotten on one of the ways."""
    w = values("w", W)
    h = [x.tanh() for x in w]
    loss = engine.dot([x**2 for x in h], A.tolist()) + engine.dot([x.sin() for x in h], B.tolist())
    report = compare_gradients(loss, {"w": (w, hand)})
    texts = [finding.text for finding in report.findings]
    said = [text for text in texts if "forgotten" in text and " on the way through the " in text]
    assert said, str(report)
    assert way in said[0].partition(" on the way through the ")[2]
    assert said[0].endswith(" only")


@pytest.mark.parametrize(
    ("names", "digits", "found"),
    [("uv", 4, True), ("u", 4, False), ("u", 17, True)],
    ids=["two numbers of each", "two numbers of one", "two numbers to their last digit"],
)
def test_a_slip_on_one_way_is_searched_by_the_numbers_of_all_gradients_together(names, digits, found):
    """L = sum of a h**2 + b sin(h), of h = tanh(u + v) with two entries: no array has the three numbers by itself."""
    u, v = values("u", [0.2, -0.7]), values("v", [0.3, -0.4])
    h = [(x + y).tanh() for x, y in zip(u, v, strict=True)]
    by_square = engine.dot([x**2 for x in h], A[:2].tolist())
    loss = by_square + engine.dot([x.sin() for x in h], B[:2].tolist())
    wrong = rounded((BY_SQUARE + BY_SINE * SLOPE)[:2], digits)
    report = compare_gradients(loss, {name: ({"u": u, "v": v}[name], wrong) for name in names})
    assert any(" on the way through the " in finding.text for finding in report.findings) == found, str(report)


class Asked:
    """L = sum of a h**2 + b sin(h), of h = tanh(w), for which these numbers are handed in."""

    def __init__(self, hand):
        w = values("w", W)
        self.h = [x.tanh() for x in w]
        self.squares, self.sines = [x**2 for x in self.h], [x.sin() for x in self.h]
        self.problem = problem_of(
            engine.dot(self.squares, A.tolist()) + engine.dot(self.sines, B.tolist()), w=(w, np.asarray(hand).tolist())
        )
        self.cases = [case_of(self.problem, array) for array in self.problem.arrays]
        self.no_slope = Slip("one", "tanh' is 1", "at tanh(w)", "keep it", {(x, 0): 1.0 for x in self.h}, 0.8)
        self.half = Slip(
            "half", "half of it", "at tanh(w)", "all", {(x, 0): s / 2 for x, s in zip(self.h, SLOPE, strict=True)}, 0.4
        )
        self.no_square = Slip("path", "squares are lost", "there", "add", {(x, 0): 0.0 for x in self.squares}, 0.6)
        self.no_sine = Slip("path", "sines are lost", "where h enters", "add", {(x, 0): 0.0 for x in self.sines}, 0.5)
        self.nothing = Slip("none", "nothing", "", "", {(self.squares[0], 0): 2 * float(H[0])}, 3.0)
        self.all = [self.no_sine, self.nothing, self.no_slope, self.no_square, self.half]

    def one_way(self):
        return list(on_one_way(self.problem, self.cases, self.all))

    def two(self):
        return list(
            two_slips(self.problem, self.cases, self.all, self.problem.tables([one.slopes for one in self.all]))
        )

    def formulas(self):
        return list(small_formulas(self.problem, self.cases))


def same(found, expected):
    """Check all that is found, and nothing else."""
    assert [(one.kinds, one.what, one.where, one.remedy, one.arrays) for one in found] == [
        (one.kinds, one.what, one.where, one.remedy, one.arrays) for one in expected
    ]
    assert [one.usual for one in found] == pytest.approx([one.usual for one in expected], rel=1e-12)


NO_SLOPE_BY = {
    way: Explanation(("one",), "tanh' is 1", f"at tanh(w) on the way through the {text} only", "keep it", 0.2, ["w"])
    for way, text in (("square", "square tanh(w)**2"), ("sine", "sin(tanh(w))"))
}
TWO = {
    "square": Explanation(
        ("one", "path"), "two slips: tanh' is 1 at tanh(w); and sines are lost", "where h enters", "add",
        0.03 * 0.8 * 0.5, ["w"],
    ),
    "sine": Explanation(
        ("one", "path"), "two slips: tanh' is 1 at tanh(w); and squares are lost", "there", "add",
        0.03 * 0.8 * 0.6, ["w"],
    ),
    "half a sine": Explanation(
        ("path", "half"), "two slips: squares are lost there; and half of it", "at tanh(w)", "all",
        0.03 * 0.6 * 0.4, ["w"],
    ),
}  # fmt: skip
HANDS = {"square": BY_SQUARE, "sine": BY_SINE, "half a sine": BY_SINE * SLOPE / 2}


@pytest.mark.parametrize(
    ("hand", "said"),
    [
        (BY_SQUARE + BY_SINE * SLOPE, [NO_SLOPE_BY["square"]]),
        (BY_SQUARE * SLOPE + BY_SINE, [NO_SLOPE_BY["sine"]]),
        (BY_SQUARE + BY_SINE, []),
    ],
)
def test_all_that_is_said_of_a_slip_on_one_way(hand, said):
    same(Asked(hand).one_way(), said)


@pytest.mark.parametrize("way", HANDS)
def test_two_slips_with_the_more_usual_one_first(way):
    same(Asked(HANDS[way]).two(), [TWO[way]])


def test_two_slips_are_found_wherever_they_stand_among_the_pairs(monkeypatch):
    for at_once in (1, 2, 3):
        monkeypatch.setattr(searching, "AT_ONCE", at_once)
        for way, hand in HANDS.items():
            same(Asked(hand).two(), [TWO[way]])


def test_of_too_many_slips_the_most_usual_are_tried_together(monkeypatch):
    """What changes nothing in the numbers, however usual, takes no place: 0.8 and 0.6 are the first two, then 0.5."""
    monkeypatch.setattr(searching, "PAIRED", 2)
    assert not Asked(HANDS["square"]).two()
    same(Asked(HANDS["sine"]).two(), [TWO["sine"]])
    monkeypatch.setattr(searching, "PAIRED", 3)
    same(Asked(HANDS["square"]).two(), [TWO["square"]])


def test_a_large_graph_leaves_room_for_fewer_slips(monkeypatch):
    """Of n slips there are about n**2 pairs, each with as many numbers as there are edges."""
    edges = len(Asked(BY_SINE).problem.edges)
    monkeypatch.setattr(searching, "LIMIT", 4 * edges)  # two slips
    assert not Asked(HANDS["square"]).two()
    same(Asked(HANDS["sine"]).two(), [TWO["sine"]])
    monkeypatch.setattr(searching, "LIMIT", 9 * edges)  # three
    same(Asked(HANDS["square"]).two(), [TWO["square"]])
    monkeypatch.setattr(searching, "LIMIT", edges // 4)  # the first formula is that of 1, if there is room for any
    assert not Asked(BY_SQUARE + BY_SINE).formulas()
    monkeypatch.setattr(searching, "LIMIT", -(-edges // 4))
    assert len(Asked(BY_SQUARE + BY_SINE).formulas()) == 1


@pytest.mark.parametrize(
    ("way", "limit", "found"),
    [("square", 0, 0), ("square", 11, 0), ("square", 12, 1), ("sine", 35, 0), ("sine", 36, 1)],
)
def test_slips_on_one_way_are_tried_as_long_as_there_is_room(monkeypatch, way, limit, found):
    """Each takes as many numbers as there are edges, 17, and ten for each derivative: 47 of the four times LIMIT."""
    asked = Asked({"square": BY_SQUARE + BY_SINE * SLOPE, "sine": BY_SQUARE * SLOPE + BY_SINE}[way])
    asked.all = [asked.half, asked.no_slope]
    assert len(asked.problem.edges) == 17
    monkeypatch.setattr(searching, "LIMIT", limit)
    same(asked.one_way(), [NO_SLOPE_BY[way]] * found)


def test_another_formula_explains_a_gradient():
    right = BY_SQUARE + BY_SINE
    kinds, at = ("activation misremembered|wrong function",), "from w to tanh(w)"
    for factor, words in ((1.0, "1"), (H, "v"), (1 - H, "(1 - v)"), (-H * W, "-w*v"), (1 + W, "1 + w")):
        expected = [Explanation(kinds, f"the derivative is taken as {words}", at, "differentiate step by step", 0.4)]
        expected[0].arrays = ["w"]
        same(Asked(right * factor).formulas(), expected)


@pytest.mark.parametrize(
    ("hand", "enough"),
    [
        (BY_SQUARE, True), ([0.0, 0.0, 0.0], False), (BY_SQUARE[:2], False), ([*BY_SQUARE[:2], BY_SQUARE[0]], False),
        (BY_SQUARE[:, None], False),
    ],
)  # fmt: skip
def test_three_different_numbers_of_the_right_shape_are_enough_to_search_by(hand, enough):
    asked = Asked(hand)
    assert searching._with_enough(asked.problem, asked.cases) == (asked.cases if enough else [])
    assert bool(asked.two()) == enough


def test_in_a_large_graph_nothing_more_is_searched(monkeypatch):
    asked = {
        "two": Asked(BY_SQUARE),
        "one_way": Asked(BY_SQUARE + BY_SINE * SLOPE),
        "formulas": Asked(BY_SQUARE + BY_SINE),
    }
    edges = len(asked["two"].problem.edges)
    for large, found in ((edges, True), (edges - 1, False)):
        monkeypatch.setattr(searching, "LARGE", large)
        assert [bool(getattr(one, name)()) for name, one in asked.items()] == [found] * 3


USES = [lambda h: h**2, lambda h: h.sin(), lambda h: h.exp(), lambda h: 3.0 * h, lambda h: h.cos()]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_each_of_up_to_four_ways_is_tried_alone(count):
    """L = sum of the ways; h' is 1 on one of them: that way is found, and no other one."""
    w = values("w", W)
    back = [2 * H, np.cos(H), np.exp(H), np.full(3, 3.0), -np.sin(H)][:count]
    for i in range(count):
        h = [x.tanh() for x in w]
        ends = [use(x) for use in USES[:count] for x in h]
        hand = sum(back) * SLOPE + back[i] * (1 - SLOPE)
        problem = problem_of(engine.sum(ends), w=(w, hand.tolist()))
        slip = Slip("one", "no slope", "at h", "keep it", {(x, 0): 1.0 for x in h})
        found = list(on_one_way(problem, [case_of(problem, problem.arrays[0])], [slip]))
        assert len(found) == (1 < count < 5)
        if found:
            assert found[0].where == f"at h on the way through the {problem.place(ends[3 * i : 3 * i + 3])} only"


def test_a_result_whose_own_gradient_is_asked_for_has_no_ways_of_its_own():
    asked = Asked(BY_SQUARE + BY_SINE * SLOPE)
    problem = problem_of(asked.problem.structure.loss, w=(asked.problem.nodes, asked.cases[0].hand), h=asked.h)
    assert not list(on_one_way(problem, [case_of(problem, problem.arrays[0])], asked.all))
