"""All that is said of sums: over examples, uses, axes and terms, beside the derivation that each sentence is about."""

from typing import Any

import numpy as np

import engine
from engine import Value
from engine.compare.slips import arrange, shares, terms
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_guesses, of_slips, same
from tests.engine.planted.derivation import values

X = np.array([[0.7, -0.4], [1.2, 0.9], [-0.6, 0.8], [0.3, -1.4]])
C = np.array([1.3, -0.8, 2.1, 0.5])
W = np.array([0.5, -1.1])
ARRIVES = (C * (1 - np.tanh(X @ W) ** 2))[:, None]
SHARES = ARRIVES * X
RIGHT = SHARES.sum(axis=0)


def of_four_examples() -> Any:
    """L = sum of c tanh(w . x)."""
    w = values("w", W)
    rows = zip(X.tolist(), C.tolist(), strict=True)
    return problem_of(engine.sum([engine.dot(w, x).tanh() * c for x, c in rows]), w=w)


def not_all(each: str, kinds: str, remedy: str, parts: Any) -> list[Row]:
    n, total = len(parts), parts.sum(axis=0)
    rows: list[Row] = []
    for k, one in enumerate(parts):
        often = 4.5 if k in (0, n - 1) else 1.5
        rows += [
            (f"{kinds}: only {each} {k + 1} of {n} is counted -> {remedy}", often, one),
            (f"{kinds}: only {each} {k + 1} of {n} is counted, and divided by {n} -> {remedy}", often / 3, one / n),
            (f"{kinds}: {each} {k + 1} of {n} is left out -> {remedy}", often, total - one),
            (f"{kinds}: {each} {k + 1} of {n} is counted twice -> {remedy}", 0.5, total + one),
        ]
    for k in range(2, n - 1):
        rows += [
            (f"{kinds}: only the first {k} of {n} {each}s are counted -> {remedy}", 0.7, parts[:k].sum(axis=0)),
            (f"{kinds}: only the last {k} of {n} {each}s are counted -> {remedy}", 0.7, parts[n - k :].sum(axis=0)),
        ]
    return [
        *rows,
        (f"not summed: yours keeps the {n} {each}s apart -> {remedy}", 4.0, parts),
        (f"not summed: the shares of the {n} {each}s are multiplied, not added -> {remedy}", 0.2, parts.prod(axis=0)),
    ]


def test_examples_that_are_missing():
    remedy = "sum over the batch (or over all positions)"
    expected = not_all("example", "example missing|not summed|path", remedy, SHARES)
    same(of_guesses(shares.examples, of_four_examples()), expected)
    assert list(shares.time(of_four_examples(), of_four_examples().arrays[0])) == []


def test_time_steps_that_are_missing():
    """h_k = tanh(w h_(k-1) + x_k), four times: a share for each use of w."""
    w, xs, states, h = 0.6, (0.5, -0.8, 1.1, 0.4), [0.3], Value(0.3, "h0")
    node = Value(w, "w")
    for x in xs:
        h = (node * h + x).tanh()
        states.append(float(np.tanh(w * states[-1] + x)))
    s = 1 - np.array(states[1:]) ** 2
    parts = np.array([2 * states[k] * w ** (3 - k) * s[k:].prod() for k in range(4)])
    expected = not_all("time step", "time step missing|path", "shared weights add up over all time steps", parts)
    same(of_guesses(shares.time, problem_of(h * 2.0, w=node)), expected)


