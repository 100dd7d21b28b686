// @ts-check
// How much of the grids is shown, and how large, so that a line fits into a box of any size. All lengths in em.

import { shapeOf } from "./equation.js";

const DIGIT = 0.62, PADDING = 0.9, BETWEEN = 0.2, CELL = 1.75, SIGN = 1.5, BRACKET = 0.7;
const LARGEST = 44, SMALLEST = 7; // px
const WINDOWS = [7, 6, 5, 4, 3, 2]; // rows or columns that are shown of a longer axis

/** The part of an axis that is shown: all of it, or a window that begins at the lit places or has them in its middle.
 * @type {(length: number, lit: number[], size: number) => [from: number, to: number]} */
export function windowOf(length, lit, size) {
  if (length <= size) return [0, length];
  const first = lit.length ? Math.min(...lit) : 0, last = lit.length ? Math.max(...lit) : 0;
  const start = last - first >= size ? first : Math.floor((first + last + 1 - size) / 2);
  const from = Math.max(0, Math.min(start, length - size));
  return [from, from + size];
}

/** Which rows and columns of a grid are shown. @type {(grid: Grid, lit: Spot[], size: number) => GridPart} */
export function partOf(grid, lit, size) {
  const [rows, columns] = shapeOf(grid);
  return {
    rows: windowOf(rows, lit.map(at => at[1]), size), columns: windowOf(columns, lit.map(at => at[2]), size),
  };
}

/** How wide and high one grid is. @type {(part: GridPart, looks: Looks) => [width: number, height: number]} */
export function sizeOf({ rows, columns }, { digits, rowName, columnName, name, over, height, width }) {
  const n = rows[1] - rows[0], m = columns[1] - columns[0];
  const cut = n < height || m < width;
  const cell = digits * DIGIT + PADDING;
  const wide = Math.max(m * cell + (m - 1) * BETWEEN + 2 * BRACKET + (rowName ? rowName * DIGIT + 0.5 : 0), name * 0.8, cut ? 12 : 4.5);
  const high = n * (CELL + over) + (n - 1) * BETWEEN + (columnName ? 1.4 : 0) + 3.2 + (cut ? 0.8 : 0);
  return [wide, high];
}

/** The largest font at which everything fits, with the grids side by side or below each other.
 * @type {(sizes: number[][], signs: number, texts: number[], width: number, height: number, stacked: boolean) => number} */
export function fontFor(sizes, signs, texts, width, height, stacked) {
  const widths = sizes.map(size => size[0]), heights = sizes.map(size => size[1]);
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((a, b) => a + b, 0);
  const wide = stacked ? Math.max(...widths) + 1 : sum(widths) + (sizes.length - 1) * SIGN + signs * 0.55 + 1;
  const high = stacked ? sum(heights) + sizes.length * 1.2 : Math.max(...heights);
  for (let font = Math.min(LARGEST, width / wide); font > SMALLEST; font -= 0.5) {
    const inLine = Math.floor((width / font - 2) / (0.56 * 0.9));
    const lines = texts.reduce((lines, length) => lines + Math.ceil(length / inLine), 0);
    if (font * (high + 1.45 * 0.9 * lines + 1.6 + 1.2) <= height) return font;
  }
  return SMALLEST;
}

/** Choose windows and an arrangement: the largest windows with digits of a good size, else the largest digits.
 * @type {(looks: Looks[], grids: Grid[], lit: Spot[][], signs: number, texts: number[], width: number, height: number) => Arrangement} */
export function arranged(looks, grids, lit, signs, texts, width, height) {
  const wanted = Math.min(30, Math.max(18, Math.sqrt(width * height) / 42));
  /** @type {(Arrangement & { worth: number })[]} */
  const found = [];
  for (const size of WINDOWS) {
    const parts = grids.map((grid, i) => partOf(grid, lit[i], size));
    const sizes = parts.map((part, i) => sizeOf(part, looks[i]));
    for (const stacked of [false, true]) {
      const font = fontFor(sizes, signs, texts, width, height, stacked);
      const legible = Math.min(font, wanted) * Math.min(1, font / 14);
      found.push({ parts, font, stacked, worth: legible * (size > 3 ? 1 : 0.85) * (stacked ? 0.96 : 1) });
    }
  }
  return found.reduce((best, each) => each.worth > best.worth * 1.02 ? each : best);
}
