// @ts-check
// The line on the board: one matrix operation as an equation of grids, one row of its result lit and written out.

import { arranged } from "./boardfit.js";
import { formulaOf, litOf, looksOf, matrixOf } from "./boardgrid.js";
import { sumsOf } from "./boardsums.js";
import { buttonOf, element, find, findAll, inserted, listen, p, rectOf, say, span } from "./elements.js";
import { arrowsOf, placesOf, rowsOf, shapeOf } from "./equation.js";
import { math } from "./numbers.js";
import { isNamed, resultOf } from "./scenes.js";

const MARGIN = 8, TABS = 36, LEGEND = 36; // px

/** Show a line in a box of any size; `row` counts through the rows of all equations of the phase (rowsOf).
 * @type {(host: HTMLElement, player: Numbered, line: BoardLine, phase: Phase, row: number, options: BoardOptions)
 *   => void} */
export function paintBoard(host, player, line, phase, row, options) {
  const rows = rowsOf(line, phase), at = Math.max(0, Math.min(row, rows.length - 1)), chosen = rows[at];
  host.classList.add("board");
  host.onkeydown = event => onBoardKey(event, player.graph, line, rows, at, options);
  if (!chosen) return host.replaceChildren(p("board-none", say("Nothing flows back to constants.")));
  const { equation, row: r } = chosen, own = placesOf(equation.result).filter(place => place[0] === r);
  const c = own.some(place => place[1] === options.column) ? options.column ?? 0 : own[0][1];
  const sums = sumsOf(player, line, equation, r, c, options.state), { lit, over } = litOf(player, line, equation, r, c);
  const grids = [equation.result, ...equation.operands];
  const looks = grids.map((grid, i) => looksOf(player, equation, grid, over.some(place => place[0] === i - 1)));
  const words = equation.signs.reduce((sum, text) => sum + (text.length > 1 ? text.length : 0), 0);
  const lengths = sums.map(text => text.textContent?.length ?? 0);
  const width = host.clientWidth - MARGIN, height = host.clientHeight - MARGIN - TABS;
  const legend = p("board-legend", ...legendOf(player.graph, equation)), foot = legend.firstChild && height > 300 ? LEGEND : 0;
  const { parts, font, wraps } = arranged(looks, grids, lit, words, lengths, width, height - foot);
  const matrices = grids.map((grid, i) =>
    matrixOf(player, line, equation, i - 1, parts[i], { lit: lit[i], over, row: r, state: options.state }));
  const [result, ...operands] = matrices, behind = equation.signs[operands.length];
  const terms = operands.map((matrix, i) => element("div", "board-term", ...(i ? [] : [span("board-sign", "=")]),
    ...(equation.signs[i] ? [signOf(equation.signs[i])] : []), matrix));
  if (behind) terms[terms.length - 1].append(signOf(behind));
  const written = element("div", `board-line${wraps ? " is-wrapped" : ""}`, result, ...terms);
  host.replaceChildren(tabsOf(line, phase, rows, chosen, options), written, element("div", "board-sums", ...sums));
  fit(host, written, font, width, line.equations[phase]);
  host.append(legend);
  if (host.scrollHeight > host.clientHeight || legend.offsetWidth > host.clientWidth) legend.remove();
  for (const cell of findAll(host, "[data-row]")) {
    const found = rows.findIndex(each => each.equation === equation && each.row === Number(cell.dataset.row));
    listen(cell, "click", () => options.choose?.(found, Number(cell.dataset.column)));
  }
}

/** The matrices that hold what is given, each where it is first used; none where some of it stands in none.
 * @type {(player: Numbered) => Where[]} */
export function givenIn({ graph, board }) {
  const seen = new Set(), isLeaf = (/** @type {Cell} */ cell) => typeof cell === "number" && !graph.nodes[cell].inputs.length && isNamed(graph.nodes[cell]);
  const found = board.flatMap(line => line.equations.forward.flatMap(equation => equation.operands.flatMap((grid, i) => {
    const cells = grid.cells.flat();
    if (!cells.every(isLeaf) || cells.every(cell => seen.has(cell))) return [];
    cells.forEach(cell => seen.add(cell));
    return [/** @type {Where} */ ([line, { ...equation, weights: [] }, i])];
  })));
  return found.length < 13 && graph.nodes.every((_, i) => !isLeaf(i) || seen.has(i)) ? found : [];
}

