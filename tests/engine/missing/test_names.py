"""A name that a module does not have is answered with one that may be meant."""

import pytest

import nn
from engine.errors import NoSuchNameError
from engine.missing.names import asked_in_vain
from nn import datasets, init, losses, plots, schedules


@pytest.mark.parametrize(
    ("module", "name", "said"),
    [
        (datasets, "moon", "module 'nn.datasets' has no attribute 'moon'; did you mean 'moons'?"),
        (schedules, "warm_pu", "module 'nn.schedules' has no attribute 'warm_pu'; did you mean 'warm_up'?"),
        (init, "He", "module 'nn.init' has no attribute 'He'; did you mean 'he'?"),
        (plots, "cobwep", "module 'nn.plots' has no attribute 'cobwep'; did you mean 'cobweb'?"),
        (losses, "hnge", "module 'nn.losses' has no attribute 'hnge'; did you mean 'hinge'?"),
        (losses, "mse", "nn.losses has no mse: write losses.squared_error(predictions, targets, 'mean')"),
        (losses, "cross_entropy", "nn.losses has no cross_entropy: write losses.softmax_cross_entropy"),
        (losses, "nll_loss", "nn.losses has no nll_loss: write losses.negative_log_likelihood"),
        (nn, "Adma", "module 'nn' has no attribute 'Adma'; did you mean 'Adam' or 'AdamW'?"),
        (nn, "moons", "nn has no moons; it is nn.datasets.moons"),
        (nn, "squared_error", "nn has no squared_error; it is nn.losses.squared_error"),
        (nn, "he", "nn has no he; it is nn.init.he"),
        (nn, "sigmoid", "nn has no sigmoid; it is engine.sigmoid"),
    ],
)
def test_a_module_says_which_name_may_be_meant(module, name, said):
    with pytest.raises(NoSuchNameError) as caught:
        getattr(module, name)
    assert str(caught.value) == said
    assert not hasattr(module, name)


def test_what_is_written_for_another_name_of_a_loss_is_there():
    for written in losses._OTHERS.values():
        assert callable(eval(written.partition("(")[0], {"losses": losses}))


@pytest.mark.parametrize("count", [20, 21])
def test_all_names_are_told_where_there_are_twenty_at_most(count):
    names = {"__name__": "toolbox", "__all__": [f"tool{chr(97 + k)}{chr(97 + k)}" for k in range(count)]}
    with pytest.raises(NoSuchNameError) as caught:
        asked_in_vain(names, {})("zzzzzzzz")
    assert ("there are: " in str(caught.value)) == (count == 20)
