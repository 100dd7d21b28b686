"""The worked examples that the lectures show: an id and a few words for each.

A, B, C and D are the four lecture notes: machine learning basics, many classes and networks, optimisation, and a
tutorial with exam questions. A claim, a figure and the coverage table refer to these ids.
"""

import re
from collections.abc import Iterable

from engine.errors import ChalkgradError

COURSES = {
    "course": "The course",
    "basics": "Machine learning basics",
    "multiclass": "Many classes and neural networks",
    "optimisation": "Optimisation",
    "tutorial": "Tutorial and exam questions",
}

ITEMS = {
    "A01": "house prices: a linear hypothesis",
    "A02": "house prices: the squared-error loss",
    "A03": "polynomial regression",
    "A04": "piecewise models and trees",
    "A05": "networks as curve fitters",
    "A06": "the threshold unit of 1943",
    "A07": "one neuron",
    "A08": "the multilayer perceptron",
    "A09": "the number of weights explodes",
    "A10": "flattening loses the grid",
    "A11": "convolution as a double sum",
    "A12": "a feature map",
    "A13": "the top-left cell of the map",
    "A14": "parameter sharing and shifts",
    "A15": "the recurrent network",
    "A16": "gradient of a regression objective",
    "A17": "gradient of the squared norm",
    "A18": "the linear case of that gradient",
    "A19": "least squares as maximum likelihood",
    "A20": "the error is orthogonal to the features",
    "A21": "a nonconvex loss, (uv - 1)^2",
    "A22": "descent ends in a nearby basin",
    "A23": "labels from a price threshold",
    "A24": "logistic regression",
    "A25": "log loss in numbers",
    "A26": "binary cross-entropy",
    "A27": "which losses are convex",
    "A28": "what descent is guaranteed to find",
    "A29": "softmax",
    "A30": "categorical cross-entropy",
    "A31": "k-means",
    "A32": "a self-supervised pretext task",
    "A33": "pretraining and fine-tuning",
    "A34": "semi-supervised consistency",
    "B01": "from two classes to one vector a class",
    "B02": "three classes, three scores",
    "B03": "the class with the largest score",
    "B04": "softmax of two is the sigmoid",
    "B05": "maximum likelihood for many classes",
    "B06": "the 0-1 loss and its upper bound",
    "B07": "two classes are a special case",
    "B08": "gradient of the multiclass logistic loss",
    "B09": "one step of stochastic descent",
    "B10": "deterministic and sampled prediction",
    "B11": "binary log loss in two notations",
    "B12": "multiclass log loss from scores",
    "B13": "log-sum-exp is a soft maximum",
    "B14": "the loss as a margin",
    "B15": "one versus all: training",
    "B16": "one versus all: prediction",
    "B17": "one versus one",
    "B18": "learned features and activations",
    "B19": "one layer",
    "B20": "the network as a recursion",
    "B21": "the training objective",
    "B22": "L2 regularisation",
    "B23": "universal approximation",
    "B24": "numeric gradients",
    "B25": "what a numeric gradient costs",
    "B26": "the chain rule: a sum over paths",
    "B27": "backpropagation with indices",
    "B28": "the last layer",
    "B29": "backpropagation with matrices",
    "B30": "the algorithm and when to overwrite a layer",
    "B31": "random initialisation",
    "B32": "saturated activations",
    "B33": "computing power in numbers",
    "B34": "mini-batches",
    "B35": "adaptive rates and schedules",
    "B36": "momentum",
    "B37": "why momentum works",
    "B38": "batch normalisation",
    "B39": "dropout",
    "B40": "augmentation and early stopping",
    "C01": "the update of gradient descent",
    "C02": "where to start",
    "C03": "what can go wrong",
    "C04": "gradient of linear regression",
    "C05": "linear regression with many outputs",
    "C06": "binary logistic loss",
    "C07": "multiclass logistic loss",
    "C08": "the training loop",
    "D01": "three points and a slope",
    "D02": "guessing the slope",
    "D03": "an aside on relativity",
    "D04": "building a loss",
    "D05": "the loss at three slopes",
    "D06": "the loss written out",
    "D07": "rounded losses",
    "D08": "slopes of the loss",
    "D09": "slopes of the loss on later slides",
    "D10": "the update without a rate",
    "D11": "the update with a rate",
    "D12": "choosing the rate",
    "D13": "divergence",
    "D14": "a local minimum",
    "D15": "the model of the later slides",
    "D16": "two parameters",
    "D17": "batch, stochastic and mini-batch descent",
    "D18": "choosing a model",
    "D19": "a rule written by hand",
    "D20": "a linear layer",
    "D21": "two and more layers",
    "D22": "the backpropagation example",
    "D23": "softmax with cross-entropy",
    "D24": "exam question: autoencoder and classifier",
    "D25": "exam question: convolution and pooling",
    "D26": "recap",
}


class UnknownItemError(ChalkgradError, LookupError):
    """A lecture names a worked example that does not exist."""


def item_ids(names: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the ids that a text or list names; a range such as "D04-D07" is written out.

    Raises:
        UnknownItemError: for an id that is not in the list.

    >>> item_ids("D01, D04 to D06")
    ('D01', 'D04', 'D05', 'D06')
    """
    if names is None:
        return ()
    ids: list[str] = []
    for part in names.split(",") if isinstance(names, str) else names:
        first, *rest = (bound.strip() for bound in re.split(r"\s*(?:-|–|\bto\b)\s*", part.strip().rstrip(".")))
        last = rest[0] if rest else first
        for name in (first, last):
            if name not in ITEMS:
                raise UnknownItemError(f"{name!r} is not a worked example; ids are {', '.join(_RANGES)}")
        ids += [name for name in ITEMS if first <= name <= last]
    return tuple(dict.fromkeys(ids))


_RANGES = [f"{ids[0]} to {ids[-1]}" for ids in ([i for i in ITEMS if i[0] == letter] for letter in "ABCD")]
