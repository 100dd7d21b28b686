import assert from "node:assert/strict";
import test from "node:test";

import { forward, recorded, stateAt } from "../../../../engine/drawing/web/graph.js";
import { answerOf, asks, hide, question, quizOf } from "../../../../engine/drawing/web/predict.js";
import { changesOf, prediction } from "../../../../engine/drawing/web/changes.js";
import { elided, wordsOf } from "../../../../engine/drawing/web/words.js";
import { frames, graph, pass } from "./product.mjs";

const words = k => wordsOf({ graph, pass }, frames[k], stateAt(graph, pass, frames, k));

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

const asking = change => ({ asking: true, before: null, quiz: new Set(frames), answers: new Map(), k: 7, grain: "arrow", graph, pass, frames,
  lineRows: [], row: 0, lineOf: new Map(), spine: { cards: [], home: graph.nodes.map(() => 0) }, ...change });

test("a step asks for the numbers that it brings", () => {
  const asked = (k, grain = "arrow") => question(asking({ k, grain }), node => node.name).join("");
  assert.equal(asked(1), "What is d?");
  assert.equal(asked(7), "How much does a receive from e?");
  assert.deepEqual([answerOf(pass, frames[1]), answerOf(pass, frames[7])], [-6, -6]);
  assert.equal(asked(8, "operation"), "Which numbers does this step bring?");
});

test("what the lecture names is asked for, or every step where it names none", () => {
  const quiz = named => [...quizOf(frames, named)].map(frame => frames.indexOf(frame));
  assert.deepEqual(quiz([3, 7]), [3, 7]);
  assert.deepEqual(quiz([]), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(quiz([0, 4, 99]), []); // neither the leaves nor the seed bring a number
});

test("a step is asked for once, in each size, also while numbers are being changed", () => {
  const quiz = new Set([frames[7]]), answers = new Map([["arrow 7 undefined", null]]);
  for (const change of [{}, { before: 3 }, { k: 8, grain: "operation" }, { k: 10, grain: "layer" }, { k: 10, grain: "pass" }, { answers, k: 8, grain: "operation" }]) {
    assert.ok(asks(asking({ quiz, ...change })), JSON.stringify(change));
  }
  for (const change of [{ asking: false }, { k: 6 }, { answers }, { pass: recorded({ ...graph, isAsked: true }) }]) {
    assert.ok(!asks(asking({ quiz, ...change })), JSON.stringify(change));
  }
});

test("what is asked for is nowhere in the state, and the rest of it is as it was", () => {
  for (const k of [1, 7, 9]) {
    const frame = frames[k], state = stateAt(graph, pass, frames, k), before = stateAt(graph, pass, frames, k - 1);
    hide(frame, state);
    if (frame.kind === "forward") assert.deepEqual(state.data[frame.node], NaN);
    else {
      const { upstream, partial, contribution } = state.edges[frame.id];
      assert.deepEqual([upstream, partial, contribution, state.gradient[frame.input], state.contributions[frame.input].at(-1)],
        [pass.gradient[frame.node], NaN, NaN, NaN, NaN]);
      assert.deepEqual(state.contributions[frame.input].slice(0, -1), before.contributions[frame.input]);
      assert.deepEqual(state.data, before.data);
    }
  }
});

test("what if: the gradient predicts grad times dx, summed over the leaves that changed", () => {
  const leaves = { 0: -1.5, 1: 3 }, player = { original: pass, pass: forward(graph, leaves), leaves };
  assert.deepEqual(changesOf(player), [{ i: 0, from: -2, x: -1.5 }]);
  assert.deepEqual(prediction(player), { predicted: -1.5, actual: -0.75 });
});
