// @ts-check
// Equations between grids of numbers (engine/drawing/board): what makes a cell, and the same written out in numbers.
// A grid holds indices of nodes; the numbers are those of the pass that is shown.

import { fixed } from "./numbers.js";

/** Put grids in the place of their numbers in the list. @type {(sent: SentBoard) => BoardLine[]} */
export function linesOf({ grids, lines }) {
  /** @type {(equation: SentEquation) => Equation} */
  const resolved = equation => ({
    terms: [], pairs: 1, sign: 1, shared: false, weights: [], ...equation,
    result: grids[equation.result], operands: equation.operands.map(i => grids[i]),
  });
  return lines.map(({ forward, backward = [], ...line }) =>
    ({ ...line, equations: { forward: forward ? [resolved(forward)] : [], backward: backward.map(resolved) } }));
}

/** @type {(grid: Grid) => [rows: number, columns: number]} */
export const shapeOf = grid => [grid.cells.length, grid.cells[0].length];

/** The number of a cell; null where there is none. @type {(pass: Pass, grid: Grid, r: number, c: number) => number | null} */
export function numberAt(pass, { what, cells }, r, c) {
  const cell = cells[r][c];
  if (cell === null) return null;
  if (typeof cell === "object") return pass.partials[cell[0]][cell[1]];
  return what === "data" ? pass.data[cell] : pass.gradient[cell];
}

/** A single row or column of an operand serves all of the result. @type {(grid: Grid, r: number, c: number) => number[]} */
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

/** The places [operand, row, column] that make a cell. @type {(graph: Graph, equation: Equation, r: number, c: number) => Spot[]} */
export function makers(graph, equation, r, c) {
  if (equation.rule !== "function") return termsAt(equation, r, c).flat();
  const node = graph.nodes[/** @type {number} */ (equation.result.cells[r][c])];
  const isRead = (/** @type {Cell} */ cell) => typeof cell === "number" && node.inputs.includes(cell);
  return equation.operands.flatMap((grid, i) => {
    const own = served(grid, r, c);
    const found = placesOf(grid).filter(([row, column]) => isRead(grid.cells[row][column]));
    const same = found.filter(([row, column]) => row === own[0] && column === own[1]);
    const all = same.length && node.inputs.length <= equation.operands.length ? same : found;
    const one = all.length ? all : placesOf(grid).length === 1 ? placesOf(grid) : []; // a number that stands for equal ones
    return one.map(([row, column]) => /** @type {Spot} */ ([i, row, column]));
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

/** So many decimals that a column of numbers lines up and its largest number has three digits or four.
 * @type {(numbers: number[]) => number} */
export function decimalsOf(numbers) {
  const known = numbers.filter(Number.isFinite), largest = Math.max(0, ...known.map(Math.abs));
  if (known.every(Number.isInteger)) return 0;
  return Math.min(7, Math.max(1, 3 - Math.floor(Math.log10(largest) + (largest < 1 ? 1 : 0))));
}

/** How many decimals a grid is shown with. @type {(pass: Pass, grid: Grid) => number} */
export const decimalsIn = (pass, grid) =>
  decimalsOf(placesOf(grid).map(([r, c]) => numberAt(pass, grid, r, c) ?? NaN));

const MOST = 6; // terms written out; of more, the first three and the last

/** A cell written out in numbers: "0.900 × (−0.567) + 0.400 × 0.413", "−0.510 + 0.165" and "−0.345"; nothing of a
 * single number that is only handed on. Each side is a list of pieces with the kind of number.
 * @type {(pass: Pass, equation: Equation, r: number, c: number) => Piece[][]} */
export function writtenOut(pass, equation, r, c) {
  const terms = termsAt(equation, r, c), { operands, result, sign } = equation;
  const shown = terms.length > MOST ? [...terms.slice(0, 3), null, terms[terms.length - 1]] : terms;
  const places = operands.map(grid => decimalsIn(pass, grid)), total = valueAt(pass, equation, r, c);
  const products = terms.map(term => sign * productOf(pass, equation, term));
  const digits = Math.max(decimalsIn(pass, result), Math.min(3, decimalsOf([...products, total])));
  /** @type {(x: number, decimals: number, kind: string, leading: boolean) => Piece} */
  const piece = (x, decimals, kind, leading) => {
    const text = fixed(x, decimals);
    return { text: text[0] === "−" && !leading ? `(${text})` : text, kind };
  };
  const kindOf = (/** @type {number} */ i) => kindIn(equation, i);
  const dots = { text: `… ${terms.length - 4} more …`, kind: "" };
  const factors = shown.map(term => term === null ? [dots] : term.flatMap(([i, row, column], k) => {
    const x = numberAt(pass, operands[i], row, column) ?? NaN;
    return [...(k ? [{ text: " × ", kind: "" }] : []), piece(x, places[i], kindOf(i), k === 0 && term.length < 2)];
  }));
  const sums = shown.map(term => term === null ? [dots] :
    [piece(products[terms.indexOf(term)], digits, result.what, true)]);
  /** @type {(parts: Piece[][]) => Piece[]} */
  const added = parts => parts.flatMap((part, k) => {
    const minus = k && part.length === 1 && part[0].text[0] === "−";
    if (minus) return [{ text: " − ", kind: "" }, { ...part[0], text: part[0].text.slice(1) }];
    return k ? [{ text: " + ", kind: "" }, ...part] : part;
  });
  const first = added(factors), whole = sign < 0 ? [{ text: "−(", kind: "" }, ...first, { text: ")", kind: "" }] : first;
  const sides = [whole, added(sums), [{ text: fixed(total, digits), kind: result.what }]];
  const textOf = (/** @type {Piece[]} */ side) => side.map(each => each.text).join("");
  return terms.length ? sides.filter((side, k) => k === 0 || textOf(side) !== textOf(sides[k - 1])) : [sides[2]];
}

/** Data, gradient, or what a gradient is multiplied by. @type {(equation: Equation, i: number) => string} */
export function kindIn({ result, operands, weights }, i) {
  const { what } = operands[i];
  if (weights.includes(i) || (result.what === "gradient" && what === "data")) return "partial";
  return what;
}
