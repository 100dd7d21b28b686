"""All that another forward pass gives: what is wrong on the way back only, and in the forward pass as well."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.values import forward
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

W, U, C = np.array([0.4, -0.7, 1.1]), np.array([1.3, 0.6, 2.2]), np.array([0.9, 1.6, -1.1])
PASS = ", in the forward pass"


def distinct(rows):
    """Leave out what is said again of the same operation: each of its inputs asks."""
    return list({(words, usual): (kind, words, usual, g) for kind, words, usual, g in rows}.values())


# What f itself is instead. On the way back the derivative of a quotient, -f/u, is by its wrong result, too.
OPERATIONS = [
    (lambda w, u: w - u, lambda f: 1.0, lambda f: -1.0, [
        ("sign|wrong operand|target", "a plus stands where a minus belongs", 2.0, W + U),
        ("target|wrong operand|term", "the second operand is forgotten", 3.0, W),
        ("sign", "the difference is turned round", 3.0, U - W),
        ("wrong operand|term|forward", "the first operand is forgotten", 1.0, -U),
    ]),
    (lambda w, u: w / u, lambda f: 1 / U, lambda f: -f / U, [
        ("constant forgotten|forward|wrong operand|mean", "used before the division", 1.5, W),
        ("constant forgotten|forward|factor twice", "multiplied where it is divided", 0.7, W * U),
    ]),
    (lambda w, u: w + u, lambda f: 1.0, lambda f: 1.0, [
        ("forward|wrong operand|term", "computed without w", 1.5, U),
        ("sign|forward", "w enters with a minus", 1.0, U - W),
        ("forward|wrong operand|term", "computed without u", 1.5, W),
        ("sign|forward", "u enters with a minus", 1.0, W - U),
        ("forward|wrong operand|term", "computed without w", 2.0, U),
        ("forward|wrong operand|term", "computed without u", 2.0, W),
    ]),
    (lambda w, u: w * u, lambda f: U, lambda f: W, [
        ("constant forgotten|forward|wrong operand|target|mask|factor forgotten", "used without the factor u", 1.0, W),
        ("constant forgotten|forward|wrong operand|target|mask|factor forgotten", "used without the factor w", 1.0, U),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("of", "by_w", "by_u", "expected"), OPERATIONS)
def test_another_number_comes_out_of_an_operation_of_two(of, by_w, by_u, expected):
    """L = sum of c sin(f(w, u)): cos is taken of another number; f keeps its own derivatives."""
    w, u = values("w", W), values("u", U)
    terms = [of(x, y) for x, y in zip(w, u, strict=True)]
    problem = problem_of(engine.dot(C.tolist(), [t.sin() for t in terms]), w=w, u=u)
    at = problem.place(terms)
    for name, slope in (("w", by_w), ("u", by_u)):
        every = distinct(tabled(forward(problem), problem, name))
        found = [row for row in every if row[1].removesuffix(PASS).endswith((f" the {at}", f" the sum {at}"))]
        rows = []
        for kinds, words, usual, f in expected:
            place = f"{'in the sum' if 'comput' in words or 'enters' in words else 'at the'} {at}"
            for where, result in ((place, f), (place + PASS, of(W, U))):
                rows.append((kinds, f"{words} {where}", usual, C * np.cos(f) * slope(result)))
        agree(found, rows)


FUNCTIONS = [
    (Value.tanh, lambda y: 1 - np.tanh(W) ** 2, np.tanh, lambda z: z, "wrong operand",
     "the pre-activation is used where the output belongs", 3.0),
    (lambda z: z**3, lambda y: 3 * W**2, lambda z: z**3, lambda z: z, "wrong operand|forward|activation misremembered",
     "used without its power", 1.5),
    (lambda z: -z, lambda y: -1.0, lambda z: -z, lambda z: z, "sign|activation misplaced|wrong operand|target",
     "the minus sign is lost", 1.5),
]  # fmt: skip


@pytest.mark.parametrize(("function", "slope", "right", "instead", "kinds", "words", "usual"), FUNCTIONS)
def test_what_goes_in_is_used_where_what_comes_out_belongs(function, slope, right, instead, kinds, words, usual):
    """L = sum of c sin(f(w)): with f' at its place, or left out as well."""
    w = values("w", W)
    terms = [function(x) for x in w]
    problem = problem_of(engine.dot(C.tolist(), [t.sin() for t in terms]), w=w)
    arrives, at = C * np.cos(instead(W)), f"{words} at the {problem.place(terms)}"
    left_out = f"{words}, and its derivative left out at the {problem.place(terms)}{PASS}"
    agree(
        [row for row in tabled(forward(problem), problem) if row[1].startswith(words) and "sin" not in row[1]],
        [
            (kinds, at, usual, arrives * slope(instead(W))),
            (kinds, at + PASS, usual, arrives * slope(right(W))),
            (kinds, left_out, usual / 2, arrives),
        ],
    )


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


OTHERS = {
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "softplus": (lambda z: np.log1p(np.exp(z)), sigmoid),
}


@pytest.mark.parametrize("own", OTHERS)
def test_another_activation_in_the_forward_pass_and_on_the_way_back(own):
    """L = sum of c sin(u f(w)): dL/dw = c cos(u f) u f'(w) and dL/du = c cos(u f) f."""
    w, u = values("w", W), values("u", U)
    terms = [y * getattr(x, own)() for x, y in zip(w, u, strict=True)]
    problem = problem_of(engine.dot(C.tolist(), [t.sin() for t in terms]), w=w, u=u)
    for name in ("w", "u"):
        found = [row for row in tabled(forward(problem), problem, name) if row[1].startswith("computed with ")]
        expected = []
        for other, (f, slope) in OTHERS.items():
            if other != own:
                arrives = C * np.cos(U * f(W))
                words = f"computed with {other} instead of {own} at the {own}(w)"
                gradient = arrives * U * slope(W) if name == "w" else arrives * f(W)
                expected.append(("wrong function|forward", words, 1.5, gradient))
        agree(found, expected)


@pytest.mark.parametrize("function", [Value.exp, Value.sin, Value.cos])
def test_what_is_no_activation_is_taken_for_none(function):
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [function(x) for x in w]), w=w)
    assert not [slip for slip in forward(problem) if slip.what.startswith("computed with ")]


def test_an_affine_map_without_its_bias_and_a_rectifier_after_it():
    """L = sum of c sin(w x + b); before a rectifier it may also be the mask that is wrong."""
    for function, more in ((Value.sin, ""), (Value.relu, "|mask")):
        w, b = values("w", W), Value(0.3, "b")
        terms = [engine.affine([x], [y], b) for x, y in zip(w, U.tolist(), strict=True)]
        problem = problem_of(engine.dot(C.tolist(), [function(t) for t in terms]), w=w)
        found = [row for row in tabled(forward(problem), problem) if row[1].startswith("computed without the bias")]
        words = f"computed without the bias in the sum {problem.place(terms)}"
        slope = np.cos(W * U) if not more else W * U > 0
        kinds = f"forward|wrong operand|term{more}"
        agree(found, [(kinds, words + place, 1.5, C * slope * U) for place in ("", PASS)])


def test_one_less_a_number_that_is_forgotten_leaves_a_factor_out():
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [(1.0 - x).sin() for x in w]), w=w)
    row, *_ = (row for row in tabled(forward(problem), problem) if row[1].startswith("not multiplied by"))
    kinds = "factor forgotten|product rule|target|wrong operand|term"
    agree([row], [(kinds, "not multiplied by 1 - w at the 1 - w", 3.0, -C * np.cos(1.0))])
