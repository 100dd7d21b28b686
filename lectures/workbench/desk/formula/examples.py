"""What the formula box begins with, and the examples above it: exam questions, each one click away."""

from typing import Any

EXAMPLES: list[dict[str, Any]] = [
    {
        "name": "Neuron",
        "text": "((w*x + b).tanh() - y)**2",
        "numbers": {"w": "0.7", "x": "2", "b": "-0.5", "y": "1"},
    },
    {
        "name": "Logistic regression",
        "text": "p = sigmoid(w @ x + b)\nL = -(y*log(p) + (1 - y)*log(1 - p))",
        "numbers": {"w": "0.5, -1", "x": "2, 1.5", "b": "0.2", "y": "1"},
    },
    {
        "name": "Two layers",
        "text": "h = tanh(W1 @ x + b1)\nyhat = W2 @ h + b2\nL = ((yhat - y)**2).mean()",
        "numbers": {
            "W1": "0.5 -0.3; 0.8 0.4", "x": "2.5, 2", "b1": "0.2, -1.9", "W2": "0.7 -1.5", "b2": "0.1", "y": "0.6",
        },
    },
    {
        "name": "Softmax, cross-entropy",
        "text": "z = W @ x + b\nL = softmax_cross_entropy(z, y)",
        "numbers": {"W": "0.2 -0.5; 1 0.3; -0.4 0.6", "x": "1, 2", "b": "0.1, 0, -0.1", "y": "2"},
    },
]  # fmt: skip
START = EXAMPLES[0]
