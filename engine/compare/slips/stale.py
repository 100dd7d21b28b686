"""Slips with the wrong numbers in a right formula: updated weights, pre-activations, a plus for a minus."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from engine.compare.perturb import reevaluated
from engine.compare.problem import Guess, NamedArray, Problem, all_close
from engine.compare.slips.chain import ACTIVATIONS
from engine.value import Constant, Value

RATES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.001, 0.0001)


def updated_weights(problem: Problem) -> Iterator[Guess]:
    """The gradient was passed back through weights that had already taken their step, or taken after the step."""
    others = [a for a in problem.others if a.nodes[0].primitive is None and not set(a.nodes) & set(problem.nodes)]

    for rate, gradient in _fit(problem, lambda rate: problem.gradient_at(_step(problem, others, rate))):
        text = f"used weights that were already updated (learning rate {rate:.4g})"
        yield Guess(gradient, f"{text}: pass the gradient back through the old ones first")
    if problem.nodes[0].primitive is not None:
        return

    def at_new_point(rate: float) -> list[float]:
        step = _step(problem, [problem.target, *others], rate)
        return problem.gradient_at(reevaluated(problem.structure.order, step))

    for rate, gradient in _fit(problem, at_new_point, search=False):
        yield Guess(gradient, f"taken after the update of all parameters (learning rate {rate:.4g}), not before it")


def weights_returned(problem: Problem) -> Iterator[Guess]:
    """The parameter itself, or the parameter after its update, instead of its gradient."""
    data = [node.data for node in problem.nodes]
    yield Guess(data, f"these are the numbers of {problem.name} itself, not their gradient")
    if problem.evidence > 1:  # one number is soon met by chance

        def after_step(rate: float) -> list[float]:
            return [x - rate * g for x, g in zip(data, problem.right, strict=True)]

        for rate, numbers in _fit(problem, after_step):
            text = f"this is {problem.name} after its update (learning rate {rate:.4g}), not the gradient"
            yield Guess(numbers, text)


def wrong_operand(problem: Problem) -> Iterator[Guess]:
    """A pre-activation where the activation belongs, or a sum where the difference belongs."""
    operations = [(node, 0) for node in problem.structure.order if node.inputs]
    for group, where in problem.layers(*ACTIVATIONS, edges=operations):
        numbers = {node: node.inputs[slot].data for node, slot in group}
        yield _with(problem, numbers, f"the pre-activation is used where the output of the {where} belongs")
    for group, where in problem.layers("difference", edges=[edge for edge in operations if len(edge[0].inputs) == 2]):
        a, b = ({node: node.inputs[slot].data for node, _ in group} for slot in (0, 1))
        yield _with(problem, {n: a[n] + b[n] for n in a}, f"a plus stands where a minus belongs, at the {where}")
        yield _with(problem, a, f"the second operand is forgotten at the {where}")
        yield _with(problem, {n: b[n] - a[n] for n in a}, f"the difference is turned round at the {where}")


def another_parameter(problem: Problem) -> Iterator[Guess]:
    """The gradient of another parameter of the same comparison."""
    leaves = [other for other in problem.others if not (other.nodes[0].inputs or problem.nodes[0].inputs)]
    for other in leaves:
        gradient = problem.structure.gradient(other.nodes)
        yield Guess(gradient, f"this is the gradient of {other.name}, not of {problem.name}", other.shape)


def _with(problem: Problem, data: Mapping[Value, float], text: str) -> Guess:
    return Guess(problem.gradient_at(data), text)


def _step(problem: Problem, arrays: Sequence[NamedArray], rate: float) -> dict[Value, float]:
    """The numbers after one step of gradient descent, with the student's gradients where there are any."""
    after: dict[Value, float] = {}
    for array in arrays:
        known = array.fits and array is not problem.target
        gradient = array.hand if known else problem.structure.gradient(array.nodes)
        after |= {x: x.data - rate * g for x, g in zip(array.nodes, gradient, strict=True) if type(x) is not Constant}
    return after


def _fit(
    problem: Problem, gradient: Callable[[float], list[float]], search: bool = True
) -> Iterator[tuple[float, list[float]]]:
    """Yield the learning rate that gives the student's numbers: a usual one, or one found by Gauss-Newton."""
    if not problem.target.fits or problem.evidence < 1:
        return
    try:
        if gradient(0.5) == gradient(0.0):
            return  # nothing that was updated lies on the way
        for rate in RATES:
            if all_close(problem.hand, found := gradient(rate)):
                yield rate, found
                return
        if not search or problem.evidence < 3:
            return
        rate = 0.0
        for _ in range(8):
            rate += _newton(problem, gradient, rate)
            if all_close(problem.hand, found := gradient(rate)) and rate > 0:
                yield rate, found
                return
    except (ArithmeticError, ValueError):
        return  # the step leads out of a domain


def _newton(problem: Problem, gradient: Callable[[float], list[float]], rate: float) -> float:
    h = 1e-4
    here, there = gradient(rate), gradient(rate + h)
    misses = [(y - a, b - a) for y, a, b in zip(problem.hand, here, there, strict=True)]
    return h * sum(miss * step for miss, step in misses) / sum(step * step for _, step in misses)
