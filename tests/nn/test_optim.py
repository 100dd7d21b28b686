"""Optimisers: each against its paper's update, written down a second time in NumPy."""

import math
import random
import warnings

import numpy as np
import pytest

from engine import Value
from engine.errors import ArgumentError, DomainError, NotANumberError, SettingError, ShapeError, StaleGradientWarning
from nn.clipping import clip_gradients
from nn.optim import SGD, Adagrad, Adam, AdamW, Momentum, Nesterov, RMSProp

RATE, STEPS = 0.05, 25
rng = np.random.default_rng(3)
START = rng.normal(size=4)
GRADIENTS = rng.normal(size=(STEPS, 4)) * np.array([1e-3, 1.0, 10.0, 1e3])  # scales that adaptive rules even out


def walk(make, gradients=GRADIENTS):
    """Every point that an optimiser visits when it is fed these gradients."""
    parameters = [Value(x) for x in START]
    optimiser = make(parameters)
    points = []
    for g in gradients:
        optimiser.zero_grad()
        for p, slope in zip(parameters, g, strict=True):
            p.grad = float(slope)
        optimiser.step()
        points.append([p.data for p in parameters])
    return np.array(points)


def sgd(w, g, t, state):
    return w - RATE * g


def momentum(w, g, t, state):  # notes 002, the updates written out: w_t = w_(t-1) - eta sum_s alpha^(t-s) g_s
    state.setdefault("all", []).append(g)
    return w - RATE * sum(0.9 ** (t - s) * past for s, past in enumerate(state["all"], start=1))


def nesterov(w, g, t, state):
    """Bengio et al. 2013, equations 5 to 7: v' = mu v - eta g, Theta' = Theta - mu v + (1 + mu) v'."""
    mu, before = 0.9, state.get("v", 0.0)
    state["v"] = mu * before - RATE * g
    return w - mu * before + (1 + mu) * state["v"]


def adagrad(w, g, t, state):  # Duchi et al. 2011, diagonal form, with the matrix written as one
    state["G"] = state.get("G", np.zeros((4, 4))) + np.outer(g, g)
    return w - RATE * np.diag(1 / (np.sqrt(np.diag(state["G"])) + 1e-10)) @ g


def rmsprop(w, g, t, state):  # Hinton, lecture 6: MeanSquare(t) = 0.9 MeanSquare(t-1) + 0.1 g^2
    state.setdefault("all", []).append(g)
    mean_square = sum(0.1 * 0.9 ** (t - s) * past**2 for s, past in enumerate(state["all"], start=1))
    return w - RATE * g / (np.sqrt(mean_square) + 1e-8)


def adam(w, g, t, state):
    """Kingma and Ba 2015, the efficient form at the end of section 2, with epsilon_hat = epsilon sqrt(1 - beta2^t)."""
    state["m"] = 0.9 * state.get("m", 0.0) + 0.1 * g
    state["v"] = 0.999 * state.get("v", 0.0) + 0.001 * g**2
    alpha = RATE * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - alpha * state["m"] / (np.sqrt(state["v"]) + 1e-8 * math.sqrt(1 - 0.999**t))


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        (sgd, lambda p: SGD(p, RATE)),
        (momentum, lambda p: Momentum(p, RATE)),
        (nesterov, lambda p: Nesterov(p, RATE)),
        (adagrad, lambda p: Adagrad(p, RATE)),
        (rmsprop, lambda p: RMSProp(p, RATE)),
        (adam, lambda p: Adam(p, RATE)),
    ],
    ids=lambda x: x.__name__,
)
def test_follows_its_paper(rule, make):
    w, state, expected = START, {}, []
    for t, g in enumerate(GRADIENTS, start=1):
        w = rule(w, g, t, state)
        expected.append(w)
    np.testing.assert_allclose(walk(make), expected, rtol=1e-11, atol=1e-12)


