"""Pictures of training, as matplotlib figures: returned, never shown, and without any global state.

>>> figure = loss_history({"training": [3.0, 2.0, 1.5]})
>>> figure.axes[0].get_xlabel()
'epoch'
"""

from typing import TYPE_CHECKING

from engine.missing.names import asked_in_vain
from nn.plots.inside import activations, attention, images
from nn.plots.landscapes import cobweb, loss_curve, loss_surface
from nn.plots.training import by_seed, decision_regions, gradient_by_depth, gradient_size, loss_history, moving_boundary

__all__ = [
    "activations",
    "attention",
    "by_seed",
    "cobweb",
    "decision_regions",
    "gradient_by_depth",
    "gradient_size",
    "images",
    "loss_curve",
    "loss_history",
    "loss_surface",
    "moving_boundary",
]


if not TYPE_CHECKING:
    __getattr__ = asked_in_vain(globals(), {})
