"""What a live figure shows where there is no script: the same training, done here, and its end as a plot."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.tape import Tape
from engine.words.fixed import ENGLISH
from lectures.live.descent import trained
from lectures.live.parts import Curve, Grid, Layers, Memory, Network, Plane, Writer
from nn.plots.base import COLOURS, figure_with

FINE = 60


def still_of(network: Network, views: Any, data: Any, rate: float, words: Mapping[str, str] = ENGLISH) -> Any:
    """Return a matplotlib figure of the first start after training: each view, and the loss."""

    def say(text: str) -> str:
        return words.get(text, text)

    theta, losses = trained(network, next(iter(network.starts)), data, rate)
    panels = [(view, name) for view in views for name in _names(view)]
    figure, found = figure_with(1, len(panels) + 1, width=3.2, height=3.0)
    axes = np.atleast_1d(found)
    for (view, name), panel in zip(panels, axes, strict=False):
        match view:
            case Plane():
                _plane(panel, view, network.shows[view.shows], theta, data)
            case Curve():
                _curve(panel, view, network.shows[view.shows], theta, data)
            case Grid():
                title, first, rows, columns = name
                panel.imshow(theta[first : first + rows * columns].reshape(rows, columns), cmap="PuOr")
                panel.set(title=title, xticks=[], yticks=[])
            case Layers():
                gradient = network.loss.value_and_grad(theta, data)[1]
                sizes = [np.sqrt(np.mean(gradient[at : at + count] ** 2)) for _, at, count in view.layers]
                _bars(panel, [name for name, *_ in view.layers], sizes, view.title, view.powers)
            case Memory():
                found, times = network.shows[view.shows].value(theta, view.bits), len(view.bits)
                if name == "states":
                    panel.imshow(found[1:-times].reshape(times, -1).T, cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
                    panel.set(title=say("State, neuron by time"), xticks=[], yticks=[])
                else:
                    names = [str(t + 1) for t in range(times)]
                    _bars(panel, names, np.abs(found[-times:]), say("Slope by each bit"), view.powers)
            case Writer():
                _chances(panel, view, network.shows[view.shows], theta, say("Chances of the next letter"))
    axes[-1].semilogy(losses)
    axes[-1].set(title=say("Loss, {0} steps").format(len(losses) - 1))
    return figure


def _names(view: Any) -> Sequence[Any]:
    """Return what is to be seen of a view, side by side."""
    return view.tables if isinstance(view, Grid) else ["states", "slopes"] if isinstance(view, Memory) else [""]


def _plane(panel: Any, view: Plane, tape: Tape, theta: Any, data: Any) -> None:
    x, y = np.linspace(*view.x, FINE), np.linspace(*view.y, FINE)
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    scores = tape.value(theta, places, per_example=True).reshape(FINE, FINE, -1)[..., 0]
    panel.contour(x, y, scores, levels=[0.0], colors=["black"])
    points = np.array(data).reshape(-1, 2)
    for of in (0, 1):
        own = points[np.array(view.classes) == of]
        panel.scatter(own[:, 0], own[:, 1], s=9, c=COLOURS[0 if of else 1], marker="o" if of else "s")


def _curve(panel: Any, view: Curve, tape: Tape, theta: Any, data: Any) -> None:
    x = np.linspace(*view.x, 2 * FINE)
    panel.plot(x, tape.value(theta, x[:, None], per_example=True).reshape(len(x), -1)[:, 0])
    points = np.array(data).reshape(-1, 2)
    panel.scatter(points[:, 0], points[:, 1], s=12, c=COLOURS[1])
    panel.set(xlim=view.x, ylim=view.y)


def _bars(panel: Any, names: Sequence[str], sizes: Any, title: str, powers: Sequence[int]) -> None:
    panel.bar(names, sizes, color=COLOURS[0])
    panel.set(yscale="log", title=title, ylim=[10.0**power for power in powers])


def _chances(panel: Any, view: Writer, tape: Tape, theta: Any, title: str) -> None:
    read = view.letters[0] + view.reads
    inputs = np.zeros((view.longest + 1, len(view.letters)))
    inputs[range(len(read)), [view.letters.index(letter) for letter in read]] = 1
    powers = np.exp(tape.value(theta, inputs.ravel())[: inputs.size].reshape(inputs.shape)[: len(read)])
    panel.imshow(powers / powers.sum(axis=1, keepdims=True), cmap="Blues", vmin=0, vmax=1)
    panel.grid(visible=False)
    panel.set(title=title, xticks=range(len(view.letters)), xticklabels=list(view.letters),
              yticks=range(len(read)), yticklabels=list(read))  # fmt: skip