def test_momentum_is_the_unrolled_sum_of_the_notes():
    """Notes 002: w3 = w2 - alpha^2 eta g1 - alpha eta g2 - eta g3."""
    w, (g1, g2, g3), alpha = walk(lambda p: Momentum(p, RATE, momentum=0.7)), GRADIENTS[:3], 0.7
    np.testing.assert_allclose(w[0], START - RATE * g1)
    np.testing.assert_allclose(w[1], w[0] - alpha * RATE * g1 - RATE * g2)
    np.testing.assert_allclose(w[2], w[1] - alpha**2 * RATE * g1 - alpha * RATE * g2 - RATE * g3)


@pytest.mark.parametrize("rule", [Momentum, Nesterov])
def test_no_momentum_is_plain_gradient_descent(rule):
    np.testing.assert_allclose(walk(lambda p: rule(p, RATE, momentum=0.0)), walk(lambda p: SGD(p, RATE)))


def test_weight_decay_is_the_gradient_of_half_lambda_w_squared():
    decayed = walk(lambda p: SGD(p, RATE, weight_decay=0.2), GRADIENTS[:1])[0]
    np.testing.assert_allclose(decayed, START - RATE * (GRADIENTS[0] + 0.2 * START))


def test_adamw_shrinks_the_weights_outside_of_the_averages():
    """Loshchilov and Hutter 2019: the decay does not depend on the gradient's history."""
    adam_only = walk(lambda p: Adam(p, RATE), GRADIENTS[:1])[0]
    decoupled = walk(lambda p: AdamW(p, RATE, weight_decay=0.2), GRADIENTS[:1])[0]
    np.testing.assert_allclose(decoupled, adam_only - RATE * 0.2 * START)
    coupled = walk(lambda p: Adam(p, RATE, weight_decay=0.2), GRADIENTS[:1])[0]
    assert not np.allclose(coupled, decoupled)


def test_agrees_with_torch():
    torch = pytest.importorskip("torch")
    pairs = [
        (lambda p: SGD(p, RATE, weight_decay=0.1), lambda p: torch.optim.SGD(p, RATE, weight_decay=0.1)),
        (lambda p: Momentum(p, RATE), lambda p: torch.optim.SGD(p, RATE, momentum=0.9)),
        (lambda p: Nesterov(p, RATE), lambda p: torch.optim.SGD(p, RATE, momentum=0.9, nesterov=True)),
        (lambda p: Adagrad(p, RATE), lambda p: torch.optim.Adagrad(p, RATE)),
        (lambda p: RMSProp(p, RATE), lambda p: torch.optim.RMSprop(p, RATE, alpha=0.9)),
        (lambda p: Adam(p, RATE), lambda p: torch.optim.Adam(p, RATE)),
        (lambda p: AdamW(p, RATE, weight_decay=0.1), lambda p: torch.optim.AdamW(p, RATE, weight_decay=0.1)),
    ]
    for ours, theirs in pairs:
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimiser = theirs([w])
        expected = []
        for g in GRADIENTS:
            w.grad = torch.tensor(g)
            optimiser.step()
            expected.append(w.detach().numpy().copy())
        np.testing.assert_allclose(walk(ours), expected, rtol=1e-9)


def test_the_learning_rate_may_be_a_schedule_of_the_steps_taken():
    points = walk(lambda p: SGD(p, lambda step: [1.0, 0.1][step]), GRADIENTS[:2])
    np.testing.assert_allclose(points[1], START - GRADIENTS[0] - 0.1 * GRADIENTS[1])


def test_clipping_keeps_the_direction_and_limits_the_length():
    parameters = [Value(0.0) for _ in range(4)]
    for p, slope in zip(parameters, GRADIENTS[0], strict=True):
        p.grad = float(slope)
    length = np.linalg.norm(GRADIENTS[0])
    assert clip_gradients(parameters, max_norm=2.0) == pytest.approx(length)
    np.testing.assert_allclose([p.grad for p in parameters], 2.0 * GRADIENTS[0] / length)
    assert clip_gradients(parameters, max_norm=5.0) == pytest.approx(2.0)
    np.testing.assert_allclose(np.linalg.norm([p.grad for p in parameters]), 2.0)
    in_the_step = walk(lambda p: SGD(p, RATE, clip=2.0), GRADIENTS[:1])[0]
    np.testing.assert_allclose(in_the_step, START - RATE * 2.0 * GRADIENTS[0] / length)