def test_two_paths_are_named_by_what_they_lead_through():
    """L = sin(x u) + exp(x v) and no batch: x feeds two units."""
    x, u, v = Value(0.7, "w"), Value(1.3, "u"), Value(-0.4, "v")
    one, two = 1.3 * np.cos(0.91) * 2, -0.4 * np.exp(-0.28) * 3
    problem = problem_of((x * u).sin() * 2.0 + (x * v).exp() * 3.0, w=x)
    remedy = "add up what comes back from all that w feeds"
    out = "one of the two paths into w (through w*{}) is left out"
    expected = []
    for text, usual, numbers in not_all("term", "not summed|path", remedy, np.array([one, two])):
        for said, left in (
            ("only term 1 of 2 is counted ->", "v"), ("term 2 of 2 is left out", "v"),
            ("only term 2 of 2 is counted ->", "u"), ("term 1 of 2 is left out", "u"),
        ):  # fmt: skip
            text = text.replace(said, out.format(left) + (" ->" if said.endswith(">") else ""))
        expected.append((text, usual, numbers))
    same(of_guesses(shares.examples, problem), expected)


def test_what_arrives_meets_the_wrong_factors():
    a, x, each = ARRIVES, X, "each example or step meets the factor"
    product = "the sum of products is taken for the product of the sums"
    moved, operand = "shifted|kernel flipped|wrong operand", "wrong operand"
    neighbour = f"{each} of its neighbour, and the end is left out"
    rows = [
        (f"{operand}: {product}", 1.0, a.sum() * x.sum(axis=0)),
        (f"{operand}: {product} (a mean of the factors)", 0.7, a.sum() * x.mean(axis=0)),
        *((f"{operand}: the factor of use {k + 1} stands at every use", 0.5, a.sum() * x[k]) for k in range(4)),
        (f"{moved}: {each} in reverse order", 1.0, (a * x[::-1]).sum(axis=0)),
        (f"{moved}: {each} of the one before", 1.5, (a * x[[3, 0, 1, 2]]).sum(axis=0)),
        (f"{moved}: {each} of the next one", 1.5, (a * x[[1, 2, 3, 0]]).sum(axis=0)),
        (f"shifted: {neighbour}", 1.0, (a[1:] * x[:3]).sum(axis=0)),
        (f"shifted: {neighbour}", 1.0, (a[:3] * x[1:]).sum(axis=0)),
        (f"{operand}: what arrives is accumulated from one to the next", 0.5, (a.cumsum(axis=0) * x).sum(axis=0)),
        ("factor forgotten: not multiplied by the other factor", 3.0, [a.sum()] * 2),
        ("bias input|parameter|product rule|factor twice: multiplied by w itself", 1.5, RIGHT * W),
        ("factor twice: divided by w itself", 0.5, RIGHT / W),
    ]
    remedy = "each share is what arrives at a use times what the parameter was multiplied by there"
    expected = [(f"{text} -> {remedy}", usual, numbers) for text, usual, numbers in rows]
    same(of_guesses(shares.pairing, of_four_examples()), expected)


def test_sums_over_the_wrong_axes():
    def twice(words: str, numbers: Any) -> list[Row]:
        text = f"axis: {words} -> sum over the examples only"
        return [(text, 2.0, numbers), (text, 1.0, np.asarray(numbers)[None])]

    left, total = "the wrong axis (what is left is 4)", SHARES.sum()
    expected = [
        *twice(f"summed over {left}", SHARES.sum(axis=1)),
        *twice(f"averaged over {left}", SHARES.mean(axis=1)),
        *twice("summed over everything", total),
        ("axis: summed over everything -> sum over the examples only", 1.0, [total] * 2),
        *twice("averaged over everything", total / 8),
        ("axis: averaged over everything -> sum over the examples only", 1.0, [total / 8] * 2),
    ]
    same(of_guesses(shares.axis, of_four_examples()), expected)


def with_penalty() -> Any:
    """L = sum of sin(w) + 0.3 w**2."""
    w = values("w", W)
    return problem_of(engine.sum([x.sin() for x in w]) + engine.sum([x**2 for x in w]) * 0.3, w=w)


