// @ts-check
// How much one step takes in: an arrow, an operation, a layer (a card of the spine) or a whole pass.

/** @type {Grain[]} */
export const GRAINS = ["arrow", "operation", "layer", "pass"];

/** What frames that are taken in one step have in common. @type {Record<Grain, (frame: Frame, k: number, home: number[]) => unknown>} */
const TOGETHER = {
  arrow: (_, k) => k,
  operation: (frame, k) => frame.kind === "backward" ? frame.node : -1 - k,
  layer: (frame, k, home) => frame.node === undefined ? "leaves" : `${phaseOf(frame)} ${home[frame.node]}`,
  pass: frame => phaseOf(frame),
};

/** @param {Frame} frame */
export const phaseOf = frame => frame.kind === "seed" || frame.kind === "backward" ? "backward" : "forward";

/** The frames at which a grain stops: the last of each group. @type {(frames: Frame[], home: number[], grain: Grain) => number[]} */
export function stopsOf(frames, home, grain) {
  const group = frames.map((frame, k) => TOGETHER[grain](frame, k, home));
  return frames.flatMap((_, k) => k === frames.length - 1 || group[k] !== group[k + 1] ? [k] : []);
}

/** The first frame of the step that frame k ends. @param {Pick<Player, "frames" | "spine" | "grain" | "k">} player */
export function firstOf({ frames, spine, grain, k }) {
  return 1 + Math.max(-1, ...stopsOf(frames, spine.home, grain).filter(stop => stop < k));
}

/** The pass, and the place in it: how many steps of this grain are done, and of how many.
 * @param {Pick<Player, "frames" | "spine" | "grain" | "k">} player */
export function progressOf({ frames, spine, grain, k }) {
  const phase = phaseOf(frames[k]), stops = stopsOf(frames, spine.home, grain);
  const own = stops.filter(stop => frames[stop].node !== undefined && phaseOf(frames[stop]) === phase);
  return { phase, done: own.filter(stop => stop <= k).length, of: own.length };
}
