"""Models, losses, optimisers and data on top of the engine, each small enough to read in one sitting.

Reading order: module (what a model is), linear (neurons, layers, MLPs), losses, optim, train; then conv, recurrent,
norm and attention. Vectors are lists, images [channel][row][column], sequences lists of vectors.
"""

from typing import TYPE_CHECKING

import nn.clash  # first of all  # isort: split
from nn import datasets, init, losses, plots, schedules
from nn.activation import Activation
from nn.attention import CausalSelfAttention, causal_attention
from nn.augmentation import augment, jittered, shifted
from nn.clipping import clip_gradients
from nn.cluster import KMeans
from nn.containers import Each, Flatten, Residual, Sequential
from nn.conv import Conv2D
from nn.data import Data, Standardise, batches, shuffled, split
from nn.descent import Path, gradient_descent
from nn.dropout import Dropout
from nn.embedding import Embedding
from nn.gated import GRUCell, LSTMCell
from nn.init import manual_seed
from nn.linear import MLP, Layer, Neuron
from nn.matrix import Matrix
from nn.module import Module
from nn.multiclass import OneVersusAll, OneVersusOne, logistic_classifier
from nn.norm import BatchNorm, LayerNorm
from nn.optim import SGD, Adagrad, Adam, AdamW, Momentum, Nesterov, RMSProp
from nn.optimiser import Optimiser
from nn.pool import AveragePool2D, GlobalAveragePool, MaxPool2D
from nn.predict import accuracy, classifier
from nn.recurrent import RNN, RNNCell, unroll
from nn.threshold import ThresholdNeuron
from nn.train import History, fit
from nn.tree import RegressionStump

__all__ = [
    "MLP",
    "RNN",
    "SGD",
    "Activation",
    "Adagrad",
    "Adam",
    "AdamW",
    "AveragePool2D",
    "BatchNorm",
    "CausalSelfAttention",
    "Conv2D",
    "Data",
    "Dropout",
    "Each",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GlobalAveragePool",
    "History",
    "KMeans",
    "LSTMCell",
    "Layer",
    "LayerNorm",
    "Matrix",
    "MaxPool2D",
    "Module",
    "Momentum",
    "Nesterov",
    "Neuron",
    "OneVersusAll",
    "OneVersusOne",
    "Optimiser",
    "Path",
    "RMSProp",
    "RNNCell",
    "RegressionStump",
    "Residual",
    "Sequential",
    "Standardise",
    "ThresholdNeuron",
    "accuracy",
    "augment",
    "batches",
    "causal_attention",
    "classifier",
    "clip_gradients",
    "datasets",
    "fit",
    "gradient_descent",
    "init",
    "jittered",
    "logistic_classifier",
    "losses",
    "manual_seed",
    "plots",
    "schedules",
    "shifted",
    "shuffled",
    "split",
    "unroll",
]

if not TYPE_CHECKING:
    _IN_PYTORCH = {
        "Linear": "nn.Layer(2, 3)", "ReLU": 'nn.Activation("relu")', "Tanh": 'nn.Activation("tanh")',
        "Sigmoid": 'nn.Activation("sigmoid")', "MSELoss": "nn.losses.squared_error",
        "CrossEntropyLoss": "nn.losses.softmax_cross_entropy",
        "BCEWithLogitsLoss": "nn.losses.binary_cross_entropy_from_logits", "BCELoss": "nn.losses.binary_cross_entropy",
        "Parameter": "engine.Value(1.0, 'w')", "functional": "engine.relu, engine.softmax, nn.losses.squared_error",
    }  # fmt: skip

    def __getattr__(name):
        import engine
        from engine.errors import NoSuchNameError
        from engine.missing.names import asked_in_vain, public

        for home in (engine, losses, datasets, init, schedules, plots):
            if name in public(vars(home)) or (home is engine and name in engine.FUNCTIONS):
                raise NoSuchNameError(f"nn has no {name}; it is {home.__name__}.{name}")
        return asked_in_vain(globals(), _IN_PYTORCH, of="PyTorch")(name)
