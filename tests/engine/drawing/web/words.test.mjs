// Numbers and sentences: those of the terminal, letter by letter.

import assert from "node:assert/strict"
import test from "node:test"

import { graph, pass } from "./example.mjs"
import { framesOf, stateAt } from "../../../../engine/drawing/web/graph.js"
import { fill, readNumber, show } from "../../../../engine/drawing/web/numbers.js"
import { isClose } from "../../../../engine/drawing/web/predict.js"
import { counter, elided, headline, wordsOf } from "../../../../engine/drawing/web/words.js"

test("numbers have four digits, and those before the point are never rounded away", () => {
  const numbers = [2, -1 / 3, 0.07, 123456.7, 1.5e-7, -0, null, 999999.5, 0.000123451, 5e-324, Infinity, NaN]
  assert.deepEqual(numbers.map(show),
    ["2", "-0.3333", "0.07", "123457", "1.5e-7", "0", "—", "1e6", "0.0001235", "4.941e-324", "Infinity", "NaN"])
})

test("a template puts negative numbers in parentheses only where it asks for it", () => {
  const [bare, careful] = [0xF0000, 0xF0004].map(code => String.fromCodePoint(code))
  assert.equal(fill(`${bare}*${careful}`, [-2, -3]), "-2*(-3)")
})

test("what somebody types is a number, whatever minus or comma it has", () => {
  assert.deepEqual(["1.5", " −2e-3 ", "0,25", "", "two"].map(readNumber), [1.5, -0.002, 0.25, NaN, NaN])
})

test("a prediction from rounded numbers counts, a wrong one does not", () => {
  assert.ok(isClose(0.333, 1 / 3) && isClose(-6, -6) && isClose(0, 0))
  assert.ok(!isClose(6, -6) && !isClose(0.32, 1 / 3))
})

test("every step is said in the words of the terminal", () => {
  const frames = framesOf(graph)
  const words = frames.map((frame, k) => wordsOf({ graph, pass }, frame, stateAt(graph, pass, frames, k)))
  assert.deepEqual(words, [
    "a = 2, b = -3",
    "e = a*b = 2*(-3) = -6",
    "L = e + a = -6 + 2 = -4",
    "dL/dL = 1",
    "dL/de = 1\nupstream × partial = dL/dL × dL/de = 1 × 1 = 1\ne.grad = 1",
    "dL/da = 1\nupstream × partial = dL/dL × dL/da = 1 × 1 = 1\na.grad = 1 (so far)",
    "de/da = b = -3\nupstream × partial = dL/de × de/da = 1 × (-3) = -3\na.grad = 1 + (-3) = -2",
    "de/db = a = 2\nupstream × partial = dL/de × de/db = 1 × 2 = 2\nb.grad = 2",
  ])
})

test("headlines and the counter say where one is", () => {
  const frames = framesOf(graph)
  assert.equal(headline(graph, frames[1]), "Compute e from a, b")
  assert.equal(headline(graph, frames.at(-1)), "e hands its gradient on to b")
  assert.deepEqual(counter({ graph, frames, k: 5 }), [[2, 2], [2, 4]])
})

test("long lists keep their first members and their last", () => {
  assert.deepEqual(elided([1, 2, 3, 4, 5, 6], "…"), [1, 2, 3, 4, 5, 6])
  assert.deepEqual(elided([1, 2, 3, 4, 5, 6, 7], "…"), [1, 2, 3, "…", 7])
})
