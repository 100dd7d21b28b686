"""The small tables that the lecture notes print, as they print them."""

from nn.data import Data


def houses() -> Data:
    """Return three houses: [size in square feet, bedrooms, age in years] -> price in thousand dollars.

    >>> houses().targets
    [250.0, 350.0, 150.0]

    Source: notes 000 and 001, "Linear models for House Price predictions".
    """
    return Data([[1200.0, 3.0, 10.0], [2000.0, 4.0, 5.0], [800.0, 2.0, 25.0]], [250.0, 350.0, 150.0])


def worth_buying() -> Data:
    """Return the same houses: 1 where the price is below 300 thousand dollars, otherwise 0.

    >>> worth_buying().targets
    [1, 0, 1]

    Source: notes 000, "A perfect home?".
    """
    inputs, prices = houses()
    return Data(inputs, [int(price < 300) for price in prices])


def masses() -> Data:
    """Return three masses in kg and their weights in N: [x] -> y = 9.8 x.

    >>> masses()
    Data(inputs=[[2.0], [4.5], [10.0]], targets=[19.6, 44.1, 98.0])

    Source: notes 004, "Model".
    """
    return Data([[2.0], [4.5], [10.0]], [19.6, 44.1, 98.0])


def trap() -> Data:
    """Return four points for which the model y = a x + b - 2 a^2 with b = 2 has a local minimum in a.

    >>> trap().targets
    [1.9, 1.85, 1.85, 1.85]

    Source: notes 004, "Gradient Descent".
    """
    return Data([[-0.3], [-0.2], [0.2], [0.3]], [1.9, 1.85, 1.85, 1.85])
