"""Models, losses, optimisers and data on top of the engine, each small enough to read in one sitting.

Reading order: module (what a model is), linear (neurons, layers, MLPs), losses, optim, train; then conv, recurrent,
norm and attention. Vectors are lists, images [channel][row][column], sequences lists of vectors.
"""

from nn import init, losses
from nn.activation import Activation
from nn.attention import CausalSelfAttention, causal_attention
from nn.containers import Each, Flatten, Residual, Sequential
from nn.conv import Conv2D
from nn.dropout import Dropout
from nn.embedding import Embedding
from nn.linear import MLP, Layer, Neuron, ThresholdNeuron
from nn.module import Module
from nn.norm import BatchNorm, LayerNorm
from nn.pool import AveragePool2D, GlobalAveragePool, MaxPool2D
from nn.recurrent import RNN, GRUCell, LSTMCell, RNNCell, unroll
