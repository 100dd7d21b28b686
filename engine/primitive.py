"""What a row of the table is: a function, its derivatives, and what there is to say about it."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Rule = Callable[..., Any]
Interval = tuple[float, float]

ANY: Interval = (-3.0, 3.0)
POSITIVE: Interval = (0.2, 3.0)


@dataclass(frozen=True, eq=False, repr=False)
class Primitive:
    """One row of the table; primitives.py says what stands in each column.

    >>> half = Primitive("half", "/2", lambda m, x: x / 2, lambda m, y, x: (0.5,), formula="{x}/2", slopes=("0.5",))
    >>> half.formula_of(["u"])
    'u/2'
    """

    name: str
    symbol: str
    value: Rule
    partials: Rule
    formula: str | Callable[[Sequence[str]], str]
    slopes: tuple[str, ...] | Callable[[int, Sequence[str], str], str]
    domain: tuple[Interval, ...] = (ANY,)
    kink: str = ""
    source: str = "elementary calculus"
    many: bool = False
    expand: Rule | None = None
    parameters: tuple[str, ...] = ()
    attributes: tuple[float, ...] = ()

    def value_at(self, m: Any, inputs: Sequence[Any]) -> Any:
        """Return y = f(inputs) over the arithmetic m."""
        return self.value(m, inputs) if self.many else self.value(m, *inputs)

    def partials_at(self, m: Any, y: Any, inputs: Sequence[Any]) -> Sequence[Any]:
        """Return [dy/dx for x in inputs] over the arithmetic m."""
        found: Sequence[Any] = self.partials(m, y, inputs) if self.many else self.partials(m, y, *inputs)
        return found

    @functools.lru_cache(maxsize=1024)  # noqa: B019 (rows live as long as the program)
    def bind(self, *attributes: float) -> "Primitive":
        """Return the row with its parameters fixed, such as the square from `power`."""
        keywords = dict(zip(self.parameters, attributes, strict=True))
        return replace(
            self,
            symbol=self.symbol.format(**{name: f"{x:g}" for name, x in keywords.items()}),
            value=functools.partial(self.value, **keywords),
            partials=functools.partial(self.partials, **keywords),
            attributes=attributes,
        )

    def formula_of(self, names: Sequence[str]) -> str:
        """Return the result as text with the inputs called `names` (words or numbers)."""
        if callable(self.formula):
            return self.formula(names)
        return self.formula.format(**self._terms(names))

    def slope_of(self, slot: int, names: Sequence[str], y: str) -> str:
        """Return the local derivative for one input slot as text."""
        if callable(self.slopes):
            return self.slopes(slot, names, y)
        return self.slopes[slot].format(**self._terms(names), y=y)

    def __repr__(self) -> str:
        return f"Primitive({self.name!r}{''.join(f', {x:g}' for x in self.attributes)})"

    def _terms(self, names: Sequence[str]) -> dict[str, str]:
        terms = {"x": names[0], "a": names[0], "b": names[-1]}
        numbers = (f"({x:g})" if x < 0 else f"{x:g}" for x in self.attributes)
        return terms | dict(zip(self.parameters, numbers, strict=False))