class TestStaleGradients:
    """A warning for the most common slip in a training loop, and for nothing else."""

    def setup_method(self):
        self.w = Value(2.0, "w")
        self.optimiser = SGD([self.w], 0.1)

    def loss(self):
        return self.w * self.w

    def test_a_forgotten_zero_grad_is_noticed_at_the_second_step(self):
        self.loss().backward()
        self.optimiser.step()
        self.loss().backward()
        with pytest.warns(StaleGradientWarning, match=r"2 backward passes; call zero_grad\(\)"):
            self.optimiser.step()

    def test_two_losses_before_one_step_are_noticed(self):
        self.optimiser.zero_grad()
        self.loss().backward()
        self.loss().backward()
        with pytest.warns(StaleGradientWarning):
            self.optimiser.step()

    def test_clipping_does_not_hide_them(self):
        self.loss().backward()
        self.loss().backward()
        clip_gradients([self.w], 1.0)
        with pytest.warns(StaleGradientWarning):
            self.optimiser.step()

    def test_accumulate_says_that_the_sum_is_meant(self):
        optimiser = SGD([self.w], 0.1, accumulate=True)
        self.loss().backward()
        self.loss().backward()
        optimiser.step()
        assert self.w.data == pytest.approx(2.0 - 0.1 * 8.0)

    @pytest.mark.parametrize("zero", ["optimiser", "module"])
    def test_an_orderly_loop_is_left_alone(self, zero):
        from nn import Neuron

        neuron = Neuron(1, "linear", init="zeros")
        optimiser = Momentum(neuron.parameters(), 0.1)
        zero_grad = {"optimiser": optimiser, "module": neuron}[zero].zero_grad
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(3):
                zero_grad()
                ((neuron([1.0]) - 1.0) ** 2).backward()
                optimiser.step()
        zero_grad()
        ((neuron([1.0]) - 1.0) ** 2).backward()
        ((neuron([1.0]) - 1.0) ** 2).backward()
        with pytest.warns(StaleGradientWarning):
            optimiser.step()

    def test_gradients_that_are_set_to_zero_by_hand_start_anew(self):
        for _ in range(3):
            self.w.grad = 0.0
            self.loss().backward()
            self.optimiser.step()

    def test_gradients_that_are_set_by_hand_are_left_alone(self):
        for _ in range(3):
            self.w.grad = 0.5
            self.optimiser.step()
        assert self.w.data == pytest.approx(2.0 - 3 * 0.1 * 0.5)

    def test_a_step_without_a_gradient_is_left_alone(self):
        self.loss().backward()
        self.loss().backward()
        self.w.grad = 0.0
        self.optimiser.step()
        assert self.w.data == 2.0

    def test_the_last_step_of_a_replayed_training_counts(self):
        from nn import fit, losses

        fit(lambda x: self.w * x[0], ([[1.0], [2.0]], [0.0, 1.0]),
            lambda h, y: losses.squared_error(h, y, "mean"), self.optimiser, epochs=2, replay=True)  # fmt: skip
        self.loss().backward()
        with pytest.warns(StaleGradientWarning):
            self.optimiser.step()

    def test_other_models_do_not_count(self):
        other = Value(1.0)
        self.optimiser.zero_grad()
        self.loss().backward()
        (other * other).backward()
        self.optimiser.step()


def test_a_parameter_that_is_given_twice_is_refused():
    w = Value(1.0, "w")
    with pytest.raises(ShapeError, match=r"label='w'.*twice; name each one once"):
        SGD([w, Value(2.0), w], 0.5)


