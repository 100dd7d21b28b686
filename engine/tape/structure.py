"""What programs of one structure share: the order of work, and the memory in which they are replayed.

Eight networks that differ only in their seeds are recorded as eight programs that differ in numbers only. Their groups,
their plans and their replays are made once. A replay so serves several tapes in turn, each with its own constants.
"""

from collections import OrderedDict
from dataclasses import replace
from hashlib import sha256
from threading import RLock
from typing import Any

import numpy as np

from engine.tape.groups import grouped
from engine.tape.plan import Plan, make_plan
from engine.tape.program import Program
from engine.tape.replay import Replay

KEPT = 4  # batch sizes whose working memory is kept
RECENT, BYTES = 16, 1 << 25  # so many structures are kept for tapes to come, while they work in so much memory
TURN = RLock()  # threads take turns: a replay works in memory that tapes share, and a function moves its leaves


class Structure:
    """A program, of which other programs may differ in the numbers of their constants, and what is needed to replay it.

    Args:
        program: one of these programs, its operations in reading order.

    Attributes:
        program: the same with its operations in group order.
    """

    def __init__(self, program: Program) -> None:
        self.program = grouped(program)
        self._plans: dict[bool, Plan] = {}  # of a batch, by whether its examples stay apart
        self._replays: dict[tuple[int | None, bool, int], Replay] = {}

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_replays": {}}  # a copy of a window on an array is no window on its copy

    def replay(self, program: Program, batch: int | None, per_example: bool, needed: int) -> Replay:
        """Return a replay that computes a program of this structure; it serves one program at a time."""
        key = batch, per_example, needed
        if key not in self._replays:
            if len(self._replays) >= KEPT:
                del self._replays[next(iter(self._replays))]
            self._replays[key] = Replay(self._plan_for(batch, per_example), *key)
            _forget()
        found = self._replays[key]
        found.load(program.constants)
        return found

    def _plan_for(self, batch: int | None, per_example: bool) -> Plan:
        if batch is None:
            return make_plan(self.program)
        if per_example not in self._plans:  # kept, because another batch size will need it again
            self._plans[per_example] = make_plan(self.program, batch=True, scalars=not per_example)
        return self._plans[per_example]

    @property
    def nbytes(self) -> int:
        """How much memory its replays work in."""
        return sum(each.nbytes for x in self._replays.values() for each in (*x.values, *x.gradients))


_RECENT: OrderedDict[Any, Structure] = OrderedDict()  # those that were asked for last stand last


def structured(program: Program) -> tuple[Structure, Program]:
    """Return the structure of a program, and the program with its operations in group order.

    Args:
        program: its operations in reading order.
    """
    key = _key(program)
    with TURN:
        found = _RECENT[key] if key in _RECENT else Structure(program)
        _RECENT[key] = found
        _RECENT.move_to_end(key)
        _forget()
    return found, replace(found.program, constants=program.constants)


def _forget() -> None:
    """Leave structures that have not been asked for to the tapes that still use them."""
    while len(_RECENT) > RECENT or sum(each.nbytes for each in _RECENT.values()) > BYTES:
        _RECENT.popitem(last=False)


def _key(program: Program) -> Any:
    """Return what is the same for programs that differ in the numbers of their constants only."""
    digest = sha256()
    filling = np.isneginf(program.constants)  # a plan fills up with minus infinity, so it has to be where it was
    for each in (program.code, program.arity, program.fused, program.level, program.reads, program.depends, filling):
        digest.update(f"{each.dtype.char}{len(each)} ".encode() + each.tobytes())
    return (
        digest.digest(), *program.rows, program.wrt, program.inputs, *program.outputs, program.recorded,
        tuple(program.labels.items()),
    )  # fmt: skip
