// How much one step takes in, on f = (a b)(a + b): frames 0 leaves, 1 to 3 d, e, f, 4 seed, then f to d and e, e to a and b, d to a and b.

import assert from "node:assert/strict";
import test from "node:test";

import { GRAINS, phaseOf, progressOf, stopsOf } from "../../../../engine/drawing/web/grain.js";
import { frames } from "./product.mjs";

const player = (grain, lines = [], k = 0) => ({ frames, grain, k, spine: { home: [0, 0, 1, 1, 2] }, lineOf: new Map(lines) });

test("there are four grains, from the smallest to the largest", () => {
  assert.deepEqual(GRAINS, ["arrow", "operation", "layer", "pass"]);
  const counts = GRAINS.map(grain => stopsOf(player(grain)).length);
  assert.deepEqual(counts, [11, 8, 6, 2]);
});

test("an arrow stops everywhere, an operation where all its inputs have got their share", () => {
  assert.deepEqual(stopsOf(player("arrow")), frames.map((_, k) => k));
  assert.deepEqual(stopsOf(player("operation")), [0, 1, 2, 3, 4, 6, 8, 10]);
});

test("a layer stops at the turn, and at the end of each card or of each line on the board", () => {
  assert.deepEqual(stopsOf(player("layer")), [0, 2, 3, 4, 6, 10]);
  assert.deepEqual(stopsOf(player("layer", [[2, 0], [3, 1]])), [0, 1, 2, 3, 4, 6, 8, 10]);
  assert.deepEqual(stopsOf(player("layer", [[2, 0], [4, 0]])), [0, 2, 3, 4, 8, 10]); // a line is not done before all of it is
});

test("a pass stops at its end", () => {
  assert.deepEqual(stopsOf(player("pass")), [3, 10]);
});

test("every grain ends with the last frame and stops at no frame that a smaller one passes by", () => {
  for (const [k, grain] of GRAINS.entries()) {
    const stops = stopsOf(player(grain));
    assert.equal(stops.at(-1), 10);
    if (k) assert.ok(stops.every(stop => stopsOf(player(GRAINS[k - 1])).includes(stop)), grain);
  }
});

test("the turn belongs to the backward pass, and the leaves to the forward pass", () => {
  assert.deepEqual([0, 1, 3, 4, 5, 10].map(k => phaseOf(frames[k])), ["forward", "forward", "forward", "backward", "backward", "backward"]);
});

test("progress counts the steps of the grain in the pass that one is in", () => {
  const at = (grain, k) => Object.values(progressOf({ ...player(grain), k }));
  assert.deepEqual([0, 2, 3, 4, 7, 10].map(k => at("arrow", k)),
    [["forward", 0, 3], ["forward", 2, 3], ["forward", 3, 3], ["backward", 1, 7], ["backward", 4, 7], ["backward", 7, 7]]);
  assert.deepEqual([2, 6, 7, 10].map(k => at("operation", k)),
    [["forward", 2, 3], ["backward", 2, 4], ["backward", 2, 4], ["backward", 4, 4]]);
  assert.deepEqual([at("layer", 2), at("layer", 6), at("pass", 3), at("pass", 10)],
    [["forward", 1, 2], ["backward", 2, 3], ["forward", 1, 1], ["backward", 1, 1]]);
});
