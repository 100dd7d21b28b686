"""Pictures of training, as matplotlib figures: returned, never shown, and without any global state.

>>> figure = loss_history({"training": [3.0, 2.0, 1.5]})
>>> figure.axes[0].get_xlabel()
'epoch'
"""

from nn.plots.inside import activations as activations
from nn.plots.inside import images as images
from nn.plots.landscapes import cobweb as cobweb
from nn.plots.landscapes import loss_curve as loss_curve
from nn.plots.landscapes import loss_surface as loss_surface
from nn.plots.training import decision_regions as decision_regions
from nn.plots.training import gradient_by_depth as gradient_by_depth
from nn.plots.training import gradient_size as gradient_size
from nn.plots.training import loss_history as loss_history
