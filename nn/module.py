"""`Module`: something with parameters that can be called. Every layer and every model is one.

A module's parameters are the leaves that its `__init__` has set as attributes, and those of the modules there; both are
also found in lists, tuples and dictionaries, nested as one likes. Elsewhere they would be lost, and are refused: in
other containers, in objects of other classes, and in the class itself. Constants are no parameters, and nor is what
`forward` makes and keeps, which is told by the call that it was made in. In the place of a parameter there may be
another leaf or nothing, but no result of an operation and no number, which nobody would train.
Calling it opens its scope, so that a drawing shows it as a box and an error can say where it happened.
"""

from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, Self, TypeVar

from engine import Value
from engine.errors import ArgumentError, SettingError, UndefinedError, listed
from engine.modes import PARAMETER, PASS, SCOPE
from engine.real import accepts, arguments_of
from nn.given import Call
from nn.held import Held, NoParameters, belongs, each_parameter, known_again, learns, refuse_replaced
from nn.lost import refuse_as_method, refuse_in_class, take_stock
from nn.paths import inside, name_parts, paired, unlike
from nn.state import load, save, set_state, state_of

P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class _Forward(Protocol[P, R]):
    """What a call needs: a `forward`, whose inputs and result are those of the call."""

    name: str

    def forward(self, *inputs: P.args, **settings: P.kwargs) -> R: ...


class _Made(ABCMeta):
    """Takes stock, when a module has been made, of what its `__init__` has set."""

    if not TYPE_CHECKING:  # type checkers know the arguments of a class by its __init__

        def __call__(cls, *args, **kwargs):
            module = super().__call__(*args, **kwargs)
            take_stock(module)
            name_parts(module.children())
            return module


