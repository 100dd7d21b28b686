// @ts-check
// One grid of the board: its numbers between brackets, the lit ones, and what names its rows and columns.

import { arrivedAt, usedAt } from "./arrived.js";
import { drags } from "./bench.js";
import { element, say, setClass, span } from "./elements.js";
import { decimalsIn, decimalsOf, kindIn, makers, numberAt, numbersIn, shapeOf, termsAt } from "./equation.js";
import { isNamedLeaf } from "./graph.js";
import { fixed, math, mathElement } from "./numbers.js";

/** An index alone beside a bracket would be read as a factor. @param {string} name */
const bare = name => /^\d+$/.test(name) ? "" : name;

/** @param {Formula} name */
export const formulaOf = ([text, tree]) => tree ? mathElement("math", math(tree)) : text;

/** The places that make the chosen cell, for each grid, and what lies on a pixel under a kernel.
 * @type {(player: Numbered, line: BoardLine, equation: Equation, r: number, c: number)
 *   => { lit: Spot[][], over: Over[] }} */
export function litOf({ graph, pass }, line, equation, r, c) {
  const places = makers(graph, equation, r, c), [, width] = shapeOf(equation.result);
  const own = /** @type {Spot[]} */ (width > 1 ? [[-1, r, c]] : [[-1, r, 0]]);
  const lit = [own, ...equation.operands.map((_, i) => places.filter(place => place[0] === i))];
  if (line.kind !== "convolution") return { lit, over: [] };
  const over = termsAt(equation, r, c).flatMap(term => {
    if (term.length < 2) return [];
    const [[i, row, column], [other, y, x]] = term, grid = equation.operands[other];
    const text = `×${fixed(numberAt(pass, grid, y, x) ?? NaN, decimalsIn(pass, grid))}`;
    return [/** @type {Over} */ ([i, row, column, text, kindIn(equation, other)])];
  });
  return { lit, over };
}

/** How much room the parts of a grid need.
 * @type {(player: Numbered, equation: Equation, grid: Grid, over: boolean) => Looks} */
export function looksOf(player, equation, grid, over) {
  const [height, width] = shapeOf(grid), numbers = numbersIn(player.pass, equation, grid), places = decimalsOf(numbers);
  const lengthOf = (/** @type {string | number} */ part) => typeof part === "string" ? part.length : player.graph.nodes[part].name.replace(/[[\],_]/g, "").length;
  const longest = (/** @type {Word[]} */ names = []) => Math.max(0, ...names.map(name => [name].flat().map(lengthOf).reduce((a, b) => a + b)));
  return {
    digits: Math.max(1, ...numbers.map(x => fixed(x, places).length)), rowName: longest(grid.rows),
    columnName: longest(grid.columns), name: grid.name[0].length + (equation.shared && grid === equation.result ? 9 : 0), over: over ? .9 : 0, height, width,
  };
}

/** @type {(equation: Equation, grid: Grid) => Content} */
export const wordOf = ({ shared, result }, grid) => shared && grid === result ? [span("board-share", say("share of"), " ")] : [];

/** One grid: names above and on the left, brackets around the numbers, its own name and its shape below.
 * @type {(player: Numbered, line: BoardLine, equation: Equation, i: number, part: GridPart,
 *   shown: { lit: Spot[], over: Over[], row: number, state: State }) => HTMLElement} */
export function matrixOf(player, line, equation, i, part, { lit, over, row, state }) {
  const grid = i < 0 ? equation.result : equation.operands[i], [height, width] = shapeOf(grid);
  const places = decimalsOf(numbersIn(player.pass, equation, grid));
  const [top, bottom] = part.rows, [left, right] = part.columns;
  const kind = i < 0 ? grid.what : kindIn(equation, i), table = element("div", "board-grid");
  Object.assign(table, { role: "table", ariaLabel: `${grid.name[0]}, ${height} × ${width}` });
  table.style.gridTemplateColumns = `auto repeat(${right - left}, auto) auto`;
  const bracket = span("board-bracket"), first = grid.columns?.length ? 2 : 1;
  bracket.style.gridArea = `${first} / 2 / ${first + bottom - top} / ${2 + right - left}`;
  bracket.ariaHidden = "true";
  table.append(bracket);
  /** @type {(name: Word) => Content} */
  const said = name => [name].flat().map(part => typeof part === "string" ? bare(part)
    : math(["math", ...name === part && grid.what === "gradient" ? [`i:${grid.name[0][0]}`] : [], player.graph.nodes[part].math]));
  /** @type {(name: Word, className: string, r: number, c: number) => HTMLElement} */
  const heading = (name, className, r, c) => placed(span(className, ...said(name)), r, c);
  if (grid.columns?.length) {
    const names = role(element("div", "board-row"), "row");
    for (let c = left; c < right; c += 1) {
      names.append(role(heading(grid.columns[c], "board-column", 1, c - left + 2), "columnheader"));
    }
    table.append(names);
  }
  for (let r = top; r < bottom; r += 1) {
    const cells = role(element("div", "board-row"), "row");
    if (grid.rows?.length) cells.append(role(heading(grid.rows[r], "board-name", first + r - top, 1), "rowheader"));
    for (let c = left; c < right; c += 1) {
      const cell = grid.cells[r][c], isLit = lit.some(place => place[1] === r && place[2] === c);
      const { number, isWhole } = i < 0 && cell !== null ? arrivedAt(player, line, equation, [r, c], state)
        : usedAt(player, grid, [r, c], state);
      const text = cell === null ? "" : number === null ? "?" : fixed(number, places);
      const made = placed(span("board-cell", text), first + r - top, c - left + 2);
      setClass(made, "is-lit", isLit);
      setClass(made, "is-near", i < 0 && r === row && !isLit);
      setClass(made, "is-empty", cell === null);
      setClass(made, "is-unknown", text === "?");
      setClass(made, "is-so-far", !isWhole && number !== null);
      for (const [operand, y, x, factor, what] of over) {
        if (operand === i && y === r && x === c) made.append(span(`board-over is-${what}`, factor));
      }
      if (i < 0 && cell !== null) Object.assign(made.dataset, { row: r, column: c });
      if (i >= 0 && grid.what === "data" && typeof cell === "number" && isNamedLeaf(player.graph.nodes[cell])) drags(made, cell);
      cells.append(role(made, "cell"));
    }
    table.append(cells);
  }
  const below = height - bottom + top, beside = width - right + left;
  const hidden = [...below ? [say("rows: {0} more", below)] : [], ...beside ? [say("columns: {0} more", beside)] : []];
  const rest = hidden.length ? [element("br"), `… ${hidden.join(", ")}`] : [];
  const [high, wide] = shapeOf(equation.result), isSpread = i >= 2 * equation.pairs && !["convolution", "softmax"].includes(line.kind);
  const use = !isSpread ? "" : height < high ? width < wide ? say(", for every entry") : say(", for every row") : width < wide ? say(", for every column") : "";
  const size = span("board-size", `${height} × ${width}${use}`, ...rest);
  return element("div", `board-matrix is-${kind}`, table, span("board-title", ...wordOf(equation, grid), formulaOf(grid.name)), size);
}

/** @template {HTMLElement} E @param {E} made @param {number} r @param {number} c */
function placed(made, r, c) {
  made.style.gridArea = `${r} / ${c}`;
  return made;
}

/** @template {HTMLElement} E @param {E} made @param {string} name */
function role(made, name) {
  made.role = name;
  return made;
}
