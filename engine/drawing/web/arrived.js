// @ts-check
// What of a number is known at a frame: all of it, of a gradient what has arrived so far, or nothing (null).

import { placesOf, termsAt, valueAt } from "./equation.js";
import { isComplete } from "./graph.js";

/** What of a number that an equation makes is known. @type {(player: Numbered, line: BoardLine, equation: Equation, at: number[], state: State) => Arrived} */
export function arrivedAt(player, line, equation, [r, c], state) {
  const { result } = equation, node = /** @type {number} */ (result.cells[r][c]);
  if (result.what === "data") return usedAt(player, result, [r, c], state);
  const arrows = player.graph.edges.filter(edge => edge.input === node && line.nodes.includes(edge.node));
  const flown = flownAlong(arrows, state), isOwn = termsAt(equation, r, c).length === arrows.length;
  if (flown.isWhole && !Number.isNaN(flown.number)) return { number: valueAt(player.pass, equation, r, c), isWhole: true };
  return { number: isOwn || flown.isWhole ? flown.number : null, isWhole: flown.isWhole };
}

/** What of a number that an equation uses is known. @type {(player: Numbered, grid: Grid, at: number[], state: State) => Arrived} */
export function usedAt({ graph, pass }, { what, cells }, [r, c], state) {
  const cell = cells[r][c];
  if (cell === null || typeof cell === "object") return { number: cell && pass.partials[cell[0]][cell[1]], isWhole: true };
  const number = what === "data" ? state.data[cell] : state.gradient[cell];
  return { number, isWhole: number !== null && (what === "data" || isComplete(graph, cell, state)) };
}

/** The shares of a gradient, in the order in which they arrive: one for each place where an equation has it in its
 * result, and one for a line without matrices. @type {(player: Numbered, node: number, state: State) => Arrived[]} */
export function sharesOf(player, node, state) {
  const arrows = player.graph.edges.filter(edge => edge.input === node);
  const lines = new Set(arrows.map(edge => player.board[player.lineOf.get(edge.node) ?? -1]));
  return [...lines].flatMap(line => {
    const own = line?.equations.backward.flatMap(equation => placesOf(equation.result)
      .filter(([r, c]) => equation.result.cells[r][c] === node)
      .map(at => arrivedAt(player, line, equation, at, state)));
    return own?.length ? own : [flownAlong(arrows.filter(edge => line?.nodes.includes(edge.node)), state)];
  });
}

/** @type {(arrows: Edge[], state: State) => Arrived} */
function flownAlong(arrows, { edges }) {
  const flown = arrows.flatMap(({ id }) => id in edges ? [edges[id].contribution] : []);
  return { number: flown.length ? flown.reduce((sum, x) => sum + x) : null, isWhole: flown.length === arrows.length };
}
