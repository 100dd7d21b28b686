import assert from "node:assert/strict";
import test from "node:test";

import { forward, stateAt } from "../../../../engine/drawing/web/graph.js";
import { fill, negativeInParentheses, readNumber, show } from "../../../../engine/drawing/web/numbers.js";
import { progressOf, stopsOf } from "../../../../engine/drawing/web/grain.js";
import { answerOf, question, quizOf } from "../../../../engine/drawing/web/predict.js";
import { changesOf, prediction } from "../../../../engine/drawing/web/whatif.js";
import { elided, wordsOf } from "../../../../engine/drawing/web/words.js";
import { frames, graph, pass, shown } from "./product.mjs";

const words = k => wordsOf(shown(k), frames[k], stateAt(graph, pass, frames, k));

test("numbers have four significant digits, as in engine/words/notation.py", () => {
  assert.deepEqual([2, -1 / 3, 0.07, 123456.7, 1.5e-7, -0, null, undefined].map(show),
    ["2", "-0.3333", "0.07", "123457", "1.5e-7", "0", "—", "—"]);
  assert.deepEqual([999999.4, 999999.5, 0.0001, 0.00009, 1e21, 0.99999].map(show),
    ["999999", "1e6", "0.0001", "9e-5", "1e21", "1"]);
});

test("a place takes a number, in parentheses where a minus sign needs them", () => {
  const [first, second] = [0xF0000, 0xF0004].map(code => String.fromCodePoint(code));
  assert.equal(fill(`${first}*${second}`, [-2, -3]), "-2*(-3)");
  assert.equal(fill(`${first}*${second}`, [2, 3]), "2*3");
  assert.deepEqual([-1, 0, 1].map(negativeInParentheses), ["(-1)", "0", "1"]);
});

test("what somebody types is read with a comma, a true minus and spaces, and nothing else", () => {
  assert.deepEqual([" 1,5 ", "−2e-3", "7"].map(readNumber), [1.5, -0.002, 7]);
  assert.deepEqual(["", "  ", "1e", "minus six", "1.2.3"].map(readNumber), [NaN, NaN, NaN, NaN, NaN]);
});

test("a long list keeps its first three items and its last", () => {
  assert.deepEqual(elided([..."abcdef"], "…"), [..."abcdef"]);
  assert.deepEqual(elided([..."abcdefgh"], "…"), ["a", "b", "c", "…", "h"]);
});

test("every step is said as the engine says it", () => {
  assert.equal(words(0), "a = -2, b = 3");
  assert.equal(words(1), "d = a*b = -2*3 = -6");
  assert.equal(words(4), "df/df = 1");
  assert.equal(words(7), "de/da = 1\nupstream × partial = df/de × de/da = -6 × 1 = -6\na.grad = -6 (so far)");
  assert.equal(words(9), "dd/da = b = 3\nupstream × partial = df/dd × dd/da = 1 × 3 = 3\na.grad = -6 + 3 = -3");
});

test("a grain stops after each arrow, operation, layer or pass, and says how far one is in its pass", () => {
  const layers = { frames, spine: { cards: [], home: [0, 0, 1, 1, 2] }, lineOf: new Map() };
  const at = (grain, k, more = {}) => ({ ...layers, grain, k, ...more });
  const told = (...where) => Object.values(progressOf(at(...where))).join(" ");
  assert.deepEqual(stopsOf(at("arrow")), frames.map((_, k) => k));
  assert.deepEqual(stopsOf(at("operation")), [0, 1, 2, 3, 4, 6, 8, 10]);
  assert.deepEqual(stopsOf(at("layer")), [0, 2, 3, 6, 10]);
  assert.deepEqual(stopsOf(at("pass")), [3, 10]);
  assert.deepEqual(stopsOf(at("layer", 0, { lineOf: new Map([[3, 0], [4, 0]]) })), [0, 1, 3, 8, 10], "lines before cards");
  assert.deepEqual([0, 2, 4, 7, 10].map(k => told("arrow", k)),
    ["forward 0 3", "forward 2 3", "backward 1 7", "backward 4 7", "backward 7 7"]);
  assert.deepEqual([2, 6, 10].map(k => told("layer", k)), ["forward 1 2", "backward 1 2", "backward 2 2"]);
});

test("a frame asks for the number that it brings", () => {
  assert.equal(question(graph, frames[1]), "What is d?");
  assert.equal(question(graph, frames[7]), "How much does e send back to a?");
  assert.deepEqual([answerOf(pass, frames[1]), answerOf(pass, frames[7])], [-6, -6]);
});

test("what asks is every step, or the first operation and what the lecture names", () => {
  assert.deepEqual([...quizOf(frames, [])], [1, 2, 3, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual([...quizOf(frames, [0, 4, 7])], [1, 7]);
});

test("what if: the gradient predicts grad times dx, summed over the leaves that changed", () => {
  const leaves = { 0: -1.5, 1: 3 }, player = { original: pass, pass: forward(graph, leaves), leaves };
  assert.deepEqual(changesOf(player), [{ i: 0, from: -2, x: -1.5 }]);
  assert.deepEqual(prediction(player), { predicted: -1.5, actual: -0.75 });
});
