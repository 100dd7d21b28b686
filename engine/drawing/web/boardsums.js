// @ts-check
// A row of the board written out in numbers, cell by cell.

import { p, span } from "./elements.js";
import { decimalsIn, placesOf, shapeOf, valueAt, writtenOut } from "./equation.js";
import { fill, fixed, math, mathElement } from "./numbers.js";

const SHOWN = 3; // cells of a row that are written out at once

/** The cells of the row written out, the chosen one and its neighbours.
 * @type {(player: Numbered, equation: Equation, r: number, c: number, options: BoardOptions) => HTMLElement[]} */
export function sumsOf(player, equation, r, c, options) {
  const own = placesOf(equation.result).filter(place => place[0] === r).map(place => place[1]), at = own.indexOf(c);
  const from = Math.max(0, Math.min(at - 1, own.length - SHOWN));
  return own.slice(from, from + SHOWN).map(column => {
    const line = p("board-sum", span("board-cell-name", cellName(player.graph, equation.result, r, column)), ": ");
    line.classList.toggle("is-lit", column === c);
    const node = /** @type {number} */ (equation.result.cells[r][column]), isKnown = options.known?.(node) ?? true;
    const isFunction = equation.rule === "function", { pass } = player;
    const sides = isFunction ? functionSides(player, equation, r, column) : writtenOut(pass, equation, r, column);
    for (const { text, kind } of (isKnown ? sides : [sides[0], [{ text: " = ?", kind: "" }]]).flat()) {
      line.append(span(kind && `is-${kind}`, text));
    }
    if (equation.shared && isKnown && pass.gradient[node] !== valueAt(pass, equation, r, column)) {
      const total = fixed(pass.gradient[node], decimalsIn(pass, equation.result));
      line.append(span("board-share", ` (a share; all shares together: ${total})`));
    }
    return line;
  });
}

/** @type {(player: Numbered, equation: Equation, r: number, c: number) => Piece[][]} */
function functionSides({ graph, pass }, { result }, r, c) {
  const cell = /** @type {number} */ (result.cells[r][c]), node = graph.nodes[cell];
  const filled = fill(graph.templates[node.row].value[0], node.inputs.map(i => pass.data[i]));
  const numbers = filled.replaceAll("-", "−").replaceAll("**2", "²").replaceAll("*", " × ");
  const shown = { text: fixed(pass.data[cell], decimalsIn(pass, result)), kind: "data" };
  return [[{ text: numbers, kind: "" }], [{ text: " = ", kind: "" }, shown]];
}

/** What a cell of the result is called: its label, or the name of the grid with its place in brackets.
 * @type {(graph: Graph, grid: Grid, r: number, c: number) => MathMLElement} */
function cellName(graph, grid, r, c) {
  const [height, width] = shapeOf(grid), cell = grid.cells[r][c];
  const prefix = grid.what === "gradient" ? grid.name[0][0] : "";
  const tree = grid.name[1] || `t:${grid.name[0]}`;
  if (grid.labelled && typeof cell === "number") {
    const own = math(graph.nodes[cell].math);
    return mathElement("math", ...(prefix ? [mathElement("mi", prefix), own] : [own]));
  }
  const index = height === 1 && width === 1 ? "" : height === 1 ? `${c}` : width === 1 ? `${r}` : `${r},${c}`;
  return mathElement("math", math(index ? entryOf(tree, index) : tree));
}

/** An entry of a matrix is written as its label would be: W and 0,2, or W with an index 1 and 1[0,2].
 * @type {(name: Tree, place: string) => Tree} */
function entryOf(name, place) {
  if (typeof name === "string") return name[0] === "i" ? ["msub", name, `t:${place}`] : ["mrow", name, `t:[${place}]`];
  const [kind, first, last] = name;
  if (kind === "msub") return ["msub", first, ["mrow", last, `t:[${place}]`]];
  if (/^i:[δd]$/.test(String(first)) && name.length === 3) return ["mrow", first, entryOf(last, place)];
  return ["mrow", name, `t:[${place}]`];
}
