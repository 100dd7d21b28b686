"""A plain engine to compare with: slots, local derivatives kept with the node, a recursive order, a short sweep."""

import math


class Plain:
    __slots__ = ("data", "grad", "inputs", "partials")

    def __init__(self, data, inputs=(), partials=()):
        self.data, self.grad, self.inputs, self.partials = data, 0.0, inputs, partials

    def __add__(self, other):
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return Plain(self.data**n, (self,), (n * self.data ** (n - 1),))

    def log(self):
        return Plain(math.log(self.data), (self,), (1 / self.data,))

    def exp(self):
        y = math.exp(self.data)
        return Plain(y, (self,), (y,))

    def relu(self):
        return Plain(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for x in node.inputs:
                    visit(x)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for x, partial in zip(node.inputs, node.partials):  # noqa: B905 (as such engines are written)
                x.grad += partial * node.grad
