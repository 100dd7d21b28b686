"""The spine of a graph, for the tests of cards and of their order."""

from engine import Value
from engine.drawing.spine import Spine, spine
from engine.trace import Trace, trace
from engine.words.story import Story


def folded(output: Value) -> tuple[Trace, Spine]:
    seen = trace(output)
    return seen, spine(Story(seen))


def names(output: Value) -> list[str]:
    return [card.name for card in folded(output)[1].cards]
