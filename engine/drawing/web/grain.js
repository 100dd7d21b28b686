// @ts-check
// How much one step takes in: an arrow, an operation, a layer (a card of the spine) or a whole pass.

import { say } from "./elements.js";

/** @type {Grain[]} */
export const GRAINS = ["arrow", "operation", "layer", "pass"];
/** @type {Record<Grain, string>} */
export const GRAIN_NAMES = { arrow: say("arrow"), operation: say("operation"), layer: say("layer"), pass: say("pass") };

/** @typedef {Pick<Player, "frames" | "spine" | "lineOf" | "grain">} Stepped */
/** What frames that are taken in one step have in common; a layer is a line on the board, or else a card of the spine.
 * @type {Record<Grain, (player: Stepped, frame: Frame, k: number) => unknown>} */
const TOGETHER = {
  arrow: (_, __, k) => k,
  operation: (_, frame, k) => frame.kind === "backward" ? frame.node : -1 - k,
  layer: ({ spine, lineOf }, frame) => frame.node === undefined || frame.kind === "seed" ? frame.kind
    : `${phaseOf(frame)} ${lineOf.has(frame.node) ? `line ${lineOf.get(frame.node)}` : spine.home[frame.node]}`,
  pass: (_, frame) => phaseOf(frame),
};

/** @param {Frame} frame */
export const phaseOf = frame => frame.kind === "seed" || frame.kind === "backward" ? "backward" : "forward";

const ENDS = new WeakMap(); // of a player, by grain: its frames never change, and every step asks several times

/** Where the step ends that each frame belongs to: at the last frame of its group. @type {(player: Stepped) => number[]} */
export function stepEnds(player) {
  const { frames, grain } = player, known = ENDS.get(player) ?? {};
  ENDS.set(player, known);
  if (known[grain]) return known[grain];
  const groups = frames.map((frame, k) => TOGETHER[grain](player, frame, k)), last = new Map(groups.map((group, k) => [group, k]));
  return known[grain] = groups.map(group => last.get(group) ?? 0);
}

/** The frames at which a grain stops. @param {Stepped} player */
export const stopsOf = player => [...new Set(stepEnds(player))].sort((a, b) => a - b);

/** The frames that are taken in one step with the one shown. @param {Stepped & { k: number }} player */
export function framesInStep(player) {
  const ends = stepEnds(player);
  return player.frames.filter((_, at) => ends[at] === ends[player.k]);
}

/** The pass, and the place in it: how many steps of this grain are done, and of how many. @param {Stepped & { k: number }} player */
export function progressOf(player) {
  const { frames, k } = player, phase = phaseOf(frames[k]);
  const own = stopsOf(player).filter(stop => frames[stop].node !== undefined && phaseOf(frames[stop]) === phase);
  return { phase, done: own.filter(stop => stop <= k).length, of: own.length };
}
