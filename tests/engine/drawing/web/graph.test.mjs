// The pure parts of the page's script, on L = a*b + a with a = 2, b = -3: no page and no browser is needed.

import assert from "node:assert/strict"
import test from "node:test"

import { bar, graph, pass } from "./example.mjs"
import { countPaths, finiteDifference, forward, framesOf, isComplete, pathsFrom, reaches, recorded, stateAt }
  from "../../../../engine/drawing/web/graph.js"

test("a pass over the recorded numbers gives the gradients of the chain rule", () => {
  assert.deepEqual(pass.gradient, [-2, 2, 1, 1])
  assert.equal(pass.failed, null)
})

test("other leaves give the numbers of a new pass", () => {
  const other = forward(graph, { 0: 5 })
  assert.deepEqual(other.data, [5, -3, -15, -10])
  assert.deepEqual(other.gradient, [-2, 5, 1, 1])
})

test("a number that is not finite is named by its node, and nothing else changes", () => {
  assert.equal(forward(graph, { 0: Infinity }).failed, 0)
  assert.equal(forward(graph, { 0: 1e200, 1: 1e200 }).failed, 2)
  assert.deepEqual(recorded(graph).data, [2, -3, -6, -4])
})

test("frames are leaves, operations, the seed, and one for each edge from the output back", () => {
  const frames = framesOf(graph)
  assert.deepEqual(frames.map(frame => frame.kind),
    ["leaves", "forward", "forward", "seed", "backward", "backward", "backward", "backward"])
  assert.deepEqual(frames.slice(4).map(frame => frame.id), ["3.0", "3.1", "2.0", "2.1"])
})

test("what is known grows with the frames, and a sum is complete when its last contribution is there", () => {
  const frames = framesOf(graph), at = k => stateAt(graph, pass, frames, k)
  assert.deepEqual(at(0).data, [true, true, false, false])
  assert.deepEqual(at(3).gradient, [null, null, null, 1])
  assert.deepEqual(at(5).contributions[0], [1])
  assert.equal(isComplete(graph, 0, at(5)), false)
  assert.deepEqual(at(6).gradient, [-2, null, 1, 1])
  assert.equal(isComplete(graph, 0, at(6)), true)
  assert.deepEqual(at(7).edges["2.1"], { upstream: 1, partial: 2, contribution: 2 })
})

test("paths: which nodes, how many, and their products add up to the gradient", () => {
  assert.deepEqual([...reaches(graph, 1)], [1, 2, 3])
  assert.deepEqual([0, 1, 2, 3].map(i => countPaths(graph, i)), [2, 1, 1, 1])
  const products = pathsFrom(graph, 0, 9).map(path => path.reduce((x, { node, slot }) => x * pass.partials[node][slot], 1))
  assert.equal(products.reduce((x, y) => x + y), pass.gradient[0])
  assert.equal(pathsFrom(graph, 0, 1).length, 1)
})

test("moving one operand of one operation gives that edge's contribution", () => {
  for (const edge of graph.edges) {
    const contribution = pass.gradient[edge.node] * pass.partials[edge.node][edge.slot]
    assert.ok(Math.abs(finiteDifference(graph, pass, edge) - contribution) < 1e-8)
  }
})

test("a change predicted by the gradient stands beside the one that came", () => {
  const { predicted, actual } = bar({ 0: 2.5 })
  assert.equal(predicted, -1)
  assert.equal(actual, -1)
})
