"""Slips at a Huber loss, however it is written: r**2/2 near 0 and delta (|r| - delta/2) farther out."""

from collections.abc import Iterator, Sequence
from math import copysign

import numpy as np

from engine.compare.guesses import Numbers, Slip
from engine.compare.perturb import AT_ONCE, FloatRows, Rule, reevaluated
from engine.compare.problem import Problem
from engine.compare.slips.targets import arriving_at
from engine.compare.structure import family
from engine.value import Value

FAR = 1000.0  # where the loss is surely linear
NEAR = (0.3, -0.9, 1.2, -3.0)  # in units of delta, where a loss is asked whether it is Huber's
STEPS = 3  # from a residual to the operation with the kink
MOST = 200  # residuals that are looked at


def huber(problem: Problem) -> Iterator[Slip]:
    """At a Huber loss the gradient is c r, limited to c delta: not limited, without sign, the cases exchanged."""
    for nodes in _residuals(problem):
        found = _huber(problem, nodes)
        if found is None:
            continue
        cs, delta = found
        rs = [node.data for node in nodes]
        for kind, what, numbers, usual in _alternatives(rs, delta):
            at, arriving = f"at {problem.value(nodes)}", [c * x for c, x in zip(cs, numbers, strict=True)]
            slip = arriving_at(problem, kind, what, at, nodes, arriving, usual)
            remedy = "a residual beyond delta gives delta with its sign, the others give themselves"
            yield Slip(slip.kind, slip.what, slip.where, remedy, slip.slopes, slip.usual)


def _alternatives(rs: Sequence[float], d: float) -> Iterator[tuple[str, str, list[float], float]]:
    """Yield what may stand in the place of a limited residual: kind, words, the numbers, how usual."""

    def cases(far: Sequence[float], near: Sequence[float]) -> list[float]:
        return [a if abs(r) > d else b for r, a, b in zip(rs, far, near, strict=True)]

    sign = [copysign(1.0, r) for r in rs]
    limit = [d * s for s in sign]
    beyond = "mask|wrong function|activation misremembered"
    yield "mask|wrong function|term", "the residual is not limited: r as of a square", list(rs), 4.5
    yield "mask|wrong function", "every residual gives delta with its sign, as far out", limit, 3.0
    yield "mask|exchanged", "the two cases are exchanged", cases(rs, limit), 3.0
    yield "mask|path", "only residuals above delta are limited, not those below -delta", [min(r, d) for r in rs], 4.0
    yield "mask|path", "only residuals below -delta are limited, not those above delta", [max(r, -d) for r in rs], 2.0
    yield "sign|activation misremembered", "the sign is lost beyond delta", cases([d] * len(rs), rs), 3.0
    yield "constant forgotten|factor forgotten", "delta is forgotten beyond it: the sign alone", cases(sign, rs), 3.0
    yield "mask|zero|path", "residuals beyond delta give nothing", cases([0.0] * len(rs), rs), 2.0
    own = "activation itself|wrong function|activation forgotten"
    yield own, "beyond delta the loss itself stands", cases([d * (abs(r) - d / 2) for r in rs], rs), 2.5
    yield (
        own,
        "beyond delta the loss itself stands, with a sign",
        cases([d * (r - s * d / 2) for r, s in zip(rs, sign, strict=True)], rs),
        1.0,
    )
    yield own, "within delta the loss itself stands, r**2/2", cases(limit, [r * r / 2 for r in rs]), 1.0
    yield beyond, "beyond delta r itself is kept beside delta", cases([d * r for r in rs], rs), 1.5
    yield "factor 2", "within delta the 1/2 of the square is forgotten: 2 r", cases(limit, [2 * r for r in rs]), 2.0
    yield "factor 2", "within delta the residual is halved", cases(limit, [r / 2 for r in rs]), 1.0


def _residuals(problem: Problem) -> Iterator[list[Value]]:
    """Yield numbers of one role, or of one array, that come to a kink within a few steps."""
    asked = set(problem.nodes)
    by_role = [nodes for nodes in problem.by_role.values() if asked.isdisjoint(nodes)]
    users = problem.structure.users
    for group in (*by_role, *(list(array.nodes) for array in problem.arrays)):
        same = set(group)  # a + b - c has a + b in it
        nodes = [node for node in group if same.isdisjoint(user for user, _ in users.get(node, ()))]
        if 0 < len(nodes) <= MOST and _meets_a_kink(problem, nodes[0]):
            yield nodes


def _meets_a_kink(problem: Problem, node: Value) -> bool:
    level = [node]
    for _ in range(STEPS):
        users = [user for x in level for user, _ in problem.structure.users.get(x, ())]
        if any(family(x) in ("rectifier", "choice") or (x.primitive and x.primitive.kink) for x in users):
            return True
        level = [x for x in users if family(x) in ("difference", "sum", "product")][:4]
    return False


def _huber(problem: Problem, nodes: Sequence[Value]) -> tuple[list[float], float] | None:
    """Return the factors c and delta, if the loss is c_i times the Huber loss of each of these numbers."""
    losses = _losses(problem, nodes, [[0.0, FAR, 2 * FAR, -FAR]] * len(nodes))
    if losses is None:
        return None
    zero, far, twice, below = losses.T
    slopes = (twice - far) / FAR
    with np.errstate(all="ignore"):
        deltas = 2 * (slopes * FAR - far + zero) / slopes
    delta = float(np.median(deltas))
    if not (1e-4 < delta < FAR / 4 and np.allclose(deltas, delta, rtol=1e-6) and np.allclose(far, below, rtol=1e-9)):
        return None
    cs = slopes / delta
    losses = _losses(problem, nodes, [[x * delta for x in NEAR]] * len(nodes))
    if losses is None:
        return None
    xs = np.abs(np.array(NEAR) * delta)
    right = np.where(xs <= delta, xs**2 / 2, delta * (xs - delta / 2))
    scale = 1e-9 * np.abs(zero[:, None]) + 1e-7 * np.abs(cs[:, None]) * delta**2
    return (cs.tolist(), delta) if bool((np.abs(losses - zero[:, None] - cs[:, None] * right) <= scale).all()) else None


def _losses(problem: Problem, nodes: Sequence[Value], points: Sequence[Sequence[float]]) -> Numbers | None:
    """Return what the loss would be if one of these numbers at a time had other values."""
    each, order = len(points[0]), problem.structure.order
    width = each * len(nodes)
    if width * len(order) > AT_ONCE:
        return None
    rules: dict[Value, Rule] = {}
    for i, (node, some) in enumerate(zip(nodes, points, strict=True)):
        row = np.full(width, node.data)
        row[i * each : (i + 1) * each] = some
        rules[node] = lambda xs, row=row: row  # type: ignore[misc]
    try:
        with np.errstate(all="raise", under="ignore"):
            found = reevaluated(order, {}, rules, FloatRows)[order[-1]]
    except (ArithmeticError, ValueError):
        return None
    return np.broadcast_to(found, (width,)).reshape(len(nodes), each)
