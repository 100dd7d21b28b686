"""Who computes a tape at given numbers: a replay, or, where that would go another way, the function itself."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from engine.arrays import Array
from engine.errors import MovedError
from engine.modes import CLOCK
from engine.tape.arguments import Call
from engine.tape.function import Found, Function, Graph, eager
from engine.tape.guards import BranchError, Guards
from engine.tape.program import INPUT, WRT, Program
from engine.tape.readback import explain, graph_at
from engine.tape.replay import Replay
from engine.tape.structure import TURN, Structure
from engine.value import Value


class Runner:
    """Computes a recorded program.

    Args:
        structure: what replays the program, and others of the same structure.
        program: what was recorded: some results, and behind them what the guards compare.
        outputs: how many results it has.
        guards: the comparisons that have to come out as they did.
        function: what was recorded, if it was a function.
        used: the other leaves that were used: where the number of one is another, a function is run itself.

    Attributes:
        eager_calls: how many calls ran the function itself.
    """

    def __init__(
        self, structure: Structure, program: Program, outputs: int, guards: Guards, function: Function | None,
        used: Sequence[Value],
    ) -> None:  # fmt: skip
        self.structure, self.program, self.outputs, self.guards = structure, program, outputs, guards
        self.function, self.used = function, [(x, x._number) for x in used]
        self.looked, self.eager_calls = CLOCK.now, 0

    def refuse_moved(self, name: str) -> None:
        """Raise where a leaf that the recorded function uses has changed since, so that recorded numbers mislead."""
        if self.has_moved():
            raise MovedError(f"{name}: a leaf that the recorded function uses has changed since; record it again")

    def has_moved(self) -> bool:
        """Tell whether a leaf that the recorded function uses as it was has changed."""
        if self.function is None or self.looked == (now := CLOCK.now):  # no leaf at all has changed
            return False
        moved = any(x._number != number for x, number in self.used)
        self.looked = self.looked if moved else now
        return moved

    def found(self, call: Call, needed: int) -> Found:
        """Return for each output the loss, and the gradients by wrt and by the inputs as far as they are needed."""
        with TURN:
            if not self.has_moved():
                try:
                    return self._replayed(call, needed)
                except BranchError:
                    pass
            if self.function is None:
                return eager(call, needed, partial(self._graph_at, call.theta))
            self.eager_calls += 1
            return self.function.found(call, needed)

    def _graph_at(self, theta: Array, inputs: Array) -> Graph:
        outputs, leaves = graph_at(self.program, theta, inputs)
        return outputs[: self.outputs], leaves

    def _replayed(self, call: Call, needed: int) -> Found:
        with np.errstate(all="ignore"):
            replay = self.structure.replay(self.program, call.batch, call.per_example, WRT | needed)
            self._run(replay, partial(replay.forward, call.theta, call.rows), needed=0)
            outputs, slopes, of_inputs = replay.outputs[: self.outputs], [], []
            for output in outputs if needed else ():
                self._run(replay, partial(replay.backward, output), needed)
                slopes.append(replay.wrt_gradients.copy())
                of_inputs += [replay.input_gradients.copy()] if needed & INPUT else []
        return [replay.value(output) for output in outputs], slopes, of_inputs

    def _run(self, replay: Replay, step: Callable[[], bool], needed: int) -> None:
        """Run a pass; where a number is not finite, let the eager engine say why.

        Raises:
            BranchError: where eager code would go another way, or may do so: infinity that has no effect hands
                nothing on, which arrays do not know.
        """
        try:
            finite = step()
            guards = replay.outputs[self.outputs :]
            same = needed or not guards or self.guards.hold(replay.numbers(guards))
        except (ArithmeticError, ValueError):
            finite, same = False, True
        if not finite and self.function is None:
            explain(self.program, *replay.suspects(), needed)
        if not (same and finite):
            raise BranchError
