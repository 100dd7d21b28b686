import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";

import {
  finiteDifference, forward, framesOf, graphOf, isComplete, recorded, stateAt,
} from "../../../../engine/drawing/web/graph.js";
import { countPaths, pathsFrom } from "../../../../engine/drawing/web/paths.js";
import { frames, graph, pass } from "./product.mjs";

const WEB = new URL("../../../../engine/drawing/web/", import.meta.url);

for (const name of readdirSync(WEB).filter(each => each.endsWith(".js") && each !== "start.js")) {
  test(`${name} can be imported where there is no page`, () => import(new URL(name, WEB)));
}

test("recorded numbers are shown as they are, and their gradients are summed", () => {
  assert.deepEqual(pass.data, [-2, 3, -6, 1, -6]);
  assert.deepEqual(pass.gradient, [-3, -8, 1, -6, 1]);
  assert.equal(pass.failed, null);
});

test("forward from the same leaves gives the recorded numbers", () => {
  assert.deepEqual(forward(graph, {}), pass);
});

test("forward from other leaves gives other numbers", () => {
  const { data, gradient } = forward(graph, { 0: -1.5 });
  assert.deepEqual(data, [-1.5, 3, -4.5, 1.5, -6.75]);
  assert.deepEqual(gradient, [0, -6.75, 1.5, -4.5, 1]);
});

test("where the backward pass is asked for, its numbers are known to nobody, and values are", () => {
  for (const asked of [recorded({ ...graph, isAsked: true }), forward({ ...graph, isAsked: true }, {})]) {
    assert.deepEqual(asked.data, pass.data);
    assert.equal(asked.failed, null);
    assert.deepEqual(asked.gradient, [NaN, NaN, NaN, NaN, 1]);
    const { edges, gradient } = stateAt(graph, asked, frames, frames.length - 1);
    assert.deepEqual(gradient, [NaN, NaN, NaN, NaN, 1]);
    for (const { partial, contribution } of Object.values(edges)) assert.deepEqual([partial, contribution], [NaN, NaN]);
  }
  assert.equal(forward({ ...graph, isAsked: true }, { 0: 1e200, 1: 1e200 }).failed, 2);
});

test("what is not finite is named, whether a value or a gradient", () => {
  assert.equal(forward(graph, { 0: 1e200, 1: 1e200 }).failed, 2);
  const steep = { ...graph, rows: [xs => [xs[0] * xs[1], 1e200, 1e200], graph.rows[1]] };
  assert.equal(forward(steep, {}).failed, 4);
});

test("frames are the leaves, the operations, the seed and the edges from the output back", () => {
  assert.deepEqual(frames.map(frame => frame.id ?? frame.kind),
    ["leaves", "forward", "forward", "forward", "seed", "4.0", "4.1", "3.0", "3.1", "2.0", "2.1"]);
});

test("a state knows what has been computed and nothing more", () => {
  const leaves = stateAt(graph, pass, frames, 0);
  assert.deepEqual(leaves.data, [-2, 3, null, null, null]);
  assert.deepEqual(leaves.gradient, [null, null, null, null, null]);
  assert.deepEqual(stateAt(graph, pass, frames, 2).data, [-2, 3, -6, 1, null]);
  assert.deepEqual(stateAt(graph, pass, frames, 4).gradient, [null, null, null, null, 1]);
});

test("what nothing is computed from has the gradient 0 from the seed on, and is complete", () => {
  const beside = graphOf({ nodes: [graph.nodes[0], { ...graph.nodes[2], inputs: [0, 0], partials: [1, 1] }, ...graph.nodes.slice(2, 3).map(node => ({ ...node, inputs: [0, 0], partials: [1, 1] }))], templates: [], code: {} });
  const steps = framesOf(beside), seed = steps.findIndex(({ kind }) => kind === "seed"), found = recorded(beside);
  assert.deepEqual(stateAt(beside, found, steps, seed - 1).gradient, [null, null, null]);
  const state = stateAt(beside, found, steps, seed);
  assert.deepEqual(state.gradient, [null, 0, 1]);
  assert.equal(isComplete(beside, 1, state), true);
});

test("contributions arrive one at a time until the sum is complete", () => {
  const half = stateAt(graph, pass, frames, 7), whole = stateAt(graph, pass, frames, 10);
  assert.deepEqual(half.edges["3.0"], { upstream: -6, partial: 1, contribution: -6 });
  assert.deepEqual([half.contributions[0], half.gradient[0], isComplete(graph, 0, half)], [[-6], -6, false]);
  assert.deepEqual([whole.contributions[0], whole.gradient[0], isComplete(graph, 0, whole)], [[-6, 3], -3, true]);
  assert.deepEqual(whole.gradient, pass.gradient);
});

test("nothing flows into a constant: no frame, no edge, no number", () => {
  const nodes = [{ name: "2", math: "n:2", kind: "constant", data: 2 }, { name: "x", math: "i:x", kind: "variable", data: 3 },
    { name: "2*x", math: "", kind: "operation", data: 6, inputs: [0, 1], partials: [3, 2], row: 0 }];
  const doubled = graphOf({ nodes, templates: [], code: {} }), all = framesOf(doubled), pass = recorded(doubled);
  assert.deepEqual(all.map(frame => frame.id ?? frame.kind), ["leaves", "forward", "seed", "2.1"]);
  assert.deepEqual([doubled.users, pass.gradient], [[0, 1, 0], [0, 2, 1]]);
  const end = stateAt(doubled, pass, all, 3);
  assert.deepEqual([end.gradient, end.contributions, Object.keys(end.edges)], [[null, 2, 1], [[], [2], []], ["2.1"]]);
  assert.deepEqual([countPaths(doubled, 0)[2], isComplete(doubled, 0, end)], [0, true]);
});

test("paths are found, counted, and limited", () => {
  assert.deepEqual(countPaths(graph, 2), [0, 0, 1, 0, 1]);
  assert.deepEqual([0, 1, 2, 4].map(i => countPaths(graph, i)[4]), [2, 2, 1, 1]);
  const ids = pathsFrom(graph, 0, 6).map(path => path.map(edge => edge.id));
  assert.deepEqual(ids.sort(), [["2.0", "4.0"], ["3.0", "4.1"]]);
  assert.equal(pathsFrom(graph, 0, 1).length, 1);
  assert.deepEqual(pathsFrom(graph, 4, 6), [[]]);
});

test("a long chain of doublings has more paths than can be listed, and its count is exact", () => {
  const nodes = Array.from({ length: 41 }, (_, i) => ({ name: `v${i}`, math: "", kind: "operation", data: 2 ** i,
    ...i && { inputs: [i - 1, i - 1], partials: [1, 1], row: 0 } }));
  const doubled = graphOf({ nodes, templates: [], code: {} });
  assert.equal(countPaths(doubled, 0)[40], 2 ** 40);
  assert.equal(pathsFrom(doubled, 0, 6).length, 6);
  assert.equal(recorded(doubled).gradient[0], 2 ** 40);
});

test("a finite difference moves one operand of one operation", () => {
  for (const edge of graph.edges) {
    const contribution = pass.gradient[edge.node] * pass.partials[edge.node][edge.slot];
    assert.ok(Math.abs(finiteDifference(graph, pass, edge) - contribution) < 1e-8);
  }
});

test("a lone value is a graph too", () => {
  const lone = graphOf({ nodes: [{ name: "x", math: "", kind: "variable", data: 2 }], templates: [], code: {} });
  assert.deepEqual(recorded(lone), { data: [2], partials: [[]], gradient: [1], failed: null });
});
