// L = a*b + a with a = 2, b = -3, as page_data.py sends it.

import { forward, graphOf, recorded } from "../../../../engine/drawing/web/graph.js"
import { prediction } from "../../../../engine/drawing/web/whatif.js"

const place = (i, care = 0) => String.fromCodePoint(0xF0000 + 3 * i + care) // care 1: parentheses when it is negative
const templates = [
  { value: [`${place(0)}*${place(1, 1)}`, "t:"], partials: [[place(1), "t:"], [place(0), "t:"]] },
  { value: [`${place(0)} + ${place(1, 1)}`, "t:"], partials: [["1", "n:1"], ["1", "n:1"]] },
]
const rows = [
  { value: xs => xs[0] * xs[1], partials: (y, xs) => [xs[1], xs[0]] },
  { value: xs => xs[0] + xs[1], partials: () => [1, 1] },
]
const leaf = (name, data) => ({ name, math: `i:${name}`, kind: "variable", data })
const nodes = [leaf("a", 2), leaf("b", -3),
  { name: "e", math: "i:e", kind: "operation", data: -6, inputs: [0, 1], partials: [-3, 2], row: 0,
    formula: ["a*b", "t:"], slopes: [["b", "i:b"], ["a", "i:a"]] },
  { name: "L", math: "i:L", kind: "operation", data: -4, inputs: [2, 0], partials: [1, 1], row: 1,
    formula: ["e + a", "t:"], slopes: [["1", "n:1"], ["1", "n:1"]] }]

export const graph = graphOf({ nodes, templates, code: {} }, rows)
export const pass = recorded(graph)
export const bar = leaves => prediction({ original: pass, pass: forward(graph, leaves), leaves })
