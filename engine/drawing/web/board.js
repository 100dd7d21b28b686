// @ts-check
// The line on the board: one matrix operation as an equation of grids, one row of its result lit and written out.

import { arranged } from "./boardfit.js";
import { element, findAll, p, span } from "./elements.js";
import { decimalsIn, decimalsOf, kindIn, makers, numberAt, placesOf, shapeOf, termsAt, valueAt, writtenOut } from "./equation.js";
import { fill, fixed, math, mathElement } from "./numbers.js";

/** @typedef {{ graph: Graph, pass: Pass }} Numbered */
/** @typedef {{ equation: Equation, index: number, row: number }} Chosen */

/** The rows of a phase, one equation after the other. @type {(line: BoardLine, phase: "forward" | "backward") => Chosen[]} */
export const rowsOf = (line, phase) => line.equations[phase].flatMap((equation, index) =>
  [...new Set(placesOf(equation.result).map(at => at[0]))].map(row => ({ equation, index, row })));

/** What makes a row: its operations on the way forward, the arrows [node.slot] into it on the way back.
 * @type {(graph: Graph, line: BoardLine, chosen: Chosen) => string[]} */
export function arrowsOf(graph, line, { equation, row }) {
  const own = placesOf(equation.result).filter(at => at[0] === row).map(([r, c]) => equation.result.cells[r][c]);
  if (equation.result.what === "data") return own.map(String);
  const inside = new Set(line.nodes);
  return graph.edges.filter(edge => inside.has(edge.node) && own.includes(edge.input)).map(edge => edge.id);
}

/** Show a line in a box of any size; `row` counts through the rows of all equations of the phase.
 * @type {(host: HTMLElement, player: Numbered, line: BoardLine, phase: "forward" | "backward", row: number, options?: BoardOptions) => void} */
export function paintBoard(host, player, line, phase, row, options = {}) {
  const rows = rowsOf(line, phase), at = Math.max(0, Math.min(row, rows.length - 1)), chosen = rows[at];
  host.classList.add("board");
  host.onkeydown = event => onBoardKey(event, player.graph, line, rows, at, options);
  if (!chosen) return host.replaceChildren(p("board-none", "Nothing flows back through this line: its operands are constants."));
  const { equation, row: r } = chosen;
  const own = placesOf(equation.result).filter(place => place[0] === r);
  const c = own.some(place => place[1] === options.column) ? options.column ?? 0 : own[0][1];
  const texts = sumsOf(player, equation, r, c, options);
  const { lit, over } = litOf(player, line, equation, r, c);
  const all = [equation.result, ...equation.operands];
  const looks = all.map((grid, i) => looksOf(player, equation, grid, over.some(place => place[0] === i - 1)));
  const signs = equation.signs.reduce((sum, text) => sum + (text.length > 1 ? text.length : 0), 0);
  const lengths = texts.map(text => text.textContent?.length ?? 0);
  const { clientWidth: width, clientHeight: height } = host;
  const { parts, font, wraps } = arranged(looks, all, lit, signs, lengths, width - 8, height - 44);
  /** @type {(grid: Grid, i: number) => HTMLElement} */
  const matrix = (grid, i) => matrixOf(player, equation, grid, i - 1, parts[i], { lit: lit[i], over, row: r, options });
  const last = equation.signs[equation.signs.length - 1];
  const terms = equation.operands.map((grid, i) => element("div", "board-term", ...(i ? [] : [span("board-sign", "=")]),
    ...(equation.signs[i] ? [signOf(equation.signs[i])] : []), matrix(grid, i + 1)));
  if (last) terms[terms.length - 1].append(signOf(last));
  const written = element("div", `board-line${wraps ? " is-wrapped" : ""}`, matrix(all[0], 0), ...terms);
  host.replaceChildren(...tabsOf(line, phase, rows, chosen, options), written, element("div", "board-sums", ...texts));
  fit(host, written, font);
  for (const cell of findAll(host, "[data-row]")) {
    cell.addEventListener("click", () => {
      const found = rows.findIndex(each => each.equation === equation && each.row === Number(cell.dataset.row));
      options.choose?.(found, Number(cell.dataset.column));
    });
  }
}

/** Set the estimated font, then the one at which what is really there fits. @type {(host: HTMLElement, written: HTMLElement, font: number) => void} */
function fit(host, written, font) {
  const room = host.clientWidth - 8, tabs = findAll(host, ".board-tabs")[0];
  for (let tries = 0; tries < 6; tries += 1) {
    host.style.setProperty("--board-font", `${font}px`);
    const high = [...host.children].reduce((sum, part) => sum + part.getBoundingClientRect().height, 0) + 16;
    const most = Math.min(host.clientHeight / high, room / written.scrollWidth);
    tabs.style.fontSize = tabs.scrollWidth > room ? `${Math.max(7, 0.8 * font * room / tabs.scrollWidth)}px` : tabs.style.fontSize;
    if (most >= 1) return;
    font *= Math.max(0.6, 0.99 * most);
  }
}