def test_penalties():
    right, own, said = np.cos(W) + 0.6 * W, 0.6 * W, "this parameter is not penalised so"
    rows: list[Row] = []
    for c in (1.0, 0.3):
        for k, often in ((1.0, 2.0), (2.0, 1.5), (0.5, 1.0)):
            text = f"penalty: a penalty is added: {k * c:g} times w"
            rows += [
                (f"{text} -> {said}", often, right + k * c * W),
                (f"{text}, with a minus -> {said}", often / 2, right - k * c * W),
            ]
    one = "penalty|activation itself|axis: in the penalty's part every entry gets one number, {}"
    for total, words in ((own.sum(), "the sum of its entries"), ((own * W).sum(), "its sum of squares")):
        rows.append((one.format(words), 1.0, np.cos(W) + total))
        rows.append((one.format(words) + ", halved", 0.7, np.cos(W) + total / 2))
    left_out = "add the part of the penalty, which stands in the loss for w as well"
    rows += [
        (f"penalty|path: the penalty is left out of this gradient -> {left_out}", 4.0, np.cos(W)),
        ("penalty|factor 2: the penalty's part is half of what it is", 2.0, np.cos(W) + 0.3 * W),
        ("penalty|factor 2: the penalty's part is twice what it is", 1.5, np.cos(W) + 1.2 * W),
        ("penalty|sign: the penalty's part has the wrong sign", 1.5, np.cos(W) - 0.6 * W),
    ]
    same(of_guesses(terms.penalised, with_penalty()), rows)


def test_terms_of_the_loss():
    """L = sum of exp(w) + 3 sum of sin(w): one of them alone, or with another factor."""
    numbers = np.array([0.5, -1.1, 0.8])
    w = values("w", numbers)
    problem = problem_of(engine.sum([x.exp() for x in w]) + engine.sum([x.sin() * 3.0 for x in w]), w=w)
    three = ("the number of terms that the loss adds up", "the number of terms that are summed")
    factors = [(3, what) for what in (*three, "the number of entries of w")]
    assert terms.counts(problem) == factors
    parts, expected = {"sin(w)": 3 * np.cos(numbers), "exp(w)": np.exp(numbers)}, []
    for name, part in parts.items():
        (rest,) = (other for key, other in parts.items() if key != name)
        alone = f"term|path: only one part of the loss is there: that with {name}"
        expected.append((f"{alone} -> the gradient of a sum is the sum of the gradients", 4.0, part))
        ways = [("sign", "the wrong sign", -1.0), ("factor 2", "a factor 2 too many", 2.0)]
        ways.append(("factor 2", "a factor 2 too few", 0.5))
        for m, what in factors:
            ways += [("mean", f"a factor {m} too many, {what}", m), ("mean", f"a factor {m} too few, {what}", 1 / m)]
        if name == "sin(w)":  # found at the edge, and beside what stands there
            left_out = ("constant forgotten", "its factor 3 left out", 1 / 3)
            ways += [left_out, *[left_out, ("constant forgotten", "its factor 3 twice", 3.0)] * 3]
        text = "one part of the loss enters with"
        expected += [
            (f"term|{kind}: {text} {words}: that with {name}", 2.0, rest + c * part) for kind, words, c in ways
        ]
    same(of_slips(terms.terms, problem), expected)


def test_sums_and_means_of_a_whole_matrix():
    a = values("w", np.array([[0.7, -0.4], [0.3, 1.5], [0.2, 0.9]]))
    numbers = np.array([[1.5, -0.5], [0.4, 2.0], [3.0, -1.2]])
    loss = engine.dot([x for row in a for x in row], numbers.ravel().tolist())
    each, one = "stands in the place of each", "-> one slope for every entry"
    expected: list[Row] = []
    for words, number in (("the sum", numbers.sum()), ("the mean", numbers.mean())):
        expected += [
            (f"axis: {words} of all its entries {each} {one}", 0.7, np.full((3, 2), number)),
            (f"axis: {words} of all its entries {one}", 1.5, number),
        ]
    for words, sums in (("columns", numbers.sum(axis=1)), ("rows", numbers.sum(axis=0))):
        text = f"axis: summed over the {words} of w {one}"
        expected += [(text, 1.0, sums), (text, 1.0, sums[:, None]), (text, 1.0, sums[None])]
    same(of_guesses(arrange.repeated, problem_of(loss, w=a)), expected)
