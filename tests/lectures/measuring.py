"""What a browser measures on the players of a page: what does not fit, how small type is, what steps are about."""

from dataclasses import dataclass, field
from typing import Any

# Visit frames of every player, in each grain that is asked for; `every` is how many frames apart, 0 for the ends and
# the middles of both passes.
MEASURE = """([every, grains, projected]) => {
  const found = { beyond: [], covered: [], tall: [], sideways: [], steps: 0, constants: [], generated: [],
    digits: [1e9, ""], words: [1e9, ""], height: 0, slowest: 0, frames: 0 };
  const SMALL = "mover, msub, msup, msubsup, mfrac, tspan, sup, sub"; // what is set smaller on purpose
  const NOT_THE_STEP = ".spine, .leave, .question, .verdict, .code-line, .board-tabs, .board-size, .more, .whole";
  const NAMES = ".value-row .terms, .from, .board-column, .board-name, .board-cell-name, .board-title, .board-legend";
  const look = (player, what) => {
    const room = player.stage.getBoundingClientRect(), range = document.createRange();
    const walker = document.createTreeWalker(player.stage, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      const at = range.getBoundingClientRect();
      if (!at.width) continue;
      const over = Math.max(room.left - at.left, at.right - room.right, room.top - at.top, at.bottom - room.bottom);
      const isClipped = parent.closest(".code-line, .module .name"); // on purpose, with an ellipsis
      if (over > 1 && !isClipped) found.beyond.push([...what, node.data.slice(0, 30), Math.round(over)]);
      const svg = parent.closest(".picture svg"), scale = svg ? svg.getScreenCTM().a : 1;
      const size = parseFloat(getComputedStyle(parent).fontSize) * scale;
      if (parent.closest(NOT_THE_STEP) || parent.closest(SMALL)) continue;
      const isName = parent.closest(NAMES); // 2 in "2*x" belongs to a name
      const kind = /\\d/.test(node.data) && !isName ? "digits" : "words";
      if (size < found[kind][0]) found[kind] = [size, [...what, node.data.slice(0, 20)].join(" ")];
    }
    for (const number of player.bench.querySelectorAll(".tile .number")) {
      const over = number.getBoundingClientRect().width - number.parentElement.clientWidth;
      if (over > 0) found.beyond.push([...what, number.textContent, Math.round(over)]);
    }
    const card = player.bench.querySelector(".card")?.getBoundingClientRect();
    for (const part of card ? player.bench.querySelectorAll(".box :is(.number, .terms, .from)") : []) {
      const at = part.getBoundingClientRect();
      const x = Math.min(card.right, at.right) - Math.max(card.left, at.left);
      const y = Math.min(card.bottom, at.bottom) - Math.max(card.top, at.top);
      if (x > 1 && y > 1) found.covered.push([...what, part.textContent.slice(0, 20), Math.round(x)]);
    }
  };
  for (const player of Object.values(chalkgrad.players)) {
    const { figure, controls, frames, graph, name } = player, last = frames.length - 1;
    if (projected) figure.querySelector("[data-do=project]").click();
    else figure.scrollIntoView({ behavior: "instant", block: "start" });
    const height = controls.getBoundingClientRect().bottom - figure.getBoundingClientRect().top;
    found.height = Math.max(found.height, height);
    if (height > innerHeight + 1) found.tall.push([name, Math.round(height)]);
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.sideways.push([name, wide]);
    for (const frame of frames) {
      if (frame.kind === "leaves") continue;
      found.steps += 1;
      const node = graph.nodes[frame.kind === "backward" ? frame.input : frame.node], own = graph.nodes[frame.node];
      if (frame.kind === "backward" && node.kind === "constant") found.constants.push([name, frame.id]);
      const isGenerated = [node, own].some(each => /^v\\d+$|\\)[₀-₉]+$/.test(each.name));
      if (isGenerated) found.generated.push([name, frame.id ?? frame.kind, node.name]);
    }
    const turn = frames.findIndex(({ kind }) => kind === "seed");
    const few = { arrow: [0, turn >> 1, (turn + last) >> 1, last], layer: [turn >> 1, (turn + last) >> 1] };
    for (const grain of grains) {
      const chosen = [...new Set(few[grain])].filter(k => k <= last);
      const visited = every ? frames.map((_, k) => k).filter(k => k % every === 0 || k === last) : chosen;
      player.grain = grain;
      for (const k of visited) {
        const show = row => {
          const began = performance.now();
          Object.assign(player, { k, row });
          player.paint();
          found.slowest = Math.max(found.slowest, performance.now() - began);
          found.frames += 1;
          look(player, [name, k, grain, row]);
        };
        show(0);
        const rows = player.lineRows; // a line on the board has several equations
        for (const row of rows.keys()) if (row && rows[row].index !== rows[row - 1].index) show(row);
        player.row = 0;
      }
    }
    if (projected) player.leave.click();
  }
  return found;
}"""


# Where the page's arithmetic, the table's rows in JavaScript, is not the engine's.
DIFFERENCES = """() => Object.values(chalkgrad.players).flatMap(({ name, graph: { nodes, rows } }) => {
  const computed = [], apart = (a, b) => Math.abs(a - b) > 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  return nodes.flatMap((node, i) => {
    const xs = node.inputs.map(k => computed[k]), row = rows[node.row];
    const all = row ? row(xs) : [node.data], recorded = [node.data, ...node.partials];
    computed.push(all[0]);
    return all.some((x, k) => apart(x, recorded[k])) ? [[name, node.name, all, recorded]] : [];
  });
})"""


@dataclass
class Found:
    """What was found on all pages at one size of the window."""

    beyond: list[Any] = field(default_factory=list)
    covered: list[Any] = field(default_factory=list)
    tall: list[Any] = field(default_factory=list)
    sideways: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    generated: list[Any] = field(default_factory=list)
    digits: tuple[float, str] = (1e9, "")
    words: tuple[float, str] = (1e9, "")
    steps: int = 0
    frames: int = 0
    height: float = 0.0
    slowest: float = 0.0

    def add(self, page: str, seen: dict[str, Any]) -> None:
        """Take in what was measured on one page."""
        for name in ("beyond", "covered", "tall", "sideways", "constants", "generated"):
            getattr(self, name).extend([page, *each] for each in seen[name])
        for name in ("digits", "words"):
            size, place = seen[name]
            setattr(self, name, min(getattr(self, name), (size, f"{page} {place}")))
        for name in ("steps", "frames"):
            setattr(self, name, getattr(self, name) + seen[name])
        self.height, self.slowest = max(self.height, seen["height"]), max(self.slowest, seen["slowest"])

    def __str__(self) -> str:
        share = len(self.generated) / max(self.steps, 1)
        return (
            f"{self.frames} frames visited, {len(self.beyond)} texts outside of the stage, "
            f"{len(self.covered)} under a card, "
            f"{len(self.tall)} figures too tall (tallest {self.height:.0f} px), {len(self.sideways)} scroll sideways; "
            f"smallest digits {self.digits[0]:.1f} px ({self.digits[1]}), words {self.words[0]:.1f} px "
            f"({self.words[1]}); {len(self.constants)} of {self.steps} steps into constants, "
            f"generated names in {share:.1%}; slowest step {self.slowest:.0f} ms"
        )
