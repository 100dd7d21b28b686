// @ts-check
// A row of the board written out in numbers, cell by cell, and how the shares of a gradient add up.

import { arrivedAt, sharesOf, usedAt } from "./arrived.js";
import { wordOf } from "./boardgrid.js";
import { p, say, setClass, soFar, span } from "./elements.js";
import { addedUp, decimalsIn, equals, moreOf, placesOf, namedAs, shapeOf, writtenOut } from "./equation.js";
import { decimals, fill, fixed, math, mathElement, show } from "./numbers.js";
import { around } from "./scenes.js";

const SHOWN = 3; // cells of a row that are written out at once

/** The cells of the row written out, the chosen one and its neighbours; and what the shares of the chosen one add up to.
 * @type {(player: Numbered, line: BoardLine, equation: Equation, r: number, c: number, state: State) => HTMLElement[]} */
export function sumsOf(player, line, equation, r, c, state) {
  const { result } = equation, own = placesOf(result).filter(place => place[0] === r).map(place => place[1]);
  /** @type {(grid: Grid, r: number, c: number) => number | null} */
  const seen = (grid, ...at) => {
    const { number, isWhole } = usedAt(player, grid, at, state);
    return isWhole ? number : null;
  };
  const lines = around(own, own.indexOf(c), SHOWN).map(column => {
    const { number, isWhole } = arrivedAt(player, line, equation, [r, column], state);
    const [first, ...rest] = equation.rule === "function" ? functionSides(player, equation, r, column, state)
      : writtenOut(player.pass, equation, r, column, seen);
    const told = number === null || isWhole ? "" : `, ${say("so far")} ${fixed(number, decimalsIn(player.pass, result))}`;
    const sides = [first, ...isWhole && !Number.isNaN(number) ? rest : [[{ text: ` = ?${told}`, kind: "" }]]];
    const name = [...wordOf(equation, result), cellName(player.graph, result, r, column)];
    return sumLine(column === c, [span("board-cell-name", ...name), ": "], sides);
  });
  return equation.shared ? [...lines, sharesLine(player, equation, r, c, state)] : lines;
}

/** @type {(isLit: boolean, name: Content, sides: Piece[][]) => HTMLElement} */
function sumLine(isLit, name, sides) {
  const line = p("board-sum", ...name, ...sides.flat().map(({ text, kind }) => span(kind && `is-${kind}`, text)));
  setClass(line, "is-lit", isLit);
  return line;
}

/** "dW so far, 2 of 3: 0.179 + 0.458 = 0.637", and "dW = ..." with the last share.
 * @type {(player: Numbered, equation: Equation, r: number, c: number, state: State) => HTMLElement} */
function sharesLine(player, { result }, r, c, state) {
  const node = /** @type {number} */ (result.cells[r][c]), shares = sharesOf(player, node, state);
  const landed = shares.flatMap(({ number }) => number === null ? [] : [number]), whole = shares.filter(({ isWhole }) => isWhole);
  const all = whole.length === shares.length, places = moreOf(decimalsIn(player.pass, result), decimals(landed.filter(x => !Number.isNaN(x))));
  const word = all ? " = " : ` ${soFar(whole.length, shares.length)}${landed.length ? ": " : ""}`;
  const line = sumLine(true, [cellName(player.graph, result, r, c), word], addedUp(landed, state.gradient[node] ?? NaN, places, "gradient"));
  line.classList.add("board-shares");
  setClass(line, "is-so-far", !all);
  return line;
}

/** @type {(player: Numbered, equation: Equation, r: number, c: number, state: State) => Piece[][]} */
function functionSides({ graph, pass }, { result }, r, c, state) {
  const cell = /** @type {number} */ (result.cells[r][c]), node = graph.nodes[cell], places = decimalsIn(pass, result);
  const filled = fill(graph.templates[node.row].value[0], node.inputs.map(i => state.data[i] ?? NaN));
  const numbers = filled.replaceAll("-", "−").replaceAll("**2", "²").replaceAll("*", " × ");
  const text = fixed(pass.data[cell], places), fromShown = graph.rows[node.row](node.inputs.map(i => Number(show(pass.data[i]))))[0];
  return [[{ text: numbers, kind: "" }], [equals(fixed(fromShown, places) === text), { text, kind: "data" }]];
}

/** What a cell of the result is called: its label, or the name of the grid with its place in brackets.
 * @type {(graph: Graph, grid: Grid, r: number, c: number) => MathMLElement} */
function cellName(graph, grid, r, c) {
  const [height, width] = shapeOf(grid), cell = grid.cells[r][c];
  const prefix = grid.what === "gradient" ? grid.name[0][0] : "";
  const tree = namedAs(grid).math;
  if (height * width > 1 && grid.labelled && typeof cell === "number") {
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
