// Reads what a page is sent, and prints for every frame what it shows of every gradient on the board.

import { readFileSync } from "node:fs";

import { arrivedAt } from "../../../../engine/drawing/web/arrived.js";
import { linesOf, placesOf } from "../../../../engine/drawing/web/equation.js";
import { framesOf, graphOf, recorded, stateAt } from "../../../../engine/drawing/web/graph.js";

const sent = JSON.parse(readFileSync(0, "utf8")), graph = graphOf(sent), pass = recorded(graph), board = linesOf(sent.lines);
const frames = framesOf(graph);
console.log(JSON.stringify(frames.map((_, k) => {
  const state = stateAt(graph, pass, frames, k);
  return board.flatMap((line, l) => line.equations.backward.flatMap((equation, e) => placesOf(equation.result).map(([r, c]) => {
    const { number, isWhole } = arrivedAt({ graph, pass, board, lineOf: new Map() }, line, equation, [r, c], state);
    return [l, e, r, c, number, isWhole];
  })));
})));
