// @ts-check
// Equations between grids of numbers (engine/drawing/board): what makes a cell, and the same written out in numbers.
// A grid holds indices of nodes; the numbers are those of the pass that is shown.

import { say } from "./elements.js";
import { decimals, fixed } from "./numbers.js";

/** Put grids in the place of their numbers in the list. @type {(sent: SentBoard) => BoardLine[]} */
export function linesOf({ grids, lines }) {
  /** @type {(equation: SentEquation) => Equation} */
  const resolved = equation => ({
    terms: [], pairs: 0, sign: 1, shared: false, weights: [], ...equation,
    result: grids[equation.result], operands: equation.operands.map(i => grids[i]),
  });
  return lines.map(({ forward, backward = [], ...line }) =>
    ({ ...line, equations: { forward: forward ? [resolved(forward)] : [], backward: backward.map(resolved) } }));
}

/** @type {(grid: Grid) => [rows: number, columns: number]} */
export const shapeOf = grid => [grid.cells.length, grid.cells[0].length];

/** The number of a cell; null where there is none.
 * @type {(pass: Pass, grid: Grid, r: number, c: number) => number | null} */
export function numberAt(pass, { what, cells }, r, c) {
  const cell = cells[r][c];
  if (cell === null) return null;
  if (typeof cell === "object") return pass.partials[cell[0]][cell[1]];
  return what === "data" ? pass.data[cell] : pass.gradient[cell];
}

/** A grid has a name as a node has. @param {Grid} grid */
export const namedAs = ({ name: [name, tree] }) => ({ name, math: tree || `t:${name}` });

/** A single row or column of an operand serves all of the result.
 * @type {(grid: Grid, r: number, c: number) => number[]} */
const served = (grid, r, c) => [grid.cells.length > 1 ? r : 0, grid.cells[0].length > 1 ? c : 0];

/** Which products of which places [operand, row, column] add up to a cell of the result; none for a function.
 * @type {(equation: Equation, r: number, c: number) => Spot[][]} */
export function termsAt(equation, r, c) {
  const { rule, operands, pairs, result, terms } = equation;
  if (rule === "terms") return terms[placesOf(result).findIndex(at => at[0] === r && at[1] === c)];
  if (rule === "function") return [];
  const found = /** @type {Spot[][]} */ ([]);
  for (let p = 0; p < 2 * pairs; p += 2) {
    for (let k = 0; k < operands[p].cells[0].length; k += 1) {
      if (operands[p].cells[r][k] === null || operands[p + 1].cells[k][c] === null) continue;
      found.push([[p, r, k], [p + 1, k, c]]);
    }
  }
  for (let i = 2 * pairs; i < operands.length; i += 1) {
    const [row, column] = served(operands[i], r, c);
    found.push([[i, row, column]]);
  }
  return found;
}

/** Where there are numbers, row by row. @type {(grid: Grid) => [number, number][]} */
export const placesOf = ({ cells }) => cells.flatMap((row, r) =>
  row.flatMap((cell, c) => cell === null ? [] : [/** @type {[number, number]} */ ([r, c])]));

/** The places [operand, row, column] that make a cell.
 * @type {(graph: Graph, equation: Equation, r: number, c: number) => Spot[]} */
export function makers(graph, equation, r, c) {
  if (equation.rule !== "function") return termsAt(equation, r, c).flat();
  const node = graph.nodes[/** @type {number} */ (equation.result.cells[r][c])];
  const isRead = (/** @type {Cell} */ cell) => typeof cell === "number" && node.inputs.includes(cell);
  return equation.operands.flatMap((grid, i) => {
    const own = served(grid, r, c);
    const found = placesOf(grid).filter(([row, column]) => isRead(grid.cells[row][column]));
    const same = found.filter(([row, column]) => row === own[0] && column === own[1]);
    const all = same.length && node.inputs.length <= equation.operands.length ? same : found;
    const alone = placesOf(grid).length === 1 ? placesOf(grid) : []; // a constant that stands for equal ones
    return (all.length ? all : alone).map(([row, column]) => /** @type {Spot} */ ([i, row, column]));
  });
}

/** What the operands make of a cell: the number itself, or a share of a gradient that has others.
 * @type {(pass: Pass, equation: Equation, r: number, c: number) => number} */
export function valueAt(pass, equation, r, c) {
  if (!equation.shared) return numberAt(pass, equation.result, r, c) ?? NaN;
  return equation.sign * termsAt(equation, r, c).reduce((sum, term) => sum + productOf(pass, equation, term), 0);
}

/** @type {(pass: Pass, equation: Equation, term: Spot[]) => number} */
const productOf = (pass, { operands }, term) =>
  term.reduce((product, [i, r, c]) => product * (numberAt(pass, operands[i], r, c) ?? NaN), 1);

/** The numbers of a grid once all are known, of a result those that the equation makes. @type {(pass: Pass, equation: Equation, grid: Grid) => number[]} */
export const numbersIn = (pass, equation, grid) => placesOf(grid).map(([r, c]) =>
  grid === equation.result ? valueAt(pass, equation, r, c) : numberAt(pass, grid, r, c) ?? NaN);