/** @param {string} text */
function signOf(text) {
  return text[0] === "^" ? element("sup", "board-sign", text.slice(1)) : span(`board-sign${text.length > 2 ? " is-word" : ""}`, text);
}

/** The equations of the phase as buttons, the one that is shown pressed.
 * @type {(line: BoardLine, phase: "forward" | "backward", rows: Chosen[], chosen: Chosen, options: BoardOptions) => HTMLElement[]} */
function tabsOf(line, phase, rows, chosen, options) {
  const tabs = line.equations[phase].map((equation, index) => {
    const tab = element("button", "board-tab", formulaOf(equation.text));
    Object.assign(tab, { type: "button", ariaPressed: String(index === chosen.index), title: equation.text[0] });
    tab.addEventListener("click", () => options.choose?.(rows.findIndex(each => each.index === index), 0));
    return tab;
  });
  return [element("div", "board-tabs", ...tabs)];
}

/** @param {Formula} name */
const formulaOf = ([text, tree]) => tree ? mathElement("math", math(tree)) : text;

/** @type {(event: KeyboardEvent, graph: Graph, line: BoardLine, rows: Chosen[], at: number, options: BoardOptions) => void} */
function onBoardKey(event, graph, line, rows, at, options) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0, to = at + by;
  const isButton = event.target instanceof Element && event.target.matches("button");
  if (event.altKey || event.ctrlKey || event.metaKey || !(by || (event.key === "Enter" && !isButton)) || !rows.length) return;
  event.preventDefault();
  event.stopPropagation();
  if (!by) options.enter?.(arrowsOf(graph, line, rows[at]));
  else if (rows[to]) options.choose?.(to, placesOf(rows[to].equation.result).find(place => place[0] === rows[to].row)?.[1] ?? 0);
}

/** The places that make the chosen cell, for each grid, and what lies on a pixel under a kernel.
 * @type {(player: Numbered, line: BoardLine, equation: Equation, r: number, c: number) => { lit: Spot[][], over: Over[] }} */
