"""Wrong arguments of an optimiser and of `fit` are answered in the name that was written, with what it takes."""

import copy
import pickle

import pytest

from engine import Value
from engine.errors import ArgumentError
from nn import SGD, Adam, AdamW, Momentum, Nesterov, RMSProp, fit
from nn.arguments import asked, wrong_arguments

COMMON = "and by name weight_decay, clip, accumulate"


class Own(SGD):
    """Takes PyTorch's name of the rate, and one option out of all those that it hands on."""

    def __init__(self, parameters, lr, **options):
        self.bound = options.pop("bound", 1.0)
        super().__init__(parameters, lr, **options)


@pytest.mark.parametrize(
    ("make", "options", "said"),
    [
        (SGD, {"momentum": 0.9}, "has no momentum; Momentum has one, as in Momentum(parameters, 0.1, momentum=0.9)"),
        (Momentum, {"rho": 0.5}, "has no rho; RMSProp has one, as in RMSProp(parameters, 0.1, rho=0.9)"),
        (RMSProp, {"eps": 1e-8}, "has no eps as in PyTorch; it is epsilon here"),
        (AdamW, {"lr": 0.1}, "has no lr as in PyTorch; it is learning_rate here"),
        (
            Nesterov, {"momentun": 0.5},
            "has no momentun; it takes parameters, learning_rate, momentum, weight_decay, clip, accumulate; "
            "did you mean 'momentum'?",
        ),
        (
            Own, {"decay": 0.5},
            "has no decay; it takes parameters, lr, learning_rate, weight_decay, clip, accumulate",
        ),
    ],
)  # fmt: skip
def test_an_argument_that_a_class_does_not_take_is_answered_by_the_class_that_was_called(make, options, said):
    with pytest.raises(ArgumentError) as caught:
        make([Value(1.0)], 0.1, **options)
    assert str(caught.value) == f"{make.__name__}: {said}"


@pytest.mark.parametrize(
    ("make", "given", "said"),
    [
        (SGD, ([], {}), f"(parameters, learning_rate), {COMMON}, got 0 in order; write SGD(model.parameters(), 0.1)"),
        (
            Momentum, ([[]], {"clip": 1.0}),
            f"(parameters, learning_rate, momentum), {COMMON}, got 1 in order, clip; "
            "write Momentum(model.parameters(), 0.1)",
        ),
        (
            Adam, ([[], 1, 2, 3, 4, 5], {}),
            f"(parameters, learning_rate, beta1, beta2, epsilon), {COMMON}, got 6 in order; "
            "write Adam(model.parameters(), 0.1)",
        ),
    ],
)  # fmt: skip
def test_too_few_and_too_many_arguments_are_told_what_the_class_takes(make, given, said):
    args, options = given
    with pytest.raises(ArgumentError) as caught:
        make(*args, **options)
    assert str(caught.value) == f"{make.__name__}: takes {said}"


def test_a_class_of_ones_own_takes_what_it_says():
    assert Own([Value(1.0)], lr=0.5, bound=2.0, clip=1.0).learning_rate == 0.5


def test_a_mistake_inside_of_an_init_is_left_as_it_is():
    class Broken(SGD):
        def __init__(self, parameters, rate):
            super().__init__(parameters, rate)
            self.text = "a" + 1

    with pytest.raises(TypeError, match="concatenate") as caught:
        Broken([Value(1.0)], 0.1)
    assert not isinstance(caught.value, ArgumentError)
    assert wrong_arguments(Broken, [[], 0.1], {}) == ""


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_an_optimiser_can_still_be_copied(duplicate):
    optimiser = Momentum([Value(1.0)], 0.1, momentum=0.5)
    assert duplicate(optimiser).momentum == 0.5


IN_ORDER = "model, data, loss and optimiser in order, and all else by name"


@pytest.mark.parametrize(
    ("args", "options", "said"),
    [
        ([0, 0, 0, 0, 10], {}, f"{IN_ORDER}, got 5 with 10 too many; write epochs=10, if that is what it is"),
        ([0, 0, 0], {"epochs": 3}, f"{IN_ORDER}, got 3"),
        (
            [0] * 4, {"learning_rate": 1},
            "no learning_rate: it is the optimiser's, as in fit(model, data, loss, SGD(model.parameters(), 0.1))",
        ),
        ([0] * 4, {"batchsize": 1}, "no batchsize; did you mean 'batch_size' or 'batched'?"),
        (
            [0] * 4, {"shuffle": True},
            "no shuffle; there are: model, data, loss, optimiser, epochs, batch_size, validation, patience, rng, "
            "batched, replay, progress, history",
        ),
    ],
)  # fmt: skip
def test_fit_says_what_it_takes(args, options, said):
    with pytest.raises(ArgumentError) as caught:
        fit(*args, **options)
    assert str(caught.value) == f"fit: takes {said}"


def test_a_mistake_inside_of_a_function_is_left_as_it_is():
    @asked
    def broken(x):
        """Add what does not go together."""
        return x + "1"

    with pytest.raises(TypeError, match="unsupported operand") as caught:
        broken(1)
    assert not isinstance(caught.value, ArgumentError)
    assert broken.__doc__ == "Add what does not go together."
