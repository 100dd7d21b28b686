"""Slips at a number that many entries share, such as a scalar gate: what comes back to it is not added up."""

from collections.abc import Iterator

import numpy as np

from engine.compare.guesses import Guess, NamedArray
from engine.compare.problem import Problem


def unsummed(problem: Problem, array: NamedArray) -> Iterator[Guess]:
    """What comes back to one number from n entries stays a row of n, and meets n entries of a gradient one by one.

    In g = sigmoid(v @ x), r = g * h the gradient of g is the sum of dr * h; kept apart, dv becomes dr * h * x.
    """
    gradients, count = problem.structure.gradients, len(array.nodes)
    for alike in problem.by_role.values():
        edges = problem.structure.users[alike[0]] if len(alike) == 1 < count else []
        roles = {problem.structure.roles[user] for user, _ in edges}
        if len(edges) != count or len(roles) > 1 or not gradients[alike[0]]:
            continue
        shares = np.array([gradients[edge[0]] * problem.structure.partial(edge) for edge in edges])
        direct = problem.gradient_if(dict.fromkeys(edges, 0.0), array)
        through = np.array(problem.right(array)) - direct
        name = problem.value(alike)
        text = f"what comes back to {name} is not added up: each entry of {array.called} gets one share of it"
        remedy = f"add up all that comes back to {name} before going on"
        numbers = direct + through * shares / gradients[alike[0]]
        yield Guess("not summed|path", numbers, text, "", remedy, usual=0.7)