function litOf({ graph, pass }, line, equation, r, c) {
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

/** @typedef {[operand: number, row: number, column: number, text: string, kind: string]} Over */

/** How much room the parts of a grid need. @type {(player: Numbered, equation: Equation, grid: Grid, over: boolean) => Looks} */
function looksOf(player, equation, grid, over) {
  const texts = cellTexts(player, equation, grid);
  const [height, width] = shapeOf(grid);
  const longest = (/** @type {(number | string)[]} */ names = []) => Math.max(0, ...names.map(name =>
    typeof name === "string" ? name.length : player.graph.nodes[name].name.replace(/[[\],_]/g, "").length));
  return {
    digits: Math.max(1, ...texts.flat().map(text => text.length)), rowName: longest(grid.rows),
    columnName: longest(grid.columns), name: grid.name[0].length, over: over ? 0.8 : 0, height, width,
  };
}

/** @type {(player: Numbered, equation: Equation, grid: Grid) => string[][]} */
function cellTexts({ pass }, equation, grid) {
  const isShare = equation.shared && grid === equation.result;
  const values = grid.cells.map((row, r) => row.map((cell, c) =>
    cell === null ? null : isShare ? valueAt(pass, equation, r, c) : numberAt(pass, grid, r, c)));
  const decimals = decimalsOf(values.flat().filter(x => x !== null));
  return values.map(row => row.map(x => x === null ? "" : fixed(x, decimals)));
}

/** One grid: names above and on the left, brackets around the numbers, its own name and its shape below.
 * @type {(player: Numbered, equation: Equation, grid: Grid, i: number, part: GridPart, shown: { lit: Spot[], over: Over[], row: number, options: BoardOptions }) => HTMLElement} */
function matrixOf(player, equation, grid, i, part, { lit, over, row, options }) {
  const texts = cellTexts(player, equation, grid), [height, width] = shapeOf(grid);
  const [top, bottom] = part.rows, [left, right] = part.columns;
  const kind = i < 0 ? grid.what : kindIn(equation, i), table = element("div", "board-grid");
  table.setAttribute("role", "table");
  table.setAttribute("aria-label", `${grid.name[0]}, ${height} × ${width}`);
  table.style.gridTemplateColumns = `auto repeat(${right - left}, auto) auto`;
  const bracket = span("board-bracket"), first = grid.columns?.length ? 2 : 1;
  bracket.style.gridArea = `${first} / 2 / ${first + bottom - top} / ${2 + right - left}`;
  bracket.ariaHidden = "true";
  table.append(bracket);
  /** @type {(name: number | string, className: string, r: number, c: number) => HTMLElement} */
  const heading = (name, className, r, c) => placed(span(className, typeof name === "string" ? name : mathElement("math", math(player.graph.nodes[name].math))), r, c);
  if (grid.columns?.length) {
    const line = element("div", "board-row");
    line.setAttribute("role", "row");
    for (let c = left; c < right; c += 1) line.append(role(heading(grid.columns[c], "board-column", 1, c - left + 2), "columnheader"));
    table.append(line);
  }
  for (let r = top; r < bottom; r += 1) {
    const line = element("div", "board-row");
    line.setAttribute("role", "row");
    if (grid.rows?.length) line.append(role(heading(grid.rows[r], "board-name", first + r - top, 1), "rowheader"));
    for (let c = left; c < right; c += 1) {
      const cell = grid.cells[r][c], isLit = lit.some(place => place[1] === r && place[2] === c);
      const isKnown = i >= 0 || typeof cell !== "number" || (options.known?.(cell) ?? true);
      const made = placed(span("board-cell", cell === null ? "" : isKnown ? texts[r][c] : "?"), first + r - top, c - left + 2);
      made.classList.toggle("is-lit", isLit);
      made.classList.toggle("is-near", i < 0 && r === row && !isLit);
      made.classList.toggle("is-empty", cell === null);
      made.classList.toggle("is-unknown", !isKnown);
      for (const [operand, y, x, text, what] of over) {
        if (operand === i && y === r && x === c) made.append(span(`board-over is-${what}`, text));
      }
      if (i < 0 && cell !== null) Object.assign(made.dataset, { row: r, column: c });
      line.append(role(made, "cell"));
    }
    table.append(line);
  }
  const hidden = [[height - bottom + top, "row"], [width - right + left, "column"]].flatMap(([n, word]) =>
    n ? [`${n} more ${word}${n === 1 ? "" : "s"}`] : []);
  const size = span("board-size", `${height} × ${width}`, ...(hidden.length ? [element("br"), `… ${hidden.join(", ")}`] : []));
  return element("div", `board-matrix is-${kind}`, table, span("board-title", formulaOf(grid.name)), size);
}

/** @template {HTMLElement} E @param {E} made @param {number} r @param {number} c */
function placed(made, r, c) {
  made.style.gridArea = `${r} / ${c}`;
  return made;
}

/** @template {HTMLElement} E @param {E} made @param {string} name */
function role(made, name) {
  made.setAttribute("role", name);
  return made;
}

const SHOWN = 3; // cells of a row that are written out at once

/** The cells of the row written out, the chosen one and its neighbours.
 * @type {(player: Numbered, equation: Equation, r: number, c: number, options: BoardOptions) => HTMLElement[]} */
function sumsOf(player, equation, r, c, options) {
  const own = placesOf(equation.result).filter(place => place[0] === r).map(place => place[1]), at = own.indexOf(c);
  const from = Math.max(0, Math.min(at - 1, own.length - SHOWN));
  return own.slice(from, from + SHOWN).map(column => {
    const line = p("board-sum", span("board-cell-name", cellName(player.graph, equation.result, r, column)), ": ");
    line.classList.toggle("is-lit", column === c);
    const cell = equation.result.cells[r][column], isKnown = typeof cell !== "number" || (options.known?.(cell) ?? true);
    const sides = equation.rule === "function" ? functionSides(player, equation, r, column) : writtenOut(player.pass, equation, r, column);
    for (const [k, side] of (isKnown ? sides : [...sides.slice(0, 1), [{ text: "?", kind: "" }]]).entries()) {
      line.append(k ? " = " : "", ...side.map(({ text, kind }) => span(kind && `is-${kind}`, text)));
    }
    if (equation.shared && isKnown && typeof cell === "number" && player.pass.gradient[cell] !== valueAt(player.pass, equation, r, column)) {
      const total = fixed(player.pass.gradient[cell], decimalsIn(player.pass, equation.result));
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
  return [[{ text: numbers, kind: "" }], [{ text: fixed(pass.data[cell], decimalsIn(pass, result)), kind: "data" }]];
}

/** What a cell of the result is called: its label, or the name of the grid with its place in brackets.
 * @type {(graph: Graph, grid: Grid, r: number, c: number) => MathMLElement} */
function cellName(graph, grid, r, c) {
  const [height, width] = shapeOf(grid), cell = grid.cells[r][c], prefix = grid.what === "gradient" ? grid.name[0][0] : "";
  const whole = grid.name[1] ? math(grid.name[1]) : mathElement("mtext", grid.name[0]);
  if (grid.labelled && typeof cell === "number") {
    const own = math(graph.nodes[cell].math);
    return mathElement("math", ...(prefix ? [mathElement("mi", prefix), own] : [own]));
  }
  const index = height === 1 && width === 1 ? "" : height === 1 ? `${c}` : width === 1 ? `${r}` : `${r},${c}`;
  return mathElement("math", whole, ...(index ? [mathElement("mtext", `[${index}]`)] : []));
}
