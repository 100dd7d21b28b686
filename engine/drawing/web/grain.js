// @ts-check
// How much one step takes in: an arrow, an operation, a layer (a card of the spine) or a whole pass.

/** @type {Grain[]} */
export const GRAINS = ["arrow", "operation", "layer", "pass"];

/** @typedef {Pick<Player, "frames" | "spine" | "lineOf" | "grain">} Stepped */
/** What frames that are taken in one step have in common; a layer is a line on the board, or else a card of the spine.
 * @type {Record<Grain, (player: Stepped, frame: Frame, k: number) => unknown>} */
const TOGETHER = {
  arrow: (_, __, k) => k,
  operation: (_, frame, k) => frame.kind === "backward" ? frame.node : -1 - k,
  layer: ({ spine, lineOf }, frame) => frame.node === undefined ? "leaves"
    : `${phaseOf(frame)} ${lineOf.has(frame.node) ? `line ${lineOf.get(frame.node)}` : spine.home[frame.node]}`,
  pass: (_, frame) => phaseOf(frame),
};

/** @param {Frame} frame */
export const phaseOf = frame => frame.kind === "seed" || frame.kind === "backward" ? "backward" : "forward";

/** The frames at which a grain stops: the last of each group. @param {Stepped} player */
export function stopsOf(player) {
  const last = new Map(player.frames.map((frame, k) => [TOGETHER[player.grain](player, frame, k), k]));
  return [...last.values()].sort((a, b) => a - b);
}

/** The frames that are taken in one step with the one shown. @param {Stepped & { k: number }} player */
export function framesInStep(player) {
  const { frames, grain, k } = player, own = TOGETHER[grain](player, frames[k], k);
  return frames.filter((frame, at) => TOGETHER[grain](player, frame, at) === own);
}

/** The pass, and the place in it: how many steps of this grain are done, and of how many. @param {Stepped & { k: number }} player */
export function progressOf(player) {
  const { frames, k } = player, phase = phaseOf(frames[k]);
  const own = stopsOf(player).filter(stop => frames[stop].node !== undefined && phaseOf(frames[stop]) === phase);
  return { phase, done: own.filter(stop => stop <= k).length, of: own.length };
}
