// f = (a b)(a + b) at a = -2, b = 3: two values with two paths each.

import { framesOf, graphOf, recorded } from "../../../../engine/drawing/web/graph.js";

const leaf = (name, data) => ({ name, math: `i:${name}`, kind: "variable", data });
const operation = (name, data, inputs, row, formula, partials, slopes) => ({
  name, math: `i:${name}`, kind: "operation", data, inputs, row, partials,
  formula: [formula, `i:${formula}`], slopes: slopes.map(slope => [slope, `i:${slope}`]),
});
const place = (index, care) => String.fromCodePoint(0xF0000 + 3 * index + care);

export const graph = graphOf({
  nodes: [
    leaf("a", -2), leaf("b", 3),
    operation("d", -6, [0, 1], 0, "a*b", [3, -2], ["b", "a"]),
    operation("e", 1, [0, 1], 1, "a + b", [1, 1], ["1", "1"]),
    operation("f", -6, [2, 3], 0, "d*e", [1, -6], ["e", "d"]),
  ],
  templates: [
    { value: [`${place(0, 0)}*${place(1, 1)}`, ""], partials: [[place(1, 0), ""], [place(0, 0), ""]] },
    { value: [`${place(0, 0)} + ${place(1, 1)}`, ""], partials: [["1", ""], ["1", ""]] },
  ],
  code: {},
}, [
  xs => [xs[0] * xs[1], xs[1], xs[0]],
  xs => [xs[0] + xs[1], 1, 1],
]);
export const frames = framesOf(graph);
export const pass = recorded(graph);