def test_what_cannot_be_trained_is_refused():
    with pytest.raises(ShapeError, match="no parameters"):
        SGD([], 0.1)
    with pytest.raises(ShapeError, match="result of an operation"):
        SGD([Value(1.0) * 2], 0.1)
    with pytest.raises(ArgumentError, match=r"pass model.parameters\(\)"):
        SGD(Value(1.0), 0.1)


def test_settings_outside_of_their_range_are_refused():
    w = Value(1.0)
    with pytest.raises(SettingError, match="learning_rate must be finite and not negative"):
        SGD([w], -0.1)
    with pytest.raises(NotANumberError):
        SGD([w], "0.1")
    for make in (
        lambda: Momentum([w], 0.1, momentum=1.0),
        lambda: RMSProp([w], 0.1, rho=-0.1),
        lambda: Adam([w], beta2=9),
    ):
        with pytest.raises(SettingError, match="at least 0 and less than 1"):
            make()


@pytest.mark.parametrize(
    ("make", "name", "wrong", "said"),
    [
        (SGD, "clip", -1, "^SGD: clip must be finite and above 0, got -1"),
        (SGD, "weight_decay", -1, "^weight_decay must be finite and not negative, got -1"),
        (SGD, "learning_rate", -1, "^learning_rate must be finite and not negative, got -1"),
        (AdamW, "weight_decay", math.nan, "^weight_decay must be finite and not negative, got nan"),
        (Momentum, "momentum", 2, "^momentum must be at least 0 and less than 1, got 2"),
        (Nesterov, "momentum", -0.1, "^momentum must be at least 0 and less than 1"),
        (Adagrad, "epsilon", -1, "^epsilon must be finite and not negative"),
        (RMSProp, "rho", 1.0, "^rho must be at least 0 and less than 1"),
        (RMSProp, "epsilon", -1, "^epsilon must be finite and not negative"),
        (Adam, "beta1", 1.5, "^beta1 must be at least 0 and less than 1"),
        (Adam, "beta2", 1.5, "^beta2 must be at least 0 and less than 1"),
        (AdamW, "epsilon", math.inf, "^epsilon must be finite and not negative"),
    ],
)
def test_a_setting_is_checked_when_it_is_set_later_as_when_it_is_given(make, name, wrong, said):
    optimiser = make([Value(1.0)], 0.1)
    before = getattr(optimiser, name)
    with pytest.raises(SettingError, match=said):
        make([Value(1.0)], **{"learning_rate": 0.1, name: wrong})
    with pytest.raises(SettingError, match=said):
        setattr(optimiser, name, wrong)
    assert getattr(optimiser, name) == before


def test_a_setting_that_is_set_later_may_be_what_it_may_be_at_first():
    optimiser = AdamW([Value(1.0)], 0.1, clip=1, weight_decay=1)
    optimiser.clip = optimiser.weight_decay = None
    assert (optimiser.clip, optimiser.weight_decay) == (None, 0.01)
    optimiser.clip, optimiser.learning_rate, optimiser.beta1 = 2, 1, 0
    assert (type(optimiser.clip), optimiser.rate, optimiser.beta1) == (float, 1.0, 0.0)
    optimiser.learning_rate = lambda step: 0.5
    assert optimiser.rate == 0.5
    with pytest.raises(ArgumentError, match="learning_rate is called with 1 input"):
        optimiser.learning_rate = lambda: 0.5


def test_an_optimiser_says_what_it_is():
    assert repr(Adam([Value(1.0)], 0.01)) == "Adam(1 parameters, learning rate 0.01)"


def test_a_step_to_infinity_names_the_parameter_and_changes_nothing():
    w, b = Value(1.0, "w"), Value(1.0, "b")
    w.grad, b.grad = 1.0, 1e300
    with pytest.raises(DomainError, match="parameter 'b' from 1 with gradient 1e\\+300 to -inf; lower the learning"):
        SGD([w, b], 1e200).step()
    assert (w.data, b.data) == (1.0, 1.0)


