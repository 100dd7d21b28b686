"""Networks that train on the page: `live` puts one on the board."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lectures.active import here, show
from lectures.entries import Live
from lectures.errors import LectureError
from lectures.items import item_ids
from lectures.live.parts import Network, Question


def live(
    name: str,
    question: Question,
    networks: Mapping[str, Network],
    views: Sequence[Any],
    *,
    data: Sequence[float] = (),
    rates: Sequence[float],
    rate: float,
    momentum: bool = False,
    chosen: str = "network",
    caption: str = "",
    item: str | Iterable[str] | None = None,
) -> None:
    """Let a network train on the page: the reader presses play, and changes the rate, the network and where it starts.

    Args:
        name: as for `figure`.
        question: what is to be predicted before anything moves.
        networks: name -> a network; the first is the one at the beginning.
        views: `Plane`, `Curve`, `Grid`, `Layers`, `Memory` or `Writer`: what is to be seen besides the loss.
        data: the numbers of the inputs of the loss.
        rates, rate: the learning rates to choose from, and the one at the beginning, which is one of them.
        momentum: whether it can be chosen.
        chosen: what the networks differ in.
        caption, item: as for `figure`.

    Raises:
        LectureError: where the numbers that are given do not fit the tapes.

    >>> from engine import Value, record
    >>> w = Value(0.0)
    >>> loss = record(lambda x: (w * x[0] - 2) ** 2, wrt=[w], inputs=[1.0])
    >>> says = Question("Where does w go?", ["to 2", "away"], 0, "To 2, where the loss is 0.")
    >>> live("descent", says, {"one weight": Network(loss, {"0": [0.0]})}, [], data=[1.0], rates=[0.1, 1.1], rate=0.1)
    [live descent] Where does w go? (to 2 / away)
    To 2, where the loss is 0.
    """
    board = here()
    board.name("live", name)
    for which, network in networks.items():
        sizes = {start: len(theta) for start, theta in network.starts.items()}
        if rate not in rates or len(network.loss.inputs) != len(data) or {*sizes.values()} != {len(network.loss.wrt)}:
            raise LectureError(
                f"live {name!r}, {which!r}: the loss takes {len(network.loss.inputs)} numbers of data and has "
                f"{len(network.loss.wrt)} parameters; given are {len(data)} numbers, starts of {sizes}, and the rate "
                f"{rate:g} of {list(rates)}"
            )
    svg = ""
    if board.draw:
        from lectures.live.still import still_of
        from lectures.site.plotting import svg_of

        svg = svg_of(still_of(next(iter(networks.values())), views, data, rate, board.words), name, caption)
    numbers = tuple(map(float, data))
    show(
        Live(
            name, item_ids(item), caption, question, networks, chosen, views, numbers, rates, rate, momentum, svg
        )
    )  # fmt: skip
