"""The gradient is the sum over all paths: which of them did the student leave out, or count twice?"""

import engine
from engine import Value
from engine.compare.slips.paths import edge, path, some_terms, term
from tests.engine.compare.asking import asked, check
from tests.engine.planted.derivation import values

ONLY = "this is the gradient of one part of the loss only: {}; the rest is left out"
SIGN = "one part of the loss enters with the wrong sign: {}"
TWICE = "one part of the loss enters with a factor 2 too many: {}"
HALF = "one part of the loss enters with a factor 2 too few: {}"
LEFT_OUT, COUNTED_TWICE = "a path is left out: from {}", "a path is counted twice: from {}"


def shares(name, share, rest):
    return [(ONLY.format(name), share), (SIGN.format(name), rest - share), (TWICE.format(name), rest + 2 * share),
            (HALF.format(name), rest + share / 2)]  # fmt: skip


def test_each_of_two_terms_may_stand_alone_or_enter_with_a_wrong_sign_or_factor():
    """L = exp(a) + a^2 with a = 0: the parts are 1 and 6 with a = 3 in the square."""
    a = Value(0.0, "a")
    problem = asked(a.exp() + (a + 3.0) ** 2, a, name="a")
    check(
        term, problem,
        *shares("that with the exp after a", 1, 6), *shares("that with the power after a", 6, 1),
    )  # fmt: skip


def test_of_three_terms_two_may_be_kept_and_a_scaled_one_is_named_by_what_it_scales():
    a = Value(0.0, "a")
    problem = asked(a.exp() + (a + 3.0) ** 2 + a.sin() * 20.0, a, name="a")
    sin, exp, power = "that with the sin after a", " and the exp after a", " and the power after a"
    check(
        term, problem,
        *shares(sin, 20, 7), *shares("that with the exp after a", 1, 26), *shares("that with the power after a", 6, 21),
        *shares(sin + exp, 21, 6), *shares(sin + power, 26, 1), *shares("that with the exp after a" + power, 7, 20),
    )  # fmt: skip


def test_of_more_than_four_terms_only_single_ones_and_all_but_one_are_tried():
    a = Value(0.5, "a")
    terms = [a.exp(), a.sin(), a.cos(), a.tanh()]
    sizes = lambda loss: [len(kept) for kept, _ in some_terms(asked(loss, a))]  # noqa: E731
    assert sizes(engine.sum(terms)) == [1] * 4 + [2] * 6 + [3] * 4
    assert sizes(engine.sum([*terms, a.sqrt()])) == [1] * 5 + [4] * 5
    assert sizes(engine.sum([*terms, a.sqrt(), a.log()])) == [1] * 6 + [5] * 6
    assert sizes(engine.sum(terms[:2])) == [1, 1]
    assert sizes(a.exp() + 1.0) == []  # a constant is no term
    assert sizes(a.exp()) == []


def test_terms_that_do_not_reach_the_parameter_are_not_spoken_of():
    a, b = Value(0.0, "a"), Value(2.0, "b")
    check(term, asked(a.exp() + b.tanh(), a, name="a", b=b))


def test_a_path_is_left_out_or_counted_twice():
    """L = w . v + w . (10, 20) with v = (4, 5), so that v is the one path, and the dot the other."""
    w, v = values("w", [1.0, 2.0]), values("v", [4.0, 5.0])
    problem = asked(w[0] * v[0] + w[1] * v[1] + engine.dot(w, [10.0, 20.0]), w, v=v)
    assert problem.right == [4 + 10, 5 + 20]
    expected = []
    for where in (
        "w through the product with v", "w into the dot after w", "multiply after w, v into the add after w, v",
        "add after w, v into the add after w", "dot after w into the add after w",
    ):  # fmt: skip
        dot = "dot" in where
        expected += [(LEFT_OUT.format(where), [4, 5] if dot else [10, 20])]
        expected += [(COUNTED_TWICE.format(where), [4 + 20, 5 + 40] if dot else [8 + 10, 10 + 20])]
    check(path, problem, *expected)


def test_paths_are_told_apart_by_what_they_come_from_as_well():
    """L = 3 sum(tanh w + sigmoid w) at 0: the tanhs of the sum may be left out, and the sigmoids."""
    w = values("w", [0.0, 0.0])
    loss = 3.0 * engine.sum([w[0].tanh(), w[0].sigmoid(), w[1].tanh(), w[1].sigmoid()])
    tanh, sigmoid = [3.0, 3.0], [0.75, 0.75]
    check(
        path, asked(loss, w),
        (LEFT_OUT.format("w into the tanh after w"), sigmoid),
        (LEFT_OUT.format("w into the sigmoid after w"), tanh),
        (LEFT_OUT.format("tanh after w into the sum after w"), sigmoid),
        (LEFT_OUT.format("sigmoid after w into the sum after w"), tanh),
    )  # fmt: skip


def test_every_single_edge_may_be_left_out_or_counted_twice():
    """L = a b + a^2 with a, b = 2, 3: dL/d(a, b) = (3 + 4, 2)."""
    a, b = Value(2.0, "a"), Value(3.0, "b")
    product, power, add = "w into the multiply after w", "w into the power after w", "after w into the add after w"
    check(
        edge, asked(a * b + a**2, [a, b]),
        (LEFT_OUT.format(product), [4, 2]), (COUNTED_TWICE.format(product), [10, 2]),
        (LEFT_OUT.format(product), [7, 0]), (COUNTED_TWICE.format(product), [7, 4]),
        (LEFT_OUT.format(power), [3, 2]), (COUNTED_TWICE.format(power), [11, 2]),
        (LEFT_OUT.format(f"multiply {add}"), [4, 0]), (COUNTED_TWICE.format(f"multiply {add}"), [10, 4]),
        (LEFT_OUT.format(f"power {add}"), [3, 2]), (COUNTED_TWICE.format(f"power {add}"), [11, 2]),
    )  # fmt: skip


def test_more_than_four_hundred_edges_are_not_tried_one_by_one():
    w = Value(2.0, "w")
    for count, tried in ((200, True), (201, False)):
        loss = engine.sum([w * float(k) for k in range(count)])  # two edges for each
        assert any(True for _ in edge(asked(loss, w))) == tried