def test_adaptive_rules_move_every_parameter_alike_at_first():
    """The first step of Adam, Adagrad and RMSProp does not depend on the scale of the gradient."""
    for make in (Adam, Adagrad, RMSProp):
        first = walk(lambda p, make=make: make(p, RATE), GRADIENTS[:1])[0] - START
        np.testing.assert_allclose(np.abs(first), np.abs(first[0]), rtol=1e-4)


def test_momentum_overshoots_on_a_quadratic_and_plain_descent_does_not():
    """Notes 002, "Why Momentum Really Works": step size 0.02, momentum 0.99."""
    for make, crosses in ((lambda p: Momentum(p, 0.02, momentum=0.99), True), (lambda p: SGD(p, 0.02), False)):
        w = Value(random.Random(0).uniform(1, 2))
        optimiser, lowest = make([w]), w.data
        for _ in range(100):
            optimiser.zero_grad()
            (w * w * 0.5).backward()
            optimiser.step()
            lowest = min(lowest, w.data)
        assert (lowest < 0) == crosses


def test_an_optimiser_with_a_schedule_says_so():
    assert repr(SGD([Value(1.0), Value(2.0)], lambda step: 0.1)) == "SGD(2 parameters, learning rate a schedule)"


@pytest.mark.parametrize(
    ("make", "start", "after"),
    [
        (lambda p: SGD(p, 0.1), {}, {}),
        (lambda p: Momentum(p, 0.1, 0.5), {"v": 0.0}, {"v": [2.5, -5.0]}),
        (lambda p: Nesterov(p, 0.1, 0.5), {"v": 0.0}, {"v": [2.5, -5.0]}),
        (lambda p: Adagrad(p, 0.1), {"s": 0.0}, {"s": [5.0, 20.0]}),
        (lambda p: RMSProp(p, 0.1, rho=0.5), {"s": 0.0}, {"s": [2.25, 9.0]}),
        (lambda p: Adam(p, 0.1, 0.5, 0.75), {"m": 0.0, "s": 0.0}, {"m": [1.25, -2.5], "s": [1.1875, 4.75]}),
    ],
)
def test_the_memory_of_two_steps_by_hand(make, start, after):
    """Gradients 1 and -2, then 2 and -4."""
    parameters = [Value(1.0), Value(1.0)]
    optimiser = make(parameters)
    assert optimiser.state_dict() == {"steps": 0, **start}
    for gradient in ((1.0, -2.0), (2.0, -4.0)):
        for p, g in zip(parameters, gradient, strict=True):
            p.grad = g
        optimiser.step()
    assert optimiser.state_dict() == {"steps": 2, **after}
    other = make([Value(p.data) for p in parameters])
    other.load_state_dict(optimiser.state_dict())
    assert other.state_dict() == optimiser.state_dict()
    other.load_state_dict({"steps": 0, **start})
    assert other.state_dict() == {"steps": 0, **start}
    optimiser.zero_grad()
    assert [(p.grad, p.passes) for p in parameters] == [(0.0, 0)] * 2


@pytest.mark.parametrize(("norm", "factor"), [(4.0, 1.0), (5.0, 1.0), (10.0, 0.5), (0.0, 1.0)])
def test_only_a_gradient_longer_than_the_limit_is_shortened(norm, factor):
    for clip in (lambda p: clip_gradients(p, 5.0), lambda p: SGD(p, 1.0, clip=5.0).step()):
        w, b = Value(0.0), Value(0.0)
        w.grad, b.grad, w.passes = 0.6 * norm, 0.8 * norm, 1
        clip([w, b])
        moved = [-w.data, -b.data] if w.data or b.data else [w.grad, b.grad]
        assert moved == pytest.approx([0.6 * norm * factor, 0.8 * norm * factor])


