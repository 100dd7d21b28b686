"""What nn refuses, to the letter: a message names the place, what is wanted and what came, with the right numbers."""

import pytest

from engine import errors as e

SETUP = """
import random
from engine import Value
from nn import *
from nn.activation import function_of
from nn.data import examples, finite, rows_of_numbers
from nn.init import initialiser
from nn.matrix import add_row, elementwise, matmul, solve
from nn.shape import check_interval, check_rng, check_sequence, image, map_values, vector
from nn.state import set_state

rng = random.Random(0)
v, w = Value(2.0, "v"), Value(0.5, "w")
nan, inf = float("nan"), float("inf")
data = Data([[0.0], [1.0]], [0.0, 1.0])
neuron = Neuron(2, init="zeros")
kmeans = KMeans(1, rng=rng).fit([[0.0, 1.0]])
scale = Standardise([0.0, 1.0], [1.0, 2.0])


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def sgd():
    return SGD(neuron.parameters(), 0.1)
"""

# A call, its error, and the message; what stands behind the first semicolon is advice, and told where it is a choice.
REFUSED = [
    ("function_of(Neuron)", e.ArgumentError, "Neuron is a class; make one of it first, such as Neuron(...)"),
    (
        'function_of("softmax")',
        e.SettingError,
        "softmax is no activation of one neuron: it takes all scores of an example; leave the output linear and use nn.losses.softmax_cross_entropy, or call engine.softmax",
    ),
    (
        'function_of(["relu", "tanh"])',
        e.ArgumentError,
        "a module or a function is needed, got ['relu', 'tanh']; hand over each one by itself, as f(*list)",
    ),
    (
        'function_of("rleu")',
        e.SettingError,
        "there is no activation 'rleu'; choose one of linear, exp, log, sqrt, abs, sin, cos, tanh, sigmoid, relu, leaky_relu, softplus, or give a function; did you mean 'relu'?",
    ),
    (
        "function_of(3)",
        e.SettingError,
        "there is no activation 3; choose one of linear, exp, log, sqrt, abs, sin, cos, tanh, sigmoid, relu, leaky_relu, softplus, or give a function",
    ),
    (
        "causal_attention([], [], [])",
        e.ShapeError,
        "causal_attention: 0 queries, 0 keys and 0 values do not go together",
    ),
    (
        "causal_attention([[v], []], [[v], [v]], [[v], [v]])",
        e.ShapeError,
        "causal_attention: queries must be a list of vectors, such as [[a, b], [c, d]]",
    ),
    (
        "causal_attention([[v]], v, [[v]])",
        e.ShapeError,
        "causal_attention: keys must be a list of vectors, such as [[a, b], [c, d]]",
    ),
    (
        "causal_attention([[v]], [[v]], [v])",
        e.ShapeError,
        "causal_attention: values must be a list of vectors, such as [[a, b], [c, d]]",
    ),
    (
        "causal_attention([[v], [v]], [[v]], [[v], [v]])",
        e.ShapeError,
        "causal_attention: 2 queries, 1 keys and 2 values do not go together",
    ),
    (
        "causal_attention([[v]], [[v]], [[v], [v]])",
        e.ShapeError,
        "causal_attention: 1 queries, 1 keys and 2 values do not go together",
    ),
    ("CausalSelfAttention(4, heads=3, rng=rng)", e.SettingError, "attention: size 4 does not divide into 3 heads"),
    ("CausalSelfAttention(2, rng=rng)([])", e.ShapeError, "attention: expects at least 1 of the vectors, got 0"),
    (
        "KMeans(3, rng=rng).fit([[0.0], [0.0], [1.0]])",
        e.ShapeError,
        "KMeans: 3 clusters need as many different points, got 2",
    ),
    (
        "KMeans(2, rng=rng).fit([[0.0], [1.0, 2.0]])",
        e.ShapeError,
        "KMeans: expects a list of vectors of one length, such as [[1, 2], [3, 4]], got [[0.0], [1.0, 2.0]]",
    ),
    ("KMeans(1, rng=rng).run([[0.0]], [])", e.ShapeError, "KMeans: points and centroids must be vectors of one length"),
    (
        "KMeans(1, rng=rng).run([[0.0]], [[0.0, 1.0]])",
        e.ShapeError,
        "KMeans: points and centroids must be vectors of one length",
    ),
    ("kmeans.predict([0.0])", e.ShapeError, "KMeans: expects a list of 2 numbers, got [0.0]"),
    ("kmeans.predict([0.0, 1.0, 2.0])", e.ShapeError, "KMeans: expects a list of 2 numbers, got [0.0, 1.0, 2.0]"),
    ("kmeans.predict(3.0)", e.ShapeError, "KMeans: expects a list of 2 numbers, got 3.0"),
    (
        'Residual(Layer(2, 3, init="zeros"))([1, 2])',
        e.ShapeError,
        "residual: expects 2 numbers from its inner module to add to the input, got a list of 3; give as many numbers as the layer was made for",
    ),
    ("Flatten()(3)", e.ShapeError, "flatten: expects nested lists, got 3; put a single number in a list, such as [x]"),
    (
        'Each(Layer(2, 3, init="zeros"))(3)',
        e.ShapeError,
        "each: expects a list of examples, got 3; put a single number in a list, such as [x]",
    ),
    (
        "Conv2D(1, 1, (1, 2, 3), rng=rng)",
        e.SettingError,
        "conv2d: kernel must be one number or (rows, columns), got (1, 2, 3)",
    ),
    (
        "Conv2D(1, 1, 2, stride=0, rng=rng)",
        e.SettingError,
        "conv2d: stride must be a whole number of at least 1, got 0",
    ),
    (
        "Conv2D(1, 1, 2, padding=-1, rng=rng)",
        e.SettingError,
        "conv2d: padding must be a whole number of at least 0, got -1",
    ),
    ("Conv2D(1, 1, (2, 0), rng=rng)", e.SettingError, "conv2d: kernel must be a whole number of at least 1, got 0"),
    (
        "Conv2D(2, 1, 2, rng=rng)([[[1.0]]])",
        e.ShapeError,
        "conv2d: expects an image [channel][row][column] with 2 channels, got 1 x 1 x 1",
    ),
    (
        "Conv2D(1, 1, 2, rng=rng)([[1.0, 2.0]])",
        e.ShapeError,
        "conv2d: expects an image [channel][row][column] with 1 channel, got 1 x 2; a grid of one channel is written [grid]",
    ),
    (
        "Conv2D(1, 1, 2, rng=rng)([[[1.0, 2.0]]])",
        e.ShapeError,
        "conv2d: expects an image of at least 2 x 2 in each channel, got 1 x 1 x 2; take a larger image, pad it, or make the layer with a smaller window",
    ),
    (
        "Conv2D(1, 1, 2, rng=rng)([[[1.0], [2.0]]])",
        e.ShapeError,
        "conv2d: expects an image of at least 2 x 2 in each channel, got 1 x 2 x 1; take a larger image, pad it, or make the layer with a smaller window",
    ),
    (
        "MaxPool2D(1)([[[1.0], [2.0, 3.0]]])",
        e.ShapeError,
        "maxpool2d: expects an image with rows of one length, got 1 x 2 x 1, whose rows differ; fill up the shorter ones, for instance with zeros",
    ),
    (
        "MaxPool2D(1)([[[1.0]], [[2.0, 3.0]]])",
        e.ShapeError,
        "maxpool2d: expects an image with rows of one length, got 2 x 1 x 1, whose rows differ; fill up the shorter ones, for instance with zeros",
    ),
    (
        "MaxPool2D(1)([[[]]])",
        e.ShapeError,
        "maxpool2d: expects an image with at least one pixel, got 1 x 1 x 0; take a larger image, pad it, or make the layer with a smaller window",
    ),
    (
        "MaxPool2D(1)([1.0, 2.0])",
        e.ShapeError,
        "maxpool2d: expects an image [channel][row][column] with some channels, got a list of 2; write it as nested lists, such as [grid]",
    ),
    (
        "MaxPool2D(1)([[[[1.0]]]])",
        e.ShapeError,
        "maxpool2d: expects an image [channel][row][column] with some channels, got 1 x 1 x 1 x 1; write it as nested lists, such as [grid]",
    ),
    ("data.take([2])", e.ShapeError, "take: expects a list of whole numbers from 0 to 1, got [2]"),
    ('data.take("a")', e.ShapeError, "take: expects a list of whole numbers from 0 to 1, got 'a'"),
    ("Data([1], [1]).take([1])", e.ShapeError, "take: expects a list of whole numbers from 0 to 0, got [1]"),
    ("examples((1, 2, 3))", e.ShapeError, "data: expected a pair (inputs, targets), got 3 things"),
    ("examples(3)", e.ShapeError, "data: expected a pair (inputs, targets), got int 3"),
    ("examples(([1.0], 2))", e.ShapeError, "data: targets must be a list, with one entry for each example, got 2"),
    ("examples(([], []))", e.ShapeError, "data: 0 inputs and 0 targets"),
    ("examples(([1.0], [1, 2]))", e.ShapeError, "data: 1 inputs and 2 targets"),
    ("finite(([[[0.0], [inf]], [1.0]], [1.0, 2.0]))", e.DomainError, "data: inputs[0] contains inf"),
    ("finite(([[1.0], [2.0]], [0.0, nan]))", e.DomainError, "data: targets[1] contains nan"),
    (
        'rows_of_numbers("here", [])',
        e.ShapeError,
        "here: expects a list of vectors of one length, such as [[1, 2], [3, 4]], got []",
    ),
    (
        'rows_of_numbers("here", [[1.0], [1.0, 2.0]])',
        e.ShapeError,
        "here: expects a list of vectors of one length, such as [[1, 2], [3, 4]], got [[1.0], [1.0, 2.0]]",
    ),
    (
        'rows_of_numbers("here", [[1.0], 2.0])',
        e.ShapeError,
        "here: expects a list of vectors of one length, such as [[1, 2], [3, 4]], got [[1.0], 2.0]",
    ),
    (
        'rows_of_numbers("here", [[0.0], ["a"]])',
        e.NotANumberError,
        "here: entry 0 of vector 1: expected a real number, got str 'a': convert it with float(...)",
    ),
    ("split(data, 0.2, rng)", e.ShapeError, "split: a fraction of 0.2 of 2 examples leaves one part empty"),
    ("split(data, 0.8, rng)", e.ShapeError, "split: a fraction of 0.8 of 2 examples leaves one part empty"),
    (
        "Standardise([0.0], [1.0, 1.0])",
        e.ShapeError,
        "Standardise: needs a mean and a deviation, not 0, for each feature",
    ),
    (
        "Standardise([0.0, 1.0], [1.0, 0.0])",
        e.ShapeError,
        "Standardise: needs a mean and a deviation, not 0, for each feature",
    ),
    ("scale([1.0])", e.ShapeError, "Standardise: expects a list of 2 numbers, got [1.0]"),
    ("scale(7)", e.ShapeError, "Standardise: expects a list of 2 numbers, got 7"),
    (
        "augment(data, lambda x: x, copies=-1)",
        e.SettingError,
        "augment: copies must be a whole number of at least 0, got -1",
    ),
    (
        "shifted([[[1.0], [1.0, 2.0]]], 0, 0)",
        e.ShapeError,
        "shifted: expects an image [channel][row][column] with equal rows, got [[[1.0], [1.0, 2.0]]]",
    ),
    ("shifted([[]], 0, 0)", e.ShapeError, "shifted: expects an image [channel][row][column] with equal rows, got [[]]"),
    (
        "shifted([[1.0]], 0, 0)",
        e.ShapeError,
        "shifted: expects an image [channel][row][column] with equal rows, got [[1.0]]",
    ),
    ("shifted([[[1.0]]], 0.5, 0)", e.SettingError, "shifted: down and right must be whole numbers, got 0.5 and 0"),
    ('shifted([[[1.0]]], 0, "1")', e.SettingError, "shifted: down and right must be whole numbers, got 0 and '1'"),
    ("gradient_descent(lambda: 0, [], 0.1, 1)", e.ShapeError, "gradient_descent: start is empty"),
    ("Embedding(3, 2, rng=rng)(3)", e.TargetError, "embedding: expects a number from 0 to 2, got 3"),
    ("Embedding(3, 2, rng=rng)(-1)", e.TargetError, "embedding: expects a number from 0 to 2, got -1"),
    (
        "LSTMCell(1, 2, rng=rng)([1.0], [0.0, 0.0])",
        e.ShapeError,
        "lstmcell: expects a pair (h, c) of lists of 2 numbers as its state, got a list of 2; give as many numbers as the layer was made for",
    ),
    (
        "LSTMCell(1, 1, rng=rng)([1.0], ([0.0], [0.0], [0.0]))",
        e.ShapeError,
        "lstmcell: expects a pair (h, c) of lists of 1 number as its state, got 3 x 1; call the layer once for each example, such as [layer(x) for x in batch]",
    ),
    (
        "LSTMCell(1, 1, rng=rng)([1.0], 3)",
        e.ShapeError,
        "lstmcell: expects a pair (h, c) of lists of 1 number as its state, got 3; put a single number in a list, such as [x]",
    ),
    ("Neuron(2)", e.SettingError, "random weights need a source: pass rng=random.Random(seed), or init='zeros'"),
    (
        'initialiser("hee")',
        e.SettingError,
        "there is no initialiser 'hee'; choose one of zeros, uniform, normal, xavier, he, or give a function; did you mean 'he'?",
    ),
    (
        "MLP(2, rng=rng)",
        e.SettingError,
        "mlp: needs the number of inputs and of outputs, such as MLP(2, 16, 1), got (2,)",
    ),
    (
        'losses.squared_error([[v, v]], [[1.0]], "sum")',
        e.ShapeError,
        "squared_error: a prediction of 2 numbers does not pair with a target of 1",
    ),
    ("losses.hing", e.NoSuchNameError, "there is no loss 'hing'"),
    ("matmul([[1, 2]], [[1, 2]])", e.ShapeError, "matmul: 1 x 2 times 1 x 2 does not fit: 2 columns meet 1 rows"),
    ("add_row([[1, 2, 3]], [1, 2])", e.ShapeError, "add_row: a row of 2 does not fit a 1 x 3 matrix"),
    ("elementwise(max, [[1], [2]], [[1, 2]])", e.ShapeError, "elementwise: the shapes differ: 2 x 1, 1 x 2"),
    ("solve([[1, 2]], [1])", e.ShapeError, "solve: expects a square matrix and as many numbers, got 1 x 2 and 1"),
    (
        "solve([[1, 2], [3, 4]], [1])",
        e.ShapeError,
        "solve: expects a square matrix and as many numbers, got 2 x 2 and 1",
    ),
    (
        "solve([[1, 2], [3, 4], [5, 6]], [1, 2, 3])",
        e.ShapeError,
        "solve: expects a square matrix and as many numbers, got 3 x 2 and 3",
    ),
    ("neuron([1.0, 2.0], 3.0)", e.ArgumentError, "neuron: a call takes (x), got 2 inputs"),
    ("neuron([1.0, 2.0], b=3.0, c=4.0)", e.ArgumentError, "neuron: a call takes (x), got 1 inputs, b, c"),
    ('neuron.train("data")', e.ArgumentError, "neuron: train() switches to training and takes True or False"),
    ("neuron.assign(v=3)", e.SettingError, "neuron: has no parameter 'v'"),
    ("neuron.assign(w=[1.0, 2.0, 3.0])", e.ShapeError, "neuron.w: expects a list of 2, got 3"),
    ("neuron.assign(w=3.0)", e.ShapeError, "neuron.w: expects a list of 2, got 3.0"),
    (
        'neuron.assign(b="1")',
        e.NotANumberError,
        "neuron.b: expected a real number, got str '1': convert it with float(...)",
    ),
    ('OneVersusAll(rng=rng).fit(([[1.0], [2.0]], ["a", "a"]))', e.TargetError, "data: all targets are 'a'"),
    ("OneVersusAll(rng=rng).firing([1.0])", e.SettingError, "call fit(data) before predict(x)"),
    ("BatchNorm(1)([[1.0]])", e.ShapeError, "batchnorm: expects at least 2 examples in training, got 1"),
    ("BatchNorm(2)([[1.0, 2.0], [3.0]])", e.ShapeError, "batchnorm: expects a list of 2 numbers, got a list of 1"),
    (
        "SGD([v, w, v, w], 0.1)",
        e.ShapeError,
        "SGD: Value(2.0, label='v'), Value(0.5, label='w') stands among the parameters twice",
    ),
    ("SGD([v * 1.0], 0.1)", e.ShapeError, "SGD: Value(2.0, op='*') is the result of an operation"),
    ("SGD([v, 1.0], 0.1)", e.ArgumentError, "SGD: 1.0 is no parameter"),
    ("SGD([], 0.1)", e.ShapeError, "SGD: no parameters to train"),
    ('SGD("vw", 0.1)', e.ArgumentError, "SGD: parameters must be a list of Values, got str"),
    ("SGD(3, 0.1)", e.ArgumentError, "SGD: parameters must be a list of Values, got int"),
    ("SGD([v, Value(nan)], 0.1)", e.DomainError, "SGD: parameter 1 is nan before the first step"),
    ('SGD([Value(-inf, "q")], 0.1)', e.DomainError, "SGD: parameter 'q' is -inf before the first step"),
    ("SGD([v], inf)", e.SettingError, "learning_rate must be finite and not negative, got inf"),
    (
        "SGD([v], lambda step: -1.0).step()",
        e.SettingError,
        "the learning rate at step 0 must be finite and not negative, got -1.0",
    ),
    ("Momentum([v], 0.1, momentum=1)", e.SettingError, "momentum must be at least 0 and less than 1, got 1"),
    (
        'Momentum([v], 0.1).load_state_dict({"steps": 1})',
        e.ShapeError,
        "Momentum: the state holds steps, but this optimiser keeps steps, v",
    ),
    (
        'Momentum([v], 0.1).load_state_dict({"steps": 1, "v": [1.0, 2.0]})',
        e.ShapeError,
        "Momentum: the state has 2 numbers in 'v', but there are 1 parameters",
    ),
    (
        'Adam([v, w]).load_state_dict({"steps": 1, "m": [1.0, 2.0], "s": [1.0]})',
        e.ShapeError,
        "Adam: the state has 1 numbers in 's', but there are 2 parameters",
    ),
    (
        "classifier(lambda x: x, targets=[1])",
        e.SettingError,
        "classifier: targets must be a list of the classes, such as (-1, 1), got [1]",
    ),
    (
        "classifier(lambda x: x, targets=3)",
        e.SettingError,
        "classifier: targets must be a list of the classes, such as (-1, 1), got 3",
    ),
    ("classifier(lambda x: [])(0)", e.ShapeError, "classifier: the model returned an empty list"),
    (
        "classifier(lambda x: x, targets=(0, 1))([1.0, 2.0, 3.0])",
        e.ShapeError,
        "classifier: the model returned 3 numbers for 2 targets",
    ),
    ("accuracy(lambda x: [x], data)", e.ArgumentError, "accuracy: predict must return a class, got [[0.0]]"),
    ("unroll(RNNCell(1, 1, rng=rng), [])", e.ShapeError, "a call: expects at least 1 of the vectors, got 0"),
    ("unroll(RNNCell(1, 1, rng=rng), 3)", e.ShapeError, "a call: expects a list of vectors, got 3"),
    (
        "vector([1.0], 2)",
        e.ShapeError,
        "a call: expects a list of 2 numbers, got a list of 1; give as many numbers as the layer was made for",
    ),
    (
        'vector([1.0], 2, "h")',
        e.ShapeError,
        "a call: expects a list of 2 numbers for h, got a list of 1; give as many numbers as the layer was made for",
    ),
    (
        "vector([[1.0, 2.0]], 2)",
        e.ShapeError,
        "a call: expects a list of 2 numbers, got 1 x 2; call the layer once for each example, such as [layer(x) for x in batch]",
    ),
    (
        "vector([[[1.0], [2.0]]], 2)",
        e.ShapeError,
        "a call: expects a list of 2 numbers, got 1 x 2 x 1; flatten an image first, with nn.Flatten()",
    ),
    (
        "vector(7.0, 2)",
        e.ShapeError,
        "a call: expects a list of 2 numbers, got 7.0; put a single number in a list, such as [x]",
    ),
    (
        "vector(Value(7.0))",
        e.ShapeError,
        "a call: expects a list of numbers, got Value(7.0); put a single number in a list, such as [x]",
    ),
    ("vector(None, 2)", e.ShapeError, "a call: expects a list of 2 numbers, got None; give a list, such as [1.0, 2.0]"),
    (
        "vector([1.0, None], 2)",
        e.NotANumberError,
        "a call: x1: expected a real number, got NoneType None: a function that forgets to return gives None",
    ),
    (
        "vector([1.0, [2.0]], 2)",
        e.ShapeError,
        "a call: expects a number for x1, got a list of 1; call the layer once for each example, such as [layer(x) for x in batch]",
    ),
    (
        'vector([1.0, [2.0]], 2, "x", 3)',
        e.ShapeError,
        "a call: expects a number for x[3,1], got a list of 1; call the layer once for each example, such as [layer(x) for x in batch]",
    ),
    (
        "image([[1.0]], 1)",
        e.ShapeError,
        "a call: expects an image [channel][row][column] with 1 channel, got 1 x 1; a grid of one channel is written [grid]",
    ),
    (
        "image([1.0], 2)",
        e.ShapeError,
        "a call: expects an image [channel][row][column] with 2 channels, got a list of 1; write it as nested lists, such as [grid]",
    ),
    (
        "image([[[1.0]]], 2)",
        e.ShapeError,
        "a call: expects an image [channel][row][column] with 2 channels, got 1 x 1 x 1; write it as nested lists, such as [grid]",
    ),
    (
        "check_sequence([1], least=2)",
        e.ShapeError,
        "a call: expects at least 2 of the vectors, got 1; leave empty sequences out",
    ),
    (
        'check_sequence(3, "examples")',
        e.ShapeError,
        "a call: expects a list of examples, got 3; put a single number in a list, such as [x]",
    ),
    ('check_rng("moons", 0)', e.ArgumentError, "moons: rng must be a random.Random, such as random.Random(0), got 0"),
    (
        'check_interval("curve", (1, 1))',
        e.SettingError,
        "curve: an interval is two numbers, the smaller one first, such as (-3, 3), got (1, 1)",
    ),
    (
        'check_interval("curve", (1, 2, 3))',
        e.SettingError,
        "curve: an interval is two numbers, the smaller one first, such as (-3, 3), got (1, 2, 3)",
    ),
    (
        'check_interval("curve", 3)',
        e.SettingError,
        "curve: an interval is two numbers, the smaller one first, such as (-3, 3), got 3",
    ),
    (
        'map_values(abs, ["a"])',
        e.NotANumberError,
        "a call: expected a real number, got str 'a': convert it with float(...)",
    ),
    (
        'set_state("mlp", {"w": v}, {"m0": ([0.0], 0)}, {"w": 1.0, "x": 2.0, "y": 3.0})',
        e.ShapeError,
        "mlp: the state does not fit this model: missing m0",
    ),
    (
        'set_state("mlp", {"w": v}, {"m0": ([0.0], 0)}, {"m0": 2.0})',
        e.ShapeError,
        "mlp: the state does not fit this model: missing w",
    ),
    (
        'set_state("mlp", {"w": v}, {}, 3)',
        e.ArgumentError,
        "mlp: a state must be {path: number}, as model.state_dict() gives it, got 3",
    ),
    (
        'set_state("mlp", {"w": v}, {}, {"w": "1"})',
        e.NotANumberError,
        "mlp: w: expected a real number, got str '1': convert it with float(...)",
    ),
    (
        "losses.binary_cross_entropy(v, 2)",
        e.TargetError,
        "binary_cross_entropy: targets are 0 and 1, got 2 at example 0; write (y + 1) / 2 for targets -1 and +1",
    ),
    (
        "losses.binary_cross_entropy([Value(0.5), Value(0.5)], [1, -1])",
        e.TargetError,
        "binary_cross_entropy: targets are 0 and 1, got -1 at example 1; write (y + 1) / 2 for targets -1 and +1",
    ),
    (
        "losses.binary_cross_entropy(Value(1.1), 1)",
        e.DomainError,
        "binary_cross_entropy: a probability lies between 0 and 1, got 1.1; for scores use binary_cross_entropy_from_logits",
    ),
    (
        "losses.binary_cross_entropy(Value(-0.1), 1)",
        e.DomainError,
        "binary_cross_entropy: a probability lies between 0 and 1, got -0.1; for scores use binary_cross_entropy_from_logits",
    ),
    (
        "losses.hinge([v, v], [1, 0])",
        e.TargetError,
        "hinge: targets are -1 and +1, got 0 at example 1; write 2*y - 1 for targets 0 and 1",
    ),
    (
        "losses.hinge([v], [None])",
        e.TargetError,
        "hinge: a target is a plain number, got None at example 0; number the classes",
    ),
    ("losses.hinge([[v, w]], [1])", e.ShapeError, "hinge: expects one number for each example, got a list of 2"),
    ("losses.hinge([v], [1, 1])", e.ShapeError, "hinge: 1 predictions do not pair with 2 targets; give one for each"),
    ("losses.hinge([], [])", e.ShapeError, "hinge: needs at least one example, got none; leave empty batches out"),
    (
        'losses.hinge([v], [1], "men")',
        e.SettingError,
        "there is no reduction 'men'; choose one of none, sum, half_sum, mean, half_mean; did you mean 'mean'?",
    ),
    (
        "losses.negative_log_likelihood([Value(1.5), Value(0.5)], 0)",
        e.DomainError,
        "negative_log_likelihood: a probability lies between 0 and 1, got 1.5; for scores use softmax_cross_entropy",
    ),
    (
        "losses.softmax_cross_entropy(v, [0])",
        e.ShapeError,
        "softmax_cross_entropy: expects a list of numbers for each example, got Value(2.0, label='v')",
    ),
    (
        "losses.softmax_cross_entropy([[v, w], v], [0, 0])",
        e.ShapeError,
        "softmax_cross_entropy: expects a list with one number for each class, got Value(2.0, label='v') at example 1",
    ),
    (
        "losses.softmax_cross_entropy([[v, w], []], [0, 0])",
        e.ShapeError,
        "softmax_cross_entropy: expects a list with one number for each class, got [] at example 1",
    ),
    (
        "losses.softmax_cross_entropy([[v, w], [v]], [0, 0])",
        e.ShapeError,
        "softmax_cross_entropy: 1 numbers at example 1, but 2 at example 0; give one for each class",
    ),
    (
        "losses.softmax_cross_entropy([[v, w]], [2])",
        e.TargetError,
        "softmax_cross_entropy: targets are the whole numbers 0 to 1, got 2 at example 0; subtract 1 if yours count from 1",
    ),
    (
        "losses.softmax_cross_entropy([[v, w]], [-1])",
        e.TargetError,
        "softmax_cross_entropy: targets are the whole numbers 0 to 1, got -1 at example 0; number the classes from 0 on",
    ),
    (
        "losses.softmax_cross_entropy([[v, w]], [3])",
        e.TargetError,
        "softmax_cross_entropy: targets are the whole numbers 0 to 1, got 3 at example 0; number the classes from 0 on",
    ),
    (
        "losses.softmax_cross_entropy([[v, w]], [0.5])",
        e.TargetError,
        "softmax_cross_entropy: targets are the whole numbers 0 to 1, got 0.5 at example 0; number the classes from 0 on",
    ),
    (
        "ThresholdNeuron([], 1)",
        e.ShapeError,
        "threshold neuron: weights must be a list of numbers, such as [1, 1], got []",
    ),
    (
        "ThresholdNeuron(3, 1)",
        e.ShapeError,
        "threshold neuron: weights must be a list of numbers, such as [1, 1], got 3",
    ),
    (
        'ThresholdNeuron([1, "a"], 1)',
        e.NotANumberError,
        "threshold neuron: a weight: expected a real number, got str 'a': convert it with float(...)",
    ),
    (
        "RegressionStump(1, 0.0, 1.0, 2.0)([3.0])",
        e.ShapeError,
        "RegressionStump: expects a list of at least 2 numbers, got [3.0]",
    ),
    (
        "RegressionStump(0, 0.0, 1.0, 2.0)(3.0)",
        e.ShapeError,
        "RegressionStump: expects a list of at least 1 numbers, got 3.0",
    ),
    (
        "RegressionStump.at(0.5, [[1.0, 2.0]], [1.0], feature=2)",
        e.SettingError,
        "RegressionStump: feature must be from 0 to 1, got 2",
    ),
    (
        "RegressionStump.at(0.5, [[1.0, 2.0]], [1.0], feature=-1)",
        e.SettingError,
        "RegressionStump: feature must be from 0 to 1, got -1",
    ),
    (
        "RegressionStump.fit([[1.0], [1.0]], [1.0, 2.0])",
        e.ShapeError,
        "RegressionStump: needs at least two different inputs",
    ),
    ("plots.activations([])", e.ArgumentError, "activations: names must be a list, such as ['relu'], got []"),
    ('plots.activations("relu")', e.ArgumentError, "activations: names must be a list, such as ['relu'], got 'relu'"),
    ("plots.images({})", e.ShapeError, "images: there is nothing to draw"),
    (
        'plots.images({"a": [[1], [1, 2]]})',
        e.ShapeError,
        "images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]",
    ),
    (
        'plots.images({"a": [1]})',
        e.ShapeError,
        "images: a plane is rows of numbers of one length, such as [[1, 2], [3, 4]]",
    ),
    ("plots.images([[[1]]])", e.ArgumentError, "images: planes must be named, as in {'name': ...}, got [[[1]]]"),
    (
        'plots.loss_curve(abs, (0, 1), {"a": 3})',
        e.ArgumentError,
        "loss_curve: paths must be results of nn.gradient_descent, got {'a': 3}",
    ),
    (
        "plots.decision_regions(lambda x: 0, ([[1.0]], [0]))",
        e.ShapeError,
        "decision_regions: a plane has two coordinates",
    ),
    ("plots.gradient_size([])", e.ShapeError, "gradient_size: no parameters to train"),
    (
        "fit(neuron, data, squared, sgd(), patience=1)",
        e.SettingError,
        "fit: early stopping watches the validation loss",
    ),
    (
        "fit(neuron, data, squared, SGD([v], 0.1))",
        e.SettingError,
        "fit: the optimiser has none of the parameters of neuron, which would stay as it is",
    ),
    (
        "fit(neuron, data, squared, SGD)",
        e.ArgumentError,
        "fit: optimiser must be one that was made, such as nn.SGD(model.parameters(), 0.1), got <class 'nn.optim.SGD'>",
    ),
    ("fit(neuron, data, lambda h, y: 3, sgd())", e.ShapeError, "neuron: expects a list of 2 numbers, got a list of 1"),
]


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED, ids=[call for call, _, _ in REFUSED])
def test_a_refusal_says_what_is_wrong_to_the_letter(call, kind, message):
    names = {}
    exec(SETUP, names)
    with pytest.raises(kind) as caught:
        eval(call, names)
    assert message in (str(caught.value), str(caught.value).partition("; ")[0])
