"""A recorded function that draws random numbers, which each replay would repeat."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import RecordingError


@contextmanager
def no_draws() -> Iterator[None]:
    """Refuse what draws from `random` or `numpy.random` inside the block. Generators of one's own are not seen.

    Raises:
        RecordingError: at the end of the block, where one of them has moved on.
    """
    before = _states()
    yield
    after = _states()
    if moved := [name for name, state in before.items() if state != after[name]]:
        raise RecordingError(
            f"record: the function draws numbers from `{moved[0]}`, which each replay would repeat; draw them outside "
            "and give them as inputs, or call the function eagerly"
        )


def _states() -> dict[str, object]:
    states: dict[str, object] = {"random": random.getstate()}
    if numpy := sys.modules.get("numpy.random"):  # who has not loaded it has not drawn from it
        _, keys, *rest = numpy.get_state()
        states["numpy.random"] = keys.tobytes(), rest
    return states
