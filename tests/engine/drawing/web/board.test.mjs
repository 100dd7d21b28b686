// The pure parts of the board: what makes a cell, what is written out, and what fits into a box.

import assert from "node:assert/strict";
import test from "node:test";

import { arrowsOf, rowsOf } from "../../../../engine/drawing/web/equation.js";
import { arranged, partOf, windowOf } from "../../../../engine/drawing/web/boardfit.js";
import { decimalsOf, kindIn, linesOf, makers, numberAt, termsAt, valueAt, writtenOut } from "../../../../engine/drawing/web/equation.js";
import { graphOf, recorded } from "../../../../engine/drawing/web/graph.js";
import { fixed } from "../../../../engine/drawing/web/numbers.js";

// o = h W^T with h = (0.5, -1.0), W = [[0.9, -1.1], [0.4, 0.35]], then loss = o1 * o2
const leaf = (name, data) => ({ name, math: `i:${name}`, kind: "variable", data });
const node = (name, data, inputs, partials) => ({ ...leaf(name, data), kind: "operation", inputs, partials, row: 0 });
const o1 = 0.9 * 0.5 + 1.1, o2 = 0.4 * 0.5 - 0.35;
const sent = {
  nodes: [
    leaf("h1", 0.5), leaf("h2", -1), leaf("w11", 0.9), leaf("w12", -1.1), leaf("w21", 0.4), leaf("w22", 0.35),
    node("o1", o1, [2, 3, 0, 1], [0.5, -1, 0.9, -1.1]), node("o2", o2, [4, 5, 0, 1], [0.5, -1, 0.4, 0.35]),
    node("L", o1 * o2, [6, 7], [o2, o1]),
  ],
  templates: [], code: {},
};
const grid = (name, what, cells, more = {}) => ({ name: [name, `i:${name}`], what, cells, ...more });
const board = {
  grids: [
    grid("O", "data", [[6, 7]]), grid("H", "data", [[0, 1]]), grid("Wᵀ", "data", [[2, 4], [3, 5]]),
    grid("δH", "gradient", [[0, 1]]), grid("δO", "gradient", [[6, 7]]), grid("W", "data", [[2, 3], [4, 5]]),
    grid("dW", "gradient", [[2, 3], [4, 5]]), grid("δOᵀ", "gradient", [[6], [7]]),
  ],
  lines: [
    {
      kind: "linear", nodes: [6, 7],
      forward: { rule: "product", text: ["", ""], result: 0, operands: [1, 2], signs: ["", "×", ""], pairs: 1, weights: [1] },
      backward: [
        { rule: "product", text: ["", ""], result: 3, operands: [4, 5], signs: ["", "×", ""], pairs: 1 },
        { rule: "product", text: ["", ""], result: 6, operands: [7, 1], signs: ["", "×", ""], pairs: 1 },
      ],
    },
    { kind: "elementwise", nodes: [8] },
  ],
};
const graph = graphOf(sent), pass = recorded(graph), [line, scalar] = linesOf(board);
const forward = line.equations.forward[0], [back, weights] = line.equations.backward;
const textOf = sides => sides.map(side => side.map(piece => piece.text).join("")).join("");

test("a cell of a product is a row times a column", () => {
  assert.deepEqual(termsAt(forward, 0, 1), [[[0, 0, 0], [1, 0, 1]], [[0, 0, 1], [1, 1, 1]]]);
  assert.equal(numberAt(pass, forward.result, 0, 1), o2);
  assert.deepEqual(makers(graph, back, 0, 0), [[0, 0, 0], [1, 0, 0], [0, 0, 1], [1, 1, 0]]);
});

test("a single row that is added serves every row, and empty places make no terms", () => {
  const sum = { ...forward, operands: [grid("X", "data", [[0, null], [1, 1]]), forward.operands[1], grid("b", "data", [[4, 5]])] };
  assert.deepEqual(termsAt(sum, 1, 1).at(-1), [[2, 0, 1]]);
  assert.equal(termsAt(sum, 0, 0).length, 2);
});

test("a row is written out with signs, parentheses and the same decimals", () => {
  assert.equal(textOf(writtenOut(pass, back, 0, 0)), "(−0.15) × 0.90 + 1.55 × 0.40 = −0.1350 + 0.6200 = 0.4850");
  assert.equal(textOf(writtenOut(pass, back, 0, 1)), "(−0.15) × (−1.10) + 1.55 × 0.35 = 0.1650 + 0.5425 = 0.7075");
  assert.equal(textOf(writtenOut(pass, weights, 1, 1)), "1.55 × (−1.0) = −1.550");
});

