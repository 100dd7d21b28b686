"""What the page shows at a frame, read from its elements; and what the trace says that it should be."""

from collections.abc import Collection
from typing import Any

from engine.trace import Trace
from engine.words.digits import decimals, fixed, show

# All frames of a figure, or some, each in two views: the bench, and the whole graph.
READ = """(figure, [grain, chosen]) => {
  const player = chalkgrad.players[figure.dataset.figure], slider = figure.querySelector(".slider");
  const text = (root, name) => root.querySelector(name)?.textContent ?? null;
  const texts = (root, name) => [...root.querySelectorAll(name)].map(part => part.textContent);
  const state = part => [...part.classList].find(name => name.startsWith("is-") && name !== "is-zero");
  const told = ".value, .gradient, .partial";
  const numbers = root => [...root.querySelectorAll(told)].map(part => [part.className, part.textContent]);
  const line = part => [part.dataset.line, text(part, ".from"), text(part, ".number"), part.matches(".unfinished")];
  const box = part => ({ node: Number(part.dataset.value), data: text(part, ".value-row .number"), role: part.className,
    lines: [...part.querySelectorAll("[data-line]")].map(line) });
  const pill = part => [...part.dataset.arrow.split(" ").map(Number), part.textContent];
  const module = part => [part.hidden, part.matches(".is-here"), part.ariaLabel];
  const cells = row => [...row.cells].slice(2).map(cell => cell.querySelector("input")?.value ?? cell.textContent);
  const read = () => ({
    sentence: player.sentence.textContent, told: numbers(player.sentence), counter: text(figure, ".counter"),
    spoken: document.querySelector("[role=status]").textContent, valuetext: slider.getAttribute("aria-valuetext"),
    spine: [...player.spineRow.children].map(module), boxes: [...player.bench.querySelectorAll(".box")].map(box),
    pills: [...player.bench.querySelectorAll(".flow")].map(pill), more: texts(player.bench, ".more"),
    tiles: [...player.bench.querySelectorAll(".tile")].map(part => [part.classList[1], text(part, ".number")]),
    local: texts(player.bench, ".card .local").join(" "), arrows: player.bench.querySelectorAll(".arrow.is-now").length,
  });
  const pictured = (name, all) => {
    const parts = player.pictures[player.shown].querySelectorAll(`[data-${name}]`);
    return Object.fromEntries([...parts].map(part =>
      [part.dataset[name], [...all.map(each => text(part, each)), state(part)]]));
  };
  const whole = () => {
    const svg = player.pictures[player.shown].querySelector("svg"), at = svg.getBoundingClientRect();
    const place = ({ x, y, width, height }) => [x - at.x, y - at.y, width, height];
    return {
      nodes: pictured("node", [".value-data", ".value-grad", ".sum"]),
      edges: pictured("edge", [".partial", ".contribution"]),
      shares: [...svg.querySelectorAll("[data-share]")].map(part => [part.dataset.share, part.textContent]),
      viewBox: svg.getAttribute("viewBox"), isSeen: !player.picturesBox.hidden,
      boxes: player.bench.querySelectorAll(".box").length,
      tiles: [...player.bench.querySelectorAll(".tile")].map(part => [part.classList[1], text(part, ".number")]),
      places: [...svg.querySelectorAll(".shape, .pill")].flatMap(shape => place(shape.getBoundingClientRect())),
    };
  };
  const select = figure.querySelector(".folding select");
  select.value = player.pictures.findIndex(picture => !picture.folds.length);
  select.dispatchEvent(new Event("change"));
  player.grain = grain;
  return (chosen ?? player.frames.map((_, k) => k)).map(k => {
    player.whole = false;
    slider.value = k;
    slider.dispatchEvent(new Event("input"));
    const bench = read();
    player.whole = true;
    player.paint();
    return { ...bench, whole: whole(), table: [...figure.querySelectorAll("tbody tr")].map(cells) };
  });
}"""


def paper(x: float | None) -> str:
    """A number alone, with a true minus sign; nothing where it is not known."""
    return "" if x is None else show(x).replace("-", "−")


def signed(x: float) -> str:
    return f"+{paper(x)}" if x > 0 else paper(x)


def column(numbers: list[float | None]) -> list[str]:
    """The lines of an addition; an empty one has not arrived."""
    places = decimals([x for x in numbers if x is not None])
    return ["" if x is None else fixed(x, places, signed=True) for x in numbers]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


class Told:
    """What is known at one step of a trace, in the words of the page's boxes."""

    def __init__(self, trace: Trace, k: int, terms: list[list[list[int]]]) -> None:
        self.trace, self.step, self.known, self.terms = trace, trace.steps[k], trace.known_at(k), terms
        self.is_back = self.step.kind in ("seed", "backward")

    def data(self, i: int) -> float | None:
        """The value of a node, None where it is not computed yet."""
        return self.trace.nodes[i].data if i in self.known.data else None

    def contributions(self, i: int) -> dict[str, float | None]:
        """What has arrived at a node, None where it has not yet, by the id of the arrow."""
        nodes = self.trace.nodes
        return {
            f"{node.index}.{slot}": node.gradient * node.partials[slot]
            if (node.index, slot) in self.known.partials
            else None
            for node in nodes
            for slot, x in enumerate(node.inputs)
            if x == i and nodes[x].kind != "constant"
        }

    def products(self, i: int) -> dict[str, float | None]:
        """The terms of an operation that adds terms up."""
        nodes, found = self.trace.nodes, {}
        for slots in self.terms[i]:
            product = 1.0
            for slot in slots:
                product *= nodes[nodes[i].inputs[slot]].data
            found[f"term{slots[0]}"] = product
        return found

    def lines(self, i: int, keys: Collection[str]) -> list[list[Any]]:
        """[key, text] of the lines of a box that are shown, and of its total."""
        parts = self.contributions(i) if self.is_back else self.products(i)
        total = self.known.totals.get(i, (None, True))[0] if self.is_back else self.data(i)
        shown = {key: parts[key] for key in keys if key not in ("rest", "total")}
        hidden = [x for key, x in parts.items() if key not in shown and x is not None]
        numbers = list(shown.values())
        if "rest" in keys:
            numbers.append(sum(hidden) if hidden else None)
        if "total" in keys:
            numbers.append(total)
        return [list(pair) for pair in zip(keys, column(numbers), strict=True)]
