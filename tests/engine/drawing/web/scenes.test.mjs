// What is left out where there is too much, and which arrows belong to a value.

import assert from "node:assert/strict";
import test from "node:test";

import { around, arrowsFrom, arrowsInto, isNamed, isShort, largest, operandsOf } from "../../../../engine/drawing/web/scenes.js";
import { graph } from "./product.mjs";

const itself = x => x;

test("of a few nothing is left out", () => {
  assert.deepEqual(largest([3, 1, 2], itself, undefined, 3), [[3, 1, 2], []]);
  assert.deepEqual(largest([], itself, undefined, 3), [[], []]);
  assert.deepEqual(around([1, 2, 3], 2, 4), [1, 2, 3]);
});

test("of many the largest stay, in their old order, and leave a line for the others together", () => {
  assert.deepEqual(largest([1, 5, 2, 9, 3], itself, undefined, 3), [[5, 9], [1, 2, 3]]);
  const equal = Array.from({ length: 4 }, (_, i) => ({ i }));
  assert.deepEqual(largest(equal, () => 4, undefined, 3), [equal.slice(0, 2), equal.slice(2)]);
});

test("what the step is about stays however small it is, and nothing is in both or in none", () => {
  assert.deepEqual(largest([1, 5, 2, 9, 3], itself, 1, 3), [[1, 9], [5, 2, 3]]);
  assert.deepEqual(largest([1, 5, 2, 9, 3], itself, 9, 3), [[5, 9], [1, 2, 3]]);
  for (const keep of [0, 7, 12]) {
    const items = Array.from({ length: 13 }, (_, i) => i), [shown, rest] = largest(items, x => (x * 5) % 13, keep, 5);
    assert.equal(shown.length, 4);
    assert.ok(shown.includes(keep));
    assert.deepEqual([...shown, ...rest].sort((a, b) => a - b), items);
  }
});

test("neighbours are taken from both sides, and from one at an end", () => {
  const items = [..."abcdefghij"];
  assert.deepEqual([0, 1, 5, 8, 9].map(at => around(items, at, 4).join("")), ["abcd", "abcd", "defg", "ghij", "ghij"]);
  for (let at = 0; at < items.length; at += 1) assert.ok(around(items, at, 4).includes(items[at]));
});

test("arrows lead out of a value to its users, and into an operation by slot", () => {
  assert.deepEqual(arrowsFrom(graph, 0).map(({ id }) => id), ["2.0", "3.0"]);
  assert.deepEqual(arrowsInto(graph, 4).map(({ id }) => id), ["4.0", "4.1"]);
  assert.deepEqual(arrowsFrom(graph, 4), []);
  assert.deepEqual(operandsOf(graph, 2), [0, 1]);
});

test("a bare number is no box, a constant with a name is one", () => {
  assert.deepEqual([{ kind: "constant" }, { kind: "constant", given: true }, { kind: "variable" }].map(node => Boolean(isNamed(node))), [false, true, true]);
});

test("a long name is told once and not in every derivative", () => {
  assert.deepEqual(["W1[0,1]", "loss", "sigmoid(w*x + b)"].map(quoted => isShort({ quoted })), [true, true, false]);
});