/** All that is given, as matrices, of which 8 rows and columns are shown. @type {(host: HTMLElement, player: Numbered, given: Where[], state: State) => void} */
export function paintGiven(host, player, given, state) {
  const line = element("div", "board-line is-wrapped is-given", ...given.map(place => {
    const [high, wide] = shapeOf(place[1].operands[place[2]]);
    return matrixOf(player, ...place, { rows: [0, Math.min(high, 8)], columns: [0, Math.min(wide, 8)] }, { lit: [], over: [], row: 0, state });
  }));
  host.classList.add("board");
  host.replaceChildren(line);
  for (let font = 36; font > 5; font *= .9) {
    host.style.setProperty("--board-font", `${font}px`);
    if (line.offsetHeight < host.clientHeight && host.scrollWidth <= host.clientWidth) return;
  }
}

/** Set the estimated font, then the one at which what is really there fits; of a line that is too long its tab has the left side.
 * @type {(host: HTMLElement, written: HTMLElement, font: number, room: number, equations: Equation[]) => void} */
function fit(host, written, font, room, equations) {
  const tabs = find(host, ".board-tabs");
  for (let tries = 0; tries < 6; tries += 1) {
    host.style.setProperty("--board-font", `${font}px`);
    const high = [...host.children].reduce((sum, part) => sum + rectOf(part).height, 2 * MARGIN);
    const most = Math.min(host.clientHeight / high, room / written.scrollWidth);
    if (tabs.scrollWidth > room) {
      [...tabs.children].forEach((tab, i) => { if (tab.scrollWidth > room) tab.replaceChildren(formulaOf(equations[i].result.name)); });
    }
    if (most >= 1) return;
    font *= Math.max(.6, .99 * most);
  }
}

/** What δ and d mean, where the equation has them. @type {(graph: Graph, equation: Equation) => Content} */
function legendOf(graph, { result, operands }) {
  /** @param {string} letter */
  const named = letter => [...operands, result].find(({ name, what }) => what === "gradient" && name[0].startsWith(letter));
  const upstream = named("δ"), learned = named("d");
  if (!upstream) return [];
  const after = /** @type {Tree[]} */ (upstream.name[1]).slice(2), tree = upright(after.length > 1 ? ["mrow", ...after] : after[0]), isOne = placesOf(upstream).length === 1;
  const { output } = graph, { math: loss } = resultOf(graph), slope = ["i:∂", loss, "t:/", "i:∂", tree];
  const said = inserted(isOne ? say("{0} means {1}") : say("{0} means {1} for every entry"), math(["math", "i:δ", tree]), math(["math", ...slope]));
  if (learned) said.push(...inserted(say(", {0} the same for a parameter"), formulaOf(learned.name)));
  return loss === output.math ? said : [...said, ...inserted(say(", {0} the result"), math(["math", loss]))];
}

/** The name without a T. @type {(name: Tree) => Tree} */
const upright = name => name[2] === "i:T" ? name[1] ?? "" : name[3] === "i:T" ? ["msub", name[1] ?? "", name[2] ?? ""] : name;

/** @param {string} text */
function signOf(text) {
  if (text[0] === "^") return element("sup", "board-sign", text.slice(1));
  return span(`board-sign${text.length > 2 ? " is-word" : ""}`, text);
}

/** The equations of the phase as buttons, the one that is shown pressed.
 * @type {(line: BoardLine, phase: Phase, rows: Chosen[], chosen: Chosen, options: BoardOptions) => HTMLElement} */
function tabsOf(line, phase, rows, chosen, options) {
  return element("div", "board-tabs", ...line.equations[phase].map((equation, index) => {
    const tab = buttonOf("board-tab", formulaOf(equation.text));
    Object.assign(tab, { ariaPressed: String(index === chosen.index), title: equation.text[0] });
    listen(tab, "click", () => options.choose?.(rows.findIndex(each => each.index === index), 0));
    return tab;
  }));
}

/** Down and up go through the rows, Enter to the arrows of this one; every other key is left to the stage.
 * @type {(event: KeyboardEvent, graph: Graph, line: BoardLine, rows: Chosen[], at: number, options: BoardOptions)
 *   => void} */
function onBoardKey(event, graph, line, rows, at, options) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0, next = rows[at + by];
  const onButton = event.target instanceof Element && event.target.matches("button");
  const isOurs = by || (event.key === "Enter" && !onButton);
  if (!isOurs || event.altKey || event.ctrlKey || event.metaKey || !rows.length) return;
  event.preventDefault();
  event.stopPropagation();
  if (!by) options.enter?.(arrowsOf(graph, line, rows[at]));
  else if (next) options.choose?.(at + by, 0);
}
