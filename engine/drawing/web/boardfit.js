// @ts-check
// How much of the grids is shown, and how large, so that a line fits into a box of any size. All lengths in em.

import { placesOf, shapeOf } from "./equation.js";

const DIGIT = 0.62, PADDING = 0.9, GAP = 0.2, HEIGHT = 1.75, SIGN = 1.5, BRACKET = 0.7;
const LARGEST = 34, WANTED = 21, SMALLEST = 7; // px
const WINDOWS = [7, 6, 5, 4, 3, 2];

/** The part of an axis that is shown: all of it, or a window that begins at the lit places or has them in its middle.
 * @type {(length: number, lit: number[], size: number) => [from: number, to: number]} */
export function windowOf(length, lit, size) {
  if (length <= size) return [0, length];
  const first = lit.length ? Math.min(...lit) : 0, last = lit.length ? Math.max(...lit) : 0;
  const start = last - first >= size ? first : Math.floor((first + last + 1 - size) / 2);
  const from = Math.max(0, Math.min(start, length - size));
  return [from, from + size];
}

/** Which rows and columns of a grid are shown. @type {(grid: Grid, lit: Place[], size: number) => GridPart} */
export function partOf(grid, lit, size) {
  const [rows, columns] = shapeOf(grid);
  return {
    rows: windowOf(rows, lit.map(at => at[1]), size), columns: windowOf(columns, lit.map(at => at[2]), size),
  };
}

/** How wide and high one grid is. @type {(part: GridPart, looks: Looks) => [width: number, height: number]} */
export function sizeOf({ rows, columns }, { digits, rowName, columnName, name, over }) {
  const n = rows[1] - rows[0], m = columns[1] - columns[0];
  const cell = digits * DIGIT + PADDING;
  const width = Math.max(m * cell + (m - 1) * GAP + 2 * BRACKET + (rowName ? rowName * DIGIT + 0.5 : 0), name * 0.8, 4.5);
  const height = n * (HEIGHT + over) + (n - 1) * GAP + (columnName ? 1.4 : 0) + 1.7 + 1.1 + 0.4;
  return [width, height];
}

/** The largest font at which everything fits, and whether the grids stand below each other.
 * @type {(grids: Looks[], parts: GridPart[], texts: number[], width: number, height: number, stacked: boolean) => number} */
export function fontFor(grids, parts, texts, width, height, stacked) {
  const sizes = parts.map((part, i) => sizeOf(part, grids[i]));
  const wide = stacked ? Math.max(...sizes.map(size => size[0])) + SIGN + 1 :
    sizes.reduce((sum, size) => sum + size[0], 0) + (sizes.length - 1) * SIGN + 1;
  const high = stacked ? sizes.reduce((sum, size) => sum + size[1] + 0.3, 0) : Math.max(...sizes.map(size => size[1]));
  for (let font = Math.min(LARGEST, width / wide); font > SMALLEST; font -= 0.5) {
    const inLine = Math.floor((width / font - 2) / (0.56 * 0.9));
    const lines = texts.reduce((sum, length) => sum + Math.ceil(length / inLine), 0);
    if (font * (high + 1.45 * 0.9 * lines + 1.6 + 1.2) <= height) return font;
  }
  return SMALLEST;
}

/** Choose a window and an arrangement: the largest window with digits of a good size, else the largest digits.
 * @type {(grids: Looks[], all: Grid[], lit: Place[][], texts: number[], width: number, height: number) => Arrangement} */
export function arranged(grids, all, lit, texts, width, height) {
  let best = /** @type {Arrangement | null} */ (null);
  for (const size of WINDOWS) {
    for (const stacked of [false, true]) {
      const parts = all.map((grid, i) => partOf(grid, lit[i], size));
      const font = fontFor(grids, parts, texts, width, height, stacked);
      const found = { parts, font, stacked };
      if (font >= WANTED) return found;
      if (!best || font > best.font * 1.12) best = found;
    }
    if (best && best.font >= 0.72 * WANTED) return best;
    if (all.every(grid => Math.max(...shapeOf(grid)) < size && placesOf(grid).length <= 4)) break;
  }
  return /** @type {Arrangement} */ (best);
}