class Module(metaclass=_Made):
    """Base of all layers and models: subclasses set attributes in `__init__` and define `forward`.

    Args:
        name: what a drawing writes on its box; by default the attribute of another module that holds it, such as
            "gate" or "blocks.0", or the class in small letters.

    Attributes:
        training: True until `eval()`; batch normalisation and dropout behave differently then.

    >>> class Scale(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = Value(2.0, "factor")
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> scale = Scale()
    >>> scale(3.0).data, scale.named_parameters()
    (6.0, {'factor': Value(2.0, label='factor')})
    """

    name = "module"
    training = True
    buffers: tuple[str, ...] = ()  # names of attributes with numbers that are kept but not learned
    own_line = True  # whether the repr of what contains it gives it a line of its own
    _set_by_init: Mapping[str, Held] = {}  # the attributes in which parameters are looked for
    _made_in: Call | None = None
    if TYPE_CHECKING:
        forward: Callable[..., Any]
    else:

        def __setattr__(self, name, thing):
            if name in _METHODS:
                refuse_as_method(self.name, name, thing)
            if name in self._set_by_init and thing is not getattr(self, name, None):
                self.__dict__["_set_by_init"] = known_again(self, name, thing)
            super().__setattr__(name, thing)

        def forward(self, *inputs):
            raise UndefinedError(f"{type(self).__name__}: has no forward; define forward(self, x) to return the output")

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__.lower()
        refuse_in_class(cls.name, vars(cls))

    def __init__(self, name: str = "") -> None:
        if name:
            self.name = name

    def __call__(self: _Forward[P, R], *inputs: P.args, **settings: P.kwargs) -> R:
        # `with scope(self.name)`, written out because every neuron passes here
        before = SCOPE.set(Call(self.name, SCOPE.get()))
        try:
            return self.forward(*inputs, **settings)
        except TypeError:
            if accepts(self.forward, inputs, settings):
                raise
            raise ArgumentError(
                f"{self.name}: a call takes {arguments_of(self.forward)}, got {len(inputs)} inputs"
                f"{''.join(f', {name}' for name in settings)}; the numbers of one example go in one list"
            ) from None
        finally:
            SCOPE.reset(before)

    def _held(self, *kinds: type) -> Iterator[tuple[str, Any]]:
        """Yield what of some kinds `__init__` has set, also in containers, with its path."""
        for attribute in self._set_by_init:
            yield from inside(attribute, getattr(self, attribute, None), kinds)

    def children(self) -> Iterator[tuple[str, "Module"]]:
        """Yield the modules that are attributes of this one, with their paths such as "hidden.0"."""
        return ((path, part) for path, part in self._held(Module) if belongs(part._made_in, self._made_in))

    def named_modules(self) -> dict[str, "Module"]:
        """Return this module under "" and every module inside it, each one once, under its path."""
        found: dict[str, Module] = {}
        stack: list[tuple[str, Module]] = [("", self)]
        seen: set[int] = set()
        while stack:
            path, module = stack.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            path = unlike(path, found)
            found[path] = module
            prefix = f"{path}." if path else ""
            stack.extend(reversed([(prefix + name, child) for name, child in module.children()]))
        return found

    def named_parameters(self) -> dict[str, Value]:
        """Return every parameter under a path such as "hidden.0.neurons.1.w0"; a shared one only once.

        >>> from nn import Neuron
        >>> list(Neuron(2, init="zeros").named_parameters())
        ['w0', 'w1', 'b']
        """
        found: dict[str, Value] = {}
        seen: set[Value] = set()
        for path, module in self.named_modules().items():
            prefix = f"{path}." if path else ""
            for name in module._set_by_init:
                refuse_replaced(module, name, getattr(module, name, None))
            for name, held in module._held(Value):
                if held not in seen and learns(held, module._made_in):
                    seen.add(held)
                    found[unlike(prefix + name, found)] = held
        return found

    def named_buffers(self) -> dict[str, tuple[list[float], int]]:
        """Return every number that is kept but not learned, under its path, as a list and the place in it."""
        return {
            f"{path}.{name}{i}" if path else f"{name}{i}": (getattr(module, name), i)
            for path, module in self.named_modules().items()
            for name in module.buffers
            for i in range(len(getattr(module, name)))
        }

    def parameters(self) -> list[Value]:
        """Return every parameter, a shared one only once."""
        return list(self.named_parameters().values()) or NoParameters(self.name, vars(self))

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as is due before the next `backward()`."""
        for p in each_parameter(self):
            p.grad, p.marks = 0.0, p.marks % PASS | PARAMETER

    def train(self, training: bool = True) -> Self:
        """Switch this module and all inside it to training, and return it."""
        if not isinstance(training, bool):
            raise ArgumentError(
                f"{self.name}: train() switches to training and takes True or False; to train a model, call nn.fit"
            )
        for module in self.named_modules().values():
            module.training = training
        return self

    def eval(self) -> Self:
        """Switch this module and all inside it to evaluation, and return it."""
        return self.train(False)

    def assign(self, **numbers: Any) -> Self:
        """Set parameters to given numbers, in the same nesting, and return the module.

        Raises:
            SettingError: for a name that is not a parameter of this module.
            ShapeError: when the lengths differ. Nothing has been changed then.

        >>> from nn import Neuron
        >>> Neuron(2, "linear", init="zeros").assign(w=[1, 2], b=3)([10, 20]).data
        53.0
        """
        pairs: list[tuple[Value, float]] = []
        for name, given in numbers.items():
            held = getattr(self, name, None)
            if not any(isinstance(entry, Value) for _, entry in inside(name, held, (Value, Module))):
                raise SettingError(f"{self.name}: has no parameter {name!r}; it has {listed(self.named_parameters())}")
            pairs += paired(f"{self.name}.{name}", held, given)
        for parameter, number in pairs:
            parameter.data = number
        return self

    def state_dict(self) -> dict[str, float]:
        """Return the numbers of all parameters, and running statistics, by path."""
        return state_of(self.named_parameters(), self.named_buffers())

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Set all parameters and running statistics from a `state_dict()` of a model of the same shape.

        Raises:
            ShapeError: when a path is missing or unknown. Nothing has been changed then.
        """
        set_state(self.name, self.named_parameters(), self.named_buffers(), state)

    def save(self, path: str | Path) -> None:
        """Write the state as JSON; the file appears complete or not at all."""
        save(path, self.name, repr(self).splitlines()[0], self.state_dict())

    def load(self, path: str | Path) -> Self:
        """Set the state from a file that `save` wrote, and return the module."""
        self.load_state_dict(load(path, self.name))
        return self

    def settings(self) -> str:
        """Return what stands in the brackets of the repr, such as "2 -> 16, relu"."""
        return ""

    def __repr__(self) -> str:
        count = len(self.parameters())
        lines = [f"{type(self).__name__}({self.settings()}): {count:,} parameter{'' if count == 1 else 's'}"]
        for path, child in self.children():
            if child.own_line:
                lines += [f"  {line}" for line in f"{path}: {child!r}".splitlines()]
        return "\n".join(lines)


_METHODS = frozenset(name for name, method in vars(Module).items() if callable(method) and name[0] != "_")