def test_decay_and_clipping_come_in_this_order():
    """The gradient 10 is shortened to 1, and the decay 0.5 x 4 is added to it."""
    w = Value(4.0)
    w.grad = 10.0
    SGD([w], 0.1, weight_decay=0.5, clip=1.0).step()
    assert w.data == 4.0 - 0.1 * (1.0 + 0.5 * 4.0)
    assert w.grad == 10.0


def test_a_step_to_infinity_says_which_from_where_and_at_which_step():
    parameters = [Value(1.0), Value(2.0), Value(3.0, "c")]
    optimiser = SGD(parameters, 1e200)
    for p in parameters:
        p.grad, p.passes = 0.0, 1
    optimiser.step()
    parameters[1].grad = -1e300
    with pytest.raises(DomainError, match=r"^SGD: step 1 takes parameter 1 from 2 with gradient -1e\+300 to inf;"):
        optimiser.step()
    assert optimiser.steps == 1


def test_numbers_at_the_edge_of_their_range_are_taken():
    w = Value(1.0)
    for make in (Momentum, Nesterov):
        assert make([w], 0.0, momentum=0.0, weight_decay=0.0).momentum == 0.0
    assert RMSProp([w], 0.1, rho=0.0, epsilon=0.0).rho == 0.0
    for beta1 in (1.0, 1.5, -0.5):
        with pytest.raises(SettingError, match="beta1 must be at least 0 and less than 1"):
            Adam([w], beta1=beta1)
    for bad in (-1e-300, math.inf, math.nan):
        with pytest.raises(SettingError, match="must be finite and not negative"):
            SGD([w], 0.1, weight_decay=bad)


def test_the_warning_points_at_the_line_that_steps():
    w = Value(2.0, "w")
    (w * w).backward()
    (w * w).backward()
    with pytest.warns(StaleGradientWarning) as caught:
        SGD([w], 0.1).step()
    assert [warning.filename for warning in caught] == [__file__]


def test_a_first_step_to_which_no_backward_has_come_is_warned_of_once():
    """As when backward() is forgotten, or zero_grad() stands between it and the step."""
    w = Value(2.0, "w")
    optimiser = SGD([w], 0.1)
    (w * w).backward()
    optimiser.zero_grad()
    with pytest.warns(
        StaleGradientWarning, match=r"^SGD\.step\(\) finds no gradient: no backward\(\) has come"
    ) as caught:
        optimiser.step()
    optimiser.step()
    assert [warning.filename for warning in caught] == [__file__]
    assert w.data == 2.0


def test_a_gradient_that_is_0_or_was_set_by_hand_is_one():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    (w * 0.0).backward()
    SGD([w, b], 0.1).step()
    b.grad = 1.0
    SGD([Value(1.0), b], 0.1).step()
    assert (w.data, b.data) == (2.0, 0.9)


def test_a_gradient_of_another_kind_of_number_is_taken_and_anything_else_named():
    from fractions import Fraction

    w, b = Value(1.0, "w"), Value(1.0, "b")
    w.grad, b.grad = Fraction(1, 2), 1.0
    SGD([w, b], 1.0).step()
    assert (w.data, b.data) == (0.5, 0.0)
    b.grad = "1"
    with pytest.raises(NotANumberError, match="SGD: the gradient of 'b': expected a real number"):
        SGD([w, b], 1.0).step()


@pytest.mark.parametrize("betas", [(0.0, 0.0), (0.5, 0.25), (0.9, 0.5), (0.25, 0.999)])
def test_adam_moves_by_the_rate_at_every_step_while_the_gradient_stays_the_same(betas):
    """Both averages are then the gradient and its square, once they are corrected for their start at 0."""
    points = walk(lambda p: Adam(p, RATE, *betas, epsilon=0.0), [GRADIENTS[0]] * 12)
    np.testing.assert_allclose(
        points, START - np.outer(np.arange(1, 13), RATE * np.sign(GRADIENTS[0])), rtol=1e-9, atol=1e-12
    )
