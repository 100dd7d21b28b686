// Reads what pages are sent, and prints how far the terms of equations are from the numbers that stand in their results.

import { readFileSync } from "node:fs";

import { rowsOf } from "../../../../engine/drawing/web/equation.js";
import { linesOf, makers, numberAt, placesOf, termsAt, valueAt, writtenOut } from "../../../../engine/drawing/web/equation.js";
import { graphOf, recorded } from "../../../../engine/drawing/web/graph.js";

let cells = 0, worst = 0, unmade = 0, unwritten = 0;
for (const sent of JSON.parse(readFileSync(0, "utf8"))) {
  const graph = graphOf(sent), pass = recorded(graph);
  for (const line of linesOf(sent.lines)) {
    for (const equation of [...line.equations.forward, ...line.equations.backward]) {
      for (const [r, c] of placesOf(equation.result)) {
        cells += 1;
        if (!makers(graph, equation, r, c).length) unmade += 1;
        const sides = writtenOut(pass, equation, r, c), shown = valueAt(pass, equation, r, c);
        if (!sides.length || sides.flat().some(piece => /\?|NaN|undefined/.test(piece.text))) unwritten += 1;
        if (equation.rule === "function") continue;
        const products = termsAt(equation, r, c).map(term =>
          term.reduce((product, [i, y, x]) => product * numberAt(pass, equation.operands[i], y, x), 1));
        const made = equation.sign * products.reduce((a, b) => a + b, 0);
        worst = Math.max(worst, Math.abs(made - shown) / Math.max(1, Math.abs(shown)));
      }
    }
    for (const phase of ["forward", "backward"]) {
      if (rowsOf(line, phase).some(({ equation, row }) => !equation.result.cells[row])) throw Error("a row that is not there");
    }
  }
}
console.log(JSON.stringify({ cells, worst, unmade, unwritten }));