test("what is subtracted has its minus sign, and what is only handed on is said once", () => {
  const handed = { ...back, rule: "terms", operands: [back.operands[0]], terms: [[[[0, 0, 0]]], [[[0, 0, 1]]]], result: { ...back.result, cells: [[6, 7]] } };
  assert.equal(textOf(writtenOut(pass, handed, 0, 1)), "1.55");
  const minus = textOf(writtenOut({ ...pass, gradient: pass.gradient.map((x, i) => i === 0 ? -1.55 : x) },
    { ...handed, sign: -1, terms: [[[[0, 0, 1]]]], result: { ...back.result, cells: [[0]] } }, 0, 0));
  assert.equal(minus, "−(1.55) = −1.55");
});

test("of many terms the first and the last are written", () => {
  const many = { ...back, rule: "terms", terms: [Array(16).fill([[0, 0, 1]]), []] };
  assert.equal(textOf(writtenOut(pass, many, 0, 0)).split(" ≈ ")[0], "1.55 + 1.55 + 1.55 + … 12 more … + 1.55");
});

test("a share is what this line brings, not the total", () => {
  const half = { ...back, shared: true, operands: [back.operands[0], grid("W", "data", [[2, 3], [null, null]])] };
  assert.equal(valueAt(pass, half, 0, 0), o2 * 0.9);
  assert.equal(valueAt(pass, back, 0, 0), pass.gradient[0]);
});

test("data, gradients and what they are multiplied by are told apart", () => {
  assert.deepEqual([kindIn(forward, 0), kindIn(forward, 1), kindIn(back, 0), kindIn(back, 1)], ["data", "partial", "gradient", "partial"]);
});

test("decimals: whole numbers none, small numbers more", () => {
  const third = 1 / 3, many = Array(6).fill(third);
  const cases = [[[1, -2], 0], [[third, -1.1], 3], [[12.5, 10 * third], 2], [[98.25, 350.5], 1], [[0.5], 1], [[third], 4], [[0.04 * third, 0.001], 5], [[0.0002], 4],
    [[], 0], [many, 3], [[0.5, ...many], 3], [Array(6).fill(0.25), 2], [[1e-7], null]];
  for (const [numbers, decimals] of cases) assert.equal(decimalsOf(numbers), decimals, String(numbers));
  assert.deepEqual([fixed(-0.5, 2), fixed(-0.0001, 2), fixed(2, 0)], ["−0.50", "0.00", "2"]);
});

test("rows go through all equations of a phase, and lead to their arrows", () => {
  const rows = rowsOf(line, "backward");
  assert.deepEqual(rows.map(({ index, row }) => [index, row]), [[0, 0], [1, 0], [1, 1]]);
  assert.deepEqual(arrowsOf(graph, line, rows[2]), ["7.0", "7.1"]);
  assert.deepEqual(arrowsOf(graph, line, rowsOf(line, "forward")[0]), ["6", "7"]);
  assert.deepEqual(rowsOf(scalar, "forward"), []);
});

test("a window holds the lit part, in the middle where there is room", () => {
  assert.deepEqual(windowOf(5, [4], 6), [0, 5]);
  assert.deepEqual(windowOf(16, [8], 5), [6, 11]);
  assert.deepEqual(windowOf(16, [15], 5), [11, 16]);
  assert.deepEqual(windowOf(16, Array.from({ length: 16 }, (_, i) => i), 5), [0, 5]);
  assert.deepEqual(partOf(grid("W", "data", Array(9).fill(Array(3).fill(0))), [[0, 4, 1]], 3), { rows: [3, 6], columns: [0, 3] });
});

test("grids that fit in a good size are shown whole, and not in larger digits with columns left out", () => {
  const all = [[2, 3], [2, 1], [1, 3]].map(([rows, columns]) => grid("W", "data", Array.from({ length: rows }, () => Array(columns).fill(0))));
  const looks = all.map(({ cells }) => ({ digits: 7, rowName: 0, columnName: 0, name: 3, over: 0, height: cells.length, width: cells[0].length }));
  const { parts, font } = arranged(looks, all, all.map(() => []), 0, [60], 720, 260);
  assert.deepEqual(parts.map(({ columns }) => columns), [[0, 3], [0, 1], [0, 3]]);
  assert.ok(font >= 14, `${font}`);
});

test("a wide box has the grids side by side, a narrow one in several lines, and both are legible", () => {
  const all = [forward.result, ...forward.operands], lit = all.map(() => []);
  const looks = all.map(({ cells }) => ({ digits: 6, rowName: 1, columnName: 1, name: 2, over: 0, height: cells.length, width: cells[0].length }));
  const wide = arranged(looks, all, lit, 0, [60], 1280, 500), narrow = arranged(looks, all, lit, 0, [60], 380, 640);
  assert.deepEqual([wide.wraps, narrow.wraps], [false, true]);
  assert.ok(wide.font > 24 && narrow.font > 14, `${wide.font} ${narrow.font}`);
});
