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
  const names = rowName ? rowName * DIGIT + 0.5 : 0;
  const wide = Math.max(m * cell + (m - 1) * BETWEEN + 2 * BRACKET + names, name * 0.8, cut ? 12 : 4.5);
  const high = n * (CELL + over) + (n - 1) * BETWEEN + (columnName ? 1.4 : 0) + 3.2 + (cut ? 0.8 : 0);
  return [wide, high];
}

/** The largest font at which everything fits: the grids in one line, or in as many as they need.
 * @type {(sizes: number[][], signs: number, texts: number[], width: number, height: number, wraps: boolean)
 *   => number} */
export function fontFor(sizes, signs, texts, width, height, wraps) {
  for (let font = LARGEST; font > SMALLEST; font -= 0.5) {
    const room = width / font - 1, inLine = Math.floor((room - 1) / 0.504);
    const lines = texts.reduce((lines, length) => lines + Math.ceil(length / inLine), 0);
    const rows = rowsFor(sizes, signs, room), high = rows.reduce((sum, row) => sum + row, 0);
    const fits = (wraps || rows.length === 1) && Math.max(...sizes.map(size => size[0])) <= room;
    if (fits && font * (high + 1.45 * 0.9 * lines + 2.8) <= height) return font;
  }
  return SMALLEST;
}

/** How high the lines are into which grids are broken.
 * @type {(sizes: number[][], signs: number, room: number) => number[]} */
function rowsFor(sizes, signs, room) {
  const sign = SIGN + signs * 0.55 / Math.max(1, sizes.length - 1), rows = /** @type {number[]} */ ([]);
  let used = Infinity;
  for (const [i, [width, height]] of sizes.entries()) {
    const more = width + (i ? sign : 0);
    if (used + more > room) {
      rows.push(height + 0.2);
      used = more;
    } else {
      rows[rows.length - 1] = Math.max(rows[rows.length - 1], height + 0.2);
      used += more;
    }
  }
  return rows;
}

/** Choose windows and an arrangement: all of the grids where their digits are of a good size, else the largest windows
 * with such digits, else the largest digits.
 * @type {(looks: Looks[], grids: Grid[], lit: Spot[][], signs: number, texts: number[], width: number, height: number)
 *   => Arrangement} */
export function arranged(looks, grids, lit, signs, texts, width, height) {
  const wanted = Math.min(30, Math.max(18, Math.sqrt(width * height) / 42));
  /** @type {(Arrangement & { worth: number })[]} */
  const found = [];
  const longest = Math.max(...grids.flatMap(shapeOf));
  for (const size of WINDOWS) {
    const parts = grids.map((grid, i) => partOf(grid, lit[i], size));
    const sizes = parts.map((part, i) => sizeOf(part, looks[i]));
    for (const wraps of [false, true]) {
      const font = fontFor(sizes, signs, texts, width, height, wraps);
      const legible = Math.min(font, wanted) * Math.min(1, font / 14) * (font < wanted - 2 ? 0.9 : 1);
      const whole = font >= Math.max(14, 0.75 * wanted) ? 1.5 : 1.1;
      found.push({ parts, font, wraps, worth: legible * (size >= longest ? whole : size > 3 ? 1 : 0.93) * (wraps ? 0.9 : 1) });
    }
  }
  return found.reduce((best, each) => each.worth > best.worth * 1.02 ? each : best);
}