/** How many decimals the numbers of a grid are shown with: of many, one less. @param {number[]} numbers */
export const decimalsOf = numbers => decimals(numbers, numbers.length > MANY && numbers.every(x => Math.abs(x) < 1) ? 3 : 4);
/** @type {(pass: Pass, grid: Grid) => number | null} */
export const decimalsIn = (pass, grid) => decimalsOf(placesOf(grid).map(([r, c]) => numberAt(pass, grid, r, c) ?? NaN));
/** The more of two numbers of decimals, each of which may be none that would do. @type {(a: number | null, b: number | null) => number | null} */
export const moreOf = (a, b) => a === null || b === null ? null : Math.max(a, b);

const MANY = 5, MOST = 6; // terms written out; of more, the first three and the last

/** A cell written out in numbers: "0.900 × (−0.567) + 0.400 × 0.413", " = −0.510 + 0.165" and " = −0.345"; one
 * side of a number that is only handed on. A side begins with ≈ where the digits before it make another number.
 * `seen` gives the factors that are known.
 * @type {(pass: Pass, equation: Equation, r: number, c: number, seen?: (grid: Grid, r: number, c: number) => number | null)
 *   => Piece[][]} */
export function writtenOut(pass, equation, r, c, seen = numberAt.bind(null, pass)) {
  const terms = termsAt(equation, r, c), { operands, result, sign } = equation, total = valueAt(pass, equation, r, c);
  const places = operands.map(grid => decimalsIn(pass, grid));
  const products = terms.map(term => sign * productOf(pass, equation, term));
  const own = decimalsOf(numbersIn(pass, equation, result)), digits = terms.length > 1 ? moreOf(own, decimals([...products, total])) : own;
  if (!terms.length) return addedUp([total], total, digits, result.what);
  const fromShown = terms.map(term => term.reduce((product, [i, y, x]) =>
    product * toDigits(numberAt(pass, operands[i], y, x) ?? NaN, places[i]), sign));
  const productsHold = fromShown.every((x, k) => fixed(x, digits) === fixed(products[k], digits));
  const factors = elidedTerms(terms.map(term => term.flatMap(([i, row, column], k) => {
    const number = seen(operands[i], row, column), text = number === null ? "?" : fixed(number, places[i]);
    const enclosed = text[0] === "−" && !(k === 0 && term.length < 2) ? `(${text})` : text;
    return [...(k ? [{ text: " × ", kind: "" }] : []), { text: enclosed, kind: kindIn(equation, i) }];
  })));
  const whole = sign < 0 ? [{ text: "−(", kind: "" }, ...factors, { text: ")", kind: "" }] : factors;
  const atOnce = terms.length > MOST || terms.length > 1 && terms.every(term => term.length < 2), [sums, ...last] = addedUp(atOnce ? fromShown : products, total, digits, result.what, own);
  const middle = atOnce || textOf(whole) === textOf(sums) ? [] : [[equals(productsHold), ...sums]];
  return [whole, ...middle, ...last];
}

/** @type {(x: number, places: number | null) => number} */
const toDigits = (x, places) => Number(fixed(x, places).replace("−", "-"));
/** @param {Piece[]} side */
const textOf = side => side.map(each => each.text).join("");
/** @type {(holds: boolean) => Piece} */
export const equals = holds => ({ text: holds ? " = " : " ≈ ", kind: "" });

/** Numbers added up, "0.165 + 0.542" and " ≈ 0.708"; one side only of a single number.
 * @type {(numbers: number[], total: number, digits: number | null, kind: string, places?: number | null) => Piece[][]} */
export function addedUp(numbers, total, digits, kind, places = digits) {
  const sums = elidedTerms(numbers.map(x => [{ text: fixed(x, digits), kind }])), text = fixed(total, places);
  const holds = fixed(numbers.reduce((sum, x) => sum + toDigits(x, digits), 0), places) === text;
  return textOf(sums) === text || !numbers.length ? [sums] : [sums, [equals(holds), { text, kind }]];
}

/** Terms with signs between them; of many, the first three and the last. @type {(terms: Piece[][]) => Piece[]} */
function elidedTerms(terms) {
  const dots = [{ text: say("… {0} more …", terms.length - 4), kind: "" }];
  return (terms.length > MOST ? [...terms.slice(0, 3), dots, terms[terms.length - 1]] : terms).flatMap((term, k) => {
    if (k && term.length === 1 && term[0].text[0] === "−") {
      return [{ text: " − ", kind: "" }, { ...term[0], text: term[0].text.slice(1) }];
    }
    return k ? [{ text: " + ", kind: "" }, ...term] : term;
  });
}

/** Data, gradient, or what a gradient is multiplied by. @type {(equation: Equation, i: number) => string} */
export function kindIn({ result, operands, weights }, i) {
  const { what } = operands[i];
  if (weights.includes(i) || (result.what === "gradient" && what === "data")) return "partial";
  return what;
}

/** Why an equation is so, in a few words. @param {Equation} equation */
export function whyOf({ rule, result, operands, signs, sign }) {
  if (result.what === "data") return say("On the board");
  if (rule === "product") return result.name[0][0] === "d" ? say("What came in times what comes back") : say("Back through the product");
  if (operands.length > 1) return signs[1][0] === "⊙" ? say("Upstream times partial, entry by entry") : say("Upstream times partial, added up");
  const more = placesOf(result).length - placesOf(operands[0]).length;
  return more < 0 ? say("What served many places adds up") : more ? say("Every entry gets it") : sign < 0 ? say("Handed on with the sign turned") : say("Handed on as it is");
}

/** The rows of a phase, one equation after the other. @type {(line: BoardLine, phase: Phase) => Chosen[]} */
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
